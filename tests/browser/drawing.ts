// What tests that draw share.
import type { Page } from "@playwright/test";
import { editor, expect, paste, verdict } from "./site";

/** A page without a cluster, ready to draw on. */
export async function empty(site: Page) {
  await site.goto("./");
  await expect(verdict(site)).toBeVisible();
  await site.mouse.move(700, 400);
  await paste(site, "# my cluster\n");
  await site.locator(".look").getByRole("button", { name: "Draw", exact: true }).click();
  await expect(site.getByRole("toolbar", { name: "Add to the cluster" })).toBeVisible();
  await expect(editor(site)).toBeVisible();
}

/** A point of the picture where something of this name is: what the pointer would be told there. What is `small` stands below. */
export async function point(site: Page, name: string, small = false) {
  const found = await site.getByRole("img", { name: "Cluster map" }).evaluate(async (map, [name, small]) => {
    const box = map.getBoundingClientRect();
    const isThere = async (clientX: number, clientY: number) => {
      map.dispatchEvent(new PointerEvent("pointermove", { clientX, clientY, bubbles: true }));
      await new Promise((done) => setTimeout(done));
      return !!document.querySelector(".about p")?.textContent?.startsWith(name);
    };
    const [edge, down, across] = small ? [3, 6, 30] : [6, 20, 50];
    for (let y = box.top + (small ? box.height * 0.7 : 20); y < box.bottom; y += down) {
      for (let x = box.left + 20; x < box.right; x += across) {
        if ((await isThere(x, y)) && (await isThere(x + edge, y + edge))) return { x: x + edge, y: y + edge };
      }
    }
    return null;
  }, [name, small] as const);
  expect(found, `${name} is in the picture`).not.toBeNull();
  return found!;
}

/** The pod or node that the outline calls so, selected. */
export async function pick(site: Page, name: RegExp) {
  await site.getByRole("treeitem", { name }).first().focus();
  await site.keyboard.press("Enter");
}
