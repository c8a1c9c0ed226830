use std::fmt;
use std::net::IpAddr;

use ipnet::IpNet;

use super::{Labels, Meta};
use crate::object::FieldPath;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    pub meta: Meta,
    pub kind: ServiceType,
    /// `None` or empty: nobody selects, endpoints are hand-made.
    pub selector: Option<Labels>,
    /// `spec.clusterIPs`, or `spec.clusterIP` alone. Empty: to be allocated (unless headless).
    pub cluster_ips: Vec<IpAddr>,
    /// `clusterIP: None`.
    pub headless: bool,
    pub families: Vec<IpFamily>,
    /// `None`: nothing is allocated, because the Service has no addresses or the API server refuses what it says about them.
    pub family_policy: Option<FamilyPolicy>,
    pub ports: Vec<ServicePort>,
    pub external_ips: Vec<IpAddr>,
    pub external_name: Option<String>,
    pub internal_policy: TrafficPolicy,
    pub external_policy: TrafficPolicy,
    pub affinity: Affinity,
    pub publish_not_ready: bool,
    pub source_ranges: Vec<IpNet>,
    pub allocate_node_ports: bool,
    pub load_balancer_class: Option<String>,
    pub health_check_node_port: Option<u16>,
    pub traffic_distribution: Option<TrafficDistribution>,
    /// `status.loadBalancer.ingress`.
    pub ingress: Vec<IngressAddress>,
}

impl Service {
    /// The name that it stands for. `externalName` means nothing to another type.
    pub fn alias(&self) -> Option<&str> {
        self.external_name.as_deref().filter(|_| self.kind == ServiceType::ExternalName)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ServiceType {
    ClusterIp,
    NodePort,
    LoadBalancer,
    ExternalName,
}

impl ServiceType {
    pub fn as_str(self) -> &'static str {
        match self {
            ServiceType::ClusterIp => "ClusterIP",
            ServiceType::NodePort => "NodePort",
            ServiceType::LoadBalancer => "LoadBalancer",
            ServiceType::ExternalName => "ExternalName",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServicePort {
    /// Its position in `spec.ports`. Ports whose number cannot be read are not here, so it may lie beyond its position among these.
    pub index: usize,
    /// Empty when unnamed.
    pub name: String,
    pub protocol: Protocol,
    pub port: u16,
    pub target: TargetPort,
    pub node_port: Option<u16>,
    pub app_protocol: Option<String>,
}

impl ServicePort {
    /// Where it stands in its Service.
    pub fn path(&self) -> FieldPath {
        FieldPath::of("spec.ports").index(self.index)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TargetPort {
    Number(u16),
    /// Looked up per pod; a number in quotes is a name.
    Name(String),
}

impl fmt::Display for TargetPort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TargetPort::Number(number) => write!(f, "{number}"),
            TargetPort::Name(name) => f.write_str(name),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Protocol {
    Tcp,
    Udp,
    Sctp,
}

impl Protocol {
    pub fn as_str(self) -> &'static str {
        match self {
            Protocol::Tcp => "TCP",
            Protocol::Udp => "UDP",
            Protocol::Sctp => "SCTP",
        }
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum IpFamily {
    V4,
    V6,
}

impl IpFamily {
    pub fn of(address: IpAddr) -> Self {
        if address.is_ipv4() { IpFamily::V4 } else { IpFamily::V6 }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            IpFamily::V4 => "IPv4",
            IpFamily::V6 => "IPv6",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FamilyPolicy {
    SingleStack,
    /// Both families, where the cluster has them.
    PreferDualStack,
    RequireDualStack,
}

impl FamilyPolicy {
    pub fn as_str(self) -> &'static str {
        match self {
            FamilyPolicy::SingleStack => "SingleStack",
            FamilyPolicy::PreferDualStack => "PreferDualStack",
            FamilyPolicy::RequireDualStack => "RequireDualStack",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrafficPolicy {
    Cluster,
    Local,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Affinity {
    None,
    /// With its time-out in seconds.
    ClientIp(u32),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrafficDistribution {
    /// Also its older name `PreferClose`.
    PreferSameZone,
    PreferSameNode,
}

/// One of `status.loadBalancer.ingress`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IngressAddress {
    pub ip: Option<IpAddr>,
    pub hostname: Option<String>,
    pub mode: IpMode,
}

/// Whether kube-proxy programs a load balancer's address itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IpMode {
    Vip,
    Proxy,
}
