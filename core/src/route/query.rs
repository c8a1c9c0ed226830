//! The question to the cluster's DNS that comes before a request by name. It is a packet like any other: policies may stop it, and
//! a DNS Service may have nobody behind it.

use std::net::SocketAddr;

use super::isolation::{End, Stop, foreign, key, party, subject};
use super::policy::{Party, Ruling, Subject, Who};
use super::proxy::usable;
use super::resolver::Server;
use super::source::{Context, Origin};
use super::walk::{Done, Note, Walk, Way};
use super::{Tracer, family};
use crate::model::{Direction, Labels, Protocol};
use crate::reason::{PolicyGap, PolicyReason, Reason};
use crate::trace::{Decision, Destination, Packet, Place, Stage, Verdict};
use crate::world::ServiceId;

/// Where DNS listens.
pub(super) const PORT: u16 = 53;
/// Where every cluster's DNS runs, and the label of its pods.
const NAMESPACE: &str = "kube-system";
const LABEL: (&str, &str) = ("k8s-app", "kube-dns");
/// What CoreDNS' own manifests call its port.
const PORT_NAME: &str = "dns";

impl Tracer<'_> {
    /// Asks the cluster's DNS for `name`, and goes on with the requests that are answered.
    pub(super) fn queried(
        &mut self,
        origin: &Origin,
        mut walk: Walk,
        name: &str,
        answered: impl FnOnce(&mut Self, Walk) -> Vec<Done>,
    ) -> Vec<Done> {
        let lost = if self.is_sure_to_answer() { Vec::new() } else { self.lost(origin, &walk, name) };
        if lost.is_empty() {
            return answered(self, walk);
        }
        let whole = walk.weight;
        walk.weight -= lost.iter().map(|done| done.weight).sum::<f64>();
        // Shares are sums of fractions.
        if walk.weight <= whole * f64::EPSILON * 16.0 {
            return lost;
        }
        let mut done = answered(self, walk);
        done.extend(lost);
        done
    }

    fn is_sure_to_answer(&self) -> bool {
        self.nothing_in_the_way() && self.world.dns.service.is_none_or(|id| self.has_endpoints(id))
    }

    fn has_endpoints(&self, id: ServiceId) -> bool {
        let ports = self.world.service(id).ports.iter();
        let asked = |port: &&crate::world::PortEntry| port.spec.port == PORT && port.spec.protocol == Protocol::Udp;
        ports.filter(asked).flat_map(|port| &port.endpoints).any(usable)
    }

    /// The ways on which a question gets no answer.
    fn lost(&mut self, origin: &Origin, walk: &Walk, name: &str) -> Vec<Done> {
        let Context::Pod { node, ref dns, .. } = origin.context else { return Vec::new() };
        let server = match dns.asks {
            Server::Cluster => None,
            Server::Other(address) => Some(address),
            // Where the node's own resolver is nobody knows.
            Server::Node | Server::Nobody => return Vec::new(),
        };
        let dns = SocketAddr::new(server.unwrap_or(self.world.dns.address), PORT);
        let Some(src) = origin.facing(dns.ip()) else { return Vec::new() };
        let mut query = walk.clone();
        let dst = Destination::Address(dns);
        let after = Packet { protocol: Protocol::Udp, src, src_port: None, dst, http: None };
        let reason = Reason::Policy(PolicyReason::NameAsked { name: name.trim_end_matches('.').to_owned(), dns });
        query.note_rewrite(Note::new(Stage::Dns, Decision::Send, reason), after);
        query.go(Place::Node(self.world.node(node).name.clone()));
        let assumptions = self.assumptions.clone();
        let done = match self.world.dns.service {
            _ if server.is_some() => self.kernel(query, node, dns, true),
            Some(_) => self.kernel(query, node, dns, true),
            None => self.assumed_dns(&mut query).map(|(verdict, note)| query.fail(verdict, note)).into_iter().collect(),
        };
        let lost: Vec<Done> =
            done.into_iter().filter(|done| !arrived(done.verdict, server.is_some())).map(of_query).collect();
        if lost.is_empty() {
            self.assumptions = assumptions;
        }
        lost
    }

    /// To the pods that every cluster has for its DNS, wherever they are.
    fn assumed_dns(&self, query: &mut Walk) -> Option<Stop> {
        let world = self.world;
        let place = query.sent().map(|(place, ..)| place.clone())?;
        let labels = Labels::from([(LABEL.0.to_owned(), LABEL.1.to_owned())]);
        let namespace_assumed = !world.namespaces.contains_key(NAMESPACE);
        let pods = Subject { labels: &labels, namespace_assumed, ..Subject::plain(world, NAMESPACE) };
        let dns = format!("{NAMESPACE}/{}", LABEL.1);
        if let Some(subject) = subject(world, &place) {
            if let Some(stop) = foreign(world, subject.namespace) {
                return Some(stop);
            }
            let end = end(Direction::Egress, &subject, key(&place), format!("{dns}:{PORT}"));
            let family = family(query.packet.src);
            // Its pods are pods like others, on the pod network.
            let there = Party { who: Who::Pod(pods.clone()), address: None, family, within: &world.pod_cidrs };
            let judgement = end.judge(world, &there);
            if let Some(stop) = end.conclude(world, query, judgement, None) {
                return Some(stop);
            }
        }
        if let Some(stop) = foreign(world, NAMESPACE) {
            return Some(stop);
        }
        let peer = party(world, &place, query.packet.src);
        let end = end(Direction::Ingress, &pods, dns, key(&place));
        let judgement = end.judge(world, &peer);
        // Their own node may always reach them, and nobody knows which that is.
        let denied = judgement.ruling == Ruling::Denied && matches!(peer.who, Who::NoPod);
        let policy = judgement.selecting.first().filter(|_| denied);
        let policy = policy.map(|policy| world.policies[*policy].meta.reference.key());
        let gap = policy.map(|policy| PolicyGap::Address { policy, field: "spec.ingress".into() });
        end.conclude(world, query, judgement, gap)
    }
}

fn end<'a>(direction: Direction, subject: &'a Subject<'a>, pod: String, peer: String) -> End<'a> {
    End { direction, subject, pod, peer, protocol: Protocol::Udp, port: PORT, names: vec![PORT_NAME] }
}

/// A server outside of the model answers.
fn arrived(verdict: Verdict, elsewhere: bool) -> bool {
    verdict == Verdict::Delivered || (elsewhere && verdict == Verdict::External)
}

/// What became of a question says nothing about whom the request itself would have reached.
fn of_query(mut done: Done) -> Done {
    done.service = None;
    if let Way::Written(path) = &mut done.way {
        path.endpoint = None;
    }
    done
}
