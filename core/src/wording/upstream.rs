//! What kubectl would show of a refusal: the messages of the API server, word for word and in English only. The command prints
//! them beside our own sentences; the page does without.
//! Source: staging/src/k8s.io/apimachinery/pkg/util/validation, pkg/apis/core/validation, pkg/apis/networking/validation,
//! pkg/registry/core/service.

use ipnet::IpNet;

use crate::diagnostic::Diagnostic;
use crate::model::GATEWAY_GROUP;
use crate::problem::{Problem, Prohibition, Rule, Several, Special, Twin, grammar};

/// The most of counts that are only kept from being negative (ValidateNonnegativeField).
const COUNT: i64 = i32::MAX as i64;
const LABEL: &str = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const NAME_PART: &str = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";

/// One line for each message about the problem; `None` where the API server says nothing, or where its words depend on more than
/// is known here.
pub fn upstream(diagnostic: &Diagnostic) -> Option<String> {
    let path = path(diagnostic);
    let lines = match &diagnostic.problem {
        // The schema of a custom resource says these in its own words, and shows whole objects.
        Problem::Invalid { .. } | Problem::Duplicate { .. } if is_custom(diagnostic) => return None,
        // A taint without key has the empty one.
        Problem::Required { .. } if path.starts_with("spec.taints[") && path.ends_with("].key") => {
            invalid(&path, "", &Rule::QualifiedName)?
        }
        Problem::UnknownField { field, .. } => vec![format!("strict decoding error: unknown field {field:?}")],
        Problem::Required { field } => vec![required(&path, field)],
        Problem::Invalid { value, rule } => invalid(&path, value, rule)?,
        Problem::Duplicate { twin: twin @ Twin::Taint { .. } } => {
            vec![format!("{path}: Duplicate value: {}: taints must be unique by key and effect pair", shown_twin(twin))]
        }
        Problem::Duplicate { twin } => vec![format!("{path}: Duplicate value: {}", shown_twin(twin))],
        Problem::Unsupported { value, .. } if path.ends_with(".operator") && !path.contains(".tolerations[") => {
            vec![format!("{path}: Invalid value: {value:?}: not a valid selector operator")]
        }
        Problem::Unsupported { value, supported } => {
            let mut supported: Vec<String> = supported.iter().map(|one| format!("{one:?}")).collect();
            supported.sort();
            let value = if path.ends_with(".statusCode") { value.clone() } else { format!("{value:?}") };
            vec![format!("{path}: Unsupported value: {value}: supported values: {}", supported.join(", "))]
        }
        Problem::Forbidden { why } => vec![forbidden(&path, *why)],
        Problem::NodePortOutOfRange { port, range: (first, last) } => {
            let why = format!("provided port is not in the valid range. The range of valid ports is {first}-{last}");
            vec![node_port(&path, *port, &why)]
        }
        Problem::NodePortTaken { port, .. } => vec![node_port(&path, *port, "provided port is already allocated")],
        Problem::ClusterIpOutOfRange { address, range, all } => {
            let held = range.parse::<IpNet>().ok().zip(address.parse().ok());
            let why = if held.is_some_and(|(range, address): (IpNet, std::net::IpAddr)| range.contains(&address)) {
                format!("the provided IP ({address}) is not in the valid range. The range of valid IPs is {range}")
            } else {
                "the provided network does not match the current range".into()
            };
            vec![cluster_ip(&path, address, all, &why)]
        }
        Problem::ClusterIpTaken { address, all, .. } => {
            vec![cluster_ip(&path, address, all, "provided IP is already allocated")]
        }
        Problem::Syntax { .. }
        | Problem::TooManyAliases { .. }
        | Problem::TooDeep { .. }
        | Problem::TooLarge { .. }
        | Problem::NotAnObject { .. }
        | Problem::Template
        | Problem::Kustomization
        | Problem::DuplicateKey { .. }
        | Problem::DuplicateObject { .. }
        | Problem::WrongType { .. }
        | Problem::SelectorMatchesNothing { .. }
        | Problem::SelectorOtherNamespace { .. }
        | Problem::TargetPortUnresolved { .. }
        | Problem::PortNotInService { .. }
        | Problem::NameInOtherNamespace { .. }
        | Problem::PolicyDenies { .. }
        | Problem::NameOfCluster { .. }
        | Problem::NoReadyEndpoints { .. }
        | Problem::NoSelectorNoEndpoints { .. }
        | Problem::SlicePortUnmatched { .. }
        | Problem::BackendServiceMissing { .. }
        | Problem::IngressAnnotationsUnread { .. }
        | Problem::HeadlessPortUntranslated { .. }
        | Problem::BackendPortMissing { .. }
        | Problem::IngressClassMissing { .. }
        | Problem::GatewayClassMissing { .. }
        | Problem::ListenerNotProgrammed { .. }
        | Problem::RouteNotAccepted { .. }
        | Problem::BackendRefUnresolved { .. }
        | Problem::MeshOff { .. }
        | Problem::LoadBalancerPending { .. }
        | Problem::LocalNodesWithout { .. }
        | Problem::Unschedulable { .. }
        | Problem::TargetPortUndeclared { .. }
        | Problem::UnmodelledKinds { .. }
        | Problem::BadParameter { .. }
        | Problem::AddressTaken { .. }
        | Problem::Scenario(_) => return None,
    };
    Some(lines.join("\n"))
}

fn is_custom(diagnostic: &Diagnostic) -> bool {
    let object = diagnostic.object.as_ref();
    object.is_some_and(|object| object.api_version.starts_with(GATEWAY_GROUP))
}

/// The API server names one field otherwise than it is written.
fn path(diagnostic: &Diagnostic) -> String {
    diagnostic.path.as_str().replace("spec.loadBalancerSourceRanges", "spec.LoadBalancerSourceRanges")
}

fn required(path: &str, field: &str) -> String {
    let detail = match (path, field) {
        ("metadata.name", _) => ": name or generateName is required",
        (_, "podSelector, namespaceSelector / ipBlock") => ": must specify a peer",
        (_, "addresses") => ": must contain at least 1 address",
        // A port that is left out is 0.
        (_, "port") if path.starts_with("spec.ports[") => {
            return format!("{path}: Invalid value: 0: {}", between(1, 65535));
        }
        _ => "",
    };
    format!("{path}: Required value{detail}")
}

fn forbidden(path: &str, why: Prohibition) -> String {
    let detail = match why {
        Prohibition::NodePortOfType => "may not be used when `type` is 'ClusterIP'",
        Prohibition::OfExternalName => "may not be set for ExternalName services",
        Prohibition::OnlyLoadBalancer => "may only be used when `type` is 'LoadBalancer'",
        Prohibition::BlockAndSelector => "may not specify both ipBlock and another peer",
        Prohibition::TwoBackends => {
            return format!("{}: Invalid value: \"\": cannot set both resource and service backends", parent(path));
        }
        Prohibition::NumberAndName => {
            return format!("{}: Invalid value: \"\": cannot set both port name & port number", parent(path));
        }
    };
    format!("{path}: Forbidden: {detail}")
}

fn parent(path: &str) -> &str {
    path.rsplit_once('.').map_or(path, |(parent, _)| parent)
}

fn node_port(path: &str, port: u16, why: &str) -> String {
    if path.ends_with(".healthCheckNodePort") {
        return format!("Internal error occurred: failed to allocate requested HealthCheck NodePort {port}: {why}");
    }
    format!("{path}: Invalid value: {port}: {why}")
}

fn cluster_ip(path: &str, address: &str, all: &[String], why: &str) -> String {
    let all: Vec<String> = all.iter().map(|ip| format!("{ip:?}")).collect();
    format!("{path}: Invalid value: [{}]: failed to allocate IP {address}: {why}", all.join(","))
}

fn shown_twin(twin: &Twin) -> String {
    match twin {
        Twin::Text(text) => format!("{text:?}"),
        Twin::Number(number) => number.to_string(),
        // The server's own struct, of which only the two fields that must differ are filled.
        Twin::Port { protocol, port } => format!(
            "{{\"Name\":\"\",\"Protocol\":{protocol:?},\"AppProtocol\":null,\"Port\":{port},\"TargetPort\":0,\"NodePort\":0}}"
        ),
        Twin::Taint { key, value, effect } => {
            format!("{{\"Key\":{key:?},\"Value\":{value:?},\"Effect\":{effect:?},\"TimeAdded\":null}}")
        }
    }
}

fn invalid(path: &str, value: &str, rule: &Rule) -> Option<Vec<String>> {
    let text = |messages: Vec<String>| {
        let line = |message| format!("{path}: Invalid value: {value:?}: {message}");
        Some(messages.into_iter().map(line).collect())
    };
    let bare = |message: String| Some(vec![format!("{path}: Invalid value: {value}: {message}")]);
    match rule {
        Rule::Between(1, most) if path.ends_with(".timeoutSeconds") => {
            bare(format!("must be greater than 0 and less than {most}"))
        }
        // What is no port at all only the allocator refuses, which names the cluster's range.
        Rule::Between(..) if path.ends_with(".nodePort") => None,
        Rule::Between(0, COUNT) => bare("must be greater than or equal to 0".into()),
        Rule::Between(least, most) => bare(between(*least, *most)),
        Rule::AtMost(most) => Some(vec![format!("{path}: Too many: {value}: must have at most {most} items")]),
        Rule::AnnotationsSize(most) => Some(vec![format!("{path}: Too long: may not be more than {most} bytes")]),
        Rule::IpAddress => text(vec!["must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)".into()]),
        Rule::AddressOf(family) => text(vec![format!("must be a valid {} address", family.as_str())]),
        Rule::Cidr => text(vec!["must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)".into()]),
        Rule::Subdomain => text(subdomain(value)),
        Rule::DomainName => text(domain_name(value)),
        Rule::ServiceName => text(service_name(value)),
        Rule::Label => text(label(value)),
        Rule::PortName => text(port_name(value)),
        // Keys of annotations are looked at in lower case.
        Rule::QualifiedName if path == "metadata.annotations" => text(qualified_name(&value.to_lowercase())),
        Rule::QualifiedName => text(qualified_name(value)),
        Rule::LabelValue => text(label_value(value)),
        Rule::SameAsTopologyHints => text(vec![
            "must match annotations[service.kubernetes.io/topology-aware-hints] when both are specified".into(),
        ]),
        Rule::EndPortNotBelow => bare("must be greater than or equal to `port`".into()),
        Rule::EndPortAfterName => bare("may not be specified when `port` is non-numeric".into()),
        Rule::EndPortWithoutPort => bare("may not be specified when `port` is not specified".into()),
        Rule::WithinCidr => text(vec!["must be a strict subset of `cidr`".into()]),
        // It shows the list itself.
        Rule::TwoPolicyTypes => None,
        Rule::DomainPrefixedPath => {
            match value.split_once('/').filter(|(host, path)| !host.is_empty() && !path.is_empty()) {
                None => text(vec!["must be a domain-prefixed path (such as \"acme.io/foo\")".into()]),
                Some((host, _)) if !grammar::is_subdomain(host) => invalid(path, host, &Rule::Subdomain),
                // It shows a regular expression.
                Some(_) => None,
            }
        }
        Rule::SameAsIngressClassName => Some(vec![format!(
            "annotations.kubernetes.io/ingress.class: Invalid value: {value:?}: must match `ingressClassName` when both are specified"
        )]),
        Rule::HostName => text(vec!["must be a DNS name, not an IP address".into()]),
        Rule::WildcardSubdomain => text(wildcard(value)),
        Rule::AbsolutePath => text(vec!["must be an absolute path".into()]),
        Rule::PathWithout(part) => text(vec![format!("must not contain '{part}'")]),
        Rule::PathNotEndingWith(part) => text(vec![format!("cannot end with '{part}'")]),
        // Only objects of the Gateway API are asked for these.
        Rule::PathCharacters | Rule::HeaderName | Rule::Duration => None,
        Rule::EqualWithoutKey => text(vec![
            "operator must be Exists when `key` is empty, which means \"match all values and all keys\"".into(),
        ]),
        // It shows the whole toleration.
        Rule::ValueWithExists => None,
        Rule::FirstClusterIp => bare("first value must match `clusterIP`".into()),
        Rule::ClusterIpsAlone => bare("must be empty when `clusterIP` is not specified".into()),
        Rule::OnlyNone => bare("'None' must be the first and only value".into()),
        Rule::TwoClusterIps => bare("may only hold up to 2 values".into()),
        Rule::OneOfEachFamily => bare("may specify no more than one IP for each IP family".into()),
        Rule::MatchesFamily(family, index) => {
            text(vec![format!("expected an {} value as indicated by `ipFamilies[{index}]`", family.as_str())])
        }
        Rule::NotHeadless(kind) => text(vec![format!("may not be set to 'None' for {} services", kind.as_str())]),
        Rule::DualStackPolicy(several) => {
            let several = match several {
                Several::ClusterIps => "cluster IPs",
                Several::Families => "IP families",
            };
            text(vec![format!("must be 'RequireDualStack' or 'PreferDualStack' when multiple {several} are specified")])
        }
        Rule::DualStackCluster => text(vec!["this cluster is not configured for dual-stack services".into()]),
        Rule::ConfiguredAddress(family) => bare(format!("{} is not configured on this cluster", family.as_str())),
        Rule::ConfiguredFamily => text(vec!["not configured on this cluster".into()]),
        Rule::ReachedFromOutside => text(vec!["may only be set for externally-accessible services".into()]),
        Rule::HealthChecked => {
            bare("may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'".into())
        }
        Rule::NotSpecial(special) => text(vec![match special {
            Special::Unspecified => format!("may not be unspecified ({value})"),
            Special::Loopback => "may not be in the loopback range (127.0.0.0/8, ::1/128)".into(),
            Special::LinkLocal => "may not be in the link-local range (169.254.0.0/16, fe80::/10)".into(),
            Special::LinkLocalMulticast => {
                "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)".into()
            }
        }]),
        Rule::HostPort => bare("must match `containerPort` when `hostNetwork` is true".into()),
        // It shows all labels of the template.
        Rule::MatchesTemplate => None,
    }
}

fn between(least: i64, most: i64) -> String {
    format!("must be between {least} and {most}, inclusive")
}

fn too_long(text: &str, most: usize) -> Option<String> {
    (text.len() > most).then(|| format!("must be no more than {most} bytes"))
}

fn subdomain(text: &str) -> Vec<String> {
    let form = (!grammar::is_subdomain_of_any_length(text)).then(|| {
        format!(
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '{LABEL}(\\.{LABEL})*')"
        )
    });
    too_long(text, grammar::SUBDOMAIN_LENGTH).into_iter().chain(form).collect()
}

fn wildcard(text: &str) -> Vec<String> {
    let form = (!grammar::is_wildcard_of_any_length(text)).then(|| {
        format!(
            "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '\\*\\.{LABEL}(\\.{LABEL})*')"
        )
    });
    too_long(text, grammar::SUBDOMAIN_LENGTH).into_iter().chain(form).collect()
}

fn domain_name(text: &str) -> Vec<String> {
    let text = text.strip_suffix('.').unwrap_or(text);
    let faults = subdomain(text);
    if !faults.is_empty() {
        return vec![faults.join(",")];
    }
    if !text.contains('.') {
        return vec!["should be a domain with at least two segments separated by dots".into()];
    }
    text.split('.').map(label).find(|faults| !faults.is_empty()).map_or(Vec::new(), |faults| vec![faults.join(",")])
}

fn service_name(text: &str) -> Vec<String> {
    let form = (!grammar::is_service_name_of_any_length(text)).then(|| {
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')".into()
    });
    too_long(text, grammar::LABEL_LENGTH).into_iter().chain(form).collect()
}

fn label(text: &str) -> Vec<String> {
    let form = if grammar::is_label_of_any_length(text) {
        None
    } else if grammar::is_subdomain_of_any_length(text) {
        Some("must not contain dots".into())
    } else {
        Some(format!(
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '{LABEL}')"
        ))
    };
    too_long(text, grammar::LABEL_LENGTH).into_iter().chain(form).collect()
}

fn port_name(text: &str) -> Vec<String> {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let faults = [
        (
            text.is_empty() || !text.chars().all(allowed),
            "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)",
        ),
        (!text.contains(|c: char| c.is_ascii_lowercase()), "must contain at least one letter (a-z)"),
        (text.contains("--"), "must not contain consecutive hyphens"),
        (text.starts_with('-') || text.ends_with('-'), "must not begin or end with a hyphen"),
    ];
    let faults = faults.iter().filter(|(found, _)| *found).map(|(_, message)| (*message).to_owned());
    too_long(text, grammar::PORT_NAME_LENGTH).into_iter().chain(faults).collect()
}

fn qualified_name(text: &str) -> Vec<String> {
    let form = || {
        format!(
            "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '{NAME_PART}')"
        )
    };
    let mut parts = text.split('/');
    let (first, second) = (parts.next().unwrap_or_default(), parts.next());
    if parts.next().is_some() {
        return vec![format!(
            "a valid label key {} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
            form()
        )];
    }
    let mut faults = Vec::new();
    let name = match second {
        None => first,
        Some(name) => {
            if first.is_empty() {
                faults.push("prefix part must be non-empty".into());
            } else {
                faults.extend(subdomain(first).into_iter().map(|fault| format!("prefix part {fault}")));
            }
            name
        }
    };
    if name.is_empty() {
        faults.push("name part must be non-empty".into());
    }
    faults.extend(too_long(name, grammar::LABEL_LENGTH).map(|fault| format!("name part {fault}")));
    if !grammar::is_name_part(name) {
        faults.push(format!("name part {}", form()));
    }
    faults
}

fn label_value(text: &str) -> Vec<String> {
    let form = (!text.is_empty() && !grammar::is_name_part(text)).then(|| {
        format!(
            "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '({NAME_PART})?')"
        )
    });
    too_long(text, grammar::LABEL_LENGTH).into_iter().chain(form).collect()
}
