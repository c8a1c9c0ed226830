//! From the tree of one document to the objects it holds.

use std::sync::Arc;

use super::Source;
use super::node::{Node, Value};
use crate::object::ObjectRef;
use crate::problem::Problem;
use crate::text::Span;

/// The annotation in which kubectl keeps a copy of the whole object, a Secret's values included.
pub(crate) const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// What a document turns out to be.
#[derive(Debug, Clone)]
pub(super) enum Finding {
    Object(ObjectRef, Arc<Source>),
    Problem(Problem, Span),
}

/// The objects of a document: itself, or the items of a list. An empty document holds none.
pub(super) fn read(root: Node, found: &mut Vec<Finding>) {
    if root.value != Value::Null {
        read_object(root, None, found);
    }
}

/// `inherited`: apiVersion and kind of the list around, for items of typed lists (`kind: PodList`), which may leave them out.
fn read_object(mut node: Node, inherited: Option<(&str, &str)>, found: &mut Vec<Finding>) {
    let text = |key: &str| node.get(key).and_then(Node::text).filter(|text| !text.is_empty()).map(str::to_owned);
    let api_version = text("apiVersion").or(inherited.map(|(api_version, _)| api_version.to_owned()));
    let kind = text("kind").or(inherited.map(|(_, kind)| kind.to_owned()));
    if is_kustomization(&node, api_version.as_deref(), kind.as_deref()) {
        found.push(Finding::Problem(Problem::Kustomization, node.head()));
        return;
    }
    let (api_version, kind) = match (api_version, kind) {
        (Some(api_version), Some(kind)) => (api_version, kind),
        (api_version, kind) => {
            let missing = match (api_version, kind) {
                (None, None) => "apiVersion, kind",
                (None, _) => "apiVersion",
                (_, _) => "kind",
            };
            found.push(Finding::Problem(Problem::NotAnObject { missing: missing.into() }, node.head()));
            return;
        }
    };
    if let Some(item_kind) = kind.strip_suffix("List").filter(|_| node.get("items").is_some()) {
        read_list(node, (!item_kind.is_empty()).then_some((api_version.as_str(), item_kind)), found);
        return;
    }
    let metadata = node.get("metadata");
    let of_metadata =
        |key: &str| metadata.and_then(|metadata| metadata.get(key)).and_then(Node::text).unwrap_or_default();
    let name = match of_metadata("name") {
        "" => of_metadata("generateName"),
        name => name,
    };
    let namespace = match of_metadata("namespace") {
        _ if is_cluster_scoped(&kind) => "",
        "" => "default",
        namespace => namespace,
    };
    let reference = ObjectRef::new(&api_version, &kind, namespace, name);
    if [&reference.api_version, &reference.kind, &reference.namespace, &reference.name]
        .iter()
        .any(|text| text.contains("{{"))
    {
        found.push(Finding::Problem(Problem::Template, node.head()));
        return;
    }
    drop_unread(&mut node, &reference.kind);
    found.push(Finding::Object(reference, Arc::new(Source::new(node))));
}

fn read_list(node: Node, inherited: Option<(&str, &str)>, found: &mut Vec<Finding>) {
    let Value::Mapping(entries) = node.value else { return };
    for (key, value) in entries {
        if let (Some("items"), Value::Sequence(items)) = (key.text(), value.value) {
            for item in items {
                read_object(item, inherited, found);
            }
        }
    }
}

fn is_kustomization(node: &Node, api_version: Option<&str>, kind: Option<&str>) -> bool {
    match (api_version, kind) {
        (Some(api_version), Some(_)) => api_version.starts_with("kustomize.config.k8s.io/"),
        (_, Some(kind)) => kind == "Kustomization",
        (_, None) => ["resources", "bases", "patches", "patchesStrategicMerge", "configMapGenerator", "components"]
            .iter()
            .any(|key| node.get(key).is_some_and(|value| matches!(value.value, Value::Sequence(_)))),
    }
}

/// Drops what nobody may see or nobody reads: other people's copies of the object, and the values of Secrets.
fn drop_unread(node: &mut Node, kind: &str) {
    let secret = kind == "Secret";
    let Value::Mapping(entries) = &mut node.value else { return };
    for (key, value) in entries {
        match key.text() {
            Some("metadata") => drop_copies(value),
            Some("data" | "stringData") if secret => drop_values(value),
            _ => {}
        }
    }
}

fn drop_copies(metadata: &mut Node) {
    let Value::Mapping(entries) = &mut metadata.value else { return };
    entries.retain(|(key, _)| key.text() != Some("managedFields"));
    for (key, value) in entries {
        if let (Some("annotations"), Value::Mapping(annotations)) = (key.text(), &mut value.value) {
            annotations.retain(|(key, _)| key.text() != Some(LAST_APPLIED));
        }
    }
}

fn drop_values(data: &mut Node) {
    match &mut data.value {
        Value::Mapping(entries) => {
            for (_, value) in entries {
                value.value = Value::Null;
            }
        }
        Value::Null | Value::Scalar(_) | Value::Sequence(_) => data.value = Value::Null,
    }
}

/// Kinds without namespace, of Kubernetes itself, of the Gateway API, and policies. Kinds nobody knows count as namespaced.
fn is_cluster_scoped(kind: &str) -> bool {
    matches!(
        kind,
        "APIService"
            | "AdminNetworkPolicy"
            | "BaselineAdminNetworkPolicy"
            | "CertificateSigningRequest"
            | "CiliumClusterwideNetworkPolicy"
            | "ClusterNetworkPolicy"
            | "ClusterRole"
            | "ClusterRoleBinding"
            | "ClusterTrustBundle"
            | "ComponentStatus"
            | "CSIDriver"
            | "CSINode"
            | "CustomResourceDefinition"
            | "DeviceClass"
            | "FlowSchema"
            | "GlobalNetworkPolicy"
            | "GatewayClass"
            | "IPAddress"
            | "IngressClass"
            | "MutatingAdmissionPolicy"
            | "MutatingAdmissionPolicyBinding"
            | "MutatingWebhookConfiguration"
            | "Namespace"
            | "Node"
            | "PersistentVolume"
            | "PodSecurityPolicy"
            | "PriorityClass"
            | "PriorityLevelConfiguration"
            | "RuntimeClass"
            | "ResourceSlice"
            | "ServiceCIDR"
            | "StorageClass"
            | "StorageVersion"
            | "ValidatingAdmissionPolicy"
            | "ValidatingAdmissionPolicyBinding"
            | "ValidatingWebhookConfiguration"
            | "VolumeAttachment"
            | "VolumeAttributesClass"
    )
}
