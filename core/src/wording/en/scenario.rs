use super::{knob_error, request_error};
use crate::scenario::{Difference, ScenarioProblem, ScenarioValue, Unreadable};
use crate::trace::Verdict;

pub(super) fn scenario_problem(what: &ScenarioProblem) -> String {
    match what {
        ScenarioProblem::UnknownKey { key, known } => {
            format!("Unknown key “{key}”; here stand {}.", known.join(", "))
        }
        ScenarioProblem::MissingKey { key } => format!("The key “{key}” is missing."),
        ScenarioProblem::Value { key, read, expected } => {
            let about = if key.is_empty() { String::new() } else { format!(" for {key}") };
            format!("Read “{read}”{about}; expected {}.", value(*expected))
        }
        ScenarioProblem::Request(error) => format!("{}: {}.", error.part.as_str(), request_error(error)),
        ScenarioProblem::Knob(error) => format!("cluster: {}.", knob_error(error)),
        ScenarioProblem::Manifests { path, why: Unreadable::System(said) } => {
            format!("Manifests “{path}” cannot be read: {said}.")
        }
        ScenarioProblem::Manifests { path, why: Unreadable::Missing } => {
            format!("Manifests “{path}” are not among the files here; add that file to them.")
        }
    }
}

pub(in crate::wording) fn difference(what: &Difference) -> String {
    let or_none = |text: &str| if text.is_empty() { "none".to_owned() } else { text.to_owned() };
    format!("{}: expected {}, found {}", what.key, or_none(&what.expected), or_none(&what.found))
}

fn value(expected: ScenarioValue) -> String {
    match expected {
        ScenarioValue::Mapping => "a mapping",
        ScenarioValue::List => "a list",
        ScenarioValue::Text => "text",
        ScenarioValue::Texts => "text or a list of texts",
        ScenarioValue::Manifests => "manifests as text, or a list of paths",
        ScenarioValue::Bool => "true or false",
        ScenarioValue::Port => "a port from 1 to 65535",
        ScenarioValue::Status => "an HTTP status",
        ScenarioValue::Step => "a step's number",
        ScenarioValue::Number => "a number",
        ScenarioValue::Share => "a share from 0 to 1",
        ScenarioValue::Address => "an IP address",
        ScenarioValue::Endpoint => "an address and a port, for example 10.244.1.5:8080",
        ScenarioValue::Verdict => {
            return format!("one of {}", Verdict::ALL.map(Verdict::as_str).join(", "));
        }
        ScenarioValue::Pod => "a pod as namespace/name",
        ScenarioValue::PodPort => "a pod and a port as namespace/name:port",
        ScenarioValue::NodeOrPod => "node/<name> or pod/<namespace>/<name>",
        ScenarioValue::Arrangement => "nodes or apps",
        ScenarioValue::Position => "a position as [x, y]",
        ScenarioValue::Language => "a language: en or ru",
    }
    .into()
}
