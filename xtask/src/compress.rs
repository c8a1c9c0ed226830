//! Every text of the site once more, compressed beforehand as brotli and gzip: servers that know how send the best there is, at no
//! cost of their own.

use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Result;
use brotli::CompressorWriter;
use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::build::files_of;

/// What pictures are is small already.
const TEXTS: [&str; 9] = ["html", "js", "css", "wasm", "svg", "json", "webmanifest", "yaml", "txt"];

pub(crate) fn compress(folder: &Path) -> Result<()> {
    for file in files_of(folder)? {
        if file.extension().is_some_and(|extension| TEXTS.iter().any(|text| extension == *text)) {
            let bytes = fs::read(&file)?;
            fs::write(as_brotli(&file), brotli(&bytes)?)?;
            fs::write(beside(&file, ".gz"), gzip(&bytes)?)?;
        }
    }
    Ok(())
}

/// Where a file stands as brotli.
pub(crate) fn as_brotli(file: &Path) -> PathBuf {
    beside(file, ".br")
}

/// Whether a file is another one, compressed.
pub(crate) fn is_compressed(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "br" || extension == "gz")
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(file);
    name.push(ending);
    name.into()
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let parameters = BrotliEncoderParams { quality: 11, lgwin: 24, size_hint: bytes.len(), ..Default::default() };
    let mut writer = CompressorWriter::with_params(Vec::new(), 4096, &parameters);
    writer.write_all(bytes)?;
    Ok(writer.into_inner())
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut writer = GzEncoder::new(Vec::new(), Compression::best());
    writer.write_all(bytes)?;
    Ok(writer.finish()?)
}
