//! Clusters made up for tests and benchmarks: plain data that says everything about itself (addresses, ports, placement), so that
//! nothing hangs on how objects are called. Each prints itself as manifests and takes the way of any text into a [`World`].

mod flow;
mod large;
mod manifests;
mod policies;
mod strategy;

use std::collections::BTreeMap;
use std::fmt;
use std::net::IpAddr;

pub use flow::Flow;
pub use large::large;
pub use policies::{Peer, Policy, Ports, Rule, policies, rule};
pub use strategy::{Flows, cluster, flows};
use svcpath_core::decode::decode;
use svcpath_core::diagnostic::Diagnostic;
use svcpath_core::knobs;
use svcpath_core::manifest::parse;
use svcpath_core::model::{self, IpFamily, IpMode, Protocol, ServiceType, TrafficDistribution, TrafficPolicy};
use svcpath_core::state::State;
use svcpath_core::text::Files;
use svcpath_core::world::World;

/// The pod ranges, as kube-proxy's detector knows them.
pub const POD_CIDRS: &str = "10.244.0.0/16,fd00:244::/48";
/// The Service ranges.
pub const SERVICE_CIDRS: &str = "10.96.0.0/12,fd00:96::/108";

#[derive(Clone, PartialEq)]
pub struct Cluster {
    pub knobs: Knobs,
    /// At least one.
    pub nodes: Vec<Node>,
    pub pods: Vec<Pod>,
    pub services: Vec<Service>,
    pub slices: Vec<Slice>,
}

/// What manifests cannot say.
#[derive(Debug, Clone, PartialEq)]
pub struct Knobs {
    pub mode: knobs::ProxyMode,
    /// kube-proxy knows [`POD_CIDRS`]; otherwise it cannot tell pods from others.
    pub detector: bool,
    pub masquerade_all: bool,
    pub localhost_node_ports: bool,
    /// `primary` and ranges.
    pub node_port_addresses: Vec<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    pub name: String,
    pub zone: Option<String>,
    /// The first of a family is the primary one.
    pub addresses: Vec<IpAddr>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Pod {
    pub namespace: String,
    pub name: String,
    pub labels: BTreeMap<String, String>,
    pub node: String,
    /// Its node's for a hostNetwork pod; empty while it waits for one.
    pub addresses: Vec<IpAddr>,
    pub ready: bool,
    pub terminating: bool,
    pub host_network: bool,
    /// Succeeded: it ran to its end.
    pub finished: bool,
    pub ports: Vec<ContainerPort>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ContainerPort {
    pub name: String,
    pub port: u16,
    pub protocol: Protocol,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Service {
    pub namespace: String,
    pub name: String,
    pub kind: ServiceType,
    /// `None`: endpoints are hand-made.
    pub selector: Option<BTreeMap<String, String>>,
    /// None at all: headless.
    pub cluster_ips: Vec<IpAddr>,
    pub ports: Vec<ServicePort>,
    pub external_ips: Vec<IpAddr>,
    /// What a load balancer's status lists.
    pub balancer: Vec<(IpAddr, IpMode)>,
    pub internal_policy: TrafficPolicy,
    /// Cluster for a Service that nobody outside can reach.
    pub external_policy: TrafficPolicy,
    /// Only of load balancers.
    pub source_ranges: Vec<String>,
    /// Only of load balancers whose policy is Local.
    pub health_check: Option<u16>,
    pub affinity: bool,
    pub publish_not_ready: bool,
    pub distribution: Option<TrafficDistribution>,
    /// Left to another proxy by its label.
    pub foreign_proxy: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ServicePort {
    /// Empty: unnamed.
    pub name: String,
    pub port: u16,
    pub protocol: Protocol,
    /// `None`: as `port`.
    pub target: Option<model::TargetPort>,
    pub node_port: Option<u16>,
}

/// A hand-made EndpointSlice.
#[derive(Debug, Clone, PartialEq)]
pub struct Slice {
    pub namespace: String,
    pub name: String,
    pub service: String,
    pub family: IpFamily,
    /// Name, protocol and number.
    pub ports: Vec<(String, Protocol, u16)>,
    pub endpoints: Vec<SliceEndpoint>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct SliceEndpoint {
    pub address: IpAddr,
    pub ready: Option<bool>,
    pub serving: Option<bool>,
    pub terminating: Option<bool>,
    pub node: Option<String>,
    pub zone_hints: Vec<String>,
    pub node_hints: Vec<String>,
}

impl Cluster {
    /// As any text becomes a world.
    pub fn world(&self) -> World {
        self.world_with("")
    }

    /// With further documents behind its own.
    pub fn world_with(&self, more: &str) -> World {
        let (manifests, _) = parse(&Files::single("cluster.yaml", format!("{self}{more}")));
        World::build(&decode(&manifests).0, &self.knobs.set(), &State::default())
    }

    /// What is wrong with the manifests.
    pub fn problems(&self) -> Vec<Diagnostic> {
        let (manifests, mut problems) = parse(&Files::single("cluster.yaml", self.to_string()));
        problems.extend(decode(&manifests).1);
        problems
    }

    /// The names of all objects and namespaces, each once.
    pub fn names(&self) -> Vec<&str> {
        let nodes = self.nodes.iter().map(|node| node.name.as_str());
        let pods = self.pods.iter().flat_map(|pod| [pod.namespace.as_str(), &pod.name]);
        let services = self.services.iter().flat_map(|service| [service.namespace.as_str(), &service.name]);
        let slices = self.slices.iter().map(|slice| slice.name.as_str());
        let mut names: Vec<&str> = nodes.chain(pods).chain(services).chain(slices).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The same cluster under other names.
    #[must_use]
    pub fn renamed(&self, new: impl Fn(&str) -> String) -> Self {
        let mut cluster = self.clone();
        let put = |name: &mut String| *name = new(name);
        for node in &mut cluster.nodes {
            put(&mut node.name);
        }
        for pod in &mut cluster.pods {
            put(&mut pod.namespace);
            put(&mut pod.name);
            put(&mut pod.node);
        }
        for service in &mut cluster.services {
            put(&mut service.namespace);
            put(&mut service.name);
        }
        for slice in &mut cluster.slices {
            put(&mut slice.namespace);
            put(&mut slice.name);
            put(&mut slice.service);
            for endpoint in &mut slice.endpoints {
                endpoint.node.iter_mut().chain(&mut endpoint.node_hints).for_each(put);
            }
        }
        cluster
    }
}

impl Knobs {
    /// As they are set by name.
    pub fn set(&self) -> knobs::Knobs {
        let pods = if self.detector { POD_CIDRS } else { "none" };
        let pairs = [
            format!("proxyMode={}", self.mode.as_str()),
            format!("podCIDR={pods}"),
            format!("serviceCIDR={SERVICE_CIDRS}"),
            format!("masqueradeAll={}", self.masquerade_all),
            format!("localhostNodePorts={}", self.localhost_node_ports),
            format!("nodePortAddresses={}", self.node_port_addresses.join(",")),
        ];
        let mut set = knobs::Knobs::default();
        for pair in pairs {
            set.set_pair(&pair).unwrap_or_else(|error| panic!("{pair}: {error:?}"));
        }
        set
    }
}

impl Node {
    pub fn primary(&self, family: IpFamily) -> Option<IpAddr> {
        self.addresses.iter().copied().find(|address| IpFamily::of(*address) == family)
    }
}

impl Service {
    /// Whether people outside can reach it, so that its external policy may be Local.
    pub fn is_exposed(&self) -> bool {
        matches!(self.kind, ServiceType::NodePort | ServiceType::LoadBalancer) || !self.external_ips.is_empty()
    }
}

/// The manifests: a failing case can be pasted into the page.
impl fmt::Debug for Cluster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}\n{self}", self.knobs)
    }
}
