//! Why a step decided as it did: parameters in, wording out ([`crate::wording`]). Codes are public and never renamed.

mod around;
mod entry;
mod gateway;
mod policy;

pub use around::AroundReason;
pub use entry::{CanaryBy, EntryReason};
pub use gateway::GatewayReason;
pub use policy::{PolicyGap, PolicyReason};

use std::net::{IpAddr, SocketAddr};

use crate::codes::codes;
use crate::model::Protocol;
use crate::trace::Place;

/// Every reason a step can give. The code of a reason is the name of its variant.
#[derive(Debug, Clone, PartialEq)]
pub enum Reason {
    // The client, names, other parts of the world
    ClientSends {
        protocol: Protocol,
        /// Address or name, with the port.
        to: String,
    },
    /// `node` is `None` for a client outside.
    NameResolved {
        name: String,
        address: IpAddr,
        service: Option<String>,
    },
    NameResolvedHeadless {
        name: String,
        addresses: usize,
    },
    NameAlias {
        name: String,
        target: String,
    },
    /// The pod's own /etc/hosts has it.
    NameInHosts {
        name: String,
        address: IpAddr,
    },
    /// One of the names that a resolver tries has no answer; it goes on. `exists`: with records of another type (NODATA).
    NameMissed {
        name: String,
        exists: bool,
    },
    /// Not of the cluster's domain.
    NameForwarded {
        name: String,
    },
    /// Aliases that lead back to one another.
    NameLoop {
        name: String,
        target: String,
    },
    NameNotFound {
        name: String,
        tried: Vec<String>,
    },
    /// A headless Service has the name, but no ready endpoint to give an address for it.
    NameNoReadyEndpoint {
        name: String,
        service: String,
    },
    NameNoRecords {
        name: String,
        record: String,
    },
    NameAnswered {
        name: String,
        record: String,
        answers: usize,
    },
    /// Public DNS, outside the model, is assumed to point at the entry.
    NamePublic {
        name: String,
        entry: String,
    },
    LeavesCluster {
        host: String,
    },

    // kube-proxy
    ServicePortMatched {
        service: String,
        address: SocketAddr,
    },
    NodePortMatched {
        service: String,
        port: u16,
    },
    VipMatched {
        service: String,
        address: SocketAddr,
    },
    ExternalIpMatched {
        service: String,
        address: SocketAddr,
    },
    /// One of `of` endpoints, each with the same chance.
    ServiceEndpointChosen {
        service: String,
        endpoint: SocketAddr,
        of: usize,
        /// Not by lot, but one after the other: ipvs' scheduler rr.
        in_turn: bool,
    },
    /// Why the endpoint set is restricted to the node's own.
    LocalEndpointChosen {
        service: String,
        endpoint: SocketAddr,
        of: usize,
    },
    /// None ready anywhere: serving ones that are shutting down are used.
    TerminatingEndpointChosen {
        service: String,
        endpoint: SocketAddr,
        of: usize,
    },
    /// Endpoints are meant for zones or nodes, and all count all the same: `without` has no hint, or none names the node's zone.
    HintsIgnored {
        service: String,
        node: String,
        without: Option<SocketAddr>,
    },
    MasqueradeExternal {
        address: IpAddr,
    },
    MasqueradeNotPod {
        address: IpAddr,
    },
    MasqueradeAll {
        address: IpAddr,
    },
    MasqueradeHairpin {
        address: IpAddr,
    },
    SourceKept,
    NoEndpoints {
        service: String,
    },
    NoEndpointsSelectorEmpty {
        service: String,
    },
    NoEndpointsNotReady {
        service: String,
        pods: usize,
    },
    NoEndpointsPortUnresolved {
        service: String,
        port: String,
    },
    NoLocalEndpoint {
        service: String,
        node: String,
        /// ipvs refuses; the others drop.
        refuses: bool,
    },
    SourceRangeRefused {
        service: String,
        source: IpAddr,
    },
    PortNotInService {
        address: SocketAddr,
        service: String,
        protocol: Protocol,
    },
    NoSuchServiceAddress {
        address: SocketAddr,
    },
    NoNodePort {
        port: u16,
        node: String,
    },
    NodePortNotHere {
        port: u16,
        address: IpAddr,
    },
    HealthCheckNodePort {
        service: String,
        port: u16,
        local: usize,
    },
    HostPortMatched {
        port: u16,
        pod: String,
    },
    /// A packet for 127.0.0.0/8 that did not begin on the node.
    LoopbackFromOutside {
        node: String,
    },
    /// `sessionAffinity: ClientIP`: the node sends the client's next connections the same way.
    AffinityRemembered {
        client: IpAddr,
        seconds: u32,
    },

    // The network
    RoutedToNode {
        node: String,
    },
    RoutedToPod {
        pod: String,
    },
    RoutedOut,
    /// Between two pods or processes of one node.
    StaysOnNode {
        node: String,
    },
    PodListens {
        pod: String,
        port: u16,
        declared: bool,
    },
    AddressListens {
        address: SocketAddr,
    },
    NoSuchPod {
        address: IpAddr,
    },
    NoSuchNode {
        address: IpAddr,
    },
    ClusterIpFromOutside {
        address: IpAddr,
        service: String,
    },
    /// An endpoint that is a cluster IP: kube-proxy does not translate what it has translated.
    EndpointIsClusterIp {
        address: IpAddr,
    },
    /// A Service has it as an external IP, which Kubernetes routes nowhere by itself.
    ExternalIpFromOutside {
        address: IpAddr,
        service: String,
    },
    HostNetworkPortUndeclared {
        pod: String,
        port: u16,
    },
    NotListening {
        pod: String,
        port: u16,
    },
    NodeDown {
        node: String,
    },

    // Load balancers
    ListenerMatched {
        service: String,
        port: u16,
    },
    NoListener {
        service: String,
        address: SocketAddr,
    },
    LoadBalancerNodeChosen {
        node: String,
        of: usize,
    },
    LoadBalancerPodChosen {
        pod: String,
        of: usize,
    },
    LoadBalancerPending {
        service: String,
    },
    LoadBalancerNoHealthyNode {
        service: String,
    },
    LoadBalancerProxied {
        service: String,
    },
    LoadBalancerNoNodePort {
        service: String,
    },
    ServiceNotExposed {
        service: String,
    },
    /// `nearest`: the Service that may be meant.
    ServiceNotFound {
        service: String,
        nearest: Option<String>,
    },
    ServicePortNotFound {
        service: String,
        port: u16,
        protocol: Protocol,
    },

    // What only some requests meet stands in families of its own, and so does its wording: a first visit need not load it.
    Entry(EntryReason),
    Gateway(GatewayReason),
    Policy(PolicyReason),
    Around(AroundReason),

    // The cluster's own
    DnsForwarded {
        dns: SocketAddr,
    },

    // The reply
    ReplySent {
        to: IpAddr,
    },
    ReplySourceRestored {
        address: SocketAddr,
    },
    ReplyBothRestored {
        address: SocketAddr,
    },
    ReplyForwarded {
        place: Place,
    },
    /// The reply takes a way on which nobody can undo the rewrite of `node`.
    ReplyBypasses {
        node: String,
    },
    ReplyReceived,
    /// The client asked `asked`, and hears from somebody else.
    ReplyDiscarded {
        asked: Option<SocketAddr>,
        source: String,
    },
    RefusalReceived,
    NothingReceived,
    HttpAnswerReceived {
        status: u16,
    },

    // Honest gaps
    /// `what` names the kind, field or situation that the model does not cover.
    NotModelled {
        what: Gap,
    },
    /// `nearest`: the source that may be meant. `there`: it stands in the manifests, without node or address.
    SourceNotFound {
        what: String,
        there: bool,
        nearest: Option<String>,
    },
    /// `at` names another node than the one the source runs on.
    AtContradictsFrom {
        node: String,
        at: String,
    },
}

/// What svcpath does not know. It never guesses instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gap {
    ProxyModeDiffers {
        mode: String,
    },
    /// An object of another make, or a field that is not modelled.
    Field {
        kind: String,
        /// `spec.rules[0].filters[0]`
        field: String,
    },
    /// A Service that every cluster has, and these manifests do not hold.
    OwnService {
        service: String,
    },
    /// Hints that the EndpointSlice controller makes from the nodes' CPUs.
    TopologyHints {
        service: String,
    },
    /// A policy that may forbid it.
    NetworkPolicy(PolicyGap),
    TlsWithoutCertificate {
        host: String,
    },
    DnsRecord {
        record: String,
    },
    DnsPolicy {
        policy: String,
    },
    /// A server of the cluster that is not its DNS.
    DnsServer {
        address: IpAddr,
    },
    IpFamily {
        address: IpAddr,
    },
    Annotation {
        name: String,
    },
    /// A regular expression that svcpath cannot read.
    Pattern {
        pattern: String,
    },
    /// A listener for TLS that says nothing of it.
    ListenerWithoutTls {
        listener: String,
    },
    /// Plain HTTP to a port for TLS.
    PlainHttp {
        port: u16,
    },
    /// An L7 entry asked for something that is no HTTP.
    Scheme {
        scheme: String,
    },
    /// The API server's proxy is asked for something that is no Service.
    ApiProxyTarget,
    /// The path changes once more than the model follows.
    Loop,
}

codes!(
    Reason:
    ClientSends,
    NameResolved,
    NameResolvedHeadless,
    NameAlias,
    NameInHosts,
    NameMissed,
    NameForwarded,
    NameLoop,
    NameNotFound,
    NameNoReadyEndpoint,
    NameNoRecords,
    NameAnswered,
    NamePublic,
    LeavesCluster,
    ServicePortMatched,
    NodePortMatched,
    VipMatched,
    ExternalIpMatched,
    ServiceEndpointChosen,
    LocalEndpointChosen,
    TerminatingEndpointChosen,
    HintsIgnored,
    MasqueradeExternal,
    MasqueradeNotPod,
    MasqueradeAll,
    MasqueradeHairpin,
    SourceKept,
    NoEndpoints,
    NoEndpointsSelectorEmpty,
    NoEndpointsNotReady,
    NoEndpointsPortUnresolved,
    NoLocalEndpoint,
    SourceRangeRefused,
    PortNotInService,
    NoSuchServiceAddress,
    NoNodePort,
    NodePortNotHere,
    HealthCheckNodePort,
    HostPortMatched,
    LoopbackFromOutside,
    AffinityRemembered,
    RoutedToNode,
    RoutedToPod,
    RoutedOut,
    StaysOnNode,
    PodListens,
    AddressListens,
    NoSuchPod,
    NoSuchNode,
    ClusterIpFromOutside,
    EndpointIsClusterIp,
    ExternalIpFromOutside,
    HostNetworkPortUndeclared,
    NotListening,
    NodeDown,
    ListenerMatched,
    NoListener,
    LoadBalancerNodeChosen,
    LoadBalancerPodChosen,
    LoadBalancerPending,
    LoadBalancerNoHealthyNode,
    LoadBalancerProxied,
    LoadBalancerNoNodePort,
    ServiceNotExposed,
    ServiceNotFound,
    ServicePortNotFound,
    DnsForwarded,
    ReplySent,
    ReplySourceRestored,
    ReplyBothRestored,
    ReplyForwarded,
    ReplyBypasses,
    ReplyReceived,
    ReplyDiscarded,
    RefusalReceived,
    NothingReceived,
    HttpAnswerReceived,
    NotModelled,
    SourceNotFound,
    AtContradictsFrom,
    ; Entry: EntryReason, Gateway: GatewayReason, Policy: PolicyReason, Around: AroundReason
);
