//! What the API server refuses about a Service beyond ports and addresses: ValidateService.

use super::{POLICIES, SOURCE_RANGES, is_written};
use crate::decode::cursor::Cursor;
use crate::decode::{meta, scalar};
use crate::model::{ServiceType, TrafficPolicy};
use crate::problem::{Problem, Prohibition, Rule, grammar};

const TOPOLOGY_MODE: &str = "service.kubernetes.io/topology-mode";
/// What topology-mode was called first.
const TOPOLOGY_HINTS: &str = "service.kubernetes.io/topology-aware-hints";

pub(super) fn check(root: &Cursor<'_>, spec: &Cursor<'_>, kind: Option<ServiceType>) {
    meta::check_labels(spec, "selector");
    let metadata = root.field("metadata");
    if let Some(annotations) = metadata.as_ref().and_then(|metadata| metadata.field("annotations")) {
        check_annotations(&annotations, spec, kind);
    }
    if kind == Some(ServiceType::ExternalName) {
        check_external_name(spec);
    }
    let external_ips = spec.list("externalIPs");
    for item in external_ips.iter().flat_map(Cursor::items) {
        item.check_remote();
    }
    if kind == Some(ServiceType::LoadBalancer) {
        if let Some(class) = spec.get("loadBalancerClass")
            && !class.raw_text().is_none_or(grammar::is_qualified_name)
        {
            class.invalid(Rule::QualifiedName);
        }
    } else {
        let ranges = spec.get("loadBalancerSourceRanges").filter(|list| list.items().len() > 0);
        let others = ["allocateLoadBalancerNodePorts", "loadBalancerClass"].map(|name| spec.get(name));
        for field in std::iter::once(ranges).chain(others).flatten() {
            field.problem(Problem::Forbidden { why: Prohibition::OnlyLoadBalancer });
        }
    }
}

/// `externalTrafficPolicy`, which only Services have that something outside reaches.
pub(super) fn external_policy(spec: &Cursor<'_>, kind: Option<ServiceType>) -> Option<TrafficPolicy> {
    let written = spec.get("externalTrafficPolicy").filter(|_| is_written(spec, "externalTrafficPolicy"))?;
    if is_reached_from_outside(spec, kind) {
        return written.one_of(&POLICIES);
    }
    written.invalid(Rule::ReachedFromOutside);
    POLICIES.iter().find(|(name, _)| written.raw_text() == Some(name)).map(|(_, policy)| *policy)
}

/// `healthCheckNodePort`, where 0 says "none".
pub(super) fn health_check_port(spec: &Cursor<'_>, kind: Option<ServiceType>, policy: TrafficPolicy) -> Option<u16> {
    let port = spec.int("healthCheckNodePort").filter(|port| *port != 0)?;
    let checked = kind == Some(ServiceType::LoadBalancer) && policy == TrafficPolicy::Local;
    let rule = match u16::try_from(port) {
        Ok(port) if checked => return Some(port),
        Ok(_) | Err(_) if !checked => Rule::HealthChecked,
        Ok(_) | Err(_) => Rule::Between(1, 65535),
    };
    spec.get("healthCheckNodePort")?.problem(Problem::Invalid { value: port.to_string(), rule });
    None
}

fn is_reached_from_outside(spec: &Cursor<'_>, kind: Option<ServiceType>) -> bool {
    match kind {
        Some(ServiceType::NodePort | ServiceType::LoadBalancer) => true,
        Some(ServiceType::ClusterIp) => spec.list("externalIPs").is_some_and(|list| list.items().len() > 0),
        Some(ServiceType::ExternalName) | None => false,
    }
}

fn check_external_name(spec: &Cursor<'_>) {
    let written = spec.get("externalName");
    let name = written.as_ref().and_then(Cursor::raw_text).map(|name| name.strip_suffix('.').unwrap_or(name));
    match (written, name) {
        (None, _) | (Some(_), Some("")) => spec.missing("externalName"),
        (Some(place), Some(name)) if !grammar::is_subdomain(name) => {
            place.problem(Problem::Invalid { value: name.to_owned(), rule: Rule::Subdomain });
        }
        (Some(_), _) => {}
    }
}

fn check_annotations(annotations: &Cursor<'_>, spec: &Cursor<'_>, kind: Option<ServiceType>) {
    let annotation = |name| annotations.entries().find(|(key, _, _)| *key == name);
    let hints = annotation(TOPOLOGY_HINTS).and_then(|(_, _, entry)| entry.raw_text());
    if let (Some((_, _, mode)), Some(hints)) = (annotation(TOPOLOGY_MODE), hints)
        && mode.raw_text().is_some_and(|mode| mode != hints)
    {
        mode.invalid(Rule::SameAsTopologyHints);
    }
    let by_field = spec.list("loadBalancerSourceRanges").is_some_and(|list| list.items().len() > 0);
    let Some((_, _, ranges)) = annotation(SOURCE_RANGES).filter(|_| !by_field) else { return };
    if kind != Some(ServiceType::LoadBalancer) {
        ranges.problem(Problem::Forbidden { why: Prohibition::OnlyLoadBalancer });
    }
    let text = ranges.raw_text().unwrap_or_default().trim();
    for range in text.split(',').map(str::trim).filter(|_| !text.is_empty()) {
        if scalar::network(range).is_none() {
            ranges.problem(Problem::Invalid { value: range.to_owned(), rule: Rule::Cidr });
        }
    }
}
