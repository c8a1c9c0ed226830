//! One chain: its name, its table, and its rules with what became of the packet at each.

use svcpath_core::lang::Lang;
use svcpath_core::route::chains::{Chain, Met, Rule};
use svcpath_core::trace::{Choice, Decision};

use super::RULE;
use crate::OutlineItem;
use crate::geometry::Area;
use crate::glyph;
use crate::pen::{CODE_STRONG, Label, Pen, SMALL};
use crate::shape::{Id, Paint, Role};
use crate::story::Story;
use crate::wording;

/// From a card's left edge to the lane in which the packet goes down.
pub(super) const LANE: f32 = 13.0;
/// Where it turns into the rule that takes it.
pub(super) const TURN: f32 = 26.0;
/// What becomes of it at a rule.
const SIGN: f32 = 23.0;
const WORDS: f32 = 33.0;
const LINE: f32 = 15.0;
/// What goes without saying where room is short.
const LONG: &str = " --to-destination ";
/// Below a rule.
const SPACE: f32 = 7.0;
const TITLE: f32 = 38.0;
/// More rules than this are cut to those that say something of the packet.
const MOST: usize = 7;

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Card {
    chain: Chain,
    pub(super) area: Area,
    /// Which rules are drawn, each with its distance from the top.
    shown: Vec<(usize, f32)>,
    /// How many are not.
    more: usize,
    /// Who an endpoint is.
    names: Vec<Option<String>>,
    /// The path that takes another endpoint.
    branches: Vec<Option<usize>>,
}

impl Card {
    pub(super) fn new(story: &Story<'_>, chain: Chain, width: f32) -> Self {
        let kept = kept(&chain);
        let mut shown = Vec::with_capacity(kept.len());
        let mut y = TITLE;
        for i in &kept {
            shown.push((*i, y));
            y += chain.rules.get(*i).map_or(0.0, height) + SPACE;
        }
        let more = chain.rules.len() - kept.len();
        let tail = usize::from(more > 0) + usize::from(chain.others > 0);
        let height = y + tail as f32 * LINE + if tail > 0 { 6.0 } else { 2.0 };
        let names = chain.rules.iter().map(|rule| name(story, rule)).collect();
        let branches = chain.rules.iter().map(|rule| branch(story, rule)).collect();
        Self { chain, area: Area::new(0.0, 0.0, width, height), shown, more, names, branches }
    }

    /// The rules that are drawn, with the height at which the packet meets each.
    pub(super) fn lines(&self) -> impl Iterator<Item = (&Rule, f32)> {
        let at = |(i, y): &(usize, f32)| Some((self.chain.rules.get(*i)?, self.area.y + y + 6.5));
        self.shown.iter().filter_map(at)
    }

    /// The rule that takes the packet away.
    pub(super) fn taken(&self) -> Option<&Rule> {
        self.chain.rules.iter().find(|rule| rule.met == Met::Taken)
    }

    pub(super) fn outline(&self, lang: Lang) -> Vec<OutlineItem> {
        let chain = OutlineItem { id: self.id(), depth: 1, text: format!("{}, {}", self.chain.name, self.chain.table) };
        let rules = self.chain.rules.iter().enumerate().map(|(i, rule)| {
            let name = self.names.get(i).cloned().flatten().map(|name| format!(" ({name})")).unwrap_or_default();
            let text = format!("{} → {}{name}: {}", rule.matches, rule.target, wording::met(rule.met, lang));
            OutlineItem { id: self.id(), depth: 2, text: text.trim().to_owned() }
        });
        std::iter::once(chain).chain(rules).collect()
    }

    fn id(&self) -> Id {
        Id::Chain(self.chain.name.clone())
    }

    pub(super) fn draw_box(&self, pen: &mut Pen) {
        pen.rect(&self.id(), self.area, 8.0, Paint::fill(Role::Surface).and_stroke(Role::Line2, 1.0));
    }

    pub(super) fn draw(&self, pen: &mut Pen, story: &Story<'_>) {
        let id = self.id();
        let (x, right) = (self.area.x + WORDS, self.area.right() - 12.0);
        let table = SMALL.width(self.chain.table);
        let at = self.area.y + 22.0;
        pen.text(&id, (x, at), &self.chain.name, Label::new(CODE_STRONG, Role::Ink), right - x - table - 10.0);
        pen.free_text(&id, (right, at), self.chain.table, Label::new(SMALL, Role::Ink3).end());
        for (i, y) in &self.shown {
            if let Some(rule) = self.chain.rules.get(*i) {
                self.draw_rule(pen, rule, *i, self.area.y + y);
            }
        }
        let mut y = self.area.bottom() - 10.0;
        for text in [
            (self.chain.others > 0).then(|| wording::rules_of_others(self.chain.others, story.lang)),
            (self.more > 0).then(|| wording::more_rules(self.more, story.lang)),
        ]
        .into_iter()
        .flatten()
        {
            pen.text(&id, (x, y), &text, Label::new(SMALL, Role::Ink3), right - x);
            y -= LINE;
        }
    }

    fn draw_rule(&self, pen: &mut Pen, rule: &Rule, number: usize, top: f32) {
        let branch = self.branches.get(number).copied().flatten().filter(|_| rule.met != Met::Taken);
        let id = branch.map_or_else(|| self.id(), Id::Branch);
        let (x, right) = (self.area.x + WORDS, self.area.right() - 12.0);
        let sign = (self.area.x + SIGN, top + 6.5);
        let (quiet, loud) = match rule.met {
            Met::Taken | Met::Applied => (Role::Ink2, Role::Ink),
            Met::Passed => (Role::Ink2, Role::Ink2),
            Met::Never => (Role::Ink3, Role::Ink3),
        };
        match rule.met {
            Met::Applied => pen.circle(&id, sign, 3.0, Paint::fill(Role::Src)),
            Met::Passed => glyph::cross(pen, &id, sign, 6.0, Role::Ink3),
            Met::Taken | Met::Never => {}
        }
        let mut y = top + 10.5;
        if !rule.matches.is_empty() {
            let short = rule.matches.trim_start_matches("-m statistic --mode random ");
            // Never from the middle: a `!` would be lost.
            let fits = RULE.width(short) <= right - x;
            let shown = if fits { short.to_owned() } else { RULE.head(short, right - x) };
            pen.text_as(&id, (x, y), shown, (!fits).then(|| short.to_owned()), Label::new(RULE, quiet));
            y += LINE;
        }
        let role = match (rule.met, rule.act) {
            (Met::Taken, Some(Decision::Dnat)) => Role::Dst,
            (Met::Taken, Some(Decision::Snat)) => Role::Src,
            (Met::Taken, Some(Decision::Reject | Decision::Drop)) => Role::Bad,
            _ => loud,
        };
        let face = if rule.met == Met::Taken { CODE_STRONG } else { RULE };
        let target = format!("→ {}", rule.target);
        if face.width(&target) > right - x && target.contains(LONG) {
            let short = target.replace(LONG, " ");
            pen.text_as(&id, (x, y), short, Some(target), Label::new(face, role));
        } else {
            pen.text(&id, (x, y), &target, Label::new(face, role), right - x);
        }
        if let Some(name) = self.names.get(number).and_then(Option::as_ref) {
            pen.text(&id, (x, y + LINE), name, Label::new(SMALL, quiet), right - x);
        }
    }
}

fn height(rule: &Rule) -> f32 {
    let lines = 1 + usize::from(!rule.matches.is_empty()) + usize::from(rule.endpoint.is_some());
    lines as f32 * LINE
}

/// Of many rules those that act, and of the rest as many as fit around the one that takes the packet.
fn kept(chain: &Chain) -> Vec<usize> {
    let count = chain.rules.len();
    if count <= MOST {
        return (0..count).collect();
    }
    let taken = chain.rules.iter().position(|rule| rule.met == Met::Taken).unwrap_or(0);
    let acts = |i: &usize| chain.rules.get(*i).is_some_and(|rule| rule.met == Met::Applied || rule.endpoint.is_none());
    let mut kept: Vec<usize> = (0..count).filter(acts).take(MOST / 2).collect();
    let mut near: Vec<usize> = (0..count).filter(|i| !kept.contains(i)).collect();
    near.sort_by_key(|i| i.abs_diff(taken));
    kept.extend(near.into_iter().take(MOST - 1 - kept.len().min(MOST - 1)));
    kept.sort_unstable();
    kept
}

/// The pod of an endpoint, with its address.
fn name(story: &Story<'_>, rule: &Rule) -> Option<String> {
    let address = rule.endpoint?;
    let pod = story.world.pod_with(address.ip()).map(|id| &story.world.pod(id).reference.name);
    Some(pod.map_or_else(|| address.to_string(), |name| format!("{name} · {address}")))
}

/// The path of the trace that goes to a rule's endpoint.
fn branch(story: &Story<'_>, rule: &Rule) -> Option<usize> {
    let wanted = rule.endpoint?;
    let options = story.forks.iter().flat_map(|fork| &fork.options);
    let mut of_rule = options
        .filter(|option| matches!(&option.candidate.what, Choice::Endpoint { address, .. } if *address == wanted));
    of_rule.find_map(|option| option.branch)
}
