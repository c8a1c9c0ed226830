//! Scenario files: manifests, knobs, what-ifs, and route tests with their expectations.
//!
//! A scenario is a YAML document with `tests` or `manifests` and no apiVersion, or one that says
//! `apiVersion: svcpath/v1, kind: Scenario`, which may stand among manifests as a document of its own.

mod expect;
mod problem;
mod read;
mod search;
mod texts;
mod whole;
mod write;

use std::collections::BTreeMap;

pub use expect::{Difference, Expect};
pub use problem::{ScenarioProblem, ScenarioValue};
pub use search::{Search, read};
pub(crate) use texts::block_alone;
pub use texts::{Loaded, Texts, Unreadable, is_among, manifests};
pub use whole::Whole;

use crate::knobs::Knobs;
use crate::lang::Lang;
use crate::request::Request;
use crate::state::State;
use crate::text::Span;

/// One scenario as written.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// Where the expectations come from.
    pub source: Option<String>,
    pub knobs: Knobs,
    pub manifests: Manifests,
    pub state: State,
    pub tests: Vec<Test>,
    pub view: ViewHint,
    /// What a teacher says at a step.
    pub captions: Vec<Caption>,
    /// Where things were dragged to, by their names in the picture.
    pub layout: BTreeMap<String, (f32, f32)>,
    /// The document.
    pub span: Span,
}

impl Scenario {
    /// A scenario that says nothing.
    pub fn empty(span: Span) -> Self {
        Self {
            source: None,
            knobs: Knobs::default(),
            manifests: Manifests::Beside,
            state: State::default(),
            tests: Vec::new(),
            view: ViewHint::default(),
            captions: Vec::new(),
            layout: BTreeMap::new(),
            span,
        }
    }

    /// Every place in it.
    fn spans(&mut self) -> impl Iterator<Item = &mut Span> {
        let manifests: Vec<&mut Span> = match &mut self.manifests {
            Manifests::Beside => Vec::new(),
            Manifests::Inline { span, .. } => vec![span],
            Manifests::Paths(paths) => paths.iter_mut().map(|(_, span)| span).collect(),
        };
        let tests = self.tests.iter_mut().map(|test| &mut test.span);
        manifests.into_iter().chain(tests).chain([&mut self.span])
    }
}

/// Where a scenario's manifests are, beside the documents of its own file that are no scenarios.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Manifests {
    /// Nowhere else.
    Beside,
    /// In the scenario itself: the value of `manifests` and its place.
    Inline { text: String, span: Span },
    /// Files and folders, relative to the scenario's own file.
    Paths(Vec<(String, Span)>),
}

/// A request and what must come of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Test {
    pub name: String,
    pub source: Option<String>,
    pub request: Request,
    /// The scenario's state with this test's own on top.
    pub state: State,
    pub expect: Expect,
    pub span: Span,
}

/// How a scenario wants to be looked at. Nothing here changes an answer.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ViewHint {
    pub arrangement: Option<Arrangement>,
    pub zoom: Option<f32>,
    /// From 1.
    pub step: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrangement {
    Nodes,
    Apps,
}

/// What is said at a step, in one language or several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caption {
    /// From 1.
    pub step: usize,
    pub text: BTreeMap<Lang, String>,
}

impl Caption {
    /// The words in `lang`, or in another language where there are none.
    pub fn words(&self, lang: Lang) -> Option<&str> {
        self.text.get(&lang).or_else(|| self.text.values().next()).map(String::as_str)
    }
}
