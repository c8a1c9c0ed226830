//! Any text and any gestures: each is refused or leaves a text that reads as before where nothing was meant to change.
#![no_main]

use libfuzzer_sys::arbitrary::{self, Arbitrary, Unstructured};
use libfuzzer_sys::fuzz_target;
use svcpath_core::edit::{FieldValue, Intent, NewKind, edit};
use svcpath_core::manifest::{Manifests, parse};
use svcpath_core::object::{FieldPath, ObjectRef};
use svcpath_core::text::{FileId, Files};

#[derive(Debug, Arbitrary)]
struct Gesture {
    choice: u8,
    object: u8,
    other: u8,
    path: u8,
    number: u16,
    text: String,
}

/// So many bytes at the start are gestures; the rest is the text.
const GESTURES: usize = 64;
const PATHS: [&str; 8] = [
    "spec.selector.app",
    "spec.ports[0].port",
    "spec.ports[1].nodePort",
    "spec.replicas",
    "spec.template.spec.containers[0].ports[0].containerPort",
    "metadata.labels.app",
    "spec.type",
    "spec.rules[0].http.paths[0].path",
];

fuzz_target!(|data: &[u8]| {
    let (gestures, text) = data.split_at(data.len().min(GESTURES));
    let Ok(gestures) = <Vec<Gesture>>::arbitrary(&mut Unstructured::new(gestures)) else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    let mut files = Files::single("fuzz.yaml", text);
    for gesture in gestures.iter().take(8) {
        let (manifests, before) = parse(&files);
        let Some(intent) = intent(gesture, &manifests) else { continue };
        let Ok(edited) = edit(&files, &manifests, &intent) else { continue };
        files = files.edited(&edited.edits);
        let (_, after) = parse(&files);
        assert!(after.len() <= before.len(), "{intent:?} breaks the text:\n{}", files.get(FileId(0)).text);
    }
});

fn intent(gesture: &Gesture, manifests: &Manifests) -> Option<Intent> {
    let objects = manifests.objects();
    let of = |index: u8| -> Option<ObjectRef> {
        let index = usize::from(index).checked_rem(objects.len())?;
        objects.get(index).map(|object| object.reference.clone())
    };
    let path = FieldPath::of(PATHS[usize::from(gesture.path) % PATHS.len()]);
    let kind = NewKind::ALL[usize::from(gesture.number) % NewKind::ALL.len()];
    let add = Intent::Add { kind, file: FileId(0), namespace: gesture.text.clone(), near: of(gesture.object) };
    let Some(object) = of(gesture.object) else { return Some(add) };
    Some(match gesture.choice % 12 {
        0 => Intent::Delete { object },
        1 => Intent::Rename { object, name: gesture.text.clone() },
        2 => Intent::Scale { workload: object, replicas: gesture.number.into() },
        3 => Intent::Connect { from: object, to: of(gesture.other)? },
        4 => add,
        5 => Intent::Unset { object, path },
        8 => Intent::Duplicate { object },
        10 => Intent::Relabel { workload: object, key: "app".to_owned(), value: gesture.text.clone() },
        9 => Intent::Paste { file: FileId(0), text: gesture.text.clone() },
        11 => {
            let value = FieldValue::Text(gesture.text.clone());
            let fields = ["name", "other"].map(|name| (path.index(1).field(name), value.clone()));
            Intent::Fill { object, fields: fields.into() }
        }
        6 => Intent::Set { object, path, value: FieldValue::Number(gesture.number.into()) },
        _ => Intent::Set { object, path, value: FieldValue::Text(gesture.text.clone()) },
    })
}
