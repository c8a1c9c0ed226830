//! The way on from where a packet was stopped, as it was meant to be.

use svcpath_core::trace::{Destination, Stage};

use super::connect::Port;
use super::{Builder, Ghost, Place, box_port};
use crate::shape::Point;
use crate::story::{End, Outsider, Spot, Stay, key_of, pending, pod_in};

impl Builder<'_, '_> {
    /// What the packet was meant to do next, had it not been stopped.
    pub(super) fn beyond_the_end(&mut self) {
        let story = self.story;
        let Some(last) = story.stays.iter().rfind(|stay| !stay.reply) else { return };
        let place = Place { spot: &last.spot, stays: vec![last] };
        let Some(from) = self.port(&place) else { return };
        let wires = self.wires();
        if let Some(balancer) = pending(story.path).and_then(|key| self.layout.outsider(&Outsider::LoadBalancer(key))) {
            let to = box_port(balancer);
            self.hollow(wires.connect(&from, &to, 0));
            if self.band(0, 0).is_some() {
                let columns = self.layout.columns.len();
                self.hollow(wires.connect(&to, &Port::Band { column: 0, floor: 0 }, columns));
            }
            return;
        }
        let unchosen = story
            .forks
            .iter()
            .filter(|fork| last.beats.contains(&fork.beat) && !fork.options.iter().any(|option| option.chosen))
            .find(|fork| fork.options.iter().any(|option| pod_in(&option.candidate.what).is_some()));
        if let Some(fork) = unchosen {
            let mut goals: Vec<(Port, bool)> = Vec::new();
            for pod in fork.options.iter().filter_map(|option| self.layout.pod(&pod_in(&option.candidate.what)?)) {
                let port = self.pod_port(pod);
                if !goals.iter().any(|(known, _)| *known == port) {
                    goals.push((port, false));
                }
            }
            for wire in wires.to_pods(&from, &goals) {
                self.hollow(wire.points);
            }
        } else if let Some(to) = self.intended(last) {
            let to_pod = matches!(to, Port::Pod { .. });
            let points = if to_pod {
                wires.to_pods(&from, &[(to, true)]).pop().map(|wire| wire.points).unwrap_or_default()
            } else {
                wires.connect(&from, &to, 0)
            };
            return self.hollow(points);
        }
        let stopped = matches!(&last.spot, Spot::Network | Spot::Outside(Outsider::LoadBalancer(_)));
        let known = story.tiers.first().is_some_and(|tier| tier.service.is_some());
        let band = Port::Band { column: 0, floor: 0 };
        if stopped && known && matches!(story.end, End::Lost | End::Unknown) && self.band(0, 0).is_some() {
            let points = wires.connect(&from, &band, self.layout.columns.len());
            self.hollow(points);
        }
    }

    fn hollow(&mut self, points: Vec<Point>) {
        let pill = points.last().copied().unwrap_or_default();
        self.routes.ghosts.push(Ghost { points, pill, share: None, branch: None, hollow: true });
    }

    /// What is drawn and has the address of a packet that was stopped on its way there.
    fn intended(&self, last: &Stay) -> Option<Port> {
        let story = self.story;
        if !matches!(story.end, End::Lost | End::Refused) {
            return None;
        }
        let beat = story.beats.get(last.beats.end.checked_sub(1)?)?;
        let Destination::Address(address) = &beat.step.after.dst else { return None };
        let address = address.ip();
        if let Some(id) = story.world.pod_with(address) {
            let key = key_of(&story.world.pod(id).reference);
            let reached = story.stays.iter().any(|stay| !stay.reply && stay.spot == Spot::Pod(key.clone()));
            return self.layout.pod(&key).filter(|_| !reached).map(|pod| self.pod_port(pod));
        }
        if beat.step.stage == Stage::NetworkPolicy && story.asks_dns() {
            // On the phone the names stand beside the caller, and its wire leads down.
            let names = self.layout.outsider(&Outsider::Dns).filter(|_| !self.layout.tall)?;
            return story.world.is_service_address(address).then(|| box_port(names));
        }
        let node = story.world.node(story.world.node_with(address)?);
        let reached = story.stays.iter().any(|stay| stay.spot == Spot::Kernel(node.name.clone()));
        let column = self.layout.column(&node.name).filter(|_| !reached)?;
        self.band(column, 0).map(|_| Port::Band { column, floor: 0 })
    }
}
