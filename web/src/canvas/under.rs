//! Where in the drawing a point of the window is: for who drags something over the picture from elsewhere.

use leptos::prelude::*;
use svcpath_scene::Point;

type Find = Box<dyn Fn((f64, f64)) -> Option<Point>>;

/// The same for all who ask the page for it.
#[derive(Clone, Copy)]
pub(crate) struct Under(StoredValue<Option<Find>, LocalStorage>);

impl Under {
    pub(crate) fn new() -> Self {
        Self(StoredValue::new_local(None))
    }

    pub(super) fn answer(self, find: impl Fn((f64, f64)) -> Option<Point> + 'static) {
        self.0.set_value(Some(Box::new(find)));
    }

    /// `None` beside the picture.
    pub(crate) fn find(self, point: (f64, f64)) -> Option<Point> {
        self.0.with_value(|find| find.as_ref().and_then(|find| find(point)))
    }
}
