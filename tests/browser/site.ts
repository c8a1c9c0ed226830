// What every browser test shares: a page that complains about nothing and asks nobody but its own site.
import { test as base, expect, type FrameLocator, type Page } from "@playwright/test";
import { readFile } from "node:fs/promises";

export { expect };

export const test = base.extend<{ site: Page }>({
  site: async ({ page, baseURL }, use) => {
    const complaints: string[] = [];
    const elsewhere: string[] = [];
    const origin = new URL(baseURL ?? "").origin;
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (url.protocol !== "data:" && url.protocol !== "blob:" && url.origin !== origin) elsewhere.push(request.url());
    });
    await use(page);
    expect(complaints, "the console").toEqual([]);
    expect(elsewhere, "requests to other origins").toEqual([]);
  },
});

export const verdict = (page: Page | FrameLocator) => page.getByRole("status", { name: "Verdict" });
export const hops = (page: Page) => page.getByRole("table", { name: "Hops" });
export const problems = (page: Page) => page.getByRole("list", { name: "Problems" });
export const editor = (page: Page) => page.getByRole("textbox", { name: "Manifests" });
/** The current row of the hop list. */
export const current = (page: Page) => hops(page).locator('[aria-current="step"]');

/** Unfolds a menu of the bar, unless it is. */
export async function menu(page: Page, name: string) {
  const button = page.getByRole("button", { name, exact: true });
  if ((await button.getAttribute("aria-expanded")) !== "true") await button.click();
}

/** What such a menu says of what was done. */
export const told = (page: Page, menu: string) => page.locator(`.${menu} [role=status]`);

/** What an entry of the Export menu gives as a file. */
export async function exported(page: Page, name: string | RegExp, bar = "Export") {
  await menu(page, bar);
  const entry = page.locator(".export").getByRole("button", { name });
  const [file] = await Promise.all([page.waitForEvent("download"), entry.click()]);
  return readFile((await file.path())!);
}

/** Pastes where no text field has the focus. */
export const paste = (page: Page, text: string) =>
  page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, text);

/** A Service whose selector has a typo. */
export const typo = `apiVersion: v1
kind: Service
metadata:
  name: cart
  namespace: shop
spec:
  type: NodePort
  selector:
    app: carts
  ports:
  - port: 80
    targetPort: http
    nodePort: 30080
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: cart
  namespace: shop
spec:
  replicas: 2
  selector:
    matchLabels:
      app: cart
  template:
    metadata:
      labels:
        app: cart
    spec:
      containers:
      - name: cart
        ports:
        - name: http
          containerPort: 8080
`;
