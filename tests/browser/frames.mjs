// Frame times: the shop of ten Services while it plays and while it is panned; a world of 5,000 nodes and 150,000 pods as it opens
// and is panned, beside Cytoscape.js and React Flow with 10,000 boxes, in the same Chromium.
import { chromium } from "@playwright/test";
import { page as peer } from "./beside/page.mjs";

const NODES = 5_000;
const SERVICES = 10_000;
const ENDPOINTS = 15;
const SECONDS = 3;

const site = process.env.SVCPATH_SITE ?? "http://127.0.0.1:8080/";
const browser = await chromium.launch({
  executablePath: process.env.SVCPATH_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});

const shop = await open(`${site}?src=gallery/11-a-shop-of-ten-services.yaml&from=internet&to=service/shop/frontend`);
await shop.page.waitForTimeout(500);
report("the shop of ten Services, playing", await frames(shop.page, () => shop.page.keyboard.press("Space"), play));
report("the shop of ten Services, panned", await frames(shop.page, () => {}, (page) => pan(page, ".map canvas")));
await shop.page.close();

const large = await open(`${site}?src=large.yaml&from=pod/shop/app-7-1&to=tcp://app-77:80`);
console.log(`${NODES} nodes, ${SERVICES * ENDPOINTS} pods, ${SERVICES} Services: opened in ${seconds(large.drawn)} (${(world().length / 1e6).toFixed(1)} MB of YAML)`);
report("panned", await frames(large.page, () => {}, (page) => pan(page, ".map canvas")));
await large.page.close();

for (const [name, file] of [["Cytoscape.js", "cytoscape"], ["React Flow", "react-flow"]]) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, serviceWorkers: "block" });
  const { html, script } = await peer(file);
  await page.route("**/beside/**", (route) =>
    route.request().url().endsWith("app.js")
      ? route.fulfill({ contentType: "text/javascript", body: script })
      : route.fulfill({ contentType: "text/html", body: html }),
  );
  await page.goto(`${site}beside/${file}/`);
  await page.waitForFunction(() => window.drawn, undefined, { timeout: 120_000 });
  console.log(`${name}, 10,000 boxes: opened in ${seconds(await page.evaluate(() => window.drawn))}`);
  const before = await page.evaluate(() => window.place());
  report("panned", await frames(page, () => {}, (page) => pan(page, "#root")));
  if ((await page.evaluate(() => window.place())) === before) throw new Error(`${name} was not panned`);
  await page.close();
}
await browser.close();

/** A page of ours, and how long after navigation its picture was drawn. */
async function open(address) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, serviceWorkers: "block" });
  await page.route("**/large.yaml", (route) => route.fulfill({ contentType: "text/yaml", body: world() }));
  await page.addInitScript(() => {
    // The first frame in which a picture with words has been painted.
    const words = CanvasRenderingContext2D.prototype.fillText;
    CanvasRenderingContext2D.prototype.fillText = function (...rest) {
      if (!window.drawn) {
        window.drawn = Number.POSITIVE_INFINITY;
        requestAnimationFrame(() => requestAnimationFrame(() => (window.drawn = performance.now())));
      }
      return words.apply(this, rest);
    };
  });
  await page.goto(address, { timeout: 120_000 });
  await page.waitForFunction(() => Number.isFinite(window.drawn), undefined, { timeout: 180_000 });
  return { page, drawn: await page.evaluate(() => window.drawn) };
}

/** The times between frames while something goes on. */
async function frames(page, start, act) {
  await start();
  await page.evaluate(() => {
    window.frames_ = [];
    let last;
    const tick = (now) => {
      if (last !== undefined) window.frames_.push(now - last);
      last = now;
      window.ticking = requestAnimationFrame(tick);
    };
    window.ticking = requestAnimationFrame(tick);
  });
  await act(page);
  return page.evaluate(() => {
    cancelAnimationFrame(window.ticking);
    return window.frames_;
  });
}

function play(page) {
  return page.waitForTimeout(SECONDS * 1000);
}

async function pan(page, what) {
  const box = await page.locator(what).first().boundingBox();
  // At the edge, where nobody has a box: a drag moves all of it.
  const start = [box.x + 6, box.y + 6];
  await page.mouse.move(...start);
  await page.mouse.down();
  const until = Date.now() + SECONDS * 1000;
  for (let n = 0; Date.now() < until; n++) {
    await page.mouse.move(start[0] + 150 + 120 * Math.sin(n / 12), start[1] + 90 + 60 * Math.cos(n / 12));
  }
  await page.mouse.up();
}

function report(what, times) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]?.toFixed(1);
  console.log(`  ${what}: ${sorted.length} frames, median ${at(0.5)} ms, 95th percentile ${at(0.95)} ms`);
}

function seconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/** The manifests of the large world. */
function world() {
  const parts = [];
  for (let n = 1; n <= NODES; n++) {
    const address = `172.16.${n >> 8}.${n & 255}`;
    parts.push(`apiVersion: v1
kind: Node
metadata: {name: worker-${n}, labels: {topology.kubernetes.io/zone: zone-${n % 3}}}
spec: {podCIDR: 10.${100 + (n >> 8)}.${n & 255}.0/24}
status: {addresses: [{type: InternalIP, address: ${address}}], conditions: [{type: Ready, status: "True"}]}
`);
  }
  for (let n = 1; n <= SERVICES; n++) {
    parts.push(`apiVersion: apps/v1
kind: Deployment
metadata: {name: app-${n}, namespace: shop}
spec:
  replicas: ${ENDPOINTS}
  selector: {matchLabels: {app: app-${n}}}
  template:
    metadata: {labels: {app: app-${n}}}
    spec: {containers: [{name: app, image: example.com/app, ports: [{containerPort: 8080}]}]}
`);
    parts.push(`apiVersion: v1
kind: Service
metadata: {name: app-${n}, namespace: shop}
spec: {selector: {app: app-${n}}, ports: [{port: 80, targetPort: 8080}]}
`);
  }
  return (world.text ??= parts.join("---\n"));
}
