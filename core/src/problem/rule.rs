//! What the API server asks of a value: the cause inside an `api-` problem.

use crate::model::{IpFamily, ServiceType};

/// What a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    String,
    Integer,
    Boolean,
    IntegerOrString,
    List,
    Object,
}

/// Which values a field takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rule {
    /// A number between these two, both included.
    Between(i64, i64),
    /// A list of at most so many entries; the value is how many there are.
    AtMost(usize),
    IpAddress,
    /// An address of this family.
    AddressOf(IpFamily),
    Cidr,
    /// Labels of letters, digits and `-` between dots, at most 253 characters (RFC 1123 subdomain).
    Subdomain,
    /// A subdomain of two labels at least, with or without a dot at the end.
    DomainName,
    /// Lower-case letters, digits and `-`, beginning with a letter, at most 63 characters (RFC 1035 label).
    ServiceName,
    /// Lower-case letters, digits and `-`, at most 63 characters (RFC 1123 label).
    Label,
    /// At most 15 lower-case letters, digits and `-`, one letter at least (IANA service name).
    PortName,
    /// A name of letters, digits, `-`, `_` and `.`, with or without `subdomain/` before it: keys of labels and annotations.
    QualifiedName,
    /// Nothing, or letters, digits, `-`, `_` and `.`, at most 63 characters.
    LabelValue,
    /// Keys and values of all annotations together have at most so many bytes.
    AnnotationsSize(usize),
    /// The annotation `service.kubernetes.io/topology-mode` says what its older name says.
    SameAsTopologyHints,
    /// A subdomain, `/` and a path: `example.com/name`.
    DomainPrefixedPath,
    /// The annotation `kubernetes.io/ingress.class` says what `ingressClassName` says.
    SameAsIngressClassName,
    /// A DNS name, not an IP address.
    HostName,
    /// `*.` and a subdomain.
    WildcardSubdomain,
    /// Begins with `/`.
    AbsolutePath,
    /// A path nowhere has this.
    PathWithout(&'static str),
    /// A path does not end with this.
    PathNotEndingWith(&'static str),
    /// Only what may stand in a path of a URL (RFC 3986, 3.3).
    PathCharacters,
    /// What may name a header of HTTP (RFC 9110 token), at most 256 characters.
    HeaderName,
    /// Up to four numbers, each with `h`, `m`, `s` or `ms` (GEP-2257).
    Duration,
    /// A toleration without key takes the operator `Exists`; the value is its own.
    EqualWithoutKey,
    /// A toleration with the operator `Exists` has no value.
    ValueWithExists,
    /// `clusterIP` is the first of `clusterIPs`.
    FirstClusterIp,
    /// `clusterIPs` stands beside `clusterIP`, never alone.
    ClusterIpsAlone,
    /// `None` is the only one of `clusterIPs`.
    OnlyNone,
    /// Two cluster IPs at most.
    TwoClusterIps,
    /// One cluster IP of each family at most.
    OneOfEachFamily,
    /// A cluster IP has the family that stands at its position in `ipFamilies`.
    MatchesFamily(IpFamily, usize),
    /// A Service of this type cannot be headless.
    NotHeadless(ServiceType),
    /// Two of these take a dual-stack `ipFamilyPolicy`.
    DualStackPolicy(Several),
    /// `RequireDualStack` takes a cluster with service ranges of both families.
    DualStackCluster,
    /// The cluster has a service range of the family of this address.
    ConfiguredAddress(IpFamily),
    /// The cluster has a service range of this family.
    ConfiguredFamily,
    /// `externalTrafficPolicy` belongs to Services that something outside reaches.
    ReachedFromOutside,
    /// `healthCheckNodePort` belongs to type LoadBalancer with `externalTrafficPolicy: Local`.
    HealthChecked,
    /// On the node's own network `hostPort` is `containerPort`.
    HostPort,
    /// The workload's selector matches the labels of its own template.
    MatchesTemplate,
    /// `endPort` is not below `port`.
    EndPortNotBelow,
    /// `endPort` stands beside a number, not beside a name.
    EndPortAfterName,
    /// `endPort` stands beside a `port`.
    EndPortWithoutPort,
    /// What `except` takes out is a part of `cidr`, and not all of it.
    WithinCidr,
    /// There are two types of policies.
    TwoPolicyTypes,
    /// Endpoints and external IPs are none of these.
    NotSpecial(Special),
}

/// What there are two of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Several {
    ClusterIps,
    Families,
}

/// Addresses that lead nowhere from another machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Special {
    Unspecified,
    Loopback,
    LinkLocal,
    LinkLocalMulticast,
}

/// What stands twice where it may stand once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Twin {
    Text(String),
    Number(i64),
    /// A port of a Service.
    Port {
        protocol: String,
        port: i64,
    },
    /// A taint of a Node; those with the same key differ in their effect.
    Taint {
        key: String,
        value: String,
        effect: String,
    },
}

/// Why a well-formed value may not stand where it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prohibition {
    /// `nodePort` with type ClusterIP.
    NodePortOfType,
    /// Cluster addresses and their families on an ExternalName Service.
    OfExternalName,
    /// A field that only type LoadBalancer has.
    OnlyLoadBalancer,
    /// `service` and `resource` in one Ingress backend.
    TwoBackends,
    /// `number` and `name` in one Ingress backend port.
    NumberAndName,
    /// `ipBlock` and a selector in one peer of a NetworkPolicy.
    BlockAndSelector,
}
