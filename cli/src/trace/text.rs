//! A trace for people at a terminal.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use svcpath_core::diagnostic::Diagnostic;
use svcpath_core::lang::Lang;
use svcpath_core::route::{NodeAnswer, NodeOutcome};
use svcpath_core::trace::{Candidate, Choice, Decision, Explanation, Hop, Packet, Path, Step, Verdict};
use svcpath_core::wording;

use super::branches::shares;
use crate::place::Places;
use crate::project::Project;

const DIM: Style = Style::new().dimmed();
const BOLD: Style = Style::new().bold();
const GOOD: Style = AnsiColor::Green.on_default().bold();
const PARTLY: Style = AnsiColor::Yellow.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();
const REWRITTEN: Style = AnsiColor::Yellow.on_default();
const SOURCE: Style = AnsiColor::Magenta.on_default();

/// More candidates than this are counted, not listed.
const LISTED: usize = 12;

/// `causes`: why requests fail, if they do; `nodes`: what each node answers to a request from outside.
pub(super) fn print(project: &Project, trace: &Explanation, nodes: &[NodeAnswer], causes: &[Diagnostic]) -> String {
    let mut printer = Printer { project, places: Places::new(&project.files), out: String::new() };
    printer.head(trace);
    let path = trace.drawn_path();
    printer.path(path, &shares(trace, path));
    printer.reply(path);
    printer.others(trace);
    printer.nodes(nodes);
    printer.causes(causes);
    printer.ways_round(trace);
    printer.assumptions(trace);
    printer.out
}

/// Icon, style: verdicts are told apart without colour too.
fn look(verdict: Verdict) -> (&'static str, Style) {
    match verdict {
        Verdict::Delivered | Verdict::Resolved => ("✓", GOOD),
        Verdict::Partial => ("◐", PARTLY),
        Verdict::Rejected => ("✕", BAD),
        Verdict::Dropped => ("⧗", BAD),
        Verdict::Unmatched | Verdict::Nxdomain => ("∅", BAD),
        Verdict::Responded => ("!", BAD),
        Verdict::Redirected => ("↪", PARTLY),
        Verdict::External => ("↗", PARTLY),
        Verdict::Unknown => ("?", PARTLY),
    }
}

struct Printer<'a> {
    project: &'a Project,
    places: Places<'a>,
    out: String,
}

impl Printer<'_> {
    fn line(&mut self, indent: usize, text: &str) {
        let _ = writeln!(self.out, "{:indent$}{text}", "");
    }

    fn head(&mut self, trace: &Explanation) {
        let (icon, style) = look(trace.verdict);
        let verdict = wording::verdict(&trace.verdict, Lang::En);
        let share = match trace.verdict {
            Verdict::Partial => format!(" {}", percent(trace.share)),
            Verdict::Delivered
            | Verdict::Rejected
            | Verdict::Dropped
            | Verdict::Unmatched
            | Verdict::Responded
            | Verdict::Redirected
            | Verdict::Resolved
            | Verdict::Nxdomain
            | Verdict::External
            | Verdict::Unknown => String::new(),
        };
        let written = trace.request.written();
        let (from, to) = (written.from, written.to);
        self.line(0, &format!("{style}{icon} {verdict}{share}{style:#}  {BOLD}{from} → {to}{BOLD:#}"));
        let mut details = Vec::new();
        details.extend(written.at.map(|at| format!("at {at}")));
        details.extend(written.via.map(|via| format!("via {via}")));
        details.extend(written.method.map(|method| format!("method {method}")));
        details.extend(written.headers.into_iter().map(|header| format!("header {header}")));
        for detail in details {
            self.line(2, &detail);
        }
        self.line(2, &format!("client sees  {}", wording::client_sees(trace, Lang::En)));
        // What is stopped before is seen by nobody.
        let arriving = trace.arriving(trace.drawn_path());
        if let Some((path, endpoint)) = arriving.and_then(|path| Some((path, path.endpoint.as_ref()?))) {
            let rewritten = if path.hides_client() { ", not the client's own address" } else { "" };
            let steps = path.hops.iter().flat_map(|hop| &hop.steps);
            let dst = steps.last().map_or_else(|| endpoint.address.to_string(), |step| step.after.dst.to_string());
            self.line(2, &format!("pod sees     {} → {dst}{rewritten}", endpoint.pod_sees));
        }
        self.out.push('\n');
    }

    fn path(&mut self, path: &Path, shares: &[Vec<f64>]) {
        let mut shares = shares.iter();
        for (number, hop) in path.hops.iter().enumerate() {
            self.hop(number + 1, hop, &mut shares);
        }
    }

    fn hop<'s>(&mut self, number: usize, hop: &Hop, shares: &mut impl Iterator<Item = &'s Vec<f64>>) {
        let connection = if hop.connection > 1 { format!(", connection {}", hop.connection) } else { String::new() };
        self.line(0, &format!("{number:>2}  {BOLD}{}{BOLD:#}{DIM}{connection}{DIM:#}", hop.at));
        for step in &hop.steps {
            let shares = shares.next().map(Vec::as_slice).unwrap_or_default();
            self.step(step, shares);
        }
    }

    fn step(&mut self, step: &Step, shares: &[f64]) {
        let words = wording::reason(&step.reason, Lang::En);
        let (mark, style) = match step.decision {
            Decision::Reject | Decision::Drop | Decision::Unmatched | Decision::Respond => ("✕ ", BAD),
            Decision::Unknown => ("? ", PARTLY),
            Decision::Send
            | Decision::Resolve
            | Decision::Match
            | Decision::Dnat
            | Decision::Snat
            | Decision::Forward
            | Decision::Deliver
            | Decision::Unnat
            | Decision::Receive
            | Decision::Redirect
            | Decision::Leave => ("", Style::new()),
        };
        self.line(4, &format!("{style}{mark}{words}{style:#}"));
        for line in rewrites(&step.before, &step.after, step.decision) {
            self.line(6, &line);
        }
        self.candidates(step, shares);
        for evidence in &step.evidence {
            if let Some(place) = self.places.of_evidence(self.project, evidence) {
                let what = format!("{} {}", evidence.object, evidence.path);
                self.line(6, &format!("{DIM}{place}  {}{DIM:#}", what.trim_end()));
            }
        }
    }

    fn candidates(&mut self, step: &Step, shares: &[f64]) {
        let listed = |i: usize| i < LISTED || step.chosen == Some(i);
        let width = step.candidates.iter().map(|candidate| name(candidate).chars().count()).max().unwrap_or(0);
        let open = step.candidates.iter().filter(|candidate| candidate.why_not.is_none()).count();
        for (i, candidate) in step.candidates.iter().enumerate().filter(|(i, _)| listed(*i)) {
            let name = name(candidate);
            let share = shares.get(i).copied().filter(|share| *share > 0.0 && open > 1).map(percent);
            let (icon, style, why) = match (&candidate.why_not, step.chosen == Some(i)) {
                (_, true) => ("●", BOLD, share.unwrap_or_default()),
                (None, false) => ("○", Style::new(), share.unwrap_or_default()),
                (Some(why), false) => ("✕", DIM, wording::why_not(why, Lang::En)),
            };
            self.line(6, format!("{style}{icon} {name:width$}  {why}",).trim_end());
            // The style ends behind the words and not behind the blanks that would fill the line.
            self.out.truncate(self.out.trim_end_matches('\n').len());
            let _ = writeln!(self.out, "{style:#}");
        }
        let rest = (0..step.candidates.len()).filter(|i| !listed(*i)).count();
        if rest > 0 {
            self.line(6, &format!("{DIM}… and {rest} more{DIM:#}"));
        }
    }

    fn reply(&mut self, path: &Path) {
        if path.reply.is_empty() {
            return;
        }
        self.line(0, &format!("\n{BOLD}Reply{BOLD:#}"));
        for hop in &path.reply {
            for step in &hop.steps {
                let words = wording::reason(&step.reason, Lang::En);
                self.line(4, &format!("{}  {DIM}{words}{DIM:#}", hop.at));
                for line in rewrites(&step.before, &step.after, step.decision) {
                    self.line(6, &line);
                }
            }
        }
    }

    /// Where requests end differently: every other end with its share.
    fn others(&mut self, trace: &Explanation) {
        let ends = trace.outcomes(|path| {
            let why = (path.verdict != Verdict::Delivered).then(|| wording::reason(&path.reason, Lang::En));
            (path.verdict, why.unwrap_or_default())
        });
        if ends.len() < 2 {
            return;
        }
        self.line(0, &format!("\n{BOLD}How requests end{BOLD:#}"));
        for ((verdict, words), share) in &ends {
            let (icon, style) = look(*verdict);
            let name = wording::verdict(verdict, Lang::En);
            let line = format!("{style}{icon} {:>6}  {name}{style:#}  {words}", percent(*share));
            self.line(4, line.trim_end());
        }
    }

    fn causes(&mut self, causes: &[Diagnostic]) {
        if causes.is_empty() {
            return;
        }
        self.line(0, &format!("\n{BOLD}Causes{BOLD:#}"));
        for cause in causes {
            self.line(4, &format!("✕ {}", cause.message(Lang::En)));
            if let Some(span) = cause.span {
                let place = self.places.of(span);
                let object =
                    cause.object.as_ref().map(|object| format!("  {object} {}", cause.path)).unwrap_or_default();
                self.line(6, &format!("{DIM}{place}{object}{DIM:#}"));
            }
            for fix in &cause.fixes {
                self.line(6, &format!("{GOOD}fix:{GOOD:#} {}", wording::fix_title(&fix.title, Lang::En)));
            }
        }
    }

    fn nodes(&mut self, nodes: &[NodeAnswer]) {
        if nodes.is_empty() {
            return;
        }
        self.out.push('\n');
        self.line(0, &format!("{BOLD}Nodes{BOLD:#}"));
        let address = |answer: &NodeAnswer| answer.address.map(|address| address.to_string()).unwrap_or_default();
        let width = |of: &dyn Fn(&NodeAnswer) -> usize| nodes.iter().map(of).max().unwrap_or_default();
        let (names, addresses) = (width(&|node| node.node.chars().count()), width(&|node| address(node).len()));
        for answer in nodes {
            let (icon, style) = match &answer.outcome {
                NodeOutcome::Asked { discarded: true, .. } => look(Verdict::Partial),
                NodeOutcome::Asked { verdict, .. } => look(*verdict),
                NodeOutcome::LeftOut(_) => ("–", DIM),
            };
            let words = wording::node_outcome(&answer.outcome, Lang::En);
            let (name, address) = (&answer.node, address(answer));
            let line = format!("{style}{icon}{style:#} {name:names$}  {address:addresses$}  {words}");
            self.line(4, &line);
        }
    }

    fn ways_round(&mut self, trace: &Explanation) {
        if trace.ways_round.is_empty() {
            return;
        }
        self.line(0, &format!("\n{BOLD}Ways round{BOLD:#}"));
        for way in &trace.ways_round {
            let written = way.request.written();
            let mut options = format!("--from {} --to {}", written.from, written.to);
            for (option, value) in [(" --at ", written.at), (" --via ", written.via)] {
                if let Some(value) = value {
                    options.push_str(option);
                    options.push_str(&value);
                }
            }
            self.line(4, &format!("{}  {DIM}{options}{DIM:#}", wording::way(&way.kind, Lang::En)));
        }
    }

    fn assumptions(&mut self, trace: &Explanation) {
        if trace.assumptions.is_empty() {
            return;
        }
        self.line(0, &format!("\n{BOLD}Assumed{BOLD:#}"));
        let words = |assumption| wording::assumption(assumption, Lang::En);
        let width = trace.assumptions.iter().map(|one| words(one).chars().count()).max().unwrap_or(0);
        for assumption in &trace.assumptions {
            let words = words(assumption);
            match assumption.knob() {
                Some(knob) => self.line(4, &format!("{words:width$}  {DIM}--cluster {knob}=…{DIM:#}")),
                None => self.line(4, &words),
            }
        }
    }
}

/// `dst 192.168.10.11:30080 → 10.244.2.9:8080  DNAT`
fn rewrites(before: &Packet, after: &Packet, decision: Decision) -> Vec<String> {
    let stamp = match decision {
        Decision::Dnat => "  DNAT",
        Decision::Snat => "  SNAT",
        Decision::Unnat => "  un-NAT",
        Decision::Send
        | Decision::Resolve
        | Decision::Match
        | Decision::Forward
        | Decision::Deliver
        | Decision::Receive
        | Decision::Reject
        | Decision::Drop
        | Decision::Unmatched
        | Decision::Respond
        | Decision::Redirect
        | Decision::Leave
        | Decision::Unknown => "",
    };
    if decision == Decision::Send && before != after {
        // Not a rewrite: the old connection stays as it is.
        return vec![format!("new packet {} → {}", after.source(), after.dst)];
    }
    let mut lines = Vec::new();
    if before.dst != after.dst {
        lines.push(format!("{REWRITTEN}dst {} → {}{stamp}{REWRITTEN:#}", before.dst, after.dst));
    }
    if before.source() != after.source() {
        lines.push(format!("{SOURCE}src {} → {}{stamp}{SOURCE:#}", before.source(), after.source()));
    }
    lines
}

/// `10.244.2.9:8080  shop/api-0 on node-2`
fn name(candidate: &Candidate) -> String {
    let node = candidate.node.as_ref().map(|node| format!(" on {node}")).unwrap_or_default();
    match &candidate.what {
        Choice::Endpoint { address, pod } => {
            let pod = pod.as_ref().map(|pod| format!("  {}", pod.key())).unwrap_or_default();
            format!("{address}{pod}{node}")
        }
        Choice::Pod(pod) => format!("{}{node}", pod.key()),
        Choice::Node { name } => name.clone(),
        Choice::Rule { text } | Choice::Name { text } | Choice::Listener { text } => text.clone(),
    }
}

fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if (percent - percent.round()).abs() < 0.05 { format!("{percent:.0} %") } else { format!("{percent:.1} %") }
}
