use crate::edit::Refusal;

pub(in crate::wording) fn refusal(what: &Refusal) -> String {
    match what {
        Refusal::NotWritten => "The manifests do not say this, so there is nothing to change.".into(),
        Refusal::BehindAlias { line, .. } => {
            format!(
                "Line {line} takes this from an anchor written elsewhere; change it there, since other places use it too."
            )
        }
        Refusal::Anchored { line, .. } => {
            format!(
                "This has an anchor, and line {line} takes it from there, so that it would change too; change it in the text."
            )
        }
        Refusal::BlockScalar { line, .. } => {
            format!("Line {line} holds a text of several lines; change it in the text.")
        }
        Refusal::OtherShape { path } => format!("{path} is written as a different kind of value."),
        Refusal::NotScalable { kind } => format!("A {kind} has no number of replicas."),
        Refusal::NotConnectable { from, to } => format!("A {from} does not lead to a {to}."),
        Refusal::OtherNamespace { from, to } => {
            format!("The two are in different namespaces, {from} and {to}, and this leads nowhere outside its own.")
        }
        Refusal::BadName { name } => format!(
            "“{name}” is no name that Kubernetes takes: small letters, digits and hyphens, with a letter or a digit at both ends."
        ),
        Refusal::NameTaken { name } => format!("Another object of this kind is called {name}."),
        Refusal::LastNode { name } => {
            format!("{name} is the only node. No manifest holds it; a cluster has one at least.")
        }
        Refusal::NoObject => "There is no Kubernetes object in what is to be pasted.".into(),
        Refusal::OneObject => {
            "This JSON file holds one object and has no room for another; choose another file.".into()
        }
        Refusal::Unsafe { line, .. } => {
            format!("The text at line {line} is written in a way that this change would break; change it in the text.")
        }
    }
}
