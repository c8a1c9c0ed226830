//! What the model assumes where manifests are silent. Each is listed in the trace and is an editable chip on the page.

use std::net::IpAddr;

use crate::codes::codes;

/// One assumption that took part in a result.
#[derive(Debug, Clone, PartialEq)]
pub enum Assumption {
    /// No Node objects: `count` default nodes.
    DefaultNodes {
        count: u32,
    },
    /// No Node objects, but pods name nodes.
    NodesFromPods {
        names: Vec<String>,
    },
    PodCidr {
        cidrs: String,
        inferred: bool,
    },
    ServiceCidr {
        cidrs: String,
        inferred: bool,
    },
    ProxyMode {
        mode: &'static str,
    },
    /// Node ports answer on these addresses of a node; empty: on those that the proxy mode takes by default.
    NodePortAddresses {
        addresses: String,
    },
    /// Node ports answer on 127.0.0.1.
    LocalhostNodePorts {
        on: bool,
    },
    /// Whatever goes to a cluster IP has its source rewritten.
    MasqueradeAll {
        on: bool,
    },
    /// A cloud load balancer provides addresses.
    LoadBalancer {
        kind: &'static str,
    },
    LoadBalancerAddress {
        service: String,
        address: IpAddr,
    },
    /// TCP and UDP on one balancer.
    MixedProtocols {
        service: String,
    },
    /// The balancer lets everybody in: kube-proxy does not see its clients.
    SourceRangesOpen {
        service: String,
    },
    /// The balancer does not read the annotation that `loadBalancerSourceRanges` replaced.
    SourceRangesAnnotation {
        service: String,
    },
    ClusterIp {
        service: String,
        address: IpAddr,
    },
    NodePort {
        service: String,
        port: u16,
    },
    /// Pods imagined from templates are ready.
    PodsReady,
    /// Pods' places and addresses.
    Placement,
    /// Of a workload's many replicas only so many are modelled.
    Replicas {
        workload: String,
        modelled: usize,
    },
    /// Assumed nodes are as the pods' node selectors and affinities ask.
    NodesFit,
    /// Somebody runs CoreDNS.
    ClusterDns {
        address: IpAddr,
    },
    /// An Ingress controller with the specification's behaviour.
    IngressController,
    /// It is ingress-nginx.
    IngressNginx,
    /// A controller that does all that the Gateway API specifies runs the Gateway, `namespace/name`.
    GatewayController {
        gateway: String,
    },
    /// A Secret with a certificate is in the cluster, `namespace/name`.
    CertificateSecret {
        secret: String,
    },
    /// The name resolves to the entry.
    PublicDns {
        host: String,
        entry: String,
    },
    /// The network outside routes pod addresses here.
    PodNetworkRouted,
    /// Somebody routes the service range to this node.
    ServiceRangeRouted {
        node: String,
    },
    /// A process listens on the port.
    Listening {
        address: String,
    },
    /// The first port of a Service that has several.
    FirstPort {
        service: String,
        port: u16,
    },
    /// MASQUERADE picks the node's first InternalIP.
    MasqueradeAddress,
    /// A client outside.
    Client {
        address: IpAddr,
    },
    /// A throw-away pod.
    ThrowAwayPod {
        namespace: String,
        node: String,
    },
    /// The API server's address.
    ApiServer {
        address: IpAddr,
    },
}

codes!(
    Assumption:
    DefaultNodes,
    NodesFromPods,
    PodCidr,
    ServiceCidr,
    ProxyMode,
    NodePortAddresses,
    LocalhostNodePorts,
    MasqueradeAll,
    LoadBalancer,
    LoadBalancerAddress,
    MixedProtocols,
    SourceRangesOpen,
    SourceRangesAnnotation,
    ClusterIp,
    NodePort,
    PodsReady,
    Placement,
    Replicas,
    NodesFit,
    ClusterDns,
    IngressController,
    IngressNginx,
    GatewayController,
    CertificateSecret,
    PublicDns,
    PodNetworkRouted,
    ServiceRangeRouted,
    Listening,
    FirstPort,
    MasqueradeAddress,
    Client,
    ThrowAwayPod,
    ApiServer,
);

impl Assumption {
    /// The `cluster:` knob that changes it, where there is one.
    pub fn knob(&self) -> Option<&'static str> {
        match self {
            Assumption::DefaultNodes { .. } => Some("nodes"),
            Assumption::PodCidr { .. } => Some("podCIDR"),
            Assumption::ServiceCidr { .. } => Some("serviceCIDR"),
            Assumption::ProxyMode { .. } => Some("proxyMode"),
            Assumption::NodePortAddresses { .. } => Some("nodePortAddresses"),
            Assumption::LocalhostNodePorts { .. } => Some("localhostNodePorts"),
            Assumption::MasqueradeAll { .. } => Some("masqueradeAll"),
            Assumption::LoadBalancer { .. } | Assumption::LoadBalancerAddress { .. } => Some("loadBalancer"),
            Assumption::MixedProtocols { .. } => Some("loadBalancerMixedProtocols"),
            Assumption::NodePort { .. } => Some("serviceNodePortRange"),
            Assumption::ClusterIp { .. } => Some("serviceCIDR"),
            Assumption::IngressController | Assumption::IngressNginx => Some("ingressController"),
            Assumption::ClusterDns { .. } => Some("clusterDomain"),
            Assumption::GatewayController { .. }
            | Assumption::CertificateSecret { .. }
            | Assumption::NodesFromPods { .. }
            | Assumption::SourceRangesOpen { .. }
            | Assumption::SourceRangesAnnotation { .. }
            | Assumption::Replicas { .. }
            | Assumption::NodesFit
            | Assumption::PodsReady
            | Assumption::Placement
            | Assumption::PublicDns { .. }
            | Assumption::PodNetworkRouted
            | Assumption::ServiceRangeRouted { .. }
            | Assumption::Listening { .. }
            | Assumption::FirstPort { .. }
            | Assumption::MasqueradeAddress
            | Assumption::Client { .. }
            | Assumption::ThrowAwayPod { .. }
            | Assumption::ApiServer { .. } => None,
        }
    }
}
