use crate::decode::decode;
use crate::lang::Lang;
use crate::manifest::parse;
use crate::text::Files;
use crate::wording;

/// Where something is refused, and what kubectl would show, or our own words where those are the schema's.
fn refused(text: &str) -> Vec<(String, String)> {
    let (manifests, problems) = parse(&Files::single("a.yaml", text));
    assert_eq!(problems, [], "{text}");
    let (_, problems) = decode(&manifests);
    let shown = problems.iter().flat_map(|problem| {
        assert!(Lang::ALL.iter().all(|lang| !problem.message(*lang).is_empty()));
        let words = wording::upstream(problem).unwrap_or_else(|| problem.message(Lang::En));
        words.lines().map(|line| (problem.path.as_str().to_owned(), line.to_owned())).collect::<Vec<_>>()
    });
    shown.collect()
}

fn ingress(spec: &str) -> String {
    format!("apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: shop}}\nspec: {{{spec}}}\n")
}

/// What is refused of the value that stands in the form.
fn of(form: &str, value: &str) -> Vec<String> {
    refused(&form.replace('?', value)).into_iter().map(|(_, words)| words).collect()
}

const BACKEND: &str = "backend: {service: {name: api, port: {number: 80}}}";

#[test]
fn hosts_of_ingresses_are_names() {
    let form = ingress("rules: [{host: '?'}]");
    let at = "spec.rules[0].host: Invalid value:";
    let subdomain = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
    for good in ["", "shop.example.com", "*.example.com", "a"] {
        assert_eq!(of(&form, good), [""; 0], "{good}");
    }
    assert_eq!(of(&form, "10.0.0.1"), [format!("{at} \"10.0.0.1\": must be a DNS name, not an IP address")]);
    assert_eq!(of(&form, "Shop.example.com"), [format!("{at} \"Shop.example.com\": {subdomain}")]);
    assert_eq!(
        of(&form, "a.*.com"),
        [format!(
            "{at} \"a.*.com\": a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
        )]
    );
    let tls = ingress(&format!(
        "defaultBackend: {}, tls: [{{hosts: ['?'], secretName: '?'}}]",
        &BACKEND["backend: ".len()..]
    ));
    let two = refused(&tls.replace('?', "A"));
    let paths: Vec<_> = two.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths, ["spec.tls[0].hosts[0]", "spec.tls[0].secretName"]);
    assert!(two.iter().all(|(_, words)| words.ends_with(subdomain)), "{two:?}");
}

#[test]
fn paths_of_ingresses_have_nothing_to_be_taken_out() {
    let form =
        |kind: &str| ingress(&format!("rules: [{{http: {{paths: [{{path: '?', pathType: {kind}, {BACKEND}}}]}}}}]"));
    let at = "spec.rules[0].http.paths[0].path: Invalid value:";
    for kind in ["Exact", "Prefix"] {
        for (path, why) in [
            ("/a//b", "must not contain '//'"),
            ("/./b", "must not contain '/./'"),
            ("/../b", "must not contain '/../'"),
            ("/a%2fb", "must not contain '%2f'"),
            ("/a%2Fb", "must not contain '%2F'"),
            ("/a/..", "cannot end with '/..'"),
            ("/a/.", "cannot end with '/.'"),
            ("a", "must be an absolute path"),
        ] {
            assert_eq!(of(&form(kind), path), [format!("{at} \"{path}\": {why}")]);
        }
        assert_eq!(of(&form(kind), "/a/..b"), [""; 0]);
    }
    assert_eq!(of(&form("ImplementationSpecific"), "/a//b/."), [""; 0]);
}

#[test]
fn names_in_ingresses_are_those_that_exist() {
    let path = "spec.defaultBackend.service";
    let form = ingress("ingressClassName: '?', defaultBackend: {service: {name: '?', port: {name: '?'}}}");
    let refused = refused(&form.replace('?', "0_"));
    let paths: Vec<_> = refused.iter().map(|(path, _)| path.clone()).collect();
    let port = format!("{path}.port.name");
    assert_eq!(paths, ["spec.ingressClassName".into(), format!("{path}.name"), port.clone(), port], "{refused:?}");
}

#[test]
fn classes_have_a_controller_and_are_named_once() {
    let class = |controller: &str| {
        let text = "apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: {name: a}\nspec: {controller: %}\n";
        refused(&text.replace('%', controller)).into_iter().map(|(path, _)| path).collect::<Vec<_>>()
    };
    assert_eq!(class("example.com/a"), Vec::<String>::new());
    for controller in ["nginx", "example.com/", "/a", "Example.com/a", "example.com/a b"] {
        assert_eq!(class(controller), ["spec.controller"], "{controller}");
    }
    let ingress = |meta: &str, class: &str| {
        let backend = "defaultBackend: {service: {name: a, port: {number: 80}}}";
        refused(&format!(
            "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: a, {meta}annotations: {{kubernetes.io/ingress.class: nginx}}}}\nspec: {{{class}{backend}}}\n"
        ))
    };
    assert_eq!(ingress("", ""), []);
    assert_eq!(ingress("", "ingressClassName: nginx, "), []);
    // What is in a cluster already may be so.
    assert_eq!(ingress("uid: x, ", "ingressClassName: other, "), []);
    let words = "annotations.kubernetes.io/ingress.class: Invalid value: \"nginx\": must match `ingressClassName` when both are specified";
    let path = "metadata.annotations[kubernetes.io/ingress.class]";
    assert_eq!(ingress("", "ingressClassName: other, "), [(path.to_owned(), words.to_owned())]);
}

#[test]
fn hosts_and_names_of_the_gateway_api_have_its_forms() {
    let gateway = "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: door}\nspec:\n  gatewayClassName: c\n  listeners:\n";
    let listener = |name: &str, host: &str, port: u16| {
        format!("  - {{name: '{name}', hostname: '{host}', port: {port}, protocol: HTTP}}\n")
    };
    let of = |listeners: &[String]| refused(&(gateway.to_owned() + &listeners.concat()));
    assert_eq!(of(&[listener("http", "*.example.com", 80), listener("a.b", "10.0.0.1", 81)]), []);
    let wrong = of(&[listener("A", "*", 80), listener("A", "B", 81)]);
    let paths: Vec<_> = wrong.iter().map(|(path, _)| path.strip_prefix("spec.listeners").unwrap_or(path)).collect();
    assert_eq!(paths, ["[0].name", "[0].hostname", "[1].name", "[1].name", "[1].hostname"], "{wrong:?}");
    assert!(wrong.iter().any(|(_, words)| words == "“A” stands twice in this list."), "{wrong:?}");
}

#[test]
fn matches_and_filters_of_routes_have_the_forms_of_http() {
    let route = |rule: &str| {
        format!(
            "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {{name: r}}\nspec:\n  parentRefs: [{{name: door, sectionName: '?'}}]\n  hostnames: ['?.example.com']\n  rules: [{{{rule}}}]\n"
        )
        .replace('?', "a")
    };
    let path = |kind: &str, value: &str| route(&format!("matches: [{{path: {{type: {kind}, value: '{value}'}}}}]"));
    for value in ["/", "/a%20b", "/a@b", "/a//b"] {
        assert_eq!(refused(&path("RegularExpression", value)), []);
    }
    assert_eq!(refused(&path("Exact", "/a%20b")), []);
    for (value, words) in [
        ("/a//b", "“/a//b” must not contain “//”."),
        ("/a/..", "“/a/..” must not end with “/..”."),
        ("/a b", "“/a b” has characters that a path cannot have; write them as “%” and two hexadecimal digits."),
    ] {
        let found = refused(&path("PathPrefix", value));
        assert_eq!(found, [("spec.rules[0].matches[0].path.value".into(), words.into())]);
    }
    for (rule, place) in [
        ("matches: [{method: BREW}]", "matches[0].method"),
        ("matches: [{headers: [{name: a, value: ''}]}]", "matches[0].headers[0].value"),
        ("matches: [{queryParams: [{name: a}]}]", "matches[0].queryParams[0].value"),
        ("filters: [{type: Other}]", "filters[0].type"),
        (
            "filters: [{type: RequestRedirect, requestRedirect: {statusCode: 304}}]",
            "filters[0].requestRedirect.statusCode",
        ),
        (
            "filters: [{type: RequestRedirect, requestRedirect: {statusCode: 300}}]",
            "filters[0].requestRedirect.statusCode",
        ),
        (
            "filters: [{type: RequestMirror, requestMirror: {backendRef: {name: a}, percent: 101}}]",
            "filters[0].requestMirror.percent",
        ),
        (
            "filters: [{type: RequestHeaderModifier, requestHeaderModifier: {add: [{name: a, value: ''}]}}]",
            "filters[0].requestHeaderModifier.add[0].value",
        ),
        ("timeouts: {request: 1d}", "timeouts.request"),
        ("timeouts: {backendRequest: '10'}", "timeouts.backendRequest"),
    ] {
        let found: Vec<_> = refused(&route(rule)).into_iter().map(|(path, _)| path).collect();
        assert_eq!(found, [format!("spec.rules[0].{place}")], "{rule}");
    }
    for rule in ["timeouts: {request: 0s}", "filters: [{type: CORS}]", "matches: [{method: PATCH}]"] {
        assert_eq!(refused(&route(rule)), [], "{rule}");
    }
    let filter = "filters: [{type: URLRewrite, urlRewrite: {hostname: '*.a'}}, {type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: 'a b', value: c}]}}]";
    let found = refused(&route(filter));
    let paths: Vec<_> = found.iter().map(|(path, _)| path.as_str()).collect();
    let at = "spec.rules[0].filters";
    assert_eq!(paths, [format!("{at}[0].urlRewrite.hostname"), format!("{at}[1].requestHeaderModifier.set[0].name")]);
}

#[test]
fn lists_of_routes_have_an_end() {
    let many = |entry: &str, count: usize| vec![entry; count].join(", ");
    let route = |parents: usize, rules: usize, headers: usize| {
        let header = "{name: a, value: b}";
        format!(
            "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {{name: r}}\nspec:\n  parentRefs: [{}]\n  rules: [{}, {{matches: [{{headers: [{}]}}]}}]\n",
            many("{name: door}", parents),
            many("{}", rules - 1),
            many(header, headers),
        )
    };
    assert_eq!(refused(&route(32, 16, 16)), []);
    let paths: Vec<_> = refused(&route(33, 17, 17)).into_iter().map(|(path, _)| path).collect();
    assert_eq!(paths, ["spec.parentRefs", "spec.rules", "spec.rules[16].matches[0].headers"]);
}

#[test]
fn names_inside_pods_are_labels_and_names_of_ports() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  hostname: 'H?'\n  subdomain: 'H?'\n  initContainers: [{name: 'I?'}]\n  containers: [{name: 'H?', ports: [{containerPort: 1, name: 'H?'}]}]\n";
    assert_eq!(refused(&pod.replace("H?", "http").replace("I?", "init")), []);
    let wrong = refused(&pod.replace("H?", "Bad_").replace("I?", "_Bad_"));
    let label = "Invalid value: \"Bad_\": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
    let port = "Invalid value: \"Bad_\": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)";
    for (path, words) in [
        ("spec.hostname", label),
        ("spec.subdomain", label),
        ("spec.containers[0].name", label),
        ("spec.initContainers[0].name", &label.replace("\"Bad_", "\"_Bad_")),
        ("spec.containers[0].ports[0].name", port),
    ] {
        let found: Vec<_> = wrong.iter().filter(|(at, _)| at == path).collect();
        assert!(!found.is_empty() && found.iter().any(|(_, said)| said.contains(words)), "{path}: {wrong:?}");
    }
    assert_eq!(wrong.iter().filter(|(at, _)| !at.ends_with("ports[0].name")).count(), 4, "each once: {wrong:?}");
    let workload = "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: a}\nspec:\n  selector: {matchLabels: {app: a}}\n  template: {metadata: {labels: {app: a}}, spec: {containers: [{name: Bad_}]}}\n";
    assert_eq!(refused(workload).len(), 1);
}

#[test]
fn taints_are_labels_with_an_effect() {
    let node = |taint: &str| {
        refused(&format!("apiVersion: v1\nkind: Node\nmetadata: {{name: one}}\nspec: {{taints: [{{{taint}}}]}}\n"))
    };
    for good in ["NoSchedule", "PreferNoSchedule", "NoExecute"] {
        assert_eq!(node(&format!("key: example.com/a, value: B_c, effect: {good}")), []);
    }
    assert_eq!(node("key: a, effect: NoSchedule"), []);
    let of = |taint: &str| node(taint).into_iter().map(|(_, words)| words).collect::<Vec<_>>();
    let part = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
    let key = of("key: a b, effect: NoExecute");
    assert!(
        key.len() == 1 && key[0].starts_with(&format!("spec.taints[0].key: Invalid value: \"a b\": name part {part}")),
        "{key:?}"
    );
    let value = of("key: a, value: '-', effect: NoExecute");
    assert!(
        value.len() == 1 && value[0].contains("spec.taints[0].value: Invalid value: \"-\": a valid label must be"),
        "{value:?}"
    );
    assert_eq!(
        of("key: a, effect: Never"),
        [
            "spec.taints[0].effect: Unsupported value: \"Never\": supported values: \"NoExecute\", \"NoSchedule\", \"PreferNoSchedule\""
        ]
    );
    assert_eq!(of("key: a"), ["spec.taints[0].effect: Required value"]);
    let unnamed = of("effect: NoExecute");
    assert_eq!(
        unnamed.first().map(String::as_str),
        Some("spec.taints[0].key: Invalid value: \"\": name part must be non-empty"),
        "{unnamed:?}"
    );
}

#[test]
fn several_ports_of_a_subset_have_names() {
    let subset = |ports: &str| {
        refused(&format!(
            "apiVersion: v1\nkind: Endpoints\nmetadata: {{name: e}}\nsubsets: [{{addresses: [{{ip: 10.0.0.1}}], ports: [{ports}]}}]\n"
        ))
    };
    assert_eq!(subset("{port: 1}"), []);
    assert_eq!(subset("{port: 1, name: a}, {port: 2, name: b}"), []);
    let named: Vec<_> = subset("{port: 1, name: A_}, {port: 2}").into_iter().map(|(path, _)| path).collect();
    assert_eq!(named, ["subsets[0].ports[0].name", "subsets[0].ports[1].name"]);
}

#[test]
fn taints_differ_in_key_or_effect() {
    let node = |taints: &str| {
        let refused =
            refused(&format!("apiVersion: v1\nkind: Node\nmetadata: {{name: one}}\nspec: {{taints: [{taints}]}}\n"));
        refused.into_iter().map(|(_, words)| words).collect::<Vec<_>>()
    };
    assert_eq!(node("{key: a, effect: NoSchedule}, {key: a, effect: NoExecute}"), [""; 0]);
    assert_eq!(
        node("{key: a, value: b, effect: NoSchedule}, {key: a, effect: NoSchedule}"),
        [
            "spec.taints[1]: Duplicate value: {\"Key\":\"a\",\"Value\":\"\",\"Effect\":\"NoSchedule\",\"TimeAdded\":null}: taints must be unique by key and effect pair"
        ]
    );
}

/// What is refused of a Pod's spec, and where.
fn pod(spec: &str) -> Vec<(String, String)> {
    refused(&format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: one}}\nspec: {{{spec}}}\n"))
}

#[test]
fn containers_and_their_ports_have_names_of_their_own() {
    let twice = |at: &str| vec![(at.to_owned(), format!("{at}: Duplicate value: \"a\""))];
    assert_eq!(pod("containers: [{name: a}, {name: a}]"), twice("spec.containers[1].name"));
    assert_eq!(pod("containers: [{name: a}], initContainers: [{name: a}]"), twice("spec.initContainers[0].name"));
    let ports = "ports: [{name: a, containerPort: 1}, {name: a, containerPort: 2}, {containerPort: 3}]";
    assert_eq!(pod(&format!("containers: [{{name: a, {ports}}}]")), twice("spec.containers[0].ports[1].name"));
    // Two containers may call their ports alike: the first one counts.
    let one = "ports: [{name: http, containerPort: 1}]";
    assert_eq!(pod(&format!("containers: [{{name: a, {one}}}, {{name: b, {one}}}]")), []);
}

#[test]
fn tolerations_have_a_key_or_take_everything() {
    let of = |toleration: &str| pod(&format!("containers: [{{name: a}}], tolerations: [{{{toleration}}}]"));
    for good in ["operator: Exists", "key: a", "key: a, value: b, effect: NoSchedule", "key: a/b, operator: Exists"] {
        assert_eq!(of(good), [], "{good}");
    }
    let operator = "spec.tolerations[0].operator";
    let refused = |why: &str| vec![(operator.to_owned(), format!("{operator}: {why}"))];
    assert_eq!(
        of("value: a"),
        refused(
            "Invalid value: \"\": operator must be Exists when `key` is empty, which means \"match all values and all keys\""
        )
    );
    assert_eq!(
        of("key: a, operator: Never"),
        refused("Unsupported value: \"Never\": supported values: \"Equal\", \"Exists\"")
    );
    let no_value = of("key: a, operator: Exists, value: b");
    assert_eq!(
        no_value,
        [(operator.to_owned(), "“b” cannot stand with the operator Exists, which takes no value.".into())]
    );
    let label = of("key: a, value: '-'");
    assert!(label.len() == 1 && label[0].1.contains("Invalid value: \"-\": a valid label must be"), "{label:?}");
    let effect = of("key: a, effect: Never");
    assert!(effect.len() == 1 && effect[0].1.starts_with("spec.tolerations[0].effect: Unsupported value: \"Never\""));
}

#[test]
fn host_ports_on_the_nodes_own_network_are_the_containers() {
    let form = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  hostNetwork: true\n  containers: [{name: a, ports: [{containerPort: 80, hostPort: ?}]}]\n";
    for good in ["0", "80"] {
        assert_eq!(of(form, good), [""; 0], "{good}");
    }
    let refused = "spec.containers[0].ports[0].hostPort: Invalid value: 81: must match `containerPort` when `hostNetwork` is true";
    assert_eq!(of(form, "81"), [refused]);
    assert_eq!(of(&form.replace("true", "false"), "81"), [""; 0]);
}
