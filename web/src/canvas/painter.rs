//! Shapes to pixels. Knows colours and lines, and nothing of what they mean.

use svcpath_core::decimal::number;
use svcpath_scene::path::{PathOp, arrow_head, outline};
use svcpath_scene::theme::{MONO, SANS, Theme};
use svcpath_scene::{Anchor, Dash, Geometry, Role, Shape, Text};
use wasm_bindgen::JsValue;
use web_sys::CanvasRenderingContext2d as Context;

use super::camera::Camera;

/// A canvas' surface in device pixels.
pub(super) struct Surface<'c> {
    pub(super) context: &'c Context,
    pub(super) width: f64,
    pub(super) height: f64,
    /// Device pixels to one CSS pixel.
    pub(super) ratio: f64,
}

/// Paints what stands still, and over it what moves, on a clean surface.
pub(super) fn paint(surface: &Surface<'_>, still: &[Shape], moving: &[Shape], camera: Camera, theme: Theme) {
    let Surface { context, width, height, ratio } = surface;
    let _ = context.reset_transform();
    context.clear_rect(0.0, 0.0, *width, *height);
    let scale = camera.scale * ratio;
    let _ = context.set_transform(scale, 0.0, 0.0, scale, camera.x * ratio, camera.y * ratio);
    context.set_line_join("round");
    let mut painter =
        Painter { context, theme, scale, alpha: None, font: None, fill: None, stroke: None, line: None, anchor: None };
    for shapes in [still, moving] {
        for alike in shapes.chunk_by(is_drawn_on) {
            painter.shapes(alike);
        }
    }
}

/// Whether a line goes on with the pen of the one before, as those of a hatching do: they are one stroke.
fn is_drawn_on(before: &Shape, shape: &Shape) -> bool {
    let is_line = |shape: &Shape| matches!(shape.geometry, Geometry::Line { arrow: false, .. });
    let paint = shape.paint;
    is_line(before) && is_line(shape) && before.paint == paint && paint.fill.is_none() && paint.alpha == 1.0
}

struct Painter<'c> {
    context: &'c Context,
    theme: Theme,
    scale: f64,
    // What the context was told last, since each word to it is dear.
    alpha: Option<f32>,
    font: Option<(u16, f32, bool)>,
    fill: Option<Role>,
    stroke: Option<Role>,
    line: Option<(Dash, f32)>,
    anchor: Option<Anchor>,
}

impl Painter<'_> {
    /// Several only where they are drawn in one stroke.
    fn shapes(&mut self, alike: &[Shape]) {
        let [shape, more @ ..] = alike else { return };
        let paint = shape.paint;
        if self.alpha.replace(paint.alpha) != Some(paint.alpha) {
            self.context.set_global_alpha(f64::from(paint.alpha));
        }
        match &shape.geometry {
            Geometry::Text(text) => {
                if let Some(role) = paint.fill {
                    self.text(text, role);
                }
            }
            Geometry::Circle { x, y, radius } => {
                self.context.begin_path();
                let turn = std::f64::consts::TAU;
                let _ = self.context.arc(f64::from(*x), f64::from(*y), f64::from(*radius), 0.0, turn);
                self.fill_and_stroke(shape);
            }
            Geometry::Rect { .. } | Geometry::Polygon { .. } | Geometry::Line { .. } => {
                self.context.begin_path();
                self.trace(&outline(&shape.geometry));
                for shape in more {
                    self.trace(&outline(&shape.geometry));
                }
                self.fill_and_stroke(shape);
                if let (Some([tip, left, right]), Some(role)) = (arrow_head(&shape.geometry, paint.width), paint.stroke)
                {
                    let triangle = [PathOp::Move(tip), PathOp::Line(left), PathOp::Line(right), PathOp::Close];
                    self.context.begin_path();
                    self.trace(&triangle);
                    self.fill_with(role);
                    self.context.fill();
                }
            }
        }
    }

    fn trace(&self, ops: &[PathOp]) {
        let context = self.context;
        for op in ops {
            match *op {
                PathOp::Move((x, y)) => context.move_to(x.into(), y.into()),
                PathOp::Line((x, y)) => context.line_to(x.into(), y.into()),
                PathOp::Curve((cx, cy), (x, y)) => {
                    context.quadratic_curve_to(cx.into(), cy.into(), x.into(), y.into());
                }
                PathOp::Close => context.close_path(),
            }
        }
    }

    fn fill_with(&mut self, role: Role) {
        if self.fill.replace(role) != Some(role) {
            self.context.set_fill_style_str(self.theme.colour(role));
        }
    }

    fn stroke_with(&mut self, role: Role, dash: Dash, width: f32) {
        let context = self.context;
        if self.stroke.replace(role) != Some(role) {
            context.set_stroke_style_str(self.theme.colour(role));
        }
        if self.line.replace((dash, width)) != Some((dash, width)) {
            context.set_line_width(f64::from(width));
            context.set_line_cap(if dash == Dash::Dotted { "round" } else { "butt" });
            let pattern: js_sys::Array = dash.pattern(width).iter().map(|length| JsValue::from(*length)).collect();
            let _ = context.set_line_dash(&pattern);
        }
    }

    fn fill_and_stroke(&mut self, shape: &Shape) {
        let (context, paint) = (self.context, shape.paint);
        if let Some(role) = paint.fill {
            if paint.shadow {
                context.set_shadow_color(&rgba(self.theme.colour(Role::Shadow), self.theme.shadow_alpha()));
                // Shadows ignore the transformation.
                context.set_shadow_blur(10.0 * self.scale);
                context.set_shadow_offset_y(3.0 * self.scale);
            }
            self.fill_with(role);
            context.fill();
            if paint.shadow {
                context.set_shadow_color("transparent");
            }
        }
        if let Some(role) = paint.stroke {
            self.stroke_with(role, paint.dash, paint.width);
            context.stroke();
        }
    }

    fn text(&mut self, text: &Text, role: Role) {
        let context = self.context;
        let font = (text.weight, text.size, text.mono);
        if self.font.replace(font) != Some(font) {
            let family = if text.mono { MONO } else { SANS };
            context.set_font(&format!("{} {}px {family}", text.weight, number(text.size.into(), 2)));
        }
        if self.anchor.replace(text.anchor) != Some(text.anchor) {
            context.set_text_align(match text.anchor {
                Anchor::Start => "start",
                Anchor::Middle => "center",
                Anchor::End => "end",
            });
        }
        let (x, y) = (f64::from(text.x), f64::from(text.y));
        self.fill_with(role);
        let _ = context.fill_text(&text.text, x, y);
        if text.struck {
            let width = context.measure_text(&text.text).map_or(0.0, |metrics| metrics.width());
            let left = match text.anchor {
                Anchor::Start => x,
                Anchor::Middle => x - width / 2.0,
                Anchor::End => x - width,
            };
            context.fill_rect(left, y - f64::from(text.size) * 0.32, width, 1.0);
        }
    }
}

/// `#rrggbb` with an alpha of 1.
fn rgba(colour: &str, alpha: f32) -> String {
    format!("{colour}{:02x}", (alpha * 255.0).round() as u8)
}
