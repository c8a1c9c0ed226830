//! Fields that no kind has, a slip away from one that routing reads. kubectl refuses them ("strict decoding error"); where nobody
//! validates they are dropped, and the default holds.
//!
//! Other unknown fields are left alone: only those that routing reads are known here. But for selectors, of which all fields are:
//! without its labels one selects everything.

use super::fix;
use crate::diagnostic::Diagnostic;
use crate::fields::{Rows, Takes, rows};
use crate::manifest::{Manifests, Node, Object};
use crate::object::FieldPath;
use crate::problem::Problem;

/// One slip in a shorter name makes another word.
const LONG: usize = 8;
/// What of a selector holds labels.
const LABELS: &str = "matchLabels";

/// All of them, in the order of the text. Apart from [`super::check`], because it takes the tables of all fields, which a page that
/// nobody uses yet does without.
pub fn slips(manifests: &Manifests) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for object in manifests.objects() {
        let Some(rows) = rows(&object.reference.kind, &object.reference.api_version) else { continue };
        let mut slips = Vec::new();
        for (key, value) in object.tree().entries() {
            // What a server writes has no slips.
            if key.text() != Some("status") {
                entry(&FieldPath::root(), rows, (key, value), object.tree(), &mut slips);
            }
        }
        found.extend(slips.iter().map(|slip| slip.told(manifests, object)));
    }
    found.sort_by_key(|problem| problem.span);
    found
}

struct Slip<'a> {
    /// The mapping it stands in.
    around: FieldPath,
    key: &'a Node,
    written: &'a str,
    meant: Meant,
}

enum Meant {
    Field(&'static str),
    /// A label, which stands where `matchLabels` should be.
    Label,
}

impl Slip<'_> {
    fn told(&self, manifests: &Manifests, object: &Object) -> Diagnostic {
        let Self { around, key, written, meant } = self;
        let (reference, path) = (&object.reference, around.field(written));
        let (meant, fix) = match meant {
            Meant::Field(name) => ((*name).to_owned(), fix::rename_field(manifests, reference, around, written, name)),
            Meant::Label => (format!("{LABELS}.{written}"), None),
        };
        let problem = Problem::UnknownField { field: path.to_string(), meant };
        let fixes = fix.into_iter().collect();
        let span = Some(object.place(key.span));
        Diagnostic { fixes, ..Diagnostic::of(problem, reference, path, span) }
    }
}

fn walk<'a>(path: &FieldPath, node: &'a Node, takes: Takes, slips: &mut Vec<Slip<'a>>) {
    match takes {
        Takes::Object(rows) => {
            node.entries().iter().for_each(|(key, value)| entry(path, rows, (key, value), node, slips));
        }
        Takes::List(item) => {
            let items = node.items().iter().enumerate();
            items.for_each(|(i, value)| walk(&path.index(i), value, *item, slips));
        }
        _ => {}
    }
}

fn entry<'a>(
    path: &FieldPath,
    rows: Rows,
    (key, value): (&'a Node, &'a Node),
    around: &Node,
    slips: &mut Vec<Slip<'a>>,
) {
    let Some(written) = key.text() else { return };
    let known = || rows.iter().copied().flatten();
    match known().find(|row| row.name() == written) {
        Some(row) => walk(&path.field(written), value, row.takes(), slips),
        None => {
            let missing = known().map(|row| row.name()).filter(|name| around.get(name).is_none());
            let meant = missing.into_iter().find(|name| is_slip(written, name));
            let label = || known().any(|row| row.name() == LABELS) && value.text().is_some();
            let meant = meant.map(Meant::Field).or_else(|| label().then_some(Meant::Label));
            slips.extend(meant.map(|meant| Slip { around: path.clone(), key, written, meant }));
        }
    }
}

/// Another case, or one letter more, less, other or out of place. One and several of a thing may both be fields.
fn is_slip(written: &str, name: &str) -> bool {
    let plural = |one: &str, several: &str| several.strip_suffix('s') == Some(one);
    written.eq_ignore_ascii_case(name)
        || (written.len() >= LONG
            && strsim::osa_distance(written, name) == 1
            && !plural(written, name)
            && !plural(name, written))
}

#[cfg(test)]
mod tests {
    use super::{is_slip, slips};
    use crate::lang::Lang;
    use crate::manifest::parse;
    use crate::text::Files;

    #[test]
    fn labels_of_a_selector_stand_in_match_labels() {
        let policy = |selector: &str| {
            let text = format!(
                "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: a}}\n\
                 spec: {{podSelector: {{}}, ingress: [{{from: [{{podSelector: {selector}}}]}}]}}\n"
            );
            let (manifests, _) = parse(&Files::single("a.yaml", &text));
            slips(&manifests).iter().map(|slip| slip.message(Lang::En)).collect::<Vec<_>>()
        };
        assert_eq!(
            policy("{app: web}"),
            [
                "There is no field spec.ingress[0].from[0].podSelector.app; matchLabels.app may be meant. kubectl refuses it, and without validation it is dropped."
            ]
        );
        for fine in ["{}", "{matchLabels: {app: web}}", "{matchExpressions: [{key: app, operator: Exists}]}"] {
            assert_eq!(policy(fine), [""; 0], "{fine}");
        }
    }

    #[test]
    fn slips_are_told_from_other_words() {
        for (written, name) in [
            ("targetport", "targetPort"),
            ("Selector", "selector"),
            ("exernalTrafficPolicy", "externalTrafficPolicy"),
            ("externalTraficPolicy", "externalTrafficPolicy"),
            ("contianerPort", "containerPort"),
        ] {
            assert!(is_slip(written, name), "{written} {name}");
        }
        for (written, name) in
            [("hostIPC", "hostIP"), ("backendRef", "backendRefs"), ("ports", "port"), ("image", "name")]
        {
            assert!(!is_slip(written, name), "{written} {name}");
        }
    }
}
