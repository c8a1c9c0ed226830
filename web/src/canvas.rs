//! The picture on screen: painted on a canvas, with an outline beside it for keyboards and screen readers.

mod camera;
mod map;
mod outline;
mod painter;
mod stage;

pub(crate) use map::Map;
