//! Where everything stands. Depends on the world, on who takes part and on the room; never on the step.

mod beside;
mod boxes;
mod chips;
mod holders;
mod measures;
mod outside;
mod tall;
mod wide;
mod zones;

pub(crate) use boxes::{Part, PodBox};
pub(crate) use chips::Chip;
pub(crate) use holders::Holder;
pub(crate) use measures::{HEAD_LINE, Measures};
pub(crate) use outside::OutsideBox;
pub(crate) use tall::head_lead;
pub(crate) use wide::{RULE, RULES, header_pad, one_line};
pub(crate) use zones::Zone;

use crate::geometry::Area;
use crate::shape::Point;
use crate::story::{Key, Outsider, Story};
use crate::view::{TALL_BELOW, View};

/// How far a controller's neck runs inside its node, where no word stands.
const NECK: f32 = 7.0;

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Layout {
    pub(crate) width: f32,
    pub(crate) height: f32,
    /// Down to here the page's own bars lie over it.
    pub(crate) top: f32,
    /// The phone's: everything below each other.
    pub(crate) tall: bool,
    pub(crate) measures: Measures,
    /// The outside world.
    pub(crate) lane: Area,
    /// The height at which wires run over the nodes.
    pub(crate) street: f32,
    pub(crate) columns: Vec<Column>,
    /// Of the columns, below them.
    pub(crate) zones: Vec<Zone>,
    /// Nodes without a column, in the order of the world.
    pub(crate) rest: Vec<usize>,
    pub(crate) rest_area: Area,
    pub(crate) boxes: Vec<PodBox>,
    pub(crate) outside: Vec<OutsideBox>,
    /// An Ingress controller that no manifest holds.
    pub(crate) panel: Option<Area>,
    /// The rules of a controller that is a pod, below its box.
    pub(crate) ladder: Option<Area>,
    /// Ways not taken that have no wire, workloads that have no column.
    pub(crate) chips: Vec<Chip>,
}

/// A node or a workload on the picture.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Column {
    pub(crate) holder: Holder,
    /// The node whose kernel is in it; empty where none takes part.
    pub(crate) name: String,
    pub(crate) area: Area,
    /// Where wires run down through the kernel.
    pub(crate) gutter: f32,
    /// Between this column and what is left of it.
    pub(crate) gap: f32,
    /// The height at which wires come in from outside.
    pub(crate) entry: f32,
    /// Where a header card has its place above the kernel.
    pub(crate) dock: Area,
    /// And below the pods, if there is room.
    pub(crate) low_dock: Option<Area>,
    pub(crate) floors: Vec<Floor>,
    /// The row of pods that play no part.
    pub(crate) crowd: Option<Area>,
}

/// A tier's share of a column.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Floor {
    /// The height of the rules, drawn or not.
    pub(crate) top: f32,
    pub(crate) band: Option<Area>,
    /// Where wires fan out: the pod network.
    pub(crate) channel: Area,
    pub(crate) pods: Area,
}

impl Layout {
    pub(crate) fn new(story: &Story<'_>, view: &View) -> Self {
        // On the phone both arrangements are one way from top to bottom.
        if view.width < TALL_BELOW { tall::layout(story, view) } else { wide::layout(story, view) }
    }

    /// The one with a node's kernel.
    pub(crate) fn column(&self, node: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == node)
    }

    /// The rules of a node that look at a connection's packets.
    pub(crate) fn band(&self, story: &Story<'_>, node: &str, connection: u8) -> Option<Area> {
        self.columns.get(self.column(node)?)?.floors.get(story.tier_of(connection))?.band
    }

    /// The box of a pod, its own or a stack's.
    pub(crate) fn pod(&self, key: &Key) -> Option<&PodBox> {
        let alone = self.boxes.iter().find(|pod| pod.alone() && pod.keys.contains(key));
        alone.or_else(|| self.boxes.iter().find(|pod| pod.keys.contains(key)))
    }

    pub(crate) fn column_at(&self, at: Point) -> Option<&Column> {
        self.columns.iter().find(|column| column.area.contains(at))
    }

    /// The pod of a controller that no manifest holds.
    pub(crate) fn entry(&self) -> Option<&PodBox> {
        self.boxes.iter().find(|pod| pod.part == Part::Entry)
    }

    /// From that controller's rules to its pod, down the edge of its node.
    pub(crate) fn neck(&self) -> Option<Vec<Point>> {
        let (panel, entry) = (self.panel?, self.entry()?);
        let column = self.columns.get(entry.column?)?;
        let middle = entry.area.centre().1;
        let (x, side) =
            if self.tall { (column.gutter, entry.area.x) } else { (column.area.right() - NECK, entry.area.right()) };
        Some(vec![(x, panel.bottom()), (x, middle), (side, middle)])
    }

    pub(crate) fn outsider(&self, who: &Outsider) -> Option<&OutsideBox> {
        self.outside.iter().find(|place| place.who == *who)
    }
}
