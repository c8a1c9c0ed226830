// Somebody else's site: pages on a port of their own, under a policy that allows nothing inline and nobody but svcpath's site.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { test as base, expect, type FrameLocator, type Locator, type Page } from "@playwright/test";

export { expect };

const PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="48"/>';

export type Host = {
  /** Puts a page there and says its address; `localhost` is another site than svcpath's, 127.0.0.1 only another origin. */
  put: (path: string, content: string, name?: "localhost" | "127.0.0.1") => string;
  /** A page with this body, which loads embed.js. */
  page: (path: string, body: string, root?: string, name?: "localhost" | "127.0.0.1") => string;
};

export const test = base.extend<{ host: Host; complaints: string[] }>({
  host: async ({ baseURL }, use) => {
    const files = new Map([["/icon.svg", PICTURE], ["/still.svg", PICTURE]]);
    const policy = `default-src 'none'; script-src ${baseURL}; frame-src ${baseURL} 'self'; connect-src 'self'; img-src 'self'`;
    const server: Server = createServer((request, response) => {
      const content = files.get(request.url ?? "");
      const type = request.url?.endsWith(".svg") ? "image/svg+xml" : request.url?.endsWith(".yaml") ? "text/plain" : "text/html";
      response.writeHead(content === undefined ? 404 : 200, { "content-type": `${type}; charset=utf-8`, "content-security-policy": policy });
      response.end(content);
    });
    await new Promise<void>((done) => server.listen(0, () => done()));
    const { port } = server.address() as AddressInfo;
    const put: Host["put"] = (path, content, name = "localhost") => {
      files.set(`/${path}`, content);
      return `http://${name}:${port}/${path}`;
    };
    await use({
      put,
      page: (path, body, root = 'lang="en"', name) =>
        put(path, `<!doctype html><html ${root}><head><title>A page</title><link rel="icon" href="/icon.svg"><script src="${baseURL}embed.js" async></script></head><body>${body}</body></html>`, name),
    });
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  },
  complaints: async ({ page }, use) => {
    const complaints: string[] = [];
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    await use(complaints);
    expect(complaints, "the console").toEqual([]);
  },
});

/** A Service on a node port, in front of one pod. */
export const MANIFESTS = `apiVersion: v1
kind: Service
metadata: {name: api, namespace: shop}
spec:
  type: NodePort
  selector: {app: api}
  ports: [{port: 80, targetPort: 8080, nodePort: 30080}]
---
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop, labels: {app: api}}
spec: {containers: [{name: api, ports: [{containerPort: 8080}]}]}
`;
export const TO = "http://192.168.10.11:30080/";

/** What stands in a widget's frame. */
export const inside = (element: Locator): FrameLocator => element.locator("iframe").contentFrame();
export const verdictIn = (frame: FrameLocator) => frame.locator("[data-verdict]");

/** Puts a bare frame into the page and collects what it says. */
export const frame = (page: Page, address: string) =>
  page.evaluate((address) => {
    const frame = document.createElement("iframe");
    frame.src = address;
    frame.width = "640";
    frame.height = "420";
    const heard: unknown[] = [];
    addEventListener("message", (event) => event.source === frame.contentWindow && heard.push([event.origin, event.data]));
    Object.assign(globalThis, { frame, heard });
    document.body.append(frame);
  }, address);

type Told = { type: string; id?: unknown; field?: string; message?: string; [field: string]: unknown };

/** What it has said so far, of a kind. */
export const heard = (page: Page, type: string): Promise<Told[]> =>
  page.evaluate((type) => {
    const all = (globalThis as unknown as { heard: [string, Told][] }).heard;
    return all.map(([, message]) => message).filter((message) => message.type === type);
  }, type);

/** Sends it a message. */
export const say = (page: Page, message: unknown) =>
  page.evaluate((message) => (globalThis as unknown as { frame: HTMLIFrameElement }).frame.contentWindow!.postMessage(message, "*"), message);
