//! What is read after another version of the same text is what would be read at first sight.

use std::fs;

use proptest::prelude::*;
use svcpath_core::decode::decode;
use svcpath_core::manifest::{Manifests, parse, parse_after};
use svcpath_core::text::{File, Files};

use super::hostile::word;
use super::{files_below, root};

/// Reads the files with and without what was read before, and gives what the next version is read after.
fn read_after(files: &Files, before: &Manifests) -> Manifests {
    let (after, problems) = parse_after(files, before);
    let (anew, problems_anew) = parse(files);
    assert_eq!(problems, problems_anew);
    let shown = |manifests: &Manifests| -> Vec<_> {
        let objects = manifests.objects().iter();
        objects.map(|object| (object.reference.clone(), object.file, object.node().clone())).collect()
    };
    assert_eq!(shown(&after), shown(&anew));
    assert_eq!(decode(&after), decode(&anew));
    after
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
        let mut before = read_after(&whole(text.clone()), &Manifests::default());
        for change in &changes {
            text = changed(&text, change);
            before = read_after(&whole(text.clone()), &before);
        }
        // One file less, so that the other stands in its place.
        read_after(&Files::single("a.yaml", text), &before);
    }
}
