mod client;
mod edit;
mod field;
mod knob;
mod node;
mod problem;
mod reason;
mod request;
mod scenario;
mod words;

pub(super) use client::client_sees;
pub(super) use edit::refusal;
pub(super) use field::{absent, takes};
pub(super) use knob::{knob, knob_error};
pub(super) use node::node_outcome;
pub(super) use problem::{fix_title, problem};
pub(super) use reason::reason;
pub(super) use request::request_error;
pub(super) use scenario::difference;
pub(super) use words::{STEP_TABLE, assumption, place, verdict, way, why_not};

/// Число с существительным: 1 под, 2 пода, 5 подов.
fn plural(n: usize, one: &str, few: &str, many: &str) -> String {
    let word = match (n % 10, n % 100) {
        (1, tail) if tail != 11 => one,
        (2..=4, tail) if !(12..=14).contains(&tail) => few,
        _ => many,
    };
    format!("{n} {word}")
}
