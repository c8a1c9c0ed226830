//! `svcpath check`: the problems in manifests.

mod json;
mod sarif;
mod text;

use svcpath_core::diagnostic::{Diagnostic, Severity};
use svcpath_core::lang::Lang;
use svcpath_core::wording;

use crate::arguments::{CheckArguments, CheckOutput};
use crate::place::{Place, Places};
use crate::project::Project;
use crate::{Code, Outcome, Unusable, workflow};

/// A problem with the place it is reported at.
struct Finding<'p> {
    problem: &'p Diagnostic,
    message: String,
    /// What kubectl would show.
    upstream: Option<String>,
    place: Option<Place>,
}

impl Finding<'_> {
    /// For formats that have one message: ours, and what kubectl would show.
    fn full_message(&self) -> String {
        match &self.upstream {
            Some(upstream) => format!("{} ({})", self.message, upstream.replace('\n', "; ")),
            None => self.message.clone(),
        }
    }
}

pub(crate) fn run(arguments: &CheckArguments) -> Result<Outcome, Unusable> {
    let project = Project::open(&arguments.input)?;
    let problems = project.every_problem(&project.world());
    let mut places = Places::new(&project.files);
    let mut findings: Vec<Finding<'_>> = problems
        .iter()
        .map(|problem| Finding {
            problem,
            message: problem.message(Lang::En),
            upstream: wording::upstream(problem),
            place: problem.span.map(|span| places.of(span)),
        })
        .collect();
    // In the order of the files; what stands in none comes last.
    findings.sort_by_key(|finding| finding.problem.span.map_or((true, None), |span| (false, Some(span))));
    let out = match arguments.output {
        CheckOutput::Text => text::print(&findings),
        CheckOutput::Json => json::print(&project, &findings),
        CheckOutput::Sarif => sarif::print(&findings),
        CheckOutput::Github => annotations(&findings),
    };
    let broken = findings.iter().any(|finding| finding.problem.severity() == Severity::Error);
    Ok(Outcome { out, err: String::new(), code: if broken { Code::Findings } else { Code::Fine } })
}

fn annotations(findings: &[Finding<'_>]) -> String {
    let line = |finding: &Finding<'_>| {
        let level = match finding.problem.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        let file = finding.place.as_ref().map(|place| place.file.as_str()).unwrap_or_default();
        let at = finding.place.as_ref().map(|place| place.position);
        workflow::annotation(level, file, at, finding.problem.code(), &finding.full_message()) + "\n"
    };
    findings.iter().map(line).collect()
}
