//! What a step did to the packet, as a colour.

use svcpath_core::trace::Decision;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tint {
    Plain,
    Dst,
    Src,
    Bad,
}

impl Tint {
    pub(crate) fn of(decision: Decision) -> Self {
        match decision {
            Decision::Dnat => Tint::Dst,
            Decision::Snat => Tint::Src,
            Decision::Reject | Decision::Drop | Decision::Unmatched | Decision::Respond => Tint::Bad,
            Decision::Send
            | Decision::Resolve
            | Decision::Match
            | Decision::Forward
            | Decision::Deliver
            | Decision::Unnat
            | Decision::Receive
            | Decision::Redirect
            | Decision::Leave
            | Decision::Unknown => Tint::Plain,
        }
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Tint::Plain => "plain",
            Tint::Dst => "dst",
            Tint::Src => "src",
            Tint::Bad => "bad",
        }
    }
}
