//! What a pod says of names: `dnsPolicy`, `dnsConfig`, `hostAliases`, checked as the API server does (ValidatePodDNSConfig
//! and validateHostAliases in pkg/apis/core/validation).

use std::net::IpAddr;

use super::cursor::Cursor;
use crate::apart::apart;
use crate::model::PodDns;

const POLICIES: [(&str, &str); 4] = [
    ("ClusterFirst", "ClusterFirst"),
    ("ClusterFirstWithHostNet", "ClusterFirstWithHostNet"),
    ("Default", "Default"),
    ("None", "None"),
];
/// glibc's and the kubelet's limit.
const MAX_NAMESERVERS: usize = 3;
const MAX_SEARCHES: usize = 32;
/// resolv.conf(5): more are taken for so many.
const MAX_NDOTS: usize = 15;

pub(super) fn policy(spec: &Cursor<'_>) -> Option<String> {
    spec.get("dnsPolicy")?;
    apart(|| known_policy(spec))
}

fn known_policy(spec: &Cursor<'_>) -> Option<String> {
    let policy = spec.choice("dnsPolicy", &POLICIES)?;
    let nameservers = spec
        .field("dnsConfig")
        .is_some_and(|config| config.list("nameservers").is_some_and(|list| list.items().len() > 0));
    if policy == "None" && !nameservers {
        spec.missing("dnsConfig.nameservers");
    }
    Some(policy.to_owned())
}

pub(super) fn config(spec: &Cursor<'_>) -> PodDns {
    if spec.get("dnsConfig").is_none() { PodDns::default() } else { apart(|| written_config(spec)) }
}

fn written_config(spec: &Cursor<'_>) -> PodDns {
    let Some(config) = spec.field("dnsConfig") else { return PodDns::default() };
    let nameservers = config.list("nameservers").inspect(|list| {
        list.check_length(MAX_NAMESERVERS);
    });
    config.list("searches").inspect(|list| {
        list.check_length(MAX_SEARCHES);
    });
    let options = config.list("options");
    let mut options = options.iter().flat_map(Cursor::objects);
    let ndots = options.find(|option| option.str("name") == Some("ndots"));
    PodDns {
        nameservers: nameservers.iter().flat_map(Cursor::items).filter_map(|item| item.address()).collect(),
        searches: config.strings("searches"),
        ndots: ndots.and_then(|ndots| ndots.string("value")?.parse().ok()).map(|ndots: usize| ndots.min(MAX_NDOTS)),
    }
}

pub(super) fn aliases(spec: &Cursor<'_>) -> Vec<(IpAddr, Vec<String>)> {
    if spec.get("hostAliases").is_none() { Vec::new() } else { apart(|| written_aliases(spec)) }
}

fn written_aliases(spec: &Cursor<'_>) -> Vec<(IpAddr, Vec<String>)> {
    let list = spec.list("hostAliases");
    let aliases = list.iter().flat_map(Cursor::objects);
    aliases.filter_map(|alias| Some((alias.get("ip")?.address()?, alias.strings("hostnames")))).collect()
}
