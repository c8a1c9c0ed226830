//! Columns stand where they are put.

use svcpath_scene::{Id, Scene};

use crate::gesture::Gesture;

/// What brings a column to where another stands; `None`: one of them is none.
pub(crate) fn put(scene: &Scene, column: &Id, there: &Id) -> Option<Gesture> {
    let index = |id: &Id| scene.columns.iter().position(|column| column.id == *id);
    arrange(scene, index(column)?, index(there)?)
}

/// What brings a column so many places to the right.
pub(super) fn shift(scene: &Scene, column: &Id, by: isize) -> Option<Gesture> {
    let from = scene.columns.iter().position(|known| known.id == *column)?;
    arrange(scene, from, from.checked_add_signed(by)?)
}

fn arrange(scene: &Scene, from: usize, to: usize) -> Option<Gesture> {
    let mut names: Vec<String> = scene.columns.iter().map(|column| column.name.clone()).collect();
    if from == to || from >= names.len() || to >= names.len() {
        return None;
    }
    let moved = names.remove(from);
    names.insert(to, moved.clone());
    let places = names.into_iter().zip(scene.columns.iter().map(|column| column.at)).collect();
    Some(Gesture::Arrange { moved, places })
}
