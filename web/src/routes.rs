//! The likely routes of a world, all traced at once, the worst first.

use std::sync::Arc;

use svcpath_core::reason::Reason;
use svcpath_core::request::Request;
use svcpath_core::route::trace;
use svcpath_core::scenario::Difference;
use svcpath_core::survey;
use svcpath_core::trace::Verdict;
use svcpath_core::world::World;

use crate::reading::Question;

/// Beyond this nobody reads the list, and the page would wait for it.
const MOST: usize = 400;

/// A request with its answer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Route {
    pub(crate) request: Request,
    pub(crate) verdict: Verdict,
    /// Why it ends as it ends; known where that may be asked.
    pub(crate) reason: Option<Arc<Reason>>,
    /// What the scenario's test expects and does not find.
    pub(crate) differences: Vec<Difference>,
    /// The scenario's test that asks this.
    pub(crate) question: Option<Question>,
}

impl Route {
    fn new(world: &World, request: Request, question: Option<Question>) -> Self {
        let trace = trace(world, &request);
        let verdict = trace.verdict;
        let (mut reason, mut differences) = (None, Vec::new());
        if question.is_some() || fails(verdict) {
            let explained = trace.explain(world);
            differences.extend(question.iter().flat_map(|question| question.expect.differences(&explained)));
            reason = Some(explained.drawn_path().reason.clone());
        }
        Self { request, verdict, reason, differences, question }
    }

    /// Whether it does not do what its author wants: what a test expects, else to arrive.
    pub(crate) fn fails(&self) -> bool {
        if self.question.is_some() { !self.differences.is_empty() } else { fails(self.verdict) }
    }
}

/// What a scenario asks, and beside it the likely routes; the worst first.
pub(crate) fn routes(world: &World, questions: &[Question]) -> Vec<Route> {
    let asked = questions.iter().map(|question| (question.request.clone(), Some(question.clone())));
    let likely = survey::routes(world).filter(|likely| questions.iter().all(|q| q.request != *likely));
    let requests = asked.chain(likely.map(|request| (request, None))).take(MOST);
    let mut routes: Vec<Route> = requests.map(|(request, question)| Route::new(world, request, question)).collect();
    routes.sort_by_key(|route| (!route.fails(), route.question.is_none(), rank(route.verdict)));
    routes
}

/// Whether a request that ends so does not do what its author wants.
pub(crate) fn fails(verdict: Verdict) -> bool {
    match verdict {
        Verdict::Dropped
        | Verdict::Rejected
        | Verdict::Unmatched
        | Verdict::Nxdomain
        | Verdict::Responded
        | Verdict::Partial => true,
        Verdict::Unknown | Verdict::Redirected | Verdict::External | Verdict::Resolved | Verdict::Delivered => false,
    }
}

fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Dropped => 0,
        Verdict::Rejected => 1,
        Verdict::Unmatched => 2,
        Verdict::Nxdomain => 3,
        Verdict::Responded => 4,
        Verdict::Partial => 5,
        Verdict::Unknown => 6,
        Verdict::Redirected => 7,
        Verdict::External => 8,
        Verdict::Resolved => 9,
        Verdict::Delivered => 10,
    }
}
