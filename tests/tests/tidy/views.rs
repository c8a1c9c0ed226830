//! What views must do without.

use regex_lite::Regex;

use super::{files_below, has_extension, read, root};

/// Leptos (tachys 0.2.19, `AnyViewWithAttrs::rebuild`) keeps the first listener that a component is given from outside for ever, so
/// that one which is made anew for another thing goes on acting on the first. A property that the component calls has no such end.
#[test]
fn components_are_given_no_listeners() {
    // A component's tag up to the first `on:`; the arrows of closures do not end it.
    let tag = Regex::new(r"<[A-Z]\w*\s(?:[^<>]|=>|->|<[^<>]*>)*?\bon:").expect("a pattern");
    for file in files_below("web/src").iter().filter(|file| has_extension(file, &["rs"])) {
        let text = read(&root().join(file));
        let found = tag.find(&text).map(|found| text[..found.start()].lines().count());
        assert_eq!(found, None, "{}: a listener on a component, at this line", file.display());
    }
    assert!(tag.is_match("<SignButton label=move || x() on:click=f />") && !tag.is_match("<button on:click=f>"));
}
