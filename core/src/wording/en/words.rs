use crate::apart::apart;
use crate::assumption::Assumption;
use crate::trace::{Place, Verdict, WayKind, WhyNot};

pub(in crate::wording) fn assumption(what: &Assumption) -> String {
    use Assumption as A;
    match what {
        A::DefaultNodes { count: 1 } => "1 node, assumed".into(),
        A::DefaultNodes { count } => apart(|| format!("{count} nodes, assumed")),
        A::NodesFromPods { names } => apart(|| format!("nodes as pods name them: {}", names.join(", "))),
        A::PodCidr { cidrs, inferred: true } => apart(|| format!("pods: {cidrs}, inferred")),
        A::PodCidr { cidrs, inferred: false } => apart(|| format!("pods: {cidrs}")),
        A::ServiceCidr { cidrs, inferred: true } => apart(|| format!("Services: {cidrs}, inferred")),
        A::ServiceCidr { cidrs, inferred: false } => apart(|| format!("Services: {cidrs}")),
        A::ProxyMode { mode } => apart(|| format!("kube-proxy: {mode}")),
        A::NodePortAddresses { addresses } if addresses.is_empty() => "node ports: default addresses".into(),
        A::NodePortAddresses { addresses } => apart(|| format!("node ports: {addresses}")),
        A::LocalhostNodePorts { on: true } => "node ports on 127.0.0.1".into(),
        A::LocalhostNodePorts { on: false } => "no node ports on 127.0.0.1".into(),
        A::MasqueradeAll { on: true } => "every source rewritten (masqueradeAll)".into(),
        A::MasqueradeAll { on: false } => "pods keep their source".into(),
        A::LoadBalancer { kind } => apart(|| format!("load balancer: {kind}")),
        A::LoadBalancerAddress { service, address } => apart(|| format!("{service} got {address}")),
        A::MixedProtocols { service } => apart(|| format!("one balancer, several protocols: {service}")),
        A::SourceRangesOpen { service } => apart(|| format!("the balancer of {service} enforces no source ranges")),
        A::NodesFit => "nodes fit every node selector".into(),
        A::SourceRangesAnnotation { service } => {
            apart(|| format!("source ranges in the annotation of {service} do not count"))
        }
        A::ClusterIp { service, address } => apart(|| format!("cluster IP of {service}: {address}")),
        A::NodePort { service, port } => apart(|| format!("node port of {service}: {port}")),
        A::Replicas { workload, modelled } => apart(|| format!("{workload}: only {modelled} replicas are modelled")),
        A::PodsReady => "pods ready".into(),
        A::Placement => "pods placed by name".into(),
        A::ClusterDns { address } => apart(|| format!("cluster DNS at {address}")),
        A::IngressController => "Ingress controller, by the specification".into(),
        A::IngressNginx => "Ingress controller: ingress-nginx".into(),
        A::CertificateSecret { secret } => apart(|| format!("Secret {secret}, with a certificate")),
        A::GatewayController { gateway } => {
            apart(|| format!("Gateway {gateway}: a controller that does all that the Gateway API specifies"))
        }
        A::PublicDns { host, entry } => apart(|| format!("{host} points at {entry}")),
        A::PodNetworkRouted => "pod network routed from outside".into(),
        A::ServiceRangeRouted { node } => apart(|| format!("service range routed to {node}")),
        A::Listening { address } => apart(|| format!("something listens on {address}")),
        A::FirstPort { service, port } => apart(|| format!("first port of {service}: {port}")),
        A::MasqueradeAddress => "MASQUERADE picks a node's first InternalIP".into(),
        A::Client { address } => apart(|| format!("client: {address}")),
        A::ThrowAwayPod { namespace, node } => apart(|| format!("throw-away pod in {namespace}, on {node}")),
        A::ApiServer { address } => apart(|| format!("API server at {address}")),
    }
}

pub(in crate::wording) const STEP_TABLE: [&str; 5] =
    ["The client sees", "at", "what happens", "packet", "where it is written"];

pub(in crate::wording) fn verdict(what: &Verdict) -> String {
    match what {
        Verdict::Delivered => "Delivered",
        Verdict::Partial => "Partly delivered",
        Verdict::Rejected => "Rejected",
        Verdict::Dropped => "Dropped",
        Verdict::Unmatched => "Unmatched",
        Verdict::Responded => "Answered by the entry",
        Verdict::Redirected => "Redirected",
        Verdict::Resolved => "Resolved",
        Verdict::Nxdomain => "No such name",
        Verdict::External => "Leaves the cluster",
        Verdict::Unknown => "Unknown",
    }
    .into()
}

pub(in crate::wording) fn why_not(what: &WhyNot) -> String {
    match what {
        WhyNot::NotReady => "NotReady".into(),
        WhyNot::Terminating => "terminating".into(),
        WhyNot::NotLocal => "not local".into(),
        WhyNot::WrongZone => "wrong zone".into(),
        WhyNot::WrongNode => "wrong node".into(),
        WhyNot::PortUnresolved { .. } => "port unresolved".into(),
        WhyNot::NoAddress => "no such address".into(),
        WhyNot::NodeMissing => "no such node".into(),
        WhyNot::Pending => "Pending".into(),
        WhyNot::HostDiffers => "other host".into(),
        WhyNot::PathDiffers => "other path".into(),
        WhyNot::LessSpecific => "less specific".into(),
        WhyNot::OtherClass => "other class".into(),
        WhyNot::NodeNotReady => "node NotReady".into(),
        WhyNot::NodeExcluded => "left out".into(),
        WhyNot::NoLocalEndpoint => "no local endpoint".into(),
        WhyNot::NoSuchName => "no such name".into(),
        WhyNot::NoRecords => "no records".into(),
        WhyNot::PortDiffers => "other port".into(),
        WhyNot::ProtocolDiffers => "other protocol".into(),
        WhyNot::NotSupported => "not supported".into(),
        WhyNot::Canary => "canary".into(),
        WhyNot::Repeated => "an older one has it".into(),
        WhyNot::PeerDiffers => "for other peers".into(),
        WhyNot::NoRules => "allows nothing".into(),
        WhyNot::MethodDiffers => "other method".into(),
        WhyNot::HeaderDiffers => "other header".into(),
        WhyNot::QueryDiffers => "other query".into(),
        WhyNot::NoWeight => "weight 0".into(),
        WhyNot::Conflicted => "not programmed".into(),
    }
}

pub(in crate::wording) fn way(what: &WayKind) -> String {
    match what {
        WayKind::PortForward => "kubectl port-forward",
        WayKind::ApiProxy => "kubectl proxy",
        WayKind::RoutedServiceRange => "Route the service range to a node",
        WayKind::NodePort => "Use the node port",
        WayKind::OtherNamespace => "Ask with its namespace",
    }
    .into()
}

/// A place as sentences name it.
pub(in crate::wording) fn place(what: &Place) -> String {
    match what {
        Place::Internet(_) => "the client".into(),
        Place::Pod { namespace, name } if namespace.is_empty() => format!("the pod {name}"),
        Place::Pod { namespace, name } => format!("pod {namespace}/{name}"),
        Place::Node(name) => name.clone(),
        Place::LoadBalancer { namespace, name } => format!("the load balancer of {namespace}/{name}"),
        Place::Controller(name) => name.clone(),
        Place::Dns => "the cluster's DNS".into(),
        Place::ApiServer => "the API server".into(),
        Place::External(host) => host.clone(),
        Place::Network => "the network".into(),
    }
}
