// Brings the second half of the page's WebAssembly (xtask/src/split.rs): at the first sign that somebody uses the page, or at
// once when a function of it is called before.
{
  const SIGNS = ["pointermove", "pointerdown", "touchstart", "wheel", "keydown", "dragenter", "paste"];
  let first;
  let module;

  // Another link that holds everything, in the same tab; what was made here is kept by then.
  addEventListener("hashchange", () => location.hash.startsWith("#z=") && location.reload());

  const address = () => document.querySelector('link[href$="_bg.wasm"]').href.replace("_bg.wasm", "_rest.wasm");

  const link = () => {
    if (first && module) new WebAssembly.Instance(module, { first });
    first = undefined;
  };

  // Now the page makes what only its users need.
  const used = () => dispatchEvent(new Event("svcpath-used"));

  const ask = async () => {
    for (const sign of SIGNS) removeEventListener(sign, ask, true);
    try {
      module ??= await WebAssembly.compileStreaming(fetch(address()));
      link();
      used();
    } catch {
      // No connection, or a server that names the wrong type: the first stub that needs it asks again.
    }
  };

  // A stub cannot wait, so this one blocks. Binary text is the only kind that such a request may return.
  const bringNow = () => {
    const request = new XMLHttpRequest();
    request.open("GET", address(), false);
    request.overrideMimeType("text/plain; charset=x-user-defined");
    request.send();
    if (request.status !== 200) throw new Error(`${address()} cannot be loaded (${request.status})`);
    module = new WebAssembly.Module(Uint8Array.from(request.responseText, (sign) => sign.charCodeAt(0) & 0xff));
  };

  /** With the first half's exports: gets ready. With `null`: has the second half there when it returns. */
  globalThis.svcpathRest = (exports) => {
    if (exports) {
      first = exports;
      for (const sign of SIGNS) addEventListener(sign, ask, { capture: true, passive: true });
      return;
    }
    if (!module) bringNow();
    link();
    // Not in the middle of what the page does. Of signs it is told at once: what moves then moves before a press, not under it.
    setTimeout(used);
  };
}
