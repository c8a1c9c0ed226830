//! Manifests that tests read from files.

use std::fs;
use std::path::{Path, PathBuf};

/// Names and texts of the YAML and JSON files below these folders of this package, and of the public manifests that
/// `SVCPATH_CORPUS` names; says so where it names none.
pub fn with_public(folders: &[&str]) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<PathBuf> = folders.iter().flat_map(|folder| below(&root.join(folder))).collect();
    match std::env::var_os("SVCPATH_CORPUS") {
        Some(corpus) => files.extend(below(&PathBuf::from(corpus).join("manifests"))),
        None => println!("SVCPATH_CORPUS is not set: real manifests are left out"),
    }
    let texts = files.into_iter().map(|file| {
        let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        (file.display().to_string(), text)
    });
    texts.collect()
}

fn below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.expect("a folder can be listed").path();
        if path.is_dir() {
            files.extend(below(&path));
        } else if path.extension().is_some_and(|extension| ["yaml", "yml", "json"].iter().any(|e| extension == *e)) {
            files.push(path);
        }
    }
    files.sort();
    files
}
