//! From a node to the endpoint: the flat pod network, and the pod that answers.

use std::net::SocketAddr;

use super::Tracer;
use super::kernel::forwarded;
use super::walk::{Done, Note, Walk};
use crate::apart::apart;
use crate::assumption::Assumption;
use crate::object::{Evidence, FieldPath};
use crate::reason::Reason;
use crate::trace::{Decision, Place, Reached, Stage, Verdict};
use crate::world::{Endpoint, NodeId, Pod, PodId, ServiceId};

/// The Service whose endpoint is dialled, and which one (port and endpoint, by index).
#[derive(Debug, Clone, Copy)]
pub(super) struct Backend {
    pub(super) service: Option<ServiceId>,
    pub(super) endpoint: Option<(usize, usize)>,
}

impl Tracer<'_> {
    /// Delivers to a pod's or a slice's address. `from` is the node where the packet is; `None` for one from outside.
    pub(super) fn deliver(
        &mut self,
        mut walk: Walk,
        from: Option<NodeId>,
        dst: SocketAddr,
        backend: Option<Backend>,
    ) -> Done {
        let world = self.world;
        let listed = backend.and_then(|backend| {
            let (port, endpoint) = backend.endpoint?;
            world.service(backend.service?).ports.get(port)?.endpoints.get(endpoint)
        });
        let pod = listed.and_then(|endpoint| endpoint.pod).or_else(|| world.pod_with(dst.ip()));
        let listed_node = listed.and_then(|endpoint| endpoint.node.as_ref());
        let home = pod.and_then(|id| world.pod(id).node).or(listed.and_then(Endpoint::known_node));
        let at = match pod {
            Some(id) => world.pod(id).reference.key(),
            None => dst.to_string(),
        };
        let service =
            backend.and_then(|backend| backend.service).map(|id| world.service(id).spec.meta.reference.clone());
        let node = home
            .map(|home| world.node(home).name.clone())
            .or_else(|| listed_node.map(|node| world.node_name(node).to_owned()));
        let mut reached = Reached {
            address: dst,
            pod: None,
            workload: None,
            node,
            service,
            masquerade: walk.masquerade,
            pod_sees: walk.packet.src,
        };
        if let Some(id) = pod {
            let entry = world.pod(id);
            reached.pod = Some(entry.reference.clone());
            reached.workload = Some(entry.owner.clone().unwrap_or_else(|| entry.reference.clone()));
        }
        if pod.is_none() && world.is_service_address(dst.ip()) {
            return apart(|| {
                let reason = Reason::EndpointIsClusterIp { address: dst.ip() };
                let evidence = listed.map(|endpoint| endpoint.evidence.clone());
                let note = Note::new(Stage::Network, Decision::Unmatched, reason).because(evidence);
                walk.fail_at(Verdict::Unmatched, reached, note)
            });
        }
        if let Some((verdict, note)) = self.egress(&mut walk, dst, pod) {
            return walk.fail_at(verdict, reached, note);
        }
        if let Some(home) = home {
            let name = &world.node(home).name;
            if from.is_some_and(|from| from != home) {
                walk.note(forwarded(Reason::RoutedToNode { node: name.clone() }));
            }
            walk.go(Place::Node(name.clone()));
            if world.state.nodes_down.contains(name) {
                let reason = Reason::NodeDown { node: name.clone() };
                return walk.fail(Verdict::Dropped, Note::new(Stage::Network, Decision::Drop, reason));
            }
            walk.note(forwarded(Reason::RoutedToPod { pod: at }));
        } else {
            // Of nobody that is known, as hand-made slices name them.
            walk.note(forwarded(if pod.is_some() { Reason::RoutedToPod { pod: at } } else { Reason::RoutedOut }));
        }
        match pod {
            Some(id) => self.arrive(walk, world.pod(id), dst, reached),
            None => {
                let evidence = listed.map(|endpoint| endpoint.evidence.clone());
                self.assume(Assumption::Listening { address: dst.to_string() });
                walk.beyond = home.is_none();
                walk.go(Place::External(dst.ip().to_string()));
                walk.note(
                    Note::new(Stage::Pod, Decision::Deliver, Reason::AddressListens { address: dst }).because(evidence),
                );
                walk.end(Verdict::Delivered, Some(reached))
            }
        }
    }

    /// To a pod without the pod network: by its node's own address, or from inside.
    pub(super) fn deliver_on_node(&mut self, walk: Walk, id: PodId, dst: SocketAddr, by: Option<ServiceId>) -> Done {
        let pod = self.world.pod(id);
        let reached = Reached {
            address: dst,
            pod: Some(pod.reference.clone()),
            workload: Some(pod.owner.clone().unwrap_or_else(|| pod.reference.clone())),
            node: pod.node.map(|node| self.world.node(node).name.clone()),
            service: by.map(|id| self.world.service(id).spec.meta.reference.clone()),
            masquerade: walk.masquerade,
            pod_sees: walk.packet.src,
        };
        self.arrive(walk, pod, dst, reached)
    }

    fn arrive(&mut self, mut walk: Walk, pod: &Pod, dst: SocketAddr, reached: Reached) -> Done {
        let reference = &pod.reference;
        let key = reference.key();
        walk.go(Place::Pod { namespace: reference.namespace.clone(), name: reference.name.clone() });
        let ports = pod.template.containers.iter().flat_map(|container| &container.ports);
        let declared = ports.into_iter().find(|port| port.port == dst.port() && port.protocol == walk.protocol());
        let evidence = match declared {
            Some(port) => {
                let path = FieldPath::of(&format!("{}.{}", pod.evidence.path, port.path)).field("containerPort");
                Evidence::at(&pod.evidence.object, path)
            }
            None => pod.evidence.clone(),
        };
        let port = dst.port();
        if self.world.state.pods_down.contains(&key) {
            let note =
                Note::new(Stage::Pod, Decision::Drop, Reason::NotListening { pod: key, port }).because([evidence]);
            return walk.fail(Verdict::Dropped, note);
        }
        if let Some((verdict, note)) = self.ingress(&mut walk, pod, dst) {
            return walk.fail_at(verdict, reached, note);
        }
        if self.world.state.not_listening.contains(&(key.clone(), port)) {
            let note =
                Note::new(Stage::Pod, Decision::Reject, Reason::NotListening { pod: key, port }).because([evidence]);
            return walk.fail(Verdict::Rejected, note);
        }
        if declared.is_none() {
            self.assume(Assumption::Listening { address: dst.to_string() });
        }
        let reason = Reason::PodListens { pod: key, port, declared: declared.is_some() };
        walk.note(Note::new(Stage::Pod, Decision::Deliver, reason).because([evidence]));
        walk.end(Verdict::Delivered, Some(reached))
    }

    /// The node an address of a pod is on.
    pub(super) fn home(&self, address: std::net::IpAddr) -> Option<NodeId> {
        self.world.pod(self.world.pod_with(address)?).node
    }
}
