//! The phone: everything below each other.

use super::{Layout, wide};
use crate::story::Story;
use crate::view::View;

pub(crate) fn layout(story: &Story<'_>, view: &View) -> Layout {
    wide::layout(story, view)
}
