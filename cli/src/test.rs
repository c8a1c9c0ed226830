//! `svcpath test`: runs the route tests of scenario files.

mod github;
mod junit;
mod lines;

use std::path::Path;

use svcpath_core::diagnostic::{Diagnostic, Severity};
use svcpath_core::lang::Lang;
use svcpath_core::route;
use svcpath_core::scenario::{self, Scenario, Test};
use svcpath_core::text::{File, Files};
use svcpath_core::wording;
use svcpath_core::world::World;

use crate::arguments::{TestArguments, TestOutput};
use crate::place::{Place, Places};
use crate::project::Project;
use crate::{Code, Outcome, Unusable, input};

/// What came of one test, or of one file that cannot be read.
struct Finding {
    /// The file as it was named, for tests that cannot be placed more exactly.
    file: String,
    place: Option<Place>,
    name: String,
    /// Empty: passed.
    failures: Vec<String>,
}

pub(crate) fn run(arguments: &TestArguments) -> Result<Outcome, Unusable> {
    let mut run = Run { findings: Vec::new(), unreadable: false };
    for path in &arguments.paths {
        run.path(path);
    }
    if run.findings.is_empty() {
        return Err(Unusable(format!("no scenario in {}", arguments.paths.join(", "))));
    }
    let failed = run.findings.iter().filter(|finding| !finding.failures.is_empty()).count();
    let summary = format!("{} passed, {failed} failed\n", run.findings.len() - failed);
    let out = match arguments.output {
        TestOutput::Text => lines::print(&run.findings) + &summary,
        TestOutput::Github => github::print(&run.findings) + &summary,
        TestOutput::Junit => junit::print(&run.findings),
    };
    let code = match (run.unreadable, failed) {
        (true, _) => Code::Unusable,
        (false, 0) => Code::Fine,
        (false, _) => Code::Findings,
    };
    Ok(Outcome { out, err: String::new(), code })
}

struct Run {
    findings: Vec<Finding>,
    unreadable: bool,
}

impl Run {
    /// A file that is named must be a scenario; in a folder, other files lie beside scenarios.
    fn path(&mut self, path: &str) {
        if path == "-" || !Path::new(path).is_dir() {
            return match input::read(path) {
                Ok(files) => files.into_iter().for_each(|file| self.file(file, true)),
                Err(Unusable(line)) => self.unusable(path, line),
            };
        }
        match input::expand(Path::new(path)) {
            Ok(paths) => {
                for path in paths {
                    match input::read_file(&path) {
                        Ok(file) => self.file(file, false),
                        Err(Unusable(line)) => self.unusable(&path.display().to_string(), line),
                    }
                }
            }
            Err(Unusable(line)) => self.unusable(path, line),
        }
    }

    fn file(&mut self, file: File, named: bool) {
        let name = file.name.clone();
        let files = Files::new(vec![file]);
        let (scenarios, problems) = scenario::read(&files);
        let mut places = Places::new(&files);
        let before = self.findings.len();
        for problem in problems.iter().filter(|problem| problem.severity() == Severity::Error) {
            self.unreadable = true;
            let place = problem.span.map(|span| places.of(span));
            let failures = vec![problem.message(Lang::En)];
            self.findings.push(Finding { file: name.clone(), place, name: "cannot be read".into(), failures });
        }
        if self.findings.len() > before {
            return;
        }
        if scenarios.is_empty() && named {
            return self.unusable(&name, format!("{name}: no scenario in it"));
        }
        for scenario in &scenarios {
            self.scenario(scenario, &scenarios, &files, &mut places);
        }
    }

    fn scenario(&mut self, scenario: &Scenario, scenarios: &[Scenario], files: &Files, places: &mut Places<'_>) {
        let project = Project::of_scenario(scenario, scenarios, files);
        let name = &files.get(scenario.span.file).name;
        // What manifests say wrongly is for the tests to show. What of them cannot be read, nobody has tested.
        let unread =
            |problem: &&Diagnostic| problem.severity() == Severity::Error && problem.code().starts_with("yaml-");
        let unread: Vec<&Diagnostic> = project.problems.iter().filter(unread).collect();
        if !unread.is_empty() {
            self.unreadable = true;
            let mut places = Places::new(&project.files);
            let place = unread[0].span.map(|span| places.of(span));
            let file = place.as_ref().map_or_else(|| name.clone(), |place| place.file.clone());
            let mut told = |(i, problem): (usize, &&Diagnostic)| {
                // The first one's place stands before all of them.
                let place = problem.span.filter(|_| i > 0).map(|span| format!("{}: ", places.of(span)));
                place.unwrap_or_default() + &problem.message(Lang::En)
            };
            let failures = unread.iter().enumerate().map(&mut told).collect();
            return self.findings.push(Finding { file, place, name: "cannot be read".into(), failures });
        }
        let world = project.world();
        for test in &scenario.tests {
            let own =
                (test.state != scenario.state).then(|| World::build(&project.cluster, &project.knobs, &test.state));
            let failures = failures(own.as_ref().unwrap_or(&world), test);
            let place = Some(places.of(test.span));
            self.findings.push(Finding { file: name.clone(), place, name: test.name.clone(), failures });
        }
    }

    fn unusable(&mut self, path: &str, line: String) {
        self.unreadable = true;
        let line = line.strip_prefix(&format!("{path}: ")).map(str::to_owned).unwrap_or(line);
        let name = "cannot be read".into();
        self.findings.push(Finding { file: path.into(), place: None, name, failures: vec![line] });
    }
}

/// What does not hold; where the verdict differs, with the reason for the one that was found.
fn failures(world: &World, test: &Test) -> Vec<String> {
    let trace = route::trace(world, &test.request).explain(world);
    let differences = test.expect.differences(&trace);
    let words = |difference| {
        let words = wording::difference(difference, Lang::En);
        match difference.key.as_str() {
            "verdict" => format!("{words} ({})", wording::reason(&trace.drawn_path().reason, Lang::En)),
            _ => words,
        }
    };
    // A test of a failure that never happens would pass, and test nothing.
    let absent = world.absent().into_iter().map(|name| format!("state: there is no {name}"));
    absent.chain(differences.iter().map(words)).collect()
}
