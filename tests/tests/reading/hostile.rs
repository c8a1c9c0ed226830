//! Texts that nobody would write: none may panic, and whatever is read stands where its span says.

use std::fs;

use proptest::prelude::*;
use svcpath_core::decode::decode;
use svcpath_core::fields::{complete, hover};
use svcpath_core::manifest::parse;
use svcpath_core::text::Files;

use super::{files_below, read, root};

fn survives(text: String) {
    read(Files::single("hostile.yaml", text)).check_places();
}

/// A cursor anywhere in a text, and beyond its end: what is offered and explained there stands in the text.
fn survives_a_cursor(text: &str, offset: usize) {
    let (cluster, _) = decode(&parse(&Files::single("hostile.yaml", text)).0);
    for one in complete(text, offset, &cluster) {
        assert!(text.get(one.span.clone()).is_some(), "{one:?} stands nowhere in {text:?}");
    }
    if let Some(hover) = hover(text, offset) {
        assert!(text.get(hover.span.clone()).is_some(), "{hover:?} stands nowhere in {text:?}");
    }
}

/// Pieces that YAML and Kubernetes give a meaning to.
pub(super) fn word() -> impl Strategy<Value = String> {
    let words = [
        "apiVersion: v1\n",
        "kind: Service\n",
        "kind: List\n",
        "items:\n",
        "metadata:\n",
        "  name: a\n",
        "spec:\n",
        "  ports:\n",
        "  - port: 80\n",
        "    targetPort: \"http\"\n",
        "  selector: {app: api}\n",
        "---\n",
        "...\n",
        "--- # x\n",
        "%YAML 1.2\n",
        "&a ",
        "*a",
        "<<: *a\n",
        "!!str ",
        "! ",
        "? ",
        ": ",
        "- ",
        "[",
        "]",
        "{",
        "}",
        ",",
        "|\n",
        ">-\n",
        "|2\n",
        "'",
        "\"",
        "''",
        "\\",
        "\\u00e9",
        "#",
        " # c",
        "\n",
        "\r\n",
        "\r",
        "\t",
        " ",
        "  ",
        "    ",
        "\u{feff}",
        "é",
        "名",
        "\u{2028}",
        "\u{85}",
        "\0",
        "{{ .Values.x }}",
        "{{",
        "}}",
        "~",
        "null",
        "80",
        "0x50",
        "y",
        "key",
        "key: value\n",
        "- item\n",
        "@",
        "`",
        "%",
    ];
    prop_oneof![
        8 => proptest::sample::select(words.to_vec()).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text(text in any::<String>()) {
        survives(text);
    }

    #[test]
    fn words_in_any_order(words in proptest::collection::vec(word(), 0..60)) {
        survives(words.concat());
    }

    #[test]
    fn a_cursor_in_any_text(text in any::<String>(), at in 0..200usize) {
        survives_a_cursor(&format!("kind: Service\nspec:\n  {text}"), at);
    }

    #[test]
    fn a_cursor_among_words(words in proptest::collection::vec(word(), 0..60), at in 0.0..1.1f64) {
        let text = words.concat();
        survives_a_cursor(&text, (text.len() as f64 * at) as usize);
    }
}

/// A vector's text with something cut out, put in or said twice, cut at character boundaries.
fn mutated(text: &str, at: f64, length: usize, put: &str, twice: bool) -> String {
    let boundary = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = boundary((text.len() as f64 * at) as usize);
    let end = boundary(start + length);
    let cut = &text[start..end];
    let rest = if twice { &text[start..] } else { &text[end..] };
    format!("{}{put}{}{rest}", &text[..start], if twice { cut } else { "" })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mutated_manifests(file in 0..1000usize, at in 0.0..1.0f64, length in 0..80usize, put in word(), twice in any::<bool>(), crlf in any::<bool>()) {
        let files = files_below(&root().join("tests/vectors"));
        let text = fs::read_to_string(&files[file % files.len()]).expect("a vector");
        // The manifests without the scenario around them.
        let manifests = text.split("manifests: |\n").nth(1).unwrap_or(&text);
        let manifests: String = manifests.lines().map(|line| format!("{}\n", line.strip_prefix("  ").unwrap_or(line))).collect();
        let text = mutated(&manifests, at, length, &put, twice);
        survives_a_cursor(&text, (manifests.len() as f64 * at) as usize);
        survives(if crlf { text.replace('\n', "\r\n") } else { text });
    }
}
