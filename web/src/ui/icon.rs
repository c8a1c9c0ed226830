//! Signs, drawn in one line width on a 16 by 16 grid.

use leptos::prelude::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sign {
    Play,
    Pause,
    Previous,
    Next,
    Undo,
    Redo,
    Check,
    Cross,
    Warning,
    Info,
    Question,
    /// Nobody claims it.
    Nobody,
    Hourglass,
    Leave,
    Part,
    Grid,
    Down,
    Fold,
    Lines,
    Copy,
    Share,
    Save,
    Theme,
    Search,
    Pen,
    Bin,
    More,
    Less,
    Left,
    Right,
}

impl Sign {
    /// Outline and whether it is filled.
    fn path(self) -> (&'static str, bool) {
        match self {
            Sign::Play => ("M4.5 2.6v10.8L13.5 8z", true),
            Sign::Pause => ("M4 3h3v10H4zM9 3h3v10H9z", true),
            Sign::Previous => ("M3 3h2v10H3zM13 3v10L5.8 8z", true),
            Sign::Next => ("M11 3h2v10h-2zM3 3v10l7.2-5z", true),
            Sign::Undo => ("M6 3 2.8 6.2 6 9.4M3 6.2h6.2a3.6 3.6 0 0 1 0 7.2H6", false),
            Sign::Redo => ("m10 3 3.2 3.2L10 9.4M13 6.2H6.8a3.6 3.6 0 0 0 0 7.2H10", false),
            Sign::Check => ("m3 8.6 3.2 3.2L13 4.6", false),
            Sign::Cross => ("m4 4 8 8m0-8-8 8", false),
            Sign::Warning => ("M8 2.2 14.4 13.4H1.6zM8 6.4v3.4M8 11.5v.4", false),
            Sign::Info => ("M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM8 7.3v3.8M8 4.9v.4", false),
            Sign::Question => {
                ("M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM6.2 6.4a1.9 1.9 0 1 1 2.6 1.7c-.6.3-.8.6-.8 1.3M8 11.4v.3", false)
            }
            Sign::Nobody => ("M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11zM4.2 11.8l7.6-7.6", false),
            Sign::Hourglass => ("M4 2.5h8M4 13.5h8M5 2.5v2.2L8 8l3-3.3V2.5M5 13.5v-2.2L8 8l3 3.3v2.2", false),
            Sign::Leave => ("M9 3h4v4M13 3 7 9M6 4H3v9h9v-3", false),
            Sign::Part => ("M2 8h4l3-4h5M6 8l3 4h5M11.8 2 14 4l-2.2 2", false),
            Sign::Grid => ("M2.5 2.5h4v11h-4zM9.5 2.5h4v4h-4zM9.5 9.5h4v4h-4z", false),
            Sign::Down => ("m4 6.4 4 4 4-4", false),
            Sign::Fold => ("m9.6 4-4 4 4 4M13 4 9 8l4 4", false),
            Sign::Lines => ("M2.5 4h11M2.5 8h8M2.5 12h9.5", false),
            Sign::Pen => ("M3 13l.6-3L10.8 2.8l2.4 2.4L6 12.4zM9.2 4.4l2.4 2.4", false),
            Sign::Bin => ("M3 4.5h10M6.3 4.5V2.8h3.4v1.7M4.4 4.5l.6 8.7h6l.6-8.7M6.8 7v3.8M9.2 7v3.8", false),
            Sign::More => ("M8 3.5v9M3.5 8h9", false),
            Sign::Left => ("M13 8H3M6.5 4.5 3 8l3.5 3.5", false),
            Sign::Right => ("M3 8h10M9.5 4.5 13 8l-3.5 3.5", false),
            Sign::Less => ("M3.5 8h9", false),
            Sign::Share => ("M8 10V2M5 4.6 8 2l3 2.6M3 8.5v5h10v-5", false),
            Sign::Save => ("M8 2v8M5 7.4 8 10l3-2.6M3 10.5v3h10v-3", false),
            Sign::Theme => ("M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM8 2v12M10 3v10M12 4v8", false),
            Sign::Search => ("M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zM10.4 10.4l3.4 3.4", false),
            Sign::Copy => ("M5.5 5.5h8v8h-8zM3 10.5h-.5v-8h8V3", false),
        }
    }
}

/// A sign beside words; assistive technology skips it.
#[component]
pub(crate) fn Icon(#[prop(into)] sign: Signal<Sign>) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" class:filled=move || sign.get().path().1>
            <path d=move || sign.get().path().0 />
        </svg>
    }
}
