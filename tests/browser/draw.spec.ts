// Drawing by hand: the manifests write themselves.
import type { Page } from "@playwright/test";
import { empty, pick, point } from "./drawing";
import { editor, expect, paste, problems, test, verdict } from "./site";

test("a cluster is drawn key by key and answers, and undo leads back to nothing", async ({ site }) => {
  await empty(site);
  await site.keyboard.press("d");
  await expect(editor(site)).toContainText("kind: Deployment");
  await site.keyboard.press("o");
  await expect(editor(site)).toContainText("type: NodePort");
  await expect(verdict(site)).toHaveAttribute("data-verdict", "delivered");
  await expect(site.getByRole("combobox", { name: "To" })).toHaveValue(/^http:\/\/192\.168\.10\.11:/);
  await site.keyboard.press("i");
  await expect(site.getByRole("region", { name: "Ingress default/web" })).toBeVisible();
  await site.getByRole("combobox", { name: "From" }).fill("internet");
  await site.getByRole("combobox", { name: "To" }).fill("http://web.example.com/");
  await site.getByRole("button", { name: "Trace" }).click();
  await expect(verdict(site)).toHaveAttribute("data-verdict", "delivered");
  const undo = site.getByRole("button", { name: "Undo" });
  for (let gesture = 0; gesture < 4; gesture++) await undo.click();
  await expect(editor(site)).toHaveText(/^# my cluster\s*$/);
});

test("a form changes the text, and says what the API server would refuse", async ({ site }) => {
  await empty(site);
  await site.getByRole("button", { name: /^Deployment/ }).click();
  await site.getByRole("button", { name: /^ClusterIP/ }).click();
  const form = site.getByRole("region", { name: "Service default/web" });
  const port = form.getByRole("textbox", { name: "ports[0].port" });
  await port.fill("99999");
  await port.press("Enter");
  await expect(form.getByRole("alert")).toContainText("65535");
  await expect(editor(site)).toContainText("port: 80");
  await port.fill("8000");
  await port.press("Enter");
  await expect(editor(site)).toContainText("- port: 8000");
  await expect(form.getByRole("alert")).toHaveCount(0);
  await form.getByRole("combobox", { name: "type" }).selectOption("LoadBalancer");
  await expect(editor(site)).toContainText("type: LoadBalancer");
  await form.getByRole("button", { name: "Delete" }).click();
  await expect(editor(site)).not.toContainText("kind: Service");
  await expect(form).toHaveCount(0);
});

test("a form's fields have names of their own and say what they mean, and what the cluster gives stands where nothing does", async ({
  site,
}) => {
  await empty(site);
  for (const key of ["d", "o", "k"]) await site.keyboard.press(key);
  const policy = site.getByRole("region", { name: "NetworkPolicy default/web" });
  const named = policy.locator("label.field > span, div.field > span");
  const names = await named.allInnerTexts();
  expect(names).toEqual([...new Set(names)]);
  await expect(policy.getByRole("combobox", { name: "policyTypes[0]" })).toHaveValue("Ingress");
  await policy.getByRole("combobox", { name: "policyTypes[1]" }).selectOption("Egress");
  await expect(editor(site)).toContainText("- Egress");
  const cidr = policy.getByRole("textbox", { name: "from[0].ipBlock.cidr", exact: true });
  await cidr.focus();
  await expect(policy.locator(".meaning:visible")).toContainText("spec.ingress[0].from[0].ipBlock.cidr: ");
  await expect(cidr).toHaveAccessibleDescription(/^spec\.ingress\[0\]\.from\[0\]\.ipBlock\.cidr: /);
  await cidr.fill("10.0.0.0/8");
  await cidr.press("Enter");
  await expect(editor(site)).toContainText(/cidr: "?10\.0\.0\.0\/8/);

  await pick(site, /^Service default\/web/);
  const service = site.getByRole("region", { name: "Service default/web" });
  await expect(service.getByRole("textbox", { name: "nodePort" })).toHaveAttribute("placeholder", /^3\d{4}$/);
  await site.locator("body").press("n");
  const node = site.getByRole("region", { name: "Node node-4" });
  await expect(node.getByRole("textbox", { name: "address", exact: true })).toHaveAttribute("placeholder", "192.168.10.14");
  await expect(node.getByRole("textbox", { name: "metadata.labels[topology.kubernetes.io/zone]" })).toBeVisible();
});

test("a form takes another label, and one more entry of a list", async ({ site }) => {
  await empty(site);
  for (const key of ["d", "o", "k"]) await site.keyboard.press(key);
  const policy = site.getByRole("region", { name: "NetworkPolicy default/web" });
  const peer = policy.getByRole("textbox", { name: "from[0].podSelector.matchLabels", exact: true });
  await peer.fill("web");
  await peer.press("Enter");
  await expect(policy.getByRole("alert")).toContainText("app=web");
  await peer.fill("app=shop!");
  await peer.press("Enter");
  await expect(policy.getByRole("alert")).toContainText("“shop!” is not a valid label value");
  await peer.fill("app=shop");
  await peer.press("Enter");
  await expect(policy.getByRole("alert")).toHaveCount(0);
  await expect(editor(site)).toContainText(/- podSelector:\s*matchLabels:\s*app: shop/);

  await pick(site, /^Service default\/web/);
  const service = site.getByRole("region", { name: "Service default/web" });
  await service.getByRole("button", { name: "One more of ports" }).focus();
  await site.keyboard.press("Enter");
  await expect(service.getByRole("textbox", { name: "ports[1].name" })).toBeFocused();
  const port = service.getByRole("textbox", { name: "ports[1].port" });
  await port.fill("9090");
  await port.press("Enter");
  // Of two ports each has a name.
  await expect(service.getByRole("status")).toHaveText("Written as soon as ports[0].name, name is said as well.");
  await port.press("Escape");
  await expect(port).toHaveValue("");
  await expect(service.getByRole("status")).toHaveCount(0);
  await port.fill("9090");
  await port.press("Enter");
  const name = service.getByRole("textbox", { name: "ports[0].name" });
  await name.fill("http");
  await name.press("Enter");
  await expect(editor(site)).toContainText("name: http");
  await expect(service.getByRole("status")).toHaveText("Written as soon as name is said as well.");
  await expect(editor(site)).not.toContainText("9090");
  // What waits is there again when something else was looked at.
  await pick(site, /^pod default\/web/);
  await expect(service).toHaveCount(0);
  await pick(site, /^Service default\/web/);
  await expect(port).toHaveValue("9090");
  await expect(service.getByRole("status")).toHaveText("Written as soon as name is said as well.");
  const second = service.getByRole("textbox", { name: "ports[1].name" });
  await second.fill("admin");
  await second.press("Enter");
  await expect(editor(site)).toContainText(/- port: 9090\s*name: admin|- name: admin\s*port: 9090/);
  await expect(service.getByRole("status")).toHaveCount(0);
  await expect(service.getByRole("button", { name: "One more of ports" })).toBeVisible();
  await site.getByRole("button", { name: "Undo" }).click();
  await expect(editor(site)).not.toContainText("9090");
});

test("a type waits for what it needs, takes along what belongs to another, and a press meets what it was aimed at", async ({ site }) => {
  await empty(site);
  for (const key of ["d", "o"]) await site.keyboard.press(key);
  const form = site.getByRole("region", { name: "Service default/web" });
  await expect(editor(site)).toContainText("type: NodePort");
  // The meaning of the field that is left goes a moment later, so that nothing moves under the pointer.
  await form.getByRole("textbox", { name: "ports[0].nodePort" }).click();
  const local = form.getByRole("radiogroup", { name: "externalTrafficPolicy" }).getByRole("radio", { name: "Local" });
  const { x, y, width, height } = (await local.boundingBox())!;
  await site.mouse.move(x + width / 2, y + height / 2);
  await site.mouse.down();
  await site.waitForTimeout(100);
  await site.mouse.up();
  await expect(editor(site)).toContainText("externalTrafficPolicy: Local");
  const type = form.getByRole("combobox", { name: "type" });
  await type.selectOption("ClusterIP (default)");
  await expect(editor(site)).not.toContainText("NodePort");
  await expect(editor(site)).not.toContainText("externalTrafficPolicy");
  await expect(form.getByRole("alert")).toHaveCount(0);
  await type.selectOption("ExternalName");
  await expect(form.getByRole("status")).toHaveText("Written as soon as externalName is said as well.");
  await expect(type).toHaveValue("ExternalName");
  await expect(editor(site)).not.toContainText("ExternalName");
  await type.selectOption("NodePort");
  await expect(form.getByRole("status")).toHaveCount(0);
  await expect(type).toHaveValue("NodePort");
  await expect(editor(site)).toContainText("type: NodePort");
  await type.selectOption("ExternalName");
  const alias = form.getByRole("textbox", { name: "externalName" });
  await alias.fill("db.example.org");
  await alias.press("Enter");
  await expect(editor(site)).toContainText("externalName: db.example.org");
  await expect(editor(site)).toContainText("type: ExternalName");
  await expect(form.getByRole("status")).toHaveCount(0);
});

test("what is clicked in the picture shows its fields, and a change is seen at once", async ({ site }) => {
  await site.goto("./?src=gallery/04-any-node-answers.yaml");
  await expect(verdict(site)).toHaveAttribute("data-verdict", "delivered");
  await site.mouse.move(700, 400);
  await site.getByRole("button", { name: "Draw", exact: true }).click();
  await site.getByRole("treeitem", { name: /^pod shop\/api-1/ }).focus();
  await site.keyboard.press("Enter");
  const form = site.getByRole("region", { name: "Deployment shop/api" });
  const replicas = form.getByRole("textbox", { name: "replicas" });
  await replicas.fill("4");
  await replicas.press("Enter");
  await expect(editor(site)).toContainText("replicas: 4");
  await expect(site.getByRole("treeitem", { name: /^pod shop\/api-4/ })).toHaveCount(1);
});

test("on a screen of middle width every tool stands beside the editor that it writes into", async ({ site }) => {
  await site.setViewportSize({ width: 1024, height: 768 });
  await empty(site);
  const tools = site.getByRole("toolbar", { name: "Add to the cluster" }).getByRole("button");
  expect(await tools.count()).toBe(15);
  const reached = tools.evaluateAll((all) =>
    all.every((tool) => {
      const { left, top, width, height } = tool.getBoundingClientRect();
      return tool.contains(document.elementFromPoint(left + width / 2, top + height / 2));
    }),
  );
  expect(await reached).toBe(true);
  await expect(editor(site)).toBeInViewport();
  await tools.first().click();
  await expect(editor(site)).toContainText("kind: Namespace");
});

test("the editor offers what may stand there and explains what does", async ({ site }) => {
  await empty(site);
  await site.keyboard.press("d");
  await expect(editor(site)).toContainText("kind: Deployment");
  await editor(site).click();
  await site.keyboard.press("Control+End");
  await site.keyboard.insertText("---\napiVersion: v1\nkind: Service\nmetadata: {name: x}\nspec:\n");
  await site.keyboard.type("  externalN");
  const offered = site.getByRole("option", { name: /^externalName/ });
  await offered.click();
  await expect(editor(site)).toContainText("externalName:");
  // The text may still scroll under the pointer.
  await expect(async () => {
    await site.mouse.move(0, 0);
    await editor(site).getByText("replicas").hover();
    await expect(site.locator(".explained")).toContainText("spec.replicas", { timeout: 1000 });
  }).toPass();
});

test("a line from a Service to a pod selects it; the answer is seen before it is let go", async ({ site }) => {
  await empty(site);
  await site.keyboard.press("d");
  await expect(editor(site)).toContainText("kind: Deployment");
  await site.keyboard.press("o");
  await expect(verdict(site)).toHaveAttribute("data-verdict", "delivered");
  const form = site.getByRole("region", { name: "Service default/web" });
  const selector = form.getByRole("textbox", { name: "selector[app]" });
  await selector.fill("nobody");
  await selector.press("Enter");
  await expect(verdict(site)).toHaveAttribute("data-verdict", "rejected");
  const [from, to] = [await point(site, "Service default/web"), await point(site, "pod default/web-1")];
  const lead = async () => {
    await site.mouse.move(from.x, from.y);
    await site.mouse.down();
    await site.mouse.move(from.x + 20, from.y + 20, { steps: 3 });
    await site.mouse.move(to.x, to.y, { steps: 5 });
  };
  const drag = async () => {
    await lead();
    await expect(verdict(site)).toHaveAttribute("data-verdict", "delivered");
  };
  await drag();
  await site.getByRole("img", { name: "Cluster map" }).focus();
  await site.keyboard.press("Escape");
  await expect(verdict(site)).toHaveAttribute("data-verdict", "rejected");
  await site.mouse.up();
  await expect(editor(site)).toContainText("app: nobody");
  // Left with the button down, and back: neither the line goes on nor the picture with the pointer.
  await drag();
  const bounds = (await site.getByRole("img", { name: "Cluster map" }).boundingBox())!;
  await site.mouse.move(bounds.x + bounds.width / 2, bounds.y - 30, { steps: 3 });
  await expect(verdict(site)).toHaveAttribute("data-verdict", "rejected");
  await site.mouse.move(from.x + 60, from.y + 60, { steps: 3 });
  await site.mouse.up();
  expect(await point(site, "Service default/web")).toEqual(from);
  // Whoever does not wait to see it, has it all the same.
  await lead();
  await site.mouse.up();
  await expect(verdict(site)).toHaveAttribute("data-verdict", "delivered");
  await expect(editor(site)).not.toContainText("app: nobody");
  const undo = site.getByRole("button", { name: "Undo" });
  await expect(undo).toHaveAttribute("title", "Undo: connect Service default/web to Deployment default/web");
  await undo.click();
  await expect(verdict(site)).toHaveAttribute("data-verdict", "rejected");
});

test("where there is nothing, three ways lead on", async ({ site }) => {
  await site.goto("./");
  await expect(verdict(site)).toHaveAttribute("data-verdict", "delivered");
  await site.mouse.move(700, 400);
  await paste(site, "# nothing yet\n");
  await expect(site.getByRole("button", { name: "Paste", exact: true })).toBeVisible();
  await site.getByRole("button", { name: "Gallery", exact: true }).click();
  await expect(site.getByRole("button", { name: /^Any node answers/ })).toBeVisible();
  await site.keyboard.press("Escape");
  await site.locator(".empty").getByRole("button", { name: "Draw", exact: true }).click();
  await expect(site.getByRole("toolbar", { name: "Add to the cluster" })).toBeVisible();
});

test("from an empty page to an answer, through a pod that is not ready and a node that moved, and back", async ({
  site,
}) => {
  await empty(site);
  for (const key of ["n", "n", "d", "o", "i"]) await site.keyboard.press(key);
  await expect(editor(site)).toContainText("kind: Ingress");
  await site.getByRole("combobox", { name: "From" }).fill("internet");
  await site.getByRole("combobox", { name: "To" }).fill("http://web.example.com/");
  await site.getByRole("button", { name: "Trace" }).click();
  await expect(verdict(site)).toHaveAttribute("data-verdict", "delivered");

  await pick(site, /^pod default\/web-1/);
  const workload = site.getByRole("region", { name: "Deployment default/web" });
  const replicas = workload.getByRole("textbox", { name: "replicas" });
  await replicas.fill("2");
  await replicas.press("Enter");
  const paths = site.locator("option", { hasText: /^path \d of 2/ });
  await expect(paths).toHaveCount(2);
  await pick(site, /^pod default\/web-1/);
  await site.getByRole("region", { name: "Pod default/web-1" }).getByRole("checkbox", { name: "ready" }).uncheck();
  await expect(paths).toHaveCount(0);
  await expect(editor(site)).not.toContainText("notReady");

  // A literal node URL breaks with the node's address.
  const address = await site.getByRole("treeitem", { name: /^node node-1/ }).innerText();
  const port = /nodePort: (\d+)/.exec(await editor(site).innerText())?.[1] ?? (await nodePort(site));
  await site.getByRole("combobox", { name: "To" }).fill(`http://${/\d+(\.\d+){3}/.exec(address)?.[0]}:${port}/`);
  await site.getByRole("button", { name: "Trace" }).click();
  await expect(verdict(site)).toHaveAttribute("data-verdict", "delivered");
  await pick(site, /^node node-1/);
  const moved = site.getByRole("region", { name: "Node node-1", exact: true }).getByRole("textbox", { name: "InternalIP" });
  await moved.fill("192.168.10");
  await moved.press("Enter");
  await expect(site.getByRole("alert")).toContainText("192.168.10");
  await moved.fill("192.168.10.99");
  await moved.press("Enter");
  await expect(verdict(site)).not.toHaveAttribute("data-verdict", "delivered");

  await site.reload();
  await expect(verdict(site)).not.toHaveAttribute("data-verdict", "delivered");
  await expect(site.getByRole("treeitem", { name: /^node node-1, 192\.168\.10\.99/ })).toBeAttached();
});

/** The node port that the Service has by itself. */
async function nodePort(site: Page) {
  const service = await site.getByRole("treeitem", { name: /^Service default\/web/ }).innerText();
  return /:(\d{5})/.exec(service)?.[1];
}

test("undo takes back what manifests cannot say, and says what it was", async ({ site }) => {
  await site.goto("./?src=gallery/04-any-node-answers.yaml");
  await expect(verdict(site)).toHaveAttribute("data-verdict", "delivered");
  await site.mouse.move(700, 400);
  await site.getByRole("button", { name: "Draw", exact: true }).click();
  await pick(site, /^pod shop\/api-1/);
  const form = site.getByRole("region", { name: "Pod shop/api-1" });
  await form.getByRole("combobox", { name: "on node" }).selectOption("node-3");
  await expect(site.getByRole("treeitem", { name: /^pod shop\/api-1, 10\.244\.3\./ })).toBeAttached();
  await expect(site.getByRole("button", { name: "Undo" })).toHaveAttribute("title", /move shop\/api-1 to node-3/);
  await site.getByRole("button", { name: "Undo" }).click();
  await expect(site.getByRole("treeitem", { name: /^pod shop\/api-1, 10\.244\.1\./ })).toBeAttached();
  await pick(site, /^node node-2/);
  await site.getByRole("region", { name: "Node node-2" }).getByRole("button", { name: "Drain" }).click();
  await expect(site.getByRole("treeitem", { name: /^pod shop\/api-2, 10\.244\.2\./ })).toHaveCount(0);
});

test("each tab keeps its own work, and a new one goes on from the latest", async ({ site, context }) => {
  await empty(site);
  await site.keyboard.press("d");
  await expect(editor(site)).toContainText("kind: Deployment");
  // The empty cluster was kept before it.
  await expect.poll(() => site.evaluate(() => Object.entries(localStorage).join())).toMatch(/svcpath\.work.*kind: Deployment/);
  const other = await context.newPage();
  await other.goto("./");
  await expect(other.getByRole("treeitem", { name: /^pod default\/web-1/ })).toBeAttached();
  await paste(other, "# nothing\n");
  await expect.poll(() => other.evaluate(() => Object.keys(localStorage).filter((key) => key.includes("work")).length)).toBe(2);
  await site.reload();
  await expect(site.getByRole("treeitem", { name: /^pod default\/web-1/ })).toBeAttached();
});

test("what is kept in the browser holds no secret", async ({ site }) => {
  await empty(site);
  await paste(site, "apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData: {password: correct-horse}\n");
  const kept = () => site.evaluate(() => Object.values(localStorage).join());
  await expect.poll(kept).toContain("kind: Secret");
  expect(await kept()).not.toContain("correct-horse");
  await site.reload();
  await expect(editor(site)).toContainText('password: "***"');
  // It says so, as long as that is what stands there, and in either language.
  const told = problems(site).getByText("Values of Secrets or env were masked when this was kept in the browser");
  await site.getByRole("tab", { name: /^Problems/ }).click();
  await expect(told).toBeVisible();
  await site.goto("./?lang=ru");
  await site.getByRole("tab", { name: /^Проблемы/ }).click();
  await expect(site.getByText("Браузер хранит работу без значений Secret и env")).toBeVisible();
  await site.goto("./?lang=en");
  await expect(editor(site)).toContainText("kind: Secret");
  await paste(site, "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n");
  await site.getByRole("tab", { name: /^Problems/ }).click();
  await expect(told).toHaveCount(0);
  await expect.poll(kept).toContain("kind: Namespace");
  await site.reload();
  await site.getByRole("tab", { name: /^Problems/ }).click();
  await expect(problems(site)).toBeAttached();
  await expect(told).toHaveCount(0);
});

test("a tab that is duplicated and its twin do not overwrite each other", async ({ site, context }) => {
  await empty(site);
  await site.keyboard.press("d");
  await expect(editor(site)).toContainText("kind: Deployment");
  const works = (page: typeof site) => page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes("work")).length);
  await expect.poll(() => site.evaluate(() => Object.values(localStorage).join())).toContain("kind: Deployment");
  // What it opens begins with a copy of the tab's own storage, as a duplicate does.
  const [twin] = await Promise.all([context.waitForEvent("page"), site.evaluate(() => void open(location.href))]);
  await expect(twin.getByRole("treeitem", { name: /^pod default\/web-1/ })).toBeAttached();
  await paste(twin, "# nothing\n");
  await expect.poll(() => works(twin)).toBe(2);
  await site.reload();
  await expect(site.getByRole("treeitem", { name: /^pod default\/web-1/ })).toBeAttached();
});

/** The first example, with the fields of what the outline calls so. */
async function first(site: Page, name: RegExp) {
  await site.goto("./");
  await expect(verdict(site)).toHaveAttribute("data-verdict", "delivered");
  await site.mouse.move(700, 400);
  await site.locator(".look").getByRole("button", { name: "Draw", exact: true }).click();
  await pick(site, name);
}

test("a new name is followed by the request, by the tests of the text and by what was set by hand, in one step", async ({
  site,
}) => {
  await first(site, /^pod shop\/web-1/);
  const [from, to] = ["From", "To"].map((name) => site.getByRole("combobox", { name }));
  const rename = async (form: string, name: string) => {
    const field = site.getByRole("region", { name: form }).getByRole("textbox", { name: "metadata.name" });
    await field.fill(name);
    await field.press("Enter");
  };
  await rename("Deployment shop/web", "shopper");
  await expect(from!).toHaveValue("deploy/shop/shopper");
  await expect(verdict(site)).toHaveAttribute("data-verdict", "delivered");
  await pick(site, /^Service shop\/api/);
  await rename("Service shop/api", "api9");
  await expect(to!).toHaveValue("http://api9/");
  await expect(verdict(site)).toHaveAttribute("data-verdict", "delivered");
  await editor(site).click();
  await site.keyboard.press("Control+End");
  await expect(editor(site)).toContainText("to: http://api9.shop/");

  await pick(site, /^pod shop\/api-1/);
  await site.getByRole("region", { name: "Pod shop/api-1" }).getByRole("checkbox", { name: "ready" }).uncheck();
  const down = (name: string) => site.getByRole("treeitem", { name: new RegExp(`^pod shop/${name}-1.*not ready`) });
  await expect(down("api")).toBeAttached();
  await rename("Deployment shop/api", "backend");
  await expect(down("backend")).toBeAttached();
  const undo = site.getByRole("button", { name: "Undo" });
  await undo.click();
  await expect(down("api")).toBeAttached();
  await undo.click();
  await undo.click();
  await expect(to!).toHaveValue("http://api/");
  await expect(from!).toHaveValue("deploy/shop/shopper");
});

test("a wrong name is refused at its field, and a label that goes leaves the focus in the form", async ({ site }) => {
  await first(site, /^pod shop\/web-1/);
  const workload = site.getByRole("region", { name: "Deployment shop/web" });
  const name = workload.getByRole("textbox", { name: "metadata.name" });
  for (const [wrong, why] of [["Bad_Name", "Bad_Name"], ["api", "api"]] as const) {
    await name.fill(wrong);
    await name.press("Enter");
    await expect(workload.getByRole("alert")).toContainText(why);
    await expect(name).toHaveAttribute("aria-invalid", "true");
    await name.press("Escape");
    await expect(name).toHaveValue("web");
    await expect(workload.getByRole("alert")).toHaveCount(0);
  }
  await pick(site, /^Service shop\/api/);
  const service = site.getByRole("region", { name: "Service shop/api" });
  await service.getByRole("textbox", { name: "selector[app]" }).fill("");
  await service.getByRole("textbox", { name: "selector[app]" }).press("Enter");
  await expect(service.getByRole("textbox", { name: "selector", exact: true })).toBeFocused();
});

test("what is selected beside the way leaves the packet where it is", async ({ site }) => {
  await site.goto("./?src=gallery/11-a-shop-of-ten-services.yaml&from=internet&to=service/shop/frontend&step=5");
  await expect(verdict(site)).toHaveAttribute("data-verdict", "delivered");
  await site.mouse.move(700, 400);
  await site.locator(".look").getByRole("button", { name: "Draw", exact: true }).click();
  const step = site.getByRole("slider", { name: "Timeline" });
  const before = await step.inputValue();
  await pick(site, /^Service shop\/redis/);
  await expect(site.getByRole("region", { name: /^Service shop\/redis/ })).toBeVisible();
  await expect(step).toHaveValue(before);
});

test("undo takes back what a field took, from the field itself, and typing that it did not take stays the browser's", async ({
  site,
}) => {
  await first(site, /^pod shop\/api-1/);
  const form = site.getByRole("region", { name: /^Deployment/ });
  const name = form.getByRole("textbox", { name: "metadata.name" });
  await name.fill("shopper");
  await name.press("Enter");
  await expect(editor(site)).toContainText("name: shopper");
  await site.keyboard.press("Control+z");
  await expect(editor(site)).not.toContainText("name: shopper");
  await expect(name).toHaveValue("api");
  await site.keyboard.press("Control+y");
  await expect(name).toHaveValue("shopper");

  const replicas = form.getByRole("textbox", { name: "replicas" });
  await replicas.fill("2");
  await replicas.press("Enter");
  await replicas.press("Control+a");
  await replicas.pressSequentially("34");
  await replicas.press("Control+z");
  await expect(editor(site)).toContainText("replicas: 2");
  await expect(replicas).not.toHaveValue("34");
  await expect(form.getByRole("textbox", { name: "metadata.name" })).toHaveValue("shopper");

  const from = site.getByRole("combobox", { name: "From" });
  await from.fill("node/node-2");
  await from.press("Enter");
  await expect(site.getByRole("button", { name: "Undo" })).toHaveAttribute("title", "Undo: another request");
  await from.press("Control+z");
  await expect(from).toHaveValue("deploy/shop/web");
});

test("a label of a workload's pods and a port's name change wherever they have to be the same", async ({ site }) => {
  await first(site, /^pod shop\/api-1/);
  const form = site.getByRole("region", { name: "Deployment shop/api" });
  const set = async (field: string, value: string) => {
    const input = form.getByRole("textbox", { name: field });
    await input.fill(value);
    await input.press("Enter");
  };
  await set("matchLabels[app]", "backend");
  await expect(form.getByRole("textbox", { name: /labels\[app\]/ }).last()).toHaveValue("backend");
  await expect(form.getByRole("alert")).toHaveCount(0);
  await expect(verdict(site)).toHaveAttribute("data-verdict", "delivered");
  const undo = site.getByRole("button", { name: "Undo" });
  await expect(undo).toHaveAttribute("title", "Undo: label pods of Deployment shop/api: app=backend");
  await set("ports[0].name", "main");
  await expect(editor(site)).toContainText("- name: main");
  await expect(verdict(site)).toHaveAttribute("data-verdict", "delivered");
  await undo.click();
  await undo.click();
  await expect(form.getByRole("textbox", { name: "matchLabels[app]" })).toHaveValue("api");
});

test("what an anchor shares is not torn, and the reason leads to it without hiding the tools", async ({ site }) => {
  await empty(site);
  await paste(
    site,
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, labels: &l {app: web}}\nspec:\n  selector: {matchLabels: *l}\n  template:\n    metadata: {labels: *l}\n    spec: {containers: [{name: web, image: web}]}\n",
  );
  await pick(site, /^pod default\/web-1/);
  const label = site.getByRole("region", { name: "Deployment default/web" }).getByRole("textbox", { name: "matchLabels[app]" });
  await label.fill("shop");
  await label.press("Enter");
  const why = site.locator(".declined:not(.told)");
  await expect(why).toContainText("anchor");
  const [told, tools] = [await why.boundingBox(), await site.getByRole("toolbar", { name: "Add to the cluster" }).boundingBox()];
  expect(told!.y).toBeGreaterThanOrEqual(tools!.y + tools!.height);
  await why.getByRole("button", { name: /^line \d/ }).click();
  await expect(editor(site)).toBeFocused();
  await expect(why).toHaveCount(0);
});

test("what the cluster's allocators would not give is refused, and two nodes with one address are told", async ({ site }) => {
  await empty(site);
  for (const key of ["d", "l"]) await site.keyboard.press(key);
  await expect(editor(site)).toContainText("type: LoadBalancer");
  const form = site.getByRole("region", { name: "Service default/web" });
  const refuse = async (field: string, value: string, why: string) => {
    const input = form.getByRole("textbox", { name: field, exact: true });
    await input.fill(value);
    await input.press("Enter");
    await expect(form.getByRole("alert")).toContainText(why);
    await expect(editor(site)).not.toContainText(`: ${value}`);
    await input.fill("");
    await input.press("Enter");
    await expect(form.getByRole("alert")).toHaveCount(0);
  };
  await refuse("ports[0].nodePort", "100", "30000-32767");
  await refuse("clusterIP", "8.8.8.8", "provided IP is not in the valid range. The range of valid IPs is 10.96.0.0/12");
  await refuse("clusterIP", "10.96.0.1", "provided IP is already allocated");

  const node = (name: string) =>
    `apiVersion: v1\nkind: Node\nmetadata: {name: ${name}}\nstatus: {addresses: [{type: InternalIP, address: 192.0.2.1}]}\n`;
  await paste(site, `${node("a")}---\n${node("b")}`);
  await site.getByRole("tab", { name: /Problems/ }).click();
  await expect(problems(site)).toContainText("Node b and Node a have one address, 192.0.2.1");
});
