//! The story in time: one row a place, bars while the packet is there, marks where something is decided.

use svcpath_core::trace::{Decision, Verdict};

use crate::story::{End, Outsider, Spot, Story};
use crate::wording;

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
    /// Nobody answers. Beyond the model, or where a name is all that is asked, that is not known or not so.
    pub silent: bool,
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

impl Timeline {
    pub(crate) fn new(story: &Story<'_>) -> Self {
        let mut timeline = Self {
            steps: story.beats.len(),
            reply_from: story.request_beats,
            silent: story.end == End::Lost,
            ..Self::default()
        };
        let broken = match story.end {
            End::Refused | End::Lost | End::Unknown => true,
            End::Answered(status) => status.is_none_or(|status| status >= 400),
            End::None | End::Arrived | End::Left => false,
        };
        let refused = story.path.is_some_and(|path| path.verdict == Verdict::Rejected);
        for (i, beat) in story.beats.iter().enumerate() {
            let label = row_of(story, &beat.spot());
            let row = timeline.rows.iter().position(|known| *known == label).unwrap_or_else(|| {
                timeline.rows.push(label);
                timeline.rows.len() - 1
            });
            let at = i as f32;
            match timeline.bars.last_mut() {
                Some(bar) if bar.row == row && bar.reply == beat.reply => bar.to = at,
                _ => {
                    timeline.bars.push(Bar { row, from: at, to: at, reply: beat.reply, failed: beat.reply && refused })
                }
            }
            let (kind, label) = match mark_of(story, i) {
                Some(mark) => mark,
                None => continue,
            };
            timeline.marks.push(Mark { row, step: i, kind, label });
        }
        if broken && let Some(bar) = timeline.bars.iter_mut().rfind(|bar| !bar.reply) {
            bar.failed = true;
        }
        timeline
    }
}

fn row_of(story: &Story<'_>, spot: &Spot) -> String {
    match spot {
        Spot::Outside(Outsider::Client(_)) => wording::client(story.lang).to_owned(),
        Spot::Outside(Outsider::LoadBalancer(_)) => wording::load_balancer(story.lang).to_owned(),
        Spot::Outside(Outsider::Dns) => "CoreDNS".to_owned(),
        Spot::Outside(Outsider::ApiServer) => wording::api_server(story.lang).to_owned(),
        Spot::Outside(Outsider::External(host)) => host.clone(),
        Spot::Controller => story.title_of_controller(story.controller.as_deref().unwrap_or_default()),
        Spot::Pod((_, name)) => wording::pod(name, story.lang),
        Spot::Process(node) | Spot::Kernel(node) | Spot::Pass(node) => node.clone(),
        Spot::Network => wording::network(story.lang).to_owned(),
    }
}

fn mark_of(story: &Story<'_>, i: usize) -> Option<(MarkKind, String)> {
    let step = story.beats.get(i)?.step;
    let both = step.before.source() != step.after.source() && step.before.dst != step.after.dst;
    let plain = |kind: MarkKind| Some((kind, String::new()));
    match step.visible() {
        Decision::Dnat => Some((MarkKind::Dnat, "DNAT".into())),
        Decision::Snat => Some((MarkKind::Snat, "SNAT".into())),
        Decision::Unnat if both => Some((MarkKind::Undone, wording::both_undone(story.lang).into())),
        Decision::Unnat => Some((MarkKind::Undone, wording::undone(story.lang).into())),
        Decision::Reject | Decision::Drop | Decision::Unmatched | Decision::Respond | Decision::Unknown => {
            plain(MarkKind::Fail)
        }
        Decision::Deliver => plain(MarkKind::Arrive),
        Decision::Resolve | Decision::Match | Decision::Redirect => plain(MarkKind::Decision),
        Decision::Send | Decision::Forward if !step.candidates.is_empty() => plain(MarkKind::Decision),
        Decision::Send | Decision::Forward | Decision::Receive | Decision::Leave => None,
    }
}
