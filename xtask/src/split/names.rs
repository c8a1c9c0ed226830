//! The names by which the second module imports from the first: as short as can be, and in the order of what they name, so that
//! next to nothing of them is left after compression.

use std::collections::BTreeMap;

use walrus::{ExportItem, Module};

use super::{FIRST, wanted_of_first};

const LETTERS: &[u8; 62] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/// Gives what both modules share new names. `first` must be as it was read from its bytes: then its functions are in the order
/// in which they are written.
pub(super) fn shorten(first: &mut Module, second: &mut Module) {
    let shared = wanted_of_first(second);
    let mut exports: Vec<_> = first
        .exports
        .iter()
        .filter(|export| shared.contains(export.name.as_str()))
        .map(|export| (place(&export.item), export.id()))
        .collect();
    exports.sort_unstable_by_key(|(place, _)| *place);
    let mut renamed = BTreeMap::new();
    for (number, (_, id)) in exports.into_iter().enumerate() {
        let export = first.exports.get(id);
        let (old, item) = (export.name.clone(), export.item);
        first.exports.delete(id);
        let name = name(number);
        first.exports.add(&name, item);
        renamed.insert(old, name);
    }
    for import in second.imports.iter_mut().filter(|import| import.module == FIRST) {
        if let Some(name) = renamed.get(&import.name) {
            import.name.clone_from(name);
        }
    }
}

/// Its kind, and its place among those of its kind.
fn place(item: &ExportItem) -> (u8, usize) {
    match item {
        ExportItem::Function(id) => (0, id.index()),
        ExportItem::Table(id) => (1, id.index()),
        ExportItem::Memory(id) => (2, id.index()),
        ExportItem::Global(id) => (3, id.index()),
        ExportItem::Tag(id) => (4, id.index()),
    }
}

/// Two letters for as many as that is enough for, else three: shorter than what anybody else exports.
fn name(number: usize) -> String {
    let letter = |n: usize| char::from(LETTERS[n % LETTERS.len()]);
    let mut name = String::new();
    if number >= LETTERS.len() * LETTERS.len() {
        name.push(letter(number / (LETTERS.len() * LETTERS.len())));
    }
    name.push(letter(number / LETTERS.len()));
    name.push(letter(number));
    name
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn names_are_all_different() {
        let names: std::collections::HashSet<String> = (0..100_000).map(name).collect();
        assert_eq!(names.len(), 100_000);
        assert_eq!((name(0), name(63), name(3844)), ("aa".into(), "bb".into(), "baa".into()));
    }
}
