//! What letting go would do. It is shown once the pointer rests: while it travels, the picture keeps still under it.

use std::time::Duration;

use leptos::prelude::*;

use crate::gesture::Gesture;
use crate::session::{Command, Session};
use crate::store::Store;

/// So long the pointer stays at what it is aimed at.
const REST: Duration = Duration::from_millis(250);

/// Whether the texts allow it. What was shown until now is so no more.
pub(crate) fn allows(store: Store, gesture: &Gesture) -> bool {
    if store.tries() {
        store.dispatch(Command::Try(None));
    }
    store.session.with_untracked(|session: &Session| session.performed(gesture).is_ok())
}

/// Shows what is aimed at now, if it still is after a rest.
pub(crate) fn show_at_rest(store: Store, aimed: impl Fn() -> Option<Gesture> + 'static) {
    let Some(gesture) = aimed() else { return };
    let rests = move || {
        if aimed().as_ref() == Some(&gesture) && !store.tries() {
            store.dispatch(Command::Try(Some(gesture)));
        }
    };
    set_timeout(rests, REST);
}
