//! The Gateway API as manifests declare it: apis/v1 and apis/v1alpha2 of kubernetes-sigs/gateway-api.

use super::{Meta, Selector};
use crate::object::FieldPath;

/// The group of every kind here.
pub const GATEWAY_GROUP: &str = "gateway.networking.k8s.io";

/// All objects of the Gateway API, each list in the order of the text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GatewayApi {
    pub classes: Vec<GatewayClass>,
    pub gateways: Vec<Gateway>,
    pub listener_sets: Vec<ListenerSet>,
    pub routes: Vec<Route>,
    pub grants: Vec<ReferenceGrant>,
}

impl GatewayApi {
    pub fn is_empty(&self) -> bool {
        self.classes.is_empty()
            && self.gateways.is_empty()
            && self.listener_sets.is_empty()
            && self.routes.is_empty()
            && self.grants.is_empty()
    }

    /// Where its objects live, each once for every object.
    pub(super) fn namespaces(&self) -> impl Iterator<Item = &str> {
        let gateways = self.gateways.iter().map(|gateway| &gateway.meta);
        let sets = self.listener_sets.iter().map(|set| &set.meta);
        let routes = self.routes.iter().map(|route| &route.meta);
        gateways.chain(sets).chain(routes).map(Meta::namespace)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatewayClass {
    pub meta: Meta,
    /// `spec.controllerName`.
    pub controller: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gateway {
    pub meta: Meta,
    /// `spec.gatewayClassName`.
    pub class: String,
    pub listeners: Vec<Listener>,
    /// `spec.allowedListeners.namespaces`: whose ListenerSets may attach.
    pub allowed_listeners: FromNamespaces,
    /// `status.addresses`, or what `spec.addresses` asks for.
    pub addresses: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListenerSet {
    pub meta: Meta,
    pub parent: Target,
    pub listeners: Vec<Listener>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listener {
    pub name: String,
    pub port: u16,
    pub protocol: ListenerProtocol,
    /// Lower case; `None`: every host.
    pub hostname: Option<String>,
    /// There is a section `tls`.
    pub tls: bool,
    /// `tls.mode: Passthrough`; TLS ends here otherwise.
    pub passthrough: bool,
    /// `tls.certificateRefs`.
    pub certificates: Vec<Target>,
    /// `tls.options` has some: an implementation's own certificates, perhaps.
    pub tls_options: bool,
    pub allowed_namespaces: FromNamespaces,
    /// `allowedRoutes.kinds`, group and kind; empty: what the protocol takes.
    pub allowed_kinds: Vec<(String, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListenerProtocol {
    Http,
    Https,
    Tls,
    Tcp,
    Udp,
    /// A domain-prefixed one of an implementation.
    Other(String),
}

impl ListenerProtocol {
    pub fn as_str(&self) -> &str {
        match self {
            ListenerProtocol::Http => "HTTP",
            ListenerProtocol::Https => "HTTPS",
            ListenerProtocol::Tls => "TLS",
            ListenerProtocol::Tcp => "TCP",
            ListenerProtocol::Udp => "UDP",
            ListenerProtocol::Other(name) => name,
        }
    }
}

/// Whose objects may attach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FromNamespaces {
    None,
    Same,
    All,
    /// Namespaces by their labels; `None`: a selector that cannot be read selects nothing.
    Selector(Option<Selector>),
}

/// An object that another one names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    pub group: String,
    pub kind: String,
    /// `None`: that of the object that names it.
    pub namespace: Option<String>,
    pub name: String,
}

impl Target {
    pub fn is_service(&self) -> bool {
        self.group.is_empty() && self.kind == "Service"
    }

    pub fn namespace_or<'a>(&'a self, own: &'a str) -> &'a str {
        self.namespace.as_deref().unwrap_or(own)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RouteKind {
    Http,
    Grpc,
    Tls,
    Tcp,
    Udp,
}

impl RouteKind {
    pub const ALL: [RouteKind; 5] = [RouteKind::Http, RouteKind::Grpc, RouteKind::Tls, RouteKind::Tcp, RouteKind::Udp];

    pub fn as_str(self) -> &'static str {
        match self {
            RouteKind::Http => "HTTPRoute",
            RouteKind::Grpc => "GRPCRoute",
            RouteKind::Tls => "TLSRoute",
            RouteKind::Tcp => "TCPRoute",
            RouteKind::Udp => "UDPRoute",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    pub meta: Meta,
    pub kind: RouteKind,
    pub parents: Vec<ParentRef>,
    /// Lower case; empty: the listener's.
    pub hostnames: Vec<String>,
    pub rules: Vec<RouteRule>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParentRef {
    pub target: Target,
    /// The listener, of a Gateway or ListenerSet.
    pub section: Option<String>,
    pub port: Option<u16>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteRule {
    /// Alternatives; never empty in an HTTPRoute or GRPCRoute (a rule without matches takes everything), and empty in the others.
    pub matches: Vec<RouteMatch>,
    pub filters: Vec<Filter>,
    pub backends: Vec<RouteBackend>,
}

/// Every part must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteMatch {
    pub what: MatchWhat,
    /// Names in lower case; of equal names only the first is here (HTTPHeaderMatch).
    pub headers: Vec<ValueMatch>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MatchWhat {
    Http { path: PathMatch, method: Option<String>, query: Vec<ValueMatch> },
    Grpc { service: Option<TextMatch>, method: Option<TextMatch> },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PathMatch {
    Exact(String),
    Prefix(String),
    RegularExpression(String),
}

impl PathMatch {
    pub fn text(&self) -> &str {
        match self {
            PathMatch::Exact(text) | PathMatch::Prefix(text) | PathMatch::RegularExpression(text) => text,
        }
    }

    pub fn type_name(&self) -> &'static str {
        match self {
            PathMatch::Exact(_) => "Exact",
            PathMatch::Prefix(_) => "PathPrefix",
            PathMatch::RegularExpression(_) => "RegularExpression",
        }
    }
}

/// The value of a header or query parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueMatch {
    pub name: String,
    pub value: TextMatch,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextMatch {
    Exact(String),
    RegularExpression(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteBackend {
    pub target: Target,
    pub port: Option<u16>,
    pub weight: u32,
    pub filters: Vec<Filter>,
    /// `spec.rules[0].backendRefs[0]`
    pub path: FieldPath,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    pub what: FilterWhat,
    /// `spec.rules[0].filters[0]`
    pub path: FieldPath,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FilterWhat {
    RequestHeaders(HeaderEdits),
    Redirect(Redirect),
    Rewrite {
        hostname: Option<String>,
        path: Option<PathEdit>,
    },
    Mirror(Target),
    /// Preflights are answered by the Gateway, with a status of its own choice.
    Cors,
    /// The way of the request stays: response headers.
    Neutral,
    /// One of an implementation: `ExtensionRef` and its kind, or a type that is not known.
    Other(String),
}

/// HTTPHeaderFilter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeaderEdits {
    pub set: Vec<(String, String)>,
    pub add: Vec<(String, String)>,
    pub remove: Vec<String>,
}

/// HTTPRequestRedirectFilter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    pub scheme: Option<String>,
    pub hostname: Option<String>,
    pub path: Option<PathEdit>,
    pub port: Option<u16>,
    /// 302 unless given.
    pub status: u16,
}

/// HTTPPathModifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PathEdit {
    Full(String),
    Prefix(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferenceGrant {
    pub meta: Meta,
    /// Group, kind and namespace of who may refer.
    pub from: Vec<(String, String, String)>,
    /// Group, kind and, unless all are meant, name of what may be referred to.
    pub to: Vec<(String, String, Option<String>)>,
}
