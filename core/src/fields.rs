//! The fields that routing reads, kind by kind: what each takes, what holds where it is left out, and what it means. Forms,
//! completions and hovers are made of them, and docs/fields.md lists them.
//!
//! A table and no rules: what the API server refuses, decode says ([`refusals`]). Nothing here runs when the page starts.

mod allocated;
mod complete;
mod hover;
mod names;
mod outline;
mod refusals;
mod shape;
mod table;

pub use allocated::unallocated;
pub use complete::{Completion, Offer, complete};
pub use hover::{Hover, hover};
pub use refusals::{refusals, refusals_together};
pub use shape::{Absent, Named, Ports, Row, Rows, Takes, Whose, Words};
pub use table::Kind;

use crate::lang::Lang;
use crate::object::{FieldPath, Segment};

/// A field of one kind.
#[derive(Debug, Clone)]
pub struct Field {
    /// As [`FieldPath`] writes it, with `[]` for any entry of a list: `spec.ports[].targetPort`,
    /// `metadata.labels[topology.kubernetes.io/zone]`.
    pub path: String,
    row: &'static Row,
}

impl Field {
    /// The last part of the path.
    pub fn name(&self) -> &'static str {
        self.row.name
    }

    pub fn takes(&self) -> Takes {
        self.row.takes
    }

    pub fn absent(&self) -> Absent {
        self.row.absent
    }

    /// People write it by hand. What the server writes, and what only older versions had, is read and explained all the same.
    pub fn offered(&self) -> bool {
        self.row.offered
    }

    /// One sentence.
    pub fn meaning(&self, lang: Lang) -> &'static str {
        self.row.meaning.of(lang)
    }
}

/// Every kind that routing reads.
pub fn kinds() -> &'static [Kind] {
    &table::KINDS
}

/// Every field of a kind, parents before their fields. Empty for kinds that routing does not read.
pub fn fields(kind: &str) -> impl Iterator<Item = Field> + use<> {
    let mut fields = Vec::new();
    if let Some(kind) = named(kind) {
        add_fields("", kind.rows, &mut fields);
    }
    fields.into_iter()
}

/// The fields of an object of this kind, as a tree; `None` where routing reads no such objects.
pub(crate) fn rows(kind: &str, api_version: &str) -> Option<Rows> {
    named(kind).filter(|kind| kind.api_versions.contains(&api_version)).map(|kind| kind.rows)
}

/// The few fields that a person changes by hand, in the order of a form. Each entry of a list has its own.
pub fn form(kind: &str) -> impl Iterator<Item = Field> + use<> {
    let all: Vec<Field> = fields(kind).collect();
    let paths = named(kind).map_or("", |kind| kind.form);
    paths.lines().filter_map(move |path| all.iter().find(|field| field.path == path).cloned())
}

/// The field at `path`; for an entry of a list or of a map, the field that holds it.
pub fn field(kind: &str, path: &FieldPath) -> Option<Field> {
    place(kind, path)?.field
}

/// What stands at a path.
struct Place {
    /// The field at the path or around it. `None` for the whole object.
    field: Option<Field>,
    /// What the path itself takes: an entry, where the field is a list.
    takes: Takes,
    /// The path as tables write it.
    pattern: String,
}

fn named(kind: &str) -> Option<&'static Kind> {
    table::KINDS.iter().find(|known| known.name == kind)
}

fn place(kind: &str, path: &FieldPath) -> Option<Place> {
    let mut found = Place { field: None, takes: Takes::Object(named(kind)?.rows), pattern: String::new() };
    for segment in path.segments() {
        let index;
        let key = match segment {
            Segment::Key(key) => key,
            // A map may have a key that reads like a number.
            Segment::Index(number) => {
                index = number.to_string();
                &index
            }
        };
        let row = match (found.takes, segment) {
            (Takes::Object(rows), Segment::Key(name)) => {
                let row = rows.iter().copied().flatten().find(|row| row.name == name)?;
                join(&mut found.pattern, name);
                row
            }
            (Takes::List(item), Segment::Index(_)) => {
                found.takes = *item;
                found.pattern.push_str("[]");
                continue;
            }
            (Takes::Map(known), _) => match known.iter().find(|row| row.name == key) {
                Some(row) => {
                    found.pattern.extend(["[", key, "]"]);
                    row
                }
                None => {
                    found.takes = Takes::Text;
                    continue;
                }
            },
            (Takes::Labels(whose), _) => {
                found.takes = Takes::LabelValue(whose);
                continue;
            }
            _ => return None,
        };
        found.field = Some(Field { path: found.pattern.clone(), row });
        found.takes = row.takes;
    }
    Some(found)
}

fn add_fields(parent: &str, rows: Rows, fields: &mut Vec<Field>) {
    for row in rows.iter().copied().flatten() {
        let path = joined(parent, row.name);
        fields.push(Field { path: path.clone(), row });
        add_inside(path, row.takes, fields);
    }
}

fn add_inside(mut path: String, takes: Takes, fields: &mut Vec<Field>) {
    match takes {
        Takes::Object(rows) => add_fields(&path, rows, fields),
        Takes::List(item) => {
            path.push_str("[]");
            add_inside(path, *item, fields);
        }
        Takes::Map(known) => {
            fields.extend(known.iter().map(|row| Field { path: format!("{path}[{}]", row.name), row }));
        }
        _ => {}
    }
}

fn joined(path: &str, name: &str) -> String {
    let mut joined = path.to_owned();
    join(&mut joined, name);
    joined
}

fn join(path: &mut String, name: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(name);
}

#[cfg(test)]
mod tests;
