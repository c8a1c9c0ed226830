//! `metadata`, and the kinds of which nothing else is read.

use super::cursor::Cursor;
use crate::model::{Meta, Namespace, Owner, Secret};
use crate::problem::{Problem, Rule, grammar};

/// What all annotations of an object may take together, keys and values.
const ANNOTATIONS_SIZE: usize = 256 << 10;
/// So much of a `generateName` counts; five characters follow.
const GENERATED_FROM: usize = 58;

pub(super) fn decode(root: &Cursor<'_>) -> Meta {
    decode_named(root, &Rule::Subdomain, grammar::is_subdomain)
}

/// For kinds whose names have a rule of their own, and what tells whether a name keeps it.
pub(super) fn decode_named(root: &Cursor<'_>, rule: &Rule, fits: fn(&str) -> bool) -> Meta {
    let reference = root.object().clone();
    let Some(metadata) = root.field("metadata") else {
        root.missing("metadata.name");
        return Meta { reference, ..empty() };
    };
    check_names(&metadata, rule, fits);
    check_labels(&metadata, "labels");
    if let Some(annotations) = metadata.field("annotations") {
        check_annotations(&annotations);
    }
    let owners = metadata.list("ownerReferences");
    let owners = owners.iter().flat_map(Cursor::objects).map(|owner| Owner {
        kind: owner.string("kind").unwrap_or_default(),
        name: owner.string("name").unwrap_or_default(),
        controller: owner.bool("controller").unwrap_or(false),
    });
    Meta {
        reference,
        labels: metadata.map("labels"),
        annotations: metadata.map("annotations"),
        owners: owners.collect(),
        live: metadata.get("uid").is_some() || metadata.get("resourceVersion").is_some(),
        deleting: metadata.get("deletionTimestamp").is_some(),
        created: metadata.get("creationTimestamp").and_then(|created| created.text().map(str::to_owned)),
    }
}

pub(super) fn namespace(root: &Cursor<'_>) -> Namespace {
    Namespace { meta: decode_named(root, &Rule::Label, grammar::is_label) }
}

/// Name and type. Values are not even in the tree.
pub(super) fn secret(root: &Cursor<'_>) -> Secret {
    Secret { meta: decode(root), kind: root.filled("type").unwrap_or_else(|| "Opaque".into()) }
}

/// Labels or a selector: ValidateLabels. The API server's path is the map's, whichever entry is wrong.
pub(super) fn check_labels(holder: &Cursor<'_>, name: &'static str) {
    let Some(labels) = holder.field(name) else { return };
    let refuse = |value: &str, rule, span| {
        labels.problem_at(Problem::Invalid { value: value.to_owned(), rule }, labels.path(), span);
    };
    for (key, span, entry) in labels.entries() {
        if !grammar::is_qualified_name(key) {
            refuse(key, Rule::QualifiedName, span);
        }
        if let Some(value) = entry.raw_text().filter(|value| !grammar::is_label_value(value)) {
            refuse(value, Rule::LabelValue, entry.span());
        }
    }
}

/// The object's own name, the name that one is made from, and its namespace's.
fn check_names(metadata: &Cursor<'_>, rule: &Rule, fits: fn(&str) -> bool) {
    let name = metadata.get("name").filter(|name| name.text() != Some(""));
    let generate = metadata.get("generateName").filter(|name| name.text() != Some(""));
    match (&name, &generate) {
        (None, None) => metadata.missing("name"),
        (Some(name), _) if !name.text().is_none_or(fits) => name.invalid(rule.clone()),
        (Some(_), _) | (None, Some(_)) => {}
    }
    // A dash at the end will be followed by what the API server appends; it looks at the last two characters as one letter, and
    // then at the name that it made.
    let begins = |prefix: &str| {
        let begins = match prefix.len().checked_sub(2).filter(|_| prefix.ends_with('-')) {
            Some(rest) => prefix.get(..rest).is_some_and(|rest| fits(&format!("{rest}a"))),
            None => fits(prefix),
        };
        begins && (name.is_some() || fits(&format!("{}x", prefix.get(..GENERATED_FROM).unwrap_or(prefix))))
    };
    if let Some(prefix) = generate.filter(|prefix| !prefix.text().is_none_or(begins)) {
        prefix.invalid(rule.clone());
    }
    let namespace = metadata.get("namespace").filter(|namespace| {
        !namespace.text().is_none_or(|namespace| namespace.is_empty() || grammar::is_label(namespace))
    });
    if let Some(namespace) = namespace {
        namespace.invalid(Rule::Label);
    }
}

/// ValidateAnnotations: any case will do in keys, and any text in values.
fn check_annotations(annotations: &Cursor<'_>) {
    let mut size = 0;
    for (key, span, entry) in annotations.entries() {
        if !grammar::is_qualified_name(&key.to_ascii_lowercase()) {
            let problem = Problem::Invalid { value: key.to_owned(), rule: Rule::QualifiedName };
            annotations.problem_at(problem, annotations.path(), span);
        }
        size += key.len() + entry.raw_text().map_or(0, str::len);
    }
    if size > ANNOTATIONS_SIZE {
        let rule = Rule::AnnotationsSize(ANNOTATIONS_SIZE);
        annotations.problem(Problem::Invalid { value: size.to_string(), rule });
    }
}

fn empty() -> Meta {
    Meta {
        reference: crate::object::ObjectRef::new("", "", "", ""),
        labels: Default::default(),
        annotations: Default::default(),
        owners: Vec::new(),
        live: false,
        deleting: false,
        created: None,
    }
}
