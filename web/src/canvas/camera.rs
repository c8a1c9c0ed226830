//! Which part of the drawing the canvas shows. Pure.

/// Far enough to see everything, near enough to read.
const SMALLEST: f64 = 0.25;
const LARGEST: f64 = 4.0;
/// A drawing that fits is not blown up beyond this; the store asks for a smaller one where there is more room than one needs.
const FIT_LARGEST: f64 = 2.5;

/// So much of the drawing stays in sight, however far it is pushed.
const KEPT: f64 = 120.0;

/// A drawing's point `p` appears at `p * scale + offset`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Camera {
    pub(super) scale: f64,
    pub(super) x: f64,
    pub(super) y: f64,
}

impl Camera {
    /// All of a drawing of this size, in the middle of a room of that size.
    pub(super) fn fit(drawing: (f64, f64), room: (f64, f64)) -> Self {
        let scale = (room.0 / drawing.0).min(room.1 / drawing.1).min(FIT_LARGEST);
        let scale = if scale.is_finite() && scale > 0.0 { scale } else { 1.0 };
        let centred = |room: f64, drawing: f64| ((room - drawing * scale) / 2.0).round();
        Self { scale, x: centred(room.0, drawing.0), y: centred(room.1, drawing.1) }
    }

    /// As wide as the room, at the height `y` of a drawing that is too tall for it.
    pub(super) fn along(drawing: (f64, f64), room: (f64, f64), y: f64) -> Self {
        let scale = (room.0 / drawing.0).min(FIT_LARGEST);
        let lowest = (room.1 - drawing.1 * scale).min(0.0);
        Self {
            scale,
            x: ((room.0 - drawing.0 * scale) / 2.0).round(),
            y: (room.1 / 2.0 - y * scale).clamp(lowest, 0.0),
        }
    }

    /// With a point of the drawing in the middle of the room.
    pub(super) fn over(point: (f64, f64), scale: f64, room: (f64, f64)) -> Self {
        Self { scale, x: room.0 / 2.0 - point.0 * scale, y: room.1 / 2.0 - point.1 * scale }
    }

    /// Part of the way to another.
    pub(super) fn towards(self, to: Self, part: f64) -> Self {
        let between = |a: f64, b: f64| a + (b - a) * part;
        Self { scale: between(self.scale, to.scale), x: between(self.x, to.x), y: between(self.y, to.y) }
    }

    /// Pushed back as far as it takes to see some of the drawing.
    pub(super) fn kept(self, drawing: (f64, f64), room: (f64, f64)) -> Self {
        let kept = |at: f64, room: f64, drawing: f64| {
            let size = drawing * self.scale;
            let least = KEPT.min(size).min(room);
            at.max(least - size).min((room - least).max(least - size))
        };
        Self { x: kept(self.x, room.0, drawing.0), y: kept(self.y, room.1, drawing.1), ..self }
    }

    /// The drawing's point under a point of the canvas.
    pub(super) fn to_drawing(self, x: f64, y: f64) -> (f32, f32) {
        (((x - self.x) / self.scale) as f32, ((y - self.y) / self.scale) as f32)
    }

    pub(super) fn to_canvas(self, x: f32, y: f32) -> (f64, f64) {
        (f64::from(x) * self.scale + self.x, f64::from(y) * self.scale + self.y)
    }

    pub(super) fn panned(self, dx: f64, dy: f64) -> Self {
        Self { x: self.x + dx, y: self.y + dy, ..self }
    }

    /// Nearer or farther, with what lies under the point staying there.
    pub(super) fn zoomed(self, factor: f64, x: f64, y: f64) -> Self {
        let scale = (self.scale * factor).clamp(SMALLEST, LARGEST);
        let ratio = scale / self.scale;
        Self { scale, x: x - (x - self.x) * ratio, y: y - (y - self.y) * ratio }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_drawing_is_centred_and_a_large_one_is_made_to_fit() {
        assert_eq!(Camera::fit((400.0, 200.0), (800.0, 600.0)), Camera { scale: 2.0, x: 0.0, y: 100.0 });
        assert_eq!(Camera::fit((100.0, 200.0), (800.0, 600.0)), Camera { scale: 2.5, x: 275.0, y: 50.0 });
        assert_eq!(Camera::fit((1600.0, 600.0), (800.0, 600.0)), Camera { scale: 0.5, x: 0.0, y: 150.0 });
        // A room that is not laid out yet.
        assert_eq!(Camera::fit((400.0, 200.0), (0.0, 0.0)).scale, 1.0);
    }

    #[test]
    fn of_a_tall_drawing_the_height_that_matters_is_shown() {
        let (drawing, room) = ((400.0, 1200.0), (400.0, 600.0));
        assert_eq!(Camera::along(drawing, room, 50.0), Camera { scale: 1.0, x: 0.0, y: 0.0 });
        assert_eq!(Camera::along(drawing, room, 600.0).y, -300.0);
        assert_eq!(Camera::along(drawing, room, 1190.0).y, -600.0);
    }

    #[test]
    fn a_drawing_cannot_be_pushed_out_of_sight() {
        let (drawing, room) = ((400.0, 200.0), (800.0, 600.0));
        let camera = Camera { scale: 1.0, x: 200.0, y: 200.0 };
        assert_eq!(camera.kept(drawing, room), camera);
        assert_eq!(camera.panned(0.0, -5000.0).kept(drawing, room).y, 120.0 - 200.0);
        assert_eq!(camera.panned(5000.0, 0.0).kept(drawing, room).x, 800.0 - 120.0);
        assert_eq!(camera.panned(-5000.0, 0.0).kept(drawing, room).x, 120.0 - 400.0);
    }

    #[test]
    fn zooming_keeps_the_point_under_the_pointer() {
        let camera = Camera { scale: 1.0, x: 10.0, y: 20.0 };
        let before = camera.to_drawing(110.0, 120.0);
        assert_eq!(camera.zoomed(2.0, 110.0, 120.0).to_drawing(110.0, 120.0), before);
    }
}
