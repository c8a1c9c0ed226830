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

/// The hosts of a text: the first of a word, and of a command line or a script that of each word.
pub(super) fn hosts(text: &str) -> Vec<Host> {
    if let Some(host) = host(text) {
        return vec![host];
    }
    let mut found = Vec::new();
    let mut at = 0;
    for word in text.split(|c: char| c.is_whitespace() || BETWEEN_WORDS.contains(&c)) {
        let placed = |part: Range<usize>| part.start + at..part.end + at;
        found.extend(
            host(word).map(|Host { name, namespace }| Host { name: placed(name), namespace: namespace.map(placed) }),
        );
        at += word.len();
        at += text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    }
    found
}

/// What ends a word for a shell, but is never a part of a host.
const BETWEEN_WORDS: [char; 9] = ['"', '\'', '`', ';', '|', '(', ')', '<', '>'];

/// The first host of a text of one word.
fn host(text: &str) -> Option<Host> {
    if text.contains(['\n', ' ']) {
        return None;
    }
    let (start, host) = match text.find("://") {
        Some(scheme) => in_url(text, scheme + 3),
        None => alone(text)?,
    };
    let Reading { service, namespace, full, .. } = readings(host).into_iter().next()?;
    let label = |part: Option<Range<usize>>| part.filter(|part| host.get(part.clone()).is_some_and(is_label));
    let placed = |part: Range<usize>| part.start + start..part.end + start;
    let name = label(service)?;
    // Before the name stands nothing, unless this is a name in full.
    if !full && name.start > 0 {
        return None;
    }
    let namespace = match namespace {
        Some(part) => Some(label(Some(part))?),
        None => None,
    };
    Some(Host { name: placed(name), namespace: namespace.map(placed) })
}

/// What a host of a cluster may stand for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Reading {
    /// The host name of a pod behind the Service.
    pub(super) pod: Option<Range<usize>>,
    pub(super) service: Option<Range<usize>>,
    /// `None`: that of who asks.
    pub(super) namespace: Option<Range<usize>>,
    /// It says that it is the cluster's.
    pub(super) full: bool,
}

/// Every way to read a host, the likeliest first: `api`, `api.shop`, `db-0.db.shop.svc.cluster.local`, `_http._tcp.api`.
pub(super) fn readings(host: &str) -> Vec<Reading> {
    let mut at = 0;
    let mut labels: Vec<(&str, Range<usize>)> = Vec::new();
    for label in host.split('.') {
        labels.push((label, at..at + label.len()));
        at += label.len() + 1;
    }
    // Port and protocol of an SRV record.
    let labels =
        labels.get(labels.iter().take_while(|(label, _)| label.starts_with('_')).count()..).unwrap_or_default();
    let part = |index: usize| labels.get(index).map(|(_, range)| range.clone());
    let kind = labels.iter().position(|(label, _)| matches!(*label, "svc" | "pod")).filter(|at| *at > 1);
    if let Some(at) = kind {
        let namespace = part(at - 1);
        let is_pod = part(at).and_then(|kind| host.get(kind)) == Some("pod");
        let service = part(at - 2).filter(|_| !is_pod);
        let pod = at.checked_sub(3).and_then(part).filter(|_| !is_pod);
        return vec![Reading { pod, service, namespace, full: true }];
    }
    let reading = |pod: Option<usize>, service: usize, namespace: Option<usize>| Reading {
        pod: pod.and_then(part),
        service: part(service),
        namespace: namespace.and_then(part),
        full: false,
    };
    match labels.len() {
        1 => vec![reading(None, 0, None)],
        2 => vec![reading(None, 0, Some(1)), reading(Some(0), 1, None)],
        3 => vec![reading(Some(0), 1, Some(2))],
        _ => Vec::new(),
    }
}

/// Behind the scheme and who asks, before port and path.
pub(super) fn in_url(text: &str, from: usize) -> (usize, &str) {
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
    let is_full = readings(host).first().is_some_and(|reading| reading.full);
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
    fn a_host_is_read_in_every_way_it_may_be_meant() {
        let parts = |host: &'static str| -> Vec<String> {
            let part = |range: Option<Range<usize>>| range.and_then(|range| host.get(range)).unwrap_or("-");
            let said = |r: Reading| format!("{} {} {} {}", part(r.pod), part(r.service), part(r.namespace), r.full);
            readings(host).into_iter().map(said).collect()
        };
        assert_eq!(parts("api"), ["- api - false"]);
        assert_eq!(parts("api.shop"), ["- api shop false", "api shop - false"]);
        assert_eq!(parts("db-0.db.shop"), ["db-0 db shop false"]);
        assert_eq!(parts("api.shop.svc"), ["- api shop true"]);
        assert_eq!(parts("db-0.db.shop.svc.cluster.local."), ["db-0 db shop true"]);
        assert_eq!(parts("_http._tcp.api.shop.svc.cluster.local"), ["- api shop true"]);
        assert_eq!(parts("10-0-0-1.shop.pod.cluster.local"), ["- - shop true"]);
        assert_eq!(parts("10.0.0.1"), Vec::<String>::new());
    }

    #[test]
    fn hosts_are_found_where_only_hosts_can_stand() {
        let named = |text: &'static str| {
            host(text).map(|Host { name, namespace }| (&text[name], namespace.map(|at| &text[at])))
        };
        for (text, found) in [
            ("http://api/x", Some(("api", None))),
            ("postgres://me:secret@db.data:5432/x?y=z://q", Some(("db", Some("data")))),
            ("api.shop.svc.cluster.local", Some(("api", Some("shop")))),
            ("db-0.db.shop.svc:5432", Some(("db", Some("shop")))),
            ("--upstream=api.shop:80", Some(("api", Some("shop")))),
            ("http://$(HOST)/", None),
            ("http://10.0.0.1:80/", None),
            ("http://www.example.com/", None),
            ("api", None),
            ("a: api:80", None),
            ("shop/api:1.2", None),
            ("10-0-0-1.shop.pod", None),
            ("key=value", None),
            ("://", None),
        ] {
            assert_eq!(named(text), found, "{text}");
        }
    }

    #[test]
    fn every_word_of_a_script_may_name_a_host() {
        let named =
            |text: &'static str| -> Vec<&str> { hosts(text).into_iter().map(|host| &text[host.name]).collect() };
        for (text, found) in [
            ("server --upstream=api:80\n", &["api"][..]),
            ("set -e\ncurl -H 'Host: web:80' \"http://api/x y\";echo\u{3000}db.data:5432|cat", &["web", "api", "db"]),
            ("x=$(nc api:80 <db.shop.svc)", &["api", "db"]),
            ("{\"url\": \"http://api\"}", &["api"]),
            // One word is read as it always was.
            ("http://me:a;b@api/", &["api"]),
            ("api and web", &[]),
        ] {
            assert_eq!(named(text), found, "{text}");
        }
    }
}
