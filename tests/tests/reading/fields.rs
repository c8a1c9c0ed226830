//! Hints for who types, on real texts: the field under the pointer is the one that the parser has there, and every field of the
//! table is one of Kubernetes' own types.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use gateway_api::apis::experimental as api;
use k8s_openapi::api::{apps, batch, core, discovery, networking};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use svcpath_core::fields::{Takes, complete, field, fields, hover, kinds};
use svcpath_core::manifest::{Node, Value};
use svcpath_core::object::FieldPath;
use svcpath_core::scenario;
use svcpath_core::text::Files;

use super::{corpus_folder, files_below, load, read, root};

#[test]
fn the_pointer_is_on_the_field_that_the_parser_has_there() {
    let mut tally = Tally::default();
    for (name, text) in gallery() {
        tally.read(&name, &text);
    }
    // Every tenth of the vectors, which are many: this looks at a whole document for each of its words.
    let vectors = files_below(&root().join("tests/vectors"));
    for path in vectors.iter().filter(|path| is_yaml(path)).step_by(10) {
        for scenario in scenario::read(&load(path)).0 {
            if let scenario::Manifests::Inline { text, .. } = scenario.manifests {
                tally.read(&path.display().to_string(), &text);
            }
        }
    }
    tally.check(5000);
}

#[test]
fn the_pointer_is_on_the_field_in_real_manifests() {
    /// This looks at a whole document for each of its words.
    const LONGEST: usize = 16_000;
    let Some(corpus) = corpus_folder() else { return };
    let mut tally = Tally::default();
    for path in files_below(&corpus.join("manifests")) {
        let text = fs::read_to_string(&path).unwrap_or_default();
        if text.len() < LONGEST {
            tally.read(&path.display().to_string(), &text);
        }
    }
    tally.check(5000);
}

#[derive(Default)]
struct Tally {
    same: usize,
    different: Vec<String>,
}

impl Tally {
    fn check(&self, least: usize) {
        assert!(self.different.is_empty(), "{} differ:\n{}", self.different.len(), self.different.join("\n"));
        assert!(self.same > least, "only {} fields", self.same);
    }

    fn read(&mut self, file: &str, text: &str) {
        // What an alias stands for is written elsewhere.
        if text.contains(": *") || text.contains("- *") {
            return;
        }
        let read = read(Files::single(file, text));
        for object in read.manifests.objects() {
            let kind = &object.reference.kind;
            self.compare(file, text, kind, object.node(), &FieldPath::root());
        }
    }

    fn compare(&mut self, file: &str, text: &str, kind: &str, node: &Node, at: &FieldPath) {
        match &node.value {
            Value::Null => {}
            Value::Mapping(entries) => {
                for (key, value) in entries {
                    let name = key.text().unwrap_or_default();
                    let path = if name.contains(['.', '/']) { at.key(name) } else { at.field(name) };
                    self.compare_at(file, text, kind, key.span.range().start, &path);
                    self.compare(file, text, kind, value, &path);
                }
            }
            Value::Sequence(items) => {
                for (i, item) in items.iter().enumerate() {
                    self.compare(file, text, kind, item, &at.index(i));
                }
            }
            Value::Scalar(_) => {
                let span = node.span.range();
                // Of a text of many lines only the first is looked at.
                if !text[span.clone()].is_empty() && !text[span.clone()].contains('\n') {
                    self.compare_at(file, text, kind, span.end, at);
                }
            }
        }
    }

    fn compare_at(&mut self, file: &str, text: &str, kind: &str, offset: usize, path: &FieldPath) {
        let expected = field(kind, path).map(|field| field.path);
        let found = hover(text, offset).map(|hover| hover.field.path);
        if found == expected {
            self.same += 1;
        } else {
            let line = text.get(..offset).unwrap_or_default().lines().count();
            self.different.push(format!("{file}:{line}: {kind} {path}: {found:?}, not {expected:?}"));
        }
    }
}

/// For every field that is written, its key is among what would be offered in its place.
#[test]
fn what_is_written_is_what_would_be_offered() {
    let mut count = 0;
    for (name, text) in gallery() {
        let read = read(Files::single(name.as_str(), text.as_str()));
        for (key, value) in read.manifests.objects().iter().flat_map(|object| all_entries(object.node())) {
            let at_key = key.span.range().start;
            let hover = hover(&text, at_key).filter(|hover| hover.field.offered());
            // Keys of maps are people's own.
            let Some(hover) = hover.filter(|hover| Some(hover.field.name()) == key.text()) else { continue };
            let offered = complete(&text, at_key, &read.cluster);
            let there = offered.iter().any(|one| one.label == hover.field.name());
            assert!(there, "{name}: {} is not offered in\n{text}", hover.field.path);
            let at_value = complete(&text, value.span.range().end, &read.cluster);
            let closed = matches!(hover.field.takes(), Takes::OneOf(_) | Takes::Boolean);
            let there = at_value.iter().any(|one| Some(one.label.as_str()) == value.text());
            assert!(there || !closed, "{name}: {:?} is not offered for {}", value.text(), hover.field.path);
            count += 1;
        }
    }
    assert!(count > 300, "only {count} keys");
}

/// Names and texts of the gallery's manifests.
fn gallery() -> Vec<(String, String)> {
    let paths = files_below(&root().join("gallery")).into_iter().filter(|path| is_yaml(path));
    paths.map(|path| (path.display().to_string(), fs::read_to_string(&path).expect("a readable file"))).collect()
}

fn is_yaml(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "yaml")
}

fn all_entries(node: &Node) -> Vec<(&Node, &Node)> {
    let own = node.entries().iter().map(|(key, value)| (key, value));
    let inside = node.entries().iter().map(|(_, value)| value).chain(node.items()).flat_map(all_entries);
    own.chain(inside).collect()
}

/// The rich objects of core's own tests pass through Kubernetes' own types, which drop what they do not have.
#[test]
fn the_official_types_have_every_field() {
    let text = fs::read_to_string(root().join("core/src/fields/tests/rich.yaml")).expect("a readable file");
    let mut list: serde_yaml_ng::Value = serde_yaml_ng::from_str(&text).expect("a YAML document");
    list.apply_merge().expect("mappings are merged");
    let list: Json = serde_yaml_ng::from_value(list).expect("a value of JSON");
    let mut passed = BTreeSet::new();
    for object in list["items"].as_array().expect("a list of objects") {
        let kind = object["kind"].as_str().expect("a kind").to_owned();
        let current = kinds().iter().find(|known| known.name == kind).expect("a kind that is read").api_versions;
        if current.contains(&object["apiVersion"].as_str().unwrap_or_default()) {
            fields_of(&kind, &through_official(&kind, object), &FieldPath::root(), &mut passed);
        }
    }
    let offered = kinds().iter().flat_map(|kind| fields(kind.name).map(|field| (kind.name.to_owned(), field)));
    let mut missing: Vec<String> = Vec::new();
    let mut under_hidden = Vec::new();
    for (kind, field) in offered {
        let hidden = |(of, path): &(String, String)| *of == kind && field.path.starts_with(path.as_str());
        let known_key = field.path.ends_with(']');
        if !field.offered() {
            under_hidden.push((kind, field.path));
        } else if !known_key
            && !under_hidden.iter().any(hidden)
            && !passed.contains(&(kind.clone(), field.path.clone()))
        {
            missing.push(format!("{kind} {}", field.path));
        }
    }
    assert!(missing.is_empty(), "the official types lack:\n{}", missing.join("\n"));
}

/// The paths of the table that are written in a value.
fn fields_of(kind: &str, value: &Json, at: &FieldPath, found: &mut BTreeSet<(String, String)>) {
    if let Some(field) = field(kind, at) {
        found.insert((kind.to_owned(), field.path));
    }
    for (key, value) in value.as_object().into_iter().flatten() {
        let path = if key.contains(['.', '/']) { at.key(key) } else { at.field(key) };
        fields_of(kind, value, &path, found);
    }
    for (i, item) in value.as_array().into_iter().flatten().enumerate() {
        fields_of(kind, item, &at.index(i), found);
    }
}

fn through_official(kind: &str, object: &Json) -> Json {
    fn through<T: DeserializeOwned + Serialize>(object: &Json) -> Json {
        let official = T::deserialize(object).unwrap_or_else(|error| panic!("{error}: {object}"));
        serde_json::to_value(official).expect("a value of JSON")
    }
    match kind {
        "Namespace" => through::<core::v1::Namespace>(object),
        "Secret" => through::<core::v1::Secret>(object),
        "Service" => through::<core::v1::Service>(object),
        "Endpoints" => through::<core::v1::Endpoints>(object),
        "Pod" => through::<core::v1::Pod>(object),
        "Node" => through::<core::v1::Node>(object),
        "ReplicationController" => through::<core::v1::ReplicationController>(object),
        "EndpointSlice" => through::<discovery::v1::EndpointSlice>(object),
        "Deployment" => through::<apps::v1::Deployment>(object),
        "ReplicaSet" => through::<apps::v1::ReplicaSet>(object),
        "StatefulSet" => through::<apps::v1::StatefulSet>(object),
        "DaemonSet" => through::<apps::v1::DaemonSet>(object),
        "Job" => through::<batch::v1::Job>(object),
        "CronJob" => through::<batch::v1::CronJob>(object),
        "Ingress" => through::<networking::v1::Ingress>(object),
        "IngressClass" => through::<networking::v1::IngressClass>(object),
        "NetworkPolicy" => through::<networking::v1::NetworkPolicy>(object),
        "GatewayClass" => through::<api::gatewayclasses::GatewayClass>(object),
        "Gateway" => through::<api::gateways::Gateway>(object),
        "ListenerSet" => through::<api::listenersets::ListenerSet>(object),
        "ReferenceGrant" => through::<api::referencegrants::ReferenceGrant>(object),
        "HTTPRoute" => through::<api::httproutes::HttpRoute>(object),
        "GRPCRoute" => through::<api::grpcroutes::GrpcRoute>(object),
        "TLSRoute" => through::<api::tlsroutes::TlsRoute>(object),
        "TCPRoute" => through::<api::tcproutes::TcpRoute>(object),
        "UDPRoute" => through::<api::udproutes::UdpRoute>(object),
        other => panic!("no official type for {other}"),
    }
}
