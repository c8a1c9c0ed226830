//! What a rule's filters make of a request (docs/semantics/l7.md 3.13 to 3.15).

use crate::model::{Filter, FilterWhat, HeaderEdits, PathEdit, PathMatch, Redirect};
use crate::object::{Evidence, ObjectRef};
use crate::reason::{Gap, GatewayReason, Reason};
use crate::route::l7::{End, path_of};
use crate::route::walk::Note;
use crate::trace::{Decision, Http, Stage, Verdict};

/// A request on its way through the filters of a rule and then of a backend.
#[derive(Debug, Clone)]
pub(super) struct Filtered<'r> {
    /// The route.
    pub(super) object: &'r ObjectRef,
    /// As the client sent it: what redirects leave as it is.
    pub(super) asked: &'r Http,
    /// The port of the listener.
    pub(super) port: u16,
    /// What the rule matched the path by.
    pub(super) matched: Option<&'r PathMatch>,
    pub(super) request: Http,
    pub(super) notes: Vec<Note>,
}

impl Filtered<'_> {
    /// Goes through filters in their order; `Some`: one of them ends it.
    pub(super) fn through(&mut self, filters: &[Filter]) -> Option<End> {
        for filter in filters {
            let evidence = Evidence::at(self.object, filter.path.clone());
            let note = |decision, reason| Note::new(Stage::Gateway, decision, reason).because([evidence.clone()]);
            let told = |reason| note(Decision::Match, Reason::Gateway(reason));
            match &filter.what {
                FilterWhat::Neutral => {}
                FilterWhat::Cors if !is_preflight(self.asked) => {}
                FilterWhat::Cors => {
                    let what = Gap::Field { kind: self.object.kind.clone(), field: filter.path.to_string() };
                    let note = note(Decision::Unknown, Reason::NotModelled { what });
                    return Some(End::Answer { verdict: Verdict::Unknown, status: None, location: None, note });
                }
                FilterWhat::Mirror(target) => {
                    let service = format!("{}/{}", target.namespace_or(&self.object.namespace), target.name);
                    self.notes.push(told(GatewayReason::RouteMirrored { service }));
                }
                FilterWhat::RequestHeaders(edits) => {
                    edit(&mut self.request, edits);
                    let set = edited_headers(&self.request, edits);
                    self.notes.push(told(GatewayReason::RouteHeaders { set, removed: edits.remove.clone() }));
                }
                FilterWhat::Rewrite { hostname, path } => {
                    let path = self.edited(path.as_ref());
                    self.notes.push(told(GatewayReason::RouteRewritten { host: hostname.clone(), path: path.clone() }));
                    self.request.path = path;
                    if let Some(hostname) = hostname {
                        self.request.host.clone_from(hostname);
                    }
                }
                FilterWhat::Redirect(redirect) => {
                    let reason = GatewayReason::RouteRedirect { route: self.object.titled() };
                    let note = note(Decision::Redirect, Reason::Gateway(reason));
                    let (status, location) = (Some(redirect.status), Some(self.location(redirect)));
                    return Some(End::Answer { verdict: Verdict::Redirected, status, location, note });
                }
                FilterWhat::Other(kind) => {
                    let what = Gap::Field { kind: kind.clone(), field: filter.path.to_string() };
                    let note = note(Decision::Unknown, Reason::NotModelled { what });
                    return Some(End::Answer { verdict: Verdict::Unknown, status: None, location: None, note });
                }
            }
        }
        None
    }

    /// Where a redirect sends the client: port as given, else the scheme's own where one is given, else the listener's
    /// (HTTPRequestRedirectFilter in apis/v1/httproute_types.go).
    fn location(&self, redirect: &Redirect) -> String {
        let asked = if self.asked.tls { "https" } else { "http" };
        let scheme = redirect.scheme.as_deref().unwrap_or(asked);
        let known: u16 = if scheme == "https" { 443 } else { 80 };
        let port = redirect.port.unwrap_or(if redirect.scheme.is_some() { known } else { self.port });
        let host = redirect.hostname.as_deref().unwrap_or(&self.asked.host);
        let port = if port == known { String::new() } else { format!(":{port}") };
        format!("{scheme}://{host}{port}{}", self.edited(redirect.path.as_ref()))
    }

    /// The path and query after an edit.
    fn edited(&self, edit: Option<&PathEdit>) -> String {
        let target = self.request.path.as_str();
        let path = path_of(target);
        let rest = target.strip_prefix(path).unwrap_or_default();
        match edit {
            None => target.to_owned(),
            Some(PathEdit::Full(full)) => format!("{full}{rest}"),
            Some(PathEdit::Prefix(prefix)) => {
                let matched = match self.matched {
                    Some(PathMatch::Prefix(matched)) => matched,
                    // The schema forbids it with any other match.
                    Some(PathMatch::Exact(_) | PathMatch::RegularExpression(_)) | None => return target.to_owned(),
                };
                format!("{}{rest}", replaced(path, matched, prefix))
            }
        }
    }
}

/// What a browser asks before the request that it is about (the Fetch standard, CORS-preflight fetch).
fn is_preflight(http: &Http) -> bool {
    let has = |name: &str| http.headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name));
    http.method == "OPTIONS" && has("origin") && has("access-control-request-method")
}

/// `ReplacePrefixMatch`: elements are replaced, and slashes do not double (table of HTTPPathModifier).
fn replaced(path: &str, matched: &str, prefix: &str) -> String {
    let matched = matched.strip_suffix('/').unwrap_or(matched);
    let rest = path.strip_prefix(matched).unwrap_or_default();
    let joined = if rest.is_empty() {
        prefix.to_owned()
    } else {
        format!("{}{rest}", prefix.strip_suffix('/').unwrap_or(prefix))
    };
    if joined.is_empty() { "/".into() } else { joined }
}

/// HTTPHeaderFilter: names have no case, and what is added stands behind the values that are there.
fn edit(request: &mut Http, edits: &HeaderEdits) {
    let headers = &mut request.headers;
    for (name, value) in &edits.set {
        headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        headers.push((name.clone(), value.clone()));
    }
    for (name, value) in &edits.add {
        match headers.iter_mut().rfind(|(known, _)| known.eq_ignore_ascii_case(name)) {
            Some((_, known)) => *known = format!("{known},{value}"),
            None => headers.push((name.clone(), value.clone())),
        }
    }
    headers.retain(|(known, _)| !edits.remove.iter().any(|name| known.eq_ignore_ascii_case(name)));
}

/// The headers that were set or added, as they are then.
fn edited_headers(request: &Http, edits: &HeaderEdits) -> Vec<String> {
    let named = |name: &str| edits.set.iter().chain(&edits.add).any(|(edited, _)| edited.eq_ignore_ascii_case(name));
    let edited = request.headers.iter().filter(|(name, _)| named(name));
    edited.map(|(name, value)| format!("{name}: {value}")).collect()
}

#[cfg(test)]
mod tests {
    use super::replaced;

    /// The table of HTTPPathModifier in apis/v1/httproute_types.go.
    #[test]
    fn a_prefix_is_replaced_element_by_element() {
        for (path, matched, prefix, expected) in [
            ("/foo/bar", "/foo", "/xyz", "/xyz/bar"),
            ("/foo/bar", "/foo", "/xyz/", "/xyz/bar"),
            ("/foo/bar", "/foo/", "/xyz", "/xyz/bar"),
            ("/foo/bar", "/foo/", "/xyz/", "/xyz/bar"),
            ("/foo", "/foo", "/xyz", "/xyz"),
            ("/foo/", "/foo", "/xyz", "/xyz/"),
            ("/foo/bar", "/foo", "", "/bar"),
            ("/foo/", "/foo", "", "/"),
            ("/foo", "/foo", "", "/"),
            ("/foo/", "/foo", "/", "/"),
            ("/foo", "/foo", "/", "/"),
            ("/bar", "/", "/xyz", "/xyz/bar"),
        ] {
            assert_eq!(replaced(path, matched, prefix), expected, "{path} {matched} {prefix}");
        }
    }
}
