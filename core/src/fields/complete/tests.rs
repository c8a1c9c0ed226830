use super::*;
use crate::decode::decode;
use crate::manifest::parse;
use crate::text::Files;

/// What the cluster has beside what is being typed.
const CLUSTER: &str = "\
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {team: red}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: shop}
spec:
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api, version: \"1.10\"}}
    spec: {containers: [{name: api, ports: [{name: http, containerPort: 8080}, {name: grpc, containerPort: 9090}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, ports: [{name: page, containerPort: 3000}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: api, namespace: shop}
spec: {selector: {app: api}, ports: [{name: http, port: 80}, {name: grpc, port: 81}]}
---
apiVersion: v1
kind: Service
metadata: {name: other}
spec: {selector: {app: api}, ports: [{port: 90}]}
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: nginx}
spec: {controller: k8s.io/ingress-nginx}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: shop}
spec: {gatewayClassName: x, listeners: [{name: web, port: 80, protocol: HTTP}, {name: tls, port: 443, protocol: HTTPS}]}
---
apiVersion: v1
kind: Node
metadata: {name: node-1, labels: {disk: ssd}}
";

fn offered(marked: &str) -> Vec<Completion> {
    let (manifests, _) = parse(&Files::single("cluster", CLUSTER));
    let (cluster, _) = decode(&manifests);
    let offset = marked.find('|').expect("a cursor");
    let text = marked.replacen('|', "", 1);
    let offered = complete(&text, offset, &cluster);
    assert!(offered.iter().all(|one| text.get(one.span.clone()).is_some()), "a span outside the text");
    offered
}

fn labels(marked: &str) -> Vec<String> {
    offered(marked).into_iter().map(|one| one.label).collect()
}

/// The text after the completion of this label was chosen.
fn chosen(marked: &str, label: &str) -> String {
    let one = offered(marked).into_iter().find(|one| one.label == label);
    let one = one.unwrap_or_else(|| panic!("{label} is not offered: {:?}", labels(marked)));
    let mut text = marked.replacen('|', "", 1);
    text.replace_range(one.span, &one.text);
    text
}

const HEAD: &str = "apiVersion: v1\nkind: Service\nmetadata: {name: new, namespace: shop}\n";

#[test]
fn keys_that_are_not_written_yet() {
    let ports = format!("{HEAD}spec:\n  ports:\n  - port: 80\n    |\n    protocol: UDP\n");
    assert_eq!(labels(&ports), ["name", "targetPort", "nodePort", "appProtocol"]);
    // In the middle of a word the word itself may be meant.
    let ports = format!("{HEAD}spec:\n  ports:\n  - port: 80\n    po|rt\n");
    assert!(labels(&ports).contains(&"targetPort".to_owned()));
    assert_eq!(labels("|"), ["apiVersion", "kind", "metadata"]);
    assert_eq!(labels("kind: Service\n|"), ["apiVersion", "metadata", "spec", "status"]);
    assert_eq!(labels("metadata:\n  na|")[..2], ["name", "namespace"]);
    assert!(!labels("kind: Pod\nmetadata:\n  |").contains(&"uid".to_owned()), "the server writes it");
}

#[test]
fn keys_come_with_what_stands_before_their_value() {
    assert_eq!(chosen("kind: Service\nspec:\n  t|", "type"), "kind: Service\nspec:\n  type: ");
    assert_eq!(chosen("kind: Service\nsp|", "spec"), "kind: Service\nspec:\n  ");
    assert_eq!(chosen("kind: Service\nspec:\n  po|", "ports"), "kind: Service\nspec:\n  ports:\n  - ");
    assert_eq!(chosen("kind: Service\nspec:\n  ports:\n  - |", "port"), "kind: Service\nspec:\n  ports:\n  - port: ");
    assert_eq!(chosen("kind: Service\nspec:\n  ports:\n    |", "port"), "kind: Service\nspec:\n  ports:\n    - port: ");
    assert_eq!(chosen("kind: Service\nspec: {t|}", "type"), "kind: Service\nspec: {type: }");
    assert_eq!(chosen("kind: Service\nspec:\n  ty|: NodePort", "type"), "kind: Service\nspec:\n  type: NodePort");
}

#[test]
fn a_key_is_offered_with_its_field() {
    let offered = offered("kind: Service\nspec:\n  ports:\n  - |");
    let paths: Vec<String> = offered
        .into_iter()
        .filter_map(|one| match one.offer {
            Offer::Key(field) => Some(field.path),
            Offer::Value { .. } | Offer::Name => None,
        })
        .collect();
    assert_eq!(paths[2], "spec.ports[].port");
    for kind in kinds() {
        let text = format!("kind: {}\nspec:\n  |", kind.name);
        for one in super::super::complete(&text.replacen('|', "", 1), text.len() - 1, &Cluster::default()) {
            let Offer::Key(field) = one.offer else { panic!("{} is no key", one.label) };
            assert!(super::super::fields(kind.name).any(|known| known.path == field.path), "{}", field.path);
        }
    }
}

#[test]
fn values_of_a_closed_set() {
    assert_eq!(labels("kind: Service\nspec:\n  type: |"), ["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"]);
    assert_eq!(chosen("kind: Service\nspec:\n  type:|", "NodePort"), "kind: Service\nspec:\n  type: NodePort");
    assert_eq!(
        chosen("kind: Service\nspec:\n  type: Cl|usterIP # x", "NodePort"),
        "kind: Service\nspec:\n  type: NodePort # x"
    );
    assert_eq!(labels("kind: NetworkPolicy\nspec:\n  policyTypes: [Ingress, |]"), ["Ingress", "Egress"]);
    assert_eq!(
        chosen("kind: NetworkPolicy\nspec:\n  policyTypes:\n  - |", "Egress"),
        "kind: NetworkPolicy\nspec:\n  policyTypes:\n  - Egress"
    );
    assert_eq!(labels("kind: Pod\nspec:\n  hostNetwork: |"), ["true", "false"]);
    let defaults: Vec<bool> = offered("kind: Pod\nspec:\n  hostNetwork: |")
        .iter()
        .map(|one| matches!(one.offer, Offer::Value { default: true }))
        .collect();
    assert_eq!(defaults, [false, true]);
    // What YAML takes for a truth value stays a text.
    let ready = "kind: Node\nstatus:\n  conditions:\n  - type: Ready\n    status: |";
    assert!(chosen(ready, "True").ends_with("status: \"True\""));
}

#[test]
fn kinds_and_versions_fit_each_other() {
    assert_eq!(labels("apiVersion: apps/v1\nkind: |"), ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"]);
    assert_eq!(labels("kind: Ingress\napiVersion: |"), ["networking.k8s.io/v1"]);
    assert!(labels("kind: Ser|").contains(&"Service".to_owned()));
    assert!(labels("apiVersion: ap|").contains(&"apps/v1".to_owned()));
}

#[test]
fn services_and_their_ports() {
    let path = |rest: &str| {
        format!(
            "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  namespace: shop\nspec:\n  rules:\n  - http:\n      paths:\n      - path: /\n        backend:\n          service:\n{rest}"
        )
    };
    assert_eq!(labels(&path("            name: |\n")), ["api"]);
    assert_eq!(labels(&path("            name: api\n            port:\n              number: |\n")), ["80", "81"]);
    assert_eq!(labels(&path("            name: api\n            port: {name: |}\n")), ["grpc", "http"]);
    let route =
        "kind: HTTPRoute\nspec:\n  rules:\n  - backendRefs:\n    - name: api\n      namespace: shop\n      port: |\n";
    assert_eq!(labels(route), ["80", "81"]);
    assert_eq!(labels(&route.replace("api", "other").replace("      namespace: shop\n", "")), ["90"]);
}

#[test]
fn container_ports_of_the_selected_pods() {
    let service =
        |selector: &str| format!("{HEAD}spec:\n  selector: {selector}\n  ports:\n  - port: 80\n    targetPort: |\n");
    assert_eq!(labels(&service("{app: api}")), ["grpc", "http", "8080", "9090"]);
    assert_eq!(labels(&service("{app: web}")), ["page", "3000"]);
    assert_eq!(labels(&service("{app: nobody}")), [] as [&str; 0]);
}

#[test]
fn labels_that_somebody_has() {
    let service = format!("{HEAD}spec:\n  selector:\n    |\n");
    assert_eq!(labels(&service), ["app: api", "app: web", "version: 1.10"]);
    assert!(chosen(&service, "version: 1.10").ends_with("    version: \"1.10\"\n"), "a label is no number");
    assert_eq!(labels(&format!("{HEAD}spec:\n  selector:\n    app: |\n")), ["api", "web"]);
    assert_eq!(labels(&format!("{HEAD}spec:\n  selector: {{app: api, |}}\n")), ["version: 1.10"]);
    let policy = "kind: NetworkPolicy\nspec:\n  ingress:\n  - from:\n    - namespaceSelector:\n        matchLabels:\n          |\n";
    assert!(labels(policy).contains(&"kubernetes.io/metadata.name: shop".to_owned()));
    assert!(labels(policy).contains(&"team: red".to_owned()));
    let expression = "kind: NetworkPolicy\nspec:\n  podSelector:\n    matchExpressions:\n    - key: app\n      operator: In\n      values: [|]\nmetadata: {namespace: shop}\n";
    assert_eq!(labels(expression), ["api", "web"]);
    let own = "kind: Deployment\nspec:\n  selector:\n    matchLabels:\n      tier: db\n  template:\n    metadata:\n      labels:\n        |\n";
    assert_eq!(labels(own), ["tier: db"]);
    assert_eq!(labels("kind: Pod\nspec:\n  nodeSelector:\n    |"), ["disk: ssd"]);
}

#[test]
fn classes_gateways_listeners_nodes_and_namespaces() {
    assert_eq!(labels("kind: Ingress\nspec:\n  ingressClassName: |"), ["nginx"]);
    assert_eq!(labels("kind: Pod\nspec:\n  nodeName: |"), ["node-1"]);
    assert_eq!(labels("kind: Pod\nmetadata:\n  namespace: |"), ["default", "shop"]);
    let parent =
        "kind: HTTPRoute\nmetadata:\n  namespace: shop\nspec:\n  parentRefs:\n  - name: edge\n    sectionName: |\n";
    assert_eq!(labels(parent), ["tls", "web"]);
    assert_eq!(labels(&parent.replace("edge\n    sectionName: ", "")), ["edge"]);
    assert_eq!(labels(&parent.replace("edge\n    sectionName: ", "x\n    kind: Service\n    name: ")), ["api"]);
}

#[test]
fn items_of_a_list_are_objects_of_their_own() {
    let list = "apiVersion: v1\nkind: List\nitems:\n- kind: Pod\n- kind: Service\n  metadata: {namespace: shop}\n  spec:\n    selector:\n      app: |\n";
    assert_eq!(labels(list), ["api", "web"]);
}

#[test]
fn json_is_flow_style() {
    let json = "{\n  \"kind\": \"Service\",\n  \"spec\": {\n    \"type\": \"|\",\n    \"ports\": []\n  }\n}\n";
    assert_eq!(labels(json), ["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"]);
    assert!(chosen(json, "NodePort").contains("\"type\": \"NodePort\","));
    let unfinished = "{\n  \"kind\": \"Service\",\n  \"spec\": {\n    \"type\": \"NodePort\",\n    |\n  }\n}\n";
    assert_eq!(labels(unfinished)[..2], ["selector", "ports"]);
}

#[test]
fn nothing_is_offered_where_nothing_is_known() {
    for text in [
        "kind: ConfigMap\ndata:\n  |",
        "kind: Service\nspec:\n  nothing:\n    |",
        "kind: Service # |",
        "kind: Service\nspec: |",
    ] {
        assert_eq!(labels(text), [] as [&str; 0], "{text:?}");
    }
}

#[test]
fn broken_text_elsewhere_does_not_matter() {
    let text = "kind: Service\n{{ .Values.x }}\nmetadata:\n\tname: [\nspec:\n  type: |\n  bad: \"\n";
    assert_eq!(labels(text), ["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"]);
}
