//! What a gesture does to the texts, however many edits it takes.

use svcpath_core::edit::{Intent, NewKind, Refusal, edit};
use svcpath_core::manifest::{Manifests, parse_after};
use svcpath_core::object::ObjectRef;
use svcpath_core::state::Change;
use svcpath_core::text::FileId;

use crate::session::Document;

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Gesture {
    /// A new object, near what is selected.
    Add(NewKind),
    Edit(Intent),
    /// What manifests cannot say: it stays beside the texts.
    Moment(Vec<Change>),
}

/// The document after a gesture, and the object that it was about. `before`: a reading of the document. `file`: where new objects
/// are written, unless they are near another's.
pub(crate) fn perform(
    document: &Document,
    before: &Manifests,
    file: FileId,
    selected: Option<&ObjectRef>,
    gesture: &Gesture,
) -> Result<(Document, Option<ObjectRef>), Refusal> {
    let mut after = Document { files: document.texts(), ..document.clone() };
    // A reading holds what a scenario brings along; written is only in what the reader has.
    let (manifests, _) = parse_after(&after.files, before);
    let intent = match gesture {
        Gesture::Moment(changes) => {
            changes.iter().for_each(|change| after.setting.change(change.clone()));
            return Ok((after, selected.cloned()));
        }
        Gesture::Edit(intent) => intent.clone(),
        Gesture::Add(kind) => Intent::Add {
            kind: *kind,
            file: selected.and_then(|near| manifests.get(near)).map_or(file, |near| near.file),
            namespace: namespace(&manifests, selected),
            near: selected.cloned(),
        },
    };
    let edited = edit(&after.files, &manifests, &intent)?;
    after.files = after.files.edited(&edited.edits);
    Ok((after, edited.object))
}

/// Of a new object: that of what is selected, else that of the first object there is.
fn namespace(manifests: &Manifests, selected: Option<&ObjectRef>) -> String {
    let of = |object: &ObjectRef| match object.kind.as_str() {
        "Namespace" => Some(object.name.clone()),
        _ => Some(object.namespace.clone()).filter(|namespace| !namespace.is_empty()),
    };
    let first = || manifests.objects().iter().find_map(|object| of(&object.reference));
    selected.and_then(of).or_else(first).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use svcpath_core::edit::NewService;

    use super::*;

    #[test]
    fn from_nothing_to_a_service_with_its_pods() {
        let add = |document: &Document, selected: Option<&ObjectRef>, kind| {
            perform(document, &Manifests::default(), FileId(0), selected, &Gesture::Add(kind)).expect("an edit")
        };
        let (document, workload) = add(&Document::default(), None, NewKind::Deployment);
        let service = NewKind::Service(NewService::NodePort);
        let (document, service) = add(&document, workload.as_ref(), service);
        let text = &document.files.get(FileId(0)).text;
        assert!(text.contains("  type: NodePort\n  selector:\n    app: web\n"), "{text}");
        assert_eq!(service.map(|object| object.key()), Some("default/web".into()));
    }
}
