//! Labels and names of ports, with all that has to say the same.

use super::*;

const SHOP: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: shop, labels: {app: api}}
spec:
  selector: {matchLabels: {app: api}} # as below
  template:
    metadata:
      labels: {app: api, tier: back}
    spec:
      containers:
      - name: api
        ports:
        - {name: http, containerPort: 8080}
        - {name: admin, containerPort: 9000}
        readinessProbe: {httpGet: {port: http}}
---
apiVersion: v1
kind: Service
metadata: {name: api, namespace: shop}
spec:
  selector: {app: api, tier: back}
  ports:
  - {name: web, port: 80, targetPort: http}
  - {name: other, port: 81, targetPort: admin}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  ingress:
  - from:
    - podSelector: {matchLabels: {app: api}}
    ports: [{port: http}]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: api, namespace: shop}
spec:
  defaultBackend: {service: {name: api, port: {name: web}}}
";

const OTHER: &str = "\
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: other, namespace: shop}
spec:
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api, tier: back}}
";

fn relabel(key: &str) -> Intent {
    Intent::Relabel { workload: object("Deployment", "api"), key: key.into(), value: "new".into() }
}

#[test]
fn a_label_changes_wherever_it_has_to_be_the_same() {
    assert_eq!(
        after(SHOP, &relabel("app")).unwrap(),
        SHOP.replace("app: api", "app: new").replace("labels: {app: new}}", "labels: {app: api}}"),
        "template, selector, and those that select these pods alone; the Deployment's own label is another"
    );
    assert_eq!(after(SHOP, &relabel("tier")).unwrap(), SHOP.replace("tier: back", "tier: new"));
    let other = format!("{SHOP}{}", OTHER);
    let (own, rest) = other.split_once("---").unwrap();
    assert_eq!(
        after(&other, &relabel("app")).unwrap(),
        format!(
            "{}---{rest}",
            own.replace("app: api", "app: new").replace("labels: {app: new}}", "labels: {app: api}}")
        ),
        "whoever selects others too stays with them"
    );
    assert_eq!(after(SHOP, &relabel("none")), Err(Refusal::NotWritten));
}

#[test]
fn a_form_changes_labels_of_pods_together() {
    let (manifests, _) = parse(&Files::single("a.yaml", SHOP));
    let intent = |kind: &str, path: &str| {
        let object = manifests.get(&object(kind, "api")).unwrap();
        matches!(Intent::set(object, FieldPath::of(path), text("x")), Intent::Relabel { .. })
    };
    assert!(intent("Deployment", "spec.selector.matchLabels[app]"));
    assert!(intent("Deployment", "spec.template.metadata.labels[tier]"));
    assert!(!intent("Deployment", "metadata.labels[app]"));
    assert!(!intent("Deployment", "spec.template.metadata.labels[new]"));
    assert!(!intent("Service", "spec.selector[app]"));
}

#[test]
fn an_anchor_that_only_these_share_is_changed_for_all() {
    let shared = SHOP
        .replace("matchLabels: {app: api}} # as", "matchLabels: &l {app: api}} # as")
        .replace("labels: {app: api, tier: back}", "labels: *l")
        .replace("selector: {app: api, tier: back}", "selector: {app: api}");
    assert_eq!(
        after(&shared, &relabel("app")).unwrap(),
        shared.replace("app: api", "app: new").replace("labels: {app: new}}", "labels: {app: api}}")
    );
    let alone = shared.split("---").next().unwrap().replace("labels: {app: api}}", "labels: &l {app: api}}");
    let alone = alone.replace("matchLabels: &l {app: api}", "matchLabels: *l");
    assert_eq!(after(&alone, &relabel("app")), Err(Refusal::BehindAlias { file: FileId(0), line: 8 }));
    let wider = shared
        .replace("labels: {app: api}}", "labels: &l {app: api}}")
        .replace("matchLabels: &l {app: api}", "matchLabels: *l");
    assert_eq!(after(&wider, &relabel("app")), Err(Refusal::BehindAlias { file: FileId(0), line: 8 }));
}

#[test]
fn a_port_is_called_by_its_new_name() {
    let name =
        |text: &str, kind: &str, path: &str, name: &str| after(text, &set(kind, path, FieldValue::Text(name.into())));
    let port = "spec.template.spec.containers[0].ports[0].name";
    assert_eq!(
        name(SHOP, "Deployment", port, "main").unwrap(),
        SHOP.replace("name: http", "name: main").replace("ort: http", "ort: main")
    );
    let other = format!("{SHOP}{OTHER}");
    assert_eq!(
        name(&other, "Deployment", port, "main").unwrap(),
        other.replace("name: http", "name: main").replace("httpGet: {port: http", "httpGet: {port: main"),
        "a Service of others too still means theirs"
    );
    let twice = SHOP.replace("name: admin", "name: http");
    assert_eq!(
        name(&twice, "Deployment", port, "main").unwrap(),
        twice.replacen("name: http", "name: main", 1),
        "another port has the name still"
    );
    assert_eq!(name(SHOP, "Service", "spec.ports[0].name", "main").unwrap(), SHOP.replace("name: web", "name: main"));
}
