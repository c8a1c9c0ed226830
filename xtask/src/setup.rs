//! Installs what is missing, under `target/tools` and `node_modules`. What is there at the right version is left alone.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, anyhow, bail};

use crate::process::{cargo, command, npm, output, root, run, tools};

const TRUNK: &str = "0.21.14";
const MDBOOK: &str = "0.5.4";
const DENY: &str = "0.20.2";
const NODE: u32 = 20;
const WASM: &str = "wasm32-unknown-unknown";

/// What the site is built with.
pub(crate) fn site_tools() -> Result<()> {
    wasm_target()?;
    npm_packages()?;
    trunk()?;
    mdbook()?;
    wasm_bindgen()
}

/// The standard library for the browser.
pub(crate) fn wasm_target() -> Result<()> {
    let library = output(&mut command("rustc", ["--print", "target-libdir", "--target", WASM]));
    if library.is_some_and(|folder| PathBuf::from(folder).is_dir()) {
        return Ok(());
    }
    rustup(&["target", "add", WASM])
}

/// rustfmt and clippy.
pub(crate) fn lint_tools() -> Result<()> {
    for (subcommand, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if output(&mut cargo([subcommand, "--version"])).is_none() {
            rustup(&["component", "add", component])?;
        }
    }
    Ok(())
}

/// The packages that `package-lock.json` pins.
pub(crate) fn npm_packages() -> Result<()> {
    node()?;
    let wanted = fs::read_to_string(root().join("package-lock.json")).context("package-lock.json cannot be read")?;
    let installed = root().join("node_modules/.installed-lock.json");
    if fs::read_to_string(&installed).is_ok_and(|lock| lock == wanted) {
        return Ok(());
    }
    println!("Installing npm packages …");
    // No package here needs its install script, and browsers are the system's.
    run(npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"))?;
    fs::write(installed, wanted).context("node_modules cannot be written")
}

/// A Chromium or Chrome for the browser tests.
pub(crate) fn chromium() -> Result<PathBuf> {
    if let Some(found) = installed_chromium() {
        return Ok(found);
    }
    let as_root = output(&mut command("id", ["-u"])).is_some_and(|id| id == "0");
    if as_root && output(&mut command("apt-get", ["--version"])).is_some() {
        println!("Installing Chromium …");
        let apt = |arguments: &[&str]| run(command("apt-get", arguments).env("DEBIAN_FRONTEND", "noninteractive"));
        apt(&["update", "--quiet"])?;
        apt(&["install", "--quiet", "--yes", "--no-install-recommends", "chromium"])?;
    }
    installed_chromium().ok_or_else(|| {
        anyhow!("the browser tests need Chromium or Chrome: install it (Debian: `apt-get install chromium`) or name it in SVCPATH_CHROMIUM")
    })
}

fn installed_chromium() -> Option<PathBuf> {
    let named = std::env::var_os("SVCPATH_CHROMIUM").map(PathBuf::from);
    let names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"];
    let folders: Vec<PathBuf> = std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()).collect();
    let on_path = names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    let elsewhere = [
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
    ];
    named.into_iter().chain(on_path).chain(elsewhere.map(PathBuf::from)).find(|path| path.is_file())
}

fn node() -> Result<()> {
    let wanted =
        format!("Node {NODE} or newer is needed, with npm: install it from https://nodejs.org or your package manager");
    let Some(version) = output(&mut command("node", ["--version"])) else { bail!("{wanted}") };
    let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    if major.is_none_or(|major| major < NODE) {
        bail!("{wanted}; found {version}");
    }
    if output(&mut npm(["--version"])).is_none() {
        bail!("{wanted}; npm is missing");
    }
    Ok(())
}

fn trunk() -> Result<()> {
    if installed("trunk") == Some(format!("trunk {TRUNK}")) {
        return Ok(());
    }
    println!("Building Trunk {TRUNK}, once; this takes some minutes …");
    install("trunk", TRUNK, &["--locked"])
}

/// Without its own server and watcher, which nobody here needs.
fn mdbook() -> Result<()> {
    if installed("mdbook") == Some(format!("mdbook v{MDBOOK}")) {
        return Ok(());
    }
    println!("Building mdBook {MDBOOK}, once; this takes some minutes …");
    install("mdbook", MDBOOK, &["--locked", "--no-default-features", "--features", "search"])
}

/// Reads what dependencies say of themselves.
pub(crate) fn deny() -> Result<()> {
    if installed("cargo-deny") == Some(format!("cargo-deny {DENY}")) {
        return Ok(());
    }
    println!("Building cargo-deny {DENY}, once; this takes some minutes …");
    install("cargo-deny", DENY, &["--locked"])
}

/// The version must be exactly that of the library: the two share a binary format.
fn wasm_bindgen() -> Result<()> {
    let library = output(&mut cargo(["pkgid", "wasm-bindgen"])).context("Cargo.lock names no wasm-bindgen")?;
    let version = library.rsplit(['@', '#']).next().unwrap_or_default();
    if installed("wasm-bindgen") == Some(format!("wasm-bindgen {version}")) {
        return Ok(());
    }
    println!("Building wasm-bindgen {version}, once …");
    install("wasm-bindgen-cli", version, &[])
}

/// What a tool of ours says its version is.
fn installed(tool: &str) -> Option<String> {
    let program = tools().join("bin").join(format!("{tool}{}", std::env::consts::EXE_SUFFIX));
    output(&mut command(&program.to_string_lossy(), ["--version"]))
}

/// Each runs for seconds, and its own profile would take minutes more to build.
fn install(package: &str, version: &str, options: &[&str]) -> Result<()> {
    let lean = [("LTO", "off"), ("CODEGEN_UNITS", "16"), ("OPT_LEVEL", "1")];
    let lean = lean.map(|(key, value)| (format!("CARGO_PROFILE_RELEASE_{key}"), value));
    let mut install = cargo(["install", "--quiet", "--root"]);
    install.arg(tools()).args(["--version", &format!("={version}"), package]).args(options);
    run(install.envs(lean))
}

fn rustup(arguments: &[&str]) -> Result<()> {
    if output(&mut command("rustup", ["--version"])).is_none() {
        bail!("`rustup {}` is needed: install Rust through https://rustup.rs", arguments.join(" "));
    }
    run(&mut command("rustup", arguments))
}
