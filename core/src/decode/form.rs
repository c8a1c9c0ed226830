//! The forms of hosts, paths and names that entries from outside are told, as the API server takes them (pkg/apis/networking/
//! validation; of pods pkg/apis/core/validation; for the Gateway API the schemas of kubernetes-sigs/gateway-api apis/v1).

use super::cursor::Cursor;
use super::scalar::address;
use crate::problem::{Rule, grammar};

/// What no path that is compared as it is may have in it, for clients and proxies take it out.
const NEVER_INSIDE: [&str; 5] = ["//", "/./", "/../", "%2f", "%2F"];
const NEVER_AT_THE_END: [&str; 2] = ["/..", "/."];

/// Each of the hosts in a list.
pub(super) fn check_hosts(holder: &Cursor<'_>, name: &'static str) {
    let list = holder.list(name);
    list.iter().flat_map(Cursor::items).for_each(|host| check_host(&host));
}

/// A host, or `*.` and a host.
pub(super) fn check_host(host: &Cursor<'_>) {
    if host.raw_text().is_some_and(|text| text.contains('*')) {
        check(host, Rule::WildcardSubdomain, grammar::is_wildcard);
    } else {
        check(host, Rule::Subdomain, grammar::is_subdomain);
    }
}

pub(super) fn check_no_address(host: &Cursor<'_>) {
    check(host, Rule::HostName, |text| address(text).is_none());
}

/// The name of another object, most of which are subdomains.
pub(super) fn check_subdomain(holder: &Cursor<'_>, name: &'static str) {
    check_field(holder, name, Rule::Subdomain, grammar::is_subdomain);
}

/// What is written, where anything is; the empty text is as good as nothing.
pub(super) fn check_field(holder: &Cursor<'_>, name: &'static str, rule: Rule, fits: fn(&str) -> bool) {
    if let Some(field) = holder.get(name).filter(|field| field.raw_text() != Some("")) {
        check(&field, rule, fits);
    }
}

/// As [`Cursor::filled`], and what is written is held against the rule: one look at the field, for what every pod has.
pub(super) fn filled(holder: &Cursor<'_>, name: &'static str, rule: Rule, fits: fn(&str) -> bool) -> Option<String> {
    let field = holder.get(name)?;
    let text = field.text().filter(|text| !text.is_empty())?;
    if !fits(text) {
        field.invalid(rule);
    }
    Some(text.to_owned())
}

/// A path that is compared as it is.
pub(super) fn check_path(path: &Cursor<'_>) {
    let Some(text) = path.raw_text() else { return };
    for part in NEVER_INSIDE.into_iter().filter(|part| text.contains(part)) {
        path.invalid(Rule::PathWithout(part));
    }
    for end in NEVER_AT_THE_END.into_iter().filter(|end| text.ends_with(end)) {
        path.invalid(Rule::PathNotEndingWith(end));
    }
}

/// What is written here.
pub(super) fn check(field: &Cursor<'_>, rule: Rule, fits: fn(&str) -> bool) {
    if field.raw_text().is_some_and(|text| !fits(text)) {
        field.invalid(rule);
    }
}

#[cfg(test)]
mod tests;
