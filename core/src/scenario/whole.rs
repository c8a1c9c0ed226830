//! A scenario and its manifests as one file, to be kept, tested and opened again: what leads out of the reader's hands.

use super::texts::joined;
use super::{Expect, Scenario, Test, read};
use crate::edit::double_quoted;
use crate::knobs::Knobs;
use crate::mask;
use crate::state::State;
use crate::text::{FileId, Files, Span};
use crate::trace::Explanation;

/// A text that leads out of the reader's hands, so that values of Secrets and of variables are masked in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whole {
    pub text: String,
    /// How many values are masked.
    pub masked: usize,
}

impl Whole {
    /// The manifests of `files` alone, as [`super::manifests`] joins them.
    pub fn manifests(files: &Files) -> Self {
        let (files, masked) = mask::masked(files);
        Self { text: super::manifests(&files, &read(&files).0), masked }
    }

    /// A scenario, and behind it the manifests of `files`; of those in scenarios only what stands in the first, which is the one
    /// that counts.
    pub fn scenario(scenario: &Scenario, files: &Files) -> Self {
        let Self { text, masked } = Self::of_first(files);
        Self { text: format!("{}---\n{text}", scenario.written()), masked }
    }

    /// The same for the inside of an HTML element `script`, which the text must not end: without any `<`. The manifests stand in
    /// the scenario, in double quotes.
    pub fn scenario_in_html(scenario: &Scenario, files: &Files) -> Self {
        let Self { text, masked } = Self::of_first(files);
        let text = format!("{}manifests: {}\n", scenario.written(), double_quoted(&text));
        // What is written anew stands in double quotes wherever it has one, and those of YAML can name any character.
        Self { text: text.replace('<', "\\u003c"), masked }
    }

    fn of_first(files: &Files) -> Self {
        let (files, masked) = mask::masked(files);
        let (all, _) = read(&files);
        let first = all.first().map(|scenario| scenario.span);
        Self { text: joined(&files, &all, |scenario| Some(scenario.span) == first), masked }
    }
}

impl Scenario {
    /// What was asked of a world with these knobs at this moment, and what came of it, as a test that passes.
    pub fn of(trace: &Explanation, knobs: Knobs, state: State) -> Self {
        let nowhere = Span::new(FileId(0), 0, 0);
        let tests = vec![Test::of(trace, &state)];
        Self { knobs, state, tests, ..Self::empty(nowhere) }
    }
}

impl Test {
    /// What was asked, and what came of it.
    pub fn of(trace: &Explanation, state: &State) -> Self {
        Self {
            name: format!("{} to {}", trace.request.from, trace.request.to),
            source: None,
            request: trace.request.clone(),
            state: state.clone(),
            expect: Expect::of(trace),
            span: Span::new(FileId(0), 0, 0),
        }
    }
}
