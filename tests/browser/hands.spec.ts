// On the picture itself: tools dragged to where they belong, handles at the selected thing, copies; files as they come and go.
import type { Page } from "@playwright/test";
import { readFile } from "node:fs/promises";
import { empty, pick, point } from "./drawing";
import { editor, expect, paste, test, verdict } from "./site";

const tool = (site: Page, name: RegExp) => site.getByRole("toolbar", { name: "Add to the cluster" }).getByRole("button", { name });

/** Takes a tool over a point of the picture, without letting it go. */
async function carry(site: Page, name: RegExp, to: { x: number; y: number }) {
  const button = (await tool(site, name).boundingBox())!;
  await site.mouse.move(button.x + 8, button.y + 8);
  await site.mouse.down();
  await site.mouse.move(button.x + 40, button.y + 60, { steps: 3 });
  await site.mouse.move(to.x, to.y, { steps: 5 });
}

/** The gallery's example with tools. */
async function example(site: Page, name: string) {
  await site.goto(`./?src=gallery/${name}.yaml`);
  await expect(verdict(site)).toBeVisible();
  await site.mouse.move(700, 400);
  await site.locator(".look").getByRole("button", { name: "Draw", exact: true }).click();
  await expect(editor(site)).toBeVisible();
}

test("a tool is dragged to what its object belongs to, and Escape puts it back", async ({ site }) => {
  await empty(site);
  await site.keyboard.press("d");
  await expect(editor(site)).toContainText("kind: Deployment");
  await site.keyboard.press("Escape");
  const pod = await point(site, "pod default/web-1");
  await carry(site, /^NodePort/, pod);
  await expect(editor(site)).toContainText("app: web");
  await expect(site.getByRole("treeitem", { name: /^Service default\/web, NodePort/ })).toBeAttached();
  await site.keyboard.press("Escape");
  await site.mouse.up();
  await expect(editor(site)).not.toContainText("kind: Service");
  await expect(tool(site, /^NodePort/)).toBeVisible();
  await carry(site, /^NodePort/, pod);
  await site.mouse.up();
  await expect(verdict(site)).toHaveAttribute("data-verdict", "delivered");
  await expect(site.getByRole("button", { name: "Undo" })).toHaveAttribute("title", "Undo: add Service default/web");
});

test("a new pod runs on the node that it is let go over, and the client asks from where it is let go", async ({ site }) => {
  await example(site, "04-any-node-answers");
  await carry(site, /^Pod/, await point(site, "node node-3"));
  await site.mouse.up();
  await expect(site.getByRole("treeitem", { name: /^pod shop\/pod, 10\.244\.3\./ })).toBeAttached();
  await expect(editor(site)).not.toContainText("nodeName");
  await carry(site, /^Client/, await point(site, "pod shop/api-2"));
  await expect(site.getByRole("combobox", { name: "From" })).toHaveValue("pod/shop/api-2");
  await site.mouse.up();
  await expect(site.getByRole("combobox", { name: "From" })).toHaveValue("pod/shop/api-2");
});

test("what no request meets is seen, held and led somewhere", async ({ site }) => {
  await example(site, "04-any-node-answers");
  await site.keyboard.press("d");
  await expect(site.getByRole("toolbar", { name: /^Pod shop\/web-/ })).toBeVisible();
  await site.keyboard.press("c");
  await site.keyboard.press("Escape");
  await expect(editor(site)).toContainText("kind: Service");
  const [service, pod] = [await point(site, "Service shop/web, ClusterIP", true), await point(site, "pod shop/api-1")];
  await site.mouse.move(service.x, service.y);
  await site.mouse.down();
  await site.mouse.move(service.x + 20, service.y - 10, { steps: 3 });
  await site.mouse.move(pod.x, pod.y, { steps: 5 });
  await site.mouse.up();
  await expect(site.getByRole("button", { name: "Undo" })).toHaveAttribute("title", "Undo: connect Service shop/web to Deployment shop/api");
});

test("a node more leaves the assumed ones where they are", async ({ site }) => {
  await example(site, "04-any-node-answers");
  await site.keyboard.press("n");
  await expect(site.getByRole("treeitem", { name: /^node node-4, 192\.168\.10\.14/ })).toBeAttached();
  await expect(site.getByRole("treeitem", { name: /^node node-1, 192\.168\.10\.11/ })).toBeAttached();
  await expect(verdict(site)).toHaveAttribute("data-verdict", "delivered");
});

test("the editor shows the line that a gesture wrote", async ({ site }) => {
  await site.setViewportSize({ width: 1440, height: 600 });
  await example(site, "11-a-shop-of-ten-services");
  const service = site.getByRole("treeitem", { name: /^Service / }).last();
  await service.focus();
  await site.keyboard.press("Enter");
  const form = site.getByRole("region", { name: /^Service / });
  const target = form.getByRole("combobox", { name: "connects with" });
  const name = /Deployment shop\/(\S+)/.exec((await target.getByRole("option").allInnerTexts()).join("\n"))![1];
  await target.selectOption({ label: `Deployment shop/${name}` });
  await expect(undo(site)).toHaveAttribute("title", new RegExp(`connect Service shop/.* to Deployment shop/${name}`));
  await expect(editor(site).getByText(`app: ${name}`).last()).toBeInViewport();
});

/** Each pod with its address and node, as the outline has them. */
const pods = (site: Page) => site.getByRole("treeitem", { name: /^pod / }).allInnerTexts();
const noted = (site: Page) => site.locator(".told");
const undo = (site: Page) => site.getByRole("button", { name: "Undo" });

test("a new node is empty, and every pod stays where it runs", async ({ site }) => {
  await example(site, "01-one-name-three-pods");
  const before = await pods(site);
  expect(before.length).toBeGreaterThan(3);
  await site.keyboard.press("d");
  // `api` and `web` are there already.
  await expect(site.getByRole("treeitem", { name: /^pod shop\/auth-1/ }).first()).toBeAttached();
  const more = await pods(site);
  await site.keyboard.press("n");
  await expect(site.getByRole("treeitem", { name: /^node node-4, 192\.168\.10\.14/ })).toBeAttached();
  expect(await pods(site)).toEqual(more);
  // Whoever could answer has a column before a node that nothing runs on.
  await point(site, "node node-2");
  await undo(site).click();
  await expect(site.getByRole("treeitem", { name: /^node node-4/ })).toHaveCount(0);
  await undo(site).click();
  expect(await pods(site)).toEqual(before);
});

test("a drained node takes no pod, says so, and is uncordoned", async ({ site }) => {
  await example(site, "01-one-name-three-pods");
  const here = site.getByRole("treeitem", { name: /^pod .*, 10\.244\.3\./ });
  expect(await here.count()).toBeGreaterThan(0);
  await pick(site, /^node node-3/);
  const bar = site.getByRole("toolbar", { name: "Node node-3" });
  await bar.getByRole("button", { name: "Drain" }).click();
  await expect(site.getByRole("treeitem", { name: /^node node-3, 192\.168\.10\.13, SchedulingDisabled/ })).toBeAttached();
  await expect(here).toHaveCount(0);
  await expect(noted(site)).toContainText(/shop\/api-\d: 10\.244\.3\.\d+ → 10\.244\.[12]\.\d+ on node-[12], a new pod/);
  await expect(undo(site)).toHaveAttribute("title", "Undo: drain node-3");
  await expect(editor(site)).toContainText("unschedulable: true");
  await pick(site, /^pod shop\/api-1/);
  const replicas = site.getByRole("region", { name: "Deployment shop/api" }).getByRole("textbox", { name: "replicas", exact: true });
  await replicas.fill("9");
  await replicas.press("Enter");
  await expect(site.getByRole("treeitem", { name: /^pod shop\/api-9/ }).first()).toBeAttached();
  await expect(here).toHaveCount(0);
  await pick(site, /^node node-3/);
  await bar.getByRole("button", { name: "Uncordon" }).click();
  await expect(bar.getByRole("button", { name: "Drain" })).toBeVisible();
  await expect(undo(site)).toHaveAttribute("title", "Undo: uncordon node-3");
  await expect(editor(site)).toContainText("name: node-3");
  await expect(editor(site)).not.toContainText("spec: {}");
  await expect(here).toHaveCount(0);
});

test("an assumed node is deleted: the others are written, and only its pods are new", async ({ site }) => {
  await example(site, "01-one-name-three-pods");
  const elsewhere = async () => (await pods(site)).filter((pod) => !/10\.244\.2\./.test(pod));
  const others = await elsewhere();
  await pick(site, /^node node-2/);
  await site.getByRole("toolbar", { name: "Node node-2" }).getByRole("button", { name: "Delete" }).click();
  await expect(site.getByRole("treeitem", { name: /^node node-2/ })).toHaveCount(0);
  await expect(editor(site)).toContainText("name: node-3");
  await expect(undo(site)).toHaveAttribute("title", "Undo: delete node-2");
  expect(await elsewhere()).toEqual(expect.arrayContaining(others));
  await undo(site).click();
  await pick(site, /^node node-2/);
  await site.keyboard.press("Delete");
  await expect(site.getByRole("treeitem", { name: /^node node-2/ })).toHaveCount(0);
});

test("a pod is dragged to another node, and one with a new address takes its place", async ({ site }) => {
  await example(site, "04-any-node-answers");
  const [from, to] = [await point(site, "pod shop/api-1"), await point(site, "node node-3")];
  await site.mouse.move(from.x, from.y);
  await site.mouse.down();
  await site.mouse.move(from.x + 20, from.y + 10, { steps: 3 });
  await site.mouse.move(to.x, to.y, { steps: 5 });
  await site.mouse.up();
  await expect(site.getByRole("treeitem", { name: /^pod shop\/api-1, 10\.244\.3\./ })).toBeAttached();
  await expect(noted(site)).toHaveText(/^shop\/api-1: 10\.244\.1\.\d+ → 10\.244\.3\.\d+ on node-3, a new pod$/);
  await site.mouse.move(to.x + 60, to.y + 60, { steps: 4 });
  await expect(noted(site)).not.toBeEmpty();
  await site.keyboard.press("Escape");
  await expect(noted(site)).toBeEmpty();
});

test("a column is dragged by its head to where another stands, or moved by its buttons", async ({ site }) => {
  await example(site, "04-any-node-answers");
  const ends = async () => [(await point(site, "node node-1")).x, (await point(site, "node node-3")).x];
  const [first, last] = await ends();
  expect(first).toBeLessThan(last);
  await pick(site, /^node node-3/);
  const bar = site.getByRole("toolbar", { name: "Node node-3" });
  await expect(bar.getByRole("button", { name: "Move to the right" })).toBeDisabled();
  await bar.getByRole("button", { name: "Move to the left" }).click();
  await expect(site.getByRole("button", { name: "Undo" })).toHaveAttribute("title", "Undo: move node/node-3");
  await expect(bar.getByRole("button", { name: "Move to the right" })).toBeEnabled();
  await site.getByRole("button", { name: "Undo" }).click();

  const [one, three] = [await point(site, "node node-1"), await point(site, "node node-3")];
  await site.mouse.move(three.x, three.y);
  await site.mouse.down();
  await site.mouse.move(three.x - 20, three.y + 4, { steps: 3 });
  await site.mouse.move(one.x, one.y, { steps: 5 });
  await site.mouse.up();
  await expect(site.getByRole("button", { name: "Undo" })).toHaveAttribute("title", "Undo: move node/node-3");
  const [moved, put] = await ends();
  expect(put).toBeLessThan(moved);
  await expect(verdict(site)).toHaveAttribute("data-verdict", "delivered");
  await expect(editor(site)).not.toContainText("layout");
});

test("replicas, readiness, type and port change at the thing itself", async ({ site }) => {
  await example(site, "04-any-node-answers");
  await pick(site, /^pod shop\/api-1/);
  const pod = site.getByRole("toolbar", { name: "Pod shop/api-1" });
  await pod.getByRole("button", { name: "One replica more" }).click();
  await expect(editor(site)).toContainText("replicas: 3");
  await expect(site.getByRole("treeitem", { name: /^pod shop\/api-3/ })).toHaveCount(1);
  await pod.getByRole("button", { name: "ready" }).click();
  await expect(pod.getByRole("button", { name: "ready" })).toHaveAttribute("aria-pressed", "false");
  await pick(site, /^Service shop\/api/);
  const service = site.getByRole("toolbar", { name: "Service shop/api" });
  await service.getByRole("combobox", { name: "type" }).selectOption("LoadBalancer");
  await expect(editor(site)).toContainText("type: LoadBalancer");
  await expect(site.getByRole("combobox", { name: "To" })).toHaveValue(/192\.168\.10\.13/);
  const port = service.getByRole("textbox", { name: "ports[0].port" });
  await port.fill("8081");
  await port.press("Enter");
  await expect(editor(site)).toContainText("port: 8081");
});

test("an object is copied, pasted and duplicated, each under a name of its own", async ({ site }) => {
  await empty(site);
  await site.keyboard.press("d");
  await expect(editor(site)).toContainText("kind: Deployment");
  const copied = await site.evaluate(() => {
    const clipboardData = new DataTransfer();
    document.body.dispatchEvent(new ClipboardEvent("copy", { clipboardData, bubbles: true, cancelable: true }));
    return clipboardData.getData("text/plain");
  });
  expect(copied).toContain("kind: Deployment\nmetadata:\n  name: web\n");
  await paste(site, copied);
  await expect(editor(site)).toContainText("name: web-2");
  await expect(site.getByRole("region", { name: "Deployment default/web-2" })).toBeVisible();
  await site.keyboard.press("Control+d");
  await expect(site.getByRole("region", { name: "Deployment default/web-3" })).toBeVisible();
  await expect(site.getByRole("treeitem", { name: /^pod default\/web-3-1/ })).toBeAttached();
  await paste(site, "no object at all");
  await expect(site.getByRole("alert")).toContainText("no Kubernetes object");
});

test("files stand as tabs, and what is seen is kept as a scenario that brings it back", async ({ site }) => {
  await example(site, "04-any-node-answers");
  await pick(site, /^pod shop\/api-1/);
  await site.getByRole("region", { name: "Pod shop/api-1" }).getByRole("checkbox", { name: "ready" }).uncheck();
  await site.getByRole("button", { name: "New file" }).click();
  await expect(site.getByRole("tab", { name: "manifests.yaml" })).toHaveAttribute("aria-selected", "true");
  await editor(site).click();
  await site.keyboard.insertText("apiVersion: v1\nkind: Namespace\nmetadata: {name: other}\n");
  const download = async (name: string) => {
    await site.getByRole("button", { name: /^Files/ }).click();
    const [file] = await Promise.all([site.waitForEvent("download"), site.getByRole("button", { name }).click()]);
    return readFile((await file.path())!, "utf8");
  };
  const one = await download("Download as one file");
  expect(one).toContain("name: other");
  expect(one).not.toContain("kind: Scenario");
  const scenario = await download("Download as a scenario (with request, moment and view)");
  expect(scenario).toContain("notReady:");
  await site.getByRole("button", { name: "Close this file" }).click();
  await expect(site.getByRole("tab", { name: "manifests.yaml" })).toHaveCount(0);
  await site.getByRole("button", { name: "Undo" }).click();
  await expect(site.getByRole("tab", { name: "manifests.yaml" })).toHaveCount(1);

  // While the tools are there, what is opened stands beside.
  await site.getByRole("button", { name: /^Files/ }).click();
  const [chooser] = await Promise.all([site.waitForEvent("filechooser"), site.getByText("Open files…").click()]);
  const buffer = Buffer.from("apiVersion: v1\nkind: Namespace\nmetadata: {name: more}\n");
  await chooser.setFiles({ name: "more.yaml", mimeType: "text/yaml", buffer });
  await expect(site.getByRole("tab", { name: "more.yaml" })).toHaveAttribute("aria-selected", "true");
  await expect(site.getByRole("tab", { name: "manifests.yaml" })).toHaveCount(1);

  await site.keyboard.press("Escape");
  await site.locator(".look").getByRole("button", { name: "Draw", exact: true }).click();
  await paste(site, scenario);
  await expect(verdict(site)).toHaveAttribute("data-verdict", "delivered");
  await expect(site.getByRole("combobox", { name: "To" })).toHaveValue("http://192.168.10.13:30080/");
  await expect(site.locator("option", { hasText: /^path \d of 2/ })).toHaveCount(0);
});

test("what is typed leaves the line breaks of a file as they are", async ({ site }) => {
  await site.goto("./?editor=1");
  await expect(editor(site)).toBeVisible();
  await site.mouse.move(700, 400);
  await paste(site, "apiVersion: v1\r\nkind: Namespace\r\nmetadata: {name: shop}\r\n");
  await site.getByRole("tab", { name: "Manifests" }).click();
  await editor(site).click();
  await site.keyboard.press("Control+End");
  await site.keyboard.type("---\n# ж");
  await site.getByRole("button", { name: /^Files/ }).click();
  const [file] = await Promise.all([site.waitForEvent("download"), site.getByRole("button", { name: "Download", exact: true }).click()]);
  expect(await readFile((await file.path())!, "utf8")).toBe(
    "apiVersion: v1\r\nkind: Namespace\r\nmetadata: {name: shop}\r\n---\r\n# ж",
  );
});

test("what is undone leaves the picture, and its inside with a node", async ({ site }) => {
  await empty(site);
  for (const key of ["n", "n", "d", "c", "i"]) await site.keyboard.press(key);
  const ingress = site.getByRole("treeitem", { name: /^Ingress default\/web/ });
  await expect(ingress).toBeAttached();
  await undo(site).click();
  await expect(ingress).toHaveCount(0);
  const node = await point(site, "node node-1");
  await site.mouse.dblclick(node.x, node.y);
  await expect(site.getByRole("treeitem", { name: /^node / })).toHaveCount(0);
  // The node goes, and what is inside with it.
  await editor(site).click();
  await site.keyboard.press("Control+a");
  await site.keyboard.type("apiVersion: v1\nkind: Node\nmetadata: {name: other}\n");
  await expect(site.getByRole("treeitem", { name: /^node other/ })).toBeAttached();
});

test("keys draw where the picture has them, and not in the panels beside it", async ({ site }) => {
  await empty(site);
  await site.getByRole("tab", { name: /^Problems/ }).focus();
  await site.keyboard.type("edge");
  await expect(undo(site)).toHaveAttribute("title", "Undo: other manifests");
  await site.locator(".look").getByRole("button", { name: "Draw", exact: true }).focus();
  await site.keyboard.press("d");
  await expect(editor(site)).toContainText("kind: Deployment");
});

test("a value that was refused is no longer once another field brings it", async ({ site }) => {
  await empty(site);
  await site.keyboard.press("d");
  await site.keyboard.press("c");
  const form = site.getByRole("region", { name: "Service default/web" });
  const port = form.getByRole("textbox", { name: /nodePort/ });
  await port.fill("30080");
  await port.press("Enter");
  await expect(form.getByRole("alert")).toContainText("nodePort");
  await form.getByRole("combobox", { name: /type/ }).selectOption("NodePort");
  await expect(editor(site)).toContainText("nodePort: 30080");
  await expect(form.getByRole("alert")).toHaveCount(0);
});
