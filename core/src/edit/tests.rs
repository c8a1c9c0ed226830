use super::*;
use crate::manifest::parse;

mod fill;
mod gestures;
mod names;
mod together;
mod values;

/// The first file's text after the gesture.
fn after(text: &str, intent: &Intent) -> Result<String, Refusal> {
    let files = Files::single("a.yaml", text);
    let (manifests, _) = parse(&files);
    let edited = edit(&files, &manifests, intent)?;
    Ok(files.edited(&edited.edits).iter().map(|(_, file)| file.text.clone()).collect())
}

fn object(kind: &str, name: &str) -> ObjectRef {
    let api_version = match kind {
        "Deployment" | "StatefulSet" | "DaemonSet" => "apps/v1",
        "Ingress" | "NetworkPolicy" => "networking.k8s.io/v1",
        "HTTPRoute" | "Gateway" => "gateway.networking.k8s.io/v1",
        _ => "v1",
    };
    let namespace = if matches!(kind, "Node" | "Namespace") { "" } else { "shop" };
    ObjectRef::new(api_version, kind, namespace, name)
}

fn set(kind: &str, path: &str, value: FieldValue) -> Intent {
    Intent::Set { object: object(kind, "api"), path: FieldPath::of(path), value }
}

fn text(value: &str) -> FieldValue {
    FieldValue::Text(value.into())
}
