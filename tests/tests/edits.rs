//! Gestures change what they mean to, and leave the rest of the text as it is: on the gallery, and on public manifests.

use std::collections::BTreeMap;

use svcpath_core::decode::decode;
use svcpath_core::edit::{Edited, FieldValue, Intent, NewKind, Refusal, Renamed, edit};
use svcpath_core::expose::{Exposure, expose};
use svcpath_core::manifest::{Manifests, Node, Object, Value, parse};
use svcpath_core::object::{FieldPath, ObjectRef};
use svcpath_core::request::Written;
use svcpath_core::scenario;
use svcpath_core::text::{FileId, Files};
use svcpath_core::world::World;
use svcpath_tests::manifests::with_public;

/// How many random gestures are made.
const GESTURES: usize = 10_000;

/// How many bytes the gestures on one text may have read: of large texts only some gestures are tried.
const BYTES: usize = 300_000;

/// What came of the gestures of one kind.
#[derive(Debug, Default)]
struct Count {
    done: usize,
    refused: usize,
    /// Refused because the text would not survive: each is a style of writing that the writer does not know.
    unsafe_text: usize,
}

#[test]
fn gestures_change_what_they_mean_to() {
    let mut counts: BTreeMap<&str, Count> = BTreeMap::new();
    for (name, text) in texts() {
        let files = Files::single(name.clone(), text);
        let (manifests, problems) = parse(&files);
        let intents: Vec<Intent> = manifests.objects().iter().flat_map(|object| intents(&manifests, object)).collect();
        let room = BYTES / files.get(FileId(0)).text.len().max(1) + 5;
        // An odd step meets every kind of gesture.
        for intent in intents.iter().step_by((intents.len() / room) | 1) {
            let count = counts.entry(kind_of(intent)).or_default();
            match edit(&files, &manifests, intent) {
                Ok(edited) => {
                    count.done += 1;
                    check(&name, &files, &manifests, problems.len(), intent, &edited);
                }
                Err(refusal) => {
                    count.refused += 1;
                    if let Refusal::Unsafe { line, .. } = refusal {
                        count.unsafe_text += 1;
                        println!("{name}:{line}: {intent:?}");
                    }
                }
            }
        }
    }
    println!("{counts:#?}");
    for (kind, count) in counts {
        assert!(count.done >= 20, "{kind}: {count:?}");
        assert!(count.unsafe_text * 50 <= count.done, "{kind}: {count:?}");
    }
}

#[test]
fn no_sequence_of_gestures_breaks_a_text() {
    let texts: Vec<(String, String)> = texts().into_iter().filter(|(_, text)| text.len() < 4000).collect();
    let mut random = Random(17);
    let (mut made, mut done) = (0, 0);
    while made < GESTURES {
        let (name, text) = random.of(&texts).expect("there are texts").clone();
        let mut files = Files::single(name.clone(), text);
        let (mut manifests, mut problems) = parse(&files);
        for _ in 0..25 {
            made += 1;
            let Some(intent) = random_intent(&mut random, &manifests) else { break };
            if let Ok(edited) = edit(&files, &manifests, &intent) {
                let after = files.edited(&edited.edits);
                let (objects, now) = parse(&after);
                assert!(now.len() <= problems.len(), "{name}: {intent:?}: {now:?}\n{}", after.get(FileId(0)).text);
                // A few of them leave the text too large to be quick.
                if after.get(FileId(0)).text.len() < 6_000 {
                    (files, manifests, problems) = (after, objects, now);
                }
                done += 1;
            }
        }
    }
    assert!(done * 2 > made, "{done} of {made}");
}

#[test]
fn services_open_every_way() {
    let (mut done, mut refused) = (0, 0);
    for (name, text) in texts().into_iter().filter(|(_, text)| text.len() < 40_000) {
        let files = Files::single(name.clone(), text);
        let (manifests, problems) = parse(&files);
        let services = manifests.objects().iter().filter(|object| object.reference.kind == "Service").take(3);
        for (service, exposure) in services.flat_map(|service| Exposure::ALL.map(|exposure| (service, exposure))) {
            let Ok(open) = expose(&files, &manifests, &service.reference, exposure) else {
                refused += 1;
                println!("{name}: {}: {exposure:?}", service.reference);
                continue;
            };
            let (now, told) = parse(&open);
            assert!(told.len() <= problems.len(), "{name}: {exposure:?}: {told:?}");
            let added = usize::from(exposure == Exposure::Ingress);
            assert_eq!(now.objects().len(), manifests.objects().len() + added, "{name}: {exposure:?}");
            let again = expose(&open, &now, &service.reference, exposure).expect("no edit");
            assert_eq!(again, open, "{name}: {exposure:?}");
            done += 1;
        }
    }
    assert!(done > 20 * refused && done > 40, "{done}, {refused} refused");
}

/// Whatever gets another name, the tests of its scenario say of it what they said before. Addresses and nodes hang on names and
/// are not compared, nor is what hangs on them.
#[test]
fn a_new_name_leaves_a_scenario_true() {
    let (mut renames, mut compared) = (0, 0);
    for (name, text) in with_public(&["../gallery"]).into_iter().filter(|(_, text)| text.contains("kind: Scenario")) {
        let files = Files::single(name.clone(), text);
        let before = answers(&files);
        let (manifests, _) = parse(&files);
        for object in manifests.objects().iter().filter(|object| object.reference.kind != "Scenario") {
            let intent = Intent::Rename { object: object.reference.clone(), name: "another-name".into() };
            let Ok(edited) = edit(&files, &manifests, &intent) else { continue };
            let after = files.edited(&edited.edits);
            let now = answers(&after);
            renames += 1;
            let renamed = Renamed::new(&manifests, &object.reference, "another-name");
            for ((mut asked, found), (now_asked, now_found)) in before.iter().cloned().zip(now) {
                renamed.request(&mut asked);
                let shown = || format!("{name}: {}: {asked:?}\n{}", object.reference, after.get(FileId(0)).text);
                assert_eq!(asked, now_asked, "the request in the form follows as that in the text: {}", shown());
                assert_eq!(found, now_found, "{}", shown());
                compared += 1;
            }
        }
    }
    assert!(renames > 20 && compared > 100, "{renames} renames, {compared} answers");
}

/// Each request of the first scenario, and whether what must come of it comes, as far as names alone decide it.
fn answers(files: &Files) -> Vec<(Written, Vec<String>)> {
    let (all, _) = scenario::read(files);
    let Some(first) = all.first() else { return Vec::new() };
    let (texts, _) = first.texts(files, &all, |_| Err(scenario::Unreadable::Missing));
    let cluster = decode(&parse(&texts.manifests).0).0;
    let answer = |test: &scenario::Test| {
        let world = World::build(&cluster, &first.knobs, &test.state);
        let trace = svcpath_core::route::trace(&world, &test.request).explain(&world);
        let differences = test.expect.differences(&trace).into_iter();
        let by_address = ["endpoints", "masquerade", "rewrite", "answers"];
        let by_name = differences.filter(|found| !by_address.contains(&found.key.as_str()));
        (test.request.written(), by_name.map(|found| format!("{found:?}")).collect())
    };
    first.tests.iter().map(answer).collect()
}

fn check(name: &str, files: &Files, before: &Manifests, problems: usize, intent: &Intent, edited: &Edited) {
    let after = files.edited(&edited.edits);
    let (now, new_problems) = parse(&after);
    let shown = || format!("{name}: {intent:?}\n{:?}", edited.edits);
    assert!(new_problems.len() <= problems, "{}: {new_problems:?}", shown());
    let concerned = concerned(intent);
    let renamed = matches!(intent, Intent::Rename { .. });
    let followed = match intent {
        Intent::Relabel { .. } => true,
        // A port may be called by its name.
        Intent::Set { path, .. } => path.as_str().ends_with(".name"),
        _ => renamed,
    };
    for object in before.objects().iter().filter(|object| !concerned.contains(&&object.reference)) {
        match now.get(&object.reference) {
            // Pods and nodes are keys of what it says of the moment.
            Some(_) if renamed && object.reference.kind == "Scenario" => {}
            Some(other) if followed => assert!(same_shape(object.node(), other.node()), "{}", shown()),
            Some(other) => assert!(same(object.node(), other.node()), "{}: {}", shown(), object.reference),
            // The objects of a namespace get its new name.
            None => assert!(renamed, "{}: {}", shown(), object.reference),
        }
    }
    check_lines(&files.get(FileId(0)).text, edited, &shown);
    match intent {
        Intent::Set { object, path, value: FieldValue::Text(value) } => {
            let node = now.get(object).and_then(|object| object.node().at(path));
            assert!(node.is_none_or(|node| node.text() == Some(value) || object.kind == "Secret"), "{}", shown());
        }
        Intent::Relabel { workload, key, value } => {
            let of = now.get(workload).expect("it stays").node();
            let said: Vec<FieldPath> = label_places(&workload.kind).iter().map(|map| map.key(key)).collect();
            let said: Vec<&str> = said.iter().filter_map(|place| of.at(place)?.text()).collect();
            assert!(!said.is_empty() && said.iter().all(|said| said == value), "{}", shown());
        }
        Intent::Scale { workload, replicas } => {
            let node = now.get(workload).and_then(|object| object.node().at(&FieldPath::of("spec.replicas")));
            assert_eq!(node.and_then(Node::text), Some(replicas.to_string().as_str()), "{}", shown());
        }
        Intent::Rename { object, name } => {
            let new = ObjectRef::new(&object.api_version, &object.kind, &object.namespace, name);
            assert!(now.get(object).is_none() && now.get(&new).is_some(), "{}", shown());
        }
        Intent::Fill { object, fields } => {
            let now = now.get(object).expect("it stays").node();
            let said =
                |(path, value): &(FieldPath, FieldValue)| now.at(path).and_then(Node::text) == Some(&value.to_string());
            assert!(fields.iter().all(said) || object.kind == "Secret", "{}", shown());
        }
        Intent::Set { .. }
        | Intent::Unset { .. }
        | Intent::Delete { .. }
        | Intent::Connect { .. }
        | Intent::Add { .. }
        | Intent::Paste { .. } => {}
        Intent::Duplicate { object } => {
            let copy = edited.object.as_ref().and_then(|copy| now.get(copy)).expect("a copy");
            assert_eq!(
                (now.objects().len(), &copy.reference.kind),
                (before.objects().len() + 1, &object.kind),
                "{}",
                shown()
            );
        }
    }
}

/// Edits are disjoint, stay within few lines, and bring the line breaks of their file.
fn check_lines(text: &str, edited: &Edited, shown: &dyn Fn() -> String) {
    let mut at = 0;
    let mut edits: Vec<_> = edited.edits.iter().collect();
    edits.sort_by_key(|edit| edit.span);
    for edit in edits {
        let range = edit.span.range();
        assert!(range.start >= at && text.get(range.clone()).is_some(), "{}", shown());
        at = range.end;
        let all_crlf = text.matches("\r\n").count() == text.matches('\n').count() && text.contains('\n');
        if all_crlf {
            assert_eq!(edit.text.matches("\r\n").count(), edit.text.matches('\n').count(), "{}", shown());
        } else if !text.contains('\r') {
            assert!(!edit.text.contains('\r'), "{}", shown());
        }
        // A copy has those that its author wrote.
        let written = |line: &str| line.trim_end() == line || text.lines().any(|known| known == line);
        assert!(edit.text.lines().skip(1).all(written), "{}: blanks at the end", shown());
    }
}

fn concerned(intent: &Intent) -> Vec<&ObjectRef> {
    match intent {
        Intent::Set { object, .. }
        | Intent::Fill { object, .. }
        | Intent::Unset { object, .. }
        | Intent::Delete { object }
        | Intent::Rename { object, .. }
        | Intent::Relabel { workload: object, .. }
        | Intent::Scale { workload: object, .. } => vec![object],
        Intent::Connect { from, to } => vec![from, to],
        Intent::Add { .. } | Intent::Duplicate { .. } | Intent::Paste { .. } => Vec::new(),
    }
}

fn kind_of(intent: &Intent) -> &'static str {
    match intent {
        Intent::Set { .. } => "set",
        Intent::Fill { .. } => "fill",
        Intent::Relabel { .. } => "relabel",
        Intent::Unset { .. } => "unset",
        Intent::Scale { .. } => "scale",
        Intent::Delete { .. } => "delete",
        Intent::Connect { .. } => "connect",
        Intent::Add { .. } => "add",
        Intent::Duplicate { .. } => "duplicate",
        Intent::Paste { .. } => "paste",
        Intent::Rename { .. } => "rename",
    }
}

/// Every gesture that may concern an object; of its fields some from all over it.
fn intents(manifests: &Manifests, object: &Object) -> Vec<Intent> {
    let reference = &object.reference;
    let mut intents = vec![
        Intent::Delete { object: reference.clone() },
        Intent::Rename { object: reference.clone(), name: "quite-another".into() },
        Intent::Duplicate { object: reference.clone() },
    ];
    if object.node().at(&FieldPath::of("spec.template")).is_some() {
        intents.push(Intent::Scale { workload: reference.clone(), replicas: 7 });
    }
    let labels = label_places(&reference.kind).into_iter().filter_map(|map| object.node().at(&map));
    let mut keys: Vec<&str> = labels.flat_map(Node::entries).filter_map(|(key, _)| key.text()).collect();
    keys.dedup();
    let relabel = |key: &str| Intent::Relabel { workload: reference.clone(), key: key.into(), value: "new".into() };
    intents.extend(keys.into_iter().map(relabel));
    let fields = fields(object.node());
    let step = fields.len() / 12 + 1;
    for (path, scalar) in fields.iter().step_by(step) {
        if is_identity(path) {
            continue;
        }
        intents.push(Intent::Unset { object: reference.clone(), path: path.clone() });
        if *scalar {
            let value = FieldValue::Text("it's: new".into());
            intents.push(Intent::Set { object: reference.clone(), path: path.clone(), value });
        }
    }
    let new = FieldPath::of("metadata.annotations").key("example.com/new");
    intents.push(Intent::Set { object: reference.clone(), path: new, value: FieldValue::Flag(true) });
    // One more of a list.
    let lists = fields.iter().filter_map(|(path, _)| path.as_str().strip_suffix("[0]"));
    for list in lists.step_by(step) {
        let list = FieldPath::of(list);
        let count = object.node().at(&list).map_or(0, |list| list.items().len());
        let field = |name: &str, value| (list.index(count).field(name), value);
        let entry = vec![field("name", FieldValue::Text("it's: new".into())), field("port", FieldValue::Number(1))];
        intents.push(Intent::Fill { object: reference.clone(), fields: entry });
    }
    for other in manifests.objects().iter().filter(|other| other.reference != *reference).take(6) {
        intents.push(Intent::Connect { from: reference.clone(), to: other.reference.clone() });
    }
    intents
}

/// Where a workload says the labels of its pods.
fn label_places(kind: &str) -> Vec<FieldPath> {
    let places: &[&str] = match kind {
        "Pod" => &["metadata.labels"],
        "ReplicationController" => &["spec.template.metadata.labels", "spec.selector"],
        "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet" | "Job" => {
            &["spec.template.metadata.labels", "spec.selector.matchLabels"]
        }
        _ => &[],
    };
    places.iter().map(|place| FieldPath::of(place)).collect()
}

/// What gives an object its name: it has gestures of its own.
fn is_identity(path: &FieldPath) -> bool {
    ["", "apiVersion", "kind", "metadata", "metadata.name", "metadata.namespace", "metadata.generateName", "items"]
        .contains(&path.as_str())
}

/// Every field and item, and whether it is a scalar.
fn fields(node: &Node) -> Vec<(FieldPath, bool)> {
    fn walk(node: &Node, at: &FieldPath, found: &mut Vec<(FieldPath, bool)>) {
        if at.as_str() != "" {
            found.push((at.clone(), node.text().is_some()));
        }
        for (index, item) in node.items().iter().enumerate() {
            walk(item, &at.index(index), found);
        }
        for (key, value) in node.entries() {
            let Some(key) = key.text().filter(|key| !key.is_empty() && !key.contains(']')) else { continue };
            walk(value, &if key.contains(['.', '[', '/']) { at.key(key) } else { at.field(key) }, found);
        }
    }
    let mut found = Vec::new();
    walk(node, &FieldPath::root(), &mut found);
    found
}

fn random_intent(random: &mut Random, manifests: &Manifests) -> Option<Intent> {
    let objects = manifests.objects();
    let add = |random: &mut Random| {
        let kind = *random.of(&NewKind::ALL).expect("there are kinds");
        Intent::Add { kind, file: FileId(0), namespace: "shop".into(), near: None }
    };
    let Some(object) = random.of(objects) else { return Some(add(random)) };
    let reference = object.reference.clone();
    Some(match random.below(15) {
        0 => Intent::Delete { object: reference },
        1 => Intent::Rename { object: reference, name: format!("n{}", random.below(100)) },
        2 => Intent::Scale { workload: reference, replicas: random.below(9) as u32 },
        3 | 4 => Intent::Connect { from: reference, to: random.of(objects)?.reference.clone() },
        5 => add(random),
        6 => Intent::Duplicate { object: reference },
        14 => {
            let fields = fields(object.node());
            let (path, _) = random.of(&fields).cloned()?;
            let inside = path.index(random.below(3)).field("new");
            let value = || FieldValue::Text("a # \"b\"".into());
            Intent::Fill { object: reference, fields: vec![(inside.field("a"), value()), (inside.field("b"), value())] }
        }
        7 => {
            let map = label_places(&reference.kind).into_iter().find_map(|map| object.node().at(&map));
            let label = map.and_then(|map| random.of(map.entries()))?;
            let value = format!("v{}", random.below(9));
            Intent::Relabel { workload: reference, key: label.0.text()?.into(), value }
        }
        choice => {
            let fields = fields(object.node());
            let (mut path, _) = random.of(&fields).cloned()?;
            if is_identity(&path) {
                path = FieldPath::of("spec.some.new[0].field");
            }
            if choice < 10 {
                return Some(Intent::Unset { object: reference, path });
            }
            let value = match random.below(4) {
                0 => FieldValue::Number(random.below(40_000) as i64),
                1 => FieldValue::Flag(random.below(2) == 0),
                2 => FieldValue::Text("a # \"b\": 'c'\n".into()),
                _ => FieldValue::Text("plain".into()),
            };
            match random.below(3) {
                0 => path = path.field("added"),
                1 => path = path.index(random.below(3)),
                _ => {}
            }
            Intent::Set { object: reference, path, value }
        }
    })
}

/// A stream of numbers that is the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }

    fn of<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let index = self.below(from.len());
        from.get(index)
    }
}

/// Two trees say the same, wherever they are written.
fn same(a: &Node, b: &Node) -> bool {
    match (&a.value, &b.value) {
        (Value::Scalar(a), Value::Scalar(b)) => a == b,
        (Value::Null, Value::Null) => true,
        (Value::Sequence(a), Value::Sequence(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Mapping(a), Value::Mapping(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|((k, a), (l, b))| same(k, l) && same(a, b))
        }
        _ => false,
    }
}

/// The same but for scalars, some of which are names.
fn same_shape(a: &Node, b: &Node) -> bool {
    match (&a.value, &b.value) {
        (Value::Sequence(a), Value::Sequence(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_shape(a, b))
        }
        (Value::Mapping(a), Value::Mapping(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|((k, a), (l, b))| same(k, l) && same_shape(a, b))
        }
        (a, b) => std::mem::discriminant(a) == std::mem::discriminant(b),
    }
}

/// The gallery, and the public manifests that `SVCPATH_CORPUS` names.
fn texts() -> Vec<(String, String)> {
    with_public(&["../gallery"])
}
