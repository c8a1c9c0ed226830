//! Every problem svcpath can report about manifests, with its stable code. Wording is in [`crate::wording`].

pub(crate) mod grammar;
mod rule;
mod syntax;

pub use rule::{Prohibition, Rule, Several, Shape, Special, Twin};
pub use syntax::SyntaxFault;

use std::sync::Arc;

use crate::codes::codes;
use crate::diagnostic::Severity;
use crate::model::Protocol;
use crate::reason::Reason;
use crate::scenario::ScenarioProblem;

/// Codes begin with their family: `yaml-` cannot be read, `api-` the API server would refuse or change it, `route-` a route
/// fails or surprises, `info-` worth knowing. Codes are public and never renamed.
#[derive(Debug, Clone, PartialEq)]
pub enum Problem {
    /// The YAML reader stopped.
    Syntax { fault: SyntaxFault },
    /// Aliases expand to more than [`limit`](Self::TooManyAliases::limit) nodes.
    TooManyAliases { limit: usize },
    /// Nested deeper than the limit.
    TooDeep { limit: usize },
    /// A file larger than svcpath reads.
    TooLarge { limit: usize },
    /// A document that is neither empty nor an object: no apiVersion or no kind.
    NotAnObject { missing: String },
    /// Helm or another template language: render it first.
    Template,
    /// A kustomization alone: build it first.
    Kustomization,
    /// The same key twice in one mapping; the last wins. `earlier` is the line of the one before.
    DuplicateKey { key: String, earlier: u32 },
    /// The same object again; the last wins. Both lines, and the earlier one's file if it is another.
    DuplicateObject { object: String, earlier: u32, earlier_file: Option<String>, later: u32 },
    /// A field of the wrong type; `found` is its text, `{…}` or `[…]`.
    WrongType { expected: Shape, found: String },
    /// There is no such field; `meant` is one nearby.
    UnknownField { field: String, meant: String },
    /// A required field is missing.
    Required { field: String },
    /// The API server would refuse the value.
    Invalid { value: String, rule: Rule },
    /// What may stand once stands a second time.
    Duplicate { twin: Twin },
    /// The field takes one of these, in this spelling, and the value is none.
    Unsupported { value: String, supported: Vec<&'static str> },
    /// The value is well-formed, but forbidden here.
    Forbidden { why: Prohibition },

    /// A Service selects no pod. `nearest` is the workload that would match but for `differs`.
    SelectorMatchesNothing { service: String, selector: String, nearest: Option<NearMiss> },
    /// The selector fits a workload of another namespace only.
    SelectorOtherNamespace { service: String, workload: String, namespace: String },
    /// Selected pods have no container port of this name (and protocol).
    TargetPortUnresolved { service: String, port: String, offered: Vec<String> },
    /// A request asks for a port that the Service does not have.
    PortNotInService { service: String, protocol: Protocol, port: u16, offered: Vec<(Protocol, u16)> },
    /// A name that does not resolve where it is asked, though Services elsewhere have it.
    NameInOtherNamespace { name: String, namespaces: Vec<String> },
    /// NetworkPolicies stop the request's packets; `reason` is how that ends.
    PolicyDenies { reason: Arc<Reason> },
    /// A name of the cluster, asked for by a client that asks another resolver.
    NameOfCluster { name: String },
    /// Pods are selected, none is ready.
    NoReadyEndpoints { service: String, selected: usize },
    /// A Service without selector that no EndpointSlice or Endpoints backs.
    NoSelectorNoEndpoints { service: String },
    /// No slice of the Service has a port of this name and protocol; `offered` are the names of those of the protocol. An empty name
    /// is that of a port without one.
    SlicePortUnmatched { service: String, name: String, port: u16, offered: Vec<String> },
    /// An Ingress names a Service that is not there.
    BackendServiceMissing { ingress: String, service: String, elsewhere: Option<String> },
    /// An Ingress names a port that its Service does not have.
    BackendPortMissing { ingress: String, service: String, port: String, offered: Vec<String> },
    /// An Ingress whose class nobody provides.
    IngressClassMissing { ingress: String, class: String },
    /// A Gateway whose class nobody provides.
    GatewayClassMissing { gateway: String, class: String },
    /// A listener that takes no connections or no routes; `reason` is upstream's.
    ListenerNotProgrammed { owner: String, listener: String, reason: &'static str },
    /// A route or ListenerSet that its parent does not take; `reason` is upstream's.
    RouteNotAccepted { route: String, parent: String, reason: &'static str },
    /// A backendRef that leads nowhere; `reason` is upstream's.
    BackendRefUnresolved { route: String, backend: String, reason: &'static str },
    /// Annotations of ingress-nginx on an Ingress that the assumed controller serves, which follows the specification.
    IngressAnnotationsUnread { ingress: String, annotations: Vec<String> },
    /// A route of a Service, which only a mesh honours, and there is none.
    MeshOff { route: String, service: String },
    /// A node port outside the cluster's range.
    NodePortOutOfRange { port: u16, range: (u16, u16) },
    /// Two Services claim one node port.
    NodePortTaken { port: u16, other: String },
    /// A cluster IP outside the cluster's service range, or one of the range that is never given. `all` are the Service's.
    ClusterIpOutOfRange { address: String, range: String, all: Vec<String> },
    /// Two Services claim one cluster IP. `all` are this Service's.
    ClusterIpTaken { address: String, other: String, all: Vec<String> },
    /// Two nodes have one InternalIP, or two pods one address. `one` and `other`: kind and name.
    AddressTaken { address: String, one: String, other: String },
    /// A load balancer that nobody provides.
    LoadBalancerPending { service: String },
    /// `externalTrafficPolicy: Local` with nodes that have no endpoint: these drop, and in ipvs mode lose the answers.
    LocalNodesWithout { service: String, nodes: Vec<String>, ipvs: bool },
    /// A pod that no node can take. `host_ports`: because each already has one of its kind, which claims the same port of the node.
    Unschedulable { pods: String, host_ports: bool },
    /// A headless Service whose port differs from its pods'. SRV records name the pods' port; who dials the Service's misses it.
    HeadlessPortUntranslated { service: String, port: u16, target: u16 },
    /// A numeric target port that no container of the pods declares. Legal; often a slip.
    TargetPortUndeclared { service: String, port: u16, declared: Vec<u16> },

    /// Kinds that svcpath counts but does not model.
    UnmodelledKinds { kinds: Vec<(String, usize)> },
    /// A parameter of the page's address or of a scenario that cannot be used.
    BadParameter { name: String, detail: String },
    /// A scenario that cannot be read as it is written.
    Scenario(ScenarioProblem),
}

/// The workload that a selector nearly matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearMiss {
    /// `shop/Deployment/api`
    pub workload: String,
    /// The one label that differs: key, what the selector wants, what the pods have (`None`: nothing).
    pub key: String,
    pub wanted: String,
    pub found: Option<String>,
    /// Another key under which the pods have the value.
    pub found_key: Option<String>,
}

codes!(
    Problem:
    Syntax => "yaml-syntax",
    TooManyAliases => "yaml-too-many-aliases",
    TooDeep => "yaml-too-deep",
    TooLarge => "yaml-too-large",
    NotAnObject => "yaml-not-an-object",
    Template => "yaml-template",
    Kustomization => "yaml-kustomization",
    DuplicateKey => "yaml-duplicate-key",
    DuplicateObject => "api-duplicate-object",
    WrongType => "api-wrong-type",
    UnknownField => "api-unknown-field",
    Required => "api-required",
    Invalid => "api-invalid",
    Duplicate => "api-duplicate",
    Unsupported => "api-unsupported",
    Forbidden => "api-forbidden",
    SelectorMatchesNothing => "route-selector-matches-nothing",
    SelectorOtherNamespace => "route-selector-other-namespace",
    TargetPortUnresolved => "route-target-port-unresolved",
    PortNotInService => "route-port-not-in-service",
    NameInOtherNamespace => "route-name-in-other-namespace",
    PolicyDenies => "route-policy-denies",
    NameOfCluster => "route-name-of-cluster",
    NoReadyEndpoints => "route-no-ready-endpoints",
    NoSelectorNoEndpoints => "route-no-selector-no-endpoints",
    SlicePortUnmatched => "route-slice-port-unmatched",
    BackendServiceMissing => "route-backend-service-missing",
    BackendPortMissing => "route-backend-port-missing",
    IngressClassMissing => "route-ingress-class-missing",
    GatewayClassMissing => "route-gateway-class-missing",
    ListenerNotProgrammed => "route-listener-not-programmed",
    RouteNotAccepted => "route-not-accepted",
    BackendRefUnresolved => "route-backend-ref-unresolved",
    IngressAnnotationsUnread => "info-ingress-annotations-unread",
    MeshOff => "info-mesh-off",
    NodePortOutOfRange => "api-node-port-out-of-range",
    NodePortTaken => "api-node-port-taken",
    ClusterIpOutOfRange => "api-cluster-ip-out-of-range",
    ClusterIpTaken => "api-cluster-ip-taken",
    AddressTaken => "route-address-taken",
    LoadBalancerPending => "route-load-balancer-pending",
    LocalNodesWithout => "route-local-nodes-without-endpoint",
    Unschedulable => "route-unschedulable",
    HeadlessPortUntranslated => "route-headless-port-untranslated",
    TargetPortUndeclared => "route-target-port-undeclared",
    UnmodelledKinds => "info-unmodelled-kinds",
    BadParameter => "info-bad-parameter",
    Scenario => "yaml-scenario",
);

impl Problem {
    pub fn severity(&self) -> Severity {
        match self {
            Problem::Syntax { .. }
            | Problem::TooManyAliases { .. }
            | Problem::TooDeep { .. }
            | Problem::TooLarge { .. }
            | Problem::Template
            | Problem::WrongType { .. }
            | Problem::UnknownField { .. }
            | Problem::Required { .. }
            | Problem::Invalid { .. }
            | Problem::Duplicate { .. }
            | Problem::Unsupported { .. }
            | Problem::Forbidden { .. }
            | Problem::SelectorMatchesNothing { nearest: Some(_), .. }
            | Problem::SelectorOtherNamespace { .. }
            | Problem::TargetPortUnresolved { .. }
            | Problem::PortNotInService { .. }
            | Problem::NameInOtherNamespace { .. }
            | Problem::PolicyDenies { .. }
            | Problem::NameOfCluster { .. }
            | Problem::NoReadyEndpoints { .. }
            | Problem::SlicePortUnmatched { .. }
            | Problem::BackendServiceMissing { .. }
            | Problem::BackendPortMissing { .. }
            | Problem::IngressClassMissing { .. }
            | Problem::GatewayClassMissing { .. }
            | Problem::ListenerNotProgrammed { .. }
            | Problem::BackendRefUnresolved { .. }
            | Problem::NodePortOutOfRange { .. }
            | Problem::NodePortTaken { .. }
            | Problem::ClusterIpOutOfRange { .. }
            | Problem::ClusterIpTaken { .. }
            | Problem::Scenario(_) => Severity::Error,
            Problem::NotAnObject { .. }
            | Problem::Kustomization
            | Problem::DuplicateKey { .. }
            | Problem::DuplicateObject { .. }
            // The pods may come from outside these manifests, or an operator may add the labels.
            | Problem::SelectorMatchesNothing { nearest: None, .. }
            | Problem::NoSelectorNoEndpoints { .. }
            | Problem::AddressTaken { .. }
            | Problem::LoadBalancerPending { .. }
            | Problem::LocalNodesWithout { .. }
            // The Gateway may come from outside these manifests.
            | Problem::RouteNotAccepted { .. }
            | Problem::Unschedulable { .. }
            | Problem::BadParameter { .. } => Severity::Warning,
            Problem::IngressAnnotationsUnread { .. }
            | Problem::HeadlessPortUntranslated { .. }
            | Problem::TargetPortUndeclared { .. }
            | Problem::UnmodelledKinds { .. }
            | Problem::MeshOff { .. } => Severity::Info,
        }
    }
}
