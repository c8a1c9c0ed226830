//! `svcpath trace`: follows one request.

mod branches;
mod graph;
mod json;
mod markdown;
mod text;

use svcpath_core::lang::Lang;
use svcpath_core::reason::Reason;
use svcpath_core::request::{Part, Request, RequestError, Written};
use svcpath_core::route;
use svcpath_core::trace::Explanation;
use svcpath_core::wording;
use svcpath_core::world::World;
use svcpath_scene::{Scene, Theme, View};

use crate::arguments::{TraceArguments, TraceOutput};
use crate::project::Project;
use crate::{Code, Outcome, Unusable};

pub(crate) fn run(arguments: &TraceArguments) -> Result<Outcome, Unusable> {
    let request = Request::parse(&Written {
        from: arguments.from.clone(),
        to: arguments.to.clone(),
        at: arguments.at.clone(),
        via: arguments.via.clone(),
        method: arguments.method.clone(),
        headers: arguments.headers.clone(),
    })
    .map_err(|error| unusable(&error))?;
    let project = Project::open(&arguments.input)?;
    let world = project.world();
    let trace = route::trace(&world, &request).explain(&world);
    if let Reason::AtContradictsFrom { .. } = *trace.drawn_path().reason {
        let words = wording::reason(&trace.drawn_path().reason, Lang::En);
        return Err(Unusable(format!("--at: {words}")));
    }
    let nodes = || route::node_answers(&world, &trace);
    let out = match arguments.output {
        TraceOutput::Text => text::print(&project, &trace, &nodes(), &project.causes(&world, &trace)),
        TraceOutput::Json => json::print(&project, &trace, &nodes()),
        TraceOutput::Svg => picture(&world, &trace),
        TraceOutput::Markdown => markdown::print(&project, &trace),
    };
    Ok(Outcome { out, err: project.complaints(), code: Code::Fine })
}

fn unusable(error: &RequestError) -> Unusable {
    let option = match error.part {
        Part::From => "--from",
        Part::To => "--to",
        Part::At => "--at",
        Part::Via => "--via",
        Part::Method => "-X",
        Part::Header => "-H",
    };
    Unusable(format!("{option}: {}", wording::request_error(error, Lang::En)))
}

/// The picture at the request's last step, where it is decided.
fn picture(world: &World, trace: &Explanation) -> String {
    let last = trace.drawn_path().request_steps().saturating_sub(1);
    let scene = Scene::new(world, Some(trace), &View { step: last, ..View::default() });
    let frame = scene.frame(last as f64);
    svcpath_scene::svg(&scene, Some(&frame), Theme::Light)
}
