//! The page's own words, one constant a language: a word that is missing does not compile.
//! What core says (reasons, problems, verdicts) is in core's wording.

mod en;
mod hands;
mod ru;

pub(crate) use hands::Hands;

use svcpath_core::expose::Exposure;
use svcpath_core::lang::Lang;
use svcpath_core::trace::{Decision, Place, Stage};

use crate::session::Deed;

#[derive(Debug)]
pub(crate) struct Text {
    pub(crate) title: &'static str,
    // Top bar
    pub(crate) exposure: &'static str,
    /// When to use it, and its weakness.
    pub(crate) advice: fn(Exposure) -> (&'static str, &'static str),
    pub(crate) examples: &'static str,
    pub(crate) from: &'static str,
    pub(crate) to: &'static str,
    pub(crate) trace: &'static str,
    pub(crate) drop_part: fn(&str) -> String,
    pub(crate) http: &'static str,
    pub(crate) method: &'static str,
    pub(crate) headers: &'static str,
    pub(crate) query: &'static str,
    /// Before what the rules of the manifests look for.
    pub(crate) suggested: &'static str,
    pub(crate) undo: &'static str,
    pub(crate) redo: &'static str,
    /// What was done, after the word for undoing it.
    pub(crate) deed: fn(&Deed) -> String,
    pub(crate) share: &'static str,
    pub(crate) copy_link: &'static str,
    pub(crate) copy_answer: &'static str,
    pub(crate) copied: &'static str,
    pub(crate) not_copied: &'static str,
    pub(crate) export: &'static str,
    pub(crate) language: &'static str,
    pub(crate) theme: &'static str,
    pub(crate) themes: [&'static str; 3],
    // Left panel
    pub(crate) manifests: &'static str,
    pub(crate) fold: &'static str,
    pub(crate) problems: &'static str,
    pub(crate) no_problems: &'static str,
    pub(crate) routes: &'static str,
    /// How many routes there are, how many of them fail, and of how many nobody can tell.
    pub(crate) routes_found: fn(usize, usize, usize) -> String,
    pub(crate) no_routes: &'static str,
    pub(crate) line: fn(u32) -> String,
    /// A line, in two or three signs.
    pub(crate) line_short: fn(u32) -> String,
    pub(crate) severities: [&'static str; 3],
    pub(crate) apply: fn(&str) -> String,
    pub(crate) loading_editor: &'static str,
    pub(crate) editor_failed: &'static str,
    pub(crate) file: &'static str,
    // Picture
    pub(crate) not_kept: &'static str,
    pub(crate) search: &'static str,
    /// Of a Service that is not drawn.
    pub(crate) trace_to: fn(&str) -> String,
    pub(crate) nothing_found: &'static str,
    /// Into a node's kernel.
    pub(crate) inside: fn(&str) -> String,
    pub(crate) outside: &'static str,
    pub(crate) lingers: &'static str,
    /// Columns.
    pub(crate) by_workload: &'static str,
    pub(crate) all_branches: &'static str,
    /// What the answer rests on.
    pub(crate) assumed: &'static str,
    pub(crate) map: &'static str,
    pub(crate) outline: &'static str,
    pub(crate) assumptions: &'static str,
    pub(crate) set: &'static str,
    pub(crate) settings: &'static str,
    pub(crate) nodes: &'static str,
    /// Before what a node answers with, for those who do not see the sign.
    pub(crate) answers: &'static str,
    pub(crate) nodes_in_all: fn(usize) -> String,
    pub(crate) node_columns: [&'static str; 3],
    pub(crate) stale: fn(u32, &str) -> String,
    pub(crate) paste: &'static str,
    pub(crate) copy_command: &'static str,
    // Answer
    pub(crate) answer: &'static str,
    pub(crate) verdict: &'static str,
    pub(crate) ask_first: &'static str,
    /// Where there is no place to ask.
    pub(crate) nothing_asked: &'static str,
    pub(crate) client_sees: &'static str,
    pub(crate) pod_sees: &'static str,
    pub(crate) source: fn(&str) -> String,
    pub(crate) not_the_client: &'static str,
    pub(crate) path_of: fn(usize, usize) -> String,
    pub(crate) which_path: &'static str,
    pub(crate) ways_round: &'static str,
    pub(crate) step_of: fn(usize, usize) -> String,
    pub(crate) header: &'static str,
    pub(crate) header_columns: [&'static str; 4],
    pub(crate) causes: &'static str,
    pub(crate) candidates: &'static str,
    pub(crate) chosen: &'static str,
    /// Instead of a stamp: a proxy opens another connection.
    pub(crate) new_connection: &'static str,
    pub(crate) hops: &'static str,
    pub(crate) hop_columns: [&'static str; 3],
    pub(crate) reply: &'static str,
    pub(crate) evidence: fn(u32) -> String,
    /// A place, in one or two words.
    pub(crate) place: fn(&Place) -> String,
    /// Who decides at a place, as a heading.
    pub(crate) decider: fn(&Place, Stage) -> String,
    pub(crate) stamp: fn(Decision) -> Option<&'static str>,
    // Playback
    pub(crate) play: &'static str,
    pub(crate) pause: &'static str,
    pub(crate) previous: &'static str,
    pub(crate) next: &'static str,
    pub(crate) timeline: &'static str,
    pub(crate) speed: &'static str,
    pub(crate) request: &'static str,
    pub(crate) no_reply: &'static str,
    // Embedding and notices
    pub(crate) open_in_svcpath: &'static str,
    pub(crate) bad_value: fn(&str, &str) -> String,
    pub(crate) bad_source: fn(&str) -> String,
}

impl Text {
    pub(crate) fn of(lang: Lang) -> &'static Self {
        match lang {
            Lang::En => &en::EN,
            Lang::Ru => &ru::RU,
        }
    }
}
