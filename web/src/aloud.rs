//! The story for who reads by ear: each step is said where the packet comes to rest, and no quicker than one can listen.

use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use svcpath_core::wording;

use crate::player::GLIDE_MS;
use crate::store::{Store, use_store};

/// Of steps that go by quicker than this only the latest is said. Playback at its usual speed is slower.
const APART_MS: f64 = 900.0;
/// Who drags the slider or jumps about is not there yet.
const PAUSE_MS: f64 = 300.0;

/// Says the step whenever the packet goes to another, or somebody asks something else.
#[component]
pub(crate) fn Aloud() -> impl IntoView {
    let store = use_store();
    let here = Memo::new(move |_| {
        let path = store.shown.with(|shown| shown.as_ref().map(|s| (s.trace.request.clone(), s.branch)))?;
        Some((path, store.step.get()))
    });
    let said = RwSignal::new(0_u32);
    let last = StoredValue::new(f64::MIN);
    let say = move || {
        last.set_value(js_sys::Date::now());
        said.update(|said| *said += 1);
    };
    let soon = move || {
        let moves = store.sight.with_untracked(|sight| sight.moving.then_some(sight.speed));
        let rests = match moves.filter(|_| !store.prefers_still.get_untracked()) {
            Some(speed) => GLIDE_MS / speed,
            None => PAUSE_MS,
        };
        let wait = rests.max(last.get_value() + APART_MS - js_sys::Date::now());
        set_timeout_with_handle(say, Duration::from_millis(wait as u64)).ok()
    };
    Effect::new(move |before: Option<Option<TimeoutHandle>>| {
        // Unlike `track`, this has the memo look at what it follows.
        here.with(|_| ());
        match before {
            // What the page opened at nobody went to.
            None => (store.step.get_untracked() != store.opened).then(soon).flatten(),
            Some(late) => {
                late.inspect(TimeoutHandle::clear);
                soon()
            }
        }
    });
    let words = move || {
        // In another language, the last words would stay.
        store.lang.with(|_| (said.get() > 0).then(|| untrack(|| words(store))))
    };
    view! {
        <p class="unseen aloud" aria-live="polite">
            {words}
        </p>
    }
}

/// Which step it is, who decides there, what, and what a teacher says of it.
fn words(store: Store) -> Option<String> {
    let (text, step) = (store.text(), store.step.get());
    let (place, sentence) = store.shown.with(|shown| {
        let (hop, step) = shown.as_ref()?.path().steps().nth(step)?;
        Some(((text.decider)(&hop.at, step.stage), wording::reason(&step.reason, store.lang.get())))
    })?;
    let taught = store.caption().map(|taught| format!(" {taught}")).unwrap_or_default();
    Some(format!("{}, {place}. {sentence}{taught}", (text.step_of)(step + 1, store.steps.get())))
}
