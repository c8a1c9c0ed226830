//! A story that plays by itself, for pages that show pictures and run no scripts: one SVG, in both themes.

use std::fmt::Write;

use crate::Scene;
use crate::still::{Drawing, ground};

/// Pictures from one step to the next.
const PER_STEP: usize = 12;
/// How long one is seen on the way, how long where the packet rests, and how long at the end. Reading time, never latency.
const GLIDE_MS: usize = 50;
const REST_MS: usize = 1200;
const END_MS: usize = 2500;

/// A standalone SVG document that plays the scene's steps over and over. To who wants no movement it shows the story's end.
pub fn moving(scene: &Scene) -> String {
    let last = scene.motion.steps().saturating_sub(1);
    let shown = |at: usize| match (at, at % PER_STEP) {
        (at, _) if at == last * PER_STEP => END_MS,
        (_, 0) => REST_MS,
        _ => GLIDE_MS,
    };
    let frames = 0..=last * PER_STEP;
    let all: usize = frames.clone().map(shown).sum();
    let mut drawing = Drawing::default();
    drawing.add(&scene.shapes);
    let mut start = 0;
    for at in frames {
        let (name, delay) = (name(shown(at)), start);
        let end = if at == last * PER_STEP { " Z" } else { "" };
        let _ = write!(drawing.body, "<g class=\"F {name}{end}\" style=\"animation-delay:{delay}ms\">");
        drawing.add(&scene.frame(at as f64 / PER_STEP as f64).shapes);
        drawing.body.push_str("</g>");
        start += shown(at);
    }
    let mut rules = format!("{}.F{{visibility:hidden;animation:{all}ms step-end infinite}}", ground());
    for long in [GLIDE_MS, REST_MS, END_MS] {
        let (name, part) = (name(long), long as f64 * 100.0 / all as f64);
        let _ = write!(
            rules,
            ".{name}{{animation-name:{name}}}@keyframes {name}{{0%{{visibility:visible}}{part:.4}%{{visibility:hidden}}}}"
        );
    }
    rules.push_str("@media(prefers-reduced-motion){.F{animation:none}.Z{visibility:visible}}");
    drawing.document(scene, &rules)
}

/// Of the frames that are seen for so long.
fn name(long: usize) -> &'static str {
    match long {
        GLIDE_MS => "G",
        REST_MS => "R",
        _ => "E",
    }
}
