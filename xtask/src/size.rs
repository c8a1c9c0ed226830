//! How much a first visit loads, compressed as hosts compress it.

use std::fs;
use std::path::Path;

use anyhow::{Result, bail};

use crate::build::{book, dist, files_of};
use crate::compress::{as_brotli, is_compressed};

/// The most that a first visit may load, in bytes of brotli.
const BUDGET: u64 = 320_000;

/// Prints every file of the built site with its size, and the book as a whole; fails where the first load exceeds its budget.
pub(crate) fn check() -> Result<()> {
    let dist = dist();
    let mut first_load = 0;
    let files = files_of(&dist)?.into_iter().filter(|path| !is_compressed(path));
    let (chapters, site): (Vec<_>, Vec<_>) = files.partition(|path| path.starts_with(book()));
    let size = |path: &Path| -> Result<u64> { Ok(fs::metadata(path)?.len()) };
    println!("{:<48} {:>12} {:>12}", "dist/", "bytes", "brotli");
    for path in site {
        let name = path.strip_prefix(&dist).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        let bytes = size(&path)?;
        let compressed = size(&as_brotli(&path)).unwrap_or(bytes);
        let later = loaded_later(Path::new(&name));
        if !later {
            first_load += compressed;
        }
        println!("{name:<48} {:>12} {compressed:>12}{}", bytes, if later { "  later" } else { "" });
    }
    let bytes = chapters.iter().map(|path| size(path)).sum::<Result<u64>>()?;
    println!("{:<48} {bytes:>12} {:>12}  later", format!("docs/, {} files", chapters.len()), "");
    println!("{:<48} {:>12} {first_load:>12}  of {BUDGET}", "first load", "");
    if first_load > BUDGET {
        bail!("the first load is {first_load} bytes of brotli, {} more than its budget", first_load - BUDGET);
    }
    Ok(())
}

/// The editor waits until somebody opens it, the second half of the WebAssembly until somebody uses the page, what packs links
/// until somebody shares, examples until they are chosen. The service worker comes when the page has come to rest. Icons but the
/// tab's, the manifest and the picture for links are for others than the page, and a window loads one of the pictures that wait.
fn loaded_later(name: &Path) -> bool {
    const LATER: [&str; 6] = ["editor.js", "link.js", "offline.js", "sw.js", "site.webmanifest", "first-tall.svg"];
    let file = name.file_name().unwrap_or_default().to_string_lossy();
    LATER.contains(&&*file)
        || [".png", "_rest.wasm"].iter().any(|end| file.ends_with(end))
        || name.starts_with("gallery")
}
