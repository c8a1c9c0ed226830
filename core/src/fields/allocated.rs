//! What the allocators of the cluster would say of a number or an address that is asked for.

use std::net::IpAddr;

use ipnet::IpNet;

use crate::allocation::gives;
use crate::diagnostic::Diagnostic;
use crate::object::{FieldPath, ObjectRef};
use crate::problem::Problem;
use crate::world::{ServiceEntry, World};

/// Why a Service cannot have `value` at `path`: it lies outside the range in force, or another Service has it, one that the cluster
/// gave it as well. `None`: it can, or the field asks for nothing of the kind.
pub fn unallocated(world: &World, service: &ObjectRef, path: &FieldPath, value: &str) -> Option<Diagnostic> {
    if service.kind != "Service" {
        return None;
    }
    let name = path.as_str();
    let problem = if name.ends_with("odePort") {
        node_port(world, service, value.parse().ok()?)
    } else if name.starts_with("spec.clusterIP") {
        cluster_ip(world, service, value.parse().ok()?)
    } else {
        None
    };
    Some(Diagnostic::of(problem?, service, path.clone(), None))
}

fn others<'w>(world: &'w World, service: &ObjectRef) -> impl Iterator<Item = &'w ServiceEntry> {
    let service = service.clone();
    world.services.iter().map(|entry| &**entry).filter(move |entry| entry.spec.meta.reference != service)
}

fn node_port(world: &World, service: &ObjectRef, port: u16) -> Option<Problem> {
    // Zero asks for any.
    if port == 0 {
        return None;
    }
    let range = world.knobs.node_port_range;
    if !(range.0..=range.1).contains(&port) {
        return Some(Problem::NodePortOutOfRange { port, range });
    }
    let has = |entry: &&ServiceEntry| {
        entry.health_check == Some(port) || entry.ports.iter().any(|known| known.node_port == Some(port))
    };
    let other = others(world, service).find(has)?.key();
    Some(Problem::NodePortTaken { port, other })
}

fn cluster_ip(world: &World, service: &ObjectRef, address: IpAddr) -> Option<Problem> {
    let all = vec![address.to_string()];
    let of_family = |range: &&IpNet| range.addr().is_ipv4() == address.is_ipv4();
    let ranges: Vec<IpNet> = world.service_cidrs.iter().filter(of_family).copied().collect();
    // Of a family that the cluster lacks check has words of its own.
    if !ranges.is_empty() && !ranges.iter().any(|range| gives(*range, address)) {
        let range = ranges.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        return Some(Problem::ClusterIpOutOfRange { address: address.to_string(), range, all });
    }
    let own = || world.own_services.iter().find(|own| own.address == address).map(|own| own.key.to_owned());
    let held = others(world, service).find(|entry| entry.cluster_ips.contains(&address)).map(ServiceEntry::key);
    let other = held.or_else(own)?;
    Some(Problem::ClusterIpTaken { address: address.to_string(), other, all })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::decode;
    use crate::knobs::Knobs;
    use crate::manifest::parse;
    use crate::state::State;
    use crate::text::Files;

    const SERVICES: &str = "\
apiVersion: v1
kind: Service
metadata: {name: a}
spec: {type: LoadBalancer, ports: [{port: 80, nodePort: 30080}]}
---
apiVersion: v1
kind: Service
metadata: {name: b}
spec: {type: LoadBalancer, clusterIP: 10.96.0.7, ports: [{port: 80}]}
";

    #[test]
    fn ranges_and_what_others_have_are_refused() {
        let (cluster, _) = decode(&parse(&Files::single("a", SERVICES)).0);
        let world = World::build(&cluster, &Knobs::default(), &State::default());
        let service = |name: &str| ObjectRef::new("v1", "Service", "default", name);
        let code = |name: &str, path: &str, value: &str| {
            unallocated(&world, &service(name), &FieldPath::of(path), value).map(|found| found.code())
        };
        let port = "spec.ports[0].nodePort";
        assert_eq!(code("b", port, "100"), Some("api-node-port-out-of-range"));
        assert_eq!(code("b", port, "30080"), Some("api-node-port-taken"));
        assert_eq!((code("a", port, "30080"), code("a", port, "0")), (None, None));
        let given = world.services.iter().find(|entry| entry.spec.meta.name() == "b").expect("b").ports[0].node_port;
        assert_eq!(code("a", port, &given.expect("a port").to_string()), Some("api-node-port-taken"));
        assert_eq!(code("b", "spec.ports[0].port", "100"), None);
        let ip = "spec.clusterIP";
        for outside in ["8.8.8.8", "10.96.0.0", "10.111.255.255"] {
            assert_eq!(code("a", ip, outside), Some("api-cluster-ip-out-of-range"), "{outside}");
        }
        assert_eq!(code("a", "spec.clusterIPs[0]", "10.96.0.7"), Some("api-cluster-ip-taken"));
        assert_eq!(code("b", ip, "10.96.0.7"), None);
        let assumed = world.services.iter().find(|entry| entry.spec.meta.name() == "a").expect("a").cluster_ips[0];
        assert_eq!(code("b", ip, &assumed.to_string()), Some("api-cluster-ip-taken"));
        assert_eq!(code("b", ip, "10.96.0.1"), Some("api-cluster-ip-taken"), "default/kubernetes");
        assert_eq!((code("a", ip, "10.96.0.8"), code("a", ip, "None"), code("a", ip, "fd00::1")), (None, None, None));
    }
}
