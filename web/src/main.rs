//! The page: the answers of core, drawn by scene, in a browser.

// Leptos' components declare their properties `pub`, wherever they stand.
#![allow(unreachable_pub)]

mod address;
mod aloud;
mod app;
mod bar;
mod browser;
mod bundle;
mod canvas;
mod caption;
mod chips;
mod draw;
mod dropping;
mod embed;
mod examples;
mod gesture;
mod history;
mod keep;
mod link;
mod panel;
mod player;
mod reading;
mod rest;
mod routes;
mod running;
mod same;
mod session;
mod store;
mod text;
mod timeline;
mod tint;
mod typing;
mod ui;
mod work;

fn main() {
    console_error_panic_hook::set_once();
    app::start();
}
