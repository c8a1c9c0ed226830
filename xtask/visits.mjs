// Which first visits there are to the page (first-visit.mjs), and what the pages around widgets say in them.
import { readFile } from "node:fs/promises";

// `room` is what the page leaves for the picture in such a window, `letter` how wide a letter is.
const SITE = [
  { search: "", lang: "en-GB", dark: false, width: 1440, height: 900, room: [1112, 594] },
  { search: "", lang: "ru-RU", dark: true, width: 390, height: 844, room: [390, 453] },
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
// A frame without a script around it.
const BARE = {
  search: "?embed=1&src=gallery/04-any-node-answers.yaml&from=internet&to=http://192.168.10.13:30080/",
  lang: "en-GB", dark: false, width: 640, height: 420, room: [640, 300],
};

const story = (name) => readFile(`gallery/${name}.yaml`, "utf8");
/** Manifests without the scenario behind them. */
const plain = (text) => text.split(/^---\napiVersion: svcpath/m)[0];
const usual = await readFile("xtask/usual.yaml", "utf8");
const SMALL = `---
apiVersion: v1
kind: Service
metadata: {name: api}
spec: {selector: {app: api}, ports: [{port: 80}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec: {containers: [{name: api, ports: [{containerPort: 80}], env: [{name: API, value: "http://api"}, {name: WEB, value: "web:80"}]}]}
`;
const DOOR = `---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: door}
spec:
  defaultBackend: {service: {name: api, port: {number: 80}}}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: other}
spec:
  rules: [{http: {paths: [{path: /api, pathType: Prefix, backend: {service: {name: api, port: {number: 80}}}}]}}]
`;
const CLASS = `---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: other}
spec: {controller: example.com/other}
`;
/** As many as a small shop has. */
const many = Array.from({ length: 24 }, (_, number) => SMALL.replaceAll(/\b(api|web)\b/g, `$1-${number}`).replaceAll("web-", "api-1")).join("");
const [api, node, balancer, domains] = await Promise.all(
  ["01-one-name-three-pods", "04-any-node-answers", "07-one-service-one-balancer", "09-one-address-many-domains"].map(story),
);
const LESSON = `${plain(api)}---
apiVersion: svcpath/v1
kind: Scenario
tests:
- {name: web asks api, from: deploy/shop/web, to: "http://api/", expect: {verdict: delivered}}
captions:
- {step: 1, text: {en: A name., ru: Имя.}}
`;

// As wide as a phone, and as a page.
const NARROW = { room: [390, 440] };
const WIDE = { room: [1424, 520] };

/** Texts, and what is asked of them: where from and where to. Each comes after what widgets begin with. */
const LOADS = [
  [usual],
  [usual, "deploy/shop/web", "tcp://db:5432"],
  [usual, "internet", "https://shop.example.com/api/items"],
  [usual, "internet", "http://shop.example.com/"],
  [usual, "internet", "http://lost.example.com/"],
  [usual, "internet", "service/shop/web"],
  [usual, "deploy/shop/web", "http://lost/"],
  [usual, "namespace/shop", "http://old/"],
  [usual, "namespace/default", "http://web/"],
  [usual, "namespace/default", "service/shop/api"],
  [usual, "namespace/default", "service/shop/db"],
  [usual, "deploy/shop/web", "tcp://mail:25"],
  [usual, "sts/shop/db", "http://api/"],
  ["apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n"],
  [SMALL + CLASS],
  [SMALL.replace("spec: {selector", "spec: {clusterIP: None, selector")],
  [SMALL + DOOR],
  // No line between two documents: keys that are there twice.
  [SMALL + DOOR.split("---")[2]],
  [SMALL.replace(/selector: {m.*\n/, "") + DOOR, "internet", "http://lost.example.com/"],
  [many],
  [many, "deploy/default/api-1", "http://api-2/"],
  [api, "node/node-1", "service/shop/api"],
  [node, "internet", "http://192.168.10.11:1/"],
  [balancer, "internet", "http://203.0.113.20/"],
  [domains],
  ...[api, node, balancer, domains].map((text) => [plain(text)]),
].flatMap(([text, from, to], id) => [NARROW, { type: "load", id, text, from, to }, WIDE, { type: "load", text: api }]);

/** Nothing answers, as in what lessons show first. */
const LOST = SMALL.replace("spec: {selector: {app: api}", "spec: {selector: {app: lost}");
/** Whose steps are looked at one by one: the page around hears what each says. */
const WALKS = [
  [usual, "internet", "https://shop.example.com/api/items"],
  [domains, "internet", "http://shop.example.com/api/items"],
  [node, "internet", "http://192.168.10.13:30080/"],
  [balancer, "internet", "http://203.0.113.20/"],
  [api, "deploy/shop/web", "http://api/"],
  [LOST, undefined, undefined, 5],
  [SMALL + DOOR.replaceAll("name: api", "name: lost"), undefined, undefined, 6],
].flatMap(([text, from, to, last = 8], id) => [
  { type: "load", id, text, from, to, step: 1 },
  ...Array.from({ length: last - 1 }, (_, before) => ({ type: "step", step: before + 2 })),
]);

// What pages around a widget say to it, as embed.js does (web/embed/embed.js): to each of the widgets above in a frame.
const SAID = [
  [
    { type: "theme", theme: "dark", lang: "ru" },
    { type: "load", id: 1, text: api, name: "api.yaml", link: false, from: "deploy/shop/web", to: "http://api/" },
    { room: [640, 320] },
    { type: "step", step: 2, play: true, view: "apps" },
    { type: "step", step: 3, play: false, view: "nodes" },
    { type: "trace", id: 2, from: "node/node-1", to: "service/shop/api", method: null, headers: null, step: 2, play: false },
  ],
  [
    { type: "theme", theme: "light", lang: undefined },
    { type: "load", id: 1, text: node, from: "internet", to: "http://192.168.10.13:30080/", step: 2, play: false, view: null },
    { type: "load", id: 2, text: plain(node), from: null, to: "http://192.168.10.11:30080/", play: true },
  ],
  [{ type: "theme", theme: "auto", lang: "en" }, ...LOADS, ...WALKS],
  [{ type: "theme", theme: "light", lang: "ru" }, ...LOADS, ...WALKS],
  [
    { type: "load", id: 1, text: LESSON, from: "deploy/shop/web", to: "http://api/" },
    { type: "step", step: 2 },
    { type: "load", id: 2, text: LESSON, name: null, link: false, from: null, to: null, step: 1, play: true, view: "nodes" },
  ],
];
/** Who visits the page, by how its files are called (xtask/src/split.rs): `said` is what the page around says, if there is one. */
export const VISITS = {
  site: SITE,
  widget: WIDGET,
  frame: [...WIDGET, BARE].map((visit, number) => ({ ...visit, said: SAID[number] ?? [] })),
};
