//! A path as a table of its steps in Markdown, for reviews, issues and runbooks.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::lang::Lang;
use crate::manifest::Manifests;
use crate::object::Evidence;
use crate::text::{FileId, Files, LineIndex};
use crate::trace::{Explanation, Path, Step};
use crate::wording;

/// One row per step of `path`, the reply's behind the request's, below the trace's verdict. `files` are those that `manifests` were
/// read from.
pub fn markdown(trace: &Explanation, path: &Path, manifests: &Manifests, files: &Files, lang: Lang) -> String {
    let mut places = Places { manifests, files, indices: BTreeMap::new() };
    let [sees, columns @ ..] = wording::step_table(lang);
    let mut out = String::new();
    let verdict = wording::verdict(&trace.verdict, lang);
    let _ = writeln!(out, "**{verdict}**: `{}` → `{}`\n", trace.request.from, trace.request.to);
    let _ = writeln!(out, "{sees}: {}.\n", cell(&wording::client_sees(trace, lang)));
    let _ = writeln!(out, "| # | {} |\n| --- | --- | --- | --- | --- |", columns.join(" | "));
    for (number, (hop, step)) in path.steps().enumerate() {
        let written: Vec<String> = step.evidence.iter().filter_map(|evidence| places.of(evidence)).collect();
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} |",
            number + 1,
            cell(&hop.at.to_string()),
            cell(&wording::reason(&step.reason, lang)),
            cell(&packet(step)),
            cell(&written.join("<br>"))
        );
    }
    out
}

/// Finds places; remembers where lines begin.
struct Places<'a> {
    manifests: &'a Manifests,
    files: &'a Files,
    indices: BTreeMap<FileId, LineIndex>,
}

impl Places<'_> {
    /// `None` for objects that no manifest holds.
    fn of(&mut self, evidence: &Evidence) -> Option<String> {
        let span = self.manifests.locate(evidence)?;
        let file = self.files.get(span.file);
        let index = self.indices.entry(span.file).or_insert_with(|| LineIndex::new(&file.text));
        let position = index.position(&file.text, span.start as usize);
        Some(format!("`{}:{position}` {}", file.name, evidence.path))
    }
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
