//! The picture that stands on the page until the page can draw: both themes in one file, in as few bytes as it takes.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::path::arrow_head;
use crate::shape::{Anchor, Dash, Geometry, Point, Role, Shape, Text};
use crate::svg::{escape, number, outlined, point};
use crate::theme::{MONO, SANS, Theme};
use crate::{Frame, Scene};

/// A standalone SVG document in the colours that whoever looks at it prefers. It has neither title nor ground: the page
/// says what it shows, on its own.
pub fn still(scene: &Scene, frame: &Frame) -> String {
    let mut drawing = Drawing::default();
    drawing.add(scene.shapes.iter().chain(&frame.shapes));
    drawing.document(scene, "")
}

/// As [`still`], on a ground: for whoever shows it in a page that may be in the other theme.
pub fn still_on_ground(scene: &Scene, frame: &Frame) -> String {
    let mut drawing = Drawing::default();
    drawing.add(scene.shapes.iter().chain(&frame.shapes));
    drawing.document(scene, &ground())
}

/// The rule that gives a picture one.
pub(crate) fn ground() -> String {
    format!(":root{{background:{}}}", in_both(Theme::ALL.map(|theme| theme.colour(Role::Background))))
}

/// Shapes as they are written, and what colours they need.
#[derive(Debug, Default)]
pub(crate) struct Drawing {
    pub(crate) body: String,
    classes: Classes,
}

impl Drawing {
    pub(crate) fn add<'s>(&mut self, shapes: impl IntoIterator<Item = &'s Shape>) {
        for shape in shapes {
            write_shape(&mut self.body, shape, &mut self.classes);
        }
    }

    /// `rules` of a style sheet come beside the drawing's own, whose classes are small letters.
    pub(crate) fn document(self, scene: &Scene, rules: &str) -> String {
        let (width, height) = (number(scene.width), number(scene.height));
        let shadow = Theme::ALL.map(shadow);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
             font-family=\"{}\" font-size=\"11\" fill=\"none\"><style>:root{{color-scheme:light dark}}.m{{font-family:{MONO}}}\
             .r{{stroke-linecap:round;stroke-linejoin:round}}.s{{text-decoration:line-through}}\
             .l{{filter:drop-shadow(0 3px 5px {})}}{}{rules}</style>{}</svg>\n",
            escape(SANS),
            in_both(shadow.each_ref().map(String::as_str)),
            self.classes.rules(),
            self.body,
        )
    }
}

/// Which colours are used, each once: `a`, `b`, … by what they paint.
#[derive(Debug, Default)]
struct Classes(BTreeMap<(&'static str, [&'static str; 2]), String>);

impl Classes {
    fn of(&mut self, paints: &'static str, role: Role) -> &str {
        // Letters that no rule of its own has, then two of them.
        const LETTERS: &[u8] = b"abcdefghijknopqtuvwxyz";
        let next = self.0.len();
        let letter = |at: usize| char::from(LETTERS[at % LETTERS.len()]);
        let name = || match next / LETTERS.len() {
            0 => letter(next).to_string(),
            more => format!("{}{}", letter(more - 1), letter(next)),
        };
        self.0.entry((paints, Theme::ALL.map(|theme| theme.colour(role)))).or_insert_with(name)
    }

    fn rules(&self) -> String {
        self.0.iter().map(|((paints, colours), name)| format!(".{name}{{{paints}:{}}}", in_both(*colours))).collect()
    }
}

fn in_both([light, dark]: [&str; 2]) -> String {
    format!("light-dark({light},{dark})")
}

/// What lies under a lifted shape: `#rrggbbaa`.
fn shadow(theme: Theme) -> String {
    format!("{}{:02x}", theme.colour(Role::Shadow), (theme.shadow_alpha() * 255.0).round() as u8)
}

fn write_shape(out: &mut String, shape: &Shape, classes: &mut Classes) {
    match &shape.geometry {
        Geometry::Text(text) => write_text(out, shape, text, classes),
        Geometry::Circle { x, y, radius } => {
            let _ = write!(out, "<circle cx=\"{}\" cy=\"{}\" r=\"{}\"", number(*x), number(*y), number(*radius));
            write_paint(out, shape, classes);
        }
        Geometry::Rect { x, y, width, height, radius } => {
            let [x, y, width, height] = [x, y, width, height].map(|value| number(*value));
            let _ = write!(out, "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"");
            if *radius > 0.0 {
                let _ = write!(out, " rx=\"{}\"", number(*radius));
            }
            write_paint(out, shape, classes);
        }
        Geometry::Polygon { .. } | Geometry::Line { .. } => {
            let _ = write!(out, "<path d=\"{}\"", outlined(&shape.geometry));
            write_paint(out, shape, classes);
            if let (Some(head), Some(role)) = (arrow_head(&shape.geometry, shape.paint.width), shape.paint.stroke) {
                let [a, b, c] = head.map(|corner: Point| point(corner));
                let _ = write!(out, "<path d=\"M{a}L{b}L{c}Z\" class=\"{}\"/>", classes.of("fill", role));
            }
        }
    }
}

fn write_paint(out: &mut String, shape: &Shape, classes: &mut Classes) {
    let paint = &shape.paint;
    let mut names: Vec<String> = Vec::new();
    names.extend(paint.fill.map(|role| classes.of("fill", role).to_owned()));
    names.extend(paint.stroke.map(|role| classes.of("stroke", role).to_owned()));
    if paint.stroke.is_some() && (paint.dash == Dash::Dotted || matches!(shape.geometry, Geometry::Line { .. })) {
        names.push("r".to_owned());
    }
    if paint.shadow {
        names.push("l".to_owned());
    }
    write_classes(out, &names);
    if paint.stroke.is_some() && paint.width != 1.0 {
        let _ = write!(out, " stroke-width=\"{}\"", number(paint.width));
    }
    let pattern: Vec<String> = paint.dash.pattern(paint.width).iter().map(|n| number(*n)).collect();
    if paint.stroke.is_some() && !pattern.is_empty() {
        let _ = write!(out, " stroke-dasharray=\"{}\"", pattern.join(" "));
    }
    write_alpha(out, shape);
    out.push_str("/>");
}

fn write_text(out: &mut String, shape: &Shape, text: &Text, classes: &mut Classes) {
    let _ = write!(out, "<text x=\"{}\" y=\"{}\"", number(text.x), number(text.y));
    if text.size != 11.0 {
        let _ = write!(out, " font-size=\"{}\"", number(text.size));
    }
    if text.weight != 400 {
        let _ = write!(out, " font-weight=\"{}\"", text.weight);
    }
    out.push_str(match text.anchor {
        Anchor::Start => "",
        Anchor::Middle => " text-anchor=\"middle\"",
        Anchor::End => " text-anchor=\"end\"",
    });
    let mut names = vec![classes.of("fill", shape.paint.fill.unwrap_or(Role::Ink)).to_owned()];
    names.extend(
        [(text.mono, "m"), (text.struck, "s")].into_iter().filter(|(has, _)| *has).map(|(_, name)| name.to_owned()),
    );
    write_classes(out, &names);
    write_alpha(out, shape);
    let _ = write!(out, ">{}</text>", escape(&text.text));
}

fn write_classes(out: &mut String, names: &[String]) {
    if !names.is_empty() {
        let _ = write!(out, " class=\"{}\"", names.join(" "));
    }
}

fn write_alpha(out: &mut String, shape: &Shape) {
    if shape.paint.alpha < 1.0 {
        let _ = write!(out, " opacity=\"{}\"", number(shape.paint.alpha));
    }
}
