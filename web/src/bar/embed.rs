//! What shows this in another page, as its author wants it: chosen here, seen at once, and copied.

use leptos::ev;
use leptos::prelude::*;
use svcpath_core::lang::Lang;
use svcpath_core::scenario::{Scenario, ViewHint, Whole};
use svcpath_scene::Arrangement;

use crate::address::parameters;
use crate::browser;
use crate::reading::Setting;
use crate::session::ThemeChoice;
use crate::store::{Store, use_store};
use crate::ui::{Icon, Sign};

use super::share::{Leading, Outcome, remarks, said, sources, title};
use super::snippet::{Element, Form, Manifests, frame, is_harmless};

/// In pixels: what a frame gets unless something else is wanted, and what is wanted at least and at most.
const HEIGHT: u32 = 420;
const HEIGHTS: std::ops::RangeInclusive<u32> = 160..=4000;

/// What its author chooses.
#[derive(Debug, Clone, PartialEq)]
struct Choice {
    form: Form,
    /// Manifests stand in the snippet, though they have an address.
    inline: bool,
    /// `None`: by itself.
    height: Option<u32>,
    theme: ThemeChoice,
    /// `None`: the reader's.
    lang: Option<Lang>,
    /// From 0.
    step: usize,
}

/// Manifests as they go into a snippet.
#[derive(Debug, Clone, PartialEq)]
struct Carried {
    whole: Whole,
    /// The scenario among them asks, since the element's attributes cannot.
    asks: bool,
}

#[component]
pub(super) fn Embed(leading: RwSignal<Option<Leading>>, back: Callback<()>) -> impl IntoView {
    let store = use_store();
    let carried = Memo::new(move |_| carried(store));
    let address = sources(store).and_then(|sources| own_address(&sources));
    let address = StoredValue::new(address.filter(|_| !carried.with_untracked(|carried| carried.asks)));
    let said = StoredValue::new(said(store));
    let step = store.step.get_untracked();
    let choice = RwSignal::new(Choice {
        form: Form::Html,
        // What lies on another site than the page may be forbidden to it.
        inline: true,
        height: Some(HEIGHT),
        theme: ThemeChoice::Auto,
        lang: None,
        step,
    });
    let text = Memo::new(move |_| {
        let choice = choice.get();
        match choice.form {
            Form::Frame => {
                let address = framed(store, &choice, said.get_value().as_deref(), leading.get().as_ref())?;
                Some(frame(&address, &title(store), choice.height.unwrap_or(HEIGHT)))
            }
            form => Some(element(store, &choice, address.get_value(), &carried.get())?.text(form)),
        }
    });
    let outcome = RwSignal::new(None);
    // Whatever is chosen anew was not copied yet.
    Effect::new(move |_| {
        text.track();
        outcome.set(None);
    });
    let copy = move |_| {
        if let Some(text) = text.get_untracked() {
            browser::copy(text, move |done| outcome.set(Some(done)));
        }
    };
    let form = move |form: Form| {
        view! {
            <label>
                <input
                    type="radio"
                    class="unseen"
                    name="embed"
                    prop:checked=move || choice.with(|choice| choice.form == form)
                    on:change=move |_| choice.update(|choice| choice.form = form)
                />
                {form.name()}
            </label>
        }
    };
    let of_element = move || choice.with(|choice| choice.form != Form::Frame);
    let where_from =
        move |event: ev::Event| choice.update(|choice| choice.inline = event_target_value(&event) == "inline");
    let high = move |event: ev::Event| {
        let height = event_target_value(&event).parse().ok();
        choice
            .update(|choice| choice.height = height.map(|height: u32| height.clamp(*HEIGHTS.start(), *HEIGHTS.end())));
    };
    let wear = move |event: ev::Event| {
        choice.update(|choice| choice.theme = ThemeChoice::named(&event_target_value(&event)).unwrap_or(choice.theme));
    };
    let speak =
        move |event: ev::Event| choice.update(|choice| choice.lang = Lang::from_tag(&event_target_value(&event)));
    let go = move |event: ev::Event| {
        choice.update(|choice| choice.step = event_target_value(&event).parse().unwrap_or(choice.step));
    };
    let themes = ThemeChoice::ALL.into_iter().enumerate().map(|(index, theme)| {
        view! { <option value=theme.as_str()>{move || store.text().themes[index]}</option> }
    });
    let steps = (0..store.steps.get_untracked())
        .map(|at| view! { <option value=at.to_string() selected=at == step>{at + 1}</option> });
    let notes = move || {
        let by_link = !of_element() && said.with_value(Option::is_none);
        let masked = carried.with(|carried| carried.whole.masked);
        let inline = of_element() && choice.with(|choice| choice.inline);
        view! {
            {by_link.then(|| leading.get().map(|leading| remarks(store, leading)))}
            {(inline && masked > 0).then(|| view! { <p class="note">{(store.hands().masked)(masked)}</p> })}
            {(of_element() && !inline).then(|| view! { <p class="note">{store.hands().embed_fetches}</p> })}
        }
    };
    view! {
        <div class="embed">
            <div class="row">
                <button type="button" class="btn bare" aria-label=move || store.hands().back on:click=move |_| back.run(())>
                    <Icon sign=Sign::Left />
                </button>
                <fieldset class="segments" aria-label=move || store.hands().embed>
                    {Form::ALL.map(form).collect_view()}
                </fieldset>
            </div>
            <p class="note">{move || store.hands().embed_forms[choice.with(|choice| choice.form) as usize]}</p>
            <div class="fields">
                <Show when=move || of_element() && address.with_value(Option::is_some)>
                    <label class="whole">
                        <span>{move || store.text().manifests}</span>
                        <select on:change=where_from prop:value=move || if choice.with(|choice| choice.inline) { "inline" } else { "address" }>
                            <option value="address">{move || store.hands().embed_manifests[0]}</option>
                            <option value="inline">{move || store.hands().embed_manifests[1]}</option>
                        </select>
                    </label>
                </Show>
                <label>
                    <span>{move || store.hands().height}</span>
                    <input type="number" min=*HEIGHTS.start() max=*HEIGHTS.end() step="20" value=HEIGHT placeholder=move || store.hands().auto_height on:input=high />
                </label>
                <label>
                    <span>{move || store.text().theme}</span>
                    <select on:change=wear>{themes.collect_view()}</select>
                </label>
                <label>
                    <span>{move || store.text().language}</span>
                    <select on:change=speak>
                        <option value="">{move || store.text().themes[0]}</option>
                        <option value="en">"English"</option>
                        <option value="ru">"Русский"</option>
                    </select>
                </label>
                <label>
                    <span>{move || store.hands().start_step}</span>
                    <select on:change=go>{steps.collect_view()}</select>
                </label>
            </div>
            <textarea readonly rows="9" spellcheck="false" aria-label=move || store.hands().snippet prop:value=move || text.get().unwrap_or_default() />
            {notes}
            <div class="row">
                <button type="button" class="btn" disabled=move || text.with(Option::is_none) on:click=copy>
                    <Icon sign=Sign::Copy />
                    {move || store.hands().copy}
                </button>
                <Outcome of=outcome />
            </div>
        </div>
    }
}

/// The one address that an element can name: of this site.
fn own_address(sources: &[String]) -> Option<String> {
    let [address] = sources else { return None };
    let site = window().location().origin().ok()?;
    address.strip_prefix(&site)?.starts_with('/').then(|| address.clone())
}

/// What a frame shows.
fn framed(store: Store, choice: &Choice, sources: Option<&[String]>, leading: Option<&Leading>) -> Option<String> {
    let mut pairs = vec![("embed", "1".to_owned())];
    match sources {
        Some(sources) => {
            let document = store.document.get();
            let arrangement = store.sight.with(|sight| sight.arrangement);
            let told = store.reading.with(|reading| reading.view());
            pairs.extend(parameters(sources, &document.written, choice.step, arrangement, told));
        }
        None => pairs.push(("step", (choice.step + 1).to_string())),
    }
    pairs.extend(looks(choice));
    let address = browser::address_with(&pairs)?;
    match sources {
        Some(_) => Some(address),
        None => leading?.address.split_once('#').map(|(_, fragment)| format!("{address}#{fragment}")),
    }
}

fn element(store: Store, choice: &Choice, address: Option<String>, carried: &Carried) -> Option<Element> {
    let manifests = match address.filter(|_| !choice.inline) {
        Some(address) => Manifests::Address(address),
        None => Manifests::Inline(carried.whole.text.clone()),
    };
    let written = store.document.with(|document| document.written.clone());
    let mut more = Vec::new();
    if store.sight.with(|sight| sight.arrangement == Arrangement::Apps) {
        more.push(("view", "apps".to_owned()));
    }
    if choice.step > 0 {
        more.push(("step", (choice.step + 1).to_string()));
    }
    more.extend(looks(choice));
    more.extend(choice.height.map(|height| ("height", height.to_string())));
    let written = Some(written).filter(|written| !carried.asks && !written.to.trim().is_empty());
    Some(Element { script: browser::absolute("embed.js"), manifests, written, more, title: title(store) })
}

/// What does not hold by itself, as the address and the element say it.
fn looks(choice: &Choice) -> Vec<(&'static str, String)> {
    let theme = Some(choice.theme).filter(|theme| *theme != ThemeChoice::Auto);
    let theme = theme.map(|theme| ("theme", theme.as_str().to_owned()));
    theme.into_iter().chain(choice.lang.map(|lang| ("lang", lang.tag().to_owned()))).collect()
}

/// Manifests as they are, where these and a request say all; else everything as a scenario.
fn carried(store: Store) -> Carried {
    let document = store.document.get();
    let shown = store.shown.get();
    let reading = store.reading.get();
    let asks = shown.is_some() && !document.written.headers.is_empty();
    if document.setting == Setting::default() && !asks && !reading.holds_scenario() {
        let whole = Whole::manifests(&document.files);
        if is_harmless(&whole.text) {
            return Carried { whole, asks };
        }
    }
    let arrangement = store.sight.with(|sight| sight.arrangement);
    let asked = shown.as_ref().map(|shown| &*shown.trace);
    let kept = reading.kept(&document.setting, arrangement, 0, asked);
    // How it is looked at is said by attributes, which can be changed.
    let scenario = Scenario { view: ViewHint::default(), ..kept };
    let whole = Whole::scenario(&scenario, &document.files);
    let harmless = is_harmless(&whole.text);
    Carried { whole: if harmless { whole } else { Whole::scenario_in_html(&scenario, &document.files) }, asks }
}
