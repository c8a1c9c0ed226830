//! Set, unset, scale, delete.

use super::*;

const SERVICE: &str = "\
# The shop's service
apiVersion: v1
kind: Service
metadata: {name: api, namespace: shop}
spec:
  selector: {app: api} # the pods
  # doors
  ports:
  - port: 80 # the door
    targetPort: 'http'
  - name: \"admin\"
    # inside only
    port: 81
";

fn unset(path: &str) -> Intent {
    Intent::Unset { object: object("Service", "api"), path: FieldPath::of(path) }
}

#[test]
fn a_scalar_keeps_its_quotes_and_comment() {
    let changed = |path, value| after(SERVICE, &set("Service", path, value)).unwrap();
    assert_eq!(changed("spec.ports[0].port", FieldValue::Number(8080)), SERVICE.replace("port: 80 #", "port: 8080 #"));
    assert_eq!(changed("spec.ports[0].targetPort", text("web")), SERVICE.replace("'http'", "'web'"));
    assert_eq!(changed("spec.ports[1].name", text("a\"b")), SERVICE.replace("\"admin\"", "\"a\\\"b\""));
    assert_eq!(changed("spec.selector.app", text("web")), SERVICE.replace("{app: api}", "{app: web}"));
    assert_eq!(changed("spec.selector.app", text("true")), SERVICE.replace("{app: api}", "{app: \"true\"}"));
    assert_eq!(changed("spec.ports[0].port", FieldValue::Number(80)), SERVICE);
}

#[test]
fn a_new_scalar_stands_with_the_short_ones() {
    let changed = |path, value| after(SERVICE, &set("Service", path, value)).unwrap();
    assert_eq!(
        changed("spec.type", text("NodePort")),
        SERVICE.replace("# the pods\n", "# the pods\n  type: NodePort\n")
    );
    assert_eq!(
        changed("spec.ports[1].nodePort", FieldValue::Number(30080)),
        SERVICE.replace("port: 81\n", "port: 81\n    nodePort: 30080\n")
    );
    assert_eq!(changed("spec.selector.tier", text("web")), SERVICE.replace("{app: api}", "{app: api, tier: web}"));
    assert_eq!(
        changed("spec.ports[2].port", FieldValue::Number(82)),
        SERVICE.replace("port: 81\n", "port: 81\n  - port: 82\n")
    );
    assert_eq!(
        changed("metadata.labels[app.kubernetes.io/name]", text("api")),
        SERVICE.replace("namespace: shop}", "namespace: shop, labels: {app.kubernetes.io/name: api}}")
    );
}

#[test]
fn missing_maps_are_written() {
    let service = "apiVersion: v1\r\nkind: Service\r\nmetadata:\r\n    name: api\r\n    namespace: shop\r\n    labels:\r\nspec:\r\n    ports:\r\n      - port: 80\r\n";
    let changed = |path, value| after(service, &set("Service", path, value)).unwrap();
    assert_eq!(
        changed("spec.selector.app", text("x")),
        service.replace("port: 80\r\n", "port: 80\r\n    selector:\r\n        app: x\r\n")
    );
    assert_eq!(
        changed("metadata.labels.app", text("x")),
        service.replace("labels:\r\n", "labels:\r\n        app: x\r\n")
    );
    assert_eq!(
        changed("spec.externalIPs[0]", text("10.0.0.1")),
        service.replace("port: 80\r\n", "port: 80\r\n    externalIPs:\r\n      - \"10.0.0.1\"\r\n")
    );
    assert_eq!(changed("spec.type", text("NodePort")), service.replace("spec:\r\n", "spec:\r\n    type: NodePort\r\n"));
}

#[test]
fn entries_go_with_their_lines() {
    let changed = |path| after(SERVICE, &unset(path)).unwrap();
    assert_eq!(changed("spec.ports[0].targetPort"), SERVICE.replace("    targetPort: 'http'\n", ""));
    assert_eq!(changed("spec.ports[0].port"), SERVICE.replace("port: 80 # the door\n    targetPort", "targetPort"));
    assert_eq!(changed("spec.ports[0]"), SERVICE.replace("  - port: 80 # the door\n    targetPort: 'http'\n", ""));
    assert_eq!(changed("spec.selector.app"), SERVICE.replace("{app: api}", "{}"));
    assert_eq!(changed("spec.ports[1].name"), SERVICE.replace("- name: \"admin\"\n    # inside", "-\n    # inside"));
    assert_eq!(after(SERVICE, &unset("spec.type")), Err(Refusal::NotWritten));
    let one = SERVICE.replace("    targetPort: 'http'\n  - name: \"admin\"\n    # inside only\n    port: 81\n", "");
    assert_eq!(after(&one, &unset("spec.ports[0]")).unwrap(), one.replace("ports:\n  - port: 80 #", "ports: [] #"));
}

#[test]
fn the_last_entry_leaves_an_empty_collection() {
    let service = "apiVersion: v1\nkind: Service\nmetadata: {name: api, namespace: shop}\nspec:\n  ports: # all\n  # the door\n  - {port: 80}\n  selector:\n    app: api # pods\n";
    assert_eq!(
        after(service, &unset("spec.ports[0]")).unwrap(),
        service.replace("ports: #", "ports: [] #").replace("  - {port: 80}\n", "")
    );
    assert_eq!(
        after(service, &unset("spec.selector.app")).unwrap(),
        service.replace("selector:\n    app: api #", "selector: {} #")
    );
    assert_eq!(
        after(service, &set("Service", "spec.ports[1].port", FieldValue::Number(81))).unwrap(),
        service.replace("  - {port: 80}\n", "  - {port: 80}\n  - port: 81\n")
    );
}

#[test]
fn what_is_empty_opens_in_the_style_of_the_text() {
    let policy = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: api\n  namespace: shop\nspec:\n  podSelector: {}\n  ingress:\n  - {}\n  egress: [] # none\n";
    let changed = |policy: &str, path| after(policy, &set("NetworkPolicy", path, text("x"))).unwrap();
    assert_eq!(
        changed(policy, "spec.podSelector.matchLabels.app"),
        policy
            .replace("{}\n  ingress", "\n    matchLabels:\n      app: x\n  ingress")
            .replace("podSelector: \n", "podSelector:\n")
    );
    assert_eq!(
        changed(policy, "spec.ingress[0].from[0].ipBlock.cidr"),
        policy.replace("- {}", "- from:\n    - ipBlock:\n        cidr: x")
    );
    // A comment stays where it is.
    assert_eq!(
        changed(policy, "spec.egress[0].to[0].ipBlock.cidr"),
        policy.replace("[] #", "[{to: [{ipBlock: {cidr: x}}]}] #")
    );
    let braces = policy.replace("metadata:\n  name: api\n  namespace: shop", "metadata: {name: api, namespace: shop}");
    assert_eq!(
        changed(&braces, "spec.podSelector.matchLabels.app"),
        braces.replace("podSelector: {}", "podSelector: {matchLabels: {app: x}}")
    );
}

#[test]
fn json_stays_json() {
    let service = r#"{
  "apiVersion": "v1",
  "kind": "Service",
  "metadata": {"name": "api", "namespace": "shop"},
  "spec": {
    "selector": {},
    "ports": [{"port": 80}],
    "type": "ClusterIP"
  }
}"#;
    let changed = |path, value| after(service, &set("Service", path, value)).unwrap();
    assert_eq!(changed("spec.type", text("NodePort")), service.replace("ClusterIP", "NodePort"));
    assert_eq!(changed("spec.selector.app", text("x")), service.replace("{},", r#"{"app": "x"},"#));
    assert_eq!(
        changed("spec.clusterIP", text("None")),
        service.replace("\"ClusterIP\"\n", "\"ClusterIP\",\n    \"clusterIP\": \"None\"\n")
    );
    assert_eq!(
        changed("spec.ports[1].port", FieldValue::Number(81)),
        service.replace(r#"{"port": 80}"#, r#"{"port": 80}, {"port": 81}"#)
    );
    assert_eq!(after(service, &unset("spec.type")).unwrap(), service.replace(",\n    \"type\": \"ClusterIP\"", ""));
    assert_eq!(after(service, &unset("spec.selector")).unwrap(), service.replace("\"selector\": {},\n    ", ""));
}

#[test]
fn what_an_anchor_holds_is_refused() {
    let service = "apiVersion: v1\nkind: Service\nmetadata:\n  name: api\n  namespace: shop\n  labels: &l\n    app: api\nspec:\n  selector: *l\n  ports:\n  - &p {port: 80}\n  - <<: *p\n    name: x\n";
    assert_eq!(
        after(service, &set("Service", "spec.selector.app", text("x"))),
        Err(Refusal::BehindAlias { file: FileId(0), line: 9 })
    );
    assert_eq!(
        after(service, &set("Service", "spec.ports[1].port", FieldValue::Number(1))),
        Err(Refusal::BehindAlias { file: FileId(0), line: 12 })
    );
    // The alias itself may go, and what only the anchor's own place says may come.
    assert_eq!(after(service, &unset("spec.selector")).unwrap(), service.replace("  selector: *l\n", ""));
    assert_eq!(
        after(service, &set("Service", "metadata.labels.app", text("x"))),
        Err(Refusal::Anchored { file: FileId(0), line: 9 })
    );
}

#[test]
fn a_text_of_several_lines_is_refused() {
    let map = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: api\n  namespace: shop\ndata:\n  a: |\n    x\n    y\n  b: z\n";
    assert_eq!(
        after(map, &set("ConfigMap", "data.a", text("x"))),
        Err(Refusal::BlockScalar { file: FileId(0), line: 7 })
    );
    let intent = Intent::Unset { object: object("ConfigMap", "api"), path: FieldPath::of("data.a") };
    assert_eq!(after(map, &intent).unwrap(), map.replace("  a: |\n    x\n    y\n", ""));
}

#[test]
fn replicas_are_written_above_the_template() {
    let workload = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api, namespace: shop}\nspec: # all\n  # pods\n  selector:\n    matchLabels: {app: api}\n  template: {}\n";
    let scale = |kind: &str| Intent::Scale { workload: object(kind, "api"), replicas: 3 };
    assert_eq!(after(workload, &scale("Deployment")).unwrap(), workload.replace("# all\n", "# all\n  replicas: 3\n"));
    assert_eq!(after(workload, &scale("DaemonSet")), Err(Refusal::NotScalable { kind: "DaemonSet".into() }));
}

#[test]
fn an_object_goes_with_its_document() {
    let pod =
        |name: &str| format!("# {name}\napiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: shop}}\n");
    let (a, b, c) = (pod("a"), pod("b"), pod("c"));
    let all = format!("# licence\n\n{a}---\n{b}---\n{c}");
    let without = |name| after(&all, &Intent::Delete { object: object("Pod", name) }).unwrap();
    assert_eq!(without("a"), format!("# licence\n\n---\n{b}---\n{c}"));
    assert_eq!(without("b"), format!("# licence\n\n{a}---\n{c}"));
    assert_eq!(without("c"), format!("# licence\n\n{a}---\n{b}"));
    let bare = all.replace("# licence\n\n", "");
    assert_eq!(after(&bare, &Intent::Delete { object: object("Pod", "a") }).unwrap(), format!("{b}---\n{c}"));
    let list = "kind: List\napiVersion: v1\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: a, namespace: shop}\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: b, namespace: shop}\n";
    assert_eq!(
        after(list, &Intent::Delete { object: object("Pod", "a") }).unwrap(),
        list.replace("- apiVersion: v1\n  kind: Pod\n  metadata: {name: a, namespace: shop}\n", "")
    );
}
