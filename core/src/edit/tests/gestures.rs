//! Connect, rename, add.

use super::*;

const SHOP: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata:
      labels: {app: web, tier: front}
---
apiVersion: v1
kind: Service
metadata:
  name: api # the name
  namespace: shop
spec:
  selector:
    app: old # who answers
    tier: old
  ports:
  - port: 80
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: api, namespace: shop}
spec:
  rules:
  - http:
      paths:
      - path: /
        pathType: Prefix
        backend: {service: {name: \"other\", port: {number: 80}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api, namespace: edge}
spec:
  rules:
  - backendRefs:
    - name: x
      port: 1
";

fn connect(from: ObjectRef, to: ObjectRef) -> Result<String, Refusal> {
    after(SHOP, &Intent::Connect { from, to })
}

#[test]
fn a_copy_has_a_name_and_pods_of_its_own() {
    let copied = |object| {
        let text = after(SHOP, &Intent::Duplicate { object }).unwrap();
        text.strip_prefix(SHOP).expect("what was there stays").to_owned()
    };
    assert_eq!(
        copied(object("Deployment", "web")),
        "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web-2, namespace: shop}\nspec:\n  selector: {matchLabels: {app: web-2}}\n  \
         template:\n    metadata:\n      labels: {app: web-2, tier: front}\n"
    );
    assert!(copied(object("Service", "api")).contains("  name: api-2 # the name\n"), "with its comments");
}

#[test]
fn a_copy_leaves_behind_what_no_two_can_have() {
    let text = "apiVersion: v1\nkind: Service\nmetadata: {name: web-7, namespace: shop}\nspec:\n  type: NodePort\n  clusterIP: 10.96.0.5\n  \
                ports:\n  - port: 80\n    nodePort: 30080\n";
    let with = after(text, &Intent::Duplicate { object: object("Service", "web-7") }).unwrap();
    let copy = "---\napiVersion: v1\nkind: Service\nmetadata: {name: web-2, namespace: shop}\nspec:\n  type: NodePort\n  ports:\n  - port: 80\n";
    assert_eq!(with.strip_prefix(text), Some(copy));
}

#[test]
fn what_a_copy_shares_with_itself_by_an_anchor_changes_at_once() {
    let text = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\nspec:\n  selector:\n    matchLabels: &l\n      app: web\n  \
                template:\n    metadata:\n      labels: *l\n";
    let with = after(text, &Intent::Duplicate { object: object("Deployment", "web") }).unwrap();
    let copy = text.replace("name: web", "name: web-2").replace("app: web", "app: web-2");
    assert_eq!(with.strip_prefix(text), Some(format!("---\n{copy}").as_str()));
}

#[test]
fn what_is_pasted_keeps_its_names_where_they_are_free() {
    let paste = |text: &str| after(SHOP, &Intent::Paste { file: FileId(0), text: text.into() });
    let other = "# mine\napiVersion: v1\nkind: Namespace\nmetadata: {name: other}\n";
    assert_eq!(paste(other).unwrap(), format!("{SHOP}---\n{other}"));
    // Together with a name go those who refer to it among what is pasted.
    let pasted = paste(&SHOP[SHOP.find("---").unwrap()..].replace("\"other\"", "api")).unwrap();
    assert!(pasted.ends_with("metadata: {name: api-2, namespace: edge}\nspec:\n  rules:\n  - backendRefs:\n    - name: x\n      port: 1\n"), "{pasted}");
    assert!(pasted.contains("backend: {service: {name: api-2, port"), "{pasted}");
    assert_eq!(paste("just words"), Err(Refusal::NoObject));
}

#[test]
fn an_item_of_a_list_is_copied_as_a_document() {
    let text = "apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Pod\n    metadata:\n      name: a # one\n      namespace: shop\n";
    let with = after(text, &Intent::Duplicate { object: object("Pod", "a") }).unwrap();
    assert_eq!(
        with.strip_prefix(text),
        Some("---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: a-2 # one\n  namespace: shop\n")
    );
}

#[test]
fn a_service_selects_a_workload() {
    assert_eq!(
        connect(object("Service", "api"), object("Deployment", "web")).unwrap(),
        SHOP.replace("    app: old #", "    app: web #").replace("    tier: old\n", "")
    );
    let none = SHOP.replace("  selector:\n    app: old # who answers\n    tier: old\n", "");
    let intent = Intent::Connect { from: object("Service", "api"), to: object("Deployment", "web") };
    assert_eq!(
        after(&none, &intent).unwrap(),
        none.replace("  - port: 80\n", "  - port: 80\n  selector:\n    app: web\n")
    );
    let other = SHOP.replace("    app: old # who answers\n    tier: old\n", "    run: old # who\n");
    assert_eq!(after(&other, &intent).unwrap(), other.replace("run: old #", "app: web #"));
}

#[test]
fn what_containers_are_told_follows_a_name() {
    let text = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: api, namespace: shop}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\nspec:\n  \
                containers:\n  - name: web\n    args: [--upstream=api:80, api, \"--other=api.mall:80\"]\n    env:\n    - name: API\n      value: \"http://api.shop/v1\" # there\n";
    let renamed = |intent| after(text, &intent).unwrap();
    let service = renamed(Intent::Rename { object: object("Service", "api"), name: "cart".into() });
    let wanted =
        text.replace("name: api,", "name: cart,").replace("=api:80", "=cart:80").replace("//api.shop", "//cart.shop");
    assert_eq!(service, wanted);
    let namespace = renamed(Intent::Rename { object: object("Namespace", "shop"), name: "mall".into() });
    assert!(namespace.contains("\"http://api.mall/v1\" # there"), "{namespace}");
}

#[test]
fn a_script_keeps_its_lines_when_a_name_in_it_changes() {
    let text = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: api, namespace: shop}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\nspec:\n  \
                containers:\n  - name: web\n    command: [sh, -c, 'exec server --upstream=api:80 \"http://api/\"']\n    args:\n    - | # api\n      server --upstream=api:80 \\\n        --api=http://api.shop/api\n\n      api\n    \
                - &x >-\n      curl http://api/\n      http://cart/ http://api/\n    # api\n    - \"nc\n      api:80\"\n    env:\n    - name: API\n      value: |\n        http://api.shop/v1\n    image: api\n";
    let renamed = |text: &str, kind: &str, old: &str| {
        after(text, &Intent::Rename { object: object(kind, old), name: "till".into() })
    };
    let mut wanted = text.to_owned();
    for part in ["{name: api,", "=api:80", "//api/", "//api.shop", " api:80"] {
        wanted = wanted.replace(part, &part.replace("api", "till"));
    }
    assert_eq!(renamed(text, "Service", "api").unwrap(), wanted);
    let moved = renamed(text, "Namespace", "shop").unwrap();
    assert_eq!(moved, text.replace("shop", "till"));
    // A name that is torn in two is not looked for.
    let torn = text.replace("nc\n      api:80", "nc ap\\\n      i:80");
    assert_eq!(renamed(&torn, "Service", "api"), Err(Refusal::BlockScalar { file: FileId(0), line: 26 }));
}

#[test]
fn labels_are_written_where_there_are_none() {
    let bare = SHOP
        .replace("  selector: {matchLabels: {app: web}}\n", "")
        .replace("    metadata:\n      labels: {app: web, tier: front}\n", "    spec: {}\n");
    let intent = Intent::Connect { from: object("Service", "api"), to: object("Deployment", "web") };
    let text = after(&bare, &intent).unwrap();
    assert!(
        text.contains("  template:\n    spec: {}\n    metadata:\n      labels:\n        app: web\n  selector:\n    matchLabels:\n      app: web\n---\n"),
        "{text}"
    );
}

#[test]
fn an_ingress_and_a_route_lead_to_a_service() {
    let text = connect(object("Ingress", "api"), object("Service", "api")).unwrap();
    let added = "  - host: api.example.com\n    http:\n      paths:\n      - path: /\n        pathType: Prefix\n        backend:\n          service:\n            name: api\n            port:\n              number: 80\n";
    let before = "number: 80}}}\n";
    assert_eq!(text, SHOP.replace(before, &format!("{before}{added}")));
    let route = ObjectRef::new("gateway.networking.k8s.io/v1", "HTTPRoute", "edge", "api");
    assert_eq!(
        connect(route, object("Service", "api")).unwrap(),
        SHOP.replace("      port: 1\n", "      port: 1\n    - name: api\n      namespace: shop\n      port: 80\n")
    );
}

#[test]
fn a_policy_selects_a_workload() {
    assert_eq!(
        connect(object("NetworkPolicy", "api"), object("Deployment", "web")).unwrap(),
        SHOP.replace("podSelector: {}", "podSelector: {matchLabels: {app: web}}")
    );
    assert_eq!(
        connect(object("Deployment", "web"), object("Service", "api")),
        Err(Refusal::NotConnectable { from: "Deployment".into(), to: "Service".into() })
    );
}

#[test]
fn references_follow_a_new_name() {
    let rename = |kind: &str, old: &str, name: &str| Intent::Rename { object: object(kind, old), name: name.into() };
    let text = SHOP.replace("\"other\"", "\"api\"").replace("- name: x\n", "- name: 'api'\n      namespace: shop\n");
    assert_eq!(
        after(&text, &rename("Service", "api", "cart")).unwrap(),
        text.replace("name: api #", "name: cart #").replace("\"api\"", "\"cart\"").replace("'api'", "'cart'")
    );
    assert_eq!(after(SHOP, &rename("Service", "api", "A b")), Err(Refusal::BadName { name: "A b".into() }));
    let two = format!("{SHOP}---\napiVersion: v1\nkind: Service\nmetadata: {{name: b, namespace: shop}}\n");
    assert_eq!(after(&two, &rename("Service", "b", "api")), Err(Refusal::NameTaken { name: "api".into() }));
}

#[test]
fn a_namespace_takes_its_objects_with_it() {
    let text = format!("apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n---\n{SHOP}");
    let intent = Intent::Rename { object: object("Namespace", "shop"), name: "mall".into() };
    assert_eq!(
        after(&text, &intent).unwrap(),
        text.replace("namespace: shop", "namespace: mall").replace("name: shop\n", "name: mall\n")
    );
}

fn add(kind: NewKind) -> Intent {
    Intent::Add { kind, file: FileId(0), namespace: "shop".into(), near: None }
}

#[test]
fn every_kind_is_added_and_read() {
    for kind in NewKind::ALL {
        for text in ["", "# only a comment", SHOP, SHOP.trim_end()] {
            let once = after(text, &add(kind)).unwrap_or_else(|refusal| panic!("{kind:?}: {refusal:?}"));
            assert!(once.starts_with(text));
            let twice = after(&once, &add(kind)).unwrap_or_else(|refusal| panic!("{kind:?}: {refusal:?}"));
            // Workloads call their pods `web-2`.
            let other = match kind {
                NewKind::Deployment => "name: api\n",
                NewKind::StatefulSet => "name: cache\n",
                NewKind::DaemonSet => "name: logs\n",
                _ => "-2\n",
            };
            assert!(twice.contains(other), "{twice}");
        }
    }
}

#[test]
fn a_document_is_added_in_the_style_of_its_file() {
    let file =
        "apiVersion: v1\r\nkind: Service\r\nmetadata:\r\n    name: web\r\nspec:\r\n    ports:\r\n      - port: 80";
    assert_eq!(
        after(file, &add(NewKind::Service(NewService::NodePort))).unwrap(),
        format!(
            "{file}\r\n---\r\napiVersion: v1\r\nkind: Service\r\nmetadata:\r\n    name: web\r\n    namespace: shop\r\nspec:\r\n    type: NodePort\r\n    selector:\r\n        app: web\r\n    ports:\r\n      - port: 80\r\n        targetPort: 8080\r\n"
        )
    );
    let json = r#"{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}}"#;
    assert_eq!(after(json, &add(NewKind::Pod)), Err(Refusal::OneObject));
    let list = format!(r#"{{"apiVersion": "v1", "kind": "List", "items": [{json}]}}"#);
    assert_eq!(
        after(&list, &add(NewKind::Namespace)).unwrap(),
        list.replace("}}]", r#"}}, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop-2"}}]"#)
    );
}

#[test]
fn a_new_object_belongs_to_what_is_near() {
    let near = |kind: NewKind, near: ObjectRef| {
        let Intent::Add { file, namespace, .. } = add(kind) else { unreachable!() };
        let after = after(SHOP, &Intent::Add { kind, file, namespace, near: Some(near) }).unwrap();
        after.rsplit_once("---\n").unwrap().1.to_owned()
    };
    let service = near(NewKind::Service(NewService::ClusterIp), object("Deployment", "web"));
    assert!(service.contains("  name: web\n") && service.contains("selector:\n    app: web\n  ports:"), "{service}");
    let policy = near(NewKind::NetworkPolicy, object("Deployment", "web"));
    assert!(policy.contains("matchLabels:\n      app: web\n"), "{policy}");
    let text = SHOP.replace("  - port: 80\n", "  - port: 8000\n");
    let intent = Intent::Add {
        kind: NewKind::Ingress,
        file: FileId(0),
        namespace: "shop".into(),
        near: Some(object("Service", "api")),
    };
    assert!(
        after(&text, &intent)
            .unwrap()
            .ends_with("            name: api\n            port:\n              number: 8000\n")
    );
}

/// The objects that are added one after the other, the first to nothing.
fn added(kinds: &[NewKind]) -> String {
    kinds.iter().fold(String::new(), |text, kind| after(&text, &add(*kind)).unwrap())
}

const CLUSTER_IP: NewKind = NewKind::Service(NewService::ClusterIp);

#[test]
fn workloads_have_names_of_their_own_until_the_words_run_out() {
    let names = |text: &str| -> Vec<String> {
        let (manifests, _) = parse(&Files::single("a.yaml", text));
        manifests.objects().iter().map(|object| object.reference.name.clone()).collect()
    };
    let all = names(&added(&[NewKind::Deployment; 10]));
    assert_eq!(all, ["web", "api", "auth", "cart", "search", "orders", "mail", "images", "web-2", "web-3"]);
    assert_eq!(names(&added(&[NewKind::StatefulSet; 5])), ["db", "cache", "queue", "events", "db-2"]);
    let taken = "apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\n---\napiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: api, namespace: shop}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: auth, namespace: shop}\n";
    assert_eq!(
        names(&after(taken, &add(NewKind::Deployment)).unwrap())[3],
        "auth",
        "nobody calls pods after a Service"
    );
    // A ReplicaSet calls its pods so too.
    let words = added(&[NewKind::Deployment; 8]).replacen("kind: Deployment", "kind: ReplicaSet", 1);
    assert_eq!(names(&after(&words, &add(NewKind::Deployment)).unwrap())[8], "web-2");
}

#[test]
fn a_headless_service_has_the_pods_own_port() {
    let text = added(&[NewKind::StatefulSet]).replace("containerPort: 8080", "containerPort: 5432");
    let with = after(&text, &add(NewKind::Service(NewService::Headless))).unwrap();
    assert!(
        with.ends_with("  name: db\n  namespace: shop\nspec:\n  clusterIP: None\n  selector:\n    app: db\n  ports:\n  - port: 5432\n"),
        "{with}"
    );
}

#[test]
fn what_finds_pods_finds_those_that_are_meant() {
    let own_port = |port: u16, name: &str| {
        format!(
            "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}, namespace: shop}}\nspec:\n  selector: {{matchLabels: {{run: {name}}}}}\n  template:\n    metadata: {{labels: {{run: {name}, tier: {name}}}}}\n    spec: {{containers: [{{name: a, ports: [{{containerPort: {port}}}]}}]}}\n"
        )
    };
    let last = "---\napiVersion: batch/v1\nkind: Job\nmetadata: {name: once, namespace: shop}\nspec: {template: {metadata: {labels: {job: once}}}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: x, namespace: shop, labels: {run: x}}\n---\n\
                apiVersion: apps/v1\nkind: ReplicaSet\nmetadata: {name: made, namespace: shop, ownerReferences: [{kind: Deployment, name: till}]}\nspec: {template: {metadata: {labels: {run: made}}}}\n---\n\
                apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: other, namespace: mall}\nspec: {template: {metadata: {labels: {run: other}}}}\n";
    // The Service selects `till`, which is not the last; the Ingress and the route lead to it.
    let text = SHOP
        .replace("    app: old # who answers\n    tier: old\n", "    tier: till\n")
        .replace("\"other\"", "api")
        .replace("- name: x\n", "- name: api\n")
        .replace("namespace: edge", "namespace: shop");
    let text = text + &own_port(8000, "till") + &own_port(9000, "cart") + last;
    let near = |kind: NewKind, near: Option<ObjectRef>| {
        let intent = Intent::Add { kind, file: FileId(0), namespace: "shop".into(), near };
        let after = after(&text, &intent).unwrap();
        after.strip_prefix(&text).unwrap().to_owned()
    };
    for way in [object("Service", "api"), object("Ingress", "api"), object("HTTPRoute", "api")] {
        let policy = near(NewKind::NetworkPolicy, Some(way.clone()));
        assert!(policy.contains("  name: till\n") && policy.contains("matchLabels:\n      tier: till\n"), "{policy}");
        let service = near(CLUSTER_IP, Some(way));
        assert!(
            service.ends_with("  selector:\n    tier: till\n  ports:\n  - port: 80\n    targetPort: 8000\n"),
            "{service}"
        );
    }
    for way in [None, Some(object("NetworkPolicy", "api")), Some(object("Namespace", "shop"))] {
        let policy = near(NewKind::NetworkPolicy, way.clone());
        assert!(policy.contains("  name: cart\n") && policy.contains("matchLabels:\n      run: cart\n"), "{policy}");
        assert!(near(CLUSTER_IP, way).ends_with("    run: cart\n  ports:\n  - port: 80\n    targetPort: 9000\n"));
    }
    // Pods that are not written are selected as the Service does; it gives the name.
    let policy = after(
        SHOP,
        &Intent::Add {
            kind: NewKind::NetworkPolicy,
            file: FileId(0),
            namespace: "shop".into(),
            near: Some(object("Service", "api")),
        },
    );
    let policy = policy.unwrap();
    assert!(policy.contains("  name: api-2\n") && policy.contains("      app: old\n      tier: old\n"), "{policy}");
    // Without any workload it is for one of its own name.
    let alone = added(&[CLUSTER_IP]);
    assert!(alone.contains("  name: web\n") && alone.contains("    app: web\n"), "{alone}");
}

#[test]
fn a_service_is_called_as_services_may_be() {
    let text = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: 3scale.gateway, namespace: shop}\nspec: {selector: {matchLabels: {app: a}}, template: {metadata: {labels: {app: a}}}}\n";
    let with = after(text, &add(CLUSTER_IP)).unwrap();
    assert!(with.contains("  name: svc-3scale-gateway\n"), "{with}");
}
