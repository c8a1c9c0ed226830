import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./site";

const POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'";

test.beforeEach(async ({ site }) => {
  // What stands in a chapter must be right before the widget takes its place.
  await site.route("**/embed.js", (route) => route.fulfill({ contentType: "text/javascript", body: "" }));
});

test("the book works under a strict policy: pictures, search, keys, contents", async ({ site }) => {
  await site.route("**/docs/*.html*", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), "content-security-policy": POLICY } });
  });
  await site.goto("./docs/clusterip.html");
  await expect(site.getByRole("heading", { name: "ClusterIP", level: 1 })).toBeVisible();
  const picture = site.getByRole("img", { name: /A request from pod web-1/ });
  await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(700);

  await site.keyboard.press("/");
  await site.getByRole("searchbox").fill("masquerade");
  await site.keyboard.press("Shift");
  await expect(site.locator("#mdbook-searchresults li").first()).toContainText(/masquerad/i);
  await site.keyboard.press("Escape");

  await site.keyboard.press("ArrowRight");
  await expect(site).toHaveURL(/nodeport\.html/);
  await site.waitForLoadState("load");

  const contents = site.getByRole("navigation", { name: "Contents" });
  await expect(contents.getByRole("link", { name: "NodePort" })).toBeVisible();
  await site.getByRole("button", { name: "Contents" }).click();
  await expect(site.getByRole("button", { name: "Contents" })).toHaveAttribute("aria-expanded", "false");
  await site.reload();
  await expect(site.getByRole("button", { name: "Contents" })).toHaveAttribute("aria-expanded", "false");
});

test("every chapter can be searched, and complains about nothing", async ({ site }) => {
  test.slow();
  await site.goto("./docs/index.html");
  const chapters = await site.getByRole("navigation", { name: "Contents" }).getByRole("link").evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).href));
  expect(chapters.length).toBeGreaterThan(25);
  expect(chapters.join()).toContain("/export.html");
  // A heading's id is a variable of its page, and some names mean something to the scripts there.
  for (const chapter of chapters) {
    await site.goto(chapter);
    await site.keyboard.press("/");
    await site.getByRole("searchbox").fill("ClusterIP");
    await site.keyboard.press("Shift");
    await expect(site.locator("#mdbook-searchresults li").first(), chapter).toContainText("ClusterIP");
  }
});

for (const [colorScheme, width] of [["light", 1440], ["dark", 1440], ["dark", 390]] as const) {
  test(`nothing that axe finds in ${colorScheme} chapters ${width} px wide, and nothing sticks out`, async ({ site }) => {
    await site.emulateMedia({ colorScheme });
    await site.setViewportSize({ width, height: 844 });
    for (const chapter of ["index", "clusterip", "scenarios", "semantics/proxy"]) {
      await site.goto(`./docs/${chapter}.html`);
      expect((await new AxeBuilder({ page: site }).analyze()).violations, chapter).toEqual([]);
      const wide = await site.evaluate(() => document.documentElement.scrollWidth);
      expect(wide, chapter).toBeLessThanOrEqual(width);
    }
  });
}
