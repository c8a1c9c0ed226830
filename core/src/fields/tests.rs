//! The tables are held to decode: `rich.yaml` has objects that say everything routing reads, and what decode asks of them, what it
//! refuses and what it fills in must be what the tables say.

mod absent;
mod takes;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::*;
use crate::decode::{asked_for, decode};
use crate::diagnostic::Diagnostic;
use crate::manifest::{Manifests, Node, Object, Value, parse};
use crate::model::{Cluster, RouteKind, WorkloadKind};
use crate::text::Files;

#[test]
fn the_tables_list_what_decode_reads() {
    let mut different = Vec::new();
    for kind in kinds() {
        let objects = rich().iter().map(|rich| &rich.object);
        let of_kind: Vec<&Object> = objects.filter(|object| object.reference.kind == kind.name).collect();
        assert!(!of_kind.is_empty(), "rich.yaml has no {}", kind.name);
        // Anew, since an object is decoded once.
        let asked = asked_for(|| of_kind.iter().for_each(|object| drop(decoded(&object.changed(|_| {})))));
        let asked: BTreeSet<String> = asked.iter().map(|path| pattern(&FieldPath::of(path))).collect();
        // Reading the text itself asks for these, before it knows what to decode.
        let before = ["apiVersion", "kind"];
        let is_known_key = |field: &Field| field.path.ends_with(']') && !field.path.ends_with("[]");
        let listed = fields(kind.name).filter(|field| !is_known_key(field)).map(|field| field.path);
        let listed: BTreeSet<String> = listed.filter(|path| !before.contains(&path.as_str())).collect();
        let missing = asked.difference(&listed).map(|path| format!("{}: decode reads {path}", kind.name));
        let unread = listed.difference(&asked).map(|path| format!("{}: decode does not read {path}", kind.name));
        different.extend(missing.chain(unread));
    }
    assert!(different.is_empty(), "tables and decode differ:\n{}", different.join("\n"));
}

#[test]
fn rich_objects_are_without_problems() {
    for object in rich().iter().map(|rich| &rich.object).filter(|object| !is_refused(object)) {
        let (cluster, problems) = decoded(object);
        assert_eq!(problems, [], "{}", object.reference);
        assert_eq!(cluster.unmodelled.len(), 0, "{}", object.reference);
    }
}

#[test]
fn every_kind_that_is_read_has_a_table() {
    // The names in decode's list of kinds; workloads and routes have lists of their own.
    let source = include_str!("../decode.rs");
    let arms = source.lines().filter(|line| line.contains("=> Kind::") || line.contains("=> Some(GatewayKind::"));
    let read = arms.filter_map(|line| line.split("=>").next()).flat_map(|names| names.split('"').skip(1).step_by(2));
    let read = read.filter(|name| name.starts_with(char::is_uppercase));
    let read: BTreeSet<&str> = read
        .chain(WorkloadKind::ALL.iter().map(|kind| kind.as_str()))
        .chain(RouteKind::ALL.iter().map(|kind| kind.as_str()))
        // A scenario is no object of a cluster, and the other one is the older name of ListenerSet.
        .filter(|name| !["Scenario", "XListenerSet"].contains(name))
        .collect();
    assert_eq!(read, kinds().iter().map(|kind| kind.name).collect());
}

#[test]
fn every_version_is_read() {
    for kind in kinds() {
        for version in kind.api_versions {
            let text = format!("apiVersion: {version}\nkind: {}\nmetadata: {{name: a}}\n", kind.name);
            let (manifests, _) = parse(&Files::single("a", text));
            assert_eq!(decode(&manifests).0.unmodelled.len(), 0, "{} {version}", kind.name);
        }
    }
}

#[test]
fn forms_name_fields() {
    for kind in kinds() {
        let found: Vec<String> = form(kind.name).map(|field| field.path).collect();
        assert_eq!(found, kind.form.lines().collect::<Vec<_>>(), "{}", kind.name);
        assert!(!found.is_empty(), "{} has no form", kind.name);
        let hidden = form(kind.name).find(|field| !field.offered());
        assert!(hidden.is_none(), "{}: {hidden:?} is not for people to write", kind.name);
    }
}

#[test]
fn every_field_says_what_it_means_in_both_languages() {
    let is_cyrillic = |text: &str| text.chars().any(|c| ('\u{0400}'..='\u{04ff}').contains(&c));
    let mut meanings = BTreeSet::new();
    for kind in kinds() {
        for field in fields(kind.name) {
            let [english, russian] = Lang::ALL.map(|lang| field.meaning(lang));
            assert!(english.ends_with('.') && !is_cyrillic(english), "{}: {english}", field.path);
            assert!(russian.ends_with('.') && is_cyrillic(russian), "{}: {russian}", field.path);
            if let Absent::Depends(words) = field.absent() {
                assert!(!is_cyrillic(words.of(Lang::En)), "{}: {}", field.path, words.of(Lang::En));
                let russian = words.of(Lang::Ru);
                let untranslated = russian == words.of(Lang::En) && !is_cyrillic(russian);
                assert!(!untranslated, "{}: {russian}", field.path);
            }
            meanings.insert(english);
        }
    }
    assert!(meanings.len() > 200, "{} different meanings", meanings.len());
}

#[test]
fn a_path_leads_to_its_field() {
    let found = |path: &str| field("Service", &FieldPath::of(path)).map(|field| field.path);
    assert_eq!(found("spec.ports[1].targetPort").as_deref(), Some("spec.ports[].targetPort"));
    assert_eq!(found("spec.externalIPs[0]").as_deref(), Some("spec.externalIPs"));
    assert_eq!(found("spec.selector[app]").as_deref(), Some("spec.selector"));
    assert_eq!(found("metadata.annotations[7]").as_deref(), Some("metadata.annotations"));
    let known = "metadata.labels[service.kubernetes.io/headless]";
    assert_eq!(found(known).as_deref(), Some(known));
    for nowhere in ["", "spec.nothing", "spec.ports.port", "spec[0]", "spec.type[0]", "spec.selector[app].more"] {
        assert_eq!(found(nowhere), None, "{nowhere}");
    }
    assert!(field("ConfigMap", &FieldPath::of("metadata.name")).is_none());
    assert_eq!(fields("ConfigMap").count(), 0);
}

/// An object of `rich.yaml`, and every path that is written in it, beside its pattern.
struct Rich {
    object: Object,
    paths: Vec<(String, FieldPath)>,
}

fn rich() -> &'static [Rich] {
    static RICH: LazyLock<Vec<Rich>> = LazyLock::new(|| {
        let (manifests, problems) = parse(&Files::single("rich.yaml", include_str!("tests/rich.yaml")));
        assert_eq!(problems, []);
        let objects = manifests.objects().iter().map(|object| {
            let mut paths = Vec::new();
            add_paths(object.node(), &FieldPath::root(), &mut paths);
            Rich { object: object.clone(), paths: paths.into_iter().map(|path| (pattern(&path), path)).collect() }
        });
        objects.collect()
    });
    &RICH
}

fn is_refused(object: &Object) -> bool {
    object.reference.name.starts_with("refused")
}

/// What one object alone says.
fn decoded(object: &Object) -> (Cluster, Vec<Diagnostic>) {
    decode(&Manifests::new(vec![object.clone()]))
}

/// As tables write paths.
fn pattern(path: &FieldPath) -> String {
    let mut pattern = String::new();
    for segment in path.segments() {
        match segment {
            Segment::Key(key) if key.contains('/') => pattern.extend(["[", key, "]"]),
            Segment::Key(key) => join(&mut pattern, key),
            Segment::Index(_) => pattern.push_str("[]"),
        }
    }
    pattern
}

/// Every place of the rich objects of a kind where the field is written.
fn places(kind: &str, field: &Field) -> Vec<(&'static Object, FieldPath)> {
    let of_kind = rich().iter().filter(|rich| rich.object.reference.kind == kind);
    let places = of_kind.flat_map(|rich| {
        let paths = rich.paths.iter().filter(|(pattern, _)| *pattern == field.path);
        paths.map(|(_, path)| (&rich.object, path.clone()))
    });
    places.collect()
}

fn add_paths(node: &Node, at: &FieldPath, paths: &mut Vec<FieldPath>) {
    for (key, value) in node.entries() {
        let key = key.text().unwrap_or_default();
        let path = if key.contains('/') { at.key(key) } else { at.field(key) };
        add_paths(value, &path, paths);
        paths.push(path);
    }
    for (i, item) in node.items().iter().enumerate() {
        add_paths(item, &at.index(i), paths);
    }
}

/// The object with another value at `path`, or without it.
fn with(object: &Object, path: &FieldPath, value: Option<Value>) -> Object {
    fn change(node: &mut Node, path: &[Segment<'_>], value: Option<Value>) {
        let [step, rest @ ..] = path else {
            node.value = value.expect("only fields are removed");
            return;
        };
        match (&mut node.value, step) {
            (Value::Mapping(entries), Segment::Key(key)) if rest.is_empty() && value.is_none() => {
                entries.retain(|(name, _)| name.text() != Some(key));
            }
            (Value::Mapping(entries), Segment::Key(key)) => {
                let entry = entries.iter_mut().find(|(name, _)| name.text() == Some(key));
                change(&mut entry.expect("the path is written").1, rest, value);
            }
            (Value::Sequence(items), Segment::Index(i)) => change(&mut items[*i], rest, value),
            (node, step) => panic!("{step:?} in {node:?}"),
        }
    }
    object.changed(|root| change(root, &path.segments().collect::<Vec<_>>(), value))
}
