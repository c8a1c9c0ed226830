use super::{knob_error, request_error};
use crate::scenario::{Difference, ScenarioProblem, ScenarioValue, Unreadable};
use crate::trace::Verdict;

pub(super) fn scenario_problem(what: &ScenarioProblem) -> String {
    match what {
        ScenarioProblem::UnknownKey { key, known } => {
            format!("Неизвестный ключ «{key}»; здесь бывают {}.", known.join(", "))
        }
        ScenarioProblem::MissingKey { key } => format!("Не хватает ключа «{key}»."),
        ScenarioProblem::Value { key, read, expected } => {
            let about = if key.is_empty() { String::new() } else { format!(" для {key}") };
            format!("Прочитано «{read}»{about}; ожидается {}.", value(*expected))
        }
        ScenarioProblem::Request(error) => format!("{}: {}.", error.part.as_str(), request_error(error)),
        ScenarioProblem::Knob(error) => format!("cluster: {}.", knob_error(error)),
        ScenarioProblem::Manifests { path, why: Unreadable::System(said) } => {
            format!("Манифесты «{path}» не читаются: {said}.")
        }
        ScenarioProblem::Manifests { path, why: Unreadable::Missing } => {
            format!("Манифестов «{path}» нет среди файлов; добавьте к ним этот файл.")
        }
    }
}

pub(in crate::wording) fn difference(what: &Difference) -> String {
    let or_none = |text: &str| if text.is_empty() { "ничего".to_owned() } else { text.to_owned() };
    format!("{}: ожидалось {}, получено {}", what.key, or_none(&what.expected), or_none(&what.found))
}

fn value(expected: ScenarioValue) -> String {
    match expected {
        ScenarioValue::Mapping => "отображение ключей в значения",
        ScenarioValue::List => "список",
        ScenarioValue::Text => "текст",
        ScenarioValue::Texts => "текст или список текстов",
        ScenarioValue::Manifests => "текст манифестов или список путей",
        ScenarioValue::Bool => "true или false",
        ScenarioValue::Port => "порт от 1 до 65535",
        ScenarioValue::Status => "код состояния HTTP",
        ScenarioValue::Step => "номер шага",
        ScenarioValue::Number => "число",
        ScenarioValue::Share => "доля от 0 до 1",
        ScenarioValue::Address => "IP-адрес",
        ScenarioValue::Endpoint => "адрес и порт, например 10.244.1.5:8080",
        ScenarioValue::Verdict => {
            return format!("одно из: {}", Verdict::ALL.map(Verdict::as_str).join(", "));
        }
        ScenarioValue::Pod => "под в виде пространство-имён/имя",
        ScenarioValue::PodPort => "под и порт в виде пространство-имён/имя:порт",
        ScenarioValue::NodeOrPod => "node/<имя> или pod/<пространство имён>/<имя>",
        ScenarioValue::Arrangement => "nodes или apps",
        ScenarioValue::Position => "положение в виде [x, y]",
        ScenarioValue::Language => "язык: en или ru",
    }
    .into()
}
