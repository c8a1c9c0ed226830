//! What the tables say of fields that are left out is what decode makes of it: it misses what is required and nothing else, and
//! to write a default changes nothing.

use super::*;
use crate::manifest::Scalar;
use crate::problem::Problem;

#[test]
fn what_is_required_is_missed_and_nothing_else() {
    let mut different = Vec::new();
    for kind in kinds() {
        for field in fields(kind.name) {
            let required = match field.absent() {
                Absent::Required => true,
                Absent::Nothing | Absent::Value(_) => false,
                Absent::Depends(_) => continue,
            };
            // Reading the text itself misses these.
            if matches!(field.takes(), Takes::ApiVersion | Takes::Kind) {
                continue;
            }
            // Older versions required less, or other fields.
            let places = places(kind.name, &field).into_iter();
            let now = |object: &Object| {
                kind.api_versions.contains(&object.reference.api_version.as_str()) && !is_refused(object)
            };
            for (object, path) in places.filter(|(object, _)| now(object)) {
                let (_, problems) = decoded(&with(object, &path, None));
                let missed = |problem: &Diagnostic| {
                    let at = problem.path.as_str().starts_with(path.as_str());
                    at && matches!(problem.problem, Problem::Required { .. })
                };
                if problems.iter().any(missed) != required {
                    different.push(format!("{} {path}: required: {required}", object.reference));
                }
            }
        }
    }
    assert!(different.is_empty(), "decode sees it otherwise:\n{}", different.join("\n"));
}

/// Decode leaves it to who resolves names.
const FILLED_IN_LATER: &str = "spec.dnsPolicy";

#[test]
fn to_write_a_default_changes_nothing() {
    let mut different = Vec::new();
    let mut count = 0;
    for kind in kinds() {
        for field in fields(kind.name) {
            let (Absent::Value(value), false) = (field.absent(), field.path.ends_with(']')) else { continue };
            if field.path.ends_with(FILLED_IN_LATER) {
                continue;
            }
            let places = places(kind.name, &field);
            assert!(!places.is_empty(), "rich.yaml has no {} {}", kind.name, field.path);
            for (object, path) in places {
                let written = Value::Scalar(Scalar { text: value.into(), plain: true });
                let (written, _) = decoded(&with(object, &path, Some(written)));
                let (left_out, _) = decoded(&with(object, &path, None));
                if written != left_out {
                    different.push(format!("{} {path}: {value} is not what holds without it", object.reference));
                }
                let (rich, _) = decoded(object);
                // That a default is told from another value at all.
                count += usize::from(rich != left_out);
            }
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
    assert!(count > 100, "only {count} fields of rich.yaml say something else than their default");
}
