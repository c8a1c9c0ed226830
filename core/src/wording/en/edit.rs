use crate::edit::Refusal;

pub(in crate::wording) fn refusal(what: &Refusal) -> String {
    match what {
        Refusal::NotWritten => "The manifests do not say this, so there is nothing to change.".into(),
        Refusal::BehindAlias { line } => {
            format!(
                "Line {line} takes this from an anchor written elsewhere; change it there, since other places use it too."
            )
        }
        Refusal::BlockScalar { line } => format!("Line {line} holds a text of several lines; change it in the text."),
        Refusal::OtherShape { path } => format!("{path} is written as a different kind of value."),
        Refusal::NotScalable { kind } => format!("A {kind} has no number of replicas."),
        Refusal::Unsafe { line } => {
            format!("The text at line {line} is written in a way that this change would break; change it in the text.")
        }
    }
}
