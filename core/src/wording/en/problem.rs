use crate::diagnostic::FixTitle;
use crate::problem::{NearMiss, Problem, Prohibition, Rule, Several, Shape, Special, SyntaxFault, Twin};

pub(in crate::wording) fn problem(what: &Problem) -> String {
    match what {
        Problem::Syntax { fault } => format!("This document is not valid YAML: {}.", syntax(fault)),
        Problem::TooManyAliases { limit } => {
            format!("The aliases of this document expand to more than {limit} values; it is not read.")
        }
        Problem::TooDeep { limit } => format!("This document is nested more than {limit} levels deep; it is not read."),
        Problem::TooLarge { limit } => format!("Files larger than {} MiB are not read.", limit >> 20),
        Problem::NotAnObject { missing } => format!("This document is not a Kubernetes object: it has no {missing}."),
        Problem::Template => {
            "This is a template, not a manifest: render it first, for example with `helm template`, and load the result.".into()
        }
        Problem::Kustomization => {
            "A kustomization is not applied here: build it first with `kustomize build` or `kubectl kustomize` and load the result.".into()
        }
        Problem::DuplicateKey { key, earlier } => {
            format!("The key “{key}” already stands in line {earlier} of the same mapping; this one, the last, counts.")
        }
        Problem::DuplicateObject { object, earlier, earlier_file, later } => match earlier_file {
            Some(file) => {
                format!("{object} is declared in line {earlier} of {file} and again here in line {later}; the last one counts.")
            }
            None => format!("{object} is declared in line {earlier} and again in line {later}; the last one counts."),
        },
        Problem::WrongType { expected, found } => format!("“{found}” is not {}, as this field takes it.", shape(*expected)),
        Problem::UnknownField { field, meant } => {
            format!("There is no field {field}; {meant} may be meant. kubectl refuses it, and without validation it is dropped.")
        }
        Problem::Required { field } => format!("The required field {field} is missing."),
        Problem::Invalid { value, rule } => invalid(value, rule),
        Problem::Duplicate { twin: Twin::Text(text) } => format!("“{text}” stands twice in this list."),
        Problem::Duplicate { twin: Twin::Number(number) } => format!("{number} stands twice in this list."),
        Problem::Duplicate { twin: Twin::Port { protocol, port } } => {
            format!("{protocol} port {port} stands twice in this list.")
        }
        Problem::Duplicate { twin: Twin::Taint { key, effect, .. } } => {
            format!("A taint {key} with the effect {effect} stands twice in this list.")
        }
        Problem::Unsupported { value, supported } => {
            format!("“{value}” is not supported here; supported values: {}.", list(supported))
        }
        Problem::Forbidden { why } => prohibition(*why).into(),
        Problem::SelectorMatchesNothing { service, selector, nearest } => match nearest {
            Some(near) => format!(
                "Service {service} selects {selector}, and no pod here has these labels; the nearest is {}.",
                near_miss(near)
            ),
            None => format!(
                "Service {service} selects {selector}, and no pod here has these labels; they may come from outside these manifests."
            ),
        },
        Problem::SelectorOtherNamespace { service, workload, namespace } => format!(
            "Service {service} selects pods of its own namespace only, and the pods with these labels belong to {workload} in namespace {namespace}."
        ),
        Problem::TargetPortUnresolved { service, port, offered } if offered.is_empty() => format!(
            "Service {service} sends to the container port named “{port}”, and its pods name no port of this protocol."
        ),
        Problem::TargetPortUnresolved { service, port, offered } => format!(
            "Service {service} sends to the container port named “{port}”, which its pods do not have; they offer {}.",
            list(offered)
        ),
        Problem::PortNotInService { service, protocol, port, offered } => {
            let offered: Vec<String> = offered.iter().map(|(of, port)| format!("{of} {port}")).collect();
            format!("Service {service} has no {protocol} port {port}; it offers {}.", list(&offered))
        }
        Problem::NameInOtherNamespace { name, namespaces } => format!(
            "A short name is looked up in the client's own namespace; {name} is a Service of namespace {}.",
            list(namespaces)
        ),
        Problem::PolicyDenies { reason } => super::reason(reason),
        Problem::NameOfCluster { name } => format!(
            "Only the cluster's DNS knows {name}, and this client does not ask it, but the resolver of its node or network."
        ),
        Problem::NoReadyEndpoints { service, selected } => format!(
            "Service {service} has no ready endpoint: it selects {}, and none can take traffic.",
            count(*selected, "pod", "pods")
        ),
        Problem::NoSelectorNoEndpoints { service } => format!(
            "Service {service} has no selector, and no EndpointSlice or Endpoints here gives it endpoints."
        ),
        Problem::SlicePortUnmatched { service, name, port, offered } => {
            let wanted = if name.is_empty() {
                format!("without a name, as its port {port} is")
            } else {
                format!("called {name}")
            };
            let named: Vec<&str> = offered.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
            let theirs = match (offered.as_slice(), named.as_slice()) {
                ([], _) => "they have none of this protocol".to_owned(),
                (_, []) => "theirs is without one".to_owned(),
                (_, named) => format!("they have {}", list(named)),
            };
            format!("No slice of Service {service} has a port {wanted}; {theirs}. Ports are joined by name, not by number.")
        }
        Problem::BackendServiceMissing { ingress, service, elsewhere } => match elsewhere {
            Some(other) => format!(
                "Ingress {ingress} sends to Service {service}, which is not in its namespace; {other} has this name, but an Ingress reaches Services of its own namespace only."
            ),
            None => format!("Ingress {ingress} sends to Service {service}, which is not in these manifests."),
        },
        Problem::BackendPortMissing { ingress, service, port, offered } if offered.is_empty() => {
            format!("Ingress {ingress} sends to port {port} of Service {service}, which has no ports.")
        }
        Problem::BackendPortMissing { ingress, service, port, offered } => format!(
            "Ingress {ingress} sends to port {port}, which Service {service} does not have; it offers {}.",
            list(offered)
        ),
        Problem::IngressAnnotationsUnread { ingress, annotations } => format!(
            "Ingress {ingress} is written for ingress-nginx, and the assumed controller, which follows the specification, does not read {}. With ingressController: ingress-nginx, or an IngressClass of its controller, it is answered as ingress-nginx does.",
            list(annotations)
        ),
        Problem::IngressClassMissing { ingress, class } => format!(
            "Ingress {ingress} asks for the class “{class}”, and no IngressClass here has this name: no controller serves it."
        ),
        Problem::GatewayClassMissing { gateway, class } => format!(
            "Gateway {gateway} asks for the class “{class}”, and no GatewayClass here has this name: no controller serves it."
        ),
        Problem::ListenerNotProgrammed { owner, listener, reason } => {
            format!("Listener {listener} of {owner} takes nothing: {reason}.")
        }
        Problem::RouteNotAccepted { route, parent, reason } => format!("{route} is not accepted by {parent}: {reason}."),
        Problem::BackendRefUnresolved { route, backend, reason } => {
            format!("{route} sends to {backend}, which does not resolve: {reason}.")
        }
        Problem::MeshOff { route, service } => {
            format!("{route} is for requests to Service {service} inside a mesh, and this cluster has none.")
        }
        Problem::NodePortOutOfRange { port, range: (first, last) } => {
            format!("Node port {port} is outside the cluster's range {first}-{last}.")
        }
        Problem::NodePortTaken { port, other } => format!("Node port {port} already belongs to Service {other}."),
        Problem::ClusterIpOutOfRange { address, range, .. } => {
            format!("Cluster IP {address} cannot be given: provided IP is not in the valid range. The range of valid IPs is {range}, without its edges.")
        }
        Problem::ClusterIpTaken { address, other, .. } => {
            format!("Cluster IP {address} belongs to Service {other}: provided IP is already allocated.")
        }
        Problem::AddressTaken { address, one, other } => {
            format!("{one} and {other} have one address, {address}: the network finds only one of the two.")
        }
        Problem::LoadBalancerPending { service } => {
            format!("Service {service} waits for a load balancer that nobody provides: its external address stays pending.")
        }
        Problem::LocalNodesWithout { service, nodes, ipvs: true } => format!(
            "With externalTrafficPolicy: Local, Service {service} answers only on nodes that run one of its pods; in ipvs mode the answers to traffic that reaches {} do not find back.",
            list(nodes)
        ),
        Problem::LocalNodesWithout { service, nodes, ipvs: false } => format!(
            "With externalTrafficPolicy: Local, Service {service} answers only on nodes that run one of its pods; traffic that reaches {} is dropped.",
            list(nodes)
        ),
        Problem::Unschedulable { pods, host_ports: true } => {
            format!("Some pods of {pods} stay Pending: they claim ports of their node, so that each node takes only one.")
        }
        Problem::Unschedulable { pods, host_ports: false } => {
            format!("No node here can take the pods of {pods}: node selector, affinity or taints keep them Pending.")
        }
        Problem::HeadlessPortUntranslated { service, port, target } => format!(
            "Headless Service {service} has port {port}, and its pods listen on {target}: nothing translates between them, so clients must dial {target} (SRV records say so)."
        ),
        Problem::TargetPortUndeclared { service, port, declared } if declared.is_empty() => format!(
            "Service {service} sends to port {port}, and its pods declare no port; this works if something listens there."
        ),
        Problem::TargetPortUndeclared { service, port, declared } => format!(
            "Service {service} sends to port {port}, which its pods do not declare (they declare {}); this works only if something listens there.",
            list(declared)
        ),
        Problem::UnmodelledKinds { kinds } => {
            let kinds: Vec<String> = kinds.iter().map(|(kind, count)| format!("{kind} ({count})")).collect();
            format!("Read, but without part in routing here: {}.", list(&kinds))
        }
        Problem::Scenario(problem) => super::scenario::scenario_problem(problem),
        Problem::BadParameter { name, detail } => format!("The parameter {name} cannot be used: {detail}."),
    }
}

pub(in crate::wording) fn fix_title(what: &FixTitle) -> String {
    match what {
        FixTitle::Set { field, value } => format!("Set {field} to {value}"),
        FixTitle::Add { field, value } => format!("Add {field}: {value}"),
        FixTitle::Remove { field } => format!("Remove {field}"),
    }
}

fn syntax(fault: &SyntaxFault) -> &str {
    match fault {
        SyntaxFault::Tab => "a tab stands in the indentation, where only spaces may",
        SyntaxFault::Indentation => "this line is not indented as its neighbours require",
        SyntaxFault::MissingColon => "a key without its colon",
        SyntaxFault::UnexpectedColon => "a colon where none can stand; a value that contains “: ” needs quotes",
        SyntaxFault::UnclosedQuote => "the quote that opens here is not closed",
        SyntaxFault::AfterQuote => "text follows the closing quote",
        SyntaxFault::UnclosedBracket => "a bracket that is not closed, or entries without a comma between them",
        SyntaxFault::UnopenedBracket => "a closing bracket that nothing opens",
        SyntaxFault::UnknownAlias => "the alias names an anchor that is not there",
        SyntaxFault::AliasLoop => "an alias inside the value that its own anchor names",
        SyntaxFault::Escape => "an escape sequence that YAML does not know",
        SyntaxFault::Character => "a character that cannot stand here unquoted",
        SyntaxFault::AfterDocument => "text follows the end of the document; `---` separates documents",
        SyntaxFault::Other { detail } => detail,
    }
}

fn near_miss(near: &NearMiss) -> String {
    let NearMiss { workload, key, wanted, found, found_key } = near;
    match (found, found_key) {
        (Some(found), _) => format!("{workload}, whose pods have {key}={found} in place of {key}={wanted}"),
        (None, Some(found_key)) => {
            format!("{workload}, whose pods have {found_key}={wanted} in place of {key}={wanted}")
        }
        (None, None) => format!("{workload}, whose pods lack only the label {key}={wanted}"),
    }
}

fn shape(shape: Shape) -> &'static str {
    match shape {
        Shape::String => "a string (put it in quotes)",
        Shape::Integer => "a whole number",
        Shape::Boolean => "true or false",
        Shape::IntegerOrString => "a whole number or a string",
        Shape::List => "a list",
        Shape::Object => "an object",
    }
}

fn invalid(value: &str, rule: &Rule) -> String {
    match rule {
        Rule::Between(least, most) => format!("{value} is out of range: it must be between {least} and {most}."),
        Rule::AtMost(most) => format!("This list has {value} entries, and {most} are the most it may have."),
        Rule::IpAddress => format!("“{value}” is not an IP address."),
        Rule::AddressOf(family) => {
            format!("“{value}” is not an {} address, as this object says it is.", family.as_str())
        }
        Rule::Cidr => format!("“{value}” is not a CIDR such as 10.0.0.0/8."),
        Rule::Subdomain => format!(
            "“{value}” is not a valid name: lower-case letters, digits, “-” and “.”, beginning and ending with a letter or digit."
        ),
        Rule::DomainName => format!("“{value}” is not a domain name of two labels or more."),
        Rule::ServiceName => format!(
            "“{value}” is not a valid Service name: at most 63 lower-case letters, digits and “-”, beginning with a letter."
        ),
        Rule::Label => {
            format!("“{value}” is not a valid name here: at most 63 lower-case letters, digits and “-”.")
        }
        Rule::PortName => format!(
            "“{value}” cannot name a port: at most 15 lower-case letters, digits and “-”, with at least one letter."
        ),
        Rule::QualifiedName => format!(
            "“{value}” is not a valid name here: at most 63 letters, digits, “-”, “_” and “.”, with or without a domain and “/” before it."
        ),
        Rule::LabelValue => format!(
            "“{value}” is not a valid label value: at most 63 letters, digits, “-”, “_” and “.”, beginning and ending with a letter or digit."
        ),
        Rule::AnnotationsSize(most) => {
            format!("The annotations take {value} bytes together, and {most} are the most they may take.")
        }
        Rule::SameAsTopologyHints => {
            format!("“{value}” is not what service.kubernetes.io/topology-aware-hints says, and both must be equal.")
        }
        Rule::DomainPrefixedPath => {
            format!("“{value}” is not a domain and a name such as example.com/controller.")
        }
        Rule::SameAsIngressClassName => {
            format!("“{value}” is not what ingressClassName says: write only the field, or the same in both.")
        }
        Rule::HostName => format!("“{value}” is an IP address, and a host here must be a DNS name."),
        Rule::WildcardSubdomain => format!(
            "“{value}” is not a valid host: “*” may stand only for the first label, before lower-case letters, digits, “-” and “.”."
        ),
        Rule::AbsolutePath => format!("“{value}” is not an absolute path: it must begin with “/”."),
        Rule::PathWithout(part) => format!("“{value}” must not contain “{part}”."),
        Rule::PathNotEndingWith(part) => format!("“{value}” must not end with “{part}”."),
        Rule::PathCharacters => {
            format!("“{value}” has characters that a path cannot have; write them as “%” and two hexadecimal digits.")
        }
        Rule::HeaderName => {
            format!("“{value}” cannot name a header: no spaces, and of other signs only !#$%&'*+-.^_`|~.")
        }
        Rule::Duration => {
            format!("“{value}” is no duration such as 500ms, 10s or 1h30m.")
        }
        Rule::EqualWithoutKey => "Without a key the operator must be Exists, which tolerates every taint.".into(),
        Rule::ValueWithExists => format!("“{value}” cannot stand with the operator Exists, which takes no value."),
        Rule::FirstClusterIp => "clusterIP must be the first of clusterIPs.".into(),
        Rule::ClusterIpsAlone => "clusterIPs needs clusterIP beside it, with the first of the addresses.".into(),
        Rule::OnlyNone => "None must be the only one of clusterIPs.".into(),
        Rule::TwoClusterIps => "A Service has two cluster IPs at most.".into(),
        Rule::OneOfEachFamily => "A Service has one cluster IP of each IP family at most.".into(),
        Rule::MatchesFamily(family, index) => {
            format!("{value} is not an {} address, and ipFamilies[{index}] says it is.", family.as_str())
        }
        Rule::NotHeadless(kind) => format!("clusterIP: None may not be set for the type {}.", kind.as_str()),
        Rule::DualStackPolicy(Several::ClusterIps) => {
            "Two cluster IPs take ipFamilyPolicy: PreferDualStack or RequireDualStack.".into()
        }
        Rule::DualStackPolicy(Several::Families) => {
            "Two IP families take ipFamilyPolicy: PreferDualStack or RequireDualStack.".into()
        }
        Rule::DualStackCluster => "RequireDualStack takes a cluster with service ranges of both IP families.".into(),
        Rule::ConfiguredAddress(family) => format!("The cluster has no {} service range.", family.as_str()),
        Rule::ConfiguredFamily => format!("The cluster has no {value} service range."),
        Rule::ReachedFromOutside => {
            "externalTrafficPolicy may be set only for Services that can be reached from outside.".into()
        }
        Rule::HealthChecked => {
            "healthCheckNodePort may be set only with type LoadBalancer and externalTrafficPolicy: Local.".into()
        }
        Rule::HostPort => "With hostNetwork, hostPort must be the same as containerPort.".into(),
        Rule::MatchesTemplate => "The selector does not match the labels of its own template.".into(),
        Rule::EndPortNotBelow => "endPort must not be below port.".into(),
        Rule::EndPortAfterName => "endPort may not be set where port is a name.".into(),
        Rule::EndPortWithoutPort => "endPort may not be set without port.".into(),
        Rule::WithinCidr => format!("{value} must be a part of cidr, and not all of it."),
        Rule::TwoPolicyTypes => "There are two policyTypes: Ingress and Egress.".into(),
        Rule::NotSpecial(special) => {
            let what = match special {
                Special::Unspecified => "the unspecified address",
                Special::Loopback => "a loopback address",
                Special::LinkLocal => "a link-local address",
                Special::LinkLocalMulticast => "a link-local multicast address",
            };
            format!("{value} cannot be used here: it is {what}.")
        }
    }
}

fn prohibition(why: Prohibition) -> &'static str {
    match why {
        Prohibition::NodePortOfType => "nodePort may be set only if the type is NodePort or LoadBalancer.",
        Prohibition::OfExternalName => "A Service of type ExternalName has no cluster IP and no IP families.",
        Prohibition::OnlyLoadBalancer => "This field may be set only if the type is LoadBalancer.",
        Prohibition::TwoBackends => "A backend names a service or a resource, not both.",
        Prohibition::NumberAndName => "A backend's port is a number or a name, not both.",
        Prohibition::BlockAndSelector => "A peer is an ipBlock or made of selectors, not both.",
    }
}

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// `a, b and c`
/// Of many the first ones, and how many more.
fn list<T: std::fmt::Display>(items: &[T]) -> String {
    match items {
        [] => String::new(),
        [first, second, third, rest @ ..] if rest.len() > 1 => {
            format!("{first}, {second}, {third} and {} more", rest.len())
        }
        [only] => only.to_string(),
        [before @ .., last] => {
            let before: Vec<String> = before.iter().map(T::to_string).collect();
            format!("{} and {last}", before.join(", "))
        }
    }
}
