//! The reply's way home: the request's hops backwards, with every rewrite undone by the connection tracking of the node
//! that made it.

use std::net::IpAddr;
use std::ops::Range;

use crate::reason::{AroundReason, Reason};
use crate::trace::{Decision, Destination, Hop, Packet, Place, Stage, Step, Verdict};

/// What comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// The pod's own answer.
    Pod,
    /// "Connection refused".
    Refusal,
    /// An HTTP answer of the entry.
    Http(u16),
    /// Silence.
    Nothing,
}

impl Answer {
    pub(super) fn of(verdict: Verdict, status: Option<u16>) -> Self {
        match (verdict, status) {
            (Verdict::Delivered, _) => Answer::Pod,
            (Verdict::Rejected, _) => Answer::Refusal,
            (_, Some(status)) => Answer::Http(status),
            (
                Verdict::Partial
                | Verdict::Dropped
                | Verdict::Unmatched
                | Verdict::Responded
                | Verdict::Redirected
                | Verdict::Resolved
                | Verdict::Nxdomain
                | Verdict::External
                | Verdict::Unknown,
                None,
            ) => Answer::Nothing,
        }
    }
}

/// A proxy that reads requests, and whose own connection fails, answers for it: the hops up to it, and what it says
/// (RFC 9110, 15.6.3 and 15.6.5).
pub(super) fn entry_answers(hops: &[Hop], verdict: Verdict) -> Option<(&[Hop], Answer)> {
    let status = match verdict {
        Verdict::Rejected => 502,
        Verdict::Dropped | Verdict::Unmatched => 504,
        Verdict::Delivered
        | Verdict::Partial
        | Verdict::Responded
        | Verdict::Redirected
        | Verdict::Resolved
        | Verdict::Nxdomain
        | Verdict::External
        | Verdict::Unknown => return None,
    };
    answered(hops, status)
}

fn answered(hops: &[Hop], status: u16) -> Option<(&[Hop], Answer)> {
    let (first, last) = (hops.first()?.connection, hops.last()?.connection);
    let own = hops.iter().rposition(|hop| hop.connection < last)?;
    // The API server says 503 of whatever fails (apimachinery pkg/util/proxy/transport.go).
    let proxies = |step: &Step| matches!(&*step.reason, Reason::Around(AroundReason::ApiProxyEndpoint { .. }));
    let status = if hops.get(own + 1)?.steps.first().is_some_and(proxies) {
        503
    } else if hops.get(own)?.steps.last()?.after.http.is_some() {
        status
    } else {
        return None;
    };
    (last > first).then(|| (&hops[..=own], Answer::Http(status)))
}

/// The hops of the reply to a request that went over `hops`. `beyond`: to an endpoint that is on no node.
pub(super) fn reply(hops: &[Hop], beyond: bool, answer: Answer) -> Vec<Hop> {
    let Some(last) = hops.last().filter(|_| answer != Answer::Nothing) else { return Vec::new() };
    let Some(mut packet) = last.steps.last().map(|step| inverse(&step.after)) else { return Vec::new() };
    let mut reply: Vec<Hop> = Vec::new();
    if answer == Answer::Pod {
        let to = host(&packet);
        let by = if last.at == Place::Dns { Stage::Dns } else { Stage::Pod };
        let step = step(by, Decision::Send, &packet, packet.clone(), Reason::ReplySent { to });
        reply.push(Hop { at: last.at.clone(), connection: last.connection, steps: vec![step] });
    }
    let mut connection = last.connection;
    let missed = missed(hops, beyond);
    for (i, hop) in hops.iter().enumerate().rev() {
        if i == 0 {
            break;
        }
        if missed.contains(&i) {
            continue;
        }
        if hop.connection != connection {
            // The proxy hands the answer over to the client's own connection.
            connection = hop.connection;
            let Some(arrived) = hop.steps.last() else { continue };
            let next = inverse(&arrived.after);
            let to = host(&next);
            let opened = hops.get(i + 1).and_then(|next| next.steps.first());
            let by = opened.map_or(Stage::Ingress, |step| step.stage);
            let handed = step(by, Decision::Send, &packet, next.clone(), Reason::ReplySent { to });
            packet = next;
            push(&mut reply, hop, handed);
            continue;
        }
        if i + 1 == hops.len() {
            continue;
        }
        // A proxy's hop appears once for each connection; the second one sends nothing of its own on the way back.
        if hops.get(i - 1).is_some_and(|before| before.at == hop.at) {
            continue;
        }
        let step = match hop.steps.iter().find(|step| rewrites(step)) {
            Some(first) => undo(hop, first, &packet),
            None => {
                // Where a question went on to a DNS pod that nobody knows, its answer has the Service's address again.
                let dns = hop.steps.iter().find_map(|step| match &*step.reason {
                    Reason::DnsForwarded { dns } => Some(*dns),
                    _ => None,
                });
                let reason = match rewriter(hops, &missed) {
                    _ if let Some(address) = dns => Reason::ReplySourceRestored { address },
                    Some(node) if i == missed.end => Reason::ReplyBypasses { node: node.to_owned() },
                    _ => Reason::ReplyForwarded { place: hop.at.clone() },
                };
                step(Stage::Network, Decision::Forward, &packet, packet.clone(), reason)
            }
        };
        packet = step.after.clone();
        push(&mut reply, hop, step);
    }
    let Some(first) = hops.first() else { return reply };
    // A rewrite in the client's own hop (a node dialling) is undone there.
    if let Some(rewrite) = first.steps.iter().find(|step| rewrites(step)) {
        let undone = undo(first, rewrite, &packet);
        packet = undone.after.clone();
        push(&mut reply, first, undone);
    }
    let reason = match answer {
        Answer::Pod | Answer::Refusal if !missed.is_empty() => {
            let asked = first.steps.last().and_then(|sent| match &sent.after.dst {
                Destination::Address(address) => Some(*address),
                Destination::Name(..) | Destination::Host(_) => None,
            });
            Reason::ReplyDiscarded { asked, source: packet.source() }
        }
        Answer::Pod | Answer::Nothing => Reason::ReplyReceived,
        Answer::Refusal => Reason::RefusalReceived,
        Answer::Http(status) => Reason::HttpAnswerReceived { status },
    };
    let decision = if missed.is_empty() { Decision::Receive } else { Decision::Drop };
    let received = step(Stage::Client, decision, &packet, packet.clone(), reason);
    push(&mut reply, first, received);
    reply
}

/// The hops that the reply passes by: those between the endpoint's node and the client (or the client's own node), where a
/// node on the way rewrote the destination, kept the source, and is neither of the two. Only its connection tracking could
/// undo the rewrite, and the endpoint answers the source that it saw. A proxy's second connection dials endpoints itself.
fn missed(hops: &[Hop], beyond: bool) -> Range<usize> {
    let first = hops.first().map_or(1, |hop| hop.connection);
    let hops = &hops[..hops.iter().take_while(|hop| hop.connection == first).count()];
    let is_node = |hop: &Hop| matches!(hop.at, Place::Node(_));
    let does = |hop: &Hop, decision: Decision| hop.steps.iter().any(|step| step.decision == decision);
    let rewriter = hops.iter().rposition(|hop| is_node(hop) && does(hop, Decision::Dnat));
    let (Some(rewriter), Some(last)) = (rewriter, hops.iter().rposition(is_node)) else { return 0..0 };
    // The client itself, or its node where it is a pod.
    let own = match hops {
        [client, node, ..] if matches!(client.at, Place::Pod { .. }) && is_node(node) => 1,
        _ => 0,
    };
    let end = if beyond { last + 1 } else { last };
    let passes = rewriter <= own || rewriter >= end || hops[rewriter].at == hops[own].at;
    if passes || does(&hops[rewriter], Decision::Snat) { 0..0 } else { own + 1..end }
}

/// The node among these hops that rewrote the destination.
fn rewriter<'a>(hops: &'a [Hop], among: &Range<usize>) -> Option<&'a str> {
    let redirects = |hop: &&Hop| hop.steps.iter().any(|step| step.decision == Decision::Dnat);
    hops[among.clone()].iter().rev().filter(redirects).find_map(|hop| match &hop.at {
        Place::Node(name) => Some(name.as_str()),
        _ => None,
    })
}

/// Whether the packet has other addresses after the step: a kernel rewrote them, or a balancer sends on a connection of its own.
fn rewrites(step: &Step) -> bool {
    let proxied = step.stage == Stage::LoadBalancer && step.decision == Decision::Send;
    proxied || matches!(step.decision, Decision::Dnat | Decision::Snat)
}

fn undo(hop: &Hop, first: &Step, packet: &Packet) -> Step {
    let after = inverse(&first.before);
    if first.stage == Stage::LoadBalancer && first.decision == Decision::Send {
        let to = host(&after);
        return step(Stage::LoadBalancer, Decision::Send, packet, after, Reason::ReplySent { to });
    }
    // A node's own packet may get the source that it has already.
    let both = hop.steps.iter().any(|step| step.decision == Decision::Snat && step.before.src != step.after.src)
        && hop.steps.iter().any(|step| step.decision == Decision::Dnat);
    let address = match &first.before.dst {
        Destination::Address(address) => Some(*address),
        Destination::Name(..) | Destination::Host(_) => None,
    };
    let reason = match address {
        Some(address) if both => Reason::ReplyBothRestored { address },
        Some(address) => Reason::ReplySourceRestored { address },
        None => Reason::ReplyForwarded { place: hop.at.clone() },
    };
    step(Stage::Conntrack, Decision::Unnat, packet, after, reason)
}

fn push(reply: &mut Vec<Hop>, hop: &Hop, step: Step) {
    match reply.last_mut() {
        Some(open) if open.at == hop.at && open.connection == hop.connection => open.steps.push(step),
        _ => reply.push(Hop { at: hop.at.clone(), connection: hop.connection, steps: vec![step] }),
    }
}

fn step(stage: Stage, decision: Decision, before: &Packet, after: Packet, reason: Reason) -> Step {
    let before = before.clone();
    Step {
        stage,
        decision,
        before,
        after,
        candidates: std::sync::Arc::new([]),
        chosen: None,
        reason: reason.into(),
        evidence: Vec::new(),
    }
}

/// The packet that answers this one.
fn inverse(packet: &Packet) -> Packet {
    let (src, src_port) = match &packet.dst {
        Destination::Address(address) => (address.ip(), Some(address.port())),
        Destination::Host(address) => (*address, None),
        // A name was never dialled; nothing can answer. The client's own address stands in.
        Destination::Name(_, port) => (packet.src, Some(*port)),
    };
    let dst = match packet.src_port {
        Some(port) => Destination::Address(std::net::SocketAddr::new(packet.src, port)),
        None => Destination::Host(packet.src),
    };
    Packet { protocol: packet.protocol, src, src_port, dst, http: None }
}

fn host(packet: &Packet) -> IpAddr {
    match &packet.dst {
        Destination::Address(address) => address.ip(),
        Destination::Host(address) => *address,
        Destination::Name(..) => packet.src,
    }
}
