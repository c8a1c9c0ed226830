//! Whether a match of a rule takes a request, and how it ranks (docs/semantics/l7.md 3.8 to 3.10).

use regex_lite::Regex;

use crate::model::{MatchWhat, PathMatch, RouteMatch, TextMatch, ValueMatch};
use crate::route::l7::{begins_with, path_of};
use crate::trace::{Http, WhyNot};

/// Why a match does not take a request; an error is a pattern that cannot be read.
pub(super) fn misses(rule: &RouteMatch, http: &Http, grpc: bool) -> Result<Option<WhyNot>, String> {
    match &rule.what {
        MatchWhat::Http { path, method, query } => {
            if !path_fits(path, path_of(&http.path))? {
                return Ok(Some(WhyNot::PathDiffers));
            }
            if method.as_ref().is_some_and(|method| *method != http.method) {
                return Ok(Some(WhyNot::MethodDiffers));
            }
            if !headers_fit(&rule.headers, http)? {
                return Ok(Some(WhyNot::HeaderDiffers));
            }
            for parameter in query {
                // Of a parameter that comes twice the first counts.
                let asked = parameters(&http.path).find(|(name, _)| *name == parameter.name);
                if !value_fits(parameter, asked.map(|(_, value)| value))? {
                    return Ok(Some(WhyNot::QueryDiffers));
                }
            }
            Ok(None)
        }
        MatchWhat::Grpc { service, method } => {
            if !grpc {
                return Ok(Some(WhyNot::ProtocolDiffers));
            }
            let (asked_service, asked_method) = grpc_method(&http.path);
            for (wanted, asked) in [(service, asked_service), (method, asked_method)] {
                if let Some(wanted) = wanted
                    && !text_fits(wanted, asked)?
                {
                    return Ok(Some(WhyNot::MethodDiffers));
                }
            }
            Ok((!headers_fit(&rule.headers, http)?).then_some(WhyNot::HeaderDiffers))
        }
    }
}

/// The larger takes precedence. An HTTPRoute's: Exact, length of the path, a method, headers, query parameters; a GRPCRoute's:
/// characters of the service, of the method, headers. The two kinds never meet at one hostname.
pub(super) type Rank = [usize; 5];

pub(super) fn rank(rule: &RouteMatch) -> Rank {
    let length = |text: &Option<TextMatch>| match text {
        Some(TextMatch::Exact(text) | TextMatch::RegularExpression(text)) => text.len(),
        None => 0,
    };
    match &rule.what {
        MatchWhat::Http { path, method, query } => {
            let exact = usize::from(matches!(path, PathMatch::Exact(_)));
            [exact, path.text().len(), usize::from(method.is_some()), rule.headers.len(), query.len()]
        }
        MatchWhat::Grpc { service, method } => [length(service), length(method), rule.headers.len(), 0, 0],
    }
}

/// `/api (PathPrefix) GET x-version=2 ?beta=1`
pub(super) fn text(rule: &RouteMatch) -> String {
    let written = |text: &TextMatch| match text {
        TextMatch::Exact(text) => text.clone(),
        TextMatch::RegularExpression(text) => format!("~{text}"),
    };
    let mut parts = Vec::new();
    match &rule.what {
        MatchWhat::Http { path, method, query } => {
            parts.push(format!("{} ({})", path.text(), path.type_name()));
            parts.extend(method.clone());
            parts.extend(rule.headers.iter().map(|header| format!("{}={}", header.name, written(&header.value))));
            parts.extend(query.iter().map(|query| format!("?{}={}", query.name, written(&query.value))));
        }
        MatchWhat::Grpc { service, method } => {
            let part = |text: &Option<TextMatch>| text.as_ref().map_or_else(|| "*".to_owned(), written);
            parts.push(format!("{}/{}", part(service), part(method)));
            parts.extend(rule.headers.iter().map(|header| format!("{}={}", header.name, written(&header.value))));
        }
    }
    parts.join(" ")
}

fn path_fits(rule: &PathMatch, path: &str) -> Result<bool, String> {
    match rule {
        PathMatch::Exact(exact) => Ok(path == exact),
        PathMatch::Prefix(prefix) => Ok(begins_with(path, prefix)),
        PathMatch::RegularExpression(pattern) => pattern_fits(pattern, path),
    }
}

fn headers_fit(headers: &[ValueMatch], http: &Http) -> Result<bool, String> {
    for header in headers {
        let asked = http.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(&header.name));
        if !value_fits(header, asked.map(|(_, value)| value.as_str()))? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn value_fits(wanted: &ValueMatch, asked: Option<&str>) -> Result<bool, String> {
    asked.map_or(Ok(false), |asked| text_fits(&wanted.value, asked))
}

fn text_fits(wanted: &TextMatch, asked: &str) -> Result<bool, String> {
    match wanted {
        TextMatch::Exact(text) => Ok(text == asked),
        TextMatch::RegularExpression(pattern) => pattern_fits(pattern, asked),
    }
}

/// The whole text, as Envoy's safe_regex does; the specification leaves the dialect open.
fn pattern_fits(pattern: &str, text: &str) -> Result<bool, String> {
    let whole = Regex::new(&format!("^(?:{pattern})$")).map_err(|_| pattern.to_owned())?;
    Ok(whole.is_match(text))
}

/// Names and values of the query, as they are written.
fn parameters(target: &str) -> impl Iterator<Item = (&str, &str)> {
    let query = target.split_once('?').map_or("", |(_, query)| query);
    let query = query.split_once('#').map_or(query, |(query, _)| query);
    query.split('&').filter(|pair| !pair.is_empty()).map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

/// `/package.Service/Method`
fn grpc_method(target: &str) -> (&str, &str) {
    let path = path_of(target);
    path.strip_prefix('/').unwrap_or(path).split_once('/').unwrap_or((path, ""))
}
