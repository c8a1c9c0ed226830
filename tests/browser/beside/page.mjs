// A page of a peer, as a careful site ships it: minified, in production mode, in one script that holds what its picture needs.
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** Its HTML, with its styles in it, and `app.js` beside it. */
export async function page(file) {
  const bundle = await build({
    entryPoints: [fileURLToPath(new URL(`${file}.js`, import.meta.url))],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2022",
    legalComments: "none",
    outdir: "beside",
    define: { "process.env.NODE_ENV": '"production"' },
    plugins: [{ name: "needed", setup: (build) => build.onResolve({ filter: /^\./ }, unneeded) }],
  });
  const text = (end) => bundle.outputFiles.find((out) => out.path.endsWith(end))?.text ?? "";
  const styles = `<style>${text(".css")} html, body, #root { height: 100%; margin: 0 }</style>`;
  const head = `<meta charset="utf-8"><title>${file}</title>${styles}<script type="module" src="app.js"></script>`;
  return { html: `<!doctype html><html lang="en">${head}<div id="root"></div>`, script: text(".js") };
}

/** Of what Mermaid loads when a diagram wants it, a flowchart wants these two. */
function unneeded({ kind, path }) {
  if (kind === "dynamic-import" && !/\/(flowDiagram|dagre)-/.test(path)) return { path, external: true };
}
