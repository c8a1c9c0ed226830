//! The service worker: told which files make the site, and which version they are. Last of what is built but the compressed copies,
//! since the version is a hash of all of it.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::build::files_of;
use crate::glue::minify;
use crate::process::root;
use crate::split::Visits;

/// Where the worker's source takes version and files.
const EMPTY: &str = "{ version: \"\", files: [] }";

/// Writes `sw.js` beside the page, and what registers it.
pub(crate) fn write(dist: &Path) -> Result<()> {
    let source = root().join("web/sw");
    fs::copy(source.join("offline.js"), dist.join("offline.js"))?;
    minify(&dist.join("offline.js"))?;
    let worker = fs::read_to_string(source.join("sw.js")).context("web/sw/sw.js cannot be read")?;
    let (version, files) = site(dist)?;
    let worker = told(&worker, &version, &files).context("web/sw/sw.js has no place for the site's files")?;
    fs::write(dist.join("sw.js"), worker)?;
    minify(&dist.join("sw.js"))
}

/// The site's version, which is another as soon as any file is, and the files that are kept at once, relative to the page; the page
/// itself is the empty name.
fn site(dist: &Path) -> Result<(String, Vec<String>)> {
    let mut version = Sha256::new();
    let mut files = Vec::new();
    for path in files_of(dist)? {
        let name = path.strip_prefix(dist)?.to_string_lossy().replace('\\', "/");
        if name == "sw.js" {
            continue;
        }
        version.update(name.as_bytes());
        version.update(Sha256::digest(fs::read(&path)?));
        if is_kept(&name) {
            files.push(if name == "index.html" { String::new() } else { name });
        }
    }
    let version = version.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    Ok((version, files))
}

/// The book's chapters are kept as they are read, what widgets load when one is; icons and the picture for links are for others than the page.
fn is_kept(name: &str) -> bool {
    let by_widgets = [Visits::Widget, Visits::Frame].iter().any(|visits| name.starts_with(visits.files()));
    !name.starts_with("docs/") && !by_widgets && !name.ends_with(".png")
}

fn told(worker: &str, version: &str, files: &[String]) -> Option<String> {
    let files: Vec<String> = files.iter().map(|file| format!("\"{file}\"")).collect();
    let (before, after) = worker.split_once(EMPTY)?;
    Some(format!("{before}{{ version: \"{version}\", files: [{}] }}{after}", files.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worker_knows_the_site() {
        let worker = fs::read_to_string(root().join("web/sw/sw.js")).expect("the worker's source");
        let told = told(&worker, "1f", &[String::new(), "editor.js".to_owned()]).expect("a place");
        assert!(told.contains("const SITE = { version: \"1f\", files: [\"\", \"editor.js\"] };"));
        assert!(is_kept("index.html") && is_kept("gallery/08-pending.yaml") && is_kept("icon.svg"));
        assert!(!is_kept("docs/clusterip.html") && !is_kept("og.png"));
        assert!(is_kept("svcpath-web-1f_rest.wasm") && !is_kept("svcpath-frame-1f_bg.wasm"));
    }
}
