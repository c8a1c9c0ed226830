//! The command as people and scripts run it: real files in, real output out.

mod check;
mod render;
mod schema;
mod share;
mod test;
mod trace;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Runs `svcpath` at the repository's root, so that files are named as people there would name them.
fn svcpath(arguments: &[&str]) -> Ran {
    svcpath_with(arguments, "")
}

fn svcpath_with(arguments: &[&str], stdin: &str) -> Ran {
    run(command(arguments).env_remove("CLICOLOR_FORCE"), stdin)
}

/// As on a terminal that shows colours.
fn svcpath_in_colour(arguments: &[&str], stdin: &str) -> Ran {
    run(command(arguments).env("CLICOLOR_FORCE", "1"), stdin)
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_svcpath"));
    command.args(arguments).current_dir(root()).env_remove("NO_COLOR");
    command
}

fn run(command: &mut Command, stdin: &str) -> Ran {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let mut pipe = child.stdin.take().expect("a pipe");
    // The command may end without reading.
    let _ = pipe.write_all(stdin.as_bytes());
    drop(pipe);
    Ran::of(child.wait_with_output().expect("the command ends"))
}

/// What a run left behind.
struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Ran {
    fn of(output: Output) -> Self {
        Self {
            code: output.status.code().expect("an exit code"),
            out: String::from_utf8(output.stdout).expect("UTF-8"),
            err: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }

    fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}\n{}\n{}", self.out, self.err))
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package lies in the repository").to_path_buf()
}

/// A folder for one test, empty.
fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

#[test]
fn the_version_names_the_modelled_kubernetes() {
    let ran = svcpath(&["--version"]);
    assert_eq!(ran.out, format!("svcpath {} (models Kubernetes 1.34-1.37)\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn without_arguments_it_explains_itself() {
    let ran = svcpath(&[]);
    assert_eq!(ran.code, 2);
    assert!(
        ["trace", "test", "check", "render", "share"].iter().all(|command| ran.err.contains(command)),
        "{}",
        ran.err
    );
}
