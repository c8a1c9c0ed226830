//! The figures of docs/benchmarks.md, each measured beside its budget.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::build::files_of;
use crate::process::{cargo, command, root, run};
use crate::serve::Site;
use crate::{build, setup, size};

/// How often a program is run to find its median.
const RUNS: usize = 21;

type Part = (&'static str, fn() -> Result<()>);

const PARTS: [Part; 7] = [
    ("parse to World, beside js-yaml", parse),
    ("svcpath trace, whole process", trace),
    ("trace, in a world of 150,000 pods", large),
    ("sizes", sizes),
    ("key press to repainted picture", || in_browser("tests/browser/bench.mjs")),
    ("navigation to drawn picture, beside Mermaid and React Flow", || in_browser("tests/browser/opening.mjs")),
    ("frames, beside Cytoscape.js and React Flow", || in_browser("tests/browser/frames.mjs")),
];

/// Prints every figure; one that cannot be measured says why and the others still are.
pub(crate) fn bench() -> Result<()> {
    let mut failed = Vec::new();
    for (name, part) in PARTS {
        println!("\n── {name} ──");
        if let Err(error) = part() {
            println!("not measured: {error:#}");
            failed.push(name);
        }
    }
    if !failed.is_empty() {
        bail!("not measured: {}", failed.join("; "));
    }
    Ok(())
}

/// Runs a program repeatedly and prints its median time and peak memory. A command of its own, because the system tells the peak
/// memory only of all the children that a process ever had.
pub(crate) fn measure(program: &str, arguments: &[&str]) -> Result<()> {
    let mut times = Vec::new();
    for _ in 0..RUNS {
        let start = Instant::now();
        let status = Command::new(program).args(arguments).stdout(Stdio::null()).status();
        times.push(start.elapsed());
        if !status.with_context(|| format!("{program} cannot be started"))?.success() {
            bail!("{program} failed");
        }
    }
    times.sort();
    let (fastest, median) = (times[0], times[RUNS / 2]);
    println!("median {} of {RUNS} runs, fastest {}", milliseconds(median), milliseconds(fastest));
    println!("peak memory {}", children_memory());
    Ok(())
}

fn parse() -> Result<()> {
    setup::npm_packages()?;
    run(&mut cargo(["run", "--quiet", "--release", "--package", "svcpath-tests", "--bin", "bench-parse"]))
}

fn trace() -> Result<()> {
    let corpus = std::env::var_os("SVCPATH_CORPUS").context("SVCPATH_CORPUS names no folder of real manifests")?;
    let largest = largest_file(&Path::new(&corpus).join("manifests"))?;
    run(&mut cargo(["build", "--quiet", "--release", "--package", "svcpath"]))?;
    let kilobytes = fs::metadata(&largest)?.len() / 1024;
    println!("{} ({kilobytes} KB)", largest.file_name().unwrap_or_default().to_string_lossy());
    let program = root().join("target/release").join(format!("svcpath{}", std::env::consts::EXE_SUFFIX));
    let ourselves = std::env::current_exe().context("our own program cannot be found")?;
    let mut measure = command(&ourselves.to_string_lossy(), ["measure"]);
    run(measure.arg(program).args(["trace", "--to", "http://192.168.10.11/", "-f"]).arg(largest))
}

fn large() -> Result<()> {
    run(&mut cargo(["bench", "--quiet", "--package", "svcpath-tests", "--bench", "trace"]))
}

fn sizes() -> Result<()> {
    build::build()?;
    size::check()
}

/// Runs a script that measures the built page.
fn in_browser(script: &str) -> Result<()> {
    let chromium = setup::chromium()?;
    let site = Site::open(0, "/")?;
    let address = site.address();
    site.answer_aside();
    let mut script = command("node", [script]);
    run(script.env("SVCPATH_SITE", address).env("SVCPATH_CHROMIUM", chromium))
}

fn largest_file(folder: &Path) -> Result<PathBuf> {
    let sized = files_of(folder)?.into_iter().map(|path| (fs::metadata(&path).map_or(0, |file| file.len()), path));
    sized.max().map(|(_, path)| path).with_context(|| format!("{} is empty", folder.display()))
}

fn milliseconds(duration: Duration) -> String {
    format!("{:.1} ms", duration.as_secs_f64() * 1000.0)
}

/// The largest resident size that any child of this process had.
#[cfg(unix)]
fn children_memory() -> String {
    use nix::sys::resource::{UsageWho, getrusage};
    // Kilobytes, but for macOS, where it is bytes.
    let unit = if cfg!(target_os = "macos") { 1024.0 * 1024.0 } else { 1024.0 };
    getrusage(UsageWho::RUSAGE_CHILDREN)
        .map_or("unknown".into(), |usage| format!("{:.1} MB", usage.max_rss() as f64 / unit))
}

#[cfg(not(unix))]
fn children_memory() -> String {
    "unknown on this system".into()
}
