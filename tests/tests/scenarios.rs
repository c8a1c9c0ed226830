//! Runs every scenario of ours, and those over real manifests: conformance vectors, the gallery, the corpus.

use std::fs;
use std::path::{Path, PathBuf};

use svcpath_core::decode::decode;
use svcpath_core::diagnostic::Severity;
use svcpath_core::lang::Lang;
use svcpath_core::manifest;
use svcpath_core::route;
use svcpath_core::scenario::{self, Expect, Loaded, Manifests, Scenario, Unreadable, Whole};
use svcpath_core::state::State;
use svcpath_core::text::{File, Files};
use svcpath_core::wording;
use svcpath_core::world::World;

#[test]
fn vectors_hold() {
    hold(&vectors(), 10);
}

#[test]
fn the_gallery_teaches_what_it_says() {
    hold(&scenarios_below(&root().join("gallery")), 9);
}

#[test]
fn real_manifests_route_as_expected() {
    let Some(corpus) = std::env::var_os("SVCPATH_CORPUS") else {
        println!("SVCPATH_CORPUS is not set: the scenarios over real manifests are left out");
        return;
    };
    let files = scenarios_below(&Path::new(&corpus).join("expect"));
    hold(&files, 40);
}

/// A traced step always has a hop to stand on, weights are shares, and what is written can be found.
#[test]
fn traces_keep_their_invariants() {
    let mut files = vectors();
    files.extend(scenarios_below(&root().join("gallery")));
    let mut traced = 0;
    for file in &files {
        for_each_test(file, |world, manifests, test| {
            let trace = route::trace(world, &test.request).explain(world);
            let name = format!("{}: {}", file.display(), test.name);
            let total: f64 = trace.paths.iter().map(|path| path.weight).sum();
            assert!((total - 1.0).abs() < 1e-9, "{name}: the paths weigh {total}");
            assert!((0.0..=1.0).contains(&trace.share), "{name}: a share of {}", trace.share);
            assert!(trace.drawn < trace.paths.len(), "{name}: the drawn path is one of them");
            for path in &trace.paths {
                assert!(!path.hops.is_empty(), "{name}: a path begins somewhere");
                for (hop, step) in path.steps() {
                    if let Some(chosen) = step.chosen {
                        let candidate = step.candidates.get(chosen);
                        assert!(
                            candidate.is_some_and(|one| one.why_not.is_none()),
                            "{name}: {} chose {chosen}",
                            hop.at
                        );
                    }
                    for evidence in &step.evidence {
                        let known = manifests.get(&evidence.object).is_none() || manifests.locate(evidence).is_some();
                        assert!(known, "{name}: {} {} stands nowhere", evidence.object, evidence.path);
                    }
                }
            }
            assert_eq!(Expect::of(&trace).differences(&trace), [], "{name}: what came of it, held against itself");
            assert_eq!(trace, route::trace(world, &test.request).explain(world), "{name}: equal input, equal output");
            traced += 1;
        });
    }
    assert!(traced > 50, "{traced} traces");
}

/// A scenario that is written is read as the same again.
#[test]
fn scenarios_say_what_they_said() {
    let mut files = vectors();
    files.extend(scenarios_below(&root().join("gallery")));
    let mut compared = 0;
    for file in &files {
        let files = Files::single(file.display().to_string(), fs::read_to_string(file).expect("a scenario"));
        for before in scenario::read(&files).0 {
            let text = before.written();
            let (again, problems) = scenario::read(&Files::single("written.yaml", text.clone()));
            assert_eq!(problems, [], "{}:\n{text}", file.display());
            let [after] = &again[..] else { panic!("{} scenarios in\n{text}", again.len()) };
            let mut after = after.clone();
            // Where something stands is not what is said.
            (after.span, after.manifests) = (before.span, before.manifests.clone());
            for (after, before) in after.tests.iter_mut().zip(&before.tests) {
                after.span = before.span;
            }
            assert_eq!(after, before, "{}:\n{text}", file.display());
            compared += 1;
        }
        // With its manifests behind it, it is a whole file again.
        let (all, _) = scenario::read(&files);
        let Some(first) = all.first() else { continue };
        let whole =
            Files::single("whole.yaml", format!("{}---\n{}", first.written(), scenario::manifests(&files, &all)));
        let (again, problems) = scenario::read(&whole);
        assert_eq!((again.len(), problems), (1, Vec::new()), "{}", file.display());
        let meant = |files: &Files, scenario: &Scenario, all: &[Scenario]| {
            let (texts, _) = scenario.texts(files, all, |_| Err(Unreadable::Missing));
            decode(&manifest::parse(&texts.manifests).0).0
        };
        if all.len() == 1 {
            assert_eq!(meant(&whole, &again[0], &again), meant(&files, first, &all), "{}", file.display());
        }
    }
    assert!(compared > 50, "{compared} scenarios");
}

/// What was asked and what came of it is a test that passes, in both forms of its file.
#[test]
fn answers_are_kept_as_tests() {
    let gallery = scenarios_below(&root().join("gallery"));
    // Of the vectors a few of each file: all of them take minutes.
    let files = gallery.iter().map(|file| (file, 1)).collect::<Vec<_>>();
    let vectors = vectors();
    let files = files.into_iter().chain(vectors.iter().map(|file| (file, 100)));
    let mut kept = 0;
    for (file, stride) in files {
        let files = Files::new(vec![load_file(file)]);
        let (all, _) = scenario::read(&files);
        let Some(first) = all.first() else { continue };
        let (texts, _) = first.texts(&files, &all, |path| load(&file.parent().expect("a folder").join(path)));
        let cluster = decode(&manifest::parse(&texts.manifests).0).0;
        let sources = if let Manifests::Paths(_) = first.manifests { &texts.files } else { &files };
        for test in first.tests.iter().step_by(stride) {
            let name = format!("{}: {}", file.display(), test.name);
            let world = World::build(&cluster, &first.knobs, &test.state);
            let trace = route::trace(&world, &test.request).explain(&world);
            let scenario = Scenario::of(&trace, first.knobs.clone(), test.state.clone());
            let in_html = Whole::scenario_in_html(&scenario, sources).text;
            assert!(!in_html.contains('<'), "{name}");
            for text in [Whole::scenario(&scenario, sources).text, in_html] {
                let files = Files::single("kept.yaml", text);
                let (again, problems) = scenario::read(&files);
                assert_eq!((again.len(), problems), (1, Vec::new()), "{name}");
                let (texts, _) = again[0].texts(&files, &again, |_| Err(Unreadable::Missing));
                let cluster = decode(&manifest::parse(&texts.manifests).0).0;
                let world = World::build(&cluster, &again[0].knobs, &again[0].state);
                let [test] = &again[0].tests[..] else { panic!("{name}: one test") };
                let found = route::trace(&world, &test.request).explain(&world);
                assert_eq!(test.expect.differences(&found), [], "{name}");
                assert_eq!(found.paths, trace.paths, "{name}");
                kept += 1;
            }
        }
    }
    assert!(kept > 100, "{kept} files");
}

/// Every test of every file passes, and there are at least `least` files.
fn hold(files: &[PathBuf], least: usize) {
    assert!(files.len() >= least, "{} files", files.len());
    let mut passed = 0;
    let mut failures = Vec::new();
    for file in files {
        let (tests, failed) = run(file);
        assert!(tests > 0, "{}: no tests", file.display());
        passed += tests - failed.len();
        failures.extend(failed);
    }
    assert!(failures.is_empty(), "{passed} passed, {} failed:\n{}", failures.len(), failures.join("\n"));
}

/// How many tests a file has, and one line for each that fails.
fn run(file: &Path) -> (usize, Vec<String>) {
    let mut tests = 0;
    let mut failures = Vec::new();
    for_each_test(file, |world, _, test| {
        tests += 1;
        let trace = route::trace(world, &test.request).explain(world);
        let differences = test.expect.differences(&trace);
        if !differences.is_empty() {
            let words: Vec<String> = differences.iter().map(|one| wording::difference(one, Lang::En)).collect();
            let reason = trace.drawn_path().reason.code();
            failures.push(format!("{}: {}: {} ({reason})", file.display(), test.name, words.join("; ")));
        }
    });
    (tests, failures)
}

fn for_each_test(file: &Path, mut check: impl FnMut(&World, &manifest::Manifests, &scenario::Test)) {
    let folder = file.parent().expect("files lie in folders");
    let files = Files::new(vec![load_file(file)]);
    let (scenarios, problems) = scenario::read(&files);
    let complaint = problems.first().map(|problem| problem.message(Lang::En));
    assert_eq!(complaint, None, "{}", file.display());
    for scenario in &scenarios {
        let (texts, problems) = scenario.texts(&files, &scenarios, |path| load(&folder.join(path)));
        assert_eq!(problems, [], "{}", file.display());
        let (manifests, problems) = manifest::parse(&texts.manifests);
        if file.starts_with(root()) {
            let broken = problems.iter().find(|problem| problem.severity() == Severity::Error);
            assert_eq!(broken, None, "{}", file.display());
        }
        let (cluster, _) = decode(&manifests);
        let mut built: Option<(&State, World)> = None;
        for test in &scenario.tests {
            // Most tests of a file ask the same world.
            let known = built.take().filter(|(state, _)| **state == test.state);
            let world = || World::build(&cluster, &scenario.knobs, &test.state);
            let (_, world) = built.insert(known.unwrap_or_else(|| (&test.state, world())));
            check(world, &manifests, test);
        }
    }
}

fn load(path: &Path) -> Loaded {
    let paths = if path.is_dir() { scenarios_below(path) } else { vec![path.to_path_buf()] };
    Ok(paths.iter().map(|path| load_file(path)).collect())
}

fn load_file(path: &Path) -> File {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    File { name: path.display().to_string(), text }
}

/// The conformance vectors, but for those in formats of their own (tests/tests/other.rs).
fn vectors() -> Vec<PathBuf> {
    let vectors = root().join("tests/vectors");
    let mut files = scenarios_below(&vectors);
    files.retain(|file| !file.starts_with(vectors.join("other")));
    files
}

fn scenarios_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            files.extend(scenarios_below(&path));
        } else if path.extension().is_some_and(|extension| extension == "yaml") {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package lies in the repository").to_path_buf()
}
