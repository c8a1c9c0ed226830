//! The Gateway API as its own generated types read it, in our model's shape. The defaults of its schema are written out here
//! once more: the types leave them to the API server.

use gateway_api::apis::experimental as api;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, ObjectMeta};
use serde::Serialize;
use serde_json::{Value, json};
use svcpath_core::model::*;
use svcpath_core::object::{FieldPath, ObjectRef};

use super::theirs;

const GROUP: &str = "gateway.networking.k8s.io";

/// The metadata: theirs is of another version of k8s-openapi.
fn meta(from: &impl Serialize, reference: &ObjectRef) -> Meta {
    let value = serde_json::to_value(from).expect("metadata");
    theirs::meta(&serde_json::from_value::<ObjectMeta>(value).expect("metadata"), reference)
}

/// What an enum is written as.
fn word(of: &impl Serialize) -> String {
    serde_json::to_value(of).ok().and_then(|value| value.as_str().map(str::to_owned)).expect("a word")
}

fn filled(text: &Option<String>) -> Option<String> {
    text.clone().filter(|text| !text.is_empty())
}

fn number(port: i32) -> u16 {
    u16::try_from(port).expect("a port")
}

/// A reference: each kind of object has a type of its own for it, all alike.
macro_rules! target {
    ($from:expr, $group:expr, $kind:expr) => {
        Target {
            group: $from.group.clone().unwrap_or_else(|| $group.into()),
            kind: filled(&$from.kind).unwrap_or_else(|| $kind.into()),
            namespace: filled(&$from.namespace),
            name: $from.name.clone(),
        }
    };
}

macro_rules! listeners {
    ($list:expr) => {
        $list
            .iter()
            .map(|from| {
                let allowed = from.allowed_routes.as_ref();
                let namespaces = allowed.and_then(|allowed| allowed.namespaces.as_ref());
                let kinds = allowed.iter().flat_map(|allowed| allowed.kinds.iter().flatten());
                let tls = from.tls.as_ref();
                let certificates = tls.iter().flat_map(|tls| tls.certificate_refs.iter().flatten());
                Listener {
                    name: from.name.clone(),
                    port: number(from.port),
                    protocol: protocol(&from.protocol),
                    hostname: filled(&from.hostname).map(|host| host.to_lowercase()),
                    tls: tls.is_some(),
                    passthrough: tls.and_then(|tls| tls.mode.as_ref()).map(word).as_deref() == Some("Passthrough"),
                    certificates: certificates.map(|of| target!(of, "", "Secret")).collect(),
                    tls_options: tls.and_then(|tls| tls.options.as_ref()).is_some_and(|options| !options.is_empty()),
                    allowed_namespaces: namespaces.map_or(FromNamespaces::Same, |of| {
                        from_namespaces(of.from.as_ref().map(word), &json!(of.selector), FromNamespaces::Same)
                    }),
                    allowed_kinds: kinds
                        .map(|kind| (kind.group.clone().unwrap_or_else(|| GROUP.into()), kind.kind.clone()))
                        .collect(),
                }
            })
            .collect()
    };
}

fn protocol(name: &str) -> ListenerProtocol {
    match name {
        "HTTP" => ListenerProtocol::Http,
        "HTTPS" => ListenerProtocol::Https,
        "TLS" => ListenerProtocol::Tls,
        "TCP" => ListenerProtocol::Tcp,
        "UDP" => ListenerProtocol::Udp,
        other => ListenerProtocol::Other(other.into()),
    }
}

fn from_namespaces(from: Option<String>, selector: &Value, default: FromNamespaces) -> FromNamespaces {
    match from.as_deref() {
        Some("All") => FromNamespaces::All,
        Some("Same") => FromNamespaces::Same,
        Some("None") => FromNamespaces::None,
        Some("Selector") => {
            let selector = serde_json::from_value::<LabelSelector>(selector.clone()).ok();
            FromNamespaces::Selector(selector.as_ref().map(theirs::selector))
        }
        _ => default,
    }
}

pub(crate) fn class(from: &api::gatewayclasses::GatewayClass, reference: &ObjectRef) -> GatewayClass {
    GatewayClass { meta: meta(&from.metadata, reference), controller: from.spec.controller_name.clone() }
}

pub(crate) fn gateway(from: &api::gateways::Gateway, reference: &ObjectRef) -> Gateway {
    let given = from.status.iter().flat_map(|status| status.addresses.iter().flatten()).map(|of| of.value.clone());
    let asked = from.spec.addresses.iter().flatten().filter_map(|of| filled(&of.value));
    let given: Vec<String> = given.collect();
    let allowed = from.spec.allowed_listeners.as_ref().and_then(|allowed| allowed.namespaces.as_ref());
    Gateway {
        meta: meta(&from.metadata, reference),
        class: from.spec.gateway_class_name.clone(),
        listeners: listeners!(from.spec.listeners),
        allowed_listeners: allowed.map_or(FromNamespaces::None, |of| {
            from_namespaces(of.from.as_ref().map(word), &json!(of.selector), FromNamespaces::None)
        }),
        addresses: if given.is_empty() { asked.collect() } else { given },
    }
}

pub(crate) fn listener_set(from: &api::listenersets::ListenerSet, reference: &ObjectRef) -> ListenerSet {
    ListenerSet {
        meta: meta(&from.metadata, reference),
        parent: target!(from.spec.parent_ref, GROUP, "Gateway"),
        listeners: listeners!(from.spec.listeners),
    }
}

pub(crate) fn grant(from: &api::referencegrants::ReferenceGrant, reference: &ObjectRef) -> ReferenceGrant {
    let by = from.spec.from.iter().map(|of| (of.group.clone(), of.kind.clone(), of.namespace.clone()));
    let to = from.spec.to.iter().map(|of| (of.group.clone(), of.kind.clone(), filled(&of.name)));
    ReferenceGrant { meta: meta(&from.metadata, reference), from: by.collect(), to: to.collect() }
}

macro_rules! parents {
    ($spec:expr) => {
        $spec
            .parent_refs
            .iter()
            .flatten()
            .map(|of| ParentRef {
                target: target!(of, GROUP, "Gateway"),
                section: filled(&of.section_name),
                port: of.port.map(number),
            })
            .collect()
    };
}

macro_rules! backends {
    ($list:expr, $rule:expr, $filters:expr) => {
        $list
            .enumerate()
            .map(|(i, of)| {
                let path = rule($rule).field("backendRefs").index(i);
                RouteBackend {
                    target: target!(of, "", "Service"),
                    port: of.port.map(number),
                    weight: of.weight.map_or(1, |weight| u32::try_from(weight).expect("a weight")),
                    filters: $filters(of, &path),
                    path,
                }
            })
            .collect()
    };
}

fn rule(index: usize) -> FieldPath {
    FieldPath::of("spec.rules").index(index)
}

/// Lists of names and values.
macro_rules! pairs {
    ($list:expr) => {
        $list.iter().flatten().map(|of| (of.name.clone(), of.value.clone())).collect()
    };
}

macro_rules! common_filter {
    ($from:expr) => {
        match word(&$from.r#type).as_str() {
            "RequestHeaderModifier" => {
                let of = $from.request_header_modifier.as_ref().expect("a modifier");
                let remove = of.remove.clone().unwrap_or_default();
                FilterWhat::RequestHeaders(HeaderEdits { set: pairs!(of.set), add: pairs!(of.add), remove })
            }
            "RequestMirror" => {
                let of = &$from.request_mirror.as_ref().expect("a mirror").backend_ref;
                FilterWhat::Mirror(target!(of, "", "Service"))
            }
            "ExtensionRef" => FilterWhat::Other($from.extension_ref.as_ref().expect("a reference").kind.clone()),
            "ResponseHeaderModifier" => FilterWhat::Neutral,
            "CORS" => FilterWhat::Cors,
            other => FilterWhat::Other(other.to_owned()),
        }
    };
}

macro_rules! path_edit {
    ($path:expr) => {
        $path.as_ref().map(|path| match word(&path.r#type).as_str() {
            "ReplaceFullPath" => PathEdit::Full(path.replace_full_path.clone().unwrap_or_default()),
            _ => PathEdit::Prefix(path.replace_prefix_match.clone().unwrap_or_default()),
        })
    };
}

macro_rules! http_filters {
    ($list:expr, $path:expr) => {
        $list
            .iter()
            .flatten()
            .enumerate()
            .map(|(i, from)| {
                let what = match (&from.request_redirect, &from.url_rewrite) {
                    (Some(of), _) if word(&from.r#type) == "RequestRedirect" => FilterWhat::Redirect(Redirect {
                        scheme: of.scheme.as_ref().map(word),
                        hostname: filled(&of.hostname),
                        path: path_edit!(of.path),
                        port: of.port.map(number),
                        status: of.status_code.map_or(302, |code| u16::try_from(code).expect("a status")),
                    }),
                    (_, Some(of)) if word(&from.r#type) == "URLRewrite" => {
                        FilterWhat::Rewrite { hostname: filled(&of.hostname), path: path_edit!(of.path) }
                    }
                    _ => common_filter!(from),
                };
                Filter { what, path: $path.field("filters").index(i) }
            })
            .collect()
    };
}

fn text(kind: Option<String>, value: &str) -> TextMatch {
    match kind.as_deref() {
        Some("RegularExpression") => TextMatch::RegularExpression(value.into()),
        _ => TextMatch::Exact(value.into()),
    }
}

/// Of equal names the first.
fn distinct(values: impl Iterator<Item = ValueMatch>) -> Vec<ValueMatch> {
    let mut found: Vec<ValueMatch> = Vec::new();
    for value in values {
        if found.iter().all(|known| known.name != value.name) {
            found.push(value);
        }
    }
    found
}

macro_rules! headers {
    ($list:expr) => {
        distinct($list.iter().flatten().map(|of| ValueMatch {
            name: of.name.to_lowercase(),
            value: text(of.r#type.as_ref().map(word), &of.value),
        }))
    };
}

fn http_match(from: &api::httproutes::HttpRouteRulesMatches) -> RouteMatch {
    let path = from.path.as_ref();
    let value = path.and_then(|path| filled(&path.value)).unwrap_or_else(|| "/".into());
    let path = match path.and_then(|path| path.r#type.as_ref()).map(word).as_deref() {
        Some("Exact") => PathMatch::Exact(value),
        Some("RegularExpression") => PathMatch::RegularExpression(value),
        _ => PathMatch::Prefix(value),
    };
    let query = from
        .query_params
        .iter()
        .flatten()
        .map(|of| ValueMatch { name: of.name.clone(), value: text(of.r#type.as_ref().map(word), &of.value) });
    let what = MatchWhat::Http { path, method: from.method.as_ref().map(word), query: distinct(query) };
    RouteMatch { what, headers: headers!(from.headers) }
}

pub(crate) fn http_route(from: &api::httproutes::HttpRoute, reference: &ObjectRef) -> Route {
    let everything = || http_match(&Default::default());
    let nothing_said = RouteRule { matches: vec![everything()], filters: Vec::new(), backends: Vec::new() };
    let rules = from.spec.rules.as_ref().map_or(vec![nothing_said], |rules| {
        let rules = rules.iter().enumerate().map(|(r, of)| {
            let filters = |backend: &api::httproutes::HttpRouteRulesBackendRefs, path: &FieldPath| {
                http_filters!(backend.filters, path)
            };
            let matches: Vec<RouteMatch> = of.matches.iter().flatten().map(http_match).collect();
            RouteRule {
                matches: if matches.is_empty() { vec![everything()] } else { matches },
                filters: http_filters!(of.filters, rule(r)),
                backends: backends!(of.backend_refs.iter().flatten(), r, filters),
            }
        });
        rules.collect()
    });
    Route {
        meta: meta(&from.metadata, reference),
        kind: RouteKind::Http,
        parents: parents!(from.spec),
        hostnames: lower(from.spec.hostnames.iter().flatten()),
        rules,
    }
}

fn lower<'a>(names: impl Iterator<Item = &'a String>) -> Vec<String> {
    names.map(|name| name.to_lowercase()).collect()
}

pub(crate) fn grpc_route(from: &api::grpcroutes::GrpcRoute, reference: &ObjectRef) -> Route {
    let rules = from.spec.rules.iter().flatten().enumerate().map(|(r, of)| {
        let matches = of.matches.iter().flatten().map(|from| {
            let method = from.method.as_ref();
            let kind = method.and_then(|method| method.r#type.as_ref()).map(word);
            let part = |of: Option<String>| of.map(|of| text(kind.clone(), &of));
            let what = MatchWhat::Grpc {
                service: part(method.and_then(|method| filled(&method.service))),
                method: part(method.and_then(|method| filled(&method.method))),
            };
            RouteMatch { what, headers: headers!(from.headers) }
        });
        let mut matches: Vec<RouteMatch> = matches.collect();
        if matches.is_empty() {
            let what = MatchWhat::Grpc { service: None, method: None };
            matches.push(RouteMatch { what, headers: Vec::new() });
        }
        let filters = of.filters.iter().flatten().enumerate();
        let own = |backend: &api::grpcroutes::GrpcRouteRulesBackendRefs, path: &FieldPath| {
            let filters = backend.filters.iter().flatten().enumerate();
            filters
                .map(|(i, from)| Filter { what: common_filter!(from), path: path.field("filters").index(i) })
                .collect()
        };
        RouteRule {
            matches,
            filters: filters
                .map(|(i, from)| Filter { what: common_filter!(from), path: rule(r).field("filters").index(i) })
                .collect(),
            backends: backends!(of.backend_refs.iter().flatten(), r, own),
        }
    });
    Route {
        meta: meta(&from.metadata, reference),
        kind: RouteKind::Grpc,
        parents: parents!(from.spec),
        hostnames: lower(from.spec.hostnames.iter().flatten()),
        rules: rules.collect(),
    }
}

macro_rules! stream {
    ($name:ident: $type:ty, $kind:expr, $hostnames:expr) => {
        pub(crate) fn $name(from: &$type, reference: &ObjectRef) -> Route {
            let rules = from.spec.rules.iter().enumerate().map(|(r, of)| RouteRule {
                matches: Vec::new(),
                filters: Vec::new(),
                backends: backends!(of.backend_refs.iter(), r, |_, _| Vec::new()),
            });
            Route {
                meta: meta(&from.metadata, reference),
                kind: $kind,
                parents: parents!(from.spec),
                hostnames: $hostnames(from),
                rules: rules.collect(),
            }
        }
    };
}

stream!(tls_route: api::tlsroutes::TlsRoute, RouteKind::Tls, |from: &api::tlsroutes::TlsRoute| lower(
    from.spec.hostnames.iter()
));
stream!(tcp_route: api::tcproutes::TcpRoute, RouteKind::Tcp, |_| Vec::new());
stream!(udp_route: api::udproutes::UdpRoute, RouteKind::Udp, |_| Vec::new());
