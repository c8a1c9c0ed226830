use crate::decode::decode;
use crate::diagnostic::{Diagnostic, Severity};
use crate::knobs::Knobs;
use crate::lang::Lang;
use crate::manifest::parse;
use crate::problem::{NearMiss, Problem};
use crate::scenario::{self, Unreadable};
use crate::state::State;
use crate::text::{FileId, Files};
use crate::world::World;

/// Every problem of a text, whoever tells it.
fn problems(files: &Files) -> Vec<Diagnostic> {
    problems_with(files, &Knobs::default())
}

fn problems_with(files: &Files, knobs: &Knobs) -> Vec<Diagnostic> {
    let (manifests, mut found) = parse(files);
    let (cluster, more) = decode(&manifests);
    found.extend(more);
    let world = World::build(&cluster, knobs, &State::default());
    found.extend(super::check(&manifests, &cluster, &world));
    found.extend(super::slips(&manifests));
    found
}

fn told(text: &str) -> Vec<&'static str> {
    problems(&Files::single("a.yaml", text)).iter().map(Diagnostic::code).collect()
}

/// The only problem of this code, and the source it points at.
fn only(text: &str, code: &str) -> (Diagnostic, String) {
    let files = Files::single("a.yaml", text);
    let found: Vec<Diagnostic> = problems(&files).into_iter().filter(|problem| problem.code() == code).collect();
    let [problem] = found.as_slice() else { panic!("{code} in {found:?}") };
    assert_ne!(problem.message(Lang::En), problem.message(Lang::Ru));
    (problem.clone(), files.slice(problem.span.expect("a place")).to_owned())
}

/// The text after the first fix of the problem with this code, which must be gone then, with no other in its place.
fn mended(text: &str, code: &str) -> String {
    let (problem, _) = only(text, code);
    let fix = problem.fixes.first().expect("a fix");
    let files = Files::single("a.yaml", text).edited(&fix.edits);
    let after = problems(&files);
    assert!(after.iter().all(|problem| problem.code() != code), "{after:?}");
    assert!(after.len() < problems(&Files::single("a.yaml", text)).len(), "{after:?}");
    files.iter().map(|(_, file)| file.text.clone()).collect()
}

const DEPLOYMENT: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: shop}
spec:
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api, tier: web, version: v1}}
    spec:
      containers:
      - name: api
        ports:
        - {name: http, containerPort: 8080}
        - {name: metrics, containerPort: 9090}
---
";

/// A Deployment `shop/api` and a Service of these lines.
fn shop(service: &str) -> String {
    format!(
        "{DEPLOYMENT}apiVersion: v1\nkind: Service\nmetadata:\n  name: api\n  namespace: shop # here\nspec:\n{service}"
    )
}

#[test]
fn what_works_has_no_problem() {
    let text = shop("  selector: {app: api}\n  ports:\n  - {port: 80, targetPort: http}\n");
    assert_eq!(told(&text), [] as [&str; 0]);
}

#[test]
fn a_selector_value_that_differs() {
    let text = shop("  selector:\n    app: 'api'\n    version: 'v2' # new\n  ports: [{port: 80, targetPort: 8080}]\n");
    let (problem, source) = only(&text, "route-selector-matches-nothing");
    let near = NearMiss {
        workload: "shop/Deployment/api".into(),
        key: "version".into(),
        wanted: "v2".into(),
        found: Some("v1".into()),
        found_key: None,
    };
    let expected = Problem::SelectorMatchesNothing {
        service: "shop/api".into(),
        selector: "app=api,version=v2".into(),
        nearest: Some(near),
    };
    assert_eq!(problem.problem, expected);
    assert_eq!((problem.path.as_str(), source.as_str()), ("spec.selector[version]", "'v2'"));
    assert!(mended(&text, "route-selector-matches-nothing").contains("    version: 'v1' # new\n"));
}

#[test]
fn a_selector_key_that_differs() {
    let text = shop("  selector:\n    \"name\": api\n  ports: [{port: 80, targetPort: 8080}]\n");
    assert!(mended(&text, "route-selector-matches-nothing").contains("    \"app\": api\n"));
}

#[test]
fn a_selector_label_that_pods_lack() {
    let text = shop(
        "  selector:\n    app: api\n    # only these\n    release: blue\n  ports: [{port: 80, targetPort: 8080}]\n",
    );
    let after = mended(&text, "route-selector-matches-nothing");
    assert!(after.contains("    app: api\n    # only these\n  ports:"), "{after}");
}

#[test]
fn a_label_value_that_needs_quotes_gets_them() {
    let text = shop("  selector: {app: api, version: v1x}\n  ports: [{port: 80, targetPort: 8080}]\n");
    let text = text.replace("version: v1}", "version: \"1.0\"}");
    assert!(mended(&text, "route-selector-matches-nothing").contains("selector: {app: api, version: \"1.0\"}"));
}

#[test]
fn a_selector_for_something_else_is_only_a_warning() {
    let text = shop("  selector: {longhorn.io/webhook: admission}\n  ports: [{port: 80, targetPort: 8080}]\n");
    let (problem, source) = only(&text, "route-selector-matches-nothing");
    assert_eq!((problem.severity(), problem.fixes.len()), (Severity::Warning, 0));
    assert_eq!(source, "longhorn.io/webhook");
}

#[test]
fn a_stateful_set_that_names_the_service() {
    let text = shop("  clusterIP: None\n  selector: {app: db}\n  ports: [{port: 8080}]\n");
    let text = text.replace("kind: Deployment\nmetadata: {name: api,", "kind: StatefulSet\nmetadata: {name: store,");
    assert_eq!(only(&text, "route-selector-matches-nothing").0.severity(), Severity::Warning);
    let text = text.replace("spec:\n  selector: {matchLabels", "spec:\n  serviceName: api\n  selector: {matchLabels");
    assert!(mended(&text, "route-selector-matches-nothing").contains("selector: {app: api}"));
}

#[test]
fn labels_of_many_workloads_single_none_out() {
    let other = DEPLOYMENT.replace("name: api, namespace", "name: cart, namespace").replace("app: api", "app: cart");
    let text =
        format!("{other}{}", shop("  selector: {tier: web, app: database}\n  ports: [{port: 80, targetPort: 8080}]\n"));
    // By its name the Service belongs to the Deployment api all the same.
    let (problem, _) = only(&text, "route-selector-matches-nothing");
    assert_eq!(problem.severity(), Severity::Error);
    let (problem, _) = only(&text.replace("  name: api\n", "  name: db\n"), "route-selector-matches-nothing");
    assert_eq!(problem.severity(), Severity::Warning);
}

#[test]
fn a_label_goes_in_the_style_that_it_stands_in() {
    let text = shop("  selector: {app: api, release: blue} # these\n  ports: [{port: 80, targetPort: 8080}]\n");
    assert!(mended(&text, "route-selector-matches-nothing").contains("  selector: {app: api} # these\n"));
}

#[test]
fn what_an_anchor_shares_is_not_edited() {
    let fixes = |text: &str, code: &str| {
        let found = problems(&Files::single("a.yaml", text));
        let found: Vec<&Diagnostic> = found.iter().filter(|problem| problem.code() == code).collect();
        assert!(!found.is_empty(), "{code}");
        found.iter().map(|problem| problem.fixes.len()).sum::<usize>()
    };
    let selector = "route-selector-matches-nothing";
    let text = shop("  selector: *x\n  ports: [{port: 80, targetPort: 8080}]\n")
        .replace("metadata:\n  name: api\n", "metadata:\n  labels: &x {app: apii}\n  name: api\n");
    assert_eq!(fixes(&text, selector), 0, "written at the labels");
    assert_eq!(fixes(&text.replace("*x", "{app: apii}"), selector), 1, "the anchor is another place's");

    // The second Service has the selector of the first one.
    let service = |name: &str, selector: &str| {
        format!(
            "- {{apiVersion: v1, kind: Service, metadata: {{name: {name}, namespace: shop}}, spec: {{selector: {selector}, ports: [{{port: 8080}}]}}}}\n"
        )
    };
    let list = |first: &str, second: &str| {
        format!("{DEPLOYMENT}apiVersion: v1\nkind: List\nitems:\n{}{}", service("a", first), service("b", second))
    };
    assert_eq!(fixes(&list("&s {app: api, version: v2}", "*s"), selector), 0);
    assert_eq!(fixes(&list("{app: api, version: &v v2}", "{app: api, version: *v}"), selector), 0);
    assert_eq!(fixes(&list("{app: api, version: v2}", "{app: api, version: v2}"), selector), 2);

    // Port and targetPort are one word, so that what is set at one is set at both, and neither can be said twice.
    let port = |port: &str| {
        shop(&format!("  selector: {{app: api}}\n  ports:\n  - {port}\n"))
            .replace("        - {name: metrics, containerPort: 9090}\n", "")
    };
    let undeclared = "route-target-port-undeclared";
    assert_eq!(fixes(&port("{port: &p 80, targetPort: *p}"), undeclared), 0);
    assert_eq!(fixes(&port("{port: &p 80, targetPort: 80}"), undeclared), 1);
}

#[test]
fn a_fix_points_into_the_scenario_that_holds_the_manifests() {
    let service = shop("  selector:\n    app: api\n    version: v2 # new\n  ports: [{port: 80, targetPort: 8080}]\n");
    let inline: String = service.lines().map(|line| format!("  {line}\n")).collect();
    let text = format!("apiVersion: svcpath/v1\nkind: Scenario\nmanifests: |\n{inline}");
    let files = Files::single("a.yaml", text.as_str());
    let (scenarios, _) = scenario::read(&files);
    let (texts, _) = scenarios[0].texts(&files, &scenarios, |_| Err(Unreadable::Missing));
    let found = problems(&texts.manifests);
    let fix = found.iter().find_map(|problem| problem.fixes.first()).expect("a fix");
    let after = files.edited(&fix.edits).get(FileId(0)).text.clone();
    assert_eq!(after, text.replace("version: v2 # new", "version: v1 # new"));
}

#[test]
fn pods_in_another_namespace() {
    let text = shop("  selector: {app: api}\n  ports: [{port: 80, targetPort: 8080}]\n");
    let moved = text.replace("namespace: shop # here", "namespace: \"store\" # here");
    let (problem, source) = only(&moved, "route-selector-other-namespace");
    let expected = Problem::SelectorOtherNamespace {
        service: "store/api".into(),
        workload: "shop/Deployment/api".into(),
        namespace: "shop".into(),
    };
    assert_eq!((problem.problem, source.as_str()), (expected, "\"store\""));
    assert!(mended(&moved, "route-selector-other-namespace").contains("  namespace: \"shop\" # here\n"));

    let unsaid = text.replace("  name: api\n  namespace: shop # here\n", "  name: api # it\n");
    assert!(mended(&unsaid, "route-selector-other-namespace").contains("  name: api # it\n  namespace: shop\nspec:"));
    let crlf = unsaid.replace('\n', "\r\n");
    assert!(mended(&crlf, "route-selector-other-namespace").contains("name: api # it\r\n  namespace: shop\r\nspec:"));
    let flow = unsaid.replace("metadata:\n  name: api # it\n", "metadata: {name: api}\n");
    assert!(mended(&flow, "route-selector-other-namespace").contains("metadata: {name: api, namespace: shop}\n"));
}

#[test]
fn a_namespace_in_json() {
    let service = "{\"apiVersion\": \"v1\", \"kind\": \"Service\", \"metadata\": {\"name\": \"api\"},\n \
                   \"spec\": {\"selector\": {\"app\": \"api\"}, \"ports\": [{\"port\": 8080}]}}\n";
    let after = mended(&format!("{DEPLOYMENT}{service}"), "route-selector-other-namespace");
    assert!(after.contains("{\"name\": \"api\", \"namespace\": \"shop\"}"), "{after}");
}

#[test]
fn a_target_port_that_no_container_has() {
    let text = shop("  selector: {app: api}\n  ports:\n  - port: 80\n    targetPort: web # the site\n");
    let (problem, source) = only(&text, "route-target-port-unresolved");
    let offered = vec!["http".to_owned(), "metrics".to_owned()];
    assert_eq!(
        problem.problem,
        Problem::TargetPortUnresolved { service: "shop/api".into(), port: "web".into(), offered }
    );
    assert_eq!((problem.path.as_str(), source.as_str()), ("spec.ports[0].targetPort", "web"));
    let slip = text.replace("targetPort: web", "targetPort: \"metric\"");
    assert!(mended(&slip, "route-target-port-unresolved").contains("targetPort: \"metrics\" # the site"));
}

#[test]
fn of_candidates_equally_near_none_is_the_fix() {
    let fixes = |text: &str, code: &str| only(text, code).0.fixes.len();
    // Container ports that are both unlike the name.
    let text = shop("  selector: {app: api}\n  ports:\n  - {port: 80, targetPort: web}\n");
    assert_eq!(fixes(&text, "route-target-port-unresolved"), 0);
    let one = text.replace("        - {name: metrics, containerPort: 9090}\n", "");
    assert_eq!(fixes(&one, "route-target-port-unresolved"), 1);

    // Workloads that differ from the selector by as much.
    let deployment = |name: &str| {
        DEPLOYMENT.replace("name: api,", &format!("name: {name},")).replace("app: api", &format!("app: {name}"))
    };
    let service = "apiVersion: v1\nkind: Service\nmetadata: {name: x, namespace: shop}\n\
                   spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}\n";
    let two = format!("{}{}{service}", deployment("web1"), deployment("web2"));
    assert_eq!(fixes(&two, "route-selector-matches-nothing"), 0);
    assert_eq!(fixes(&format!("{}{service}", deployment("web1")), "route-selector-matches-nothing"), 1);

    // Namespaces that both have such pods.
    let away = service.replace("namespace: shop", "namespace: store");
    let web = deployment("web");
    assert_eq!(fixes(&format!("{web}{away}"), "route-selector-other-namespace"), 1);
    let both = format!("{web}{}{away}", web.replace("namespace: shop", "namespace: mall"));
    assert_eq!(fixes(&both, "route-selector-other-namespace"), 0);

    // Ports of a Service that an Ingress does not name right.
    let number = with_ingress("service: {name: api, port: {number: 4585}}");
    assert_eq!(fixes(&number, "route-backend-port-missing"), 0, "80 and 9090 are equally far");
    assert_eq!(fixes(&number.replace("4585", "4584"), "route-backend-port-missing"), 1);
    let name = with_ingress("service: {name: api, port: {name: tls}}");
    assert_eq!(fixes(&name, "route-backend-port-missing"), 0);
}

#[test]
fn a_quoted_target_port_number() {
    let text = shop("  selector: {app: api}\n  ports:\n  - port: 80\n    targetPort: \"8080\"\n");
    assert!(mended(&text, "route-target-port-unresolved").contains("targetPort: 8080\n"));
}

#[test]
fn a_target_port_that_is_not_declared() {
    let one = |service: &str| shop(service).replace("        - {name: metrics, containerPort: 9090}\n", "");
    let text = one("  selector: {app: api}\n  ports:\n  - port: 80 # in\n    name: x\n");
    let (problem, _) = only(&text, "route-target-port-undeclared");
    assert_eq!(problem.severity(), Severity::Info);
    assert!(
        mended(&text, "route-target-port-undeclared")
            .contains("  - port: 80 # in\n    targetPort: 8080\n    name: x\n")
    );
    let text = one("  selector: {app: api}\n  ports:\n  - {port: 80, targetPort: 8081}\n");
    assert!(mended(&text, "route-target-port-undeclared").contains("targetPort: 8080}"));
    let two = one(
        "  selector: {app: api}\n  ports:\n  - {name: a, port: 80, targetPort: 81}\n  - {name: b, port: 82, targetPort: 83}\n",
    );
    let found = problems(&Files::single("a.yaml", two));
    assert_eq!(
        found.iter().flat_map(|problem| &problem.fixes).count(),
        0,
        "of two that lead nowhere either may be meant"
    );
    let silent = text.replace("        ports:\n        - {name: http, containerPort: 8080}\n", "");
    assert_eq!(told(&silent), [] as [&str; 0], "containers that declare nothing say nothing");
}

#[test]
fn no_ready_endpoints() {
    let text = shop("  selector: {app: api}\n  ports: [{port: 80, targetPort: http}]\n");
    let none = text.replace("spec:\n  selector: {matchLabels", "spec:\n  replicas: 0\n  selector: {matchLabels");
    let (problem, _) = only(&none, "route-no-ready-endpoints");
    assert_eq!(problem.problem, Problem::NoReadyEndpoints { service: "shop/api".into(), selected: 0 });

    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: {app: api}}\nspec: {containers: [{name: a}], nodeName: node-1}\n\
               status: {phase: Running, podIP: 10.244.0.5, conditions: [{type: Ready, status: \"False\"}]}\n---\n\
               apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {selector: {app: api}, ports: [{port: 80}]}\n";
    let (problem, _) = only(pod, "route-no-ready-endpoints");
    assert_eq!(problem.problem, Problem::NoReadyEndpoints { service: "default/a".into(), selected: 1 });
    assert_eq!(
        told(&pod.replace("ports: [{port: 80}]", "ports: [{port: 80}], publishNotReadyAddresses: true")),
        [] as [&str; 0]
    );
}

#[test]
fn services_without_selector() {
    let text = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: 80}]}\n";
    let (problem, _) = only(text, "route-no-selector-no-endpoints");
    assert_eq!(problem.severity(), Severity::Warning);
    let slice = "apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\naddressType: IPv4\nendpoints: [{addresses: [10.0.0.1]}]\nports: [{port: 80}]\n\
                 metadata: {name: a-1, labels: {kubernetes.io/service-name: a}}\n";
    assert_eq!(told(&format!("{text}---\n{slice}")), [] as [&str; 0]);
    let external =
        "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {type: ExternalName, externalName: example.com}\n";
    assert_eq!(told(external), [] as [&str; 0]);
}

/// An Ingress in front of `shop/api`.
fn with_ingress(backend: &str) -> String {
    format!(
        "{}---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: site, namespace: shop}}\nspec:\n  rules:\n  - http:\n      \
         paths:\n      - path: /\n        pathType: Prefix\n        backend:\n          {backend}\n",
        shop(
            "  selector: {app: api}\n  ports:\n  - {port: 80, targetPort: 8080, name: web}\n  - {port: 9090, name: metrics}\n"
        )
    )
}

#[test]
fn a_headless_port_that_is_not_its_pods() {
    let text = shop("  clusterIP: None\n  selector: {app: api}\n  ports: [{port: 80, targetPort: 8080}]\n");
    let (problem, source) = only(&text, "route-headless-port-untranslated");
    let expected = Problem::HeadlessPortUntranslated { service: "shop/api".into(), port: 80, target: 8080 };
    assert_eq!((problem.problem, source.as_str()), (expected, "80"));
    assert!(mended(&text, "route-headless-port-untranslated").contains("{port: 8080, targetPort: 8080}"));
    let with_ip = text.replace("  clusterIP: None\n", "");
    assert_eq!(told(&with_ip), [] as [&str; 0]);
}

#[test]
fn an_ingress_backend_that_is_not_there() {
    assert_eq!(told(&with_ingress("service: {name: api, port: {number: 80}}")), [] as [&str; 0]);
    assert_eq!(told(&with_ingress("service: {name: api, port: {name: metrics}}")), [] as [&str; 0]);

    let text = with_ingress("service: {name: 'apis', port: {number: 80}}");
    let (problem, source) = only(&text, "route-backend-service-missing");
    let expected =
        Problem::BackendServiceMissing { ingress: "shop/site".into(), service: "shop/apis".into(), elsewhere: None };
    assert_eq!((problem.problem, source.as_str()), (expected, "'apis'"));
    assert!(mended(&text, "route-backend-service-missing").contains("name: 'api',"));
    let (problem, _) =
        only(&with_ingress("service: {name: queue, port: {number: 80}}"), "route-backend-service-missing");
    assert_eq!(problem.fixes, []);
}

#[test]
fn annotations_that_the_assumed_controller_does_not_read() {
    let plain = with_ingress("service: {name: api, port: {number: 80}}");
    let rewrite =
        "metadata: {name: site, namespace: shop, annotations: {nginx.ingress.kubernetes.io/rewrite-target: /}}";
    let text = plain.replace("metadata: {name: site, namespace: shop}", rewrite);
    let (problem, source) = only(&text, "info-ingress-annotations-unread");
    let annotations = vec!["nginx.ingress.kubernetes.io/rewrite-target".to_owned()];
    assert_eq!(problem.problem, Problem::IngressAnnotationsUnread { ingress: "shop/site".into(), annotations });
    assert_eq!(source, "/");
    let class = "---\napiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: {name: nginx}\nspec: {controller: k8s.io/ingress-nginx}\n";
    let served = text.replace("spec:\n  rules:", "spec:\n  ingressClassName: nginx\n  rules:") + class;
    assert!(!told(&served).contains(&"info-ingress-annotations-unread"), "{served}");
}

#[test]
fn an_ingress_backend_in_another_namespace() {
    let text =
        with_ingress("service: {name: api, port: {number: 80}}").replace("name: site, namespace: shop", "name: site");
    let (problem, _) = only(&text, "route-backend-service-missing");
    let elsewhere = Some("shop/api".to_owned());
    assert_eq!(
        problem.problem,
        Problem::BackendServiceMissing { ingress: "default/site".into(), service: "default/api".into(), elsewhere }
    );
    assert!(mended(&text, "route-backend-service-missing").contains("{name: site, namespace: shop}"));
}

#[test]
fn an_ingress_backend_port_that_is_not_there() {
    let text = with_ingress("service: {name: api, port: {number: 8080}} # its own port");
    let (problem, source) = only(&text, "route-backend-port-missing");
    assert_eq!(
        (problem.path.as_str(), source.as_str()),
        ("spec.rules[0].http.paths[0].backend.service.port.number", "8080")
    );
    assert!(mended(&text, "route-backend-port-missing").contains("{number: 80}} # its own port"));
    let text = with_ingress("service: {name: api, port: {name: \"metric\"}}");
    assert!(mended(&text, "route-backend-port-missing").contains("{name: \"metrics\"}"));
}

#[test]
fn backends_of_old_ingresses() {
    let text =
        with_ingress("{serviceName: api, servicePort: 8080}").replace("networking.k8s.io/v1\n", "extensions/v1beta1\n");
    assert!(mended(&text, "route-backend-port-missing").contains("servicePort: 80}"));
    let text = with_ingress("{serviceName: apii, servicePort: web}")
        .replace("networking.k8s.io/v1\n", "networking.k8s.io/v1beta1\n");
    assert!(mended(&text, "route-backend-service-missing").contains("serviceName: api,"));
}

#[test]
fn an_ingress_class_that_is_not_there() {
    let text = with_ingress("service: {name: api, port: {number: 80}}")
        .replace("\nspec:\n  rules", "\nspec:\n  ingressClassName: ngnix\n  rules");
    assert_eq!(told(&text), [] as [&str; 0], "without any class there may be a controller for each");
    let class = "---\napiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: {name: nginx}\nspec: {controller: k8s.io/ingress-nginx}\n";
    let text = format!("{text}{class}");
    let (problem, source) = only(&text, "route-ingress-class-missing");
    assert_eq!(problem.problem, Problem::IngressClassMissing { ingress: "shop/site".into(), class: "ngnix".into() });
    assert_eq!(source, "ngnix");
    assert!(mended(&text, "route-ingress-class-missing").contains("ingressClassName: nginx\n"));
}

#[test]
fn node_ports_and_cluster_ips_belong_to_one_service() {
    let service = |name: &str, spec: &str| {
        format!("apiVersion: v1\nkind: Service\nmetadata: {{name: {name}}}\nspec: {{type: ExternalName, externalName: x.y}}\n---\n")
            .replace("type: ExternalName, externalName: x.y", spec)
    };
    let endpoints = |name: &str| {
        format!(
            "apiVersion: v1\nkind: Endpoints\nmetadata: {{name: {name}}}\nsubsets: [{{addresses: [{{ip: 10.9.0.1}}], ports: [{{port: 1}}]}}]\n---\n"
        )
    };
    let port = |port: u16| format!("type: NodePort, ports: [{{port: 80, nodePort: {port}}}]");
    let text = [
        service("a", &port(30080)),
        service("b", &port(30080)),
        service("c", &port(80)),
        endpoints("a"),
        endpoints("b"),
        endpoints("c"),
    ]
    .concat();
    let (problem, source) = only(&text, "api-node-port-taken");
    assert_eq!(
        (problem.problem, source.as_str()),
        (Problem::NodePortTaken { port: 30080, other: "default/a".into() }, "30080")
    );
    let (problem, _) = only(&text, "api-node-port-out-of-range");
    assert_eq!(problem.problem, Problem::NodePortOutOfRange { port: 80, range: (30000, 32767) });

    let ip = |ip: &str| format!("clusterIP: {ip}, ports: [{{port: 80}}]");
    let text = [
        service("a", &ip("10.96.0.7")),
        service("b", &ip("10.96.0.7")),
        service("c", &ip("10.0.0.7")),
        endpoints("a"),
        endpoints("b"),
        endpoints("c"),
    ]
    .concat();
    let (problem, source) = only(&text, "api-cluster-ip-taken");
    assert_eq!((problem.object.expect("an object").name.as_str(), source.as_str()), ("b", "10.96.0.7"));
    assert_eq!(told(&text), ["api-cluster-ip-taken"], "a range nobody gave is inferred");
    let service_cidr = vec!["10.96.0.0/12".parse().expect("a network")];
    let knobs = Knobs { service_cidr, ..Knobs::default() };
    let told: Vec<_> = problems_with(&Files::single("a", text), &knobs).iter().map(Diagnostic::code).collect();
    assert_eq!(told, ["api-cluster-ip-taken", "api-cluster-ip-out-of-range"]);
}

#[test]
fn addresses_that_two_have() {
    let node = |name: &str, address: &str| {
        format!(
            "apiVersion: v1\nkind: Node\nmetadata: {{name: {name}}}\nstatus: {{addresses: [{{type: Hostname, address: {name}}}, {{type: InternalIP, address: {address}}}]}}\n---\n"
        )
    };
    let text = node("a", "192.0.2.1") + &node("b", "192.0.2.2") + &node("c", "192.0.2.1");
    let (problem, source) = only(&text, "route-address-taken");
    let taken = |address: &str, one: &str, other: &str| Problem::AddressTaken {
        address: address.into(),
        one: one.into(),
        other: other.into(),
    };
    assert_eq!((problem.path.as_str(), source.as_str()), ("status.addresses[1].address", "192.0.2.1"));
    assert_eq!(problem.problem, taken("192.0.2.1", "Node c", "Node a"));
    assert_eq!(told(&(node("a", "192.0.2.1") + &node("b", "192.0.2.2"))), [""; 0]);

    let pod = |name: &str, more: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}{more}}}\nspec: {{nodeName: a, containers: [{{name: a, image: a}}]}}\nstatus: {{podIP: 10.244.0.9}}\n---\n"
        )
    };
    let (problem, source) = only(&(pod("a", "") + &pod("b", "")), "route-address-taken");
    assert_eq!(
        (problem.problem, source.as_str()),
        (taken("10.244.0.9", "Pod default/b", "Pod default/a"), "10.244.0.9")
    );
    let ending = pod("b", ", deletionTimestamp: '2024-01-01T00:00:00Z'");
    assert_eq!(told(&(pod("a", "") + &ending)), [""; 0], "it leaves its address to the next");
}

#[test]
fn a_load_balancer_that_nobody_provides() {
    let text = shop(
        "  type: LoadBalancer\n  loadBalancerClass: a.b/c\n  selector: {app: api}\n  ports: [{port: 80, targetPort: http}]\n",
    );
    let (problem, source) = only(&text, "route-load-balancer-pending");
    assert_eq!(
        (problem.problem, source.as_str()),
        (Problem::LoadBalancerPending { service: "shop/api".into() }, "LoadBalancer")
    );
}

#[test]
fn nodes_without_a_local_endpoint() {
    let text = shop(
        "  type: NodePort\n  externalTrafficPolicy: \"Local\"\n  selector: {app: api}\n  ports: [{port: 80, targetPort: http}]\n",
    );
    let (problem, source) = only(&text, "route-local-nodes-without-endpoint");
    let Problem::LocalNodesWithout { nodes, .. } = problem.problem else { panic!("{problem:?}") };
    assert_eq!((nodes.len(), source.as_str()), (2, "\"Local\""));
    assert!(mended(&text, "route-local-nodes-without-endpoint").contains("externalTrafficPolicy: \"Cluster\"\n"));
}

#[test]
fn pods_that_no_node_takes() {
    let text = shop("  selector: {app: api}\n  ports: [{port: 80, targetPort: http}]\n")
        .replace("      containers:", "      nodeSelector: {gpu: \"yes\"}\n      containers:")
        // Assumed nodes take every pod; of a declared one the labels are known.
        + "---\napiVersion: v1\nkind: Node\nmetadata: {name: node-1}\n";
    let (problem, source) = only(&text, "route-unschedulable");
    assert_eq!(
        (problem.problem, source.as_str()),
        (Problem::Unschedulable { pods: "shop/Deployment/api".into(), host_ports: false }, "gpu")
    );
    only(&text, "route-no-ready-endpoints");
}

#[test]
fn unmodelled_kinds_are_counted_once() {
    let text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\n---\n\
                apiVersion: svcpath/v1\nkind: Scenario\n---\napiVersion: a.b/v1\nkind: Widget\nmetadata: {name: w}\n";
    let (problem, source) = only(text, "info-unmodelled-kinds");
    let kinds = vec![("a.b/v1/Widget".to_owned(), 1), ("v1/ConfigMap".to_owned(), 2)];
    assert_eq!((problem.problem, source.as_str()), (Problem::UnmodelledKinds { kinds }, "ConfigMap"));
}

#[test]
fn no_fix_writes_what_stands_there() {
    let text = shop("  selector: {app: api}\n  ports: [{port: 80, targetPort: http}]\n")
        + "---\napiVersion: gateway.networking.k8s.io/v1\nkind: UDPRoute\nmetadata: {name: api, namespace: shop}\n\
           spec: {rules: [{backendRefs: [{name: api, port: 80}]}]}\n";
    let (problem, source) = only(&text, "route-backend-ref-unresolved");
    assert_eq!((problem.fixes, source.as_str()), (Vec::new(), "80"));
}

#[test]
fn a_slip_in_a_field_is_told_at_its_name() {
    let service = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  type: LoadBalancer\n  exernalTrafficPolicy: Local\n  clusterIP: 10.96.0.9\n  ports:\n  - port: 80\n";
    let (problem, at) = only(service, "api-unknown-field");
    assert_eq!((problem.path.as_str(), at.as_str()), ("spec.exernalTrafficPolicy", "exernalTrafficPolicy"));
    assert!(mended(service, "api-unknown-field").contains("\n  externalTrafficPolicy: Local\n"));
    // What routing does not read, and what others call so, is left alone.
    let others = "apiVersion: serving.example.com/v1\nkind: Service\nmetadata: {name: web}\nspec: {exernalTrafficPolicy: Local}\n";
    assert!(!told(others).contains(&"api-unknown-field"));
    let own = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {hostIPC: true, containers: [{name: a, imagePullPolicy: Never}]}\n";
    assert!(!told(own).contains(&"api-unknown-field"));
}
