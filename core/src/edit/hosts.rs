//! Names of Services in what containers are told: `http://api:80/x`, `api.shop.svc.cluster.local`, `--upstream=api.shop:80`.

use std::ops::Range;

/// Where in a text a host is named. A single word names nothing: it may be anything.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Host {
    /// The Service's name.
    pub(super) name: Range<usize>,
    /// The namespace behind it.
    pub(super) namespace: Option<Range<usize>>,
}

/// The first host of a text of one line.
pub(super) fn host(text: &str) -> Option<Host> {
    if text.contains(['\n', ' ']) {
        return None;
    }
    let (start, host) = match text.find("://") {
        Some(scheme) => in_url(text, scheme + 3),
        None => alone(text)?,
    };
    let mut labels = host.split('.');
    let name = labels.next().filter(|name| is_label(name))?;
    let namespace = labels.next();
    // Behind a namespace stands nothing, or that these are Services.
    if namespace.is_some_and(|namespace| !is_label(namespace)) || labels.next().is_some_and(|next| next != "svc") {
        return None;
    }
    let end = start + name.len();
    Some(Host { name: start..end, namespace: namespace.map(|namespace| end + 1..end + 1 + namespace.len()) })
}

/// Behind the scheme and who asks, before port and path.
fn in_url(text: &str, from: usize) -> (usize, &str) {
    let rest = &text[from..];
    let authority = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
    let start = authority.rfind('@').map_or(0, |at| at + 1);
    let host = &authority[start..];
    (from + start, host.split(':').next().unwrap_or(host))
}

/// `host:port` or a Service's full name, alone or behind the `=` of an option.
fn alone(text: &str) -> Option<(usize, &str)> {
    let start = text.rfind('=').map_or(0, |at| at + 1);
    let value = &text[start..];
    let (host, port) = value.split_once(':').map_or((value, None), |(host, port)| (host, Some(port)));
    let is_port = port.is_some_and(|port| port.parse::<u16>().is_ok());
    let is_full = host.split('.').nth(2) == Some("svc");
    (is_port || (is_full && port.is_none())).then_some((start, host))
}

fn is_label(text: &str) -> bool {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    text.starts_with(|c: char| c.is_ascii_lowercase()) && text.chars().all(inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_found_where_only_hosts_can_stand() {
        let named = |text: &'static str| {
            host(text).map(|Host { name, namespace }| (&text[name], namespace.map(|at| &text[at])))
        };
        for (text, found) in [
            ("http://api/x", Some(("api", None))),
            ("postgres://me:secret@db.data:5432/x?y=z://q", Some(("db", Some("data")))),
            ("api.shop.svc.cluster.local", Some(("api", Some("shop")))),
            ("--upstream=api.shop:80", Some(("api", Some("shop")))),
            ("http://$(HOST)/", None),
            ("http://10.0.0.1:80/", None),
            ("http://www.example.com/", None),
            ("api", None),
            ("a: api:80", None),
            ("shop/api:1.2", None),
            ("key=value", None),
            ("://", None),
        ] {
            assert_eq!(named(text), found, "{text}");
        }
    }
}
