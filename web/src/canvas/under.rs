//! Where in the drawing a point of the window is: for who drags something over the picture from elsewhere.

use leptos::prelude::*;
use svcpath_scene::Point;

/// From a point of the window to one of the drawing; `None` beside the picture.
pub(crate) type Aim = Box<dyn Fn((f64, f64)) -> Option<Point>>;

/// The same for all who ask the page for it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Under(StoredValue<Option<Box<dyn Fn() -> Aim>>, LocalStorage>);

impl Under {
    pub(crate) fn new() -> Self {
        Self(StoredValue::new_local(None))
    }

    pub(super) fn answer(self, aim: impl Fn() -> Aim + 'static) {
        self.0.set_value(Some(Box::new(aim)));
    }

    /// As the picture stands now: what is dragged over it moves it.
    pub(crate) fn aim(self) -> Option<Aim> {
        self.0.with_value(|aim| aim.as_ref().map(|aim| aim()))
    }
}
