//! The pictures that stand on the page until it can draw are what it draws then, and README's plays what the page does. To write them
//! anew:
//! `UPDATE_STILL=1 cargo test -p svcpath-scene --test still`.

mod common;

use std::path::Path;

use common::gallery::{Told, gallery};
use svcpath_scene::{Role, Scene, Theme, View, moving, still, still_on_ground};

/// The room that a window leaves: of 1440 by 900, and a phone's of 390 by 844.
const ROOMS: [(&str, f32, f32); 2] = [("first.svg", 1112.0, 618.0), ("first-tall.svg", 390.0, 453.0)];

#[test]
fn what_waits_is_what_comes() {
    let told = gallery().remove(0);
    for (file, width, height) in ROOMS {
        let view = View { width, height, top: 0.0, bottom: 0.0, ..View::default() };
        let scene = Scene::new(&told.world, Some(&told.trace), &view);
        let drawn = still(&scene, &scene.frame(0.0));
        is_kept(&Path::new("web/static").join(file), &drawn);
    }
}

#[test]
fn readme_plays_a_story() {
    let told = gallery().into_iter().find(|told| told.name.starts_with("04-")).unwrap();
    let view = View { width: 900.0, height: 450.0, ..View::default() };
    let scene = Scene::new(&told.world, Some(&told.trace), &view);
    let drawn = moving(&scene);
    let document = roxmltree::Document::parse(&drawn).unwrap();
    let frames =
        document.descendants().filter(|node| node.attribute("class").is_some_and(|class| class.starts_with('F')));
    assert!(frames.count() > told.trace.drawn_path().steps().count() * 10);
    is_kept(Path::new("docs/story.svg"), &drawn);
}

/// Where a widget of the book cannot draw, what it would show stands: the step before the request is answered.
#[test]
fn the_book_shows_what_its_widgets_do() {
    let told = gallery();
    let mut seen = 0;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    let chapters = std::fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path());
    for chapter in chapters.filter(|path| path.extension().is_some_and(|end| end == "md")) {
        let text = std::fs::read_to_string(&chapter).unwrap();
        for widget in text.split("<svc-path src=\"../gallery/").skip(1) {
            let said =
                |name: &str| widget.split_once(&format!("{name}=\"")).and_then(|(_, rest)| rest.split('"').next());
            let stem = widget.split(".yaml").next().unwrap();
            let asks = |told: &&Told| {
                let written = told.trace.request.written();
                told.name.starts_with(stem) && Some(&*written.from) == said("from") && Some(&*written.to) == said("to")
            };
            let told = told.iter().find(asks).unwrap_or_else(|| panic!("{}: {stem}", chapter.display()));
            let view = View { width: 760.0, height: 330.0, ..View::default() };
            let scene = Scene::new(&told.world, Some(&told.trace), &view);
            let halfway = told.trace.drawn_path().steps().count() / 2;
            is_kept(
                &Path::new("docs/still").join(format!("{stem}.svg")),
                &still_on_ground(&scene, &scene.frame(halfway as f64)),
            );
            assert!(widget.contains(&format!("<img src=\"still/{stem}.svg\"")), "{}: {stem}", chapter.display());
            seen += 1;
        }
    }
    assert!(seen > 10, "the book's widgets were not found");
}

/// A file below the workspace holds just this.
fn is_kept(file: &Path, drawn: &str) {
    roxmltree::Document::parse(drawn).expect("well-formed");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file);
    if std::env::var_os("UPDATE_STILL").is_some() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is there");
        std::fs::write(&path, drawn).expect("the picture is written");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == drawn, "{} is not what the page draws: run with UPDATE_STILL=1", file.display());
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
