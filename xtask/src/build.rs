//! The static site in `dist/`: the editor bundle by esbuild, the rest by Trunk, the WebAssembly made small by wasm-opt and cut
//! in two, for the site, for widgets and for widgets in frames, the book by mdBook, and the service worker over all of it.

use std::fs;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Context, Result};

use crate::beside;
use crate::compress::compress;
use crate::glue::{forget_streams, minify, shorten};
use crate::process::{cargo, command, npm, npm_program, root, run};
use crate::setup;
use crate::split::{Visits, put_in_order, rest_of, split};
use crate::start;
use crate::worker;

/// What rustc emits by default for the browser; wasm-opt must be told.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Where the site is built.
pub(crate) fn dist() -> PathBuf {
    root().join("dist")
}

/// Where the book of `docs/` is built.
pub(crate) fn book() -> PathBuf {
    dist().join("docs")
}

/// Builds the release site, relocatable: it works under any path.
pub(crate) fn build() -> Result<()> {
    setup::site_tools()?;
    for part in ["editor", "link", "png", "embed"] {
        run(&mut npm(["run", "--silent", part]))?;
    }
    // Trunk works offline, so that it never downloads a tool of its own; cargo's packages must be there.
    run(&mut cargo(["fetch", "--quiet", "--locked"]))?;
    // Its integrity hashes would be those of the WebAssembly before wasm-opt.
    let trunk = ["build", "--release", "--offline", "--skip-version-check", "--no-sri=true", "--public-url", "./"];
    // A NO_COLOR without a truth value is more than Trunk's argument parser takes.
    run(command("trunk", trunk)
        .env_remove("NO_COLOR")
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", without_home()))?;
    for file in files_of(&dist())? {
        // Trunk's minifier knows less JavaScript than browsers do.
        if file.file_name().is_some_and(|name| name.to_string_lossy().starts_with("rest-")) {
            minify(&file)?;
        }
        if file.extension().is_some_and(|extension| extension == "wasm") {
            forget_streams(&file)?;
            shrink(&file)?;
            let glue = shorten(&file)?;
            cut_for_all(&file, &glue)?;
        }
    }
    start::move_out(&dist())?;
    beside::lay(&dist())?;
    // Not the page's own: other pages load it, by this name.
    for file in ["target/embed/embed.js", "web/embed/embed.d.ts"].map(|file| root().join(file)) {
        fs::copy(&file, dist().join(file.file_name().unwrap_or_default()))
            .with_context(|| format!("{} cannot be copied", file.display()))?;
    }
    // Last, since Trunk makes the folder anew.
    run(command("mdbook", ["build", "docs", "--dest-dir"]).arg(book()).env("MDBOOK_LOG", "warn"))?;
    worker::write(&dist())?;
    compress(&dist())
}

/// Compiler flags that name the sources of dependencies alike on every machine: a panic tells where it is, and nobody else's page
/// needs to know where that was built. Cargo joins them to those of `.cargo/config.toml`.
fn without_home() -> String {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(std::env::home_dir()?.join(".cargo")));
    let sources = home.map(|home| home.join("registry/src")).and_then(|sources| fs::read_dir(sources).ok());
    let registries = sources.into_iter().flatten().flatten().map(|registry| registry.path().display().to_string());
    // The variable is split at blanks.
    let flags = registries.filter(|path| !path.contains(' ')).map(|path| format!("--remap-path-prefix={path}/="));
    flags.collect::<Vec<_>>().join(" ")
}

/// Every file of a folder and the folders in it, sorted.
pub(crate) fn files_of(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let entries = fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(files_of(&path)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Functions stay apart, and each constant in its segment with its name, so that they can be cut off: joining what has one caller
/// would bury what a first visit never runs in what it does.
fn shrink(wasm: &Path) -> Result<()> {
    optimize(wasm, &["-O2", "--debuginfo", "--one-caller-inline-max-function-size=1"])
}

/// Cuts it in two for each kind of visits, all at the same time: what visits it runs on one core.
fn cut_for_all(wasm: &Path, glue: &Path) -> Result<()> {
    let name = wasm.file_name().unwrap_or_default().to_string_lossy();
    let mut files = Vec::new();
    for visits in Visits::ALL {
        let own = wasm.with_file_name(name.replacen(Visits::Site.files(), visits.files(), 1));
        if own != wasm {
            fs::copy(wasm, &own)?;
        }
        files.push((own, visits));
    }
    thread::scope(|scope| {
        let cuts: Vec<_> = files.iter().map(|(file, visits)| scope.spawn(move || cut(file, glue, *visits))).collect();
        cuts.into_iter().try_for_each(|cut| cut.join().unwrap_or_else(|panic| resume_unwind(panic)))
    })
}

/// Cuts it in two, each as small as can be.
fn cut(wasm: &Path, glue: &Path, visits: Visits) -> Result<()> {
    split(wasm, glue, visits)?;
    put_in_order(wasm)?;
    polish(wasm)?;
    polish(&rest_of(wasm)?)
}

/// Once more, now that a file is on its own. What stands where stays: inlining would cost more than it saves.
fn polish(wasm: &Path) -> Result<()> {
    const APART: [&str; 4] = [
        "-O3",
        "--one-caller-inline-max-function-size=1",
        "--always-inline-max-function-size=0",
        "--flexible-inline-max-function-size=0",
    ];
    optimize(wasm, &APART)
}

fn optimize(wasm: &Path, options: &[&str]) -> Result<()> {
    let mut wasm_opt = npm_program("binaryen/bin/wasm-opt", ["--skip-pass=memory-packing"]);
    run(wasm_opt.args(options).args(FEATURES).arg(wasm).arg("--output").arg(wasm))
}
