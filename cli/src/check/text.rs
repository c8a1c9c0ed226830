//! Problems for people, one below the other, and their number.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use svcpath_core::diagnostic::Severity;
use svcpath_core::lang::Lang;
use svcpath_core::wording;

use super::Finding;

const DIM: Style = Style::new().dimmed();
const GOOD: Style = AnsiColor::Green.on_default();

pub(super) fn print(findings: &[Finding<'_>]) -> String {
    let mut out = String::new();
    for Finding { problem, message, upstream, place } in findings {
        let (severity, style) = (problem.severity(), look(problem.severity()));
        let place = place.as_ref().map(|place| format!("{place}: ")).unwrap_or_default();
        let code = problem.code();
        let _ = writeln!(out, "{place}{style}{}{style:#}: {message} {DIM}[{code}]{DIM:#}", severity.as_str());
        // The API server's own words name the field, and the place names the object.
        let field = problem.object.as_ref().map(|object| format!("{object} {}", problem.path));
        for line in upstream.as_ref().or(field.as_ref()).iter().flat_map(|lines| lines.lines()) {
            let _ = writeln!(out, "    {DIM}{}{DIM:#}", line.trim_end());
        }
        for fix in &problem.fixes {
            let _ = writeln!(out, "    {GOOD}fix:{GOOD:#} {}", wording::fix_title(&fix.title, Lang::En));
        }
    }
    let count = |severity: Severity, one: &str, many: &str| {
        let count = findings.iter().filter(|finding| finding.problem.severity() == severity).count();
        format!("{count} {}", if count == 1 { one } else { many })
    };
    let _ = writeln!(
        out,
        "{}, {}, {}",
        count(Severity::Error, "error", "errors"),
        count(Severity::Warning, "warning", "warnings"),
        count(Severity::Info, "note", "notes")
    );
    out
}

fn look(severity: Severity) -> Style {
    match severity {
        Severity::Error => AnsiColor::Red.on_default().bold(),
        Severity::Warning => AnsiColor::Yellow.on_default().bold(),
        Severity::Info => AnsiColor::Cyan.on_default(),
    }
}
