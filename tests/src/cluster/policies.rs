//! NetworkPolicies for clusters made up at random, apart from [`super::cluster`]: most laws need none.

use std::fmt::{self, Display, Formatter};

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use svcpath_core::model::Protocol;

use super::manifests::{join, map};

/// A policy as its manifest says it.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    pub namespace: String,
    pub name: String,
    /// Labels of the pods that it selects; none: all pods.
    pub selects: Vec<(&'static str, &'static str)>,
    /// Absent: `policyTypes` leaves it out.
    pub ingress: Option<Vec<Rule>>,
    pub egress: Option<Vec<Rule>>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    pub ports: Vec<(Protocol, Ports)>,
    pub peers: Vec<Peer>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Ports {
    All,
    Range(u16, u16),
    Named(&'static str),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Peer {
    /// `None`: the field is absent.
    Pods { pods: Option<Vec<(&'static str, &'static str)>>, namespace: Option<Option<&'static str>> },
    /// With what is excepted.
    Block(&'static str, Option<&'static str>),
}

/// Those of a cluster, in the namespaces of [`super::cluster`].
pub fn policies() -> impl Strategy<Value = Vec<Policy>> {
    let rules = || option::weighted(0.6, vec(rule(), 0..=2));
    let policy = (select(vec!["shop", "shop", "blog"]), labels(), rules(), rules());
    vec(policy, 1..=4).prop_map(|policies| {
        let named = policies.into_iter().enumerate();
        let named = named.map(|(i, (namespace, selects, ingress, egress))| Policy {
            namespace: namespace.into(),
            name: format!("policy-{i}"),
            selects,
            // A policy has one type at least.
            ingress: if egress.is_none() { Some(ingress.unwrap_or_default()) } else { ingress },
            egress,
        });
        named.collect()
    })
}

pub fn rule() -> impl Strategy<Value = Rule> {
    let protocols = select(vec![Protocol::Tcp, Protocol::Udp, Protocol::Sctp]);
    let numbers = prop_oneof![
        Just(Ports::All),
        select(vec![(80, 80), (8080, 8081), (1, 65535), (5000, 5353)])
            .prop_map(|(first, last)| Ports::Range(first, last)),
        select(vec!["web", "dns", "all"]).prop_map(Ports::Named),
    ];
    let blocks = vec!["10.244.1.0/24", "10.244.0.0/16", "192.168.10.11/32", "0.0.0.0/0", "198.51.100.0/24"];
    let excepted = option::weighted(0.3, Just("10.244.1.0/24"));
    let block = (select(blocks), excepted).prop_map(|(cidr, except)| {
        let within = matches!(cidr, "10.244.0.0/16" | "0.0.0.0/0");
        Peer::Block(cidr, except.filter(|_| within))
    });
    let namespace = option::of(select(vec![None, Some("shop"), Some("blog")]));
    let pods = (option::of(labels()), namespace).prop_map(|(pods, namespace)| {
        // One of them is there.
        let pods = if pods.is_none() && namespace.is_none() { Some(Vec::new()) } else { pods };
        Peer::Pods { pods, namespace }
    });
    (vec((protocols, numbers), 0..=2), vec(prop_oneof![block, pods], 0..=2))
        .prop_map(|(ports, peers)| Rule { ports, peers })
}

fn labels() -> impl Strategy<Value = Vec<(&'static str, &'static str)>> {
    subsequence(vec![("app", "api"), ("app", "mail"), ("tier", "front")], 0..=1)
}

impl Display for Policy {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy")?;
        writeln!(f, "metadata: {{name: {}, namespace: {}}}", self.name, self.namespace)?;
        writeln!(f, "spec:\n  podSelector: {}", selector(&self.selects))?;
        let types = [("Ingress", &self.ingress), ("Egress", &self.egress)];
        let types: Vec<_> = types.into_iter().filter(|(_, rules)| rules.is_some()).collect();
        let names = types.iter().map(|(name, _)| (*name).to_owned());
        writeln!(f, "  policyTypes: [{}]", join(names))?;
        for (name, rules) in types {
            let list = if name == "Ingress" { "from" } else { "to" };
            let rules = rules.iter().flatten().map(|rule| rule.written(list));
            writeln!(f, "  {}: [{}]", name.to_lowercase(), join(rules))?;
        }
        Ok(())
    }
}

impl Rule {
    fn written(&self, list: &str) -> String {
        let ports = self.ports.iter().map(|(protocol, ports)| match ports {
            Ports::All => format!("{{protocol: {protocol}}}"),
            Ports::Range(first, last) => format!("{{protocol: {protocol}, port: {first}, endPort: {last}}}"),
            Ports::Named(name) => format!("{{protocol: {protocol}, port: {name}}}"),
        });
        let peers = self.peers.iter().map(|peer| match peer {
            Peer::Pods { pods, namespace } => {
                let pods = pods.iter().map(|labels| format!("podSelector: {}", selector(labels)));
                let namespaces = namespace.iter().map(|name| {
                    let labels: Vec<_> = name.iter().map(|name| ("kubernetes.io/metadata.name", *name)).collect();
                    format!("namespaceSelector: {}", selector(&labels))
                });
                format!("{{{}}}", join(pods.chain(namespaces)))
            }
            Peer::Block(cidr, except) => {
                let except = except.map(|except| format!(", except: [{except}]")).unwrap_or_default();
                format!("{{ipBlock: {{cidr: {cidr}{except}}}}}")
            }
        });
        format!("{{ports: [{}], {list}: [{}]}}", join(ports), join(peers))
    }
}

fn selector(labels: &[(&str, &str)]) -> String {
    let labels = labels.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
    format!("{{matchLabels: {}}}", map(&labels.collect()))
}
