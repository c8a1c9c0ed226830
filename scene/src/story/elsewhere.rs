//! Backends beside the one of the drawn path.

use svcpath_core::object::ObjectRef;
use svcpath_core::trace::{Explanation, Path};

use super::Key;

/// Another backend of the L7 rule that won, which takes some of the requests.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Elsewhere {
    /// A pod of it, and the path of the trace that leads there.
    pub(crate) pod: Key,
    pub(crate) branch: usize,
    /// Of all requests.
    pub(crate) share: f64,
}

/// The other backends, each with its first path.
pub(super) fn elsewhere(trace: &Explanation, path: &Path) -> Vec<Elsewhere> {
    let service_of = |path: &Path| path.endpoint.as_ref().and_then(|reached| reached.service.clone());
    let Some(own) = service_of(path) else { return Vec::new() };
    let mut services: Vec<ObjectRef> = Vec::new();
    let mut found: Vec<Elsewhere> = Vec::new();
    for (branch, other) in trace.paths.iter().enumerate() {
        let Some(service) = service_of(other).filter(|service| *service != own) else { continue };
        if let Some(at) = services.iter().position(|known| *known == service) {
            if let Some(known) = found.get_mut(at) {
                known.share += other.weight;
            }
            continue;
        }
        let pod = other.endpoint.as_ref().and_then(|reached| reached.pod.as_ref());
        if let Some(pod) = pod {
            services.push(service);
            found.push(Elsewhere { pod: (pod.namespace.clone(), pod.name.clone()), branch, share: other.weight });
        }
    }
    found
}
