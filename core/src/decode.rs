//! Node trees to typed specs. Tolerant: a field that cannot be read is a problem at its line, and the rest of its object counts.
//!
//! API defaults that depend on one object alone are filled in here (pkg/apis/*/v1/defaults.go), and what the API server would
//! refuse is told (pkg/apis/*/validation); what depends on other objects is the world's business.

mod cursor;
mod dns;
mod endpoints;
mod form;
mod gateway;
mod ingress;
mod log;
mod meta;
mod node;
mod pod;
mod policy;
mod scalar;
mod service;
mod twins;
mod workload;

pub(crate) use scalar::is_plain_string;
pub(crate) use service::SOURCE_RANGES;

use std::cell::RefCell;
use std::sync::Arc;

use cursor::Cursor;
use log::Log;

use crate::diagnostic::Diagnostic;
use crate::manifest::{Manifests, Object};
use crate::model::{
    Cluster, EndpointSlice, GATEWAY_GROUP, Gateway, GatewayClass, Ingress, IngressClass, ListenerSet, Namespace,
    NetworkPolicy, Node, Pod, ReferenceGrant, Route, RouteKind, Secret, Service, Workload, WorkloadKind,
};
use crate::object::ObjectRef;

/// Where the Gateway API tries kinds out.
const EXPERIMENTAL_GROUP: &str = "gateway.networking.x-k8s.io";

/// Decodes every object of a modelled kind; counts the others.
pub fn decode(manifests: &Manifests) -> (Cluster, Vec<Diagnostic>) {
    let mut cluster = Cluster::default();
    let mut problems = Vec::new();
    for object in manifests.objects() {
        let known = object.decoded(|| Decoded::of(object));
        // Of objects without a name, the number behind theirs depends on what stands before.
        let anew = (known.reference != object.reference).then(|| Decoded::of(object));
        let decoded = anew.as_ref().unwrap_or(known);
        decoded.part.add_to(&mut cluster, &object.reference);
        problems.extend(decoded.problems.iter().map(|problem| {
            let span = problem.span.map(|span| object.place(span));
            Diagnostic { span, ..problem.clone() }
        }));
    }
    (cluster, problems)
}

/// What one object is to the cluster, and what is wrong with it. Places count as those of its tree.
#[derive(Debug)]
pub(crate) struct Decoded {
    reference: ObjectRef,
    part: Part,
    problems: Vec<Diagnostic>,
}

/// Of the cluster.
#[derive(Debug)]
enum Part {
    Namespace(Arc<Namespace>),
    Secret(Arc<Secret>),
    Node(Arc<Node>),
    Pod(Arc<Pod>),
    Workload(Arc<Workload>),
    Service(Arc<Service>),
    Slices(Vec<Arc<EndpointSlice>>),
    Ingress(Arc<Ingress>),
    IngressClass(Arc<IngressClass>),
    NetworkPolicy(Arc<NetworkPolicy>),
    GatewayClass(GatewayClass),
    Gateway(Gateway),
    ListenerSet(ListenerSet),
    Route(Route),
    ReferenceGrant(ReferenceGrant),
    /// A scenario is no part of it.
    Nothing,
    Other,
}

impl Decoded {
    fn of(object: &Object) -> Self {
        let problems = RefCell::new(Vec::new());
        let log = Log { object: &object.reference, problems: &problems };
        let part = Part::read(Kind::of(object), &Cursor::root(object.tree(), &log));
        let mut problems = problems.into_inner();
        drop_repeated(&mut problems);
        Self { reference: object.reference.clone(), part, problems }
    }
}

impl Part {
    fn read(kind: Kind, root: &Cursor<'_>) -> Self {
        match kind {
            Kind::Namespace => Part::Namespace(meta::namespace(root).into()),
            Kind::Secret => Part::Secret(meta::secret(root).into()),
            Kind::Node => Part::Node(node::decode(root).into()),
            Kind::Pod => Part::Pod(pod::decode(root).into()),
            Kind::Workload(kind) => Part::Workload(workload::decode(root, kind).into()),
            Kind::Service => Part::Service(service::decode(root).into()),
            Kind::EndpointSlice => Part::Slices(vec![endpoints::slice(root).into()]),
            Kind::Endpoints => Part::Slices(endpoints::endpoints(root).into_iter().map(Arc::new).collect()),
            Kind::Ingress => Part::Ingress(ingress::decode(root).into()),
            Kind::IngressClass => Part::IngressClass(ingress::class(root).into()),
            Kind::NetworkPolicy => Part::NetworkPolicy(policy::decode(root).into()),
            Kind::Gateway(GatewayKind::Class) => Part::GatewayClass(gateway::class(root)),
            Kind::Gateway(GatewayKind::Gateway) => Part::Gateway(gateway::gateway(root)),
            Kind::Gateway(GatewayKind::ListenerSet) => Part::ListenerSet(gateway::listener_set(root)),
            Kind::Gateway(GatewayKind::Route(kind)) => Part::Route(gateway::route(root, kind)),
            Kind::Gateway(GatewayKind::Grant) => Part::ReferenceGrant(gateway::grant(root)),
            Kind::Scenario => Part::Nothing,
            Kind::Other => Part::Other,
        }
    }

    fn add_to(&self, cluster: &mut Cluster, reference: &ObjectRef) {
        match self {
            Part::Namespace(namespace) => cluster.namespaces.push(Arc::clone(namespace)),
            Part::Secret(secret) => cluster.secrets.push(Arc::clone(secret)),
            Part::Node(node) => cluster.nodes.push(Arc::clone(node)),
            Part::Pod(pod) => cluster.pods.push(Arc::clone(pod)),
            Part::Workload(workload) => cluster.workloads.push(Arc::clone(workload)),
            Part::Service(service) => cluster.services.push(Arc::clone(service)),
            Part::Slices(slices) => cluster.slices.extend(slices.iter().cloned()),
            Part::Ingress(ingress) => cluster.ingresses.push(Arc::clone(ingress)),
            Part::IngressClass(class) => cluster.ingress_classes.push(Arc::clone(class)),
            Part::NetworkPolicy(policy) => cluster.policies.push(Arc::clone(policy)),
            Part::GatewayClass(class) => cluster.gateway_api_mut().classes.push(class.clone()),
            Part::Gateway(gateway) => cluster.gateway_api_mut().gateways.push(gateway.clone()),
            Part::ListenerSet(set) => cluster.gateway_api_mut().listener_sets.push(set.clone()),
            Part::Route(route) => cluster.gateway_api_mut().routes.push(route.clone()),
            Part::ReferenceGrant(grant) => cluster.gateway_api_mut().grants.push(grant.clone()),
            Part::Nothing => {}
            Part::Other => count(cluster, reference),
        }
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
fn drop_repeated(problems: &mut Vec<Diagnostic>) {
    let mut i = 0;
    while i < problems.len() {
        let (before, rest) = problems.split_at(i);
        if rest.first().is_some_and(|problem| before.contains(problem)) {
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
