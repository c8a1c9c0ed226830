//! kube-proxy once more, as plainly as docs/semantics/proxy.md says it (sections 2 to 6 and 8, whose numbers stand in the comments):
//! slow, in one place, and written apart from `core/src/route/proxy.rs`.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};

use ipnet::IpNet;
use svcpath_core::knobs::ProxyMode;
use svcpath_core::model::{IpFamily, IpMode, Protocol, TrafficPolicy};
use svcpath_core::trace::Verdict;
use svcpath_tests::cluster::{Cluster, Flow, Node, POD_CIDRS, SERVICE_CIDRS, Service, ServicePort};

use super::endpoints::{Endpoint, endpoints};

#[derive(Debug, PartialEq)]
pub(super) struct Ruling {
    pub(super) verdict: Verdict,
    /// Whom it may go to, each with the same chance, and whether its source is rewritten.
    pub(super) endpoints: BTreeMap<SocketAddr, bool>,
}

/// How a packet came to a Service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Door {
    ClusterIp,
    ExternalIp,
    /// A load balancer's address that kube-proxy programs.
    Vip,
    NodePort,
}

/// One node's kube-proxy, asked about one flow.
pub(super) struct Proxy<'a> {
    pub(super) cluster: &'a Cluster,
    pub(super) flow: &'a Flow,
}

type Set = BTreeMap<SocketAddr, Endpoint>;

impl<'a> Proxy<'a> {
    pub(super) fn rules(&self) -> Ruling {
        match self.claim() {
            Some((service, port, door)) if self.mode() == ProxyMode::Ipvs => self.virtual_server(service, port, door),
            Some((service, port, door)) => self.chains(service, port, door),
            None => ends(self.unclaimed()),
        }
    }

    /// 2.1: addresses with their ports first, then node ports.
    pub(super) fn claim(&self) -> Option<(&'a Service, &'a ServicePort, Door)> {
        let Flow { destination, protocol, .. } = self.flow;
        let exact = |port: &&ServicePort| port.port == destination.port() && port.protocol == *protocol;
        let by_address = self.programmed().find_map(|service| {
            let door = self.door(service)?;
            Some((service, service.ports.iter().find(exact)?, door))
        });
        let by_number = |port: &&ServicePort| port.node_port == Some(destination.port()) && port.protocol == *protocol;
        by_address.or_else(|| {
            self.programmed().find_map(|service| {
                let port = service.ports.iter().find(by_number)?;
                self.node_port_listens(service, port).then_some((service, port, Door::NodePort))
            })
        })
    }

    /// 1.1 to 1.4: those of the flow's family that this proxy looks after; headless ones have no cluster IP.
    fn programmed(&self) -> impl Iterator<Item = &'a Service> {
        let family = self.flow.family();
        let speaks = move |service: &&Service| service.cluster_ips.iter().any(|ip| IpFamily::of(*ip) == family);
        self.cluster.services.iter().filter(|service| !service.foreign_proxy).filter(speaks)
    }

    /// 1.11 to 1.13: the address alone.
    fn door(&self, service: &Service) -> Option<Door> {
        let ip = self.flow.destination.ip();
        let doors = [
            (service.cluster_ips.contains(&ip), Door::ClusterIp),
            (service.external_ips.contains(&ip), Door::ExternalIp),
            (service.balancer.contains(&(ip, IpMode::Vip)), Door::Vip),
        ];
        doors.into_iter().find(|(leads, _)| *leads).map(|(_, door)| door)
    }

    /// iptables and nftables: 2.2 and 2.3.
    fn chains(&self, service: &Service, port: &ServicePort, door: Door) -> Ruling {
        let all = self.endpoints(service, port);
        let usable = all.values().any(Endpoint::is_usable);
        if !usable {
            return ends(Verdict::Rejected);
        }
        if door == Door::Vip && !self.allowed(service) {
            return ends(Verdict::Dropped);
        }
        let (set, masquerade) = if door == Door::ClusterIp {
            let set = match service.internal_policy {
                TrafficPolicy::Cluster => self.cluster_set(&all),
                TrafficPolicy::Local => self.local_set(&all),
            };
            (set, self.masquerades_inside())
        } else if service.external_policy == TrafficPolicy::Cluster {
            (self.cluster_set(&all), true)
        } else if self.is_pods() {
            (self.cluster_set(&all), false)
        } else if self.is_this_nodes() {
            (self.cluster_set(&all), true)
        } else {
            (self.local_set(&all), false)
        };
        if set.is_empty() {
            return ends(Verdict::Dropped);
        }
        // 4.3
        self.delivers(set, |ip, _| masquerade || ip == self.flow.source)
    }

    /// ipvs: section 8.
    fn virtual_server(&self, service: &Service, port: &ServicePort, door: Door) -> Ruling {
        if door == Door::Vip && !self.allowed(service) {
            return ends(Verdict::Dropped);
        }
        let all = self.endpoints(service, port);
        let inside = door == Door::ClusterIp;
        let policy = if inside { service.internal_policy } else { service.external_policy };
        let local = self.local_set(&all);
        let set = match policy {
            TrafficPolicy::Local if !local.is_empty() => local,
            // 3.1: not computed for a Service that is Local and internal only.
            TrafficPolicy::Local if inside && !self.externally_accessible(service, port) => Set::new(),
            TrafficPolicy::Local | TrafficPolicy::Cluster => self.cluster_set(&all),
        };
        if set.is_empty() {
            return ends(Verdict::Rejected);
        }
        // 8.5
        let marked = if self.flow.source.is_loopback() {
            false
        } else if inside && !self.cluster.knobs.masquerade_all && !self.cluster.knobs.detector {
            self.is_from_a_cluster_ip()
        } else if inside {
            self.masquerades_inside()
        } else {
            service.external_policy == TrafficPolicy::Cluster
        };
        self.delivers(set, |ip, endpoint| marked || (ip == self.flow.source && endpoint.is_on(&self.node().name)))
    }

    /// 3.2 and 3.5
    fn cluster_set(&self, all: &Set) -> Set {
        let ready = only(all, |endpoint| endpoint.ready);
        if ready.is_empty() {
            return only(all, |endpoint| endpoint.draining);
        }
        let node = self.node();
        let by_node = only(&ready, |endpoint| endpoint.nodes.contains(&node.name));
        if !by_node.is_empty() && ready.values().all(|endpoint| !endpoint.nodes.is_empty()) {
            return by_node;
        }
        let by_zone = only(&ready, |endpoint| node.zone.as_ref().is_some_and(|zone| endpoint.zones.contains(zone)));
        if !by_zone.is_empty() && ready.values().all(|endpoint| !endpoint.zones.is_empty()) {
            return by_zone;
        }
        ready
    }

    /// 3.3
    fn local_set(&self, all: &Set) -> Set {
        let here = only(all, |endpoint| endpoint.is_on(&self.node().name));
        let ready = only(&here, |endpoint| endpoint.ready);
        if ready.is_empty() { only(&here, |endpoint| endpoint.draining) } else { ready }
    }

    /// 4.1
    fn masquerades_inside(&self) -> bool {
        self.cluster.knobs.masquerade_all || (self.cluster.knobs.detector && !self.is_pods())
    }

    /// Section 5; 8.6 for ipvs.
    fn allowed(&self, service: &Service) -> bool {
        let ranges = self.ranges(service);
        let node = self.node().primary(self.flow.family());
        let node_within = ranges.iter().any(|range| node.is_some_and(|node| range.contains(&node)));
        let from_itself = self.flow.source == self.flow.destination.ip();
        if from_itself && self.mode() == ProxyMode::Ipvs && !ranges.is_empty() && !node_within {
            return false;
        }
        ranges.is_empty() || self.in_ranges(service) || (from_itself && node_within)
    }

    fn ranges(&self, service: &Service) -> Vec<IpNet> {
        networks(service.source_ranges.iter().map(String::as_str), self.flow.family())
    }

    /// The source lies in one of the Service's ranges.
    pub(super) fn in_ranges(&self, service: &Service) -> bool {
        self.ranges(service).iter().any(|range| range.contains(&self.flow.source))
    }

    /// Section 6, and 2.8 for what has no endpoints.
    fn node_port_listens(&self, service: &Service, port: &ServicePort) -> bool {
        let (ip, family, knobs) = (self.flow.destination.ip(), self.flow.family(), &self.cluster.knobs);
        let primary = self.node().primary(family) == Some(ip);
        let words = knobs.node_port_addresses.iter().map(String::as_str);
        let keyword = knobs.node_port_addresses.iter().any(|word| word == "primary");
        let ranges = networks(words.filter(|word| *word != "primary"), family);
        let everywhere = ranges.is_empty() && !keyword;
        let listed = everywhere || (keyword && primary) || ranges.iter().any(|range| range.contains(&ip));
        let own = self.node().addresses.contains(&ip);
        match self.mode() {
            ProxyMode::Iptables | ProxyMode::Other => {
                let empty = !self.endpoints(service, port).values().any(Endpoint::is_usable);
                let localhost = ip.is_loopback() && ip.is_ipv4() && knobs.localhost_node_ports;
                ((own || localhost) && listed) || (empty && (own || ip.is_loopback()))
            }
            ProxyMode::Nftables if knobs.node_port_addresses.is_empty() => primary,
            ProxyMode::Nftables | ProxyMode::Ipvs => own && listed,
        }
    }

    /// 2.6, 2.9 and 8.7
    fn unclaimed(&self) -> Verdict {
        let Flow { destination, protocol, .. } = self.flow;
        let ip = destination.ip();
        let doors: Vec<Door> = self.programmed().filter_map(|service| self.door(service)).collect();
        let own = self.node().addresses.contains(&ip) || ip.is_loopback();
        let health = self.health_check().is_some() && *protocol == Protocol::Tcp;
        match self.mode() {
            ProxyMode::Iptables if own && self.has_no_local_endpoint() => Verdict::Dropped,
            // 6: what comes from elsewhere has no business on loopback.
            ProxyMode::Iptables if ip.is_loopback() && ip.is_ipv4() && !self.is_this_nodes() => Verdict::Dropped,
            ProxyMode::Iptables | ProxyMode::Other => Verdict::Unmatched,
            ProxyMode::Nftables if doors.contains(&Door::ClusterIp) => Verdict::Rejected,
            ProxyMode::Nftables if doors.is_empty() && in_one_of(SERVICE_CIDRS, ip) => Verdict::Dropped,
            ProxyMode::Ipvs if !doors.is_empty() && !own && !health => Verdict::Rejected,
            ProxyMode::Nftables | ProxyMode::Ipvs => Verdict::Unmatched,
        }
    }

    /// 2.8: the rule that drops what finds no local endpoint looks at no list of addresses either.
    fn has_no_local_endpoint(&self) -> bool {
        let Flow { destination, protocol, .. } = self.flow;
        let asked = |port: &&ServicePort| port.node_port == Some(destination.port()) && port.protocol == *protocol;
        let ports = self.programmed().filter_map(|service| Some((service, service.ports.iter().find(asked)?)));
        ports.into_iter().any(|(service, port)| {
            let local = self.local_set(&self.endpoints(service, port));
            service.external_policy == TrafficPolicy::Local && local.is_empty()
        })
    }

    /// Whose health check port is dialled.
    pub(super) fn health_check(&self) -> Option<&'a Service> {
        self.programmed().find(|service| service.health_check == Some(self.flow.destination.port()))
    }

    /// By the proxy of the flow's family (1.1), for the port (1.5).
    fn externally_accessible(&self, service: &Service, port: &ServicePort) -> bool {
        let family = self.flow.family();
        let vips = service.balancer.iter().filter(|(_, mode)| *mode == IpMode::Vip).map(|(ip, _)| ip);
        port.node_port.is_some() || vips.chain(&service.external_ips).any(|ip| IpFamily::of(*ip) == family)
    }

    /// The source is a Service's cluster IP, and the Service has a port of the number and protocol that is dialled: the set of
    /// cluster IPs, matched as `src,dst`.
    fn is_from_a_cluster_ip(&self) -> bool {
        let Flow { source, destination, protocol, .. } = self.flow;
        self.cluster.services.iter().filter(|service| service.cluster_ips.contains(source)).any(|service| {
            service.ports.iter().any(|port| port.port == destination.port() && port.protocol == *protocol)
        })
    }

    /// The detector takes the source for a pod's.
    pub(super) fn is_pods(&self) -> bool {
        self.cluster.knobs.detector && in_one_of(POD_CIDRS, self.flow.source)
    }

    /// The source is LOCAL, in the words of proxy.md.
    pub(super) fn is_this_nodes(&self) -> bool {
        self.flow.source.is_loopback() || self.node().addresses.contains(&self.flow.source)
    }

    pub(super) fn endpoints(&self, service: &Service, port: &ServicePort) -> Set {
        endpoints(self.cluster, service, port, self.flow.family())
    }

    fn delivers(&self, set: Set, masquerades: impl Fn(IpAddr, &Endpoint) -> bool) -> Ruling {
        let endpoints = set.iter().map(|(address, endpoint)| (*address, masquerades(address.ip(), endpoint)));
        Ruling { verdict: Verdict::Delivered, endpoints: endpoints.collect() }
    }

    pub(super) fn node(&self) -> &'a Node {
        &self.cluster.nodes[self.flow.at]
    }

    fn mode(&self) -> ProxyMode {
        self.cluster.knobs.mode
    }
}

fn ends(verdict: Verdict) -> Ruling {
    Ruling { verdict, endpoints: BTreeMap::new() }
}

fn only(set: &Set, keep: impl Fn(&Endpoint) -> bool) -> Set {
    set.iter().filter(|(_, endpoint)| keep(endpoint)).map(|(address, endpoint)| (*address, endpoint.clone())).collect()
}

fn networks<'a>(texts: impl Iterator<Item = &'a str>, family: IpFamily) -> Vec<IpNet> {
    let all = texts.map(|text| text.parse::<IpNet>().unwrap_or_else(|_| panic!("{text} is no range")));
    all.filter(|range| IpFamily::of(range.addr()) == family).collect()
}

pub(super) fn in_one_of(ranges: &str, ip: IpAddr) -> bool {
    networks(ranges.split(','), IpFamily::of(ip)).iter().any(|range| range.contains(&ip))
}
