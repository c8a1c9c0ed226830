//! One line per test, failures as annotations of GitHub Actions.

use std::fmt::Write;

use super::Finding;
use crate::workflow;

pub(super) fn print(findings: &[Finding]) -> String {
    let mut out = String::new();
    for finding in findings {
        let Finding { file, name, failures, place } = finding;
        let _ = if failures.is_empty() {
            writeln!(out, "✓ {file}: {name}")
        } else {
            let message = failures.join("; ");
            writeln!(
                out,
                "{}",
                workflow::annotation("error", file, place.as_ref().map(|at| at.position), name, &message)
            )
        };
    }
    out
}
