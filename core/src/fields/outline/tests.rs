use super::*;

/// The outline of a text whose cursor is `|`.
fn outline(marked: &str, read: impl Fn(&Outline<'_>)) {
    let cursor = marked.find('|').expect("a cursor");
    read(&Outline::around(&marked.replacen('|', "", 1), cursor));
}

/// Path, word and slot at the cursor.
fn spot(marked: &str) -> Option<(String, String, Slot)> {
    let cursor = marked.find('|').expect("a cursor");
    let text = marked.replacen('|', "", 1);
    let outline = Outline::around(&text, cursor);
    let spot = outline.spot()?;
    Some((spot.path.as_str().to_owned(), text[spot.word.clone()].to_owned(), spot.slot))
}

fn at(path: &str, word: &str, slot: Slot) -> Option<(String, String, Slot)> {
    Some((path.into(), word.into(), slot))
}

const SERVICE: &str = "\
kind: Service # of the shop
metadata:
  name: 'api'
spec:
  ports:
  - name: http
    port: 80
  -   name: dns
      port: 53
  externalIPs:
    - 10.0.0.1
  selector: {app: api, tier: [a, \"b\"]}
  text: >-
    kind: Pod

    - x
  more: &a 5
";

#[test]
fn paths_follow_indentation() {
    let outline = Outline::around(SERVICE, 0);
    let entries: Vec<(&str, &str)> =
        outline.entries().iter().map(|entry| (entry.path.as_str(), outline.text_of(entry))).collect();
    assert_eq!(
        entries,
        [
            ("kind", "Service"),
            ("metadata", ""),
            ("metadata.name", "api"),
            ("spec", ""),
            ("spec.ports", ""),
            ("spec.ports[0].name", "http"),
            ("spec.ports[0].port", "80"),
            ("spec.ports[1].name", "dns"),
            ("spec.ports[1].port", "53"),
            ("spec.externalIPs", ""),
            ("spec.externalIPs[0]", "10.0.0.1"),
            ("spec.selector", ""),
            ("spec.selector.app", "api"),
            ("spec.selector.tier", ""),
            ("spec.selector.tier[0]", "a"),
            ("spec.selector.tier[1]", "b"),
            ("spec.text", ">-"),
            ("spec.more", "5"),
        ]
    );
    assert_eq!(outline.value(&FieldPath::of("metadata.name")), Some("api"));
    assert_eq!(outline.value(&FieldPath::of("metadata")), None);
    let selector: Vec<_> = outline.map(&FieldPath::of("spec.selector")).collect();
    assert_eq!(selector, [("app", "api"), ("tier", "")]);
}

#[test]
fn the_cursor_stands_at_a_key_in_the_making() {
    assert_eq!(spot("kind: Service\nspec:\n  ty|\n"), at("spec", "ty", Slot::Line));
    assert_eq!(spot("kind: Service\nspec:\n  ty|pe: x\n"), at("spec", "type", Slot::Key));
    assert_eq!(spot("spec:\n  ports:\n  - port: 80\n    ta|\n  type: x\n"), at("spec.ports[0]", "ta", Slot::Line));
    assert_eq!(spot("spec:\n  ports:\n  - port: 80\n  - |\n"), at("spec.ports[1]", "", Slot::Line));
    assert_eq!(spot("spec:\n  ports:\n  - po|"), at("spec.ports[0]", "po", Slot::Line));
    assert_eq!(spot("spec:\n  selector: {app: api, ti|"), at("spec.selector", "ti", Slot::FlowKey));
    assert_eq!(spot("spec:\n  selector: {|}"), at("spec.selector", "", Slot::FlowKey));
    assert_eq!(spot("a: {b.c/d: {e|: 1}}"), at("a[b.c/d]", "e", Slot::Key));
}

#[test]
fn the_cursor_stands_in_a_line_without_words() {
    assert_eq!(spot("spec:\n  ports:\n  - port: 80\n    |\n"), at("spec.ports[0]", "", Slot::Line));
    assert_eq!(spot("spec:\n  ports:\n  - port: 80\n  |\n"), at("spec", "", Slot::Line));
    assert_eq!(spot("spec:\n  ports:\n    |\n  type: x"), at("spec.ports", "", Slot::Line));
    assert_eq!(spot("spec:\n  type: x\n|"), at("", "", Slot::Line));
    assert_eq!(spot("|"), at("", "", Slot::Line));
}

#[test]
fn the_cursor_stands_at_a_value() {
    assert_eq!(spot("spec:\n  type: Clu|ster # x\n"), at("spec.type", "Cluster", Slot::Value));
    assert_eq!(spot("spec:\n  type: |\n"), at("spec.type", "", Slot::Value));
    assert_eq!(spot("spec:\n  type:|\n"), at("spec.type", "", Slot::Value));
    assert_eq!(spot("spec:\n  name: \"a b|\"\n"), at("spec.name", "\"a b\"", Slot::Value));
    assert_eq!(spot("types: [In|]"), at("types[0]", "In", Slot::FlowValue));
    assert_eq!(spot("types: [A, |]"), at("types[1]", "", Slot::FlowValue));
    assert_eq!(spot("of: {a: |, b: 1}"), at("of.a", "", Slot::FlowValue));
    assert_eq!(spot("of: {a: x|y, b: 1}"), at("of.a", "xy", Slot::FlowValue));
    assert_eq!(spot("types:\n- In|\n"), at("types[0]", "In", Slot::Line));
}

#[test]
fn comments_and_long_texts_are_no_places() {
    for text in ["# ki|nd", "type: x # |", "text: |\n", "---| \nkind: x"] {
        // The sign for the cursor is YAML's sign for long texts as well.
        let text = text.replacen("text: |", "text: >\n  more|", 1);
        assert_eq!(spot(&text), None, "{text:?}");
    }
}

#[test]
fn a_document_ends_at_its_separator() {
    outline("kind: A\n---\nkind: B\nspec:\n  |\n---\nkind: C\n", |outline| {
        assert_eq!(outline.value(&FieldPath::of("kind")), Some("B"));
    });
    outline("kind: A\n---\nki|nd: B\r\n", |outline| assert_eq!(outline.value(&FieldPath::of("kind")), Some("B")));
}

#[test]
fn flow_style_without_its_end_stops_where_indentation_does() {
    outline("spec:\n  selector: {app: api, |\n  type: ClusterIP\n", |outline| {
        assert_eq!(outline.value(&FieldPath::of("spec.type")), Some("ClusterIP"));
        assert_eq!(outline.spot().map(|spot| spot.path.as_str().to_owned()).as_deref(), Some("spec.selector"));
    });
    outline("spec:\n  selector: {app: api,\n    tier: |}\n  type: x\n", |outline| {
        assert_eq!(outline.spot().map(|spot| spot.path.as_str().to_owned()).as_deref(), Some("spec.selector.tier"));
        assert_eq!(outline.value(&FieldPath::of("spec.type")), Some("x"));
    });
}
