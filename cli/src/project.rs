//! From texts to a world: the whole way of core, once, for every command.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use svcpath_core::check;
use svcpath_core::decode::decode;
use svcpath_core::diagnostic::Diagnostic;
use svcpath_core::knobs::Knobs;
use svcpath_core::lang::Lang;
use svcpath_core::manifest::{self, Manifests};
use svcpath_core::model::Cluster;
use svcpath_core::scenario::{self, Loaded, Scenario, Texts, Unreadable};
use svcpath_core::state::State;
use svcpath_core::text::Files;
use svcpath_core::trace::Explanation;
use svcpath_core::wording;
use svcpath_core::world::World;

use crate::place::Places;
use crate::{Unusable, input};

/// Everything that one set of texts says.
pub(crate) struct Project {
    /// The texts as people know them, for places.
    pub(crate) files: Files,
    /// How many of them, from the first, are files: behind them stands what a scenario says in a way that cannot be read in place.
    sources: usize,
    pub(crate) manifests: Manifests,
    pub(crate) cluster: Cluster,
    pub(crate) knobs: Knobs,
    pub(crate) state: State,
    /// Where a scenario puts columns of the picture, by name.
    pub(crate) layout: BTreeMap<String, (f32, f32)>,
    /// Of reading: scenario, manifests, fields.
    pub(crate) problems: Vec<Diagnostic>,
}

impl Project {
    /// What `-f` and `--cluster` give. Where the files hold a scenario, its knobs and state count, and its manifests.
    pub(crate) fn open(arguments: &crate::arguments::Input) -> Result<Self, Unusable> {
        let mut files = Files::default();
        for path in &arguments.files {
            for file in input::read(path)? {
                files.push(file);
            }
        }
        let (scenarios, problems) = scenario::read(&files);
        let mut project = match scenarios.first() {
            Some(first) => Self::of_scenario(first, &scenarios, &files),
            None => Self::of(Texts::plain(files), Knobs::default(), State::default()),
        };
        project.problems.splice(0..0, problems);
        for pair in &arguments.cluster {
            let set = project.knobs.set_pair(pair);
            set.map_err(|error| Unusable(format!("--cluster: {}", wording::knob_error(&error, Lang::En))))?;
        }
        Ok(project)
    }

    /// One of `scenarios`, which were read from `files`.
    pub(crate) fn of_scenario(scenario: &Scenario, scenarios: &[Scenario], files: &Files) -> Self {
        let folder = Path::new(&files.get(scenario.span.file).name).parent().map(Path::to_path_buf);
        let (texts, problems) = scenario.texts(files, scenarios, |path| load(folder.clone().unwrap_or_default(), path));
        let mut project = Self::of(texts, scenario.knobs.clone(), scenario.state.clone());
        project.problems.splice(0..0, problems);
        project.layout.clone_from(&scenario.layout);
        if let scenario::Manifests::Beside | scenario::Manifests::Inline { .. } = scenario.manifests {
            project.sources = files.len();
        }
        project
    }

    /// The files as they were read.
    pub(crate) fn sources(&self) -> Files {
        Files::new(self.files.iter().take(self.sources).map(|(_, file)| file.clone()).collect())
    }

    /// The world with the project's own state.
    pub(crate) fn world(&self) -> World {
        World::build(&self.cluster, &self.knobs, &self.state)
    }

    /// Problems of reading, and those that show only in the world.
    pub(crate) fn every_problem(&self, world: &World) -> Vec<Diagnostic> {
        let mut problems = self.problems.clone();
        problems.extend(check::check(&self.manifests, &self.cluster, world));
        problems.extend(check::slips(&self.manifests));
        problems
    }

    /// Why a request fails.
    pub(crate) fn causes(&self, world: &World, trace: &Explanation) -> Vec<Diagnostic> {
        check::causes(&self.manifests, world, &self.every_problem(world), trace)
    }

    /// For standard error: what could not be read, so that a surprising answer has its explanation beside it.
    pub(crate) fn complaints(&self) -> String {
        let mut places = Places::new(&self.files);
        let unread = self.problems.iter().filter(|problem| problem.code().starts_with("yaml-"));
        let line = |problem: &Diagnostic| {
            let place = problem.span.map(|span| format!("{}: ", places.of(span))).unwrap_or_default();
            format!("{}: {place}{}\n", problem.severity().as_str(), problem.message(Lang::En))
        };
        unread.map(line).collect()
    }

    /// Of texts that cannot be read at all there is no answer.
    pub(crate) fn require_readable(&self) -> Result<(), Unusable> {
        match self.complaints().strip_prefix("error: ") {
            Some(complaints) if self.manifests.objects().is_empty() => Err(Unusable(complaints.trim_end().to_owned())),
            Some(_) | None => Ok(()),
        }
    }

    fn of(texts: Texts, knobs: Knobs, state: State) -> Self {
        let (manifests, mut problems) = manifest::parse(&texts.manifests);
        let (cluster, more) = decode(&manifests);
        problems.extend(more);
        let sources = texts.files.len();
        Self { files: texts.files, sources, manifests, cluster, knobs, state, layout: BTreeMap::new(), problems }
    }
}

fn load(folder: PathBuf, path: &str) -> Loaded {
    let path = folder.join(path);
    let paths = input::expand(&path).map_err(|unusable| reason(&path, unusable))?;
    paths.iter().map(|path| input::read_file(path).map_err(|unusable| reason(path, unusable))).collect()
}

/// The line without the path it begins with: the message around it names the path as the scenario wrote it.
fn reason(path: &Path, Unusable(line): Unusable) -> Unreadable {
    let said = line.strip_prefix(&format!("{}: ", path.display())).unwrap_or(&line);
    Unreadable::System(said.to_owned())
}
