//! From the tree of a document to a scenario. What cannot be read is a problem at its line; everything else still counts.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::str::FromStr;

use super::{Arrangement, Caption, Expect, Manifests, Scenario, ScenarioProblem, ScenarioValue, Test, ViewHint};
use crate::decimal::Decimal;
use crate::diagnostic::Diagnostic;
use crate::knobs::Knobs;
use crate::lang::Lang;
use crate::lean::gathered;
use crate::manifest::{Node, Value};
use crate::problem::Problem;
use crate::request::{Part, Request, Written};
use crate::state::State;
use crate::trace::{Rewrite, Verdict};

const SCENARIO: &[&str] = &[
    "apiVersion",
    "kind",
    "metadata",
    "source",
    "cluster",
    "manifests",
    "tests",
    "state",
    "view",
    "captions",
    "layout",
];
const TEST: &[&str] = &["name", "source", "from", "to", "at", "via", "method", "headers", "state", "expect"];
const EXPECT: &[&str] = &[
    "verdict",
    "endpoints",
    "pods",
    "workload",
    "workloads",
    "port",
    "masquerade",
    "service",
    "weights",
    "status",
    "rewrite",
    "location",
    "answers",
    "reason",
];
const REWRITE: &[&str] = &["path", "host", "headers"];
const STATE: &[&str] = &["notReady", "notListening", "down", "addresses", "placement"];
const VIEW: &[&str] = &["arrangement", "zoom", "step"];
const CAPTION: &[&str] = &["step", "text"];

#[derive(Default)]
pub(super) struct Reader {
    pub(super) problems: Vec<Diagnostic>,
}

impl Reader {
    pub(super) fn scenario(&mut self, node: &Node) -> Scenario {
        let mut scenario = Scenario::empty(node.span);
        let mut tests = None;
        for (key, value) in self.fields(node, SCENARIO) {
            match key {
                "source" => scenario.source = self.text(key, value),
                "cluster" => self.knobs(value, &mut scenario.knobs),
                "manifests" => scenario.manifests = self.manifests(value),
                "tests" => tests = Some(value),
                "state" => self.state(value, &mut scenario.state),
                "view" => scenario.view = self.view(value),
                "captions" => scenario.captions = self.captions(value),
                "layout" => scenario.layout = self.layout(value),
                // The object's own head: a name may stand there, and nothing reads it.
                _ => {}
            }
        }
        // Last, because tests build on the scenario's state, wherever it is written.
        for test in tests.map(|tests| self.list("tests", tests)).unwrap_or_default() {
            scenario.tests.extend(self.test(test, &scenario.state));
        }
        scenario
    }

    fn manifests(&mut self, node: &Node) -> Manifests {
        match &node.value {
            Value::Null => Manifests::Beside,
            Value::Scalar(scalar) => Manifests::Inline { text: scalar.text.to_string(), span: node.span },
            Value::Sequence(items) => {
                let paths = items.iter().filter_map(|item| Some((self.text("manifests", item)?, item.span)));
                Manifests::Paths(paths.collect())
            }
            Value::Mapping(_) => {
                self.wrong("manifests", node, ScenarioValue::Manifests);
                Manifests::Beside
            }
        }
    }

    fn knobs(&mut self, node: &Node, knobs: &mut Knobs) {
        for (key, value) in self.entries("cluster", node) {
            let values: Option<Vec<&str>> = match &value.value {
                Value::Null => Some(Vec::new()),
                Value::Scalar(scalar) => Some(vec![&scalar.text]),
                Value::Sequence(items) => items.iter().map(Node::text).collect(),
                Value::Mapping(_) => None,
            };
            let Some(values) = values else {
                self.wrong(key.text().unwrap_or_default(), value, ScenarioValue::Texts);
                continue;
            };
            if let Err(error) = knobs.set(key.text().unwrap_or_default(), &values) {
                let known = crate::knobs::Knob::named(&error.key).is_some();
                self.problem(if known { value } else { key }, ScenarioProblem::Knob(error));
            }
        }
    }

    fn state(&mut self, node: &Node, state: &mut State) {
        for (key, value) in self.fields(node, STATE) {
            match key {
                "notReady" => {
                    state
                        .not_ready
                        .extend(self.texts(key, value, ScenarioValue::Pod, |text| pod(text).map(str::to_owned)));
                }
                "notListening" => state.not_listening.extend(self.texts(key, value, ScenarioValue::PodPort, |text| {
                    let (name, port) = text.rsplit_once(':')?;
                    Some((pod(name)?.to_owned(), port.parse().ok()?))
                })),
                "down" => {
                    let down = self.texts(key, value, ScenarioValue::NodeOrPod, |text| {
                        let (kind, name) = text.split_once('/')?;
                        match kind {
                            "node" if !name.is_empty() && !name.contains('/') => Some((true, name.to_owned())),
                            "pod" => Some((false, pod(name)?.to_owned())),
                            _ => None,
                        }
                    });
                    for (is_node, name) in down {
                        if is_node {
                            state.nodes_down.insert(name)
                        } else {
                            state.pods_down.insert(name)
                        };
                    }
                }
                "addresses" => {
                    for (node, address) in self.entries(key, value) {
                        if let Some(address) = self.parsed::<IpAddr>(key, address, ScenarioValue::Address) {
                            state.addresses.insert(node.text().unwrap_or_default().into(), address);
                        }
                    }
                }
                "placement" => {
                    for (name, node) in self.entries(key, value) {
                        let Some(pod) = name.text().and_then(pod) else {
                            self.wrong(key, name, ScenarioValue::Pod);
                            continue;
                        };
                        if let Some(node) = self.text(key, node) {
                            state.placement.insert(pod.into(), node);
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn test(&mut self, node: &Node, state: &State) -> Option<Test> {
        let (mut name, mut source, mut expect) = (None, None, None);
        let mut state = state.clone();
        let mut written = Written { from: "internet".into(), ..Written::default() };
        let mut to = None;
        for (key, value) in self.fields(node, TEST) {
            match key {
                "name" => name = self.text(key, value),
                "source" => source = self.text(key, value),
                "from" => written.from = self.text(key, value)?,
                "to" => to = self.text(key, value),
                "at" => written.at = self.text(key, value),
                "via" => written.via = self.text(key, value),
                "method" => written.method = self.text(key, value),
                "headers" => {
                    written.headers =
                        self.pairs(value).into_iter().map(|(name, value)| format!("{name}: {value}")).collect();
                }
                "state" => self.state(value, &mut state),
                "expect" => expect = self.expect(value),
                _ => {}
            }
        }
        for (key, missing) in [("to", node.get("to").is_none()), ("expect", node.get("expect").is_none())] {
            if missing {
                self.problem(node, ScenarioProblem::MissingKey { key });
            }
        }
        written.to = to?;
        let request = match Request::parse(&written) {
            Ok(request) => request,
            Err(error) => {
                let key = if error.part == Part::Header { "headers" } else { error.part.as_str() };
                self.problem(node.get(key).unwrap_or(node), ScenarioProblem::Request(error));
                return None;
            }
        };
        let name = name.unwrap_or_else(|| format!("{} to {}", request.from, request.to));
        Some(Test { name, source, request, state, expect: expect?, span: node.span })
    }

    fn expect(&mut self, node: &Node) -> Option<Expect> {
        let mut expect = Expect::verdict(Verdict::Unknown);
        let mut verdict = None;
        for (key, value) in self.fields(node, EXPECT) {
            match key {
                "verdict" => {
                    let known = |text: &str| Verdict::ALL.into_iter().find(|verdict| verdict.as_str() == text);
                    verdict = value.text().and_then(known);
                    if verdict.is_none() {
                        self.wrong(key, value, ScenarioValue::Verdict);
                    }
                }
                "endpoints" => {
                    let endpoints = self.texts(key, value, ScenarioValue::Endpoint, |text| text.parse().ok());
                    expect.endpoints = Some(endpoints.into_iter().collect());
                }
                "pods" => expect.pods = Some(self.set(key, value)),
                "workload" => expect.workload = self.text(key, value),
                "workloads" => expect.workloads = Some(self.set(key, value)),
                "port" => expect.port = self.parsed(key, value, ScenarioValue::Port),
                "masquerade" => expect.masquerade = self.parsed(key, value, ScenarioValue::Bool),
                "service" => expect.service = self.text(key, value),
                "weights" => {
                    let mut weights = BTreeMap::new();
                    for (service, share) in self.entries(key, value) {
                        if let Some(share) =
                            self.parsed::<Decimal>(key, share, ScenarioValue::Share).map(Decimal::to_f64)
                        {
                            weights.insert(service.text().unwrap_or_default().to_owned(), share);
                        }
                    }
                    expect.weights = Some(weights);
                }
                "status" => expect.status = self.parsed(key, value, ScenarioValue::Status),
                "rewrite" => expect.rewrite = Some(self.rewrite(value)),
                "location" => expect.location = self.text(key, value),
                "answers" => expect.answers = Some(self.set(key, value)),
                "reason" => expect.reason = self.text(key, value),
                _ => {}
            }
        }
        if node.get("verdict").is_none() {
            self.problem(node, ScenarioProblem::MissingKey { key: "verdict" });
        }
        verdict.map(|verdict| Expect { verdict, ..expect })
    }

    fn rewrite(&mut self, node: &Node) -> Rewrite {
        let mut rewrite = Rewrite::default();
        for (key, value) in self.fields(node, REWRITE) {
            match key {
                "path" => rewrite.path = self.text(key, value),
                "host" => rewrite.host = self.text(key, value),
                "headers" => rewrite.headers = self.pairs(value),
                _ => {}
            }
        }
        rewrite
    }

    fn view(&mut self, node: &Node) -> ViewHint {
        let mut view = ViewHint::default();
        for (key, value) in self.fields(node, VIEW) {
            match key {
                "arrangement" => {
                    view.arrangement = match value.text() {
                        Some("nodes") => Some(Arrangement::Nodes),
                        Some("apps") => Some(Arrangement::Apps),
                        Some(_) | None => {
                            self.wrong(key, value, ScenarioValue::Arrangement);
                            None
                        }
                    }
                }
                "zoom" => view.zoom = self.parsed(key, value, ScenarioValue::Number).map(Decimal::to_f32),
                "step" => view.step = self.parsed(key, value, ScenarioValue::Step),
                _ => {}
            }
        }
        view
    }

    fn captions(&mut self, node: &Node) -> Vec<Caption> {
        let mut captions = Vec::new();
        for item in self.list("captions", node) {
            let mut caption = Caption { step: 0, text: BTreeMap::new() };
            for (key, value) in self.fields(item, CAPTION) {
                match key {
                    "step" => caption.step = self.parsed(key, value, ScenarioValue::Step).unwrap_or_default(),
                    "text" => {
                        for (language, words) in self.entries(key, value) {
                            let lang = Lang::ALL.into_iter().find(|lang| language.text() == Some(lang.tag()));
                            match (lang, self.text(key, words)) {
                                (Some(lang), Some(words)) => _ = caption.text.insert(lang, words),
                                (None, _) => self.wrong(key, language, ScenarioValue::Language),
                                (Some(_), None) => {}
                            }
                        }
                    }
                    _ => {}
                }
            }
            captions.push(caption);
        }
        captions
    }

    fn layout(&mut self, node: &Node) -> BTreeMap<String, (f32, f32)> {
        let mut layout = BTreeMap::new();
        for (name, position) in self.entries("layout", node) {
            let number = |node: &Node| Some(Decimal::parse(node.text()?)?.to_f32()).filter(|number| number.is_finite());
            match position.items() {
                [x, y] if number(x).is_some() && number(y).is_some() => {
                    let at = (number(x).unwrap_or_default(), number(y).unwrap_or_default());
                    layout.insert(name.text().unwrap_or_default().to_owned(), at);
                }
                _ => self.wrong("layout", position, ScenarioValue::Position),
            }
        }
        layout
    }

    /// Names and values: a mapping.
    fn pairs(&mut self, node: &Node) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        for (name, value) in self.entries("headers", node) {
            if let Some(value) = self.text("headers", value) {
                pairs.push((name.text().unwrap_or_default().to_owned(), value));
            }
        }
        pairs
    }

    /// The entries of a mapping whose keys are known and whose values are not null; unknown keys are problems.
    fn fields<'a>(&mut self, node: &'a Node, known: &'static [&'static str]) -> Vec<(&'static str, &'a Node)> {
        let mut fields = Vec::new();
        for (key, value) in self.entries("", node) {
            let name = key.text().unwrap_or_default();
            match known.iter().find(|known| **known == name) {
                Some(_) if value.value == Value::Null => {}
                Some(known) => fields.push((*known, value)),
                None => self.problem(key, ScenarioProblem::UnknownKey { key: name.into(), known }),
            }
        }
        fields
    }

    fn entries<'a>(&mut self, key: &str, node: &'a Node) -> &'a [(Node, Node)] {
        if !matches!(node.value, Value::Mapping(_) | Value::Null) {
            self.wrong(key, node, ScenarioValue::Mapping);
        }
        node.entries()
    }

    fn list<'a>(&mut self, key: &str, node: &'a Node) -> &'a [Node] {
        if !matches!(node.value, Value::Sequence(_) | Value::Null) {
            self.wrong(key, node, ScenarioValue::List);
        }
        node.items()
    }

    fn text(&mut self, key: &str, node: &Node) -> Option<String> {
        if node.text().is_none() {
            self.wrong(key, node, ScenarioValue::Text);
        }
        node.text().map(str::to_owned)
    }

    fn parsed<T: FromStr>(&mut self, key: &str, node: &Node, expected: ScenarioValue) -> Option<T> {
        let value = node.text().and_then(|text| text.parse().ok());
        if value.is_none() {
            self.wrong(key, node, expected);
        }
        value
    }

    fn texts<T>(
        &mut self,
        key: &str,
        node: &Node,
        expected: ScenarioValue,
        read: impl Fn(&str) -> Option<T>,
    ) -> Vec<T> {
        let mut values = Vec::new();
        for item in self.list(key, node) {
            match item.text().and_then(&read) {
                Some(value) => values.push(value),
                None => self.wrong(key, item, expected),
            }
        }
        values
    }

    fn set(&mut self, key: &str, node: &Node) -> BTreeSet<String> {
        gathered(self.texts(key, node, ScenarioValue::Text, |text| Some(text.to_owned())))
    }

    fn wrong(&mut self, key: &str, node: &Node, expected: ScenarioValue) {
        let read = match &node.value {
            Value::Null => "null",
            Value::Scalar(scalar) => &scalar.text,
            Value::Sequence(_) => "[…]",
            Value::Mapping(_) => "{…}",
        };
        self.problem(node, ScenarioProblem::Value { key: key.into(), read: read.into(), expected });
    }

    fn problem(&mut self, node: &Node, problem: ScenarioProblem) {
        self.problems.push(Diagnostic::at(Problem::Scenario(problem), node.span));
    }
}

/// `namespace/name`
fn pod(text: &str) -> Option<&str> {
    let (namespace, name) = text.split_once('/')?;
    (!namespace.is_empty() && !name.is_empty() && !name.contains('/')).then_some(text)
}
