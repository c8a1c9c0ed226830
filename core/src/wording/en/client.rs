use crate::decimal::number;
use crate::reason::Reason;
use crate::request::Target;
use crate::trace::{Explanation, Path, Verdict};

pub(in crate::wording) fn client_sees(what: &Explanation) -> String {
    let outcomes = what.outcomes(|path| outcome(what, path));
    match outcomes.as_slice() {
        [(only, _)] => only.clone(),
        several => {
            let parts: Vec<String> =
                several.iter().map(|(words, share)| format!("{words} ({} %)", percent(*share))).collect();
            parts.join("; ")
        }
    }
}

fn outcome(trace: &Explanation, path: &Path) -> String {
    let last = path.reply.last().and_then(|hop| hop.steps.last()).map(|step| &*step.reason);
    match path.verdict {
        Verdict::Delivered | Verdict::Partial if path.returns_elsewhere() => {
            "an answer from an address it did not ask, which it discards".into()
        }
        Verdict::Delivered | Verdict::Partial => "the pod's own answer".into(),
        Verdict::Rejected | Verdict::Dropped if let Some(Reason::HttpAnswerReceived { status }) = last => {
            format!("HTTP {status} from the entry itself")
        }
        Verdict::Rejected => "connection refused".into(),
        Verdict::Dropped => "nothing, until the time-out".into(),
        Verdict::Unmatched if matches!(*path.reason, Reason::NoNodePort { .. } | Reason::NodePortNotHere { .. }) => {
            "connection refused by the node, unless one of its own processes listens there or a firewall drops the packet".into()
        }
        Verdict::Unmatched if matches!(*path.reason, Reason::LoadBalancerPending { .. }) => "nothing: there is no address to ask".into(),
        Verdict::Unmatched if matches!(*path.reason, Reason::HealthCheckNodePort { .. }) => {
            "the node's own answer to the health check".into()
        }
        Verdict::Responded | Verdict::Unmatched => match (last, &trace.status) {
            (Some(Reason::HttpAnswerReceived { status }), _) | (_, Some(status)) => {
                format!("HTTP {status} from the entry itself")
            }
            (Some(Reason::RefusalReceived), None) => "connection refused".into(),
            (_, None) if trace.request.speaks_grpc() && path.verdict == Verdict::Unmatched => "gRPC status UNIMPLEMENTED from the entry itself".into(),
            (_, None) if trace.request.speaks_grpc() => "gRPC status UNAVAILABLE from the entry itself".into(),
            (_, None) => "nothing, until the time-out".into(),
        },
        Verdict::Redirected => {
            let status = trace.status.map(|status| format!("HTTP {status}, ")).unwrap_or_default();
            format!("{status}a redirect to {}", trace.location.as_deref().unwrap_or("another address"))
        }
        Verdict::Resolved => match trace.answers.as_deref().unwrap_or_default() {
            [] => "the name exists, without such records".into(),
            answers => answers.join(", "),
        },
        Verdict::Nxdomain => match &trace.request.to {
            Target::Dns { .. } => "NXDOMAIN: no such name".into(),
            Target::Url(_) | Target::Service { .. } => "the name does not resolve".into(),
        },
        Verdict::External => "whatever the host outside answers".into(),
        Verdict::Unknown if matches!(*path.reason, Reason::SourceNotFound { .. }) => "nothing: there is no such client".into(),
        Verdict::Unknown => "not known: the model does not cover this".into(),
    }
}

fn percent(share: f64) -> String {
    number(share * 100.0, 1)
}
