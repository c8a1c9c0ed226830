//! What a gesture does to the texts, however many edits it takes.

use svcpath_core::edit::{Intent, NewKind, Refusal, edit};
use svcpath_core::manifest::{Manifests, parse};
use svcpath_core::object::ObjectRef;
use svcpath_core::text::{FileId, Files};

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Gesture {
    /// A new object, near what is selected.
    Add(NewKind),
    Edit(Intent),
}

/// The texts after a gesture, and the object that it was about.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Done {
    pub(crate) files: Files,
    pub(crate) object: Option<ObjectRef>,
}

/// `file`: where new objects are written, unless they are near another's.
pub(crate) fn perform(
    files: &Files,
    file: FileId,
    selected: Option<&ObjectRef>,
    gesture: &Gesture,
) -> Result<Done, Refusal> {
    // Of nothing, a first file.
    let files = if files.is_empty() { Files::single("manifests.yaml", "") } else { files.clone() };
    // A reading holds what a scenario brings along; written is only in what the reader has.
    let (manifests, _) = parse(&files);
    let intent = match gesture {
        Gesture::Edit(intent) => intent.clone(),
        Gesture::Add(kind) => Intent::Add {
            kind: *kind,
            file: selected.and_then(|near| manifests.get(near)).map_or(file, |near| near.file),
            namespace: namespace(&manifests, selected),
            near: selected.cloned(),
        },
    };
    let edited = edit(&files, &manifests, &intent)?;
    Ok(Done { files: files.edited(&edited.edits), object: edited.object })
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
        let add = |files: &Files, selected: Option<&ObjectRef>, kind| {
            perform(files, FileId(0), selected, &Gesture::Add(kind)).expect("an edit")
        };
        let workload = add(&Files::default(), None, NewKind::Deployment);
        let service = NewKind::Service(NewService::NodePort);
        let done = add(&workload.files, workload.object.as_ref(), service);
        let text = &done.files.get(FileId(0)).text;
        assert!(text.contains("  type: NodePort\n  selector:\n    app: web\n"), "{text}");
        assert_eq!(done.object.map(|object| object.key()), Some("default/web".into()));
    }
}
