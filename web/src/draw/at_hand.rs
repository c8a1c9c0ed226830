//! What the picture shows to somebody who draws, although no packet meets it.

use svcpath_core::apart::apart;
use svcpath_core::model::{Cluster, Meta};
use svcpath_core::object::ObjectRef;
use svcpath_core::world::World;
use svcpath_scene::{Drawing, Id};

use crate::reading::Reading;
use crate::session::Sight;

/// `None`: nobody draws.
pub(crate) fn at_hand(sight: &Sight, reading: &Reading, world: &World) -> Option<Drawing> {
    if !sight.drawing {
        return None;
    }
    // Nobody does on a first visit.
    apart(|| {
        let mut objects: Vec<ObjectRef> = objects(&reading.cluster).cloned().collect();
        let there = |object: &ObjectRef| reading.manifests.get(object).is_some();
        objects.extend(sight.selected.clone().filter(|selected| there(selected) && !objects.contains(selected)));
        Some(Drawing { objects: objects.into(), held: thing(sight, world) })
    })
}

/// The thing of the picture that is held: what was clicked, or what stands for the selected object.
pub(crate) fn thing(sight: &Sight, world: &World) -> Option<Id> {
    sight.picked.clone().or_else(|| Some(stands_for(world, sight.selected.as_ref()?)))
}

/// Where an object is seen: the first of its pods, or itself.
fn stands_for(world: &World, object: &ObjectRef) -> Id {
    Id::of(world.pods.iter().find(|pod| pod.owned_by() == object).map_or(object, |pod| &pod.reference))
}

/// From the outside in.
fn objects(cluster: &Cluster) -> impl Iterator<Item = &ObjectRef> {
    let gateways = cluster.gateway_api.gateways.iter().map(|gateway| &gateway.meta);
    let routes = cluster.gateway_api.routes.iter().map(|route| &route.meta);
    let ingresses = cluster.ingresses.iter().map(|ingress| &ingress.meta);
    let services = cluster.services.iter().map(|service| &service.meta);
    let workloads = cluster.workloads.iter().map(|workload| &workload.meta);
    let pods = cluster.pods.iter().map(|pod| &pod.meta);
    let policies = cluster.policies.iter().map(|policy| &policy.meta);
    let nodes = cluster.nodes.iter().map(|node| &node.meta);
    let all = gateways.chain(routes).chain(ingresses).chain(services).chain(workloads).chain(pods);
    all.chain(policies).chain(nodes).map(|meta: &Meta| &meta.reference)
}
