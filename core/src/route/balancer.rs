//! The load balancer in front: which Service listens, which nodes it uses, and what it does to the packet.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use super::proxy::{of_family, usable};
use super::walk::{Done, Note, Walk};
use super::{Tracer, family};
use crate::apart::apart;
use crate::assumption::Assumption;
use crate::decode::SOURCE_RANGES;
use crate::knobs::LoadBalancer;
use crate::model::{Taint, TrafficPolicy};
use crate::object::{Evidence, FieldPath};
use crate::reason::Reason;
use crate::trace::{Candidate, Choice, Decision, Destination, Packet, Place, Stage, Verdict, WhyNot};
use crate::world::{LoadBalancerAddress, Node, NodeId, PortEntry, ServiceEntry, ServiceId};

/// The place of a Service's balancer.
pub(super) fn place(entry: &ServiceEntry) -> Place {
    Place::LoadBalancer { namespace: entry.spec.meta.namespace().into(), name: entry.spec.meta.name().into() }
}

impl Tracer<'_> {
    /// To a load balancer's address; `None` if no balancer has it.
    pub(super) fn balanced(&mut self, walk: Walk, dst: SocketAddr) -> Option<Vec<Done>> {
        let world = self.world;
        let has = |entry: &ServiceEntry| entry.load_balancer.iter().any(|balancer| balancer.ip == Some(dst.ip()));
        let mut owners: Vec<ServiceId> =
            world.services_at(dst.ip()).filter(|(_, entry)| has(entry)).map(|(id, _)| id).collect();
        if !owners.is_empty() && world.node_with(dst.ip()).is_some() {
            apart(|| owners.retain(|id| leaves_to_balancer(world.service(*id), &walk, dst)));
        }
        if owners.is_empty() { None } else { Some(self.at_balancer(walk, &owners, dst)) }
    }

    /// At the balancer of these Services.
    pub(super) fn at_balancer(&mut self, mut walk: Walk, owners: &[ServiceId], dst: SocketAddr) -> Vec<Done> {
        let world = self.world;
        let listens = |port: &PortEntry| port.spec.port == dst.port() && port.spec.protocol == walk.protocol();
        let found =
            owners.iter().find_map(|id| world.service(*id).ports.iter().position(listens).map(|port| (*id, port)));
        let entry = world.service(found.map_or(owners[0], |(id, _)| id));
        self.assume_balancer(entry);
        walk.go(place(entry));
        let listeners = self.listeners(owners, &walk, dst);
        let Some((id, port)) = found else {
            let reason = Reason::NoListener { service: entry.key(), address: dst };
            let note = Note::new(Stage::LoadBalancer, Decision::Unmatched, reason)
                .because([Evidence::new(&entry.spec.meta.reference, "spec.ports")])
                .among(listeners, None);
            return vec![walk.fail(Verdict::Unmatched, note)];
        };
        let path = entry.ports[port].spec.path();
        let chosen = listeners.iter().position(|listener| listener.why_not.is_none());
        walk.note(
            Note::new(
                Stage::LoadBalancer,
                Decision::Match,
                Reason::ListenerMatched { service: entry.key(), port: dst.port() },
            )
            .because([Evidence::at(&entry.spec.meta.reference, path.field("port"))])
            .among(listeners, chosen),
        );
        if world.knobs.load_balancer == LoadBalancer::Pods {
            return self.straight_to_pods(walk, id, port, dst);
        }
        self.over_nodes(walk, id, port, dst)
    }

    /// Passes the packet to one of its healthy nodes.
    fn over_nodes(&mut self, walk: Walk, id: ServiceId, port: usize, dst: SocketAddr) -> Vec<Done> {
        let world = self.world;
        let entry = world.service(id);
        let local_only = entry.spec.external_policy == TrafficPolicy::Local;
        let endpoints = || of_family(&entry.ports[port], family(dst.ip())).map(|(_, endpoint)| endpoint);
        // One health check for the whole Service, whichever of its ports has endpoints (pkg/proxy/healthcheck).
        let any =
            || entry.ports.iter().flat_map(|port| of_family(port, family(dst.ip()))).map(|(_, endpoint)| endpoint);
        let serves = |node: NodeId| !local_only || any().any(|e| e.conditions.ready && e.is_on(node));
        let all = (0..world.nodes.len()).map(NodeId);
        let ready: Vec<NodeId> = all.filter(|id| world.node(*id).ready && registered(world.node(*id))).collect();
        let mut used: Vec<NodeId> = ready.iter().copied().filter(|node| serves(*node)).collect();
        if used.is_empty() && !endpoints().any(usable) {
            // Nobody is healthy, and nobody could be: balancers then try every node, whose rules refuse.
            used.clone_from(&ready);
        }
        let candidates: Arc<[Candidate]> = (0..world.nodes.len())
            .map(|i| {
                let node = &world.nodes[i];
                let why_not = if used.contains(&NodeId(i)) {
                    None
                } else if !node.ready {
                    Some(WhyNot::NodeNotReady)
                } else if registered(node) {
                    Some(WhyNot::NoLocalEndpoint)
                } else {
                    Some(WhyNot::NodeExcluded)
                };
                let label = || FieldPath::of("metadata.labels").key(EXCLUDED);
                let evidence = node.object.as_ref().filter(|_| why_not == Some(WhyNot::NodeExcluded));
                let evidence = evidence.map(|object| Evidence::at(object, label()));
                let what = Choice::Node { name: node.name.clone() };
                Candidate { what, why_not, node: Some(node.name.clone()), evidence }
            })
            .collect();
        if used.is_empty() {
            let reason = Reason::LoadBalancerNoHealthyNode { service: entry.key() };
            let evidence = Evidence::new(&entry.spec.meta.reference, "spec.externalTrafficPolicy");
            let note =
                Note::new(Stage::LoadBalancer, Decision::Drop, reason).because([evidence]).among(candidates, None);
            return vec![walk.fail(Verdict::Dropped, note)];
        }
        // kube-proxy knows the address itself unless its ipMode is Proxy or the balancer has only a name.
        let known = |balancer: &LoadBalancerAddress| balancer.vip && balancer.ip == Some(dst.ip());
        let proxies = world.knobs.load_balancer == LoadBalancer::Proxy;
        let keeps_address = !proxies && entry.load_balancer.iter().any(known);
        let node_port = entry.ports[port].node_port;
        let mut done = Vec::new();
        for node in &used {
            let mut walk = walk.clone();
            walk.weight /= used.len() as f64;
            let name = world.node(*node).name.clone();
            let chosen = Some(node.0);
            let mut to = dst;
            if keeps_address {
                let reason = Reason::LoadBalancerNodeChosen { node: name.clone(), of: used.len() };
                walk.note(Note::new(Stage::LoadBalancer, Decision::Forward, reason).among(candidates.clone(), chosen));
            } else {
                let (Some(address), Some(node_port)) = (world.node(*node).primary(family(dst.ip())), node_port) else {
                    let reason = Reason::LoadBalancerNoNodePort { service: entry.key() };
                    let evidence = Evidence::new(&entry.spec.meta.reference, "spec.allocateLoadBalancerNodePorts");
                    let note = Note::new(Stage::LoadBalancer, Decision::Unmatched, reason).because([evidence]);
                    done.push(walk.fail(Verdict::Unmatched, note));
                    continue;
                };
                to = SocketAddr::new(address, node_port);
                let mut after = walk.with_dst(Destination::Address(to));
                let (decision, reason) = if proxies {
                    // Its own connection: the nodes see the balancer.
                    after = Packet { src: dst.ip(), ..after };
                    (Decision::Send, Reason::LoadBalancerProxied { service: entry.key() })
                } else {
                    (Decision::Dnat, Reason::LoadBalancerNodeChosen { node: name.clone(), of: used.len() })
                };
                let note = Note::new(Stage::LoadBalancer, decision, reason).among(candidates.clone(), chosen);
                walk.note_rewrite(note, after);
            }
            walk.go(Place::Node(name));
            done.extend(self.kernel(walk, *node, to, false));
        }
        done
    }

    /// Straight to pods, past the node ports.
    fn straight_to_pods(&mut self, walk: Walk, id: ServiceId, port: usize, dst: SocketAddr) -> Vec<Done> {
        let entry = self.world.service(id);
        let ready: Vec<usize> = of_family(&entry.ports[port], family(dst.ip()))
            .filter(|(_, endpoint)| endpoint.conditions.ready)
            .map(|(i, _)| i)
            .collect();
        let mut done = Vec::new();
        for i in &ready {
            let endpoint = &entry.ports[port].endpoints[*i];
            let mut walk = walk.clone();
            walk.weight /= ready.len() as f64;
            walk.service = Some(format!("{}:{}", entry.key(), dst.port()).into());
            let reason = Reason::LoadBalancerPodChosen { pod: endpoint.address.to_string(), of: ready.len() };
            let after = walk.with_dst(Destination::Address(endpoint.address));
            let note = Note::new(Stage::LoadBalancer, Decision::Dnat, reason).because([endpoint.evidence.clone()]);
            walk.note_rewrite(note, after);
            let backend = super::network::Backend { service: Some(id), endpoint: Some((port, *i)) };
            done.push(self.deliver(walk, None, endpoint.address, Some(backend)));
        }
        if done.is_empty() {
            let reason = Reason::LoadBalancerNoHealthyNode { service: entry.key() };
            done.push(walk.fail(Verdict::Dropped, Note::new(Stage::LoadBalancer, Decision::Drop, reason)));
        }
        done
    }

    fn listeners(&self, owners: &[ServiceId], walk: &Walk, dst: SocketAddr) -> Arc<[Candidate]> {
        let ports = owners.iter().flat_map(|id| {
            let entry = self.world.service(*id);
            entry.ports.iter().map(move |port| (entry, port))
        });
        ports
            .map(|(entry, port)| {
                let why_not = if port.spec.port != dst.port() {
                    Some(WhyNot::PortDiffers)
                } else {
                    (port.spec.protocol != walk.protocol()).then_some(WhyNot::ProtocolDiffers)
                };
                let path = port.spec.path().field("port");
                Candidate {
                    what: Choice::Listener { text: format!("{} {}", port.spec.protocol, port.spec.port) },
                    why_not,
                    node: None,
                    evidence: Some(Evidence::at(&entry.spec.meta.reference, path)),
                }
            })
            .collect()
    }

    fn assume_balancer(&mut self, entry: &ServiceEntry) {
        let kind = match self.world.knobs.load_balancer {
            LoadBalancer::Cloud => "cloud",
            LoadBalancer::Proxy => "proxy",
            LoadBalancer::Pods => "pods",
            LoadBalancer::None => "none",
        };
        self.assume(Assumption::LoadBalancer { kind });
        let assumed: Option<IpAddr> =
            entry.load_balancer.iter().find(|balancer| balancer.assumed).and_then(|balancer| balancer.ip);
        if let Some(address) = assumed {
            self.assume(Assumption::LoadBalancerAddress { service: entry.key(), address });
        }
        let sees_clients = entry.load_balancer.iter().any(|balancer| balancer.vip)
            && matches!(self.world.knobs.load_balancer, LoadBalancer::Cloud | LoadBalancer::None);
        if !entry.spec.source_ranges.is_empty() && !sees_clients {
            self.assume(Assumption::SourceRangesOpen { service: entry.key() });
        }
        if entry.spec.source_ranges.is_empty() && entry.spec.meta.annotations.contains_key(SOURCE_RANGES) {
            self.assume(Assumption::SourceRangesAnnotation { service: entry.key() });
        }
        let first = entry.ports.first().map(|port| port.spec.protocol);
        if entry.ports.iter().any(|port| Some(port.spec.protocol) != first) {
            self.assume(Assumption::MixedProtocols { service: entry.key() });
        }
    }
}

/// What is sent to a node's own address arrives there, and its kube-proxy takes the balancer's ports (as under k3s' ServiceLB),
/// unless the Service leaves them to the balancer (`ipMode: Proxy`).
fn leaves_to_balancer(entry: &ServiceEntry, walk: &Walk, dst: SocketAddr) -> bool {
    let listens = |port: &PortEntry| port.spec.port == dst.port() && port.spec.protocol == walk.protocol();
    let proxies = |balancer: &LoadBalancerAddress| balancer.ip == Some(dst.ip()) && !balancer.vip;
    entry.load_balancer.iter().any(proxies) && entry.ports.iter().any(listens)
}

/// The label of nodes that balancers leave out.
const EXCLUDED: &str = "node.kubernetes.io/exclude-from-external-load-balancers";

/// Whether the service controller gives the node to balancers at all: it is not labelled to be left out, nor about to be
/// deleted (staging/src/k8s.io/cloud-provider/controllers/service).
fn registered(node: &Node) -> bool {
    let leaving = |taint: &Taint| taint.key == "ToBeDeletedByClusterAutoscaler";
    !node.labels.contains_key(EXCLUDED) && !node.taints.iter().any(leaving)
}
