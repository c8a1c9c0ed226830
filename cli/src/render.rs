//! `svcpath render`: the picture as a file.

use std::fs;

use svcpath_core::lang::Lang;
use svcpath_scene::{Arrangement, Export, Theme, picture};

use crate::arguments::{Colours, Columns, Language, RenderArguments};
use crate::input::sentence;
use crate::project::Project;
use crate::{Code, Outcome, Unusable, question};

pub(crate) fn run(arguments: &RenderArguments) -> Result<Outcome, Unusable> {
    let written = arguments.to.as_ref().map(|to| question::written(to, &arguments.request));
    let request = written.as_ref().map(question::read).transpose()?;
    let project = Project::open(&arguments.input)?;
    project.require_readable()?;
    let world = project.world();
    let trace = request.map(|request| question::follow(&world, &request)).transpose()?;
    let step = trace.as_ref().zip(arguments.step).map(|(trace, number)| question::step(trace, number)).transpose()?;
    let svg =
        picture(&world, trace.as_ref(), &Export { step, layout: project.layout.clone().into(), ..export(arguments) });
    let out = match arguments.output.as_str() {
        "-" => svg,
        path => {
            fs::write(path, svg).map_err(|error| Unusable(format!("{path}: {}", sentence(&error))))?;
            String::new()
        }
    };
    Ok(Outcome { out, err: project.complaints(), code: Code::Fine })
}

fn export(arguments: &RenderArguments) -> Export {
    let usual = Export::default();
    Export {
        width: arguments.width.map_or(usual.width, f32::from),
        height: arguments.height.map_or(usual.height, f32::from),
        arrangement: match arguments.view {
            Columns::Nodes => Arrangement::Nodes,
            Columns::Apps => Arrangement::Apps,
        },
        lang: match arguments.lang {
            Language::En => Lang::En,
            Language::Ru => Lang::Ru,
        },
        theme: match arguments.theme {
            Colours::Light => Theme::Light,
            Colours::Dark => Theme::Dark,
        },
        ..usual
    }
}
