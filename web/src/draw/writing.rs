//! A field of an object that somebody writes: refused as the API server would, done, or kept until what it needs beside it is
//! there as well.

use leptos::prelude::*;
use svcpath_core::diagnostic::Severity;
use svcpath_core::edit::{FieldValue, Intent, beginning};
use svcpath_core::expose::Exposure;
use svcpath_core::fields::{Takes, refusals_together, unallocated};
use svcpath_core::manifest::Object;
use svcpath_core::object::{FieldPath, ObjectRef};
use svcpath_core::problem::Problem;
use svcpath_core::text::FileId;
use svcpath_core::wording;

use super::object::act;
use crate::gesture::Gesture;
use crate::running::perform;
use crate::session::Command;
use crate::store::Store;

/// What is written there is followed by all that refers to the object.
pub(super) const NAME: &str = "metadata.name";

/// Fields of things that are not written yet, since they lack others: of all objects, so that looking at another loses none.
pub(super) type Drafts = RwSignal<Vec<Draft>>;

/// A field that waits for others.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Draft {
    object: ObjectRef,
    path: FieldPath,
    value: FieldValue,
    /// What else is required.
    lacks: Vec<FieldPath>,
}

/// Whether something of the thing that begins at `root` waits.
pub(super) fn is_drafted(drafts: Drafts, object: &ObjectRef, root: &FieldPath) -> bool {
    drafts.with(|drafts| drafts.iter().any(|draft| draft.object == *object && is_within(&draft.path, root)))
}

/// Where it is written, and what may stand there.
#[derive(Debug, Clone)]
pub(super) struct Writing {
    pub(super) store: Store,
    pub(super) object: ObjectRef,
    pub(super) path: FieldPath,
    pub(super) takes: Takes,
    pub(super) drafts: Drafts,
}

impl Writing {
    /// What waits here: the value, and what it waits for.
    pub(super) fn waits(&self) -> Option<(String, Vec<String>)> {
        self.drafts.with(|drafts| {
            let draft = drafts.iter().find(|draft| self.is_here(draft))?;
            let lacks = draft.lacks.iter().map(|path| end_of(path, &draft.path));
            Some((draft.value.to_string(), lacks.collect()))
        })
    }

    /// Forgets what waits here.
    pub(super) fn forget(&self) {
        self.drafts.update(|drafts| drafts.retain(|draft| !self.is_here(draft)));
    }

    /// Writes the value, or takes away what is written; or says why the API server would not have it.
    pub(super) fn set(&self, wanted: Option<&str>) -> Option<String> {
        let written = self.store.reading.with_untracked(|reading| reading.manifests.get(&self.object).cloned())?;
        if let Some(exposure) = self.exposure(&written, wanted) {
            self.forget();
            self.store.dispatch(Command::Do(Gesture::Open { service: self.object.clone(), exposure }));
            return None;
        }
        let Some(text) = wanted else {
            self.forget();
            return if written.node().at(&self.path).is_some() { self.unset(&written) } else { None };
        };
        if self.path.as_str() == NAME {
            return self.rename(&written, text);
        }
        self.put(&written, typed(self.takes, text))
    }

    /// Writes the value, with what waits for it, or lets it wait itself; or says why the API server would not have it.
    fn put(&self, written: &Object, value: FieldValue) -> Option<String> {
        let root = beginning(written, &self.path);
        let mut fields = self.beside(&root);
        fields.insert(0, (self.path.clone(), value.clone()));
        let texts: Vec<_> = fields.iter().map(|(path, value)| (path.clone(), value.to_string())).collect();
        let texts: Vec<_> = texts.iter().map(|(path, text)| (path.clone(), Some(text.as_str()))).collect();
        let lacks = match self.refusal(written, &texts, true) {
            Err(refusal) => return Some(refusal),
            Ok(lacks) => lacks,
        };
        self.drafts.update(|drafts| {
            drafts.retain(|draft| !self.is_beside(draft, &root));
            if !lacks.is_empty() {
                let draft = |(path, value): &(FieldPath, FieldValue)| Draft {
                    object: self.object.clone(),
                    path: path.clone(),
                    value: value.clone(),
                    lacks: lacks.clone(),
                };
                drafts.extend(fields.iter().map(draft));
            }
        });
        if lacks.is_empty() {
            let object = self.object.clone();
            act(
                self.store,
                if fields.len() > 1 {
                    Intent::Fill { object, fields }
                } else {
                    Intent::set(written, self.path.clone(), value)
                },
            );
            self.write_waiting();
        }
        None
    }

    /// Tries again what waited for this field elsewhere in the object; what waits in one thing is written at once.
    fn write_waiting(&self) {
        let waited = |draft: &&Draft| draft.object == self.object && draft.lacks.contains(&self.path);
        let waiting: Vec<Draft> = self.drafts.with_untracked(|drafts| drafts.iter().filter(waited).cloned().collect());
        for draft in waiting {
            let written = self.store.reading.with_untracked(|reading| reading.manifests.get(&self.object).cloned());
            if let Some(written) = written.filter(|_| self.drafts.with_untracked(|drafts| drafts.contains(&draft))) {
                Self { path: draft.path, ..self.clone() }.put(&written, draft.value);
            }
        }
    }

    fn is_here(&self, draft: &Draft) -> bool {
        draft.object == self.object && draft.path == self.path
    }

    /// In the same thing, which begins at `root`.
    fn is_beside(&self, draft: &Draft, root: &FieldPath) -> bool {
        draft.object == self.object && is_within(&draft.path, root)
    }

    /// A Service's type takes along what belongs to another one, also where it goes.
    fn exposure(&self, written: &Object, wanted: Option<&str>) -> Option<Exposure> {
        if self.object.kind != "Service" || self.path.as_str() != "spec.type" {
            return None;
        }
        let default = Exposure::ClusterIp.as_str();
        let is_default = || written.node().at(&self.path).is_none_or(|kind| kind.text() == Some(default));
        match wanted {
            Some(wanted) => Exposure::of_type(wanted),
            None if is_default() => None,
            None => Some(Exposure::ClusterIp),
        }
    }

    /// What waits in the same thing, and what is meant there unless it says otherwise.
    fn beside(&self, root: &FieldPath) -> Vec<(FieldPath, FieldValue)> {
        let waiting = |draft: &&Draft| self.is_beside(draft, root) && draft.path != self.path;
        let mut fields: Vec<_> = self.drafts.with_untracked(|drafts| {
            drafts.iter().filter(waiting).map(|draft| (draft.path.clone(), draft.value.clone())).collect()
        });
        // Of a node's address people say no type; without one it is none that anybody uses.
        let kind = self.path.as_str().strip_suffix(".address").map(|entry| FieldPath::of(entry).field("type"));
        if let Some(kind) = kind.filter(|kind| self.object.kind == "Node" && is_within(kind, root))
            && fields.iter().all(|(path, _)| *path != kind)
        {
            fields.push((kind, "InternalIP".into()));
        }
        fields
    }

    /// Why it cannot stand there; or else what it still lacks beside it, if it may wait for that.
    fn refusal(
        &self,
        object: &Object,
        fields: &[(FieldPath, Option<&str>)],
        may_wait: bool,
    ) -> Result<Vec<FieldPath>, String> {
        let found = refusals_together(object, fields).into_iter();
        let errors = found.filter(|problem| problem.severity() == Severity::Error);
        let (lacking, wrong): (Vec<_>, Vec<_>) = errors.partition(|problem| {
            may_wait && matches!(problem.problem, Problem::Required { .. }) && problem.path != self.path
        });
        let taken = || {
            fields.first().and_then(|(path, text)| {
                self.store.world.with_untracked(|world| unallocated(world, &self.object, path, (*text)?))
            })
        };
        if let Some(problem) = wrong.into_iter().next().or_else(taken) {
            let told = problem.message(self.store.lang.get_untracked());
            return Err(if problem.path == self.path { told } else { format!("{}: {told}", problem.path) });
        }
        Ok(lacking.into_iter().map(|problem| problem.path).collect())
    }

    fn rename(&self, object: &Object, name: &str) -> Option<String> {
        let refusal = self.refusal(object, &[(self.path.clone(), Some(name))], false).err();
        let rename = Gesture::Edit(Intent::Rename { object: self.object.clone(), name: name.to_owned() });
        let refusal = refusal.or_else(|| {
            let (document, reading) = (self.store.document.get_untracked(), self.store.reading.get_untracked());
            let refusal = perform(&document, &reading, FileId(0), &rename).err()?;
            Some(wording::refusal(&refusal, self.store.lang.get_untracked()))
        });
        if refusal.is_none() {
            self.store.dispatch(Command::Do(rename));
        }
        refusal
    }

    fn unset(&self, object: &Object) -> Option<String> {
        // What is required is not taken away.
        let refusal = self.refusal(object, &[(self.path.clone(), None)], false).err();
        if refusal.is_none() {
            act(self.store, Intent::Unset { object: self.object.clone(), path: self.path.clone() });
        }
        refusal
    }
}

/// A path without what it shares with another up to their last dots.
fn end_of(path: &FieldPath, other: &FieldPath) -> String {
    let (path, other) = (path.as_str(), other.as_str());
    let shared = path.match_indices('.').map(|(at, _)| at + 1).rfind(|at| other.starts_with(&path[..*at]));
    path[shared.unwrap_or(0)..].to_owned()
}

/// At `root` or inside it.
fn is_within(path: &FieldPath, root: &FieldPath) -> bool {
    path.as_str().strip_prefix(root.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// As YAML is to read what was entered.
fn typed(takes: Takes, text: &str) -> FieldValue {
    let number = || text.parse().map(FieldValue::Number);
    match takes {
        Takes::Boolean => FieldValue::Flag(text == "true"),
        Takes::Integer(..) | Takes::Seconds(..) | Takes::Port(_) | Takes::PortOrName(_) => {
            number().unwrap_or_else(|_| FieldValue::Text(text.to_owned()))
        }
        _ => FieldValue::Text(text.to_owned()),
    }
}
