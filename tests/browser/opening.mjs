// From navigation to the drawn picture: the first story beside a Mermaid flowchart and a React Flow page of the same eight boxes,
// with nothing in the cache, as fast as this machine serves and over a slow line. A picture counts when the first frame after it
// was made has been painted. Of svcpath the first picture is the one that waits for the page, unless the live one is quicker.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { chromium } from "@playwright/test";
import { boxes } from "./beside/boxes.js";
import { page as peer } from "./beside/page.mjs";

const ROUNDS = 15;
// Milliseconds for each request, and bytes a second.
const SLOW = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".svg": "image/svg+xml", ".wasm": "application/wasm" };
const PAGES = ["svcpath", "mermaid", "react-flow"];
const NAMES = { first: "svcpath, first picture", svcpath: "svcpath, live", mermaid: "Mermaid", "react-flow": "React Flow" };

const files = new Map();
for (const name of PAGES.slice(1)) {
  const { html, script } = await peer(`eight-${name}`);
  files.set(`/${name}/index.html`, brotliCompressSync(html));
  files.set(`/${name}/app.js`, brotliCompressSync(script));
}
const sent = {};
const server = createServer(answer).listen(0, "127.0.0.1");
const browser = await chromium.launch({
  executablePath: process.env.SVCPATH_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});
for (const [line, conditions] of [["this machine's own line", undefined], ["1.6 Mbit/s, 150 ms a request", SLOW]]) {
  // The first round, which starts the browser as well, does not count.
  const rounds = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const drawn = {};
    for (let turn = 0; turn < PAGES.length; turn++) {
      const name = PAGES[(round + turn) % PAGES.length];
      Object.assign(drawn, await open(name, conditions));
    }
    rounds.push(drawn);
  }
  report(line, rounds.slice(1));
}
await browser.close();
server.close();

/** Everything comes as brotli, from memory: the built site below /svcpath/, the peers beside it. */
async function answer(request, response) {
  const { pathname } = new URL(request.url, "http://site");
  const path = pathname.endsWith("/") ? `${pathname}index.html` : pathname;
  try {
    const built = new URL(`../../dist/${path.replace("/svcpath/", "")}.br`, import.meta.url);
    if (!files.has(path)) files.set(path, await readFile(built));
  } catch {
    response.writeHead(404).end();
    return;
  }
  const body = files.get(path);
  const page = path.split("/")[1];
  sent[page] = (sent[page] ?? 0) + body.length;
  const type = TYPES[extname(path)];
  response.writeHead(200, { "Content-Type": type, "Content-Encoding": "br", "Content-Length": body.length, "Cache-Control": "no-cache" });
  response.end(body);
}

/** When a page's pictures were drawn, in milliseconds after navigation. */
async function open(name, conditions) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, serviceWorkers: "block" });
  const page = await context.newPage();
  if (conditions) {
    const session = await context.newCDPSession(page);
    await session.send("Network.enable");
    await session.send("Network.emulateNetworkConditions", conditions);
  }
  await page.addInitScript(watch, boxes.map(([name]) => name));
  sent[name] = 0;
  await page.goto(`http://127.0.0.1:${server.address().port}/${name}/`, { waitUntil: "commit" });
  await page.waitForFunction(() => window.drawn.live, undefined, { polling: 100 });
  const { live, waiting } = await page.evaluate(() => window.drawn);
  await context.close();
  if (name !== "svcpath") return { [name]: live };
  return { svcpath: live, first: Math.min(live, waiting ?? live) };
}

/** Runs in the page before its own scripts: looks for an image in the map, and for all names in the canvas or below #root. */
function watch(names) {
  window.drawn = {};
  const there = (what) => {
    if (what in window.drawn) return;
    window.drawn[what] = undefined;
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => (window.drawn[what] = performance.now());
      port2.postMessage(null);
    });
  };
  const missing = new Set(names);
  const words = CanvasRenderingContext2D.prototype.fillText;
  CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
    if (missing.delete(text) && missing.size === 0) there("live");
    return words.call(this, text, ...rest);
  };
  const look = () => {
    if (document.querySelector(".map img")?.naturalWidth) there("waiting");
    // Of text that is hidden while it is measured, innerText says nothing.
    const text = document.getElementById("root")?.innerText;
    if (text && names.every((name) => text.includes(name))) there("live");
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
  document.addEventListener("load", look, true);
}

function report(line, rounds) {
  console.log(`${line}, ${rounds.length} rounds:`);
  const times = (what) => rounds.map((drawn) => drawn[what]).sort((a, b) => a - b);
  const median = (what) => times(what)[rounds.length >> 1];
  for (const [what, name] of Object.entries(NAMES)) {
    const size = sent[what] ? `; ${Math.round(sent[what] / 1000)} KB` : "";
    const [fastest, slowest] = [times(what)[0], times(what).at(-1)].map((time) => time.toFixed(0));
    console.log(`  ${name}: median ${median(what).toFixed(0)} ms, ${fastest} to ${slowest} ms${size}`);
  }
  const early = rounds.filter((drawn) => drawn.first < drawn.svcpath).length;
  for (const [ours, more] of [["first", ` (the picture that waits in ${early} rounds)`], ["svcpath", ""]]) {
    const ratios = PAGES.slice(1).map((peer) => `${(median(ours) / median(peer)).toFixed(2)} × ${NAMES[peer]}`);
    console.log(`  ${NAMES[ours]}${more}: ${ratios.join(", ")}`);
  }
}
