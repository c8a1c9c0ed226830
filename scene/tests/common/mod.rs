#![allow(dead_code, unreachable_pub, clippy::unwrap_used)]
//! The compositions every picture test looks at: real manifests, read and traced by core.

pub mod check;
pub mod gallery;

use std::collections::BTreeSet;

use svcpath_core::decode::decode;
use svcpath_core::knobs::{IngressController, Knobs, LoadBalancer, ProxyMode};
use svcpath_core::manifest::parse;
use svcpath_core::object::ObjectRef;
use svcpath_core::request::{Request, Written};
use svcpath_core::route::trace;
use svcpath_core::state::State;
use svcpath_core::text::Files;
use svcpath_core::trace::Explanation;
use svcpath_core::world::World;

const GATEWAY: &str = include_str!("../../../gallery/12-many-hands-one-gateway.yaml");
const POLICY: &str = include_str!("../../../gallery/10-two-in-the-morning.yaml");
const DENY: &str = "apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny, namespace: shop}
spec: {podSelector: {matchLabels: {app: api}}}
";

/// Lets web ask for names, and nothing else.
const DENY_OUT: &str = "apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: names-only, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Egress]
  egress: [{ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]}]
";

/// One picture: what there is, and who asks for what.
#[derive(Debug, Clone)]
pub struct Composition {
    pub name: &'static str,
    pub manifests: String,
    pub knobs: Knobs,
    pub state: State,
    /// `None`: nothing is asked.
    pub ask: Option<Written>,
}

impl Composition {
    pub fn read(&self) -> (World, Option<Explanation>) {
        let (manifests, _) = parse(&Files::single("a.yaml", self.manifests.as_str()));
        let (cluster, _) = decode(&manifests);
        let world = World::build(&cluster, &self.knobs, &self.state);
        let trace = self.ask.as_ref().map(|ask| trace(&world, &Request::parse(ask).unwrap()).explain(&world));
        (world, trace)
    }
}

/// Three nodes in two zones, out of order.
fn zones(network: &str) -> String {
    let node = |i: usize, zone: &str| {
        format!(
            "apiVersion: v1\nkind: Node\nmetadata: {{name: node-{i}, labels: {{topology.kubernetes.io/zone: {zone}}}}}\n\
             status: {{addresses: [{{type: InternalIP, address: {network}{i}}}]}}\n---\n"
        )
    };
    node(1, "eu-west-1b") + &node(2, "eu-west-1a") + &node(3, "eu-west-1b")
}

pub fn compositions() -> Vec<Composition> {
    let mut nodes_50 = String::new();
    for i in 1..=50 {
        nodes_50 += &format!(
            "apiVersion: v1\nkind: Node\nmetadata: {{name: worker-{i}, labels: {{topology.kubernetes.io/zone: zone-{}}}}}\n\
             status: {{addresses: [{{type: InternalIP, address: 10.1.0.{i}}}], conditions: [{{type: Ready, status: \"{}\"}}]}}\n---\n",
            ["a", "b", "c"][i % 3],
            if i == 17 { "False" } else { "True" }
        );
    }
    let shop: String = (1..=30)
        .map(|i| format!("{}---\n", service(&format!("svc-{i}"), "ClusterIP", &format!("svc-{i}"), "")))
        .collect();
    let nodeport = deploy("api", 3) + "---\n" + &service("api", "NodePort", "api", ", nodePort: 30080");
    let local = nodeport.replace("type: NodePort", "type: NodePort, externalTrafficPolicy: Local");
    let clusterip = deploy("api", 3) + "---\n" + &deploy("web", 1) + "---\n" + &service("api", "ClusterIP", "api", "");
    let balancer = deploy("api", 3) + "---\n" + BALANCER;
    let ingress = deploy("api", 3)
        + "---\n"
        + &deploy("web", 2)
        + "---\n"
        + &service("api", "ClusterIP", "api", "")
        + "---\n"
        + &service("web", "ClusterIP", "web", "")
        + "---\n"
        + INGRESS;
    let nginx = ingress.clone() + "---\n" + CONTROLLER;
    let headless = deploy("web", 1) + "---\n" + HEADLESS;
    let node_1 = "http://192.168.10.11:30080/";
    vec![
        of("nodeport", &nodeport).ask("internet", node_1),
        of("nodeport-node-3", &nodeport).ask("internet", "http://192.168.10.13:30080/"),
        of("nodeport-local", &local.replace("replicas: 3", "replicas: 2"))
            .ask("internet", "http://192.168.10.12:30080/"),
        of("nodeport-local-1", &local).ask("internet", node_1),
        of("nodeport-detour", &local.replace("replicas: 3", "replicas: 2"))
            .ask("internet", "http://192.168.10.12:30080/")
            .mode(ProxyMode::Ipvs),
        of("nodeport-detour-pod", &(local.replace("replicas: 3", "replicas: 1") + "---\n" + &deploy("web", 1)))
            .ask("deploy/shop/web", node_1),
        of("nodeport-unknown", &nodeport).ask("internet", "http://192.168.10.11:30099/"),
        of("clusterip", &clusterip).ask("deploy/shop/web", "http://api/"),
        of("clusterip-address", &clusterip.replace("type: ClusterIP", "type: ClusterIP, clusterIP: 10.96.0.50"))
            .ask("deploy/shop/web", "tcp://10.96.0.50:80"),
        of("clusterip-hairpin", &clusterip.replace("replicas: 3", "replicas: 1")).ask("deploy/shop/api", "http://api/"),
        of("clusterip-node", &clusterip).ask("node/node-2", "service/shop/api"),
        of("clusterip-outside", &clusterip).ask("internet", "service/shop/api"),
        of("port-forward", &clusterip).ask("internet", "service/shop/api").via("port-forward/shop/api"),
        of("api-proxy", &clusterip).ask("internet", "service/shop/api").via("api-proxy"),
        of("routed-range", &clusterip).ask("internet", "service/shop/api").at("node/node-1"),
        of("unready", &clusterip).ask("deploy/shop/web", "http://api/").not_ready("api", 2),
        of(
            "refused",
            &clusterip
                .replace("selector: {app: api}}", "selector: {app: apii}}")
                .replace("selector: {app: api},", "selector: {app: apii},"),
        )
        .ask("deploy/shop/web", "http://api/"),
        of("nxdomain", &clusterip).ask("deploy/shop/web", "http://apis/"),
        of("headless", &headless).ask("deploy/shop/web", "tcp://db:5432"),
        of("pod-address", &clusterip).ask("deploy/shop/web", "http://10.244.9.9:8080/"),
        of("external-name", &(deploy("web", 1) + "---\n" + EXTERNAL)).ask("deploy/shop/web", "tcp://db:5432"),
        of("external-host", &deploy("web", 1)).ask("deploy/shop/web", "https://api.example.com/"),
        of("balancer", &balancer).ask("internet", "service/shop/api"),
        of("balancer-proxy", &balancer).ask("internet", "service/shop/api").balancer(LoadBalancer::Proxy),
        of("balancer-pods", &balancer).ask("internet", "service/shop/api").balancer(LoadBalancer::Pods),
        of("balancer-wall", &balancer).ask("internet", "tcp://203.0.113.10:8080"),
        of("balancer-pending", &balancer.replace("status: {loadBalancer: {ingress: [{ip: 203.0.113.10}]}}", ""))
            .ask("internet", "service/shop/api")
            .balancer(LoadBalancer::None),
        of("ingress", &ingress).ask("internet", "http://shop.example.com/api/items"),
        of("ingress-404", &ingress).ask("internet", "http://other.example.com/"),
        of("ingress-503", &ingress).ask("internet", "http://shop.example.com/api/items").not_ready("api", 3),
        of("ingress-nginx", &nginx)
            .ask("internet", "http://shop.example.com/api/items")
            .controller(IngressController::Assumed),
        of("gateway", GATEWAY).ask("internet", "http://shop.example.com/"),
        of("gateway-404", GATEWAY).ask("internet", "http://cart.example.com/"),
        of("policy-dns", POLICY).ask("deploy/shop/web", "http://api/"),
        of("policy-in", &(clusterip.clone() + "---\n" + DENY)).ask("deploy/shop/web", "http://api/"),
        of("policy-out", &(clusterip.clone() + "---\n" + DENY_OUT)).ask("deploy/shop/web", "http://api/"),
        of("node-down", &nodeport).ask("internet", "http://192.168.10.13:30080/").down("node-3"),
        of("zones", &(zones("10.2.0.") + &nodeport)).ask("internet", "http://10.2.0.3:30080/"),
        of("fifty-nodes", &(nodes_50.clone() + &nodeport)).ask("internet", "http://10.1.0.20:30080/"),
        of("forty-pods", &nodeport.replace("replicas: 3", "replicas: 40")).ask("internet", node_1),
        of("thirty-services", &(shop + &nodeport)).ask("internet", node_1),
        of("long-names", &nodeport.replace("name: api", "name: a-rather-long-name-for-an-api-server"))
            .ask("internet", node_1),
        of("manual-endpoints", &(deploy("web", 1) + "---\n" + MANUAL)).ask("deploy/shop/web", "tcp://db:5432"),
        of(
            "pending-pod",
            &(ONE_NODE.to_owned()
                + &clusterip
                    .replace("containers: [{name: api", "nodeSelector: {disk: ssd}, containers: [{name: api")
                    .replace(
                        "    spec:\n      nodeSelector: {disk: ssd}, containers",
                        "    spec:\n      nodeSelector: {disk: ssd}\n      containers",
                    )),
        )
        .ask("deploy/shop/web", "http://api/"),
        of("shop", &shop_of_ten()).ask("internet", "service/shop/frontend"),
        of("quiet", &shop_of_ten()),
        of("empty", ""),
    ]
}

fn of(name: &'static str, manifests: &str) -> Composition {
    Composition { name, manifests: manifests.to_owned(), knobs: Knobs::default(), state: State::default(), ask: None }
}

impl Composition {
    fn ask(mut self, from: &str, to: &str) -> Self {
        self.ask = Some(Written { from: from.into(), to: to.into(), ..Written::default() });
        self
    }

    fn via(mut self, via: &str) -> Self {
        self.ask.as_mut().unwrap().via = Some(via.into());
        self
    }

    fn at(mut self, at: &str) -> Self {
        self.ask.as_mut().unwrap().at = Some(at.into());
        self
    }

    fn mode(mut self, mode: ProxyMode) -> Self {
        self.knobs.proxy_mode = mode;
        self
    }

    fn balancer(mut self, kind: LoadBalancer) -> Self {
        self.knobs.load_balancer = kind;
        self
    }

    fn controller(mut self, kind: IngressController) -> Self {
        self.knobs.ingress_controller = kind;
        self
    }

    fn down(mut self, node: &str) -> Self {
        self.state.nodes_down.insert(node.into());
        self
    }

    /// The first `count` pods of the workload are not ready.
    fn not_ready(mut self, workload: &str, count: usize) -> Self {
        let (world, _) = Composition { ask: None, ..self.clone() }.read();
        let pods = world.pods.iter().filter(|pod| pod.owner.as_ref().is_some_and(|owner| owner.name == workload));
        self.state.not_ready = pods.take(count).map(|pod| pod.reference.key()).collect();
        self
    }
}

pub fn deploy(name: &str, replicas: u32) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}, namespace: shop}}\nspec:\n  replicas: {replicas}\n  \
         selector: {{matchLabels: {{app: {name}}}}}\n  template:\n    metadata: {{labels: {{app: {name}}}}}\n    spec:\n      \
         containers: [{{name: {name}, image: x, ports: [{{name: http, containerPort: 8080}}]}}]\n"
    )
}

pub fn service(name: &str, kind: &str, app: &str, port: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Service\nmetadata: {{name: {name}, namespace: shop}}\nspec: {{type: {kind}, selector: {{app: {app}}}, \
         ports: [{{port: 80, targetPort: http{port}}}]}}\n"
    )
}

fn shop_of_ten() -> String {
    let parts = ["cart", "catalog", "checkout", "currency", "email", "payment", "recommendation", "shipping", "redis"];
    let mut text = deploy("frontend", 2) + "---\n" + &service("frontend", "LoadBalancer", "frontend", "");
    for part in parts {
        text += &format!("---\n{}---\n{}", deploy(part, 2), service(part, "ClusterIP", part, ""));
    }
    text
}

const BALANCER: &str = "
apiVersion: v1
kind: Service
metadata: {name: api, namespace: shop}
spec:
  type: LoadBalancer
  selector: {app: api}
  ports:
  - {name: http, port: 80, targetPort: http}
  - {name: dns, port: 53, protocol: UDP, targetPort: 5353}
status: {loadBalancer: {ingress: [{ip: 203.0.113.10}]}}
";

const HEADLESS: &str = "
apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec: {clusterIP: None, selector: {app: db}, ports: [{port: 5432}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: shop}
spec:
  serviceName: db
  replicas: 3
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: db, image: x}]}
";

const EXTERNAL: &str = "
apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec: {type: ExternalName, externalName: db.example.net}
";

const MANUAL: &str = "
apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec: {ports: [{port: 5432}]}
---
apiVersion: v1
kind: Endpoints
metadata: {name: db, namespace: shop}
subsets: [{addresses: [{ip: 172.16.0.20}, {ip: 172.16.0.21}], ports: [{port: 5432}]}]
";

const ONE_NODE: &str = "
apiVersion: v1
kind: Node
metadata: {name: node-1}
status: {addresses: [{type: InternalIP, address: 192.168.10.11}], conditions: [{type: Ready, status: 'True'}]}
---
";

const INGRESS: &str = "
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop, namespace: shop}
spec:
  rules:
  - host: shop.example.com
    http:
      paths:
      - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}
      - {path: /api, pathType: Prefix, backend: {service: {name: api, port: {number: 80}}}}
  - host: admin.example.com
    http:
      paths:
      - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}
";

const CONTROLLER: &str = "
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: nginx, annotations: {ingressclass.kubernetes.io/is-default-class: 'true'}}
spec: {controller: k8s.io/ingress-nginx}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: ingress-nginx-controller, namespace: ingress-nginx}
spec:
  replicas: 2
  selector: {matchLabels: {app.kubernetes.io/name: ingress-nginx}}
  template:
    metadata: {labels: {app.kubernetes.io/name: ingress-nginx, app.kubernetes.io/component: controller}}
    spec: {containers: [{name: controller, image: x, ports: [{name: http, containerPort: 80}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: ingress-nginx-controller, namespace: ingress-nginx}
spec: {type: LoadBalancer, selector: {app.kubernetes.io/name: ingress-nginx}, ports: [{name: http, port: 80, targetPort: http}]}
";

/// What somebody who draws has at hand.
pub fn objects(world: &World) -> Vec<ObjectRef> {
    let services = world.services.iter().map(|service| &service.spec.meta.reference);
    let ingresses = world.ingresses.iter().map(|ingress| &ingress.meta.reference);
    let gateways = world.gateway_api.gateways.iter().map(|gateway| &gateway.meta.reference);
    let routes = world.gateway_api.routes.iter().map(|route| &route.meta.reference);
    let policies = world.policies.iter().map(|policy| &policy.meta.reference);
    let nodes = world.nodes.iter().filter_map(|node| node.object.as_ref());
    let owners: BTreeSet<&ObjectRef> = world.pods.iter().map(|pod| pod.owned_by()).collect();
    let known = services.chain(ingresses).chain(gateways).chain(routes).chain(policies).chain(nodes).chain(owners);
    // One without pods.
    known.cloned().chain([ObjectRef::new("apps/v1", "Deployment", "shop", "idle")]).collect()
}
