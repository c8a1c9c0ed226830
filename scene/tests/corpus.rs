//! Real manifests, from the folder that `SVCPATH_CORPUS` names: every picture of them is readable.

mod common;

use std::path::{Path, PathBuf};

use common::Composition;
use common::check::complaints;
use svcpath_core::knobs::Knobs;
use svcpath_core::lang::Lang;
use svcpath_core::request::Written;
use svcpath_core::state::State;
use svcpath_scene::{Scene, View};

/// Of one file; more of the same would teach nothing.
const SERVICES: usize = 12;

#[test]
fn pictures_of_real_manifests_are_readable() {
    let Some(folder) = std::env::var_os("SVCPATH_CORPUS") else {
        eprintln!("SVCPATH_CORPUS is not set: no real manifests are drawn");
        return;
    };
    let mut files = Vec::new();
    collect(&PathBuf::from(folder).join("manifests"), &mut files);
    files.sort();
    assert!(!files.is_empty(), "no manifests below SVCPATH_CORPUS");
    let mut found = Vec::new();
    for file in files {
        let Ok(manifests) = std::fs::read_to_string(&file) else { continue };
        let plain =
            Composition { name: "corpus", manifests, knobs: Knobs::default(), state: State::default(), ask: None };
        let (world, _) = plain.read();
        let caller = world.pods.first().map(|pod| format!("pod/{}", pod.reference.key()));
        for service in world.services.iter().take(SERVICES) {
            for from in ["internet".to_owned()].into_iter().chain(caller.clone()) {
                let to = format!("service/{}", service.spec.meta.reference.key());
                let ask = Written { from: from.clone(), to: to.clone(), ..Written::default() };
                let (world, trace) = Composition { ask: Some(ask), ..plain.clone() }.read();
                let steps = trace.as_ref().map_or(0, |trace| trace.drawn_path().steps().count());
                for (width, height) in [(792.0, 704.0), (390.0, 600.0)] {
                    let view = View { width, height, lang: Lang::En, ..View::default() };
                    let scene = Scene::new(&world, trace.as_ref(), &view);
                    let all = complaints(&scene, steps);
                    found.extend(
                        all.into_iter().map(|complaint| format!("{} {from} {to} {width}: {complaint}", file.display())),
                    );
                }
            }
        }
    }
    assert!(found.is_empty(), "{} complaints\n{}", found.len(), found.join("\n"));
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|end| end == "yaml" || end == "yml" || end == "json") {
            files.push(path);
        }
    }
}
