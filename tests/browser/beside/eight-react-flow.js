// The eight boxes as React Flow draws them; it need not measure them first.
import { ReactFlow } from "@xyflow/react";
import { createElement } from "react";
import { createRoot } from "react-dom/client";
import "@xyflow/react/dist/style.css";
import { boxes, wires } from "./boxes.js";

const nodes = boxes.map(([name, x, y]) => ({ id: name, data: { label: name }, position: { x, y }, width: 120, height: 48 }));
const edges = wires.map(([source, target]) => ({ id: `${source} to ${target}`, source, target }));
createRoot(document.getElementById("root")).render(
  createElement(ReactFlow, { defaultNodes: nodes, defaultEdges: edges, fitView: true }),
);
