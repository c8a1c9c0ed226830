use crate::decode::decode;
use crate::diagnostic::Diagnostic;
use crate::lang::Lang;
use crate::manifest::parse;
use crate::model::FamilyPolicy;
use crate::text::Files;
use crate::wording;

fn read(text: &str) -> (Option<FamilyPolicy>, Vec<Diagnostic>) {
    let (manifests, problems) = parse(&Files::single("a.yaml", text));
    assert_eq!(problems, [], "{text}");
    let (cluster, problems) = decode(&manifests);
    for problem in &problems {
        for lang in Lang::ALL {
            assert!(!problem.message(lang).is_empty());
        }
    }
    (cluster.services.first().and_then(|service| service.family_policy), problems)
}

/// What kubectl would show of a Service with this spec, line by line.
fn shown(spec: &str) -> Vec<String> {
    shown_with("name: api", spec)
}

fn shown_with(metadata: &str, spec: &str) -> Vec<String> {
    let (_, problems) = read(&format!("apiVersion: v1\nkind: Service\nmetadata: {{{metadata}}}\nspec: {{{spec}}}\n"));
    lines(&problems)
}

fn lines(problems: &[Diagnostic]) -> Vec<String> {
    let lines = problems.iter().map(|problem| wording::upstream(problem).unwrap_or_else(|| format!("{problem:?}")));
    lines.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).collect()
}

#[test]
fn ports_are_refused_in_the_words_of_the_api_server() {
    for (ports, line) in [
        (
            "[{port: 80, nodePort: 30080}]",
            "spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'",
        ),
        (
            "[{port: 80, name: a}, {port: 80, name: b}]",
            "spec.ports[1]: Duplicate value: {\"Name\":\"\",\"Protocol\":\"TCP\",\"AppProtocol\":null,\"Port\":80,\"TargetPort\":0,\"NodePort\":0}",
        ),
        ("[{port: 80, name: a}, {port: 81, name: a}]", "spec.ports[1].name: Duplicate value: \"a\""),
        ("[{port: 80}, {port: 81, name: a}]", "spec.ports[0].name: Required value"),
        ("[{targetPort: 80}]", "spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive"),
        (
            "[{port: 80, protocol: tcp}]",
            "spec.ports[0].protocol: Unsupported value: \"tcp\": supported values: \"SCTP\", \"TCP\", \"UDP\"",
        ),
        (
            "[{port: 80, targetPort: '8080'}]",
            "spec.ports[0].targetPort: Invalid value: \"8080\": must contain at least one letter (a-z)",
        ),
        (
            "[{port: 80, targetPort: 0x10000}]",
            "spec.ports[0].targetPort: Invalid value: 65536: must be between 1 and 65535, inclusive",
        ),
        ("[{port: 80, name: a.b}]", "spec.ports[0].name: Invalid value: \"a.b\": must not contain dots"),
        ("[]", "spec.ports: Required value"),
    ] {
        assert_eq!(shown(&format!("ports: {ports}")), [line], "{ports}");
    }
    let none = "[{port: 80, appProtocol: ''}]";
    assert_eq!(shown(&format!("ports: {none}")).len(), 2, "{none}");
    assert_eq!(shown("type: ExternalName, externalName: a.b, ports: [{port: 80, nodePort: 1}]"), [""; 0]);
    assert_eq!(shown("ports: [{port: 80, targetPort: 0, protocol: '', nodePort: 0, name: ''}]"), [""; 0]);
    let twice = "type: NodePort, ports: [{name: a, port: 1, nodePort: 30001}, {name: b, port: 2, nodePort: 30001}]";
    assert_eq!(shown(twice), ["spec.ports[1].nodePort: Duplicate value: 30001"]);
}

#[test]
fn addresses_and_families_are_refused_together() {
    let ips = "spec.clusterIPs: Invalid value:";
    for (spec, lines) in [
        ("clusterIPs: [10.96.0.7]", vec![format!("{ips} [\"10.96.0.7\"]: must be empty when `clusterIP` is not specified")]),
        (
            "clusterIP: 10.96.0.7, clusterIPs: [10.96.0.8]",
            vec![format!("{ips} [\"10.96.0.8\"]: first value must match `clusterIP`")],
        ),
        (
            "clusterIP: None, clusterIPs: [None, 10.96.0.8]",
            vec![format!("{ips} [\"None\",\"10.96.0.8\"]: 'None' must be the first and only value")],
        ),
        (
            "clusterIP: x, clusterIPs: [x]",
            vec![
                "spec.clusterIPs[0]: Invalid value: \"x\": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"
                    .into(),
            ],
        ),
        (
            "clusterIP: 10.96.0.7, clusterIPs: [10.96.0.7, 10.96.0.8], ipFamilyPolicy: PreferDualStack",
            vec![format!("{ips} [\"10.96.0.7\",\"10.96.0.8\"]: may specify no more than one IP for each IP family")],
        ),
        (
            "clusterIP: 10.96.0.7, clusterIPs: [10.96.0.7, 'fd00::1', 'fd00::2'], ipFamilyPolicy: PreferDualStack",
            vec![format!("{ips} [\"10.96.0.7\",\"fd00::1\",\"fd00::2\"]: may only hold up to 2 values")],
        ),
        ("ipFamilies: [IPv4, IPv4], ipFamilyPolicy: PreferDualStack", vec!["spec.ipFamilies[1]: Duplicate value: \"IPv4\"".into()]),
        (
            "ipFamilies: [IPv6], clusterIP: 10.96.0.7",
            vec![
                "spec.clusterIPs[0]: Invalid value: \"10.96.0.7\": expected an IPv6 value as indicated by `ipFamilies[0]`"
                    .into(),
            ],
        ),
        (
            "ipFamilies: [IPv4, IPv6]",
            vec![
                "spec.ipFamilyPolicy: Invalid value: \"SingleStack\": must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families are specified"
                    .into(),
            ],
        ),
        (
            "ipFamilyPolicy: ''",
            vec![
                "spec.ipFamilyPolicy: Unsupported value: \"\": supported values: \"PreferDualStack\", \"RequireDualStack\", \"SingleStack\""
                    .into(),
            ],
        ),
        (
            "type: NodePort, clusterIP: None",
            vec!["spec.clusterIPs[0]: Invalid value: \"None\": may not be set to 'None' for NodePort services".into()],
        ),
    ] {
        assert_eq!(shown(&format!("ports: [{{port: 80}}], {spec}")), lines, "{spec}");
    }
    let forbidden = shown(
        "type: ExternalName, externalName: a.b, clusterIP: None, ipFamilies: [IPv4], ipFamilyPolicy: SingleStack",
    );
    let fields = ["clusterIPs", "ipFamilies", "ipFamilyPolicy"];
    assert_eq!(
        forbidden,
        fields.map(|field| format!("spec.{field}: Forbidden: may not be set for ExternalName services"))
    );
}

#[test]
fn the_policy_follows_where_none_is_written() {
    let policy = |spec: &str| {
        read(&format!(
            "apiVersion: v1\nkind: Service\nmetadata: {{name: a}}\nspec: {{ports: [{{port: 80}}], {spec}}}\n"
        ))
        .0
    };
    assert_eq!(policy("selector: {a: b}"), Some(FamilyPolicy::SingleStack));
    assert_eq!(policy("clusterIP: None, selector: {a: b}"), Some(FamilyPolicy::SingleStack));
    assert_eq!(policy("clusterIP: None"), Some(FamilyPolicy::RequireDualStack));
    assert_eq!(policy("clusterIP: None, ipFamilies: [IPv6, IPv4]"), Some(FamilyPolicy::RequireDualStack));
    assert_eq!(policy("ipFamilies: [IPv6, IPv4]"), None);
    assert_eq!(policy("type: ExternalName, externalName: a.b"), None);
}

#[test]
fn other_fields_are_refused_in_the_words_of_the_api_server() {
    for (spec, line) in [
        (
            "externalTrafficPolicy: Nobody",
            "spec.externalTrafficPolicy: Invalid value: \"Nobody\": may only be set for externally-accessible services",
        ),
        (
            "type: NodePort, externalTrafficPolicy: Nobody",
            "spec.externalTrafficPolicy: Unsupported value: \"Nobody\": supported values: \"Cluster\", \"Local\"",
        ),
        (
            "healthCheckNodePort: -1",
            "spec.healthCheckNodePort: Invalid value: -1: may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'",
        ),
        (
            "type: LoadBalancer, externalTrafficPolicy: Local, healthCheckNodePort: -1",
            "spec.healthCheckNodePort: Invalid value: -1: must be between 1 and 65535, inclusive",
        ),
        ("loadBalancerClass: ''", "spec.loadBalancerClass: Forbidden: may only be used when `type` is 'LoadBalancer'"),
        (
            "loadBalancerSourceRanges: [10.0.0.0/8]",
            "spec.LoadBalancerSourceRanges: Forbidden: may only be used when `type` is 'LoadBalancer'",
        ),
        (
            "type: LoadBalancer, loadBalancerSourceRanges: [' x ']",
            "spec.LoadBalancerSourceRanges[0]: Invalid value: \"x\": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)",
        ),
        (
            "sessionAffinity: ClientIP, sessionAffinityConfig: {clientIP: {timeoutSeconds: 0}}",
            "spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 0: must be greater than 0 and less than 86400",
        ),
        (
            "sessionAffinity: Both",
            "spec.sessionAffinity: Unsupported value: \"Both\": supported values: \"ClientIP\", \"None\"",
        ),
        (
            "trafficDistribution: Random",
            "spec.trafficDistribution: Unsupported value: \"Random\": supported values: \"PreferClose\", \"PreferSameNode\", \"PreferSameZone\"",
        ),
        (
            "externalIPs: [224.0.0.1]",
            "spec.externalIPs[0]: Invalid value: \"224.0.0.1\": may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)",
        ),
        ("type: ExternalName, externalName: .", "spec.externalName: Required value"),
    ] {
        assert_eq!(shown(&format!("ports: [{{port: 80}}], {spec}")), [line], "{spec}");
    }
    // Multicast that leaves the link is let through, and what defaulting throws away.
    assert_eq!(
        shown(
            "ports: [{port: 80}], externalIPs: [239.0.0.1, 'ff05::1'], sessionAffinityConfig: {clientIP: {timeoutSeconds: 0}}"
        ),
        [""; 0]
    );
    assert_eq!(shown("ports: [{port: 80}], selector: {a/b/c: d}").len(), 1);
    assert_eq!(shown("ports: [{port: 80}], selector: {a: -b}").len(), 1);
}

#[test]
fn metadata_is_checked_once() {
    let ports = "ports: [{port: 80}]";
    for (metadata, begin) in [
        ("name: '-123'", "metadata.name: Invalid value: \"-123\": a DNS-1035 label must consist"),
        ("name: a.b", "metadata.name: Invalid value: \"a.b\": a DNS-1035 label must consist"),
        ("generateName: 1-", "metadata.generateName: Invalid value: \"1-\": a DNS-1035 label must consist"),
        ("labels: {}", "metadata.name: Required value: name or generateName is required"),
        ("name: a, namespace: A", "metadata.namespace: Invalid value: \"A\": a lowercase RFC 1123 label must consist"),
        ("name: a, labels: {'a b': c}", "metadata.labels: Invalid value: \"a b\": name part must consist"),
        ("name: a, labels: {a: 'b c'}", "metadata.labels: Invalid value: \"b c\": a valid label must be"),
        ("name: a, annotations: {/a: c}", "metadata.annotations: Invalid value: \"/a\": prefix part must be non-empty"),
        (
            "name: a, annotations: {service.kubernetes.io/topology-mode: a, service.kubernetes.io/topology-aware-hints: b}",
            "metadata.annotations[service.kubernetes.io/topology-mode]: Invalid value: \"a\": must match annotations[service.kubernetes.io/topology-aware-hints] when",
        ),
        (
            "name: a, annotations: {service.beta.kubernetes.io/load-balancer-source-ranges: ''}",
            "metadata.annotations[service.beta.kubernetes.io/load-balancer-source-ranges]: Forbidden: may only be used",
        ),
    ] {
        let found = shown_with(metadata, ports);
        assert!(matches!(found.as_slice(), [line] if line.starts_with(begin)), "{metadata}: {found:?}");
    }
    assert_eq!(shown_with("generateName: api-", ports), [""; 0]);
    assert_eq!(shown_with("name: a, annotations: {EXAMPLE.com/Any: 'a b'}", ports), [""; 0]);
    let large = format!("name: a, annotations: {{a: {}}}", "x".repeat(256 << 10));
    assert_eq!(shown_with(&large, ports), ["metadata.annotations: Too long: may not be more than 262144 bytes"]);
}

#[test]
fn slices_hold_addresses_that_lead_somewhere() {
    let shown = |rest: &str| {
        let (_, problems) =
            read(&format!("apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {{name: a.b}}\n{rest}\n"));
        lines(&problems)
    };
    let addresses = |count: usize| vec!["10.0.0.1"; count].join(", ");
    for (rest, line) in [
        ("endpoints: []".to_owned(), "addressType: Required value"),
        ("addressType: ''".into(), "addressType: Required value"),
        (
            "addressType: IP".into(),
            "addressType: Unsupported value: \"IP\": supported values: \"FQDN\", \"IPv4\", \"IPv6\"",
        ),
        (
            "addressType: IPv4\nendpoints: [{addresses: []}]".into(),
            "endpoints[0].addresses: Required value: must contain at least 1 address",
        ),
        (
            "addressType: IPv4\nendpoints: [{addresses: ['fd00::1']}]".into(),
            "endpoints[0].addresses[0]: Invalid value: \"fd00::1\": must be a valid IPv4 address",
        ),
        (
            "addressType: IPv6\nendpoints: [{addresses: ['::1']}]".into(),
            "endpoints[0].addresses[0]: Invalid value: \"::1\": may not be in the loopback range (127.0.0.0/8, ::1/128)",
        ),
        (
            "addressType: FQDN\nendpoints: [{addresses: [db]}]".into(),
            "endpoints[0].addresses[0]: Invalid value: \"db\": should be a domain with at least two segments separated by dots",
        ),
        (
            format!("addressType: IPv4\nendpoints: [{{addresses: [{}]}}]", addresses(101)),
            "endpoints[0].addresses: Too many: 101: must have at most 100 items",
        ),
        (
            format!("addressType: IPv4\nendpoints: [{}]", "{addresses: []}, ".repeat(1001)),
            "endpoints: Too many: 1001: must have at most 1000 items",
        ),
        (
            "addressType: IPv4\nports: [{name: a, port: 1}, {name: a, port: 2}]".into(),
            "ports[1].name: Duplicate value: \"a\"",
        ),
        (
            format!(
                "addressType: IPv4\nendpoints: [{{addresses: [10.0.0.1], hints: {{forZones: [{}]}}}}]",
                "{name: a}, ".repeat(9)
            ),
            "endpoints[0].hints.forZones: Too many: 9: must have at most 8 items",
        ),
    ] {
        assert_eq!(shown(&rest), [line], "{rest}");
    }
    assert_eq!(shown(&format!("addressType: IPv4\nendpoints: [{{addresses: [{}]}}]", addresses(100))), [""; 0]);
}
