//! Small parts that know their properties and nothing else.

mod dress;
mod icon;
mod menu;
mod sign_button;

pub(crate) use dress::Dress;
pub(crate) use icon::{Icon, Sign};
pub(crate) use menu::Menu;
pub(crate) use sign_button::SignButton;
