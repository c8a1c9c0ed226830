//! NetworkPolicies: read with the API server's defaults (pkg/apis/networking/v1/defaults.go) and checked as it checks them
//! (ValidateNetworkPolicySpec in pkg/apis/networking/validation).

use ipnet::IpNet;

use super::cursor::{Cursor, IntOrString};
use super::pod::PROTOCOLS;
use super::{meta, workload};
use crate::model::{
    Direction, Labels, NetworkPolicy, PolicyPeer, PolicyPort, PolicyRule, PortNumbers, Protocol, Selector,
};
use crate::object::ObjectRef;
use crate::problem::{Problem, Prohibition, Rule, grammar};

/// What a peer is made of, one at least.
const PEERS: &str = "podSelector, namespaceSelector / ipBlock";

/// Whether it is a policy of another make, which forbids or allows by rules of its own. Calico's staged ones only report.
pub(super) fn is_foreign(reference: &ObjectRef) -> bool {
    reference.kind.ends_with("NetworkPolicy") && !reference.kind.starts_with("Staged")
}

pub(super) fn decode(root: &Cursor<'_>) -> NetworkPolicy {
    let meta = meta::decode(root);
    let Some(spec) = root.field("spec") else {
        // An empty spec: every pod of the namespace, and nobody may reach it.
        return NetworkPolicy { meta, selects: Some(Selector::default()), ingress: Some(Vec::new()), egress: None };
    };
    let selects = match spec.get("podSelector") {
        Some(_) => selector(&spec, "podSelector"),
        None => Some(Selector::default()),
    };
    let ingress = rules(&spec, Direction::Ingress);
    let egress = rules(&spec, Direction::Egress);
    let types = types(&spec);
    let (in_scope, out_scope) = match &types {
        Some(types) => (types.contains(&Direction::Ingress), types.contains(&Direction::Egress)),
        None => (true, !egress.is_empty()),
    };
    NetworkPolicy { meta, selects, ingress: in_scope.then_some(ingress), egress: out_scope.then_some(egress) }
}

/// `policyTypes`; an empty list is as good as none.
fn types(spec: &Cursor<'_>) -> Option<Vec<Direction>> {
    let list = spec.list("policyTypes").filter(|list| list.items().len() > 0)?;
    if list.items().len() > 2 {
        let value = list.items().len().to_string();
        list.problem(Problem::Invalid { value, rule: Rule::TwoPolicyTypes });
    }
    let choices = [("Ingress", Direction::Ingress), ("Egress", Direction::Egress)];
    Some(list.items().filter_map(|item| item.one_of(&choices)).collect())
}

fn rules(spec: &Cursor<'_>, direction: Direction) -> Vec<PolicyRule> {
    if spec.get(direction.as_str()).is_none() {
        return Vec::new();
    }
    let Some(list) = spec.list(direction.as_str()) else { return vec![unreadable()] };
    list.objects().map(|item| if item.is_other() { unreadable() } else { rule(&item, direction) }).collect()
}

/// A rule of which nobody knows what it allows.
fn unreadable() -> PolicyRule {
    PolicyRule { ports: Vec::new(), peers: vec![None] }
}

fn rule(written: &Cursor<'_>, direction: Direction) -> PolicyRule {
    let of = match direction {
        Direction::Ingress => "from",
        Direction::Egress => "to",
    };
    PolicyRule { ports: each(written, "ports", port), peers: each(written, of, peer) }
}

/// What each entry of a list says; a list that is none says something that nobody knows.
fn each<T>(holder: &Cursor<'_>, name: &'static str, read: fn(&Cursor<'_>) -> Option<T>) -> Vec<Option<T>> {
    match (holder.get(name), holder.list(name)) {
        (None, _) => Vec::new(),
        (Some(_), None) => vec![None],
        (Some(_), Some(list)) => list.objects().map(|item| read(&item)).collect(),
    }
}

/// ValidateNetworkPolicyPort.
fn port(written: &Cursor<'_>) -> Option<PolicyPort> {
    let protocol = match written.get("protocol") {
        Some(_) => written.choice_if_any("protocol", &PROTOCOLS),
        None => Some(Protocol::Tcp),
    };
    let end = written.get("endPort");
    let numbers = match written.int_or_string("port") {
        None if written.get("port").is_some() => None,
        None => {
            end.as_ref().inspect(|end| end.invalid(Rule::EndPortWithoutPort));
            Some(PortNumbers::All).filter(|_| end.is_none())
        }
        Some(IntOrString::String(name)) => {
            end.as_ref().inspect(|end| end.invalid(Rule::EndPortAfterName));
            if let (false, Some(place)) = (grammar::is_port_name(name), written.get("port")) {
                place.invalid(Rule::PortName);
            }
            Some(PortNumbers::Named(name.to_owned())).filter(|_| end.is_none())
        }
        Some(IntOrString::Int(first)) => {
            if let (Some(end), Some(last)) = (&end, written.int("endPort"))
                && last < first
            {
                end.invalid(Rule::EndPortNotBelow);
            }
            let first = written.port("port");
            let last = if end.is_some() { written.port("endPort") } else { first };
            first.zip(last).map(|(first, last)| PortNumbers::Range(first, last))
        }
    };
    Some(PolicyPort { protocol: protocol?, numbers: numbers? })
}

/// ValidateNetworkPolicyPeer.
fn peer(written: &Cursor<'_>) -> Option<PolicyPeer> {
    let [pods, namespaces, block] = ["podSelector", "namespaceSelector", "ipBlock"].map(|name| written.get(name));
    let selectors = pods.is_some() || namespaces.is_some();
    match &block {
        None if !selectors => {
            written.problem(Problem::Required { field: PEERS.into() });
            None
        }
        None => {
            let of = |name: &'static str| written.get(name).map(|_| selector(written, name));
            let (pods, namespaces) = (of("podSelector"), of("namespaceSelector"));
            // One that is written and not to be read makes the peer unknown.
            let known = pods != Some(None) && namespaces != Some(None);
            known.then(|| PolicyPeer::Pods { pods: pods.flatten(), namespaces: namespaces.flatten() })
        }
        Some(_) => {
            let block = block_of(&written.field("ipBlock")?);
            if selectors {
                written.problem(Problem::Forbidden { why: Prohibition::BlockAndSelector });
                return None;
            }
            block
        }
    }
}

/// ValidateIPBlock. Host bits are cut off, as every reader does.
fn block_of(written: &Cursor<'_>) -> Option<PolicyPeer> {
    let Some(place) = written.get("cidr").filter(|cidr| cidr.raw_text() != Some("")) else {
        written.missing("cidr");
        return None;
    };
    let cidr = place.network()?;
    let list = written.list("except");
    let except: Vec<Option<IpNet>> = list
        .iter()
        .flat_map(Cursor::items)
        .map(|item| {
            let except = item.network()?;
            let within = cidr.contains(&except.network()) && cidr.prefix_len() < except.prefix_len();
            if !within {
                item.invalid(Rule::WithinCidr);
            }
            Some(except)
        })
        .collect();
    let readable = list.is_some() || written.get("except").is_none();
    let except = except.into_iter().collect::<Option<Vec<IpNet>>>()?;
    readable.then_some(PolicyPeer::Block { cidr, except })
}

/// ValidateLabelSelector; `None` where any of it cannot be read.
pub(super) fn selector(holder: &Cursor<'_>, name: &'static str) -> Option<Selector> {
    let written = holder.field(name)?;
    meta::check_labels(&written, "matchLabels");
    let labels: Labels = written.map("matchLabels");
    let expressions = workload::expressions(&written);
    let listed = written.list("matchExpressions").iter().map(|list| list.items().len()).sum::<usize>();
    let is_list = |name: &'static str| written.get(name).is_none() || written.list(name).is_some();
    let is_map = |name: &'static str| written.get(name).is_none() || written.field(name).is_some();
    let readable = listed == expressions.len() && is_list("matchExpressions") && is_map("matchLabels");
    readable.then_some(Selector { labels, expressions })
}

#[cfg(test)]
mod tests;
