//! Which step of the way stands at a thing of the picture.

use svcpath_core::trace::{Path, Place, Stage, Step};
use svcpath_scene::Id;

/// The first one; `None` where the way does not lead there.
pub(crate) fn step_at(path: &Path, id: &Id) -> Option<usize> {
    path.steps().position(|(hop, step)| match (id, &hop.at) {
        (Id::Client, _) => step.stage == Stage::Client,
        (Id::Node(name), Place::Node(at)) => name == at,
        (Id::Kernel(node, _, _), Place::Node(at)) => node == at && step.stage == Stage::KubeProxy,
        (Id::Pod(namespace, name), Place::Pod { namespace: at, name: pod }) => namespace == at && name == pod,
        (Id::Service(namespace, name), _) => {
            step.stage == Stage::KubeProxy && is_about(step, "Service", namespace, name)
        }
        (Id::LoadBalancer(_, _), _) => step.stage == Stage::LoadBalancer,
        (Id::Ingress(namespace, name), _) => {
            step.stage.is_l7() && path.steps().any(|(_, step)| is_about(step, "Ingress", namespace, name))
        }
        (Id::Gateway(_, _) | Id::Controller(_), _) => step.stage.is_l7(),
        (Id::Dns, _) => step.stage == Stage::Dns,
        (Id::External(host), Place::External(at)) => host == at,
        _ => false,
    })
}

fn is_about(step: &Step, kind: &str, namespace: &str, name: &str) -> bool {
    let mut objects = step.evidence.iter().map(|evidence| &evidence.object);
    objects.any(|object| {
        (object.kind.as_str(), object.namespace.as_str(), object.name.as_str()) == (kind, namespace, name)
    })
}
