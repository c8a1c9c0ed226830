//! Which rule of the HTTPRoutes and GRPCRoutes at a listener takes a request: the ladder (docs/semantics/l7.md 3.7 to 3.10).

use std::cmp::Reverse;
use std::sync::Arc;

use super::attach::Attached;
use super::backend::{Speaks, branches};
use super::filter::Filtered;
use super::hostname;
use super::matching::{self, misses};
use crate::model::{MatchWhat, PathMatch, Route, RouteKind, RouteMatch};
use crate::object::{Evidence, FieldPath};
use crate::reason::{Gap, GatewayReason, Reason};
use crate::request::Scheme;
use crate::route::l7::{Asked, Branch, End, Ruling, path_of};
use crate::route::walk::Note;
use crate::trace::{Candidate, Choice, Decision, Http, Stage, Verdict, WhyNot};
use crate::world::World;

/// One match of one rule of a route, which is ranked on its own.
struct Rung<'w> {
    route: &'w Route,
    rule: usize,
    alternative: usize,
    with: &'w RouteMatch,
    /// The hostname of the route that fits the request best; `None`: none does.
    host: Option<&'w str>,
    why_not: Option<WhyNot>,
}

impl Rung<'_> {
    fn evidence(&self) -> Evidence {
        let path = FieldPath::of("spec.rules").index(self.rule);
        let rule = self.route.rules.get(self.rule);
        // A rule that says nothing of matches takes everything.
        let written = rule.is_some_and(|rule| !(rule.matches.len() == 1 && *self.with == everything(self.route.kind)));
        let path = if written { path.field("matches").index(self.alternative) } else { path };
        Evidence::at(&self.route.meta.reference, path)
    }

    fn candidate(&self) -> Candidate {
        let host = self.host.filter(|host| !host.is_empty()).or(self.route.hostnames.first().map(String::as_str));
        let text = format!("{} {}", host.unwrap_or("*"), matching::text(self.with));
        let evidence = Some(self.evidence());
        Candidate { what: Choice::Rule { text }, why_not: self.why_not.clone(), node: None, evidence }
    }
}

fn everything(kind: RouteKind) -> RouteMatch {
    let what = if kind == RouteKind::Grpc {
        MatchWhat::Grpc { service: None, method: None }
    } else {
        MatchWhat::Http { path: PathMatch::Prefix("/".into()), method: None, query: Vec::new() }
    };
    RouteMatch { what, headers: Vec::new() }
}

/// What the routes at a listener make of a request.
pub(super) fn rule(
    world: &World,
    routes: &[Attached<'_>],
    asked: Asked<'_>,
    http: &Http,
    mut notes: Vec<Note>,
) -> Ruling {
    let grpc = speaks_grpc(asked, http);
    let mut rungs = rungs(routes, &http.host);
    // Routes come by age and name, their rules in order: the sort keeps that among equals.
    rungs.sort_by_key(|rung| Reverse((rung.host.map(hostname::rank), matching::rank(rung.with))));
    let mut winner = None;
    for (i, rung) in rungs.iter_mut().enumerate() {
        rung.why_not = match (rung.host, misses(rung.with, http, grpc)) {
            (None, _) => Some(WhyNot::HostDiffers),
            (Some(_), Ok(None)) if winner.is_some() => Some(WhyNot::LessSpecific),
            (Some(_), Ok(None)) => {
                winner = Some(i);
                None
            }
            (Some(_), Ok(why_not)) => why_not,
            // Behind the winner nobody asks.
            (Some(_), Err(_)) if winner.is_some() => Some(WhyNot::LessSpecific),
            (Some(_), Err(pattern)) => return Ruling::unknown(notes, unreadable(rung, pattern)),
        };
    }
    let ladder: Arc<[Candidate]> = rungs.iter().map(Rung::candidate).collect();
    let Some(won) = winner else {
        return nobody(notes, http, grpc, ladder);
    };
    let rung = &rungs[won];
    if let Some(rival) = unranked(&rungs, won) {
        return Ruling::unknown(notes, rival);
    }
    let object = &rung.route.meta.reference;
    let reason = GatewayReason::RouteMatched { route: object.titled(), rule: matching::text(rung.with) };
    let note = Note::new(Stage::Gateway, Decision::Match, Reason::Gateway(reason)).because([rung.evidence()]);
    notes.push(note.among(ladder, winner));
    let Some(rule) = rung.route.rules.get(rung.rule) else { return Ruling { notes, branches: Vec::new() } };
    let matched = match &rung.with.what {
        MatchWhat::Http { path, .. } => Some(path),
        MatchWhat::Grpc { .. } => None,
    };
    let mut filtered = Filtered { object, asked: http, port: asked.port, matched, request: http.clone(), notes };
    let end = filtered.through(&rule.filters);
    let notes = std::mem::take(&mut filtered.notes);
    let branches = match end {
        Some(end) => vec![Branch { weight: 1.0, notes: Vec::new(), end }],
        None => {
            let speaks = if grpc { Speaks::Grpc } else { Speaks::Http };
            branches(world, rung.route, (rung.rule, rule), Some(&filtered), speaks)
        }
    };
    Ruling { notes, branches }
}

/// Every match of every route, with the hostname by which the request is the route's.
fn rungs<'w>(routes: &'w [Attached<'_>], host: &str) -> Vec<Rung<'w>> {
    let mut rungs = Vec::new();
    for attached in routes {
        let fitting = attached.hosts.iter().filter(|known| hostname::matches(&known.hosts, host));
        // Its own hostname ranks it, and not what the listener leaves of it.
        let host = fitting.map(|known| known.written.as_str()).max_by_key(|written| hostname::rank(written));
        for (r, rule) in attached.route.rules.iter().enumerate() {
            rungs.extend(rule.matches.iter().enumerate().map(|(alternative, with)| Rung {
                route: attached.route,
                rule: r,
                alternative,
                with,
                host,
                why_not: None,
            }));
        }
    }
    rungs
}

/// gRPC is HTTP/2 with this content type.
fn speaks_grpc(asked: Asked<'_>, http: &Http) -> bool {
    let content = |(name, value): &(String, String)| {
        name.eq_ignore_ascii_case("content-type") && value.starts_with("application/grpc")
    };
    asked.scheme == Scheme::Grpc || http.headers.iter().any(content)
}

/// 404, or gRPC's UNIMPLEMENTED.
fn nobody(notes: Vec<Note>, http: &Http, grpc: bool, ladder: Arc<[Candidate]>) -> Ruling {
    let path = path_of(&http.path).to_owned();
    let say = |reason| Note::new(Stage::Gateway, Decision::Unmatched, Reason::Gateway(reason)).among(ladder, None);
    if grpc {
        let note = say(GatewayReason::RouteUnimplemented { path });
        return Ruling::only(notes, End::Answer { verdict: Verdict::Unmatched, status: None, location: None, note });
    }
    let note = say(GatewayReason::RouteNoRule { host: http.host.clone(), path });
    Ruling::answer(notes, Verdict::Unmatched, 404, note)
}

fn unreadable(rung: &Rung<'_>, pattern: String) -> Note {
    let reason = Reason::NotModelled { what: Gap::Pattern { pattern } };
    Note::new(Stage::Gateway, Decision::Unknown, reason).because([rung.evidence()])
}

/// Where a regular expression ranks among paths is left open: with a rival of the same hostname, nobody knows who wins.
fn unranked(rungs: &[Rung<'_>], won: usize) -> Option<Note> {
    let winner = &rungs[won];
    let pattern = |rung: &Rung<'_>| match &rung.with.what {
        MatchWhat::Http { path: PathMatch::RegularExpression(pattern), .. } => Some(pattern.clone()),
        MatchWhat::Http { .. } | MatchWhat::Grpc { .. } => None,
    };
    let rank = |rung: &Rung<'_>| rung.host.map(hostname::rank);
    let rivals = rungs.iter().filter(|rung| {
        rung.why_not == Some(WhyNot::LessSpecific)
            && rank(rung) == rank(winner)
            && !(std::ptr::eq(rung.route, winner.route) && rung.rule == winner.rule)
    });
    let open = rivals.into_iter().find(|rival| pattern(rival).is_some() != pattern(winner).is_some())?;
    let regular = if pattern(winner).is_some() { winner } else { open };
    let field = format!("{}.path.type", regular.evidence().path);
    let what = Gap::Field { kind: format!("{} RegularExpression", winner.route.kind.as_str()), field };
    let note = Note::new(Stage::Gateway, Decision::Unknown, Reason::NotModelled { what });
    Some(note.because([winner.evidence(), open.evidence()]))
}
