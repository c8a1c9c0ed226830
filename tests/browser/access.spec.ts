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
    // A border's width is nothing that anybody misses.
    const scrolls = (element: Element, axis: "X" | "Y") => {
      for (let up = element.parentElement; up; up = up.parentElement) {
        if (["auto", "scroll"].includes(getComputedStyle(up)[`overflow${axis}`])) return true;
      }
      return false;
    };
    const out: string[] = [];
    for (const element of document.querySelectorAll("a[href], button, input, select, [role=textbox], [role=status]")) {
      if (!element.checkVisibility({ visibilityProperty: true }) || element.closest("[data-sheet=peek]")) continue;
      const { left, right, top, bottom } = element.getBoundingClientRect();
      const beside = (left < -1 || right > innerWidth + 1) && !scrolls(element, "X");
      const below = (top < -1 || bottom > innerHeight + 1) && !scrolls(element, "Y");
      if (beside || below) out.push(`${element.outerHTML.slice(0, 120)} ${[left, top, right, bottom].map(Math.round)}`);
    }
    return out;
  });

test.describe("at 200 % in a window of 1280 by 1024", () => {
  test.use({ viewport: { width: 640, height: 512 }, deviceScaleFactor: 2 });

  for (const lang of ["en", "ru"]) {
    test(`nothing is cut and nothing scrolls sideways (${lang})`, async ({ site }) => {
      const words = lang === "en" ? ["Examples", "HTTP request", "Share", "Export"] : ["Примеры", "HTTP-запрос", "Поделиться", "Экспорт"];
      await site.goto(`./?lang=${lang}&src=gallery/04-any-node-answers.yaml&step=3`);
      await expect(site.locator("[data-verdict=delivered]")).toBeInViewport();
      await site.mouse.move(300, 300);
      const fits = async (what: string) => {
        expect.soft(await cut(site), what).toEqual([]);
        const size = await site.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]);
        expect.soft(size, what).toEqual([640, 512]);
      };
      await fits("page");
      for (const word of words) {
        await menu(site, word);
        await expect(site.locator(".menu .card")).toBeVisible();
        await fits(word);
        await site.keyboard.press("Escape");
        await expect(site.locator(".menu .card")).toHaveCount(0);
      }
      // The sheet brings the whole answer, to its last line.
      await site.getByRole("button", { name: lang === "en" ? "Answer" : "Ответ", exact: true }).click();
      const last = site.getByRole("table", { name: lang === "en" ? "Hops" : "Переходы" }).getByRole("row").last();
      await last.scrollIntoViewIfNeeded();
      await expect(last).toBeInViewport();
      await fits("answer");
    });
  }
});

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
