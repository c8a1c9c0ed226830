// What the page's address asks for, and how the page dresses.
import { current, expect, hops, problems, test, verdict } from "./site";

test("the address chooses manifests, request, step, theme and language", async ({ site }) => {
  await site.goto("./?src=gallery/05-only-where-a-pod-lives.yaml&from=internet&to=http://192.168.10.13:30080/&step=2&theme=dark&lang=ru");
  await expect(site.getByRole("status", { name: "Исход" })).toHaveAttribute("data-verdict", "dropped");
  await expect(site.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(site.locator("html")).toHaveAttribute("lang", "ru");
  await expect(site.getByRole("table", { name: "Переходы" }).locator('[aria-current="step"]')).toHaveText(/^2/);
  await site.getByRole("combobox", { name: "Язык" }).selectOption("en");
  await expect(verdict(site)).toHaveText("Dropped");
  await site.getByRole("combobox", { name: "Theme" }).selectOption("light");
  await expect(site.locator("html")).toHaveAttribute("data-theme", "light");
});

test("at and via are parts of the request", async ({ site }) => {
  await site.goto("./?from=internet&to=http://api.shop/&via=port-forward/shop/api");
  await expect(verdict(site)).toHaveAttribute("data-verdict", "delivered");
  await site.getByRole("button", { name: "Remove via port-forward/shop/api" }).click();
  await expect(verdict(site)).not.toHaveAttribute("data-verdict", "delivered");
});

test("a bad parameter is named among the problems, and the page works", async ({ page }) => {
  // A missing file is an error on the console, and shall be.
  await page.goto("./?theme=purple&src=gallery/04-any-node-answers.yaml&src=missing.yaml&to=http://&step=999");
  await expect(verdict(page)).toHaveAttribute("data-verdict", "delivered");
  await expect(problems(page)).toContainText("purple");
  await expect(problems(page)).toContainText("missing.yaml");
  await expect(problems(page)).toContainText("999");
  await expect(problems(page).getByRole("listitem")).toHaveCount(4);
});

test("each bad part of a request is named, and the rest is asked", async ({ page }) => {
  await page.goto("./?src=gallery/04-any-node-answers.yaml&from=node/node-1&to=http://192.168.10.13:30080/&method=GET%20it&header=bad&header=X-Try:%201");
  await expect(problems(page)).toContainText("method");
  await expect(problems(page)).toContainText("“bad”");
  await expect(page.getByRole("combobox", { name: "From" })).toHaveValue("node/node-1");
  await expect(page.getByRole("button", { name: "HTTP" })).toContainText("GET +1");
});

test("what the bar offers is there before anybody touches the page, and what it refuses is seen", async ({ site }) => {
  await site.goto("./");
  for (const name of ["Undo", "Redo", "Draw"]) await expect(site.getByRole("button", { name, exact: true })).toBeVisible();
  const to = site.getByRole("combobox", { name: "To" });
  await to.fill("http://");
  await to.press("Enter");
  await expect(site.locator(".ask").getByRole("alert")).toBeInViewport({ ratio: 1 });
});

test("of manifests that never came nothing is said by others", async ({ page }) => {
  await page.goto("./?src=missing.yaml&to=http://shop.example.com/");
  await expect(problems(page).getByRole("listitem").first()).toContainText("missing.yaml");
  await expect(verdict(page)).not.toHaveAttribute("data-verdict");
  await expect(verdict(page)).toContainText("missing.yaml");
});

test("embedded, there is a picture, a verdict, a caption and a transport, and nothing else", async ({ site }) => {
  await site.setViewportSize({ width: 640, height: 420 });
  await site.goto("./?embed=1&src=gallery/04-any-node-answers.yaml&step=3");
  await expect(verdict(site)).toHaveAttribute("data-verdict", "delivered");
  await expect(site.getByText(/^3\/\d+ DNAT/)).toBeVisible();
  await expect(site.getByRole("img", { name: "Cluster map" })).toBeVisible();
  await expect(site.getByRole("button", { name: "Manifests" })).toHaveCount(0);
  await expect(hops(site)).toHaveCount(0);
  const open = site.getByRole("link", { name: "Open in svcpath" });
  await expect(open).toHaveAttribute("href", /\?src=gallery.*step=3$/);
  await expect(open).not.toHaveAttribute("href", /embed/);
  await site.getByRole("button", { name: "Next step" }).click();
  await expect(site.getByText(/^4\/\d+ SNAT/)).toBeVisible();
});

test("a phone shows verdict, picture and the path as a sheet", async ({ site }) => {
  await site.setViewportSize({ width: 390, height: 844 });
  await site.goto("./");
  await expect(verdict(site)).toBeInViewport();
  const sheet = site.locator("[data-sheet]");
  await expect(sheet).toHaveAttribute("data-sheet", "peek");
  await site.getByRole("button", { name: "Answer", exact: true }).click();
  await expect(sheet).toHaveAttribute("data-sheet", "half");
  await expect(current(site)).toBeVisible();
  const width = await site.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(390);
});
