//! docs/semantics.md has a row for every rule, and whatever rules say they are held by is there.

use std::collections::BTreeSet;

use super::{files_below, read, root};

/// The documents whose rules stand in the tables, or the one section of them that does, under these headings.
const DOCUMENTS: [(&str, Option<&str>, &str); 7] = [
    ("proxy", None, "kube-proxy, EndpointSlices, Services"),
    ("world", None, "Worlds and ways"),
    ("l7", Some("1 "), "Ingress"),
    ("l7", Some("2 "), "ingress-nginx"),
    ("l7", Some("3 "), "Gateway API"),
    ("l7", Some("4 "), "DNS"),
    ("l7", Some("5 "), "NetworkPolicy"),
];

/// What a name can begin with that leads to a file of ours, and the file's folder and ending.
const PLACES: [(&str, &str, &str); 14] = [
    ("proxy/", "tests/vectors/", ".yaml"),
    ("world/", "tests/vectors/", ".yaml"),
    ("dataplane/", "tests/vectors/", ".yaml"),
    ("basic/", "tests/vectors/", ".yaml"),
    ("netpol/", "tests/vectors/", ".yaml"),
    ("ingress/", "tests/vectors/", ".yaml"),
    ("gateway/", "tests/vectors/", ".yaml"),
    ("dns/", "tests/vectors/", ".yaml"),
    ("other/", "tests/vectors/", ".yaml"),
    ("gallery/", "", ".yaml"),
    ("laws/", "tests/tests/", ".rs"),
    ("core/", "", ""),
    ("cli/", "", ""),
    ("tests/", "", ""),
];

#[test]
fn names_in_the_semantics_lead_to_files() {
    let files = our_files();
    let documents = files.iter().filter(|file| file.starts_with("docs/semantics"));
    for document in documents {
        for pattern in patterns(&read(&root().join(document))) {
            let there = files.iter().any(|file| matches(&pattern, file)) || root().join(&pattern).is_dir();
            assert!(there, "{document} names {pattern}, which is not there");
        }
    }
}

#[test]
fn every_rule_says_what_holds_it() {
    for (document, section, _) in DOCUMENTS {
        for rule in rules(document, section) {
            let says = rule.text.contains("[held by `") || rule.text.contains("[not held]");
            assert!(says, "docs/semantics/{document}.md {} does not say what holds it", rule.number);
            let strange = rule.held().into_iter().find(|name| pattern(name).is_none());
            assert_eq!(strange, None, "docs/semantics/{document}.md {}: no name of a file", rule.number);
        }
    }
}

#[test]
fn every_vector_holds_a_rule() {
    let rules: Vec<Rule> = DOCUMENTS.iter().flat_map(|(document, section, _)| rules(document, *section)).collect();
    let held: Vec<String> = rules.iter().flat_map(Rule::held).flat_map(|name| pattern(&name)).collect();
    for folder in ["proxy", "world", "dataplane", "netpol", "ingress", "gateway", "dns"] {
        for file in our_files().iter().filter(|file| file.starts_with(&format!("tests/vectors/{folder}/"))) {
            let holds = held.iter().any(|pattern| matches(pattern, file));
            assert!(holds, "{file}: no rule of docs/semantics names it");
        }
    }
}

#[test]
fn the_tables_have_a_row_for_every_rule() {
    for (document, section, heading) in DOCUMENTS {
        let rules = rules(document, section).into_iter().map(|rule| (rule.held(), rule.number));
        let rules: Vec<(String, BTreeSet<String>)> = rules.map(|(held, number)| (number, held)).collect();
        let rows = rows(heading);
        let numbers =
            |of: &[(String, BTreeSet<String>)]| of.iter().map(|(number, _)| number.clone()).collect::<Vec<_>>();
        assert_eq!(numbers(&rows), numbers(&rules), "docs/semantics.md: the rows of {document}");
        for ((number, row), (_, rule)) in rows.iter().zip(&rules) {
            assert_eq!(row, rule, "docs/semantics.md: what holds {document} {number}");
        }
    }
}

/// A numbered rule with all that follows up to the next one.
struct Rule {
    number: String,
    text: String,
}

impl Rule {
    /// The names in its `[held by …]`.
    fn held(&self) -> BTreeSet<String> {
        let marks = self.text.split("[held by ").skip(1).filter_map(|rest| rest.split(']').next());
        marks.flat_map(names).collect()
    }
}

/// The rules of a document, or of the section that begins with these words.
fn rules(document: &str, only: Option<&str>) -> Vec<Rule> {
    let mut rules: Vec<Rule> = Vec::new();
    let text = read(&root().join(format!("docs/semantics/{document}.md")));
    for section in text.split("\n## ").skip(1).filter(|section| only.is_none_or(|only| section.starts_with(only))) {
        let before = rules.len();
        for line in section.lines() {
            match number(line.trim_start_matches("### ")) {
                Some(number) => rules.push(Rule { number, text: line.to_owned() }),
                None if rules.len() > before => rules.last_mut().expect("a rule").text.push_str(line),
                None => {}
            }
        }
        assert!(rules.len() > before, "docs/semantics/{document}.md: no rules in {:?}", section.lines().next());
        let upstream = section.lines().any(|line| line.starts_with("Upstream"));
        assert!(upstream, "docs/semantics/{document}.md: no upstream in {:?}", section.lines().next());
    }
    rules
}

/// `12.3` at the beginning of a line.
fn number(line: &str) -> Option<String> {
    let (number, _) = line.split_once(' ')?;
    let (section, rule) = number.split_once('.')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (digits(section) && digits(rule)).then(|| number.to_owned())
}

/// Number and last cell of the rows below a heading of docs/semantics.md.
fn rows(heading: &str) -> Vec<(String, BTreeSet<String>)> {
    let text = read(&root().join("docs/semantics.md"));
    let section = text.split("\n## ").find(|section| section.lines().next() == Some(heading));
    let section = section.unwrap_or_else(|| panic!("docs/semantics.md has no section \"{heading}\""));
    let cells = section.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    let rows = cells.map(|line| line.split(" | ").collect::<Vec<_>>());
    let rows = rows.filter(|cells| cells[0].starts_with(|first: char| first.is_ascii_digit()));
    rows.map(|cells| {
        assert!(cells.len() == 5 && cells.iter().all(|cell| !cell.is_empty()), "docs/semantics.md: {cells:?}");
        (cells[0].to_owned(), names(cells[4]).collect())
    })
    .collect()
}

/// What stands in backticks.
fn names(text: &str) -> impl Iterator<Item = String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned)
}

/// The paths that names in a text stand for.
fn patterns(text: &str) -> Vec<String> {
    text.lines().flat_map(names).filter_map(|name| pattern(&name)).collect()
}

/// The path that a name stands for; `None` for what is no name of a file, or one of several.
fn pattern(name: &str) -> Option<String> {
    let (_, folder, ending) = PLACES.iter().find(|(begin, ..)| name.starts_with(begin))?;
    (!name.contains(['…', '{', ' '])).then(|| format!("{folder}{name}{ending}"))
}

/// Whether the file is one that the pattern means, where `*` stands for any part of a name.
fn matches(pattern: &str, file: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == file,
        Some((begin, rest)) => file.strip_prefix(begin).is_some_and(|file| {
            let part = file.split('/').next().unwrap_or_default().len();
            (0..=part).filter(|end| file.is_char_boundary(*end)).any(|end| matches(rest, &file[end..]))
        }),
    }
}

fn our_files() -> Vec<String> {
    files_below("").iter().map(|file| file.to_string_lossy().into_owned()).collect()
}
