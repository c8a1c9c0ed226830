use super::reason::reason;
use super::words::why_not;
use crate::route::NodeOutcome;
use crate::trace::Verdict;

pub(in crate::wording) fn node_outcome(what: &NodeOutcome) -> String {
    match what {
        NodeOutcome::Asked { verdict: Verdict::Delivered, discarded: true, .. } => "answer discarded".into(),
        NodeOutcome::Asked { verdict: Verdict::Delivered, endpoints, .. } => match endpoints.len() {
            1 => "1 endpoint".into(),
            count => format!("{count} endpoints"),
        },
        NodeOutcome::Asked { verdict: Verdict::Partial, share, reason: why, .. } => {
            format!("{} % of requests. {}", crate::decimal::number(share * 100.0, 1), reason(why))
        }
        NodeOutcome::Asked { reason: why, .. } => reason(why),
        NodeOutcome::LeftOut(why) => format!("not asked: {}", why_not(why)),
    }
}
