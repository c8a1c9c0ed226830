use std::fmt::{self, Write};

use crate::reason::{PolicyGap, PolicyReason};

pub(super) fn say(what: &PolicyReason, out: &mut String) -> fmt::Result {
    use PolicyReason as R;
    match what {
        R::PolicyAllowsIngress { policy, rule, pod, peer } => {
            write!(out, "NetworkPolicy {policy} lets {peer} reach {pod}: {rule}.")
        }
        R::PolicyAllowsEgress { policy, rule, pod, peer } => {
            write!(out, "NetworkPolicy {policy} lets {pod} reach {peer}: {rule}.")
        }
        R::PolicyDeniesIngress { pod, policies, peer } => {
            write!(out, "{} {pod}, and no rule lets {peer} in: the packet is dropped.", isolate(policies))
        }
        R::PolicyDeniesEgress { pod, policies, peer } => {
            write!(out, "{} {pod}, and no rule lets it reach {peer}: the packet is dropped.", isolate(policies))
        }
        R::PolicyOwnNode { pod, node } => {
            write!(out, "{pod} runs on {node}, and its own node may always reach it, whatever policies say.")
        }
        R::NameAsked { name, dns } => write!(out, "First the cluster's DNS at {dns} is asked for {name}."),
    }
}

pub(super) fn gap(what: &PolicyGap) -> String {
    match what {
        PolicyGap::OtherMake { policy } => {
            format!("Policies of this kind are not modelled, and {policy} may decide about this.")
        }
        PolicyGap::Rewritten { policy, field } => format!(
            "An address is rewritten on the way, and whether {field} of NetworkPolicy {policy} sees the old or the new one is up to the network plugin."
        ),
        PolicyGap::Labels { policy, field } => {
            format!("{field} of NetworkPolicy {policy} decides by labels that these manifests do not tell.")
        }
        PolicyGap::Address { policy, field } => {
            format!("{field} of NetworkPolicy {policy} decides by an address that these manifests do not tell.")
        }
        PolicyGap::Unreadable { policy, field } => {
            format!("{field} of NetworkPolicy {policy} cannot be read, and it may decide about this.")
        }
        PolicyGap::Itself { pod } => format!(
            "{pod} reaches itself through a Service. Whether policies that do not allow it count is up to the network plugin."
        ),
    }
}

fn isolate(policies: &[String]) -> String {
    match policies {
        [one] => format!("NetworkPolicy {one} isolates"),
        several => format!("NetworkPolicies {} isolate", several.join(", ")),
    }
}
