// Taking it elsewhere: a link that carries everything, what it leaves out, and what becomes of one that is broken.
import type { Page } from "@playwright/test";
import { readFile } from "node:fs/promises";
import { empty } from "./drawing";
import { editor, expect, paste, problems, test, verdict } from "./site";

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

test("the answer goes along with its link, and a page can show it", async ({ site, context }) => {
  await own(site);
  const answer = await shared(site, "Copy the answer");
  expect(answer.split("\n")).toHaveLength(4);
  expect(answer).toContain("http://web/");
  expect(answer).toMatch(/#z=1\./);
  const html = await shared(site, "Copy HTML for a page");
  const frame = await context.newPage();
  await frame.setContent(`<!doctype html>${html}`);
  await expect(frame.frameLocator("iframe").getByRole("status", { name: "Verdict" })).toHaveAttribute("data-verdict", "delivered");
  expect(await shared(site, "Copy Markdown")).toMatch(/^\[The path from pod\/shop\/web-1 to http:\/\/web\/\]\(http/);
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

test("the picture is exported as the command writes it", async ({ site }) => {
  await site.goto("./?src=gallery/04-any-node-answers.yaml&theme=dark");
  await expect(verdict(site)).toBeVisible();
  await site.mouse.move(700, 400);
  const [file] = await Promise.all([site.waitForEvent("download"), site.getByRole("button", { name: "Export" }).click()]);
  const svg = await readFile((await file.path())!, "utf8");
  expect(svg).toContain("<svg");
  const sound = await site.evaluate((svg) => !new DOMParser().parseFromString(svg, "image/svg+xml").querySelector("parsererror"), svg);
  expect(sound).toBe(true);
  expect(svg).not.toMatch(/(href|src)="?https?:/);
});
