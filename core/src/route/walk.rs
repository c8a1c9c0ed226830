//! A path in the making: where the packet is, what it looks like, and every step so far.

use std::net::IpAddr;
use std::sync::Arc;

use super::draw::Draw;
use crate::model::Protocol;
use crate::object::Evidence;
use crate::reason::Reason;
use crate::trace::{
    Candidate, Decision, Destination, Hop, Packet, Path, Place, Reached, Rewrite, Stage, Step, Verdict,
};

/// Cloned at forks: each clone goes one way.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Walk {
    pub(super) weight: f64,
    pub(super) packet: Packet,
    /// The Service port that is consulted, `shop/cart:8080`.
    pub(super) service: Option<Arc<str>>,
    pub(super) rewrite: Option<Rewrite>,
    /// Whether the last kube-proxy step rewrote the source.
    pub(super) masquerade: bool,
    /// Nodes whose rules were asked; a packet that keeps going round is given up.
    pub(super) kernels: u8,
    /// The endpoint is on no node: it answers from beyond the one that the packet left.
    pub(super) beyond: bool,
    connection: u8,
    hops: Vec<Hop>,
}

/// A way that has ended, with what it adds to the trace.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Done {
    pub(super) weight: f64,
    pub(super) verdict: Verdict,
    pub(super) way: Way,
    pub(super) service: Option<Arc<str>>,
    pub(super) status: Option<u16>,
    pub(super) location: Option<String>,
    pub(super) rewrite: Option<Rewrite>,
    pub(super) answers: Option<Vec<String>>,
}

/// How a way went.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Way {
    Written(Box<Path>),
    /// To one of a draw's endpoints (which one), with nothing left that could stop it.
    Drawn(Arc<Draw>, usize),
}

/// What a step says of itself.
#[derive(Debug, Clone)]
pub(super) struct Note {
    stage: Stage,
    decision: Decision,
    pub(super) reason: Arc<Reason>,
    pub(super) evidence: Vec<Evidence>,
    candidates: Arc<[Candidate]>,
    chosen: Option<usize>,
}

impl Note {
    pub(super) fn new(stage: Stage, decision: Decision, reason: Reason) -> Self {
        Self { stage, decision, reason: reason.into(), evidence: Vec::new(), candidates: Arc::new([]), chosen: None }
    }

    #[must_use]
    pub(super) fn because(mut self, evidence: impl IntoIterator<Item = Evidence>) -> Self {
        self.evidence.extend(evidence);
        self
    }

    #[must_use]
    pub(super) fn among(mut self, candidates: Arc<[Candidate]>, chosen: Option<usize>) -> Self {
        self.candidates = candidates;
        self.chosen = chosen;
        self
    }
}

impl Walk {
    pub(super) fn new(weight: f64, place: Place, packet: Packet) -> Self {
        Self {
            weight,
            packet,
            service: None,
            rewrite: None,
            masquerade: false,
            kernels: 0,
            beyond: false,
            connection: 1,
            hops: vec![Hop { at: place, connection: 1, steps: Vec::new() }],
        }
    }

    /// Goes on where a path ended: a proxy's pod that opens its own connection.
    pub(super) fn resume(path: Path) -> Self {
        let hops = path.hops;
        let last = hops.last();
        let connection = last.map_or(1, |hop| hop.connection);
        let packet = last.and_then(|hop| hop.steps.last()).map(|step| step.after.clone());
        let endpoint = path.endpoint.as_ref();
        let packet = packet.unwrap_or_else(|| Packet {
            protocol: Protocol::Tcp,
            src: endpoint.map_or(super::source::INTERNET, |endpoint| endpoint.pod_sees),
            src_port: None,
            dst: Destination::Name(String::new(), 0),
            http: None,
        });
        Self {
            weight: path.weight,
            packet,
            service: None,
            rewrite: None,
            masquerade: false,
            kernels: 0,
            beyond: false,
            connection,
            hops,
        }
    }

    pub(super) fn protocol(&self) -> Protocol {
        self.packet.protocol
    }

    pub(super) fn place(&self) -> Option<&Place> {
        self.hops.last().map(|hop| &hop.at)
    }

    /// Where the current connection began, the packet as it was sent there, and how many hops lie behind it since.
    pub(super) fn sent(&self) -> Option<(&Place, &Packet, usize)> {
        let sends = |hop: &Hop| hop.steps.iter().rposition(|step| step.decision == Decision::Send);
        let (i, step) = self.hops.iter().enumerate().rev().find_map(|(i, hop)| Some((i, sends(hop)?)))?;
        let hop = &self.hops[i];
        Some((&hop.at, &hop.steps[step].after, self.hops.len() - 1 - i))
    }

    /// Moves on; staying where it is opens no new hop.
    pub(super) fn go(&mut self, place: Place) {
        if self.place() != Some(&place) {
            self.hops.push(Hop { at: place, connection: self.connection, steps: Vec::new() });
        }
    }

    /// The client speaks with this one of its addresses.
    pub(super) fn speak_as(&mut self, ip: IpAddr) {
        self.packet.src = ip;
        if let [Hop { at: Place::Internet(known), .. }] = self.hops.as_mut_slice() {
            *known = ip;
        }
    }

    /// An L7 proxy ends this connection here and opens the next one.
    pub(super) fn reconnect(&mut self) {
        self.connection += 1;
        if let Some(at) = self.place().cloned() {
            self.hops.push(Hop { at, connection: self.connection, steps: Vec::new() });
        }
    }

    /// Where its destination was first rewritten.
    pub(super) fn first_dnat(&self) -> Option<&Place> {
        dnat(&self.hops)
    }

    /// The client's first step: it sends what the packet says.
    pub(super) fn send(&mut self) {
        let to = self.packet.dst.to_string();
        let reason = Reason::ClientSends { protocol: self.protocol(), to };
        self.note(Note::new(Stage::Client, Decision::Send, reason));
    }

    /// A step that leaves the packet as it is.
    pub(super) fn note(&mut self, note: Note) {
        let packet = self.packet.clone();
        self.note_rewrite(note, packet);
    }

    /// A step after which the packet is `after`.
    pub(super) fn note_rewrite(&mut self, note: Note, after: Packet) {
        let before = std::mem::replace(&mut self.packet, after.clone());
        let Note { stage, decision, reason, evidence, candidates, chosen } = note;
        if let Some(hop) = self.hops.last_mut() {
            hop.steps.push(Step { stage, decision, before, after, candidates, chosen, reason, evidence });
        }
    }

    pub(super) fn with_dst(&self, dst: Destination) -> Packet {
        Packet { dst, ..self.packet.clone() }
    }

    /// Ends here, as the last step says.
    pub(super) fn end(self, verdict: Verdict, endpoint: Option<Reached>) -> Done {
        let last = self.hops.iter().rev().find_map(|hop| hop.steps.last());
        let reason = last.map_or_else(|| Reason::RoutedOut.into(), |step| step.reason.clone());
        let reply = match super::reply::entry_answers(&self.hops, verdict) {
            Some((hops, answer)) => super::reply::reply(hops, false, answer),
            None => super::reply::reply(&self.hops, self.beyond, super::reply::Answer::of(verdict, None)),
        };
        let path = Path { weight: self.weight, verdict, reason, hops: self.hops, reply, endpoint };
        Done {
            weight: self.weight,
            verdict,
            way: Way::Written(path.into()),
            service: self.service,
            status: None,
            location: None,
            rewrite: self.rewrite,
            answers: None,
        }
    }

    /// Ends with a last step.
    pub(super) fn fail(mut self, verdict: Verdict, note: Note) -> Done {
        self.note(note);
        self.end(verdict, None)
    }

    /// Ends with a last step at an endpoint that was chosen, but perhaps not reached.
    pub(super) fn fail_at(mut self, verdict: Verdict, endpoint: Reached, note: Note) -> Done {
        self.note(note);
        self.end(verdict, Some(endpoint))
    }

    /// Ends with an HTTP answer of the entry's own.
    pub(super) fn answer(mut self, verdict: Verdict, status: u16, note: Note) -> Done {
        self.note(note);
        let mut done = self.end(verdict, None);
        done.status = Some(status);
        if let Way::Written(path) = &mut done.way {
            path.reply = super::reply::reply(&path.hops, false, super::reply::Answer::of(verdict, Some(status)));
        }
        done
    }
}

/// Where a destination is first rewritten.
pub(super) fn dnat(hops: &[Hop]) -> Option<&Place> {
    hops.iter().find(|hop| hop.steps.iter().any(|step| step.decision == Decision::Dnat)).map(|hop| &hop.at)
}
