//! HTTPRoutes of one Gateway, made up at random: which rule wins, what plays no part in it, and what weights add up to.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use svcpath_core::decode::decode;
use svcpath_core::knobs::Knobs;
use svcpath_core::manifest::parse;
use svcpath_core::request::{Request, Written};
use svcpath_core::route::trace;
use svcpath_core::state::State;
use svcpath_core::text::Files;
use svcpath_core::trace::{Explanation, Verdict};
use svcpath_core::world::World;

use super::config;

const HOSTS: [&str; 4] = ["", "a.example.com", "*.example.com", "*.a.example.com"];
const PATHS: [&str; 5] = ["/", "/foo", "/foo/bar", "/foobar", "/foo/"];
const METHODS: [&str; 2] = ["", "GET"];
const ASKED_HOSTS: [&str; 4] = ["a.example.com", "b.example.com", "x.y.a.example.com", "other.test"];
const ASKED_PATHS: [&str; 6] = ["/", "/foo", "/foo/", "/foo/bar/x", "/foobar", "/nothing"];

/// A route with one rule of one match; each has a Service of its own.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Rule {
    host: &'static str,
    path: &'static str,
    exact: bool,
    method: &'static str,
}

/// Rules that all differ.
fn rules() -> impl Strategy<Value = Vec<Rule>> {
    let mut all = Vec::new();
    for host in HOSTS {
        for path in PATHS {
            for exact in [true, false] {
                all.extend(METHODS.map(|method| Rule { host, path, exact, method }));
            }
        }
    }
    subsequence(all, 1..12).prop_shuffle()
}

fn service(name: &str) -> [String; 2] {
    [
        format!(
            "apiVersion: v1\nkind: Service\nmetadata: {{name: {name}, namespace: shop}}\nspec: {{selector: {{app: {name}}}, ports: [{{port: 80}}]}}\n"
        ),
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: shop, labels: {{app: {name}}}}}\nspec: {{containers: [{{name: main, image: x, ports: [{{containerPort: 80}}]}}]}}\n"
        ),
    ]
}

/// One document for each object.
fn documents(rules: &[Rule]) -> Vec<String> {
    let mut documents = vec![gateway()];
    for (i, rule) in rules.iter().enumerate() {
        documents.extend(service(&format!("s{i}")));
        let hosts = if rule.host.is_empty() { String::new() } else { format!("hostnames: ['{}'], ", rule.host) };
        let kind = if rule.exact { "Exact" } else { "PathPrefix" };
        let method = if rule.method.is_empty() { String::new() } else { format!(", method: {}", rule.method) };
        documents.push(route(
            &format!("r{i}"),
            &format!(
                "{hosts}rules: [{{matches: [{{path: {{type: {kind}, value: {}}}{method}}}], backendRefs: [{{name: s{i}, port: 80}}]}}]",
                rule.path
            ),
        ));
    }
    documents
}

fn gateway() -> String {
    "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: entry, namespace: shop}\n\
     spec: {gatewayClassName: any, listeners: [{name: web, port: 80, protocol: HTTP}]}\n"
        .to_owned()
}

fn route(name: &str, spec: &str) -> String {
    format!(
        "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {{name: {name}, namespace: shop}}\n\
         spec: {{parentRefs: [{{name: entry}}], {spec}}}\n"
    )
}

fn world(documents: &[String]) -> World {
    let (manifests, _) = parse(&Files::single("made-up.yaml", documents.join("---\n")));
    let (cluster, _) = decode(&manifests);
    World::build(&cluster, &Knobs::default(), &State::default())
}

fn ask(world: &World, host: &str, path: &str) -> Explanation {
    let written = Written { from: "internet".into(), to: format!("http://{host}{path}"), ..Written::default() };
    let written = Written { via: Some("gateway/shop/entry".into()), ..written };
    let request = Request::parse(&written).expect("a request");
    trace(world, &request).explain(world)
}

/// The Service that gets the request; `None`: no rule takes it.
fn taken(world: &World, host: &str, path: &str) -> Option<String> {
    let trace = ask(world, host, path);
    match trace.verdict {
        Verdict::Delivered => trace.service,
        Verdict::Unmatched => None,
        other => panic!("{other:?} for {host}{path}"),
    }
}

fn everything_asked() -> impl Iterator<Item = (&'static str, &'static str)> {
    ASKED_HOSTS.into_iter().flat_map(|host| ASKED_PATHS.into_iter().map(move |path| (host, path)))
}

/// Each case asks for everything, so there need not be many.
fn few() -> ProptestConfig {
    ProptestConfig { cases: config().cases.div_ceil(4), ..config() }
}

/// The longest hostname without wildcard, then the longest; Exact, then the longest path, then a method; then the name.
fn by_the_book(rules: &[Rule], host: &str, path: &str) -> Option<usize> {
    let takes = |rule: &Rule| {
        let of_host = match rule.host.strip_prefix('*') {
            Some(end) => host.ends_with(end),
            None => rule.host.is_empty() || rule.host == host,
        };
        let elements = |path: &str| -> Vec<String> { path.split('/').skip(1).map(str::to_owned).collect() };
        let mut prefix = elements(rule.path);
        prefix.pop_if(|last| last.is_empty());
        let of_path = if rule.exact { rule.path == path } else { elements(path).starts_with(&prefix) };
        of_host && of_path
    };
    let rank = |rule: &Rule| {
        let exact_host = if rule.host.starts_with('*') { 0 } else { rule.host.len() };
        (exact_host, rule.host.len(), rule.exact, rule.path.len(), !rule.method.is_empty())
    };
    let taking = rules.iter().enumerate().filter(|(_, rule)| takes(rule));
    // Names are `r0`, `r1`, `r10` …: of equals the first by name.
    taking.min_by_key(|(i, rule)| (std::cmp::Reverse(rank(rule)), format!("r{i}"))).map(|(i, _)| i)
}

proptest! {
    #![proptest_config(few())]

    #[test]
    fn the_rule_that_the_specification_names_wins(rules in rules()) {
        let world = world(&documents(&rules));
        for (host, path) in everything_asked() {
            let expected = by_the_book(&rules, host, path).map(|i| format!("shop/s{i}:80"));
            prop_assert_eq!(taken(&world, host, path), expected, "{}{} of {:?}", host, path, rules);
        }
    }

    #[test]
    fn the_order_of_documents_plays_no_part(
        (documents, shuffled) in rules().prop_flat_map(|rules| {
            let documents = documents(&rules);
            (Just(documents.clone()), Just(documents).prop_shuffle())
        })
    ) {
        let (one, other) = (world(&documents), world(&shuffled));
        for (host, path) in everything_asked() {
            prop_assert_eq!(taken(&one, host, path), taken(&other, host, path), "{}{}", host, path);
        }
    }

    #[test]
    fn what_is_unrelated_changes_nothing(rules in rules(), at in any::<prop::sample::Index>()) {
        let documents = documents(&rules);
        let mut more = documents.clone();
        let unrelated = route("r-other", "hostnames: [unrelated.test], rules: [{backendRefs: [{name: nothing, port: 80}]}]");
        let [service, pod] = service("idle");
        for document in [unrelated, service, pod] {
            more.insert(at.index(more.len() + 1), document);
        }
        let (one, other) = (world(&documents), world(&more));
        for (host, path) in everything_asked() {
            prop_assert_eq!(taken(&one, host, path), taken(&other, host, path), "{}{}", host, path);
        }
    }

    /// A backend is there, has no pods, or does not exist: each keeps its share.
    #[test]
    fn every_backend_keeps_its_share(
        backends in prop::collection::vec((0_u32..=5, select(vec!["there", "empty", "missing"])), 1..6)
    ) {
        let mut documents = vec![gateway()];
        documents.extend(service("there"));
        documents.push(service("empty")[0].clone());
        let refs: Vec<String> = backends
            .iter()
            .map(|(weight, name)| format!("{{name: {name}, port: 80, weight: {weight}}}"))
            .collect();
        documents.push(route("r", &format!("rules: [{{backendRefs: [{}]}}]", refs.join(", "))));
        let trace = ask(&world(&documents), "a.example.com", "/");
        let sum: f64 = trace.paths.iter().map(|path| path.weight).sum();
        prop_assert!((sum - 1.0).abs() < 1e-9, "{} of {:?}", sum, backends);
        let total: u32 = backends.iter().map(|(weight, _)| weight).sum();
        let there: u32 = backends.iter().filter(|(_, name)| *name == "there").map(|(weight, _)| weight).sum();
        let share = if total == 0 { 0.0 } else { f64::from(there) / f64::from(total) };
        prop_assert!((trace.share - share).abs() < 1e-9, "{} and not {} of {:?}", trace.share, share, backends);
    }
}
