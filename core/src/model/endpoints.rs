use std::net::IpAddr;

use super::{IpFamily, Meta, Protocol};

/// An EndpointSlice, or a legacy Endpoints object mirrored into one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndpointSlice {
    pub meta: Meta,
    pub source: SliceSource,
    /// The Service it backs: label `kubernetes.io/service-name`, or the Endpoints' own name.
    pub service: Option<String>,
    /// `None` for FQDN slices, which no proxy reads.
    pub family: Option<IpFamily>,
    pub ports: Vec<SlicePort>,
    pub endpoints: Vec<SliceEndpoint>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SliceSource {
    EndpointSlice,
    Endpoints,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlicePort {
    /// `None` (null) is ignored by proxies; the empty name is not.
    pub name: Option<String>,
    pub protocol: Protocol,
    pub port: Option<u16>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SliceEndpoint {
    pub addresses: Vec<IpAddr>,
    pub conditions: Conditions,
    pub hostname: Option<String>,
    pub node_name: Option<String>,
    pub zone: Option<String>,
    /// `namespace/name` of the Pod in `targetRef`.
    pub pod: Option<(String, String)>,
    pub hint_zones: Vec<String>,
    pub hint_nodes: Vec<String>,
    /// Where it stands in the object: `endpoints[0]`, `subsets[0].addresses[1]`.
    pub path: String,
}

/// Endpoint conditions after defaulting (absent: ready, serving, not terminating).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conditions {
    pub ready: bool,
    pub serving: bool,
    pub terminating: bool,
}
