// Keeps the site in the browser, so that it opens without a connection. `cargo xtask build` says which files there are and which
// version they make (xtask/src/worker.rs). One version is one cache: what belongs together is served together.
const SITE = { version: "", files: [] };

const scope = registration.scope;
const mine = `svcpath ${scope} `;
const cacheName = mine + SITE.version;
const addresses = new Set(SITE.files.map((name) => scope + name));

addEventListener("install", (event) => event.waitUntil(keepAll()));
addEventListener("activate", (event) => event.waitUntil(takeOver()));
addEventListener("message", (event) => event.data === "svcpath-renew" && skipWaiting());
addEventListener("fetch", (event) => {
  const address = event.request.method === "GET" && addressOf(event.request.url);
  if (address) event.respondWith(answer(address, event.request));
});

/** Where in the cache an answer belongs; `undefined`: it is not ours. Query and fragment are the page's own business. */
function addressOf(url) {
  if (!url.startsWith(scope)) return undefined;
  const [address] = url.split(/[?#]/, 1);
  if (address === `${scope}index.html`) return scope;
  if (addresses.has(address)) return address;
  if (["widget", "frame"].some((name) => address.startsWith(`${scope}svcpath-${name}-`))) return address;
  // The book: a folder's address is its first chapter's.
  return address.startsWith(`${scope}docs/`) ? address.replace(/\/$/, "/index.html") : undefined;
}

async function keepAll() {
  const cache = await caches.open(cacheName);
  await Promise.all([...addresses].map(async (address) => {
    // What the browser has already is only asked for: names may stay while their content changes.
    const response = await fetch(address, { cache: "no-cache" });
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    await cache.put(address, unled(response));
  }));
}

/** A page may not be opened by an answer that came by way of another address. */
function unled(response) {
  return response.redirected ? new Response(response.body, response) : response;
}

async function takeOver() {
  // Another window may still need a part of the version it was opened with.
  const windows = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const inUse = windows.filter((client) => client.url.startsWith(scope)).length > 1;
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(mine) && name !== cacheName);
  if (!inUse) await Promise.all(old.map((name) => caches.delete(name)));
  await clients.claim();
}

async function answer(address, request) {
  const cache = await caches.open(cacheName);
  const kept = await cache.match(address, { ignoreVary: true });
  if (kept) return kept;
  // Chapters are kept as they are read, and what widgets load.
  const response = await fetch(request);
  if (response.ok && response.type === "basic") await cache.put(address, unled(response.clone()));
  return response;
}
