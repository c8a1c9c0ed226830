//! Every sentence that core says, in each language. One function per enum and language, exhaustive: a new reason does not
//! compile until both languages have words for it.

/// Writes a sentence in a function of its own.
macro_rules! say {
    ($out:expr, $($words:tt)*) => { $crate::apart::apart(|| write!($out, $($words)*)) };
}

mod en;
mod ru;
mod upstream;

pub use upstream::upstream;

use crate::assumption::Assumption;
use crate::diagnostic::FixTitle;
use crate::edit::Refusal;
use crate::fields::{Absent, Takes};
use crate::knobs::{Knob, KnobError};
use crate::lang::Lang;
use crate::problem::Problem;
use crate::reason::Reason;
use crate::request::RequestError;
use crate::route::NodeOutcome;
use crate::scenario::Difference;
use crate::trace::{Explanation, Place, Verdict, WayKind, WhyNot};

macro_rules! worded {
    ($($(#[$doc:meta])* $name:ident: $of:ty),* $(,)?) => {$(
        $(#[$doc])*
        pub fn $name(what: &$of, lang: Lang) -> String {
            match lang {
                Lang::En => en::$name(what),
                Lang::Ru => ru::$name(what),
            }
        }
    )*};
}

worded! {
    /// One sentence.
    reason: Reason,
    /// One sentence, without the place.
    problem: Problem,
    /// What the client sees, in a few words; each outcome with its share where requests end differently.
    client_sees: Explanation,
    /// A few words, as on a chip.
    assumption: Assumption,
    /// A place as sentences name it.
    place: Place,
    /// One or two words.
    verdict: Verdict,
    /// One or two words, beside a candidate.
    why_not: WhyNot,
    /// What one node does with a request, beside its name.
    node_outcome: NodeOutcome,
    /// One sentence: why a gesture changes nothing.
    refusal: Refusal,
    /// A button's words.
    fix_title: FixTitle,
    /// A button's words.
    way: WayKind,
    /// One line: what was read, what was expected, an example.
    request_error: RequestError,
    /// What a knob says, in a few words.
    knob: Knob,
    /// One line: what was read, what the knob takes.
    knob_error: KnobError,
    /// What a field takes, in a few words.
    takes: Takes,
    /// What holds where a field is left out, in a few words; empty where nothing does.
    absent: Absent,
    /// One line: which expectation does not hold.
    difference: Difference,
}

/// Before what the client sees, and the heads of a table of steps: place, sentence, packet, evidence.
pub fn step_table(lang: Lang) -> [&'static str; 5] {
    match lang {
        Lang::En => en::STEP_TABLE,
        Lang::Ru => ru::STEP_TABLE,
    }
}
