//! The picture in words, top down: what comes in, what the Services are, what runs where, and what stands beside it.

use std::collections::BTreeSet;
use std::net::IpAddr;

use svcpath_core::apart::apart;
use svcpath_core::lang::Lang;
use svcpath_core::lean::listed;
use svcpath_core::model::ServiceType;
use svcpath_core::object::ObjectRef;
use svcpath_core::world::{Node, Pod, ServiceEntry, World};

use crate::OutlineItem;
use crate::shape::Id;
use crate::wording;

/// Longer than this nobody goes through it: the search finds the others.
const MOST: usize = 1_500;

/// Of `world` and, where they stand for something of their own, of the other `objects` of the picture.
pub(crate) fn outline(world: &World, objects: &[Id], lang: Lang) -> Vec<OutlineItem> {
    let mut items = Vec::new();
    if !(world.ingresses.is_empty() && world.gateway_api.gateways.is_empty()) {
        entries(world, lang, &mut items);
    }
    if !world.gateway_api.routes.is_empty() {
        apart(|| routes(world, lang, &mut items));
    }
    if !world.services.is_empty() {
        items.push(heading(wording::services(world.services.len(), lang)));
        items.extend(world.services.iter().take(MOST).map(|service| of_service(world, service, lang)));
    }
    if !world.nodes.is_empty() {
        items.push(heading(wording::nodes(world.nodes.len(), lang)));
    }
    let on_nodes = by_node(world);
    for (node, pods) in world.nodes.iter().zip(&on_nodes).take(MOST) {
        items.push(of_node(node, lang));
        items.extend(pods.iter().take(MOST).map(|pod| of_pod(pod, 2, lang)));
        if items.len() > MOST {
            break;
        }
    }
    let waiting: Vec<&Pod> = world.each_pod().filter(|pod| pod.node.is_none()).collect();
    if !waiting.is_empty() {
        items.push(heading(wording::waiting_pods(waiting.len(), lang)));
        items.extend(waiting.into_iter().take(MOST).map(|pod| of_pod(pod, 1, lang)));
    }
    if !(objects.is_empty() && world.policies.is_empty()) {
        apart(|| beside(world, objects, lang, &mut items));
    }
    if items.len() > MOST {
        items.truncate(MOST);
        items.push(heading(wording::more_by_search(lang).to_owned()));
    }
    items
}

/// What is called so, or has such an address: at most `most` of the world's Services, nodes and pods and of the `objects`.
pub(crate) fn find(world: &World, objects: &[Id], wanted: &str, lang: Lang, most: usize) -> Vec<OutlineItem> {
    // Kubernetes' names are ASCII.
    let wanted = wanted.to_ascii_lowercase();
    let words: Vec<&str> = wanted.split_whitespace().collect();
    let fits = |kind: &str, name: &str, addresses: &[IpAddr]| {
        let in_addresses = |word: &str| {
            word.contains(['.', ':']) && addresses.iter().any(|address| address.to_string().contains(word))
        };
        words.iter().all(|word| name.contains(word) || kind.contains(word) || in_addresses(word))
    };
    let services = world.services.iter().filter(|service| fits("service", &service.key(), &service.cluster_ips));
    let nodes = world.nodes.iter().filter(|node| fits("node", &node.name, &node.addresses));
    let pods = world.each_pod().filter(|pod| fits("pod", &pod.reference.key(), &pod.ips));
    let services = services.map(|service| of_service(world, service, lang));
    let nodes = nodes.map(|node| of_node(node, lang));
    let objects = objects.iter().filter_map(|id| {
        let (kind, key) = named(id)?;
        fits(&kind.to_ascii_lowercase(), &key, &[]).then(|| of_object(id.clone(), &kind, &key, String::new()))
    });
    services.chain(nodes).chain(pods.map(|pod| of_pod(pod, 0, lang))).chain(objects).take(most).collect()
}

/// What of the picture is an object other than a Service, a node or a pod: of what is `drawn`, and what is `at_hand` but has none
/// of the world's pods.
pub(crate) fn objects(world: &World, drawn: impl Iterator<Item = Id>, at_hand: &[ObjectRef]) -> Vec<Id> {
    let owners: BTreeSet<&ObjectRef> = world.each_pod().map(Pod::owned_by).collect();
    let unseen = at_hand.iter().filter(|object| !owners.contains(object)).map(Id::of);
    let mut seen = BTreeSet::new();
    drawn.chain(unseen).filter(|id| named(id).is_some() && seen.insert(id.clone())).collect()
}

/// What a thing of the picture is, and what selects it or what it selects: a line each.
pub(crate) fn about(world: &World, id: &Id, lang: Lang) -> Vec<String> {
    match id {
        Id::Pod(namespace, name) => {
            let Some(found) = world.find_pod(namespace, name) else { return Vec::new() };
            let selecting = world.services.iter().filter(|service| service.selected.contains(&found));
            let selecting: Vec<String> = selecting.take(4).map(|entry| entry.key()).collect();
            let owner = world.pod(found).owner.as_ref();
            let mut lines = vec![describe_pod(world.pod(found), lang)];
            lines.extend(owner.map(|owner| wording::part_of(&format!("{} {}", owner.kind, owner.name), lang)));
            lines.push(wording::selected_by(&selecting.join(", "), lang));
            lines
        }
        Id::Service(namespace, name) | Id::Kernel(_, namespace, name) => {
            let Some(found) = world.find_service(namespace, name) else { return Vec::new() };
            let service = world.service(found);
            let labels = service.spec.selector.iter().flatten().map(|(key, value)| format!("{key}={value}"));
            let labels: Vec<String> = labels.collect();
            let mut lines = vec![describe(world, service, lang)];
            if !labels.is_empty() {
                lines.push(wording::selects(&labels.join(", "), lang));
            }
            lines
        }
        Id::Node(name) => {
            world.nodes.iter().filter(|node| node.name == *name).map(|node| of_node(node, lang).text).collect()
        }
        Id::Object(kind, namespace, name) => {
            let owned = |pod: &&Pod| {
                let owner = pod.owned_by();
                owner.kind == *kind && owner.namespace == *namespace && owner.name == *name
            };
            let count = world.each_pod().filter(owned).count();
            let pods = Some(wording::pods(count, lang)).filter(|_| count > 0);
            let words = [format!("{kind} {name}"), namespace.clone()].into_iter().chain(pods);
            vec![words.collect::<Vec<_>>().join(" · ")]
        }
        Id::None
        | Id::Client
        | Id::Ingress(..)
        | Id::Gateway(..)
        | Id::LoadBalancer(..)
        | Id::Chain(_)
        | Id::Branch(_)
        | Id::Controller(_)
        | Id::Dns
        | Id::Packet
        | Id::External(_) => Vec::new(),
    }
}

/// The pods of each node.
fn by_node(world: &World) -> Vec<Vec<&Pod>> {
    let mut found = vec![Vec::new(); world.nodes.len()];
    for pod in world.each_pod() {
        if let Some(list) = pod.node.and_then(|id| found.get_mut(id.0)) {
            list.push(pod);
        }
    }
    found
}

fn of_service(world: &World, service: &ServiceEntry, lang: Lang) -> OutlineItem {
    let reference = &service.spec.meta.reference;
    let id = Id::Service(reference.namespace.clone(), reference.name.clone());
    OutlineItem { id, depth: 1, text: describe(world, service, lang) }
}

fn of_node(node: &Node, lang: Lang) -> OutlineItem {
    let address = node.addresses.first().map(ToString::to_string).unwrap_or_default();
    let state = if node.ready { String::new() } else { wording::not_ready(lang).to_owned() };
    let cordoned = if node.unschedulable { wording::CORDONED.to_owned() } else { String::new() };
    let text = join(&[wording::node(&node.name, lang), address, state, cordoned]);
    OutlineItem { id: Id::Node(node.name.clone()), depth: 1, text }
}

fn of_pod(pod: &Pod, depth: u8, lang: Lang) -> OutlineItem {
    OutlineItem { id: pod_id(pod), depth, text: describe_pod(pod, lang) }
}

/// Ingresses and Gateways, with what they listen for.
fn entries(world: &World, lang: Lang, items: &mut Vec<OutlineItem>) {
    let gateways = &world.gateway_api.gateways;
    items.push(heading(wording::entries(world.ingresses.len() + gateways.len(), lang)));
    for ingress in &world.ingresses {
        let hosts: Vec<&str> =
            ingress.rules.iter().map(|rule| if rule.host.is_empty() { "*" } else { &rule.host }).collect();
        items.push(of_reference(&ingress.meta.reference, hosts.join(", ")));
    }
    for gateway in gateways {
        let listeners = gateway.listeners.iter().map(|listener| {
            let host = listener.hostname.as_deref().unwrap_or("*");
            format!("{host} {} {}", listener.protocol.as_str(), listener.port)
        });
        let listeners: Vec<String> = listeners.collect();
        items.push(of_reference(&gateway.meta.reference, listeners.join(", ")));
    }
}

/// Of the Gateway API, with their hosts.
fn routes(world: &World, lang: Lang, items: &mut Vec<OutlineItem>) {
    let routes = &world.gateway_api.routes;
    items.push(heading(wording::routes(routes.len(), lang)));
    items.extend(routes.iter().map(|route| of_reference(&route.meta.reference, route.hostnames.join(", "))));
}

/// What no packet goes through: policies, and `objects` that are not among the `items` yet.
fn beside(world: &World, objects: &[Id], lang: Lang, items: &mut Vec<OutlineItem>) {
    if !world.policies.is_empty() {
        items.push(heading(wording::policies(world.policies.len(), lang)));
        items.extend(world.policies.iter().map(|policy| of_reference(&policy.meta.reference, String::new())));
    }
    let known: BTreeSet<&Id> = items.iter().map(|item| &item.id).collect();
    let others = objects.iter().filter(|id| !known.contains(id)).filter_map(|id| {
        let (kind, key) = named(id)?;
        Some(of_object(id.clone(), &kind, &key, String::new()))
    });
    let others: Vec<OutlineItem> = others.collect();
    if !others.is_empty() {
        items.push(heading(wording::other_objects(others.len(), lang)));
        items.extend(others);
    }
}

fn heading(text: String) -> OutlineItem {
    OutlineItem { id: Id::None, depth: 0, text }
}

fn of_reference(reference: &ObjectRef, more: String) -> OutlineItem {
    of_object(Id::of(reference), &reference.kind, &reference.key(), more)
}

fn of_object(id: Id, kind: &str, key: &str, more: String) -> OutlineItem {
    OutlineItem { id, depth: 1, text: join(&[format!("{kind} {key}"), more]) }
}

/// Kind and `namespace/name`; `None`: no object, or one that the world's own lists hold.
fn named(id: &Id) -> Option<(String, String)> {
    let (kind, namespace, name) = match id {
        Id::Ingress(namespace, name) => ("Ingress", namespace, name),
        Id::Gateway(namespace, name) => ("Gateway", namespace, name),
        Id::Object(kind, namespace, name) => (kind.as_str(), namespace, name),
        Id::None
        | Id::Client
        | Id::Node(_)
        | Id::Pod(..)
        | Id::Service(..)
        | Id::LoadBalancer(..)
        | Id::Kernel(..)
        | Id::Chain(_)
        | Id::Branch(_)
        | Id::Controller(_)
        | Id::Dns
        | Id::Packet
        | Id::External(_) => return None,
    };
    let key = if namespace.is_empty() { name.clone() } else { format!("{namespace}/{name}") };
    Some((kind.to_owned(), key))
}

fn pod_id(pod: &Pod) -> Id {
    Id::Pod(pod.reference.namespace.clone(), pod.reference.name.clone())
}

fn describe_pod(pod: &Pod, lang: Lang) -> String {
    let address = pod.ips.first().map(ToString::to_string).unwrap_or_default();
    let state = if pod.ready { String::new() } else { wording::not_ready(lang).to_owned() };
    join(&[wording::pod(&pod.reference.key(), lang), address, state])
}

fn describe(world: &World, service: &ServiceEntry, lang: Lang) -> String {
    let spec = &service.spec;
    let kind = if spec.headless { "headless".to_owned() } else { spec.kind.as_str().to_owned() };
    let address = match spec.kind {
        ServiceType::ExternalName => spec.external_name.clone().unwrap_or_default(),
        ServiceType::ClusterIp | ServiceType::NodePort | ServiceType::LoadBalancer => {
            service.cluster_ips.first().map(ToString::to_string).unwrap_or_default()
        }
    };
    let ports = service.ports.iter().map(|port| match port.node_port {
        Some(node_port) => format!("{} {}:{node_port}", port.spec.protocol, port.spec.port),
        None => format!("{} {}", port.spec.protocol, port.spec.port),
    });
    let ready = service.selected.iter().filter(|id| world.pods.get(id.0).is_some_and(|pod| pod.ready)).count();
    let pods =
        if spec.selector.is_some() { wording::ready_pods(ready, service.selected.len(), lang) } else { String::new() };
    join(&[wording::service(&spec.meta.reference.key(), lang), kind, address, listed(ports), pods])
}

fn join(parts: &[String]) -> String {
    listed(parts.iter().filter(|part| !part.is_empty()))
}
