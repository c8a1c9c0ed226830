//! What the tables say a field takes is what decode takes: a value of another make is refused, and for that reason.

use super::*;
use crate::manifest::Scalar;
use crate::problem::{Problem, Rule, Shape};

/// Fields of which decode looks only whether they are there.
const ONLY_THERE: [&str; 3] = ["metadata.uid", "metadata.resourceVersion", "metadata.deletionTimestamp"];

#[test]
fn fields_take_what_decode_takes() {
    let mut different = Vec::new();
    for kind in kinds() {
        for field in fields(kind.name) {
            let in_text = matches!(field.takes(), Takes::ApiVersion | Takes::Kind);
            let known_key = field.path.ends_with(']');
            if in_text || known_key || ONLY_THERE.contains(&field.path.as_str()) {
                continue;
            }
            let places = places(kind.name, &field);
            assert!(!places.is_empty(), "rich.yaml has no {} {}", kind.name, field.path);
            check(&field, field.takes(), &places, &mut different);
        }
    }
    assert!(different.is_empty(), "decode takes otherwise:\n{}", different.join("\n"));
}

fn check(field: &Field, takes: Takes, places: &[(&Object, FieldPath)], different: &mut Vec<String>) {
    if let Takes::List(item) = takes {
        let items: Vec<_> = places.iter().map(|(object, path)| (*object, path.index(0))).collect();
        let filled = items.into_iter().filter(|(object, path)| object.node().at(path).is_some()).collect::<Vec<_>>();
        check(field, *item, &filled, different);
    }
    for (wrong, problem) in wrong(takes) {
        let refused = places.iter().any(|(object, path)| {
            let (_, problems) = decoded(&with(object, path, Some(wrong.clone())));
            problems.iter().any(|found| found.path == *path && problem(&found.problem))
        });
        if !refused {
            let kind = places.first().map(|(object, _)| object.reference.kind.as_str()).unwrap_or_default();
            different.push(format!("{kind} {}: not {takes:?}, for it takes {wrong:?}", field.path));
        }
    }
}

type Wrong = (Value, Box<dyn Fn(&Problem) -> bool>);

/// Values of another make, and what is said of each.
fn wrong(takes: Takes) -> Vec<Wrong> {
    let shape = |value, shape| -> Wrong {
        (value, Box::new(move |of| matches!(of, Problem::WrongType { expected, .. } if *expected == shape)))
    };
    let refused = |text: &str, rule: Rule| -> Wrong {
        (plain(text), Box::new(move |of| matches!(of, Problem::Invalid { rule: found, .. } if *found == rule)))
    };
    let between = |least: i64, most: i64| refused(&(most + 1).to_string(), Rule::Between(least, most));
    let list = Value::Sequence(Vec::new());
    let string = shape(list.clone(), Shape::String);
    match takes {
        Takes::Object(_) | Takes::Map(_) | Takes::Labels(_) => vec![shape(plain("x"), Shape::Object)],
        Takes::List(_) => vec![shape(plain("x"), Shape::List)],
        Takes::OneOf(known) => {
            let supported = move |of: &Problem| {
                matches!(of, Problem::Unsupported { supported, .. }
                    if supported.iter().collect::<BTreeSet<_>>() == known.iter().collect())
            };
            vec![(plain("bogus"), Box::new(supported))]
        }
        Takes::Boolean => vec![shape(plain("maybe"), Shape::Boolean)],
        Takes::Integer(least, most) | Takes::Seconds(least, most) => {
            vec![shape(plain("x"), Shape::Integer), between(least, most)]
        }
        Takes::Port(_) => vec![shape(plain("x"), Shape::Integer), between(1, 65535)],
        Takes::PortOrName(_) => vec![shape(list, Shape::IntegerOrString), between(1, 65535)],
        Takes::Address => vec![(
            plain("x"),
            Box::new(|of| matches!(of, Problem::Invalid { rule: Rule::IpAddress | Rule::AddressOf(_), .. })),
        )],
        Takes::Cidr => vec![refused("x", Rule::Cidr)],
        Takes::Subdomain => vec![string, refused("_", Rule::Subdomain)],
        Takes::Label => vec![string, refused("_", Rule::Label)],
        Takes::ServiceName => vec![string, refused("0", Rule::ServiceName), refused("_", Rule::ServiceName)],
        Takes::PortName(_) => vec![string, refused("_", Rule::PortName)],
        Takes::QualifiedName => vec![string, refused("_", Rule::QualifiedName)],
        Takes::LikeLabelValue => vec![string, refused("_", Rule::LabelValue)],
        Takes::Path => {
            vec![string, refused("a", Rule::AbsolutePath), refused("/a//b", Rule::PathWithout("//"))]
        }
        Takes::Host => vec![string, refused("A", Rule::Subdomain), refused("a.*", Rule::WildcardSubdomain)],
        Takes::PreciseHost => vec![string, refused("*.a", Rule::Subdomain)],
        Takes::HeaderName => vec![string, refused("a b", Rule::HeaderName)],
        Takes::ApiVersion
        | Takes::Kind
        | Takes::LabelKey(_)
        | Takes::LabelValue(_)
        | Takes::Names(_)
        | Takes::Text
        | Takes::Usually(_) => vec![string],
    }
}

fn plain(text: &str) -> Value {
    Value::Scalar(Scalar { text: text.into(), plain: true })
}
