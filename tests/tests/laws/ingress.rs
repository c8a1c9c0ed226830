//! Ingresses of one controller, made up at random: which path wins, and what plays no part in it.

use std::collections::BTreeMap;
use std::fmt::Write;

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::test_runner::TestRunner;
use svcpath_core::decode::decode;
use svcpath_core::knobs::Knobs;
use svcpath_core::manifest::parse;
use svcpath_core::request::{Request, Written};
use svcpath_core::route::trace;
use svcpath_core::state::State;
use svcpath_core::text::Files;
use svcpath_core::trace::Verdict;
use svcpath_core::world::World;

use super::config;

const HOSTS: [&str; 4] = ["", "a.example.com", "*.example.com", "b.example.com"];
const PATHS: [&str; 6] = ["/", "/foo", "/foo/bar", "/foo/bar/baz", "/foobar", "/b"];
const ASKED_HOSTS: [&str; 5] = ["a.example.com", "b.example.com", "c.example.com", "c.d.example.com", "other.test"];
const ASKED_PATHS: [&str; 8] =
    ["/", "/foo", "/foo/", "/foo/bar", "/foo/barbaz", "/foo/bar/baz/x", "/foobar/x", "/nothing"];

/// One rule of one Ingress: each rule has a Service of its own.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Rule {
    host: &'static str,
    path: &'static str,
    exact: bool,
}

/// Rules that all differ, a few to an Ingress.
fn rules() -> impl Strategy<Value = Vec<Rule>> {
    let all: Vec<Rule> = HOSTS
        .into_iter()
        .flat_map(|host| PATHS.into_iter().flat_map(move |path| [true, false].map(|exact| Rule { host, path, exact })))
        .collect();
    let most = all.len();
    subsequence(all, 1..most.min(12)).prop_shuffle()
}

fn controllers() -> impl Strategy<Value = &'static str> {
    select(vec!["k8s.io/ingress-nginx", "example.com/ingress"])
}

/// One document for each object, in the order given.
fn documents(controller: &str, rules: &[Rule]) -> Vec<String> {
    let class = format!(
        "apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: {{name: it}}\nspec: {{controller: {controller}}}\n"
    );
    let mut documents = vec![class];
    for (i, rule) in rules.iter().enumerate() {
        documents.push(format!(
            "apiVersion: v1\nkind: Service\nmetadata: {{name: s{i}, namespace: shop}}\nspec: {{selector: {{app: s{i}}}, ports: [{{port: 80}}]}}\n"
        ));
        documents.push(format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: p{i}, namespace: shop, labels: {{app: s{i}}}}}\nspec: {{containers: [{{name: main, image: x, ports: [{{containerPort: 80}}]}}]}}\n"
        ));
        let mut ingress = format!(
            "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: i{i}, namespace: shop}}\nspec:\n  ingressClassName: it\n  rules:\n"
        );
        let host = if rule.host.is_empty() { String::new() } else { format!("host: '{}', ", rule.host) };
        let kind = if rule.exact { "Exact" } else { "Prefix" };
        // A String takes everything.
        let _ = writeln!(
            ingress,
            "  - {{{host}http: {{paths: [{{path: {}, pathType: {kind}, backend: {{service: {{name: s{i}, port: {{number: 80}}}}}}}}]}}}}",
            rule.path
        );
        documents.push(ingress);
    }
    documents
}

fn world(documents: &[String]) -> World {
    let (manifests, _) = parse(&Files::single("made-up.yaml", documents.join("---\n")));
    let (cluster, _) = decode(&manifests);
    World::build(&cluster, &Knobs::default(), &State::default())
}

/// The Service that gets the request; `None`: nobody takes it.
fn taken(world: &World, host: &str, path: &str) -> Option<String> {
    let written = Written { from: "internet".into(), to: format!("http://{host}{path}"), ..Written::default() };
    let written = Written { via: Some("ingress/shop/i0".into()), ..written };
    let request = Request::parse(&written).expect("a request");
    let trace = trace(world, &request).explain(world);
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

/// Host before path; of the host's rules Exact before the longest Prefix, element by element.
fn by_the_book(rules: &[Rule], host: &str, path: &str) -> Option<usize> {
    let exact = rules.iter().any(|rule| rule.host == host);
    let wildcard = host.split_once('.').map(|(_, rest)| format!("*.{rest}"));
    let wildcard = wildcard.filter(|wildcard| rules.iter().any(|rule| rule.host == wildcard));
    let host = if exact { host } else { wildcard.as_deref().unwrap_or("") };
    let elements = |path: &'static str| path.split('/').filter(|element| !element.is_empty()).collect::<Vec<_>>();
    let asked: Vec<&str> = path.split('/').skip(1).collect();
    let own = || rules.iter().enumerate().filter(|(_, rule)| rule.host == host);
    let whole = own().find(|(_, rule)| rule.exact && rule.path == path);
    let prefixes = own().filter(|(_, rule)| !rule.exact && asked.starts_with(&elements(rule.path)));
    whole.or(prefixes.max_by_key(|(_, rule)| rule.path.len())).map(|(i, _)| i)
}

#[test]
fn exact_beats_prefix_beats_shorter_prefix() {
    TestRunner::new(few())
        .run(&(controllers(), rules()), |(controller, rules)| {
            let world = world(&documents(controller, &rules));
            for (host, path) in everything_asked() {
                let expected = by_the_book(&rules, host, path).map(|i| format!("shop/s{i}:80"));
                prop_assert_eq!(taken(&world, host, path), expected, "{} {}", host, path);
            }
            Ok(())
        })
        .expect("the law holds");
}

/// Documents in another order, and objects that have nothing to do with it.
#[test]
fn order_and_strangers_play_no_part() {
    let strangers = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: shop}\n---\n\
        apiVersion: v1\nkind: Service\nmetadata: {name: s0, namespace: elsewhere}\nspec: {selector: {app: s0}, ports: [{port: 80}]}\n---\n\
        apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: i0, namespace: elsewhere}\nspec:\n  ingressClassName: it\n  rules:\n  - {host: stranger.test, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: s0, port: {number: 80}}}}]}}\n";
    let cases = (controllers(), rules(), any::<prop::sample::Index>());
    TestRunner::new(few())
        .run(&cases, |(controller, rules, turn)| {
            let documents = documents(controller, &rules);
            let mut turned = documents.clone();
            turned.rotate_left(turn.index(documents.len()));
            turned.reverse();
            turned.push(strangers.to_owned());
            let (first, second) = (world(&documents), world(&turned));
            let answers = |world: &World| -> BTreeMap<_, _> {
                everything_asked().map(|asked| (asked, taken(world, asked.0, asked.1))).collect()
            };
            prop_assert_eq!(answers(&first), answers(&second));
            Ok(())
        })
        .expect("the law holds");
}
