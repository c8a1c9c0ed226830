//! What manifests cannot say of the pod or node that was clicked: whether it is ready, where a pod runs, a node's address.

use std::net::IpAddr;

use leptos::ev;
use leptos::prelude::*;
use svcpath_core::state::Change;
use svcpath_core::world::World;
use svcpath_scene::Id;

use super::field::Refused;
use crate::gesture::Gesture;
use crate::session::Command;
use crate::store::{Store, use_store};

/// A pod or a node as it is at this moment.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Moment {
    Pod { key: String, ready: bool, node: Option<String>, nodes: Vec<String> },
    Node { name: String, ready: bool, cordoned: bool, assumed: bool, address: String },
}

#[component]
pub(super) fn Picked() -> impl IntoView {
    let store = use_store();
    let moment = Memo::new(move |_| {
        let thing = store.sight.with(|sight| sight.picked.clone())?;
        store.world.with(|world| moment(world, &thing))
    });
    move || {
        moment.get().map(|moment| match moment {
            Moment::Pod { key, ready, node, nodes } => view! { <Pod key ready node nodes /> }.into_any(),
            Moment::Node { name, ready, cordoned, address, .. } => {
                view! { <Node name ready cordoned address /> }.into_any()
            }
        })
    }
}

#[component]
fn Pod(key: String, ready: bool, node: Option<String>, nodes: Vec<String>) -> impl IntoView {
    let store = use_store();
    let title = format!("Pod {key}");
    let pod = key.clone();
    let mark = move |ready| change(store, vec![Change::Readiness { pod: pod.clone(), ready }]);
    let put = move |event: ev::Event| {
        change(store, vec![Change::Placement { pod: key.clone(), node: event_target_value(&event) }]);
    };
    let option = move |name: String| {
        let here = node.as_ref() == Some(&name);
        view! { <option value=name.clone() selected=here>{name.clone()}</option> }
    };
    view! {
        <section class="object" aria-label=title.clone()>
            <h2>{title.clone()}</h2>
            <Ready ready mark=Callback::new(mark) />
            <label class="field">
                <span>{move || store.hands().on_node}</span>
                <select on:change=put>{nodes.into_iter().map(option).collect_view()}</select>
            </label>
        </section>
    }
}

#[component]
fn Node(name: String, ready: bool, cordoned: bool, address: String) -> impl IntoView {
    let store = use_store();
    let title = format!("Node {name}");
    let (node, moved) = (name.clone(), name.clone());
    let mark = move |up| change(store, vec![Change::Node { node: node.clone(), up }]);
    let refused = RwSignal::new(None::<String>);
    let readdress = move |event: ev::Event| {
        let value = event_target_value(&event);
        let read = value.trim().parse::<IpAddr>();
        refused.set(read.is_err().then(|| (store.text().bad_value)(&value, "192.168.10.21, fd00::21")));
        if let Ok(address) = read {
            change(store, vec![Change::Address { node: moved.clone(), address }]);
        }
    };
    view! {
        <section class="object" aria-label=title.clone()>
            <h2>
                <span>{title.clone()}</span>
                <Cordon node=name cordoned />
            </h2>
            <Ready ready mark=Callback::new(mark) />
            <label class="field">
                <span>"InternalIP"</span>
                <input
                    prop:value=address
                    aria-invalid=move || refused.with(Option::is_some).to_string()
                    on:change=readdress
                />
            </label>
            <Refused why=refused />
        </section>
    }
}

#[component]
fn Ready(ready: bool, mark: Callback<bool>) -> impl IntoView {
    let store = use_store();
    view! {
        <label class="field">
            <span>{move || store.hands().ready}</span>
            <input type="checkbox" prop:checked=ready on:change=move |event| mark.run(event_target_checked(&event)) />
        </label>
    }
}

pub(super) fn change(store: Store, changes: Vec<Change>) {
    store.dispatch(Command::Do(Gesture::Moment(changes)));
}

pub(super) fn moment(world: &World, thing: &Id) -> Option<Moment> {
    match thing {
        Id::Pod(namespace, name) => {
            let pod = world.pod(world.find_pod(namespace, name)?);
            Some(Moment::Pod {
                key: pod.reference.key(),
                ready: pod.ready,
                node: pod.node.map(|id| world.node(id).name.clone()),
                nodes: world.nodes.iter().map(|node| node.name.clone()).collect(),
            })
        }
        Id::Node(name) => {
            let node = world.nodes.iter().find(|node| node.name == *name)?;
            let address = node.addresses.first().map(ToString::to_string).unwrap_or_default();
            Some(Moment::Node {
                name: name.clone(),
                ready: node.ready,
                cordoned: node.unschedulable,
                assumed: node.object.is_none(),
                address,
            })
        }
        _ => None,
    }
}

/// Drains a node, or has it take pods again.
#[component]
pub(super) fn Cordon(node: String, cordoned: bool) -> impl IntoView {
    let store = use_store();
    let turn = move |_| {
        let node = node.clone();
        store.dispatch(Command::Do(if cordoned { Gesture::Uncordon { node } } else { Gesture::Drain { node } }));
    };
    view! {
        <button type="button" class="btn" on:click=turn>
            {move || if cordoned { store.hands().uncordon } else { store.hands().drain }}
        </button>
    }
}
