// For whoever reads by ear, by keyboard or at twice the size.
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { readdirSync } from "node:fs";
import { current, expect, menu, test, verdict } from "./site";

const gallery = readdirSync("gallery").filter((file) => file.endsWith(".yaml"));

/** What axe finds, with the elements at fault. The page holds no frames, which the other mode opens a window for. */
async function found(page: Page) {
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });
  const { violations } = await axe.analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
}

for (const theme of ["light", "dark"]) {
  test(`nothing that axe finds in the ${theme} gallery`, async ({ site }) => {
    test.slow();
    expect(gallery.length).toBeGreaterThan(10);
    for (const file of gallery) {
      await site.goto(`./?theme=${theme}&src=gallery/${file}`);
      await expect(verdict(site)).toHaveAttribute("data-verdict", /./);
      expect.soft(await found(site), file).toEqual([]);
    }
  });

  test(`nothing that axe finds in the ${theme} editor and menus`, async ({ site }) => {
    await site.goto(`./?editor=1&theme=${theme}&src=gallery/09-one-address-many-domains.yaml&step=4`);
    await expect(site.getByRole("textbox", { name: "Manifests" })).toBeVisible();
    expect(await found(site)).toEqual([]);
    for (const name of ["Examples", "HTTP request", "Share", "Export"]) {
      await menu(site, name);
      expect.soft(await found(site), name).toEqual([]);
      await site.keyboard.press("Escape");
    }
  });
}

/** What can be operated and stands neither in the window nor in something that scrolls to it; the sheet that peeks unfolds first. */
const cut = (page: Page) =>
  page.evaluate(() => {
    const reached = (element: Element, axis: "X" | "Y"): boolean => {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      // A border's width is nothing that anybody misses.
      if (axis === "X" ? left >= -1 && right <= innerWidth + 1 : top >= -1 && bottom <= innerHeight + 1) return true;
      for (let up = element.parentElement; up; up = up.parentElement) {
        if (["auto", "scroll"].includes(getComputedStyle(up)[`overflow${axis}`])) return up === document.body || reached(up, axis);
      }
      return false;
    };
    const out: string[] = [];
    for (const element of document.querySelectorAll("a[href], button, input, select, [role=textbox], [role=status]")) {
      if (!element.checkVisibility({ visibilityProperty: true }) || element.closest("[data-sheet=peek]")) continue;
      const { left, right, top, bottom } = element.getBoundingClientRect();
      if (!reached(element, "X") || !reached(element, "Y")) out.push(`${element.outerHTML.slice(0, 120)} ${[left, top, right, bottom].map(Math.round)}`);
    }
    return out;
  });

for (const [width, height, whole] of [[640, 512, "1280 by 1024"], [720, 450, "1440 by 900"], [683, 384, "1366 by 768"], [512, 384, "1024 by 768"]] as const) {
  test.describe(`at 200 % in a window of ${whole}`, () => {
    test.use({ viewport: { width, height }, deviceScaleFactor: 2 });

    for (const lang of ["en", "ru"]) {
      test(`nothing is cut and nothing scrolls sideways (${lang})`, async ({ site }) => {
        test.slow();
        const words = lang === "en" ? ["Examples", "HTTP request", "Share", "Export"] : ["Примеры", "HTTP-запрос", "Поделиться", "Экспорт"];
        await site.goto(`./?lang=${lang}&src=gallery/04-any-node-answers.yaml&step=3`);
        await expect(site.locator("[data-verdict=delivered]")).toBeInViewport();
        await site.mouse.move(5, 5);
        await expect(site.locator(".look .btn").first()).toBeVisible();
        const fits = async (what: string) => {
          expect.soft(await cut(site), what).toEqual([]);
          expect.soft(await site.evaluate(() => document.documentElement.scrollWidth), what).toBe(width);
        };
        await fits("page");
        for (const word of words) {
          await menu(site, word);
          const card = site.locator(".menu .card");
          await expect(card).toBeInViewport({ ratio: 0.98 });
          await fits(word);
          await site.keyboard.press("Escape");
          await expect(card).toHaveCount(0);
        }
        // Nothing lies over what is to be pressed, once the page is scrolled to it.
        for (const button of await site.locator(".page > :not(.answer) button:enabled:visible").all()) await button.click({ trial: true });
        // The answer comes to its last line, on a phone's sheet too.
        const grip = site.getByRole("button", { name: lang === "en" ? "Answer" : "Ответ", exact: true });
        if (await grip.isVisible()) await grip.click();
        const last = site.getByRole("table", { name: lang === "en" ? "Hops" : "Переходы" }).getByRole("row").last();
        await last.scrollIntoViewIfNeeded();
        await expect(last).toBeInViewport();
        await fits("answer");
      });
    }

    test("the picture has its height, and the wheel leads past it", async ({ site }) => {
      await site.goto("./");
      await expect(verdict(site)).toBeVisible();
      await site.mouse.move(5, 5);
      await expect(site.locator(".look .btn").first()).toBeVisible();
      const box = (await site.locator("canvas").boundingBox())!;
      expect(box.height).toBeGreaterThanOrEqual(240);
      await site.mouse.move(box.x + box.width - 30, box.y + 20);
      await site.mouse.wheel(0, 2000);
      // From its first line to its last it can be seen at once, under the time.
      const seen = () =>
        site.evaluate(() => {
          const canvas = document.querySelector("canvas")!;
          const { right, top, bottom } = canvas.getBoundingClientRect();
          const lines = Array.from({ length: Math.floor(bottom - top) - 20 }, (_, line) => top + 10 + line);
          return lines.filter((y) => document.elementFromPoint(right - 30, y) === canvas).length;
        });
      await expect.poll(seen).toBeGreaterThanOrEqual(236);
      await expect(site.getByRole("button", { name: "Play" })).toBeInViewport({ ratio: 1 });
    });

    test("the snippet can be copied", async ({ site, context }) => {
      await context.grantPermissions(["clipboard-read", "clipboard-write"]);
      await site.goto("./");
      await menu(site, "Share");
      await site.getByRole("button", { name: "Embed in a page…" }).click();
      const copy = site.locator(".embed").getByRole("button", { name: "Copy", exact: true });
      await site.locator(".embed .note").first().hover();
      await site.mouse.wheel(0, 2000);
      await expect(copy).toBeInViewport({ ratio: 1 });
      const { x, y, width, height } = (await copy.boundingBox())!;
      await site.mouse.click(x + width / 2, y + height / 2);
      await expect(site.locator(".embed").getByRole("status")).toHaveText("Copied");
    });
  });
}

/** Where the focus is: its role or element, and its name. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement!;
    return `${element.tagName.toLowerCase()} ${element.getAttribute("aria-label") ?? element.textContent!.trim()}`.slice(0, 60);
  });

/** Goes on with Tab, at most once round, until `wanted` has the focus. */
async function tabTo(page: Page, wanted: string) {
  const met: string[] = [];
  while (met.length < 80 && (await focused(page)) !== wanted) {
    await page.keyboard.press("Tab");
    met.push(await focused(page));
  }
  expect(await focused(page), met.join("\n")).toBe(wanted);
}

test("by keyboard alone: from the first load to another step, into a menu and back, round and backwards", async ({ site }) => {
  await site.goto("./");
  await expect(verdict(site)).toHaveAttribute("data-verdict", "delivered");
  await tabTo(site, "button Next step");
  const seen = await site.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle);
  expect(seen, "the focus is seen").not.toBe("none");
  await site.keyboard.press("Enter");
  await expect(current(site)).toHaveText(/^2/);
  await site.keyboard.press("Enter");
  await expect(current(site)).toHaveText(/^3/);

  await tabTo(site, "button Examples");
  await site.keyboard.press("Enter");
  const open = site.getByRole("button", { name: "Examples", exact: true });
  await expect(open).toHaveAttribute("aria-expanded", "true");
  await site.keyboard.press("Tab");
  await expect(site.locator(".examples .list button").first()).toBeFocused();
  await site.keyboard.press("Escape");
  await expect(open).toHaveAttribute("aria-expanded", "false");
  await expect(open).toBeFocused();

  // Once round leads past everything and to the beginning again, and backwards from there to the end.
  await site.keyboard.press("Tab");
  await tabTo(site, "a svcpath");
  await site.keyboard.press("Shift+Tab");
  await site.keyboard.press("Shift+Tab");
  expect(await focused(site)).toBe("input Timeline");
  // The picture takes arrows for itself, and lets Tab go.
  await tabTo(site, "canvas Cluster map");
  await site.keyboard.press("ArrowDown");
  await expect(site.getByRole("treeitem", { selected: true })).toHaveCount(1);
  await site.keyboard.press("Tab");
  await site.keyboard.press("Tab");
  expect(await focused(site)).not.toBe("canvas Cluster map");
});

for (const [lang, examples, handbook] of [["en", "Examples", /^Handbook/], ["ru", "Примеры", /^Справочник/]] as const) {
  test(`the handbook is at the foot of the examples (${lang})`, async ({ site }) => {
    await site.goto(`./?lang=${lang}`);
    await menu(site, examples);
    const link = site.locator(".examples").getByRole("link", { name: handbook });
    await expect(link).toBeInViewport({ ratio: 1 });
    await link.click();
    await expect(site).toHaveURL(/\/docs\/index\.html$/);
    await expect(site.getByRole("heading", { name: "svcpath", level: 1 })).toBeVisible();
  });
}
