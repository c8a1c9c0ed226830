// Takes the pictures of docs/gallery from a running site: `cargo xtask serve`, then `node tests/browser/pictures.mjs`.
import { chromium } from "@playwright/test";
import { mkdirSync, readdirSync } from "node:fs";

const site = process.env.SVCPATH_SITE ?? "http://127.0.0.1:8080/";
const folder = "docs/gallery";
/** The step that shows the lesson, where it is not the third. */
const steps = { "03-side-doors": 2, "05-only-where-a-pod-lives": 2, "08-pending": 2, "09-one-address-many-domains": 4, "11-a-shop-of-ten-services": 5, "02-every-node-unless-forbidden": 6, "10-two-in-the-morning": 2, "12-many-hands-one-gateway": 5, "13-every-pod-has-a-name": 3 };

mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.SVCPATH_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});
for (const file of readdirSync("gallery").sort()) {
  const name = file.replace(/\.yaml$/, "");
  for (const theme of ["light", "dark"]) {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, reducedMotion: "no-preference" });
    await page.goto(`${site}?src=gallery/${file}&theme=${theme}&lang=en&step=${steps[name] ?? 3}&editor=1`);
    await page.locator("[data-verdict]").first().waitFor();
    await page.getByRole("textbox", { name: "Manifests" }).waitFor();
    await page.waitForTimeout(500);
    await page.screenshot({ path: `${folder}/${name}-${theme}.png` });
    await page.close();
  }
  console.log(name);
}
// Inside a node, as wide as a window and as narrow as a phone.
for (const [name, width, height] of [["inside-a-node", 1440, 900], ["inside-a-node-small", 1024, 768], ["inside-a-node-phone", 390, 844]]) {
  for (const theme of ["light", "dark"]) {
    const page = await browser.newPage({ viewport: { width, height } });
    await page.goto(`${site}?src=gallery/04-any-node-answers.yaml&from=internet&to=http://192.168.10.13:30080/&theme=${theme}&lang=en&step=3`);
    await page.locator("[data-verdict]").first().waitFor();
    await page.mouse.move(width / 2, height / 2);
    await page.getByRole("button", { name: "Inside node-3" }).click();
    await page.mouse.move(0, 0);
    await page.waitForTimeout(500);
    await page.screenshot({ path: `${folder}/${name}-${theme}.png` });
    await page.close();
  }
}
// Workloads as columns, and the packets of all branches at once.
for (const theme of ["light", "dark"]) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${site}?src=gallery/11-a-shop-of-ten-services.yaml&theme=${theme}&lang=en&view=apps&step=6`);
  await page.locator("[data-verdict]").first().waitFor();
  await page.mouse.move(700, 450);
  await page.getByRole("button", { name: "All branches" }).click();
  await page.mouse.move(0, 0);
  await page.waitForTimeout(500);
  await page.screenshot({ path: `${folder}/by-workload-${theme}.png` });
  await page.close();
}
// Drawing: the tools, and the form of what is selected.
for (const theme of ["light", "dark"]) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${site}?src=gallery/04-any-node-answers.yaml&theme=${theme}&lang=en&step=3&editor=1`);
  await page.locator("[data-verdict]").first().waitFor();
  await page.mouse.move(700, 450);
  await page.locator(".look").getByRole("button", { name: "Draw" }).click();
  await page.getByRole("treeitem", { name: /^Service shop.api/ }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Play" }).focus();
  await page.mouse.move(0, 0);
  await page.waitForTimeout(700);
  await page.screenshot({ path: `${folder}/drawing-${theme}.png` });
  await page.close();
}
await browser.close();
