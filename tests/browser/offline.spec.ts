// What there is without a connection, without JavaScript, and before either: the site kept in the browser, an update that is
// announced, the picture that waits, manifest and icons.
import AxeBuilder from "@axe-core/playwright";
import type { BrowserContext, Page } from "@playwright/test";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { editor, expect, test, verdict } from "./site";

test.describe("kept in the browser", () => {
  test.use({ serviceWorkers: "allow" });

  /** A first visit, until everything is kept. */
  async function visit(page: Page, address: string) {
    await page.goto(address);
    await expect(verdict(page)).toBeVisible();
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
      if (!navigator.serviceWorker.controller) await new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done, { once: true }));
    });
  }

  test("after one visit the page draws, edits, plays and opens the gallery offline", async ({ site, context }) => {
    await visit(site, "./");
    await context.setOffline(true);
    await site.reload();
    await expect(verdict(site)).toHaveAttribute("data-verdict", "delivered");
    await site.getByRole("button", { name: "Manifests", exact: true }).click();
    await expect(editor(site)).toContainText("kind: Deployment");
    await site.getByRole("button", { name: "Play" }).click();
    await expect(site.getByRole("heading", { name: /^Step [2-9] of/ })).toBeVisible();
    await site.getByRole("button", { name: "Examples" }).click();
    await site.getByRole("button", { name: "Any node answers" }).click();
    await expect(site.getByRole("combobox", { name: "To" })).toHaveValue(/:30080/);
    // Whatever the address asks for, and with what stands behind it.
    await site.goto("./?src=gallery/08-pending.yaml&lang=ru&x=1#y");
    await expect(site.locator("[data-verdict]").first()).toBeVisible();
    await expect(site.locator("html")).toHaveAttribute("lang", "ru");
    await site.goto("./index.html?theme=dark");
    await expect(site.locator("html")).toHaveAttribute("data-theme", "dark");
    await expect(verdict(site)).toBeVisible();
  });

  test("a first visit can go offline halfway, and chapters that were read stay", async ({ site, context }) => {
    await visit(site, "./");
    const chapter = await context.newPage();
    await chapter.goto("./docs/clusterip.html", { waitUntil: "networkidle" });
    await context.setOffline(true);
    await site.getByRole("button", { name: "Manifests", exact: true }).click();
    await expect(editor(site)).toContainText("kind: Deployment");
    await chapter.reload();
    await expect(chapter.getByRole("heading", { name: "ClusterIP", level: 1 })).toBeVisible();
  });

  test("the handbook's widgets bring their second half behind the picture, and play offline once they were seen", async ({ site, context }) => {
    await visit(site, "./");
    const chapter = await context.newPage();
    const asked: string[] = [];
    chapter.on("request", (request) => /-frame-.*_rest\./.test(request.url()) && asked.push(request.resourceType()));
    await chapter.goto("./docs/clusterip.html");
    const widget = chapter.frameLocator("svc-path iframe").first();
    await expect(verdict(widget)).toHaveAttribute("data-verdict", "delivered");
    await expect.poll(() => asked).toEqual(["fetch"]);
    const kept = async () => {
      const names = await caches.keys();
      const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
      return requests.flat().some((request) => /-frame-.*_rest\./.test(request.url));
    };
    await expect.poll(() => chapter.evaluate(kept)).toBe(true);
    await context.setOffline(true);
    await chapter.reload();
    await expect(chapter.locator("svc-path").first()).toHaveAttribute("data-ready", "");
    await expect(verdict(widget)).toHaveAttribute("data-verdict", "delivered");
    const caption = widget.locator(".caption");
    const before = await caption.innerText();
    await widget.getByRole("button", { name: "Next step" }).click();
    await expect(caption).not.toHaveText(before);
  });

  test("inside another page nothing is kept", async ({ site }) => {
    await site.goto("./?embed=1");
    await expect(verdict(site)).toBeVisible();
    await site.evaluate(() => import(new URL("offline.js", document.baseURI).href));
    expect(await site.evaluate(() => navigator.serviceWorker.getRegistrations())).toEqual([]);
  });

  for (const [lang, notice, reload] of [
    ["en", "A newer version of svcpath is ready.", "Reload"],
    ["ru", "Готова новая версия svcpath.", "Обновить"],
  ]) {
    test(`a newer version is announced in ${lang} and opened when the reader says so`, async ({ browser, baseURL }) => {
      const mirror = await serve(baseURL!);
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: lang, serviceWorkers: "allow" });
      const page = await context.newPage();
      const caches = () => page.evaluate(async () => (await window.caches.keys()).length);
      await page.goto(mirror.address);
      await page.evaluate(() => navigator.serviceWorker.ready);
      // Work that the update must not lose.
      await page.getByRole("radio", { name: "NodePort" }).click();
      await expect.poll(() => page.evaluate(() => Object.keys(localStorage).join())).toContain("svcpath.work");

      mirror.renew();
      await page.reload();
      const told = page.getByRole("status").filter({ hasText: notice });
      await expect(told).toBeVisible({ timeout: 15_000 });
      expect(await page.evaluate(() => document.body.dataset.renewed)).toBeUndefined();
      expect((await new AxeBuilder({ page }).include(".update").analyze()).violations).toEqual([]);
      await told.getByRole("button", { name: reload }).click();
      await expect(page.locator("body[data-renewed]")).toBeAttached();
      await expect(page.getByRole("radio", { name: "NodePort" })).toHaveAttribute("aria-checked", "true");
      await expect.poll(caches).toBe(1);
      await expect(told).toBeHidden();
      await context.close();
      mirror.close();
    });
  }

  test("who does not press has the newer version at the next visit", async ({ browser, baseURL }) => {
    const mirror = await serve(baseURL!);
    const context = await browser.newContext({ serviceWorkers: "allow" });
    const first = await context.newPage();
    await first.goto(mirror.address);
    await first.evaluate(() => navigator.serviceWorker.ready);
    mirror.renew();
    await first.reload();
    await expect(first.locator(".update")).toBeVisible({ timeout: 15_000 });
    await first.close();
    await expect.poll(() => renewed(context, mirror.address)).toBe(true);
    await context.close();
    mirror.close();
  });
});

async function renewed(context: BrowserContext, address: string) {
  const page = await context.newPage();
  await page.goto(address);
  const renewed = await page.locator("body[data-renewed]").count();
  await page.close();
  return renewed > 0;
}

/** The site at another origin, where it can be renewed: another page, and a worker of another version. */
async function serve(site: string) {
  let renewed = false;
  const server = createServer(async (request, answer) => {
    const response = await fetch(new URL(request.url!, site));
    const headers = Object.fromEntries([...response.headers].filter(([name]) => !/^(content-(length|encoding)|etag|last-modified|connection|keep-alive|transfer-encoding)$/.test(name)));
    let body = Buffer.from(await response.arrayBuffer());
    if (renewed && headers["content-type"]?.includes("html")) body = Buffer.from(body.toString().replace("<div id=app", "<body data-renewed><div id=app"));
    if (renewed && request.url!.endsWith("/sw.js")) body = Buffer.from(body.toString().replace(/version:\s*"/, 'version:"renewed '));
    answer.writeHead(response.status, headers).end(body);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}${new URL(site).pathname}`,
    renew: () => (renewed = true),
    close: () => server.close().closeAllConnections(),
  };
}

for (const [colorScheme, width, height, file] of [
  ["light", 1440, 900, "first.svg"],
  ["dark", 1440, 900, "first.svg"],
  ["dark", 390, 844, "first-tall.svg"],
] as const) {
  test.describe(`without JavaScript, ${colorScheme}, ${width} px wide`, () => {
    test.use({ javaScriptEnabled: false, colorScheme, viewport: { width, height } });

    test("the page shows a picture and says where to go", async ({ page }) => {
      await page.goto("./");
      const picture = page.getByRole("img", { name: /A pod asks for http:\/\/api\// });
      await expect(picture).toBeVisible();
      expect(await picture.evaluate((img: HTMLImageElement) => img.currentSrc)).toContain(`/${file}`);
      await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(300);
      await expect(page.getByText(/ties services together/)).toBeVisible();
      await expect(page.getByRole("link", { name: "handbook" })).toBeVisible();
      // Nothing tells who reads.
      for (const words of [/^The path of a request/, /^Точный путь запроса/, /связывает сервисы/, /Странице нужны JavaScript/]) {
        await expect(page.getByText(words)).toBeVisible();
      }
      await expect(page.getByRole("link", { name: "справочник" })).toHaveAttribute("href", "docs/index.html");
      // The bar is as high as its one word needs.
      expect((await page.getByRole("banner").boundingBox())!.height).toBeLessThan(60);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      await page.getByRole("link", { name: "gallery" }).click();
      await expect(page.getByRole("heading", { name: "Gallery", level: 1 })).toBeVisible();
    });
  });
}

for (const [what, address, width, height, failed] of [
  ["does not come", "./", 1440, 900, /\(TypeError: .+\)/],
  ["is none", "./?lang=ru", 390, 844, /\(CompileError: .+\)/],
  ["is not known to the browser", "./?lang=en", 1440, 900, /\(ReferenceError: WebAssembly is not defined\)/],
] as const) {
  test(`where WebAssembly ${what}, the page says what it needs, where else to go and what failed, ${width} px wide`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    const needs = page.locator(".before [role=alert]");
    // As long as it may come, there is nothing to say.
    let go = () => {};
    const held = new Promise<void>((done) => (go = done));
    await page.route(/\.wasm$/, async (route) => {
      await held;
      if (what === "does not come") await route.abort();
      else await route.fulfill({ contentType: "application/wasm", body: "<b>none</b>" });
    });
    if (what === "is not known to the browser") await page.addInitScript("delete globalThis.WebAssembly");
    else {
      await page.goto(address, { waitUntil: "commit" });
      await expect(page.locator(".answer li").getByText("ClusterIP").filter({ visible: true })).toBeVisible();
      await expect(needs).toBeHidden();
    }
    go();
    if (what === "is not known to the browser") await page.goto(address);
    await expect(needs).toBeInViewport({ ratio: 1 });
    await expect(needs).toHaveRole("alert");
    await expect(needs).toContainText(failed);
    await expect(needs.locator("b")).toHaveCount(0);
    const russian = address.includes("ru");
    await expect(needs.getByText("needs JavaScript and WebAssembly")).toBeVisible({ visible: !russian });
    await expect(needs.getByText("нужны JavaScript и WebAssembly")).toBeVisible({ visible: russian });
    await expect(needs.getByRole("link", { name: russian ? "справочник" : "handbook" })).toBeVisible();
    await needs.getByRole("link", { name: russian ? "галерея" : "gallery" }).click();
    await expect(page.getByRole("heading", { name: "Gallery", level: 1 })).toBeVisible();
  });
}

for (const [colorScheme, width, height] of [["light", 1440, 900], ["dark", 1440, 900], ["light", 390, 844]] as const) {
  test(`the picture that waits is the one that comes, ${colorScheme}, ${width} px wide`, async ({ site }) => {
    await site.emulateMedia({ colorScheme });
    await site.setViewportSize({ width, height });
    let go = () => {};
    const held = new Promise<void>((done) => (go = done));
    await site.route(/_bg\.wasm$/, async (route) => {
      await held;
      await route.continue();
    });
    await site.goto("./", { waitUntil: "commit" });
    const waits = site.locator(".before img");
    await expect.poll(() => waits.evaluate((img: HTMLImageElement) => img.complete && img.naturalWidth > 0)).toBe(true);
    const clip = (await site.locator(".before .map").boundingBox())!;
    const before = await site.screenshot({ clip });
    go();
    await expect(verdict(site)).toBeVisible();
    const map = (await site.locator("canvas").boundingBox())!;
    for (const side of ["x", "y", "width", "height"] as const) expect(Math.abs(map[side] - clip[side]), side).toBeLessThanOrEqual(1);
    expect(await differing(site, before, await site.screenshot({ clip }))).toBeLessThan(0.03);
  });
}

for (const [locale, search, kept, ru] of [
  ["ru-RU", "", "", true],
  ["en-GB", "", "", false],
  ["ru-RU", "?lang=en", "", false],
  ["en-GB", "?theme=dark&lang=ru", "", true],
  ["ru-RU", "", "en", false],
  ["en-GB", "", "ru", true],
  ["en-GB", "?embed=1", "ru", false],
] as const) {
  test.describe(`a browser in ${locale} at ./${search}${kept && `, where ${kept} was chosen`}`, () => {
    test.use({ locale });

    test(`waits in ${ru ? "Russian" : "English"}, as the page comes`, async ({ site }) => {
      let go = () => {};
      const held = new Promise<void>((done) => (go = done));
      await site.route(/_bg\.wasm$/, async (route) => {
        await held;
        await route.continue();
      });
      if (kept) await site.addInitScript((lang) => (localStorage["svcpath.lang"] = lang), kept);
      await site.goto(`./${search}`, { waitUntil: "commit" });
      const [shown, hidden] = ru ? [/Точный путь запроса/, /The path of a request/] : [/The path of a request/, /Точный путь запроса/];
      await expect(site.locator(".over").getByText(shown)).toBeVisible();
      await expect(site.locator(".over").getByText(hidden)).toBeHidden();
      await expect(site.getByText(ru ? /связывает сервисы/ : /ties services together/)).toBeVisible();
      await expect(site.getByText(ru ? /ties services together/ : /связывает сервисы/)).toBeHidden();
      go();
      await expect(site.locator("[data-verdict]").first()).toContainText(ru ? "Доставлено" : "Delivered");
      await expect(site.locator("html")).toHaveAttribute("lang", ru ? "ru" : "en");
    });
  });
}

test("another story waits for nobody", async ({ site }) => {
  await site.route(/_bg\.wasm$/, () => {});
  await site.goto("./?src=gallery/08-pending.yaml&theme=dark", { waitUntil: "commit" });
  await expect(site.getByText(/ties services together/)).toBeVisible();
  await expect(site.locator(".before img")).toBeHidden();
  await expect(site.locator("html")).toHaveAttribute("data-theme", "dark");
});

/** The part of two pictures' points that are not nearly of one colour. */
function differing(page: Page, ...pictures: Buffer[]) {
  return page.evaluate(async (pictures) => {
    const [a, b] = await Promise.all(pictures.map(async (picture) => {
      const image = await createImageBitmap(new Blob([Uint8Array.from(atob(picture), (c) => c.charCodeAt(0))]));
      const context = new OffscreenCanvas(image.width, image.height).getContext("2d")!;
      context.drawImage(image, 0, 0);
      return context.getImageData(0, 0, image.width, image.height).data;
    }));
    let differing = 0;
    for (let at = 0; at < a.length; at += 4) if ([0, 1, 2].some((i) => Math.abs(a[at + i] - b[at + i]) > 40)) differing++;
    return (4 * differing) / a.length;
  }, pictures.map((picture) => picture.toString("base64")));
}

test("manifest, icons and the picture for links are there", async ({ site, baseURL, request }) => {
  await site.goto("./");
  const address = (selector: string, attribute: string) => site.locator(selector).getAttribute(attribute);
  const found = async (name: string) => {
    const response = await request.get(new URL(name, baseURL).href);
    expect(response.ok(), name).toBe(true);
    return response;
  };
  const manifest = await (await found((await address('link[rel="manifest"]', "href"))!)).json();
  expect(manifest).toMatchObject({ short_name: "svcpath", start_url: ".", scope: ".", display: "standalone" });
  const size = (name: string) =>
    site.evaluate(async (address) => {
      const image = Object.assign(new Image(), { src: address });
      await image.decode();
      return [image.naturalWidth, image.naturalHeight];
    }, new URL(name, baseURL).href);
  for (const icon of manifest.icons) {
    await found(icon.src);
    if (icon.sizes !== "any") expect(await size(icon.src), icon.src).toEqual(icon.sizes.split("x").map(Number));
  }
  expect(manifest.icons.map((icon: { purpose?: string }) => icon.purpose)).toContain("maskable");
  expect((await found((await address('link[rel="icon"]', "href"))!)).headers()["content-type"]).toBe("image/svg+xml");
  expect(await size((await address('link[rel="apple-touch-icon"]', "href"))!)).toEqual([180, 180]);
  const picture = (await address('meta[property="og:image"]', "content"))!;
  expect(await size(picture.split("/").pop()!)).toEqual([1200, 630]);
  expect((await (await found(picture.split("/").pop()!)).body()).length).toBeLessThan(120_000);
  for (const property of ["og:title", "og:description", "og:type"]) expect(await address(`meta[property="${property}"]`, "content")).toBeTruthy();
  // Browsers say what they do not like in a manifest.
  const session = await site.context().newCDPSession(site);
  const { errors } = await session.send("Page.getAppManifest");
  expect(errors).toEqual([]);
});
