//! Drawing by hand: tools that add objects, and the form of the object that is selected. Every gesture is an edit of the text.

mod at_hand;
mod clipboard;
mod columns;
mod empty;
mod field;
mod handles;
mod moment;
mod more;
mod object;
mod palette;
mod places;
mod subject;
mod trial;
mod writing;

pub(crate) use at_hand::at_hand;
pub(crate) use clipboard::{Clipboard, duplicate, paste};
pub(crate) use columns::put;
pub(crate) use empty::Empty;
pub(crate) use handles::{Handles, held};
pub(crate) use object::Selected;
pub(crate) use palette::{Declined, Palette, Told, draw, press};
pub(crate) use subject::{drawn, select};
pub(crate) use trial::{allows, show_at_rest};
