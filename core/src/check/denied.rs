//! The NetworkPolicies that stop a packet, as a cause of its loss.

use super::fix;
use crate::diagnostic::{Diagnostic, Fix};
use crate::edit::Written;
use crate::manifest::Manifests;
use crate::model::Direction;
use crate::object::{FieldPath, ObjectRef};
use crate::problem::Problem;
use crate::reason::{PolicyReason, Reason};
use crate::trace::{Explanation, Path};
use crate::world::World;

/// The policies that stop a path, if that is how it ends, at the rules of the first.
pub(super) fn cause(manifests: &Manifests, world: &World, path: &Path) -> Option<Diagnostic> {
    let (direction, policies) = stopping(&path.reason)?;
    let (_, deciding) = path.steps().last()?;
    let policy = &deciding.evidence.first()?.object;
    let rules = rules(direction);
    let span = manifests.get(policy).map(|object| object.head(&rules));
    let asks_dns =
        path.steps().any(|(_, step)| matches!(&*step.reason, Reason::Policy(PolicyReason::NameAsked { .. })));
    let only = direction == Direction::Egress && policies.len() == 1 && asks_dns && world.dns.service.is_none();
    let fixes = only.then(|| allow_dns(manifests, policy, &rules)).flatten().into_iter().collect();
    let problem = Problem::PolicyDenies { reason: path.reason.clone() };
    Some(Diagnostic { fixes, ..Diagnostic::of(problem, policy, rules, span) })
}

/// What would become of a request if each policy that stops it were gone, one after the other: what else is wrong lies behind.
pub(super) fn beyond(world: &World, trace: &Explanation) -> Vec<Explanation> {
    let mut open = world.clone();
    let mut beyond: Vec<Explanation> = Vec::new();
    loop {
        let last = beyond.last().unwrap_or(trace);
        let stopping = last.paths.iter().filter_map(|path| stopping(&path.reason));
        let stopping: Vec<&String> = stopping.flat_map(|(_, policies)| policies).collect();
        let before = open.policies.len();
        open.policies.retain(|policy| !stopping.contains(&&policy.meta.reference.key()));
        if open.policies.len() == before {
            return beyond;
        }
        beyond.push(crate::route::trace(&open, &trace.request).explain(&open));
    }
}

/// Whether a policy keeps some of the requests out.
pub(crate) fn is_denied(trace: &Explanation) -> bool {
    trace.paths.iter().any(|path| stopping(&path.reason).is_some())
}

pub(super) fn stopping(reason: &Reason) -> Option<(Direction, &[String])> {
    match reason {
        Reason::Policy(PolicyReason::PolicyDeniesIngress { policies, .. }) => Some((Direction::Ingress, policies)),
        Reason::Policy(PolicyReason::PolicyDeniesEgress { policies, .. }) => Some((Direction::Egress, policies)),
        _ => None,
    }
}

/// Lets the pods ask the DNS that every cluster has, in the words of the Kubernetes documentation.
fn allow_dns(manifests: &Manifests, policy: &ObjectRef, rules: &FieldPath) -> Option<Fix> {
    let labels = |key, value| Written::map([("matchLabels", Written::map([(key, Written::text(value))]))]);
    let pods = Written::map([
        ("namespaceSelector", labels("kubernetes.io/metadata.name", "kube-system")),
        ("podSelector", labels("k8s-app", "kube-dns")),
    ]);
    let port = |protocol| Written::map([("protocol", Written::text(protocol)), ("port", Written::number(53))]);
    let ports = Written::List(vec![port("UDP"), port("TCP")]);
    let rule = Written::map([("to", Written::List(vec![pods])), ("ports", ports)]);
    fix::append(manifests, policy, rules, rule, "kube-system/kube-dns:53")
}

fn rules(direction: Direction) -> FieldPath {
    FieldPath::of("spec").field(direction.as_str())
}
