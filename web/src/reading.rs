//! What the texts say, derived once for each version of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use svcpath_core::decode::decode;
use svcpath_core::diagnostic::Diagnostic;
use svcpath_core::knobs::{Knob, Knobs};
use svcpath_core::manifest::{Manifests, parse_after};
use svcpath_core::model::Cluster;
use svcpath_core::problem::Problem;
use svcpath_core::request::Request;
use svcpath_core::scenario::{self, Expect, Scenario, Texts, ViewHint};
use svcpath_core::state::{Change, State};
use svcpath_core::text::Files;
use svcpath_core::world::World;

/// What the reader of the page sets beside the texts.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Setting {
    pub(crate) knobs: BTreeMap<Knob, String>,
    /// What manifests cannot say about the moment, over what a scenario says.
    pub(crate) changes: Vec<Change>,
}

impl Setting {
    /// Changes the moment; of what is said of the same, the last holds.
    pub(crate) fn change(&mut self, change: Change) {
        self.changes.retain(|known| !change.replaces(known));
        self.changes.push(change);
    }
}

/// One version of the texts, read.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    /// The texts, with whatever a scenario brings along.
    pub(crate) files: Files,
    pub(crate) manifests: Manifests,
    pub(crate) cluster: Cluster,
    /// Problems of the texts themselves, in the order of the text.
    pub(crate) problems: Vec<Diagnostic>,
    /// What a scenario among the texts sets.
    knobs: Knobs,
    state: State,
    /// How a scenario among the texts wants to be looked at.
    pub(crate) view: ViewHint,
    /// What a scenario among the texts asks.
    pub(crate) questions: Vec<Question>,
}

/// A request of a scenario, by the name of its test.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Question {
    pub(crate) name: String,
    pub(crate) request: Request,
    /// What must come of it.
    pub(crate) expect: Expect,
}

impl Reading {
    pub(crate) fn of(files: &Files) -> Arc<Self> {
        Self::after(files, &Self::default())
    }

    /// As [`Self::of`]; what is written as it was in an earlier version is not read again.
    pub(crate) fn after(files: &Files, before: &Self) -> Arc<Self> {
        let (scenarios, mut problems) = scenario::read(files);
        let first = scenarios.first();
        let (texts, more) = match first {
            // A browser has no folders to read from.
            Some(scenario) => scenario.texts(files, &scenarios, |path| Err(format!("{path} is not loaded"))),
            None => (Texts::plain(files.clone()), Vec::new()),
        };
        problems.extend(more);
        let (manifests, more) = parse_after(&texts.manifests, &before.manifests);
        problems.extend(more);
        let (cluster, more) = decode(&manifests);
        problems.extend(more);
        problems.sort_by_key(|problem| problem.span);
        // A break in a scenario is met twice: as a scenario and as a manifest.
        problems.dedup();
        Arc::new(Self {
            files: texts.files,
            manifests,
            cluster,
            problems,
            knobs: first.map(|scenario| scenario.knobs.clone()).unwrap_or_default(),
            state: first.map(|scenario| scenario.state.clone()).unwrap_or_default(),
            view: first.map(|scenario| scenario.view.clone()).unwrap_or_default(),
            questions: first.map(questions).unwrap_or_default(),
        })
    }

    /// The first place where a text stops being YAML: what is typed there is not finished yet.
    pub(crate) fn broken(&self) -> Option<&Diagnostic> {
        self.problems.iter().find(|problem| matches!(problem.problem, Problem::Syntax { .. }))
    }

    /// Whether nothing but comments, white space and what plays no part differs.
    pub(crate) fn means_the_same(&self, other: &Self) -> bool {
        self.cluster == other.cluster && self.knobs == other.knobs && self.state == other.state
    }

    /// The world of this reading, with what the reader of the page set.
    pub(crate) fn world(&self, setting: &Setting) -> World {
        let state = setting.changes.iter().fold(self.state.clone(), State::with);
        World::build(&self.cluster, &self.knobs(&setting.knobs), &state)
    }

    /// What the scenario sets, and over it the reader of the page. Values were checked when they were set.
    fn knobs(&self, set: &BTreeMap<Knob, String>) -> Knobs {
        let mut knobs = self.knobs.clone();
        for (knob, value) in set {
            let _ = knobs.set(knob.as_str(), &[value]);
        }
        knobs
    }
}

/// What the scenario asks of its world as it stands; each request once, by its first name.
fn questions(scenario: &Scenario) -> Vec<Question> {
    let mut questions: Vec<Question> = Vec::new();
    for test in scenario.tests.iter().filter(|test| test.state == scenario.state) {
        if questions.iter().all(|question| question.request != test.request) {
            let (name, request, expect) = (test.name.clone(), test.request.clone(), test.expect.clone());
            questions.push(Question { name, request, expect });
        }
    }
    questions
}
