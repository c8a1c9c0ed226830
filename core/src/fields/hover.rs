//! The field under the pointer.

use std::ops::Range;

use super::names::Surroundings;
use super::outline::Outline;
use super::{Field, field};
use crate::model::Cluster;

/// What stands at a place of a text.
#[derive(Debug, Clone)]
pub struct Hover {
    /// The bytes of its key; of an entry of a list, of the entry.
    pub span: Range<usize>,
    pub field: Field,
}

/// The field whose key or value stands at a byte of the text. `None` between fields, and for what routing does not read.
pub fn hover(text: &str, offset: usize) -> Option<Hover> {
    let outline = Outline::around(text, offset);
    let touches = |range: &Range<usize>| !range.is_empty() && (range.start..=range.end).contains(&offset);
    let entry = outline.entries().iter().find(|entry| touches(&entry.key) || touches(&entry.value))?;
    let cluster = Cluster::default();
    let around = Surroundings::new(&outline, &cluster, &entry.path);
    let field = field(around.kind()?, &around.relative(&entry.path))?;
    let span = if entry.key.is_empty() { entry.value.clone() } else { entry.key.clone() };
    Some(Hover { span, field })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text at the span, and the path of the field, where the pointer is `|`.
    fn hovered(marked: &str) -> Option<(String, String)> {
        let offset = marked.find('|').expect("a pointer");
        let text = marked.replacen('|', "", 1);
        let found = hover(&text, offset)?;
        Some((text[found.span].to_owned(), found.field.path))
    }

    fn some(span: &str, path: &str) -> Option<(String, String)> {
        Some((span.into(), path.into()))
    }

    #[test]
    fn keys_and_values_belong_to_their_field() {
        let service = "kind: Service\nspec:\n  ports:\n  - port: 80\n    target|Port: http\n";
        assert_eq!(hovered(service), some("targetPort", "spec.ports[].targetPort"));
        assert_eq!(hovered("kind: Service\nspec: {type: Node|Port}\n"), some("type", "spec.type"));
        assert_eq!(hovered("kind: Service\nspec:\n  selector:\n    a|pp: x\n"), some("app", "spec.selector"));
        assert_eq!(
            hovered("kind: NetworkPolicy\nspec:\n  policyTypes:\n  - In|gress\n"),
            some("Ingress", "spec.policyTypes")
        );
        assert_eq!(
            hovered("kind: List\nitems:\n- kind: Pod\n  spec:\n    host|Network: true\n"),
            some("hostNetwork", "spec.hostNetwork")
        );
    }

    #[test]
    fn what_routing_does_not_read_has_no_hover() {
        assert_eq!(hovered("kind: Service\nspec:\n  nothing|: 1\n"), None);
        assert_eq!(hovered("kind: ConfigMap\ndata:\n  a|: 1\n"), None);
        assert_eq!(hovered("kind: Service\nspec: # ty|pe\n"), None);
        assert_eq!(hovered("ki|nd"), None);
    }
}
