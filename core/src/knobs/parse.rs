//! Knobs by name and text: scenario files, `--cluster k=v` and the page's chips set them here.

use std::net::IpAddr;

use ipnet::IpNet;

use super::{DnsPodMode, IngressController, Knobs, LoadBalancer, NodePortAddresses, PodCidr, ProxyMode};

/// A knob by its public name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Knob {
    PodCidr,
    ServiceCidr,
    ServiceNodePortRange,
    ProxyMode,
    NodePortAddresses,
    LocalhostNodePorts,
    MasqueradeAll,
    ClusterDomain,
    DnsPodMode,
    DnsIgnoreEmptyService,
    IngressNginxWatchWithoutClass,
    Mesh,
    Nodes,
    LoadBalancer,
    LoadBalancerMixedProtocols,
    IngressController,
}

/// A knob that cannot be set to what was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnobError {
    /// The name as it was given.
    pub key: String,
    pub read: String,
    pub expected: KnobValue,
}

/// What a knob takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KnobValue {
    /// There is no knob of this name.
    KnownKey,
    /// `key=value`
    KeyAndValue,
    /// Ranges of addresses, one or more.
    Cidrs,
    /// Ranges, or `none`.
    CidrsOrNone,
    /// Ranges and `primary`.
    CidrsOrPrimary,
    /// `low-high`
    PortRange,
    Domain,
    /// A whole number from 1 to this.
    CountTo(u32),
    OneOf(&'static [&'static str]),
}

const BOOLS: &[&str] = &["true", "false"];
const MAX_NODES: u32 = 1000;

impl Knob {
    pub const ALL: [Knob; 16] = [
        Knob::PodCidr,
        Knob::ServiceCidr,
        Knob::ServiceNodePortRange,
        Knob::ProxyMode,
        Knob::NodePortAddresses,
        Knob::LocalhostNodePorts,
        Knob::MasqueradeAll,
        Knob::ClusterDomain,
        Knob::DnsPodMode,
        Knob::DnsIgnoreEmptyService,
        Knob::IngressNginxWatchWithoutClass,
        Knob::Mesh,
        Knob::Nodes,
        Knob::LoadBalancer,
        Knob::LoadBalancerMixedProtocols,
        Knob::IngressController,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Knob::PodCidr => "podCIDR",
            Knob::ServiceCidr => "serviceCIDR",
            Knob::ServiceNodePortRange => "serviceNodePortRange",
            Knob::ProxyMode => "proxyMode",
            Knob::NodePortAddresses => "nodePortAddresses",
            Knob::LocalhostNodePorts => "localhostNodePorts",
            Knob::MasqueradeAll => "masqueradeAll",
            Knob::ClusterDomain => "clusterDomain",
            Knob::DnsPodMode => "dnsPodMode",
            Knob::DnsIgnoreEmptyService => "dnsIgnoreEmptyService",
            Knob::IngressNginxWatchWithoutClass => "ingressNginxWatchWithoutClass",
            Knob::Mesh => "mesh",
            Knob::Nodes => "nodes",
            Knob::LoadBalancer => "loadBalancer",
            Knob::LoadBalancerMixedProtocols => "loadBalancerMixedProtocols",
            Knob::IngressController => "ingressController",
        }
    }

    /// The knob of this name, spelt exactly.
    pub fn named(name: &str) -> Option<Self> {
        Knob::ALL.into_iter().find(|knob| knob.as_str() == name)
    }

    /// What it can be set to.
    pub fn takes(self) -> KnobValue {
        match self {
            Knob::PodCidr => KnobValue::CidrsOrNone,
            Knob::ServiceCidr => KnobValue::Cidrs,
            Knob::ServiceNodePortRange => KnobValue::PortRange,
            Knob::ProxyMode => KnobValue::OneOf(&["iptables", "nftables", "ipvs", "other"]),
            Knob::NodePortAddresses => KnobValue::CidrsOrPrimary,
            Knob::LocalhostNodePorts
            | Knob::MasqueradeAll
            | Knob::DnsIgnoreEmptyService
            | Knob::IngressNginxWatchWithoutClass
            | Knob::Mesh
            | Knob::LoadBalancerMixedProtocols => KnobValue::OneOf(BOOLS),
            Knob::ClusterDomain => KnobValue::Domain,
            Knob::DnsPodMode => KnobValue::OneOf(&["disabled", "insecure", "verified"]),
            Knob::Nodes => KnobValue::CountTo(MAX_NODES),
            Knob::LoadBalancer => KnobValue::OneOf(&["cloud", "proxy", "pods", "none"]),
            Knob::IngressController => KnobValue::OneOf(&["assumed", "ingress-nginx", "none"]),
        }
    }
}

impl Knobs {
    /// Sets one knob from `key=value`, lists separated by commas.
    pub fn set_pair(&mut self, pair: &str) -> Result<(), KnobError> {
        match pair.split_once('=') {
            Some((key, value)) => self.set(key.trim(), &[value]),
            None => Err(KnobError { key: pair.into(), read: pair.into(), expected: KnobValue::KeyAndValue }),
        }
    }

    /// Sets one knob. Each of `values` may itself be a list with commas. Leaves everything as it was on an error.
    pub fn set(&mut self, key: &str, values: &[&str]) -> Result<(), KnobError> {
        let error = |expected| KnobError { key: key.into(), read: values.join(","), expected };
        let knob = Knob::named(key).ok_or_else(|| error(KnobValue::KnownKey))?;
        let values: Vec<&str> = values.iter().flat_map(|value| value.split(',')).map(str::trim).collect();
        self.put(knob, &values).ok_or_else(|| error(knob.takes()))
    }

    /// The knob's value, as [`Self::set`] reads it; empty for ranges that are left to inference.
    pub fn get(&self, knob: Knob) -> String {
        match knob {
            Knob::PodCidr => match &self.pod_cidr {
                PodCidr::Inferred => String::new(),
                PodCidr::Given(cidrs) => join(cidrs),
                PodCidr::None => "none".into(),
            },
            Knob::ServiceCidr => join(&self.service_cidr),
            Knob::ServiceNodePortRange => format!("{}-{}", self.node_port_range.0, self.node_port_range.1),
            Knob::ProxyMode => self.proxy_mode.as_str().into(),
            Knob::NodePortAddresses => {
                let primary = self.node_port_addresses.primary.then(|| "primary".to_owned());
                let cidrs = self.node_port_addresses.cidrs.iter().map(IpNet::to_string);
                primary.into_iter().chain(cidrs).collect::<Vec<_>>().join(",")
            }
            Knob::LocalhostNodePorts => self.localhost_node_ports.to_string(),
            Knob::MasqueradeAll => self.masquerade_all.to_string(),
            Knob::ClusterDomain => self.cluster_domain.clone(),
            Knob::DnsPodMode => match self.dns_pod_mode {
                DnsPodMode::Disabled => "disabled",
                DnsPodMode::Insecure => "insecure",
                DnsPodMode::Verified => "verified",
            }
            .into(),
            Knob::DnsIgnoreEmptyService => self.dns_ignore_empty_service.to_string(),
            Knob::IngressNginxWatchWithoutClass => self.ingress_nginx_watch_without_class.to_string(),
            Knob::Mesh => self.mesh.to_string(),
            Knob::Nodes => self.nodes.to_string(),
            Knob::LoadBalancer => match self.load_balancer {
                LoadBalancer::Cloud => "cloud",
                LoadBalancer::Proxy => "proxy",
                LoadBalancer::Pods => "pods",
                LoadBalancer::None => "none",
            }
            .into(),
            Knob::LoadBalancerMixedProtocols => self.load_balancer_mixed_protocols.to_string(),
            Knob::IngressController => match self.ingress_controller {
                IngressController::Assumed => "assumed",
                IngressController::IngressNginx => "ingress-nginx",
                IngressController::None => "none",
            }
            .into(),
        }
    }

    /// `None` if the knob does not take these values.
    fn put(&mut self, knob: Knob, values: &[&str]) -> Option<()> {
        let one = || if let [one] = values { Some(*one) } else { None };
        let truth = || one()?.parse::<bool>().ok();
        let written: Vec<&str> = values.iter().copied().filter(|value| !value.is_empty()).collect();
        match knob {
            Knob::PodCidr => {
                self.pod_cidr = match written.as_slice() {
                    [] => PodCidr::Inferred,
                    ["none"] => PodCidr::None,
                    cidrs => PodCidr::Given(parse_cidrs(cidrs)?),
                }
            }
            Knob::ServiceCidr => self.service_cidr = parse_cidrs(&written)?,
            Knob::ServiceNodePortRange => {
                let (low, high) = one()?.split_once('-')?;
                let (low, high) = (low.trim().parse::<u16>().ok()?, high.trim().parse::<u16>().ok()?);
                self.node_port_range = (0 < low && low <= high).then_some((low, high))?;
            }
            Knob::ProxyMode => {
                self.proxy_mode = match one()? {
                    "iptables" => ProxyMode::Iptables,
                    "nftables" => ProxyMode::Nftables,
                    "ipvs" => ProxyMode::Ipvs,
                    "other" => ProxyMode::Other,
                    _ => return None,
                }
            }
            Knob::NodePortAddresses => {
                let primary = written.contains(&"primary");
                let cidrs: Vec<&str> = written.into_iter().filter(|value| *value != "primary").collect();
                self.node_port_addresses = NodePortAddresses { primary, cidrs: parse_cidrs(&cidrs)? };
            }
            Knob::LocalhostNodePorts => self.localhost_node_ports = truth()?,
            Knob::MasqueradeAll => self.masquerade_all = truth()?,
            Knob::ClusterDomain => {
                let domain = one()?.trim_matches('.').to_ascii_lowercase();
                let usable = !domain.is_empty() && !domain.contains(['/', ':', '?', '#', ' ']);
                self.cluster_domain = usable.then_some(domain)?;
            }
            Knob::DnsPodMode => {
                self.dns_pod_mode = match one()? {
                    "disabled" => DnsPodMode::Disabled,
                    "insecure" => DnsPodMode::Insecure,
                    "verified" => DnsPodMode::Verified,
                    _ => return None,
                }
            }
            Knob::DnsIgnoreEmptyService => self.dns_ignore_empty_service = truth()?,
            Knob::IngressNginxWatchWithoutClass => self.ingress_nginx_watch_without_class = truth()?,
            Knob::Mesh => self.mesh = truth()?,
            Knob::Nodes => {
                let count = one()?.parse().ok()?;
                self.nodes = (1..=MAX_NODES).contains(&count).then_some(count)?;
            }
            Knob::LoadBalancer => {
                self.load_balancer = match one()? {
                    "cloud" => LoadBalancer::Cloud,
                    "proxy" => LoadBalancer::Proxy,
                    "pods" => LoadBalancer::Pods,
                    "none" => LoadBalancer::None,
                    _ => return None,
                }
            }
            Knob::LoadBalancerMixedProtocols => self.load_balancer_mixed_protocols = truth()?,
            Knob::IngressController => {
                self.ingress_controller = match one()? {
                    "assumed" => IngressController::Assumed,
                    "ingress-nginx" => IngressController::IngressNginx,
                    "none" => IngressController::None,
                    _ => return None,
                }
            }
        }
        Some(())
    }
}

/// Ranges; an address alone is the range that holds only it.
fn parse_cidrs(values: &[&str]) -> Option<Vec<IpNet>> {
    let one = |text: &&str| text.parse::<IpNet>().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from));
    values.iter().map(one).collect()
}

fn join(cidrs: &[IpNet]) -> String {
    cidrs.iter().map(IpNet::to_string).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(pairs: &[&str]) -> Knobs {
        let mut knobs = Knobs::default();
        for pair in pairs {
            assert_eq!(knobs.set_pair(pair), Ok(()), "{pair}");
        }
        knobs
    }

    #[test]
    fn every_knob_reads_what_it_prints() {
        let turned = set(&[
            "podCIDR=10.0.0.0/8,fd00:10::/64",
            "serviceCIDR=10.96.0.0/12,2001:db8:85a3::8a2e:370:0/112",
            "serviceNodePortRange=30000-30100",
            "proxyMode=ipvs",
            "nodePortAddresses=primary,192.168.0.0/24,127.0.0.1",
            "localhostNodePorts=false",
            "masqueradeAll=true",
            "clusterDomain=Example.Org.",
            "dnsPodMode=verified",
            "dnsIgnoreEmptyService=true",
            "ingressNginxWatchWithoutClass=true",
            "mesh=true",
            "nodes=5",
            "loadBalancer=none",
            "loadBalancerMixedProtocols=false",
            "ingressController=ingress-nginx",
        ]);
        for knobs in [turned, set(&["podCIDR=none"]), Knobs::default()] {
            let mut again = Knobs::default();
            for knob in Knob::ALL {
                assert_eq!(again.set(knob.as_str(), &[&knobs.get(knob)]), Ok(()), "{knob:?}");
            }
            assert_eq!(again, knobs);
        }
    }

    #[test]
    fn lists_are_lists_or_comma_strings() {
        let mut knobs = Knobs::default();
        knobs.set("nodePortAddresses", &["192.168.0.0/24", "127.0.0.0/8"]).unwrap();
        assert_eq!(knobs, set(&["nodePortAddresses=192.168.0.0/24, 127.0.0.0/8"]));
        knobs.set("nodePortAddresses", &[]).unwrap();
        assert_eq!(knobs, Knobs::default());
    }

    #[test]
    fn a_refused_value_changes_nothing_and_says_what_is_taken() {
        let mut knobs = Knobs::default();
        let mut expected = |pair: &str| knobs.set_pair(pair).unwrap_err().expected;
        assert_eq!(expected("podCidr=none"), KnobValue::KnownKey);
        assert_eq!(expected("nodes"), KnobValue::KeyAndValue);
        assert_eq!(expected("nodes=0"), KnobValue::CountTo(MAX_NODES));
        assert_eq!(expected("nodes=1,2"), KnobValue::CountTo(MAX_NODES));
        assert_eq!(expected("podCIDR=10.0.0.0/33"), KnobValue::CidrsOrNone);
        assert_eq!(expected("serviceNodePortRange=32767-30000"), KnobValue::PortRange);
        assert_eq!(expected("mesh=yes"), KnobValue::OneOf(BOOLS));
        assert_eq!(expected("clusterDomain="), KnobValue::Domain);
        assert_eq!(knobs, Knobs::default());
    }
}
