//! What the API server would say of a change: the object is decoded as it would be, by the same rules as any other.

use crate::decode::decode;
use crate::diagnostic::Diagnostic;
use crate::edit::label;
use crate::manifest::{Manifests, Node, Object, Scalar, Value};
use crate::object::{FieldPath, Segment};
use crate::text::Span;

use super::{Takes, place};

/// What would be wrong with the object if `value` stood at `path`, or nothing did: what concerns the field itself, first, and
/// what the change breaks elsewhere in the object. The value is what a form takes, without YAML's quotes.
///
/// Problems of things that do not exist yet stand at what is written around them.
pub fn refusals(object: &Object, path: &FieldPath, value: Option<&str>) -> Vec<Diagnostic> {
    refusals_together(object, &[(path.clone(), value)])
}

/// As [`refusals`], if all of these stood there at once; what concerns the first comes first.
pub fn refusals_together(object: &Object, fields: &[(FieldPath, Option<&str>)]) -> Vec<Diagnostic> {
    let before = problems(object);
    let changed = object.changed(|root| {
        for (path, value) in fields {
            // A label of a workload's pods changes wherever it is said (`Intent::set`).
            let others = label(object, path).filter(|_| value.is_some()).map(|(_, places)| places).unwrap_or_default();
            let scalar = value.map(|text| scalar(object, path, text));
            for place in others.iter().chain([path]) {
                change(root, &place.segments().collect::<Vec<_>>(), scalar.clone());
            }
        }
    });
    let after = problems(&changed);
    let concerns = |problem: &Diagnostic, path: &FieldPath| {
        let rest = problem.path.as_str().strip_prefix(path.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    };
    let is_new = |problem: &Diagnostic| {
        !before.iter().any(|known| known.problem == problem.problem && known.path == problem.path)
    };
    let (mut own, mut rest) = (Vec::new(), after);
    for (path, _) in fields {
        let (of_field, others) = rest.into_iter().partition(|problem| concerns(problem, path));
        own.extend::<Vec<_>>(of_field);
        rest = others;
    }
    own.extend(rest.into_iter().filter(is_new));
    own
}

/// As an edit writes it: `1e3` is no number of this kind, and would stand there in quotes.
fn scalar(object: &Object, path: &FieldPath, text: &str) -> Value {
    let takes = place(&object.reference.kind, path).map(|place| place.takes);
    let plain = takes.is_some_and(is_plain) && (text.parse::<i64>().is_ok() || matches!(text, "true" | "false"));
    Value::Scalar(Scalar { text: text.into(), plain })
}

fn problems(object: &Object) -> Vec<Diagnostic> {
    decode(&Manifests::new(vec![object.clone()])).1
}

/// Whether what is written is a number or a truth value. Everything else is a text, whatever it looks like.
fn is_plain(takes: Takes) -> bool {
    matches!(takes, Takes::Boolean | Takes::Integer(..) | Takes::Seconds(..) | Takes::Port(_) | Takes::PortOrName(_))
}

/// Writes the value, with what is missing on the way to it, or takes it away.
fn change(node: &mut Node, path: &[Segment<'_>], value: Option<Value>) {
    let Some((step, rest)) = path.split_first() else {
        node.value = value.unwrap_or(Value::Null);
        return;
    };
    let span = node.head();
    match step {
        Segment::Index(index) if !matches!(node.value, Value::Mapping(_)) => {
            let mut items = match std::mem::replace(&mut node.value, Value::Null) {
                Value::Sequence(items) => items,
                Value::Null | Value::Scalar(_) | Value::Mapping(_) => Vec::new(),
            };
            if value.is_none() && rest.is_empty() {
                if *index < items.len() {
                    items.remove(*index);
                }
            } else {
                // One behind the last is a new one.
                if *index >= items.len() {
                    items.push(Node { span, value: Value::Null });
                }
                let last = items.len().saturating_sub(1);
                if let Some(item) = items.get_mut((*index).min(last)) {
                    change(item, rest, value);
                }
            }
            node.value = Value::Sequence(items);
        }
        Segment::Index(index) => change_key(node, &index.to_string(), rest, value, span),
        Segment::Key(key) => change_key(node, key, rest, value, span),
    }
}

fn change_key(node: &mut Node, key: &str, rest: &[Segment<'_>], value: Option<Value>, span: Span) {
    if !matches!(node.value, Value::Mapping(_)) {
        node.value = Value::Mapping(Vec::new());
    }
    let Value::Mapping(entries) = &mut node.value else { return };
    let at = entries.iter().rposition(|(name, _)| name.text() == Some(key));
    if value.is_none() && (rest.is_empty() || at.is_none()) {
        entries.retain(|(name, _)| name.text() != Some(key));
        return;
    }
    let at = at.unwrap_or_else(|| {
        let name = Value::Scalar(Scalar { text: key.into(), plain: true });
        entries.push((Node { span, value: name }, Node { span, value: Value::Null }));
        entries.len().saturating_sub(1)
    });
    if let Some((_, inner)) = entries.get_mut(at) {
        change(inner, rest, value);
    }
}

#[cfg(test)]
mod tests;
