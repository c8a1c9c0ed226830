use crate::decode::decode;
use crate::manifest::parse;
use crate::model::{Direction, NetworkPolicy, PolicyPeer, PolicyPort, PortNumbers, Protocol};
use crate::text::Files;
use crate::wording;

/// The policy with this spec, and what kubectl would show of it.
fn read(spec: &str) -> (NetworkPolicy, Vec<String>) {
    let text =
        format!("apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: p}}\nspec: {{{spec}}}\n");
    let (manifests, problems) = parse(&Files::single("a.yaml", &text));
    assert_eq!(problems, [], "{text}");
    let (cluster, problems) = decode(&manifests);
    let shown = problems.iter().map(|problem| wording::upstream(problem).unwrap_or_else(|| problem.path.to_string()));
    (NetworkPolicy::clone(&cluster.policies[0]), shown.collect())
}

fn shown(spec: &str) -> Vec<String> {
    read(spec).1
}

#[test]
fn types_default_as_on_the_server() {
    for (spec, ingress, egress) in [
        ("", true, false),
        ("egress: []", true, false),
        ("egress: [{}]", true, true),
        ("policyTypes: []", true, false),
        ("policyTypes: [Egress], ingress: [{}]", false, true),
        ("policyTypes: [Ingress], egress: [{}]", true, false),
        ("policyTypes: [Egress, Ingress]", true, true),
    ] {
        let (policy, problems) = read(spec);
        assert_eq!(problems, Vec::<String>::new(), "{spec}");
        assert_eq!(policy.ingress.is_some(), ingress, "{spec}");
        assert_eq!(policy.egress.is_some(), egress, "{spec}");
        assert!(policy.selects.is_some(), "{spec}");
    }
}

#[test]
fn ports_and_peers_are_read() {
    let (policy, problems) = read(
        "egress: [{ports: [{}, {port: 80, endPort: 90}, {port: dns, protocol: UDP}, null], to: [{podSelector: {}}, {ipBlock: {cidr: 10.1.2.3/8, except: [10.2.0.0/16]}}]}]",
    );
    assert_eq!(problems, Vec::<String>::new());
    let rule = &policy.rules(Direction::Egress).expect("egress")[0];
    let port = |protocol, numbers| Some(PolicyPort { protocol, numbers });
    let all = || port(Protocol::Tcp, PortNumbers::All);
    let named = port(Protocol::Udp, PortNumbers::Named("dns".into()));
    assert_eq!(rule.ports, [all(), port(Protocol::Tcp, PortNumbers::Range(80, 90)), named, all()]);
    let block = PolicyPeer::Block {
        cidr: "10.0.0.0/8".parse().expect("a network"),
        except: vec!["10.2.0.0/16".parse().expect("a network")],
    };
    assert_eq!(rule.peers, [Some(PolicyPeer::Pods { pods: Some(Default::default()), namespaces: None }), Some(block)]);
}

#[test]
fn policies_are_refused_in_the_words_of_the_api_server() {
    for (rule, line) in [
        (
            "ports: [{protocol: ICMP}]",
            "spec.ingress[0].ports[0].protocol: Unsupported value: \"ICMP\": supported values: \"SCTP\", \"TCP\", \"UDP\"",
        ),
        (
            "ports: [{port: 0}]",
            "spec.ingress[0].ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive",
        ),
        (
            "ports: [{port: 80, endPort: 79}]",
            "spec.ingress[0].ports[0].endPort: Invalid value: 79: must be greater than or equal to `port`",
        ),
        (
            "ports: [{port: web, endPort: 79}]",
            "spec.ingress[0].ports[0].endPort: Invalid value: 79: may not be specified when `port` is non-numeric",
        ),
        (
            "ports: [{endPort: 79}]",
            "spec.ingress[0].ports[0].endPort: Invalid value: 79: may not be specified when `port` is not specified",
        ),
        ("from: [{}]", "spec.ingress[0].from[0]: Required value: must specify a peer"),
        (
            "from: [{podSelector: {}, ipBlock: {cidr: 10.0.0.0/8}}]",
            "spec.ingress[0].from[0]: Forbidden: may not specify both ipBlock and another peer",
        ),
        ("from: [{ipBlock: {}}]", "spec.ingress[0].from[0].ipBlock.cidr: Required value"),
        (
            "from: [{ipBlock: {cidr: 10.0.0.0/8, except: [11.0.0.0/16]}}]",
            "spec.ingress[0].from[0].ipBlock.except[0]: Invalid value: \"11.0.0.0/16\": must be a strict subset of `cidr`",
        ),
        (
            "from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.0.0.0/8]}}]",
            "spec.ingress[0].from[0].ipBlock.except[0]: Invalid value: \"10.0.0.0/8\": must be a strict subset of `cidr`",
        ),
        (
            "from: [{ipBlock: {cidr: everywhere}}]",
            "spec.ingress[0].from[0].ipBlock.cidr: Invalid value: \"everywhere\": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)",
        ),
    ] {
        assert_eq!(shown(&format!("ingress: [{{{rule}}}]")), [line], "{rule}");
    }
    assert_eq!(
        shown("policyTypes: [Both]"),
        ["spec.policyTypes[0]: Unsupported value: \"Both\": supported values: \"Egress\", \"Ingress\""]
    );
    assert_eq!(shown("policyTypes: [Ingress, Egress, Ingress]"), ["spec.policyTypes"]);
}

/// What cannot be read is neither "everybody" nor "nobody".
#[test]
fn what_cannot_be_read_stays_unknown() {
    let unknown = |spec: &str| {
        let (policy, problems) = read(spec);
        assert!(!problems.is_empty(), "{spec}");
        policy.ingress.expect("ingress")
    };
    for rule in ["all", "from: all", "from: [all]", "from: [{podSelector: all}]", "from: [{ipBlock: {cidr: x}}]"] {
        let spec = if rule == "all" { "ingress: [all]".to_owned() } else { format!("ingress: [{{{rule}}}]") };
        assert_eq!(unknown(&spec)[0].peers, [None], "{rule}");
    }
    assert_eq!(unknown("ingress: all")[0].peers, [None]);
    assert_eq!(unknown("ingress: [{ports: [{port: 0}]}]")[0].ports, [None]);
    assert_eq!(read("podSelector: {matchExpressions: [{key: a, operator: Is}]}").0.selects, None);
    // No object is an empty one, as for the API server.
    assert_eq!(read("ingress: [null]").0.ingress, Some(vec![Default::default()]));
}

/// YAML 1.1 takes a bare `y` for a truth value; what was meant as a label is plain to see.
#[test]
fn a_truth_value_counts_as_the_label_that_it_looks_like() {
    let (policy, problems) = read("podSelector: {matchLabels: {ns: y}}");
    assert_eq!(policy.selects.expect("a selector").labels["ns"], "y");
    assert_eq!(problems.len(), 1);
}
