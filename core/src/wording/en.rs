mod client;
mod field;
mod knob;
mod node;
mod problem;
mod reason;
mod request;
mod scenario;
mod words;

pub(super) use client::client_sees;
pub(super) use field::{absent, takes};
pub(super) use knob::{knob, knob_error};
pub(super) use node::node_outcome;
pub(super) use problem::{fix_title, problem};
pub(super) use reason::reason;
pub(super) use request::request_error;
pub(super) use scenario::difference;
pub(super) use words::{assumption, place, verdict, way, why_not};
