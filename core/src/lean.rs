//! What the standard library does with more code than a first visit to the page should load.

use std::fmt::{Display, Write};

/// `a, b, c`; nothing of nothing. `join` knows separators of each length by heart, which makes half a kilobyte.
pub fn listed<T: Display>(things: impl IntoIterator<Item = T>) -> String {
    let mut list = String::new();
    for (index, thing) in things.into_iter().enumerate() {
        let comma = if index == 0 { "" } else { ", " };
        // Strings take everything.
        let _ = write!(list, "{comma}{thing}");
    }
    list
}

/// A map or set of these; of equal keys the last one counts. `collect` sorts first and builds whole trees, a quarter of a
/// kilobyte for each type.
pub fn gathered<C: Default + Extend<T>, T>(things: impl IntoIterator<Item = T>) -> C {
    let mut all = C::default();
    all.extend(things);
    all
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn commas_stand_between() {
        assert_eq!(listed([""; 0]), "");
        assert_eq!(listed([1]), "1");
        assert_eq!(listed(["a", "", "b"]), "a, , b");
    }

    #[test]
    fn the_last_of_equal_keys_counts() {
        let map: BTreeMap<_, _> = gathered([("a", 1), ("b", 2), ("a", 3)]);
        assert_eq!(map, BTreeMap::from([("a", 3), ("b", 2)]));
    }
}
