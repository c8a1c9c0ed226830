//! New objects, at the end of a file in the file's style.

use super::connect::{Pods, Port, ingress_backend, ingress_host, ingress_rule};
use super::document::Document;
use super::near::{self, Near, Selected};
use super::proof::Change;
use super::writer::Writer;
use super::written::{Style, Written};
use super::{Plan, Refusal};
use crate::manifest::{Manifests, Node, Object};
use crate::object::{FieldPath, ObjectRef};
use crate::text::{FileId, Files, Span, TextEdit};

/// What can be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NewKind {
    Namespace,
    Node,
    Deployment,
    StatefulSet,
    DaemonSet,
    Pod,
    Service(NewService),
    Ingress,
    /// With an HTTPRoute that hangs on it.
    Gateway,
    NetworkPolicy,
}

/// How clients reach a new Service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NewService {
    ClusterIp,
    Headless,
    NodePort,
    LoadBalancer,
    ExternalName,
}

impl NewKind {
    pub const ALL: [NewKind; 14] = [
        NewKind::Namespace,
        NewKind::Node,
        NewKind::Deployment,
        NewKind::StatefulSet,
        NewKind::DaemonSet,
        NewKind::Pod,
        NewKind::Service(NewService::ClusterIp),
        NewKind::Service(NewService::Headless),
        NewKind::Service(NewService::NodePort),
        NewKind::Service(NewService::LoadBalancer),
        NewKind::Service(NewService::ExternalName),
        NewKind::Ingress,
        NewKind::Gateway,
        NewKind::NetworkPolicy,
    ];

    /// Kubernetes' own words, in every language: the kind, of a Service its type.
    pub fn as_str(self) -> &'static str {
        match self {
            NewKind::Namespace => "Namespace",
            NewKind::Node => "Node",
            NewKind::Deployment => "Deployment",
            NewKind::StatefulSet => "StatefulSet",
            NewKind::DaemonSet => "DaemonSet",
            NewKind::Pod => "Pod",
            NewKind::Service(NewService::ClusterIp) => "ClusterIP",
            NewKind::Service(NewService::Headless) => "Headless",
            NewKind::Service(NewService::NodePort) => "NodePort",
            NewKind::Service(NewService::LoadBalancer) => "LoadBalancer",
            NewKind::Service(NewService::ExternalName) => "ExternalName",
            NewKind::Ingress => "Ingress",
            NewKind::Gateway => "Gateway",
            NewKind::NetworkPolicy => "NetworkPolicy",
        }
    }

    /// apiVersion, kind, and what new ones are called, as long as these names are free: `web-2` would be web's second pod.
    fn header(self) -> (&'static str, &'static str, &'static [&'static str]) {
        match self {
            NewKind::Namespace => ("v1", "Namespace", &["shop"]),
            NewKind::Node => ("v1", "Node", &["node-1"]),
            NewKind::Deployment => {
                ("apps/v1", "Deployment", &["web", "api", "auth", "cart", "search", "orders", "mail", "images"])
            }
            NewKind::StatefulSet => ("apps/v1", "StatefulSet", &["db", "cache", "queue", "events"]),
            NewKind::DaemonSet => ("apps/v1", "DaemonSet", &["agent", "logs", "metrics"]),
            NewKind::Pod => ("v1", "Pod", &["pod"]),
            NewKind::Service(NewService::ExternalName) => ("v1", "Service", &["external"]),
            NewKind::Service(NewService::Headless) => ("v1", "Service", &["db"]),
            NewKind::Service(NewService::ClusterIp | NewService::NodePort | NewService::LoadBalancer) => {
                ("v1", "Service", &["web"])
            }
            NewKind::Ingress => ("networking.k8s.io/v1", "Ingress", &["web"]),
            NewKind::Gateway => ("gateway.networking.k8s.io/v1", "Gateway", &["public"]),
            NewKind::NetworkPolicy => ("networking.k8s.io/v1", "NetworkPolicy", &["web"]),
        }
    }

    /// It is there for pods, and called as they are.
    fn finds_pods(self) -> bool {
        matches!(self, NewKind::Service(service) if service != NewService::ExternalName)
            || self == NewKind::NetworkPolicy
    }

    fn is_namespaced(self) -> bool {
        match self {
            NewKind::Namespace | NewKind::Node => false,
            NewKind::Deployment
            | NewKind::StatefulSet
            | NewKind::DaemonSet
            | NewKind::Pod
            | NewKind::Service(_)
            | NewKind::Ingress
            | NewKind::Gateway
            | NewKind::NetworkPolicy => true,
        }
    }
}

pub(super) fn add(
    files: &Files,
    manifests: &Manifests,
    kind: NewKind,
    file: FileId,
    namespace: &str,
    near: Option<&Object>,
) -> Result<Plan, Refusal> {
    let text =
        files.iter().find(|(id, _)| *id == file).map(|(_, file)| file.text.as_str()).ok_or(Refusal::NotWritten)?;
    let namespace = if !kind.is_namespaced() {
        ""
    } else if namespace.is_empty() {
        "default"
    } else {
        namespace
    };
    let entered = near.filter(|near| kind == NewKind::Ingress && near.reference.kind == "Service");
    let pods = if kind.finds_pods() { Selected::of(manifests, namespace, near) } else { None };
    let near = Near { pods, service: near::service(manifests, namespace, near) };
    let (api_version, kind_name, names) = kind.header();
    let namesake = near.pods.as_ref().map(|pods| pods.name).or(entered.map(|service| service.reference.name.as_str()));
    let name = match namesake {
        Some(name) if kind_name == "Service" => free(&[manifests], kind_name, namespace, &as_service(name)),
        Some(name) => free(&[manifests], kind_name, namespace, name),
        None => unused(manifests, kind_name, namespace, names),
    };
    let reference = ObjectRef::new(api_version, kind_name, namespace, &name);
    let mut objects = vec![(reference.clone(), spec(manifests, kind, &reference, &near))];
    if kind == NewKind::Gateway {
        let name = free(&[manifests], "HTTPRoute", namespace, &reference.name);
        let route = ObjectRef::new(api_version, "HTTPRoute", namespace, &name);
        objects.push((route, route_spec(&reference, &near)));
    }
    let changes = objects.iter().map(|(object, _)| Change::New(object.clone())).collect();
    let objects = objects.iter().map(|(object, spec)| written(object, spec.clone()));
    let last = manifests.objects().iter().rev().find(|object| object.file == file);
    let document = last.map(|last| Document::of(files, last)).transpose()?;
    let writer = document.as_ref().map(|document| Writer::new(files, document));
    let style = writer.as_ref().map_or_else(|| plain_style(text), Writer::style);
    let edits = match (document.as_ref().filter(|_| style.json), last) {
        (Some(document), Some(last)) => beside(files, document, last, objects.collect())?,
        (None, _) | (_, None) => vec![behind(file, text, style, objects.collect())],
    };
    Ok(Plan { edits, changes, object: Some(reference) })
}

/// The Ingress to a Service that says to the letter what [`add`] writes.
pub(crate) fn added_ingress(files: &Files, manifests: &Manifests, service: &Object) -> Option<ObjectRef> {
    let namespace = service.reference.namespace.as_str();
    let near = Near { pods: None, service: near::service(manifests, namespace, Some(service)) };
    let host = FieldPath::of("spec.rules").index(0).field("host");
    let is_added = |object: &&Object| {
        let of = &object.reference;
        let concerned = of.kind == "Ingress"
            && of.namespace == namespace
            && object.tree().at(&host).and_then(Node::text) == Some(&ingress_host(&of.name));
        let Some(document) = concerned.then(|| Document::of(files, object).ok()).flatten() else { return false };
        let style = Writer::new(files, &document).style();
        let entries = written(of, spec(manifests, NewKind::Ingress, of, &near));
        let text = if style.json { style.flow(&Written::Map(entries)) + "\n" } else { style.document(&entries) };
        document.text(files) == text
    };
    manifests.objects().iter().find(is_added).map(|object| object.reference.clone())
}

/// The entries of an object.
type Entries = Vec<(String, Written)>;

/// Behind the last item of a list in JSON.
fn beside(files: &Files, document: &Document, last: &Object, objects: Vec<Entries>) -> Result<Vec<TextEdit>, Refusal> {
    let Document { root, place, .. } = document;
    if *place == FieldPath::root() || last.node().span == root.span {
        return Err(Refusal::OneObject);
    }
    let items = FieldPath::of("items");
    let count = root.get("items").map(Node::items).unwrap_or_default().len();
    let whole = document.whole();
    let writer = Writer::new(files, &whole);
    let mut edits = Vec::new();
    for object in objects {
        edits.extend(writer.set(&items.index(count), &Written::Map(object))?);
    }
    Ok(edits)
}

/// Documents of their own at the end of the text.
fn behind(file: FileId, text: &str, style: Style, objects: Vec<Entries>) -> TextEdit {
    let mut added = String::new();
    let mut open = text.trim_start_matches('\u{feff}').trim().is_empty() || text.trim_end().ends_with("\n---");
    if !text.is_empty() && !text.ends_with('\n') {
        added.push_str(style.line_break);
    }
    for object in objects {
        if !open {
            added.push_str("---");
            added.push_str(style.line_break);
        }
        open = false;
        added.push_str(&style.document(&object));
    }
    TextEdit { span: Span::new(file, text.len(), text.len()), text: added }
}

pub(super) fn plain_style(text: &str) -> Style {
    Style {
        step: 2,
        dash: 0,
        line_break: if text.contains("\r\n") { "\r\n" } else { "\n" },
        json: false,
        braces: false,
    }
}

/// The name, or the first with a number behind it that is taken in none of the manifests.
pub(super) fn free(manifests: &[&Manifests], kind: &str, namespace: &str, base: &str) -> String {
    let taken = |name: &str| {
        let mut objects = manifests.iter().flat_map(|manifests| manifests.objects()).map(|object| &object.reference);
        objects.any(|object| object.kind == kind && object.namespace == namespace && object.name == name)
    };
    std::iter::once(base.to_owned()).chain(numbered(base)).find(|name| !taken(name)).unwrap_or_default()
}

/// The name as a Service may have it: a label of a DNS name that begins with a letter (RFC 1035), where workloads may have dots
/// in theirs and begin with a digit.
fn as_service(name: &str) -> String {
    let lead = if name.starts_with(|first: char| first.is_ascii_lowercase()) { "" } else { "svc-" };
    let label: String = lead.chars().chain(name.chars()).map(|c| if c == '.' { '-' } else { c }).take(LABEL).collect();
    label.trim_end_matches('-').to_owned()
}

/// The most characters of a label in a DNS name.
const LABEL: usize = 63;

/// The name with numbers behind it, in the place of the one that it has.
fn numbered(base: &str) -> impl Iterator<Item = String> {
    let is_number = |end: &str| (1..=3).contains(&end.len()) && end.bytes().all(|byte| byte.is_ascii_digit());
    let stem = base.rsplit_once('-').filter(|(_, end)| is_number(end)).map_or(base, |(stem, _)| stem);
    (2..).map(move |number| format!("{stem}-{number}"))
}

/// The first of the names that is free, or the first one with a number. Workloads of any kind call their pods after themselves,
/// and label them so.
fn unused(manifests: &Manifests, kind: &str, namespace: &str, names: &[&str]) -> String {
    let has_pods = Pods::of(kind).is_some();
    let taken = |object: &Object, name: &str| {
        let (other, pods) = (&object.reference, Pods::of(&object.reference.kind).filter(|_| has_pods));
        let label = pods.and_then(|pods| object.tree().at(&FieldPath::of(pods.labels).key("app"))).and_then(Node::text);
        let named = other.name == name && (other.kind == kind || pods.is_some());
        other.namespace == namespace && (named || label == Some(name))
    };
    let taken = |name: &str| manifests.objects().iter().any(|object| taken(object, name));
    let numbered = names.first().into_iter().flat_map(|name| numbered(name));
    names.iter().map(|name| (*name).to_owned()).chain(numbered).find(|name| !taken(name)).unwrap_or_default()
}

fn written(object: &ObjectRef, spec: Option<Written>) -> Entries {
    let mut metadata = vec![("name".to_owned(), Written::text(&object.name))];
    if !object.namespace.is_empty() {
        metadata.push(("namespace".to_owned(), Written::text(&object.namespace)));
    }
    let mut entries = vec![
        ("apiVersion".to_owned(), Written::text(&object.api_version)),
        ("kind".to_owned(), Written::text(&object.kind)),
        ("metadata".to_owned(), Written::Map(metadata)),
    ];
    // A Pod is found by its labels.
    if let ("Pod", Some((_, Written::Map(metadata)))) = (object.kind.as_str(), entries.last_mut()) {
        metadata.push(("labels".to_owned(), app(&object.name)));
    }
    entries.extend(spec.map(|spec| ("spec".to_owned(), spec)));
    entries
}

fn app(name: &str) -> Written {
    Written::map([("app", Written::text(name))])
}

fn spec(manifests: &Manifests, kind: NewKind, object: &ObjectRef, near: &Near<'_>) -> Option<Written> {
    let name = object.name.as_str();
    let found = || near.pods.as_ref().map_or_else(|| app(name), Selected::written);
    let port = || near.pods.as_ref().and_then(|pods| pods.port).unwrap_or(PORT);
    match kind {
        NewKind::Namespace | NewKind::Node => None,
        NewKind::Pod => Some(pod_spec(name)),
        NewKind::Deployment => Some(workload(name, &[("replicas", Written::number(2))])),
        NewKind::StatefulSet => {
            Some(workload(name, &[("serviceName", Written::text(name)), ("replicas", Written::number(1))]))
        }
        NewKind::DaemonSet => Some(workload(name, &[])),
        NewKind::Service(service) => Some(service_spec(service, found(), port())),
        NewKind::Ingress => {
            let (service, port) = near.service.as_ref().map_or((name, &Port::HTTP), |(name, port)| (*name, port));
            let rule = ingress_rule(Some(ingress_host(name)), ingress_backend(service, port));
            Some(Written::map([("rules", Written::List(vec![rule]))]))
        }
        NewKind::Gateway => {
            let class = first_of(manifests, "GatewayClass", "").map_or("public", |class| class.reference.name.as_str());
            let listener = Written::map([
                ("name", Written::text("http")),
                ("port", Written::number(80)),
                ("protocol", Written::text("HTTP")),
            ]);
            Some(Written::map([
                ("gatewayClassName", Written::text(class)),
                ("listeners", Written::List(vec![listener])),
            ]))
        }
        NewKind::NetworkPolicy => Some(Written::map([
            ("podSelector", Written::map([("matchLabels", found())])),
            ("policyTypes", Written::List(vec![Written::text("Ingress")])),
            ("ingress", Written::List(vec![Written::map([])])),
        ])),
    }
}

fn route_spec(gateway: &ObjectRef, near: &Near<'_>) -> Option<Written> {
    let (service, port) = near.service.as_ref().map_or(("web", &Port::HTTP), |(name, port)| (*name, port));
    let parent = Written::map([("name", Written::text(&gateway.name))]);
    let backend = Written::map([("name", Written::text(service)), ("port", Written::number(port.number))]);
    let rule = Written::map([("backendRefs", Written::List(vec![backend]))]);
    Some(Written::map([("parentRefs", Written::List(vec![parent])), ("rules", Written::List(vec![rule]))]))
}

/// Where new containers listen.
const PORT: i64 = 8080;

fn service_spec(service: NewService, selector: Written, target: i64) -> Written {
    let text = |key: &str, value: &str| (key.to_owned(), Written::text(value));
    let mut entries = match service {
        NewService::ClusterIp => Vec::new(),
        NewService::Headless => vec![text("clusterIP", "None")],
        NewService::NodePort => vec![text("type", "NodePort")],
        NewService::LoadBalancer => vec![text("type", "LoadBalancer")],
        NewService::ExternalName => {
            return Written::map([
                ("type", Written::text("ExternalName")),
                ("externalName", Written::text("service.example.com")),
            ]);
        }
    };
    // Nobody translates the ports of a headless Service: its clients reach the pods themselves.
    let port = if service == NewService::Headless {
        Written::map([("port", Written::number(target))])
    } else {
        Written::map([("port", Written::number(80)), ("targetPort", Written::number(target))])
    };
    entries.push(("selector".to_owned(), selector));
    entries.push(("ports".to_owned(), Written::List(vec![port])));
    Written::Map(entries)
}

fn workload(name: &str, first: &[(&str, Written)]) -> Written {
    let mut entries: Vec<(String, Written)> =
        first.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
    let metadata = Written::map([("labels", app(name))]);
    let template = Written::map([("metadata", metadata), ("spec", pod_spec(name))]);
    entries.push(("selector".to_owned(), Written::map([("matchLabels", app(name))])));
    entries.push(("template".to_owned(), template));
    Written::Map(entries)
}

fn pod_spec(name: &str) -> Written {
    let container = Written::map([
        ("name", Written::text(name)),
        ("image", Written::text("example.com/app:1.0")),
        ("ports", Written::List(vec![Written::map([("containerPort", Written::number(PORT))])])),
    ]);
    Written::map([("containers", Written::List(vec![container]))])
}

pub(super) fn first_of<'m>(manifests: &'m Manifests, kind: &str, namespace: &str) -> Option<&'m Object> {
    let is = |reference: &ObjectRef| reference.kind == kind && reference.namespace == namespace;
    manifests.objects().iter().find(|object| is(&object.reference))
}
