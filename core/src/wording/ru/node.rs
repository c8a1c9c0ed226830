use super::plural;
use super::reason::reason;
use super::words::why_not;
use crate::route::NodeOutcome;
use crate::trace::Verdict;

pub(in crate::wording) fn node_outcome(what: &NodeOutcome) -> String {
    match what {
        NodeOutcome::Asked { verdict: Verdict::Delivered, discarded: true, .. } => "ответ теряется".into(),
        NodeOutcome::Asked { verdict: Verdict::Delivered, endpoints, .. } => {
            plural(endpoints.len(), "точка", "точки", "точек")
        }
        NodeOutcome::Asked { verdict: Verdict::Partial, share, reason: why, .. } => {
            format!("{} % запросов. {}", crate::decimal::number(share * 100.0, 1), reason(why))
        }
        NodeOutcome::Asked { reason: why, .. } => reason(why),
        NodeOutcome::LeftOut(why) => format!("не опрошен: {}", why_not(why)),
    }
}
