//! The public JSON of problems (docs/check.schema.json).

use serde::Serialize;
use svcpath_core::lang::Lang;
use svcpath_core::wording;

use super::Finding;
use crate::project::Project;

#[derive(Serialize)]
struct ProblemsJson<'a> {
    problems: Vec<ProblemJson<'a>>,
}

#[derive(Serialize)]
struct ProblemJson<'a> {
    code: &'static str,
    severity: &'static str,
    message: &'a str,
    upstream: Option<&'a str>,
    object: Option<String>,
    path: Option<&'a str>,
    file: Option<&'a str>,
    line: Option<u32>,
    column: Option<u32>,
    fixes: Vec<FixJson<'a>>,
}

#[derive(Serialize)]
struct FixJson<'a> {
    title: String,
    edits: Vec<EditJson<'a>>,
}

/// `start` and `end` are UTF-8 byte offsets.
#[derive(Serialize)]
struct EditJson<'a> {
    file: &'a str,
    start: u32,
    end: u32,
    text: &'a str,
}

pub(super) fn print(project: &Project, findings: &[Finding<'_>]) -> String {
    let problems = findings.iter().map(|finding| problem(project, finding)).collect();
    serde_json::to_string_pretty(&ProblemsJson { problems }).unwrap_or_default() + "\n"
}

fn problem<'a>(project: &'a Project, finding: &'a Finding<'_>) -> ProblemJson<'a> {
    let Finding { problem, message, upstream, place } = finding;
    let fixes = problem.fixes.iter().map(|fix| FixJson {
        title: wording::fix_title(&fix.title, Lang::En),
        edits: fix
            .edits
            .iter()
            .map(|edit| EditJson {
                file: &project.files.get(edit.span.file).name,
                start: edit.span.start,
                end: edit.span.end,
                text: &edit.text,
            })
            .collect(),
    });
    ProblemJson {
        code: problem.code(),
        severity: problem.severity().as_str(),
        message,
        upstream: upstream.as_deref(),
        object: problem.object.as_ref().map(ToString::to_string),
        path: Some(problem.path.as_str()).filter(|path| !path.is_empty()),
        file: place.as_ref().map(|place| place.file.as_str()),
        line: place.as_ref().map(|place| place.position.line),
        column: place.as_ref().map(|place| place.position.column),
        fixes: fixes.collect(),
    }
}
