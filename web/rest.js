// Brings the second half of the page's WebAssembly (xtask/src/split.rs): at the first sign that somebody uses the page, or at
// once when a function of it is called before. Before the page is drawn, it says in which theme and language, and whether the
// picture that waits there is the one to come: with an address or work of one's own it is another.
{
  const widget = /[?&]embed=1(&|$)/.test(location.search);
  // In somebody's page: what talks with it is in the first half then.
  const framed = parent !== self;
  const root = document.documentElement;
  root.dataset.theme = /[?&]theme=(\w+)/.exec(location.search)?.[1] ?? "";
  let lang = /[?&]lang=(en|ru)\b/.exec(location.search)?.[1];
  if (location.search || location.hash) root.className = "own";
  try {
    // What its reader keeps is no business of a widget.
    if (!widget) {
      root.dataset.theme ||= localStorage["svcpath.theme"] ?? "";
      lang ??= localStorage["svcpath.lang"];
      if (localStorage.length) root.className = "own";
    }
  } catch {
    // No storage is to be had.
  }
  root.lang = (lang ?? navigator.language).startsWith("ru") ? "ru" : "en";
  // The picture itself would not be asked for before the page is laid out, so that others than this story do without it.
  if (!root.className) new Image().src = matchMedia("(max-width:640px)").matches ? "first-tall.svg" : "first.svg";

  const SIGNS = ["pointermove", "pointerdown", "touchstart", "wheel", "keydown", "dragenter", "paste"];
  const REST_MS = 2500;
  const FRAMES_MS = 100;
  let first;
  let module;

  // Another link that holds everything, in the same tab; what was made here is kept by then.
  addEventListener("hashchange", () => location.hash.startsWith("#z=") && location.reload());

  // The first half is loaded ahead: the site's, a widget's, or that of a widget in a frame.
  const ahead = document.querySelector('link[href$="_bg.wasm"]');
  if (widget) ahead.href = ahead.href.replace("-web-", framed ? "-frame-" : "-widget-");
  ahead.rel = "preload";

  const address = ahead.href.replace("_bg.", "_rest.");

  // What the browser collects has its end in code that a first visit does not run, and waits for it.
  const ends = [];

  const link = () => {
    if (first && module) new WebAssembly.Instance(module, { first });
    first = undefined;
    for (const end of ends.splice(0)) end();
  };

  // Now the page makes what only its users need; if it still stands behind its first words, as soon as it is there.
  const used = () =>
    document.querySelector(".before") ? setTimeout(used, 50) : dispatchEvent(new Event("svcpath-used"));

  const bring = async () => {
    module ??= await WebAssembly.compileStreaming(fetch(address));
  };

  const ask = async () => {
    for (const sign of SIGNS) removeEventListener(sign, ask, true);
    try {
      await bring();
      link();
      used();
    } catch {
      // No connection, or a server that names the wrong type: the first stub that needs it asks again.
    }
  };

  // What few manifests have, only the second half can read: it comes before they are looked at, so that nothing blocks.
  const SELDOM = /^ *kind: *(\w*Gateway|\w+Route|\w*Policy|Endpoint\w+|Custom\w+)\b/m;
  const LONG = 50_000;
  const held = [];
  const hold = async (event) => {
    const text = event.data?.type === "load" && event.data.text;
    const seldom = typeof text === "string" && (text.length > LONG || SELDOM.test(text));
    if (!first || !event.isTrusted || !(seldom || held.length)) return;
    event.stopImmediatePropagation();
    if (held.push(event) > 1) return;
    await ask();
    // What came meanwhile comes behind it.
    for (const { data, origin, source } of held.splice(0))
      dispatchEvent(new MessageEvent("message", { data, origin, source }));
  };
  if (framed) addEventListener("message", hold);

  // A stub cannot wait, so this one blocks. Binary text is the only kind that such a request may return.
  const bringNow = () => {
    const request = new XMLHttpRequest();
    request.open("GET", address, false);
    request.overrideMimeType("text/plain; charset=x-user-defined");
    request.send();
    if (request.status !== 200) throw new Error(`${address} cannot be loaded (${request.status})`);
    module = new WebAssembly.Module(Uint8Array.from(request.responseText, (sign) => sign.charCodeAt(0) & 0xff));
  };

  /** With the first half's exports: gets ready. With `null`: has the second half there when it returns. */
  globalThis.svcpathRest = (exports) => {
    if (exports) {
      first = exports;
      for (const sign of SIGNS) addEventListener(sign, ask, { capture: true, passive: true });
      // By then the picture stands, and nothing waits for the line.
      if (!widget && !framed) setTimeout(() => import("./offline.js"), REST_MS);
      return;
    }
    if (!module) bringNow();
    link();
    // Not in the middle of what the page does. Of signs it is told at once: what moves then moves before a press, not under it.
    setTimeout(used);
  };

  /** Does something as soon as the second half is there. */
  svcpathRest.later = (end) => (first ? ends.push(end) : end());

  /** Where the first half is to be had. */
  svcpathRest.first = ahead.href;

  // What an address leads to is rarely as the first story.
  const leads = !widget && /[?&]src=|#z=/.test(location.search + location.hash);

  /** Where the site is kept in the browser, the second half is near, and what blocks passes by what keeps it. A widget's is not
   * kept until it has come once: it comes behind the picture then, and at once from there on. */
  svcpathRest.kept = async () => {
    try {
      if (leads) return await bring();
      if (!navigator.serviceWorker.controller) return;
      if (widget) setTimeout(() => bring().catch(() => {}), (await caches.match(address)) ? 0 : REST_MS);
      else await bring();
    } catch {
      // Nor is it near where none may be asked for.
    }
  };

  /** Resolves when the page may start: not before the picture that waits is painted, for starting takes a while without frames. */
  svcpathRest.ready = async (half) => {
    await svcpathRest.kept();
    await half;
    if (document.hidden || !document.querySelector(".before img")?.naturalWidth) return;
    await new Promise((done) => {
      requestAnimationFrame(() => setTimeout(done));
      // A page that is covered gets no frames.
      setTimeout(done, FRAMES_MS);
    });
  };
}
