//! What a gesture does to the pods that run: a scheduler moves none of them, so those whose node stays are left where they are.

use std::collections::BTreeMap;
use std::fmt::Write;

use svcpath_core::edit::{FieldValue, Intent, NewKind, Refusal, readdressed};
use svcpath_core::model::WorkloadKind;
use svcpath_core::object::{FieldPath, ObjectRef};
use svcpath_core::state::Change;
use svcpath_core::text::FileId;
use svcpath_core::world::{Node, NodeId, Pod, World};

use crate::gesture::{self, Gesture};
use crate::reading::Reading;
use crate::session::Document;

/// A pod that another one has taken the place of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Moved {
    /// `namespace/name`, of both.
    pub(crate) pod: String,
    /// The address that was.
    pub(crate) from: String,
    /// Its node and its address; `None`: no node takes it.
    pub(crate) to: Option<(String, String)>,
}

/// A document, and the object of the manifests that a gesture on it was about.
type Done = Result<(Document, Option<ObjectRef>), Refusal>;

/// The document after a gesture, and the object of the manifests that it was about. `reading`: of the document. `file`: where
/// new objects are written, unless they are near another's.
pub(crate) fn perform(document: &Document, reading: &Reading, file: FileId, gesture: &Gesture) -> Done {
    let step = |document: &Document, gesture: &Gesture| gesture::perform(document, &reading.manifests, file, gesture);
    let edited = |document: &Document, intent| step(document, &Gesture::Edit(intent));
    if !concerns_nodes(gesture) {
        let (mut after, object) = step(document, gesture)?;
        if let Gesture::Add { node: Some(node), .. } = gesture {
            let world = Reading::after(&after.files, reading).world(&after.setting);
            for pod in world.pods.iter().filter(|pod| Some(pod.owned_by()) == object.as_ref()) {
                after.setting.change(Change::Placement { pod: pod.reference.key(), node: node.clone() });
            }
        }
        if let Some(renamed) = gesture.renames() {
            readdress(document, reading, &mut after, &renamed);
        }
        return Ok((after, object));
    }
    let before = reading.world(&document.setting);
    let written = || write_nodes(document, &before, file, &step);
    let (mut after, object) = match gesture {
        // Where nothing runs yet, a node is the first that there is.
        Gesture::Add { kind: NewKind::Node, .. } if before.pods.is_empty() => step(document, gesture)?,
        Gesture::Add { kind: NewKind::Node, .. } => step(&written()?, gesture)?,
        Gesture::Drain { node } => {
            let (path, value) = (FieldPath::of("spec.unschedulable"), FieldValue::Flag(true));
            edited(&written()?, Intent::Set { object: object_of(&before, node), path, value })?
        }
        Gesture::Uncordon { node } => {
            let object = object_of(&before, node);
            // Draining wrote `spec` where there was none.
            let spec = reading.manifests.get(&object).and_then(|node| node.node().get("spec"));
            let alone = spec.is_some_and(|spec| spec.entries().len() == 1);
            let path = FieldPath::of(if alone { "spec" } else { "spec.unschedulable" });
            edited(&written()?, Intent::Unset { object, path })?
        }
        Gesture::Remove { node } if before.nodes.len() == 1 => return Err(Refusal::LastNode { name: node.clone() }),
        Gesture::Remove { node } => edited(&written()?, Intent::Delete { object: object_of(&before, node) })?,
        _ => step(document, gesture)?,
    };
    let leaving = match gesture {
        Gesture::Drain { node } => Some(node.as_str()),
        _ => None,
    };
    let reading = Reading::after(&after.files, reading);
    let renamed = gesture.renames();
    let renamed = renamed.as_ref().map(|(old, new)| (old.name.as_str(), new.name.as_str()));
    stay(&before, &reading, &mut after, leaving, renamed);
    if let Some(node) = leaving {
        evict(&reading, &mut after, node);
    }
    Ok((after, object))
}

/// What is asked of a Service by an address that the cluster gave it is asked by the one that it has under its new name.
fn readdress(before: &Document, reading: &Reading, after: &mut Document, (old, new): &(ObjectRef, ObjectRef)) {
    let now_called = |service: &ObjectRef| match old.kind.as_str() {
        "Service" if service == old => Some((new.namespace.clone(), new.name.clone())),
        "Namespace" if service.namespace == old.name => Some((new.name.clone(), service.name.clone())),
        _ => None,
    };
    if !matches!(old.kind.as_str(), "Service" | "Namespace") {
        return;
    }
    let (was, is) = (reading.world(&before.setting), Reading::after(&after.files, reading).world(&after.setting));
    for service in was.services.iter() {
        let now =
            now_called(&service.spec.meta.reference).and_then(|(namespace, name)| is.find_service(&namespace, &name));
        let Some(now) = now.map(|now| is.service(now)) else { continue };
        if let Some(to) = readdressed(&after.written.to, service, now) {
            after.written.to = to;
            return;
        }
    }
}

/// Whether it adds, changes or takes away a node.
fn concerns_nodes(gesture: &Gesture) -> bool {
    match gesture {
        Gesture::Add { kind, .. } | Gesture::Edit(Intent::Add { kind, .. }) => *kind == NewKind::Node,
        Gesture::Drain { .. } | Gesture::Uncordon { .. } | Gesture::Remove { .. } => true,
        Gesture::Edit(Intent::Paste { .. }) => true,
        Gesture::Edit(
            Intent::Set { object, .. }
            | Intent::Fill { object, .. }
            | Intent::Unset { object, .. }
            | Intent::Delete { object }
            | Intent::Duplicate { object }
            | Intent::Rename { object, .. },
        ) => object.kind == "Node",
        Gesture::Edit(Intent::Scale { .. } | Intent::Connect { .. } | Intent::Relabel { .. })
        | Gesture::Open { .. }
        | Gesture::AskFrom(_)
        | Gesture::Moment(_)
        | Gesture::Arrange { .. } => false,
    }
}

/// Whether pods may be on other nodes afterwards.
pub(crate) fn moves_pods(gesture: &Gesture) -> bool {
    let placed = |change: &Change| matches!(change, Change::Placement { .. });
    match gesture {
        Gesture::Moment(changes) => changes.iter().any(placed),
        _ => concerns_nodes(gesture),
    }
}

fn object_of(world: &World, node: &str) -> ObjectRef {
    let known = world.find_node(node).and_then(|id| world.node(id).object.clone());
    known.unwrap_or_else(|| ObjectRef::new("v1", "Node", "", node))
}

/// With the nodes that stand in no manifest: the first that is written would be the cluster's only one.
fn write_nodes(
    document: &Document,
    world: &World,
    file: FileId,
    step: &dyn Fn(&Document, &Gesture) -> Done,
) -> Result<Document, Refusal> {
    if world.nodes.iter().any(|node| node.object.is_some()) {
        return Ok(document.clone());
    }
    let numbered = |(i, node): (usize, &Node)| node.name == format!("node-{}", i + 1);
    if world.nodes.iter().enumerate().all(numbered) {
        let mut document = document.clone();
        for _ in 0..world.nodes.len() {
            (document, _) = step(&document, &Gesture::Add { kind: NewKind::Node, near: None, node: None })?;
        }
        return Ok(document);
    }
    // Pods say what these are called, and where they are.
    let mut text = String::new();
    for node in world.nodes.iter() {
        let _ = write!(text, "---\napiVersion: v1\nkind: Node\nmetadata:\n  name: {}\nspec:\n", node.name);
        for (i, range) in node.pod_cidrs.iter().enumerate() {
            let first = if i == 0 { format!("  podCIDR: {range}\n  podCIDRs:\n") } else { String::new() };
            let _ = writeln!(text, "{first}  - {range}");
        }
        text.push_str("status:\n  addresses:\n");
        for address in &node.addresses {
            let _ = writeln!(text, "  - type: InternalIP\n    address: {address}");
        }
    }
    Ok(step(document, &Gesture::Edit(Intent::Paste { file, text }))?.0)
}

/// Keeps pods where they are whose nodes stay. Those of the node that is `leaving` need not; a DaemonSet's do.
fn stay(before: &World, reading: &Reading, after: &mut Document, leaving: Option<&str>, renamed: Option<(&str, &str)>) {
    let now_called = |name: &str| match renamed {
        Some((old, new)) if old == name => new.to_owned(),
        Some(_) | None => name.to_owned(),
    };
    let world = reading.world(&after.setting);
    let is_gone = |node: &str| world.find_node(node).is_none() && before.find_node(node).is_some();
    after.setting.changes.retain(|change| match change {
        Change::Placement { node, .. } => !is_gone(node),
        Change::Readiness { .. } | Change::Node { .. } | Change::Address { .. } => true,
    });
    let world = reading.world(&after.setting);
    for pod in before.pods.iter() {
        let Some(node) = pod.node.map(|id| now_called(&before.node(id).name)) else { continue };
        let Some(now) = found(&world, pod).filter(|now| now.owned_by() == pod.owned_by()) else { continue };
        let stays = world.find_node(&node).is_some_and(|id| now.node != Some(id));
        if stays && (leaving != Some(node.as_str()) || is_daemon(pod)) {
            after.setting.change(Change::Placement { pod: pod.reference.key(), node });
        }
    }
}

/// Puts the pods of a cordoned node where a scheduler would: on the nodes that take them, first where fewest of their like are. A
/// DaemonSet's stay, as with `kubectl drain --ignore-daemonsets`.
fn evict(reading: &Reading, after: &mut Document, node: &str) {
    let is_here = |world: &World, pod: &Pod| pod.node.is_some_and(|id| world.node(id).name == node) && !is_daemon(pod);
    let world = reading.world(&after.setting);
    let mut count: BTreeMap<(NodeId, Option<&ObjectRef>), usize> = BTreeMap::new();
    for pod in world.pods.iter().filter(|pod| !is_here(&world, pod)) {
        let Some(id) = pod.node else { continue };
        *count.entry((id, None)).or_default() += 1;
        *count.entry((id, Some(pod.owned_by()))).or_default() += 1;
    }
    for pod in world.pods.iter().filter(|pod| is_here(&world, pod)) {
        let nodes = (0..world.nodes.len()).map(NodeId);
        let fitting = nodes.filter(|id| {
            let other = world.node(*id);
            other.name != node && other.ready && !other.unschedulable && other.takes(&pod.template)
        });
        let all = |id: NodeId, of| count.get(&(id, of)).copied().unwrap_or_default();
        let chosen = fitting.min_by_key(|id| (all(*id, Some(pod.owned_by())), all(*id, None)));
        let key = pod.reference.key();
        match chosen {
            Some(id) => {
                *count.entry((id, None)).or_default() += 1;
                *count.entry((id, Some(pod.owned_by()))).or_default() += 1;
                after.setting.change(Change::Placement { pod: key, node: world.node(id).name.clone() });
            }
            // It waits for a node, unless something else says that it is here.
            None => {
                after.setting.changes.retain(|change| !matches!(change, Change::Placement { pod, .. } if *pod == key))
            }
        }
    }
}

fn is_daemon(pod: &Pod) -> bool {
    pod.owned_by().kind == WorkloadKind::DaemonSet.as_str()
}

fn found<'w>(world: &'w World, pod: &Pod) -> Option<&'w Pod> {
    let id = world.find_pod(&pod.reference.namespace, &pod.reference.name)?;
    Some(world.pod(id))
}

/// The pods of one world that are other ones, with other addresses, in the next.
pub(crate) fn moved(before: &World, after: &World) -> Vec<Moved> {
    let was = before.pods.iter().filter(|pod| !pod.ips.is_empty());
    let moved = was.filter_map(|pod| {
        let now = found(after, pod).filter(|now| now.ips != pod.ips && now.owned_by() == pod.owned_by())?;
        let to = now.node.zip(now.ips.first()).map(|(id, ip)| (after.node(id).name.clone(), ip.to_string()));
        Some(Moved { pod: pod.reference.key(), from: pod.ips.first()?.to_string(), to })
    });
    moved.collect()
}

#[cfg(test)]
mod tests {
    use svcpath_core::text::Files;

    use super::*;

    /// The gallery's first example: three pods of api, one of web.
    const EXAMPLE: &str = include_str!("../../gallery/01-one-name-three-pods.yaml");

    fn document(text: &str) -> Document {
        Document { files: Files::single("a.yaml", text), ..Document::default() }
    }

    fn world(document: &Document) -> World {
        Reading::of(&document.files).world(&document.setting)
    }

    fn done(document: &Document, gesture: &Gesture) -> Document {
        let reading = Reading::of(&document.files);
        perform(document, &reading, FileId(0), gesture).expect("a gesture").0
    }

    /// Each pod with its node and address.
    fn places(document: &Document) -> Vec<String> {
        let world = world(document);
        let told = world.pods.iter().map(|pod| {
            let node = pod.node.map(|id| world.node(id).name.clone());
            format!("{} {} {:?}", pod.reference.name, node.unwrap_or_default(), pod.ips)
        });
        told.collect()
    }

    fn nodes(document: &Document) -> Vec<String> {
        world(document).nodes.iter().map(|node| node.name.clone()).collect()
    }

    fn node(name: &str) -> ObjectRef {
        ObjectRef::new("v1", "Node", "", name)
    }

    const MORE: Gesture = Gesture::Add { kind: NewKind::Node, near: None, node: None };

    #[test]
    fn a_node_more_is_empty_and_moves_no_pod() {
        let before = document(EXAMPLE);
        let after = done(&before, &MORE);
        assert_eq!(nodes(&after), ["node-1", "node-2", "node-3", "node-4"]);
        assert_eq!(places(&after), places(&before));
        assert!(moved(&world(&before), &world(&after)).is_empty());
        let again = done(&after, &MORE);
        assert_eq!((places(&again), again.setting.changes.len()), (places(&before), after.setting.changes.len()));
    }

    #[test]
    fn only_the_pods_of_a_node_that_goes_are_new() {
        for gone in ["node-1", "node-2", "node-3"] {
            let before = done(&document(EXAMPLE), &MORE);
            let here = world(&before).pods.iter().filter(|pod| on(&before, pod, gone)).count();
            for gesture in [Gesture::Edit(Intent::Delete { object: node(gone) }), Gesture::Drain { node: gone.into() }]
            {
                let after = done(&before, &gesture);
                let moved = moved(&world(&before), &world(&after));
                assert_eq!(moved.len(), here, "{gesture:?}: {moved:?}");
                assert!(moved.iter().all(|moved| moved.to.as_ref().is_some_and(|(node, _)| node != gone)), "{moved:?}");
            }
        }
    }

    fn on(document: &Document, pod: &Pod, node: &str) -> bool {
        pod.node.is_some_and(|id| world(document).node(id).name == node)
    }

    #[test]
    fn a_drained_node_takes_no_pod_until_it_is_uncordoned() {
        let before = document(EXAMPLE);
        let drained = done(&before, &Gesture::Drain { node: "node-3".into() });
        assert!(drained.files.get(FileId(0)).text.contains("name: node-3\nspec:\n  unschedulable: true\n"));
        let api = ObjectRef::new("apps/v1", "Deployment", "shop", "api");
        let more =
            |document: &Document| done(document, &Gesture::Edit(Intent::Scale { workload: api.clone(), replicas: 9 }));
        let count = |document: &Document| world(document).pods.iter().filter(|pod| on(document, pod, "node-3")).count();
        assert_eq!((count(&before), count(&drained), count(&more(&drained))), (2, 0, 0));
        let open = done(&drained, &Gesture::Uncordon { node: "node-3".into() });
        assert_eq!(places(&open), places(&drained));
        assert!(count(&more(&open)) > 0);
        assert!(!open.files.get(FileId(0)).text.contains("unschedulable"));
    }

    #[test]
    fn an_assumed_node_goes_and_the_others_are_written() {
        let before = document(EXAMPLE);
        let after = done(&before, &Gesture::Remove { node: "node-2".into() });
        assert_eq!(nodes(&after), ["node-1", "node-3"]);
        assert!(moved(&world(&before), &world(&after)).iter().all(|moved| on_before(&before, moved, "node-2")));
        let only = document("apiVersion: svcpath/v1\nkind: Scenario\ncluster: {nodes: 1}\n");
        let reading = Reading::of(&only.files);
        let refused = perform(&only, &reading, FileId(0), &Gesture::Remove { node: "node-1".into() });
        assert_eq!(refused.err(), Some(Refusal::LastNode { name: "node-1".into() }));
    }

    fn on_before(document: &Document, moved: &Moved, node: &str) -> bool {
        world(document).pods.iter().any(|pod| pod.reference.key() == moved.pod && on(document, pod, node))
    }

    #[test]
    fn nodes_that_only_pods_name_are_written_as_they_are_called() {
        let pod = |name: &str, node: &str| {
            format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec: {{nodeName: {node}, containers: [{{name: c}}]}}\n"
            )
        };
        let before = document(&[pod("a", "node-1"), pod("b", "gpu")].join("---\n"));
        let after = done(&before, &MORE);
        assert_eq!(nodes(&after), ["gpu", "node-1", "node-2"]);
        assert_eq!(places(&after), places(&before));
    }

    #[test]
    fn pods_stay_on_a_node_that_is_called_otherwise() {
        let before = done(&document(EXAMPLE), &MORE);
        let rename = Intent::Rename { object: node("node-2"), name: "gpu".into() };
        let after = done(&before, &Gesture::Edit(rename));
        let count =
            |document: &Document, node| world(document).pods.iter().filter(|pod| on(document, pod, node)).count();
        assert_eq!(count(&after, "gpu"), count(&before, "node-2"));
        let others = |document: &Document| {
            places(document)
                .into_iter()
                .filter(|told| !told.contains("node-2") && !told.contains("gpu"))
                .collect::<Vec<_>>()
        };
        assert_eq!(others(&after), others(&before));
    }

    #[test]
    fn a_request_follows_a_service_to_its_new_addresses() {
        let named = |namespace: &str, name: &str| {
            format!(
                "apiVersion: v1\nkind: Namespace\nmetadata: {{name: {namespace}}}\n---\napiVersion: v1\nkind: Service\nmetadata: {{name: {name}, namespace: {namespace}}}\nspec: {{type: NodePort, ports: [{{port: 80}}]}}\n"
            )
        };
        let port = |document: &Document| world(document).services.iter().find_map(|service| service.ports[0].node_port);
        for (kind, name, rename) in [("Service", "web", "shop"), ("Namespace", "", "mall")] {
            let mut before = document(&named("here", "web"));
            let asked = |document: &Document| format!("http://192.168.10.11:{}/", port(document).expect("a port"));
            before.written.to = asked(&before);
            let object = match kind {
                "Service" => ObjectRef::new("v1", kind, "here", name),
                _ => ObjectRef::new("v1", kind, "", "here"),
            };
            let after = done(&before, &Gesture::Edit(Intent::Rename { object, name: rename.into() }));
            assert_ne!(after.written.to, before.written.to);
            assert_eq!(after.written.to, asked(&after));
        }
    }

    #[test]
    fn a_pod_that_no_other_node_takes_waits() {
        let nodes = "apiVersion: v1\nkind: Node\nmetadata: {name: node-1, labels: {disk: ssd}}\n---\n\
                     apiVersion: v1\nkind: Node\nmetadata: {name: node-2}\n---\n";
        let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {nodeSelector: {disk: ssd}, containers: [{name: c}]}\n";
        let before = document(&[nodes, pod].concat());
        let after = done(&before, &Gesture::Drain { node: "node-1".into() });
        assert_eq!(moved(&world(&before), &world(&after)).first().map(|moved| moved.to.clone()), Some(None));
    }
}
