import { expect, test } from "./site";

const isRest = (address: string) => address.includes("_rest.");

for (const [address, width, height, verdict] of [
  ["./", 1440, 900, "Delivered"],
  ["./?lang=ru", 1024, 768, "Доставлено"],
  ["./?theme=dark", 390, 844, "Delivered"],
  ["./?embed=1&lang=ru", 640, 420, "Доставлено"],
] as const) {
  test(`a first visit to ${address} at ${width}×${height} loads the first half alone`, async ({ site }) => {
    const asked: string[] = [];
    site.on("request", (request) => asked.push(request.url()));
    await site.setViewportSize({ width, height });
    await site.goto(address, { waitUntil: "networkidle" });
    await expect(site.locator("[data-verdict]").first()).toContainText(verdict);
    // Nor does it when it is left again.
    await site.evaluate(() => dispatchEvent(new Event("pagehide")));
    expect(asked.filter(isRest)).toEqual([]);
  });
}

test("what an address leads to has both halves from the start, and nothing blocks", async ({ site }) => {
  const asked: string[] = [];
  site.on("request", (request) => isRest(request.url()) && asked.push(request.resourceType()));
  await site.goto("./?src=gallery/09-one-address-many-domains.yaml");
  await expect(site.locator("[data-verdict]").first()).toContainText("Delivered");
  expect(asked).toEqual(["fetch"]);
});

test("the second half comes when somebody uses the page", async ({ site }) => {
  await site.goto("./");
  // Before the page runs, nobody listens to the pointer.
  await expect(site.locator("[data-verdict]").first()).toContainText("Delivered");
  const rest = site.waitForResponse((response) => isRest(response.url()));
  await site.mouse.move(700, 400);
  expect((await rest).ok()).toBe(true);
});

test("what is used before the second half is there waits for it", async ({ site }) => {
  // The early request fails for its type, so that only the blocking one brings it.
  await site.route((address) => isRest(address.href), async (route) => {
    const early = route.request().resourceType() === "fetch";
    const response = await route.fetch();
    await route.fulfill(early ? { response, contentType: "text/plain" } : { response });
  });
  await site.goto("./");
  await site.getByRole("button", { name: "Examples" }).click();
  await site.getByRole("button", { name: "Any node answers" }).click();
  await expect(site.getByRole("combobox", { name: "To" })).toHaveValue(/:30080/);
});
