//! The script that starts the page, in a file of its own: under a strict Content-Security-Policy no script runs that stands in a
//! page. Trunk writes one there, and tells listeners that svcpath does not have. What it imports goes with it, so that a browser
//! asks once and not four times.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::process::{npm_program, run};

const OPEN: &str = "<script type=module>";
const CLOSE: &str = "</script>";
const AHEAD: &str = " rel=modulepreload>";
const PRELOAD: &str = "_bg.wasm rel=preload";

/// Compiles while it loads, unless the server names the wrong type. A site that the browser keeps (`web/sw`) starts with both
/// halves. Where nothing can be loaded or run, the page tells what it needs, and what failed.
const LOAD: &str = "\
try {
  const address = svcpathRest.first;
  const theirs = imports();
  const half = WebAssembly.instantiateStreaming(fetch(address), theirs).catch(async () =>
    WebAssembly.instantiate(await (await fetch(address)).arrayBuffer(), theirs));
  await svcpathRest.ready(half);
  const { instance, module } = await half;
  finish(instance, module);
} catch (error) {
  const words = document.querySelector('.without');
  words.className = '';
  words.append(` (${error})`);
  throw error;
}
";

/// What Trunk wrote, taken apart.
#[derive(Debug, PartialEq)]
struct Start {
    /// The page, which names the file instead.
    html: String,
    /// The file.
    name: String,
    script: String,
    /// The JavaScript that it imports.
    glue: String,
}

/// Moves it out of `index.html`, to a file that has the hash of the JavaScript that it imports, and joins that to it.
pub(crate) fn move_out(dist: &Path) -> Result<()> {
    let page = dist.join("index.html");
    let html = fs::read_to_string(&page).with_context(|| format!("{} cannot be read", page.display()))?;
    let start = moved(&html).context("index.html has no script as Trunk writes it")?;
    let file = dist.join(&start.name);
    fs::write(&file, start.script)?;
    // Without explicit resource management, which nothing here uses, most of what wasm-bindgen exports falls away.
    let options = [
        "--bundle",
        "--minify",
        "--format=esm",
        "--target=es2022",
        "--define:Symbol.dispose=undefined",
        "--pure:console.warn",
    ];
    let mut esbuild = npm_program("esbuild/bin/esbuild", options);
    run(esbuild
        .args(["--log-level=warning", "--allow-overwrite"])
        .arg(&file)
        .arg(format!("--outfile={}", file.display())))?;
    fs::remove_file(dist.join(start.glue))?;
    fs::remove_dir_all(dist.join("snippets"))?;
    // Trunk writes each sheet by itself.
    Ok(fs::write(page, start.html.replace("</style><style>", ""))?)
}

fn moved(html: &str) -> Option<Start> {
    let (before, rest) = html.split_once(OPEN)?;
    let (script, after) = rest.split_once(CLOSE)?;
    let between = |from: &str| script.split_once(from)?.1.split_once('\'').map(|(text, _)| text);
    let glue = between("from '")?;
    let name = glue.rsplit('/').next()?.replacen("svcpath-web", "start", 1);
    // Nothing need be loaded ahead of a script that the head names.
    let html = without_links(&format!("{before}<script type=module src=./{name}>{CLOSE}{after}"))?;
    let html = chosen_by_script(&html)?;
    let script = format!("import {{ finish, imports }} from \"{glue}\";\n{LOAD}");
    Some(Start { html, name, script, glue: glue.to_owned() })
}

/// The page without the links that have imports loaded ahead.
fn without_links(html: &str) -> Option<String> {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, after)) = rest.split_once(AHEAD) {
        out.push_str(before.rsplit_once("<link")?.0);
        rest = after;
    }
    Some(out + rest)
}

/// The page with the link to the WebAssembly before the first script, which says whether the site's is to be loaded ahead, or a
/// widget's (`web/rest.js`).
fn chosen_by_script(html: &str) -> Option<String> {
    let end = html.find(PRELOAD)?;
    let start = html[..end].rfind("<link")?;
    let (link, after) = html[start..].split_once('>')?;
    let before = &html[..start];
    let script = before.find("<script")?;
    Some(format!("{}{}>{}{after}", &before[..script], link.replace(" rel=preload", ""), &before[script..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_stands_in_a_file() {
        let page = "<head><script src=./rest-2a.js></script><script type=module>import init, * as bindings from './svcpath-web-1f.js';\n\
                    const wasm = await init({ module_or_path: './svcpath-web-1f_bg.wasm' });</script>\
                    <link crossorigin href=./svcpath-web-1f.js rel=modulepreload>\
                    <link crossorigin href=./snippets/a/load.js rel=modulepreload>\
                    <link as=fetch href=./svcpath-web-1f_bg.wasm rel=preload type=application/wasm></head>";
        let start = moved(page).expect("a script");
        assert_eq!(
            start.html,
            "<head><link as=fetch href=./svcpath-web-1f_bg.wasm type=application/wasm>\
             <script src=./rest-2a.js></script><script type=module src=./start-1f.js></script></head>"
        );
        assert_eq!((start.name.as_str(), start.glue.as_str()), ("start-1f.js", "./svcpath-web-1f.js"));
        let first = "import { finish, imports } from \"./svcpath-web-1f.js\";\n";
        assert_eq!(start.script.strip_prefix(first), Some(LOAD));
        assert_eq!(moved("<script>alert(1)</script>"), None);
    }
}
