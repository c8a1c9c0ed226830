//! Scenario files: what is read, what is refused and where, how inline manifests keep their places, how traces compare.

#![allow(clippy::unwrap_used)]

use svcpath_core::diagnostic::Diagnostic;
use svcpath_core::knobs::{Knobs, PodCidr, ProxyMode};
use svcpath_core::lang::Lang;
use svcpath_core::manifest;
use svcpath_core::object::{Evidence, ObjectRef};
use svcpath_core::request::Source;
use svcpath_core::scenario::{self, Arrangement, Manifests, Scenario, Texts, Unreadable, Whole};
use svcpath_core::text::{File, FileId, Files};
use svcpath_core::trace::Verdict;

fn read(text: &str) -> (Vec<Scenario>, Files, Vec<Diagnostic>) {
    let files = Files::single("scenario.yaml", text);
    let (scenarios, problems) = scenario::read(&files);
    (scenarios, files, problems)
}

/// Each problem as `line:column message`.
fn complaints(text: &str) -> Vec<String> {
    let (_, files, problems) = read(text);
    let line =
        |problem: &Diagnostic| format!("{} {}", files.position(problem.span.unwrap()), problem.message(Lang::En));
    problems.iter().map(line).collect()
}

fn texts(text: &str) -> Texts {
    let (scenarios, files, problems) = read(text);
    assert_eq!(problems, []);
    let (texts, problems) =
        scenarios[0].texts(&files, &scenarios, |path| Err(Unreadable::System(format!("no {path}"))));
    assert_eq!(problems, []);
    texts
}

/// Where the Service's type is written, as line and column of its own file, and the file's name.
fn place_of_type(texts: &Texts) -> String {
    let (manifests, problems) = manifest::parse(&texts.manifests);
    assert_eq!(problems, []);
    let service = ObjectRef::new("v1", "Service", "shop", "api");
    let span = manifests.locate_exact(&Evidence::new(&service, "spec.type")).unwrap();
    assert_eq!(texts.files.slice(span), "NodePort");
    format!("{}:{}", texts.files.get(span.file).name, texts.files.position(span))
}

const SERVICE: &str = "  apiVersion: v1
  kind: Service
  metadata: {name: api, namespace: shop}
  spec: {type: NodePort, ports: [{port: 80}]}
";

#[test]
fn a_whole_scenario_is_read() {
    let (scenarios, _, problems) = read(
        "source: docs
cluster:
  podCIDR: none
  nodePortAddresses: [192.168.0.0/24, primary]
  proxyMode: ipvs
manifests: [shop.yaml, ../base/]
state:
  notReady: [shop/api-0]
view: {arrangement: apps, zoom: 1.5, step: 2}
captions:
- step: 3
  text: {en: Rewritten., ru: Переписан.}
layout: {node/node-1: [10, 20.5]}
tests:
- name: first
  from: pod/shop/web-0
  to: http://api/
  at: node/node-1
  method: POST
  headers: {Host: other, X-Number: 1}
  state:
    notListening: ['shop/api-1:8080']
    down: [node/node-2, pod/shop/api-2]
    addresses: {node-1: 192.168.10.21}
    placement: {shop/api-0: node-3}
  expect: {verdict: delivered, endpoints: ['10.0.0.1:80', '[fd00::1]:80'], masquerade: true, weights: {shop/api: 1}}
- to: service/shop/api
  expect: {verdict: nxdomain}
",
    );
    assert_eq!(problems, []);
    let [scenario] = scenarios.as_slice() else { panic!("one scenario") };
    assert_eq!(scenario.source.as_deref(), Some("docs"));
    assert_eq!(scenario.knobs.pod_cidr, PodCidr::None);
    assert_eq!(scenario.knobs.proxy_mode, ProxyMode::Ipvs);
    assert!(scenario.knobs.node_port_addresses.primary && scenario.knobs.node_port_addresses.cidrs.len() == 1);
    let Manifests::Paths(paths) = &scenario.manifests else { panic!("paths") };
    assert_eq!(paths.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>(), ["shop.yaml", "../base/"]);
    assert_eq!(scenario.view.arrangement, Some(Arrangement::Apps));
    assert_eq!(scenario.captions[0].words(Lang::Ru), Some("Переписан."));
    assert_eq!(scenario.layout["node/node-1"], (10.0, 20.5));

    let first = &scenario.tests[0];
    assert_eq!(first.request.headers, [("Host".into(), "other".into()), ("X-Number".into(), "1".into())]);
    assert_eq!(first.request.at.as_deref(), Some("node-1"));
    assert!(first.state.not_ready.contains("shop/api-0"), "the scenario's state stands below the test's");
    assert!(first.state.not_listening.contains(&("shop/api-1".into(), 8080)));
    assert!(first.state.nodes_down.contains("node-2") && first.state.pods_down.contains("shop/api-2"));
    assert_eq!(first.state.addresses["node-1"].to_string(), "192.168.10.21");
    assert_eq!(first.state.placement["shop/api-0"], "node-3");
    assert_eq!(first.expect.endpoints.as_ref().unwrap().len(), 2);

    let second = &scenario.tests[1];
    assert_eq!(second.request.from, Source::Internet(None));
    assert_eq!(second.name, "internet to service/shop/api");
    assert_eq!(second.expect.verdict, Verdict::Nxdomain);
    assert!(second.state.not_listening.is_empty(), "one test's state is not another's");
}

#[test]
fn a_file_may_hold_several() {
    let (scenarios, _, problems) =
        read("manifests: [a.yaml]\ncluster:\n---\ncluster: {mesh: true}\ntests: []\n---\nname: x\n");
    assert_eq!(problems, []);
    assert_eq!(scenarios.len(), 2, "a document without tests and manifests is none");
    assert_eq!(scenarios[0].knobs, Knobs::default());
    assert!(scenarios[1].knobs.mesh);
}

#[test]
fn unknown_keys_and_bad_values_are_errors_at_their_place() {
    let complaints = complaints(
        "tests:
- name: a
  to: tcp://db
  expect: {verdict: delivered}
- to: http://a/
  expext: {verdict: fine}
- to: http://a/
  expect:
    verdict: fine
    endpoints: [10.0.0.1]
- to: http://a/
  expect: {status: 200}
cluster:
  podCidr: none
  mesh: perhaps
statee: {}
",
    );
    assert_eq!(
        complaints,
        [
            "3:7 to: read “tcp://db”; expected a port: this scheme has no default; for example tcp://db:5432.",
            "5:3 The key “expect” is missing.",
            "6:3 Unknown key “expext”; here stand name, source, from, to, at, via, method, headers, state, expect.",
            "9:14 Read “fine” for verdict; expected one of delivered, partial, rejected, dropped, unmatched, responded, redirected, resolved, nxdomain, external, unknown.",
            "10:17 Read “10.0.0.1” for endpoints; expected an address and a port, for example 10.244.1.5:8080.",
            "12:11 The key “verdict” is missing.",
            "14:3 cluster: there is no cluster setting “podCidr”; there are podCIDR, serviceCIDR, serviceNodePortRange, proxyMode, nodePortAddresses, localhostNodePorts, masqueradeAll, clusterDomain, dnsPodMode, dnsIgnoreEmptyService, ingressNginxWatchWithoutClass, mesh, nodes, loadBalancer, loadBalancerMixedProtocols, ingressController.",
            "15:9 cluster: read “perhaps” for mesh; expected one of true, false.",
            "16:1 Unknown key “statee”; here stand apiVersion, kind, metadata, source, cluster, manifests, tests, state, view, captions, layout.",
        ]
    );
}

#[test]
fn no_problem_is_without_words_in_russian() {
    let (_, _, problems) = read("tests:\n- to: tcp://db\n  expect: {verdict: x}\n  foo: 1\ncluster: {a: b}\nview: 7\n");
    assert_eq!(problems.len(), 5);
    for problem in problems {
        let russian = problem.message(Lang::Ru);
        assert!(russian.chars().any(|c| matches!(c, 'а'..='я')), "{russian}");
    }
}

#[test]
fn inline_manifests_keep_their_lines() {
    let separated =
        format!("tests: []\nmanifests: |\n{SERVICE}  ---\n  kind: Pod\n  apiVersion: v1\n  metadata: {{name: a}}\n");
    assert_eq!(place_of_type(&texts(&separated)), "scenario.yaml:6:16");
    let after_others = format!("manifests: |\n  # first\n  --- # second\n{SERVICE}\n\ntests: []\n");
    assert_eq!(place_of_type(&texts(&after_others)), "scenario.yaml:7:16");
    let windows = format!("# жé\r\nmanifests: |-\r\n{}tests: []\r\n", SERVICE.replace('\n', "\r\n"));
    assert_eq!(place_of_type(&texts(&windows)), "scenario.yaml:6:16");
    let among_others = format!("manifests: |\n  a: b\n---\nmanifests: |2\n{SERVICE}tests: []\n---\ntests: []\n");
    let (scenarios, files, _) = read(&among_others);
    let (second, _) = scenarios[1].texts(&files, &scenarios, |_| Err(Unreadable::Missing));
    assert_eq!(place_of_type(&second), "scenario.yaml:8:16");
    assert_eq!(second.manifests.get(FileId(0)).text.len(), files.get(FileId(0)).text.len());
}

#[test]
fn a_block_may_hold_what_looks_like_a_separator() {
    let text = format!(
        "manifests: |\n{SERVICE}  ---\n  apiVersion: v1\n  kind: ConfigMap\n  metadata: {{name: c}}\n  data:\n    x: |\n      a\n      ---\n      b\n"
    );
    let texts = texts(&text);
    let (manifests, problems) = manifest::parse(&texts.manifests);
    assert_eq!(problems, []);
    let map = ObjectRef::new("v1", "ConfigMap", "default", "c");
    let data = manifests.get(&map).unwrap().node().get("data").and_then(|data| data.get("x")).and_then(|x| x.text());
    assert_eq!(data, Some("a\n---\nb\n"));
}

#[test]
fn quoted_manifests_are_a_file_of_their_own() {
    let text = "manifests: \"{apiVersion: v1, kind: Service,\\n metadata: {name: api, namespace: shop},\\n spec: {type: NodePort}}\"\n";
    assert_eq!(place_of_type(&texts(text)), "scenario.yaml#manifests:3:15");
}

#[test]
fn a_scenario_may_stand_among_manifests() {
    let manifests: String = SERVICE.lines().map(|line| format!("{}\n", line.trim_start())).collect();
    let text = format!("apiVersion: svcpath/v1\nkind: Scenario\nmetadata: {{name: x}}\ntests: []\n---\n{manifests}");
    assert_eq!(place_of_type(&texts(&text)), "scenario.yaml:9:14");
}

#[test]
fn paths_are_loaded_and_named_when_they_cannot_be() {
    let (scenarios, files, _) = read("manifests:\n- shop.yaml\n- gone.yaml\n");
    let (texts, problems) = scenarios[0].texts(&files, &scenarios, |path| match path {
        "shop.yaml" => {
            let text = SERVICE.lines().map(|line| format!("{}\n", line.trim_start())).collect();
            Ok(vec![File { name: "here/shop.yaml".into(), text }])
        }
        _ => Err(Unreadable::System("no such file".into())),
    });
    assert_eq!(place_of_type(&texts), "here/shop.yaml:4:14");
    let [problem] = problems.as_slice() else { panic!("one problem") };
    assert_eq!(files.position(problem.span.unwrap()).to_string(), "3:3");
    assert_eq!(problem.message(Lang::En), "Manifests “gone.yaml” cannot be read: no such file.");
    let (_, problems) = scenarios[0].texts(&files, &scenarios, |_| Err(Unreadable::Missing));
    assert_eq!(problems.len(), 2);
    assert_eq!(problems[1].message(Lang::Ru), "Манифестов «gone.yaml» нет среди файлов; добавьте к ним этот файл.");
}

#[test]
fn plain_manifests_are_no_scenario() {
    for text in [
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: tests}\ndata:\n  a: |\n    tests:\n",
        "",
        "tests: [",
        "- tests: 1\n",
    ] {
        let (scenarios, _, _) = read(text);
        assert_eq!(scenarios, [], "{text}");
    }
}

proptest::proptest! {
    #[test]
    fn any_text_is_read_without_panic(text in "(manifests: \\|\n)?(tests:\n|[ \n|>:a-c'\"{\\[-]|---\n|  ---\n|é|\r\n){0,40}") {
        let (scenarios, files, _) = read(&text);
        for scenario in &scenarios {
            let (texts, _) = scenario.texts(&files, &scenarios, |_| Err(Unreadable::Missing));
            proptest::prop_assert_eq!(texts.manifests.get(FileId(0)).text.len(), text.len());
        }
    }
}

#[test]
fn paths_mean_files_that_are_there() {
    let file = |name: &str| File { name: name.into(), text: "manifests: [a]\n".into() };
    let among = |own: &str, others: &[&str], path: &str| {
        let files = Files::new([own].iter().chain(others).map(|name| file(name)).collect());
        let (scenarios, _) = scenario::read(&Files::new(vec![files.get(FileId(0)).clone()]));
        scenario::is_among(path, &scenarios[0], &files)
    };
    assert!(among("test.yaml", &["shop.yaml"], "shop.yaml"));
    assert!(among("test.yaml", &["shop.yaml"], "./shop.yaml"));
    assert!(among("routes/test.yaml", &["base/shop.yaml"], "../base/shop.yaml"));
    assert!(among("routes/test.yaml", &["base/shop.yaml"], "../base/"));
    assert!(among("routes/test.yaml", &["routes/shop.yaml"], "."));
    // Files of one folder are shared without it.
    assert!(among("test.yaml", &["shop.yaml"], "../shop.yaml"));
    assert!(!among("test.yaml", &["shop.yaml"], "shop"));
    assert!(!among("test.yaml", &["base/shop.yaml"], "shop.yaml"));
    assert!(!among("test.yaml", &[], "test.yaml"), "the scenario's own file holds no manifests");
}

#[test]
fn what_leads_out_is_masked_and_ends_no_script() {
    let text = "apiVersion: v1
kind: Secret
metadata: {name: db, namespace: shop}
stringData: {password: correct-horse}
# </script><!-- <script>
---
apiVersion: svcpath/v1
kind: Scenario
source: </SCRIPT>
---
apiVersion: v1
kind: ConfigMap
metadata: {name: page, namespace: shop}
data:
  page: |
    <script>\\u0041</script>

    \"<!--\"
";
    let (scenarios, files, problems) = read(text);
    assert_eq!((scenarios.len(), problems), (1, Vec::new()));
    let Whole { text: plain, masked } = Whole::manifests(&files);
    assert!(masked == 1 && plain.contains("\"***\"") && !plain.contains("correct-horse"), "{plain}");
    assert!(plain.contains("</script><!--") && !plain.contains("Scenario"), "{plain}");
    let whole = Whole::scenario_in_html(&scenarios[0], &files);
    assert!(whole.masked == 1 && !whole.text.contains('<'), "{}", whole.text);
    let (again, _, problems) = read(&whole.text);
    assert_eq!((again.len(), problems), (1, Vec::new()), "{}", whole.text);
    assert_eq!(again[0].source.as_deref(), Some("</SCRIPT>"));
    let Manifests::Inline { text, .. } = &again[0].manifests else { panic!("{:?}", again[0].manifests) };
    assert_eq!(*text, plain, "not a byte of the manifests is lost");
}
