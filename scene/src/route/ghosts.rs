//! What a load balancer chooses among: the nodes that it takes, and those that it does not.

use svcpath_core::apart::apart;
use svcpath_core::trace::Choice;

use super::connect::Port;
use super::{Builder, Ghost, Place, box_port};
use crate::story::{Fork, Outsider, Spot};

/// The height from which shares and a header card of four lines fit beside a balancer.
const SHARES_FROM: f32 = 340.0;

impl Builder<'_, '_> {
    /// The rank of the chosen node among those a load balancer could take, and how many there are, for columns only.
    pub(super) fn node_ranks(&self, from: &Place<'_>) -> usize {
        match from.spot {
            Spot::Outside(Outsider::LoadBalancer(_)) => self.layout.columns.len(),
            Spot::Outside(_)
            | Spot::Controller
            | Spot::Pod(_)
            | Spot::Process(_)
            | Spot::Kernel(_)
            | Spot::Pass(_)
            | Spot::Network => 0,
        }
    }

    /// From a load balancer to the nodes it did not take.
    pub(super) fn ghosts_to_nodes(&mut self) {
        let story = self.story;
        for fork in &story.forks {
            let Some(beat) = story.beats.get(fork.beat) else { continue };
            let Spot::Outside(who @ Outsider::LoadBalancer(_)) = beat.spot() else { continue };
            apart(|| self.ghosts_of_balancer(fork, &who));
        }
    }

    fn ghosts_of_balancer(&mut self, fork: &Fork<'_>, who: &Outsider) {
        let Some(place) = self.layout.outsider(who) else { return };
        for option in fork.options.iter().filter(|option| option.chosen || !self.layout.tall) {
            let Choice::Node { name } = &option.candidate.what else { continue };
            let Some(column) = self.layout.column(name) else { continue };
            let Some(of) = option.of else { continue };
            // A low picture has room for the balancer's header or for the shares beside it.
            let roomy = self.layout.tall || self.layout.height > SHARES_FROM;
            let wires = self.wires();
            let to = Port::Band { column, floor: 0 };
            let points = wires.connect(&box_port(place), &to, self.layout.columns.len());
            let share = (of > 1 && roomy).then(|| format!("1/{of}"));
            let entry = self.layout.columns.get(column).map_or((0.0, 0.0), |column| (column.area.x, column.entry));
            let top =
                self.layout.columns.get(column).map_or((0.0, 0.0), |column| (column.gutter, column.area.y - 12.0));
            let pill = if self.layout.tall { top } else { (entry.0 + 2.0, entry.1) };
            if option.chosen {
                if let Some(share) = share {
                    self.routes.shares.push((pill, share));
                }
            } else {
                self.routes.ghosts.push(Ghost { points, pill, share, branch: option.branch, hollow: false });
            }
        }
    }
}
