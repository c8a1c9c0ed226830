//! Public manifests as they are found in the wild.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use svcpath_core::diagnostic::Severity;

use super::{Read, corpus_folder, files_below, load, read};

/// What is said about the files that do not work as their authors meant, or are odd in form: code and line.
const TOLD: [(&str, &[(&str, u32)]); 21] = [
    (
        "GoogleCloudPlatform__kubernetes-engine-samples__BROKEN-sctp-placeholder",
        &[("api-wrong-type", 34), ("api-wrong-type", 46), ("api-invalid", 47)],
    ),
    ("Kong__kubernetes-ingress-controller__BROKEN-upstream-policy-ingress", &[("route-target-port-undeclared", 42)]),
    ("jayman82__ckad-training__BROKEN-scenario09", &[("route-backend-service-missing", 15)]),
    (
        "kubernetes-sigs__gwctl__BROKEN-gwctl-examples",
        &[("route-selector-matches-nothing", 252), ("api-duplicate-object", 346)],
    ),
    ("kubernetes__examples__BROKEN-flocker-ghost", &[("route-target-port-undeclared", 12)]),
    ("kubernetes__ingress-nginx__BROKEN-oauth2-proxy", &[("route-backend-service-missing", 108)]),
    ("robusta-dev__holmesgpt__BROKEN-76-selector", &[("route-selector-matches-nothing", 46)]),
    (
        "stackrox__kube-linter__BROKEN-dangling-service",
        &[("route-selector-matches-nothing", 43), ("route-selector-matches-nothing", 64), ("api-required", 9)],
    ),
    ("traefik__traefik__BROKEN-unknown-service-port", &[("route-backend-port-missing", 18), ("api-required", 5)]),
    ("zegl__kube-score__BROKEN-different-namespace", &[("route-selector-other-namespace", 21), ("api-required", 8)]),
    ("zegl__kube-score__BROKEN-statefulset-label", &[("route-selector-matches-nothing", 9), ("api-invalid", 21)]),
    ("kubernetes-sigs__metrics-server__metrics-server-base", &[("route-no-selector-no-endpoints", 167)]),
    ("spring-petclinic__spring-petclinic-cloud__petclinic", &[("yaml-duplicate-key", 190)]),
    ("nginxinc__nginx-kubernetes-gateway__cafe-example", &[("route-backend-ref-unresolved", 81)]),
    ("nginxinc__kubernetes-ingress__cafe-ingress", &[("yaml-not-an-object", 98)]),
    ("odd/GoogleCloudPlatform__kubernetes-engine-samples__badindent-llm-service", &[("yaml-syntax", 27)]),
    ("odd/envoyproxy__gateway__dupkeys-helm-out", &[("yaml-duplicate-key", 19), ("yaml-duplicate-key", 868)]),
    ("odd/dapr__quickstarts__crlf-node", &[]),
    ("odd/istio__istio__docend-kiali", &[]),
    ("odd/microservices-demo__microservices-demo__kindlist-jaeger", &[]),
    ("odd/philippemerle__KubeDiagrams__crlf-emptydoc-demo1", &[("api-invalid", 28), ("api-invalid", 67)]),
];

/// Files that work in real clusters although the API server would refuse them as they stand, or one of their routes leads nowhere.
const FAULTY: [&str; 2] =
    ["kubernetes-sigs__metrics-server__metrics-server-base", "nginxinc__nginx-kubernetes-gateway__cafe-example"];

#[test]
fn real_manifests_are_read() {
    let Some(corpus) = corpus_folder() else { return };
    let manifests = corpus.join("manifests");
    let mut checked = 0;
    for path in files_below(&manifests) {
        let read = read(load(&path));
        read.check_places();
        let name = name_of(&manifests, &path);
        let told = told(&read);
        let expected = TOLD.iter().find(|(file, _)| *file == name).map_or(&[][..], |(_, told)| told);
        for (code, line) in expected {
            assert!(told.iter().any(|(c, l, _)| (*c, *l) == (*code, *line)), "{name}: {code} at {line} in {told:?}");
        }
        let works = !name.contains("BROKEN") && !name.starts_with("odd/") && !FAULTY.contains(&name.as_str());
        if works || (name.starts_with("odd/") && expected.is_empty()) {
            let errors: Vec<_> = told.iter().filter(|(.., severity)| *severity == Severity::Error).collect();
            assert!(errors.is_empty(), "{name}: {errors:?}");
        }
        checked += usize::from(!expected.is_empty());
    }
    let listed = TOLD.iter().filter(|(_, told)| !told.is_empty()).count();
    assert_eq!(checked, listed, "files with problems that are not in the corpus any more");
}

/// The corpus counts documents and kinds of every file; so do we.
#[test]
fn real_manifests_hold_what_their_table_says() {
    let Some(corpus) = corpus_folder() else { return };
    let table = fs::read_to_string(corpus.join("README.md")).expect("the corpus has a table");
    let mut compared = 0;
    for row in table.lines() {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let [_, file, documents, kinds, ..] = cells.as_slice() else { continue };
        let (Some(file), Ok(documents)) = (file.split(' ').next(), documents.parse::<usize>()) else { continue };
        let read = read(load(&corpus.join("manifests").join(file)));
        let again = told(&read).iter().filter(|(code, ..)| *code == "api-duplicate-object").count();
        assert_eq!(read.manifests.objects().len() + again, documents, "{file}");
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for object in read.manifests.objects() {
            *counts.entry(&object.reference.kind).or_default() += 1;
        }
        for kind in kinds.trim_end_matches(" ...").split(", ").filter(|_| again == 0) {
            let (kind, count) = kind.rsplit_once(' ').expect("a kind and its count");
            assert_eq!(counts.get(kind).copied(), count.parse().ok(), "{file}: {kind}");
        }
        compared += 1;
    }
    assert!(compared > 50, "{compared} rows");
}

#[test]
fn a_list_is_its_items() {
    let Some(corpus) = corpus_folder() else { return };
    let odd = corpus.join("manifests/odd");
    let read = |file: &str| read(load(&odd.join(file)));
    let kinds = |read: &Read| -> Vec<String> {
        read.manifests.objects().iter().map(|object| object.reference.kind.clone()).collect()
    };
    let list = read("microservices-demo__microservices-demo__kindlist-jaeger.yaml");
    assert_eq!(kinds(&list).len(), 6);
    assert!(!kinds(&list).iter().any(|kind| kind == "List"));
    assert_eq!(kinds(&read("kubernetes__examples__json-meteor-service.yaml")), ["Service"]);
    assert_eq!(kinds(&read("istio__istio__docend-kiali.yaml")).len(), 6);
    assert_eq!(
        read("GoogleCloudPlatform__kubernetes-engine-samples__badindent-llm-service.yaml").manifests.objects().len(),
        0
    );
}

/// Code, line and severity of every problem.
fn told(read: &Read) -> Vec<(&'static str, u32, Severity)> {
    let place = |span| read.files.position(span).line;
    let problems = read.problems.iter();
    problems.map(|p| (p.code(), place(p.span.expect("a place")), p.severity())).collect()
}

fn name_of(folder: &Path, file: &Path) -> String {
    let name = file.strip_prefix(folder).expect("a file of the corpus").with_extension("");
    name.to_string_lossy().into_owned()
}
