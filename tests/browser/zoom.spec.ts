// Near and far: into a node's kernel and out, to an object by name, by pointer, keyboard and two fingers.
import type { Page } from "@playwright/test";
import { current, expect, exported, test } from "./site";

const NODE_3 = "./?src=gallery/04-any-node-answers.yaml&from=internet&to=http://192.168.10.13:30080/&step=3";
const outline = "Cluster outline";

test("inside a node stand kube-proxy's chains by their real names, and the step stays", async ({ site }) => {
  await site.goto(NODE_3);
  await expect(current(site)).toHaveText(/^3/);
  await site.mouse.move(500, 400);
  await site.getByRole("button", { name: "Inside node-3" }).click();
  const items = site.getByRole("tree", { name: outline }).getByRole("treeitem");
  await expect(items.first()).toHaveText("kernel of node-3");
  // The hash of shop/api:http and tcp, as upstream computes it.
  await expect(items.filter({ hasText: /^KUBE-SVC-[A-Z2-7]{16}, nat$/ })).toHaveCount(1);
  await expect(items.filter({ hasText: /DNAT --to-destination 10\.244\.\d+\.\d+:8080: takes the packet/ })).toHaveCount(1);
  await expect(current(site)).toHaveText(/^3/);
  await site.keyboard.press("ArrowRight");
  await expect(current(site)).toHaveText(/^4/);
  await expect(items.first()).toHaveText("kernel of node-3");
  await site.getByRole("button", { name: "Back to the cluster" }).click();
  await expect(items.first()).not.toHaveText("kernel of node-3");
  await expect(current(site)).toHaveText(/^4/);
});

test("keys, the wheel and a double click lead in and out", async ({ site }) => {
  await site.goto(NODE_3);
  const first = site.getByRole("tree", { name: outline }).getByRole("treeitem").first();
  const map = site.getByRole("img", { name: "Cluster map" });
  await expect(current(site)).toHaveText(/^3/);
  // From node to node along the outline, in with Enter, out with Escape.
  await map.focus();
  for (let i = 0; i < 12; i++) {
    await site.keyboard.press("ArrowDown");
    const chosen = await site.getByRole("treeitem", { selected: true }).textContent();
    if (chosen?.startsWith("node node-3")) break;
  }
  await site.keyboard.press("Enter");
  await expect(first).toHaveText("kernel of node-3");
  await site.keyboard.press("Escape");
  await expect(first).not.toHaveText(/^kernel/);
  const box = (await map.boundingBox())!;
  const onNode3 = { x: box.width * 0.82, y: box.height * 0.25 };
  await map.dblclick({ position: onNode3 });
  await expect(first).toHaveText("kernel of node-3");
  await site.keyboard.press("Escape");
  await site.mouse.move(box.x + onNode3.x, box.y + onNode3.y);
  await site.keyboard.down("Control");
  for (let i = 0; i < 12; i++) await site.mouse.wheel(0, -30);
  await expect(first).toHaveText("kernel of node-3");
  for (let i = 0; i < 12; i++) await site.mouse.wheel(0, 30);
  await site.keyboard.up("Control");
  await expect(first).not.toHaveText(/^kernel/);
});

const picture = async (site: Page) => (await exported(site, "SVG")).toString();

test("workloads stand as columns, by button and by address, and the step stays", async ({ site }) => {
  await site.goto(NODE_3);
  await expect(current(site)).toHaveText(/^3/);
  await site.mouse.move(500, 400);
  expect(await picture(site)).not.toContain(">Deployment<");
  const byWorkload = site.getByRole("button", { name: "By workload" });
  await byWorkload.click();
  await expect(byWorkload).toHaveAttribute("aria-pressed", "true");
  expect(await picture(site)).toContain(">Deployment<");
  await expect(current(site)).toHaveText(/^3/);
  await site.goto(`${NODE_3}&view=apps`);
  await expect(current(site)).toHaveText(/^3/);
  expect(await picture(site)).toContain(">Deployment<");
  await byWorkload.click();
  await expect(byWorkload).toHaveAttribute("aria-pressed", "false");
  expect(await picture(site)).not.toContain(">Deployment<");
});

test("all branches walk at once where a choice parts them", async ({ site }) => {
  await site.goto("./?src=gallery/04-any-node-answers.yaml&from=internet&to=http://192.168.10.13:30080/&step=5");
  await expect(current(site)).toHaveText(/^5/);
  await site.mouse.move(500, 400);
  const dotted = (svg: string) => svg.split('stroke-dasharray="0.01').length - 1;
  expect(dotted(await picture(site))).toBeGreaterThan(0);
  await site.getByRole("button", { name: "All branches" }).click();
  expect(dotted(await picture(site))).toBe(0);
});

test("a search flies to what it finds", async ({ site }) => {
  await site.goto("./?src=gallery/11-a-shop-of-ten-services.yaml");
  await expect(current(site)).toHaveText(/^1/);
  await site.mouse.move(500, 400);
  const search = site.getByRole("button", { name: "Find in the picture" });
  await search.click();
  await site.getByRole("searchbox", { name: "Find in the picture" }).fill("node node-2");
  await site.keyboard.press("Enter");
  await expect(search).toBeFocused();
  await expect(site.getByRole("treeitem", { selected: true })).toHaveText(/^node node-2/);
  await search.click();
  await site.getByRole("searchbox").fill("nobody");
  await expect(site.getByText("Nothing of this name")).toBeVisible();
});

test("a Service that no packet of the request meets is drawn by asking for it", async ({ site }) => {
  await site.goto("./?src=gallery/11-a-shop-of-ten-services.yaml");
  await expect(current(site)).toHaveText(/^1/);
  await site.mouse.move(500, 400);
  const search = site.getByRole("button", { name: "Find in the picture" });
  await search.click();
  await site.getByRole("searchbox").fill("service cart");
  await site.getByRole("button", { name: /^Trace to .*cart/ }).click();
  await expect(site.getByRole("combobox", { name: "To" })).toHaveValue(/^service\/.*cart$/);
  await search.click();
  await site.getByRole("searchbox").fill("service cart");
  await expect(site.getByRole("button", { name: /^Trace to/ })).toHaveCount(0);
});

test("playback stays at rewrites unless that is switched off", async ({ site }) => {
  await site.goto("./?src=gallery/04-any-node-answers.yaml&from=internet&to=http://192.168.10.13:30080/");
  await expect(current(site)).toHaveText(/^1/);
  await site.mouse.move(500, 400);
  const linger = site.getByRole("button", { name: "Stay longer at rewrites and choices" });
  await expect(linger).toHaveAttribute("aria-pressed", "true");
  await linger.click();
  await expect(linger).toHaveAttribute("aria-pressed", "false");
  await site.getByRole("combobox", { name: "Speed" }).selectOption("4");
  await site.getByRole("button", { name: "Play" }).click();
  await expect(site.getByRole("button", { name: "Next step" })).toBeDisabled({ timeout: 15_000 });
  await expect(site.getByRole("button", { name: "Play" })).toBeVisible();
});

test("a way not taken can be taken by a click on it", async ({ site }) => {
  await site.goto("./?src=gallery/04-any-node-answers.yaml&from=internet&to=http://192.168.10.13:30080/");
  const path = site.getByRole("combobox", { name: /path/i });
  const before = await path.inputValue();
  const map = site.getByRole("img", { name: "Cluster map" });
  const box = (await map.boundingBox())!;
  // Along the channel below the kernels until the pointer says that something can be taken.
  let found = false;
  for (let y = box.height * 0.5; y < box.height * 0.9 && !found; y += 6) {
    for (let x = box.width * 0.2; x < box.width * 0.9 && !found; x += 12) {
      await map.hover({ position: { x, y }, force: true });
      found = await map.evaluate((canvas: HTMLElement) => canvas.style.cursor === "pointer");
      if (found) await map.click({ position: { x, y } });
    }
  }
  expect(found).toBe(true);
  await expect(path).not.toHaveValue(before);
});

test("what the pointer is on is told in full, and what the kernel remembers", async ({ site }) => {
  await site.goto("./?src=gallery/04-any-node-answers.yaml&from=internet&to=http://192.168.10.13:30080/&step=4");
  await expect(current(site)).toHaveText(/^4/);
  await site.mouse.move(500, 400);
  await expect(site.locator(".tracked")).toContainText("dst=192.168.10.13:30080 src=10.244.2.184:8080 dst=192.168.10.13");
  await site.getByRole("treeitem", { name: /^pod shop\/api-2/ }).focus();
  await expect(site.getByText("selected by Service shop/api")).toBeVisible();
});
