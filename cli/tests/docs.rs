//! What the documents show is what the command prints.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

#[test]
fn examples_are_true() {
    let root =
        Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package lies in the repository").to_path_buf();
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

/// README and everything under docs.
fn documents(root: &Path) -> Vec<PathBuf> {
    let docs = fs::read_dir(root.join("docs")).expect("docs").map(|entry| entry.expect("a readable entry").path());
    let markdown = docs.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    markdown.chain([root.join("README.md")]).collect()
}
