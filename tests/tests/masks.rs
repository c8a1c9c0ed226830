//! Masked manifests are what they were, without what is secret in them: the gallery, the vectors and real manifests.

use svcpath_core::decode::decode;
use svcpath_core::knobs::Knobs;
use svcpath_core::manifest::{Node, documents, parse};
use svcpath_core::mask::{MASK, MASK_BASE64, masked};
use svcpath_core::model::Cluster;
use svcpath_core::object::ObjectRef;
use svcpath_core::request::{Request, Written};
use svcpath_core::route;
use svcpath_core::scenario::{self, Texts, Unreadable};
use svcpath_core::state::State;
use svcpath_core::text::{FileId, Files};
use svcpath_core::world::World;
use svcpath_tests::manifests::with_public;

/// Of one file; more of the same would teach nothing.
const SERVICES: usize = 6;

#[test]
fn nothing_secret_stays_and_routes_do() {
    let mut count = 0;
    for (name, text) in texts() {
        let files = Files::single(&name, &text);
        let (after, masks) = masked(&files);
        assert_eq!(masked(&after), (after.clone(), 0), "{name}: masked once more, nothing changes");
        let masked = &after.get(FileId(0)).text;
        assert_eq!(masked.lines().count(), text.lines().count(), "{name}");
        assert_eq!(comments(masked), comments(&text), "{name}");
        let (before, after) = (meaning(&files), meaning(&after));
        assert_eq!(before.0, after.0, "{name}: the same objects");
        assert_eq!(before.1, after.1, "{name}: the same cluster");
        assert_eq!(answers(&before.1), answers(&after.1), "{name}: the same routes");
        let values = values(&text);
        let kept: Vec<&String> = values.iter().filter(|value| !is_masked(value)).collect();
        let still = self::values(masked);
        assert!(still.iter().all(|value| is_masked(value)), "{name}: {still:?}");
        assert!(masks >= kept.len().min(1), "{name}: {masks} masks for {} values", kept.len());
        count += masks;
    }
    assert!(count > 0, "nothing was masked anywhere");
    println!("{count} values masked");
}

#[test]
fn masks_survive_what_people_type() {
    const SEED: &str = "apiVersion: v1\nkind: List\nitems:\n- kind: Secret\n  apiVersion: v1\n  metadata: &m {name: a}\n  stringData: &s\n    \
                        a: |\n      x\n      y\n    b: &v 'q'\n  data: {<<: *s, c: \"d\\n\"}\n---\nmanifests: |\n  kind: Pod\n  \
                        apiVersion: v1\n  spec:\n    containers:\n    - env: [{name: A, value: x\n        y}]\n  ---\n  kind: Secret\n  \
                        data: *v\ntests: []\n";
    const TYPED: [&str; 14] = ["\n", "  ", "\"", "'", ": ", "- ", "*v", "&v ", "{", "]", "|", "---\n", "\\", "é"];
    let mut below = random();
    for _ in 0..2_000 {
        let mut text: Vec<char> = SEED.chars().collect();
        for _ in 0..=below(3) {
            let at = below(text.len());
            let end = (at + below(4)).min(text.len());
            text.splice(at..end, TYPED[below(TYPED.len())].chars());
        }
        let files = Files::single("a", text.into_iter().collect::<String>());
        let (after, _) = masked(&files);
        assert_eq!(masked(&after), (after.clone(), 0), "{}", files.get(FileId(0)).text);
        let before = &files.get(FileId(0)).text;
        let after = &after.get(FileId(0)).text;
        assert!(values(after).iter().all(|value| is_masked(value)), "{before}\n=>\n{after}");
    }
}

/// Anchors, aliases and merges made up at random: what is masked at one place is nowhere else in the text.
#[test]
fn no_alias_gives_away_what_is_masked() {
    const SECRET: &str = "TOPSECRET";
    let mut below = random();
    let (mut whole, mut left_out, mut met) = (0, 0, 0);
    for _ in 0..400 {
        // Each value once, with an anchor, where it is to be masked.
        let mut anchors = 0;
        let mut value = |style: usize| {
            anchors += 1;
            let text = format!("{SECRET}{anchors}");
            let quote = ["", "'", "\""][style % 3];
            format!("&a{anchors} {quote}{text}{quote}")
        };
        let merged = value(below(3));
        let lists = [value(below(3)), value(below(3))];
        let (variable, secret) = (value(below(3)), value(below(3)));
        // And aliases of them anywhere.
        let mut alias = || match below(8) {
            0 => "plain".to_owned(),
            1 => format!("[*a{0}, *a{0}]", below(anchors) + 1),
            2 => format!("{{k: *a{}}}", below(anchors) + 1),
            3 => "*env".to_owned(),
            4 => "{<<: *base, more: x}".to_owned(),
            5 => "{<<: [*base, *strings]}".to_owned(),
            _ => format!("*a{}", below(anchors) + 1),
        };
        let [args, command, image, note, label] = [alias(), alias(), alias(), alias(), alias()];
        // Names, labels and annotations are all that routing might read of these.
        let read = below(4) == 0;
        let (note, label) = if read { (note, label) } else { ("x".to_owned(), "web".to_owned()) };
        let env = ["*env", "[{<<: *base, name: X}]", "[{name: Y, value: *a1}, *base]"][below(3)];
        let text = format!(
            "apiVersion: v1\nkind: List\nx: &base {{value: {merged}}}\ny: &env [{{name: L, value: {}}}, {{name: M, value: {}}}]\n\
             items:\n- apiVersion: v1\n  kind: Secret\n  metadata: {{name: s, namespace: a}}\n  stringData: &strings {{p: {secret}}}\n\
             - apiVersion: v1\n  kind: Pod\n  spec:\n    containers:\n    - name: c\n      env: [{{name: A, value: {variable}}}]\n      \
             args: {args}\n      command: {command}\n      ports: [{{containerPort: 80}}]\n    - {{name: d, env: {env}, image: {image}}}\n    - {{name: e, env: *env}}\n    - {{name: f, env: [*base]}}\n  \
             metadata: {{name: p, namespace: a, annotations: {{n: {note}}}, labels: {{app: {label}}}}}\n",
            lists[0], lists[1]
        );
        let files = Files::single("a.yaml", &text);
        met += usize::from(parse(&files).0.objects().len() == 2);
        let (after, count) = masked(&files);
        let masked_text = &after.get(FileId(0)).text;
        assert!(!masked_text.contains(SECRET), "{text}\n=>\n{masked_text}");
        assert_eq!(masked(&after), (after.clone(), 0), "{text}");
        assert_eq!(masked_text.lines().count(), text.lines().count(), "{masked_text}");
        if masked_text.starts_with("# ***") {
            left_out += 1;
            assert!(read, "left out, though no route would change: {text}");
        } else {
            whole += 1;
            assert!(count >= anchors, "{count} of {anchors}: {masked_text}");
            assert_eq!(meaning(&files), meaning(&after), "{text}\n=>\n{masked_text}");
        }
    }
    assert!(whole > 200 && left_out > 20 && met > 200, "{whole} masked, {left_out} left out, {met} read in full");
}

/// Numbers below a limit, the same in each run.
fn random() -> impl FnMut(usize) -> usize {
    let mut seed = 1_u64;
    move |limit| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % limit
    }
}

/// An empty block holds nothing.
fn is_masked(value: &str) -> bool {
    matches!(value, MASK | MASK_BASE64 | "")
}

/// What is told to containers and what Secrets hold, by a walk of its own over the trees.
fn values(text: &str) -> Vec<String> {
    let (scenarios, _) = scenario::read(&Files::single("", text));
    let inline = scenarios.iter().filter_map(|scenario| match &scenario.manifests {
        scenario::Manifests::Inline { text, .. } => Some(text.clone()),
        scenario::Manifests::Beside | scenario::Manifests::Paths(_) => None,
    });
    let mut values = Vec::new();
    for text in inline.chain([text.to_owned()]) {
        for root in documents(FileId(0), &text).0 {
            walk(&root, &mut values);
        }
    }
    values
}

fn walk(node: &Node, values: &mut Vec<String>) {
    if node.get("kind").and_then(Node::text) == Some("Secret") {
        for field in ["data", "stringData"] {
            let entries = node.get(field).map(Node::entries).unwrap_or_default();
            values.extend(entries.iter().filter_map(|(_, value)| value.text()).map(|text| text.trim().to_owned()));
        }
    }
    for list in ["containers", "initContainers", "ephemeralContainers"] {
        let containers = node.get(list).map(Node::items).unwrap_or_default();
        let env = containers.iter().filter_map(|container| container.get("env")).flat_map(Node::items);
        values.extend(env.filter_map(|env| env.get("value")?.text()).map(|text| text.trim().to_owned()));
    }
    node.items().iter().for_each(|item| walk(item, values));
    node.entries().iter().for_each(|(_, value)| walk(value, values));
}

/// Lines that are comments outside of every block scalar can hardly be told; these begin at the first column.
fn comments(text: &str) -> Vec<&str> {
    text.lines().filter(|line| line.starts_with("# ") && *line != "# ***").collect()
}

fn meaning(files: &Files) -> (Vec<ObjectRef>, Cluster) {
    let (scenarios, _) = scenario::read(files);
    let texts = match scenarios.first() {
        Some(scenario) => scenario.texts(files, &scenarios, |_| Err(Unreadable::Missing)).0,
        None => Texts::plain(files.clone()),
    };
    let (manifests, _) = parse(&texts.manifests);
    let objects = manifests.objects().iter().map(|object| object.reference.clone()).collect();
    (objects, decode(&manifests).0)
}

fn answers(cluster: &Cluster) -> Vec<String> {
    let world = World::build(cluster, &Knobs::default(), &State::default());
    let services = world.services.iter().take(SERVICES);
    let answer = |to: String| {
        let request = Request::parse(&Written { from: "internet".into(), to, ..Written::default() }).ok()?;
        Some(format!("{:?}", route::trace(&world, &request).explain(&world)))
    };
    services.filter_map(|service| answer(format!("service/{}", service.spec.meta.reference.key()))).collect()
}

/// The gallery, the vectors, and the public manifests that `SVCPATH_CORPUS` names.
fn texts() -> Vec<(String, String)> {
    with_public(&["../gallery", "vectors"])
}
