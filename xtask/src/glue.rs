//! The JavaScript that wasm-bindgen writes beside the WebAssembly, made small: the long names that the two share become short,
//! hashes and all, and esbuild does the rest.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use walrus::ModuleConfig;

use crate::process::{npm_program, run};
use crate::split::BRING;

/// Names at least this long are wasm-bindgen's own; no word of the JavaScript itself is.
const LONG: usize = 16;

/// What the script that starts the page needs of it (`crate::start`). wasm-bindgen's own start takes all kinds of arguments.
const HOOKS: &str = "\nexport { __wbg_get_imports as imports, __wbg_finalize_init as finish };\n";

/// How wasm-bindgen frees a closure that the browser has collected, and how that waits for the second half of the code: no visit in
/// Node tells which closures end early (`web/rest.js`).
const COLLECTED: &str = "new FinalizationRegistry(state => wasm.__wbindgen_destroy_closure(state.a, state.b))";
const LATER: &str =
    "new FinalizationRegistry(state => svcpathRest.later(() => wasm.__wbindgen_destroy_closure(state.a, state.b)))";

/// How wasm-bindgen shows values of JavaScript to who debugs; what a reader sees is never made of it.
const SHOWN: (&str, &str) = ("function debugString(val) {", "\n}\n");
const AS_TEXT: &str = "const debugString = String;\n";

/// Takes away what wasm-bindgen exports for streams of server functions, which a page without a server never makes.
pub(crate) fn forget_streams(wasm: &Path) -> Result<()> {
    let mut module = ModuleConfig::new().parse(&fs::read(wasm)?)?;
    let streams = module.exports.iter().filter(|export| export.name.contains("intounderlying"));
    for export in streams.map(|export| export.id()).collect::<Vec<_>>() {
        module.exports.delete(export);
    }
    fs::write(wasm, module.emit_wasm())?;
    Ok(())
}

/// Shortens both in place. Returns the JavaScript's path.
pub(crate) fn shorten(wasm: &Path) -> Result<PathBuf> {
    let script = wasm.to_string_lossy().replace("_bg.wasm", ".js");
    let names = rename(wasm)?;
    let glue = fs::read_to_string(&script).with_context(|| format!("{script} cannot be read"))?;
    if !glue.contains(COLLECTED) {
        bail!("{script} does not free closures as wasm-bindgen did");
    }
    let shown = glue.split_once(SHOWN.0).and_then(|(before, rest)| Some((before, rest.split_once(SHOWN.1)?.1)));
    let (before, behind) = shown.with_context(|| format!("{script} does not show values as wasm-bindgen did"))?;
    let glue = [before, AS_TEXT, behind].concat().replace(COLLECTED, LATER);
    fs::write(&script, replaced(&glue, &names) + HOOKS)?;
    let script = PathBuf::from(script);
    minify(&script)?;
    Ok(script)
}

/// Makes a script small, in place.
pub(crate) fn minify(script: &Path) -> Result<()> {
    let options = ["--minify", "--format=esm", "--target=es2022", "--log-level=warning", "--allow-overwrite"];
    run(npm_program("esbuild/bin/esbuild", options).arg(script).arg(format!("--outfile={}", script.display())))
}

/// Gives the module's imports and exports short names, and tells which.
fn rename(wasm: &Path) -> Result<HashMap<String, String>> {
    // The names of its data are still needed (`split/data.rs`).
    let mut module = ModuleConfig::new().generate_producers_section(false).parse(&fs::read(wasm)?)?;
    let imports = module.imports.iter_mut().map(|import| &mut import.name);
    let exports = module.exports.iter_mut().map(|export| &mut export.name);
    // What the compiler tells linkers.
    for section in ["target_features", "__wasm_split_unstable"] {
        module.customs.remove_raw(section);
    }
    let mut names = HashMap::new();
    for name in imports.chain(exports).filter(|name| name.len() >= LONG && !name.contains(BRING)) {
        let next = format!("_{}", names.len());
        let short = names.entry(name.clone()).or_insert(next);
        name.clone_from(short);
    }
    fs::write(wasm, module.emit_wasm())?;
    Ok(names)
}

/// The script with whole words replaced.
fn replaced(script: &str, names: &HashMap<String, String>) -> String {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
    let mut short = String::with_capacity(script.len());
    let mut rest = script;
    while let Some(start) = rest.find(is_word) {
        let length = rest[start..].find(|c| !is_word(c)).unwrap_or(rest.len() - start);
        let word = &rest[start..start + length];
        short.push_str(&rest[..start]);
        short.push_str(names.get(word).map_or(word, String::as_str));
        rest = &rest[start + length..];
    }
    short.push_str(rest);
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_are_replaced() {
        let names = HashMap::from([("__wbg_append_24889ba5c72546c0".to_owned(), "_0".to_owned())]);
        let script = "x.__wbg_append_24889ba5c72546c0(a), __wbg_append_24889ba5c72546c0_1";
        assert_eq!(replaced(script, &names), "x._0(a), __wbg_append_24889ba5c72546c0_1");
    }
}
