use svcpath_core::edit::Intent;
use svcpath_core::expose::Exposure;
use svcpath_core::state::Change;
use svcpath_core::trace::{Decision, Place, Stage};

use super::Text;
use crate::gesture::Gesture;
use crate::session::Deed;

pub(super) const EN: Text = Text {
    title: "svcpath: the path of a request through Kubernetes",
    exposure: "How the Service is reached",
    advice,
    examples: "Examples",
    from: "From",
    to: "To",
    trace: "Trace",
    drop_part: |part| format!("Remove {part}"),
    http: "HTTP request",
    method: "Method",
    headers: "Headers",
    query: "Query",
    suggested: "The rules look for",
    undo: "Undo",
    redo: "Redo",
    deed,
    share: "Share",
    copy_link: "Copy a link to this step",
    copy_answer: "Copy the answer",
    copied: "Copied",
    not_copied: "The browser did not allow it",
    export: "Export",
    language: "Language",
    theme: "Theme",
    themes: ["Auto", "Light", "Dark"],
    manifests: "Manifests",
    fold: "Fold this panel",
    problems: "Problems",
    no_problems: "No problems found.",
    routes: "Routes",
    routes_found,
    no_routes: "No port of a Service and no Ingress, so there is nothing to ask for yet.",
    line: |line| format!("line {line}"),
    line_short: |line| format!("L{line}"),
    severities: ["Error", "Warning", "Note"],
    apply: |title| format!("Apply: {title}"),
    loading_editor: "Loading the editor …",
    editor_failed: "The editor could not be loaded. Paste manifests anywhere on the page instead.",
    file: "File",
    not_kept: "This browser does not keep your work: it is lost with this tab.",
    search: "Find in the picture",
    trace_to: |thing| format!("Trace to {thing}"),
    nothing_found: "Nothing of this name",
    inside: |node| format!("Inside {node}"),
    outside: "Back to the cluster",
    lingers: "Stay longer at rewrites and choices",
    by_workload: "By workload",
    all_branches: "All branches",
    assumed: "Assumed",
    map: "Cluster map",
    outline: "Cluster outline",
    assumptions: "Assumptions",
    set: "Set",
    settings: "All settings",
    nodes: "Nodes",
    answers: "answers:",
    nodes_in_all: |count| format!("All {count} nodes"),
    node_columns: ["Node", "Address", "What it does"],
    stale: |line, message| format!("Last good version shown; line {line}: {message}"),
    paste: "Paste your manifests anywhere. They never leave this tab.",
    copy_command: "Copy the kubectl command",
    answer: "Answer",
    verdict: "Verdict",
    ask_first: "Ask for a path",
    nothing_asked: "No path to show",
    client_sees: "client sees",
    pod_sees: "pod sees",
    source: |address| format!("src {address}"),
    not_the_client: "not the client",
    path_of: |path, count| format!("path {path} of {count}"),
    which_path: "Path",
    ways_round: "Other ways in",
    step_of: |step, count| format!("Step {step} of {count}"),
    header: "Header",
    header_columns: ["field", "in", "out", "why"],
    causes: "Causes",
    candidates: "Candidates",
    chosen: "chosen",
    new_connection: "new",
    hops: "Hops",
    hop_columns: ["Step", "What happens", "Line"],
    reply: "reply",
    evidence: |line| format!("Show line {line}"),
    place,
    decider,
    stamp,
    play: "Play",
    pause: "Pause",
    previous: "Previous step",
    next: "Next step",
    timeline: "Timeline",
    speed: "Speed",
    request: "request",
    no_reply: "no reply",
    open_in_svcpath: "Open in svcpath",
    bad_value: |value, takes| format!("it takes {takes}; read “{value}”"),
    bad_source: |address| format!("{address} could not be loaded"),
};

fn deed(deed: &Deed) -> String {
    match deed {
        Deed::Load => "other manifests".into(),
        Deed::Type => "typing".into(),
        Deed::Fix => "fix".into(),
        Deed::Expose(exposure) => exposure.as_str().into(),
        Deed::Set(knob) => knob.as_str().into(),
        Deed::Ask => "another request".into(),
        Deed::Add(object) => format!("add {}", object.titled()),
        Deed::AddFile => "add a file".into(),
        Deed::CloseFile(name) => format!("close {name}"),
        Deed::Gesture(Gesture::Add { kind, .. }) => format!("add {}", kind.as_str()),
        Deed::Gesture(Gesture::Open { service, exposure }) => format!("{}: {}", service.key(), exposure.as_str()),
        Deed::Gesture(Gesture::AskFrom(source)) => format!("from {}", source),
        Deed::Gesture(Gesture::Arrange { moved, .. }) => format!("move {moved}"),
        Deed::Gesture(Gesture::Drain { node }) => format!("drain {node}"),
        Deed::Gesture(Gesture::Uncordon { node }) => format!("uncordon {node}"),
        Deed::Gesture(Gesture::Remove { node }) => format!("delete {node}"),
        Deed::Gesture(Gesture::Moment(changes)) => match changes.as_slice() {
            [Change::Readiness { pod, ready: true }] => format!("make {pod} ready"),
            [Change::Readiness { pod, ready: false }] => format!("make {pod} not ready"),
            [Change::Placement { pod, node }] => format!("move {pod} to {node}"),
            [Change::Node { node, .. }] => format!("{node} up or down"),
            [Change::Address { node, .. }] => format!("address of {node}"),
            _ => changes.iter().map(Change::subject).collect::<Vec<_>>().join(", "),
        },
        Deed::Gesture(Gesture::Edit(intent)) => match intent {
            Intent::Set { object, path, .. } => format!("change {} of {}", path.as_str(), object.titled()),
            Intent::Fill { object, fields } => {
                let first = fields.first().map_or("", |(path, _)| path.as_str());
                format!("add {first} to {}", object.titled())
            }
            Intent::Unset { object, path } => format!("remove {} of {}", path.as_str(), object.titled()),
            Intent::Scale { workload, .. } => format!("replicas of {}", workload.titled()),
            Intent::Relabel { workload, key, value } => format!("label pods of {}: {key}={value}", workload.titled()),
            Intent::Delete { object } => format!("delete {}", object.titled()),
            Intent::Connect { from, to } => format!("connect {} to {}", from.titled(), to.titled()),
            Intent::Rename { object, name } => format!("rename {} to {}", object.titled(), name),
            Intent::Duplicate { object } => format!("duplicate {}", object.titled()),
            Intent::Paste { .. } => "paste".into(),
            Intent::Add { kind, .. } => format!("add {}", kind.as_str()),
        },
    }
}

fn advice(exposure: Exposure) -> (&'static str, &'static str) {
    match exposure {
        Exposure::ClusterIp => (
            "Ties services together inside the cluster: one name and one address for all pods.",
            "There is no way in from outside.",
        ),
        Exposure::NodePort => (
            "The simplest way in, for debugging and small set-ups.",
            "Clients depend on the address of a node, and that changes.",
        ),
        Exposure::LoadBalancer => (
            "The standard way in at a cloud, for any TCP, UDP or SCTP traffic.",
            "Each Service has an address of its own, and no routing by host.",
        ),
        Exposure::Ingress => (
            "Routes HTTP by domain and path to many Services behind one address.",
            "HTTP only, and a controller must run.",
        ),
    }
}

fn routes_found(count: usize, failing: usize, unknown: usize) -> String {
    let routes = if count == 1 { "1 route".to_owned() } else { format!("{count} routes") };
    let failing = match failing {
        0 => String::new(),
        1 => ", 1 fails".into(),
        _ => format!(", {failing} fail"),
    };
    match (failing.as_str(), unknown) {
        ("", 0) if count == 1 => format!("{routes}, and it works"),
        ("", 0) => format!("{routes}, all of them work"),
        (_, 0) => format!("{routes}{failing}"),
        (_, _) => format!("{routes}{failing}, {unknown} not known"),
    }
}

fn place(place: &Place) -> String {
    match place {
        Place::Internet(_) => "client".into(),
        Place::Pod { name, .. } => format!("pod {name}"),
        Place::Node(name) | Place::Controller(name) | Place::External(name) => name.clone(),
        Place::LoadBalancer { .. } => "load balancer".into(),
        Place::Dns => "cluster DNS".into(),
        Place::ApiServer => "API server".into(),
        Place::Network => "network".into(),
    }
}

fn decider(at: &Place, stage: Stage) -> String {
    match (at, stage) {
        (Place::Node(name), Stage::KubeProxy) => format!("kernel of {name}, rules written by kube-proxy"),
        (Place::Node(name), Stage::NetworkPolicy) => format!("kernel of {name}, rules for NetworkPolicies"),
        (Place::Node(name), Stage::Conntrack) => format!("kernel of {name}, connection tracking"),
        (Place::Node(name), Stage::Kubelet) => format!("kubelet of {name}"),
        (Place::Pod { .. }, Stage::Dns) => format!("{} looks the name up", place(at)),
        (_, _) => place(at),
    }
}

fn stamp(decision: Decision) -> Option<&'static str> {
    match decision {
        Decision::Dnat => Some("DNAT"),
        Decision::Snat => Some("SNAT"),
        Decision::Unnat => Some("undone"),
        Decision::Reject => Some("REJECT"),
        Decision::Drop => Some("DROP"),
        Decision::Resolve => Some("DNS"),
        Decision::Send
        | Decision::Match
        | Decision::Forward
        | Decision::Deliver
        | Decision::Receive
        | Decision::Unmatched
        | Decision::Respond
        | Decision::Redirect
        | Decision::Leave
        | Decision::Unknown => None,
    }
}
