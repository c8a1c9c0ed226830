//! Kubernetes' own types, as the k8s-openapi crate has them, turned into our model: what every decoded field must be. Written
//! from the API's documentation, apart from the decoder.

use std::collections::BTreeMap;
use std::net::IpAddr;

use k8s_openapi::api::apps::v1 as apps;
use k8s_openapi::api::batch::v1 as batch;
use k8s_openapi::api::core::v1 as core;
use k8s_openapi::api::discovery::v1 as discovery;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, ObjectMeta};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use svcpath_core::model::*;
use svcpath_core::object::ObjectRef;

type Strings = BTreeMap<String, String>;

pub(crate) fn meta(meta: &ObjectMeta, reference: &ObjectRef) -> Meta {
    let mut annotations = meta.annotations.clone().unwrap_or_default();
    annotations.remove("kubectl.kubernetes.io/last-applied-configuration");
    let owners = meta.owner_references.iter().flatten().map(|owner| Owner {
        kind: owner.kind.clone(),
        name: owner.name.clone(),
        controller: owner.controller == Some(true),
    });
    Meta {
        reference: reference.clone(),
        labels: meta.labels.clone().unwrap_or_default(),
        annotations,
        owners: owners.collect(),
        live: meta.uid.is_some() || meta.resource_version.is_some(),
        deleting: meta.deletion_timestamp.is_some(),
        created: meta.creation_timestamp.as_ref().map(|time| time.0.to_string()),
    }
}

pub(crate) fn service(from: &core::Service, reference: &ObjectRef) -> Service {
    let spec = from.spec.clone().unwrap_or_default();
    let single: Vec<String> = spec.cluster_ip.iter().filter(|ip| !ip.is_empty()).cloned().collect();
    let listed = spec.cluster_ips.clone().filter(|ips| !ips.is_empty()).unwrap_or(single);
    let headless = listed.iter().any(|ip| ip == "None");
    let cluster_ips: Vec<IpAddr> = listed.iter().filter(|ip| *ip != "None").map(|ip| address(ip)).collect();
    let families = match spec.ip_families.as_deref() {
        Some(families) if !families.is_empty() => families.iter().map(|family| ip_family(family)).collect(),
        _ => cluster_ips.iter().map(|ip| IpFamily::of(*ip)).collect(),
    };
    let ports = spec.ports.iter().flatten().enumerate().map(|(index, port)| ServicePort {
        index,
        name: port.name.clone().unwrap_or_default(),
        protocol: protocol(port.protocol.as_deref()),
        port: number(port.port),
        target: match &port.target_port {
            None | Some(IntOrString::Int(0)) => TargetPort::Number(number(port.port)),
            Some(IntOrString::String(name)) if name.is_empty() => TargetPort::Number(number(port.port)),
            Some(IntOrString::Int(int)) => TargetPort::Number(number(*int)),
            Some(IntOrString::String(name)) => TargetPort::Name(name.clone()),
        },
        node_port: port.node_port.filter(|port| *port != 0).map(number),
        app_protocol: port.app_protocol.clone(),
    });
    let affinity = spec.session_affinity_config.as_ref().and_then(|config| config.client_ip.as_ref()?.timeout_seconds);
    let balancer =
        from.status.iter().flat_map(|status| &status.load_balancer).flat_map(|status| &status.ingress).flatten();
    Service {
        meta: meta(&from.metadata, reference),
        kind: match spec.type_.as_deref() {
            None | Some("ClusterIP") => ServiceType::ClusterIp,
            Some("NodePort") => ServiceType::NodePort,
            Some("LoadBalancer") => ServiceType::LoadBalancer,
            Some("ExternalName") => ServiceType::ExternalName,
            Some(other) => panic!("type {other}"),
        },
        selector: spec.selector.clone(),
        cluster_ips,
        headless,
        families,
        family_policy: match (spec.type_.as_deref(), spec.ip_family_policy.as_deref()) {
            (Some("ExternalName"), _) => None,
            (_, Some("SingleStack")) => Some(FamilyPolicy::SingleStack),
            (_, Some("PreferDualStack")) => Some(FamilyPolicy::PreferDualStack),
            (_, Some("RequireDualStack")) => Some(FamilyPolicy::RequireDualStack),
            (_, None) if headless && spec.selector.as_ref().is_none_or(BTreeMap::is_empty) => {
                Some(FamilyPolicy::RequireDualStack)
            }
            (_, None) => Some(FamilyPolicy::SingleStack),
            (_, Some(other)) => panic!("ipFamilyPolicy {other}"),
        },
        ports: ports.collect(),
        external_ips: spec.external_ips.iter().flatten().filter_map(|ip| ip.parse().ok()).collect(),
        external_name: spec.external_name.clone(),
        internal_policy: policy(spec.internal_traffic_policy.as_deref()),
        external_policy: policy(spec.external_traffic_policy.as_deref()),
        affinity: match spec.session_affinity.as_deref() {
            Some("ClientIP") => Affinity::ClientIp(affinity.unwrap_or(10800).try_into().expect("seconds")),
            _ => Affinity::None,
        },
        publish_not_ready: spec.publish_not_ready_addresses == Some(true),
        source_ranges: spec
            .load_balancer_source_ranges
            .iter()
            .flatten()
            .map(|range| range.trim().parse::<ipnet::IpNet>().expect("a network").trunc())
            .collect(),
        allocate_node_ports: spec.allocate_load_balancer_node_ports != Some(false),
        load_balancer_class: spec.load_balancer_class.clone(),
        health_check_node_port: spec.health_check_node_port.filter(|port| *port != 0).map(number),
        traffic_distribution: spec.traffic_distribution.as_deref().map(|distribution| match distribution {
            "PreferClose" | "PreferSameZone" => TrafficDistribution::PreferSameZone,
            "PreferSameNode" => TrafficDistribution::PreferSameNode,
            other => panic!("trafficDistribution {other}"),
        }),
        ingress: balancer
            .map(|entry| IngressAddress {
                ip: entry.ip.as_deref().map(address),
                hostname: entry.hostname.clone(),
                mode: if entry.ip_mode.as_deref() == Some("Proxy") { IpMode::Proxy } else { IpMode::Vip },
            })
            .collect(),
    }
}

pub(crate) fn pod(from: &core::Pod, reference: &ObjectRef) -> Pod {
    let meta = meta(&from.metadata, reference);
    let template = PodTemplate {
        labels: meta.labels.clone().into(),
        annotations: meta.annotations.clone(),
        ..template(None, from.spec.as_ref())
    };
    let status = from.status.as_ref().filter(|status| **status != core::PodStatus::default());
    let status = status.map(|status| {
        let listed: Vec<IpAddr> = status.pod_ips.iter().flatten().map(|ip| address(&ip.ip)).collect();
        let ready = status.conditions.iter().flatten().find(|condition| condition.type_ == "Ready");
        PodStatus {
            phase: status.phase.as_deref().map(|phase| match phase {
                "Pending" => PodPhase::Pending,
                "Running" => PodPhase::Running,
                "Succeeded" => PodPhase::Succeeded,
                "Failed" => PodPhase::Failed,
                "Unknown" => PodPhase::Unknown,
                other => panic!("phase {other}"),
            }),
            ips: if listed.is_empty() { status.pod_ip.iter().map(|ip| address(ip)).collect() } else { listed },
            host_ip: status.host_ip.as_deref().map(address),
            ready: ready.is_some_and(|condition| condition.status == "True"),
        }
    });
    Pod { meta, template: template.into(), status }
}

fn template(meta: Option<&ObjectMeta>, spec: Option<&core::PodSpec>) -> PodTemplate {
    let spec = spec.cloned().unwrap_or_default();
    let regular = spec.containers.iter().enumerate().map(|(i, one)| container(one, &format!("containers[{i}]"), false));
    let init = spec.init_containers.iter().flatten().enumerate();
    let sidecars = init.filter(|(_, one)| one.restart_policy.as_deref() == Some("Always"));
    let sidecars = sidecars.map(|(i, one)| container(one, &format!("initContainers[{i}]"), true));
    let required = spec
        .affinity
        .as_ref()
        .and_then(|affinity| affinity.node_affinity.as_ref())
        .and_then(|node| node.required_during_scheduling_ignored_during_execution.as_ref());
    let terms = required.iter().flat_map(|required| &required.node_selector_terms).map(|term| Selector {
        labels: Strings::new(),
        expressions: term
            .match_expressions
            .iter()
            .flatten()
            .map(|e| (e.key.clone(), requirement(&e.operator, e.values.as_deref().unwrap_or_default())))
            .collect(),
    });
    let tolerations = spec.tolerations.iter().flatten().map(|toleration| Toleration {
        key: toleration.key.clone().unwrap_or_default(),
        exists: toleration.operator.as_deref() == Some("Exists"),
        value: toleration.value.clone().unwrap_or_default(),
        effect: toleration.effect.clone().unwrap_or_default(),
    });
    PodTemplate {
        labels: meta.and_then(|meta| meta.labels.clone()).unwrap_or_default().into(),
        annotations: meta.and_then(|meta| meta.annotations.clone()).unwrap_or_default(),
        node_name: spec.node_name.clone(),
        hostname: spec.hostname.clone(),
        subdomain: spec.subdomain.clone(),
        host_network: spec.host_network == Some(true),
        dns_policy: spec.dns_policy.clone(),
        dns: spec.dns_config.as_ref().map(dns).unwrap_or_default(),
        host_aliases: host_aliases(&spec),
        containers: regular.chain(sidecars).collect(),
        node_selector: spec.node_selector.clone().unwrap_or_default(),
        node_affinity: terms.collect(),
        tolerations: tolerations.collect(),
    }
}

fn dns(from: &core::PodDNSConfig) -> PodDns {
    let ndots = from.options.iter().flatten().find(|option| option.name.as_deref() == Some("ndots"));
    PodDns {
        nameservers: from.nameservers.iter().flatten().filter_map(|text| text.parse().ok()).collect(),
        searches: from.searches.clone().unwrap_or_default(),
        ndots: ndots.and_then(|ndots| ndots.value.as_ref()?.parse().ok()),
    }
}

fn host_aliases(spec: &core::PodSpec) -> Vec<(IpAddr, Vec<String>)> {
    let aliases = spec.host_aliases.iter().flatten();
    aliases.filter_map(|alias| Some((alias.ip.parse().ok()?, alias.hostnames.clone().unwrap_or_default()))).collect()
}

fn container(from: &core::Container, place: &str, sidecar: bool) -> Container {
    let ports = from.ports.iter().flatten().enumerate().map(|(i, port)| ContainerPort {
        name: port.name.clone().filter(|name| !name.is_empty()),
        port: number(port.container_port),
        host_ip: port.host_ip.as_ref().filter(|ip| !ip.is_empty()).map(|ip| ip.parse().expect("an address")),
        host_port: port.host_port.filter(|port| *port != 0).map(number),
        protocol: protocol(port.protocol.as_deref()),
        path: format!("{place}.ports[{i}]"),
    });
    Container { name: from.name.clone(), ports: ports.collect(), sidecar }
}

pub(crate) fn deployment(from: &apps::Deployment, reference: &ObjectRef) -> Workload {
    let spec = from.spec.clone();
    let base = workload(&from.metadata, reference, WorkloadKind::Deployment, spec.replicas, &spec.template);
    Workload { selector: Some(own_selector(&spec.selector, &base.template)), ..base }
}

pub(crate) fn replica_set(from: &apps::ReplicaSet, reference: &ObjectRef) -> Workload {
    let spec = from.spec.clone();
    let template = spec.template.unwrap_or_default();
    let base = workload(&from.metadata, reference, WorkloadKind::ReplicaSet, spec.replicas, &template);
    Workload { selector: Some(own_selector(&spec.selector, &base.template)), ..base }
}

pub(crate) fn stateful_set(from: &apps::StatefulSet, reference: &ObjectRef) -> Workload {
    let spec = from.spec.clone();
    let base = workload(&from.metadata, reference, WorkloadKind::StatefulSet, spec.replicas, &spec.template);
    let first = spec.ordinals.and_then(|ordinals| ordinals.start).unwrap_or(0);
    Workload {
        selector: Some(own_selector(&spec.selector, &base.template)),
        first_ordinal: first.try_into().expect("a number"),
        service_name: spec.service_name,
        ..base
    }
}

pub(crate) fn daemon_set(from: &apps::DaemonSet, reference: &ObjectRef) -> Workload {
    let spec = from.spec.clone();
    let base = workload(&from.metadata, reference, WorkloadKind::DaemonSet, None, &spec.template);
    Workload { selector: Some(own_selector(&spec.selector, &base.template)), ..base }
}

pub(crate) fn replication_controller(from: &core::ReplicationController, reference: &ObjectRef) -> Workload {
    let spec = from.spec.clone().unwrap_or_default();
    let template = spec.template.unwrap_or_default();
    let base = workload(&from.metadata, reference, WorkloadKind::ReplicationController, spec.replicas, &template);
    let labels = spec.selector.unwrap_or_else(|| BTreeMap::clone(&base.template.labels));
    Workload { selector: Some(Selector { labels, expressions: Vec::new() }), ..base }
}

pub(crate) fn job(from: &batch::Job, reference: &ObjectRef) -> Workload {
    let spec = from.spec.clone().unwrap_or_default();
    let base = workload(&from.metadata, reference, WorkloadKind::Job, Some(pods_at_once(&spec)), &spec.template);
    let indexed = spec.completion_mode.as_deref() == Some("Indexed");
    Workload { selector: spec.selector.as_ref().map(selector), indexed, ..base }
}

pub(crate) fn cron_job(from: &batch::CronJob, reference: &ObjectRef) -> Workload {
    let spec = from.spec.clone();
    let job = spec.job_template.spec.unwrap_or_default();
    let replicas = if spec.suspend == Some(true) { 0 } else { pods_at_once(&job) };
    workload(&from.metadata, reference, WorkloadKind::CronJob, Some(replicas), &job.template)
}

fn pods_at_once(spec: &batch::JobSpec) -> i32 {
    let parallelism = spec.parallelism.unwrap_or(1);
    match (spec.suspend, spec.completions) {
        (Some(true), _) => 0,
        (_, Some(completions)) => parallelism.min(completions),
        (_, None) => parallelism,
    }
}

fn workload(
    of: &ObjectMeta,
    reference: &ObjectRef,
    kind: WorkloadKind,
    replicas: Option<i32>,
    from: &core::PodTemplateSpec,
) -> Workload {
    Workload {
        meta: meta(of, reference),
        kind,
        replicas: replicas.unwrap_or(1).try_into().expect("a number of pods"),
        selector: None,
        template: template(from.metadata.as_ref(), from.spec.as_ref()).into(),
        first_ordinal: 0,
        service_name: None,
        indexed: false,
    }
}

/// A missing selector is refused by apps/v1; what it was before, the template's labels, is what its author means.
fn own_selector(from: &LabelSelector, template: &PodTemplate) -> Selector {
    if *from == LabelSelector::default() {
        return Selector { labels: BTreeMap::clone(&template.labels), expressions: Vec::new() };
    }
    selector(from)
}

pub(crate) fn selector(from: &LabelSelector) -> Selector {
    let expressions = from.match_expressions.iter().flatten();
    Selector {
        labels: from.match_labels.clone().unwrap_or_default(),
        expressions: expressions
            .map(|e| (e.key.clone(), requirement(&e.operator, e.values.as_deref().unwrap_or_default())))
            .collect(),
    }
}

fn requirement(operator: &str, values: &[String]) -> Requirement {
    let bound = || values[0].parse().expect("a bound");
    match operator {
        "In" => Requirement::In(values.to_vec()),
        "NotIn" => Requirement::NotIn(values.to_vec()),
        "Exists" => Requirement::Exists,
        "DoesNotExist" => Requirement::DoesNotExist,
        "Gt" => Requirement::Gt(bound()),
        "Lt" => Requirement::Lt(bound()),
        other => panic!("operator {other}"),
    }
}

pub(crate) fn node(from: &core::Node, reference: &ObjectRef) -> Node {
    let spec = from.spec.clone().unwrap_or_default();
    let status = from.status.clone().unwrap_or_default();
    let addresses = status.addresses.iter().flatten().filter_map(|entry| {
        let kind = match entry.type_.as_str() {
            "InternalIP" => NodeAddressKind::Internal,
            "ExternalIP" => NodeAddressKind::External,
            _ => return None,
        };
        Some(NodeAddress { kind, address: address(&entry.address) })
    });
    let cidrs = spec.pod_cidrs.clone().unwrap_or_else(|| spec.pod_cidr.iter().cloned().collect());
    let taints = spec.taints.iter().flatten().map(|taint| Taint {
        key: taint.key.clone(),
        value: taint.value.clone().unwrap_or_default(),
        effect: taint.effect.clone(),
    });
    let ready = status.conditions.iter().flatten().find(|condition| condition.type_ == "Ready");
    Node {
        meta: meta(&from.metadata, reference),
        addresses: addresses.collect(),
        pod_cidrs: cidrs.iter().map(|cidr| cidr.parse().expect("a network")).collect(),
        taints: taints.collect(),
        unschedulable: spec.unschedulable == Some(true),
        ready: ready.is_none_or(|condition| condition.status == "True"),
    }
}

pub(crate) fn slice(from: &discovery::EndpointSlice, reference: &ObjectRef) -> EndpointSlice {
    let meta = meta(&from.metadata, reference);
    let ports = from.ports.iter().flatten().map(|port| SlicePort {
        name: Some(port.name.clone().unwrap_or_default()),
        protocol: protocol(port.protocol.as_deref()),
        port: port.port.map(number),
    });
    let names = from.address_type == "FQDN";
    let endpoints = from.endpoints.iter().flatten().enumerate().map(|(i, endpoint)| {
        let conditions = endpoint.conditions.clone().unwrap_or_default();
        let hints = endpoint.hints.clone().unwrap_or_default();
        SliceEndpoint {
            addresses: endpoint.addresses.iter().filter(|_| !names).map(|ip| address(ip)).collect(),
            conditions: Conditions {
                ready: conditions.ready != Some(false),
                serving: conditions.serving != Some(false),
                terminating: conditions.terminating == Some(true),
            },
            hostname: endpoint.hostname.clone(),
            node_name: endpoint.node_name.clone(),
            zone: endpoint.zone.clone(),
            pod: target(endpoint.target_ref.as_ref(), &meta),
            hint_zones: hints.for_zones.iter().flatten().map(|zone| zone.name.clone()).collect(),
            hint_nodes: hints.for_nodes.iter().flatten().map(|node| node.name.clone()).collect(),
            path: format!("endpoints[{i}]"),
        }
    });
    EndpointSlice {
        source: SliceSource::EndpointSlice,
        service: meta.labels.get("kubernetes.io/service-name").cloned(),
        family: if names { None } else { Some(ip_family(&from.address_type)) },
        ports: ports.collect(),
        endpoints: endpoints.collect(),
        meta,
    }
}

/// A slice for each subset and family.
pub(crate) fn endpoints(from: &core::Endpoints, reference: &ObjectRef) -> Vec<EndpointSlice> {
    let meta = meta(&from.metadata, reference);
    let mut slices = Vec::new();
    for (i, subset) in from.subsets.iter().flatten().enumerate() {
        for family in [IpFamily::V4, IpFamily::V6] {
            let lists =
                [("addresses", true, &subset.addresses), ("notReadyAddresses", false, &subset.not_ready_addresses)];
            let mut endpoints = Vec::new();
            for (list, ready, entries) in lists {
                let entries = entries.iter().flatten().enumerate();
                endpoints.extend(entries.filter(|(_, e)| IpFamily::of(address(&e.ip)) == family).map(|(j, e)| {
                    SliceEndpoint {
                        addresses: vec![address(&e.ip)],
                        conditions: Conditions { ready, serving: true, terminating: false },
                        hostname: e.hostname.clone(),
                        node_name: e.node_name.clone(),
                        zone: None,
                        pod: target(e.target_ref.as_ref(), &meta),
                        hint_zones: Vec::new(),
                        hint_nodes: Vec::new(),
                        path: format!("subsets[{i}].{list}[{j}]"),
                    }
                }));
            }
            let ports = subset.ports.iter().flatten().map(|port| SlicePort {
                name: Some(port.name.clone().unwrap_or_default()),
                protocol: protocol(port.protocol.as_deref()),
                port: Some(number(port.port)),
            });
            if !endpoints.is_empty() {
                slices.push(EndpointSlice {
                    meta: meta.clone(),
                    source: SliceSource::Endpoints,
                    service: Some(meta.reference.name.clone()),
                    family: Some(family),
                    ports: ports.collect(),
                    endpoints,
                });
            }
        }
    }
    slices
}

fn target(from: Option<&core::ObjectReference>, meta: &Meta) -> Option<(String, String)> {
    let target = from.filter(|target| target.kind.as_deref() == Some("Pod"))?;
    let namespace = target.namespace.clone().unwrap_or_else(|| meta.reference.namespace.clone());
    Some((namespace, target.name.clone()?))
}

pub(crate) fn namespace(from: &core::Namespace, reference: &ObjectRef) -> Namespace {
    Namespace { meta: meta(&from.metadata, reference) }
}

pub(crate) fn secret(from: &core::Secret, reference: &ObjectRef) -> Secret {
    Secret { meta: meta(&from.metadata, reference), kind: from.type_.clone().unwrap_or_else(|| "Opaque".into()) }
}

pub(crate) fn protocol(name: Option<&str>) -> Protocol {
    match name {
        None | Some("TCP") => Protocol::Tcp,
        Some("UDP") => Protocol::Udp,
        Some("SCTP") => Protocol::Sctp,
        Some(other) => panic!("protocol {other}"),
    }
}

fn policy(name: Option<&str>) -> TrafficPolicy {
    if name == Some("Local") { TrafficPolicy::Local } else { TrafficPolicy::Cluster }
}

fn ip_family(name: &str) -> IpFamily {
    match name {
        "IPv4" => IpFamily::V4,
        "IPv6" => IpFamily::V6,
        other => panic!("family {other}"),
    }
}

pub(crate) fn number(port: i32) -> u16 {
    port.try_into().expect("a port")
}

/// As Kubernetes reads addresses that stand in its store: octets may begin with zeros.
pub(crate) fn address(text: &str) -> IpAddr {
    let octets: Vec<&str> = text.split('.').map(|octet| octet.trim_start_matches('0')).collect();
    let plain: Vec<&str> = octets.iter().map(|octet| if octet.is_empty() { "0" } else { octet }).collect();
    let plain = if text.contains(':') { text.to_owned() } else { plain.join(".") };
    plain.parse().unwrap_or_else(|_| panic!("address {text}"))
}
