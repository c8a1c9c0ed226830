//! Routes of every kind: parents, hostnames, matches, filters, backends.

use super::super::cursor::Cursor;
use super::super::{form, meta};
use super::target;
use crate::model::{
    Filter, FilterWhat, GATEWAY_GROUP, HeaderEdits, MatchWhat, ParentRef, PathEdit, PathMatch, Redirect, Route,
    RouteBackend, RouteKind, RouteMatch, RouteRule, TextMatch, ValueMatch,
};
use crate::problem::{Problem, Rule, grammar};

const MATCH_TYPES: [(&str, bool); 2] = [("Exact", false), ("RegularExpression", true)];
const METHODS: [(&str, ()); 9] = [
    ("GET", ()),
    ("HEAD", ()),
    ("POST", ()),
    ("PUT", ()),
    ("DELETE", ()),
    ("CONNECT", ()),
    ("OPTIONS", ()),
    ("TRACE", ()),
    ("PATCH", ()),
];
const HTTP_FILTERS: [(&str, ()); 8] = [
    ("RequestHeaderModifier", ()),
    ("ResponseHeaderModifier", ()),
    ("RequestRedirect", ()),
    ("URLRewrite", ()),
    ("RequestMirror", ()),
    ("CORS", ()),
    ("ExternalAuth", ()),
    ("ExtensionRef", ()),
];
const GRPC_FILTERS: [(&str, ()); 4] =
    [("RequestHeaderModifier", ()), ("ResponseHeaderModifier", ()), ("RequestMirror", ()), ("ExtensionRef", ())];
/// What a redirect may answer with, of the numbers between the first and the last.
const REDIRECTS: [(&str, u16); 5] = [("301", 301), ("302", 302), ("303", 303), ("307", 307), ("308", 308)];
const HEAVIEST: i64 = 1_000_000;
const FOUND: u16 = 302;
/// The most entries of lists: of `parentRefs`, of `matches`, of any other.
const PARENTS: usize = 32;
const MATCHES: usize = 64;
const ENTRIES: usize = 16;

pub(in crate::decode) fn decode(root: &Cursor<'_>, kind: RouteKind) -> Route {
    let mut route =
        Route { meta: meta::decode(root), kind, parents: Vec::new(), hostnames: Vec::new(), rules: Vec::new() };
    let Some(spec) = root.field("spec") else { return route };
    let parents = limited(&spec, "parentRefs", PARENTS);
    route.parents.extend(parents.iter().flat_map(Cursor::objects).map(|written| parent(&written)));
    if matches!(kind, RouteKind::Http | RouteKind::Grpc | RouteKind::Tls) {
        limited(&spec, "hostnames", ENTRIES);
        form::check_hosts(&spec, "hostnames");
        route.hostnames.extend(spec.strings("hostnames").iter().map(|host| host.to_ascii_lowercase()));
    }
    match limited(&spec, "rules", ENTRIES) {
        Some(rules) => route.rules.extend(rules.objects().map(|written| rule(&written, kind))),
        // Of an HTTPRoute the schema fills in one rule that takes everything and names no backend.
        None if matches!(kind, RouteKind::Http) => {
            route.rules.push(RouteRule { matches: vec![everything(kind)], filters: Vec::new(), backends: Vec::new() });
        }
        None if matches!(kind, RouteKind::Grpc) => {}
        None => spec.missing("rules"),
    }
    route
}

/// A list that may have so many entries; those beyond are a problem, and read all the same.
fn limited<'c>(holder: &'c Cursor<'_>, name: &'static str, most: usize) -> Option<Cursor<'c>> {
    holder.list(name).inspect(|list| {
        list.check_length(most);
    })
}

fn parent(written: &Cursor<'_>) -> ParentRef {
    form::check_subdomain(written, "sectionName");
    ParentRef {
        target: target(written, GATEWAY_GROUP, "Gateway"),
        section: written.filled("sectionName"),
        port: written.get("port").and_then(|_| written.port("port")),
    }
}

fn rule(written: &Cursor<'_>, kind: RouteKind) -> RouteRule {
    let matches = match kind {
        RouteKind::Http => matches(written, kind, http_match),
        RouteKind::Grpc => matches(written, kind, grpc_match),
        RouteKind::Tls | RouteKind::Tcp | RouteKind::Udp => Vec::new(),
    };
    if kind == RouteKind::Http {
        check_timeouts(written);
    }
    let backends = limited(written, "backendRefs", ENTRIES);
    let backends = backends.iter().flat_map(Cursor::objects).map(|written| RouteBackend {
        target: target(&written, "", "Service"),
        port: written.get("port").and_then(|_| written.port("port")),
        weight: weight(&written),
        filters: filters(&written, kind),
        path: written.path(),
    });
    RouteRule { matches, filters: filters(written, kind), backends: backends.collect() }
}

/// Of a rule without matches: one that takes everything.
fn matches(rule: &Cursor<'_>, kind: RouteKind, read: fn(&Cursor<'_>) -> RouteMatch) -> Vec<RouteMatch> {
    let list = limited(rule, "matches", MATCHES);
    let matches: Vec<RouteMatch> = list.iter().flat_map(Cursor::objects).map(|written| read(&written)).collect();
    if matches.is_empty() { vec![everything(kind)] } else { matches }
}

fn everything(kind: RouteKind) -> RouteMatch {
    let what = match kind {
        RouteKind::Grpc => MatchWhat::Grpc { service: None, method: None },
        RouteKind::Http | RouteKind::Tls | RouteKind::Tcp | RouteKind::Udp => {
            MatchWhat::Http { path: PathMatch::Prefix("/".into()), method: None, query: Vec::new() }
        }
    };
    RouteMatch { what, headers: Vec::new() }
}

/// They change no route.
fn check_timeouts(rule: &Cursor<'_>) {
    if let Some(timeouts) = rule.field("timeouts") {
        for name in ["request", "backendRequest"] {
            form::filled(&timeouts, name, Rule::Duration, grammar::is_duration);
        }
    }
}

fn weight(written: &Cursor<'_>) -> u32 {
    let weight = written.get("weight").and_then(|_| written.int_between("weight", 0, HEAVIEST));
    weight.and_then(|weight| u32::try_from(weight).ok()).unwrap_or(1)
}

fn http_match(written: &Cursor<'_>) -> RouteMatch {
    const PATHS: [(&str, u8); 3] = [("Exact", 0), ("PathPrefix", 1), ("RegularExpression", 2)];
    let path = written.field("path");
    let kind = path.as_ref().and_then(|path| path.choice("type", &PATHS));
    let value = path.as_ref().and_then(|path| path.filled("value")).unwrap_or_else(|| "/".into());
    if kind != Some(2)
        && let Some(place) = path.as_ref().and_then(|path| path.get("value"))
    {
        if !value.starts_with('/') {
            place.invalid(Rule::AbsolutePath);
        }
        form::check_path(&place);
        form::check(&place, Rule::PathCharacters, grammar::is_url_path);
    }
    let path = match kind {
        Some(0) => PathMatch::Exact(value),
        Some(2) => PathMatch::RegularExpression(value),
        Some(_) | None => PathMatch::Prefix(value),
    };
    let method = named(written, "method", &METHODS);
    let what = MatchWhat::Http { path, method, query: values(written, "queryParams", false) };
    RouteMatch { what, headers: values(written, "headers", true) }
}

/// One of a closed set of names. Anything else is a problem, and read all the same.
fn named(holder: &Cursor<'_>, name: &'static str, choices: &[(&'static str, ())]) -> Option<String> {
    holder.choice(name, choices);
    let text = holder.get(name)?.raw_text()?;
    (!text.is_empty()).then(|| text.to_owned())
}

fn grpc_match(written: &Cursor<'_>) -> RouteMatch {
    let of = written.field("method");
    let regular = of.as_ref().and_then(|of| of.choice("type", &MATCH_TYPES)).unwrap_or(false);
    let text = |name| of.as_ref().and_then(|of| of.filled(name)).map(|text| text_match(text, regular));
    let what = MatchWhat::Grpc { service: text("service"), method: text("method") };
    RouteMatch { what, headers: values(written, "headers", true) }
}

fn text_match(text: String, regular: bool) -> TextMatch {
    if regular { TextMatch::RegularExpression(text) } else { TextMatch::Exact(text) }
}

/// Of equal names only the first counts. Headers' names have no case.
fn values(holder: &Cursor<'_>, of: &'static str, headers: bool) -> Vec<ValueMatch> {
    let list = limited(holder, of, ENTRIES);
    let mut values: Vec<ValueMatch> = Vec::new();
    for written in list.iter().flat_map(Cursor::objects) {
        let regular = written.choice("type", &MATCH_TYPES).unwrap_or(false);
        let Some(name) = written.filled("name") else {
            written.missing("name");
            continue;
        };
        form::check_field(&written, "name", Rule::HeaderName, grammar::is_header_name);
        let name = if headers { name.to_ascii_lowercase() } else { name };
        let value = text_match(value(&written), regular);
        if !values.iter().any(|known| known.name == name) {
            values.push(ValueMatch { name, value });
        }
    }
    values
}

/// The value of a header or parameter, which is never empty.
fn value(written: &Cursor<'_>) -> String {
    written.filled("value").unwrap_or_else(|| {
        written.missing("value");
        String::new()
    })
}

/// Routes of connections have none.
fn filters(holder: &Cursor<'_>, kind: RouteKind) -> Vec<Filter> {
    if !matches!(kind, RouteKind::Http | RouteKind::Grpc) {
        return Vec::new();
    }
    let list = limited(holder, "filters", ENTRIES);
    let types: &[_] = if kind == RouteKind::Grpc { &GRPC_FILTERS } else { &HTTP_FILTERS };
    list.iter().flat_map(Cursor::objects).map(|written| filter(&written, types)).collect()
}

fn filter(written: &Cursor<'_>, types: &[(&'static str, ())]) -> Filter {
    let named = named(written, "type", types);
    let kind = named.as_deref().unwrap_or_default();
    let body = |name: &'static str| {
        let body = written.field(name);
        if body.is_none() {
            written.missing(name);
        }
        body
    };
    let what = match kind {
        "RequestHeaderModifier" => FilterWhat::RequestHeaders(
            body("requestHeaderModifier").map(|body| header_edits(&body)).unwrap_or_default(),
        ),
        "RequestRedirect" => match body("requestRedirect") {
            Some(body) => FilterWhat::Redirect(redirect(&body)),
            None => FilterWhat::Other(kind.to_owned()),
        },
        "URLRewrite" => {
            let body = body("urlRewrite");
            if let Some(body) = &body {
                form::check_subdomain(body, "hostname");
            }
            FilterWhat::Rewrite {
                hostname: body.as_ref().and_then(|body| body.filled("hostname")),
                path: body.as_ref().and_then(path_edit),
            }
        }
        "RequestMirror" => {
            let mirror = body("requestMirror");
            if let Some(mirror) = &mirror {
                mirror.int_between("percent", 0, 100);
            }
            match mirror.as_ref().and_then(|mirror| mirror.field("backendRef")) {
                Some(backend) => FilterWhat::Mirror(target(&backend, "", "Service")),
                None => {
                    if let Some(mirror) = mirror {
                        mirror.missing("backendRef");
                    }
                    FilterWhat::Neutral
                }
            }
        }
        "ResponseHeaderModifier" => FilterWhat::Neutral,
        "CORS" => FilterWhat::Cors,
        "ExtensionRef" => {
            let of = body("extensionRef").map(|body| target(&body, "", ""));
            FilterWhat::Other(of.map_or_else(|| kind.to_owned(), |of| of.kind))
        }
        _ => {
            if named.is_none() {
                written.missing("type");
            }
            FilterWhat::Other(kind.to_owned())
        }
    };
    Filter { what, path: written.path() }
}

fn header_edits(body: &Cursor<'_>) -> HeaderEdits {
    let pairs = |name| {
        let list = limited(body, name, ENTRIES);
        list.iter().flat_map(Cursor::objects).filter_map(|pair| header(&pair)).collect()
    };
    let (set, add) = (pairs("set"), pairs("add"));
    limited(body, "remove", ENTRIES);
    HeaderEdits { set, add, remove: body.strings("remove") }
}

fn header(pair: &Cursor<'_>) -> Option<(String, String)> {
    let name = form::filled(pair, "name", Rule::HeaderName, grammar::is_header_name);
    if name.is_none() {
        pair.missing("name");
    }
    let value = value(pair);
    Some((name?, value))
}

fn redirect(body: &Cursor<'_>) -> Redirect {
    form::check_subdomain(body, "hostname");
    Redirect {
        scheme: body.choice("scheme", &[("http", "http"), ("https", "https")]).map(str::to_owned),
        hostname: body.filled("hostname"),
        path: path_edit(body),
        port: body.get("port").and_then(|_| body.port("port")),
        status: status(body).unwrap_or(FOUND),
    }
}

fn status(body: &Cursor<'_>) -> Option<u16> {
    let status = body.int_between("statusCode", 301, 308)?;
    let found = REDIRECTS.iter().find(|(_, known)| i64::from(*known) == status);
    if found.is_none() {
        let supported = REDIRECTS.iter().map(|(text, _)| *text).collect();
        body.get("statusCode")?.problem(Problem::Unsupported { value: status.to_string(), supported });
    }
    found.map(|(_, status)| *status)
}

fn path_edit(body: &Cursor<'_>) -> Option<PathEdit> {
    let path = body.field("path")?;
    let text = |name| path.string(name).unwrap_or_default();
    match path.choice("type", &[("ReplaceFullPath", true), ("ReplacePrefixMatch", false)])? {
        true => Some(PathEdit::Full(text("replaceFullPath"))),
        false => Some(PathEdit::Prefix(text("replacePrefixMatch"))),
    }
}
