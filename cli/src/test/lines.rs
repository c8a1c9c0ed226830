//! One line per test, for people.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};

use super::Finding;

const PASSED: Style = AnsiColor::Green.on_default();
const FAILED: Style = AnsiColor::Red.on_default().bold();

pub(super) fn print(findings: &[Finding]) -> String {
    let mut out = String::new();
    for finding in findings {
        let Finding { file, name, failures, .. } = finding;
        let _ = if failures.is_empty() {
            writeln!(out, "{PASSED}✓{PASSED:#} {file}: {name}")
        } else {
            let place = finding.place.as_ref().map_or_else(|| file.clone(), ToString::to_string);
            writeln!(out, "{FAILED}✕{FAILED:#} {place}: {name}: {}", failures.join("; "))
        };
    }
    out
}
