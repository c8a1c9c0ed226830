//! Pictures as files.

mod common;

use common::gallery::gallery;
use svcpath_core::lang::Lang;
use svcpath_scene::{Arrangement, Export, Scene, Theme, View, picture};

#[test]
fn a_file_needs_nothing_else_and_tells_what_it_shows() {
    for told in gallery() {
        for (lang, theme) in [(Lang::En, Theme::Light), (Lang::Ru, Theme::Dark)] {
            let export = Export { lang, theme, ..Export::default() };
            for trace in [Some(&told.trace), None] {
                let svg = picture(&told.world, trace, &export);
                let document =
                    roxmltree::Document::parse(&svg).unwrap_or_else(|error| panic!("{}: {error}", told.name));
                let text = |name: &str| {
                    let mut children = document.root_element().children();
                    children.find(|child| child.has_tag_name(name)).and_then(|child| child.text())
                };
                assert!(text("title").is_some_and(|title| !title.is_empty()), "{}", told.name);
                assert_eq!(text("desc").is_some(), trace.is_some(), "{}", told.name);
                for node in document.descendants() {
                    let links = node.attributes().filter(|attribute| {
                        attribute.name().ends_with("href")
                            || attribute.value().replace("url(#lift)", "").contains("url(")
                    });
                    assert_eq!(links.count(), 0, "{}: {node:?}", told.name);
                }
                assert!(!svg.contains("@import") && !svg.contains("<script"), "{}", told.name);
                assert!(svg.contains("sans-serif") && svg.contains("monospace"), "{}", told.name);
            }
        }
    }
}

#[test]
fn a_step_is_the_last_of_the_request_unless_given() {
    let told = gallery().remove(3);
    let last = told.trace.drawn_path().request_steps() - 1;
    let of = |step| picture(&told.world, Some(&told.trace), &Export { step, ..Export::default() });
    assert_eq!(of(None), of(Some(last)));
    assert_ne!(of(None), of(Some(0)));
    let apps = Export { arrangement: Arrangement::Apps, ..Export::default() };
    assert_ne!(of(None), picture(&told.world, Some(&told.trace), &apps));
}

#[test]
fn a_file_shows_the_shapes_of_the_page() {
    let told = gallery().remove(3);
    let export = Export { width: 792.0, height: 704.0, step: Some(2), ..Export::default() };
    let view = View { top: 0.0, bottom: 0.0, step: 2, ..View::default() };
    let scene = Scene::new(&told.world, Some(&told.trace), &view);
    let page = svcpath_scene::svg(&scene, Some(&scene.frame(2.0)), Theme::Light);
    let file = picture(&told.world, Some(&told.trace), &export);
    let shapes = |svg: &str| svg.split_once("<style>").map(|(_, shapes)| shapes.to_owned());
    assert_eq!(shapes(&file), shapes(&page));
}

#[test]
fn columns_stand_where_they_were_put() {
    let told = gallery().remove(3);
    let layout = [("node/node-3", 0.0), ("node/node-1", 240.0), ("node/node-2", 480.0)];
    let layout = layout.map(|(name, x)| (name.to_owned(), (x, 0.0)));
    let export = Export { layout: std::sync::Arc::new(layout.into()), ..Export::default() };
    let svg = picture(&told.world, Some(&told.trace), &export);
    let at = |name: &str| svg.find(&format!(">{name}<")).expect("a name");
    assert!(at("node-3") < at("node-1") && at("node-1") < at("node-2"));
}
