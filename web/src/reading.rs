//! What the texts say, derived once for each version of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use svcpath_core::decode::decode;
use svcpath_core::diagnostic::Diagnostic;
use svcpath_core::knobs::{Knob, Knobs};
use svcpath_core::lang::Lang;
use svcpath_core::manifest::{Manifests, parse_after};
use svcpath_core::model::Cluster;
use svcpath_core::problem::Problem;
use svcpath_core::request::Request;
use svcpath_core::scenario::{self, Arrangement, Expect, Scenario, Search, Test, Texts, Unreadable, ViewHint};
use svcpath_core::state::{Change, State};
use svcpath_core::text::{FileId, Files, Span};
use svcpath_core::trace::Explanation;
use svcpath_core::world::World;
use svcpath_scene::{Arrangement as Columns, Point};

/// What the reader of the page sets beside the texts.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Setting {
    pub(crate) knobs: BTreeMap<Knob, String>,
    /// What manifests cannot say about the moment, over what a scenario says.
    pub(crate) changes: Vec<Change>,
    /// Where columns were put, over where a scenario puts them.
    pub(crate) layout: Places,
}

/// By name, as in a scenario's `layout`.
pub(crate) type Places = BTreeMap<String, Point>;

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
    /// The scenarios among the texts; the first is the one that counts.
    search: Search,
    /// Problems of the texts themselves, in the order of the text.
    pub(crate) problems: Vec<Diagnostic>,
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
        let (search, mut problems) = Search::after(files, &before.search);
        let first = search.scenarios.first();
        let (texts, more) = match first {
            Some(scenario) => scenario.texts(files, &search.scenarios, |path| {
                // A browser has no folders to read from; files that are here count already.
                let here = scenario::is_among(path, scenario, files);
                if here { Ok(Vec::new()) } else { Err(Unreadable::Missing) }
            }),
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
            questions: first.map(questions).unwrap_or_default(),
            search,
        })
    }

    /// The first scenario among the texts.
    fn scenario(&self) -> Option<&Scenario> {
        self.search.scenarios.first()
    }

    /// The first place where a text stops being YAML: what is typed there is not finished yet.
    pub(crate) fn broken(&self) -> Option<&Diagnostic> {
        self.problems.iter().find(|problem| matches!(problem.problem, Problem::Syntax { .. }))
    }

    /// Whether nothing but comments, white space and what plays no part differs.
    pub(crate) fn means_the_same(&self, other: &Self) -> bool {
        let set = match (self.scenario(), other.scenario()) {
            (Some(one), Some(other)) => one.knobs == other.knobs && one.state == other.state,
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        set && self.cluster == other.cluster
    }

    /// How a scenario among the texts wants to be looked at.
    pub(crate) fn view(&self) -> ViewHint {
        self.scenario().map(|scenario| scenario.view.clone()).unwrap_or_default()
    }

    /// Whether a scenario among the texts has words of its own for steps.
    pub(crate) fn teaches(&self) -> bool {
        self.scenario().is_some_and(|scenario| !scenario.captions.is_empty())
    }

    /// Those words, for a step (from 0) of the answer to a request. They are about what the scenario asks first; where it asks
    /// nothing, about whatever is asked.
    pub(crate) fn caption(&self, request: &Request, step: usize, lang: Lang) -> Option<String> {
        let about = self.questions.first().is_none_or(|question| question.request == *request);
        let caption = self.scenario()?.captions.iter().find(|caption| caption.step == step + 1)?;
        caption.words(lang).filter(|_| about).map(str::to_owned)
    }

    /// The world of this reading, with what the reader of the page set.
    pub(crate) fn world(&self, setting: &Setting) -> World {
        self.world_after(setting, None)
    }

    /// As [`Self::world`]; what comes from the same as in the world `before` is shared with it.
    pub(crate) fn world_after(&self, setting: &Setting, before: Option<&World>) -> World {
        World::build_after(&self.cluster, &self.knobs(setting), &self.state(setting), before)
    }

    /// What the scenario sets, and over it the reader of the page. Values were checked when they were set.
    fn knobs(&self, setting: &Setting) -> Knobs {
        let mut knobs = self.scenario().map(|scenario| scenario.knobs.clone()).unwrap_or_default();
        for (knob, value) in &setting.knobs {
            let _ = knobs.set(knob.as_str(), &[value]);
        }
        knobs
    }

    /// What the scenario says of the moment, and over it what was changed by hand.
    fn state(&self, setting: &Setting) -> State {
        let state = self.scenario().map(|scenario| scenario.state.clone()).unwrap_or_default();
        setting.changes.iter().fold(state, State::with)
    }

    /// Where columns stand that were put somewhere.
    pub(crate) fn layout(&self, setting: &Setting) -> Places {
        let mut layout = self.scenario().map(|scenario| scenario.layout.clone()).unwrap_or_default();
        layout.extend(setting.layout.clone());
        layout
    }

    /// All that is seen here, at a step from 0: the scenario among the texts with what the reader set. `asked` and what came of it is its first test.
    pub(crate) fn kept(
        &self,
        setting: &Setting,
        columns: Columns,
        step: usize,
        asked: Option<&Explanation>,
    ) -> Scenario {
        let before = self.scenario().cloned().unwrap_or_else(|| Scenario::empty(Span::new(FileId(0), 0, 0)));
        let (knobs, state) = (self.knobs(setting), self.state(setting));
        let test = asked.map(|trace| Test::of(trace, &state));
        // What was expected before something was changed by hand need not hold now.
        let kept = before.tests.into_iter().filter(|test| {
            setting.changes.is_empty()
                && setting.knobs.is_empty()
                && asked.is_none_or(|trace| test.request != trace.request)
        });
        let tests = test.into_iter().chain(kept).collect();
        let arrangement = match columns {
            Columns::Nodes => Arrangement::Nodes,
            Columns::Apps => Arrangement::Apps,
        };
        let view = ViewHint { arrangement: Some(arrangement), zoom: None, step: Some(step + 1) };
        Scenario { knobs, state, view, layout: self.layout(setting), tests, ..before }
    }

    /// What was asked here and what came of it, and nothing else.
    pub(crate) fn test(&self, setting: &Setting, asked: &Explanation) -> Scenario {
        Scenario::of(asked, self.knobs(setting), self.state(setting))
    }

    /// Whether a scenario is among the texts.
    pub(crate) fn holds_scenario(&self) -> bool {
        self.scenario().is_some()
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

#[cfg(test)]
mod tests {
    use super::*;
    use svcpath_core::request::Written;

    #[test]
    fn a_lesson_is_about_what_its_scenario_asks_first() {
        let asked = |to: &str| {
            let written = Written { from: "node/node-1".into(), to: to.into(), ..Written::default() };
            Request::parse(&written).expect("a request")
        };
        let text = "captions:\n- {step: 2, text: {en: Two, ru: Два}}\ntests:\n\
                    - {name: one, from: node/node-1, to: 'http://10.0.0.1/', expect: {verdict: unmatched}}\n";
        let reading = Reading::of(&Files::single("lesson.yaml", text));
        assert!(reading.teaches() && reading.problems.is_empty(), "{:?}", reading.problems);
        let (first, other) = (asked("http://10.0.0.1/"), asked("http://10.0.0.2/"));
        assert_eq!(reading.caption(&first, 1, Lang::Ru).as_deref(), Some("Два"));
        assert_eq!(reading.caption(&first, 0, Lang::En), None);
        assert_eq!(reading.caption(&other, 1, Lang::En), None);
        let lesson = text.split("tests:").next().expect("captions");
        let reading = Reading::of(&Files::single("lesson.yaml", format!("{lesson}manifests: ''\n")));
        assert_eq!(reading.caption(&other, 1, Lang::En).as_deref(), Some("Two"));
    }
}
