//! Writes pictures as SVG: `render OUT_DIR [NAME[@STEP[.5]]]... [--dark] [--size W,H] [--ru] [--still] [--inside NODE]` for the compositions
//! of the tests, or `render OUT_DIR file@STEP --file FILE --from SOURCE --to TARGET` for manifests of your own.
#[path = "../tests/common/mod.rs"]
mod common;

use svcpath_core::knobs::Knobs;
use svcpath_core::lang::Lang;
use svcpath_core::request::Written;
use svcpath_core::state::State;
use svcpath_scene::{Scene, Theme, View, svg};

fn main() {
    let mut args = std::env::args().skip(1);
    let out = args.next().unwrap_or_else(|| ".".into());
    let mut names: Vec<(String, Option<f64>)> = Vec::new();
    let mut theme = Theme::Light;
    let mut view = View::default();
    let mut own = common::Composition {
        name: "file",
        manifests: String::new(),
        knobs: Knobs::default(),
        state: State::default(),
        ask: None,
    };
    let mut ask = Written { from: "internet".into(), ..Written::default() };
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--dark" => theme = Theme::Dark,
            "--ru" => view.lang = Lang::Ru,
            "--still" => view.reduced_motion = true,
            "--inside" => view.inside = args.next(),
            "--file" => {
                own.manifests = args.next().and_then(|path| std::fs::read_to_string(path).ok()).unwrap_or_default();
            }
            "--from" => ask.from = args.next().unwrap_or_default(),
            "--to" => ask.to = args.next().unwrap_or_default(),
            "--via" => ask.via = args.next(),
            "--size" => {
                let size = args.next().unwrap_or_default();
                if let Some((w, h)) = size.split_once(',') {
                    view.width = w.parse().unwrap_or(792.0);
                    view.height = h.parse().unwrap_or(704.0);
                    if view.height < 500.0 || view.width < 560.0 {
                        (view.top, view.bottom) = (0.0, 0.0);
                    }
                }
            }
            name => match name.split_once('@') {
                Some((name, step)) => names.push((name.into(), step.parse().ok())),
                None => names.push((name.into(), None)),
            },
        }
    }
    if !ask.to.is_empty() {
        own.ask = Some(ask);
    }
    let mut compositions = common::compositions();
    if !own.manifests.is_empty() {
        compositions.push(own);
    }
    for composition in compositions {
        let wanted: Vec<Option<f64>> = match names.is_empty() {
            true => vec![None],
            false => names.iter().filter(|(name, _)| name == composition.name).map(|(_, step)| *step).collect(),
        };
        for step in wanted {
            let (world, trace) = composition.read();
            let scene = Scene::new(&world, trace.as_ref(), &view);
            let frame = trace
                .as_ref()
                .map(|trace| scene.frame(step.unwrap_or(trace.drawn_path().steps().count() as f64 - 1.0)));
            let name = match step {
                Some(step) => format!("{}@{step}", composition.name),
                None => composition.name.to_owned(),
            };
            if let Err(error) = std::fs::write(format!("{out}/{name}.svg"), svg(&scene, frame.as_ref(), theme)) {
                eprintln!("{out}/{name}.svg: {error}");
            }
            println!("{name} {} {}", scene.width, scene.height);
        }
    }
}
