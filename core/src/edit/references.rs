//! Who refers to an object by its name.

use std::ops::Range;

use super::hosts::{Host, hosts};
use crate::manifest::{Node, Object, Value};
use crate::object::{FieldPath, ObjectRef};

/// A field that names another object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reference {
    pub path: FieldPath,
    pub kind: String,
    /// Empty for objects without namespace.
    pub namespace: String,
    pub name: String,
    /// Which part of the text that is read there the name is; `None`: all of it. A text may name several objects, or one
    /// several times.
    pub within: Option<Range<usize>>,
}

/// Kinds without namespace that others name.
const CLUSTER_WIDE: [&str; 7] =
    ["ClusterRole", "GatewayClass", "IngressClass", "Namespace", "Node", "PriorityClass", "StorageClass"];

/// Every field of an object that names another one. Kinds of strangers have fields of their own meaning, and none here.
pub(super) fn references(object: &Object) -> Vec<Reference> {
    let mut walk = Walk { of: &object.reference, found: Vec::new() };
    let group = object.reference.api_version.split_once('/').map_or("", |(group, _)| group);
    if !group.contains('.') || group.ends_with(".k8s.io") {
        walk.node(object.tree(), &FieldPath::root(), "");
        walk.labels(object.tree());
    }
    walk.found
}

struct Walk<'a> {
    of: &'a ObjectRef,
    found: Vec<Reference>,
}

impl Walk<'_> {
    /// `under`: the nearest key above.
    fn node(&mut self, node: &Node, at: &FieldPath, under: &str) {
        match &node.value {
            Value::Scalar(scalar) if matches!(under, "args" | "command") => self.hosts(at, &scalar.text),
            Value::Null | Value::Scalar(_) => {}
            Value::Sequence(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.node(item, &at.index(index), under);
                }
            }
            Value::Mapping(entries) => {
                self.typed(node, at, under);
                for (key, value) in entries {
                    let Some(key) = key.text() else { continue };
                    let path = if key.contains(['.', '[', ']', '/']) { at.key(key) } else { at.field(key) };
                    if let ("env", "value", Some(text)) | ("spec", "externalName", Some(text)) =
                        (under, key, value.text())
                    {
                        self.hosts(&path, text);
                    }
                    match (named_by(key, under), value.text()) {
                        (Some(kind), Some(name)) => self.add(path, kind, None, name),
                        // What users store under names of their own names nothing.
                        (_, None)
                            if matches!(key, "annotations" | "labels" | "matchLabels" | "data" | "stringData") => {}
                        (_, None) => self.node(value, &path, key),
                        (None, Some(_)) => {}
                    }
                }
            }
        }
    }

    /// A map that names an object by kind and name.
    fn typed(&mut self, node: &Node, at: &FieldPath, under: &str) {
        let field = |field| node.get(field).and_then(Node::text);
        let default = match under {
            "backendRefs" | "backendRef" => "Service",
            "parentRefs" => "Gateway",
            "certificateRefs" => "Secret",
            "scaleTargetRef" | "targetRef" | "targetRefs" | "roleRef" | "subjects" | "from" | "to" | "resource"
            | "ownerReferences" => "",
            _ => return,
        };
        let kind = field("kind").unwrap_or(default).to_owned();
        if let (Some(name), false) = (field("name"), kind.is_empty()) {
            self.add(at.field("name"), &kind, field("namespace"), name);
        }
        if let Some(namespace) = field("namespace") {
            self.add(at.field("namespace"), "Namespace", None, namespace);
        }
    }

    /// Names that stand in labels.
    fn labels(&mut self, node: &Node) {
        for (place, label, kind) in [
            ("metadata.labels", "kubernetes.io/service-name", "Service"),
            ("metadata.labels", "kubernetes.io/hostname", "Node"),
            ("spec.nodeSelector", "kubernetes.io/hostname", "Node"),
            ("spec.template.spec.nodeSelector", "kubernetes.io/hostname", "Node"),
            ("metadata.labels", "kubernetes.io/metadata.name", "Namespace"),
        ] {
            let path = FieldPath::of(place).key(label);
            // A label that only looks so is nobody's name.
            let about = matches!(
                (kind, self.of.kind.as_str()),
                ("Service", "EndpointSlice")
                    | ("Namespace", "Namespace")
                    | ("Node", "Node" | "Pod" | "Deployment" | "StatefulSet" | "DaemonSet")
            );
            if let (true, Some(name)) = (about, node.at(&path).and_then(Node::text)) {
                self.add(path, kind, None, name);
            }
        }
    }

    /// What a container is told may name Services and their namespaces.
    fn hosts(&mut self, path: &FieldPath, text: &str) {
        for Host { name, namespace } in hosts(text) {
            let of = namespace.as_ref().and_then(|part| text.get(part.clone()));
            self.add_part(path.clone(), "Service", of, text, Some(name));
            if let Some(part) = namespace {
                self.add_part(path.clone(), "Namespace", None, text, Some(part));
            }
        }
    }

    fn add(&mut self, path: FieldPath, kind: &str, namespace: Option<&str>, name: &str) {
        self.add_part(path, kind, namespace, name, None);
    }

    fn add_part(
        &mut self,
        path: FieldPath,
        kind: &str,
        namespace: Option<&str>,
        text: &str,
        within: Option<Range<usize>>,
    ) {
        let name = within.clone().and_then(|part| text.get(part)).unwrap_or(text);
        let namespace = namespace.unwrap_or(&self.of.namespace);
        let namespace = if CLUSTER_WIDE.contains(&kind) { "" } else { namespace };
        let (kind, namespace, name) = (kind.to_owned(), namespace.to_owned(), name.to_owned());
        self.found.push(Reference { path, kind, namespace, name, within });
    }
}

/// The kind that a field names by its key; `under`: the key of the map around.
fn named_by(key: &str, under: &str) -> Option<&'static str> {
    match (under, key) {
        ("configMap" | "configMapRef" | "configMapKeyRef", "name") => Some("ConfigMap"),
        ("secret" | "secretRef" | "secretKeyRef" | "imagePullSecrets" | "nodePublishSecretRef", "name") => {
            Some("Secret")
        }
        ("service", "name") => Some("Service"),
        ("metadata", "namespace") => Some("Namespace"),
        (_, "secretName") => Some("Secret"),
        (_, "claimName") => Some("PersistentVolumeClaim"),
        (_, "serviceAccountName" | "serviceAccount") => Some("ServiceAccount"),
        (_, "serviceName") => Some("Service"),
        (_, "nodeName") => Some("Node"),
        (_, "ingressClassName") => Some("IngressClass"),
        (_, "gatewayClassName") => Some("GatewayClass"),
        (_, "storageClassName") => Some("StorageClass"),
        (_, "priorityClassName") => Some("PriorityClass"),
        _ => None,
    }
}
