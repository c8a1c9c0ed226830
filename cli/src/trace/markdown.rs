//! A trace as a hop table, for reviews and notes.

use std::fmt::Write;

use svcpath_core::lang::Lang;
use svcpath_core::trace::{Explanation, Step};
use svcpath_core::wording;

use crate::place::Places;
use crate::project::Project;

pub(super) fn print(project: &Project, trace: &Explanation) -> String {
    let mut places = Places::new(&project.files);
    let mut out = String::new();
    let verdict = wording::verdict(&trace.verdict, Lang::En);
    let _ = writeln!(out, "**{verdict}**: `{}` → `{}`\n", trace.request.from, trace.request.to);
    let _ = writeln!(out, "The client sees: {}.\n", cell(&wording::client_sees(trace, Lang::En)));
    out.push_str("| # | at | what happens | packet | where it is written |\n| --- | --- | --- | --- | --- |\n");
    let steps = trace.drawn_path().steps();
    for (number, (hop, step)) in steps.enumerate() {
        let written = step.evidence.iter().filter_map(|evidence| {
            let place = places.of_evidence(project, evidence)?;
            Some(format!("`{place}` {}", evidence.path))
        });
        let written: Vec<String> = written.collect();
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} |",
            number + 1,
            cell(&hop.at.to_string()),
            cell(&wording::reason(&step.reason, Lang::En)),
            cell(&packet(step)),
            cell(&written.join("<br>"))
        );
    }
    out
}

/// The packet after the step, with what it replaced.
fn packet(step: &Step) -> String {
    let (before, after) = (&step.before, &step.after);
    let changed =
        |old: String, new: String| if old == new { format!("`{new}`") } else { format!("~~`{old}`~~ `{new}`") };
    let src = changed(before.source(), after.source());
    let dst = changed(before.dst.to_string(), after.dst.to_string());
    format!("{src} → {dst}")
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
