//! What the client sees in the end.

#![allow(clippy::unwrap_used)]

use svcpath_core::decode::decode;
use svcpath_core::knobs::Knobs;
use svcpath_core::lang::Lang;
use svcpath_core::manifest::parse;
use svcpath_core::request::{Request, Source, Target};
use svcpath_core::route::trace;
use svcpath_core::state::State;
use svcpath_core::text::Files;
use svcpath_core::trace::Verdict;
use svcpath_core::wording;
use svcpath_core::world::World;

const SITE: &str = "
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
kind: IngressClass
metadata: {name: nginx}
spec: {controller: k8s.io/ingress-nginx}
---
apiVersion: v1
kind: Pod
metadata: {name: nginx, namespace: ingress-nginx, labels: {app.kubernetes.io/name: ingress-nginx, app.kubernetes.io/component: controller}}
spec: {containers: [{name: controller, ports: [{containerPort: 80}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: nginx, namespace: ingress-nginx}
spec: {type: LoadBalancer, selector: {app.kubernetes.io/name: ingress-nginx}, ports: [{port: 80}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: site, namespace: shop}
spec:
  ingressClassName: nginx
  rules:
  - host: shop.example.com
    http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: api, port: {number: 80}}}}]}
";

const DENY: &str = "---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny, namespace: shop}
spec: {podSelector: {}}
";

fn seen(manifests: &str, state: &State, from: &str, to: &str) -> (Verdict, String) {
    let (manifests, _) = parse(&Files::single("a.yaml", manifests));
    let (cluster, _) = decode(&manifests);
    let world = World::build(&cluster, &Knobs::default(), state);
    let request = Request::new(Source::parse(from).unwrap(), Target::parse(to).unwrap());
    let explanation = trace(&world, &request).explain(&world);
    (explanation.verdict, wording::client_sees(&explanation, Lang::En))
}

/// The client's own connection stands: the verdict is about the one that the entry opened.
#[test]
fn an_entry_answers_for_the_connection_that_it_lost() {
    let ask = |manifests: &str, state: &State| seen(manifests, state, "internet", "http://shop.example.com/");
    let lost = ask(&format!("{SITE}{DENY}"), &State::default());
    assert_eq!(lost, (Verdict::Dropped, "HTTP 504 from the entry itself".into()));
    let deaf = State { not_listening: [("shop/api".into(), 8080)].into(), ..State::default() };
    assert_eq!(ask(SITE, &deaf), (Verdict::Rejected, "HTTP 502 from the entry itself".into()));
}

#[test]
fn a_node_knows_itself_by_the_name_localhost() {
    let text = SITE
        .replace(
            "metadata: {name: api, namespace: shop}\nspec: {selector",
            "metadata: {name: api, namespace: shop}\nspec: {type: NodePort, selector",
        )
        .replace("targetPort: 8080}", "targetPort: 8080, nodePort: 30080}");
    let (verdict, _) = seen(&text, &State::default(), "node/node-1", "http://localhost:30080/");
    assert_eq!(verdict, Verdict::Delivered);
}

/// Though a Service has its address among its endpoints.
#[test]
fn a_pod_on_a_nodes_network_is_reached_from_another_node() {
    let text = "
apiVersion: v1
kind: Node
metadata: {name: node-2}
status: {addresses: [{type: InternalIP, address: 192.168.10.12}]}
---
apiVersion: v1
kind: Node
metadata: {name: node-3}
status: {addresses: [{type: InternalIP, address: 192.168.10.13}]}
---
apiVersion: v1
kind: Pod
metadata: {name: agent, namespace: mon, labels: {app: agent}}
spec: {hostNetwork: true, nodeName: node-2, containers: [{name: agent, ports: [{containerPort: 9100}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: agent, namespace: mon}
spec: {selector: {app: agent}, ports: [{port: 9100}]}
";
    let (verdict, sees) = seen(text, &State::default(), "node/node-3", "http://192.168.10.12:9100/");
    assert_eq!((verdict, sees.as_str()), (Verdict::Delivered, "the pod's own answer"));
}

/// As the kernel's table of local routes says, and a given address stays what it is.
#[test]
fn what_speaks_to_loopback_speaks_from_loopback() {
    let text = SITE.replace(
        "{selector: {app: api}, ports: [{port: 80,",
        "{type: NodePort, selector: {app: api}, ports: [{nodePort: 30080, port: 80,",
    );
    let (cluster, _) = decode(&parse(&Files::single("a.yaml", text)).0);
    let world = World::build(&cluster, &Knobs::default(), &State::default());
    let node = world.nodes[0].addresses[0].to_string();
    let given = format!("ip/{node}");
    for (from, to, expected) in [
        ("node/node-1", "tcp://127.0.0.1:30080", vec!["127.0.0.1", &node]),
        (&given, "tcp://127.0.0.1:30080", vec![&node]),
        ("pod/shop/api", "tcp://127.0.0.1:8080", vec!["127.0.0.1"]),
    ] {
        let request = Request::new(Source::parse(from).unwrap(), Target::parse(to).unwrap());
        let trace = trace(&world, &request).explain(&world);
        assert_eq!(trace.verdict, Verdict::Delivered, "{from}");
        let mut sources: Vec<String> =
            trace.drawn_path().hops.iter().flat_map(|hop| &hop.steps).map(|step| step.after.src.to_string()).collect();
        sources.dedup();
        assert_eq!(sources, expected, "{from}");
    }
}

/// Whatever fails behind the API server's proxy, it says 503.
#[test]
fn the_api_server_answers_for_what_it_cannot_reach() {
    let (cluster, _) = decode(&parse(&Files::single("a.yaml", SITE)).0);
    let deaf = State { not_listening: [("shop/api".into(), 8080)].into(), ..State::default() };
    let lost = State { nodes_down: ["node-1", "node-2", "node-3"].map(String::from).into(), ..State::default() };
    for state in [deaf, lost] {
        let world = World::build(&cluster, &Knobs::default(), &state);
        let mut request = Request::new(Source::parse("internet").unwrap(), Target::parse("service/shop/api").unwrap());
        request.via = Some(svcpath_core::request::Via::ApiProxy);
        let sees = wording::client_sees(&trace(&world, &request).explain(&world), Lang::En);
        assert!(sees.starts_with("HTTP 503"), "{sees}");
    }
}

#[test]
fn who_runs_nowhere_cannot_ask() {
    let text = SITE.replace("spec: {containers: [{name: api,", "spec: {nodeName: gone, containers: [{name: api,")
        + "---\napiVersion: v1\nkind: Node\nmetadata: {name: here}\n";
    let (verdict, sees) = seen(&text, &State::default(), "pod/shop/api", "http://api/");
    assert_eq!((verdict, sees.as_str()), (Verdict::Unknown, "nothing: there is no such client"));
}
