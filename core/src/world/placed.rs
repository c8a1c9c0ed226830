//! Pods where they were placed, and what of them holds when a text changes.

use std::sync::Arc;

use ipnet::IpNet;

use super::found::FoundPods;
use super::pods::pods;
use super::ranges::Ranges;
use super::{Node, Pod};
use crate::assumption::Assumption;
use crate::model::{self, Cluster, EndpointSlice, PodTemplate, Workload};
use crate::state::State;

/// All that pods and endpoints come from, beside the Services themselves.
#[derive(Debug)]
pub(super) struct Origin {
    pub(super) pods: Vec<Arc<model::Pod>>,
    pub(super) workloads: Vec<Arc<Workload>>,
    pub(super) slices: Vec<Arc<EndpointSlice>>,
    pub(super) state: State,
    pub(super) nodes: Arc<[Node]>,
    /// The manifests hold nodes.
    pub(super) nodes_declared: bool,
    /// The cluster's ranges of pod addresses.
    pub(super) ranges: Vec<IpNet>,
}

/// The pods, and what follows from them alone.
#[derive(Debug)]
pub(super) struct Placed {
    pub(super) from: Origin,
    pub(super) pods: Arc<[Arc<Pod>]>,
    pub(super) found: Arc<FoundPods>,
    /// Some pod claims a port of its node.
    pub(super) host_ports: bool,
    pub(super) assumptions: Vec<Assumption>,
}

/// Templates of which nothing but the containers changed: as they were, and as they are.
type Changed = Vec<(Arc<PodTemplate>, Arc<PodTemplate>)>;

/// What differs from the pods of a world before.
pub(super) enum Since {
    /// The pods are the same, with the same addresses on the same nodes; only in those of these templates do other containers run.
    Containers(Vec<Arc<PodTemplate>>),
    /// Everything may.
    All,
}

impl Origin {
    pub(super) fn new(cluster: &Cluster, state: &State, nodes: Vec<Node>, ranges: &Ranges) -> Self {
        Self {
            pods: cluster.pods.clone(),
            workloads: cluster.workloads.clone(),
            slices: cluster.slices.clone(),
            state: state.clone(),
            nodes: nodes.into(),
            nodes_declared: !cluster.nodes.is_empty(),
            ranges: ranges.pods.clone(),
        }
    }

    /// Takes over workloads that only were read anew, since pods are told by the very template that they are made from, and tells what
    /// changed since `before`; `None` where that is more than containers of workloads.
    fn take_over(&mut self, before: &Self) -> Option<Changed> {
        let Self { pods, workloads, slices, state, nodes, nodes_declared, ranges } = self;
        let alike = *pods == before.pods
            && workloads.len() == before.workloads.len()
            && *slices == before.slices
            && *state == before.state
            && *nodes == before.nodes
            && *nodes_declared == before.nodes_declared
            && *ranges == before.ranges;
        if !alike {
            return None;
        }
        let mut changed = Vec::new();
        for (old, new) in before.workloads.iter().zip(workloads) {
            if old == new {
                new.clone_from(old);
            } else if places_as(old, new) {
                changed.push((Arc::clone(&old.template), Arc::clone(&new.template)));
            } else {
                return None;
            }
        }
        Some(changed)
    }
}

/// Whether both workloads make the same pods, whatever runs in them: but for ports of the node that it claims, a container has no
/// say in where its pod is and how it is called.
fn places_as(old: &Workload, new: &Workload) -> bool {
    if old.template.claims_host_ports() != new.template.claims_host_ports() {
        return false;
    }
    let template = PodTemplate { containers: new.template.containers.clone(), ..(*old.template).clone() };
    Workload { template: Arc::new(template), ..old.clone() } == *new
}

impl Placed {
    /// The pods of `from`, and what differs from those `before`; what is the same is taken over.
    pub(super) fn after(mut from: Origin, before: Option<&Arc<Placed>>) -> (Arc<Self>, Since) {
        let known = before.and_then(|before| Some((before, from.take_over(&before.from)?)));
        match known {
            None => {
                let mut assumptions = Vec::new();
                let pods: Vec<_> = pods(&from, &mut assumptions).into_iter().map(Arc::new).collect();
                let found = Arc::new(FoundPods::new(&pods));
                (Self::of(from, pods, found, assumptions), Since::All)
            }
            Some((before, changed)) if changed.is_empty() => (Arc::clone(before), Since::Containers(Vec::new())),
            Some((before, changed)) => {
                let pods = before.pods.iter().map(|pod| renewed(pod, &changed)).collect();
                let placed = Self::of(from, pods, Arc::clone(&before.found), before.assumptions.clone());
                let changed = changed.into_iter().map(|(_, new)| new).collect();
                (placed, Since::Containers(changed))
            }
        }
    }

    fn of(from: Origin, pods: Vec<Arc<Pod>>, found: Arc<FoundPods>, assumptions: Vec<Assumption>) -> Arc<Self> {
        let containers = pods.iter().flat_map(|pod| &pod.template.containers);
        let host_ports = containers.flat_map(|container| &container.ports).any(|port| port.host_port.is_some());
        Arc::new(Self { from, pods: pods.into(), found, host_ports, assumptions })
    }

    pub(super) fn nodes(&self) -> &Arc<[Node]> {
        &self.from.nodes
    }
}

/// The pod, with what its template runs now.
fn renewed(pod: &Arc<Pod>, changed: &Changed) -> Arc<Pod> {
    match changed.iter().find(|(old, _)| Arc::ptr_eq(old, &pod.template)) {
        Some((_, template)) => Arc::new(Pod { template: Arc::clone(template), ..Pod::clone(pod) }),
        None => Arc::clone(pod),
    }
}

impl Pod {
    /// Whether it is made from one of these templates.
    pub(super) fn runs_any(&self, templates: &[Arc<PodTemplate>]) -> bool {
        templates.iter().any(|template| Arc::ptr_eq(template, &self.template))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::decode;
    use crate::knobs::Knobs;
    use crate::manifest::parse;
    use crate::text::Files;
    use crate::world::World;

    /// Two Deployments and their Services, with these ports; `a` has so many pods. All are decoded anew each time.
    fn read([a, b]: [u16; 2], replicas: u16, before: Option<&World>) -> World {
        let of = |name: &str, port: u16, replicas: u16| {
            format!(
                "apiVersion: v1\nkind: Service\nmetadata: {{name: {name}}}\n\
                 spec: {{selector: {{app: {name}}}, ports: [{{port: 80, targetPort: web}}]}}\n---\n\
                 apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}}}\nspec:\n  replicas: {replicas}\n  \
                 selector: {{matchLabels: {{app: {name}}}}}\n  template:\n    metadata: {{labels: {{app: {name}}}}}\n    \
                 spec: {{containers: [{{name: c, ports: [{{name: web, containerPort: {port}}}]}}]}}\n---\n"
            )
        };
        let files = Files::single("a.yaml", of("a", a, replicas) + &of("b", b, 2));
        World::build_after(&decode(&parse(&files).0).0, &Knobs::default(), &State::default(), before)
    }

    fn shared(one: &World, other: &World) -> Vec<bool> {
        one.services.iter().zip(&other.services).map(|(one, other)| Arc::ptr_eq(one, other)).collect()
    }

    #[test]
    fn another_container_port_leaves_pods_where_they_are() {
        let before = read([8080, 80], 3, None);
        let after = read([9090, 80], 3, Some(&before));
        assert_eq!(shared(&before, &after), [false, true]);
        assert!(Arc::ptr_eq(&before.placed.found, &after.placed.found));
        let ports = |world: &World| -> Vec<u16> {
            world.services.iter().flat_map(|s| &s.ports[0].endpoints).map(|endpoint| endpoint.address.port()).collect()
        };
        assert_eq!(ports(&before), [8080, 8080, 8080, 80, 80]);
        assert_eq!(ports(&after), [9090, 9090, 9090, 80, 80]);
        assert_eq!(shared(&after, &read([9090, 80], 3, Some(&after))), [true, true]);
        let after = read([9090, 81], 3, Some(&after));
        assert_eq!(ports(&after), [9090, 9090, 9090, 81, 81]);
        assert_eq!(ports(&read([9091, 81], 3, Some(&after))), [9091, 9091, 9091, 81, 81]);
    }

    #[test]
    fn another_number_of_pods_places_all_anew() {
        let before = read([8080, 80], 3, None);
        let after = read([8080, 80], 4, Some(&before));
        assert_eq!(shared(&before, &after), [false, false]);
        assert_eq!(after.pods.len(), before.pods.len() + 1);
    }
}
