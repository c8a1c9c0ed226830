//! What a gesture does to the texts, however many edits it takes.

use svcpath_core::edit::{Intent, NewKind, Refusal, Renamed, edit};
use svcpath_core::expose::{Exposure, expose};
use svcpath_core::manifest::{Manifests, parse_after};
use svcpath_core::object::ObjectRef;
use svcpath_core::state::Change;
use svcpath_core::text::{FileId, Files, Span};
use svcpath_scene::Point;

use crate::session::Document;

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Gesture {
    /// A new object that belongs to another one, its pods on a node, where these are given.
    Add {
        kind: NewKind,
        near: Option<ObjectRef>,
        node: Option<String>,
    },
    Edit(Intent),
    /// A Service opened another way; the request stays.
    Open {
        service: ObjectRef,
        exposure: Exposure,
    },
    /// The same asked from elsewhere.
    AskFrom(String),
    /// What manifests cannot say: it stays beside the texts.
    Moment(Vec<Change>),
    /// The pods of a node go elsewhere, and none comes.
    Drain {
        node: String,
    },
    Uncordon {
        node: String,
    },
    /// A node that no manifest holds goes: the others are written.
    Remove {
        node: String,
    },
    /// A column comes to stand elsewhere, and others make room.
    Arrange {
        moved: String,
        places: Vec<(String, Point)>,
    },
}

impl Gesture {
    /// An object as it is called before and after.
    pub(crate) fn renames(&self) -> Option<(ObjectRef, ObjectRef)> {
        match self {
            Gesture::Edit(Intent::Rename { object, name }) => {
                Some((object.clone(), ObjectRef::new(&object.api_version, &object.kind, &object.namespace, name)))
            }
            _ => None,
        }
    }
}

/// The document after a gesture, and the object of the manifests that it was about. `before`: a reading of the document. `file`:
/// where new objects are written, unless they are near another's.
pub(crate) fn perform(
    document: &Document,
    before: &Manifests,
    file: FileId,
    gesture: &Gesture,
) -> Result<(Document, Option<ObjectRef>), Refusal> {
    let mut after = Document { files: document.texts(), ..document.clone() };
    // A reading holds what a scenario brings along; written is only in what the reader has.
    let (manifests, _) = parse_after(&after.files, before);
    let intent = match gesture {
        Gesture::Moment(changes) => {
            changes.iter().for_each(|change| after.setting.change(change.clone()));
            return Ok((after, None));
        }
        Gesture::Arrange { places, .. } => {
            after.setting.layout.extend(places.iter().cloned());
            return Ok((after, None));
        }
        Gesture::AskFrom(source) => {
            after.written.from.clone_from(source);
            return Ok((after, None));
        }
        Gesture::Open { service, exposure } => {
            after.files = expose(&after.files, &manifests, service, *exposure)?;
            return Ok((after, Some(service.clone())));
        }
        // `running` does these with others of these gestures.
        Gesture::Drain { .. } | Gesture::Uncordon { .. } | Gesture::Remove { .. } => return Ok((after, None)),
        Gesture::Edit(intent) => intent.clone(),
        Gesture::Add { kind, near, .. } => Intent::Add {
            kind: *kind,
            file: near.as_ref().and_then(|near| manifests.get(near)).map_or(file, |near| near.file),
            namespace: namespace(&manifests, near.as_ref()),
            near: near.clone(),
        },
    };
    let edited = edit(&after.files, &manifests, &intent)?;
    if let Intent::Rename { object, name } = &intent {
        follow(&mut after, &Renamed::new(&manifests, object, name));
    }
    after.files = after.files.edited(&edited.edits);
    Ok((after, edited.object))
}

/// What is asked, what was set by hand and where columns were put are about the same things under their new names.
fn follow(document: &mut Document, renamed: &Renamed<'_>) {
    renamed.request(&mut document.written);
    document.setting.changes.iter_mut().for_each(|change| renamed.change(change));
    let layout = std::mem::take(&mut document.setting.layout).into_iter();
    document.setting.layout = layout.map(|(name, place)| (renamed.column(&name).unwrap_or(name), place)).collect();
}

/// Where a text begins to differ from what it was before; `None`: nowhere.
pub(crate) fn changed_at(before: &Files, after: &Files) -> Option<Span> {
    after.iter().find_map(|(file, now)| {
        let known = before.iter().find(|(id, _)| *id == file).map_or("", |(_, file)| file.text.as_str());
        if known == now.text {
            return None;
        }
        let same = known.bytes().zip(now.text.bytes()).take_while(|(one, other)| one == other).count();
        let same = (0..=same).rev().find(|at| now.text.is_char_boundary(*at))?;
        // What was added behind a line begins with the next.
        let at = same + usize::from(now.text.get(same..)?.starts_with('\n') && known.len() < now.text.len());
        Some(Span::new(file, at, at))
    })
}

/// Of a new object: that of what it is near, else that of the first object there is.
fn namespace(manifests: &Manifests, near: Option<&ObjectRef>) -> String {
    let of = |object: &ObjectRef| match object.kind.as_str() {
        "Namespace" => Some(object.name.clone()),
        _ => Some(object.namespace.clone()).filter(|namespace| !namespace.is_empty()),
    };
    let first = || manifests.objects().iter().find_map(|object| of(&object.reference));
    near.and_then(of).or_else(first).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use svcpath_core::edit::NewService;
    use svcpath_core::text::Files;

    use super::*;

    #[test]
    fn from_nothing_to_a_service_with_its_pods() {
        let add = |document: &Document, near: Option<&ObjectRef>, kind| {
            let gesture = Gesture::Add { kind, near: near.cloned(), node: None };
            perform(document, &Manifests::default(), FileId(0), &gesture).expect("an edit")
        };
        let (document, workload) = add(&Document::default(), None, NewKind::Deployment);
        let service = NewKind::Service(NewService::NodePort);
        let (document, service) = add(&document, workload.as_ref(), service);
        let text = &document.files.get(FileId(0)).text;
        assert!(text.contains("  type: NodePort\n  selector:\n    app: web\n"), "{text}");
        assert_eq!(service.map(|object| object.key()), Some("default/web".into()));
    }

    #[test]
    fn what_is_asked_and_set_by_hand_follows_a_new_name() {
        let text = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\n";
        let mut document = Document { files: Files::single("a.yaml", text), ..Document::default() };
        document.written.from = "deploy/shop/web".into();
        document.setting.change(Change::Readiness { pod: "shop/web-1".into(), ready: false });
        document.setting.layout.insert("deployment/shop/web".into(), (1.0, 2.0));
        let object = ObjectRef::new("apps/v1", "Deployment", "shop", "web");
        let rename = Gesture::Edit(Intent::Rename { object, name: "shopper".into() });
        let (after, _) = perform(&document, &Manifests::default(), FileId(0), &rename).expect("an edit");
        assert_eq!(after.written.from, "deploy/shop/shopper");
        assert_eq!(after.setting.changes, [Change::Readiness { pod: "shop/shopper-1".into(), ready: false }]);
        assert_eq!(after.setting.layout.keys().collect::<Vec<_>>(), ["deployment/shop/shopper"]);
    }

    #[test]
    fn a_change_is_shown_at_the_line_that_it_begins_in() {
        let one = |text: &str| Files::single("a.yaml", text);
        let at = |before: &str, after: &str| changed_at(&one(before), &one(after)).map(|span| span.range().start);
        assert_eq!(at("a: 1\nb: 2\n", "a: 1\nb: 3\n"), Some(8));
        assert_eq!(at("a: 1\n", "a: 1\nb: 3\n"), Some(5));
        assert_eq!(at("a: 1", "a: 1\nb: 3"), Some(5));
        assert_eq!(at("a: д\n", "a: ж\n"), Some(3));
        assert_eq!(at("a: 1\n", "a: 1\n"), None);
    }
}
