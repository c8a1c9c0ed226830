//! JUnit's XML, as build servers read it.

use std::fmt::Write;

use super::Finding;

pub(super) fn print(findings: &[Finding]) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(out, "<testsuites name=\"svcpath\"{}>", counts(findings));
    for suite in findings.chunk_by(|a, b| a.file == b.file) {
        let file = suite.first().map(|first| first.file.as_str()).unwrap_or_default();
        let _ = writeln!(out, "  <testsuite name=\"{}\"{}>", escape(file), counts(suite));
        for finding in suite {
            let case = format!("    <testcase classname=\"{}\" name=\"{}\"", escape(file), escape(&finding.name));
            let line = finding.place.as_ref().map(|at| format!(" line=\"{}\"", at.position.line)).unwrap_or_default();
            let _ = match finding.failures.as_slice() {
                [] => writeln!(out, "{case}{line}/>"),
                failures => writeln!(
                    out,
                    "{case}{line}>\n      <failure message=\"{}\"/>\n    </testcase>",
                    escape(&failures.join("; "))
                ),
            };
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

fn counts(findings: &[Finding]) -> String {
    let failed = findings.iter().filter(|finding| !finding.failures.is_empty()).count();
    format!(" tests=\"{}\" failures=\"{failed}\"", findings.len())
}

/// For attribute values. Characters that XML 1.0 cannot hold are replaced.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            c if c < ' ' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
