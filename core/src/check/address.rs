//! Addresses of nodes and pods, which nobody else may have.

use std::collections::{BTreeSet, HashMap};
use std::net::IpAddr;

use super::Check;
use crate::allocation::number;
use crate::apart::apart;
use crate::diagnostic::Diagnostic;
use crate::manifest::Node as Tree;
use crate::model::IpFamily;
use crate::object::{FieldPath, ObjectRef};
use crate::problem::Problem;
use crate::world::{Node, Pod, World};

pub(super) fn check(check: &mut Check<'_>) {
    let world: &World = check.world;
    let mut taken = BTreeSet::new();
    for node in world.nodes.iter() {
        // Behind an external address there may be several.
        for address in FAMILIES.into_iter().filter_map(|family| node.primary(family)) {
            if !taken.insert(number(address)) {
                apart(|| of_node(check, node, address));
            }
        }
    }
    // The cluster gives the others theirs.
    if world.pods.iter().any(|pod| pod.declared) {
        apart(|| of_pods(check));
    }
}

const FAMILIES: [IpFamily; 2] = [IpFamily::V4, IpFamily::V6];

fn of_node(check: &mut Check<'_>, node: &Node, address: IpAddr) {
    let world: &World = check.world;
    let has = |other: &&Node| FAMILIES.into_iter().any(|family| other.primary(family) == Some(address));
    let Some(holder) = world.nodes.iter().find(has) else { return };
    // A node that is assumed stands nowhere; the other may.
    let object = node.object.as_ref().or(holder.object.as_ref());
    let [one, other] = [node, holder].map(|node| format!("Node {}", node.name));
    tell(check, address, (one, other), object, "status.addresses");
}

fn of_pods(check: &mut Check<'_>) {
    let world: &World = check.world;
    let mut pods: HashMap<IpAddr, &Pod> = HashMap::new();
    // One that ends leaves its address to the next.
    let own = |pod: &&Pod| pod.declared && !pod.terminating && !pod.template.host_network;
    for pod in world.each_pod().filter(own) {
        for address in &pod.ips {
            let holder = *pods.entry(*address).or_insert(pod);
            if holder.reference != pod.reference {
                let [one, other] = [pod, holder].map(|pod| format!("Pod {}", pod.reference.key()));
                tell(check, *address, (one, other), Some(&pod.reference), "status.podIP");
            }
        }
    }
}

fn tell(
    check: &mut Check<'_>,
    address: IpAddr,
    (one, other): (String, String),
    object: Option<&ObjectRef>,
    path: &str,
) {
    let problem = Problem::AddressTaken { address: address.to_string(), one, other };
    let list = FieldPath::of(path);
    let Some(object) = object else {
        check.found.push(Diagnostic { problem, object: None, path: list, span: None, fixes: Vec::new() });
        return;
    };
    let says = |item: &Tree| item.get("address").and_then(Tree::text).is_some_and(|text| text.parse() == Ok(address));
    let written = check.manifests.get(object).and_then(|object| object.tree().at(&list));
    let item = written.and_then(|list| list.items().iter().position(says));
    let path = item.map_or(list.clone(), |index| list.index(index).field("address"));
    check.tell(problem, object, path.as_str(), Vec::new());
}
