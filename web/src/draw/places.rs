//! What a form of an object shows, and where: its fields, one entry of a list after the other, and room for what is not there yet.

use svcpath_core::fields::{self, Absent, Takes, form};
use svcpath_core::manifest::{Node, Object};
use svcpath_core::object::FieldPath;

/// A label of so many letters stands beside its field.
pub(super) const FITTING: usize = 17;

/// What stands at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Sort {
    /// The field itself, written or not.
    Value,
    /// Room for another key of a map.
    NewKey,
    /// Room for one more entry of a list, which would have this index.
    NewEntry(usize),
}

/// A field at its place in an object.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) path: FieldPath,
    /// Of a list, the first field that its entries have.
    pub(super) field: fields::Field,
    /// The end of the path that is nobody else's in the form.
    pub(super) label: String,
    pub(super) sort: Sort,
    /// What holds where nothing is written.
    pub(super) absent: Absent,
}

impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Place {
    pub(super) fn of_value(path: FieldPath, field: fields::Field) -> Self {
        Self::new(path, field, Sort::Value)
    }

    fn new(path: FieldPath, field: fields::Field, sort: Sort) -> Self {
        let label = ends(path.as_str()).skip(1).find(|end| end.len() <= FITTING).unwrap_or_else(|| last(path.as_str()));
        let absent = field.absent();
        Self { label: label.to_owned(), path, field, sort, absent }
    }

    pub(super) fn key(&self) -> (FieldPath, String, Sort, bool) {
        (self.path.clone(), self.label.clone(), self.sort, matches!(self.absent, Absent::Required))
    }

    /// An entry of a list, where the field is one.
    pub(super) fn takes(&self) -> Takes {
        match self.field.takes() {
            Takes::List(item) => *item,
            takes => takes,
        }
    }
}

/// The places of a form in this object: a list without entries has one to be, and so has one whose entry behind the last
/// somebody `is_opening`.
pub(super) fn places(object: &Object, is_opening: &dyn Fn(&FieldPath) -> bool) -> Vec<Place> {
    let fields: Vec<fields::Field> = form(&object.reference.kind).collect();
    let fields: Vec<_> = fields.iter().map(|field| (field.path.as_str(), field)).collect();
    let mut form = Form { object, is_opening, places: Vec::new() };
    form.lay(&FieldPath::root(), &fields);
    told_apart(form.places)
}

/// A field, and its path from somewhere on.
type From<'a> = (&'a str, &'a fields::Field);

struct Form<'a> {
    object: &'a Object,
    is_opening: &'a dyn Fn(&FieldPath) -> bool,
    places: Vec<Place>,
}

impl Form<'_> {
    /// Lays out fields whose paths go on from `at`. Those of one list stand together, entry by entry.
    fn lay(&mut self, at: &FieldPath, fields: &[From<'_>]) {
        for same in fields.chunk_by(|(one, _), (other, _)| list_of(one).is_some() && list_of(one) == list_of(other)) {
            let Some((path, field)) = same.first() else { continue };
            match list_of(path) {
                Some(list) => self.lay_list(&joined(at, list), same),
                None => self.lay_field(joined(at, path), field),
            }
        }
    }

    fn lay_list(&mut self, list: &FieldPath, fields: &[From<'_>]) {
        let behind = |path| str::split_once(path, "[]").map_or("", |(_, rest)| rest.trim_start_matches('.'));
        let inner: Vec<From<'_>> = fields.iter().map(|(path, field)| (behind(*path), *field)).collect();
        let written = self.object.node().at(list).map_or(0, |list| list.items().len());
        let count = (written + usize::from((self.is_opening)(&list.index(written)))).max(1);
        for index in 0..count {
            self.lay(&list.index(index), &inner);
        }
        if let Some((_, field)) = fields.first().filter(|_| count == written) {
            self.places.push(Place::new(list.clone(), (*field).clone(), Sort::NewEntry(written)));
        }
    }

    fn lay_field(&mut self, path: FieldPath, field: &fields::Field) {
        match field.takes() {
            Takes::Labels(_) | Takes::Map(_) => {
                let entries = self.object.node().at(&path).map(Node::entries).unwrap_or_default();
                for key in entries.iter().filter_map(|(key, _)| key.text()) {
                    self.places.push(Place::of_value(path.key(key), field.clone()));
                }
                self.places.push(Place::new(path, field.clone(), Sort::NewKey));
            }
            Takes::Object(_) => {}
            // What is written, and room for one more.
            Takes::List(item) => {
                let written = self.object.node().at(&path).map_or(0, |list| list.items().len());
                let most = if let Takes::OneOf(choices) = *item { choices.len() } else { usize::MAX };
                for index in (0..=written).take(most.max(written)) {
                    self.places.push(Place::of_value(path.index(index), field.clone()));
                }
            }
            _ => {
                let absent = if self.is_optional(&path) { Absent::Nothing } else { field.absent() };
                self.places.push(Place { absent, ..Place::of_value(path, field.clone()) });
            }
        }
    }

    /// Whether the field is one of an object, or of an entry of a list, that is not there and need not be: even what is required
    /// is not wanted then.
    fn is_optional(&self, path: &FieldPath) -> bool {
        let Some((around, _)) = path.as_str().rsplit_once('.') else { return false };
        let list = around.strip_suffix(']').and_then(|entry| entry.rsplit_once('[')).map(|(list, _)| list);
        let holder = fields::field(&self.object.reference.kind, &FieldPath::of(list.unwrap_or(around)));
        let may_lack = holder.is_some_and(|holder| {
            matches!((holder.absent(), holder.takes()), (Absent::Nothing, Takes::Object(_) | Takes::List(_)))
        });
        let around = FieldPath::of(around);
        may_lack && self.object.node().at(&around).is_none() && !(self.is_opening)(&around)
    }
}

/// The list that a path leads into first.
fn list_of(path: &str) -> Option<&str> {
    path.split_once("[]").map(|(list, _)| list)
}

fn joined(at: &FieldPath, rest: &str) -> FieldPath {
    if *at == FieldPath::root() {
        return FieldPath::of(rest);
    }
    rest.split('.').filter(|name| !name.is_empty()).fold(at.clone(), |path, name| path.field(name))
}

/// Has each place called as no other one of the form is.
fn told_apart(mut places: Vec<Place>) -> Vec<Place> {
    let paths: Vec<FieldPath> = places.iter().map(|place| place.path.clone()).collect();
    for place in &mut places {
        let is_own = |end: &str| {
            let path = |other: &FieldPath| *other != place.path && ends(other.as_str()).any(|known| known == end);
            !paths.iter().any(path)
        };
        if !is_own(&place.label) {
            let longer: Vec<&str> = ends(place.path.as_str()).filter(|end| end.len() > place.label.len()).collect();
            let own = longer.into_iter().rev().find(|end| is_own(end)).unwrap_or(place.path.as_str()).to_owned();
            place.label = own;
        }
    }
    places
}

/// The path and its ends, from the longest: each begins with a name. The dots of a key in brackets separate nothing. What is
/// `metadata` and what it holds needs the name of whose it is.
fn ends(path: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_usize;
    let dots = path.char_indices().filter(move |(_, letter)| {
        match letter {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        *letter == '.' && depth == 0
    });
    let names_owner = |dot: &usize| {
        let (before, behind) = (path.get(..*dot).unwrap_or_default(), path.get(dot + 1..).unwrap_or_default());
        !before.ends_with("metadata") && !behind.starts_with("metadata")
    };
    let dots = dots.map(|(dot, _)| dot).filter(names_owner);
    std::iter::once(path).chain(dots.filter_map(|dot| path.get(dot + 1..)))
}

fn last(path: &str) -> &str {
    ends(path).last().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use svcpath_core::fields::form;

    use super::*;

    #[test]
    fn every_field_of_a_form_is_called_as_no_other() {
        for kind in fields::kinds() {
            let places = form(kind.name).flat_map(|field| {
                [0, 1].map(|index| {
                    Place::new(
                        FieldPath::of(&field.path.replace("[]", &format!("[{index}]"))),
                        field.clone(),
                        Sort::Value,
                    )
                })
            });
            let mut places: Vec<Place> = places.collect();
            places.dedup_by(|one, other| one.path == other.path);
            let labels: Vec<String> = told_apart(places).into_iter().map(|place| place.label).collect();
            let mut once = labels.clone();
            once.sort();
            once.dedup();
            assert_eq!(once.len(), labels.len(), "{}: {labels:?}", kind.name);
        }
    }

    #[test]
    fn a_label_is_as_short_as_it_can_be() {
        let label = |kind: &str, path: &str| {
            let places =
                form(kind).map(|field| Place::of_value(FieldPath::of(&field.path.replace("[]", "[0]")), field));
            let found = told_apart(places.collect()).into_iter().find(|place| place.path.as_str() == path);
            found.map(|place| place.label).unwrap_or_default()
        };
        assert_eq!(label("Service", "spec.ports[0].targetPort"), "targetPort");
        assert_eq!(label("NetworkPolicy", "spec.egress[0].ports[0].endPort"), "egress[0].ports[0].endPort");
        assert_eq!(label("Deployment", "spec.replicas"), "replicas");
        assert_eq!(label("Deployment", "spec.template.metadata.labels"), "template.metadata.labels");
        let zone = "metadata.labels[topology.kubernetes.io/zone]";
        assert_eq!(label("Node", zone), "metadata.labels[topology.kubernetes.io/zone]");
    }
}
