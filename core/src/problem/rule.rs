//! What the API server asks of a value: the cause inside an `api-` problem.

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
    /// One of these, in this spelling.
    OneOf(Vec<&'static str>),
    /// A number between these two, both included.
    Between(i64, i64),
    IpAddress,
    Cidr,
    /// Labels of letters, digits and `-` between dots, at most 253 characters (RFC 1123 subdomain).
    Subdomain,
    /// Lower-case letters, digits and `-`, beginning with a letter, at most 63 characters (RFC 1035 label).
    ServiceName,
    /// Lower-case letters, digits and `-`, at most 63 characters (RFC 1123 label).
    Label,
    /// At most 15 lower-case letters, digits and `-`, one letter at least (IANA service name).
    PortName,
    /// Something else in the same list says the same.
    Unique,
    /// Begins with `/`.
    AbsolutePath,
    /// `clusterIP` is the first of `clusterIPs`.
    FirstClusterIp,
    /// Addresses of different families, in the order of `ipFamilies`.
    MatchesFamilies,
    /// The workload's selector matches the labels of its own template.
    MatchesTemplate,
    /// Endpoints have unicast addresses: not unspecified, loopback, link-local or multicast.
    Routable,
}

/// Why a well-formed value may not stand where it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prohibition {
    /// `nodePort` on a type that has no node ports.
    NodePortOfType,
    /// `clusterIP: None` with type NodePort or LoadBalancer.
    HeadlessOfType,
    /// Cluster addresses on an ExternalName Service.
    ClusterIpOfExternalName,
    /// `externalTrafficPolicy` on a Service that nothing outside reaches.
    ExternalPolicyInside,
    /// A field that only type LoadBalancer has.
    OnlyLoadBalancer,
    /// `healthCheckNodePort` without type LoadBalancer and `externalTrafficPolicy: Local`.
    HealthCheckWithoutLocal,
    /// `service` and `resource` in one Ingress backend.
    TwoBackends,
    /// `number` and `name` in one Ingress backend port.
    NumberAndName,
}
