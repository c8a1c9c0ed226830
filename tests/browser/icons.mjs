// Makes the icons of web/static from icon.svg, and the picture that links show from a running site: `cargo xtask serve`, then
// `node tests/browser/icons.mjs`.
import { chromium } from "@playwright/test";
import { readFileSync } from "node:fs";

const site = process.env.SVCPATH_SITE ?? "http://127.0.0.1:8080/";
const folder = "web/static";
/** The part of the side that the mark takes, and its ground: systems cut round icons and want one, tabs do not. */
const ICONS = [
  ["icon-192", 192, 1, "transparent"],
  ["icon-512", 512, 1, "transparent"],
  ["icon-maskable", 512, 0.6, "#f7f8fa"],
  ["apple-touch-icon", 180, 0.7, "#f7f8fa"],
];

const browser = await chromium.launch({
  executablePath: process.env.SVCPATH_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});
const mark = readFileSync(`${folder}/icon.svg`, "utf8");
for (const [name, side, part, ground] of ICONS) {
  const page = await browser.newPage({ viewport: { width: side, height: side } });
  await page.setContent(
    `<style>body{display:grid;place-items:center;height:100vh;margin:0;background:${ground}}svg{width:${part * 100}%}</style>${mark}`,
  );
  await page.screenshot({ path: `${folder}/${name}.png`, omitBackground: true });
  await page.close();
}
// The widget's view is all picture; twice as large as it is shown most.
const page = await browser.newPage({ viewport: { width: 1200, height: 630 } });
await page.goto(`${site}?embed=1&src=gallery/04-any-node-answers.yaml&theme=light&lang=en&step=3`);
await page.locator("[data-verdict]").first().waitFor();
await page.waitForTimeout(500);
await page.screenshot({ path: `${folder}/og.png` });
await browser.close();
