//! The tables themselves: a row for every field, with its meaning in both languages. The unit tests of [`crate::fields`] hold
//! them to what decode reads, in both directions.

mod endpoints;
mod gateway;
mod ingress;
mod meta;
mod node;
mod pod;
mod policy;
mod route;
mod service;
mod workload;

/// Rows as they are written here: `"name": type, what holds without it; "meaning" "значение"`. Both languages or none.
/// What is `hidden` is read and explained, and not offered: the server writes it, or older versions did.
macro_rules! rows {
    ($($name:literal $($hidden:ident)?: $takes:expr, $absent:expr; $en:literal $ru:literal)*) => {
        [$(Row {
            name: $name,
            takes: $takes,
            absent: $absent,
            offered: rows!(@offered $($hidden)?),
            meaning: Words { en: $en, ru: $ru },
        }),*]
    };
    (@offered) => { true };
    (@offered hidden) => { false };
}
use rows;

/// What every table is written with.
mod prelude {
    pub(super) use super::rows;
    pub(super) use crate::fields::shape::Absent::{self, Nothing, Required, Value};
    pub(super) use crate::fields::shape::Takes::*;
    pub(super) use crate::fields::shape::{Named, Ports, Row, Rows, Whose, Words};

    /// What holds without a field, in words.
    pub(super) const fn depends(en: &'static str, ru: &'static str) -> Absent {
        Absent::Depends(Words { en, ru })
    }

    /// The most pods that a workload can ask for.
    pub(super) const COUNT: i64 = i32::MAX as i64;
}

use super::shape::Rows;

/// One kind of objects.
#[derive(Debug)]
pub struct Kind {
    pub name: &'static str,
    /// The versions in which it is written, the current one first.
    pub api_versions: &'static [&'static str],
    pub(super) rows: Rows,
    pub(super) form: &'static [&'static str],
}

const CORE: &[&str] = &["v1"];
const APPS: &[&str] = &["apps/v1"];
const BATCH: &[&str] = &["batch/v1"];
const NETWORKING: &[&str] = &["networking.k8s.io/v1"];
const GATEWAY: &[&str] = &["gateway.networking.k8s.io/v1", "gateway.networking.k8s.io/v1beta1"];
const EXPERIMENTAL: &[&str] = &["gateway.networking.k8s.io/v1", "gateway.networking.k8s.io/v1alpha2"];

/// Every kind that routing reads, those that people write most first.
pub(super) static KINDS: &[Kind] = &[
    Kind {
        name: "Service",
        api_versions: CORE,
        rows: service::SERVICE,
        form: &[
            "spec.type",
            "spec.selector",
            "spec.ports[].name",
            "spec.ports[].protocol",
            "spec.ports[].port",
            "spec.ports[].targetPort",
            "spec.ports[].nodePort",
            "spec.clusterIP",
            "spec.externalName",
            "spec.internalTrafficPolicy",
            "spec.externalTrafficPolicy",
            "spec.sessionAffinity",
            "spec.trafficDistribution",
            "spec.publishNotReadyAddresses",
        ],
    },
    Kind {
        name: "EndpointSlice",
        api_versions: &["discovery.k8s.io/v1"],
        rows: endpoints::ENDPOINT_SLICE,
        form: &[
            "metadata.labels[kubernetes.io/service-name]",
            "addressType",
            "ports[].name",
            "ports[].port",
            "endpoints[].addresses",
            "endpoints[].conditions.ready",
            "endpoints[].nodeName",
        ],
    },
    Kind {
        name: "Endpoints",
        api_versions: CORE,
        rows: endpoints::ENDPOINTS,
        form: &[
            "subsets[].addresses[].ip",
            "subsets[].notReadyAddresses[].ip",
            "subsets[].ports[].name",
            "subsets[].ports[].port",
        ],
    },
    Kind {
        name: "Pod",
        api_versions: CORE,
        rows: pod::POD,
        form: &[
            "metadata.labels",
            "spec.containers[].name",
            "spec.containers[].ports[].name",
            "spec.containers[].ports[].containerPort",
            "spec.containers[].ports[].protocol",
            "spec.hostNetwork",
            "spec.dnsPolicy",
            "spec.nodeName",
        ],
    },
    Kind {
        name: "Deployment",
        api_versions: APPS,
        rows: workload::DEPLOYMENT,
        form: &[
            "spec.replicas",
            "spec.selector.matchLabels",
            "spec.template.metadata.labels",
            "spec.template.spec.containers[].name",
            "spec.template.spec.containers[].ports[].name",
            "spec.template.spec.containers[].ports[].containerPort",
            "spec.template.spec.containers[].ports[].protocol",
            "spec.template.spec.hostNetwork",
            "spec.template.spec.nodeSelector",
        ],
    },
    Kind {
        name: "StatefulSet",
        api_versions: APPS,
        rows: workload::STATEFUL_SET,
        form: &[
            "spec.replicas",
            "spec.serviceName",
            "spec.selector.matchLabels",
            "spec.template.metadata.labels",
            "spec.template.spec.containers[].name",
            "spec.template.spec.containers[].ports[].name",
            "spec.template.spec.containers[].ports[].containerPort",
            "spec.template.spec.containers[].ports[].protocol",
            "spec.template.spec.hostNetwork",
            "spec.template.spec.nodeSelector",
        ],
    },
    Kind {
        name: "DaemonSet",
        api_versions: APPS,
        rows: workload::DAEMON_SET,
        form: &[
            "spec.selector.matchLabels",
            "spec.template.metadata.labels",
            "spec.template.spec.containers[].name",
            "spec.template.spec.containers[].ports[].name",
            "spec.template.spec.containers[].ports[].containerPort",
            "spec.template.spec.containers[].ports[].protocol",
            "spec.template.spec.hostNetwork",
            "spec.template.spec.nodeSelector",
        ],
    },
    Kind {
        name: "ReplicaSet",
        api_versions: APPS,
        rows: workload::REPLICA_SET,
        form: &[
            "spec.replicas",
            "spec.selector.matchLabels",
            "spec.template.metadata.labels",
            "spec.template.spec.containers[].name",
            "spec.template.spec.containers[].ports[].name",
            "spec.template.spec.containers[].ports[].containerPort",
            "spec.template.spec.containers[].ports[].protocol",
            "spec.template.spec.hostNetwork",
            "spec.template.spec.nodeSelector",
        ],
    },
    Kind {
        name: "ReplicationController",
        api_versions: CORE,
        rows: workload::REPLICATION_CONTROLLER,
        form: &[
            "spec.replicas",
            "spec.selector",
            "spec.template.metadata.labels",
            "spec.template.spec.containers[].name",
            "spec.template.spec.containers[].ports[].name",
            "spec.template.spec.containers[].ports[].containerPort",
            "spec.template.spec.containers[].ports[].protocol",
            "spec.template.spec.hostNetwork",
            "spec.template.spec.nodeSelector",
        ],
    },
    Kind {
        name: "Job",
        api_versions: BATCH,
        rows: workload::JOB,
        form: &[
            "spec.parallelism",
            "spec.completions",
            "spec.suspend",
            "spec.template.metadata.labels",
            "spec.template.spec.containers[].name",
            "spec.template.spec.containers[].ports[].name",
            "spec.template.spec.containers[].ports[].containerPort",
            "spec.template.spec.containers[].ports[].protocol",
            "spec.template.spec.hostNetwork",
            "spec.template.spec.nodeSelector",
        ],
    },
    Kind {
        name: "CronJob",
        api_versions: BATCH,
        rows: workload::CRON_JOB,
        form: &[
            "spec.suspend",
            "spec.jobTemplate.spec.parallelism",
            "spec.jobTemplate.spec.template.metadata.labels",
            "spec.jobTemplate.spec.template.spec.containers[].name",
            "spec.jobTemplate.spec.template.spec.containers[].ports[].name",
            "spec.jobTemplate.spec.template.spec.containers[].ports[].containerPort",
            "spec.jobTemplate.spec.template.spec.containers[].ports[].protocol",
            "spec.jobTemplate.spec.template.spec.hostNetwork",
            "spec.jobTemplate.spec.template.spec.nodeSelector",
        ],
    },
    Kind {
        name: "Node",
        api_versions: CORE,
        rows: node::NODE,
        form: &[
            "metadata.labels[topology.kubernetes.io/zone]",
            "status.addresses[].type",
            "status.addresses[].address",
            "spec.podCIDRs",
            "spec.taints[].key",
            "spec.taints[].value",
            "spec.taints[].effect",
            "spec.unschedulable",
        ],
    },
    Kind { name: "Namespace", api_versions: CORE, rows: meta::NAMESPACE_OBJECT, form: &["metadata.labels"] },
    Kind { name: "Secret", api_versions: CORE, rows: meta::SECRET, form: &["type"] },
    Kind {
        name: "Ingress",
        api_versions: NETWORKING,
        rows: ingress::INGRESS,
        form: &[
            "spec.ingressClassName",
            "spec.rules[].host",
            "spec.rules[].http.paths[].path",
            "spec.rules[].http.paths[].pathType",
            "spec.rules[].http.paths[].backend.service.name",
            "spec.rules[].http.paths[].backend.service.port.number",
            "spec.rules[].http.paths[].backend.service.port.name",
            "spec.defaultBackend.service.name",
            "spec.defaultBackend.service.port.number",
            "spec.defaultBackend.service.port.name",
            "spec.tls[].hosts",
            "spec.tls[].secretName",
        ],
    },
    Kind {
        name: "IngressClass",
        api_versions: NETWORKING,
        rows: ingress::INGRESS_CLASS,
        form: &["spec.controller", "metadata.annotations[ingressclass.kubernetes.io/is-default-class]"],
    },
    Kind {
        name: "NetworkPolicy",
        api_versions: NETWORKING,
        rows: policy::NETWORK_POLICY,
        form: &[
            "spec.podSelector.matchLabels",
            "spec.policyTypes",
            "spec.ingress[].from[].podSelector.matchLabels",
            "spec.ingress[].from[].namespaceSelector.matchLabels",
            "spec.ingress[].from[].ipBlock.cidr",
            "spec.ingress[].from[].ipBlock.except",
            "spec.ingress[].ports[].protocol",
            "spec.ingress[].ports[].port",
            "spec.ingress[].ports[].endPort",
            "spec.egress[].to[].podSelector.matchLabels",
            "spec.egress[].to[].namespaceSelector.matchLabels",
            "spec.egress[].to[].ipBlock.cidr",
            "spec.egress[].to[].ipBlock.except",
            "spec.egress[].ports[].protocol",
            "spec.egress[].ports[].port",
            "spec.egress[].ports[].endPort",
        ],
    },
    Kind { name: "GatewayClass", api_versions: GATEWAY, rows: gateway::GATEWAY_CLASS, form: &["spec.controllerName"] },
    Kind {
        name: "Gateway",
        api_versions: GATEWAY,
        rows: gateway::GATEWAY,
        form: &[
            "spec.gatewayClassName",
            "spec.listeners[].name",
            "spec.listeners[].hostname",
            "spec.listeners[].port",
            "spec.listeners[].protocol",
            "spec.listeners[].tls.mode",
            "spec.listeners[].tls.certificateRefs[].name",
            "spec.listeners[].allowedRoutes.namespaces.from",
        ],
    },
    Kind {
        name: "ListenerSet",
        api_versions: &["gateway.networking.k8s.io/v1"],
        rows: gateway::LISTENER_SET,
        form: &[
            "spec.parentRef.name",
            "spec.parentRef.namespace",
            "spec.listeners[].name",
            "spec.listeners[].hostname",
            "spec.listeners[].port",
            "spec.listeners[].protocol",
            "spec.listeners[].tls.mode",
            "spec.listeners[].tls.certificateRefs[].name",
            "spec.listeners[].allowedRoutes.namespaces.from",
        ],
    },
    Kind {
        name: "HTTPRoute",
        api_versions: GATEWAY,
        rows: route::HTTP_ROUTE,
        form: &[
            "spec.parentRefs[].name",
            "spec.parentRefs[].namespace",
            "spec.parentRefs[].sectionName",
            "spec.hostnames",
            "spec.rules[].matches[].path.type",
            "spec.rules[].matches[].path.value",
            "spec.rules[].matches[].method",
            "spec.rules[].backendRefs[].name",
            "spec.rules[].backendRefs[].port",
            "spec.rules[].backendRefs[].weight",
        ],
    },
    Kind {
        name: "GRPCRoute",
        api_versions: &["gateway.networking.k8s.io/v1"],
        rows: route::GRPC_ROUTE,
        form: &[
            "spec.parentRefs[].name",
            "spec.parentRefs[].namespace",
            "spec.parentRefs[].sectionName",
            "spec.hostnames",
            "spec.rules[].matches[].method.service",
            "spec.rules[].matches[].method.method",
            "spec.rules[].backendRefs[].name",
            "spec.rules[].backendRefs[].port",
            "spec.rules[].backendRefs[].weight",
        ],
    },
    Kind {
        name: "TLSRoute",
        api_versions: EXPERIMENTAL,
        rows: route::TLS_ROUTE,
        form: &[
            "spec.parentRefs[].name",
            "spec.parentRefs[].namespace",
            "spec.parentRefs[].sectionName",
            "spec.hostnames",
            "spec.rules[].backendRefs[].name",
            "spec.rules[].backendRefs[].port",
            "spec.rules[].backendRefs[].weight",
        ],
    },
    Kind {
        name: "TCPRoute",
        api_versions: &["gateway.networking.k8s.io/v1alpha2"],
        rows: route::STREAM_ROUTE,
        form: &[
            "spec.parentRefs[].name",
            "spec.parentRefs[].namespace",
            "spec.parentRefs[].sectionName",
            "spec.rules[].backendRefs[].name",
            "spec.rules[].backendRefs[].port",
            "spec.rules[].backendRefs[].weight",
        ],
    },
    Kind {
        name: "UDPRoute",
        api_versions: &["gateway.networking.k8s.io/v1alpha2"],
        rows: route::STREAM_ROUTE,
        form: &[
            "spec.parentRefs[].name",
            "spec.parentRefs[].namespace",
            "spec.parentRefs[].sectionName",
            "spec.rules[].backendRefs[].name",
            "spec.rules[].backendRefs[].port",
            "spec.rules[].backendRefs[].weight",
        ],
    },
    Kind {
        name: "ReferenceGrant",
        api_versions: GATEWAY,
        rows: gateway::REFERENCE_GRANT,
        form: &["spec.from[].kind", "spec.from[].namespace", "spec.to[].kind", "spec.to[].name"],
    },
];
