//! The declared cluster: what the manifests say, typed, with nothing derived. API defaults that depend on one object alone
//! are filled in by decode (protocol TCP, targetPort = port, policies Cluster …); everything else waits for the world.

mod endpoints;
mod gateway;
mod ingress;
mod node;
mod policy;
mod selector;
mod service;
mod workload;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use endpoints::{Conditions, EndpointSlice, SliceEndpoint, SlicePort, SliceSource};
pub use gateway::{
    Filter, FilterWhat, FromNamespaces, GATEWAY_GROUP, Gateway, GatewayApi, GatewayClass, HeaderEdits, Listener,
    ListenerProtocol, ListenerSet, MatchWhat, ParentRef, PathEdit, PathMatch, Redirect, ReferenceGrant, Route,
    RouteBackend, RouteKind, RouteMatch, RouteRule, Target, TextMatch, ValueMatch,
};
pub use ingress::{
    Ingress, IngressBackend, IngressClass, IngressPath, IngressRule, IngressTls, PathType, ServicePortRef,
};
pub use node::{Node, NodeAddress, NodeAddressKind, Taint};
pub use policy::{Direction, NetworkPolicy, PolicyPeer, PolicyPort, PolicyRule, PortNumbers};
pub use selector::{Labels, Requirement, Selector};
pub use service::{
    Affinity, FamilyPolicy, IngressAddress, IpFamily, IpMode, Protocol, Service, ServicePort, ServiceType, TargetPort,
    TrafficDistribution, TrafficPolicy,
};
pub use workload::{
    Container, ContainerPort, Pod, PodDns, PodPhase, PodStatus, PodTemplate, Toleration, Workload, WorkloadKind,
};

use crate::lean::gathered;
use crate::object::ObjectRef;

/// Everything the manifests declare, each list in the order of the text. What is declared is shared by all versions of a text that
/// declare it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cluster {
    pub namespaces: Vec<Arc<Namespace>>,
    pub nodes: Vec<Arc<Node>>,
    pub pods: Vec<Arc<Pod>>,
    pub workloads: Vec<Arc<Workload>>,
    pub services: Vec<Arc<Service>>,
    pub slices: Vec<Arc<EndpointSlice>>,
    pub ingresses: Vec<Arc<Ingress>>,
    pub ingress_classes: Vec<Arc<IngressClass>>,
    pub secrets: Vec<Arc<Secret>>,
    pub policies: Vec<Arc<NetworkPolicy>>,
    /// Policies of other makes (Cilium's, Calico's, AdminNetworkPolicy …), which are not modelled: where one may decide, the
    /// answer is unknown.
    pub foreign_policies: Vec<ObjectRef>,
    /// Shared with the world.
    pub gateway_api: Arc<GatewayApi>,
    /// Objects of other makes that may serve public hosts (Istio's Gateway, Contour's HTTPProxy …), which are not modelled:
    /// where one may decide, the answer is unknown.
    pub foreign_entries: Vec<ObjectRef>,
    /// Kinds that are not modelled, by `apiVersion/kind`, and how many there are.
    pub unmodelled: BTreeMap<String, usize>,
}

/// What every object has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meta {
    pub reference: ObjectRef,
    pub labels: Labels,
    pub annotations: BTreeMap<String, String>,
    pub owners: Vec<Owner>,
    /// Read from a live server: it has a uid or a resourceVersion.
    pub live: bool,
    /// `metadata.deletionTimestamp` is set.
    pub deleting: bool,
    /// `metadata.creationTimestamp`, as written; orders objects by age as text does.
    pub created: Option<String>,
}

impl Meta {
    pub fn namespace(&self) -> &str {
        &self.reference.namespace
    }

    pub fn name(&self) -> &str {
        &self.reference.name
    }

    /// Whether the object has this namespace and name.
    pub fn is(&self, namespace: &str, name: &str) -> bool {
        self.namespace() == namespace && self.name() == name
    }
}

/// One of `metadata.ownerReferences`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    pub kind: String,
    pub name: String,
    pub controller: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Namespace {
    pub meta: Meta,
}

/// A Secret's name and type. Values are never kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    pub meta: Meta,
    pub kind: String,
}

impl Cluster {
    pub(crate) fn gateway_api_mut(&mut self) -> &mut GatewayApi {
        Arc::make_mut(&mut self.gateway_api)
    }

    /// Every namespace that an object lives in, in name order.
    pub fn namespaces_in_use(&self) -> BTreeSet<&str> {
        let metas = (self.pods.iter().map(|x| &x.meta))
            .chain(self.workloads.iter().map(|x| &x.meta))
            .chain(self.services.iter().map(|x| &x.meta))
            .chain(self.slices.iter().map(|x| &x.meta))
            .chain(self.ingresses.iter().map(|x| &x.meta))
            .chain(self.secrets.iter().map(|x| &x.meta));
        let named = self.namespaces.iter().map(|x| x.meta.name());
        let mut all: Vec<&str> = metas.map(Meta::namespace).chain(named).chain(["default"]).collect();
        // Neighbours mostly live together.
        all.dedup();
        let mut names: BTreeSet<&str> = gathered(all);
        if !self.gateway_api.is_empty() {
            names.extend(self.gateway_api.namespaces());
        }
        names.remove("");
        names
    }
}
