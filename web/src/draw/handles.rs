//! What can be done to the selected thing, at the thing itself.

use leptos::ev;
use leptos::prelude::*;
use svcpath_core::apart::apart;
use svcpath_core::edit::{Intent, scales};
use svcpath_core::expose::Exposure;
use svcpath_core::fields::form;
use svcpath_core::model::ServiceType;
use svcpath_core::object::{FieldPath, ObjectRef};
use svcpath_core::state::Change;
use svcpath_scene::Id;

use super::at_hand::thing;
use super::columns::shift;
use super::field::Field;
use super::moment::{Cordon, Moment, change, moment};
use super::object::{act, delete};
use super::places::Place;
use super::writing::Drafts;
use crate::canvas::Hold;
use crate::gesture::Gesture;
use crate::session::Command;
use crate::store::{Store, use_store};
use crate::ui::{Icon, Sign, SignButton};

/// Of the handles, and between them and the thing, in CSS pixels.
const HEIGHT: f64 = 34.0;
const GAP: f64 = 8.0;

/// What is offered for the thing, from what is known of it.
#[derive(Debug, Clone, PartialEq)]
struct Offer {
    object: Option<ObjectRef>,
    /// Of a workload.
    replicas: Option<u32>,
    /// Of a Service that has one.
    kind: Option<ServiceType>,
    moment: Option<Moment>,
    /// A node that no manifest holds.
    assumed: Option<String>,
    /// It is a column.
    column: Option<Id>,
}

/// The thing of the picture whose handles are shown.
pub(crate) fn held(store: Store) -> Option<Id> {
    if !store.sight.with(|sight| sight.drawing) {
        return None;
    }
    // Nobody draws on a first visit.
    apart(|| store.world.with(|world| store.sight.with(|sight| thing(sight, world))))
}

#[component]
pub(crate) fn Handles() -> impl IntoView {
    let store = use_store();
    let at = store.hold;
    let offer = Memo::new(move |_| offer(store, &held(store)?));
    let place = move || {
        at.get().map(|Hold { x, top, bottom, crowded_below }| {
            let below = bottom + GAP;
            let (width, height) = store.room.get();
            let (above, lowest) = (top - GAP - HEIGHT, f64::from(height) - GAP - HEIGHT);
            // Over what reaches from top to bottom they stand at its foot: its name stays free.
            let y = if (below > lowest || crowded_below) && above >= GAP { above } else { below.min(lowest) };
            format!("--x:{x:.0}px;--y:{y:.0}px;--room:{width:.0}px")
        })
    };
    view! {
        <Show when=move || at.with(Option::is_some)>
            {move || {
                offer.get().map(|offer| {
                    let title = title(&offer);
                    view! {
                        <div class="handles" role="toolbar" aria-label=title style=place>
                            {offer.replicas.zip(offer.object.clone()).map(|(count, workload)| view! { <Replicas workload count /> })}
                            {offer.kind.zip(offer.object.clone()).map(|(kind, service)| view! { <Opening service kind /> })}
                            {offer.moment.map(|moment| view! { <AtThisMoment moment /> })}
                            {offer.column.map(|column| view! { <AmongColumns column /> })}
                            {offer.object.map(|object| view! { <OfObject object /> })}
                            {offer.assumed.map(|node| view! { <OfAssumed node /> })}
                        </div>
                    }
                })
            }}
        </Show>
    }
}

#[component]
fn Replicas(workload: ObjectRef, count: u32) -> impl IntoView {
    let store = use_store();
    let scale = StoredValue::new(move |replicas: u32| {
        act(store, Intent::Scale { workload: workload.clone(), replicas });
    });
    let scale = move |replicas: u32| scale.with_value(|scale| scale(replicas));
    view! {
        <SignButton sign=Sign::Less label=Signal::derive(move || store.hands().replica_less) disabled=count == 0 press=move |()| scale(count.saturating_sub(1)) />
        <output>{count}</output>
        <SignButton sign=Sign::More label=Signal::derive(move || store.hands().replica_more) press=move |()| scale(count + 1) />
    }
}

/// A Service's type and its first port.
#[component]
fn Opening(service: ObjectRef, kind: ServiceType) -> impl IntoView {
    let store = use_store();
    let opened = service.clone();
    let open = move |event: ev::Event| {
        if let Some(exposure) = Exposure::of_type(&event_target_value(&event)) {
            store.dispatch(Command::Do(Gesture::Open { service: opened.clone(), exposure }));
        }
    };
    let option = |exposure: Exposure| {
        let chosen = exposure.as_str() == kind.as_str();
        view! { <option value=exposure.as_str() selected=chosen>{exposure.as_str()}</option> }
    };
    let path = FieldPath::of("spec.ports").index(0).field("port");
    let field = form("Service").find(|field| field.path == "spec.ports[].port");
    view! {
        <select aria-label="type" on:change=open>{Exposure::TYPES.map(option).collect_view()}</select>
        {field.map(|field| view! { <Field object=service place=Place::of_value(path, field) drafts=Drafts::default() /> })}
    }
}

/// What manifests cannot say.
#[component]
fn AtThisMoment(moment: Moment) -> impl IntoView {
    let store = use_store();
    let (ready, node) = match &moment {
        Moment::Pod { ready, .. } => (*ready, None),
        Moment::Node { name, ready, cordoned, .. } => (*ready, Some((name.clone(), *cordoned))),
    };
    let turn = move |_| {
        let turned = match &moment {
            Moment::Pod { key, ready, .. } => Change::Readiness { pod: key.clone(), ready: !ready },
            Moment::Node { name, ready, .. } => Change::Node { node: name.clone(), up: !ready },
        };
        change(store, vec![turned]);
    };
    view! {
        <button type="button" class="btn" aria-pressed=ready.to_string() on:click=turn>
            <Icon sign=if ready { Sign::Check } else { Sign::Cross } />
            {move || store.hands().ready}
        </button>
        {node.map(|(node, cordoned)| view! { <Cordon node cordoned /> })}
    }
}

/// To the left or to the right.
#[component]
fn AmongColumns(column: Id) -> impl IntoView {
    let store = use_store();
    let shifted = move |by: isize| store.picture.with(|scene| shift(scene, &column, by));
    let to = StoredValue::new(shifted);
    let gesture = move |by| to.with_value(|to| to(by));
    let go = move |by| {
        if let Some(gesture) = untrack(|| gesture(by)) {
            store.dispatch(Command::Do(gesture));
        }
    };
    view! {
        <SignButton sign=Sign::Left label=Signal::derive(move || store.hands().move_left) disabled=Signal::derive(move || gesture(-1).is_none()) press=move |()| go(-1) />
        <SignButton sign=Sign::Right label=Signal::derive(move || store.hands().move_right) disabled=Signal::derive(move || gesture(1).is_none()) press=move |()| go(1) />
    }
}

#[component]
fn OfObject(object: ObjectRef) -> impl IntoView {
    let store = use_store();
    let (copied, name) = (object.clone(), StoredValue::new(object.titled()));
    // The thing that is held may be one of its pods.
    let of_it = move |what: &str| name.with_value(|name| format!("{what}: {name}"));
    let (copies, deletes) = (move || store.hands().duplicate, move || store.hands().delete);
    view! {
        <SignButton sign=Sign::Copy label=Signal::derive(copies) title=Signal::derive(move || of_it(copies())) press=move |()| act(store, Intent::Duplicate { object: copied.clone() }) />
        <SignButton sign=Sign::Bin label=Signal::derive(deletes) title=Signal::derive(move || of_it(deletes())) press=move |()| delete(store, object.clone()) />
    }
}

/// A node that no manifest holds can go: the others are written.
#[component]
fn OfAssumed(node: String) -> impl IntoView {
    let store = use_store();
    let remove = move |()| store.dispatch(Command::Do(Gesture::Remove { node: node.clone() }));
    view! { <SignButton sign=Sign::Bin label=Signal::derive(move || store.hands().delete) press=remove /> }
}

fn title(offer: &Offer) -> String {
    let object = offer.object.as_ref().map(|object| object.titled());
    let moment = offer.moment.as_ref().map(|moment| match moment {
        Moment::Pod { key, .. } => format!("Pod {key}"),
        Moment::Node { name, .. } => format!("Node {name}"),
    });
    moment.or(object).unwrap_or_default()
}

fn offer(store: Store, thing: &Id) -> Option<Offer> {
    let selected = store.sight.with(|sight| sight.selected.clone());
    let moment = store.world.with(|world| moment(world, thing));
    let column =
        store.picture.with(|scene| scene.columns.iter().any(|column| column.id == *thing)).then(|| thing.clone());
    store.reading.with(|reading| {
        let object = selected.and_then(|selected| reading.manifests.get(&selected));
        if object.is_none() && moment.is_none() && column.is_none() {
            return None;
        }
        let object = object.map(|object| object.reference.clone());
        let (workloads, services) = (&reading.cluster.workloads, &reading.cluster.services);
        let workload = workloads.iter().find(|workload| Some(&workload.meta.reference) == object.as_ref());
        let service = services.iter().find(|service| Some(&service.meta.reference) == object.as_ref());
        let assumed = match &moment {
            Some(Moment::Node { name, assumed: true, .. }) if object.is_none() => Some(name.clone()),
            _ => None,
        };
        Some(Offer {
            assumed,
            replicas: workload
                .filter(|workload| scales(&workload.meta.reference.kind))
                .map(|workload| workload.replicas),
            // A name outside the cluster has no port of its own.
            kind: service.map(|service| service.kind).filter(|kind| *kind != ServiceType::ExternalName),
            object,
            moment,
            column,
        })
    })
}
