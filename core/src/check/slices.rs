//! Slices that stand in the manifests: kube-proxy joins their ports to those of the Service by name and protocol, never by number
//! (pkg/proxy/endpointslicecache.go).

use std::collections::BTreeSet;

use super::Check;
use crate::model::{EndpointSlice, SlicePort};
use crate::object::FieldPath;
use crate::problem::Problem;
use crate::world::{PortEntry, ServiceEntry};

/// Ports of the Service that no port of its slices is joined to. The addresses of a headless one are found by its name, however the
/// ports are called.
pub(super) fn check(check: &mut Check<'_>, entry: &ServiceEntry, slices: &[&EndpointSlice]) {
    let addressed = slices.iter().filter(|slice| slice.family.is_some() && !slice.endpoints.is_empty());
    let ports: Vec<&SlicePort> = addressed.flat_map(|slice| &slice.ports).collect();
    if entry.spec.headless || ports.is_empty() {
        return;
    }
    for port in &entry.ports {
        let offered = names(&ports, port);
        if !offered.contains(&port.spec.name) {
            let problem = Problem::SlicePortUnmatched {
                service: entry.key(),
                name: port.spec.name.clone(),
                port: port.spec.port,
                offered: offered.into_iter().collect(),
            };
            let path = FieldPath::of("spec.ports").index(port.spec.index);
            check.tell(problem, &entry.spec.meta.reference, path.as_str(), Vec::new());
        }
    }
}

/// How the ports of its protocol are called.
fn names(ports: &[&SlicePort], of: &PortEntry) -> BTreeSet<String> {
    ports.iter().filter(|port| port.protocol == of.spec.protocol).filter_map(|port| port.name.clone()).collect()
}
