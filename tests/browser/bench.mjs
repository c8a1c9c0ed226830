// From key press to repainted picture, on the shop of ten Services and on a manifest of ten thousand lines: digits typed into the
// first port there is, a container's, and taken away again, so that every press changes the answer. A press counts until the first frame after it is
// painted. Beside it the same editor alone, with a canvas that shows nothing but a number: what browser and editor take.
import { readFile } from "node:fs/promises";
import { chromium } from "@playwright/test";

const PRESSES = 80;

const site = process.env.SVCPATH_SITE ?? "http://127.0.0.1:8080/";
const browser = await chromium.launch({
  executablePath: process.env.SVCPATH_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});
const shop = await readFile(new URL("../../gallery/11-a-shop-of-ten-services.yaml", import.meta.url), "utf8");
for (const [name, text] of [["shop of ten Services", shop], ["10,000 lines", long(shop, 10_000)]]) {
  const address = "?editor=1&src=measured.yaml&from=internet&to=service/shop/frontend&step=2";
  await measure(`${name}: key press to repainted picture`, address, text);
  await measure("the same in an editor without svcpath", "beside/editor/", text);
}
await browser.close();

/** The editor's chunk alone; its text comes from beside the page. */
function alone() {
  const start = async () => {
    const { open } = await import("../../editor.js");
    const text = await (await fetch("../../measured.yaml")).text();
    const context = document.querySelector("canvas").getContext("2d");
    let changes = 0;
    const change = () => {
      context.clearRect(0, 0, 900, 700);
      context.fillText(String(++changes), 100, 100);
    };
    open(document.querySelector("main"), { text, label: "Manifests", lang: "en" }, { change });
  };
  return `<!doctype html><style>main { height: 400px; overflow: auto }</style><main></main><canvas width="900" height="700"></canvas><script type="module">(${start})()</script>`;
}

/** The shop, and others like it in namespaces of their own, until there are so many lines. */
function long(shop, lines) {
  const manifests = shop.split(/^---\n/m).filter((document) => !document.includes("kind: Scenario")).join("---\n");
  const copies = [shop];
  for (let copy = 1; copies.join("").split("\n").length < lines; copy++) {
    copies.push("---\n" + manifests.replaceAll("namespace: shop", `namespace: shop-${copy}`));
  }
  return copies.join("");
}

async function measure(name, address, text) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, serviceWorkers: "block" });
  await page.route("**/measured.yaml", (route) => route.fulfill({ body: text, contentType: "text/yaml" }));
  await page.route("**/beside/editor/", (route) => route.fulfill({ body: alone(), contentType: "text/html" }));
  await page.goto(site + address);
  await page.getByRole("textbox", { name: "Manifests" }).waitFor();
  // The editor draws only the lines near its window; the top of the file is one.
  await page.locator(".cm-content").click();
  await page.keyboard.press("Control+Home");
  await page.locator(".cm-line", { hasText: /port: \d+|Port: \d+/ }).first().click();
  await page.keyboard.press("End");

  await page.evaluate(() => {
    window.measured = [];
    let painted = 0;
    const clear = CanvasRenderingContext2D.prototype.clearRect;
    CanvasRenderingContext2D.prototype.clearRect = function (...rest) {
      painted++;
      return clear.apply(this, rest);
    };
    addEventListener(
      "keydown",
      (event) => {
        const before = painted;
        requestAnimationFrame(() => {
          const drawn = performance.now();
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () =>
            window.measured.push({
              drawn: drawn - event.timeStamp,
              shown: performance.now() - event.timeStamp,
              repainted: painted > before,
            });
          port2.postMessage(null);
        });
      },
      { capture: true },
    );
  });
  for (let press = 0; press < PRESSES; press++) {
    await page.keyboard.press(press % 2 ? "Backspace" : "1");
    await page.waitForTimeout(40 + (press % 7) * 5);
  }
  const measured = await page.evaluate(() => window.measured);
  await page.close();

  const repainted = measured.filter((press) => press.repainted);
  const at = (share, of) => {
    const sorted = repainted.map((press) => press[of]).sort((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))].toFixed(1);
  };
  if (repainted.length < PRESSES * 0.9) {
    console.error(`only ${repainted.length} of ${PRESSES} presses changed the picture`);
    process.exit(1);
  }
  console.log(`${name}: median ${at(0.5, "shown")} ms, 90th percentile ${at(0.9, "shown")} ms (${repainted.length} presses)`);
}
