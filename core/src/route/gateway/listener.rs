//! The listeners of a Gateway: its own, and those of the ListenerSets that it lets attach (docs/semantics/l7.md 3.2, 3.3).

use super::grant::granted;
use super::hostname::{intersection, matches, rank};
use crate::model::{FromNamespaces, GATEWAY_GROUP, Gateway, Listener, ListenerProtocol, ListenerSet, RouteKind};
use crate::object::{Evidence, FieldPath, ObjectRef};
use crate::world::World;

/// A listener with who declares it.
#[derive(Debug, Clone)]
pub(crate) struct Listening<'w> {
    /// The Gateway or the ListenerSet.
    pub(crate) owner: &'w ObjectRef,
    /// Its place in the owner's list.
    pub(crate) index: usize,
    pub(crate) spec: &'w Listener,
    /// Why it takes no connections.
    pub(crate) fault: Option<Fault>,
}

/// Hosts of a route at a listener.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Effective {
    /// Those that both mean; the empty text is every host.
    pub(crate) hosts: String,
    /// The route's own hostname, by which it ranks; empty where it has none.
    pub(crate) written: String,
}

/// Why a listener is not programmed: upstream's reasons of the conditions Conflicted, Accepted, ResolvedRefs and Programmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    HostnameConflict,
    ProtocolConflict,
    UnsupportedProtocol,
    RefNotPermitted,
    InvalidCertificateRef,
    Invalid,
}

impl Fault {
    /// The reason as upstream spells it (apis/v1/gateway_types.go).
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Fault::HostnameConflict => "HostnameConflict",
            Fault::ProtocolConflict => "ProtocolConflict",
            Fault::UnsupportedProtocol => "UnsupportedProtocol",
            Fault::RefNotPermitted => "RefNotPermitted",
            Fault::InvalidCertificateRef => "InvalidCertificateRef",
            Fault::Invalid => "Invalid",
        }
    }
}

impl Listening<'_> {
    pub(super) fn hostname(&self) -> &str {
        self.spec.hostname.as_deref().unwrap_or_default()
    }

    pub(super) fn evidence(&self) -> Evidence {
        Evidence::at(self.owner, FieldPath::of("spec.listeners").index(self.index))
    }

    /// `web (HTTP :80 shop.example.com)`
    pub(super) fn text(&self) -> String {
        let Listener { name, port, protocol, .. } = self.spec;
        let host = self.spec.hostname.as_ref().map(|host| format!(" {host}")).unwrap_or_default();
        format!("{name} ({} :{port}{host})", protocol.as_str())
    }

    /// The kinds of routes that may attach: those of its protocol that `allowedRoutes.kinds` names, if it names any.
    pub(crate) fn kinds(&self) -> Vec<RouteKind> {
        let fitting: &[RouteKind] = match self.spec.protocol {
            ListenerProtocol::Http | ListenerProtocol::Https => &[RouteKind::Http, RouteKind::Grpc],
            ListenerProtocol::Tls => &[RouteKind::Tls],
            ListenerProtocol::Tcp => &[RouteKind::Tcp],
            ListenerProtocol::Udp => &[RouteKind::Udp],
            ListenerProtocol::Other(_) => &[],
        };
        let names = |kind: &RouteKind| {
            let named = |(group, name): &(String, String)| group == GATEWAY_GROUP && name == kind.as_str();
            self.spec.allowed_kinds.is_empty() || self.spec.allowed_kinds.iter().any(named)
        };
        fitting.iter().copied().filter(names).collect()
    }
}

/// Every listener of a Gateway in merged order, with what is wrong with it.
pub(crate) fn listeners<'w>(world: &'w World, gateway: &'w Gateway) -> Vec<Listening<'w>> {
    let mut all: Vec<Listening<'w>> = Vec::new();
    let mut add = |owner, specs: &'w [Listener]| {
        let known = all.len();
        all.extend(specs.iter().enumerate().map(|(index, spec)| Listening { owner, index, spec, fault: None }));
        // Of several objects' listeners the first keeps it. Of one object's own all that conflict are refused, but with those that
        // have lost already nobody conflicts.
        let with = |i: usize, other: usize| conflict(all[i].spec, all[other].spec);
        let lost: Vec<Option<Fault>> =
            (known..all.len()).map(|i| (0..known).find_map(|other| with(i, other))).collect();
        let fault = |i: usize| {
            let rivals = (known..all.len()).filter(|other| *other != i && lost[other - known].is_none());
            let among = || rivals.into_iter().find_map(|other| with(i, other));
            lost[i - known].or_else(among).or_else(|| fault(world, owner, all[i].spec))
        };
        let faults: Vec<Option<Fault>> = (known..all.len()).map(fault).collect();
        all[known..].iter_mut().zip(faults).for_each(|(listener, fault)| listener.fault = fault);
    };
    add(&gateway.meta.reference, &gateway.listeners);
    for set in attached_sets(world, gateway) {
        add(&set.meta.reference, &set.listeners);
    }
    all
}

/// Of the listeners at a port, the one whose hostname fits best (3.5).
pub(super) fn best<'a, 'w>(listeners: impl Iterator<Item = &'a Listening<'w>>, host: &str) -> Option<&'a Listening<'w>>
where
    'w: 'a,
{
    // The first of equals: max_by_key would take the last.
    listeners
        .filter(|listener| matches(listener.hostname(), host))
        .reduce(|best, other| if rank(other.hostname()) > rank(best.hostname()) { other } else { best })
}

/// Whether a namespace's objects may attach; `own` is the namespace of who says so.
pub(super) fn lets_in(world: &World, from: &FromNamespaces, own: &str, namespace: &str) -> bool {
    match from {
        FromNamespaces::None => false,
        FromNamespaces::Same => own == namespace,
        FromNamespaces::All => true,
        FromNamespaces::Selector(selector) => {
            let labels = world.namespaces.get(namespace);
            selector.as_ref().zip(labels).is_some_and(|(selector, labels)| selector.matches(labels))
        }
    }
}

/// Whether a ListenerSet names the Gateway as its parent.
pub(crate) fn is_child(set: &ListenerSet, gateway: &Gateway) -> bool {
    let parent = &set.parent;
    parent.group == GATEWAY_GROUP
        && parent.kind == "Gateway"
        && parent.name == gateway.meta.name()
        && parent.namespace_or(set.meta.namespace()) == gateway.meta.namespace()
}

/// Whether the Gateway lets it attach.
pub(crate) fn is_allowed(world: &World, set: &ListenerSet, gateway: &Gateway) -> bool {
    lets_in(world, &gateway.allowed_listeners, gateway.meta.namespace(), set.meta.namespace())
}

/// By age, then by namespace and name.
fn attached_sets<'w>(world: &'w World, gateway: &Gateway) -> Vec<&'w ListenerSet> {
    let sets = world.gateway_api.listener_sets.iter();
    let mut sets: Vec<&ListenerSet> =
        sets.filter(|set| is_child(set, gateway) && is_allowed(world, set, gateway)).collect();
    sets.sort_by_cached_key(|set| super::age(&set.meta));
    sets
}

/// Two listeners that one port cannot tell apart.
fn conflict(one: &Listener, other: &Listener) -> Option<Fault> {
    let secure = |protocol: &ListenerProtocol| matches!(protocol, ListenerProtocol::Https | ListenerProtocol::Tls);
    let udp = |protocol: &ListenerProtocol| *protocol == ListenerProtocol::Udp;
    let (a, b) = (&one.protocol, &other.protocol);
    if one.port != other.port || udp(a) != udp(b) {
        return None;
    }
    if a != b && !(secure(a) && secure(b)) {
        return Some(Fault::ProtocolConflict);
    }
    // HTTPS and TLS are told apart by nothing but the server name.
    let fault = if a == b { Fault::HostnameConflict } else { Fault::ProtocolConflict };
    (one.hostname == other.hostname).then_some(fault)
}

/// What is wrong with a listener by itself. A Secret that no manifest holds is taken as there: manifests seldom hold any.
fn fault(world: &World, owner: &ObjectRef, spec: &Listener) -> Option<Fault> {
    if matches!(spec.protocol, ListenerProtocol::Other(_)) {
        return Some(Fault::UnsupportedProtocol);
    }
    if spec.passthrough || !matches!(spec.protocol, ListenerProtocol::Https | ListenerProtocol::Tls) {
        return None;
    }
    // Terminate takes certificates or options (ListenerTLSConfig in apis/v1/gateway_types.go).
    if spec.tls && spec.certificates.is_empty() && !spec.tls_options {
        return Some(Fault::Invalid);
    }
    spec.certificates.iter().find_map(|secret| {
        if !(secret.group.is_empty() && secret.kind == "Secret") {
            return Some(Fault::InvalidCertificateRef);
        }
        (!granted(world, GATEWAY_GROUP, &owner.kind, &owner.namespace, secret)).then_some(Fault::RefNotPermitted)
    })
}

/// For which hosts a route with these hostnames is at a listener.
pub(super) fn effective(listener: &Listening<'_>, hostnames: &[String]) -> Vec<Effective> {
    let own = listener.hostname();
    if hostnames.is_empty() {
        return vec![Effective { hosts: own.to_owned(), written: String::new() }];
    }
    let both = |written: &String| Some(Effective { hosts: intersection(own, written)?, written: written.clone() });
    hostnames.iter().filter_map(both).collect()
}
