//! SARIF 2.1.0, as code scanners read it.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use svcpath_core::diagnostic::Severity;

use super::Finding;

pub(super) fn print(findings: &[Finding<'_>]) -> String {
    let codes: BTreeSet<&str> = findings.iter().map(|finding| finding.problem.code()).collect();
    let rules: Vec<Value> = codes.into_iter().map(|code| json!({ "id": code })).collect();
    let results: Vec<Value> = findings.iter().map(result).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "svcpath", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            // Columns count Unicode scalars.
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    serde_json::to_string_pretty(&log).unwrap_or_default() + "\n"
}

fn result(finding: &Finding<'_>) -> Value {
    let level = match finding.problem.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    };
    let locations: Vec<Value> = finding
        .place
        .iter()
        .map(|place| {
            let region = json!({ "startLine": place.position.line, "startColumn": place.position.column });
            json!({ "physicalLocation": { "artifactLocation": { "uri": uri(&place.file) }, "region": region } })
        })
        .collect();
    json!({
        "ruleId": finding.problem.code(),
        "level": level,
        "message": { "text": finding.full_message() },
        "locations": locations,
    })
}

/// A path as a relative or absolute URI reference: what a URI may not hold is percent-encoded.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.replace('\\', "/").bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' | b'+' | b'@' => {
                uri.push(byte as char);
            }
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
