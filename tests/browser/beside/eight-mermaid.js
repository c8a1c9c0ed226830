// The eight boxes as a Mermaid flowchart.
import mermaid from "mermaid";
import { boxes, wires } from "./boxes.js";

const id = (name) => boxes.findIndex(([box]) => box === name);
const chart = [
  "flowchart TB",
  ...boxes.map(([name]) => `b${id(name)}["${name}"]`),
  ...wires.map(([from, to]) => `b${id(from)} --> b${id(to)}`),
].join("\n");
// Its own choice, ELK, is another 1.5 MB.
mermaid.initialize({ startOnLoad: false, layout: "dagre" });
const { svg } = await mermaid.render("picture", chart);
document.getElementById("root").innerHTML = svg;
