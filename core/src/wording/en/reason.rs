mod around;
mod entry;
mod gateway;
mod policy;

use crate::apart::apart;
use std::fmt::{self, Write};

use super::words::place as place_name;
use crate::model::Protocol;
use crate::reason::{Gap, Reason};

/// One sentence. Names stand as they are; the reader sees the place and the packet beside it.
pub(in crate::wording) fn reason(what: &Reason) -> String {
    let mut sentence = String::new();
    // A String takes everything.
    let _ = say(what, &mut sentence);
    sentence
}

/// Written and not returned: a `String` passed up from each of so many arms is a fifth of the code.
fn say(what: &Reason, out: &mut String) -> fmt::Result {
    use Reason as R;
    match what {
        R::ClientSends { protocol: Protocol::Udp, to } => say!(out, "The client sends a UDP datagram to {to}."),
        R::ClientSends { protocol, to } => say!(out, "The client opens a {protocol} connection to {to}."),
        R::NameResolved { name, address, service: Some(service) } => {
            say!(out, "{name} is Service {service}; the cluster's DNS answers with its cluster IP {address}.")
        }
        R::NameResolved { name, address, service: None } => say!(out, "{name} resolves to {address}."),
        R::NameResolvedHeadless { name, addresses } => {
            say!(
                out,
                "{name} is answered from a headless Service with {}, and the client takes one.",
                count(*addresses, "pod address", "pod addresses")
            )
        }
        R::NameAlias { name, target } => say!(out, "{name} is an ExternalName: an alias of {target}."),
        R::NameInHosts { name, address } => {
            say!(out, "{name} stands in /etc/hosts: {address}. Nobody is asked.")
        }
        R::NameMissed { name, exists: false } => {
            say!(out, "NXDOMAIN: no name {name}. The resolver tries the next of its list.")
        }
        R::NameMissed { name, exists: true } => {
            say!(out, "NODATA: {name} has no such records. The resolver tries the next of its list.")
        }
        R::NameForwarded { name } => {
            say!(out, "{name} is not of the cluster's domain: its DNS asks another server.")
        }
        R::NameLoop { name, target } => {
            say!(out, "{name} has no address: its aliases lead back to {target}.")
        }
        R::NameNotFound { name, tried } if tried.is_empty() => say!(out, "No such name: {name}."),
        R::NameNotFound { name, tried } => {
            say!(out, "No such name: {name}. {} asked, none exists.", count(tried.len(), "name was", "names were"))
        }
        R::NameNoReadyEndpoint { name, service } => {
            say!(out, "Service {service} is headless and has no ready endpoint, so {name} has no address: NXDOMAIN.")
        }
        R::NameNoRecords { name, record } => say!(out, "{name} exists, but has no {record} records."),
        R::NameAnswered { name, record, answers } => {
            say!(out, "The cluster's DNS answers {record} {name} with {}.", count(*answers, "record", "records"))
        }
        R::NamePublic { name, entry } => say!(out, "{name} is taken to point at {entry}, which serves it."),
        R::LeavesCluster { host } => say!(out, "{host} lies outside of the model; the request leaves for it."),

        R::ServicePortMatched { service, address } => {
            say!(out, "{address} is the cluster IP and port of Service {service}.")
        }
        R::NodePortMatched { service, port } => {
            say!(out, "Node port {port} belongs to Service {service}, on every node.")
        }
        R::VipMatched { service, address } => {
            say!(out, "{address} is the load balancer address of Service {service}; the node knows it too.")
        }
        R::ExternalIpMatched { service, address } => say!(out, "{address} is an external IP of Service {service}."),
        R::ServiceEndpointChosen { service, of: 1, .. } => {
            say!(out, "Service {service} has one ready endpoint; the connection goes there.")
        }
        R::ServiceEndpointChosen { service, of, in_turn: true, .. } => say!(
            out,
            "ipvs takes the {of} ready endpoints of Service {service} in turn (scheduler rr); this connection stays with its own."
        ),
        R::ServiceEndpointChosen { service, of, .. } => {
            say!(
                out,
                "One of the {of} ready endpoints of Service {service} is drawn, each with the same chance; this connection stays with it."
            )
        }
        R::LocalEndpointChosen { service, of: 1, .. } => {
            say!(out, "The policy is Local: only this node's own endpoint of Service {service} counts.")
        }
        R::LocalEndpointChosen { service, of, .. } => {
            say!(out, "The policy is Local: one of this node's own {of} endpoints of Service {service} is drawn.")
        }
        R::TerminatingEndpointChosen { service, of: 1, .. } => {
            say!(
                out,
                "No ready endpoint of Service {service} counts here; one that still serves while shutting down does."
            )
        }
        R::TerminatingEndpointChosen { service, of, .. } => {
            say!(
                out,
                "No ready endpoint of Service {service} counts here; {of} that still serve while shutting down do."
            )
        }
        R::HintsIgnored { service, without: Some(without), .. } => apart(|| {
            say!(out, "Topology hints of Service {service} do not count: {without} has none, and it is all or nothing.")
        }),
        R::HintsIgnored { service, node, without: None } => say!(
            out,
            "Topology hints of Service {service} do not count: no ready endpoint is meant for the zone of {node}, or {node} has none."
        ),
        R::MasqueradeExternal { address } => {
            say!(
                out,
                "Traffic from outside must come back through this node: the source becomes {address}, and the pod does not see the client."
            )
        }
        R::MasqueradeNotPod { address } => {
            say!(
                out,
                "The source is no pod: the packet leaves as this node's {address}, so that the reply comes back here."
            )
        }
        R::MasqueradeAll { address } => {
            say!(out, "kube-proxy runs with masqueradeAll: the source becomes {address}.")
        }
        R::MasqueradeHairpin { address } => {
            say!(
                out,
                "The pod has reached itself: the source becomes {address}, or the reply would never leave the pod."
            )
        }
        R::SourceKept => say!(out, "The source stays: the pod sees the client."),
        R::NoEndpoints { service } => say!(out, "Service {service} has no endpoints: the node refuses."),
        R::NoEndpointsSelectorEmpty { service } => {
            say!(out, "The selector of Service {service} matches no pod, so it has no endpoints: the node refuses.")
        }
        R::NoEndpointsNotReady { service, pods } => {
            say!(
                out,
                "Service {service} selects {}, and none can take traffic: the node refuses.",
                count(*pods, "pod", "pods")
            )
        }
        R::NoEndpointsPortUnresolved { service, port } => {
            say!(
                out,
                "Service {service} asks for a port named \"{port}\", which no selected pod has: the node refuses."
            )
        }
        R::NoLocalEndpoint { service, node, refuses } => {
            let end = if *refuses { "the connection is refused" } else { "the packet is dropped without a word" };
            say!(out, "The policy is Local, and {node} has no ready endpoint of Service {service}: {end}.")
        }
        R::SourceRangeRefused { service, source } => {
            say!(out, "{source} is in none of the loadBalancerSourceRanges of Service {service}: dropped.")
        }
        R::PortNotInService { address, service, protocol } => {
            say!(out, "Service {service} has this address, but no {protocol} port {}.", address.port())
        }
        R::NoSuchServiceAddress { address } => {
            say!(out, "No Service has {}, and nobody outside of the cluster either.", address.ip())
        }
        R::NoNodePort { port, node } => {
            say!(out, "No Service has node port {port}: only a process of {node} itself could answer.")
        }
        R::NodePortNotHere { port, address } => say!(out, "Node port {port} does not listen on {address}."),
        R::HealthCheckNodePort { service, port, local } => say!(
            out,
            "Port {port} is the health check of Service {service}: kube-proxy answers itself, {} with {}.",
            if *local > 0 { "200" } else { "503" },
            count(*local, "ready endpoint here", "ready endpoints here")
        ),
        R::HostPortMatched { port, pod } => say!(out, "Pod {pod} has host port {port} on this node."),
        R::LoopbackFromOutside { node } => {
            say!(out, "{node} drops packets for its loopback addresses that did not begin on it.")
        }
        R::AffinityRemembered { client, seconds } => apart(|| {
            say!(
                out,
                "sessionAffinity: ClientIP. For {} after {client} last connected, this node sends it to the same endpoint again, while that takes traffic.",
                duration(*seconds)
            )
        }),

        R::RoutedToNode { node } => say!(out, "The pod network carries the packet to {node}."),
        R::RoutedToPod { pod } => say!(out, "The node hands the packet to {pod}."),
        R::RoutedOut => say!(out, "The packet leaves the node for the network outside."),
        R::StaysOnNode { node } => say!(out, "The packet stays on {node}."),
        R::PodListens { pod, port, declared: true } => say!(out, "{pod} listens on {port}."),
        R::PodListens { pod, port, declared: false } => {
            say!(out, "{pod} is reached on {port}; its containers do not declare the port, which they need not.")
        }
        R::AddressListens { address } => {
            say!(out, "{address} is an endpoint written by hand; what answers there is not in the manifests.")
        }
        R::NoSuchPod { address } => say!(out, "{address} is in the pods' range, but no pod has it."),
        R::NoSuchNode { address } => say!(out, "Nobody has the address {address}."),
        R::ClusterIpFromOutside { address, service } => {
            say!(
                out,
                "{address} is the cluster IP of Service {service}: it exists only in the rules of the cluster's own nodes, and no route leads there from outside."
            )
        }
        R::EndpointIsClusterIp { address } => {
            apart(|| say!(out, "{address} is a cluster IP, and kube-proxy translates a packet only once."))
        }
        R::ExternalIpFromOutside { address, service } => apart(|| {
            say!(
                out,
                "{address} is an external IP of Service {service}: nodes know it, and somebody else must route it to one of them (ask at a node to follow it from there)."
            )
        }),
        R::HostNetworkPortUndeclared { pod, port } => {
            say!(out, "{pod} shares its node's address and declares no port {port}.")
        }
        R::NotListening { pod, port } => say!(out, "Nothing in {pod} listens on {port}."),
        R::NodeDown { node } => say!(out, "{node} is down."),

        R::ListenerMatched { service, port } => {
            say!(out, "The load balancer of Service {service} listens on {port}.")
        }
        R::NoListener { service, address } => {
            say!(out, "The load balancer of Service {service} has no listener on port {}.", address.port())
        }
        R::LoadBalancerNodeChosen { node, of: 1 } => say!(out, "Only {node} is healthy; the packet goes there."),
        R::LoadBalancerNodeChosen { node, of } => say!(out, "{node} is drawn among {of} healthy nodes."),
        R::LoadBalancerPodChosen { pod, of } => {
            say!(out, "The balancer targets pods directly: {pod} is drawn among {of}.")
        }
        R::LoadBalancerPending { service } => {
            say!(out, "Nobody provides a load balancer for Service {service}: it has no address yet (<pending>).")
        }
        R::LoadBalancerNoHealthyNode { service } => {
            say!(out, "No node passes the health check of Service {service}.")
        }
        R::LoadBalancerProxied { service } => {
            say!(
                out,
                "The balancer of Service {service} opens its own connection to the node port: nodes see the balancer."
            )
        }
        R::LoadBalancerNoNodePort { service } => {
            say!(out, "The balancer needs a node port, and Service {service} has none.")
        }
        R::ServiceNotExposed { service } => {
            say!(out, "Service {service} offers nothing to the outside: its type is ClusterIP.")
        }
        R::ServiceNotFound { service, nearest: None } => say!(out, "There is no Service {service}."),
        R::ServiceNotFound { service, nearest: Some(nearest) } => {
            say!(out, "There is no Service {service}; the nearest is {nearest}.")
        }
        R::ServicePortNotFound { service, port, protocol } => {
            say!(out, "Service {service} has no {protocol} port {port}.")
        }

        R::Entry(what) => entry::say(what, out),
        R::Gateway(what) => gateway::say(what, out),
        R::Policy(what) => policy::say(what, out),
        R::Around(what) => around::say(what, out),

        R::DnsForwarded { dns } => {
            say!(
                out,
                "{dns} is the cluster's DNS: this node's kernel rewrites it to one of the DNS pods, which no manifest holds."
            )
        }

        R::ReplySent { to } => say!(out, "The answer goes to {to}."),
        R::ReplySourceRestored { address } => say!(out, "Connection tracking puts {address} back as the source."),
        R::ReplyBothRestored { address } => {
            say!(
                out,
                "Connection tracking undoes both rewrites: the source is {address} again, and the answer goes to the client."
            )
        }
        R::ReplyForwarded { place } => say!(out, "Back through {}, unchanged.", place_name(place)),
        R::ReplyBypasses { node } => say!(
            out,
            "The answer goes straight to the client, whose address was kept. {node} rewrote the request and alone could undo that, but it lies on another way."
        ),
        R::ReplyReceived => say!(out, "The client has its answer."),
        R::ReplyDiscarded { asked, source } => match asked {
            Some(asked) => say!(out, "The client asked {asked} and discards an answer from {source}."),
            None => say!(out, "The client did not ask {source} and discards its answer."),
        },
        R::RefusalReceived => say!(out, "The client sees \"connection refused\"."),
        R::NothingReceived => say!(out, "Nothing comes back; the client times out."),
        R::HttpAnswerReceived { status } => say!(out, "The client sees HTTP {status}."),

        R::NotModelled { what } => out.write_str(&gap(what)),
        R::SourceNotFound { what, there: true, .. } => {
            say!(out, "{what} runs on no node here, or has no address, so it cannot ask.")
        }
        R::SourceNotFound { what, nearest: None, .. } => say!(out, "There is no {what} here to ask from."),
        R::SourceNotFound { what, nearest: Some(nearest), .. } => {
            say!(out, "There is no {what} here to ask from; the nearest is {nearest}.")
        }
        R::AtContradictsFrom { node, at } => say!(out, "The source runs on {node}; it cannot ask at {at}."),
    }
}

fn gap(what: &Gap) -> String {
    match what {
        Gap::ProxyModeDiffers { mode } => {
            format!("iptables, nftables and ipvs differ here; what proxy mode {mode} does is not known.")
        }
        Gap::Field { kind, field } => format!("{kind} is not modelled (field {field})."),
        Gap::OwnService { service } => {
            format!("Every cluster has Service {service}; these manifests do not hold it, so who answers is not known.")
        }
        Gap::TopologyHints { service } => format!(
            "The topology-mode annotation of {service} shares endpoints out by the zones' CPUs, which these manifests do not tell."
        ),
        Gap::NetworkPolicy(what) => policy::gap(what),
        Gap::TlsWithoutCertificate { host } => {
            format!("https to {host}, for which no Ingress has a TLS section: what the controller does is not known.")
        }
        Gap::DnsRecord { record } => format!("DNS for {record} is not modelled yet."),
        Gap::DnsServer { address } => format!("What the DNS server at {address} answers is not known."),
        Gap::DnsPolicy { policy } => format!("The pod's dnsPolicy {policy} is not modelled yet."),
        Gap::IpFamily { address } => format!("{address} and the Service have no IP family in common."),
        Gap::Annotation { name } => format!("The annotation {name} changes routing and is not modelled yet."),
        Gap::Pattern { pattern } => format!("The regular expression {pattern} cannot be read by svcpath."),
        Gap::ListenerWithoutTls { listener } => {
            format!(
                "Listener {listener} has no section tls: with which certificate it answers, if at all, is not known."
            )
        }
        Gap::PlainHttp { port } => {
            format!("Plain HTTP to port {port}, where clients speak TLS: what the controller does is not known.")
        }
        Gap::Scheme { scheme } => format!("An HTTP entry is asked with {scheme}: what it does is not modelled."),
        Gap::ApiProxyTarget => "The API server's proxy needs a Service to ask for.".into(),
        Gap::Loop => "The packet keeps going round; the model gives up.".into(),
    }
}

fn duration(seconds: u32) -> String {
    if seconds.is_multiple_of(3600) {
        format!("{} h", seconds / 3600)
    } else if seconds.is_multiple_of(60) {
        format!("{} min", seconds / 60)
    } else {
        format!("{seconds} s")
    }
}

fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}
