//! The script that starts the page, in a file of its own: under a strict Content-Security-Policy no script runs that stands in a
//! page. Trunk writes one there, and tells listeners that svcpath does not have.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

const OPEN: &str = "<script type=module>";
const CLOSE: &str = "</script>";

/// Moves it out of `index.html`, to a file that has the hash of the JavaScript that it imports.
pub(crate) fn move_out(dist: &Path) -> Result<()> {
    let page = dist.join("index.html");
    let html = fs::read_to_string(&page).with_context(|| format!("{} cannot be read", page.display()))?;
    let (html, name, script) = moved(&html).context("index.html has no script as Trunk writes it")?;
    fs::write(dist.join(name), script)?;
    Ok(fs::write(page, html)?)
}

/// The page without its script, and the script's name and text.
fn moved(html: &str) -> Option<(String, String, String)> {
    let (before, rest) = html.split_once(OPEN)?;
    let (script, after) = rest.split_once(CLOSE)?;
    let between = |from: &str| script.split_once(from)?.1.split_once('\'').map(|(text, _)| text);
    let (glue, wasm) = (between("from '")?, between("module_or_path: '")?);
    let name = glue.rsplit('/').next()?.replacen("svcpath-web", "start", 1);
    let script = format!("import init from \"{glue}\";\ninit({{ module_or_path: \"{wasm}\" }});\n");
    Some((format!("{before}<script type=module src=./{name}>{CLOSE}{after}"), name, script))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_stands_in_a_file() {
        let page = "<head><script type=module>import init, * as bindings from './svcpath-web-1f.js';\n\
                    const wasm = await init({ module_or_path: './svcpath-web-1f_bg.wasm' });</script></head>";
        let (html, name, script) = moved(page).expect("a script");
        assert_eq!(html, "<head><script type=module src=./start-1f.js></script></head>");
        assert_eq!(name, "start-1f.js");
        assert_eq!(
            script,
            "import init from \"./svcpath-web-1f.js\";\ninit({ module_or_path: \"./svcpath-web-1f_bg.wasm\" });\n"
        );
        assert_eq!(moved("<script>alert(1)</script>"), None);
    }
}
