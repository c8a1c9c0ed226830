//! What manifests cannot say about a cluster: the `cluster:` section of scenarios, `--cluster k=v`, the chips on the page.

mod parse;

use ipnet::IpNet;
pub use parse::{Knob, KnobError, KnobValue};

/// Every knob, with `None` or the default where nobody set it.
#[derive(Debug, Clone, PartialEq)]
pub struct Knobs {
    pub pod_cidr: PodCidr,
    /// Empty: the default, or inferred.
    pub service_cidr: Vec<IpNet>,
    pub node_port_range: (u16, u16),
    pub proxy_mode: ProxyMode,
    pub node_port_addresses: NodePortAddresses,
    pub localhost_node_ports: bool,
    pub masquerade_all: bool,
    pub cluster_domain: String,
    pub dns_pod_mode: DnsPodMode,
    pub dns_ignore_empty_service: bool,
    pub ingress_nginx_watch_without_class: bool,
    pub mesh: bool,
    /// Number of default nodes, where manifests name none.
    pub nodes: u32,
    pub load_balancer: LoadBalancer,
    pub load_balancer_mixed_protocols: bool,
    pub ingress_controller: IngressController,
}

impl Default for Knobs {
    fn default() -> Self {
        Self {
            pod_cidr: PodCidr::Inferred,
            service_cidr: Vec::new(),
            node_port_range: (30000, 32767),
            proxy_mode: ProxyMode::Iptables,
            node_port_addresses: NodePortAddresses::default(),
            localhost_node_ports: true,
            masquerade_all: false,
            cluster_domain: "cluster.local".into(),
            dns_pod_mode: DnsPodMode::Insecure,
            dns_ignore_empty_service: false,
            ingress_nginx_watch_without_class: false,
            mesh: false,
            nodes: 3,
            load_balancer: LoadBalancer::Cloud,
            load_balancer_mixed_protocols: true,
            ingress_controller: IngressController::Assumed,
        }
    }
}

/// How kube-proxy tells pods from others.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum PodCidr {
    /// The default, or what declared addresses say.
    #[default]
    Inferred,
    Given(Vec<IpNet>),
    /// It cannot: no detector.
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProxyMode {
    Iptables,
    Nftables,
    Ipvs,
    /// A replacement: where the three differ, svcpath does not know.
    Other,
}

impl ProxyMode {
    pub fn as_str(self) -> &'static str {
        match self {
            ProxyMode::Iptables => "iptables",
            ProxyMode::Nftables => "nftables",
            ProxyMode::Ipvs => "ipvs",
            ProxyMode::Other => "other",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NodePortAddresses {
    pub primary: bool,
    pub cidrs: Vec<IpNet>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DnsPodMode {
    Disabled,
    Insecure,
    Verified,
}

/// Who provides load balancers, and how they pass traffic on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoadBalancer {
    /// Passes packets through to node ports of healthy nodes.
    Cloud,
    /// Its own connection to node ports.
    Proxy,
    /// Straight to pods.
    Pods,
    /// Nobody.
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IngressController {
    Assumed,
    IngressNginx,
    None,
}
