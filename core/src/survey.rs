//! The requests worth asking of a world before anybody asked: each Service as its clients reach it, each path of each Ingress and route;
//! and what the request form suggests.

mod gateway;
mod http;
mod ingress;

pub use http::{Hints, http_hints};

use std::collections::{HashMap, HashSet};

use crate::check::is_denied;
use crate::expose::Exposure;
use crate::model::{IpFamily, Protocol, ServiceType, TrafficPolicy, WorkloadKind};
use crate::object::ObjectRef;
use crate::request::{Host, Request, Scheme, Source, Target, Url};
use crate::route::trace;
use crate::world::{PortEntry, ServiceEntry, World};

/// The likely routes, in the order of the manifests: Ingresses, Gateways and Services that are open first, since they are what people
/// outside use.
pub fn routes(world: &World) -> impl Iterator<Item = Request> + '_ {
    let entries = world.ingresses.iter().flat_map(|ingress| ingress::routes(ingress)).chain(gateway::routes(world));
    let callers = Callers::of(world);
    let services = || world.services.iter().map(|service| &**service);
    let (open, inside) =
        (services().filter(|service| is_open(service)), services().filter(|service| !is_open(service)));
    entries.chain(open.chain(inside).flat_map(move |service| service_routes(world, service, &callers)))
}

/// The likely routes to one Service: from the internet if its type opens it, else from beside it.
fn service_routes(world: &World, service: &ServiceEntry, callers: &Callers<'_>) -> Vec<Request> {
    let from = if is_open(service) { Source::Internet(None) } else { callers.neighbour(world, service) };
    let targets = service.ports.iter().map(|port| match from {
        Source::Internet(_) => target_from_outside(world, service, port),
        _ => target_from_inside(service, port, Some(&from)),
    });
    targets.map(|to| Request::new(from.clone(), to)).collect()
}

/// The request that shows a Service opened this way; `None` where nothing opens it so.
pub fn route_to(world: &World, service: &ObjectRef, exposure: Exposure) -> Option<Request> {
    match exposure {
        Exposure::Ingress => world.ingresses.iter().find_map(|of| ingress::route_to(of, service)),
        Exposure::ClusterIp | Exposure::NodePort | Exposure::LoadBalancer => {
            let id = world.find_service(&service.namespace, &service.name)?;
            service_routes(world, world.service(id), &Callers::of(world)).into_iter().next()
        }
    }
}

/// Who could ask: everybody the world knows, those outside first; at most `most`.
pub fn sources(world: &World, most: usize) -> Vec<Source> {
    let workloads = world.pods.iter().filter_map(|pod| workload(pod.owner.as_ref()?));
    let nodes = world.nodes.iter().map(|node| Source::Node(node.name.clone()));
    let namespaces = world.namespaces.keys().cloned().map(Source::Namespace);
    let pods = world
        .pods
        .iter()
        .map(|pod| Source::Pod { namespace: pod.reference.namespace.clone(), name: pod.reference.name.clone() });
    let outside = std::iter::once(Source::Internet(None));
    distinct(outside.chain(workloads).chain(nodes).chain(namespaces).chain(pods), most)
}

/// What could be asked for: whatever the likely routes go to, then every Service by its cluster name and on every node; at
/// most `most`.
pub fn targets(world: &World, most: usize) -> Vec<Target> {
    let likely = routes(world).map(|request| request.to);
    let inside = world.services.iter().flat_map(|service| {
        let ports = service.ports.iter();
        ports.map(|port| target_from_inside(service, port, None))
    });
    let on_nodes = world.services.iter().flat_map(|service| {
        let ports = service.ports.iter().filter_map(|port| Some((port, port.node_port?)));
        ports.flat_map(|(port, number)| {
            let addresses = world.nodes.iter().filter_map(|node| node.addresses.first());
            addresses.map(move |address| url(scheme(port), Host::Ip(*address), number))
        })
    });
    distinct(likely.chain(inside).chain(on_nodes), most)
}

fn distinct<T: PartialEq>(items: impl Iterator<Item = T>, most: usize) -> Vec<T> {
    let mut found = Vec::new();
    for item in items {
        if found.len() == most {
            break;
        }
        if !found.contains(&item) {
            found.push(item);
        }
    }
    found
}

fn is_open(service: &ServiceEntry) -> bool {
    match service.spec.kind {
        ServiceType::NodePort | ServiceType::LoadBalancer => true,
        ServiceType::ClusterIp | ServiceType::ExternalName => false,
    }
}

/// The workloads of each namespace, each once, in the order of their pods.
struct Callers<'w>(HashMap<&'w str, Vec<&'w ObjectRef>>);

impl<'w> Callers<'w> {
    fn of(world: &'w World) -> Self {
        let mut callers: HashMap<&str, Vec<&ObjectRef>> = HashMap::new();
        let mut known = HashSet::new();
        for pod in world.pods.iter() {
            if let Some(owner) = pod.owner.as_ref().filter(|owner| known.insert(*owner)) {
                callers.entry(pod.reference.namespace.as_str()).or_default().push(owner);
            }
        }
        Self(callers)
    }

    /// Somebody who is likely to call the Service: a workload beside it that does not serve it and is not called so (its
    /// selector may just miss it), one that policies let in before one that they keep out, and one that runs all the time before a
    /// Job; else a throw-away pod.
    fn neighbour(&self, world: &World, service: &ServiceEntry) -> Source {
        let namespace = service.spec.meta.namespace();
        let serving = |owner: &ObjectRef| {
            let mut owners = service.selected.iter().map(|id| world.pod(*id).owner.as_ref());
            owners.any(|other| other == Some(owner))
        };
        let owners = || self.0.get(namespace).into_iter().flatten();
        let calling = || owners().filter(|owner| owner.name != service.spec.meta.name() && !serving(owner));
        let beside = || calling().filter_map(|owner| workload(owner));
        let likely = || beside().filter(|source| !runs_to_an_end(source)).chain(beside());
        let let_in = if world.policies.is_empty() {
            None
        } else {
            likely().take(MOST_CALLERS).find(|from| is_let_in(world, service, from))
        };
        let_in.or_else(|| likely().next()).unwrap_or_else(|| Source::Namespace(namespace.to_owned()))
    }
}

/// Of more nobody asks whether policies let them in.
const MOST_CALLERS: usize = 8;

/// Whether no policy stops a request to the first port.
fn is_let_in(world: &World, service: &ServiceEntry, from: &Source) -> bool {
    service.ports.first().is_some_and(|port| {
        let request = Request::new(from.clone(), target_from_inside(service, port, Some(from)));
        !is_denied(&trace(world, &request).explain(world))
    })
}

fn runs_to_an_end(source: &Source) -> bool {
    match source {
        Source::Workload { kind: WorkloadKind::Job | WorkloadKind::CronJob, .. } => true,
        Source::Workload {
            kind:
                WorkloadKind::Deployment
                | WorkloadKind::ReplicaSet
                | WorkloadKind::ReplicationController
                | WorkloadKind::StatefulSet
                | WorkloadKind::DaemonSet,
            ..
        }
        | Source::Internet(_)
        | Source::Ip(_)
        | Source::Node(_)
        | Source::Pod { .. }
        | Source::Namespace(_) => false,
    }
}

fn workload(owner: &ObjectRef) -> Option<Source> {
    let kind = WorkloadKind::ALL.into_iter().find(|kind| kind.as_str() == owner.kind)?;
    Some(Source::Workload { kind, namespace: owner.namespace.clone(), name: owner.name.clone() })
}

/// By its name: the bare one where the client lives in the same namespace.
fn target_from_inside(service: &ServiceEntry, port: &PortEntry, from: Option<&Source>) -> Target {
    let (name, home) = (service.spec.meta.name(), service.spec.meta.namespace());
    let beside = match from {
        Some(Source::Workload { namespace, .. } | Source::Pod { namespace, .. } | Source::Namespace(namespace)) => {
            namespace == home
        }
        Some(Source::Internet(_) | Source::Ip(_) | Source::Node(_)) | None => false,
    };
    let host = if beside { name.to_owned() } else { format!("{name}.{home}") };
    url(scheme(port), Host::Name(host), port.spec.port)
}

/// A literal address where there is one; the Service itself while its load balancer is pending, or where nodes differ.
fn target_from_outside(world: &World, service: &ServiceEntry, port: &PortEntry) -> Target {
    let any = Target::Service {
        namespace: service.spec.meta.namespace().into(),
        name: service.spec.meta.name().into(),
        port: Some(port.spec.port),
    };
    let balancer = service.load_balancer.first();
    match (service.spec.kind, balancer.and_then(|address| address.ip), port.node_port) {
        (ServiceType::LoadBalancer, Some(ip), _) => url(scheme(port), Host::Ip(ip), port.spec.port),
        (ServiceType::LoadBalancer, None, _) => match balancer.and_then(|address| address.hostname.clone()) {
            Some(name) => url(scheme(port), Host::Name(name), port.spec.port),
            None => any,
        },
        (ServiceType::NodePort, _, Some(number)) if service.spec.external_policy == TrafficPolicy::Cluster => {
            let family = service.cluster_ips.first().map_or(IpFamily::V4, |ip| IpFamily::of(*ip));
            let mut nodes = world.nodes.iter().filter(|node| node.ready);
            match nodes.find_map(|node| node.primary(family)) {
                Some(address) => url(scheme(port), Host::Ip(address), number),
                None => any,
            }
        }
        (ServiceType::NodePort | ServiceType::ClusterIp | ServiceType::ExternalName, _, _) => any,
    }
}

/// What clients of the port are likely to speak.
fn scheme(port: &PortEntry) -> Scheme {
    const WEB: [u16; 7] = [80, 3000, 5000, 8000, 8080, 8081, 9090];
    match port.spec.protocol {
        Protocol::Udp => Scheme::Udp,
        Protocol::Sctp => Scheme::Sctp,
        Protocol::Tcp => {
            let hint = port.spec.app_protocol.as_deref().unwrap_or(&port.spec.name).to_ascii_lowercase();
            if hint.contains("grpc") {
                Scheme::Grpc
            } else if hint.contains("https") || port.spec.port == 443 {
                Scheme::Https
            } else if hint.contains("http") || hint.contains("web") || WEB.contains(&port.spec.port) {
                Scheme::Http
            } else {
                Scheme::Tcp
            }
        }
    }
}

fn url(scheme: Scheme, host: Host, port: u16) -> Target {
    let path = match scheme {
        Scheme::Http | Scheme::Https => "/".to_owned(),
        Scheme::Tcp | Scheme::Udp | Scheme::Sctp | Scheme::Tls | Scheme::Grpc => String::new(),
    };
    Target::Url(Url { scheme, host, port, path })
}

#[cfg(test)]
mod tests;
