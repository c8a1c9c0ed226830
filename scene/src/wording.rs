//! The words that the picture itself writes, in each language.

mod en;
mod ru;

use svcpath_core::lang::Lang;
use svcpath_core::route::chains::Met;

/// Of a node that takes no pods: what kubectl prints, in every language.
pub(crate) const CORDONED: &str = "SchedulingDisabled";

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        pub(crate) fn $name(lang: Lang) -> &'static str {
            match lang {
                Lang::En => en::$name(),
                Lang::Ru => ru::$name(),
            }
        }
    )*};
}

words! {
    client,
    process,
    /// A node's, where its name is already there.
    kernel,
    load_balancer,
    pending,
    api_server,
    outside_host,
    controller,
    /// Of an L7 entry that no manifest holds.
    controller_pod,
    assumed,
    time_out,
    refused,
    /// Of a kernel that the packet passes without a rule for it.
    no_rewrite,
    no_rule,
    policy_denies,
    none_here,
    pod_network,
    no_match,
    /// Of a load balancer, for whom nobody provides one.
    no_address,
    name_not_found,
    /// Of the empty picture.
    empty,
    /// The same, with tools at hand.
    empty_to_draw_on,
    /// A Service without rules.
    headless,
    not_covered,
    /// Of a pod or a node.
    not_ready,
    /// Between everything.
    network,
    /// Of a reply's rewrites.
    undone,
    both_undone,
    /// Of a kernel without chains for the packet.
    no_chains,
    /// Of a kernel whose rules for the cluster's DNS no manifest holds.
    no_dns_chains,
    /// At the end of a long outline.
    more_by_search,
}

macro_rules! phrases {
    ($($(#[$doc:meta])* $name:ident($($arg:ident: $kind:ty),*)),* $(,)?) => {$(
        $(#[$doc])*
        pub(crate) fn $name($($arg: $kind,)* lang: Lang) -> String {
            match lang {
                Lang::En => en::$name($($arg),*),
                Lang::Ru => ru::$name($($arg),*),
            }
        }
    )*};
}

phrases! {
    kernel_of(node: &str),
    /// Of a controller.
    assumed_on(node: &str),
    /// Above the chains of a kernel.
    rules_of_proxy(mode: &str),
    /// Of a pod.
    part_of(owner: &str),
    /// Empty: by none.
    selected_by(services: &str),
    selects(labels: &str),
    rules_of_others(count: usize),
    more_rules(count: usize),
    /// After an arrow.
    pods(count: usize),
    pods_here(count: usize),
    /// Endpoints that are no pods.
    addresses(count: usize),
    /// Services whose rules are not drawn.
    more_services(count: usize),
    more_pods(count: usize),
    other_nodes(count: usize),
    /// Of branches that are not drawn.
    through_nodes(count: usize),
    /// Pods elsewhere that could be chosen.
    more_candidates(count: usize),
    connection(number: u8),
    node(name: &str),
    pod(name: &str),
    /// Headings of the outline.
    entries(count: usize),
    /// Of the Gateway API.
    routes(count: usize),
    services(count: usize),
    nodes(count: usize),
    waiting_pods(count: usize),
    policies(count: usize),
    other_objects(count: usize),
    ready_pods(ready: usize, of: usize),
    service(name: &str),
    /// The title of a picture.
    title(from: &str, to: &str),
}

/// What a packet has to do with a rule of a kernel.
pub(crate) fn met(met: Met, lang: Lang) -> &'static str {
    match lang {
        Lang::En => en::met(met),
        Lang::Ru => ru::met(met),
    }
}
