//! A Service: one band through all nodes at the height of their kernels. The same rules everywhere, and no box.

use svcpath_core::model::ServiceType;
use svcpath_core::reason::Reason;
use svcpath_core::trace::{Choice, Decision, Stage};
use svcpath_core::world::ServiceEntry;

use crate::geometry::Area;
use crate::layout::{Column, Layout, Part};
use crate::pen::{CODE, Label, NAME, Pen, SMALL, SMALL_STRONG};
use crate::shape::{Dash, Id, Paint, Role};
use crate::story::{Beat, End, Spot, Story, TierStory, has_rules, only_elsewhere, pod_in, port_of};
use crate::wording;

/// From a node's edge to the words beside the wires.
const WORDS: f32 = 20.0;

pub(super) fn draw(pen: &mut Pen, story: &Story<'_>, layout: &Layout) {
    for (i, tier) in story.tiers.iter().enumerate() {
        let service = story.rules_of(tier);
        if !layout.tall {
            draw_links(pen, layout, i);
        }
        for column in &layout.columns {
            draw_part(pen, story, layout, column, i, tier, service);
        }
        draw_name(pen, story, layout, i, service);
    }
    draw_network(pen, story, layout);
}

/// Whether packets of the tier reach nodes and pods without their kernels' rules.
fn passed_by(story: &Story<'_>, tier: &TierStory) -> bool {
    let reached = |stay: &crate::story::Stay| match &stay.spot {
        // One that gets no farther than into the node has not come to its kernel.
        Spot::Pass(_) => stay.beats.end < story.request_beats || story.end == End::Arrived,
        Spot::Pod(key) => tier.pods.contains(key),
        Spot::Outside(_) | Spot::Controller | Spot::Process(_) | Spot::Kernel(_) | Spot::Network => false,
    };
    !tier.kernel && story.stays.iter().any(|stay| !stay.reply && stay.connection == tier.connection && reached(stay))
}

/// Virtual between the nodes.
fn draw_links(pen: &mut Pen, layout: &Layout, floor: usize) {
    let mut left = layout.lane.right() - 6.0;
    for column in &layout.columns {
        let Some(band) = column.floors.get(floor).and_then(|floor| floor.band) else { return };
        if left < band.x {
            for y in [band.y, band.bottom()] {
                pen.line(
                    &Id::None,
                    vec![(left, y), (band.x, y)],
                    Paint::stroke(Role::BandLine, 1.0).dash(Dash::Dashed),
                );
            }
        }
        left = band.right();
    }
}

fn draw_part(
    pen: &mut Pen,
    story: &Story<'_>,
    layout: &Layout,
    column: &Column,
    floor: usize,
    tier: &TierStory,
    service: Option<&ServiceEntry>,
) {
    let Some(band) = column.floors.get(floor).and_then(|floor| floor.band) else { return };
    let id = match service {
        Some(service) => {
            let reference = &service.spec.meta.reference;
            Id::Kernel(column.name.clone(), reference.namespace.clone(), reference.name.clone())
        }
        None if column.name.is_empty() => Id::None,
        None => Id::Node(column.name.clone()),
    };
    // Rules are there, asked or not, unless the packet is seen to pass them by.
    let rules = service.is_some_and(has_rules) && !passed_by(story, tier);
    if rules {
        draw_edges(pen, story, band);
        pen.rect(&id, band, 0.0, Paint::fill(Role::Band).and_stroke(Role::BandLine, 1.0));
    } else {
        pen.rect(
            &id,
            band,
            0.0,
            Paint { fill: Some(Role::Node), ..Paint::stroke(Role::BandLine, 1.0).dash(Dash::Dashed) },
        );
    }
    // Among workloads, not every column has a kernel that takes part.
    if column.name.is_empty() {
        return;
    }
    let asked = story.stays.iter().any(|stay| stay.spot == Spot::Kernel(column.name.clone()));
    let sends = layout.boxes.iter().any(|pod| {
        matches!(pod.part, Part::Caller | Part::Entry)
            && pod.column.and_then(|i| layout.columns.get(i)).is_some_and(|home| home.name == column.name)
    });
    let x = column.gutter + WORDS;
    // A pod that may answer itself has the way back to it at the right.
    let answers = tier.itself.as_ref().is_some_and(|key| story.pod_node(key).as_deref() == Some(&column.name));
    let right = if answers { 24.0 } else { 8.0 };
    let room = if layout.tall { band.width * 0.5 - 24.0 } else { band.right() - right - x };
    let (first, second) = if layout.measures.roomy { (27.0, 44.0) } else { (21.0, 37.0) };
    let head = Label::new(SMALL_STRONG, if asked { Role::Ink } else { Role::Ink2 });
    let full = wording::kernel_of(&column.name, story.lang);
    let words = if SMALL_STRONG.width(&full) <= room { full } else { wording::kernel(story.lang).to_owned() };
    pen.text(&id, (x, band.y + first), &words, head, room);
    if let Some((text, bad)) = rule(story, column, tier, (rules, asked, sends)) {
        let role = if bad { Role::Bad } else { Role::Ink2 };
        let face = if rules { CODE } else { SMALL };
        // What is behind the port matters more than the port.
        let short = text.split_once("→ ").map(|(_, what)| what).filter(|_| face.width(&text) > room);
        let text = short.unwrap_or(&text);
        pen.text(&id, (x, band.y + second), text, Label::new(face, role), room);
    }
}

/// Other Services' rules: edges behind the band.
fn draw_edges(pen: &mut Pen, story: &Story<'_>, band: Area) {
    let others = story.world.services.iter().filter(|service| has_rules(service)).count().saturating_sub(1);
    for i in (1..=others.min(2)).rev() {
        let by = i as f32 * 4.0;
        let edge = Area::new(band.x + by * 1.5, band.y - by, band.width - by * 3.0, band.height);
        pen.rect(&Id::None, edge, 0.0, Paint::fill(Role::Band).and_stroke(Role::BandLine, 1.0));
    }
}

/// What the rules do here, and whether that is the trouble.
fn rule(
    story: &Story<'_>,
    column: &Column,
    tier: &TierStory,
    (rules, asked, sends): (bool, bool, bool),
) -> Option<(String, bool)> {
    story.trace?;
    let of_tier = |beat: &&Beat<'_>| !beat.reply && beat.hop.connection == tier.connection;
    let matched = story.beats.iter().filter(of_tier).find(|beat| matches!(beat.spot(), Spot::Kernel(_)));
    let fork = story.forks.iter().find(|fork| {
        story.tiers.get(fork.tier) == Some(tier)
            && fork.options.iter().any(|option| {
                pod_in(&option.candidate.what).is_some() || matches!(option.candidate.what, Choice::Endpoint { .. })
            })
    });
    let denies = |beat: &Beat<'_>| {
        beat.spot() == Spot::Kernel(column.name.clone())
            && beat.step.stage == Stage::NetworkPolicy
            && beat.step.decision == Decision::Drop
    };
    if story.beats.iter().filter(of_tier).any(denies) {
        return Some((wording::policy_denies(story.lang).to_owned(), true));
    }
    let of_dns = |beat: &Beat<'_>| {
        beat.spot() == Spot::Kernel(column.name.clone()) && matches!(*beat.step.reason, Reason::DnsForwarded { .. })
    };
    if story.beats.iter().filter(of_tier).any(of_dns) {
        return Some((":53 → CoreDNS".to_owned(), false));
    }
    if passed_by(story, tier) {
        // Where it leaves; on the pod's node it comes in below.
        let leaves = sends && !story.dials_inside();
        return leaves.then(|| (wording::no_rewrite(story.lang).to_owned(), false));
    }
    if !tier.kernel {
        return None;
    }
    let port = matched.map_or(0, |beat| port_of(&beat.step.before.dst));
    if !rules {
        return asked.then(|| (format!(":{port} → {}", wording::no_rule(story.lang)), true));
    }
    let Some(fork) = fork else {
        return Some((format!(":{port} → {}", wording::pods(0, story.lang)), asked));
    };
    let only_own =
        story.beats.iter().filter(of_tier).any(|beat| matches!(*beat.step.reason, Reason::LocalEndpointChosen { .. }));
    let local =
        only_own || fork.options.iter().any(|option| option.candidate.why_not.as_ref().is_some_and(only_elsewhere));
    let would = fork.options.iter().filter(|option| option.candidate.why_not.as_ref().is_none_or(only_elsewhere));
    if local {
        let here = would.filter(|option| option.candidate.node.as_deref() == Some(column.name.as_str())).count();
        let text =
            if here == 0 { wording::none_here(story.lang).to_owned() } else { wording::pods_here(here, story.lang) };
        return Some((format!(":{port} → {text}"), here == 0 && asked));
    }
    let pods = fork.options.iter().any(|option| pod_in(&option.candidate.what).is_some());
    let count = would.count();
    let words = if pods { wording::pods(count, story.lang) } else { wording::addresses(count, story.lang) };
    Some((format!(":{port} → {words}"), count == 0 && asked))
}

/// On the left: whose rules these are.
fn draw_name(pen: &mut Pen, story: &Story<'_>, layout: &Layout, floor: usize, service: Option<&ServiceEntry>) {
    // In the phone's stack the rules are shown only where they act.
    let mut places = layout.columns.iter().filter_map(|column| column.floors.get(floor));
    let first = places.clone().next().filter(|_| !layout.tall);
    let Some(place) = places.find(|place| place.band.is_some()).or(first) else { return };
    let y = if place.top < place.channel.y { place.top } else { place.channel.y + 4.0 };
    let x = layout.lane.x;
    let room = layout.lane.width - 10.0;
    // In a low picture somebody outside reaches down to it.
    let beside = || layout.outside.iter().map(|place| place.area).filter(|area| area.x < x + room);
    let above = beside().filter(|area| area.y < y && area.bottom() < y + 16.0);
    let y = above.map(|area| area.bottom() - 1.0).fold(y, f32::max);
    let end = beside().map(|area| area.y).filter(|top| *top > y).fold(f32::INFINITY, f32::min);
    let Some(service) = service else { return };
    let reference = &service.spec.meta.reference;
    let id = Id::Service(reference.namespace.clone(), reference.name.clone());
    let rules = has_rules(service);
    if layout.tall {
        // Inside the band, opposite the kernel's name.
        let Some(band) = place.band else { return };
        let x = band.right() - 12.0;
        let room = band.width * 0.45;
        let name = wording::service(&reference.name, story.lang);
        pen.text(&id, (x, band.y + 20.0), &name, Label::new(NAME, Role::Ink).end(), room);
        let (face, text) = describe(story, service);
        pen.text(&id, (x, band.y + 36.0), &text, Label::new(face, Role::Ink2).end(), room);
        return;
    }
    // A long name needs the room of the word before it.
    let whole = wording::service(&reference.name, story.lang);
    let fits = NAME.width(&whole) <= room;
    let name = if fits { &whole } else { &reference.name };
    pen.text(&id, (x, y + 14.0), name, Label::new(NAME, Role::Ink), room);
    let (face, kind) = describe(story, service);
    let kind = if fits { kind } else { format!("Service, {kind}") };
    let mut lines = vec![(face, kind)];
    if rules {
        lines.push((CODE, story.shown(&service.cluster_ips)));
    }
    let others = story.world.services.iter().filter(|service| has_rules(service)).count().saturating_sub(1);
    // Somebody who draws has a chip of each.
    if others > 0 && rules && floor == 0 && story.drawing.is_none() {
        lines.push((SMALL, wording::more_services(others, story.lang)));
    }
    let mut below = y + 30.0;
    for (face, line) in lines.iter().filter(|(_, line)| !line.is_empty()) {
        if below < end {
            pen.text(&id, (x, below), line, Label::new(*face, Role::Ink2), room);
        }
        below += 15.0;
    }
}

/// What the wires below the kernels run through, if nobody stands there.
fn draw_network(pen: &mut Pen, story: &Story<'_>, layout: &Layout) {
    let Some(floor) = layout.columns.first().and_then(|column| column.floors.first()) else { return };
    if layout.tall || floor.band.is_none() {
        return;
    }
    let text = wording::pod_network(story.lang);
    let at = (layout.lane.x, floor.channel.centre().1 + 12.0);
    let area = Area::new(at.0, at.1 - 12.0, SMALL.width(text), 16.0);
    if story.trace.is_some()
        && !layout.outside.iter().any(|place| place.area.inset(-4.0).overlaps(area))
        && layout.boxes.iter().all(|pod| pod.column.is_some())
    {
        pen.free_text(&Id::None, at, text, Label::new(SMALL, Role::Ink3));
    }
}

/// Its type, with what the request reached it by.
fn describe(story: &Story<'_>, service: &ServiceEntry) -> (crate::metrics::Face, String) {
    if service.spec.headless {
        return (SMALL, wording::headless(story.lang).to_owned());
    }
    let kind = service.spec.kind.as_str();
    let node_port = service.ports.iter().find_map(|port| port.node_port);
    let text = match (service.spec.kind, node_port) {
        (ServiceType::NodePort, Some(port)) => format!("{kind} {port}"),
        (ServiceType::ExternalName, _) => format!("{kind} {}", service.spec.external_name.clone().unwrap_or_default()),
        (ServiceType::NodePort | ServiceType::ClusterIp | ServiceType::LoadBalancer, _) => kind.to_owned(),
    };
    (SMALL, text)
}
