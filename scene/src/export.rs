//! The picture as a file. The page and the command write it by this one function, so that both write the same bytes.

use std::collections::BTreeMap;
use std::sync::Arc;

use svcpath_core::lang::Lang;
use svcpath_core::trace::Explanation;
use svcpath_core::wording as words;
use svcpath_core::world::World;

use crate::svg::document;
use crate::{Arrangement, Point, Scene, Theme, View, wording};

/// What a file shows. It has a size of its own, whatever the window is in which somebody looks at the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Export {
    /// The room, in CSS pixels; a picture that needs more is larger.
    pub width: f32,
    pub height: f32,
    pub arrangement: Arrangement,
    /// Which of the trace's paths; `None`: the drawn one.
    pub branch: Option<usize>,
    /// The packets of all branches.
    pub all: bool,
    /// The node whose kernel fills the picture.
    pub inside: Option<String>,
    /// From 0, the reply's behind the request's; `None`: where the request is decided, its last.
    pub step: Option<usize>,
    /// Where columns were put, as in [`View::layout`].
    pub layout: Arc<BTreeMap<String, Point>>,
    pub lang: Lang,
    pub theme: Theme,
}

impl Default for Export {
    fn default() -> Self {
        Self {
            width: 960.0,
            height: 600.0,
            arrangement: Arrangement::Nodes,
            branch: None,
            all: false,
            inside: None,
            step: None,
            layout: Arc::default(),
            lang: Lang::En,
            theme: Theme::Light,
        }
    }
}

/// A standalone SVG document. `trace` is `None` before any question: the cluster alone.
pub fn picture(world: &World, trace: Option<&Explanation>, export: &Export) -> String {
    let Export { width, height, arrangement, branch, all, lang, theme, .. } = *export;
    let path = trace.map(|trace| branch.and_then(|branch| trace.paths.get(branch)).unwrap_or(trace.drawn_path()));
    let last = path.map_or(0, |path| path.request_steps().saturating_sub(1));
    let step = export.step.unwrap_or(last);
    let view = View {
        width,
        height,
        // A file has no bars over it.
        top: 0.0,
        bottom: 0.0,
        arrangement,
        branch,
        all,
        inside: export.inside.clone(),
        step,
        layout: Arc::clone(&export.layout),
        lang,
        ..View::default()
    };
    let mut scene = Scene::new(world, trace, &view);
    scene.title.get_or_insert_with(|| cluster(world, lang));
    let said = trace.zip(path).map(|(trace, path)| {
        let verdict = words::verdict(&trace.verdict, lang);
        let reason = path.steps().nth(step).map(|(_, step)| words::reason(&step.reason, lang));
        format!("{}. {verdict}: {}", reason.unwrap_or_default().trim_end_matches('.'), words::client_sees(trace, lang))
    });
    let frame = scene.frame(step as f64);
    document(&scene, Some(&frame), theme, said.as_deref())
}

/// What there is, in one line.
fn cluster(world: &World, lang: Lang) -> String {
    let counts = [
        wording::nodes(world.nodes.len(), lang),
        wording::services(world.services.len(), lang),
        wording::pods(world.pods.len(), lang),
    ];
    counts.join(", ")
}
