//! What must hold for every picture.

use svcpath_scene::metrics::Face;
use svcpath_scene::{Anchor, Frame, Geometry, Id, Scene, Shape, Text};

#[derive(Debug, Clone, Copy)]
struct Area {
    x: f32,
    y: f32,
    right: f32,
    bottom: f32,
}

impl Area {
    fn overlaps(self, other: Self) -> bool {
        self.x < other.right && other.x < self.right && self.y < other.bottom && other.y < self.bottom
    }
}

/// Every complaint about a scene at rest, and about each of its steps.
pub fn complaints(scene: &Scene, steps: usize) -> Vec<String> {
    let mut found = Vec::new();
    let still: Vec<(&Text, Area)> = texts(&scene.shapes).collect();
    for (i, (text, area)) in still.iter().enumerate() {
        for (other, place) in still.iter().skip(i + 1) {
            if area.overlaps(*place) {
                found.push(format!("{:?} overlaps {:?}", text.text, other.text));
            }
        }
    }
    found.extend(beyond_bounds(scene, &scene.shapes));
    for step in 0..steps {
        let frame = scene.frame(step as f64);
        found.extend(
            beyond_bounds(scene, &frame.shapes).into_iter().map(|complaint| format!("step {step}: {complaint}")),
        );
        found.extend(off_the_way(scene, &frame).map(|complaint| format!("step {step}: {complaint}")));
        found.extend(covered(scene, &frame).into_iter().map(|complaint| format!("step {step}: {complaint}")));
    }
    found
}

fn beyond_bounds(scene: &Scene, shapes: &[Shape]) -> Vec<String> {
    let bounds = Area { x: 0.0, y: 0.0, right: scene.width, bottom: scene.height };
    let mut found = Vec::new();
    for shape in shapes {
        let area = extent(shape);
        if area.x < bounds.x || area.y < bounds.y || area.right > bounds.right || area.bottom > bounds.bottom {
            found.push(format!("beyond the bounds {}×{}: {:?} {area:?}", scene.width, scene.height, shape.geometry));
        }
        if let Geometry::Text(text) = &shape.geometry
            && ![11.0, 12.0, 13.0, 15.0, 20.0].contains(&text.size)
        {
            found.push(format!("{:?} is set in {}", text.text, text.size));
        }
    }
    found
}

/// The packet is on a wire of the picture.
fn off_the_way(scene: &Scene, frame: &Frame) -> Option<String> {
    let (x, y) = frame.packet?;
    let lines = scene.shapes.iter().chain(&frame.shapes).filter_map(|shape| match &shape.geometry {
        Geometry::Line { points, .. } => Some(points),
        Geometry::Rect { .. } | Geometry::Circle { .. } | Geometry::Polygon { .. } | Geometry::Text(_) => None,
    });
    let mut near = f32::INFINITY;
    for points in lines {
        for pair in points.windows(2) {
            near = near.min(to_segment((x, y), pair[0], pair[1]));
        }
    }
    // A path of a single place has no wire.
    let has_wire = scene.shapes.iter().any(|shape| matches!(&shape.geometry, Geometry::Line { arrow: true, .. }));
    (has_wire && near > 1.0).then(|| format!("the packet at {x} {y} is {near} off every line"))
}

/// The header card covers no label of the still picture but that of the pod or box that has the packet.
fn covered(scene: &Scene, frame: &Frame) -> Vec<String> {
    let card = frame.shapes.iter().find(|shape| shape.id == Id::Packet && shape.paint.shadow).map(extent);
    let Some(card) = card else { return Vec::new() };
    texts(&scene.shapes)
        .filter(|(_, area)| area.overlaps(card))
        .map(|(text, _)| format!("the header card covers {:?}", text.text))
        .collect()
}

fn texts(shapes: &[Shape]) -> impl Iterator<Item = (&Text, Area)> {
    shapes.iter().filter_map(|shape| match &shape.geometry {
        Geometry::Text(text) => Some((text, extent(shape))),
        Geometry::Rect { .. } | Geometry::Circle { .. } | Geometry::Polygon { .. } | Geometry::Line { .. } => None,
    })
}

fn extent(shape: &Shape) -> Area {
    match &shape.geometry {
        Geometry::Rect { x, y, width, height, .. } => Area { x: *x, y: *y, right: x + width, bottom: y + height },
        Geometry::Circle { x, y, radius } => {
            Area { x: x - radius, y: y - radius, right: x + radius, bottom: y + radius }
        }
        Geometry::Polygon { points } | Geometry::Line { points, .. } => Area {
            x: points.iter().map(|p| p.0).fold(f32::INFINITY, f32::min),
            y: points.iter().map(|p| p.1).fold(f32::INFINITY, f32::min),
            right: points.iter().map(|p| p.0).fold(f32::NEG_INFINITY, f32::max),
            bottom: points.iter().map(|p| p.1).fold(f32::NEG_INFINITY, f32::max),
        },
        Geometry::Text(text) => {
            let face = Face { size: text.size, weight: text.weight, mono: text.mono };
            let width = face.width(&text.text);
            let x = match text.anchor {
                Anchor::Start => text.x,
                Anchor::Middle => text.x - width / 2.0,
                Anchor::End => text.x - width,
            };
            // From the height of capitals to the baseline.
            Area { x, y: text.y - text.size * 0.73, right: x + width, bottom: text.y }
        }
    }
}

fn to_segment(p: (f32, f32), a: (f32, f32), b: (f32, f32)) -> f32 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let square = dx * dx + dy * dy;
    let part = if square == 0.0 { 0.0 } else { (((p.0 - a.0) * dx + (p.1 - a.1) * dy) / square).clamp(0.0, 1.0) };
    (p.0 - a.0 - dx * part).hypot(p.1 - a.1 - dy * part)
}
