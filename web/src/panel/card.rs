//! The shown step in detail: the header before and after, why, and whom it chose among.

use std::collections::BTreeSet;

use leptos::prelude::*;
use svcpath_core::object::Evidence;
use svcpath_core::trace::{Candidate, Choice, Decision, Packet, Stage, Step};
use svcpath_core::wording;

use super::hops::EvidenceLink;
use crate::reading::Reading;
use crate::store::use_store;
use crate::tint::Tint;

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
        let (place, step) = current.get()?;
        let text = store.text();
        let number = (text.step_of)(store.step.get() + 1, store.steps.get());
        Some(format!("{number} · {}", (text.decider)(&place, step.stage)))
    };
    view! {
        <section class="step">
            <h2>{heading}</h2>
            {move || current.get().map(|(_, step)| view! { <Header step=step.clone() /> {move || store.in_use(|| view! { <Taught /> <Tracked /> }.into_any())} <Choices step /> })}
        </section>
    }
}

/// What a teacher says here.
#[component]
fn Taught() -> impl IntoView {
    let store = use_store();
    move || store.caption().map(|words| view! { <p class="why taught">{words}</p> })
}

/// What the kernel remembers, in conntrack's own words.
#[component]
fn Tracked() -> impl IntoView {
    let store = use_store();
    let entry = store.shown.with_untracked(|shown| shown.as_ref()?.path().tracked(store.step.get_untracked()));
    entry.map(|entry| {
        let ((src, dst), (from, to)) = (entry.original, entry.reply);
        let protocol = entry.protocol.as_str().to_ascii_lowercase();
        let line = format!("{protocol} src={src} dst={dst} src={from} dst={to}");
        view! { <p class="tracked"><b>"conntrack"</b> " " <code>{line}</code></p> }
    })
}

/// One line of the header table.
struct Field {
    name: &'static str,
    before: String,
    after: String,
}

/// Addresses always; what is inside the packet only where somebody reads or changes it.
fn fields(step: &Step) -> Vec<Field> {
    if !step.has_packet() {
        return Vec::new();
    }
    let (before, after) = (&step.before, &step.after);
    let read_inside = matches!(step.stage, Stage::Ingress | Stage::Gateway | Stage::ApiServer);
    let field = |name, before: String, after: String| Field { name, before, after };
    let mut fields = vec![
        field("src", before.source(), after.source()),
        field("dst", before.dst.to_string(), after.dst.to_string()),
    ];
    // A question on the way, such as to the DNS, carries nothing of the request.
    if after.http.is_none() {
        return fields;
    }
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
        if before != after || (read_inside && !after.is_empty()) {
            fields.push(field(name, before, after));
        }
    }
    fields
}

/// An address that may break before its port, and a name after its dots as well.
fn breakable(text: &str) -> impl IntoView + use<> {
    let (host, port) = text.split_at(text.rfind(':').unwrap_or(text.len()));
    let whole = host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let pieces = host.split_inclusive(move |sign| sign == '.' && !whole).chain([port]);
    pieces.map(|piece| view! { {piece.to_owned()} <wbr /> }).collect_view()
}

#[component]
fn Header(step: Step) -> impl IntoView {
    let store = use_store();
    let sentence = wording::reason(&step.reason, store.lang.get());
    let stamp = match step.visible() {
        Decision::Send => Some(store.text().new_connection),
        decision => (store.text().stamp)(decision),
    };
    let tint = Tint::of(step.visible()).as_str();
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
                {if field.before.is_empty() {
                    view! { <td colspan="3"><code class=format!("new {tone}")>{field.after}</code></td> }.into_any()
                } else if changed {
                    view! {
                        <td><code><del>{breakable(&field.before)}</del></code></td>
                        <td><code class=format!("new {tone}")>{breakable(&field.after)}</code></td>
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
    let (columns, fields) = (store.text().header_columns, fields(&step));
    // Where there is no packet, it has no header.
    let table = (!fields.is_empty()).then(|| {
        view! {
            <table class="header" aria-label=move || store.text().header>
                <thead>
                    <tr>{columns.map(|column| view! { <th scope="col">{column}</th> }).collect_view()}</tr>
                </thead>
                <tbody>{fields.into_iter().map(row).collect_view()}</tbody>
            </table>
        }
    });
    view! {
        {table}
        <p class=format!("why {tint}")>
            {sentence} " " <EvidenceLinks evidence />
        </p>
    }
}

#[component]
fn EvidenceLinks(evidence: Vec<Evidence>) -> impl IntoView {
    let store = use_store();
    let mut lines = BTreeSet::new();
    // Several fields of one line are one place.
    let is_new = |evidence: &Evidence| {
        let line = |reading: &Reading| {
            let span = reading.manifests.locate(evidence)?;
            Some((span.file.0, reading.files.position(span).line))
        };
        store.reading.with_untracked(|reading| line(reading)).is_none_or(|place| lines.insert(place))
    };
    evidence
        .into_iter()
        .filter(is_new)
        .collect::<Vec<_>>()
        .into_iter()
        .map(|evidence| view! { <EvidenceLink evidence /> " " })
        .collect_view()
}

/// Whom the step chose among, each with why not.
#[component]
fn Choices(step: Step) -> impl IntoView {
    let store = use_store();
    let chosen = step.chosen;
    let row = move |(index, candidate): (usize, Candidate)| {
        let taken = chosen == Some(index);
        let why = candidate.why_not.as_ref().map(|why| wording::why_not(why, store.lang.get()));
        let named = matches!(candidate.what, Choice::Node { .. });
        let beside = why.or_else(|| candidate.node.clone().filter(|_| !named));
        let out = candidate.why_not.is_some();
        view! {
            <li class:taken=taken class:out=out>
                <span class="dot" aria-hidden="true"></span>
                <span>{choice(&candidate)}</span>
                <em>{beside} {taken.then(|| view! { <span class="unseen">", " {store.text().chosen}</span> })}</em>
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
            let name = pod.as_ref().map(|pod| pod.name.clone());
            view! { {name} " " <code>{address.to_string()}</code> }.into_any()
        }
        Choice::Pod(pod) => pod.name.clone().into_any(),
        Choice::Node { name } => name.clone().into_any(),
        Choice::Rule { text } | Choice::Name { text } | Choice::Listener { text } => {
            view! { <code>{text.clone()}</code> }.into_any()
        }
    }
}
