// Taking it away: the picture, the manifests, the answer as a test, the steps as a table.
import type { Page } from "@playwright/test";
import { readFile } from "node:fs/promises";
import { editor, exported, expect, hops, menu, paste, test, told, verdict } from "./site";

const NODE_PORT = "./?src=gallery/04-any-node-answers.yaml&from=internet&to=http://192.168.10.13:30080/";

async function open(site: Page, address: string) {
  await site.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await site.goto(address);
  await expect(verdict(site)).toBeVisible();
  await site.mouse.move(700, 400);
}

/** What a button of the menu copies. */
async function copied(site: Page, name: string) {
  await menu(site, "Export");
  await site.evaluate(() => navigator.clipboard.writeText(""));
  await site.locator(".export").getByRole("button", { name }).click();
  await expect.poll(() => site.evaluate(() => navigator.clipboard.readText())).not.toBe("");
  return site.evaluate(() => navigator.clipboard.readText());
}

/** The size of a picture, and whether it shows more than one colour. */
const seen = (site: Page, file: Buffer, type: string) =>
  site.evaluate(
    async ([bytes, type]) => {
      const image = new Image();
      image.src = `data:${type};base64,${bytes}`;
      await image.decode();
      const [width, height] = [image.naturalWidth, image.naturalHeight];
      const context = Object.assign(document.createElement("canvas"), { width, height }).getContext("2d")!;
      context.drawImage(image, 0, 0);
      const pixels = new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);
      return { width, height, colours: new Set(pixels).size, corner: context.getImageData(1, 1, 1, 1).data.join() };
    },
    [file.toString("base64"), type] as const,
  );

test("the picture comes as SVG and in pixels, in the theme that is seen", async ({ site }) => {
  await open(site, `${NODE_PORT}&theme=dark`);
  const svg = await exported(site, "SVG");
  await expect(told(site, "export")).toHaveText("Downloaded as svcpath.svg.");
  const sound = await site.evaluate((svg) => !new DOMParser().parseFromString(svg, "image/svg+xml").querySelector("parsererror"), svg.toString());
  expect(sound).toBe(true);
  expect(svg.toString()).not.toMatch(/(href|src)="?https?:/);
  const [, width, height] = svg.toString().match(/^<svg [^>]*width="([\d.]+)" height="([\d.]+)"/)!.map(Number);
  const drawn = await seen(site, svg, "image/svg+xml");
  expect(drawn.colours).toBeGreaterThan(20);
  for (const scale of [1, 2, 3]) {
    const png = await seen(site, await exported(site, `PNG ${scale}×`), "image/png");
    expect([png.width, png.height]).toEqual([Math.floor(width) * scale, Math.floor(height) * scale]);
    expect(png.colours).toBeGreaterThan(20);
    expect(png.corner).toBe(drawn.corner);
    await expect(told(site, "export")).toContainText(`${png.width} × ${png.height} pixels`);
  }
});

test("more pixels than a canvas takes are refused in words", async ({ site }) => {
  await open(site, NODE_PORT);
  const refused = await site.evaluate(async () => {
    const { png } = await import(new URL("png.js", document.baseURI).href);
    const picture = (width: number) => `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="6000"/>`;
    const of = (width: number, scale: number) => png(picture(width), scale).then(({ blob }: { blob: Blob }) => blob.type, (why: unknown) => why);
    return [await of(20, 2), await of(6000, 3), await of(20, 3), await png("<svg", 1).catch((why: Error) => why.name)];
  });
  expect(refused).toEqual(["image/png", { width: 18000, height: 18000 }, { width: 60, height: 18000 }, "EncodingError"]);
  // A browser that has less room than others gives nothing.
  await site.evaluate(() => (HTMLCanvasElement.prototype.toBlob = (done) => done(null)));
  await menu(site, "Export");
  await site.getByRole("button", { name: "PNG 3×" }).click();
  await expect(told(site, "export")).toContainText(/^\d+ × \d+ pixels are more than a browser can draw\. Take fewer, or SVG\.$/);
});

test("manifests come as they are, but for what is secret in them", async ({ site }) => {
  await open(site, "./");
  const text = `# ours
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Secret
metadata: {name: db}
stringData: {password: correct-horse}
`;
  await paste(site, text);
  const masked = text.replace("correct-horse", '"***"');
  expect((await exported(site, /^YAML/)).toString()).toBe(masked);
  await expect(told(site, "export")).toHaveText("Downloaded as manifests.yaml. 1 value (of a Secret, or env) is masked in it.");
  expect(await copied(site, "Copy the YAML")).toBe(masked);
  await expect(told(site, "export")).toContainText("1 value");
});

for (const [example, wanted] of [
  ["04-any-node-answers", "masquerade: true"],
  ["09-one-address-many-domains", "service: "],
  ["10-two-in-the-morning", "reason: "],
  ["13-every-pod-has-a-name", "verdict: "],
]) {
  test(`the answer of ${example} is a test that brings it back`, async ({ site }) => {
    await open(site, `./?src=gallery/${example}.yaml`);
    const asked = await site.getByRole("combobox", { name: "To" }).inputValue();
    const came = (await verdict(site).getAttribute("data-verdict"))!;
    const rows = await hops(site).getByRole("row").allInnerTexts();
    const scenario = await copied(site, "Copy as a test");
    await expect(told(site, "export")).toContainText("Copied.");
    expect(scenario).toContain(`    verdict: ${came}\n`);
    expect(scenario).toContain(wanted);
    expect((await exported(site, "Download the test")).toString()).toBe(scenario);

    await site.goto("./?editor=1");
    await expect(editor(site)).toBeVisible();
    await site.mouse.move(700, 400);
    await paste(site, scenario);
    await expect(site.getByRole("combobox", { name: "To" })).toHaveValue(asked);
    await expect(verdict(site)).toHaveAttribute("data-verdict", came);
    const numbers = (rows: string[]) => rows.map((row) => row.replace(/L\d+/, "L"));
    expect(numbers(await hops(site).getByRole("row").allInnerTexts())).toEqual(numbers(rows));
  });
}

test("the steps come as the table that the command prints", async ({ site }) => {
  await open(site, NODE_PORT);
  const snapshot = await readFile("cli/tests/command/snapshots/command__trace__markdown_is_a_table_of_hops.snap", "utf8");
  const printed = snapshot.slice(snapshot.indexOf("**Delivered**")).replaceAll("gallery/04-", "04-");
  expect(await copied(site, "Copy the hops")).toBe(`${printed.trimEnd()}\n`);
  expect((await exported(site, "Download the hops")).toString()).toBe(`${printed.trimEnd()}\n`);
  await site.goto(`${NODE_PORT}&lang=ru`);
  await expect(site.locator("[data-verdict]")).toBeVisible();
  await site.mouse.move(700, 400);
  await menu(site, "Экспорт");
  await site.locator(".export").getByRole("button", { name: "Скопировать переходы" }).click();
  await expect(told(site, "export")).toHaveText("Скопировано.");
  expect(await site.evaluate(() => navigator.clipboard.readText())).toContain("| # | где | что происходит | пакет | где это написано |");
});

test("before a question there is neither a test nor a table", async ({ site }) => {
  await open(site, "./");
  await paste(site, "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n");
  await menu(site, "Export");
  await expect(site.getByRole("button", { name: "Copy as a test" })).toBeDisabled();
  await expect(site.getByRole("button", { name: "Download the hops" })).toBeDisabled();
  expect((await exported(site, /^YAML/)).toString()).toContain("kind: Namespace");
});

test("the menu is walked by keys and gives the focus back", async ({ site }) => {
  await open(site, NODE_PORT);
  const button = site.getByRole("button", { name: "Export" });
  await button.focus();
  await site.keyboard.press("Enter");
  await site.keyboard.press("Tab");
  await expect(site.getByRole("button", { name: "SVG" })).toBeFocused();
  const [file] = await Promise.all([site.waitForEvent("download"), site.keyboard.press("Enter")]);
  expect(file.suggestedFilename()).toBe("svcpath.svg");
  await site.keyboard.press("Escape");
  await expect(button).toBeFocused();
  await expect(button).toHaveAttribute("aria-expanded", "false");
});
