//! The book that docs/ is: its chapters, where they lead, and that they name only what is there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use svcpath_core::assumption::Assumption;
use svcpath_core::knobs::Knob;
use svcpath_core::problem::Problem;
use svcpath_core::reason::Reason;
use svcpath_core::trace::{Verdict, WhyNot};

use super::{files_below, has_extension, read, root};

#[test]
fn every_chapter_is_in_the_summary() {
    let summary = prose(&read(&root().join("docs/SUMMARY.md")));
    let listed: Vec<PathBuf> = links(&summary).iter().map(|link| Path::new("docs").join(link)).collect();
    let all: BTreeSet<PathBuf> = chapters().into_keys().collect();
    let once: BTreeSet<PathBuf> = listed.iter().cloned().collect();
    assert_eq!(once.len(), listed.len(), "docs/SUMMARY.md lists a chapter twice");
    assert_eq!(once, all, "docs/SUMMARY.md lists other chapters than there are");
}

/// Beside the book stands the site: its page and the gallery. Nothing else of the repository is there.
#[test]
fn links_and_anchors_lead_somewhere() {
    let chapters = chapters();
    let anchors: BTreeMap<&PathBuf, BTreeSet<String>> =
        chapters.iter().map(|(file, text)| (file, headings(text))).collect();
    for (file, text) in &chapters {
        for link in links(&prose(text)).iter().filter(|link| !is_absolute(link)) {
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            let path = path.split('?').next().unwrap_or_default();
            let folder = file.parent().expect("chapters lie in docs");
            let target = if path.is_empty() { file.clone() } else { resolved(&folder.join(path)) };
            let beside = target.as_os_str().is_empty() || target.starts_with("gallery");
            assert!(beside || target.starts_with("docs"), "{}: {link} is not beside the book", file.display());
            assert!(root().join(&target).exists(), "{} links to {link}, which is not there", file.display());
            if !anchor.is_empty() {
                let there = anchors.get(&target).is_some_and(|anchors| anchors.contains(anchor));
                assert!(there, "{} links to {link}, which has no such heading", file.display());
            }
        }
    }
}

#[test]
fn codes_and_knobs_that_chapters_name_are_there() {
    let problems: Vec<&str> = Problem::codes().collect();
    let reasons: Vec<&str> = Reason::codes().chain(WhyNot::codes()).chain(Assumption::codes()).collect();
    let knobs = Knob::ALL.map(Knob::as_str);
    for (file, text) in chapters() {
        for code in text.split('`').skip(1).step_by(2).filter(|code| is_problem(code)) {
            assert!(problems.contains(&code), "{}: there is no problem {code}", file.display());
        }
        // Such as (`NoEndpoints`). In the list of codes, upstream's own reasons stand so.
        let told = text.split("(`").skip(1).filter_map(|rest| rest.split_once("`)")).map(|(code, _)| code);
        for code in told.filter(|code| is_camel_case(code) && !file.ends_with("codes.md")) {
            assert!(reasons.contains(&code), "{}: there is no reason {code}", file.display());
        }
        let named = text.split("knob `").skip(1).filter_map(|rest| rest.split(['`', ':', '=']).next());
        let set = text.split("--cluster ").skip(1).filter_map(|rest| rest.split_once('=')).map(|(knob, _)| knob);
        // Where any knob is meant, it is called k.
        for knob in named.chain(set).filter(|knob| !knob.eq_ignore_ascii_case("k")) {
            assert!(knobs.contains(&knob), "{}: there is no knob {knob}", file.display());
        }
    }
}

#[test]
fn every_knob_and_verdict_is_explained() {
    let scenarios = read(&root().join("docs/scenarios.md"));
    let table = scenarios.split("\n## ").find(|section| section.starts_with("Knobs")).expect("a section on knobs");
    for knob in Knob::ALL.map(Knob::as_str) {
        assert!(table.contains(&format!("`{knob}`")), "docs/scenarios.md does not explain {knob}");
    }
    let answer = read(&root().join("docs/answer.md"));
    let explained: Vec<&str> = answer.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    let verdicts = Verdict::ALL.map(Verdict::as_str);
    assert_eq!(explained[..verdicts.len().min(explained.len())], verdicts, "docs/answer.md: the verdicts");
}

#[test]
fn the_book_has_the_colours_of_the_page() {
    let page = read(&root().join("web/styles/tokens.css"));
    let book = read(&root().join("docs/theme/svcpath.css"));
    let (light, dark) = book.split_once("@media (prefers-color-scheme: dark)").expect("a dark theme");
    let page = declared(&page);
    for (theme, book) in [declared(light), declared(dark)].iter().enumerate() {
        let page: BTreeMap<String, String> =
            page.iter().map(|(name, value)| (name.clone(), in_theme(value, theme))).collect();
        let shared: Vec<&String> = book.keys().filter(|name| page.contains_key(*name)).collect();
        assert!(shared.len() > 10, "the book has hardly a colour of the page");
        for name in shared {
            assert_eq!(book[name], page[name], "docs/theme/svcpath.css: {name}");
        }
    }
}

/// The chapters' texts, with what they include.
fn chapters() -> BTreeMap<PathBuf, String> {
    let files = files_below("docs").into_iter().filter(|file| has_extension(file, &["md"]));
    files.filter(|file| !file.ends_with("SUMMARY.md")).map(|file| (file.clone(), included(&file))).collect()
}

/// A chapter with the files that it includes, whole or between the lines that name an anchor.
fn included(file: &Path) -> String {
    let text = read(&root().join(file));
    let mut pieces = text.split("{{#include ");
    let mut whole = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (what, rest) = piece.split_once("}}").expect("an include ends");
        let (path, anchor) = what.split_once(':').unwrap_or((what, ""));
        let found = read(&root().join(resolved(&file.parent().expect("chapters lie in docs").join(path))));
        let part = match anchor {
            "" => Some(found.as_str()),
            _ => found
                .split_once(&format!("ANCHOR: {anchor} "))
                .and_then(|(_, rest)| rest.split_once(&format!("ANCHOR_END: {anchor} ")))
                .map(|(part, _)| part),
        };
        whole += part.unwrap_or_else(|| panic!("{} includes {what}, which is not there", file.display()));
        whole += rest;
    }
    whole
}

/// A text without its code.
fn prose(text: &str) -> String {
    let mut fenced = false;
    let lines = text.lines().filter(|line| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        !fenced && !fence
    });
    let lines: Vec<&str> = lines.collect();
    lines.join("\n").split('`').step_by(2).collect::<Vec<_>>().join("`")
}

/// Where a text leads: its links, their definitions, and what its elements load.
fn links(prose: &str) -> Vec<String> {
    let inline = prose.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next());
    let defined = prose.lines().filter_map(|line| line.strip_prefix('[')?.split_once("]: ")).map(|(_, target)| target);
    let loaded = [" src=\"", " srcset=\"", " href=\""];
    let loaded = loaded.iter().flat_map(|name| prose.split(name).skip(1)).filter_map(|rest| rest.split('"').next());
    inline.chain(defined).chain(loaded).map(str::to_owned).collect()
}

/// What mdBook calls the headings of a text.
fn headings(text: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut fenced = false;
    for line in text.lines() {
        fenced ^= line.trim_start().starts_with("```");
        let heading = line.trim_start_matches('#');
        if fenced || heading.len() == line.len() || !heading.starts_with(' ') {
            continue;
        }
        let kept = heading.trim().chars().filter(|letter| letter.is_alphanumeric() || "-_ ".contains(*letter));
        let name: String =
            kept.flat_map(char::to_lowercase).map(|letter| if letter == ' ' { '-' } else { letter }).collect();
        let again = (1..).map(|count| format!("{name}-{count}"));
        let free = std::iter::once(name.clone()).chain(again).find(|name| !names.contains(name));
        names.extend(free);
    }
    names
}

/// A path without its `..`.
fn resolved(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => assert!(plain.pop(), "{} leads out of the repository", path.display()),
            _ => plain.push(part),
        }
    }
    plain
}

fn is_absolute(link: &str) -> bool {
    link.split_once(':').is_some_and(|(scheme, _)| scheme.bytes().all(|letter| letter.is_ascii_lowercase()))
}

fn is_problem(code: &str) -> bool {
    let family = ["yaml-", "api-", "route-", "info-"].iter().find_map(|family| code.strip_prefix(family));
    let plain = |text: &str| text.bytes().all(|letter| letter.is_ascii_lowercase() || letter == b'-');
    family.is_some_and(|rest| !rest.is_empty() && plain(rest)) && code != "api-proxy"
}

fn is_camel_case(code: &str) -> bool {
    code.starts_with(|first: char| first.is_ascii_uppercase())
        && code.bytes().all(|letter| letter.is_ascii_alphanumeric())
        && code.bytes().filter(u8::is_ascii_uppercase).count() > 1
}

/// What a value is in the light theme (0) or the dark (1).
fn in_theme(value: &str, theme: usize) -> String {
    let both = value.strip_prefix("light-dark(").and_then(|rest| rest.strip_suffix(')'));
    both.and_then(|both| both.split(", ").nth(theme)).unwrap_or(value).to_owned()
}

/// `--name: value` of a style sheet; of one that stands twice, the first.
fn declared(style: &str) -> BTreeMap<String, String> {
    let lines = style.lines().filter_map(|line| line.trim().strip_prefix("--")?.strip_suffix(';')?.split_once(": "));
    lines.rev().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}
