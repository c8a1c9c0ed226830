//! What can be wrong with a scenario file. Wording is in [`crate::wording`].

use crate::knobs::KnobError;
use crate::request::RequestError;
use crate::scenario::Unreadable;

#[derive(Debug, Clone, PartialEq)]
pub enum ScenarioProblem {
    /// A key that scenarios do not have here.
    UnknownKey {
        key: String,
        known: &'static [&'static str],
    },
    MissingKey {
        key: &'static str,
    },
    /// A value that cannot be read.
    Value {
        key: String,
        read: String,
        expected: ScenarioValue,
    },
    Request(RequestError),
    Knob(KnobError),
    /// Manifests that cannot be loaded.
    Manifests {
        path: String,
        why: Unreadable,
    },
}

/// What a value should have been.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScenarioValue {
    Mapping,
    List,
    Text,
    /// A list of texts.
    Texts,
    /// YAML text, or a list of paths.
    Manifests,
    Bool,
    Port,
    Status,
    Step,
    Number,
    /// A number from 0 to 1.
    Share,
    Address,
    /// `ip:port`
    Endpoint,
    Verdict,
    /// `namespace/name`
    Pod,
    /// `namespace/name:port`
    PodPort,
    /// `node/name` or `pod/namespace/name`
    NodeOrPod,
    Arrangement,
    /// `[x, y]`
    Position,
    /// `en` or `ru`
    Language,
}
