//! A Gateway: which listener takes a connection, which rule of which route the request, and which Services that names.
//! Rules and sources: docs/semantics/l7.md 3; the numbers in comments are its sections.

mod attach;
mod backend;
mod filter;
mod grant;
mod hostname;
mod http;
mod listener;
mod matching;
pub(super) mod mesh;
mod stream;

use std::sync::Arc;

pub(crate) use attach::{Refusal, attach_by, names};
pub(crate) use backend::refusal;
pub(crate) use listener::{Effective, Listening, is_allowed, is_child, listeners};

use super::l7::{Asked, End, Ruling};
use super::walk::Note;
use crate::model::{Gateway, ListenerProtocol, Meta, Protocol, Route};
use crate::object::Evidence;
use crate::reason::{EntryReason, Gap, GatewayReason, Reason};
use crate::request::Scheme;
use crate::trace::{Candidate, Choice, Decision, Http, Stage, Verdict, WhyNot};
use crate::world::World;

/// GKE has certificates of its own for a Gateway with this annotation, whose listeners then have no `tls`.
const CERTIFICATE_MAP: &str = "networking.gke.io/certmap";

/// By age, then by namespace and name. One without time-stamp is the youngest: it is yet to be created.
fn age(meta: &Meta) -> (bool, Option<String>, String, String) {
    (meta.created.is_none(), meta.created.clone(), meta.namespace().to_owned(), meta.name().to_owned())
}

/// The routes at a listener, with the hosts for which they are there (empty: every host).
pub(crate) fn attached<'w>(world: &'w World, listener: &Listening<'_>) -> Vec<(&'w Route, Vec<Effective>)> {
    attach::attached(world, listener).into_iter().map(|attached| (attached.route, attached.hosts)).collect()
}

/// Whether some controller serves the Gateway: its class exists, or no class does and one is assumed.
pub(crate) fn is_served(world: &World, gateway: &Gateway) -> bool {
    let classes = &world.gateway_api.classes;
    classes.is_empty() || classes.iter().any(|class| class.meta.name() == gateway.class)
}

/// Whether a route at one of the Gateway's listeners, or the listener itself, names this host.
pub(super) fn serves_host(world: &World, gateway: &Gateway, host: &str) -> bool {
    listeners(world, gateway).iter().filter(|listener| listener.fault.is_none()).any(|listener| {
        let routes = attach::attached(world, listener);
        let mut hosts = routes.iter().flat_map(|attached| &attached.hosts);
        hosts.any(|known| !known.hosts.is_empty() && hostname::matches(&known.hosts, host))
    })
}

/// Whether the route has the host among its own, or has none of its own.
pub(crate) fn is_for(route: &Route, host: &str) -> bool {
    let mut hosts = route.hostnames.iter();
    hosts.len() == 0 || hosts.any(|known| hostname::matches(known, host))
}

/// What becomes of a connection to the Gateway.
pub(super) fn rule(world: &World, gateway: &Gateway, asked: Asked<'_>) -> Ruling {
    let all = listeners(world, gateway);
    let udp = asked.scheme.protocol() == Protocol::Udp;
    let at_port = |listener: &&Listening<'_>| {
        listener.spec.port == asked.port && (listener.spec.protocol == ListenerProtocol::Udp) == udp
    };
    let open: Vec<&Listening<'_>> = all.iter().filter(at_port).filter(|listener| listener.fault.is_none()).collect();
    let object = &gateway.meta.reference;
    let Some(first) = open.first() else {
        let note = match all.iter().find(at_port).and_then(|listener| Some((listener, listener.fault?))) {
            Some((listener, fault)) => {
                let (listener, reason) = ((*listener).text(), fault.reason());
                reject(GatewayReason::GatewayListenerRefused { listener, reason })
            }
            None => reject(GatewayReason::GatewayNoPort { gateway: object.key(), port: asked.port }),
        };
        let note = note.because([Evidence::new(object, "spec.listeners")]);
        return refused(Vec::new(), note.among(ladder(&all, None, |listener| !at_port(&listener)), None));
    };
    let chosen = |listener: &Listening<'_>| {
        let reason = GatewayReason::GatewayListener { gateway: object.key(), listener: listener.text() };
        let at = all.iter().position(|known| std::ptr::eq(known, listener));
        let ladder = ladder(&all, at, |listener| !at_port(&listener));
        let note = Note::new(Stage::Gateway, Decision::Match, Reason::Gateway(reason));
        note.because([listener.evidence()]).among(ladder, at)
    };
    let other_protocol = |listener: &Listening<'_>| {
        let (text, protocol) = (listener.text(), listener.spec.protocol.as_str().to_owned());
        let note = reject(GatewayReason::GatewayOtherProtocol { listener: text, protocol });
        refused(Vec::new(), note.because([listener.evidence()]))
    };
    match (&first.spec.protocol, asked.http) {
        (ListenerProtocol::Udp | ListenerProtocol::Tcp, _) => {
            let routes = attach::attached(world, first);
            stream::rule(world, &routes, "", first.text(), vec![chosen(first)])
        }
        (ListenerProtocol::Http, Some(http)) if http.tls => other_protocol(first),
        (ListenerProtocol::Http, Some(http)) => match listener::best(open.iter().copied(), &http.host) {
            Some(listener) => {
                let routes = attach::attached(world, listener);
                http::rule(world, &routes, asked, http, vec![chosen(listener)])
            }
            None => {
                let ladder = ladder(&all, None, |listener| !at_port(&listener));
                no_listener(object.key(), http, ladder)
            }
        },
        (ListenerProtocol::Http, None) if asked.scheme == Scheme::Tls => other_protocol(first),
        (ListenerProtocol::Http, None) => no_http(asked),
        (ListenerProtocol::Https | ListenerProtocol::Tls, http) => {
            let secure = http.map_or(asked.scheme == Scheme::Tls, |http| http.tls);
            match (secure, http) {
                (false, Some(_)) => return other_protocol(first),
                (false, None) => return no_http(asked),
                (true, _) => {}
            }
            let name = asked.sni.unwrap_or_default().to_ascii_lowercase();
            let Some(listener) = listener::best(open.iter().copied(), &name) else {
                let note = reject(GatewayReason::GatewayNoServerName { gateway: object.key(), name });
                return refused(Vec::new(), note.among(ladder(&all, None, |listener| !at_port(&listener)), None));
            };
            secured(world, gateway, &open, listener, &name, asked, vec![chosen(listener)])
        }
        (ListenerProtocol::Other(_), _) => other_protocol(first),
    }
}

/// TLS to a listener that the server name chose: ended here, or passed through.
fn secured(
    world: &World,
    gateway: &Gateway,
    open: &[&Listening<'_>],
    listener: &Listening<'_>,
    name: &str,
    asked: Asked<'_>,
    mut notes: Vec<Note>,
) -> Ruling {
    let routes = attach::attached(world, listener);
    // It is required with HTTPS and TLS (Listener.TLS in apis/v1/gateway_types.go); some controllers do without all the same.
    if !listener.spec.tls && !gateway.meta.annotations.contains_key(CERTIFICATE_MAP) {
        let what = Gap::ListenerWithoutTls { listener: listener.text() };
        let note = Note::new(Stage::Gateway, Decision::Unknown, Reason::NotModelled { what });
        return Ruling::unknown(notes, note.because([listener.evidence()]));
    }
    if !listener.spec.passthrough {
        let secret = listener.spec.certificates.first();
        let secret = secret.map(|secret| match &secret.namespace {
            Some(namespace) => format!("{namespace}/{}", secret.name),
            None => secret.name.clone(),
        });
        let host = if name.is_empty() { "*".to_owned() } else { name.to_owned() };
        let reason = Reason::Entry(EntryReason::TlsTerminated { host, secret });
        let evidence = Evidence::at(listener.owner, listener.evidence().path.field("tls"));
        notes.push(Note::new(Stage::Gateway, Decision::Match, reason).because([evidence]));
    }
    if listener.spec.protocol == ListenerProtocol::Tls {
        return stream::rule(world, &routes, name, listener.text(), notes);
    }
    let Some(http) = asked.http else { return no_http(asked) };
    match listener::best(open.iter().copied(), &http.host) {
        // Another listener is more specific for this Host: 421 (HTTPS in apis/v1/gateway_types.go).
        Some(other) if !std::ptr::eq(other, listener) => {
            let reason = GatewayReason::GatewayMisdirected { host: http.host.clone(), listener: other.text() };
            let note = Note::new(Stage::Gateway, Decision::Respond, Reason::Gateway(reason));
            Ruling::answer(notes, Verdict::Responded, 421, note.because([other.evidence()]))
        }
        Some(_) => http::rule(world, &routes, asked, http, notes),
        None => http::rule(world, &[], asked, http, notes),
    }
}

fn reject(reason: GatewayReason) -> Note {
    Note::new(Stage::Gateway, Decision::Reject, Reason::Gateway(reason))
}

fn refused(notes: Vec<Note>, note: Note) -> Ruling {
    Ruling::only(notes, End::Answer { verdict: Verdict::Rejected, status: None, location: None, note })
}

fn no_listener(gateway: String, http: &Http, ladder: Arc<[Candidate]>) -> Ruling {
    let reason = GatewayReason::GatewayNoListener { gateway, host: http.host.clone() };
    let note = Note::new(Stage::Gateway, Decision::Unmatched, Reason::Gateway(reason)).among(ladder, None);
    Ruling::answer(Vec::new(), Verdict::Unmatched, 404, note)
}

fn no_http(asked: Asked<'_>) -> Ruling {
    let what = Gap::Scheme { scheme: asked.scheme.as_str().to_owned() };
    Ruling::unknown(Vec::new(), Note::new(Stage::Gateway, Decision::Unknown, Reason::NotModelled { what }))
}

/// The listeners, and why each is not the one.
fn ladder(
    all: &[Listening<'_>],
    chosen: Option<usize>,
    elsewhere: impl Fn(&Listening<'_>) -> bool,
) -> Arc<[Candidate]> {
    let candidates = all.iter().enumerate().map(|(i, listener)| {
        let why_not = if chosen == Some(i) {
            None
        } else if elsewhere(listener) {
            Some(WhyNot::PortDiffers)
        } else if listener.fault.is_some() {
            Some(WhyNot::Conflicted)
        } else {
            Some(WhyNot::HostDiffers)
        };
        let what = Choice::Listener { text: listener.text() };
        Candidate { what, why_not, node: None, evidence: Some(listener.evidence()) }
    });
    candidates.collect()
}
