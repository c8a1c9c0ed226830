// First visits to the built page in Node, without a browser: which functions of its WebAssembly does somebody enter who looks at
// the first picture and plays it? xtask/src/split.rs counts them; what it misses costs a later load and nothing else.
//
//   node xtask/first-visit.mjs GLUE.js INSTRUMENTED.wasm site|widget|frame
//
// Prints a 1 or 0 for each function. Layout, canvas and media queries are what happy-dom lacks and stand here.
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Window } from "happy-dom";
import { VISITS } from "./visits.mjs";

const FRAME_MS = 50;
const FRAMES = 600;
/** So many frames the page around a widget waits before it says the next thing. */
const PAUSE = 10;
/** The site of that page. */
const AROUND = "https://docs.example.com";

const [glue, wasm, whose] = process.argv.slice(2);
const bytes = await readFile(wasm);
const entered = [];
const refused = [];

for (const [number, visit] of VISITS[whose].entries()) {
  const { frames, window, say } = open(visit);
  const { default: start } = await import(`${pathToFileURL(resolve(glue))}?visit=${number}`);
  const exports = await start({ module_or_path: bytes });
  for (let wait = 0; wait < FRAMES && !window.document.querySelector("canvas"); wait++) await settled();
  if (!window.document.querySelector("canvas")) throw new Error(`no picture at ./${visit.search}`);
  window.dispatchEvent(new window.KeyboardEvent("keydown", { key: " " }));
  for (let frame = 0, left = true; frame < FRAMES || left; frame++) {
    if (frame % PAUSE === 0) left = say();
    for (const callback of frames.splice(0)) callback(Date.now());
    await settled();
  }
  window.dispatchEvent(new window.Event("pagehide"));
  for (const [name, value] of Object.entries(exports)) {
    const index = /^entered(\d+)$/.exec(name)?.[1];
    if (index) entered[index] ||= value.value === 1;
  }
}
if (refused.length > 0) throw new Error(`the widget refuses what is said to it: ${refused.join("; ")}`);
console.log(entered.map((yes) => (yes ? "1" : "0")).join(""));
process.exit();

/** Makes the globals those of a new page; `say` has the page around it, if it is in one, say the next thing, if one is left, or
 * give it another room. */
function open({ search, lang, dark, width, height, room, letter = 6, said }) {
  const window = new Window({ url: `http://127.0.0.1/${search}`, width, height });
  window.document.body.innerHTML = '<div id="app"></div>';
  const frames = [];
  let now = 0;
  const context = new Proxy(
    { measureText: (text) => ({ width: letter * text.length }) },
    { get: (own, name) => own[name] ?? (() => undefined), set: () => true },
  );
  const sights = [];
  const seen = class {
    constructor(callback) {
      this.callback = callback;
    }
    observe(target) {
      const sight = () => this.callback([{ target, isIntersecting: true }], this);
      sights.push(sight);
      queueMicrotask(sight);
    }
  };
  window.HTMLCanvasElement.prototype.getContext = () => context;
  Object.defineProperty(window.HTMLElement.prototype, "clientWidth", { get: () => room[0], configurable: true });
  Object.defineProperty(window.HTMLElement.prototype, "clientHeight", { get: () => room[1], configurable: true });
  for (const name of Object.getOwnPropertyNames(window)) {
    if (/^[A-Z]/.test(name) && !(name in globalThis)) globalThis[name] = window[name];
  }
  const around = {
    postMessage(message) {
      if (message.type === "error") refused.push(message.message);
    },
  };
  const left = [...(said ?? [])];
  const say = () => {
    const data = { svcpath: 1, ...left.shift() };
    if (data.room) {
      room = data.room;
      window.dispatchEvent(new window.Event("resize"));
      for (const sight of sights) sight();
    }
    if (data.type) window.dispatchEvent(Object.assign(new window.Event("message"), { source: around, origin: AROUND, data }));
    return left.length > 0;
  };
  // What packs links lies beside the script.
  Object.defineProperty(window.document, "baseURI", { value: pathToFileURL(resolve(glue)).href });
  const globals = {
    window,
    ...(said && { parent: around }),
    fetch: async (file) => new Response(readFileSync(file)),
    document: window.document,
    location: window.location,
    localStorage: window.localStorage,
    navigator: { language: lang, languages: [lang], userAgent: "", clipboard: {} },
    devicePixelRatio: 1,
    addEventListener: window.addEventListener.bind(window),
    removeEventListener: window.removeEventListener.bind(window),
    matchMedia: (query) => ({ matches: dark && query.includes("dark"), addEventListener() {} }),
    requestAnimationFrame: (callback) => frames.push(callback),
    ResizeObserver: seen,
    IntersectionObserver: seen,
    svcpathRest: Object.assign(() => {}, { later() {} }),
  };
  for (const [name, value] of Object.entries(globals)) {
    for (const global of [globalThis, window]) {
      Object.defineProperty(global, name, { value, configurable: true, writable: true });
    }
  }
  // The page asks whether things are instances of these; the stand-ins are.
  for (const name of ["Window", "CanvasRenderingContext2D", "IntersectionObserverEntry"]) {
    globalThis[name] = { [Symbol.hasInstance]: () => true };
  }
  Date.now = () => (now += FRAME_MS);
  return { frames, window, say };
}

/** Everything that promises set off has been done. */
function settled() {
  return new Promise((done) => setImmediate(done));
}
