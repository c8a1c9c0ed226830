//! What a new name does beyond the manifests.

use super::*;
use crate::manifest::Manifests;
use crate::request::Written;
use crate::state::Change;

const CLUSTER: &str = "\
apiVersion: v1
kind: Service
metadata: {name: api, namespace: shop}
---
apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: shop}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web-1, namespace: shop}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: log, namespace: shop}
---
apiVersion: v1
kind: Pod
metadata: {name: web-7, namespace: shop}
---
apiVersion: v1
kind: Node
metadata: {name: node-1}
";

const SCENARIO: &str = "\
---
apiVersion: svcpath/v1
kind: Scenario
state:
  notReady: [shop/web-1, shop/web-1-1] # two of them
  notListening: ['shop/db-0:5432']
  down: [node/node-1, pod/shop/web-2]
  addresses: {node-1: 192.0.2.1}
  placement:
    shop/log-node-1: node-1
    shop/web-1: node-1
layout: {node/node-1: [0, 0], deployment/shop/web: [240, 0]}
tests:
- name: 'deploy/shop/web to http://api/'
  from: deploy/shop/web
  to: http://api/
  headers: {Host: api.shop}
  expect: {verdict: delivered, service: 'shop/api:80', pods: [shop/web-1], workload: shop/Deployment/web, weights: {shop/api: 1}}
- {name: mine, from: namespace/other, to: 'http://api/', at: node/node-1, via: service/shop/api, expect: {verdict: nxdomain}}
- name: db
  from: node/node-1
  to: 'dns://_sql._tcp.db-0.db.shop.svc.cluster.local?type=SRV'
  state: {notReady: [shop/db-0]}
  expect: {verdict: delivered, answers: ['0 100 5432 db-0.db.shop.svc.cluster.local']}
";

fn renamed(kind: &str, old: &str) -> String {
    let text = format!("{CLUSTER}{SCENARIO}");
    after(&text, &Intent::Rename { object: object(kind, old), name: "new".into() }).unwrap()
}

fn replaced(text: &str, replace: &[(&str, &str)]) -> String {
    replace.iter().fold(text.to_owned(), |text, (old, new)| {
        assert!(text.contains(old), "{old}");
        text.replace(old, new)
    })
}

#[test]
fn a_scenario_follows_a_service() {
    let wanted = replaced(
        &format!("{CLUSTER}{SCENARIO}"),
        &[
            ("{name: api,", "{name: new,"),
            ("deploy/shop/web to http://api/", "deploy/shop/web to http://new/"),
            ("  to: http://api/", "  to: http://new/"),
            ("Host: api.shop", "Host: new.shop"),
            ("shop/api", "shop/new"),
        ],
    );
    assert_eq!(renamed("Service", "api"), wanted, "who asks from another namespace asked nobody, and does so still");
}

#[test]
fn a_scenario_follows_a_workload_and_its_pods() {
    let wanted = replaced(
        &format!("{CLUSTER}{SCENARIO}"),
        &[
            ("{name: web,", "{name: new,"),
            ("[shop/web-1, ", "[shop/new-1, "),
            ("shop/web-2", "shop/new-2"),
            ("    shop/web-1:", "    shop/new-1:"),
            ("deployment/shop/web:", "deployment/shop/new:"),
            ("deploy/shop/web", "deploy/shop/new"),
            ("pods: [shop/web-1]", "pods: [shop/new-1]"),
            ("Deployment/web", "Deployment/new"),
        ],
    );
    assert_eq!(renamed("Deployment", "web"), wanted);
    let wanted = replaced(
        &format!("{CLUSTER}{SCENARIO}"),
        &[("StatefulSet\nmetadata: {name: db", "StatefulSet\nmetadata: {name: new"), ("db-0", "new-0")],
    );
    assert_eq!(renamed("StatefulSet", "db"), wanted);
}

#[test]
fn a_scenario_follows_a_node_and_a_namespace() {
    let wanted = replaced(
        &format!("{CLUSTER}{SCENARIO}"),
        &[
            ("node/node-1", "node/new"),
            ("{node-1:", "{new:"),
            ("log-node-1", "log-new"),
            (": node-1\n", ": new\n"),
            ("{name: node-1}", "{name: new}"),
        ],
    );
    assert_eq!(renamed("Node", "node-1"), wanted);
    let text = format!("{CLUSTER}---\napiVersion: v1\nkind: Namespace\nmetadata: {{name: shop}}\n{SCENARIO}");
    let intent = Intent::Rename { object: object("Namespace", "shop"), name: "mall".into() };
    assert_eq!(after(&text, &intent).unwrap(), text.replace("shop", "mall"));
}

#[test]
fn a_scenario_that_stands_alone_follows_too() {
    let bare = SCENARIO.replace("apiVersion: svcpath/v1\nkind: Scenario\n", "");
    let intent = Intent::Rename { object: object("Service", "api"), name: "new".into() };
    let text = after(&format!("{CLUSTER}{bare}"), &intent).unwrap();
    assert!(text.contains("  to: http://new/\n") && text.contains("Host: new.shop"), "{text}");
}

#[test]
fn what_an_anchor_shares_among_tests_is_not_torn() {
    let shared = SCENARIO.replace("  from: deploy/shop/web\n", "  from: &who deploy/shop/web\n");
    let text = format!("{CLUSTER}{}", shared.replace("from: namespace/other", "from: *who"));
    let intent = Intent::Rename { object: object("Deployment", "web"), name: "new".into() };
    let refused = after(&text, &intent).unwrap_err();
    assert!(matches!(refused, Refusal::BehindAlias { .. }), "{refused:?}");
}

#[test]
fn a_request_follows_in_every_form() {
    let (manifests, _) = parse(&Files::single("a.yaml", CLUSTER));
    let ask = |kind: &str, old: &str, from: &str, to: &str| {
        let mut written = Written { from: from.into(), to: to.into(), ..Written::default() };
        Renamed::new(&manifests, &object(kind, old), "new").request(&mut written);
        format!("{} {}", written.from, written.to)
    };
    for (from, to, wanted) in [
        ("pod/shop/x", "http://api", "http://new"),
        ("pod/shop/x", "HTTP://API:80/a?b=api", "HTTP://new:80/a?b=api"),
        ("node/node-1", "http://api/", "http://api/"),
        ("namespace/other", "tcp://api.shop:80", "tcp://new.shop:80"),
        ("namespace/other", "tcp://api.other:80", "tcp://api.other:80"),
        ("internet", "http://api.shop.svc.cluster.local./", "http://new.shop.svc.cluster.local./"),
        ("pod/shop/x", "dns://_http._tcp.api?type=SRV", "dns://_http._tcp.new?type=SRV"),
        ("internet", "service/shop/api:80", "service/shop/new:80"),
        ("internet", "svc/shop/api", "svc/shop/new"),
        ("internet", "http://10.0.0.1/api", "http://10.0.0.1/api"),
        ("internet", "http://[fd00::1]:80/", "http://[fd00::1]:80/"),
        ("what", "ever", "ever"),
    ] {
        assert_eq!(ask("Service", "api", from, to), format!("{from} {wanted}"));
    }
    assert_eq!(ask("StatefulSet", "db", "pod/shop/db-1", "tcp://db-0.db:1"), "pod/shop/new-1 tcp://new-0.db:1");
    assert_eq!(ask("Deployment", "web", "pod/shop/web-7", "tcp://api:1"), "pod/shop/web-7 tcp://api:1");
    assert_eq!(ask("Deployment", "web", "pod/shop/web-1-1", "tcp://api:1"), "pod/shop/web-1-1 tcp://api:1");
    assert_eq!(ask("DaemonSet", "log", "pod/shop/log-node-1", "tcp://api:1"), "pod/shop/new-node-1 tcp://api:1");
    assert_eq!(ask("Namespace", "shop", "ds/shop/log", "tcp://api.shop:1"), "ds/new/log tcp://api.new:1");
    assert_eq!(
        ask("Namespace", "shop", "node/node-1", "dns://10-0-0-1.shop.pod"),
        "node/node-1 dns://10-0-0-1.new.pod"
    );
}

#[test]
fn entries_and_what_hands_set_follow() {
    let manifests = Manifests::default();
    let mut written = Written { at: Some("node/n".into()), via: Some("ingress/shop/i".into()), ..Written::default() };
    Renamed::new(&manifests, &object("Ingress", "i"), "new").request(&mut written);
    Renamed::new(&manifests, &object("Node", "n"), "m").request(&mut written);
    assert_eq!((written.at.as_deref(), written.via.as_deref()), (Some("node/m"), Some("ingress/shop/new")));
    let renamed = Renamed::new(&manifests, &object("Deployment", "web"), "new");
    let mut change = Change::Placement { pod: "shop/web-2".into(), node: "n".into() };
    renamed.change(&mut change);
    Renamed::new(&manifests, &object("Node", "n"), "m").change(&mut change);
    assert_eq!(change, Change::Placement { pod: "shop/new-2".into(), node: "m".into() });
    assert_eq!(renamed.column("deployment/shop/web").as_deref(), Some("deployment/shop/new"));
    assert_eq!(renamed.column("statefulset/shop/web"), None);
    assert_eq!(renamed.column("node/web"), None);
}
