use super::*;
use crate::scenario;

fn mask(text: &str) -> (String, usize) {
    let (files, count) = masked(&Files::single("a.yaml", text));
    let again = masked(&files);
    assert_eq!((&again.0, again.1), (&files, 0), "masked once more, nothing changes");
    let after = files.get(FileId(0)).text.clone();
    assert_eq!(after.lines().count(), text.lines().count(), "{after}");
    (after, count)
}

/// A container's variable, written so.
fn pod(value: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec:\n  containers:\n  - name: c\n    env:\n    - name: X\n      \
         value: {value}\n    ports: [{{containerPort: 80}}]\n"
    )
}

fn secret(data: &str) -> String {
    format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: a}} # kept\n{data}type: Opaque\n")
}

#[test]
fn a_scalar_stays_in_its_quotes_and_on_its_lines() {
    for (value, masked) in [
        ("hunter2", "\"***\""),
        ("8080 # why", "\"***\" # why"),
        ("'it''s'", "'***'"),
        ("\"a \\\" b\"   # c", "\"***\"   # c"),
        ("\"\"", "\"***\""),
        ("!!str 5", "!!str \"***\""),
        ("|\n        one\n\n        two", "|\n        ***\n\n"),
        ("|+ # keys\n        one\n        two\n\n", "|+ # keys\n        ***\n\n\n"),
        (">-\n        one\n        two", ">-\n        ***\n"),
        ("!x |2\n          one\n        two", "!x |2\n          ***\n"),
        ("one\n        two", "\"***\"\n        "),
        ("'one\n\n        two' # c", "'***'\n\n         # c"),
        ("hun\r\n        ter", "\"***\"\r\n        "),
    ] {
        assert_eq!(mask(&pod(value)), (pod(masked), 1), "{value}");
    }
}

#[test]
fn nothing_is_no_value() {
    for value in ["", "~", "null", "|", "\"***\""] {
        assert_eq!(mask(&pod(value)), (pod(value), 0), "{value}");
    }
    let text = pod("").replace("      value: \n", "      valueFrom: {secretKeyRef: {name: a, key: b}}\n");
    assert_eq!(mask(&text), (text, 0));
}

#[test]
fn values_of_secrets_are_masked_and_their_keys_stay() {
    let text = secret(
        "data:\n  a: aHVudGVyMg==\n  b: |\n    aHVu\n    dGVyMg==\nstringData: {c: hunter2, d: {e: [hunter2]}}\n",
    );
    let after = secret("data:\n  a: \"Kioq\"\n  b: |\n    Kioq\n\nstringData: {c: \"***\", d: {e: [\"***\"]}}\n");
    assert_eq!(mask(&text), (after, 4));
    assert_eq!(mask(&secret("data: hunter2\n")).0, secret("data: \"Kioq\"\n"));
    let config = secret("data: {a: b}\n").replace("kind: Secret", "kind: ConfigMap");
    assert_eq!(mask(&config), (config, 0));
}

#[test]
fn entries_that_a_later_one_replaces_are_masked_too() {
    let (after, count) = mask(&secret("stringData: {a: hunter2}\nstringData:\n  b: hunter2\n  b: hunter2\n"));
    assert_eq!((after.contains("hunter2"), count), (false, 3));
    let twice = format!("{0}---\n{0}", secret("stringData: {a: hunter2}\n"));
    assert_eq!(mask(&twice).1, 2, "of two Secrets with one name both");
    assert_eq!(mask(&secret("data: {a: hunter2}\nkind: Pod\n")).1, 1);
    assert_eq!(mask("stringData: {a: hunter2}\n").1, 1, "before its kind is written");
}

#[test]
fn copies_of_whole_objects_are_masked() {
    let text = secret("").replace(
        "{name: a}",
        "{name: a, annotations: {kubectl.kubernetes.io/last-applied-configuration: '{\"data\": {\"a\": \"hunter2\"}}'}}",
    );
    let (after, count) = mask(&text);
    assert!(count == 1 && after.contains("configuration: '***'}}"), "{after}");
    let text = "kind: Kustomization\nsecretGenerator:\n- name: a\n  literals:\n  - password=hunter2\n";
    assert_eq!(mask(text).0, text.replace("password=hunter2", "\"***\""));
}

#[test]
fn every_container_wherever_it_stands() {
    let workload = |kind: &str, before: &str, list: &str| {
        format!(
            "apiVersion: x\nkind: {kind}\nmetadata: {{name: a}}\nspec: {before}{{spec: {{{list}: [{{env: [{{name: A, value: hunter2}}]}}]}}}}{}\n",
            "}".repeat(before.matches('{').count())
        )
    };
    for kind in ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job", "Rollout"] {
        for list in ["containers", "initContainers", "ephemeralContainers"] {
            let text = workload(kind, "{template: ", list);
            assert_eq!(mask(&text), (text.replace("hunter2", "\"***\""), 1), "{kind} {list}");
        }
    }
    let text = workload("CronJob", "{jobTemplate: {spec: {template: ", "containers");
    assert_eq!(mask(&text), (text.replace("hunter2", "\"***\""), 1));
    let labels = "apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: {env: prod}}\n";
    assert_eq!(mask(labels), (labels.to_owned(), 0), "a label is no variable");
}

#[test]
fn json_and_lists() {
    let text = "{\"apiVersion\": \"v1\", \"kind\": \"List\", \"items\": [\n\t{\"apiVersion\": \"v1\", \"kind\": \"Secret\", \"metadata\": {\"name\": \"a\"},\n\t\t\
                \"data\": {\"a\": \"hunter2\", \"b\": 2}},\n\t{\"apiVersion\": \"v1\", \"kind\": \"SecretList\", \"items\": [{\"metadata\": {\"name\": \"b\"}, \"data\": {\"a\": \"hunter2\"}}]}\n]}\n";
    let after = text.replace("\"hunter2\"", "\"Kioq\"").replace("\"b\": 2", "\"b\": \"Kioq\"");
    assert_eq!(mask(text), (after, 3));
    let one = |name: &str, value: &str| {
        format!(
            "{{\"kind\": \"Secret\", \"apiVersion\": \"v1\", \"metadata\": {{\"name\": \"{name}\"}}, \"stringData\": {{\"a\": \"{value}\"}}}}\n"
        )
    };
    assert_eq!(mask(&(one("a", "hunter2") + &one("é", "hunter2"))), (one("a", "***") + &one("é", "***"), 2));
}

#[test]
fn aliases_are_masked_where_they_stand() {
    let text = pod("*name").replace("{name: a}", "{name: &name a}");
    let after = pod("\"***\"").replace("{name: a}", "{name: &name a}");
    assert_eq!(mask(&text), (after, 1));
}

#[test]
fn an_alias_of_a_masked_value_means_the_mask_wherever_it_stands() {
    let told = |value: &str| pod(value).replace("    ports:", "    args: [*x, {a: *x}]\n    ports:");
    assert_eq!(mask(&told("&x \"hunter2\"")), (told("&x \"***\""), 1));
    assert_eq!(mask(&told("&x |\n        a\n        b")), (told("&x |\n        ***\n"), 1));
    let again = told("&x hunter2").replace("args: [*x", "env: [{name: Y, value: *x}]\n    args: [*x");
    assert_eq!(
        mask(&again),
        (told("&x \"***\"").replace("args: [*x", "env: [{name: Y, value: \"***\"}]\n    args: [*x"), 2)
    );
    // Where a route would notice, the document is left out: the value is not written there in clear.
    let port = pod("&x 80").replace("containerPort: 80", "containerPort: *x");
    let (after, count) = mask(&port);
    assert_eq!((after.trim(), count), ("# ***", 1));
}

#[test]
fn anchored_lists_and_merged_maps_are_masked_at_the_anchor() {
    let containers = "  - {name: c, env: [{<<: *base, name: X}]}\n  - {name: d, env: *env}\n";
    let text = format!(
        "x: &env [{{name: B, value: hunter2}}]\ny: &base {{value: hunter2}}\napiVersion: v1\nkind: Pod\nspec:\n  \
         containers:\n{containers}"
    );
    assert_eq!(mask(&text), (text.replace("hunter2", "\"***\""), 2));
    let text = secret("stringData: &a {b: hunter2}\ndata: *a\n");
    assert_eq!(mask(&text), (text.replace("hunter2", "\"***\""), 1), "one place, one mask");
}

#[test]
fn a_mask_that_would_change_a_route_takes_the_document() {
    let route = "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: a}\nspec:\n  rules:\n  - matches:\n    - headers: &h\n      \
                 - {name: x, value: y}\n    backendRefs: [{name: b, port: 80}]\nenv: *h\n";
    let text = format!("# first\n---\n{route}---\n{}", pod("~"));
    let (after, count) = mask(&text);
    assert_eq!((count, after.contains("HTTPRoute"), after.contains("kind: Pod")), (1, false, true), "{after}");
}

#[test]
fn what_cannot_be_read_is_left_out_if_it_may_tell() {
    let broken = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: [a\nstringData: {a: hunter2}\n";
    let text = format!("{}---\n{broken}--- # next\n{}", pod("~"), pod("1"));
    let after = format!("{}---\n# ***\n\n\n\n\n--- # next\n{}", pod("~"), pod("\"***\""));
    assert_eq!(mask(&text), (after, 2));
    let harmless = "apiVersion: v1\nkind: Service\nmetadata:\n  name: [a\n";
    assert_eq!(mask(harmless), (harmless.to_owned(), 0));
    for broken in [
        "kind: Secre\ndata:\n  a: hunter2\n b: 1\n",
        "a: [\nenv:\n- value: hunter2\n",
        "--- {\"stringData\": {\"a\": hunter2\n",
    ] {
        let (after, count) = mask(broken);
        assert_eq!((count, after.contains("hunter2")), (1, false), "{after}");
    }
    let template = "apiVersion: v1\nkind: Deployment\nenv:\n{{- toYaml .Values.env }}\n- value: hunter2\n";
    assert_eq!(mask(template).0, "# ***\n\n\n\n\n");
}

#[test]
fn inline_manifests_of_scenarios() {
    let indent =
        |text: &str| text.lines().map(|line| format!("  {line}").trim_end().to_owned() + "\n").collect::<String>();
    let scenario = |manifests: &str| format!("manifests: |\n{}tests: []\n", indent(manifests));
    let broken = "---\nkind: Secret\nmetadata: [\n---\n";
    let inside = |value: &str, broken: &str| format!("{}{broken}{}", pod(value), secret("stringData: {a: x}\n"));
    let (after, count) = mask(&scenario(&inside("hunter2", broken)));
    let expected = inside("\"***\"", "---\n# ***\n\n---\n").replace("{a: x}", "{a: \"***\"}");
    assert_eq!((after.as_str(), count), (scenario(&expected).as_str(), 3));
    let (scenarios, problems) = scenario::read(&Files::single("a", &after));
    assert_eq!((scenarios.len(), problems.len()), (1, 0));

    let quoted = |text: &str| format!("manifests: {}\ntests: []\n", double_quoted(text));
    assert_eq!(mask(&quoted(&pod("hunter2"))), (quoted(&pod("\"***\"")), 1));
    let folded = scenario(&pod("hunter2")).replace("manifests: |", "manifests: >");
    assert_eq!(mask(&folded).0.trim(), "# ***");
    let plain = scenario(&pod("~"));
    assert_eq!(mask(&plain), (plain, 0));
}
