// On screen and on paper stands the same picture: the same shapes in the same places, in the same order.
import type { Page } from "@playwright/test";
import { expect, exported, hops, test } from "./site";

/** Makes the window so large that the picture has the room that it has in a file. */
async function fit(site: Page, width: number, height: number) {
  for (let again = 0; again < 3; again++) {
    const room = await site.locator("canvas").evaluate((map) => [map.parentElement!.clientWidth, map.parentElement!.clientHeight]);
    const window = site.viewportSize()!;
    await site.setViewportSize({ width: window.width + width - room[0], height: window.height + height - room[1] });
    await site.waitForTimeout(100);
  }
}

const pictures = [
  ["./?src=gallery/04-any-node-answers.yaml&from=internet&to=http://192.168.10.13:30080/&step=3", []],
  ["./?src=gallery/09-one-address-many-domains.yaml&from=internet&to=http://shop.example.com/api&step=5&theme=dark", []],
  ["./?src=gallery/10-two-in-the-morning.yaml&step=2&lang=ru", []],
  ["./?src=gallery/04-any-node-answers.yaml&from=internet&to=http://192.168.10.13:30080/&step=4", ["Inside node-3"]],
  ["./?src=gallery/04-any-node-answers.yaml&from=internet&to=http://192.168.10.13:30080/&step=5&view=apps", ["All branches"]],
  // After an edit things have moved to their places.
  ["./", ["NodePort"]],
] as const;

for (const [address, pressed] of pictures) {
  test(`canvas and SVG agree at ${[address, ...pressed].join(", ")}`, async ({ site }) => {
    await site.addInitScript(() => {
      const context = CanvasRenderingContext2D.prototype as unknown as Record<string, (...all: unknown[]) => unknown>;
      const round = (n: unknown) => Math.round((n as number) * 100) / 100 + 0;
      const painted: string[] = [];
      let path = "";
      const hook = (name: string, note: (...all: unknown[]) => void) => {
        const own = context[name];
        context[name] = function (...all: unknown[]) {
          note(...all);
          return own.apply(this, all);
        };
      };
      hook("clearRect", () => painted.splice(0));
      let drawn = false;
      const end = () => {
        if (path) painted.push(path);
        path = "";
      };
      hook("beginPath", () => {
        end();
        drawn = false;
      });
      for (const name of ["fill", "stroke"]) hook(name, () => (drawn = true));
      // Lines that are one stroke on the canvas are each a path in the SVG.
      hook("moveTo", (x, y) => {
        end();
        if (drawn) painted.push("a path goes on after it was drawn");
        path = `M${round(x)} ${round(y)}`;
      });
      hook("lineTo", (x, y) => (path += `L${round(x)} ${round(y)}`));
      hook("quadraticCurveTo", (cx, cy, x, y) => (path += `Q${round(cx)} ${round(cy)} ${round(x)} ${round(y)}`));
      hook("closePath", () => (path += "Z"));
      hook("arc", (x, y, r) => (path += `O${round(x)} ${round(y)} ${round(r)}`));
      hook("fillText", (text, x, y) => {
        end();
        painted.push(`T${round(x)} ${round(y)} ${text}`);
      });
      Object.assign(window, { painted: () => [...painted, path].filter(Boolean) });
    });
    await site.goto(address);
    await expect(site.locator("[data-verdict]").first()).toBeVisible();
    for (const name of pressed) {
      await site.mouse.move(600, 400);
      await site.getByRole("button", { name }).or(site.getByRole("radio", { name })).click();
    }
    // What comes with use takes some of the room.
    await site.mouse.move(600, 400);
    await expect(site.locator(".tools .share")).toBeVisible();
    await site.waitForTimeout(500);
    await fit(site, 960, 600);
    const svg = (await exported(site, "SVG", /lang=ru/.test(address) ? "Экспорт" : "Export")).toString();
    await site.keyboard.press("Escape");
    await site.waitForTimeout(600);
    const painted = await site.evaluate(() => (window as unknown as { painted(): string[] }).painted());
    const drawn = await site.evaluate((svg) => {
      const number = (value: string | null) => Number(value);
      const shapes = new DOMParser().parseFromString(svg, "image/svg+xml").querySelectorAll("svg > path, svg > circle, svg > text");
      return [...shapes].map((shape) => {
        if (shape.nodeName === "path") return shape.getAttribute("d") ?? "";
        const at = (name: string) => number(shape.getAttribute(name));
        if (shape.nodeName === "circle") return `O${at("cx")} ${at("cy")} ${at("r")}`;
        const words = [...shape.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.textContent);
        return `T${at("x")} ${at("y")} ${words.join("")}`;
      });
    }, svg);
    expect(drawn.length).toBeGreaterThan(40);
    expect(painted).toEqual(drawn);
  });
}

test("on paper stand the picture and the path as a table", async ({ site }) => {
  await site.goto("./?src=gallery/04-any-node-answers.yaml&from=internet&to=http://192.168.10.13:30080/");
  await expect(site.locator("[data-verdict]").first()).toBeVisible();
  await site.emulateMedia({ media: "print" });
  await expect(site.getByRole("button", { name: "Trace" })).toBeHidden();
  await expect(site.getByRole("slider", { name: "Timeline" })).toBeHidden();
  await expect(site.getByRole("img", { name: "Cluster map" })).toBeVisible();
  const last = hops(site).getByRole("row").last();
  await expect(last).toContainText("The client has its answer.");
  // Nothing of it is cut off by a window that scrolls.
  expect(await last.evaluate((row) => row.getBoundingClientRect().bottom <= document.documentElement.scrollHeight)).toBe(true);
});
