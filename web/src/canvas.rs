//! The picture on screen: painted on a canvas, with an outline beside it for keyboards and screen readers.

mod about;
mod camera;
mod fingers;
mod map;
mod outline;
mod painter;
mod search;
mod stage;
mod steps;
mod thread;
mod tools;
mod under;

pub(crate) use about::About;
pub(crate) use map::Map;
pub(crate) use stage::Hold;
pub(crate) use tools::Tools;
pub(crate) use under::{Aim, Under};
