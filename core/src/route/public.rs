//! Names outside the cluster's domain: an entry that serves them, or the world outside (docs/semantics/world.md 4.4, 5.3).

use std::net::SocketAddr;

use super::name::not_found;
use super::source::{Context, Origin};
use super::walk::{Done, Note, Walk};
use super::{Dial, Tracer};
use crate::model::IpFamily;
use crate::object::Evidence;
use crate::reason::{Gap, Reason};
use crate::request::Scheme;
use crate::trace::{Decision, Destination, Place, Stage, Verdict};
use crate::world::ServiceId;

/// IANA's list of top-level domains, lower case, sorted.
const TOP_LEVEL_DOMAINS: &str = include_str!("tlds.txt");

impl Tracer<'_> {
    /// A resolver that does not know the cluster's names: the first name that anybody is known to have.
    pub(super) fn outside_name(
        &mut self,
        origin: &Origin,
        mut walk: Walk,
        dial: &Dial,
        names: &[String],
        name: &str,
    ) -> Vec<Done> {
        for tried in names {
            if let Some(done) = self.beyond(origin, &walk, dial, tried, name) {
                return done;
            }
        }
        walk.note(not_found(name, &[]));
        vec![walk.end(Verdict::Nxdomain, None)]
    }

    /// What a name outside the cluster's domain leads to. Of names that only a search list makes, those exist that the
    /// manifests serve: what else the world outside has, nobody knows.
    pub(super) fn beyond(
        &mut self,
        origin: &Origin,
        walk: &Walk,
        dial: &Dial,
        tried: &str,
        name: &str,
    ) -> Option<Vec<Done>> {
        let plain = tried.trim_end_matches('.');
        let as_asked = plain.eq_ignore_ascii_case(name.trim_end_matches('.'));
        if !as_asked && self.balancer_named(plain).is_none() && !self.is_served(plain) {
            return None;
        }
        self.public_name(origin, walk.clone(), dial, plain)
    }

    /// A name that the cluster's DNS does not have: an entry that serves it, or the world outside (docs/semantics/world.md 4.4, 5.3).
    /// `None`: nobody has such a name.
    fn public_name(&mut self, origin: &Origin, walk: Walk, dial: &Dial, name: &str) -> Option<Vec<Done>> {
        let name = name.trim_end_matches('.');
        if let Some(id) = self.balancer_named(name) {
            let entry = self.world.service(id);
            let declared = super::spoken(origin, entry.load_balancer.iter().filter_map(|balancer| balancer.ip));
            let family = entry.cluster_ips.first().map_or(IpFamily::V4, |ip| IpFamily::of(*ip));
            let address = declared.unwrap_or(super::source::balancer(family));
            let mut walk = walk;
            let reason = Reason::NamePublic { name: name.to_owned(), entry: entry.key() };
            let after = walk.with_dst(Destination::Address(SocketAddr::new(address, dial.port)));
            walk.note_rewrite(Note::new(Stage::Dns, Decision::Resolve, reason), after);
            let mut walk = match self.face(origin, walk, address) {
                Ok(walk) => walk,
                Err(unknown) => return Some(vec![*unknown]),
            };
            walk.send();
            if declared.is_some() {
                return Some(self.send(origin, walk, dial, address));
            }
            // Nobody knows its addresses, but whose they are.
            if let Context::Pod { node, .. } | Context::Node(node) = origin.context {
                walk.go(Place::Node(self.world.node(node).name.clone()));
            }
            if let Some(stopped) = self.barred(&mut walk, None, dial.port) {
                return Some(vec![*stopped]);
            }
            return Some(self.at_balancer(walk, &[id], SocketAddr::new(address, dial.port)));
        }
        let cluster = format!(".{}", self.world.knobs.cluster_domain);
        let of_cluster = format!(".{name}").ends_with(&cluster)
            || (!origin.inside() && self.is_service_name(name) && !self.is_named(name));
        let reads = walk.packet.http.is_some() || dial.scheme == Scheme::Tls;
        // Nobody outside has names of the cluster's domain, unless an entry's rules say so.
        if (reads && !of_cluster || self.is_served(name))
            && let Some(done) = self.public_host(origin, &walk, dial, name)
        {
            return Some(done);
        }
        let here = name
            .rsplit_once('.')
            .is_some_and(|(_, last)| self.world.namespaces.contains_key(&last.to_ascii_lowercase()));
        if of_cluster || (origin.inside() && (here || !is_public(name))) {
            return None;
        }
        if !origin.inside() && !name.contains('.') {
            return None;
        }
        if let Some(other) = self.world.foreign_entries.first().filter(|_| reads) {
            let what = Gap::Field { kind: other.kind.clone(), field: "spec".into() };
            let note = Note::new(Stage::Dns, Decision::Unknown, Reason::NotModelled { what });
            return Some(vec![walk.fail(Verdict::Unknown, note.because([Evidence::new(other, "spec")]))]);
        }
        let mut walk = walk;
        walk.send();
        if let Context::Pod { node, .. } | Context::Node(node) = origin.context {
            walk.go(Place::Node(self.world.node(node).name.clone()));
            if let Some(stopped) = self.barred(&mut walk, None, dial.port) {
                return Some(vec![*stopped]);
            }
            walk.note(super::kernel::forwarded(Reason::RoutedOut));
        }
        walk.go(Place::External(name.to_owned()));
        let reason = Reason::LeavesCluster { host: name.to_owned() };
        Some(vec![walk.fail(Verdict::External, Note::new(Stage::Network, Decision::Leave, reason))])
    }

    /// Whether somebody outside took it from the cluster: the name of a Service, of no domain.
    fn is_service_name(&self, name: &str) -> bool {
        let name = name.to_ascii_lowercase();
        match name.split('.').collect::<Vec<_>>().as_slice() {
            [service] => self.world.services.iter().any(|entry| entry.spec.meta.name() == *service),
            [service, namespace] | [service, namespace, "svc"] => self.world.find_service(namespace, service).is_some(),
            _ => false,
        }
    }

    /// A load balancer that goes by this name.
    fn balancer_named(&self, name: &str) -> Option<ServiceId> {
        let is = |host: &Option<String>| host.as_deref().is_some_and(|host| host.eq_ignore_ascii_case(name));
        let found = self.world.services.iter().position(|e| e.load_balancer.iter().any(|b| is(&b.hostname)));
        found.map(ServiceId)
    }
}

/// Whether the name ends in a public top-level domain.
pub(super) fn is_public(name: &str) -> bool {
    let last = name.rsplit_once('.').map(|(_, last)| last.to_ascii_lowercase());
    last.is_some_and(|last| TOP_LEVEL_DOMAINS.lines().any(|domain| domain == last))
}
