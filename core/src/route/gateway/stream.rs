//! Connections that are passed on without reading HTTP: TLSRoute, TCPRoute, UDPRoute (docs/semantics/l7.md 3.16, 3.17).

use std::sync::Arc;

use super::attach::Attached;
use super::backend::{Speaks, branches};
use super::hostname;
use crate::object::{Evidence, FieldPath};
use crate::reason::{GatewayReason, Reason};
use crate::route::l7::{End, Ruling};
use crate::route::walk::Note;
use crate::trace::{Candidate, Choice, Decision, Stage, Verdict, WhyNot};
use crate::world::World;

/// What the routes at a listener make of a connection: the one with the longest hostname takes it, and of equal ones the oldest.
/// `name` is TLS' server name; empty where there is none.
pub(super) fn rule(
    world: &World,
    routes: &[Attached<'_>],
    name: &str,
    listener: String,
    mut notes: Vec<Note>,
) -> Ruling {
    let fit = |attached: &Attached<'_>| {
        let fitting = attached.hosts.iter().filter(|host| hostname::matches(&host.hosts, name));
        fitting.map(|host| hostname::rank(&host.written)).max()
    };
    let mut winner: Option<usize> = None;
    for (i, attached) in routes.iter().enumerate() {
        if fit(attached) > winner.and_then(|w| fit(&routes[w])) {
            winner = Some(i);
        }
    }
    let ladder: Arc<[Candidate]> = routes
        .iter()
        .enumerate()
        .map(|(i, attached)| {
            let host = attached.hosts.iter().find(|host| !host.hosts.is_empty()).map_or("*", |host| &host.hosts);
            let why_not = if winner == Some(i) {
                None
            } else if fit(attached).is_none() {
                Some(WhyNot::HostDiffers)
            } else if winner.is_some_and(|w| fit(&routes[w]) == fit(attached)) {
                Some(WhyNot::Repeated)
            } else {
                Some(WhyNot::LessSpecific)
            };
            let object = &attached.route.meta.reference;
            let what = Choice::Rule { text: format!("{} {host}", object.titled()) };
            Candidate { what, why_not, node: None, evidence: Some(Evidence::new(object, "spec.rules")) }
        })
        .collect();
    let Some(won) = winner else {
        let reason = Reason::Gateway(GatewayReason::RouteNone { listener });
        let note = Note::new(Stage::Gateway, Decision::Reject, reason).among(ladder, None);
        return Ruling::only(notes, End::Answer { verdict: Verdict::Rejected, status: None, location: None, note });
    };
    let route = routes[won].route;
    let object = &route.meta.reference;
    let reason = Reason::Gateway(GatewayReason::RouteTaken { route: object.titled() });
    let evidence = Evidence::at(object, FieldPath::of("spec.rules").index(0));
    notes.push(Note::new(Stage::Gateway, Decision::Match, reason).because([evidence]).among(ladder, winner));
    match route.rules.first() {
        Some(rule) => Ruling { notes, branches: branches(world, route, (0, rule), None, Speaks::Stream) },
        None => {
            let reason = GatewayReason::RouteNoBackend { route: object.titled(), http: false };
            let note = Note::new(Stage::Gateway, Decision::Reject, Reason::Gateway(reason));
            Ruling::only(notes, End::Answer { verdict: Verdict::Rejected, status: None, location: None, note })
        }
    }
}
