//! Names are names: where addresses, ports and placement are given, nothing hangs on them.

use std::collections::BTreeMap;

use super::answer::in_full;
use super::law;

/// The new names sort otherwise and differ in length, and the trace is the same one under them.
#[test]
fn renaming_objects_renames_the_trace_and_nothing_else() {
    law(1000, |cluster, flows| {
        let old = cluster.names();
        // 31 has no divisor in common with 97: no two names become one.
        assert!(old.len() < 97, "{} names", old.len());
        let new = |(i, name): (usize, &&str)| ((*name).to_owned(), format!("x{}{name}", (i * 31 + 40) % 97));
        let names: BTreeMap<String, String> = old.iter().enumerate().map(new).collect();
        let renamed = cluster.renamed(|name| names.get(name).cloned().unwrap_or_else(|| name.to_owned()));
        let (world, other) = (cluster.world(), renamed.world());
        let few = flows.iter().take(6);
        let tried = few.len();
        for flow in few {
            let before = in_full(&world, &flow.request(cluster));
            let after = in_full(&other, &flow.request(&renamed));
            assert_eq!(in_words(&before, &names), after, "{flow:?}");
        }
        tried
    });
}

/// The text with every whole word that is a name replaced.
fn in_words(text: &str, names: &BTreeMap<String, String>) -> String {
    let part_of_word = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|c| !part_of_word(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        out.push_str(names.get(word).map_or(word, String::as_str));
        let between = after.find(part_of_word).unwrap_or(after.len());
        out.push_str(&after[..between]);
        rest = &after[between..];
    }
    out
}
