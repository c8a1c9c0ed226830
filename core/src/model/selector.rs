//! Labels and what selects them.

use std::collections::BTreeMap;

pub type Labels = BTreeMap<String, String>;

/// A label selector: every requirement holds. Without requirements it selects everything; a Service without selector has
/// no `Selector` at all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selector {
    pub labels: Labels,
    pub expressions: Vec<(String, Requirement)>,
}

/// One of `matchExpressions`, without its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Requirement {
    In(Vec<String>),
    NotIn(Vec<String>),
    Exists,
    DoesNotExist,
    /// A number above this one (node affinity only).
    Gt(i64),
    /// A number below this one (node affinity only).
    Lt(i64),
}

impl Selector {
    pub fn matches(&self, labels: &Labels) -> bool {
        self.labels.iter().all(|(key, value)| labels.get(key) == Some(value))
            && self.expressions.iter().all(|(key, requirement)| requirement.matches(labels.get(key)))
    }
}

impl Requirement {
    /// Whether it holds for what stands under its key; `None`: nothing does.
    pub fn matches(&self, value: Option<&String>) -> bool {
        match self {
            Requirement::In(values) => value.is_some_and(|value| values.contains(value)),
            Requirement::NotIn(values) => value.is_none_or(|value| !values.contains(value)),
            Requirement::Exists => value.is_some(),
            Requirement::DoesNotExist => value.is_none(),
            Requirement::Gt(bound) => {
                value.and_then(|value| value.parse().ok()).is_some_and(|value: i64| value > *bound)
            }
            Requirement::Lt(bound) => {
                value.and_then(|value| value.parse().ok()).is_some_and(|value: i64| value < *bound)
            }
        }
    }
}
