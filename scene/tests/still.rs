//! The pictures that stand on the page until it can draw are what it draws then. To write them anew:
//! `UPDATE_STILL=1 cargo test -p svcpath-scene --test still`.

mod common;

use std::path::Path;

use common::gallery::gallery;
use svcpath_scene::{Role, Scene, Theme, View, still};

/// The room that a window leaves: of 1440 by 900, and a phone's of 390 by 844.
const ROOMS: [(&str, f32, f32); 2] = [("first.svg", 1112.0, 618.0), ("first-tall.svg", 390.0, 469.0)];

#[test]
fn what_waits_is_what_comes() {
    let told = gallery().remove(0);
    for (file, width, height) in ROOMS {
        let view = View { width, height, top: 0.0, bottom: 0.0, ..View::default() };
        let scene = Scene::new(&told.world, Some(&told.trace), &view);
        let drawn = still(&scene, &scene.frame(0.0));
        roxmltree::Document::parse(&drawn).unwrap();
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../web/static").join(file);
        if std::env::var_os("UPDATE_STILL").is_some() {
            std::fs::write(&path, &drawn).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(kept == drawn, "web/static/{file} is not what the page draws: run with UPDATE_STILL=1");
    }
}

#[test]
fn the_page_has_the_colours_of_the_picture() {
    use Role::*;
    let roles = [
        ("bg", Background),
        ("surface", Surface),
        ("ink", Ink),
        ("ink2", Ink2),
        ("ink3", Ink3),
        ("line", Line),
        ("line2", Line2),
        ("node", Node),
        ("req", Request),
        ("rep", Reply),
        ("rep-back", ReplyBack),
        ("dst", Dst),
        ("dst-back", DstBack),
        ("src", Src),
        ("src-back", SrcBack),
        ("ok", Ok),
        ("ok-back", OkBack),
        ("bad", Bad),
        ("bad-back", BadBack),
        ("band", Band),
        ("band-line", BandLine),
    ];
    let tokens = include_str!("../../web/styles/tokens.css");
    for (name, role) in roles {
        let [light, dark] = Theme::ALL.map(|theme| theme.colour(role));
        let token = format!("  --{name}: light-dark({light}, {dark});\n");
        assert!(tokens.contains(&token), "web/styles/tokens.css has no{token}");
    }
    assert_eq!(tokens.matches(": light-dark(").count(), roles.len());
}
