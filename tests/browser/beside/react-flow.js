// 10,000 boxes as React Flow draws them.
import { ReactFlow } from "@xyflow/react";
import { createElement } from "react";
import { createRoot } from "react-dom/client";
import "@xyflow/react/dist/style.css";

const side = Math.ceil(Math.sqrt(10_000));
const nodes = Array.from({ length: 10_000 }, (_, n) => ({
  id: `n${n}`,
  data: { label: `node-${n}` },
  position: { x: (n % side) * 170, y: Math.floor(n / side) * 60 },
}));
const onInit = () => requestAnimationFrame(() => requestAnimationFrame(() => (window.drawn = performance.now())));
window.place = () => document.querySelector(".react-flow__viewport").style.transform;
createRoot(document.getElementById("root")).render(
  createElement(ReactFlow, { defaultNodes: nodes, defaultEdges: [], fitView: true, minZoom: 0.02, onInit }),
);
