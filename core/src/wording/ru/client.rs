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
            "ответ с адреса, к которому не обращался, и отбрасывает его".into()
        }
        Verdict::Delivered | Verdict::Partial => "ответ самого пода".into(),
        Verdict::Rejected | Verdict::Dropped if let Some(Reason::HttpAnswerReceived { status }) = last => {
            format!("HTTP {status} от самого входа")
        }
        Verdict::Rejected => "в соединении отказано".into(),
        Verdict::Dropped => "ничего, пока не истечёт время ожидания".into(),
        Verdict::Unmatched if matches!(*path.reason, Reason::NoNodePort { .. } | Reason::NodePortNotHere { .. }) => {
            "узел откажет в соединении, если там не слушает его собственный процесс и пакет не отбросит межсетевой экран".into()
        }
        Verdict::Unmatched if matches!(*path.reason, Reason::LoadBalancerPending { .. }) => "ничего: обратиться некуда, адреса нет".into(),
        Verdict::Unmatched if matches!(*path.reason, Reason::HealthCheckNodePort { .. }) => {
            "ответ самого узла на проверку здоровья".into()
        }
        Verdict::Responded | Verdict::Unmatched => match (last, &trace.status) {
            (Some(Reason::HttpAnswerReceived { status }), _) | (_, Some(status)) => {
                format!("HTTP {status} от самого входа")
            }
            (Some(Reason::RefusalReceived), None) => "в соединении отказано".into(),
            (_, None) if trace.request.speaks_grpc() && path.verdict == Verdict::Unmatched => "статус gRPC UNIMPLEMENTED от самого входа".into(),
            (_, None) if trace.request.speaks_grpc() => "статус gRPC UNAVAILABLE от самого входа".into(),
            (_, None) => "ничего, пока не истечёт время ожидания".into(),
        },
        Verdict::Redirected => {
            let status = trace.status.map(|status| format!("HTTP {status}, ")).unwrap_or_default();
            format!("{status}перенаправление на {}", trace.location.as_deref().unwrap_or("другой адрес"))
        }
        Verdict::Resolved => match trace.answers.as_deref().unwrap_or_default() {
            [] => "имя есть, но таких записей у него нет".into(),
            answers => answers.join(", "),
        },
        Verdict::Nxdomain => match &trace.request.to {
            Target::Dns { .. } => "NXDOMAIN: такого имени нет".into(),
            Target::Url(_) | Target::Service { .. } => "имя не разрешается в адрес".into(),
        },
        Verdict::External => "то, что ответит внешний хост".into(),
        Verdict::Unknown if matches!(*path.reason, Reason::SourceNotFound { .. }) => "ничего: такого клиента нет".into(),
        Verdict::Unknown => "неизвестно: модель этого не охватывает".into(),
    }
}

fn percent(share: f64) -> String {
    number(share * 100.0, 1).replace('.', ",")
}
