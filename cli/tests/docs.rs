//! What the documents show is what the command prints.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

#[test]
fn examples_are_true() {
    let root = root();
    let mut examples = 0;
    for document in documents(&root) {
        let text = fs::read_to_string(&document).expect("a readable document");
        for block in text.split("```console\n").skip(1) {
            let block = block.split("```").next().unwrap_or_default();
            let (command, expected) = block.split_once('\n').expect("a command and what it prints");
            let arguments = command.strip_prefix("$ svcpath ").expect("a svcpath command");
            let output = Command::new(env!("CARGO_BIN_EXE_svcpath"))
                .args(arguments.split_whitespace())
                .current_dir(&root)
                .output()
                .expect("svcpath runs");
            let printed = String::from_utf8_lossy(&output.stdout).into_owned();
            let mut lines = printed.lines();
            for line in expected.lines().filter(|line| *line != "…") {
                let found = lines.any(|printed| printed == line);
                assert!(
                    found,
                    "{}: `{command}` does not print, or not there:\n{line}\n\n{printed}",
                    document.display()
                );
            }
            examples += 1;
        }
    }
    assert!(examples > 0, "the documents show no example");
}

/// Commands and options stand in code, within a line or in lines of their own. Options that stand alone are ours, but where the
/// benchmarks tell of compilers, or a container is told `--something=else`.
#[test]
fn commands_and_options_are_there() {
    let root = root();
    let help = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_svcpath")).args(arguments).output().expect("svcpath runs");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    // A line of dashes is none: documents of YAML stand in the texts.
    let is_option = |word: &str| word.strip_prefix("--").is_some_and(|name| name.starts_with(char::is_alphabetic));
    let has = |help: &str, word: &str| help.split([' ', ',', '\n']).any(|found| found == word);
    let commands = help(&["--help"]);
    let of_all = ["trace", "test", "check", "render", "share"].map(|command| help(&[command, "--help"])).concat();
    for document in documents(&root).iter().filter(|document| document.starts_with(root.join("docs"))) {
        let text = fs::read_to_string(document).expect("a readable document");
        let blocks = text.split("```").skip(1).step_by(2).flat_map(str::lines);
        let within_lines = text.split("```").step_by(2).flat_map(|prose| prose.split('`').skip(1).step_by(2));
        for line in blocks.chain(within_lines).map(str::trim) {
            let words: Vec<&str> = line.split(['|', '>']).next().unwrap_or_default().split_whitespace().collect();
            let known = match words.as_slice() {
                ["$", "svcpath", command, ..] | ["svcpath", command, ..] if !command.starts_with('-') => {
                    assert!(has(&commands, command), "{}: svcpath {command}", document.display());
                    help(&[*command, "--help"])
                }
                [first, ..] if is_option(first) && !document.ends_with("benchmarks.md") => of_all.clone(),
                _ => continue,
            };
            for option in words.iter().filter(|word| is_option(word) && !word.contains('=')) {
                assert!(has(&known, option), "{}: {option} in `{line}`", document.display());
            }
        }
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package lies in the repository").to_path_buf()
}

/// README and everything under docs.
fn documents(root: &Path) -> Vec<PathBuf> {
    let docs = fs::read_dir(root.join("docs")).expect("docs").map(|entry| entry.expect("a readable entry").path());
    let markdown = docs.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    markdown.chain([root.join("README.md")]).collect()
}
