use crate::diagnostic::FixTitle;
use crate::problem::Problem;

pub(in crate::wording) fn problem(what: &Problem) -> String {
    match what {
        Problem::Scenario(problem) => super::scenario::scenario_problem(problem),
        _ => what.code().into(),
    }
}

pub(in crate::wording) fn fix_title(what: &FixTitle) -> String {
    format!("{what:?}")
}
