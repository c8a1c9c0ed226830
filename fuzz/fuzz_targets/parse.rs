//! Any text, through all there is: read, checked, built, asked, drawn. Nothing may panic, and equal input gives equal output.
#![no_main]

use libfuzzer_sys::fuzz_target;
use svcpath_core::check::{check, slips};
use svcpath_core::decode::decode;
use svcpath_core::knobs::Knobs;
use svcpath_core::lang::Lang;
use svcpath_core::manifest::parse;
use svcpath_core::mask::masked;
use svcpath_core::request::{Request, Written};
use svcpath_core::route::trace;
use svcpath_core::scenario;
use svcpath_core::state::State;
use svcpath_core::survey;
use svcpath_core::text::Files;
use svcpath_core::world::World;
use svcpath_scene::{Scene, View, svg, theme::Theme};

fuzz_target!(|text: &str| {
    let files = Files::single("fuzz.yaml", text);
    let (scenarios, _) = scenario::read(&files);
    let (manifests, problems) = parse(&files);
    let (cluster, _) = decode(&manifests);
    let (hidden, _) = masked(&files);
    assert_eq!(masked(&hidden), (hidden.clone(), 0));
    let (knobs, state) = scenarios
        .first()
        .map_or_else(|| (Knobs::default(), State::default()), |first| (first.knobs.clone(), first.state.clone()));
    let world = World::build(&cluster, &knobs, &state);
    let mut found = check(&manifests, &cluster, &world);
    found.extend(slips(&manifests));
    for problem in problems.iter().chain(&found) {
        let _ = (problem.message(Lang::En), problem.message(Lang::Ru));
    }
    let asked = scenarios.iter().flat_map(|scenario| &scenario.tests).map(|test| test.request.clone());
    // The text itself as a request, and what the survey would ask.
    let written = Written { from: "internet".into(), to: text.chars().take(80).collect(), ..Written::default() };
    let likely = survey::routes(&world).take(2);
    for request in asked.take(2).chain(Request::parse(&written)).chain(likely) {
        let explained = trace(&world, &request).explain(&world);
        let scene = Scene::new(&world, Some(&explained), &View::default());
        let frame = scene.frame(1.5);
        assert_eq!(svg::svg(&scene, Some(&frame), Theme::Light), svg::svg(&scene, Some(&frame), Theme::Light));
    }
});
