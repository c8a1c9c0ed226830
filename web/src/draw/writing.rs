//! A field of an object that somebody writes: refused as the API server would, or done.

use leptos::prelude::*;
use svcpath_core::diagnostic::Severity;
use svcpath_core::edit::{FieldValue, Intent};
use svcpath_core::fields::{Takes, refusals, unallocated};
use svcpath_core::object::{FieldPath, ObjectRef};

use super::object::act;
use crate::store::Store;

/// Where it is written, and what may stand there.
#[derive(Debug, Clone)]
pub(super) struct Writing {
    pub(super) store: Store,
    pub(super) object: ObjectRef,
    pub(super) path: FieldPath,
    pub(super) takes: Takes,
}

impl Writing {
    /// Writes the value, or takes away what is written; or says why the API server would not have it.
    pub(super) fn set(&self, wanted: Option<&str>) -> Option<String> {
        let Self { store, object, path, takes } = self;
        let refused = store.reading.with_untracked(|reading| {
            let found = reading.manifests.get(object).map(|object| refusals(object, path, wanted))?;
            found.into_iter().find(|problem| problem.severity() == Severity::Error)
        });
        let refused = refused.or_else(|| store.world.with_untracked(|world| unallocated(world, object, path, wanted?)));
        if let Some(problem) = refused {
            return Some(problem.message(store.lang.get_untracked()));
        }
        let intent = match wanted {
            Some(text) => {
                let value = typed(*takes, text);
                store.reading.with_untracked(|reading| match reading.manifests.get(object) {
                    Some(written) => Intent::set(written, path.clone(), value),
                    None => Intent::Set { object: object.clone(), path: path.clone(), value },
                })
            }
            None => Intent::Unset { object: object.clone(), path: path.clone() },
        };
        act(*store, intent);
        None
    }
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
