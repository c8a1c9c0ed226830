//! Node trees to typed specs. Tolerant: a field that cannot be read is a problem at its line, and the rest of its object counts.
//!
//! API defaults that depend on one object alone are filled in here (pkg/apis/*/v1/defaults.go), and what the API server would
//! refuse is told (pkg/apis/*/validation); what depends on other objects is the world's business.

mod cursor;
mod dns;
mod endpoints;
mod gateway;
mod ingress;
mod log;
mod meta;
mod node;
mod pod;
mod policy;
mod scalar;
mod service;
mod workload;

pub(crate) use scalar::is_plain_string;
pub(crate) use service::SOURCE_RANGES;

use std::cell::RefCell;
use std::sync::Arc;

use cursor::Cursor;
use log::Log;

use crate::diagnostic::Diagnostic;
use crate::manifest::{Manifests, Object};
use crate::model::{Cluster, GATEWAY_GROUP, RouteKind, WorkloadKind};
use crate::object::ObjectRef;

/// Where the Gateway API tries kinds out.
const EXPERIMENTAL_GROUP: &str = "gateway.networking.x-k8s.io";

/// Decodes every object of a modelled kind; counts the others.
pub fn decode(manifests: &Manifests) -> (Cluster, Vec<Diagnostic>) {
    let mut cluster = Cluster::default();
    let problems = RefCell::new(Vec::new());
    for object in manifests.objects() {
        let known = problems.borrow().len();
        let log = Log { object: &object.reference, problems: &problems };
        let root = Cursor::root(&object.node, &log);
        match Kind::of(object) {
            Kind::Namespace => cluster.namespaces.push(meta::namespace(&root)),
            Kind::Secret => cluster.secrets.push(meta::secret(&root)),
            Kind::Node => cluster.nodes.push(node::decode(&root)),
            Kind::Pod => cluster.pods.push(pod::decode(&root)),
            Kind::Workload(kind) => cluster.workloads.push(workload::decode(&root, kind)),
            Kind::Service => cluster.services.push(service::decode(&root)),
            Kind::EndpointSlice => cluster.slices.push(endpoints::slice(&root)),
            Kind::Endpoints => cluster.slices.extend(endpoints::endpoints(&root)),
            Kind::Ingress => cluster.ingresses.push(ingress::decode(&root)),
            Kind::IngressClass => cluster.ingress_classes.push(ingress::class(&root)),
            Kind::NetworkPolicy => cluster.policies.push(policy::decode(&root)),
            Kind::Gateway(kind) => add_to_gateway_api(&mut cluster, kind, &root),
            Kind::Scenario => {}
            Kind::Other => count(&mut cluster, &object.reference),
        }
        drop_repeated(&mut problems.borrow_mut(), known);
    }
    (cluster, problems.into_inner())
}

fn add_to_gateway_api(cluster: &mut Cluster, kind: GatewayKind, root: &Cursor<'_>) {
    let api = Arc::make_mut(&mut cluster.gateway_api);
    match kind {
        GatewayKind::Class => api.classes.push(gateway::class(root)),
        GatewayKind::Gateway => api.gateways.push(gateway::gateway(root)),
        GatewayKind::ListenerSet => api.listener_sets.push(gateway::listener_set(root)),
        GatewayKind::Route(kind) => api.routes.push(gateway::route(root, kind)),
        GatewayKind::Grant => api.grants.push(gateway::grant(root)),
    }
}

/// What is not modelled; what may decide all the same is kept by name.
fn count(cluster: &mut Cluster, reference: &ObjectRef) {
    if policy::is_foreign(reference) {
        cluster.foreign_policies.push(reference.clone());
    }
    if gateway::is_foreign(reference) {
        cluster.foreign_entries.push(reference.clone());
    }
    *cluster.unmodelled.entry(format!("{}/{}", reference.api_version, reference.kind)).or_default() += 1;
}

/// A field that is read for two purposes is told once.
fn drop_repeated(problems: &mut Vec<Diagnostic>, known: usize) {
    let mut i = known;
    while i < problems.len() {
        let (before, rest) = problems.split_at(i);
        if rest.first().is_some_and(|problem| before.iter().skip(known).any(|earlier| earlier == problem)) {
            problems.remove(i);
        } else {
            i += 1;
        }
    }
}

/// What an object is to the model. The version of its group does not matter: what the versions write differently, each
/// decoder reads in every way it was ever written.
enum Kind {
    Namespace,
    Secret,
    Node,
    Pod,
    Workload(WorkloadKind),
    Service,
    EndpointSlice,
    Endpoints,
    Ingress,
    IngressClass,
    NetworkPolicy,
    Gateway(GatewayKind),
    /// Not part of the cluster.
    Scenario,
    Other,
}

/// Of the Gateway API.
enum GatewayKind {
    Class,
    Gateway,
    ListenerSet,
    Route(RouteKind),
    Grant,
}

impl Kind {
    fn of(object: &Object) -> Self {
        let (group, kind) = (object.reference.api_version.as_str(), object.reference.kind.as_str());
        let group = group.split_once('/').map_or("", |(group, _)| group);
        match (group, kind) {
            ("", "Namespace") => Kind::Namespace,
            ("", "Secret") => Kind::Secret,
            ("", "Node") => Kind::Node,
            ("", "Pod") => Kind::Pod,
            ("", "Service") => Kind::Service,
            ("", "Endpoints") => Kind::Endpoints,
            ("", "ReplicationController") => Kind::Workload(WorkloadKind::ReplicationController),
            ("apps" | "extensions", "Deployment") => Kind::Workload(WorkloadKind::Deployment),
            ("apps" | "extensions", "ReplicaSet") => Kind::Workload(WorkloadKind::ReplicaSet),
            ("apps" | "extensions", "DaemonSet") => Kind::Workload(WorkloadKind::DaemonSet),
            ("apps", "StatefulSet") => Kind::Workload(WorkloadKind::StatefulSet),
            ("batch", "Job") => Kind::Workload(WorkloadKind::Job),
            ("batch", "CronJob") => Kind::Workload(WorkloadKind::CronJob),
            ("discovery.k8s.io", "EndpointSlice") => Kind::EndpointSlice,
            ("networking.k8s.io" | "extensions", "Ingress") => Kind::Ingress,
            ("networking.k8s.io", "IngressClass") => Kind::IngressClass,
            ("networking.k8s.io" | "extensions", "NetworkPolicy") => Kind::NetworkPolicy,
            (GATEWAY_GROUP | EXPERIMENTAL_GROUP, kind) => GatewayKind::of(kind).map_or(Kind::Other, Kind::Gateway),
            ("svcpath", "Scenario") => Kind::Scenario,
            _ => Kind::Other,
        }
    }
}

impl GatewayKind {
    fn of(kind: &str) -> Option<Self> {
        match kind {
            "GatewayClass" => Some(GatewayKind::Class),
            "Gateway" => Some(GatewayKind::Gateway),
            // The experimental channel had it under another name.
            "ListenerSet" | "XListenerSet" => Some(GatewayKind::ListenerSet),
            "ReferenceGrant" => Some(GatewayKind::Grant),
            _ => RouteKind::ALL.into_iter().find(|route| route.as_str() == kind).map(GatewayKind::Route),
        }
    }
}

#[cfg(test)]
pub(crate) use log::asked_for;

#[cfg(test)]
mod tests;
