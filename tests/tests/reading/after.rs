//! What is read after another version of the same text is what would be read at first sight.

use std::fs;

use proptest::prelude::*;
use svcpath_core::decode::decode;
use svcpath_core::manifest::{Manifests, parse, parse_after};
use svcpath_core::request::{Request, Written};
use svcpath_core::route::trace;
use svcpath_core::scenario::{Search, read};
use svcpath_core::text::{File, Files, Span, TextEdit};
use svcpath_core::world::World;

use super::hostile::word;
use super::{corpus_folder, files_below, load, root};

/// What the next version is read after.
struct Before {
    manifests: Manifests,
    search: Search,
    world: Option<World>,
}

impl Before {
    fn nothing() -> Self {
        Self { manifests: Manifests::default(), search: Search::default(), world: None }
    }

    /// Reads the files with and without what was read before, up to the world that they make.
    fn read_on(&mut self, files: &Files) {
        let (manifests, problems) = parse_after(files, &self.manifests);
        let (anew, problems_anew) = parse(files);
        assert_eq!(problems, problems_anew);
        let shown = |manifests: &Manifests| -> Vec<_> {
            let objects = manifests.objects().iter();
            objects.map(|object| (object.reference.clone(), object.file, object.node().clone())).collect()
        };
        assert_eq!(shown(&manifests), shown(&anew));
        let (cluster, problems) = decode(&manifests);
        assert_eq!((&cluster, &problems), (&decode(&anew).0, &decode(&anew).1));
        let (search, problems) = Search::after(files, &self.search);
        assert_eq!((&search.scenarios, &problems), (&read(files).0, &read(files).1));
        let set = search.scenarios.first().map(|scenario| (scenario.knobs.clone(), scenario.state.clone()));
        let (knobs, state) = set.unwrap_or_default();
        let world = World::build_after(&cluster, &knobs, &state, self.world.as_ref());
        let built_anew = World::build(&decode(&anew).0, &knobs, &state);
        // Nobody has this address: it is looked for wherever an address may be, which the worlds then show as well.
        let stray = Written { from: "internet".into(), to: "http://192.0.2.77/".into(), ..Written::default() };
        let stray = Request::parse(&stray).expect("a request");
        assert_eq!(trace(&world, &stray).explain(&world), trace(&built_anew, &stray).explain(&built_anew));
        assert_eq!(format!("{world:?}"), format!("{built_anew:?}"));
        *self = Self { manifests, search, world: Some(world) };
    }
}

/// What somebody does to a text: takes so many lines away, and puts words there.
type Change = (prop::sample::Index, usize, Vec<String>);

fn changed(text: &str, (at, lines, words): &Change) -> String {
    let mut kept: Vec<&str> = text.split_inclusive('\n').collect();
    let at = at.index(kept.len() + 1);
    let words = words.concat();
    kept.splice(at..(at + lines).min(kept.len()), [words.as_str()]);
    kept.concat()
}

fn change() -> impl Strategy<Value = Change> {
    (any::<prop::sample::Index>(), 0..4_usize, prop::collection::vec(word(), 0..4))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_changes_is_read_as_anew(
        example in any::<prop::sample::Index>(),
        changes in prop::collection::vec(change(), 1..8),
    ) {
        let examples = files_below(&root().join("gallery"));
        let text = |path| fs::read_to_string(path).expect("an example");
        let file = |name: &str, text| File { name: name.into(), text };
        let example = example.get(&examples);
        // Beside a file that is not touched, and holds the same objects.
        let whole = |text: String| Files::new(vec![file("a.yaml", text), file("b.yaml", fs::read_to_string(example).expect("an example"))]);
        let mut text = text(example);
        let mut before = Before::nothing();
        before.read_on(&whole(text.clone()));
        for change in &changes {
            text = changed(&text, change);
            before.read_on(&whole(text.clone()));
        }
        // One file less, so that the other stands in its place.
        before.read_on(&Files::single("a.yaml", text));
    }
}

/// A document that only was read anew is the same as before, also for what changes later.
#[test]
fn a_comment_leaves_the_next_changes_where_they_belong() {
    const PORT: &str = "containerPort: ";
    let mut text = fs::read_to_string(root().join("gallery/11-a-shop-of-ten-services.yaml")).expect("an example");
    let mut before = Before::nothing();
    let mut read_on = |text: &str| before.read_on(&Files::single("a.yaml", text));
    read_on(&text);
    text.insert_str(text.find(PORT).expect("a port"), "# why\n          ");
    read_on(&text);
    for last in [true, false, true, false] {
        let at = if last { text.rfind(PORT) } else { text.find(PORT) };
        text.insert(at.expect("a port") + PORT.len(), '1');
        read_on(&text);
    }
}

/// Real manifests, in which one number, name or line after the other changes and comes back.
#[test]
fn real_manifests_are_read_on_as_anew() {
    let Some(corpus) = corpus_folder() else { return };
    for path in files_below(&corpus.join("manifests")) {
        let files = load(&path);
        let (id, file) = files.iter().next().expect("a file");
        let wanted =
            ["port: ", "replicas: ", "app: ", "name: ", "containerPort: ", "type: ", "- ip: ", "---\n", "kind: "];
        let mut before = Before::nothing();
        before.read_on(&files);
        for wanted in wanted {
            let found: Vec<usize> = file.text.match_indices(wanted).map(|(at, _)| at + wanted.len()).collect();
            let Some(at) = found.get(found.len() / 2) else { continue };
            let edit = TextEdit { span: Span::new(id, *at, *at), text: "1".into() };
            before.read_on(&files.edited(&[edit]));
        }
        before.read_on(&files);
    }
}
