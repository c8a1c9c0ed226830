use super::*;
use crate::manifest::parse;
use crate::problem::{Problem, Prohibition, Rule};
use crate::text::Files;

const SERVICE: &str = "\
apiVersion: v1
kind: Service
metadata: {name: api}
spec:
  type: NodePort
  selector: {app: api}
  ports: [{port: 80, nodePort: 30080}]
";

/// Path and problem of what would be refused.
fn refused(text: &str, path: &str, value: Option<&str>) -> Vec<(String, Problem)> {
    let (manifests, _) = parse(&Files::single("a", text));
    let object = manifests.objects().first().expect("an object");
    let refused = refusals(object, &FieldPath::of(path), value).into_iter();
    refused.map(|found| (found.path.as_str().to_owned(), found.problem)).collect()
}

#[test]
fn a_value_that_fits_is_not_refused() {
    for (path, value) in [
        ("spec.type", "LoadBalancer"),
        ("spec.ports[0].port", "8080"),
        ("spec.ports[0].targetPort", "http"),
        ("spec.ports[0].targetPort", "8080"),
        ("spec.selector[tier]", "80"),
        ("spec.sessionAffinityConfig.clientIP.timeoutSeconds", "60"),
        ("spec.externalIPs[0]", "203.0.113.1"),
    ] {
        assert_eq!(refused(SERVICE, path, Some(value)), [], "{path}: {value}");
    }
    assert_eq!(refused(SERVICE, "spec.ports[0].nodePort", None), []);
    assert_eq!(refused(SERVICE, "spec.nothing.at.all", None), []);
}

#[test]
fn a_value_is_refused_for_what_decode_says() {
    let invalid = |value: &str, rule| Problem::Invalid { value: value.into(), rule };
    let only = |path: &str, problem| [(path.to_owned(), problem)];
    let port = "spec.ports[0].port";
    assert_eq!(refused(SERVICE, port, Some("70000")), only(port, invalid("70000", Rule::Between(1, 65535))));
    let name = "metadata.name";
    assert_eq!(refused(SERVICE, name, Some("0")), only(name, invalid("0", Rule::ServiceName)));
    let external = "spec.externalIPs[0]";
    assert_eq!(refused(SERVICE, external, Some("x")), only(external, invalid("x", Rule::IpAddress)));
    // A number, but none that an edit writes as one.
    for value in ["1e3", "0x50", "80.0", "8x"] {
        let told = refused(SERVICE, port, Some(value));
        assert!(matches!(&told[..], [(path, Problem::WrongType { .. })] if path == port), "{value}: {told:?}");
    }
    assert_eq!(refused(SERVICE, port, None), only(port, Problem::Required { field: "port".into() }));
}

#[test]
fn what_a_change_breaks_elsewhere_is_told_too() {
    let problem = Problem::Forbidden { why: Prohibition::NodePortOfType };
    assert_eq!(refused(SERVICE, "spec.type", Some("ClusterIP")), [("spec.ports[0].nodePort".to_owned(), problem)]);
}

#[test]
fn what_was_wrong_elsewhere_before_is_not_told() {
    let broken = SERVICE.replace("nodePort: 30080", "nodePort: 70000");
    assert_eq!(refused(&broken, "spec.selector[app]", Some("web")), []);
    let still: Vec<String> =
        refused(&broken, "spec.ports[0].nodePort", Some("70001")).into_iter().map(|(path, _)| path).collect();
    assert_eq!(still, ["spec.ports[0].nodePort"]);
}

#[test]
fn a_kind_that_is_not_read_refuses_nothing() {
    let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: b}\n";
    assert_eq!(refused(map, "data[a]", Some("c")), []);
}
