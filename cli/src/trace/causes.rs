//! Why a request fails: not only the first cause, but every problem of the objects on its way.

use std::collections::BTreeSet;

use svcpath_core::diagnostic::{Diagnostic, Severity};
use svcpath_core::object::ObjectRef;
use svcpath_core::trace::{Trace, Verdict};

use crate::project::Project;

/// Problems of the objects that a failing path met, errors first; none where every request is delivered.
pub(super) fn causes<'p>(project: &'p Project, trace: &Trace) -> Vec<&'p Diagnostic> {
    let failing = trace.paths.iter().filter(|path| path.verdict != Verdict::Delivered);
    let steps = failing.flat_map(|path| path.steps());
    let met: BTreeSet<&ObjectRef> =
        steps.flat_map(|(_, step)| &step.evidence).map(|evidence| &evidence.object).collect();
    let service = trace.service.as_deref().and_then(|service| service.rsplit_once(':')).map(|(name, _)| name);
    let concerns = |object: &ObjectRef| {
        met.contains(object) || (object.kind == "Service" && service.is_some_and(|name| object.key() == name))
    };
    let mut causes: Vec<&Diagnostic> = project
        .problems
        .iter()
        .filter(|problem| problem.severity() != Severity::Info && !trace.answers.is_some())
        .filter(|problem| trace.verdict != Verdict::Delivered && problem.object.as_ref().is_some_and(concerns))
        .collect();
    causes.sort_by_key(|problem| problem.severity());
    causes
}
