// The page under the Content-Security-Policy of docs/nginx.conf, which the server of all these tests sends from below a path.
// What a policy forbids is an error in the console, which no test allows.
import { editor, expect, exported, paste, test, verdict } from "./site";

test("the whole page works under a strict policy", async ({ site }) => {
  await site.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const answered = await site.goto("./");
  expect(answered!.headers()["content-security-policy"]).toContain("script-src 'self' 'wasm-unsafe-eval';");
  await expect(verdict(site)).toHaveAttribute("data-verdict", "delivered");
  await site.mouse.move(700, 400);
  await site.keyboard.press("d");
  await expect(editor(site)).toBeVisible();
  await paste(site, "apiVersion: v1\nkind: Pod\nmetadata: {name: one}\nspec: {containers: [{name: one}]}\n");
  await expect(site.getByRole("treeitem", { name: /^pod default\/one/ })).toBeAttached();
  await site.getByRole("button", { name: "Share" }).click();
  await site.locator(".share").getByRole("button", { name: "Copy a link to all of this" }).click();
  await expect(site.locator(".share [role=status]")).toContainText("Copied");
  const link = await site.evaluate(() => navigator.clipboard.readText());
  expect((await exported(site, "SVG")).toString()).toContain("<svg");
  expect((await exported(site, "PNG 2×")).subarray(1, 4).toString()).toBe("PNG");
  await site.goto("about:blank");
  await site.goto(link);
  await expect(site.getByRole("treeitem", { name: /^pod default\/one/ })).toBeAttached();
});
