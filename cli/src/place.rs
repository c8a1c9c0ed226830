//! Places in files, as people and editors read them.

use svcpath_core::object::Evidence;
use svcpath_core::text::{FileId, Files, LineIndex, Position, Span};

use crate::project::Project;

/// Finds lines and columns; remembers where lines begin.
pub(crate) struct Places<'a> {
    files: &'a Files,
    indices: Vec<Option<LineIndex>>,
}

/// A place: `shop.yaml:30:15`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) file: String,
    pub(crate) position: Position,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.file, self.position)
    }
}

impl<'a> Places<'a> {
    pub(crate) fn new(files: &'a Files) -> Self {
        Self { files, indices: vec![None; files.len()] }
    }

    pub(crate) fn of(&mut self, span: Span) -> Place {
        let file = self.files.get(span.file);
        let position = self.index(span.file).map(|index| index.position(&file.text, span.start as usize));
        Place { file: file.name.clone(), position: position.unwrap_or(Position { line: 1, column: 1 }) }
    }

    /// Where evidence stands; `None` for objects that no manifest holds.
    pub(crate) fn of_evidence(&mut self, project: &Project, evidence: &Evidence) -> Option<Place> {
        project.manifests.locate(evidence).map(|span| self.of(span))
    }

    fn index(&mut self, file: FileId) -> Option<&LineIndex> {
        let text = &self.files.get(file).text;
        let index = self.indices.get_mut(file.0 as usize)?;
        Some(index.get_or_insert_with(|| LineIndex::new(text)))
    }
}
