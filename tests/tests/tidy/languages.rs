//! Both languages say everything, each in its own words. That no sentence is missing is the compiler's care: wording is matched
//! exhaustively. These tests find sentences left in the other language.

use std::collections::BTreeSet;

use svcpath_core::assumption::Assumption;
use svcpath_core::fields::{fields, kinds};
use svcpath_core::lang::Lang;
use svcpath_core::wording::assumption;

use super::{files_below, has_extension, read, root};

/// What is called the same in Russian: Kubernetes' kinds and states, names of programs, what a packet's stamp says. Literals with
/// a hole stand here with their hole.
const SAME: [&str; 29] = [
    "+{count} Service",
    "DNAT",
    "DNS",
    "DROP",
    "Gateway",
    "GatewayClass",
    "HTTP {status}, ",
    "IngressClass",
    "NetworkPolicy {}",
    "NotReady",
    "Pending",
    "REJECT",
    "SNAT",
    "Secret",
    "Service",
    "Service {name}",
    "Service: {cidrs}",
    "YAML",
    "cluster IP {service}: {address}",
    "cluster: {}.",
    "kube-proxy: {mode}",
    "kubectl port-forward",
    "kubectl proxy",
    "link-local",
    "link-local multicast",
    "loopback",
    "namespace",
    "src {address}",
    "{count} Service",
];

#[test]
fn english_wording_is_english() {
    for (file, literal) in wording("en") {
        assert!(!literal.chars().any(is_cyrillic), "{file}: {literal:?} is Russian");
    }
}

#[test]
fn russian_wording_is_russian() {
    let mut same = BTreeSet::new();
    for (file, literal) in wording("ru") {
        if literal.chars().any(is_cyrillic) || !outside_holes(&literal).chars().any(char::is_alphabetic) {
            continue;
        }
        assert!(SAME.contains(&literal.as_str()), "{file}: {literal:?} is not Russian");
        same.insert(literal);
    }
    assert_eq!(same.len(), SAME.len(), "nobody says {:?} any more", SAME.iter().find(|one| !same.contains(**one)));
}

#[test]
fn fields_mean_something_in_each_language() {
    for kind in kinds() {
        for field in fields(kind.name) {
            let [en, ru] = Lang::ALL.map(|lang| field.meaning(lang));
            assert!(!en.is_empty() && !en.chars().any(is_cyrillic), "{} of {}: {en:?}", field.path, kind.name);
            assert!(ru.chars().any(is_cyrillic), "{} of {}: {ru:?} is not Russian", field.path, kind.name);
        }
    }
}

#[test]
fn numbers_take_their_words_along() {
    let nodes = |count, lang| assumption(&Assumption::DefaultNodes { count }, lang);
    for (count, en, ru) in [
        (1, "1 node,", "1 узел,"),
        (2, "2 nodes,", "2 узла,"),
        (5, "5 nodes,", "5 узлов,"),
        (11, "11 nodes,", "11 узлов,"),
        (12, "12 nodes,", "12 узлов,"),
        (21, "21 nodes,", "21 узел,"),
        (22, "22 nodes,", "22 узла,"),
        (111, "111 nodes,", "111 узлов,"),
    ] {
        assert!(nodes(count, Lang::En).starts_with(en), "{}", nodes(count, Lang::En));
        assert!(nodes(count, Lang::Ru).starts_with(ru), "{}", nodes(count, Lang::Ru));
    }
}

/// A literal without what is filled in.
fn outside_holes(literal: &str) -> String {
    literal.split('{').enumerate().map(|(i, part)| if i == 0 { part } else { after(part, '}') }).collect()
}

fn after(text: &str, sign: char) -> &str {
    text.split_once(sign).map_or("", |(_, rest)| rest)
}

/// String literals of the wording files of a language: core's and the page's.
fn wording(language: &str) -> Vec<(String, String)> {
    let inside = |file: &std::path::Path| {
        file.components().any(|part| part.as_os_str() == language)
            || file.file_stem().is_some_and(|stem| stem == language)
    };
    let mut literals = Vec::new();
    for folder in ["core/src", "scene/src", "web/src", "cli/src"] {
        for file in files_below(folder).into_iter().filter(|file| has_extension(file, &["rs"]) && inside(file)) {
            let text = read(&root().join(&file));
            literals.extend(literals_of(&text).map(|literal| (file.display().to_string(), literal)));
        }
    }
    // Both languages in one file, English first.
    let hands = "web/src/text/hands.rs";
    let text = read(&root().join(hands));
    let (en, ru) = text.split_once("static RU").expect("Russian after English");
    literals.extend(literals_of(if language == "en" { en } else { ru }).map(|literal| (hands.to_owned(), literal)));
    assert!(!literals.is_empty(), "no wording in {language}");
    literals
}

/// The string literals of a text of Rust.
fn literals_of(text: &str) -> impl Iterator<Item = String> {
    let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let code = code.join("\n").replace("\\\"", "”");
    let literals: Vec<String> = code.split('"').skip(1).step_by(2).map(str::to_owned).collect();
    literals.into_iter()
}

fn is_cyrillic(c: char) -> bool {
    ('\u{0400}'..='\u{04ff}').contains(&c)
}
