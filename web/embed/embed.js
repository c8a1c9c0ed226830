// Defines <svc-path> (docs/embedding.md): a frame with the widget in somebody's page. The page fetches the manifests and hands
// them over; until the widget has drawn them, and wherever it cannot, the element's children stay; where there are none, the
// element says why.

const VERSION = 1;
const REQUEST = ["from", "to", "at", "via", "method", "header"];
const LOOK = ["step", "play", "view"];

// What widgets are loaded from: where this script lies.
const site = new URL(".", (document.currentScript ?? document.querySelector('[src*="embed.js"]')).src);
const dark = matchMedia("(prefers-color-scheme:dark)");
const roots = () => [document.documentElement, document.body];
const make = (name) => document.createElement(name);

// A sheet, since a strict policy forbids styles in attributes. The frame is there before it is seen, as large as the children.
const sheet = new CSSStyleSheet();
sheet.replaceSync(
  ":host{display:block;position:relative;min-height:1px}" +
    ":host([hidden]),:host([data-ready]) slot{display:none}" +
    "iframe{display:block;width:100%;border:0}" +
    "p{display:flex;gap:1em;margin:.3em 0 0;font-size:.85em}" +
    "a{margin-left:auto;color:inherit}" +
    ":host(:not([data-ready])) :not(slot){position:absolute;inset:0;height:100%!important;visibility:hidden}",
);

class SvcPath extends HTMLElement {
  static observedAttributes = ["src", ...REQUEST, ...LOOK, "theme", "lang", "height", "caption"];

  #frame = make("iframe");
  #caption = make("span");
  #link = make("a");
  /** Of the children, or in their place. */
  #slot = make("slot");
  #watch = new MutationObserver(() => this.#dress());
  /** The widget takes messages. */
  #listens;
  /** Of the last message that asked for an answer. */
  #id = 0;
  /** The picture is not of the manifests, or not yet: they are on their way, or failed. Until they are there, the widget has a
   * story of its own, of which nothing may be asked. */
  #loads;
  /** The message that asked is not answered, or refused: its id, or else nothing. How to look was said in it, and may be why. */
  #owed;
  /** Attributes that changed, until they are told. */
  #changed = new Set();
  #high = 420;
  #title;
  #worn;

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    this.#frame.sandbox = "allow-scripts allow-same-origin";
    this.#frame.loading = "lazy";
    // The sandbox lets the widget open nothing.
    this.#link.target = "_blank";
    const below = make("p");
    below.append(this.#caption, this.#link);
    root.append(this.#slot, this.#frame, below);
  }

  connectedCallback() {
    addEventListener("message", this);
    dark.addEventListener("change", this);
    for (const root of roots()) this.#watch.observe(root, { attributes: true });
    this.#lay();
    // All widgets of a page have one address, and so what they load in common.
    this.#frame.src = `${site}?embed=1`;
  }

  disconnectedCallback() {
    removeEventListener("message", this);
    dark.removeEventListener("change", this);
    this.#watch.disconnect();
    this.#listens = false;
    // There is no frame for what is still fetched.
    this.#id++;
    this.#show();
  }

  attributeChangedCallback(name) {
    if (!this.#changed.size) queueMicrotask(() => this.#follow());
    this.#changed.add(name);
  }

  /** A message of the widget, or other colours of the system. */
  handleEvent({ source, origin, data }) {
    if (!data) return this.#dress();
    if (source !== this.#frame.contentWindow || origin !== site.origin || data.svcpath !== VERSION) return;
    const { type } = data;
    const answers = data.id === this.#id;
    if (type === "ready") {
      this.#listens = true;
      this.#worn = "";
      this.#dress();
      this.#load();
    }
    if (type === "resize") this.#high = data.height;
    if (type === "error" && answers && this.#loads) this.#show();
    if (type === "trace") {
      if (answers) this.#show(true);
      this.#title = data.title;
      this.#link.textContent = data.address && data.open;
      this.#link.href = data.address;
    }
    this.#lay();
    this.#tell(data);
  }

  #follow() {
    const changed = this.#changed;
    this.#changed = new Set();
    const has = (name) => changed.has(name);
    const asks = REQUEST.some(has);
    const look = LOOK.filter(has);
    const again = asks || (look[0] && this.#owed);
    this.#lay();
    this.#dress();
    if (!this.#listens) return;
    if (has("src") || (again && (this.#loads || !this.#at("to")))) return this.#load();
    // What is fetched is sent with how to look at it then.
    if (look[0] && !asks && !this.#loads) this.#post("step", this.#said(look));
    if (again) this.#ask("trace", ["step", "play", ...look]);
  }

  async #load() {
    const id = ++this.#id;
    this.#loads = true;
    this.#owed = 0;
    const src = this.#at("src");
    let text = this.querySelector('script[type$=yaml]')?.textContent;
    let fault;
    try {
      if (src) {
        const response = await fetch(src);
        text = await response.text();
        if (!response.ok) fault = response.status;
      }
    } catch (why) {
      fault = why;
    }
    // Something else is wanted by now.
    if (id !== this.#id) return;
    if (fault) {
      this.#show();
      this.#tell({ svcpath: VERSION, type: "error", id, field: "src", message: src + ": " + fault });
    } else if (text != null) {
      this.#ask("load", LOOK, { text, link: false, name: src?.match(/[^/?#]+(?![^?#])/)?.[0] });
    }
  }

  /** Sends what is to be answered. */
  #ask(type, look, fields) {
    this.#post(type, { id: (this.#owed = ++this.#id), ...fields, ...this.#said(REQUEST), ...this.#said(look) });
  }

  #at(name) {
    return this.getAttribute(name);
  }

  /** What attributes say, as fields of a message. */
  #said(names) {
    const said = {};
    for (const name of names) {
      const value = this.#at(name);
      if (name === "header") said.headers = value?.match(/\S.*/g);
      else if (name === "step") said.step = value && +value;
      else if (name === "play") said.play = (value ?? "0") !== "0";
      else said[name] = value;
    }
    return said;
  }

  /** In the page's colours and language. */
  #dress() {
    if (!this.#listens) return;
    const own = this.#at("theme");
    const theme = /^(light|dark)$/.test(own) ? own : around(this);
    const lang = /^(en|ru)\b/.exec(this.closest("[lang]")?.lang)?.[1];
    if (this.#worn === (this.#worn = theme + lang)) return;
    this.#post("theme", { theme, lang });
  }

  /** The widget, or the children. */
  #show(ready) {
    if (this.toggleAttribute("data-ready", !!ready)) this.#loads = this.#owed = 0;
  }

  #lay() {
    this.#frame.style.height = `${+/^\d+/.exec(this.#at("height")) || this.#high}px`;
    this.#frame.title = (this.#caption.textContent = this.#at("caption")) || this.#title || "svcpath";
  }

  #post(type, fields) {
    this.#frame.contentWindow.postMessage({ svcpath: VERSION, type, ...fields }, site.origin);
  }

  /** Lets whoever listens to the element know, and of what fails its author. */
  #tell(detail) {
    if (detail.message) {
      console.warn(detail.message);
      // A slot of another name has no children, and says its own.
      if (!this.querySelector(":not(script)")) this.#slot.name = this.#slot.textContent = detail.message;
    }
    this.dispatchEvent(new CustomEvent(`svcpath-${detail.type}`, { detail }));
  }
}

/** The page's theme: what its root says, what colours there are where the element stands, or else what the reader prefers. */
function around(element) {
  for (const root of roots()) {
    const said = [root.className, ...Object.values(root.dataset)].join(" ");
    const theme = /(?<!\S)(?:theme-)?(dark|light)(?:-theme|-mode)?(?!\S)/.exec(said);
    if (theme) return theme[1];
  }
  const scheme = getComputedStyle(element).colorScheme;
  return /^(only )?(dark|light)( only)?$/.exec(scheme)?.[2] ?? (dark.matches ? "dark" : "light");
}

if (!customElements.get("svc-path")) customElements.define("svc-path", SvcPath);
