// First visits to the built page in Node, without a browser: which functions of its WebAssembly does somebody enter who looks at
// the first picture and plays it? xtask/src/split.rs counts them; what it misses costs a later load and nothing else.
//
//   node xtask/first-visit.mjs GLUE.js INSTRUMENTED.wasm site|widget
//
// Prints a 1 or 0 for each function. Layout, canvas and media queries are what happy-dom lacks and stand here.
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Window } from "happy-dom";

// `room` is what the page leaves for the picture in such a window, `letter` how wide a letter is.
const SITE = [
  { search: "", lang: "en-GB", dark: false, width: 1440, height: 900, room: [1112, 594] },
  { search: "", lang: "ru-RU", dark: true, width: 390, height: 844, room: [390, 499] },
  { search: "?lang=ru&theme=dark&step=2", lang: "en-GB", dark: false, width: 1024, height: 768, room: [724, 415] },
  { search: "", lang: "en-GB", dark: false, width: 1920, height: 1080, room: [1592, 820] },
];
const WIDGET = [
  { search: "?embed=1&lang=en&theme=light&play=1", lang: "ru-RU", dark: true, width: 640, height: 420, room: [640, 300] },
  { search: "?embed=1&step=2", lang: "ru-RU", dark: true, width: 390, height: 420, room: [390, 300] },
  { search: "?embed=1&theme=dark", lang: "en-GB", dark: false, width: 800, height: 480, room: [800, 360] },
  { search: "?embed=1&lang=ru", lang: "en-GB", dark: false, width: 640, height: 420, room: [640, 300], letter: 7.5 },
  { search: "?embed=1", lang: "ru-RU", dark: false, width: 1000, height: 640, room: [1000, 520], letter: 5 },
];
const FRAME_MS = 50;
const FRAMES = 600;

const [glue, wasm, whose] = process.argv.slice(2);
const bytes = await readFile(wasm);
const entered = [];

for (const [number, visit] of (whose === "widget" ? WIDGET : SITE).entries()) {
  const { frames, window } = open(visit);
  const { default: start } = await import(`${pathToFileURL(resolve(glue))}?visit=${number}`);
  const exports = await start({ module_or_path: bytes });
  for (let wait = 0; wait < FRAMES && !window.document.querySelector("canvas"); wait++) await settled();
  if (!window.document.querySelector("canvas")) throw new Error(`no picture at ./${visit.search}`);
  window.dispatchEvent(new window.KeyboardEvent("keydown", { key: " " }));
  for (let frame = 0; frame < FRAMES; frame++) {
    for (const callback of frames.splice(0)) callback(Date.now());
    await settled();
  }
  for (const [name, value] of Object.entries(exports)) {
    const index = /^entered(\d+)$/.exec(name)?.[1];
    if (index) entered[index] ||= value.value === 1;
  }
}
console.log(entered.map((yes) => (yes ? "1" : "0")).join(""));
process.exit();

/** Makes the globals those of a new page. */
function open({ search, lang, dark, width, height, room, letter = 6 }) {
  const window = new Window({ url: `http://127.0.0.1/${search}`, width, height });
  window.document.body.innerHTML = '<div id="app"></div>';
  const frames = [];
  let now = 0;
  const context = new Proxy(
    { measureText: (text) => ({ width: letter * text.length }) },
    { get: (own, name) => own[name] ?? (() => undefined), set: () => true },
  );
  const seen = class {
    constructor(callback) {
      this.callback = callback;
    }
    observe(target) {
      queueMicrotask(() => this.callback([{ target, isIntersecting: true }], this));
    }
  };
  window.HTMLCanvasElement.prototype.getContext = () => context;
  Object.defineProperty(window.HTMLElement.prototype, "clientWidth", { get: () => room[0], configurable: true });
  Object.defineProperty(window.HTMLElement.prototype, "clientHeight", { get: () => room[1], configurable: true });
  for (const name of Object.getOwnPropertyNames(window)) {
    if (/^[A-Z]/.test(name) && !(name in globalThis)) globalThis[name] = window[name];
  }
  const globals = {
    window,
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
  return { frames, window };
}

/** Everything that promises set off has been done. */
function settled() {
  return new Promise((done) => setImmediate(done));
}
