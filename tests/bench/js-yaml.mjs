// How long js-yaml's loadAll takes on a file: the median of several runs in one process, in milliseconds, and peak memory in MB.
import { readFileSync } from "node:fs";
import { loadAll } from "js-yaml";

const [file, runs] = process.argv.slice(2);
const text = readFileSync(file, "utf8");
const times = [];
let documents = 0;
for (let run = 0; run < Number(runs); run++) {
  const start = performance.now();
  documents = loadAll(text).length;
  times.push(performance.now() - start);
}
times.sort((a, b) => a - b);
console.log(times[Math.floor(times.length / 2)], process.resourceUsage().maxRSS / 1024, documents);
