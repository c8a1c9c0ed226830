//! What is wrong with the manifests or surprising about them, where, and what would mend it.

use crate::lang::Lang;
use crate::object::{FieldPath, ObjectRef};
use crate::problem::Problem;
use crate::text::{Span, TextEdit};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Something does not work.
    Error,
    /// Something works, but not as its author is likely to mean it.
    Warning,
    /// Worth knowing.
    Info,
}

impl Severity {
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        }
    }
}

/// One problem at one place.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnostic {
    pub problem: Problem,
    /// The object it concerns; `None` for a text that is no object.
    pub object: Option<ObjectRef>,
    pub path: FieldPath,
    /// Where to look. `None` only for problems of requests and knobs, which stand in no file.
    pub span: Option<Span>,
    /// Best first; each mends this problem alone.
    pub fixes: Vec<Fix>,
}

/// Edits that mend a problem.
#[derive(Debug, Clone, PartialEq)]
pub struct Fix {
    pub title: FixTitle,
    pub edits: Vec<TextEdit>,
}

/// What a fix does, as its button says it. Wording is in [`crate::wording`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FixTitle {
    /// Set the scalar at `field` to `value`.
    Set { field: String, value: String },
    /// Add the entry `field: value`.
    Add { field: String, value: String },
    /// Remove `field`.
    Remove { field: String },
}

impl Diagnostic {
    /// A problem of a text at `span`, before it is an object.
    pub fn at(problem: Problem, span: Span) -> Self {
        Self { problem, object: None, path: FieldPath::root(), span: Some(span), fixes: Vec::new() }
    }

    /// A problem of an object's field.
    pub fn of(problem: Problem, object: &ObjectRef, path: FieldPath, span: Option<Span>) -> Self {
        Self { problem, object: Some(object.clone()), path, span, fixes: Vec::new() }
    }

    pub fn code(&self) -> &'static str {
        self.problem.code()
    }

    pub fn severity(&self) -> Severity {
        self.problem.severity()
    }

    pub fn message(&self, lang: Lang) -> String {
        crate::wording::problem(&self.problem, lang)
    }
}
