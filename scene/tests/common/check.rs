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

    fn holds(self, other: Self) -> bool {
        self.x <= other.x && other.right <= self.right && self.y <= other.y && other.bottom <= self.bottom
    }

    fn contains(self, (x, y): (f32, f32)) -> bool {
        self.x <= x && x <= self.right && self.y <= y && y <= self.bottom
    }

    fn inset(self, by: f32) -> Self {
        Self { x: self.x + by, y: self.y + by, right: self.right - by, bottom: self.bottom - by }
    }

    fn joined(self, other: Self) -> Self {
        Self {
            x: self.x.min(other.x),
            y: self.y.min(other.y),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    fn size(self) -> f32 {
        (self.right - self.x) * (self.bottom - self.y)
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
    found.extend(boxes_that_overlap(&scene.shapes));
    found.extend(labels_that_leave(&scene.shapes));
    found.extend(boxes_over_labels(&scene.shapes));
    found.extend(edges_through_boxes(&scene.shapes));
    for step in 0..steps {
        let frame = scene.frame(step as f64);
        found.extend(
            beyond_bounds(scene, &frame.shapes).into_iter().map(|complaint| format!("step {step}: {complaint}")),
        );
        found.extend(off_the_way(scene, &frame).map(|complaint| format!("step {step}: {complaint}")));
        found.extend(covered(scene, &frame).into_iter().map(|complaint| format!("step {step}: {complaint}")));
        found.extend(over_words(scene, &frame).map(|complaint| format!("step {step}: {complaint}")));
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

/// What stands for something and has an outline of its own: a node, a pod, rules, somebody outside.
fn boxes(shapes: &[Shape]) -> Vec<(&Id, Area)> {
    let mut found: Vec<(&Id, Area)> = Vec::new();
    for shape in shapes.iter().filter(|shape| stands_for_something(&shape.id) && !shape.paint.shadow) {
        let closed = matches!(shape.geometry, Geometry::Rect { .. } | Geometry::Polygon { .. });
        // Ticks and tabs are parts of their box.
        let area = extent(shape);
        if closed && area.right - area.x >= 40.0 && area.bottom - area.y >= 24.0 {
            match found.iter_mut().find(|(id, known)| **id == shape.id && known.overlaps(area)) {
                Some((_, known)) => *known = known.joined(area),
                None => found.push((&shape.id, area)),
            }
        }
    }
    found
}

fn stands_for_something(id: &Id) -> bool {
    match id {
        Id::None | Id::Branch(_) | Id::Packet => false,
        Id::Client
        | Id::Node(_)
        | Id::Object(..)
        | Id::Pod(..)
        | Id::Service(..)
        | Id::Ingress(..)
        | Id::Gateway(..)
        | Id::LoadBalancer(..)
        | Id::Kernel(..)
        | Id::Chain(_)
        | Id::Controller(_)
        | Id::Dns
        | Id::External(_) => true,
    }
}

/// Of two boxes one holds the other, or they are apart. A card lifted off the picture may lie over several nodes, no more.
fn boxes_that_overlap(shapes: &[Shape]) -> Vec<String> {
    let boxes = boxes(shapes);
    let mut found = Vec::new();
    for card in shapes.iter().filter(|shape| shape.paint.shadow).map(extent) {
        let hides = |(id, area): &&(&Id, Area)| {
            !matches!(id, Id::Node(_) | Id::Object(..)) && card.overlaps(*area) && !area.holds(card)
        };
        found.extend(boxes.iter().filter(hides).map(|(id, area)| format!("a card {card:?} hides {id:?} {area:?}")));
    }
    for (i, (id, area)) in boxes.iter().enumerate() {
        for (other, place) in boxes.iter().skip(i + 1) {
            if area.overlaps(*place) && !area.holds(*place) && !place.holds(*area) {
                found.push(format!("{id:?} {area:?} overlaps {other:?} {place:?}"));
            }
        }
    }
    found
}

/// A label that stands in its thing's box stays in it.
fn labels_that_leave(shapes: &[Shape]) -> Vec<String> {
    let mut found = Vec::new();
    for shape in shapes.iter().filter(|shape| shape.id != Id::None) {
        let Geometry::Text(text) = &shape.geometry else { continue };
        let area = extent(shape);
        let middle = ((area.x + area.right) / 2.0, (area.y + area.bottom) / 2.0);
        let closed = |other: &&Shape| matches!(other.geometry, Geometry::Rect { .. } | Geometry::Polygon { .. });
        let own = shapes.iter().filter(|other| other.id == shape.id).filter(closed).map(extent);
        let around = own.filter(|outline| outline.contains(middle));
        let Some(inner) = around.min_by(|a, b| a.size().total_cmp(&b.size())) else { continue };
        if !inner.holds(area) {
            found.push(format!("{:?} {area:?} leaves its box {inner:?}", text.text));
        }
    }
    found
}

/// No box lies half over the name of something else.
fn boxes_over_labels(shapes: &[Shape]) -> Vec<String> {
    let boxes: Vec<_> =
        boxes(shapes).into_iter().filter(|(id, _)| !matches!(id, Id::Node(_) | Id::Object(..))).collect();
    let mut found = Vec::new();
    let names = shapes.iter().filter(|shape| stands_for_something(&shape.id));
    for shape in names.filter(|shape| matches!(shape.geometry, Geometry::Text(_))) {
        let label = extent(shape);
        let cut = |(id, area): &&(&Id, Area)| **id != shape.id && area.overlaps(label) && !area.holds(label);
        found.extend(boxes.iter().filter(cut).map(|(id, area)| format!("{id:?} {area:?} cuts the label {label:?}")));
    }
    found
}

/// A wire goes through nobody's box but of those that it joins, and through no label.
fn edges_through_boxes(shapes: &[Shape]) -> Vec<String> {
    let boxes = boxes(shapes);
    let mut found = Vec::new();
    for shape in shapes {
        let Geometry::Line { points, radius, .. } = &shape.geometry else { continue };
        // What is drawn with sharp corners is a sign or a border.
        let (Some(first), Some(last)) = (points.first(), points.last()) else { continue };
        if *radius < 10.0 {
            continue;
        }
        for (id, area) in &boxes {
            // Wires run through nodes, and down through their kernels.
            let passable = matches!(id, Id::Node(_) | Id::Object(..) | Id::Kernel(..));
            let inner = area.inset(1.0);
            let own = area.inset(-1.0).contains(*first) || area.inset(-1.0).contains(*last);
            if !passable && !own && points.windows(2).any(|pair| crosses(pair[0], pair[1], inner)) {
                found.push(format!("a wire from {first:?} to {last:?} crosses {id:?} {area:?}"));
            }
        }
        for (text, area) in texts(shapes) {
            let covered = shapes.iter().any(|plate| {
                matches!(plate.geometry, Geometry::Rect { .. } | Geometry::Polygon { .. } | Geometry::Circle { .. })
                    && plate.paint.fill.is_some()
                    && !matches!(plate.id, Id::Node(_) | Id::Object(..) | Id::Kernel(..))
                    && extent(plate).holds(area)
            });
            if !covered && points.windows(2).any(|pair| crosses(pair[0], pair[1], area)) {
                found.push(format!("a wire from {first:?} to {last:?} runs through {:?} {area:?}", text.text));
            }
        }
    }
    found
}

/// Whether a segment, upright or level, has a part inside.
fn crosses(a: (f32, f32), b: (f32, f32), area: Area) -> bool {
    let (left, right) = (a.0.min(b.0), a.0.max(b.0));
    let (top, bottom) = (a.1.min(b.1), a.1.max(b.1));
    left < area.right && right > area.x && top < area.bottom && bottom > area.y
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

/// The packet stands before a pod's words, not over them.
fn over_words(scene: &Scene, frame: &Frame) -> Option<String> {
    let (x, y) = frame.packet?;
    let packet = Area { x: x - 10.0, y: y - 7.0, right: x + 10.0, bottom: y + 7.0 };
    let words = scene.shapes.iter().find(|shape| {
        let of_pod = matches!(shape.id, Id::Pod(..));
        of_pod && matches!(shape.geometry, Geometry::Text(_)) && extent(shape).overlaps(packet)
    })?;
    Some(format!("the packet is over {:?}", words.geometry))
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
