//! Pods: declared ones, and those that templates without pods would become. Each counts once.

use std::collections::{BTreeSet, HashMap};
use std::net::IpAddr;
use std::sync::Arc;

use ipnet::IpNet;

use super::hash::{Pool, Taken, hash};
use super::{Node, NodeId, NodeNames, Origin, Pod, World};
use crate::assumption::Assumption;
use crate::model::{self, Labels, Meta, PodPhase, PodTemplate, Toleration, Workload, WorkloadKind};
use crate::object::{Evidence, FieldPath, ObjectRef};
use crate::state::State;

/// The pods that come from all of this.
pub(super) fn pods(from: &Origin, assumptions: &mut Vec<Assumption>) -> Vec<Pod> {
    let Origin { state, nodes, .. } = from;
    let owners = Owners::new(from);
    let known = NodeNames::new(nodes);
    let mut pods: Vec<Pod> = Vec::new();
    for pod in &from.pods {
        if !matches!(pod.status.as_ref().and_then(|status| status.phase), Some(PodPhase::Succeeded | PodPhase::Failed))
        {
            pods.push(declared(pod, from.nodes_declared, &owners, (nodes, &known), state));
        }
    }
    let mut names: BTreeSet<(String, String)> = from.pods.iter().map(|pod| key(&pod.meta)).collect();
    let mut imagined = false;
    for workload in from.workloads.iter().filter(|workload| owners.imagines(workload)) {
        let mut placed = Placement::of(workload, nodes);
        if workload.replicas as usize > MAX_REPLICAS && workload.kind != WorkloadKind::DaemonSet {
            let workload = workload.meta.reference.key();
            assumptions.push(Assumption::Replicas { workload, modelled: MAX_REPLICAS });
        }
        for i in 0..placed.count(workload) {
            imagined = true;
            let pod = placed.pod(workload, i, (nodes, &known), state, &mut names);
            pods.push(pod);
        }
    }
    let choosy = |template: &PodTemplate| !template.node_selector.is_empty() || !template.node_affinity.is_empty();
    let assumed = nodes.iter().any(|node| node.object.is_none());
    if assumed && pods.iter().any(|pod| !pod.declared && choosy(&pod.template)) {
        assumptions.push(Assumption::NodesFit);
    }
    if imagined {
        assumptions.push(Assumption::PodsReady);
        assumptions.push(Assumption::Placement);
    }
    number(&mut pods, from);
    if *state != State::default() {
        for pod in &mut pods {
            let name = pod.reference.key();
            let node_ready =
                pod.node.is_none_or(|node| nodes[node.0].ready || !state.nodes_down.contains(&nodes[node.0].name));
            if state.not_ready.contains(&name) || state.pods_down.contains(&name) || !node_ready {
                pod.ready = false;
            }
        }
    }
    pods
}

/// Where a pod that no manifest holds would run, by its name's hash, and addresses there that nobody has: one of each of the
/// node's ranges, or of the cluster's where that is full.
pub(super) fn spare(
    name: &str,
    at: Option<NodeId>,
    nodes: &[Node],
    (pods, cluster): (&[Arc<Pod>], &[IpNet]),
) -> Option<(NodeId, Vec<IpAddr>)> {
    let template = PodTemplate::default();
    let mut ready: Vec<NodeId> = (0..nodes.len()).map(NodeId).filter(|id| nodes[id.0].ready).collect();
    if ready.iter().any(|id| takes(&nodes[id.0], &template, false)) {
        ready.retain(|id| takes(&nodes[id.0], &template, false));
    }
    let by_hash = || ready.get((hash(name) % ready.len().max(1) as u64) as usize).copied();
    let node = at.or_else(by_hash)?;
    let mut taken = Taken::default();
    taken.extend(pods.iter().flat_map(|pod| pod.ips.iter().copied()));
    let mut take = |range: &IpNet| Pool::new(*range, 2).take(name, &mut taken);
    let mut address = |range: &IpNet| take(range).or_else(|| take(wider(*range, cluster)?));
    let ips: Vec<IpAddr> = nodes[node.0].pod_cidrs.iter().filter_map(&mut address).collect();
    Some((node, ips)).filter(|(_, ips)| !ips.is_empty())
}

/// Who made which pod, by name: the manifests' ownerReferences.
struct Owners<'a> {
    workloads: HashMap<(&'a str, &'a str, &'a str), &'a Workload>,
    /// Workloads that have pods in the manifests.
    with_pods: BTreeSet<ObjectRef>,
}

impl<'a> Owners<'a> {
    fn new(from: &'a Origin) -> Self {
        let workloads = from.workloads.iter();
        let workloads = workloads
            .map(|workload| ((workload.kind.as_str(), workload.meta.namespace(), workload.meta.name()), &**workload));
        let mut owners = Self { workloads: workloads.collect(), with_pods: BTreeSet::new() };
        for pod in &from.pods {
            let mut next = owners.owner(&pod.meta);
            // Deployment → ReplicaSet → Pod is two steps; a cycle of references must not hang us.
            for _ in 0..4 {
                let Some(workload) = next else { break };
                owners.with_pods.insert(workload.meta.reference.clone());
                next = owners.owner(&workload.meta);
            }
        }
        owners
    }

    /// The workload that controls this object, if the manifests hold it.
    fn owner(&self, meta: &Meta) -> Option<&'a Workload> {
        let found = |kind: &str, name: &str| self.workloads.get(&(kind, meta.namespace(), name)).copied();
        let owner = meta.owners.iter().find(|owner| owner.controller).or(meta.owners.first())?;
        found(&owner.kind, &owner.name).or_else(|| {
            // kubectl get without rs: the ReplicaSet's name is its Deployment's plus a hash.
            let (deployment, _) = owner.name.rsplit_once('-').filter(|_| owner.kind == "ReplicaSet")?;
            found("Deployment", deployment)
        })
    }

    /// The top of the chain: a Deployment rather than its ReplicaSet.
    fn top(&self, meta: &Meta) -> Option<ObjectRef> {
        let mut top = self.owner(meta)?;
        for _ in 0..4 {
            match self.owner(&top.meta) {
                Some(next) => top = next,
                None => break,
            }
        }
        Some(top.meta.reference.clone())
    }

    /// Whether a template becomes pods: nobody owns the workload, and no pod of it stands in the manifests.
    fn imagines(&self, workload: &Workload) -> bool {
        self.owner(&workload.meta).is_none() && !self.with_pods.contains(&workload.meta.reference)
    }
}

fn key(meta: &Meta) -> (String, String) {
    (meta.namespace().to_owned(), meta.name().to_owned())
}

/// Nodes, and which of them has a name.
type Nodes<'a> = (&'a [Node], &'a NodeNames);

fn declared(
    pod: &model::Pod,
    nodes_declared: bool,
    owners: &Owners<'_>,
    (nodes, known): Nodes<'_>,
    state: &State,
) -> Pod {
    let name = pod.meta.reference.key();
    let wanted = state.placement.get(&name).or(pod.template.node_name.as_ref());
    let node = match wanted {
        Some(wanted) => known.find(nodes, wanted),
        // A live pod without node is Pending; a manifest's pod will be scheduled.
        None if pod.status.is_some() => None,
        None => {
            let placed = Placement::eligible(&name, &pod.template, nodes);
            placed.node(0)
        }
    };
    let moved = state.placement.contains_key(&name);
    let ips = match &pod.status {
        Some(status) if !moved => status.ips.clone(),
        Some(_) | None => Vec::new(),
    };
    Pod {
        reference: pod.meta.reference.clone(),
        labels: pod.template.labels.clone(),
        hostname: pod.template.hostname.as_deref().map(Arc::from),
        subdomain: pod.template.subdomain.as_deref().map(Arc::from),
        node,
        ips,
        ready: pod.status.as_ref().map_or_else(|| is_up(node, nodes), |status| status.ready),
        terminating: pod.meta.deleting,
        owner: owners.top(&pod.meta),
        evidence: Evidence::new(&pod.meta.reference, "spec"),
        template: pod.template.clone(),
        declared: true,
        pending: pod.status.as_ref().is_some_and(|status| status.ips.is_empty() && !moved),
        node_missing: wanted.is_some() && node.is_none() && nodes_declared,
    }
}

/// Whether a pod there may be ready: the pods of a node that is not are marked as it is (pkg/controller/nodelifecycle).
fn is_up(node: Option<NodeId>, nodes: &[Node]) -> bool {
    node.is_none_or(|id| nodes[id.0].ready)
}

/// The nodes that can take a pod, in the order in which replicas fill them.
struct Placement {
    nodes: Vec<NodeId>,
    /// No two of its pods fit on a node: they claim ports of it (pkg/scheduler/framework/plugins/nodeports).
    alone: bool,
    /// Where the template stands, once one pod has asked.
    evidence: Option<Evidence>,
}

impl Placement {
    fn of(workload: &Workload, nodes: &[Node]) -> Self {
        match workload.kind {
            // One on each, in the nodes' own order.
            WorkloadKind::DaemonSet => {
                let all = (0..nodes.len()).map(NodeId);
                let nodes = all.filter(|id| takes(&nodes[id.0], &workload.template, true)).collect();
                Self { nodes, alone: true, evidence: None }
            }
            WorkloadKind::Deployment
            | WorkloadKind::ReplicaSet
            | WorkloadKind::ReplicationController
            | WorkloadKind::StatefulSet
            | WorkloadKind::Job
            | WorkloadKind::CronJob => Self::eligible(&workload.meta.reference.key(), &workload.template, nodes),
        }
    }

    /// Eligible nodes, rotated by the hash of the name.
    fn eligible(name: &str, template: &PodTemplate, nodes: &[Node]) -> Self {
        let mut eligible: Vec<NodeId> =
            (0..nodes.len()).map(NodeId).filter(|id| takes(&nodes[id.0], template, false)).collect();
        if !eligible.is_empty() {
            let start = (hash(name) % eligible.len() as u64) as usize;
            eligible.rotate_left(start);
        }
        // How many nodes there are is known only where they are given.
        let alone = template.claims_host_ports() && nodes.iter().all(|node| node.object.is_some());
        Self { nodes: eligible, alone, evidence: None }
    }

    fn count(&self, workload: &Workload) -> usize {
        match workload.kind {
            WorkloadKind::DaemonSet => self.nodes.len(),
            WorkloadKind::Deployment
            | WorkloadKind::ReplicaSet
            | WorkloadKind::ReplicationController
            | WorkloadKind::StatefulSet
            | WorkloadKind::Job
            | WorkloadKind::CronJob => (workload.replicas as usize).min(MAX_REPLICAS),
        }
    }

    fn node(&self, replica: usize) -> Option<NodeId> {
        let again = if self.alone { replica } else { replica % self.nodes.len().max(1) };
        self.nodes.get(again).copied()
    }

    fn evidence(&mut self, workload: &Workload) -> Evidence {
        let path = || FieldPath::of(workload.kind.template_path()).field("spec");
        self.evidence.get_or_insert_with(|| Evidence::at(&workload.meta.reference, path())).clone()
    }

    fn pod(
        &mut self,
        workload: &Workload,
        replica: usize,
        (nodes, known): Nodes<'_>,
        state: &State,
        names: &mut BTreeSet<(String, String)>,
    ) -> Pod {
        let namespace = workload.meta.namespace();
        let node = self.node(replica);
        let base = workload.meta.name();
        let number = number_of(workload, replica);
        let mut name = match (number, node) {
            (Some(number), _) => format!("{base}-{number}"),
            (None, Some(id)) if workload.kind == WorkloadKind::DaemonSet => format!("{base}-{}", nodes[id.0].name),
            (None, _) => format!("{base}-{}", replica + 1),
        };
        // Another kind's workload may have the same name.
        while !names.insert((namespace.to_owned(), name.clone())) {
            name = format!("{name}-{}", workload.kind.short());
        }
        let placed = || state.placement.get(&format!("{namespace}/{name}"));
        let node = match if state.placement.is_empty() { None } else { placed() } {
            Some(wanted) => known.find(nodes, wanted),
            None => match &workload.template.node_name {
                Some(fixed) => known.find(nodes, fixed),
                None => node,
            },
        };
        let template = &workload.template;
        // A Job's pods have a random end behind the number; their host name has none (pkg/controller/job).
        let hostname = if number.is_some() { Some(name.as_str()) } else { template.hostname.as_deref() };
        let of_set = workload.kind == WorkloadKind::StatefulSet;
        let subdomain = if of_set { workload.service_name.as_deref() } else { template.subdomain.as_deref() };
        Pod {
            labels: controller_labels(workload, replica, &name),
            hostname: hostname.map(Arc::from),
            subdomain: subdomain.map(Arc::from),
            reference: ObjectRef::new("v1", "Pod", namespace, &name),
            node,
            ips: Vec::new(),
            ready: is_up(node, nodes),
            terminating: false,
            owner: Some(workload.meta.reference.clone()),
            evidence: self.evidence(workload),
            template: template.clone(),
            declared: false,
            pending: false,
            node_missing: false,
        }
    }
}

/// Which pod of a StatefulSet or of an indexed Job it is, as their controllers count.
fn number_of(workload: &Workload, replica: usize) -> Option<usize> {
    let numbered = workload.kind == WorkloadKind::StatefulSet || workload.indexed;
    numbered.then_some(workload.first_ordinal as usize + replica)
}

/// A picture of more than this many replicas of one workload tells nothing more.
const MAX_REPLICAS: usize = 1000;

/// The template's labels, with what the workload's controller adds for each pod.
fn controller_labels(workload: &Workload, replica: usize, name: &str) -> Arc<Labels> {
    let mut labels = workload.template.labels.clone();
    let mut add = |key: &str, value: &str| {
        if !labels.contains_key(key) {
            Arc::make_mut(&mut labels).insert(key.to_owned(), value.to_owned());
        }
    };
    match workload.kind {
        WorkloadKind::StatefulSet => {
            add("statefulset.kubernetes.io/pod-name", name);
            if let Some(number) = number_of(workload, replica) {
                add("apps.kubernetes.io/pod-index", &number.to_string());
            }
        }
        WorkloadKind::Job => {
            add("batch.kubernetes.io/job-name", workload.meta.name());
            add("job-name", workload.meta.name());
            if let Some(number) = number_of(workload, replica) {
                add("batch.kubernetes.io/job-completion-index", &number.to_string());
            }
        }
        WorkloadKind::Deployment
        | WorkloadKind::ReplicaSet
        | WorkloadKind::ReplicationController
        | WorkloadKind::DaemonSet
        | WorkloadKind::CronJob => {}
    }
    labels
}

impl World {
    /// Whether some node takes such a pod, if no other is there.
    pub(crate) fn takes(&self, template: &PodTemplate) -> bool {
        self.nodes.iter().any(|node| takes(node, template, false))
    }
}

/// Whether the scheduler (or the DaemonSet controller) may put such a pod on the node.
pub(super) fn takes(node: &Node, template: &PodTemplate, daemon: bool) -> bool {
    // Of an assumed node nobody knows the labels and taints: it takes what asks for them.
    if node.object.is_none() {
        return true;
    }
    let selected = template.node_selector.iter().all(|(key, value)| node.labels.get(key) == Some(value));
    let affine =
        template.node_affinity.is_empty() || template.node_affinity.iter().any(|term| term.matches(&node.labels));
    let tolerated = node.taints.iter().all(|taint| {
        // DaemonSet pods tolerate what the node controller taints with.
        let system = daemon && taint.key.starts_with("node.kubernetes.io/");
        taint.effect == "PreferNoSchedule" || system || template.tolerations.iter().any(|t| tolerates(t, taint))
    });
    selected && affine && tolerated && (daemon || !node.unschedulable)
}

fn tolerates(toleration: &Toleration, taint: &crate::model::Taint) -> bool {
    let key = (toleration.key.is_empty() && toleration.exists) || toleration.key == taint.key;
    let value = toleration.exists || toleration.value == taint.value;
    let effect = toleration.effect.is_empty() || toleration.effect == taint.effect;
    key && value && effect
}

/// The range of the cluster that a node's is a part of.
fn wider(range: IpNet, cluster: &[IpNet]) -> Option<&IpNet> {
    cluster.iter().find(|wider| wider.contains(&range))
}

/// Gives addresses to the pods that have none yet: from their node's range, by name, after all declared ones.
fn number(pods: &mut [Pod], Origin { slices, state, nodes, ranges, .. }: &Origin) {
    let mut taken = Taken::default();
    taken.extend(pods.iter().flat_map(|pod| pod.ips.iter().copied()));
    taken.extend(nodes.iter().flat_map(|node| node.addresses.iter().copied()));
    taken.extend(slices.iter().flat_map(|slice| slice.endpoints.iter().flat_map(|e| e.addresses.clone())));
    let mut waiting: Vec<(IpNet, String, usize)> = Vec::new();
    for (i, pod) in pods.iter_mut().enumerate() {
        let Some(node) = pod.node.map(|id| &nodes[id.0]) else { continue };
        let waits = pod.ips.is_empty() && !pod.pending;
        // Where a what-if gives the node another address, what the status says is over.
        let stale = pod.template.host_network && state.addresses.contains_key(&node.name);
        if pod.template.host_network && (waits || stale) {
            pod.ips.clone_from(&node.addresses);
        } else if waits {
            for cidr in &node.pod_cidrs {
                waiting.push((*cidr, pod.reference.key(), i));
            }
        }
    }
    waiting.sort();
    // Whoever finds a range full has looked at all of it: the others need not.
    let mut full: BTreeSet<IpNet> = BTreeSet::new();
    let mut take = |cidr: IpNet, name: &str| {
        let found = if full.contains(&cidr) { None } else { Pool::new(cidr, 2).take(name, &mut taken) };
        if found.is_none() {
            full.insert(cidr);
        }
        found
    };
    for (cidr, name, i) in waiting {
        let address = take(cidr, &name).or_else(|| take(*wider(cidr, ranges)?, &name));
        pods[i].ips.extend(address);
    }
}
