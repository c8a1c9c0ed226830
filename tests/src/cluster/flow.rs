//! Packets worth asking about in a cluster: from and to everybody it has, and some that it has not.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use svcpath_core::model::{IpFamily, Protocol};
use svcpath_core::request::{Host, Request, Scheme, Source, Target, Url};

use super::{Cluster, Service};

/// Outsiders, one of each family.
const OUTSIDERS: [IpAddr; 2] =
    [IpAddr::V4(Ipv4Addr::new(198, 51, 100, 7)), IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0xffff, 0, 0, 0, 0, 7))];
/// Addresses of the pod ranges that no pod has.
const NO_PODS: [IpAddr; 2] =
    [IpAddr::V4(Ipv4Addr::new(10, 244, 250, 9)), IpAddr::V6(Ipv6Addr::new(0xfd00, 0x244, 0, 0xfa, 0, 0, 0, 9))];
/// Addresses of the Service ranges that no Service has.
const NO_SERVICES: [IpAddr; 2] =
    [IpAddr::V4(Ipv4Addr::new(10, 96, 200, 9)), IpAddr::V6(Ipv6Addr::new(0xfd00, 0x96, 0, 0, 0, 0, 0, 0xfff9))];
const LOOPBACK: [IpAddr; 2] = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];
/// A port that no Service has.
const NO_PORT: u16 = 9;

/// A new connection as one node's kernel sees it.
#[derive(Clone, PartialEq)]
pub struct Flow {
    /// Which of the cluster's nodes.
    pub at: usize,
    pub source: IpAddr,
    pub destination: SocketAddr,
    pub protocol: Protocol,
}

impl Flow {
    pub fn family(&self) -> IpFamily {
        IpFamily::of(self.destination.ip())
    }

    /// Asks the node's kube-proxy, and only it.
    pub fn request(&self, cluster: &Cluster) -> Request {
        let scheme = match self.protocol {
            Protocol::Tcp => Scheme::Tcp,
            Protocol::Udp => Scheme::Udp,
            Protocol::Sctp => Scheme::Sctp,
        };
        let host = Host::Ip(self.destination.ip());
        Request {
            from: Source::Ip(self.source),
            to: Target::Url(Url { scheme, host, port: self.destination.port(), path: String::new() }),
            at: Some(cluster.nodes[self.at].name.clone()),
            via: None,
            method: None,
            headers: Vec::new(),
        }
    }
}

impl fmt::Debug for Flow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "from {} to {}/{} at node {}", self.source, self.destination, self.protocol, self.at)
    }
}

impl Cluster {
    /// Whoever may send to `destination` at node `at`: pods, nodes, loopback, outsiders, and Services' own addresses, which a
    /// node that has one on an interface dials from. Packets to loopback come from the node itself: others never arrive.
    pub fn sources(&self, at: usize, destination: IpAddr) -> Vec<IpAddr> {
        let mut sources = self.nodes[at].addresses.clone();
        sources.extend(LOOPBACK);
        if !destination.is_loopback() {
            sources.extend(self.pods.iter().flat_map(|pod| pod.addresses.clone()));
            sources.extend(self.nodes.iter().flat_map(|node| node.addresses.clone()));
            sources.extend(self.services.iter().flat_map(Service::addresses));
            sources.extend(OUTSIDERS.iter().chain(&OUTSIDERS).chain(&NO_PODS));
        }
        sources.retain(|source| source.is_ipv4() == destination.is_ipv4());
        sources
    }

    /// Everything that can be dialled, and what lies beside it.
    pub fn destinations(&self) -> Vec<(SocketAddr, Protocol)> {
        let nodes: Vec<IpAddr> = self.nodes.iter().flat_map(|node| node.addresses.clone()).chain(LOOPBACK).collect();
        let mut all = Vec::new();
        let mut push = |ip: IpAddr, port: u16, protocol: Protocol| all.push((SocketAddr::new(ip, port), protocol));
        for service in &self.services {
            for port in &service.ports {
                for ip in service.addresses() {
                    // What is right, several times over.
                    (0..4).for_each(|_| push(ip, port.port, port.protocol));
                    push(ip, port.port, other(port.protocol));
                    if let Some(node_port) = port.node_port {
                        push(ip, node_port, port.protocol);
                    }
                }
                for (ip, node_port) in nodes.iter().flat_map(|ip| port.node_port.map(|node_port| (*ip, node_port))) {
                    (0..2).for_each(|_| push(ip, node_port, port.protocol));
                }
                if let Some((ip, node_port)) = nodes.first().copied().zip(port.node_port) {
                    push(ip, port.port, port.protocol);
                    push(ip, node_port, other(port.protocol));
                }
            }
            for ip in service.addresses() {
                push(ip, NO_PORT, Protocol::Tcp);
            }
            for ip in service.addresses().into_iter().chain(nodes.clone()) {
                if let Some(health) = service.health_check {
                    push(ip, health, Protocol::Tcp);
                }
            }
        }
        for ip in NO_SERVICES.iter().chain(&NO_PODS).chain(&OUTSIDERS).chain(nodes.first()) {
            push(*ip, 80, Protocol::Tcp);
        }
        all
    }
}

impl Service {
    /// Cluster IPs, external IPs and load balancer addresses of whatever mode.
    pub fn addresses(&self) -> Vec<IpAddr> {
        let balancer = self.balancer.iter().map(|(ip, _)| *ip);
        self.cluster_ips.iter().chain(&self.external_ips).copied().chain(balancer).collect()
    }
}

fn other(protocol: Protocol) -> Protocol {
    match protocol {
        Protocol::Tcp => Protocol::Udp,
        Protocol::Udp => Protocol::Sctp,
        Protocol::Sctp => Protocol::Tcp,
    }
}
