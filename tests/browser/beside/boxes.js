// The eight boxes of the first story, by their places there, and what leads where.
export const boxes = [
  ["CoreDNS", 86, 23],
  ["web-1", 868, 171],
  ["kernel of node-1", 338, 251],
  ["kernel of node-2", 594, 251],
  ["kernel of node-3", 850, 251],
  ["api-2", 338, 425],
  ["api-3", 594, 425],
  ["api-1", 850, 425],
];
export const wires = [
  ["web-1", "CoreDNS"],
  ["web-1", "kernel of node-3"],
  ["kernel of node-3", "api-1"],
  ["kernel of node-3", "api-2"],
  ["kernel of node-3", "api-3"],
];
