use super::routes;
use crate::decode::decode;
use crate::knobs::Knobs;
use crate::manifest::parse;
use crate::state::State;
use crate::text::Files;
use crate::world::World;

fn object(kind: &str, name: &str) -> String {
    let group = if kind == "Job" { "batch" } else { "apps" };
    let selector = if kind == "Job" { String::new() } else { format!("selector: {{matchLabels: {{app: {name}}}}}, ") };
    format!(
        "apiVersion: {group}/v1\nkind: {kind}\nmetadata: {{name: {name}, namespace: shop}}\n\
         spec: {{{selector}template: {{metadata: {{labels: {{app: {name}}}}}, spec: {{containers: [{{name: a}}]}}}}}}\n---\n"
    )
}

fn service(name: &str, selected: &str, kind: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Service\nmetadata: {{name: {name}, namespace: shop}}\n\
         spec: {{type: {kind}, selector: {{app: {selected}}}, ports: [{{port: 80}}]}}\n---\n"
    )
}

/// Who asks for what.
fn asked(text: &str) -> Vec<(String, String)> {
    let (manifests, _) = parse(&Files::single("a.yaml", text));
    let world = World::build(&decode(&manifests).0, &Knobs::default(), &State::default());
    routes(&world).map(|request| (request.from.to_string(), request.to.to_string())).collect()
}

/// Who is taken as the client of Service `shop/api`, which selects `app: <selected>`, beside these workloads.
fn client(selected: &str, workloads: &[(&str, &str)], more: &str) -> String {
    let workloads: String = workloads.iter().map(|(kind, name)| object(kind, name)).collect();
    let asked = asked(&format!("{workloads}{}{more}", service("api", selected, "ClusterIP")));
    asked.into_iter().next().map(|(from, _)| from).unwrap_or_default()
}

#[test]
fn the_client_of_a_service_is_a_likely_one() {
    assert_eq!(client("api", &[("Deployment", "api"), ("Deployment", "web")], ""), "deploy/shop/web");
    let missed = "the Service's namesake is its backend, though the selector misses it";
    assert_eq!(client("apii", &[("Deployment", "api"), ("Deployment", "web")], ""), "deploy/shop/web", "{missed}");
    assert_eq!(client("apii", &[("Deployment", "api")], ""), "namespace/shop", "{missed}");
    assert_eq!(client("api", &[("Job", "migrate"), ("StatefulSet", "web")], ""), "sts/shop/web", "Jobs come last");
    assert_eq!(client("api", &[("Job", "migrate")], ""), "job/shop/migrate");
}

#[test]
fn policies_let_the_client_in_where_they_can() {
    let workloads = [("Deployment", "api"), ("Deployment", "admin"), ("Deployment", "web")];
    let let_in = |label: &str| {
        format!(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: api, namespace: shop}}\nspec:\n  \
             podSelector: {{matchLabels: {{app: api}}}}\n  ingress: [{{from: [{{podSelector: {{matchLabels: {{app: {label}}}}}}}]}}]\n"
        )
    };
    assert_eq!(client("api", &workloads, ""), "deploy/shop/admin");
    assert_eq!(client("api", &workloads, &let_in("web")), "deploy/shop/web");
    assert_eq!(client("api", &workloads, &let_in("nobody")), "deploy/shop/admin", "that is what there is to tell");
}

#[test]
fn what_is_open_comes_first() {
    let text = [object("Deployment", "api"), object("Deployment", "web"), service("api", "api", "ClusterIP")].concat();
    let asked = asked(&(text + &service("web", "web", "LoadBalancer")));
    let from: Vec<&str> = asked.iter().map(|(from, _)| from.as_str()).collect();
    assert_eq!(from, ["internet", "deploy/shop/web"]);
}
