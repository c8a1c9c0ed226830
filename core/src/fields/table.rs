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

/// A table: its name, then `"name": type, what holds without it; "meaning" "значение"` for each field, in both languages or
/// not at all. What is `hidden` is read and explained, and not offered: the server writes it, or older versions did.
///
/// A table has a name of its own, and is never a constant somewhere inside: that tells those who cut the page's WebAssembly in two
/// (`xtask/src/split/data.rs`) that it is read from its start on, and can go to the second half with all its words.
macro_rules! rows {
    (@offered) => { true };
    (@offered hidden) => { false };
    (
        $(#[$doc:meta])* $vis:vis $table:ident:
        $($name:literal $($hidden:ident)?: $takes:expr, $absent:expr; $en:literal $ru:literal)*
    ) => {
        $(#[$doc])*
        $vis static $table: [Row; <[&str]>::len(&[$($name),*])] = [$(Row {
            name: $name,
            takes: $takes,
            absent: $absent,
            offered: rows!(@offered $($hidden)?),
            meaning: Words { en: $en, ru: $ru },
        }),*];
    };
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
    /// The paths of the form's fields, in its order, a line for each.
    pub(super) form: &'static str,
}

const CORE: &[&str] = &["v1"];
const APPS: &[&str] = &["apps/v1"];
const BATCH: &[&str] = &["batch/v1"];
const NETWORKING: &[&str] = &["networking.k8s.io/v1"];
const GATEWAY: &[&str] = &["gateway.networking.k8s.io/v1", "gateway.networking.k8s.io/v1beta1"];
const EXPERIMENTAL: &[&str] = &["gateway.networking.k8s.io/v1", "gateway.networking.k8s.io/v1alpha2"];

/// Every kind that routing reads, those that people write most first.
pub(super) static KINDS: [Kind; 26] = [
    Kind {
        name: "Service",
        api_versions: CORE,
        rows: service::SERVICE,
        form: "\
            spec.type\n\
            spec.selector\n\
            spec.ports[].name\n\
            spec.ports[].protocol\n\
            spec.ports[].port\n\
            spec.ports[].targetPort\n\
            spec.ports[].nodePort\n\
            spec.clusterIP\n\
            spec.externalName\n\
            spec.internalTrafficPolicy\n\
            spec.externalTrafficPolicy\n\
            spec.sessionAffinity\n\
            spec.trafficDistribution\n\
            spec.publishNotReadyAddresses",
    },
    Kind {
        name: "EndpointSlice",
        api_versions: &["discovery.k8s.io/v1"],
        rows: endpoints::ENDPOINT_SLICE,
        form: "\
            metadata.labels[kubernetes.io/service-name]\n\
            addressType\n\
            ports[].name\n\
            ports[].port\n\
            endpoints[].addresses\n\
            endpoints[].conditions.ready\n\
            endpoints[].nodeName",
    },
    Kind {
        name: "Endpoints",
        api_versions: CORE,
        rows: endpoints::ENDPOINTS,
        form: "\
            subsets[].addresses[].ip\n\
            subsets[].notReadyAddresses[].ip\n\
            subsets[].ports[].name\n\
            subsets[].ports[].port",
    },
    Kind {
        name: "Pod",
        api_versions: CORE,
        rows: pod::POD,
        form: "\
            metadata.labels\n\
            spec.containers[].name\n\
            spec.containers[].ports[].name\n\
            spec.containers[].ports[].containerPort\n\
            spec.containers[].ports[].protocol\n\
            spec.hostNetwork\n\
            spec.dnsPolicy\n\
            spec.nodeName",
    },
    Kind {
        name: "Deployment",
        api_versions: APPS,
        rows: workload::DEPLOYMENT,
        form: "\
            spec.replicas\n\
            spec.selector.matchLabels\n\
            spec.template.metadata.labels\n\
            spec.template.spec.containers[].name\n\
            spec.template.spec.containers[].ports[].name\n\
            spec.template.spec.containers[].ports[].containerPort\n\
            spec.template.spec.containers[].ports[].protocol\n\
            spec.template.spec.hostNetwork\n\
            spec.template.spec.nodeSelector",
    },
    Kind {
        name: "StatefulSet",
        api_versions: APPS,
        rows: workload::STATEFUL_SET,
        form: "\
            spec.replicas\n\
            spec.serviceName\n\
            spec.selector.matchLabels\n\
            spec.template.metadata.labels\n\
            spec.template.spec.containers[].name\n\
            spec.template.spec.containers[].ports[].name\n\
            spec.template.spec.containers[].ports[].containerPort\n\
            spec.template.spec.containers[].ports[].protocol\n\
            spec.template.spec.hostNetwork\n\
            spec.template.spec.nodeSelector",
    },
    Kind {
        name: "DaemonSet",
        api_versions: APPS,
        rows: workload::DAEMON_SET,
        form: "\
            spec.selector.matchLabels\n\
            spec.template.metadata.labels\n\
            spec.template.spec.containers[].name\n\
            spec.template.spec.containers[].ports[].name\n\
            spec.template.spec.containers[].ports[].containerPort\n\
            spec.template.spec.containers[].ports[].protocol\n\
            spec.template.spec.hostNetwork\n\
            spec.template.spec.nodeSelector",
    },
    Kind {
        name: "ReplicaSet",
        api_versions: APPS,
        rows: workload::REPLICA_SET,
        form: "\
            spec.replicas\n\
            spec.selector.matchLabels\n\
            spec.template.metadata.labels\n\
            spec.template.spec.containers[].name\n\
            spec.template.spec.containers[].ports[].name\n\
            spec.template.spec.containers[].ports[].containerPort\n\
            spec.template.spec.containers[].ports[].protocol\n\
            spec.template.spec.hostNetwork\n\
            spec.template.spec.nodeSelector",
    },
    Kind {
        name: "ReplicationController",
        api_versions: CORE,
        rows: workload::REPLICATION_CONTROLLER,
        form: "\
            spec.replicas\n\
            spec.selector\n\
            spec.template.metadata.labels\n\
            spec.template.spec.containers[].name\n\
            spec.template.spec.containers[].ports[].name\n\
            spec.template.spec.containers[].ports[].containerPort\n\
            spec.template.spec.containers[].ports[].protocol\n\
            spec.template.spec.hostNetwork\n\
            spec.template.spec.nodeSelector",
    },
    Kind {
        name: "Job",
        api_versions: BATCH,
        rows: workload::JOB,
        form: "\
            spec.parallelism\n\
            spec.completions\n\
            spec.suspend\n\
            spec.template.metadata.labels\n\
            spec.template.spec.containers[].name\n\
            spec.template.spec.containers[].ports[].name\n\
            spec.template.spec.containers[].ports[].containerPort\n\
            spec.template.spec.containers[].ports[].protocol\n\
            spec.template.spec.hostNetwork\n\
            spec.template.spec.nodeSelector",
    },
    Kind {
        name: "CronJob",
        api_versions: BATCH,
        rows: workload::CRON_JOB,
        form: "\
            spec.suspend\n\
            spec.jobTemplate.spec.parallelism\n\
            spec.jobTemplate.spec.template.metadata.labels\n\
            spec.jobTemplate.spec.template.spec.containers[].name\n\
            spec.jobTemplate.spec.template.spec.containers[].ports[].name\n\
            spec.jobTemplate.spec.template.spec.containers[].ports[].containerPort\n\
            spec.jobTemplate.spec.template.spec.containers[].ports[].protocol\n\
            spec.jobTemplate.spec.template.spec.hostNetwork\n\
            spec.jobTemplate.spec.template.spec.nodeSelector",
    },
    Kind {
        name: "Node",
        api_versions: CORE,
        rows: node::NODE,
        form: "\
            metadata.labels[topology.kubernetes.io/zone]\n\
            status.addresses[].type\n\
            status.addresses[].address\n\
            spec.podCIDRs\n\
            spec.taints[].key\n\
            spec.taints[].value\n\
            spec.taints[].effect\n\
            spec.unschedulable",
    },
    Kind { name: "Namespace", api_versions: CORE, rows: meta::NAMESPACE_OBJECT, form: "metadata.labels" },
    Kind { name: "Secret", api_versions: CORE, rows: meta::SECRET, form: "type" },
    Kind {
        name: "Ingress",
        api_versions: NETWORKING,
        rows: ingress::INGRESS,
        form: "\
            spec.ingressClassName\n\
            spec.rules[].host\n\
            spec.rules[].http.paths[].path\n\
            spec.rules[].http.paths[].pathType\n\
            spec.rules[].http.paths[].backend.service.name\n\
            spec.rules[].http.paths[].backend.service.port.number\n\
            spec.rules[].http.paths[].backend.service.port.name\n\
            spec.defaultBackend.service.name\n\
            spec.defaultBackend.service.port.number\n\
            spec.defaultBackend.service.port.name\n\
            spec.tls[].hosts\n\
            spec.tls[].secretName",
    },
    Kind {
        name: "IngressClass",
        api_versions: NETWORKING,
        rows: ingress::INGRESS_CLASS,
        form: "\
            spec.controller\n\
            metadata.annotations[ingressclass.kubernetes.io/is-default-class]",
    },
    Kind {
        name: "NetworkPolicy",
        api_versions: NETWORKING,
        rows: policy::NETWORK_POLICY,
        form: "\
            spec.podSelector.matchLabels\n\
            spec.policyTypes\n\
            spec.ingress[].from[].podSelector.matchLabels\n\
            spec.ingress[].from[].namespaceSelector.matchLabels\n\
            spec.ingress[].from[].ipBlock.cidr\n\
            spec.ingress[].from[].ipBlock.except\n\
            spec.ingress[].ports[].protocol\n\
            spec.ingress[].ports[].port\n\
            spec.ingress[].ports[].endPort\n\
            spec.egress[].to[].podSelector.matchLabels\n\
            spec.egress[].to[].namespaceSelector.matchLabels\n\
            spec.egress[].to[].ipBlock.cidr\n\
            spec.egress[].to[].ipBlock.except\n\
            spec.egress[].ports[].protocol\n\
            spec.egress[].ports[].port\n\
            spec.egress[].ports[].endPort",
    },
    Kind { name: "GatewayClass", api_versions: GATEWAY, rows: gateway::GATEWAY_CLASS, form: "spec.controllerName" },
    Kind {
        name: "Gateway",
        api_versions: GATEWAY,
        rows: gateway::GATEWAY,
        form: "\
            spec.gatewayClassName\n\
            spec.listeners[].name\n\
            spec.listeners[].hostname\n\
            spec.listeners[].port\n\
            spec.listeners[].protocol\n\
            spec.listeners[].tls.mode\n\
            spec.listeners[].tls.certificateRefs[].name\n\
            spec.listeners[].allowedRoutes.namespaces.from",
    },
    Kind {
        name: "ListenerSet",
        api_versions: &["gateway.networking.k8s.io/v1"],
        rows: gateway::LISTENER_SET,
        form: "\
            spec.parentRef.name\n\
            spec.parentRef.namespace\n\
            spec.listeners[].name\n\
            spec.listeners[].hostname\n\
            spec.listeners[].port\n\
            spec.listeners[].protocol\n\
            spec.listeners[].tls.mode\n\
            spec.listeners[].tls.certificateRefs[].name\n\
            spec.listeners[].allowedRoutes.namespaces.from",
    },
    Kind {
        name: "HTTPRoute",
        api_versions: GATEWAY,
        rows: route::HTTP_ROUTE,
        form: "\
            spec.parentRefs[].name\n\
            spec.parentRefs[].namespace\n\
            spec.parentRefs[].sectionName\n\
            spec.hostnames\n\
            spec.rules[].matches[].path.type\n\
            spec.rules[].matches[].path.value\n\
            spec.rules[].matches[].method\n\
            spec.rules[].backendRefs[].name\n\
            spec.rules[].backendRefs[].port\n\
            spec.rules[].backendRefs[].weight",
    },
    Kind {
        name: "GRPCRoute",
        api_versions: &["gateway.networking.k8s.io/v1"],
        rows: route::GRPC_ROUTE,
        form: "\
            spec.parentRefs[].name\n\
            spec.parentRefs[].namespace\n\
            spec.parentRefs[].sectionName\n\
            spec.hostnames\n\
            spec.rules[].matches[].method.service\n\
            spec.rules[].matches[].method.method\n\
            spec.rules[].backendRefs[].name\n\
            spec.rules[].backendRefs[].port\n\
            spec.rules[].backendRefs[].weight",
    },
    Kind {
        name: "TLSRoute",
        api_versions: EXPERIMENTAL,
        rows: route::TLS_ROUTE,
        form: "\
            spec.parentRefs[].name\n\
            spec.parentRefs[].namespace\n\
            spec.parentRefs[].sectionName\n\
            spec.hostnames\n\
            spec.rules[].backendRefs[].name\n\
            spec.rules[].backendRefs[].port\n\
            spec.rules[].backendRefs[].weight",
    },
    Kind {
        name: "TCPRoute",
        api_versions: &["gateway.networking.k8s.io/v1alpha2"],
        rows: route::STREAM_ROUTE,
        form: "\
            spec.parentRefs[].name\n\
            spec.parentRefs[].namespace\n\
            spec.parentRefs[].sectionName\n\
            spec.rules[].backendRefs[].name\n\
            spec.rules[].backendRefs[].port\n\
            spec.rules[].backendRefs[].weight",
    },
    Kind {
        name: "UDPRoute",
        api_versions: &["gateway.networking.k8s.io/v1alpha2"],
        rows: route::STREAM_ROUTE,
        form: "\
            spec.parentRefs[].name\n\
            spec.parentRefs[].namespace\n\
            spec.parentRefs[].sectionName\n\
            spec.rules[].backendRefs[].name\n\
            spec.rules[].backendRefs[].port\n\
            spec.rules[].backendRefs[].weight",
    },
    Kind {
        name: "ReferenceGrant",
        api_versions: GATEWAY,
        rows: gateway::REFERENCE_GRANT,
        form: "\
            spec.from[].kind\n\
            spec.from[].namespace\n\
            spec.to[].kind\n\
            spec.to[].name",
    },
];
