//! A pod's resolver: its /etc/hosts and /etc/resolv.conf, as the kubelet writes them (pkg/kubelet/network/dns,
//! pkg/kubelet/kubelet_pods.go; docs/semantics/l7.md 4.8, 4.9).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use crate::apart::apart;
use crate::model::PodTemplate;
use crate::object::Evidence;
use crate::world::{Pod, World};

/// `options ndots` of a pod that asks the cluster's DNS, and of everybody else.
const CLUSTER_NDOTS: usize = 5;
const PLAIN_NDOTS: usize = 1;

fn append(searches: &mut Vec<String>, more: &[String]) {
    for search in more {
        let search = search.trim_end_matches('.');
        if !search.is_empty() && !searches.iter().any(|known| known == search) {
            searches.push(search.to_owned());
        }
    }
}

#[derive(Debug, Clone)]
pub(super) struct Resolver {
    pub(super) asks: Server,
    /// Whose `dnsConfig` and `hostAliases` count; a throw-away pod has none.
    template: Option<Arc<PodTemplate>>,
}

/// Whom a client asks for names: the first nameserver of its resolv.conf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Server {
    Cluster,
    /// The node's own: cluster names do not resolve.
    Node,
    /// Another one, that `dnsConfig` names.
    Other(IpAddr),
    /// `dnsPolicy: None` without a nameserver, which the API server refuses.
    Nobody,
}

impl Resolver {
    /// Of a pod that says nothing of DNS.
    pub(super) fn plain() -> Self {
        Self { asks: Server::Cluster, template: None }
    }

    pub(super) fn of(world: &World, pod: &Pod) -> Self {
        let template = &pod.template;
        let asks = match template.dns_policy.as_deref().unwrap_or("ClusterFirst") {
            // hostNetwork turns ClusterFirst into Default.
            "ClusterFirst" if template.host_network => Server::Node,
            "Default" => Server::Node,
            "None" => match template.dns.nameservers.first() {
                Some(address) if *address == world.dns.address => Server::Cluster,
                Some(address) => Server::Other(*address),
                None => Server::Nobody,
            },
            _ => Server::Cluster,
        };
        Self { asks, template: Some(template.clone()) }
    }

    /// A node's own.
    pub(super) fn of_node() -> Self {
        Self { asks: Server::Node, template: None }
    }

    /// What /etc/hosts of a pod has under a name; it is read before anybody is asked. With it, where the pod's own spec says so.
    pub(super) fn hosts(
        &self,
        world: &World,
        pod: Option<&Pod>,
        name: &str,
    ) -> Option<(Vec<IpAddr>, Option<Evidence>)> {
        let is = |known: &str| known.eq_ignore_ascii_case(name);
        if is("localhost") {
            return Some((vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()], None));
        }
        let pod = pod?;
        if !pod.template.host_network {
            let short = pod.hostname.as_deref().unwrap_or(&pod.reference.name);
            let below = |subdomain: &str| {
                format!("{short}.{subdomain}.{}.svc.{}", pod.reference.namespace, world.knobs.cluster_domain)
            };
            if is(short) || pod.subdomain.as_deref().is_some_and(|subdomain| is(&below(subdomain))) {
                return Some((pod.ips.clone(), None));
            }
        }
        let template = self.template.as_ref().filter(|template| !template.host_aliases.is_empty())?;
        apart(|| {
            let aliases = template.host_aliases.iter();
            let found: Vec<IpAddr> =
                aliases.filter(|(_, names)| names.iter().any(|known| is(known))).map(|(ip, _)| *ip).collect();
            let written = format!("{}.hostAliases", pod.evidence.path);
            (!found.is_empty()).then(|| (found, Some(Evidence::new(&pod.evidence.object, &written))))
        })
    }

    /// The full names that it asks for, in order, until one has an answer.
    pub(super) fn names(&self, world: &World, namespace: &str, name: &str) -> Vec<String> {
        if let Some(absolute) = name.strip_suffix('.') {
            return vec![absolute.to_owned()];
        }
        let zone = &world.knobs.cluster_domain;
        let mut searches: Vec<String> = Vec::new();
        let config = self.template.as_ref().map(|template| &template.dns);
        // With dnsPolicy None nothing is filled in, whoever is asked.
        let filled = self.template.as_ref().is_none_or(|template| template.dns_policy.as_deref() != Some("None"));
        if self.asks == Server::Cluster && filled {
            searches.extend([format!("{namespace}.svc.{zone}"), format!("svc.{zone}"), zone.clone()]);
        }
        if let Some(config) = config.filter(|config| !config.searches.is_empty()) {
            apart(|| append(&mut searches, &config.searches));
        }
        let default = if self.asks == Server::Cluster && filled { CLUSTER_NDOTS } else { PLAIN_NDOTS };
        let ndots = config.and_then(|config| config.ndots).unwrap_or(default);
        let searched = searches.into_iter().map(|search| format!("{name}.{search}"));
        let whole = std::iter::once(name.to_owned());
        if name.matches('.').count() < ndots {
            searched.chain(whole).collect()
        } else {
            whole.chain(searched).collect()
        }
    }
}
