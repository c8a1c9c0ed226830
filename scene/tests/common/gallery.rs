//! The gallery's scenarios, with a trace for each of their requests.

use std::path::Path;

use svcpath_core::decode::decode;
use svcpath_core::manifest::parse;
use svcpath_core::route::trace;
use svcpath_core::scenario;
use svcpath_core::text::Files;
use svcpath_core::trace::Explanation;
use svcpath_core::world::World;

/// One request of a scenario.
pub struct Told {
    /// The file's name, then the test's.
    pub name: String,
    pub world: World,
    pub trace: Explanation,
}

/// In the order of the gallery.
pub fn gallery() -> Vec<Told> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../gallery");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path()).collect();
    files.sort();
    let mut told = Vec::new();
    for path in files {
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        let files = Files::single(stem.clone(), std::fs::read_to_string(&path).unwrap());
        let (scenarios, _) = scenario::read(&files);
        for scenario in &scenarios {
            let (texts, _) = scenario.texts(&files, &scenarios, |_| Ok(Vec::new()));
            let (cluster, _) = decode(&parse(&texts.manifests).0);
            for test in &scenario.tests {
                let world = World::build(&cluster, &scenario.knobs, &test.state);
                let trace = trace(&world, &test.request).explain(&world);
                told.push(Told { name: format!("{stem}: {}", test.name), world, trace });
            }
        }
    }
    assert!(told.len() > 20, "the gallery was not read");
    told
}
