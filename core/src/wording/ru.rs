mod client;
mod knob;
mod problem;
mod request;
mod scenario;

pub(super) use client::client_sees;
pub(super) use knob::knob_error;
pub(super) use problem::{fix_title, problem};
pub(super) use request::request_error;
pub(super) use scenario::difference;

use crate::assumption::Assumption;
use crate::reason::Reason;
use crate::trace::{Verdict, WayKind, WhyNot};

pub(super) fn reason(what: &Reason) -> String {
    what.code().into()
}

pub(super) fn assumption(what: &Assumption) -> String {
    what.code().into()
}

pub(super) fn verdict(what: &Verdict) -> String {
    what.as_str().into()
}

pub(super) fn why_not(what: &WhyNot) -> String {
    format!("{what:?}")
}

pub(super) fn way(what: &WayKind) -> String {
    format!("{what:?}")
}
