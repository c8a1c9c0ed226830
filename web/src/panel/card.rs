//! The shown step in detail: the header before and after, why, and whom it chose among.

use leptos::prelude::*;
use svcpath_core::object::Evidence;
use svcpath_core::trace::{Candidate, Choice, Decision, Packet, Step};
use svcpath_core::wording;

use super::hops::EvidenceLink;
use crate::store::{Tint, use_store};

#[component]
pub(super) fn Card() -> impl IntoView {
    let store = use_store();
    let current = Memo::new(move |_| {
        store.shown.with(|shown| {
            let (hop, step) = shown.as_ref()?.path().steps().nth(store.step.get())?;
            Some((hop.at.clone(), step.clone()))
        })
    });
    let heading = move || {
        let (place, _) = current.get()?;
        let step = (store.text().step_of)(store.step.get() + 1, store.steps.get());
        Some(format!("{step} · {}", wording::place(&place, store.lang.get())))
    };
    view! {
        <section class="step">
            <h3>{heading}</h3>
            {move || current.get().map(|(_, step)| view! { <Header step=step.clone() /> <Choices step /> })}
        </section>
    }
}

/// One line of the header table.
struct Field {
    name: &'static str,
    before: String,
    after: String,
}

fn fields(before: &Packet, after: &Packet) -> Vec<Field> {
    let field = |name, before: String, after: String| Field { name, before, after };
    let mut fields = vec![
        field("src", before.src.to_string(), after.src.to_string()),
        field("dst", before.dst.to_string(), after.dst.to_string()),
    ];
    let request = |packet: &Packet| packet.http.as_ref().map(|http| format!("{} {}", http.method, http.path));
    let host = |packet: &Packet| packet.http.as_ref().map(|http| http.host.clone());
    let headers = |packet: &Packet| {
        packet.http.as_ref().map(|http| {
            http.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join("\n")
        })
    };
    for (name, of) in [("http", &request as &dyn Fn(&Packet) -> Option<String>), ("host", &host), ("header", &headers)]
    {
        let (before, after) = (of(before).unwrap_or_default(), of(after).unwrap_or_default());
        if !before.is_empty() || !after.is_empty() {
            fields.push(field(name, before, after));
        }
    }
    fields
}

#[component]
fn Header(step: Step) -> impl IntoView {
    let store = use_store();
    let sentence = wording::reason(&step.reason, store.lang.get());
    let stamp = (store.text().stamp)(step.decision);
    let tint = Tint::of(step.decision).as_str();
    let evidence = step.evidence.clone();
    let row = move |field: Field| {
        let changed = field.before != field.after;
        let tone = match (field.name, step.decision) {
            ("src", _) => "src",
            ("dst", _) => "dst",
            (_, _) => "plain",
        };
        let undone = matches!(step.decision, Decision::Unnat);
        view! {
            <tr class:changed=changed>
                <th scope="row">{field.name}</th>
                {if changed {
                    view! {
                        <td><code><del>{field.before}</del></code></td>
                        <td><code class=format!("new {tone}")>{field.after}</code></td>
                        <td>
                            {stamp.map(|stamp| view! { <span class=format!("stamp {tone}") class:undone=undone>{stamp}</span> })}
                        </td>
                    }.into_any()
                } else {
                    view! { <td colspan="3"><code>{field.after}</code></td> }.into_any()
                }}
            </tr>
        }
    };
    let columns = store.text().header_columns;
    view! {
        <table class="header" aria-label=move || store.text().header>
            <thead>
                <tr>{columns.map(|column| view! { <th scope="col">{column}</th> }).collect_view()}</tr>
            </thead>
            <tbody>{fields(&step.before, &step.after).into_iter().map(row).collect_view()}</tbody>
        </table>
        <p class=format!("why {tint}")>
            {sentence} " " <EvidenceLinks evidence />
        </p>
    }
}

#[component]
fn EvidenceLinks(evidence: Vec<Evidence>) -> impl IntoView {
    evidence.into_iter().map(|evidence| view! { <EvidenceLink evidence /> " " }).collect_view()
}

/// Whom the step chose among, each with why not.
#[component]
fn Choices(step: Step) -> impl IntoView {
    let store = use_store();
    let chosen = step.chosen;
    let row = move |(index, candidate): (usize, Candidate)| {
        let taken = chosen == Some(index);
        let why = match &candidate.why_not {
            Some(why) => wording::why_not(why, store.lang.get()),
            None if taken => store.text().chosen.to_owned(),
            None => store.text().eligible.to_owned(),
        };
        let out = candidate.why_not.is_some();
        view! {
            <li class:taken=taken class:out=out>
                <span class="dot" aria-hidden="true"></span>
                <span>{choice(&candidate)}</span>
                <em>{why}</em>
            </li>
        }
    };
    let candidates = step.candidates.to_vec();
    (candidates.len() > 1 || candidates.iter().any(|candidate| candidate.why_not.is_some())).then(|| {
        view! {
            <ul class="choices" aria-label=move || store.text().candidates>
                {candidates.into_iter().enumerate().map(row).collect_view()}
            </ul>
        }
    })
}

fn choice(candidate: &Candidate) -> AnyView {
    match &candidate.what {
        Choice::Endpoint { address, pod } => {
            let node = candidate.node.clone().map(|node| format!(" · {node}"));
            let name = pod.as_ref().map(|pod| pod.name.clone());
            view! { {name} " " <code>{address.to_string()}</code> {node} }.into_any()
        }
        Choice::Pod(pod) => pod.name.clone().into_any(),
        Choice::Node { name } => name.clone().into_any(),
        Choice::Rule { text } | Choice::Name { text } | Choice::Listener { text } => {
            view! { <code>{text.clone()}</code> }.into_any()
        }
    }
}
