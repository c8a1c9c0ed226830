//! What scripts read is what docs/*.schema.json say.

use std::fs;

use jsonschema::Validator;
use serde_json::Value;

use crate::{root, svcpath, svcpath_with};

fn schema(name: &str) -> Validator {
    let text = fs::read_to_string(root().join("docs").join(name)).expect("the schema is there");
    let schema: Value = serde_json::from_str(&text).expect("the schema is JSON");
    jsonschema::meta::validate(&schema).expect("the schema is a schema");
    jsonschema::validator_for(&schema).expect("the schema is one")
}

fn holds(schema: &Validator, json: &Value, of: &str) {
    let wrong: Vec<String> =
        schema.iter_errors(json).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(wrong.is_empty(), "{of}:\n{}", wrong.join("\n"));
}

#[test]
fn traces_are_as_documented() {
    let schema = schema("trace.schema.json");
    let requests = [
        ("gallery/01-one-name-three-pods.yaml", "deploy/shop/web", "http://api/"),
        ("gallery/03-side-doors.yaml", "internet", "http://10.96.0.50/"),
        ("gallery/04-any-node-answers.yaml", "internet", "http://192.168.10.13:30080/"),
        ("gallery/05-only-where-a-pod-lives.yaml", "internet", "service/shop/api"),
        ("gallery/07-one-service-one-balancer.yaml", "internet", "udp://203.0.113.20:53"),
        ("gallery/08-pending.yaml", "internet", "service/shop/web"),
        ("gallery/09-one-address-many-domains.yaml", "internet", "https://shop.example.com/api"),
        ("gallery/09-one-address-many-domains.yaml", "internet", "http://shop.example.com/api"),
        ("gallery/09-one-address-many-domains.yaml", "namespace/shop", "http://shop.example.com/api"),
        ("tests/vectors/basic/ingress.yaml", "internet", "http://shop.example.com/gone"),
        ("tests/vectors/basic/failures.yaml", "pod/shop/client", "http://wrong-port-name/"),
        ("tests/vectors/basic/failures.yaml", "pod/shop/client", "http://not-ready/"),
        ("tests/vectors/basic/headless-externalname.yaml", "pod/shop/client", "dns://direct?type=A"),
        ("tests/vectors/basic/headless-externalname.yaml", "pod/shop/client", "tcp://db:5432"),
        ("tests/vectors/basic/clusterip.yaml", "pod/shop/client", "http://nobody/"),
        ("tests/vectors/basic/clusterip.yaml", "pod/shop/nobody", "http://api/"),
    ];
    for (file, from, to) in requests {
        let ran = svcpath(&["trace", "-f", file, "--from", from, "--to", to, "--output", "json"]);
        holds(&schema, &ran.json(), &format!("{file}: {from} to {to}"));
    }
}

#[test]
fn problems_are_as_documented() {
    let schema = schema("check.schema.json");
    let broken = "apiVersion: v1\nkind: Service\nmetadata: {name: api}\nspec: {type: X, selector: {app: a}, ports: [{port: 80}]}\n---\na: [\n";
    let ran = svcpath_with(&["check", "-f", "-", "--output", "json"], broken);
    assert_eq!(ran.code, 1);
    let json = ran.json();
    assert!(json["problems"].as_array().is_some_and(|problems| problems.len() >= 2), "{json}");
    holds(&schema, &json, "broken manifests");
    let failures = svcpath(&["check", "-f", "tests/vectors/basic/failures.yaml", "--output", "json"]);
    holds(&schema, &failures.json(), "failures.yaml");
}

#[test]
fn the_schema_refuses_what_is_not_documented() {
    let schema = schema("trace.schema.json");
    let ran = svcpath(&["trace", "-f", "gallery/03-side-doors.yaml", "--to", "http://10.96.0.50/", "--output", "json"]);
    let mut json = ran.json();
    json["verdict"] = "fine".into();
    assert!(!schema.is_valid(&json));
    let mut json = ran.json();
    json["hops"][0]["surprise"] = true.into();
    assert!(!schema.is_valid(&json));
}
