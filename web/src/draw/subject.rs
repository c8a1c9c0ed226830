//! Which object of the manifests a thing of the picture stands for.

use leptos::prelude::*;
use svcpath_core::object::ObjectRef;
use svcpath_scene::Id;

use crate::session::Command;
use crate::store::Store;

/// Shows the fields of what was clicked, while somebody draws.
pub(crate) fn select(store: Store, id: &Id) {
    if store.sight.with_untracked(|sight| sight.drawing) {
        store.dispatch(Command::Select { object: subject(store, id), thing: Some(id.clone()) });
    }
}

/// What a new object would belong to that is let go over a thing, and the node that its pods would run on.
pub(super) fn company(store: Store, id: &Id) -> (Option<ObjectRef>, Option<String>) {
    match id {
        Id::Node(node) => (None, Some(node.clone())),
        _ => (subject(store, id), None),
    }
}

/// The node that was clicked, where no manifest holds it.
pub(super) fn assumed_node(store: Store) -> Option<String> {
    let Some(Id::Node(name)) = store.sight.with_untracked(|sight| sight.picked.clone()) else { return None };
    store.world.with_untracked(|world| {
        let node = world.node(world.find_node(&name)?);
        node.object.is_none().then_some(name)
    })
}

/// As whom a request comes from a thing.
pub(super) fn client(id: &Id) -> Option<String> {
    match id {
        Id::Node(name) => Some(format!("node/{name}")),
        Id::Pod(namespace, name) => Some(format!("pod/{namespace}/{name}")),
        Id::Client => Some("internet".to_owned()),
        _ => None,
    }
}

/// What a line can be drawn from and to, while somebody draws.
pub(crate) fn drawn(store: Store, id: &Id) -> Option<ObjectRef> {
    let drawing = store.sight.with_untracked(|sight| sight.drawing);
    let object = if drawing { subject(store, id) } else { None };
    object.filter(|object| object.kind != "Node")
}

/// `None`: no manifest holds it, such as an assumed node.
fn subject(store: Store, id: &Id) -> Option<ObjectRef> {
    let of = |kind: &str, namespace: &str, name: &str| {
        store.reading.with_untracked(|reading| {
            let objects = reading.manifests.objects().iter().map(|object| &object.reference);
            let mut fitting =
                objects.filter(|object| object.kind == kind && object.namespace == namespace && object.name == name);
            fitting.next().cloned()
        })
    };
    match id {
        Id::Node(name) => of("Node", "", name),
        Id::Service(namespace, name) | Id::Kernel(_, namespace, name) | Id::LoadBalancer(namespace, name) => {
            of("Service", namespace, name)
        }
        Id::Ingress(namespace, name) => of("Ingress", namespace, name),
        Id::Gateway(namespace, name) => of("Gateway", namespace, name),
        Id::Pod(namespace, name) => {
            let owner = store.world.with_untracked(|world| {
                let pod = world.find_pod(namespace, name)?;
                Some(world.pod(pod).owned_by().clone())
            })?;
            of(&owner.kind, &owner.namespace, &owner.name)
        }
        Id::Object(kind, namespace, name) => of(kind, namespace, name),
        Id::None
        | Id::Branch(_)
        | Id::Packet
        | Id::Client
        | Id::Chain(_)
        | Id::Controller(_)
        | Id::Dns
        | Id::External(_) => None,
    }
}
