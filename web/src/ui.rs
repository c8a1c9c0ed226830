//! Small parts that know their properties and nothing else.

mod dress;
mod icon;
mod menu;

pub(crate) use dress::Dress;
pub(crate) use icon::{Icon, Sign};
pub(crate) use menu::Menu;
