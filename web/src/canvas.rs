//! The picture on screen: painted on a canvas, with an outline beside it for keyboards and screen readers.

mod camera;
mod fingers;
mod map;
mod outline;
mod painter;
mod stage;
mod tools;

pub(crate) use map::Map;
pub(crate) use tools::{About, Tools};
