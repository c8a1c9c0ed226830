use crate::diagnostic::FixTitle;
use crate::problem::Problem;

pub(in crate::wording) fn problem(what: &Problem) -> String {
    what.code().into()
}

pub(in crate::wording) fn fix_title(what: &FixTitle) -> String {
    format!("{what:?}")
}
