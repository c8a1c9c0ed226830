//! How much a first visit loads, compressed as hosts compress it.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, bail};
use brotli::CompressorWriter;
use brotli::enc::BrotliEncoderParams;

use crate::build::{book, dist, files_of};

/// The most that a first visit may load, in bytes of brotli.
const BUDGET: usize = 320_000;

/// Prints every file of the built site with its size, and the book as a whole; fails where the first load exceeds its budget.
pub(crate) fn check() -> Result<()> {
    let dist = dist();
    let mut first_load = 0;
    let (chapters, site): (Vec<_>, Vec<_>) = files_of(&dist)?.into_iter().partition(|path| path.starts_with(book()));
    println!("{:<48} {:>12} {:>12}", "dist/", "bytes", "brotli");
    for path in site {
        let name = path.strip_prefix(&dist).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        let bytes = fs::read(&path).with_context(|| format!("{name} cannot be read"))?;
        let compressed = brotli_size(&bytes)?;
        let later = loaded_later(Path::new(&name));
        if !later {
            first_load += compressed;
        }
        println!("{name:<48} {:>12} {compressed:>12}{}", bytes.len(), if later { "  later" } else { "" });
    }
    let bytes = chapters.iter().map(|path| Ok(fs::metadata(path)?.len())).sum::<Result<u64>>()?;
    println!("{:<48} {bytes:>12} {:>12}  later", format!("docs/, {} files", chapters.len()), "");
    println!("{:<48} {:>12} {first_load:>12}  of {BUDGET}", "first load", "");
    if first_load > BUDGET {
        bail!("the first load is {first_load} bytes of brotli, {} more than its budget", first_load - BUDGET);
    }
    Ok(())
}

/// The editor waits until somebody opens it, the second half of the WebAssembly until somebody uses the page, examples until
/// they are chosen.
fn loaded_later(name: &Path) -> bool {
    let file = name.file_name().unwrap_or_default().to_string_lossy();
    file.starts_with("editor") || file.ends_with("_rest.wasm") || name.starts_with("gallery")
}

fn brotli_size(bytes: &[u8]) -> Result<usize> {
    let parameters = BrotliEncoderParams { quality: 11, lgwin: 24, size_hint: bytes.len(), ..Default::default() };
    let mut writer = CompressorWriter::with_params(Vec::new(), 4096, &parameters);
    writer.write_all(bytes)?;
    Ok(writer.into_inner().len())
}
