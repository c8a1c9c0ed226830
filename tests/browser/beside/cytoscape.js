// 10,000 boxes as Cytoscape.js draws them.
import cytoscape from "cytoscape";

const side = Math.ceil(Math.sqrt(10_000));
const elements = Array.from({ length: 10_000 }, (_, n) => ({
  data: { id: `n${n}`, label: `node-${n}` },
  position: { x: (n % side) * 120, y: Math.floor(n / side) * 60 },
}));
const cy = cytoscape({
  container: document.getElementById("root"),
  elements,
  layout: { name: "preset" },
  style: [{ selector: "node", style: { shape: "rectangle", width: 90, height: 36, label: "data(label)", "text-valign": "center" } }],
});
window.place = () => JSON.stringify(cy.pan());
cy.ready(() => requestAnimationFrame(() => requestAnimationFrame(() => (window.drawn = performance.now()))));
