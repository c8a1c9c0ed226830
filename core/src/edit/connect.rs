//! Leading requests from one object to another.

use super::document::Document;
use super::proof::Change;
use super::writer::Writer;
use super::written::Written;
use super::{FieldValue, Plan, Refusal, written};
use crate::manifest::{Manifests, Node, Object};
use crate::object::{FieldPath, ObjectRef};
use crate::text::{Files, TextEdit};

pub(super) fn connect(files: &Files, manifests: &Manifests, from: &ObjectRef, to: &ObjectRef) -> Result<Plan, Refusal> {
    let (source, target) = (written(manifests, from)?, written(manifests, to)?);
    let not_connectable = || Refusal::NotConnectable { from: from.kind.clone(), to: to.kind.clone() };
    if from.namespace != to.namespace && !is_route(from) {
        return Err(Refusal::OtherNamespace { from: from.namespace.clone(), to: to.namespace.clone() });
    }
    if !leads(from, to) {
        return Err(not_connectable());
    }
    let mut steps = Steps::new(files);
    let pods = Pods::of(&to.kind);
    match (from.kind.as_str(), pods) {
        ("Service", Some(pods)) => {
            if source.node().at(&FieldPath::of("spec.type")).and_then(Node::text) == Some("ExternalName") {
                return Err(not_connectable());
            }
            let labels = steps.labels(target, pods)?;
            steps.select(source, &FieldPath::of("spec.selector"), &labels)?;
        }
        ("NetworkPolicy", Some(pods)) => {
            let labels = steps.labels(target, pods)?;
            steps.select(source, &FieldPath::of("spec.podSelector.matchLabels"), &labels)?;
            let expressions = FieldPath::of("spec.podSelector.matchExpressions");
            if source.node().at(&expressions).is_some() {
                steps.unset(source, &expressions)?;
            }
        }
        ("Ingress", _) => steps.rule(source, target)?,
        (_, _) => steps.backend(source, target)?,
    }
    Ok(steps.plan(Some(from.clone())))
}

/// Whether objects of these kinds and namespaces can be connected, whatever they say.
pub fn leads(from: &ObjectRef, to: &ObjectRef) -> bool {
    match from.kind.as_str() {
        "Service" | "NetworkPolicy" => from.namespace == to.namespace && Pods::of(&to.kind).is_some(),
        "Ingress" => from.namespace == to.namespace && to.kind == "Service",
        _ => is_route(from) && to.kind == "Service",
    }
}

pub(super) fn is_route(object: &ObjectRef) -> bool {
    object.kind.ends_with("Route") && object.api_version.starts_with("gateway.networking.k8s.io/")
}

/// Where a kind writes the labels of its pods, and where it selects them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pods {
    pub(super) labels: &'static str,
    /// None for a Pod, which is itself.
    pub(super) selector: Option<&'static str>,
}

impl Pods {
    pub(super) fn of(kind: &str) -> Option<Self> {
        match kind {
            "Pod" => Some(Pods { labels: "metadata.labels", selector: None }),
            "ReplicationController" => {
                Some(Pods { labels: "spec.template.metadata.labels", selector: Some("spec.selector") })
            }
            "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet" | "Job" => {
                Some(Pods { labels: "spec.template.metadata.labels", selector: Some("spec.selector.matchLabels") })
            }
            _ => None,
        }
    }
}

pub(super) type Labels = Vec<(String, String)>;

/// Edits as they come together. No two of them concern the same place.
struct Steps<'a> {
    files: &'a Files,
    edits: Vec<TextEdit>,
    changes: Vec<Change>,
}

impl<'a> Steps<'a> {
    fn new(files: &'a Files) -> Self {
        Self { files, edits: Vec::new(), changes: Vec::new() }
    }

    fn plan(self, object: Option<ObjectRef>) -> Plan {
        Plan { edits: self.edits, changes: self.changes, object }
    }

    fn set(&mut self, object: &Object, path: &FieldPath, value: &Written) -> Result<(), Refusal> {
        let document = Document::of(self.files, object)?;
        self.edits.extend(Writer::new(self.files, &document).set(path, value)?);
        self.changes.push(match value {
            Written::Scalar(value) => Change::Value(object.reference.clone(), path.clone(), value.clone()),
            Written::Decimal(_) | Written::Map(_) | Written::List(_) => {
                Change::Within(object.reference.clone(), path.clone())
            }
        });
        Ok(())
    }

    fn unset(&mut self, object: &Object, path: &FieldPath) -> Result<(), Refusal> {
        let document = Document::of(self.files, object)?;
        self.edits.extend(Writer::new(self.files, &document).remove(path)?);
        self.changes.push(Change::Without(object.reference.clone(), path.clone()));
        Ok(())
    }

    /// The labels that tell the pods of a workload from others. Writes `app` where there are none.
    fn labels(&mut self, workload: &Object, pods: Pods) -> Result<Labels, Refusal> {
        let written = labels(workload.node(), pods.labels);
        let selected = pods.selector.map(|selector| labels(workload.node(), selector)).unwrap_or_default();
        if !selected.is_empty() && selected.iter().all(|label| written.contains(label)) {
            return Ok(selected);
        }
        if !written.is_empty() {
            return Ok(written);
        }
        let label = selected.first().cloned().unwrap_or_else(|| ("app".into(), workload.reference.name.clone()));
        let new = |(key, value): &(String, String)| (key.clone(), Written::text(value));
        let wanted = if selected.is_empty() { vec![label] } else { selected.clone() };
        // The deeper one first: both may end the same text.
        self.set(workload, &FieldPath::of(pods.labels), &Written::Map(wanted.iter().map(new).collect()))?;
        if let Some(selector) = pods.selector.filter(|_| selected.is_empty()) {
            self.set(workload, &FieldPath::of(selector), &Written::Map(wanted.iter().map(new).collect()))?;
        }
        Ok(wanted)
    }

    /// Makes the map at `path` say these labels and no others.
    fn select(&mut self, object: &Object, path: &FieldPath, wanted: &Labels) -> Result<(), Refusal> {
        let old = object.node().at(path).map(Node::entries).unwrap_or_default();
        if old.is_empty() {
            let new = wanted.iter().map(|(key, value)| (key.clone(), Written::text(value)));
            return self.set(object, path, &Written::Map(new.collect()));
        }
        let document = Document::of(self.files, object)?;
        let writer = Writer::new(self.files, &document);
        self.edits.extend(writer.replace_entries(path, wanted)?);
        self.changes.push(Change::Within(object.reference.clone(), path.clone()));
        for (key, value) in wanted {
            let value = FieldValue::Text(value.clone());
            self.changes.push(Change::Value(object.reference.clone(), path.key(key), value));
        }
        Ok(())
    }

    fn rule(&mut self, ingress: &Object, service: &Object) -> Result<(), Refusal> {
        let name = service.reference.name.as_str();
        let current = ingress.reference.api_version == "networking.k8s.io/v1";
        let said = if current { "backend.service.name" } else { "backend.serviceName" };
        let rules_at = FieldPath::of("spec.rules");
        let rules = ingress.node().at(&rules_at).map(Node::items).unwrap_or_default();
        let mut paths = rules.iter().filter_map(|rule| rule.at(&FieldPath::of("http.paths"))).flat_map(Node::items);
        if paths.any(|path| path.at(&FieldPath::of(said)).and_then(Node::text) == Some(name)) {
            return Ok(());
        }
        let backend = if current {
            ingress_backend(name, &first_port(service))
        } else {
            let port = Written::number(first_port(service).number);
            Written::map([("serviceName", Written::text(name)), ("servicePort", port)])
        };
        // A rule without host would take what another one without host has.
        let host = rules.iter().any(|rule| rule.get("host").is_none()).then(|| ingress_host(name));
        self.append(ingress, &rules_at, ingress_rule(host, backend))
    }

    fn backend(&mut self, route: &Object, service: &Object) -> Result<(), Refusal> {
        let name = service.reference.name.as_str();
        let namespace = service.reference.namespace.as_str();
        let own = route.reference.namespace.as_str();
        let rules = FieldPath::of("spec.rules");
        let backends = rules.index(0).field("backendRefs");
        let refers = |backend: &Node| {
            backend.get("name").and_then(Node::text) == Some(name)
                && backend.get("namespace").and_then(Node::text).unwrap_or(own) == namespace
        };
        if route.node().at(&backends).map(Node::items).unwrap_or_default().iter().any(refers) {
            return Ok(());
        }
        let mut backend = vec![("name".to_owned(), Written::text(name))];
        if namespace != own {
            backend.push(("namespace".to_owned(), Written::text(namespace)));
        }
        backend.push(("port".to_owned(), Written::number(first_port(service).number)));
        self.append(route, &backends, Written::Map(backend))
    }

    fn append(&mut self, object: &Object, path: &FieldPath, item: Written) -> Result<(), Refusal> {
        let document = Document::of(self.files, object)?;
        self.edits.extend(Writer::new(self.files, &document).append(path, item)?);
        let count = object.node().at(path).map(Node::items).unwrap_or_default().len();
        self.changes.push(Change::Within(object.reference.clone(), path.index(count)));
        Ok(())
    }
}

/// The labels written in a map, in their order.
pub(super) fn labels(node: &Node, path: &str) -> Labels {
    let entries = node.at(&FieldPath::of(path)).map(Node::entries).unwrap_or_default().iter();
    let texts = entries.filter_map(|(key, value)| Some((key.text()?.to_owned(), value.text()?.to_owned())));
    // A ReplicaSet's own mark, which changes with every rollout.
    texts.filter(|(key, _)| key != "pod-template-hash").collect()
}

/// Every path of a host, or of all hosts, to a backend.
pub(super) fn ingress_rule(host: Option<String>, backend: Written) -> Written {
    let path =
        Written::map([("path", Written::text("/")), ("pathType", Written::text("Prefix")), ("backend", backend)]);
    let host = host.map(|host| ("host".to_owned(), Written::text(&host)));
    let http = ("http".to_owned(), Written::map([("paths", Written::List(vec![path]))]));
    Written::Map(host.into_iter().chain([http]).collect())
}

/// A Service as an Ingress names it.
pub(super) fn ingress_backend(service: &str, port: &Port) -> Written {
    let port = match &port.name {
        Some(name) => Written::map([("name", Written::text(name))]),
        None => Written::map([("number", Written::number(port.number))]),
    };
    Written::map([("service", Written::map([("name", Written::text(service)), ("port", port)]))])
}

/// What a new rule is for.
pub(super) fn ingress_host(name: &str) -> String {
    format!("{name}.example.com")
}

pub(super) struct Port {
    name: Option<String>,
    pub(super) number: i64,
}

impl Port {
    pub(super) const HTTP: Port = Port { name: None, number: 80 };
}

/// The first port of a Service; 80 where it has none.
pub(super) fn first_port(service: &Object) -> Port {
    let field = |field| service.node().at(&FieldPath::of("spec.ports").index(0).field(field)).and_then(Node::text);
    let number = field("port").and_then(|port| port.parse().ok()).unwrap_or(80);
    Port { name: field("name").map(str::to_owned), number }
}
