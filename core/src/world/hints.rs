//! Topology hints: whom the EndpointSlice controller means each endpoint for.
//! Source: staging/src/k8s.io/endpointslice/trafficdist and topologycache in kubernetes/kubernetes.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Hints, Node, ServiceEntry};
use crate::model::{EndpointSlice, Service, SliceEndpoint, TrafficDistribution};

/// What the controller writes for a pod's endpoint (`trafficDistribution`); unready ones get none.
pub(super) fn of_pod(service: &Service, node: Option<&Node>, ready: bool) -> Option<Arc<Hints>> {
    let distribution = service.traffic_distribution.filter(|_| !proportional(service))?;
    let node = node.filter(|_| ready)?;
    let zones = node.zone.iter().cloned().collect();
    let nodes = match distribution {
        TrafficDistribution::PreferSameZone => Vec::new(),
        TrafficDistribution::PreferSameNode => vec![node.name.clone()],
    };
    Some(Arc::new(Hints { zones, nodes }))
}

/// Whether the annotation leaves the hints to the allocator that shares endpoints out by the zones' CPUs; then
/// `trafficDistribution` counts for nothing (staging/src/k8s.io/endpointslice).
pub(super) fn proportional(service: &Service) -> bool {
    let annotations = &service.meta.annotations;
    let older = annotations.get("service.kubernetes.io/topology-aware-hints");
    older
        .or(annotations.get("service.kubernetes.io/topology-mode"))
        .is_some_and(|mode| mode == "Auto" || mode == "auto")
}

/// That allocator's hints: those of the controller's own slices where the manifests hold some. Otherwise none, where it gives
/// up in any case (staging/src/k8s.io/endpointslice/topologycache), or else they are not known.
pub(super) fn hint_proportionally(entry: &mut ServiceEntry, nodes: &[Node], slices: &[&EndpointSlice]) {
    let written: Vec<&SliceEndpoint> = slices.iter().flat_map(|slice| &slice.endpoints).collect();
    let hinted = |endpoint: &&&SliceEndpoint| !(endpoint.hint_zones.is_empty() && endpoint.hint_nodes.is_empty());
    if written.iter().any(|endpoint| hinted(&endpoint)) {
        for endpoint in entry.ports.iter_mut().flat_map(|port| &mut port.endpoints) {
            let own = |written: &&&SliceEndpoint| written.addresses.first() == Some(&endpoint.address.ip());
            let hints = written.iter().find(own).filter(hinted);
            endpoint.hints =
                hints.map(|own| Hints { zones: own.hint_zones.clone(), nodes: own.hint_nodes.clone() }.into());
        }
        return;
    }
    let control_plane = |node: &&Node| {
        ["control-plane", "master"]
            .iter()
            .any(|role| node.labels.contains_key(&format!("node-role.kubernetes.io/{role}")))
    };
    let counted: Vec<&Node> = nodes.iter().filter(|node| node.ready && !control_plane(node)).collect();
    let zones: Option<BTreeSet<&String>> = counted.iter().map(|node| node.zone.as_ref()).collect();
    let most = entry.ports.iter().map(|port| port.endpoints.iter().filter(|e| e.conditions.ready).count()).max();
    entry.hints_unknown = zones.is_some_and(|zones| zones.len() >= 2 && most.is_some_and(|most| most >= zones.len()));
}
