//! Small parts that know their properties and nothing else.

mod icon;
mod menu;

pub(crate) use icon::{Icon, Sign};
pub(crate) use menu::Menu;
