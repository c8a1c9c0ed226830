//! Two fingers on the picture: how they move it and how near they bring it.

use std::cell::RefCell;
use std::rc::Rc;

/// What a movement of one of two fingers comes to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Pinch {
    /// How much nearer.
    pub(super) factor: f64,
    /// Between the fingers.
    pub(super) at: (f64, f64),
    /// How far that has moved.
    pub(super) by: (f64, f64),
}

/// The fingers that are down, by their pointer's id. All clones are the same hand.
#[derive(Debug, Clone, Default)]
pub(super) struct Fingers(Rc<RefCell<Vec<Finger>>>);

type Finger = (i32, (f64, f64));

impl Fingers {
    pub(super) fn put(&self, id: i32, at: (f64, f64)) {
        self.lift(id);
        self.0.borrow_mut().push((id, at));
    }

    pub(super) fn lift(&self, id: i32) {
        self.0.borrow_mut().retain(|(known, _)| *known != id);
    }

    /// `None` unless two are down and this is one of them.
    pub(super) fn moved(&self, id: i32, to: (f64, f64)) -> Option<Pinch> {
        let mut fingers = self.0.borrow_mut();
        let [a, b] = fingers.as_mut_slice() else { return None };
        let (moving, other) = if a.0 == id {
            (a, b.1)
        } else if b.0 == id {
            (b, a.1)
        } else {
            return None;
        };
        let from = std::mem::replace(&mut moving.1, to);
        let apart = |p: (f64, f64)| (p.0 - other.0).hypot(p.1 - other.1).max(1.0);
        let between = |p: (f64, f64)| ((p.0 + other.0) / 2.0, (p.1 + other.1) / 2.0);
        let (before, at) = (between(from), between(to));
        Some(Pinch { factor: apart(to) / apart(from), at, by: (at.0 - before.0, at.1 - before.1) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_fingers_apart_bring_it_nearer() {
        let fingers = Fingers::default();
        fingers.put(1, (0.0, 0.0));
        assert_eq!(fingers.moved(1, (5.0, 0.0)), None);
        fingers.put(1, (0.0, 0.0));
        fingers.put(2, (10.0, 0.0));
        assert_eq!(fingers.moved(2, (20.0, 0.0)), Some(Pinch { factor: 2.0, at: (10.0, 0.0), by: (5.0, 0.0) }));
        assert_eq!(fingers.moved(3, (0.0, 0.0)), None);
        fingers.lift(1);
        assert_eq!(fingers.moved(2, (0.0, 0.0)), None);
    }
}
