//! The picture in words, top down: what comes in, what the Services are, and what runs where.

use svcpath_core::lang::Lang;
use svcpath_core::model::ServiceType;
use svcpath_core::world::{Pod, ServiceEntry, World};

use crate::OutlineItem;
use crate::shape::Id;
use crate::wording;

pub(crate) fn outline(world: &World, lang: Lang) -> Vec<OutlineItem> {
    let mut items = Vec::new();
    if !(world.ingresses.is_empty() && world.gateway_api.gateways.is_empty()) {
        entries(world, lang, &mut items);
    }
    let mut say = |id: Id, depth: u8, text: String| items.push(OutlineItem { id, depth, text });
    if !world.services.is_empty() {
        say(Id::None, 0, wording::services(world.services.len(), lang));
        for service in &world.services {
            let reference = &service.spec.meta.reference;
            say(Id::Service(reference.namespace.clone(), reference.name.clone()), 1, describe(world, service, lang));
        }
    }
    if !world.nodes.is_empty() {
        say(Id::None, 0, wording::nodes(world.nodes.len(), lang));
    }
    for (i, node) in world.nodes.iter().enumerate() {
        let address = node.addresses.first().map(ToString::to_string).unwrap_or_default();
        let state = if node.ready { String::new() } else { wording::not_ready(lang).to_owned() };
        say(Id::Node(node.name.clone()), 1, join(&[wording::node(&node.name, lang), address, state]));
        for pod in world.pods.iter().filter(|pod| pod.node.is_some_and(|id| id.0 == i)) {
            say(pod_id(pod), 2, describe_pod(pod, lang));
        }
    }
    let waiting: Vec<&Pod> = world.pods.iter().filter(|pod| pod.node.is_none()).collect();
    if !waiting.is_empty() {
        say(Id::None, 0, wording::waiting_pods(waiting.len(), lang));
        for pod in waiting {
            say(pod_id(pod), 1, describe_pod(pod, lang));
        }
    }
    items
}

/// Ingresses and Gateways, with what they listen for.
fn entries(world: &World, lang: Lang, items: &mut Vec<OutlineItem>) {
    let gateways = &world.gateway_api.gateways;
    let mut say = |id: Id, depth: u8, text: String| items.push(OutlineItem { id, depth, text });
    say(Id::None, 0, wording::entries(world.ingresses.len() + gateways.len(), lang));
    for ingress in &world.ingresses {
        let reference = &ingress.meta.reference;
        let hosts: Vec<&str> =
            ingress.rules.iter().map(|rule| if rule.host.is_empty() { "*" } else { &rule.host }).collect();
        let text = join(&[format!("Ingress {}", reference.key()), hosts.join(", ")]);
        say(Id::Ingress(reference.namespace.clone(), reference.name.clone()), 1, text);
    }
    for gateway in gateways {
        let reference = &gateway.meta.reference;
        let listeners = gateway.listeners.iter().map(|listener| {
            let host = listener.hostname.as_deref().unwrap_or("*");
            format!("{host} {} {}", listener.protocol.as_str(), listener.port)
        });
        let listeners: Vec<String> = listeners.collect();
        let text = join(&[format!("Gateway {}", reference.key()), listeners.join(", ")]);
        say(Id::Gateway(reference.namespace.clone(), reference.name.clone()), 1, text);
    }
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
    join(&[
        wording::service(&spec.meta.reference.key(), lang),
        kind,
        address,
        ports.collect::<Vec<_>>().join(", "),
        pods,
    ])
}

fn join(parts: &[String]) -> String {
    parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(", ")
}
