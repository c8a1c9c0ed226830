// The widget in the pages of other sites: <svc-path> and a bare frame.
import { readFile } from "node:fs/promises";
import { inflateRawSync } from "node:zlib";
import type { Page } from "@playwright/test";
import { expect, frame, heard, inside, MANIFESTS, say, test, TO, verdictIn } from "./host";

const inline = (attributes: string, more = "") =>
  `<svc-path ${attributes}><img src="still.svg" alt="Still">${more}<script type="application/yaml">\n${MANIFESTS}</script></svc-path>`;
const LESSON = `---
apiVersion: svcpath/v1
kind: Scenario
captions:
- {step: 1, text: {en: Somebody asks., ru: Кто-то спрашивает.}}
`;

test("two widgets draw in another site under a strict policy, and load what they share once", async ({ page, host, complaints }) => {
  host.put("shop.yaml", MANIFESTS);
  await page.goto(host.page("docs.html", `<svc-path id="one" src="shop.yaml" to="${TO}" caption="By node port"><img src="still.svg" alt="Still"></svc-path>
    <p>Between</p>${inline(`id="two" from="node/node-2" to="http://192.168.10.11:9/" height="350"`)}`));
  const [one, two] = [page.locator("#one"), page.locator("#two")];
  await expect(verdictIn(inside(one))).toHaveAttribute("data-verdict", "delivered");
  await two.scrollIntoViewIfNeeded();
  await expect(verdictIn(inside(two))).toHaveAttribute("data-verdict", "unmatched");
  for (const widget of [one, two]) {
    await expect(widget.getByRole("img", { name: "Still" })).toBeHidden();
    await expect(widget.locator("iframe")).toHaveAttribute("sandbox", "allow-scripts allow-same-origin");
    await expect(inside(widget).getByRole("img", { name: "Cluster map" })).toBeVisible();
    await expect(inside(widget).getByRole("link")).toBeHidden();
  }
  await expect(two.locator("iframe")).toHaveCSS("height", "350px");
  await expect(one.getByText("By node port")).toBeVisible();
  await expect(one.locator("iframe")).toHaveAttribute("title", "By node port");
  // The frames' widgets are one and the same page, so the second has everything in the browser's cache.
  const loaded = page.frames().slice(1).map((frame) =>
    frame.evaluate(() => (performance.getEntriesByType("resource") as PerformanceResourceTiming[])
      .filter((entry) => /\.(wasm|js)$/.test(entry.name))
      .map((entry) => ({ name: entry.name.replace(/.*\//, ""), size: entry.transferSize, body: entry.encodedBodySize }))));
  const all = (await Promise.all(loaded)).flat();
  const times = all.filter((entry) => /^svcpath-frame-.*_bg\.wasm$/.test(entry.name));
  expect(times).toHaveLength(2);
  expect(times.filter((entry) => entry.size >= entry.body)).toHaveLength(1);
  // What leads out stands in the page, with all that is shown.
  const leave = one.getByRole("link", { name: "Open in svcpath" });
  const [opened] = await Promise.all([page.waitForEvent("popup"), leave.click()]);
  await expect(opened.getByRole("combobox", { name: "To" })).toHaveValue(TO);
  await expect(opened.getByRole("status", { name: "Verdict" })).toHaveAttribute("data-verdict", "delivered");
  expect(complaints).toEqual([]);
});

test.describe("from a first half alone", () => {
  const isRest = (address: string) => address.includes("_rest.");

  for (const [story, asked] of [
    ["01-one-name-three-pods", `from="deploy/shop/web" to="http://api/"`],
    ["04-any-node-answers", `from="internet" to="http://192.168.10.13:30080/" step="3"`],
    ["07-one-service-one-balancer", `lang="ru" theme="dark"`],
    ["09-one-address-many-domains", `to="http://shop.example.com/api/items" play="1"`],
    ["01-one-name-three-pods alone", ``],
    ["04-any-node-answers alone", ``],
    ["07-one-service-one-balancer alone", `to="http://203.0.113.20/"`],
    ["09-one-address-many-domains alone", `to="http://shop.example.com/"`],
  ] as const) {
    test(`a widget shows ${story} ${asked}`, async ({ page, host, complaints }) => {
      const rest: string[] = [];
      page.on("request", (request) => isRest(request.url()) && rest.push(request.url()));
      const [name, alone] = story.split(" ");
      const text = await readFile(`gallery/${name}.yaml`, "utf8");
      host.put("story.yaml", alone ? text.split("---\napiVersion: svcpath/v1")[0]! : text);
      await page.goto(host.page("docs.html", `<svc-path src="story.yaml" ${asked}></svc-path>`));
      const widget = page.locator("svc-path");
      await expect(widget).toHaveAttribute("data-ready", "");
      await expect(verdictIn(inside(widget))).toHaveAttribute("data-verdict", "delivered");
      // Time enough to ask for more; the line itself may take longer to come to rest.
      await page.waitForLoadState("networkidle", { timeout: 5000 }).catch(() => {});
      expect(rest).toEqual([]);
      expect(complaints).toEqual([]);
    });
  }

  test("a lesson is told, attributes are followed, and the second half comes when somebody uses it", async ({ page, host, complaints }) => {
    const rest: string[] = [];
    page.on("request", (request) => isRest(request.url()) && rest.push(request.resourceType()));
    await page.goto(host.page("docs.html", inline(`to="${TO}"`).replace("</script>", `${LESSON}</script>`)));
    const widget = page.locator("svc-path");
    await expect(inside(widget).getByText("Somebody asks.")).toBeVisible();
    await expect(inside(widget).locator(".caption")).toHaveCSS("height", "76px");
    await widget.evaluate((element) => element.setAttribute("step", "2"));
    await expect(inside(widget).getByText(/^2\/\d+/)).toBeVisible();
    await widget.evaluate((element) => element.setAttribute("theme", "dark"));
    await expect(inside(widget).locator("html")).toHaveAttribute("data-theme", "dark");
    await page.waitForLoadState("networkidle");
    expect(rest).toEqual([]);
    const brought = page.waitForResponse((response) => /svcpath-frame-.*_rest\./.test(response.url()));
    await inside(widget).getByRole("img", { name: "Cluster map" }).hover();
    expect((await brought).ok()).toBe(true);
    await inside(widget).getByRole("button", { name: "Next step" }).click();
    await expect(inside(widget).getByText(/^3\/\d+/)).toBeVisible();
    expect(rest[0]).toBe("fetch");
    expect(complaints).toEqual([]);
  });

  test("what it has no code for comes while it draws", async ({ page, host, complaints, baseURL }) => {
    const rest: string[] = [];
    page.on("request", (request) => isRest(request.url()) && rest.push(request.resourceType()));
    await page.goto(host.page("docs.html", `<iframe src="${baseURL}?embed=1&src=gallery/12-many-hands-one-gateway.yaml"></iframe>`));
    await expect(verdictIn(page.locator("iframe").contentFrame())).toHaveAttribute("data-verdict", "delivered");
    expect(rest).toEqual(["xhr"]);
    expect(complaints).toEqual([]);
  });
});

test("what few manifests have comes without blocking, and messages keep their order", async ({ page, host, complaints }) => {
  const rest: string[] = [];
  page.on("request", (request) => /svcpath-frame-.*_rest\./.test(request.url()) && rest.push(request.resourceType()));
  host.put("gateway.yaml", await readFile("gallery/12-many-hands-one-gateway.yaml", "utf8"));
  await page.goto(host.page("docs.html", `<svc-path src="gateway.yaml" step="2" lang="ru"></svc-path>`));
  const widget = inside(page.locator("svc-path"));
  await expect(verdictIn(widget)).toHaveAttribute("data-verdict", "delivered");
  await expect(widget.getByText(/^2\/\d+/)).toBeVisible();
  await expect(widget.locator("html")).toHaveAttribute("lang", "ru");
  expect(rest).toEqual(["fetch"]);
  expect(complaints).toEqual([]);
});

test("attributes can change at any time, and the widget takes the page's language and theme", async ({ page, host, complaints }) => {
  host.put("more.yaml", MANIFESTS.replaceAll("30080", "30081") + LESSON);
  await page.goto(host.page("docs.html", inline(`to="${TO}"`), 'lang="ru" data-theme="dark"'));
  const widget = page.locator("svc-path");
  const root = inside(widget).locator("html");
  await expect(root).toHaveAttribute("lang", "ru");
  await expect(root).toHaveAttribute("data-theme", "dark");
  await expect(widget.getByRole("link", { name: "Открыть в svcpath" })).toBeVisible();
  await page.evaluate(() => (document.documentElement.dataset.theme = "light"));
  await expect(root).toHaveAttribute("data-theme", "light");
  await page.evaluate(() => {
    delete document.documentElement.dataset.theme;
    document.body.className = "page theme-dark";
  });
  await expect(root).toHaveAttribute("data-theme", "dark");
  await page.evaluate(() => (document.body.className = ""));
  await expect(root).toHaveAttribute("data-theme", "light");
  await page.emulateMedia({ colorScheme: "dark" });
  await expect(root).toHaveAttribute("data-theme", "dark");
  const set = (name: string, value: string) => widget.evaluate((element, [name, value]) => element.setAttribute(name, value), [name, value]);
  await set("theme", "light");
  await expect(root).toHaveAttribute("data-theme", "light");
  await set("lang", "en");
  await expect(root).toHaveAttribute("lang", "en");
  await expect(widget.getByRole("link", { name: "Open in svcpath" })).toBeVisible();
  await set("step", "2");
  await expect(inside(widget).getByText(/^2\/\d+/)).toBeVisible();
  await set("to", "http://192.168.10.11:30099/");
  await expect(verdictIn(inside(widget))).toHaveAttribute("data-verdict", "unmatched");
  // The step is still the attribute's.
  await set("step", "1");
  await set("src", "more.yaml");
  await set("to", "http://192.168.10.11:30081/");
  await expect(verdictIn(inside(widget))).toHaveAttribute("data-verdict", "delivered");
  await expect(inside(widget).getByText("Somebody asks.")).toBeVisible();
  await set("lang", "ru");
  await expect(inside(widget).getByText("Кто-то спрашивает.")).toBeVisible();
  await set("view", "apps");
  await set("from", "node/node-2");
  // The link holds what is shown.
  const view = async () => {
    const packed = (await widget.getByRole("link").getAttribute("href"))!.split("#z=1.")[1]!;
    return JSON.parse(inflateRawSync(Buffer.from(packed, "base64url")).toString()).view;
  };
  await expect.poll(view).toMatchObject({ view: "apps" });
  for (const [columns, from] of [["nodes", "internet"], ["apps", "node/node-2"]] as const) {
    await widget.evaluate((element, [columns, from]) => {
      element.setAttribute("view", columns);
      element.setAttribute("from", from);
    }, [columns, from]);
    await expect.poll(async () => (await view()).view).toBe(columns === "apps" ? "apps" : undefined);
  }
  await set("step", "2");
  await expect(inside(widget).getByText(/^2\/\d+/)).toBeVisible();
  await widget.evaluate((element) => ["view", "step"].forEach((name) => element.removeAttribute(name)));
  await expect(inside(widget).getByText(/^1\/\d+/)).toBeVisible();
  await set("from", "node/node-1");
  await expect.poll(async () => (await view()).view).toBeUndefined();
  await set("play", "1");
  await expect(inside(widget).getByText(/^3\/\d+/)).toBeVisible();
  expect(complaints).toEqual([]);
});

for (const [lang, words] of [["en", "could not be loaded"], ["ru", "загрузить не удалось"]] as const) {
  test(`a frame whose manifests are not to be had says so, and shows no other story, in ${lang}`, async ({ page, host, baseURL }) => {
    await page.goto(host.page("docs.html", `<iframe width="640" height="420" src="${baseURL}?embed=1&lang=${lang}&src=gallery/none.yaml&to=http://api/"></iframe>`));
    const widget = page.locator("iframe").contentFrame();
    await expect(widget.getByText("gallery/none.yaml")).toContainText(words);
    await expect(verdictIn(widget)).toHaveCount(0);
  });
}

for (const [lang, list, thing] of [["en", "Problems", "parameter"], ["ru", "Проблемы", "Параметр"]] as const) {
  test(`bad parameters are named in a frame, each of them, and the rest is shown, in ${lang}`, async ({ page, host, baseURL, complaints }) => {
    const asked = "src=gallery/01-one-name-three-pods.yaml&from=deploy/shop/web&to=http://api/&header=bad&via=tunnel&theme=pink&view=foo&play=7&step=99";
    await page.goto(host.page("docs.html", `<iframe width="640" height="420" src="${baseURL}?embed=1&lang=${lang}&${asked}"></iframe>`));
    const widget = page.locator("iframe").contentFrame();
    await expect(verdictIn(widget)).toHaveAttribute("data-verdict", "delivered");
    const named = widget.getByRole("list", { name: list }).getByRole("listitem");
    await expect(named).toHaveCount(6);
    for (const name of ["header", "via", "theme", "view", "play", "step"]) {
      await expect(named.filter({ hasText: new RegExp(`${thing} ${name} `) })).toHaveCount(1);
    }
    await expect(named.first()).toBeInViewport();
    expect(complaints).toEqual([]);
  });
}

test("a request that cannot be read is named, and the manifests tell their own", async ({ page, host, baseURL }) => {
  await page.goto(host.page("docs.html", `<iframe width="640" height="420" src="${baseURL}?embed=1&lang=en&src=gallery/04-any-node-answers.yaml&src=gallery/none.yaml&to=nonsense"></iframe>`));
  const widget = page.locator("iframe").contentFrame();
  const named = widget.getByRole("list", { name: "Problems" });
  await expect(named).toContainText("gallery/none.yaml");
  await expect(named).toContainText("nonsense");
  await expect(verdictIn(widget)).toHaveAttribute("data-verdict", "delivered");
  // A link that holds everything, and is broken: no story is told in its place.
  await page.goto(`${baseURL}?embed=1&lang=en#z=1abc`);
  await expect(page.getByRole("list", { name: "Problems" })).toContainText("#z");
  await expect(verdictIn(page)).toHaveCount(0);
});

test("the height follows the width, unless it is given", async ({ page, host, complaints }) => {
  await page.setViewportSize({ width: 800, height: 900 });
  await page.goto(host.page("docs.html", inline(`to="${TO}"`)));
  const widget = page.locator("svc-path");
  const high = () => widget.locator("iframe").evaluate((frame) => frame.clientHeight);
  await expect(widget).toHaveAttribute("data-ready", "");
  const wide = await high();
  expect(wide).toBeGreaterThan(420);
  await page.setViewportSize({ width: 400, height: 900 });
  await expect.poll(high).toBe(560);
  // A page may not be told by another than the widget how high that is.
  await page.evaluate(() => postMessage({ svcpath: 1, type: "resize", height: 9999 }, "*"));
  await page.setViewportSize({ width: 800, height: 900 });
  await expect.poll(high).toBe(wide);
  await widget.evaluate((element) => element.setAttribute("height", "333"));
  await expect.poll(high).toBe(333);
  expect(complaints).toHaveLength(0);
});

test("the still picture stays without scripts", async ({ browser, baseURL, host }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL });
  const page = await context.newPage();
  await page.goto(host.page("docs.html", inline(`to="${TO}"`)));
  await expect(page.getByRole("img", { name: "Still" })).toBeVisible();
  await context.close();
});

test("the still picture stays where the site, the manifests or WebAssembly is not to be had", async ({ page, host }) => {
  const still = page.getByRole("img", { name: "Still" });
  await page.addInitScript(() => {
    const dispatch = EventTarget.prototype.dispatchEvent;
    EventTarget.prototype.dispatchEvent = function (event) {
      if (event.type === "svcpath-error") {
        const { field, message } = (event as CustomEvent).detail;
        Object.assign(globalThis, { failed: `${field}: ${message}` });
      }
      return dispatch.call(this, event);
    };
  });
  const failed = () => page.evaluate(() => (globalThis as unknown as { failed?: string }).failed);

  // Manifests: on its way to the widget the page finds nothing.
  await page.goto(host.page("lost.html", `<svc-path src="lost.yaml" to="${TO}"><img src="still.svg" alt="Still"></svc-path>`));
  await expect.poll(failed).toBe("src: lost.yaml: 404");
  await expect(still).toBeVisible();
  await expect(page.locator("svc-path iframe")).toBeHidden();

  host.put("nothing.yaml", "# nothing");
  await page.goto(host.page("nothing.html", `<svc-path src="nothing.yaml"><img src="still.svg" alt="Still"></svc-path>`));
  await expect.poll(failed).toMatch(/^text: /);
  await expect(still).toBeVisible();

  // The site: the script came from a cache.
  await page.route("**/?embed=1", (route) => route.abort());
  await page.goto(host.page("away.html", inline(`to="${TO}"`)));
  await page.waitForFunction(() => document.querySelector("svc-path")?.shadowRoot);
  await expect(still).toBeVisible();
  await page.unroute("**/?embed=1");

  await page.addInitScript("delete globalThis.WebAssembly");
  const broken = page.waitForEvent("pageerror");
  await page.goto(host.page("old.html", inline(`to="${TO}"`)));
  await broken;
  await expect(still).toBeVisible();
  await expect(page.locator("svc-path")).not.toHaveAttribute("data-ready");
});

test("without a still picture the element says what fails, as the console does", async ({ page, host }) => {
  const told: string[] = [];
  page.on("console", (message) => message.type() === "warning" && told.push(message.text()));
  await page.goto(host.page("bare.html", `<svc-path src="lost.yaml" to="${TO}"></svc-path>`));
  await expect(page.getByText("lost.yaml: 404")).toBeVisible();
  await page.goto(host.page("broken.html", `<svc-path><script type="application/yaml">kind: [broken</script></svc-path>`));
  await expect(page.locator("svc-path").getByText(/not valid YAML/)).toBeVisible();
  // With one, readers are spared it.
  await page.goto(host.page("kept.html", `<svc-path src="lost.yaml"><img src="still.svg" alt="Still"></svc-path>`));
  await expect.poll(() => told.filter((line) => line === "lost.yaml: 404").length).toBe(2);
  await expect(page.getByText("lost.yaml: 404")).toHaveCount(0);
});

test.describe("after what failed", () => {
  type News = { type: string; service?: string; to?: string; step?: number; field?: string };

  /** What elements tell of the page's manifests, or of anything else. */
  const follow = async (page: Page) => {
    await page.addInitScript(() => {
      const news: unknown[] = [];
      Object.assign(globalThis, { news });
      for (const type of ["trace", "step", "error"]) addEventListener(`svcpath-${type}`, (event) => news.push((event as CustomEvent).detail), true);
    });
    return (...types: string[]) =>
      page.evaluate((types) => (globalThis as unknown as { news: News[] }).news.filter(({ type }) => types.includes(type)), types);
  };
  const set = (page: Page, attributes: Record<string, string>) =>
    page.locator("svc-path").evaluate((element, attributes) => Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value)), attributes);
  const themed = (page: Page, theme: string) => expect(inside(page.locator("svc-path")).locator("html")).toHaveAttribute("data-theme", theme);
  const OWN = { type: "trace", service: "shop/api:80", verdict: "delivered" };

  test("a lost file is fetched again, and no other story is told in its place", async ({ page, host }) => {
    const told = await follow(page);
    const fetched: string[] = [];
    page.on("request", (request) => request.url().endsWith(".yaml") && fetched.push(request.url()));
    // What svcpath's own story would answer.
    await page.goto(host.page("docs.html", `<svc-path src="late.yaml" from="deploy/shop/web" to="http://api/"></svc-path>`));
    await expect.poll(() => told("error")).toHaveLength(1);
    await set(page, { step: "2", play: "1", view: "apps" });
    await set(page, { theme: "dark" });
    await themed(page, "dark");
    expect(fetched).toHaveLength(1);
    await set(page, { to: "http://api/x" });
    await expect.poll(() => told("error")).toHaveLength(2);
    await set(page, { step: "3" });
    await set(page, { theme: "light" });
    await themed(page, "light");
    expect(fetched).toHaveLength(2);
    expect(await told("trace", "step")).toEqual([]);
    await expect(page.locator("svc-path")).not.toHaveAttribute("data-ready");
    await expect(page.getByText("late.yaml: 404")).toBeVisible();

    host.put("late.yaml", MANIFESTS);
    await set(page, { step: "1", play: "0", from: "internet", to: TO });
    await expect.poll(() => told("trace")).toMatchObject([{ ...OWN, to: TO }]);
    await expect(page.locator("svc-path")).toHaveAttribute("data-ready", "");
    await expect(page.getByText("late.yaml: 404")).toBeHidden();
    expect(fetched).toHaveLength(3);
    // Other manifests that are not to be had, after some that were.
    await set(page, { src: "lost.yaml" });
    await expect.poll(() => told("error")).toHaveLength(3);
    await expect(page.locator("svc-path")).not.toHaveAttribute("data-ready");
    await set(page, { src: "late.yaml" });
    await expect(page.locator("svc-path")).toHaveAttribute("data-ready", "");
    expect(await told("trace")).toMatchObject([OWN, OWN]);
  });

  // Of two attributes of one name the first counts.
  for (const [name, wrong, right] of [["to", "htp://::x", TO], ["from", "nobody", "internet"], ["header", "none", "A: b"], ["step", "0", "2"], ["view", "pods", "apps"]] as const) {
    test(`a right ${name} loads the manifests that a wrong one kept out`, async ({ page, host }) => {
      const told = await follow(page);
      host.put("shop.yaml", MANIFESTS);
      await page.goto(host.page("docs.html", `<svc-path src="shop.yaml" ${name}="${wrong}" to="${TO}"></svc-path>`));
      await expect.poll(() => told("error")).toHaveLength(1);
      expect(await told("trace", "step")).toEqual([]);
      await set(page, { [name]: right });
      await expect.poll(() => told("trace")).toMatchObject([{ ...OWN, to: TO }]);
      await expect(page.locator("svc-path")).toHaveAttribute("data-ready", "");
      expect((await told("error")).length).toBe(1);
    });
  }

  test("a wrong attribute leaves the picture, and a right one is followed with all that changed meanwhile", async ({ page, host }) => {
    const told = await follow(page);
    await page.goto(host.page("docs.html", inline(`to="${TO}"`)));
    const widget = page.locator("svc-path");
    await expect(widget).toHaveAttribute("data-ready", "");
    const closed = "http://192.168.10.11:30099/";
    await set(page, { to: "htp://::x" });
    await expect.poll(() => told("error")).toHaveLength(1);
    await expect(verdictIn(inside(widget))).toHaveAttribute("data-verdict", "delivered");
    await set(page, { step: "2" });
    await expect(inside(widget).getByText(/^2\/\d+/)).toBeVisible();
    await set(page, { step: "1", to: closed });
    await expect(verdictIn(inside(widget))).toHaveAttribute("data-verdict", "unmatched");
    await expect.poll(async () => (await told("trace")).at(-1)).toMatchObject({ to: closed });
    await set(page, { step: "0" });
    await expect.poll(async () => (await told("error")).at(-1)).toMatchObject({ field: "step" });
    const before = (await told("error")).length;
    await set(page, { to: TO });
    await expect.poll(async () => (await told("error")).length).toBeGreaterThan(before);
    await set(page, { step: "2" });
    await expect(verdictIn(inside(widget))).toHaveAttribute("data-verdict", "delivered");
    await expect(inside(widget).getByText(/^2\/\d+/)).toBeVisible();
    await expect(widget).toHaveAttribute("data-ready", "");
  });

  test("an element that leaves the page while its manifests come, draws when it is back", async ({ page, host, complaints }) => {
    host.put("shop.yaml", MANIFESTS);
    let go = () => {};
    const held = new Promise<void>((done) => (go = done));
    await page.route("**/shop.yaml", (route) => held.then(() => route.continue()));
    const asked = page.waitForRequest("**/shop.yaml");
    await page.goto(host.page("docs.html", `<svc-path src="shop.yaml" to="${TO}"></svc-path>`));
    await asked;
    const widget = await page.locator("svc-path").elementHandle();
    await widget!.evaluate((element) => element.remove());
    const came = page.waitForResponse("**/shop.yaml");
    go();
    await (await came).finished();
    await widget!.evaluate((element) => document.body.append(element));
    await expect(page.locator("svc-path")).toHaveAttribute("data-ready", "");
    expect(complaints).toEqual([]);
  });
});

test("the focus passes through, and the wheel scrolls the page", async ({ page, host, complaints }) => {
  await page.goto(host.page("docs.html", `<button>Before</button>${inline(`to="${TO}" height="420"`)}<button>After</button>${"<p>…</p>".repeat(60)}`));
  await expect(page.locator("svc-path")).toHaveAttribute("data-ready", "");
  await expect(verdictIn(inside(page.locator("svc-path")))).toBeVisible();
  await expect(page.locator("body")).toBeFocused();
  await page.getByRole("button", { name: "Before" }).focus();
  const stops: string[] = [];
  for (let press = 0; press < 20 && stops.at(-1) !== "After"; press++) {
    await page.keyboard.press("Tab");
    stops.push(await page.evaluate(() => document.activeElement?.textContent?.trim() || document.activeElement!.tagName));
  }
  expect(stops.at(-1)).toBe("After");
  expect(stops.filter((stop) => stop.startsWith("SVC-PATH") || stop.includes("kind: Service")).length).toBeGreaterThan(3);
  await page.locator("svc-path").hover();
  await page.mouse.wheel(0, 300);
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(100);
  expect(complaints).toEqual([]);
});

test("a page steers a frame by messages, and is told what comes of them", async ({ page, host, baseURL, complaints }) => {
  await page.goto(host.put("plain.html", "<!doctype html><title>Plain</title><link rel=icon href=/icon.svg>"));
  await frame(page, `${baseURL}?embed=1&lang=en`);
  await expect.poll(() => heard(page, "ready")).toHaveLength(1);
  await expect.poll(() => heard(page, "resize")).toEqual([{ svcpath: 1, type: "resize", height: 420 }]);
  const last = (type: string) => heard(page, type).then((all) => all.at(-1));
  // Of the story that stands there meanwhile nobody wants to hear.
  await expect(page.frameLocator("iframe").locator("[data-verdict=delivered]")).toBeVisible();
  expect([...(await heard(page, "trace")), ...(await heard(page, "step"))]).toEqual([]);

  await say(page, { svcpath: 1, type: "load", id: "a", text: MANIFESTS, from: "internet", to: TO, step: 2 });
  await expect.poll(() => last("trace")).toMatchObject({ id: "a", from: "internet", to: TO, verdict: "delivered", status: null, service: "shop/api:80", open: "Open in svcpath" });
  expect((await last("trace"))!.address).toContain("#z=1.");
  await expect.poll(() => last("step")).toMatchObject({ step: 2 });
  expect((await last("step"))!.text).toContain("30080");
  const widget = page.frameLocator("iframe");
  await expect(widget.getByRole("link", { name: "Open in svcpath" })).toHaveAttribute("href", /#z=1\./);

  await say(page, { svcpath: 1, type: "trace", id: 7, to: "http://192.168.10.11:1/", headers: ["A: b"], method: "POST" });
  await expect.poll(() => last("trace")).toMatchObject({ id: 7, verdict: "unmatched", service: null });
  await say(page, { svcpath: 1, type: "trace", id: 8, to: TO });
  await expect.poll(() => last("trace")).toMatchObject({ id: 8, verdict: "delivered" });
  await say(page, { svcpath: 1, type: "step", step: 3, view: "apps" });
  await expect.poll(() => last("step")).toMatchObject({ step: 3 });
  await expect(widget.getByText(/^3\/\d+/)).toBeVisible();
  await say(page, { svcpath: 1, type: "theme", theme: "dark", lang: "ru-RU" });
  await expect(widget.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(widget.locator("html")).toHaveAttribute("lang", "ru");

  // What the reader does is told as well.
  await widget.getByRole("button", { name: "Следующий шаг" }).click();
  await expect.poll(() => last("step")).toMatchObject({ step: 4 });

  // Everything is told to this page's site, by the widget's.
  const origins = await page.evaluate(() => new Set((globalThis as unknown as { heard: [string][] }).heard.map(([origin]) => origin)).size);
  expect(origins).toBe(1);
  expect(complaints).toEqual([]);
});

test("messages that cannot be followed are answered by an error, and others are left alone", async ({ page, host, baseURL, complaints }) => {
  await page.goto(host.put("plain.html", "<!doctype html><title>Plain</title><link rel=icon href=/icon.svg>"));
  await frame(page, `${baseURL}?embed=1&lang=en&to=http://api/&from=deploy/shop/web`);
  await expect.poll(() => heard(page, "ready")).toHaveLength(1);
  const wrong: [unknown, string][] = [
    [{ svcpath: 2, type: "step", step: 1 }, "svcpath"],
    [{ svcpath: "1" }, "svcpath"],
    [{ svcpath: 1 }, "type"],
    [{ svcpath: 1, type: "explode" }, "type"],
    [{ svcpath: 1, type: { deep: [1] } }, "type"],
    [{ svcpath: 1, type: "load" }, "text"],
    [{ svcpath: 1, type: "load", text: 5 }, "text"],
    [{ svcpath: 1, type: "load", text: "" }, "text"],
    [{ svcpath: 1, type: "load", text: "a: [" }, "text"],
    [{ svcpath: 1, type: "load", text: MANIFESTS, to: "http://" }, "to"],
    [{ svcpath: 1, type: "load", text: MANIFESTS, link: "no" }, "link"],
    [{ svcpath: 1, type: "trace" }, "to"],
    [{ svcpath: 1, type: "trace", to: "http://api/", from: "pod/x" }, "from"],
    [{ svcpath: 1, type: "trace", to: "http://api/", headers: [1] }, "headers"],
    [{ svcpath: 1, type: "trace", to: "http://api/", headers: "A: b" }, "headers"],
    [{ svcpath: 1, type: "trace", to: "http://api/", headers: ["bad"] }, "headers"],
    [{ svcpath: 1, type: "load", text: "a: b\nc: d: e" }, "text"],
    [{ svcpath: 1, type: "step", step: 999 }, "step"],
    [{ svcpath: 1, type: "step", step: 0 }, "step"],
    [{ svcpath: 1, type: "step", step: 1.5 }, "step"],
    [{ svcpath: 1, type: "step", play: "yes" }, "play"],
    [{ svcpath: 1, type: "step", view: "pods" }, "view"],
    [{ svcpath: 1, type: "theme", theme: "purple" }, "theme"],
    [{ svcpath: 1, type: "theme" }, "theme"],
    [{ svcpath: 1, type: "theme", lang: "xx" }, "lang"],
  ];
  for (const other of [null, 1, "svcpath", [], { type: "load" }, { svcpath: undefined }]) await say(page, other);
  for (const [id, [message]] of wrong.entries()) await say(page, { ...(message as object), id });
  await expect.poll(async () => (await heard(page, "error")).map(({ id, field }) => [id, field])).toEqual(wrong.map(([, field], id) => [id, field]));
  for (const { message } of await heard(page, "error")) expect(message).toMatch(/\S/);
  // Where it stops being YAML, and why.
  expect((await heard(page, "error")).map(({ message }) => message)).toContainEqual(expect.stringMatching(/^2:5: \S/));
  // Nothing has changed by all that.
  const widget = page.frameLocator("iframe");
  await expect(verdictIn(widget)).toHaveAttribute("data-verdict", "delivered");
  await expect(widget.getByText(/^1\/\d+/)).toBeVisible();
  expect(await heard(page, "trace")).toHaveLength(1);
  expect(complaints).toEqual([]);
});

test("nobody but the page around the widget is listened to", async ({ page, host, baseURL, complaints }) => {
  await page.goto(host.put("plain.html", "<!doctype html><title>Plain</title><link rel=icon href=/icon.svg>"));
  await frame(page, `${baseURL}?embed=1&lang=en&src=gallery/01-one-name-three-pods.yaml`);
  await expect.poll(() => heard(page, "trace")).toHaveLength(1);
  // Another frame of the same page, of its own site even.
  const stranger = host.put("stranger.html", "<!doctype html><title>Stranger</title>");
  await page.evaluate((address) => new Promise((done) => {
    const stranger = document.createElement("iframe");
    stranger.onload = done;
    stranger.src = address;
    document.body.append(stranger);
  }), stranger);
  await page.frame({ url: stranger })!.evaluate((text) => {
    const widget = parent.frames[0]!;
    widget.postMessage({ svcpath: 1, type: "load", text }, "*");
    widget.postMessage({ svcpath: 1, type: "explode" }, "*");
  }, MANIFESTS);
  // What comes later has come after what the stranger said.
  await say(page, { svcpath: 1, type: "step", step: 2 });
  await expect.poll(async () => (await heard(page, "step")).at(-1)).toMatchObject({ step: 2 });
  expect(await heard(page, "trace")).toHaveLength(1);
  expect(await heard(page, "error")).toEqual([]);
  expect(complaints).toEqual([]);
});

test("the reader's work and choices are neither read nor written", async ({ page, host, baseURL, complaints }) => {
  // 127.0.0.1 on another port is the same site, so that the browser would let the widget have them.
  await page.addInitScript(() => {
    if (!location.search.includes("embed=1")) return;
    const touched: string[] = [];
    Object.assign(globalThis, { touched });
    for (const name of ["getItem", "setItem", "removeItem", "clear", "key"] as const) {
      Storage.prototype[name] = (...all: unknown[]) => touched.push(`${name} ${all[0]}`) as never;
    }
  });
  await page.goto("./?lang=ru&theme=dark");
  await page.evaluate(() => localStorage.setItem("svcpath.lang", "ru"));
  const before = await page.evaluate(() => JSON.stringify(localStorage));
  await page.goto(host.page("docs.html", inline(`to="${TO}" height="420"`), 'lang="en"', "127.0.0.1"));
  const widget = page.locator("svc-path");
  await expect(verdictIn(inside(widget))).toHaveAttribute("data-verdict", "delivered");
  await expect(inside(widget).locator("html")).toHaveAttribute("lang", "en");
  await inside(widget).getByRole("button", { name: "Next step" }).click();
  await inside(widget).getByRole("img", { name: "Cluster map" }).click();
  await page.keyboard.press("Control+z");
  await expect(verdictIn(inside(widget))).toHaveAttribute("data-verdict", "delivered");
  const framed = page.frames().find((frame) => frame.url().includes("embed=1"))!;
  // A pause, after which the page itself would have written.
  await page.waitForTimeout(600);
  expect(await framed.evaluate(() => (globalThis as unknown as { touched: string[] }).touched)).toEqual([]);
  await page.goto(`${baseURL}docs/embedding.html`);
  expect(JSON.parse(await page.evaluate(() => JSON.stringify(localStorage)))).toMatchObject(JSON.parse(before));
  expect(complaints).toEqual([]);
});

test("the live samples of the book play", async ({ page, complaints }) => {
  await page.goto("./docs/live.html");
  const widgets = page.locator("svc-path");
  await expect(widgets).toHaveCount(5);
  for (const widget of await widgets.all()) {
    await widget.scrollIntoViewIfNeeded();
    await expect(verdictIn(inside(widget))).toHaveAttribute("data-verdict", "delivered");
    await expect(widget).toHaveAttribute("data-ready", "");
  }
  await expect(inside(widgets.last()).getByText("web knows a name.")).toBeVisible();
  await inside(widgets.last()).getByRole("button", { name: "Next step" }).click();
  await expect(inside(widgets.last()).getByText("No farther than to web's own node.")).toBeVisible();
  expect(complaints).toEqual([]);
});
