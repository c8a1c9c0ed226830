// What a reader does, from the first look to a mended cluster.
import { current, editor, expect, hops, paste, problems, test, typo, verdict } from "./site";

test("the first screen shows a packet at its first stop, ready to play", async ({ site }) => {
  await site.goto("./");
  await expect(verdict(site)).toHaveAttribute("data-verdict", "delivered");
  await expect(current(site)).toHaveText(/^1/);
  await expect(site.getByRole("button", { name: "Play" })).toBeFocused();
  await expect(site.getByRole("img", { name: "Cluster map" })).toBeVisible();
  await expect(site.getByRole("tree", { name: "Cluster outline" }).getByRole("treeitem")).not.toHaveCount(0);
  // The manifests wait behind their button.
  await expect(editor(site)).toHaveCount(0);
  await site.keyboard.press("Space");
  await expect(site.getByRole("button", { name: "Pause" })).toBeFocused();
  await expect(current(site)).toHaveText(/^3/, { timeout: 10_000 });
});

test("steps go on, back, to the ends and by hop", async ({ site }) => {
  await site.goto("./?from=deploy/shop/web&to=http://api/");
  await expect(current(site)).toHaveText(/^1/);
  await site.getByRole("button", { name: "Next step" }).click();
  await expect(current(site)).toHaveText(/^2/);
  await site.getByRole("button", { name: "Previous step" }).click();
  await expect(current(site)).toHaveText(/^1/);
  await site.keyboard.press("Shift+ArrowRight");
  await expect(current(site)).toContainText("node-");
  const timeline = site.getByRole("slider", { name: "Timeline" });
  await site.keyboard.press("End");
  await expect(timeline).toHaveValue((await timeline.getAttribute("max")) ?? "");
  await expect(site.getByRole("button", { name: "Next step" })).toBeDisabled();
  await site.keyboard.press("Home");
  await expect(timeline).toHaveValue("0");
  await hops(site).getByText(/ready endpoints of Service shop\/api/).click();
  await expect(current(site)).toContainText("DNAT");
});

test("a paste is traced at once, and a fix changes the verdict", async ({ site }) => {
  await site.goto("./");
  await expect(verdict(site)).toBeVisible();
  await paste(site, typo);
  await expect(verdict(site)).toHaveAttribute("data-verdict", "rejected");
  await expect(site.getByText("1 route, 1 fails")).toBeVisible();
  await expect(current(site)).toContainText("matches no pod");

  // A problem leads to its line.
  await site.getByRole("tab", { name: "Problems" }).click();
  const problem = problems(site).getByRole("listitem").filter({ hasText: "app=carts" });
  await expect(problem).toContainText("line 9");
  await problem.press("Enter");
  await expect(editor(site)).toBeFocused();
  await expect(site.locator(".cm-activeLine")).toHaveText(/app: carts/);

  await problem.getByRole("button", { name: /^Apply: .*cart/ }).click();
  await expect(verdict(site)).toHaveAttribute("data-verdict", "delivered");
  await expect(editor(site)).toContainText("app: cart");
  await expect(editor(site)).not.toContainText("app: carts");
  await site.getByRole("button", { name: "Undo" }).click();
  await expect(verdict(site)).toHaveAttribute("data-verdict", "rejected");
  await site.getByRole("button", { name: "Redo" }).click();
  await expect(verdict(site)).toHaveAttribute("data-verdict", "delivered");
});

test("the form asks, and says what it cannot read", async ({ site }) => {
  await site.goto("./");
  const from = site.getByRole("combobox", { name: "From" });
  const to = site.getByRole("combobox", { name: "To" });
  await from.fill("internet");
  await to.fill("http://api.shop/");
  await site.getByRole("button", { name: "Trace" }).click();
  await expect(verdict(site)).not.toHaveAttribute("data-verdict", "delivered");
  await from.fill("nowhere");
  await from.press("Enter");
  await expect(site.getByRole("alert")).toContainText("nowhere");
  await from.fill("node/node-2");
  await from.press("Enter");
  await expect(site.getByRole("alert")).toHaveCount(0);
  await expect(current(site)).toContainText("node-2");
});

test("other ways in can be played", async ({ site }) => {
  await site.goto("./?src=gallery/03-side-doors.yaml&from=internet&to=service/shop/api");
  await expect(verdict(site)).toHaveAttribute("data-verdict", "unmatched");
  await site.getByRole("button", { name: "kubectl port-forward" }).click();
  await expect(verdict(site)).toHaveAttribute("data-verdict", "delivered");
  await expect(site.getByText("via port-forward/shop/api")).toBeVisible();
});

test("typing changes the picture; broken text keeps the last good one", async ({ site }) => {
  await site.goto("./?editor=1&from=deploy/shop/web&to=http://api/&step=3");
  await expect(editor(site)).toBeVisible();
  // The editor draws only the lines near its window: the evidence link brings the port's line there.
  await current(site).getByRole("button", { name: /^Show line \d+/ }).click();
  await site.locator(".cm-line", { hasText: /^ +port: 80$/ }).first().click();
  await site.keyboard.press("End");
  await site.keyboard.press("Backspace");
  await expect(verdict(site)).not.toHaveAttribute("data-verdict", "delivered");
  await site.keyboard.type("0");
  await expect(verdict(site)).toHaveAttribute("data-verdict", "delivered");
  await site.keyboard.press("Enter");
  await site.keyboard.type("broken: [");
  const strip = site.getByRole("button", { name: /^Last good version shown; line \d+/ });
  await expect(strip).toBeVisible();
  await expect(verdict(site)).toHaveAttribute("data-verdict", "delivered");
  await site.keyboard.press("Control+z");
  await expect(strip).toHaveCount(0);
});

test("one control opens the Service another way by editing its YAML", async ({ site }) => {
  await site.goto("./?editor=1");
  const switchTo = (name: string) => site.getByRole("radio", { name }).click();
  await switchTo("NodePort");
  await expect(editor(site)).toContainText("type: NodePort");
  await expect(site.getByRole("combobox", { name: "To" })).toHaveValue("http://192.168.10.11:30080/");
  await expect(hops(site)).toContainText("Node port 30080 belongs to Service shop/api");
  await switchTo("LoadBalancer");
  await expect(hops(site)).toContainText("load balancer");
  await switchTo("Ingress");
  await expect(verdict(site)).toHaveAttribute("data-verdict", "delivered");
  await expect(hops(site)).toContainText("api.example.com");
  await switchTo("ClusterIP");
  await expect(verdict(site)).toHaveAttribute("data-verdict", "delivered");
  await expect(editor(site)).not.toContainText("nodePort:");
});

test("evidence leads to the line, and the line is tinted", async ({ site }) => {
  await site.goto("./?src=gallery/04-any-node-answers.yaml&step=3");
  await expect(current(site)).toContainText("DNAT");
  await current(site).getByRole("button", { name: /^Show line \d+/ }).click();
  await expect(editor(site)).toBeFocused();
  await expect(site.locator(".mark-dst", { hasText: "targetPort: http" })).toBeVisible();
});

test("after a click on the switch the keys go on with the story", async ({ site }) => {
  await site.goto("./");
  await site.getByRole("radio", { name: "NodePort" }).click();
  await expect(current(site)).toContainText("client");
  await site.keyboard.press("ArrowRight");
  await expect(current(site)).toContainText("30080");
  await expect(site.getByRole("radio", { name: "NodePort" })).toBeChecked();
});

test("the answer stays in sight while the path scrolls", async ({ site }) => {
  await site.setViewportSize({ width: 1440, height: 700 });
  await site.goto("./");
  await site.keyboard.press("End");
  await expect(current(site)).toBeInViewport();
  await expect(site.getByText("pod sees")).toBeInViewport();
});

test("of an empty text there is nothing to ask", async ({ site }) => {
  await site.goto("./?editor=1");
  await editor(site).click();
  await site.keyboard.press("Control+A");
  await site.keyboard.press("Delete");
  await expect(verdict(site)).toContainText("Ask for a path");
  await site.getByRole("button", { name: "Undo" }).click();
  await expect(verdict(site)).toContainText("Delivered");
});

test("a scenario's captions are told at their steps", async ({ site }) => {
  await site.goto("./");
  await expect(verdict(site)).toHaveAttribute("data-verdict", "delivered");
  await paste(site, `${typo}---
apiVersion: svcpath/v1
kind: Scenario
view: {step: 2}
captions:
- {step: 2, text: {en: Look at the selector., ru: Посмотрите на селектор.}}
`);
  await expect(current(site)).toHaveText(/^2/);
  await expect(site.getByText("Look at the selector.", { exact: true })).toBeVisible();
  await site.getByRole("combobox", { name: "Language" }).selectOption("ru");
  await expect(site.getByText("Посмотрите на селектор.", { exact: true })).toBeVisible();
  await site.getByRole("button", { name: "Предыдущий шаг" }).click();
  await expect(site.getByText("Посмотрите на селектор.", { exact: true })).toHaveCount(0);
});

test("an example says its lesson, and Space plays it", async ({ site }) => {
  await site.goto("./");
  await expect(verdict(site)).toBeVisible();
  await site.getByRole("button", { name: "Examples" }).click();
  await site.getByRole("button", { name: /^Only where a pod lives/ }).click();
  await expect(site.getByText("externalTrafficPolicy: Local trades reach for truth.")).toBeVisible();
  await expect(site.getByRole("button", { name: "Play" })).toBeFocused();
  await site.keyboard.press("Space");
  await expect(site.getByRole("button", { name: "Pause" })).toBeFocused();
});

test("all causes are in sight at once, with what would mend them", async ({ site }) => {
  await site.goto("./?src=gallery/10-two-in-the-morning.yaml&from=deploy/shop/web&to=http://api/");
  const causes = site.locator(".causes li");
  await expect(causes).toHaveCount(3);
  for (const cause of await causes.all()) await expect(cause).toBeInViewport({ ratio: 1 });
  for (const fix of await causes.getByRole("button", { name: /^Apply/ }).all()) {
    const [button, card] = await Promise.all([fix.boundingBox(), causes.first().boundingBox()]);
    expect(button!.x + button!.width).toBeLessThan(card!.x + card!.width);
  }
});

test("a request that cannot be read leaves the answer before it in the background", async ({ site }) => {
  await site.goto("./");
  await expect(verdict(site)).toBeVisible();
  const answer = site.locator(".answer > .verdict");
  await site.getByRole("combobox", { name: "To" }).fill("foo bar");
  await site.keyboard.press("Enter");
  await expect(site.getByRole("alert")).toContainText("foo bar");
  await expect(answer).not.toHaveCSS("opacity", "1");
  // On a phone the step stands in a sheet over the picture.
  await site.setViewportSize({ width: 390, height: 844 });
  await expect(site.locator(".scroll > .step")).not.toHaveCSS("opacity", "1");
  await site.getByRole("combobox", { name: "To" }).fill("http://api/");
  await site.keyboard.press("Enter");
  await expect(answer).toHaveCSS("opacity", "1");
});
