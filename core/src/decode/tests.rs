use std::net::IpAddr;

use super::decode;
use crate::diagnostic::Diagnostic;
use crate::manifest::parse;
use crate::model::*;
use crate::problem::{Problem, Prohibition, Rule, Shape, Special, Twin};
use crate::text::Files;

fn read(text: &str) -> (Cluster, Vec<Diagnostic>) {
    let files = Files::single("a.yaml", text);
    let (manifests, problems) = parse(&files);
    assert_eq!(problems, [], "{text}");
    decode(&manifests)
}

/// A text without problems.
fn fine(text: &str) -> Cluster {
    let (cluster, problems) = read(text);
    assert_eq!(problems, [], "{text}");
    cluster
}

/// Path, problem and the source pointed at, of a text's only problem.
fn only(text: &str) -> (Cluster, String, Problem, String) {
    let (cluster, problems) = read(text);
    let [problem] = problems.as_slice() else { panic!("{problems:?} in {text}") };
    let source = Files::single("a.yaml", text).slice(problem.span.expect("a place")).to_owned();
    (cluster, problem.path.as_str().to_owned(), problem.problem.clone(), source)
}

fn service(spec: &str) -> String {
    format!("apiVersion: v1\nkind: Service\nmetadata: {{name: api}}\nspec: {{{spec}}}\n")
}

fn invalid(value: &str, rule: Rule) -> Problem {
    Problem::Invalid { value: value.into(), rule }
}

fn twin(twin: Twin) -> Problem {
    Problem::Duplicate { twin }
}

fn unsupported(value: &str, supported: &[&'static str]) -> Problem {
    Problem::Unsupported { value: value.into(), supported: supported.to_vec() }
}

fn wrong(expected: Shape, found: &str) -> Problem {
    Problem::WrongType { expected, found: found.into() }
}

fn required(field: &str) -> Problem {
    Problem::Required { field: field.into() }
}

fn ip(text: &str) -> IpAddr {
    text.parse().expect("an address")
}

#[test]
fn what_a_service_leaves_out() {
    let cluster = fine(&service("ports: [{port: 80}], selector: {app: api}"));
    let service = &cluster.services[0];
    let port = ServicePort {
        index: 0,
        name: String::new(),
        protocol: Protocol::Tcp,
        port: 80,
        target: TargetPort::Number(80),
        node_port: None,
        app_protocol: None,
    };
    assert_eq!(service.ports, [port]);
    assert_eq!((service.kind, service.headless, service.affinity), (ServiceType::ClusterIp, false, Affinity::None));
    assert_eq!((service.internal_policy, service.external_policy), (TrafficPolicy::Cluster, TrafficPolicy::Cluster));
    assert_eq!((service.allocate_node_ports, service.publish_not_ready), (true, false));
    assert_eq!((service.cluster_ips.len(), service.families.len()), (0, 0));
}

#[test]
fn target_ports_are_numbers_names_or_the_port() {
    let cluster = fine(&service(
        "ports: [{name: a, port: 1, targetPort: http}, {name: b, port: 2, targetPort: 8080}, {name: c, port: 3, targetPort: 0}, \
         {name: d, port: 4, targetPort: ''}, {name: e, port: 5, targetPort: null, protocol: UDP}]",
    ));
    let targets: Vec<&TargetPort> = cluster.services[0].ports.iter().map(|port| &port.target).collect();
    let number = TargetPort::Number;
    assert_eq!(targets, [&TargetPort::Name("http".into()), &number(8080), &number(3), &number(4), &number(5)]);
    // A number in quotes is looked up as a name, which the API server refuses for want of a letter.
    let (cluster, path, problem, source) = only(&service("ports: [{port: 80, targetPort: '8080'}]"));
    assert_eq!(cluster.services[0].ports[0].target, TargetPort::Name("8080".into()));
    assert_eq!(
        (path.as_str(), problem, source.as_str()),
        ("spec.ports[0].targetPort", invalid("8080", Rule::PortName), "'8080'")
    );
}

#[test]
fn a_port_that_is_no_number_costs_that_port_alone() {
    let (cluster, path, problem, source) =
        only(&service("ports: [{name: a, port: PORT}, {name: b, port: 81}], selector: {app: api}"));
    assert_eq!(
        (path.as_str(), problem, source.as_str()),
        ("spec.ports[0].port", wrong(Shape::Integer, "PORT"), "PORT")
    );
    let service = &cluster.services[0];
    assert_eq!(service.ports.iter().map(|port| (port.index, port.port)).collect::<Vec<_>>(), [(1, 81)]);
    assert!(service.selector.is_some());
}

#[test]
fn every_field_of_the_wrong_type_is_told_and_the_rest_counts() {
    let text = "apiVersion: v1\nkind: Service\nmetadata:\n  name: api\n  labels: {version: 1.0, on: true, none: null}\n  annotations: [a]\nspec:\n  \
                type: [NodePort]\n  selector: api\n  ports:\n  - 80\n  - {port: \"80\", name: 5}\n  externalIPs: 10.0.0.1\n  publishNotReadyAddresses: \"yes\"\n  clusterIP: 10.96.0.7\n";
    let (cluster, problems) = read(text);
    let mut found: Vec<(&str, &Problem)> = problems.iter().map(|p| (p.path.as_str(), &p.problem)).collect();
    found.sort_by_key(|(path, _)| *path);
    let expected = [
        ("metadata.annotations", &wrong(Shape::Object, "[…]")),
        ("metadata.labels[on]", &wrong(Shape::String, "true")),
        ("metadata.labels[version]", &wrong(Shape::String, "1.0")),
        ("spec.externalIPs", &wrong(Shape::List, "10.0.0.1")),
        ("spec.ports[0]", &wrong(Shape::Object, "80")),
        ("spec.ports[0].port", &required("port")),
        ("spec.ports[1].name", &wrong(Shape::String, "5")),
        ("spec.ports[1].port", &wrong(Shape::Integer, "80")),
        ("spec.publishNotReadyAddresses", &wrong(Shape::Boolean, "yes")),
        ("spec.selector", &wrong(Shape::Object, "api")),
        ("spec.type", &wrong(Shape::String, "[…]")),
    ];
    assert_eq!(found, expected);
    let service = &cluster.services[0];
    assert_eq!(service.meta.labels.get("version").map(String::as_str), Some("1.0"));
    assert_eq!(service.meta.labels.get("none").map(String::as_str), Some(""));
    assert_eq!(service.cluster_ips, [ip("10.96.0.7")]);
    let (_, path, problem, _) = only("apiVersion: v1\nkind: Namespace\nmetadata: {name: y}\n");
    assert_eq!((path.as_str(), problem), ("metadata.name", wrong(Shape::String, "y")));
}

#[test]
fn what_services_must_have() {
    let (_, path, problem, _) = only(&service("selector: {a: b}"));
    assert_eq!((path.as_str(), problem), ("spec.ports", required("ports")));
    fine(&service("clusterIP: None, selector: {a: b}"));
    fine(&service("type: ExternalName, externalName: example.com"));
    let (_, path, problem, _) = only(&service("type: ExternalName"));
    assert_eq!((path.as_str(), problem), ("spec.externalName", required("externalName")));
    let (_, path, problem, source) = only(&service("ports: [{port: 80, name: a}, {port: 81}]"));
    assert_eq!((path.as_str(), problem, source.as_str()), ("spec.ports[1].name", required("name"), "port"));
    let (_, path, problem, _) =
        only("apiVersion: v1\nkind: Service\nmetadata: {labels: {}}\nspec: {ports: [{port: 1}]}\n");
    assert_eq!((path.as_str(), problem), ("metadata.name", required("name")));
}

#[test]
fn what_services_may_not_have() {
    let cases = [
        ("ports: [{port: 0}]", "spec.ports[0].port", invalid("0", Rule::Between(1, 65535))),
        ("ports: [{port: 65536}]", "spec.ports[0].port", invalid("65536", Rule::Between(1, 65535))),
        ("ports: [{port: 80, name: a}, {port: 81, name: a}]", "spec.ports[1].name", twin(Twin::Text("a".into()))),
        (
            "ports: [{port: 80, name: a}, {port: 80, name: b}]",
            "spec.ports[1]",
            twin(Twin::Port { protocol: "TCP".into(), port: 80 }),
        ),
        ("ports: [{port: 80, name: A_B}]", "spec.ports[0].name", invalid("A_B", Rule::Label)),
        ("ports: [{port: 80, protocol: tcp}]", "spec.ports[0].protocol", unsupported("tcp", &["TCP", "UDP", "SCTP"])),
        (
            "type: Nodeport, ports: [{port: 80}]",
            "spec.type",
            unsupported("Nodeport", &["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"]),
        ),
        ("ports: [{port: 80}], externalIPs: [x.x.x.x]", "spec.externalIPs[0]", invalid("x.x.x.x", Rule::IpAddress)),
        (
            "ports: [{port: 80}], externalIPs: [127.0.0.1]",
            "spec.externalIPs[0]",
            invalid("127.0.0.1", Rule::NotSpecial(Special::Loopback)),
        ),
        (
            "type: LoadBalancer, ports: [{port: 80}], loadBalancerSourceRanges: [10.0.0.0]",
            "spec.loadBalancerSourceRanges[0]",
            invalid("10.0.0.0", Rule::Cidr),
        ),
        (
            "ports: [{port: 80}], clusterIP: 10.96.0.1, clusterIPs: [10.96.0.2]",
            "spec.clusterIPs",
            invalid("[\"10.96.0.2\"]", Rule::FirstClusterIp),
        ),
        (
            "ports: [{port: 80}], clusterIP: 10.96.0.1, ipFamilies: [IPv6]",
            "spec.clusterIPs[0]",
            invalid("10.96.0.1", Rule::MatchesFamily(IpFamily::V6, 0)),
        ),
        (
            "ports: [{port: 80}], sessionAffinity: ClientIP, sessionAffinityConfig: {clientIP: {timeoutSeconds: 0}}",
            "spec.sessionAffinityConfig.clientIP.timeoutSeconds",
            invalid("0", Rule::Between(1, 86400)),
        ),
        (
            "ports: [{port: 80, nodePort: 30080}]",
            "spec.ports[0].nodePort",
            Problem::Forbidden { why: Prohibition::NodePortOfType },
        ),
        (
            "type: NodePort, clusterIP: None, ports: [{port: 80}]",
            "spec.clusterIPs[0]",
            invalid("None", Rule::NotHeadless(ServiceType::NodePort)),
        ),
        (
            "type: ExternalName, externalName: a.b, clusterIP: 10.96.0.1",
            "spec.clusterIPs",
            Problem::Forbidden { why: Prohibition::OfExternalName },
        ),
        (
            "ports: [{port: 80}], externalTrafficPolicy: Local",
            "spec.externalTrafficPolicy",
            invalid("Local", Rule::ReachedFromOutside),
        ),
        (
            "ports: [{port: 80}], loadBalancerClass: a.b/c",
            "spec.loadBalancerClass",
            Problem::Forbidden { why: Prohibition::OnlyLoadBalancer },
        ),
        (
            "type: LoadBalancer, ports: [{port: 80}], healthCheckNodePort: 30000",
            "spec.healthCheckNodePort",
            invalid("30000", Rule::HealthChecked),
        ),
    ];
    for (spec, path, problem) in cases {
        let (_, found_path, found, _) = only(&service(spec));
        assert_eq!((found_path.as_str(), found), (path, problem), "{spec}");
    }
    let (_, path, problem, _) =
        only("apiVersion: v1\nkind: Service\nmetadata: {name: 1api}\nspec: {ports: [{port: 1}]}\n");
    assert_eq!((path.as_str(), problem), ("metadata.name", invalid("1api", Rule::ServiceName)));
}

#[test]
fn one_number_may_serve_two_protocols() {
    fine(&service(
        "type: NodePort, ports: [{name: a, port: 53, nodePort: 30053}, {name: b, port: 53, nodePort: 30053, protocol: UDP}]",
    ));
}

#[test]
fn addresses_and_families() {
    let cluster = fine(&service(
        "ports: [{port: 80}], clusterIP: 010.096.000.007, clusterIPs: [010.096.000.007, 'fd00::7'], ipFamilyPolicy: PreferDualStack",
    ));
    let service_read = &cluster.services[0];
    assert_eq!(service_read.cluster_ips, [ip("10.96.0.7"), ip("fd00::7")]);
    assert_eq!(service_read.families, [IpFamily::V4, IpFamily::V6]);
    let cluster = fine(&service("ports: [{port: 80}], ipFamilies: [IPv6]"));
    assert_eq!(cluster.services[0].families, [IpFamily::V6]);
    let cluster = fine(&service("ports: [{port: 80}], clusterIP: ''"));
    assert_eq!((cluster.services[0].cluster_ips.len(), cluster.services[0].headless), (0, false));
    let cluster = fine(&service("clusterIP: None, clusterIPs: [None]"));
    assert!(cluster.services[0].headless);
}

#[test]
fn load_balancers() {
    let text = format!(
        "{}status: {{loadBalancer: {{ingress: [{{ip: 203.0.113.9}}, {{hostname: a.b, ipMode: Proxy}}]}}}}\n",
        service(
            "type: LoadBalancer, ports: [{port: 80}], loadBalancerSourceRanges: [' 10.1.2.3/8 '], externalTrafficPolicy: Local, \
                 allocateLoadBalancerNodePorts: false, healthCheckNodePort: 30001, sessionAffinity: ClientIP, trafficDistribution: PreferClose"
        )
    );
    let cluster = fine(&text);
    let read = &cluster.services[0];
    assert_eq!(read.source_ranges, ["10.0.0.0/8".parse().expect("a network")]);
    assert_eq!(
        (read.affinity, read.health_check_node_port, read.allocate_node_ports),
        (Affinity::ClientIp(10800), Some(30001), false)
    );
    assert_eq!(read.traffic_distribution, Some(TrafficDistribution::PreferSameZone));
    let vip = IngressAddress { ip: Some(ip("203.0.113.9")), hostname: None, mode: IpMode::Vip };
    let proxy = IngressAddress { ip: None, hostname: Some("a.b".into()), mode: IpMode::Proxy };
    assert_eq!(read.ingress, [vip, proxy]);
}

/// A workload around `template`'s spec.
fn workload(kind: &str, spec: &str, template: &str) -> String {
    let group = if kind == "Job" { "batch/v1" } else { "apps/v1" };
    format!(
        "apiVersion: {group}\nkind: {kind}\nmetadata: {{name: api}}\nspec:\n  template:\n    metadata: {{labels: {{app: api}}}}\n    \
         spec: {{containers: [{{name: a}}], {template}}}\n{spec}"
    )
}

const SELECTOR: &str = "  selector: {matchLabels: {app: api}}\n";

#[test]
fn workloads_and_how_many_pods_they_want() {
    for kind in ["Deployment", "ReplicaSet", "StatefulSet", "DaemonSet"] {
        let cluster = fine(&workload(kind, SELECTOR, ""));
        assert_eq!((cluster.workloads[0].kind.as_str(), cluster.workloads[0].replicas), (kind, 1));
    }
    let replicas = |text: &str| fine(text).workloads[0].replicas;
    assert_eq!(replicas(&workload("Deployment", &format!("{SELECTOR}  replicas: 0\n"), "")), 0);
    assert_eq!(replicas(&workload("Job", "  parallelism: 5\n  completions: 2\n", "")), 2);
    assert_eq!(replicas(&workload("Job", "  parallelism: 3\n", "")), 3);
    assert_eq!(replicas(&workload("Job", "  suspend: true\n", "")), 0);
    for version in ["v1", "v1beta1"] {
        let text = format!(
            "apiVersion: batch/{version}\nkind: CronJob\nmetadata: {{name: c}}\nspec:\n  schedule: x\n  jobTemplate:\n    spec:\n      \
             parallelism: 2\n      template: {{metadata: {{labels: {{a: b}}}}, spec: {{containers: [{{name: a}}]}}}}\n"
        );
        let cluster = fine(&text);
        let read = &cluster.workloads[0];
        assert_eq!((read.kind, read.replicas, read.template.labels.len()), (WorkloadKind::CronJob, 2, 1));
    }
}

#[test]
fn selectors_that_nobody_wrote_are_the_template_labels() {
    let labels = |text: &str| fine(text).workloads[0].selector.clone().expect("a selector").labels;
    let old = workload("Deployment", "", "").replace("apps/v1", "extensions/v1beta1");
    assert_eq!(labels(&old).get("app").map(String::as_str), Some("api"));
    let controller = "apiVersion: v1\nkind: ReplicationController\nmetadata: {name: rc}\nspec:\n  template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a}]}}\n";
    assert_eq!(labels(controller).get("a").map(String::as_str), Some("b"));
    let (_, path, problem, _) = only(&workload("Deployment", "", ""));
    assert_eq!((path.as_str(), problem), ("spec.selector", required("selector")));
}

#[test]
fn a_selector_that_misses_its_own_template() {
    let (cluster, path, problem, source) =
        only(&workload("StatefulSet", "  selector: {matchLabels: {app: db}}\n  serviceName: db\n", ""));
    assert_eq!(
        (path.as_str(), problem, source.as_str()),
        ("spec.selector", invalid("{…}", Rule::MatchesTemplate), "matchLabels")
    );
    assert_eq!(cluster.workloads[0].service_name.as_deref(), Some("db"));
    let expressions = "  selector: {matchExpressions: [{key: app, operator: In, values: [api, web]}, {key: x, operator: DoesNotExist}]}\n";
    assert_eq!(
        fine(&workload("Deployment", expressions, "")).workloads[0]
            .selector
            .clone()
            .expect("a selector")
            .expressions
            .len(),
        2
    );
    let (_, path, problem, _) = only(&workload("Deployment", &expressions.replace("In,", "in,"), ""));
    let operators = ["In", "NotIn", "Exists", "DoesNotExist"];
    assert_eq!((path.as_str(), problem), ("spec.selector.matchExpressions[0].operator", unsupported("in", &operators)));
}

#[test]
fn containers_ports_and_sidecars() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: {app: a}}\nspec:\n  hostNetwork: true\n  dnsPolicy: Default\n  \
               initContainers:\n  - {name: once, ports: [{containerPort: 1}]}\n  - {name: beside, restartPolicy: Always, ports: [{name: m, containerPort: 2}]}\n  \
               containers:\n  - name: main\n    ports:\n    - {containerPort: 80, hostPort: 0}\n    - {containerPort: 53, protocol: UDP, name: dns, hostPort: 53}\n  \
               tolerations: [{operator: Exists}]\n  affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: cpu, operator: Gt, values: ['4']}]}]}}}\n";
    let cluster = fine(pod);
    let template = &cluster.pods[0].template;
    let names: Vec<(&str, bool)> = template.containers.iter().map(|c| (c.name.as_str(), c.sidecar)).collect();
    assert_eq!(names, [("main", false), ("beside", true)]);
    let ports: Vec<_> = template
        .containers
        .iter()
        .flat_map(|c| &c.ports)
        .map(|p| (p.path.as_str(), p.port, p.host_port, p.protocol))
        .collect();
    assert_eq!(
        ports,
        [
            ("containers[0].ports[0]", 80, None, Protocol::Tcp),
            ("containers[0].ports[1]", 53, Some(53), Protocol::Udp),
            ("initContainers[1].ports[0]", 2, None, Protocol::Tcp)
        ]
    );
    assert_eq!((template.host_network, template.dns_policy.as_deref()), (true, Some("Default")));
    assert_eq!(template.node_affinity[0].expressions, [("cpu".to_owned(), Requirement::Gt(4))]);
    assert!(template.tolerations[0].exists);
    assert_eq!(*template.labels, cluster.pods[0].meta.labels);
}

#[test]
fn pods_without_containers_are_pods_all_the_same() {
    let (cluster, path, problem, _) =
        only("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {nodeName: node-1}\n");
    assert_eq!((path.as_str(), problem), ("spec.containers", required("containers")));
    assert_eq!(cluster.pods[0].template.node_name.as_deref(), Some("node-1"));
    let (cluster, path, problem, _) = only("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n");
    assert_eq!((path.as_str(), problem, cluster.workloads.len()), ("spec.template", required("template"), 1));
}

#[test]
fn the_status_of_pods() {
    let pod = |status: &str| {
        let cluster = fine(&format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec: {{containers: [{{name: a}}]}}\n{status}"
        ));
        cluster.pods[0].status.clone()
    };
    assert_eq!(pod(""), None);
    assert_eq!(pod("status: {}\n"), None, "what kubectl prints for an object that never was");
    let ready = pod(
        "status: {phase: Running, podIP: 10.244.0.5, podIPs: [{ip: 10.244.0.5}, {ip: 'fd00::5'}], hostIP: 192.168.0.1, conditions: [{type: Ready, status: 'True'}]}\n",
    );
    let expected = PodStatus {
        phase: Some(PodPhase::Running),
        ips: vec![ip("10.244.0.5"), ip("fd00::5")],
        host_ip: Some(ip("192.168.0.1")),
        ready: true,
    };
    assert_eq!(ready, Some(expected));
    let waiting = pod("status: {phase: Pending, podIP: ''}\n").expect("a status");
    assert_eq!((waiting.ready, waiting.ips.len()), (false, 0), "no Ready condition is not ready");
}

#[test]
fn metadata_of_live_objects() {
    let text = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: api-1\n  uid: x\n  deletionTimestamp: 2026-01-01T00:00:00Z\n  creationTimestamp: 2025-01-01T00:00:00Z\n  \
                ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: api, controller: true}]\nspec: {containers: [{name: a}]}\n";
    let meta = &fine(text).pods[0].meta;
    assert_eq!((meta.live, meta.deleting, meta.created.as_deref()), (true, true, Some("2025-01-01T00:00:00Z")));
    assert_eq!(meta.owners, [Owner { kind: "ReplicaSet".into(), name: "api".into(), controller: true }]);
}

#[test]
fn nodes() {
    let text = "apiVersion: v1\nkind: Node\nmetadata: {name: n}\nspec: {podCIDR: 10.244.1.0/24, unschedulable: true, taints: [{key: a, effect: NoSchedule}]}\n\
                status:\n  addresses: [{type: Hostname, address: n}, {type: ExternalIP, address: 1.2.3.4}, {type: InternalIP, address: 192.168.0.1}]\n  \
                conditions: [{type: Ready, status: Unknown}]\n"
        .replace("name: n}", "name: node-1}");
    let cluster = fine(&text);
    let node = &cluster.nodes[0];
    let kinds: Vec<NodeAddressKind> = node.addresses.iter().map(|address| address.kind).collect();
    assert_eq!(kinds, [NodeAddressKind::External, NodeAddressKind::Internal]);
    assert_eq!((node.pod_cidrs.len(), node.unschedulable, node.ready, node.taints.len()), (1, true, false, 1));
    assert!(fine("apiVersion: v1\nkind: Node\nmetadata: {name: a}\n").nodes[0].ready, "without the condition");
}

#[test]
fn endpoint_slices_and_their_conditions() {
    let text = "apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: a-1, labels: {kubernetes.io/service-name: a}}\naddressType: IPv4\n\
                ports: [{port: 80}, {name: m, protocol: UDP}]\nendpoints:\n- addresses: [010.0.0.1]\n  hints: {forZones: [{name: z}]}\n  targetRef: {kind: Pod, name: p}\n\
                - {addresses: [10.0.0.2], conditions: {ready: false, terminating: true}, nodeName: node-1, zone: z}\n";
    let cluster = fine(text);
    let slice = &cluster.slices[0];
    assert_eq!(
        (slice.service.as_deref(), slice.family, slice.source),
        (Some("a"), Some(IpFamily::V4), SliceSource::EndpointSlice)
    );
    assert_eq!(slice.ports[0], SlicePort { name: Some(String::new()), protocol: Protocol::Tcp, port: Some(80) });
    assert_eq!(slice.ports[1].port, None);
    let first = &slice.endpoints[0];
    assert_eq!(first.addresses, [ip("10.0.0.1")]);
    assert_eq!(first.conditions, Conditions { ready: true, serving: true, terminating: false });
    assert_eq!((first.pod.clone(), first.hint_zones.len()), (Some(("default".to_owned(), "p".to_owned())), 1));
    assert_eq!(slice.endpoints[1].conditions, Conditions { ready: false, serving: true, terminating: true });
    let named = fine(&text.replace("IPv4", "FQDN").replace("010.0.0.1", "a.b").replace("10.0.0.2", "c.d"));
    assert_eq!((named.slices[0].family, named.slices[0].endpoints[0].addresses.len()), (None, 0));
}

#[test]
fn endpoints_are_a_slice_for_each_subset_and_family() {
    let text = "apiVersion: v1\nkind: Endpoints\nmetadata: {name: db}\nsubsets:\n- addresses: [{ip: 10.0.0.1}, {ip: 'fd00::1'}]\n  \
                notReadyAddresses: [{ip: 10.0.0.2}]\n  ports: [{port: 5432}]\n- addresses: [{ip: 10.0.0.3}]\n  ports: [{port: 5433}]\n";
    let cluster = fine(text);
    let found = cluster.slices.iter().map(|slice| {
        let endpoints = slice.endpoints.iter().map(|endpoint| (endpoint.path.as_str(), endpoint.conditions.ready));
        (slice.family, endpoints.collect::<Vec<_>>())
    });
    let found: Vec<_> = found.collect();
    let expected = [
        (Some(IpFamily::V4), vec![("subsets[0].addresses[0]", true), ("subsets[0].notReadyAddresses[0]", false)]),
        (Some(IpFamily::V6), vec![("subsets[0].addresses[1]", true)]),
        (Some(IpFamily::V4), vec![("subsets[1].addresses[0]", true)]),
    ];
    assert_eq!(found, expected);
    assert!(cluster.slices.iter().all(|slice| slice.service.as_deref() == Some("db")));
}

fn ingress(version: &str, spec: &str) -> String {
    format!("apiVersion: {version}\nkind: Ingress\nmetadata: {{name: site}}\nspec: {spec}\n")
}

#[test]
fn ingresses_in_every_form() {
    let new = "{ingressClassName: nginx, defaultBackend: {service: {name: d, port: {name: http}}}, tls: [{hosts: [a.b], secretName: s}], rules: [{host: a.b, http: \
               {paths: [{path: /x, pathType: Prefix, backend: {service: {name: api, port: {number: 80}}}}, {pathType: ImplementationSpecific, backend: {resource: {kind: Bucket, name: b}}}]}}, {host: c.d}]}";
    let cluster = fine(&ingress("networking.k8s.io/v1", new));
    let read = &cluster.ingresses[0];
    let to = |name: &str, port| IngressBackend::Service { name: name.into(), port };
    assert_eq!(read.class.as_deref(), Some("nginx"));
    assert_eq!(read.default_backend, Some(to("d", ServicePortRef::Name("http".into()))));
    let paths = read.rules[0].paths.as_ref().expect("paths");
    assert_eq!(
        paths[0],
        IngressPath { path: "/x".into(), kind: PathType::Prefix, backend: to("api", ServicePortRef::Number(80)) }
    );
    assert_eq!(
        (paths[1].path.as_str(), &paths[1].backend),
        ("/", &IngressBackend::Resource { kind: "Bucket".into(), name: "b".into() })
    );
    assert_eq!((read.rules[1].paths.as_ref(), read.tls[0].secret.as_deref()), (None, Some("s")));

    let old = "{backend: {serviceName: d, servicePort: http}, rules: [{http: {paths: [{path: /x, backend: {serviceName: api, servicePort: 80}}]}}]}";
    for version in ["extensions/v1beta1", "networking.k8s.io/v1beta1"] {
        let cluster = fine(&ingress(version, old));
        let read = &cluster.ingresses[0];
        assert_eq!(read.default_backend, Some(to("d", ServicePortRef::Name("http".into()))));
        let path = &read.rules[0].paths.as_ref().expect("paths")[0];
        assert_eq!(
            (path.kind, &path.backend),
            (PathType::ImplementationSpecific, &to("api", ServicePortRef::Number(80)))
        );
    }
}

#[test]
fn what_ingresses_must_have() {
    let of = |spec: &str| {
        let (cluster, path, problem, _) = only(&ingress("networking.k8s.io/v1", spec));
        (cluster.ingresses[0].clone(), path, problem)
    };
    let (read, path, problem) =
        of("{rules: [{http: {paths: [{path: /, backend: {service: {name: api, port: {number: 80}}}}]}}]}");
    assert_eq!((path.as_str(), problem), ("spec.rules[0].http.paths[0].pathType", required("pathType")));
    assert_eq!(read.rules[0].paths.as_ref().expect("paths")[0].kind, PathType::ImplementationSpecific);
    let (read, path, problem) =
        of("{rules: [{http: {paths: [{path: /, pathType: Exact, backend: {serviceName: api, servicePort: 80}}]}}]}");
    assert_eq!((path.as_str(), problem), ("spec.rules[0].http.paths[0].backend.service", required("service")));
    let port = ServicePortRef::Number(80);
    assert_eq!(
        read.rules[0].paths.as_ref().expect("paths")[0].backend,
        IngressBackend::Service { name: "api".into(), port }
    );
    let (_, path, problem) = of(
        "{rules: [{http: {paths: [{path: x, pathType: Prefix, backend: {service: {name: api, port: {number: 80}}}}]}}]}",
    );
    assert_eq!((path.as_str(), problem), ("spec.rules[0].http.paths[0].path", invalid("x", Rule::AbsolutePath)));
    let (_, path, problem) = of("{defaultBackend: {service: {name: api, port: {}}}}");
    assert_eq!((path.as_str(), problem), ("spec.defaultBackend.service.port.number", required("number")));
    let (_, path, problem) = of("{tls: []}");
    assert_eq!((path.as_str(), problem), ("spec.defaultBackend", required("defaultBackend")));
}

#[test]
fn classes_secrets_and_namespaces() {
    let class = "apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: {name: nginx, annotations: {ingressclass.kubernetes.io/is-default-class: 'true'}}\nspec: {controller: k8s.io/ingress-nginx}\n";
    let read = &fine(class).ingress_classes[0];
    assert_eq!((read.controller.as_str(), read.default), ("k8s.io/ingress-nginx", true));
    let cluster = fine(
        "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {k: dg==}\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: b}\ntype: kubernetes.io/tls\n",
    );
    assert_eq!(
        cluster.secrets.iter().map(|secret| secret.kind.as_str()).collect::<Vec<_>>(),
        ["Opaque", "kubernetes.io/tls"]
    );
    assert_eq!(
        fine("apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {a: b}}\n").namespaces[0]
            .meta
            .labels
            .len(),
        1
    );
}

#[test]
fn other_kinds_are_counted_and_scenarios_are_not() {
    let text = "apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: a}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\n\
                apiVersion: svcpath/v1\nkind: Scenario\ntests: []\n";
    let counted: Vec<(String, usize)> = fine(text).unmodelled.into_iter().collect();
    assert_eq!(counted, [("serving.knative.dev/v1/Service".to_owned(), 1), ("v1/ConfigMap".to_owned(), 1)]);
}
