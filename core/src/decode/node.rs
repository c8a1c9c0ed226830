use std::collections::HashSet;

use super::cursor::Cursor;
use super::{form, meta, pod};
use crate::model::{Node, NodeAddress, NodeAddressKind, Taint};
use crate::problem::{Problem, Rule, Twin, grammar};

/// What a taint does to pods that do not tolerate it.
pub(super) const EFFECTS: [(&str, &str); 3] =
    [("NoSchedule", "NoSchedule"), ("PreferNoSchedule", "PreferNoSchedule"), ("NoExecute", "NoExecute")];

pub(super) fn decode(root: &Cursor<'_>) -> Node {
    let mut node = Node {
        meta: meta::decode(root),
        addresses: Vec::new(),
        pod_cidrs: Vec::new(),
        taints: Vec::new(),
        unschedulable: false,
        ready: true,
    };
    if let Some(spec) = root.field("spec") {
        let cidrs = spec.list("podCIDRs");
        node.pod_cidrs = cidrs.iter().flat_map(Cursor::items).filter_map(|cidr| cidr.network()).collect();
        if node.pod_cidrs.is_empty() {
            node.pod_cidrs.extend(spec.get("podCIDR").and_then(|cidr| cidr.network()));
        }
        let taints = spec.list("taints");
        let mut twins = HashSet::new();
        node.taints.extend(taints.iter().flat_map(Cursor::objects).map(|written| {
            let taint = taint(&written);
            if !twins.insert((taint.key.clone(), taint.effect.clone())) {
                let Taint { key, value, effect } = taint.clone();
                written.problem(Problem::Duplicate { twin: Twin::Taint { key, value, effect } });
            }
            taint
        }));
        node.unschedulable = spec.bool("unschedulable").unwrap_or(false);
    }
    if let Some(status) = root.field("status") {
        let addresses = status.list("addresses");
        node.addresses.extend(addresses.iter().flat_map(Cursor::objects).filter_map(|entry| {
            // Host names and DNS names of nodes are no addresses that a packet could carry.
            let kind = match entry.str("type")? {
                "InternalIP" => NodeAddressKind::Internal,
                "ExternalIP" => NodeAddressKind::External,
                _ => return None,
            };
            Some(NodeAddress { kind, address: entry.get("address")?.address()? })
        }));
        node.ready = pod::condition(&status, "Ready").unwrap_or(true);
    }
    node
}

/// What is wrong with one, as validateNodeTaints in pkg/apis/core/validation says; it keeps pods away all the same.
fn taint(written: &Cursor<'_>) -> Taint {
    for required in ["key", "effect"] {
        if written.get(required).is_none_or(|field| field.raw_text() == Some("")) {
            written.missing(required);
        }
    }
    Taint {
        key: form::filled(written, "key", Rule::QualifiedName, grammar::is_qualified_name).unwrap_or_default(),
        value: form::filled(written, "value", Rule::LabelValue, grammar::is_label_value).unwrap_or_default(),
        effect: written.choice("effect", &EFFECTS).unwrap_or_default().to_owned(),
    }
}
