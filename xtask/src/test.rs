//! Everything that guards main, stage by stage. A failure never hides the stages after it, unless they need what failed.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::process::{cargo, npm_program, run, watch};
use crate::serve::Site;
use crate::{build, setup, size};

/// One guard. It counts its tests as it goes; one that counts none is one test itself.
struct Stage {
    name: &'static str,
    needs: Option<&'static str>,
    guard: fn(&mut Tally) -> Result<()>,
}

const STAGES: [Stage; 8] = [
    Stage { name: "format", needs: None, guard: format },
    Stage { name: "lints", needs: None, guard: lints },
    Stage { name: "dependencies", needs: None, guard: dependencies },
    Stage { name: "tests", needs: None, guard: tests },
    Stage { name: "core and scene for wasm32", needs: None, guard: wasm },
    Stage { name: "site", needs: None, guard: |_| build::build() },
    Stage { name: "size", needs: Some("site"), guard: |_| size::check() },
    Stage { name: "browser tests", needs: Some("site"), guard: browser },
];

/// Tests that ran, by how they ended.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Tally {
    passed: usize,
    failed: usize,
}

struct Outcome {
    name: &'static str,
    tally: Tally,
    took: Duration,
    /// Why it failed, in one line.
    failure: Option<String>,
}

/// Runs all stages and sums them up; the last line is `N passed, N failed`.
pub(crate) fn test() -> ExitCode {
    let mut outcomes: Vec<Outcome> = Vec::new();
    for stage in STAGES {
        println!("\n── {} ──", stage.name);
        let broken = |name: &str| outcomes.iter().any(|done| done.name == name && done.failure.is_some());
        let outcome = match stage.needs.filter(|name| broken(name)) {
            Some(name) => outcome_of(&stage, Tally::default(), Duration::ZERO, bail_for(name)),
            None => {
                let start = Instant::now();
                let mut tally = Tally::default();
                let result = (stage.guard)(&mut tally);
                outcome_of(&stage, tally, start.elapsed(), result)
            }
        };
        outcomes.push(outcome);
    }
    sum_up(&outcomes)
}

fn bail_for(name: &str) -> Result<()> {
    bail!("not run: {name} failed")
}

fn outcome_of(stage: &Stage, mut tally: Tally, took: Duration, result: Result<()>) -> Outcome {
    let failure = result.err().map(|error| format!("{error:#}"));
    if failure.is_some() && tally.failed == 0 {
        tally.failed = 1;
    }
    if failure.is_none() && tally == Tally::default() {
        tally.passed = 1;
    }
    if let Some(failure) = &failure {
        eprintln!("{}: {failure}", stage.name);
    }
    Outcome { name: stage.name, tally, took, failure }
}

fn sum_up(outcomes: &[Outcome]) -> ExitCode {
    println!("\n{:<26} {:>7} {:>7} {:>9}", "stage", "passed", "failed", "time");
    for Outcome { name, tally, took, failure } in outcomes {
        let why = failure.as_deref().map(|why| format!("   {why}")).unwrap_or_default();
        println!("{name:<26} {:>7} {:>7} {:>7.1} s{why}", tally.passed, tally.failed, took.as_secs_f64());
    }
    let passed: usize = outcomes.iter().map(|outcome| outcome.tally.passed).sum();
    let failed: usize = outcomes.iter().map(|outcome| outcome.tally.failed).sum();
    println!("\n{passed} passed, {failed} failed");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn format(_: &mut Tally) -> Result<()> {
    setup::lint_tools()?;
    run(&mut cargo(["fmt", "--all", "--check"]))
}

fn lints(_: &mut Tally) -> Result<()> {
    setup::lint_tools()?;
    setup::wasm_target()?;
    let native = ["clippy", "--quiet", "--locked", "--workspace", "--all-targets", "--exclude", "svcpath-web"];
    let web = ["clippy", "--quiet", "--locked", "--all-targets", "--package", "svcpath-web"];
    let strict = ["--", "--deny", "warnings"];
    run(cargo(native).args(strict)).and(run(cargo(web).args(["--target", "wasm32-unknown-unknown"]).args(strict)))
}

/// Licenses, bans and sources, by `deny.toml`. Known vulnerabilities need a network, and are a workflow's affair.
fn dependencies(_: &mut Tally) -> Result<()> {
    setup::deny()?;
    run(&mut cargo(["deny", "--locked", "check", "bans", "licenses", "sources"]))
}

fn tests(tally: &mut Tally) -> Result<()> {
    if std::env::var_os("SVCPATH_CORPUS").is_none() {
        println!("SVCPATH_CORPUS is not set: the tests on real manifests are left out");
    }
    watch(&mut cargo(["test", "--locked", "--workspace", "--no-fail-fast"]), |line| tally.add(rust_tests(line)))
}

/// Core and scene must never need a browser, nor anything that the browser's target lacks.
fn wasm(_: &mut Tally) -> Result<()> {
    setup::wasm_target()?;
    let check = ["check", "--quiet", "--locked", "--package", "svcpath-core", "--package", "svcpath-scene"];
    run(cargo(check).args(["--target", "wasm32-unknown-unknown"]))
}

/// The tests of `tests/browser`, on the built site.
fn browser(tally: &mut Tally) -> Result<()> {
    let chromium = setup::chromium()?;
    let site = Site::open(0, "/somewhere/below/")?;
    let mut playwright = npm_program("@playwright/test/cli.js", ["test"]);
    playwright.env("SVCPATH_SITE", site.address()).env("SVCPATH_CHROMIUM", chromium);
    site.answer_aside();
    watch(&mut playwright, |line| tally.add(browser_tests(line)))
}

impl Tally {
    fn add(&mut self, more: Tally) {
        self.passed += more.passed;
        self.failed += more.failed;
    }
}

/// From a line such as `test result: ok. 12 passed; 1 failed; 0 ignored; …`.
fn rust_tests(line: &str) -> Tally {
    let Some((_, counts)) = line.strip_prefix("test result: ").and_then(|rest| rest.split_once(". ")) else {
        return Tally::default();
    };
    counts.split("; ").map(counted).fold(Tally::default(), |mut sum, tally| {
        sum.add(tally);
        sum
    })
}

/// From a line such as `  12 passed (8.1s)`.
fn browser_tests(line: &str) -> Tally {
    counted(line)
}

/// From `12 passed` or `1 failed`, whatever follows.
fn counted(text: &str) -> Tally {
    let mut words = text.split_whitespace();
    let number = words.next().and_then(|word| word.parse().ok());
    match (number, words.next()) {
        (Some(passed), Some("passed")) => Tally { passed, failed: 0 },
        (Some(failed), Some("failed")) => Tally { passed: 0, failed },
        _ => Tally::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runners_tell_how_many() {
        let line = "test result: FAILED. 12 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.02s";
        assert_eq!(rust_tests(line), Tally { passed: 12, failed: 1 });
        assert_eq!(rust_tests("test text::tests::edits ... ok"), Tally::default());
        assert_eq!(browser_tests("  7 passed (3.2s)"), Tally { passed: 7, failed: 0 });
        assert_eq!(browser_tests("Running 7 tests using 2 workers"), Tally::default());
    }
}
