//! Decode against Kubernetes' own types: every field that we read must be what k8s-openapi and gateway-api read. Our own reading of YAML
//! stands against serde_yaml_ng's at the same time.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::sync::Arc;

use gateway_api::apis::experimental as api;
use k8s_openapi::api::{apps, batch, core, discovery, networking};
use serde::de::DeserializeOwned;
use serde_json::Value;
use svcpath_core::model::{Cluster, WorkloadKind};
use svcpath_core::object::ObjectRef;
use svcpath_core::scenario;
use svcpath_core::text::Files;

use super::{corpus_folder, files_below, gateway, load, read, root, theirs};

/// Objects of our own vectors that k8s-openapi refuses, and why.
const REFUSED: [(&str, &str); 0] = [];

#[test]
fn vectors_decode_as_the_official_types_do() {
    let mut tally = Tally::default();
    let mut folders = files_below(&root().join("tests/vectors"));
    folders.extend(files_below(&root().join("gallery")));
    for path in folders.iter().filter(|path| path.extension().is_some_and(|extension| extension == "yaml")) {
        let (scenarios, _) = scenario::read(&load(path));
        for scenario in scenarios {
            if let scenario::Manifests::Inline { text, .. } = scenario.manifests {
                tally.compare(&path.display().to_string(), &text);
            }
        }
    }
    tally.report();
    let refused: Vec<&str> = tally.refused.iter().map(String::as_str).collect();
    let expected: Vec<String> = REFUSED.iter().map(|(object, why)| format!("{object}: {why}")).collect();
    assert_eq!(refused, expected);
    assert!(tally.compared > 5000, "{} objects", tally.compared);
    // Every kind that is modelled: the workloads are counted by the corpus' table.
    for kind in [
        "Namespace",
        "Node",
        "Pod",
        "Service",
        "EndpointSlice",
        "Ingress",
        "IngressClass",
        "NetworkPolicy",
        "GatewayClass",
        "Gateway",
        "ListenerSet",
        "ReferenceGrant",
        "HTTPRoute",
        "GRPCRoute",
        "TLSRoute",
        "TCPRoute",
        "UDPRoute",
    ] {
        assert!(tally.kinds.contains(kind), "no {kind} was compared");
    }
}

#[test]
fn real_manifests_decode_as_the_official_types_do() {
    let Some(corpus) = corpus_folder() else { return };
    let mut tally = Tally::default();
    for path in files_below(&corpus.join("manifests")) {
        let files = load(&path);
        let text = files.iter().map(|(_, file)| file.text.clone()).collect::<String>();
        tally.compare(&path.file_name().unwrap_or_default().to_string_lossy(), &text);
    }
    tally.report();
    assert!(tally.compared > 300, "{} objects", tally.compared);
}

#[derive(Default)]
struct Tally {
    compared: usize,
    kinds: BTreeSet<String>,
    refused: Vec<String>,
    different: Vec<String>,
}

impl Tally {
    fn report(&self) {
        println!("{} objects compared; refused by k8s-openapi or its YAML reader:", self.compared);
        self.refused.iter().for_each(|refused| println!("  {refused}"));
        assert!(self.different.is_empty(), "{} differ:\n{}", self.different.len(), self.different.join("\n"));
    }

    fn compare(&mut self, file: &str, text: &str) {
        let official = self.objects(file, text);
        let read = read(Files::single(file, text));
        let cluster = &read.cluster;
        for object in read.manifests.objects() {
            let reference = &object.reference;
            let key = key(&reference.kind, &reference.namespace, &reference.name);
            let Some(value) = official.get(&key) else { continue };
            self.compare_object(file, reference, value, cluster);
        }
    }

    fn compare_object(&mut self, file: &str, of: &ObjectRef, value: &Value, cluster: &Cluster) {
        let workload = cluster.workloads.iter().map(Arc::as_ref).find(|workload| workload.meta.reference == *of);
        let slices = cluster.slices.iter().map(Arc::as_ref).filter(|slice| slice.meta.reference == *of);
        let slices: Vec<_> = slices.cloned().collect();
        let group_and_kind = (of.api_version.as_str(), of.kind.as_str());
        macro_rules! same {
            ($type:ty, $theirs:path, $ours:expr) => {
                self.same::<$type, _>(file, of, value, |official| $theirs(official, of), $ours)
            };
            ($list:ident: $type:ty, $theirs:path) => {
                same!($type, $theirs, cluster.$list.iter().map(Arc::as_ref).find(|ours| ours.meta.reference == *of))
            };
        }
        match group_and_kind {
            ("v1", "Namespace") => same!(namespaces: core::v1::Namespace, theirs::namespace),
            ("v1", "Secret") => same!(secrets: core::v1::Secret, theirs::secret),
            ("v1", "Node") => same!(nodes: core::v1::Node, theirs::node),
            ("v1", "Pod") => same!(pods: core::v1::Pod, theirs::pod),
            ("v1", "Service") => same!(services: core::v1::Service, theirs::service),
            ("v1", "Endpoints") => same!(core::v1::Endpoints, theirs::endpoints, Some(&slices)),
            ("discovery.k8s.io/v1", "EndpointSlice") => same!(slices: discovery::v1::EndpointSlice, theirs::slice),
            ("networking.k8s.io/v1", "Ingress") => {
                same!(ingresses: networking::v1::Ingress, super::networking::ingress)
            }
            ("networking.k8s.io/v1", "IngressClass") => {
                same!(ingress_classes: networking::v1::IngressClass, super::networking::ingress_class)
            }
            ("networking.k8s.io/v1", "NetworkPolicy") => {
                same!(policies: networking::v1::NetworkPolicy, super::networking::network_policy)
            }
            (version, kind) if version.starts_with("gateway.networking.k8s.io/") => {
                let api = &cluster.gateway_api;
                let route = api.routes.iter().find(|ours| ours.meta.reference == *of);
                macro_rules! same_in {
                    ($list:ident: $type:ty, $theirs:path) => {
                        same!($type, $theirs, api.$list.iter().find(|ours| ours.meta.reference == *of))
                    };
                }
                match kind {
                    "GatewayClass" => same_in!(classes: api::gatewayclasses::GatewayClass, gateway::class),
                    "Gateway" => same_in!(gateways: api::gateways::Gateway, gateway::gateway),
                    "ListenerSet" => same_in!(listener_sets: api::listenersets::ListenerSet, gateway::listener_set),
                    "ReferenceGrant" => same_in!(grants: api::referencegrants::ReferenceGrant, gateway::grant),
                    "HTTPRoute" => same!(api::httproutes::HttpRoute, gateway::http_route, route),
                    "GRPCRoute" => same!(api::grpcroutes::GrpcRoute, gateway::grpc_route, route),
                    "TLSRoute" => same!(api::tlsroutes::TlsRoute, gateway::tls_route, route),
                    "TCPRoute" => same!(api::tcproutes::TcpRoute, gateway::tcp_route, route),
                    "UDPRoute" => same!(api::udproutes::UdpRoute, gateway::udp_route, route),
                    _ => {}
                }
            }
            ("v1" | "apps/v1" | "batch/v1", _) => match workload.map(|workload| workload.kind) {
                Some(WorkloadKind::Deployment) => same!(apps::v1::Deployment, theirs::deployment, workload),
                Some(WorkloadKind::ReplicaSet) => same!(apps::v1::ReplicaSet, theirs::replica_set, workload),
                Some(WorkloadKind::StatefulSet) => same!(apps::v1::StatefulSet, theirs::stateful_set, workload),
                Some(WorkloadKind::DaemonSet) => same!(apps::v1::DaemonSet, theirs::daemon_set, workload),
                Some(WorkloadKind::ReplicationController) => {
                    same!(core::v1::ReplicationController, theirs::replication_controller, workload)
                }
                Some(WorkloadKind::Job) => same!(batch::v1::Job, theirs::job, workload),
                Some(WorkloadKind::CronJob) => same!(batch::v1::CronJob, theirs::cron_job, workload),
                None => {}
            },
            _ => {}
        }
    }

    fn same<T: DeserializeOwned, M: PartialEq + Debug>(
        &mut self,
        file: &str,
        of: &ObjectRef,
        value: &Value,
        expected: impl Fn(&T) -> M,
        ours: Option<&M>,
    ) {
        match T::deserialize(value) {
            Err(error) => self.refused.push(format!("{file}: {of}: {error}")),
            Ok(official) => {
                self.compared += 1;
                self.kinds.insert(of.kind.clone());
                let expected = expected(&official);
                if ours != Some(&expected) {
                    self.different.push(format!("{file}: {of}:\n  ours   {ours:?}\n  theirs {expected:?}"));
                }
            }
        }
    }

    /// Every object of a text as serde_yaml_ng reads it, of duplicates the last. Documents it refuses are listed.
    fn objects(&mut self, file: &str, text: &str) -> BTreeMap<String, Value> {
        let mut objects = BTreeMap::new();
        // One by one: a broken document must not take the others with it.
        for (i, document) in text.trim_start_matches('\u{feff}').split("\n---").enumerate() {
            let document = if i == 0 { document.to_owned() } else { format!("---{document}") };
            let value = serde_yaml_ng::from_str(&document).and_then(|mut value: serde_yaml_ng::Value| {
                value.apply_merge()?;
                serde_yaml_ng::from_value::<Value>(value)
            });
            match value {
                Ok(value) => add(&mut objects, value),
                Err(error) => self.refused.push(format!("{file}: document {}: {error}", i + 1)),
            }
        }
        objects
    }
}

fn add(objects: &mut BTreeMap<String, Value>, value: Value) {
    let text = |path: &str| value.pointer(path).and_then(Value::as_str).unwrap_or_default().to_owned();
    let kind = text("/kind");
    if let (Some(Value::Array(items)), true) = (value.get("items"), kind.ends_with("List")) {
        items.iter().for_each(|item| add(objects, item.clone()));
        return;
    }
    let cluster_wide = ["Namespace", "Node", "IngressClass", "GatewayClass"].contains(&kind.as_str());
    let namespace = match text("/metadata/namespace") {
        _ if cluster_wide => String::new(),
        namespace if namespace.is_empty() => "default".into(),
        namespace => namespace,
    };
    objects.insert(key(&kind, &namespace, &text("/metadata/name")), value);
}

fn key(kind: &str, namespace: &str, name: &str) -> String {
    format!("{kind}/{namespace}/{name}")
}
