use svcpath_core::route::chains::Met;

pub(super) fn client() -> &'static str {
    "client"
}

pub(super) fn process() -> &'static str {
    "process"
}

pub(super) fn kernel() -> &'static str {
    "kernel"
}

pub(super) fn load_balancer() -> &'static str {
    "load balancer"
}

pub(super) fn pending() -> &'static str {
    "pending"
}

pub(super) fn api_server() -> &'static str {
    "API server"
}

pub(super) fn outside_host() -> &'static str {
    "outside"
}

pub(super) fn controller() -> &'static str {
    "Ingress controller"
}

pub(super) fn controller_pod() -> &'static str {
    "controller"
}

pub(super) fn assumed() -> &'static str {
    "assumed"
}

pub(super) fn time_out() -> &'static str {
    "… time-out"
}

pub(super) fn refused() -> &'static str {
    "connection refused"
}

pub(super) fn no_rewrite() -> &'static str {
    "no rewrite"
}

pub(super) fn no_rule() -> &'static str {
    "no rule"
}

pub(super) fn policy_denies() -> &'static str {
    "denied by policy"
}

pub(super) fn none_here() -> &'static str {
    "none"
}

pub(super) fn pod_network() -> &'static str {
    "pod network"
}

pub(super) fn no_match() -> &'static str {
    "no rule matches"
}

pub(super) fn no_address() -> &'static str {
    "no address"
}

pub(super) fn name_not_found() -> &'static str {
    "name not found"
}

pub(super) fn empty() -> &'static str {
    "Paste manifests, and this becomes your cluster."
}

pub(super) fn empty_to_draw_on() -> &'static str {
    "Press a tool or its key, or drag it here."
}

pub(super) fn headless() -> &'static str {
    "headless: no rules"
}

pub(super) fn not_covered() -> &'static str {
    "not known"
}

pub(super) fn undone() -> &'static str {
    "undone"
}

pub(super) fn both_undone() -> &'static str {
    "both undone"
}

pub(super) fn not_ready() -> &'static str {
    "not ready"
}

pub(super) fn network() -> &'static str {
    "network"
}

pub(super) fn node(name: &str) -> String {
    format!("node {name}")
}

pub(super) fn pod(name: &str) -> String {
    format!("pod {name}")
}

pub(super) fn entries(count: usize) -> String {
    format!("{count} {}", if count == 1 { "entry" } else { "entries" })
}

pub(super) fn routes(count: usize) -> String {
    format!("{count} {}", if count == 1 { "route" } else { "routes" })
}

pub(super) fn policies(count: usize) -> String {
    format!("{count} {}", if count == 1 { "policy" } else { "policies" })
}

pub(super) fn other_objects(count: usize) -> String {
    format!("{count} other {}", if count == 1 { "object" } else { "objects" })
}

pub(super) fn services(count: usize) -> String {
    format!("{count} {}", if count == 1 { "Service" } else { "Services" })
}

pub(super) fn nodes(count: usize) -> String {
    format!("{count} {}", if count == 1 { "node" } else { "nodes" })
}

pub(super) fn waiting_pods(count: usize) -> String {
    format!("{} without a node", pods(count))
}

pub(super) fn ready_pods(ready: usize, of: usize) -> String {
    format!("{ready} of {} ready", pods(of))
}

pub(super) fn assumed_on(node: &str) -> String {
    format!("assumed, on {node}")
}

pub(super) fn kernel_of(node: &str) -> String {
    format!("kernel of {node}")
}

pub(super) fn pods(count: usize) -> String {
    format!("{count} {}", if count == 1 { "pod" } else { "pods" })
}

pub(super) fn addresses(count: usize) -> String {
    format!("{count} {}", if count == 1 { "address" } else { "addresses" })
}

pub(super) fn pods_here(count: usize) -> String {
    format!("{count} here")
}

pub(super) fn more_services(count: usize) -> String {
    format!("+{count} {}", if count == 1 { "Service" } else { "Services" })
}

pub(super) fn more_pods(count: usize) -> String {
    format!("+{}", pods(count))
}

pub(super) fn other_nodes(count: usize) -> String {
    format!("{count} other {}", if count == 1 { "node" } else { "nodes" })
}

pub(super) fn through_nodes(count: usize) -> String {
    format!("also through {}", other_nodes(count))
}

pub(super) fn more_candidates(count: usize) -> String {
    format!("{} in question there", pods(count))
}

pub(super) fn connection(number: u8) -> String {
    format!("connection {number}")
}

pub(super) fn service(name: &str) -> String {
    format!("Service {name}")
}

pub(super) fn title(from: &str, to: &str) -> String {
    format!("The path from {from} to {to}")
}

pub(super) fn rules_of_proxy(mode: &str) -> String {
    format!("kube-proxy, {mode}: the rules that this packet meets")
}

pub(super) fn rules_of_others(count: usize) -> String {
    format!("+{count} of other Services")
}

pub(super) fn no_dns_chains() -> &'static str {
    "The rules of the cluster's DNS are here too, but no manifest holds its Service."
}

pub(super) fn no_chains() -> &'static str {
    "No rule of a Service takes this packet here."
}

pub(super) fn more_rules(count: usize) -> String {
    format!("{count} more")
}

pub(super) fn met(met: Met) -> &'static str {
    match met {
        Met::Passed => "does not match",
        Met::Applied => "applies, and the packet goes on",
        Met::Taken => "takes the packet",
        Met::Never => "is not reached",
    }
}

pub(super) fn more_by_search() -> &'static str {
    "More: by the search"
}

pub(super) fn part_of(owner: &str) -> String {
    format!("part of {owner}")
}

pub(super) fn selected_by(services: &str) -> String {
    if services.is_empty() { "no Service selects it".into() } else { format!("selected by Service {services}") }
}

pub(super) fn selects(labels: &str) -> String {
    format!("selects {labels}")
}
