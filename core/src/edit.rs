//! Gestures on the picture as edits of the user's text. The text stays the user's own: only the lines concerned change, in the
//! style they stand in, and an edit that would mean anything else than the gesture is refused.

mod add;
mod amend;
mod anchor;
mod connect;
mod document;
mod fill;
mod hosts;
mod lines;
mod near;
mod paste;
mod ports;
mod proof;
mod readdressed;
mod references;
mod relabel;
mod rename;
mod renamed;
mod scenario;
mod selecting;
mod writer;
mod written;

#[cfg(test)]
mod tests;

use std::fmt;

use crate::manifest::{Manifests, Object};
use crate::object::{FieldPath, ObjectRef};
use crate::text::{FileId, Files, TextEdit};
pub(crate) use add::added_ingress;
pub use add::{NewKind, NewService};
pub(crate) use amend::amend;
pub use connect::leads;
use document::Document;
pub use fill::beginning;
pub use paste::text_of;
pub(crate) use proof::Change;
pub use readdressed::readdressed;
pub(crate) use relabel::label;
pub use renamed::Renamed;
pub(crate) use writer::Writer;
pub(crate) use written::{Written, document, double_quoted};

/// A gesture's edits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edited {
    /// Empty where the text says so already.
    pub edits: Vec<TextEdit>,
    /// The object to select afterwards.
    pub object: Option<ObjectRef>,
}

/// What the user wants of the manifests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Intent {
    /// Writes a scalar. Maps on the way to it that are not written are written with it, and so is the next item of a list. What
    /// calls a port by its name follows a new one.
    Set {
        object: ObjectRef,
        path: FieldPath,
        value: FieldValue,
    },
    /// Writes the fields of one thing that is not there yet, such as an entry of a list: together, since the API server may take
    /// none of them alone.
    Fill {
        object: ObjectRef,
        fields: Vec<(FieldPath, FieldValue)>,
    },
    /// Takes a field or an item of a list away.
    Unset {
        object: ObjectRef,
        path: FieldPath,
    },
    Scale {
        workload: ObjectRef,
        replicas: u32,
    },
    /// Changes a label of a workload's pods, in its template and its selector, and in selectors of others that take these pods
    /// alone.
    Relabel {
        workload: ObjectRef,
        key: String,
        value: String,
    },
    /// Takes an object away, with the comment directly above it.
    Delete {
        object: ObjectRef,
    },
    /// Leads requests on: a Service to a workload or Pod (its selector), an Ingress to a Service (a rule with the path `/`), a
    /// route of the Gateway API to a Service (a backendRef), a NetworkPolicy to those it selects (its podSelector).
    Connect {
        from: ObjectRef,
        to: ObjectRef,
    },
    /// Writes a new object at the end of a file, under a name that is not taken. It belongs to `near`, where that makes sense: a
    /// Service and a NetworkPolicy select the pods of a workload, an Ingress and a route lead to a Service.
    Add {
        kind: NewKind,
        file: FileId,
        namespace: String,
        near: Option<ObjectRef>,
    },
    /// Writes a copy of an object behind the last one of its file, under a name that is free.
    Duplicate {
        object: ObjectRef,
    },
    /// Writes the objects of a text behind the last one of a file; those whose names are taken get names that are free.
    Paste {
        file: FileId,
        text: String,
    },
    /// Gives an object another name. What refers to it by name follows, scenarios among the texts too; what asks for it elsewhere
    /// can follow by [`Renamed`].
    Rename {
        object: ObjectRef,
        name: String,
    },
}

/// A scalar, and as what YAML is to read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldValue {
    Text(String),
    Number(i64),
    Flag(bool),
}

impl From<&str> for FieldValue {
    fn from(text: &str) -> Self {
        FieldValue::Text(text.to_owned())
    }
}

impl From<u16> for FieldValue {
    fn from(number: u16) -> Self {
        FieldValue::Number(number.into())
    }
}

/// As people read it, without quotes.
impl fmt::Display for FieldValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FieldValue::Text(text) => f.write_str(text),
            FieldValue::Number(number) => write!(f, "{number}"),
            FieldValue::Flag(flag) => write!(f, "{flag}"),
        }
    }
}

/// Why a gesture is no edit. Wording is in [`crate::wording`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// No manifest holds the object, or it does not say the field.
    NotWritten,
    /// The place is written elsewhere, at an anchor: an edit there would change other places too. `line`: of the alias, from 1.
    BehindAlias { file: FileId, line: u32 },
    /// What is written here has an anchor: an edit would change other places too. `line`: of the first alias, from 1.
    Anchored { file: FileId, line: u32 },
    /// A text of several lines after `|` or `>`.
    BlockScalar { file: FileId, line: u32 },
    /// A list or a map where a scalar is wanted, or the other way round.
    OtherShape { path: FieldPath },
    /// The kind has no number of replicas.
    NotScalable { kind: String },
    /// Nothing leads from the one kind to the other.
    NotConnectable { from: String, to: String },
    /// The two are in different namespaces, and nothing of this kind leads from one namespace to another.
    OtherNamespace { from: String, to: String },
    /// No name that Kubernetes takes.
    BadName { name: String },
    /// Another object of the kind has the name.
    NameTaken { name: String },
    /// There is no other node, and the cluster would have none.
    LastNode { name: String },
    /// A text that is to be pasted holds no object.
    NoObject,
    /// A JSON file holds one object, and has no room for another.
    OneObject,
    /// The text around is written in a way that the edit would not survive: it would break, or change something else.
    Unsafe { file: FileId, line: u32 },
}

impl Refusal {
    /// The line that is meant, from 1; where there is one.
    pub fn line(&self) -> Option<(FileId, u32)> {
        match self {
            Refusal::BehindAlias { file, line }
            | Refusal::Anchored { file, line }
            | Refusal::BlockScalar { file, line }
            | Refusal::Unsafe { file, line } => Some((*file, *line)),
            Refusal::NotWritten
            | Refusal::OtherShape { .. }
            | Refusal::NotScalable { .. }
            | Refusal::NotConnectable { .. }
            | Refusal::OtherNamespace { .. }
            | Refusal::BadName { .. }
            | Refusal::NameTaken { .. }
            | Refusal::LastNode { .. }
            | Refusal::NoObject
            | Refusal::OneObject => None,
        }
    }
}

/// Whether a kind has a number of replicas.
pub fn scales(kind: &str) -> bool {
    matches!(kind, "Deployment" | "StatefulSet" | "ReplicaSet" | "ReplicationController")
}

/// The edits that do what `intent` says. `manifests` are those of `files`.
pub fn edit(files: &Files, manifests: &Manifests, intent: &Intent) -> Result<Edited, Refusal> {
    let plan = match intent {
        Intent::Set { object, path, value } => {
            let mut plan = set(files, manifests, object, path, value)?;
            if let FieldValue::Text(name) = value {
                ports::follow(files, manifests, written(manifests, object)?, path, name, &mut plan)?;
            }
            plan
        }
        Intent::Fill { object, fields } => fill::fill(files, manifests, object, fields)?,
        Intent::Unset { object, path } => unset(files, manifests, object, path)?,
        Intent::Scale { workload, replicas } if scales(&workload.kind) => {
            let replicas = FieldValue::Number(i64::from(*replicas));
            set(files, manifests, workload, &FieldPath::of("spec.replicas"), &replicas)?
        }
        Intent::Scale { workload, .. } => return Err(Refusal::NotScalable { kind: workload.kind.clone() }),
        Intent::Relabel { workload, key, value } => relabel::relabel(files, manifests, workload, key, value)?,
        Intent::Delete { object } => {
            let edits = document::delete(files, written(manifests, object)?)?;
            Plan { edits, changes: vec![Change::Gone(object.clone())], object: None }
        }
        Intent::Connect { from, to } => connect::connect(files, manifests, from, to)?,
        Intent::Add { kind, file, namespace, near } => {
            let near = near.as_ref().and_then(|near| manifests.get(near));
            add::add(files, manifests, *kind, *file, namespace, near)?
        }
        Intent::Duplicate { object } => paste::duplicate(files, manifests, object)?,
        Intent::Paste { file, text } => paste::paste(files, manifests, *file, text)?,
        Intent::Rename { object, name } => rename::rename(files, manifests, object, name)?,
    };
    proof::check(files, manifests, &plan)?;
    Ok(Edited { edits: plan.edits, object: plan.object })
}

/// Edits, and all that they may change.
#[derive(Debug)]
struct Plan {
    edits: Vec<TextEdit>,
    changes: Vec<Change>,
    object: Option<ObjectRef>,
}

fn written<'m>(manifests: &'m Manifests, object: &ObjectRef) -> Result<&'m Object, Refusal> {
    manifests.get(object).ok_or(Refusal::NotWritten)
}

fn set(
    files: &Files,
    manifests: &Manifests,
    object: &ObjectRef,
    path: &FieldPath,
    value: &FieldValue,
) -> Result<Plan, Refusal> {
    let document = Document::of(files, written(manifests, object)?)?;
    let edits = Writer::new(files, &document).set(path, &Written::Scalar(value.clone()))?;
    let changes = vec![Change::Value(object.clone(), path.clone(), value.clone())];
    Ok(Plan { edits, changes, object: Some(object.clone()) })
}

fn unset(files: &Files, manifests: &Manifests, object: &ObjectRef, path: &FieldPath) -> Result<Plan, Refusal> {
    let document = Document::of(files, written(manifests, object)?)?;
    let edits = Writer::new(files, &document).remove(path)?;
    let changes = vec![Change::Without(object.clone(), path.clone())];
    Ok(Plan { edits, changes, object: Some(object.clone()) })
}
