//! The story in time: one row a place, bars while the packet is there, marks where something is decided.

/// Coordinates are in steps (x) and rows (y); the page scales them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Timeline {
    /// Row labels, top down: client, nodes, pods.
    pub rows: Vec<String>,
    pub bars: Vec<Bar>,
    pub marks: Vec<Mark>,
    /// How many steps there are, the reply's included.
    pub steps: usize,
    /// The first step of the reply; equal to `steps` when none comes.
    pub reply_from: usize,
}

/// The packet stays on `row` from step `from` to step `to` (inclusive).
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    pub row: usize,
    pub from: f32,
    pub to: f32,
    pub reply: bool,
    pub failed: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    pub row: usize,
    pub step: usize,
    pub kind: MarkKind,
    /// `DNAT`, `SNAT`, … ; empty for plain decisions.
    pub label: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkKind {
    Decision,
    Dnat,
    Snat,
    Undone,
    Fail,
    Arrive,
}
