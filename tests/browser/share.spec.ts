// Taking it elsewhere: a link that carries everything, what it leaves out, and what becomes of one that is broken.
import type { Locator, Page } from "@playwright/test";
import { deflateRawSync } from "node:zlib";
import { empty } from "./drawing";
import { editor, expect, menu, paste, problems, test, verdict } from "./site";

const SHOP = `apiVersion: v1
kind: Secret
metadata: {name: db, namespace: shop}
stringData: {password: correct-horse}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, env: [{name: TOKEN, value: battery-staple}], ports: [{containerPort: 8080}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
`;

/** What the Share menu copies under this name. */
async function shared(site: Page, name: string) {
  await site.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await site.getByRole("button", { name: "Share" }).click();
  await site.locator(".share").getByRole("button", { name }).click();
  await expect(site.locator(".share [role=status]")).not.toBeEmpty();
  await expect(site.locator(".share [role=status]")).toHaveCount(0);
  return site.evaluate(() => navigator.clipboard.readText());
}

/** Manifests of the reader's own, asked for their Service, at the third step. */
async function own(site: Page) {
  await site.goto("./");
  await expect(verdict(site)).toBeVisible();
  await site.mouse.move(700, 400);
  await paste(site, SHOP);
  await site.getByRole("combobox", { name: "From" }).fill("pod/shop/web-1");
  await site.getByRole("combobox", { name: "To" }).fill("http://web/");
  await site.getByRole("button", { name: "Trace" }).click();
  await expect(verdict(site)).toHaveAttribute("data-verdict", "delivered");
  await site.keyboard.press("Escape");
  await site.getByRole("button", { name: "Next step" }).click();
  await site.getByRole("button", { name: "Next step" }).click();
}

/** Brings the panel, unless it is there. */
async function unfold(site: Page) {
  const folded = site.getByRole("button", { name: "Manifests", exact: true });
  await expect(folded.or(site.getByRole("tab", { name: "Manifests" })).first()).toBeVisible();
  if (await folded.isVisible()) await folded.click();
}

test("a link carries manifests, request and step, and no secret", async ({ site, context }) => {
  await own(site);
  await expect(site.getByRole("heading", { name: /^Step 3 of/ })).toBeVisible();
  const link = await shared(site, "Copy a link to all of this");
  expect(link).toMatch(/#z=1\.[\w-]+$/);
  expect(link.length).toBeLessThan(2000);
  await site.getByRole("button", { name: "Share" }).click();
  await expect(site.locator(".share")).toContainText("2 values (of Secrets, or env) are masked in it.");

  const other = await context.newPage();
  await other.goto(link);
  await expect(verdict(other)).toHaveAttribute("data-verdict", "delivered");
  await expect(other.getByRole("heading", { name: /^Step 3 of/ })).toBeVisible();
  await expect(other.getByRole("combobox", { name: "From" })).toHaveValue("pod/shop/web-1");
  await unfold(other);
  await expect(editor(other)).toContainText("kind: Secret");
  await expect(editor(other)).not.toContainText("correct-horse");
  await expect(editor(other)).not.toContainText("battery-staple");
  // Another link in the same tab.
  await other.evaluate(() => (location.hash = "z=9.AAAA"));
  await unfold(other);
  await other.getByRole("tab", { name: /^Problems/ }).click();
  await expect(problems(other)).toContainText("another version of svcpath");
});

test("the answer goes along with its link, and Markdown leads here", async ({ site }) => {
  await own(site);
  const answer = await shared(site, "Copy the answer");
  expect(answer.split("\n")).toHaveLength(4);
  expect(answer).toContain("http://web/");
  expect(answer).toMatch(/#z=1\./);
  expect(await shared(site, "Copy a Markdown link")).toMatch(/^\[The path from pod\/shop\/web-1 to http:\/\/web\/\]\(http/);
});

const chosen = (page: Page) => page.getByRole("combobox", { name: "Path", exact: true }).locator("option:checked");

/** An example's answer by two paths, of which the second is drawn. */
async function two(site: Page) {
  await site.goto("./?src=gallery/04-any-node-answers.yaml&from=internet&to=http://192.168.10.13:30080/&step=2");
  await expect(verdict(site)).toBeVisible();
  await expect(chosen(site)).toContainText("api-2");
  await site.mouse.move(700, 400);
}

/** Opens a link that holds everything. */
async function follow(page: Page, link: string) {
  expect(link).toMatch(/#z=1\.[\w-]+$/);
  await page.goto(link);
  await expect(verdict(page)).toHaveAttribute("data-verdict", "delivered");
  await page.mouse.move(700, 400);
}

test("an address is enough for the drawn path; another goes into the link, and with the answer", async ({ site, context }) => {
  await two(site);
  expect(await shared(site, "Copy a link to this step")).toMatch(/\?src=.*&step=2$/);
  await site.getByRole("combobox", { name: "Path", exact: true }).selectOption("0");
  const lines = (await shared(site, "Copy the answer")).split("\n");
  expect(lines[2]).toContain("shop/api-1");
  const other = await context.newPage();
  await follow(other, lines[3]);
  await expect(chosen(other)).toContainText("api-1");
  await expect(other.getByRole("heading", { name: /^Step 2 of/ })).toBeVisible();
  await site.getByRole("combobox", { name: "Path", exact: true }).selectOption("1");
  expect(await shared(site, "Copy a link to this step")).toMatch(/\?src=/);
});

for (const [name, pressed] of [
  ["All branches", "All branches"],
  ["Inside node-3", "Back to the cluster"],
]) {
  test(`${name}: that goes into the link too, and into a frame`, async ({ site, context }) => {
    await two(site);
    await site.getByRole("button", { name }).click();
    const other = await context.newPage();
    await follow(other, await shared(site, "Copy a link to all of this"));
    await expect(other.getByRole("button", { name: pressed })).toHaveAttribute("aria-pressed", "true");
    await expect(other.getByRole("heading", { name: /^Step 2 of/ })).toBeVisible();
    const part = await embed(site);
    await part.getByText("iframe").click();
    await expect(part.getByRole("textbox", { name: "Snippet" })).toHaveValue(/embed=1.*#z=1\./);
  });
}

test("a link to the first step leads there, though its scenario wants to be looked at elsewhere", async ({ site, context }) => {
  const scenario = `view: {arrangement: apps, step: 3}
manifests: [shop.yaml]
tests:
- {name: a, from: pod/shop/web-1, to: "http://web/", expect: {verdict: delivered}}
`;
  const whole = JSON.stringify({ files: [["test.yaml", scenario], ["shop.yaml", SHOP]] });
  await site.goto(`./#z=1.${deflateRawSync(whole).toString("base64url")}`);
  await expect(site.getByRole("heading", { name: /^Step 3 of/ })).toBeVisible();
  await site.mouse.move(700, 400);
  await site.getByRole("button", { name: "Previous step" }).click();
  await site.getByRole("button", { name: "Previous step" }).click();
  const link = await shared(site, "Copy a link to all of this");
  const other = await context.newPage();
  await other.goto(link);
  await expect(other.getByRole("heading", { name: /^Step 1 of/ })).toBeVisible();
});

/** The part of the Share menu that writes snippets. */
async function embed(site: Page) {
  await site.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await menu(site, "Share");
  await site.locator(".share").getByRole("button", { name: "Embed in a page…" }).click();
  const part = site.locator(".share .embed");
  await expect(part.getByRole("radio", { name: "HTML" })).toBeFocused();
  return part;
}

/** What the snippet says, which is what is copied. */
async function snippet(part: Locator) {
  const text = await part.getByRole("textbox", { name: "Snippet" }).inputValue();
  await part.getByRole("button", { name: "Copy" }).click();
  await expect(part.getByRole("status")).toHaveText("Copied");
  expect(await part.page().evaluate(() => navigator.clipboard.readText())).toBe(text);
  return text;
}

/** The element of a snippet as a page has it, and what else came of the snippet there. */
async function placed(page: Page, html: string) {
  await page.setContent(`<!doctype html><main>${html.replace(/<script src=[^]*?<\/script>/, "")}</main>`);
  return page.evaluate(() => {
    const element = document.querySelector("svc-path")!;
    return {
      attributes: Object.fromEntries([...element.attributes].map(({ name, value }) => [name, value])),
      yaml: element.querySelector("script[type='application/yaml']")?.textContent,
      names: [...document.querySelectorAll("main *")].map(({ localName }) => localName),
    };
  });
}

test("a frame shows what is shown here, as was chosen", async ({ site, context }) => {
  await own(site);
  const part = await embed(site);
  await part.getByText("iframe").click();
  await part.getByRole("spinbutton", { name: "Height" }).fill("500");
  await part.getByRole("combobox", { name: "Theme" }).selectOption("dark");
  await part.getByRole("combobox", { name: "Language" }).selectOption("ru");
  await part.getByRole("combobox", { name: "First step" }).selectOption("2");
  await expect(part).toContainText("2 values (of Secrets, or env) are masked in it.");
  const html = await snippet(part);
  const page = await context.newPage();
  await page.setContent(`<!doctype html>${html}`);
  expect(await page.locator("iframe").evaluate((frame) => frame.clientHeight)).toBe(500);
  await expect(page.locator("iframe")).toHaveAttribute("title", "The path from pod/shop/web-1 to http://web/");
  const frame = page.frameLocator("iframe");
  await expect(frame.locator("[data-verdict]")).toHaveAttribute("data-verdict", "delivered");
  await expect(frame.locator("html[lang=ru][data-theme=dark]")).toBeAttached();
  await expect(frame.locator(".caption")).toContainText("2/");
});

test("an element holds the manifests, without what is secret", async ({ site, context }) => {
  await own(site);
  const part = await embed(site);
  const plain = await placed(await context.newPage(), await snippet(part));
  expect(plain.attributes).toEqual({ from: "pod/shop/web-1", to: "http://web/", step: "3", height: "420" });
  expect(plain.names).toEqual(["svc-path", "p", "script"]);
  expect(plain.yaml).toContain('stringData: {password: "***"}');
  await expect(part).toContainText("2 values (of Secrets, or env) are masked in it.");

  await part.getByRole("spinbutton", { name: "Height" }).fill("");
  await part.getByRole("combobox", { name: "Theme" }).selectOption("light");
  await part.getByRole("combobox", { name: "First step" }).selectOption("1");
  const other = await placed(await context.newPage(), await snippet(part));
  expect(other.attributes).toEqual({ from: "pod/shop/web-1", to: "http://web/", theme: "light" });
});

test("nothing in manifests or request ends a script or an attribute", async ({ site, context }) => {
  const evil = `${SHOP}---
apiVersion: v1
kind: ConfigMap
metadata: {name: page}
data: {page: "</script><img src=x onerror=alert(1)>", more: "<!-- <script>"} # </SCRIPT><b>
`;
  await site.goto("./");
  await expect(verdict(site)).toBeVisible();
  await site.mouse.move(700, 400);
  await paste(site, evil);
  await site.getByRole("combobox", { name: "To" }).fill("http://web.shop/?a=</script>&b=\"><i>");
  await site.getByRole("button", { name: "Trace" }).click();
  await expect(verdict(site)).toHaveAttribute("data-verdict", "delivered");
  for (const form of ["HTML", "Markdown"]) {
    const part = await embed(site);
    await part.getByText(form, { exact: true }).click();
    const page = await context.newPage();
    const found = await placed(page, await snippet(part));
    expect(found.names).toEqual(["svc-path", "p", "script"]);
    expect(found.attributes.to).toBe('http://web.shop/?a=</script>&b="><i>');
    await site.keyboard.press("Escape");
    await page.goto(new URL("./?editor=1", site.url()).href);
    await expect(verdict(page)).toBeVisible();
    await page.mouse.move(700, 400);
    await paste(page, found.yaml!);
    await expect(page.getByRole("treeitem", { name: /^pod shop\/web-3/ })).toBeAttached();
    await expect(problems(page).getByRole("listitem").filter({ hasText: "cannot be read" })).toHaveCount(0);
  }
});

test("headers go along in a scenario, since an element cannot say them", async ({ site, context }) => {
  await site.goto("./?src=gallery/12-many-hands-one-gateway.yaml&to=http://shop.example.com/&header=X-Version:%20next");
  await expect(verdict(site)).toBeVisible();
  await site.mouse.move(700, 400);
  const found = await placed(await context.newPage(), await snippet(await embed(site)));
  expect(found.attributes).toEqual({ height: "420" });
  expect(found.yaml).toContain("X-Version: next");
});

test("manifests of this site stand in the snippet, unless they are wanted at their address", async ({ site, context }) => {
  await site.goto("./?src=gallery/04-any-node-answers.yaml&from=internet&to=http://192.168.10.13:30080/");
  await expect(verdict(site)).toBeVisible();
  await site.mouse.move(700, 400);
  const part = await embed(site);
  const text = await snippet(part);
  expect(text).toContain(`<script src="${new URL("./embed.js", site.url()).href}" async></script>`);
  const page = await context.newPage();
  expect((await placed(page, text)).yaml).toContain("kind: Deployment");
  await part.getByRole("combobox", { name: "Manifests" }).selectOption("at their address");
  const source = new URL("./gallery/04-any-node-answers.yaml", site.url()).href;
  const { attributes, names } = await placed(page, await snippet(part));
  expect(attributes).toEqual({ src: source, from: "internet", to: "http://192.168.10.13:30080/", height: "420" });
  expect(names).toEqual(["svc-path", "p"]);

  // Back to the links, by keys.
  await part.getByRole("button", { name: "Back" }).press("Enter");
  await expect(site.getByRole("button", { name: "Embed in a page…" })).toBeFocused();
  await site.keyboard.press("Escape");
  await expect(site.getByRole("button", { name: "Share" })).toBeFocused();
});

test("paths of a scenario mean files of its link", async ({ site }) => {
  const scenario = `manifests: [../base/shop.yaml, gone.yaml]
tests:
- {name: a, from: pod/shop/web-1, to: "http://web/", expect: {verdict: delivered}}
`;
  const whole = JSON.stringify({ files: [["routes/test.yaml", scenario], ["base/shop.yaml", SHOP]] });
  await site.goto(`./?editor=1#z=1.${deflateRawSync(whole).toString("base64url")}`);
  await expect(verdict(site)).toHaveAttribute("data-verdict", "delivered");
  await site.getByRole("tab", { name: /^Problems/ }).click();
  await expect(problems(site)).toContainText("gone.yaml");
  await expect(problems(site)).not.toContainText("base/shop.yaml");
});

test("broken links are named, and the page works all the same", async ({ site }) => {
  for (const [link, told] of [
    ["1.!!!", "damaged"],
    ["1.q1YqSy0qzszPU7", "damaged"],
    ["2.abc", "another version"],
  ]) {
    await site.goto(`./?editor=1&x=${told.length}${link.length}#z=${link}`);
    await expect(verdict(site)).toBeVisible();
    await site.getByRole("tab", { name: /^Problems/ }).click();
    await expect(problems(site)).toContainText(told);
  }
});

test("what was made from a link is kept, and the link left behind", async ({ site }) => {
  await empty(site);
  await site.keyboard.press("d");
  const link = await shared(site, "Copy a link to all of this");
  await site.goto("about:blank");
  await site.goto(link);
  await expect(site.getByRole("treeitem", { name: /^pod default\/web-1/ })).toBeAttached();
  await paste(site, "# nothing any more\n");
  await expect.poll(() => site.evaluate(() => location.hash)).toBe("");
  await site.reload();
  await expect(site.getByRole("treeitem", { name: /^pod default\/web-1/ })).toHaveCount(0);
});
