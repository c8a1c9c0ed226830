//! Workflow commands of GitHub Actions.

use svcpath_core::text::Position;

/// `::error file=…,line=…,col=…,title=…::message`
pub(crate) fn annotation(level: &str, file: &str, at: Option<Position>, title: &str, message: &str) -> String {
    let place = at.map(|at| format!(",line={},col={}", at.line, at.column)).unwrap_or_default();
    format!("::{level} file={}{place},title={}::{}", property(file), property(title), data(message))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
