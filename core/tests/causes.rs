//! Why a request fails where no manifest alone is wrong: sentences and fixes.

#![allow(clippy::unwrap_used)]

use svcpath_core::check::{causes, check};
use svcpath_core::decode::decode;
use svcpath_core::diagnostic::Diagnostic;
use svcpath_core::knobs::Knobs;
use svcpath_core::lang::Lang;
use svcpath_core::manifest::parse;
use svcpath_core::request::{Request, Source, Target};
use svcpath_core::route::trace;
use svcpath_core::state::State;
use svcpath_core::text::Files;
use svcpath_core::wording;
use svcpath_core::world::World;

/// Why a request fails.
fn found(files: &Files, from: &str, to: &str) -> Vec<Diagnostic> {
    let (manifests, _) = parse(files);
    let (cluster, _) = decode(&manifests);
    let world = World::build(&cluster, &Knobs::default(), &State::default());
    let problems = check(&manifests, &cluster, &world);
    let request = Request::new(Source::parse(from).unwrap(), Target::parse(to).unwrap());
    causes(&manifests, &world, &problems, &trace(&world, &request).explain(&world))
}

/// The causes of a request's failure, each with its fixes as `message | fix`.
fn told(text: &str, from: &str, to: &str) -> Vec<String> {
    let found = found(&Files::single("a.yaml", text), from, to);
    let line = |cause: &Diagnostic| {
        let fixes = cause.fixes.iter().map(|fix| wording::fix_title(&fix.title, Lang::En));
        [cause.message(Lang::En)].into_iter().chain(fixes).collect::<Vec<_>>().join(" | ")
    };
    found.iter().map(line).collect()
}

/// A pod and its Service `shop/api` with these ports.
fn shop(ports: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: api, namespace: shop, labels: {{app: api}}}}\n\
         spec: {{containers: [{{name: api}}]}}\n---\n\
         apiVersion: v1\nkind: Service\nmetadata: {{name: api, namespace: shop}}\n\
         spec: {{selector: {{app: api}}, ports: {ports}}}\n"
    )
}

#[test]
fn a_port_of_another_protocol() {
    let text = shop("[{port: 80}]");
    assert_eq!(
        told(&text, "pod/shop/api", "udp://api.shop:80"),
        ["Service shop/api has no UDP port 80; it offers TCP 80."]
    );
    assert_eq!(
        told(&text, "pod/shop/api", "tcp://api.shop:81"),
        ["Service shop/api has no TCP port 81; it offers TCP 80. | Set spec.ports[0].port to 81"]
    );
}

#[test]
fn of_equally_near_ports_none_is_changed() {
    let text = shop("[{name: a, port: 80}, {name: b, port: 82}]");
    assert_eq!(
        told(&text, "pod/shop/api", "tcp://api.shop:81"),
        ["Service shop/api has no TCP port 81; it offers TCP 80 and TCP 82."]
    );
    assert_eq!(
        told(&text, "pod/shop/api", "tcp://api.shop:83"),
        ["Service shop/api has no TCP port 83; it offers TCP 80 and TCP 82. | Set spec.ports[1].port to 83"]
    );
}

#[test]
fn names_of_the_cluster_asked_elsewhere() {
    let text = shop("[{port: 80}]");
    let full = "Only the cluster's DNS knows api.shop.svc.cluster.local, and this client does not ask it, but the \
                resolver of its node or network.";
    assert_eq!(told(&text, "node/node-1", "http://api.shop.svc.cluster.local/"), [full]);
    assert_eq!(told(&text, "internet", "http://api.shop.svc.cluster.local/"), [full]);
    assert_eq!(told(&text, "node/node-1", "http://api.other/"), [] as [&str; 0]);
    let short = "A short name is looked up in the client's own namespace; api is a Service of namespace shop.";
    assert_eq!(told(&text, "namespace/default", "http://api/"), [short]);
    assert_eq!(told(&text, "namespace/default", "http://api.shopp/"), [] as [&str; 0]);
}

#[test]
fn what_hides_behind_a_policy() {
    let text = "\
apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop, labels: {app: web}}\nspec: {containers: [{name: web}]}\n---\n\
apiVersion: v1\nkind: Pod\nmetadata: {name: api, namespace: shop, labels: {app: api}}\n\
spec: {containers: [{name: api, ports: [{name: http, containerPort: 8080}]}]}\n---\n\
apiVersion: v1\nkind: Service\nmetadata: {name: api, namespace: shop}\n\
spec: {selector: {app: apl}, ports: [{port: 80, targetPort: htpp}]}\n---\n\
apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: deny, namespace: shop}\n\
spec: {podSelector: {}, policyTypes: [Egress]}\n";
    let causes = told(text, "pod/shop/web", "http://api/");
    let fixes: Vec<&str> = causes.iter().filter_map(|cause| cause.split_once(" | ")).map(|(_, fix)| fix).collect();
    let dns = "Add spec.egress[0]: kube-system/kube-dns:53";
    assert_eq!(fixes, [dns, "Set spec.selector[app] to api", "Set spec.ports[0].targetPort to http"], "{causes:?}");
}

const POLICIES: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web}]}
---
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop, labels: {app: api}}
spec: {containers: [{name: api, ports: [{containerPort: 8080}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: api, namespace: shop}
spec: {selector: {app: api}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: out, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Egress]
  egress:
    - to: [{podSelector: {}}] # inside
  # the end
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: in, namespace: shop}
spec: {podSelector: {matchLabels: {app: api}}}
";

#[test]
fn each_policy_is_a_cause_and_the_question_to_dns_can_be_allowed() {
    let asked = |files: &Files| found(files, "pod/shop/web", "http://api/");
    let named = |causes: &[Diagnostic]| -> Vec<String> {
        causes.iter().map(|cause| format!("{} {}", cause.object.as_ref().unwrap().name, cause.path)).collect()
    };
    let files = Files::single("a.yaml", POLICIES);
    let causes = asked(&files);
    assert_eq!(named(&causes), ["out spec.egress", "in spec.ingress"]);
    let mended = files.edited(&causes[0].fixes[0].edits);
    let text: String = mended.iter().map(|(_, file)| file.text.clone()).collect();
    let rule = "    - to: [{podSelector: {}}] # inside
    - to:
        - namespaceSelector:
            matchLabels:
              kubernetes.io/metadata.name: kube-system
          podSelector:
            matchLabels:
              k8s-app: kube-dns
      ports:
        - protocol: UDP
          port: 53
        - protocol: TCP
          port: 53
  # the end
";
    assert!(text.contains(rule), "{text}");
    assert_eq!(named(&asked(&mended)), ["in spec.ingress"]);
    // Policies that let nothing out have no list to add to.
    for list in ["  egress: []\n", ""] {
        let text = POLICIES.replace("  egress:\n    - to: [{podSelector: {}}] # inside\n", list);
        let files = Files::single("a.yaml", text);
        let mended = asked(&files.edited(&asked(&files)[0].fixes[0].edits));
        assert_eq!(named(&mended), ["out spec.egress", "in spec.ingress"]);
        assert!(mended[0].message(Lang::En).contains("10.244.") && mended[0].fixes.is_empty(), "{mended:?}");
    }
}

const KEPT_OUT: &str = "\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: infra}
spec:
  gatewayClassName: c
  listeners: [{name: web, port: 80, protocol: HTTP}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop, namespace: shop}
spec:
  parentRefs: [{name: edge, namespace: infra}]
  hostnames: [shop.example.com]
  rules: [{matches: [{path: {value: /a}}]}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: any, namespace: shop}
spec:
  parentRefs: [{name: edge, namespace: infra}]
  rules: [{matches: [{path: {value: /a}}]}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: elsewhere, namespace: shop}
spec:
  parentRefs: [{name: nobody}]
  rules: [{matches: [{path: {value: /a}}]}]
";

#[test]
fn a_route_for_the_host_that_its_gateway_does_not_accept() {
    let shop = "HTTPRoute shop/shop is not accepted by infra/edge: NotAllowedByListeners.";
    let any = "HTTPRoute shop/any is not accepted by infra/edge: NotAllowedByListeners.";
    assert_eq!(told(KEPT_OUT, "internet", "http://shop.example.com/"), [shop, any]);
    // A listener for another host does not even ask its routes.
    let text = KEPT_OUT.replace("protocol: HTTP", "protocol: HTTP, hostname: a.example.com");
    assert_eq!(told(&text, "internet", "http://shop.example.com/"), [shop]);
    let text = KEPT_OUT.replace("protocol: HTTP", "protocol: HTTP, allowedRoutes: {namespaces: {from: All}}");
    assert!(told(&text, "internet", "http://shop.example.com/").is_empty());
}

#[test]
fn a_route_whose_gateway_is_not_there() {
    let (_, routes) = KEPT_OUT.split_once("---\n").unwrap();
    let shop = "HTTPRoute shop/shop is not accepted by infra/edge: NoMatchingParent.";
    assert_eq!(told(routes, "internet", "http://shop.example.com/"), [shop]);
    assert_eq!(told(routes, "internet", "http://other.example.com/"), Vec::<String>::new());
}

#[test]
fn ports_of_slices_are_joined_by_name() {
    let text = |service: &str, slice: &str| {
        format!(
            "apiVersion: v1\nkind: Service\nmetadata: {{name: db}}\nspec: {{ports: [{service}]}}\n---\n\
             apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {{name: db-1, labels: {{kubernetes.io/service-name: db}}}}\n\
             addressType: IPv4\nports: [{slice}]\nendpoints: [{{addresses: [203.0.113.5]}}]\n"
        )
    };
    let told = |service: &str, slice: &str| told(&text(service, slice), "namespace/default", "tcp://db:5432");
    assert_eq!(
        told("{name: pg, port: 5432}", "{port: 5432}"),
        [
            "No slice of Service default/db has a port called pg; theirs is without one. Ports are joined by name, not by number."
        ]
    );
    assert_eq!(
        told("{port: 5432}", "{name: pg, port: 5432}, {port: 53, protocol: UDP}"),
        [
            "No slice of Service default/db has a port without a name, as its port 5432 is; they have pg. Ports are joined by name, not by number."
        ]
    );
    assert_eq!(
        told("{name: pg, port: 5432}", "{name: pg, port: 5432, protocol: UDP}"),
        [
            "No slice of Service default/db has a port called pg; they have none of this protocol. Ports are joined by name, not by number."
        ]
    );
    assert_eq!(told("{name: pg, port: 5432}", "{name: pg, port: 5433}"), [""; 0], "the number is the slice's");
    let headless = text("{name: pg, port: 5432}", "{port: 5432}").replace("spec: {", "spec: {clusterIP: None, ");
    assert_eq!(found(&Files::single("a.yaml", &headless), "namespace/default", "dns://db").len(), 0);
}
