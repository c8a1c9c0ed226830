//! How files are called and how long they may be.

use std::path::Path;

use super::{files_below, has_extension, read, root};

/// Beyond this a Rust file holds more than one idea.
const LONGEST: usize = 600;

/// What people write by hand. Manifests are left out: they are as their authors made them.
const TEXTS: [&str; 9] = ["rs", "toml", "md", "js", "mjs", "ts", "css", "html", "yml"];

#[test]
fn rust_files_stay_short() {
    for file in files_below("").iter().filter(|file| has_extension(file, &["rs"])) {
        let lines = read(&root().join(file)).lines().count();
        assert!(lines <= LONGEST, "{} has {lines} lines, more than {LONGEST}: split it by idea", file.display());
    }
}

#[test]
fn names_say_what_is_inside() {
    for file in files_below("") {
        let words = file.file_stem().expect("files have names").to_string_lossy().to_lowercase();
        let vague = words
            .split(['_', '-', '.'])
            .find(|word| ["util", "utils", "helper", "helpers", "manager", "misc", "common"].contains(word));
        assert_eq!(vague, None, "{}: name it by what it holds", file.display());
    }
}

#[test]
fn lines_end_cleanly() {
    for file in files_below("").iter().filter(|file| has_extension(file, &TEXTS)) {
        let text = read(&root().join(file));
        assert!(text.is_empty() || text.ends_with('\n'), "{} does not end with a line end", file.display());
        for (number, line) in text.split('\n').enumerate() {
            assert!(!line.ends_with([' ', '\t', '\r']), "{}:{}: white space at the end", file.display(), number + 1);
        }
    }
}

/// No path of one person's machine: the repository works wherever it lies.
#[test]
fn paths_are_relative_to_the_repository() {
    // In halves, so that this file does not find itself.
    let homes = [["/ho", "me/"], ["/ro", "ot/"], ["/Us", "ers/"], ["/wo", "rk/"], [".lib", "rary"]]
        .map(|halves| halves.concat());
    for file in files_below("").iter().filter(|file| has_extension(file, &TEXTS) || is_script(file)) {
        let text = read(&root().join(file));
        for (number, line) in text.lines().enumerate() {
            let found = homes.iter().find(|home| line.contains(home.as_str()));
            assert_eq!(found, None, "{}:{}: a path of one machine", file.display(), number + 1);
        }
    }
}

/// Links between our own documents, and to files they name.
#[test]
fn links_lead_somewhere() {
    for file in files_below("").iter().filter(|file| has_extension(file, &["md"])) {
        let text = read(&root().join(file));
        let targets = text.split("](").skip(1).filter_map(|rest| rest.split([')', '#', '?', ' ']).next());
        for target in targets.filter(|target| !target.is_empty() && !target.contains(':')) {
            let folder = root().join(file).parent().expect("files have folders").to_path_buf();
            assert!(folder.join(target).exists(), "{} links to {target}, which is not there", file.display());
        }
    }
}

fn is_script(file: &Path) -> bool {
    file.starts_with(".ci") || has_extension(file, &["json", "sh"])
}
