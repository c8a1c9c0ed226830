//! Pods that other requests of the same client go to, where no list of candidates says so: of the other backends of an L7
//! rule, and the other addresses of a headless Service.

use svcpath_core::trace::{Explanation, Path};

use super::{Key, key_of};

/// Such a pod.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Elsewhere {
    pub(crate) pod: Key,
    /// The path of the trace that leads there.
    pub(crate) branch: usize,
    /// Of all the client's requests.
    pub(crate) share: f64,
}

/// Those that are not `known`, each with its first path.
pub(super) fn elsewhere(trace: &Explanation, path: &Path, known: impl Fn(&Key) -> bool) -> Vec<Elsewhere> {
    let client = |path: &Path| path.hops.first().map(|hop| hop.at.clone());
    let from = client(path);
    let mut found: Vec<Elsewhere> = Vec::new();
    let mut all = 0.0;
    for (branch, other) in trace.paths.iter().enumerate().filter(|(_, other)| client(other) == from) {
        all += other.weight;
        let pod = other.endpoint.as_ref().and_then(|reached| reached.pod.as_ref()).map(key_of);
        let Some(pod) = pod.filter(|pod| !known(pod)) else { continue };
        match found.iter_mut().find(|other| other.pod == pod) {
            Some(found) => found.share += other.weight,
            None => found.push(Elsewhere { pod, branch, share: other.weight }),
        }
    }
    found.iter_mut().for_each(|other| other.share /= all);
    found
}
