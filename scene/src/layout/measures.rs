//! Sizes: fixed ones by the room there is, flexible ones solved for the height.

use svcpath_core::world::Node;

use crate::pen::{CODE, HEAD, SMALL};
use crate::story::Story;
use crate::view::View;
use crate::wording::CORDONED;

/// Sizes that do not depend on what is shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Measures {
    pub(crate) margin: f32,
    /// The width of what is outside, on the left.
    pub(crate) lane: f32,
    pub(crate) gap: f32,
    pub(crate) column_min: f32,
    pub(crate) column_max: f32,
    pub(crate) header: f32,
    /// A line of heads is for the nodes' addresses, which have no room beside some node's name.
    pub(crate) address_line: bool,
    /// The last line of heads is for what a node says of itself, which has no room beside some node's name.
    pub(crate) state_line: bool,
    pub(crate) pod: f32,
    pub(crate) pod_gap: f32,
    pub(crate) outside: f32,
    /// From a node's left edge to where wires run down through its kernel.
    pub(crate) gutter: f32,
    /// Wide enough for generous gaps.
    pub(crate) broad: bool,
    /// High enough for header cards above and below.
    pub(crate) roomy: bool,
}

/// A stretch of the height: never less than `least`, `wish` if it can be had, up to `most` where there is more.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Stretch {
    pub(crate) least: f32,
    pub(crate) wish: f32,
    pub(crate) most: f32,
}

impl Measures {
    pub(crate) fn new(view: &View) -> Self {
        let broad = view.width >= 700.0;
        let roomy = view.height - view.top - view.bottom >= 440.0;
        let by = |when: bool, then: f32, otherwise: f32| if when { then } else { otherwise };
        Self {
            margin: by(broad, 16.0, 8.0),
            lane: by(broad, 132.0, 116.0),
            gap: by(broad, 24.0, 16.0),
            column_min: by(broad, 160.0, 128.0),
            column_max: by(broad, 232.0, 200.0),
            gutter: by(broad, 36.0, 22.0),
            header: by(roomy, 36.0, 26.0),
            address_line: false,
            state_line: false,
            pod: by(roomy, 48.0, 42.0),
            pod_gap: by(roomy, 24.0, 16.0),
            outside: by(roomy, 52.0, 44.0),
            broad,
            roomy,
        }
    }
}

/// What a line more makes a head higher.
pub(crate) const HEAD_LINE: f32 = 14.0;

impl Measures {
    /// With a line more in heads if what a cordoned one of the `nodes` says does not fit into the `room` beside its name and, where
    /// that is `beside` the name, its address.
    pub(super) fn with_state_line<'a>(
        mut self,
        story: &Story<'_>,
        mut nodes: impl Iterator<Item = &'a Node>,
        room: f32,
        beside: bool,
    ) -> Self {
        let address = |node: &Node| if beside { CODE.width(&story.shown(&node.addresses)) + 8.0 } else { 0.0 };
        let needed = |node: &Node| HEAD.width(&node.name) + 8.0 + SMALL.width(CORDONED) + address(node);
        if nodes.any(|node| node.ready && node.unschedulable && needed(node) > room) {
            self.state_line = true;
            self.header += HEAD_LINE;
        }
        self
    }

    pub(super) fn with_address_line(self) -> Self {
        Self { address_line: true, header: self.header + HEAD_LINE, ..self }
    }

    /// As for a lower picture: what does not fit would be made smaller as a whole.
    pub(super) fn low(self) -> Self {
        let bare = if self.address_line { HEAD_LINE } else { 0.0 } + 10.0;
        let header = self.header - bare;
        Self { header, address_line: false, pod: 42.0, pod_gap: 16.0, outside: 44.0, roomy: false, ..self }
    }
}

impl Stretch {
    pub(crate) const fn fixed(size: f32) -> Self {
        Self { least: size, wish: size, most: size }
    }

    pub(crate) const fn new(least: f32, wish: f32, most: f32) -> Self {
        Self { least, wish, most }
    }
}

/// Gives every stretch its size so that together they fill `room` as far as they may.
pub(crate) fn solve(stretches: &[Stretch], room: f32) -> Vec<f32> {
    let sum = |size: fn(&Stretch) -> f32| stretches.iter().map(size).sum::<f32>();
    let (least, wish, most) = (sum(|s| s.least), sum(|s| s.wish), sum(|s| s.most));
    let part = |low: f32, high: f32| if high > low { ((room - low) / (high - low)).clamp(0.0, 1.0) } else { 0.0 };
    let blend = |low: f32, high: f32, by: f32| (low + (high - low) * by).round();
    stretches
        .iter()
        .map(|s| {
            if room <= wish {
                blend(s.least, s.wish, part(least, wish))
            } else {
                blend(s.wish, s.most, part(wish, most))
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_shared_in_proportion() {
        let stretches = [Stretch::fixed(10.0), Stretch::new(10.0, 20.0, 40.0), Stretch::new(0.0, 20.0, 20.0)];
        assert_eq!(solve(&stretches, 5.0), [10.0, 10.0, 0.0]);
        assert_eq!(solve(&stretches, 35.0), [10.0, 15.0, 10.0]);
        assert_eq!(solve(&stretches, 60.0), [10.0, 30.0, 20.0]);
        assert_eq!(solve(&stretches, 900.0), [10.0, 40.0, 20.0]);
    }
}
