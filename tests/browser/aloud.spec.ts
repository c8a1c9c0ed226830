// What a screen reader is told of the story, and when.
import type { Page } from "@playwright/test";
import { current, expect, menu, test, verdict } from "./site";

/** Wakes the page as a passing pointer does, and gives what its live regions say from then on. */
async function listen(page: Page) {
  await expect(page.locator("[data-verdict=delivered]")).toBeVisible();
  const said = await page.evaluateHandle(() => {
    const said: string[] = [];
    new MutationObserver((changes) => {
      // What changes all at once is read once. A region that comes with words in it is not read.
      const live = (node: Node) => (node instanceof Element ? node : node.parentElement)?.closest("[aria-live]");
      for (const region of new Set(changes.map((change) => live(change.target)))) {
        if (region?.textContent) said.push(region.textContent.trim());
      }
    }).observe(document.body, { childList: true, characterData: true, subtree: true });
    return said;
  });
  await page.mouse.move(5, 5);
  await expect(page.locator(".aloud")).toBeAttached();
  return () => said.jsonValue();
}

for (const [lang, step, next] of [["en", "Step 2 of 11, pod web-1. The client opens ", "Next step"], ["ru", "Шаг 2 из 11, под web-1. ", "Следующий шаг"]]) {
  test(`the step is said when it changes, not at first sight (${lang})`, async ({ site }) => {
    await site.goto(`./?lang=${lang}`);
    const said = await listen(site);
    await site.waitForTimeout(1000);
    expect(await said()).toEqual([]);
    await site.keyboard.press("ArrowRight");
    await expect.poll(said).toHaveLength(1);
    const [first] = await said();
    expect(first).toContain(step);
    // With the sentence that stands there to be read.
    const sentence = await site.locator(".why").first().evaluate((why) => why.firstChild!.textContent!.trim());
    expect(first.endsWith(sentence)).toBe(true);
    await site.getByRole("button", { name: next }).click();
    await expect.poll(said).toHaveLength(2);
    expect((await said())[1]).toMatch(/^(Step 3 of|Шаг 3 из) 11, /);
  });
}

test("of the slider its last place is said, and another request, and nothing where all is as before", async ({ site }) => {
  await site.goto("./");
  const said = await listen(site);
  await site.clock.install();
  await site.clock.pauseAt(Date.now() + 60_000);
  // On its way over the slider it is nowhere.
  const timeline = site.getByRole("slider", { name: "Timeline" });
  for (const step of ["3", "5", "7"]) await timeline.fill(step);
  await site.clock.runFor(5000);
  expect(await said()).toEqual([expect.stringMatching(/^Step 8 of 11, /)]);
  await site.getByRole("combobox", { name: "From" }).fill("internet");
  await site.getByRole("combobox", { name: "To" }).fill("http://api.shop/");
  await site.getByRole("button", { name: "Trace" }).click();
  await site.clock.runFor(5000);
  expect((await said())[1]).toMatch(/^Step 1 of \d+, client\. /);
  // Back and forth is no news.
  await site.keyboard.press("End");
  await site.keyboard.press("Home");
  await site.clock.runFor(5000);
  expect(await said()).toHaveLength(2);
});

test("playback says every step as the packet rests there; where steps go by quickly, only the latest", async ({ site }) => {
  await site.goto("./");
  const said = await listen(site);
  await site.clock.install();
  await site.clock.pauseAt(Date.now() + 60_000);
  const play = async (speed: string) => {
    await site.keyboard.press("Home");
    await site.clock.runFor(5000);
    const before = (await said()).length;
    await site.getByRole("combobox", { name: "Speed" }).selectOption(speed);
    await site.getByRole("button", { name: "Play" }).click();
    await site.clock.runFor(40_000);
    await expect(current(site)).toHaveText(/^11/);
    return (await said()).slice(before).map((words) => Number(/^Step (\d+) of 11, /.exec(words)?.[1]));
  };
  expect(await play("1")).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  const quickly = await play("4");
  expect(quickly.at(-1)).toBe(11);
  expect(quickly.length).toBeLessThan(6);
  expect(quickly).toEqual([...new Set(quickly)].sort((a, b) => a - b));
});

for (const address of ["./", "./?embed=1"]) {
  test(`what arrow keys choose in the picture is said at ${address}`, async ({ site }) => {
    await site.goto(address);
    await expect(verdict(site)).toBeVisible();
    const map = site.getByRole("img", { name: "Cluster map" });
    await map.hover();
    const chosen = site.locator(".chosen");
    await map.focus();
    // Whose first key brings what says it.
    await site.keyboard.press("ArrowDown");
    await expect(chosen).toBeAttached();
    const things = site.getByRole("tree", { name: "Cluster outline" }).getByRole("treeitem", { selected: true });
    for (let i = 0; i < 3; i++) {
      await site.keyboard.press("ArrowDown");
      await expect(things).toHaveCount(1);
      await expect(chosen).toHaveText(new RegExp(`^${(await things.textContent())!.replace(/[.*+?^$()|[\]\\]/g, "\\$&")}, \\d+/\\d+$`));
    }
    await site.keyboard.press("Escape");
    await expect(chosen).toBeEmpty();
  });
}
