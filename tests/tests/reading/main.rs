//! Reading manifests: real ones, hostile ones, and what Kubernetes' own types make of them.

mod after;
mod corpus;
mod fields;
mod gateway;

mod hostile;
mod networking;
mod official;
mod theirs;

use std::fs;
use std::path::{Path, PathBuf};

use svcpath_core::check::{check, slips};
use svcpath_core::decode::decode;
use svcpath_core::diagnostic::Diagnostic;
use svcpath_core::knobs::Knobs;
use svcpath_core::manifest::{Manifests, Node, Value, parse};
use svcpath_core::model::Cluster;
use svcpath_core::state::State;
use svcpath_core::text::{Files, Span};
use svcpath_core::world::World;

/// All that is read from texts.
struct Read {
    files: Files,
    manifests: Manifests,
    cluster: Cluster,
    problems: Vec<Diagnostic>,
}

/// The whole way from text to problems.
fn read(files: Files) -> Read {
    let (manifests, mut problems) = parse(&files);
    let (cluster, more) = decode(&manifests);
    problems.extend(more);
    let world = World::build(&cluster, &Knobs::default(), &State::default());
    problems.extend(check(&manifests, &cluster, &world));
    problems.extend(slips(&manifests));
    Read { files, manifests, cluster, problems }
}

impl Read {
    /// Every span lies in its text on character boundaries, children lie in order, and the text at a scalar's span is what
    /// the scalar was read from.
    fn check_places(&self) {
        for object in self.manifests.objects() {
            self.check_node(object.node());
        }
        for problem in &self.problems {
            self.slice(problem.span.expect("problems of manifests have a place"));
            let fixed = problem.fixes.iter().map(|fix| self.files.edited(&fix.edits));
            assert!(fixed.into_iter().all(|files| files != self.files), "a fix that changes nothing: {problem:?}");
        }
    }

    fn check_node(&self, node: &Node) {
        let source = self.slice(node.span);
        match &node.value {
            // A Secret's value has its place, but is not kept.
            Value::Null => {}
            Value::Scalar(scalar) if scalar.plain && !source.contains(['\n', '\r']) => {
                assert_eq!(source, &*scalar.text);
            }
            Value::Scalar(scalar) => match source.as_bytes() {
                [b'\'', inner @ .., b'\''] if !inner.is_empty() && !source.contains(['\n', '\r']) => {
                    assert_eq!(source[1..source.len() - 1].replace("''", "'"), *scalar.text);
                }
                [b'"', .., b'"'] if !source.contains(['\\', '\n', '\r']) && source.len() > 1 => {
                    assert_eq!(source[1..source.len() - 1], *scalar.text);
                }
                _ => {
                    // Folded and escaped text is not its source, but no word of it comes from anywhere else.
                    let word = scalar.text.split(|c: char| !c.is_ascii_alphanumeric()).find(|word| !word.is_empty());
                    let word = word.filter(|_| !source.contains('\\'));
                    assert!(word.is_none_or(|word| source.contains(word)), "{word:?} in {source:?}");
                }
            },
            Value::Sequence(items) => items.iter().for_each(|item| self.check_node(item)),
            Value::Mapping(entries) => {
                for (key, value) in entries {
                    self.check_node(key);
                    self.check_node(value);
                }
            }
        }
    }

    fn slice(&self, span: Span) -> &str {
        let text = &self.files.get(span.file).text;
        text.get(span.range()).unwrap_or_else(|| panic!("{span:?} is no part of the text"))
    }
}

/// The corpus, if the environment names one; says so where it does not.
fn corpus_folder() -> Option<PathBuf> {
    let folder = std::env::var_os("SVCPATH_CORPUS").map(PathBuf::from);
    if folder.is_none() {
        println!("SVCPATH_CORPUS is not set: real manifests are left out");
    }
    folder
}

/// Every file below a folder, in the order of their paths.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() { files.extend(files_below(&path)) } else { files.push(path) }
    }
    files.sort();
    files
}

fn load(path: &Path) -> Files {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Files::single(path.display().to_string(), text)
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package lies in the repository").to_path_buf()
}
