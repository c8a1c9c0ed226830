//! How a cluster is written.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};

use svcpath_core::model::{IpFamily, IpMode, TrafficDistribution, TrafficPolicy};

use super::{Cluster, Node, Pod, Service, Slice, SliceEndpoint};

impl Display for Cluster {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.nodes.iter().try_for_each(|node| node.fmt(f))?;
        self.pods.iter().try_for_each(|pod| pod.fmt(f))?;
        self.services.iter().try_for_each(|service| service.fmt(f))?;
        self.slices.iter().try_for_each(|slice| slice.fmt(f))
    }
}

impl Display for Node {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "---\napiVersion: v1\nkind: Node\nmetadata:\n  name: {}", self.name)?;
        if let Some(zone) = &self.zone {
            writeln!(f, "  labels: {{topology.kubernetes.io/zone: {zone}}}")?;
        }
        writeln!(f, "status:\n  addresses:")?;
        self.addresses.iter().try_for_each(|address| writeln!(f, "  - {{type: InternalIP, address: \"{address}\"}}"))
    }
}

impl Display for Pod {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: {}", self.name)?;
        writeln!(f, "  namespace: {}\n  labels: {}", self.namespace, map(&self.labels))?;
        if self.terminating {
            writeln!(f, "  deletionTimestamp: \"2026-01-01T00:00:00Z\"")?;
        }
        writeln!(f, "spec:\n  nodeName: {}", self.node)?;
        if self.host_network {
            writeln!(f, "  hostNetwork: true")?;
        }
        let ports = self
            .ports
            .iter()
            .map(|port| format!("{{name: {}, containerPort: {}, protocol: {}}}", port.name, port.port, port.protocol));
        writeln!(f, "  containers:\n  - {{name: app, image: app, ports: [{}]}}", join(ports))?;
        let phase = if self.finished { "Succeeded" } else { "Running" };
        let ready = if self.ready { "True" } else { "False" };
        writeln!(f, "status:\n  phase: {phase}\n  conditions: [{{type: Ready, status: \"{ready}\"}}]")?;
        writeln!(f, "  podIPs: [{}]", join(self.addresses.iter().map(|ip| format!("{{ip: \"{ip}\"}}"))))
    }
}

impl Display for Service {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "---\napiVersion: v1\nkind: Service\nmetadata:\n  name: {}", self.name)?;
        writeln!(f, "  namespace: {}", self.namespace)?;
        if self.foreign_proxy {
            writeln!(f, "  labels: {{service.kubernetes.io/service-proxy-name: other}}")?;
        }
        writeln!(f, "spec:\n  type: {}", self.kind.as_str())?;
        if let Some(selector) = &self.selector {
            writeln!(f, "  selector: {}", map(selector))?;
        }
        match self.cluster_ips.first() {
            Some(first) => {
                let families = self.cluster_ips.iter().map(|ip| family(IpFamily::of(*ip)).to_owned());
                let policy = if self.cluster_ips.len() > 1 { "RequireDualStack" } else { "SingleStack" };
                writeln!(f, "  clusterIP: \"{first}\"\n  clusterIPs: [{}]", quoted(&self.cluster_ips))?;
                writeln!(f, "  ipFamilyPolicy: {policy}\n  ipFamilies: [{}]", join(families))?;
            }
            None => writeln!(f, "  clusterIP: None")?,
        }
        writeln!(f, "  internalTrafficPolicy: {}", policy(self.internal_policy))?;
        if self.is_exposed() {
            writeln!(f, "  externalTrafficPolicy: {}", policy(self.external_policy))?;
        }
        if !self.external_ips.is_empty() {
            writeln!(f, "  externalIPs: [{}]", quoted(&self.external_ips))?;
        }
        if !self.source_ranges.is_empty() {
            writeln!(f, "  loadBalancerSourceRanges: [{}]", quoted(&self.source_ranges))?;
        }
        if let Some(port) = self.health_check {
            writeln!(f, "  healthCheckNodePort: {port}")?;
        }
        if self.affinity {
            writeln!(f, "  sessionAffinity: ClientIP")?;
        }
        if self.publish_not_ready {
            writeln!(f, "  publishNotReadyAddresses: true")?;
        }
        match self.distribution {
            Some(TrafficDistribution::PreferSameZone) => writeln!(f, "  trafficDistribution: PreferSameZone")?,
            Some(TrafficDistribution::PreferSameNode) => writeln!(f, "  trafficDistribution: PreferSameNode")?,
            None => {}
        }
        if self.balancer_without_node_ports() {
            writeln!(f, "  allocateLoadBalancerNodePorts: false")?;
        }
        writeln!(f, "  ports:")?;
        for port in &self.ports {
            writeln!(f, "  - port: {}\n    protocol: {}", port.port, port.protocol)?;
            if !port.name.is_empty() {
                writeln!(f, "    name: {}", port.name)?;
            }
            if let Some(target) = &port.target {
                writeln!(f, "    targetPort: {target}")?;
            }
            if let Some(node_port) = port.node_port {
                writeln!(f, "    nodePort: {node_port}")?;
            }
        }
        if !self.balancer.is_empty() {
            let entries = self.balancer.iter().map(|(ip, mode)| {
                let mode = match mode {
                    IpMode::Vip => "VIP",
                    IpMode::Proxy => "Proxy",
                };
                format!("{{ip: \"{ip}\", ipMode: {mode}}}")
            });
            writeln!(f, "status:\n  loadBalancer:\n    ingress: [{}]", join(entries))?;
        }
        Ok(())
    }
}

impl Service {
    fn balancer_without_node_ports(&self) -> bool {
        !self.balancer.is_empty() && self.ports.iter().any(|port| port.node_port.is_none())
    }
}

impl Display for Slice {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "---\napiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata:\n  name: {}", self.name)?;
        writeln!(f, "  namespace: {}", self.namespace)?;
        writeln!(f, "  labels: {{kubernetes.io/service-name: {}}}", self.service)?;
        writeln!(f, "addressType: {}", family(self.family))?;
        let ports = self.ports.iter().map(|(name, protocol, port)| {
            let name = if name.is_empty() { String::new() } else { format!("name: {name}, ") };
            format!("{{{name}port: {port}, protocol: {protocol}}}")
        });
        writeln!(f, "ports: [{}]\nendpoints:", join(ports))?;
        self.endpoints.iter().try_for_each(|endpoint| endpoint.fmt(f))
    }
}

impl Display for SliceEndpoint {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "- addresses: [\"{}\"]", self.address)?;
        let conditions = [("ready", self.ready), ("serving", self.serving), ("terminating", self.terminating)];
        let conditions = conditions.iter().filter_map(|(name, value)| Some(format!("{name}: {}", (*value)?)));
        writeln!(f, "  conditions: {{{}}}", join(conditions))?;
        if let Some(node) = &self.node {
            writeln!(f, "  nodeName: {node}")?;
        }
        let hints = [("forZones", &self.zone_hints), ("forNodes", &self.node_hints)];
        let hints = hints.iter().filter(|(_, names)| !names.is_empty());
        let hints = hints
            .map(|(list, names)| format!("{list}: [{}]", join(names.iter().map(|name| format!("{{name: {name}}}")))));
        writeln!(f, "  hints: {{{}}}", join(hints))
    }
}

fn family(family: IpFamily) -> &'static str {
    match family {
        IpFamily::V4 => "IPv4",
        IpFamily::V6 => "IPv6",
    }
}

fn policy(policy: TrafficPolicy) -> &'static str {
    match policy {
        TrafficPolicy::Cluster => "Cluster",
        TrafficPolicy::Local => "Local",
    }
}

pub(super) fn map(labels: &BTreeMap<String, String>) -> String {
    format!("{{{}}}", join(labels.iter().map(|(key, value)| format!("{key}: {value}"))))
}

fn quoted(values: &[impl Display]) -> String {
    join(values.iter().map(|value| format!("\"{value}\"")))
}

pub(super) fn join(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}
