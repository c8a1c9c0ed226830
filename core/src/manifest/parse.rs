//! YAML and JSON texts to objects.

use super::Manifests;
use crate::diagnostic::Diagnostic;
use crate::text::Files;

/// Reads every document of every file. Documents that are broken, empty or no Kubernetes object give diagnostics or nothing.
pub fn parse(_files: &Files) -> (Manifests, Vec<Diagnostic>) {
    (Manifests::default(), Vec::new())
}
