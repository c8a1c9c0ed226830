//! Words for what has no place of its own: ways not taken, workloads without a column, objects that no packet meets. In rows,
//! as many as fit.

use svcpath_core::object::ObjectRef;

use crate::geometry::Area;
use crate::pen::{SMALL, pill_area};
use crate::shape::Id;

/// From one row to the next.
pub(super) const PITCH: f32 = 24.0;

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Chip {
    pub(crate) id: Id,
    pub(crate) text: String,
    pub(crate) out: bool,
    pub(crate) area: Area,
}

impl Chip {
    /// A word that stands for nothing.
    pub(super) fn word(text: &str) -> Self {
        Self { id: Id::None, text: text.to_owned(), out: true, area: Area::default() }
    }

    pub(super) fn node(name: &str) -> Self {
        Self { id: Id::Node(name.to_owned()), text: format!("Node {name}"), out: false, area: Area::default() }
    }

    pub(super) fn object(object: &ObjectRef) -> Self {
        Self { id: Id::of(object), text: format!("{} {}", object.kind, object.name), out: false, area: Area::default() }
    }
}

pub(super) fn rows(chips: &[Chip], width: f32) -> usize {
    let placed = place(chips.to_vec(), 0.0, 0.0, width);
    placed.last().map_or(0, |chip| (chip.area.y / PITCH) as usize + 1)
}

/// No more than `most`, the last saying how many more there are. The one that is `held` is among them.
pub(super) fn most(chips: &mut Vec<Chip>, most: usize, held: Option<&Id>) {
    if chips.len() > most {
        let more = chips.len() - (most - 1);
        cut(chips, most - 1, held);
        chips.push(Chip::word(&format!("+{more}")));
    }
}

fn cut(chips: &mut Vec<Chip>, count: usize, held: Option<&Id>) {
    if let Some(at) = chips.iter().position(|chip| Some(&chip.id) == held)
        && at >= count
        && count > 0
    {
        chips.swap(at, count - 1);
    }
    chips.truncate(count);
}

/// Two rows at most, placed at the origin, the last chip saying how many more there are. The one that is `held` is among them.
pub(super) fn few(mut chips: Vec<Chip>, width: f32, held: Option<&Id>) -> Vec<Chip> {
    let all = chips.len();
    loop {
        let placed = place(chips.clone(), 0.0, 0.0, width);
        let fits = placed.iter().filter(|chip| chip.area.y <= PITCH).count();
        if fits == placed.len() {
            return placed;
        }
        cut(&mut chips, fits.saturating_sub(1), held);
        chips.push(Chip::word(&format!("+{}", all - chips.len())));
    }
}

pub(super) fn place(chips: Vec<Chip>, x: f32, y: f32, width: f32) -> Vec<Chip> {
    let (mut at, mut row) = (0.0, 0.0);
    chips
        .into_iter()
        .map(|chip| {
            let wide = pill_area((0.0, 0.0), &chip.text, SMALL).width.min(width);
            if at > 0.0 && at + wide > width {
                at = 0.0;
                row += PITCH;
            }
            let area = Area::new(x + at, y + row, wide, 18.0);
            at += wide + 8.0;
            Chip { area, ..chip }
        })
        .collect()
}
