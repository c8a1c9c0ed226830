//! docs/codes.md lists every public code, in the order core declares them, and no other.

use svcpath_core::assumption::Assumption;
use svcpath_core::problem::Problem;
use svcpath_core::reason::Reason;
use svcpath_core::trace::{Verdict, WhyNot};

use super::{read, root};

#[test]
fn verdicts_are_documented() {
    same(&documented("Verdicts"), &Verdict::ALL.map(Verdict::as_str));
}

#[test]
fn reasons_are_documented() {
    same(&documented("Reasons"), &Reason::codes().collect::<Vec<_>>());
}

#[test]
fn reasons_against_candidates_are_documented() {
    same(&documented("Why a candidate was not chosen"), &WhyNot::codes().collect::<Vec<_>>());
}

#[test]
fn problems_are_documented() {
    same(&documented("Problems"), &Problem::codes().collect::<Vec<_>>());
}

#[test]
fn assumptions_are_documented() {
    same(&documented("Assumptions"), &Assumption::codes().collect::<Vec<_>>());
}

#[test]
fn codes_are_unique_and_in_families() {
    let mut codes: Vec<&str> = Problem::codes().collect();
    for code in &codes {
        let known = ["yaml-", "api-", "route-", "info-"].iter().any(|family| code.starts_with(family));
        assert!(known, "{code} belongs to no family");
    }
    let count = codes.len();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), count, "two problems share a code");
}

/// The documented codes are core's, each once and in core's order.
fn same(documented: &[String], declared: &[&str]) {
    let missing: Vec<&&str> = declared.iter().filter(|code| !documented.iter().any(|found| found == *code)).collect();
    assert!(missing.is_empty(), "docs/codes.md does not explain {missing:?}");
    let unknown: Vec<&String> = documented.iter().filter(|found| !declared.contains(&found.as_str())).collect();
    assert!(unknown.is_empty(), "docs/codes.md explains {unknown:?}, which core does not have");
    assert_eq!(documented, declared, "docs/codes.md has another order than core");
}

/// The codes in the tables under a heading: the first cell of each row, in backticks. Every row explains its code.
fn documented(heading: &str) -> Vec<String> {
    let text = read(&root().join("docs/codes.md"));
    let section = text.split("\n## ").find(|section| section.lines().next() == Some(heading));
    let section = section.unwrap_or_else(|| panic!("docs/codes.md has no section \"{heading}\""));
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` |"));
    rows.map(|(code, meaning)| {
        assert!(meaning.trim_matches(['|', ' ']).len() > 10, "docs/codes.md does not say what {code} means");
        code.to_owned()
    })
    .collect()
}
