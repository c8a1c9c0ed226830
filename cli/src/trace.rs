//! `svcpath trace`: follows one request.

mod branches;
mod graph;
mod json;
mod text;

use svcpath_core::lang::Lang;
use svcpath_core::route;
use svcpath_core::scenario::{Scenario, Whole};
use svcpath_core::table;
use svcpath_scene::{Export, picture};

use crate::arguments::{TraceArguments, TraceOutput};
use crate::project::Project;
use crate::share::remark;
use crate::{Code, Outcome, Unusable, question};

pub(crate) fn run(arguments: &TraceArguments) -> Result<Outcome, Unusable> {
    let request = question::read(&question::written(&arguments.to, &arguments.request))?;
    let project = Project::open(&arguments.input)?;
    project.require_readable()?;
    let world = project.world();
    let trace = question::follow(&world, &request)?;
    let mut err = project.complaints();
    let nodes = || route::node_answers(&world, &trace);
    let out = match arguments.output {
        TraceOutput::Text => text::print(&project, &trace, &nodes(), &project.causes(&world, &trace)),
        TraceOutput::Json => json::print(&project, &trace, &nodes()),
        TraceOutput::Svg => {
            let export = Export { layout: project.layout.clone().into(), ..Export::default() };
            picture(&world, Some(&trace), &export)
        }
        TraceOutput::Markdown => {
            table::markdown(&trace, trace.drawn_path(), &project.manifests, &project.files, Lang::En)
        }
        TraceOutput::Scenario => {
            let scenario = Scenario::of(&trace, project.knobs.clone(), project.state.clone());
            let Whole { text, masked } = Whole::scenario(&scenario, &project.sources());
            err.push_str(&remark(masked));
            text
        }
    };
    Ok(Outcome { out, err, code: Code::Fine })
}
