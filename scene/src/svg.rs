//! The picture as a file of its own.

use std::fmt::Write;

use svcpath_core::decimal;

use crate::path::{PathOp, arrow_head, outline};
use crate::shape::{Anchor, Dash, Geometry, Point, Role, Shape, Text};
use crate::theme::{MONO, SANS, Theme};
use crate::{Frame, Scene};

/// A standalone SVG document: the scene, and over it what moves.
pub fn svg(scene: &Scene, frame: Option<&Frame>, theme: Theme) -> String {
    document(scene, frame, theme, None)
}

/// `description`: what the picture shows, for who cannot see it.
pub(crate) fn document(scene: &Scene, frame: Option<&Frame>, theme: Theme, description: Option<&str>) -> String {
    let (width, height) = (number(scene.width), number(scene.height));
    let mut out = String::with_capacity(64 * 1024);
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         role=\"img\" font-family=\"{}\">",
        escape(SANS)
    );
    if let Some(title) = &scene.title {
        let _ = write!(out, "<title>{}</title>", escape(title));
    }
    if let Some(description) = description {
        let _ = write!(out, "<desc>{}</desc>", escape(description));
    }
    let _ = write!(
        out,
        "<style>.m{{font-family:{MONO}}}text{{white-space:pre}}.s{{text-decoration:line-through}}</style><defs><filter id=\"lift\" x=\"-20%\" \
         y=\"-20%\" width=\"140%\" height=\"160%\"><feDropShadow dx=\"0\" dy=\"3\" stdDeviation=\"5\" flood-color=\"{}\" \
         flood-opacity=\"{}\"/></filter></defs>",
        theme.colour(Role::Shadow),
        number(theme.shadow_alpha())
    );
    let _ = write!(out, "<rect width=\"{width}\" height=\"{height}\" fill=\"{}\"/>", theme.colour(Role::Background));
    for shape in scene.shapes.iter().chain(frame.iter().flat_map(|frame| &frame.shapes)) {
        write_shape(&mut out, shape, theme);
    }
    out.push_str("</svg>\n");
    out
}

fn write_shape(out: &mut String, shape: &Shape, theme: Theme) {
    match &shape.geometry {
        Geometry::Text(text) => write_text(out, shape, text, theme),
        Geometry::Circle { x, y, radius } => {
            let _ = write!(out, "<circle cx=\"{}\" cy=\"{}\" r=\"{}\"", number(*x), number(*y), number(*radius));
            write_paint(out, shape, theme);
            out.push_str("/>");
        }
        Geometry::Rect { .. } | Geometry::Polygon { .. } | Geometry::Line { .. } => {
            let _ = write!(out, "<path d=\"{}\"", outlined(&shape.geometry));
            write_paint(out, shape, theme);
            out.push_str("/>");
            if let (Some([a, b, c]), Some(role)) = (arrow_head(&shape.geometry, shape.paint.width), shape.paint.stroke)
            {
                let _ =
                    write!(out, "<path d=\"M{}L{}L{}Z\" fill=\"{}\"", point(a), point(b), point(c), theme.colour(role));
                write_alpha(out, shape);
                out.push_str("/>");
            }
        }
    }
}

fn write_text(out: &mut String, shape: &Shape, text: &Text, theme: Theme) {
    let anchor = match text.anchor {
        Anchor::Start => "",
        Anchor::Middle => " text-anchor=\"middle\"",
        Anchor::End => " text-anchor=\"end\"",
    };
    let class = match (text.mono, text.struck) {
        (true, true) => " class=\"m s\"",
        (true, false) => " class=\"m\"",
        (false, true) => " class=\"s\"",
        (false, false) => "",
    };
    let role = shape.paint.fill.unwrap_or(Role::Ink);
    let _ = write!(
        out,
        "<text x=\"{}\" y=\"{}\" font-size=\"{}\" font-weight=\"{}\" fill=\"{}\"{anchor}{class}",
        number(text.x),
        number(text.y),
        number(text.size),
        text.weight,
        theme.colour(role)
    );
    write_alpha(out, shape);
    out.push('>');
    if let Some(full) = &text.full {
        let _ = write!(out, "<title>{}</title>", escape(full));
    }
    out.push_str(&escape(&text.text));
    out.push_str("</text>");
}

fn write_paint(out: &mut String, shape: &Shape, theme: Theme) {
    let paint = &shape.paint;
    let _ = write!(out, " fill=\"{}\"", paint.fill.map_or("none", |role| theme.colour(role)));
    if let Some(role) = paint.stroke {
        let _ = write!(out, " stroke=\"{}\" stroke-width=\"{}\"", theme.colour(role), number(paint.width));
        let pattern: Vec<String> = paint.dash.pattern(paint.width).iter().map(|n| number(*n)).collect();
        if !pattern.is_empty() {
            let _ = write!(out, " stroke-dasharray=\"{}\"", pattern.join(" "));
        }
        if paint.dash == Dash::Dotted || matches!(shape.geometry, Geometry::Line { .. }) {
            out.push_str(" stroke-linecap=\"round\" stroke-linejoin=\"round\"");
        }
    }
    if paint.shadow {
        out.push_str(" filter=\"url(#lift)\"");
    }
    write_alpha(out, shape);
}

fn write_alpha(out: &mut String, shape: &Shape) {
    if shape.paint.alpha < 1.0 {
        let _ = write!(out, " opacity=\"{}\"", number(shape.paint.alpha));
    }
}

/// An outline as the `d` of a path.
pub(crate) fn outlined(geometry: &Geometry) -> String {
    let written = |op| match op {
        PathOp::Move(p) => format!("M{}", point(p)),
        PathOp::Line(p) => format!("L{}", point(p)),
        PathOp::Curve(c, p) => format!("Q{} {}", point(c), point(p)),
        PathOp::Close => "Z".to_owned(),
    };
    outline(geometry).into_iter().map(written).collect()
}

pub(crate) fn point(p: Point) -> String {
    format!("{} {}", number(p.0), number(p.1))
}

/// Two decimals at most: equal pictures are equal bytes.
pub(crate) fn number(value: f32) -> String {
    decimal::number(value.into(), 2)
}

/// For text and for attributes in double quotes. Characters that XML cannot hold become U+FFFD.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_break_out() {
        assert_eq!(escape("<a href=\"x\">&\0"), "&lt;a href=&quot;x&quot;&gt;&amp;\u{fffd}");
    }

    #[test]
    fn numbers_are_short() {
        assert_eq!(number(1.0), "1");
        assert_eq!(number(0.125), "0.13");
        assert_eq!(number(-0.001), "0");
    }
}
