//! Both languages say everything, each in its own words. That no sentence is missing is the compiler's care: wording is matched
//! exhaustively. These tests find sentences left in the other language.

use super::{files_below, has_extension, read, root};

#[test]
fn english_wording_is_english() {
    for (file, literal) in wording("en") {
        assert!(!literal.chars().any(is_cyrillic), "{file}: {literal:?} is Russian");
    }
}

#[test]
fn russian_wording_is_russian() {
    for (file, literal) in wording("ru") {
        // Names of fields, kinds and programs stay as Kubernetes spells them; a sentence is more than two such words.
        let words =
            literal.split_whitespace().filter(|word| word.len() > 2 && word.chars().all(|c| c.is_ascii_lowercase()));
        assert!(words.count() < 3 || literal.chars().any(is_cyrillic), "{file}: {literal:?} is not Russian");
    }
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
            let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
            let code = code.join("\n").replace("\\\"", "”");
            literals.extend(
                code.split('"').skip(1).step_by(2).map(|literal| (file.display().to_string(), literal.to_owned())),
            );
        }
    }
    assert!(!literals.is_empty(), "no wording in {language}");
    literals
}

fn is_cyrillic(c: char) -> bool {
    ('\u{0400}'..='\u{04ff}').contains(&c)
}
