//! Pods and the templates they are made from.

use std::collections::HashSet;
use std::sync::Arc;

use super::cursor::Cursor;
use super::{dns, form, meta, node, service, twins, workload};
use crate::model::{
    Container, ContainerPort, Pod, PodPhase, PodStatus, PodTemplate, Protocol, Requirement, Selector, Toleration,
};
use crate::problem::{Problem, Rule, grammar};

pub(super) const PROTOCOLS: [(&str, Protocol); 3] =
    [("TCP", Protocol::Tcp), ("UDP", Protocol::Udp), ("SCTP", Protocol::Sctp)];

pub(super) fn decode(root: &Cursor<'_>) -> Pod {
    let meta = meta::decode(root);
    let mut template = spec(root);
    template.labels = Arc::new(meta.labels.clone());
    template.annotations = meta.annotations.clone();
    Pod { meta, template: Arc::new(template), status: status(root) }
}

/// The template at `template` of the workload's spec.
pub(super) fn template(holder: &Cursor<'_>) -> PodTemplate {
    let Some(written) = holder.field("template") else {
        holder.missing("template");
        return PodTemplate::default();
    };
    let mut template = spec(&written);
    if let Some(metadata) = written.field("metadata") {
        meta::check_labels(&metadata, "labels");
        template.labels = Arc::new(metadata.map("labels"));
        template.annotations = metadata.map("annotations");
    }
    template
}

/// The status, unless it says nothing: `status: {}` is what kubectl writes for an object that was never created.
fn status(root: &Cursor<'_>) -> Option<PodStatus> {
    let status = root.field("status").filter(|status| !status.is_empty())?;
    let phases = [
        ("Pending", PodPhase::Pending),
        ("Running", PodPhase::Running),
        ("Succeeded", PodPhase::Succeeded),
        ("Failed", PodPhase::Failed),
        ("Unknown", PodPhase::Unknown),
    ];
    let listed = status.list("podIPs");
    let mut ips: Vec<_> = listed
        .iter()
        .flat_map(Cursor::objects)
        .filter_map(|entry| entry.get("ip").and_then(|ip| ip.address()))
        .collect();
    if ips.is_empty() {
        ips.extend(status.get("podIP").filter(|ip| ip.text() != Some("")).and_then(|ip| ip.address()));
    }
    Some(PodStatus {
        phase: status.choice("phase", &phases),
        ips,
        host_ip: status.get("hostIP").filter(|ip| ip.text() != Some("")).and_then(|ip| ip.address()),
        ready: condition(&status, "Ready").unwrap_or(false),
    })
}

/// Whether the condition of this type is `True`; `None` where there is none.
pub(super) fn condition(status: &Cursor<'_>, kind: &str) -> Option<bool> {
    let conditions = status.list("conditions")?;
    let found = conditions.objects().find(|condition| condition.str("type") == Some(kind))?;
    Some(found.str("status") == Some("True"))
}

/// What `spec` says, here in a Pod or a template.
fn spec(holder: &Cursor<'_>) -> PodTemplate {
    let Some(spec) = holder.field("spec") else {
        holder.missing("spec.containers");
        return PodTemplate::default();
    };
    let host_network = spec.bool("hostNetwork").unwrap_or(false);
    PodTemplate {
        labels: Default::default(),
        annotations: Default::default(),
        node_name: spec.filled("nodeName"),
        hostname: form::filled(&spec, "hostname", Rule::Label, grammar::is_label),
        subdomain: form::filled(&spec, "subdomain", Rule::Label, grammar::is_label),
        host_network,
        dns_policy: dns::policy(&spec),
        dns: dns::config(&spec),
        host_aliases: dns::aliases(&spec),
        containers: containers(&spec, host_network),
        node_selector: spec.map("nodeSelector"),
        node_affinity: node_affinity(&spec),
        tolerations: tolerations(&spec),
    }
}

/// Regular containers, then the init containers that keep running beside them.
fn containers(spec: &Cursor<'_>, host_network: bool) -> Vec<Container> {
    let regular = spec.list("containers");
    let mut names = HashSet::new();
    if spec.get("containers").is_none() || regular.as_ref().is_some_and(|list| list.items().len() == 0) {
        spec.missing("containers");
    }
    let mut containers: Vec<Container> = regular
        .iter()
        .flat_map(Cursor::objects)
        .inspect(|written| twins::check_name(&mut names, written))
        .enumerate()
        .map(|(i, written)| container(&written, ("containers", i), false, host_network))
        .collect();
    let init = spec.list("initContainers");
    // Those that end before the others begin are checked like any.
    containers.extend(init.iter().flat_map(Cursor::objects).enumerate().filter_map(|(i, written)| {
        twins::check_name(&mut names, &written);
        let stays = written.str("restartPolicy") == Some("Always");
        Some(container(&written, ("initContainers", i), true, host_network)).filter(|_| stays)
    }));
    containers
}

fn container(written: &Cursor<'_>, (list, index): (&str, usize), sidecar: bool, host_network: bool) -> Container {
    let name = form::filled(written, "name", Rule::Label, grammar::is_label);
    if name.is_none() {
        written.missing("name");
    }
    let ports = written.list("ports");
    let mut names = HashSet::new();
    let ports = ports.iter().flat_map(Cursor::objects).enumerate().filter_map(|(i, written)| {
        twins::check_name(&mut names, &written);
        if written.get("containerPort").is_none() {
            written.missing("containerPort");
        }
        let port = written.port("containerPort");
        let host_port = service::unless_zero(&written, "hostPort");
        if let (true, Some(field), true) =
            (host_network, written.get("hostPort"), host_port.is_some() && host_port != port)
        {
            field.invalid(Rule::HostPort);
        }
        Some(ContainerPort {
            name: form::filled(&written, "name", Rule::PortName, grammar::is_port_name),
            port: port?,
            host_ip: written.get("hostIP").filter(|ip| ip.text() != Some("")).and_then(|ip| ip.address()),
            host_port,
            protocol: written.choice("protocol", &PROTOCOLS).unwrap_or(Protocol::Tcp),
            path: format!("{list}[{index}].ports[{i}]"),
        })
    });
    Container { name: name.unwrap_or_default(), ports: ports.collect(), sidecar }
}

/// The terms of required node affinity. Terms about fields rather than labels (`metadata.name`, which the DaemonSet controller
/// writes) restrict nothing here: their pods carry a nodeName.
fn node_affinity(spec: &Cursor<'_>) -> Vec<Selector> {
    let affinity = spec.field("affinity");
    let node = affinity.as_ref().and_then(|affinity| affinity.field("nodeAffinity"));
    let required = node.as_ref().and_then(|node| node.field("requiredDuringSchedulingIgnoredDuringExecution"));
    let terms = required.as_ref().and_then(|required| required.list("nodeSelectorTerms"));
    let terms = terms.iter().flat_map(Cursor::objects);
    terms
        .map(|term| Selector {
            labels: Default::default(),
            expressions: workload::expressions_of(&term, NODE_OPERATORS),
        })
        .collect()
}

fn tolerations(spec: &Cursor<'_>) -> Vec<Toleration> {
    let tolerations = spec.list("tolerations");
    tolerations.iter().flat_map(Cursor::objects).map(|written| toleration(&written)).collect()
}

/// What is wrong with one, as ValidateTolerations in pkg/apis/core/validation says; it lets its pod in all the same.
fn toleration(written: &Cursor<'_>) -> Toleration {
    let key = form::filled(written, "key", Rule::QualifiedName, grammar::is_qualified_name).unwrap_or_default();
    let value = written.string("value").unwrap_or_default();
    let exists = written.choice("operator", &[("Exists", true), ("Equal", false)]).unwrap_or(false);
    let refuse = |rule: Rule, field: &'static str| {
        let problem = Problem::Invalid { value: written.str(field).unwrap_or_default().to_owned(), rule };
        let span = written.get(field).map_or(written.span(), |field| field.span());
        written.problem_at(problem, written.path().field("operator"), span);
    };
    match exists {
        true if !value.is_empty() => refuse(Rule::ValueWithExists, "value"),
        false if key.is_empty() => refuse(Rule::EqualWithoutKey, "operator"),
        false if !grammar::is_label_value(&value) => refuse(Rule::LabelValue, "value"),
        _ => {}
    }
    // Another effect than there is lets nobody in.
    written.choice("effect", &node::EFFECTS);
    Toleration { key, exists, value, effect: written.string("effect").unwrap_or_default() }
}

/// How a requirement compares a label.
#[derive(Clone, Copy)]
pub(super) enum Operator {
    In,
    NotIn,
    Exists,
    DoesNotExist,
    Gt,
    Lt,
}

pub(super) type Operators = &'static [(&'static str, Operator)];

/// Of node affinity; label selectors compare no numbers.
const NODE_OPERATORS: Operators = &[
    ("In", Operator::In),
    ("NotIn", Operator::NotIn),
    ("Exists", Operator::Exists),
    ("DoesNotExist", Operator::DoesNotExist),
    ("Gt", Operator::Gt),
    ("Lt", Operator::Lt),
];

/// A requirement on one label, as selectors and node affinity write it.
pub(super) fn requirement(written: &Cursor<'_>, operators: Operators) -> Option<Requirement> {
    let bound = || written.strings("values").first().and_then(|value| value.parse().ok());
    Some(match written.choice("operator", operators)? {
        Operator::In => Requirement::In(written.strings("values")),
        Operator::NotIn => Requirement::NotIn(written.strings("values")),
        Operator::Exists => Requirement::Exists,
        Operator::DoesNotExist => Requirement::DoesNotExist,
        Operator::Gt => Requirement::Gt(bound()?),
        Operator::Lt => Requirement::Lt(bound()?),
    })
}
