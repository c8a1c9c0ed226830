//! The answer in full: every path a request may take, hop by hop, with the packet before and after each step, the reason and
//! the evidence. It is written out from a [`crate::route::Trace`], which decides.

mod place;

pub use place::Place;

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use crate::assumption::Assumption;
use crate::codes::codes;
use crate::model::Protocol;
use crate::object::{Evidence, ObjectRef};
use crate::reason::Reason;
use crate::request::Request;

/// A trace written out: all paths of one request, with what they come to together.
///
/// Invariants: `paths` is never empty; their weights sum to 1; `drawn` is one of them; `verdict` is what the paths merge to.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    pub request: Request,
    pub verdict: Verdict,
    /// The share of requests that are delivered.
    pub share: f64,
    /// Every way the request can go, each complete from client to end. Load balancing and several entry nodes make several.
    pub paths: Vec<Path>,
    /// The path that is shown unless another is chosen: by a fixed seed, a failing one first.
    pub drawn: usize,
    /// `shop/cart:8080`, if a single Service is involved.
    pub service: Option<String>,
    /// HTTP status for `responded`, `redirected` and L7 `unmatched`.
    pub status: Option<u16>,
    pub location: Option<String>,
    pub rewrite: Option<Rewrite>,
    /// DNS answers, `TYPE data`, for `resolved`.
    pub answers: Option<Vec<String>>,
    pub assumptions: Vec<Assumption>,
    /// Other requests that would get through where this one does not; each can be played.
    pub ways_round: Vec<WayRound>,
}

/// How a request ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    Delivered,
    /// Some branches fail.
    Partial,
    /// Actively refused: the client sees "connection refused".
    Rejected,
    /// Silently lost: the client times out.
    Dropped,
    /// No rule claims the packet, or no host, route or path the request.
    Unmatched,
    /// An L7 entry answers itself although something matched.
    Responded,
    Redirected,
    /// A DNS question has an answer (perhaps without records).
    Resolved,
    Nxdomain,
    /// Leaves for a host outside the model.
    External,
    /// Needs something the model does not cover.
    Unknown,
}

impl Verdict {
    pub const ALL: [Verdict; 11] = [
        Verdict::Delivered,
        Verdict::Partial,
        Verdict::Rejected,
        Verdict::Dropped,
        Verdict::Unmatched,
        Verdict::Responded,
        Verdict::Redirected,
        Verdict::Resolved,
        Verdict::Nxdomain,
        Verdict::External,
        Verdict::Unknown,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Delivered => "delivered",
            Verdict::Partial => "partial",
            Verdict::Rejected => "rejected",
            Verdict::Dropped => "dropped",
            Verdict::Unmatched => "unmatched",
            Verdict::Responded => "responded",
            Verdict::Redirected => "redirected",
            Verdict::Resolved => "resolved",
            Verdict::Nxdomain => "nxdomain",
            Verdict::External => "external",
            Verdict::Unknown => "unknown",
        }
    }
}

/// One complete way of the request, and of the reply.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// The share of requests that go this way, of 1.
    pub weight: f64,
    pub verdict: Verdict,
    /// Why it ends as it ends: the reason of the deciding step.
    pub reason: Arc<Reason>,
    pub hops: Vec<Hop>,
    /// Empty where no reply comes.
    pub reply: Vec<Hop>,
    /// The endpoint reached, or chosen before a policy dropped the packet.
    pub endpoint: Option<Reached>,
}

/// What a path ended at.
#[derive(Debug, Clone, PartialEq)]
pub struct Reached {
    pub address: SocketAddr,
    /// `None` for addresses that no Pod object has.
    pub pod: Option<ObjectRef>,
    /// The workload that owns the pod, or the pod itself.
    pub workload: Option<ObjectRef>,
    pub node: Option<String>,
    /// The Service whose endpoint it is.
    pub service: Option<ObjectRef>,
    /// Whether the last kube-proxy step rewrote the source.
    pub masquerade: bool,
    /// The source address the pod sees.
    pub pod_sees: IpAddr,
}

/// A stay at one place.
#[derive(Debug, Clone, PartialEq)]
pub struct Hop {
    pub at: Place,
    /// 1 until an L7 proxy opens the next connection.
    pub connection: u8,
    pub steps: Vec<Step>,
}

/// One decision about the packet.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    pub stage: Stage,
    pub decision: Decision,
    pub before: Packet,
    pub after: Packet,
    /// Whom the decision chose among; empty where there was no choice. Shared by the paths of one fork.
    pub candidates: Arc<[Candidate]>,
    /// Which of `candidates` this path takes.
    pub chosen: Option<usize>,
    pub reason: Arc<Reason>,
    pub evidence: Vec<Evidence>,
}

impl Step {
    /// The decision as far as it shows in the packet: a node's own packet is masqueraded to the address that it has already.
    pub fn visible(&self) -> Decision {
        let kept = self.decision == Decision::Snat && self.before.source() == self.after.source();
        if kept { Decision::Match } else { self.decision }
    }

    /// Whether there is a packet at all: of a source that is not there none is sent, and none to a Service that nobody made. What
    /// rejects has got one, whatever it lacks itself.
    pub fn has_packet(&self) -> bool {
        let lacks_end = matches!(
            *self.reason,
            Reason::SourceNotFound { .. } | Reason::AtContradictsFrom { .. } | Reason::ServiceNotFound { .. }
        );
        !lacks_end || self.decision == Decision::Reject
    }
}

/// Which part of the system decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stage {
    Client,
    Dns,
    LoadBalancer,
    KubeProxy,
    NetworkPolicy,
    /// Routing on the wire: nodes and the pod network.
    Network,
    Ingress,
    /// A Gateway, or a mesh that acts on routes.
    Gateway,
    ApiServer,
    Kubelet,
    Pod,
    /// Reverse translation of replies.
    Conntrack,
}

impl Stage {
    /// An entry that reads requests and opens connections of its own.
    pub fn is_l7(self) -> bool {
        matches!(self, Stage::Ingress | Stage::Gateway)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Stage::Client => "client",
            Stage::Dns => "dns",
            Stage::LoadBalancer => "load-balancer",
            Stage::KubeProxy => "kube-proxy",
            Stage::NetworkPolicy => "network-policy",
            Stage::Network => "network",
            Stage::Ingress => "ingress",
            Stage::Gateway => "gateway",
            Stage::ApiServer => "api-server",
            Stage::Kubelet => "kubelet",
            Stage::Pod => "pod",
            Stage::Conntrack => "conntrack",
        }
    }
}

/// What was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Decision {
    /// The client sends; a proxy opens a new connection.
    Send,
    /// A name became an address.
    Resolve,
    /// A rule claims the packet or the request.
    Match,
    /// The destination is rewritten.
    Dnat,
    /// The source is rewritten.
    Snat,
    Forward,
    Deliver,
    /// Reverse translation of a reply.
    Unnat,
    /// The reply arrives.
    Receive,
    Reject,
    Drop,
    Unmatched,
    /// An HTTP answer of the entry's own.
    Respond,
    Redirect,
    Leave,
    Unknown,
}

impl Decision {
    pub fn as_str(self) -> &'static str {
        match self {
            Decision::Send => "send",
            Decision::Resolve => "resolve",
            Decision::Match => "match",
            Decision::Dnat => "dnat",
            Decision::Snat => "snat",
            Decision::Forward => "forward",
            Decision::Deliver => "deliver",
            Decision::Unnat => "un-nat",
            Decision::Receive => "receive",
            Decision::Reject => "reject",
            Decision::Drop => "drop",
            Decision::Unmatched => "unmatched",
            Decision::Respond => "respond",
            Decision::Redirect => "redirect",
            Decision::Leave => "leave",
            Decision::Unknown => "unknown",
        }
    }
}

/// A packet's header as far as routing reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packet {
    pub protocol: Protocol,
    pub src: IpAddr,
    /// `None` for a client's own, ephemeral port, which plays no part.
    pub src_port: Option<u16>,
    pub dst: Destination,
    /// The request inside, where an L7 entry reads it.
    pub http: Option<Http>,
}

/// Where a packet is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// Not yet resolved: the name and port the client dials.
    Name(String, u16),
    Address(SocketAddr),
    /// Back to a client's own, ephemeral port: replies.
    Host(IpAddr),
}

impl Packet {
    /// `10.244.0.9`, or with its port where that is known.
    pub fn source(&self) -> String {
        self.src_port.map_or_else(|| self.src.to_string(), |port| SocketAddr::new(self.src, port).to_string())
    }
}

impl std::fmt::Display for Destination {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Destination::Name(name, port) => write!(f, "{name}:{port}"),
            Destination::Address(address) => write!(f, "{address}"),
            Destination::Host(address) => write!(f, "{address}"),
        }
    }
}

/// An HTTP request as an entry sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Http {
    pub method: String,
    /// Lower case, without port.
    pub host: String,
    /// With query.
    pub path: String,
    pub tls: bool,
    /// What the client or the proxy added: `X-Forwarded-For` …
    pub headers: Vec<(String, String)>,
}

/// What an L7 entry changed before passing the request on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rewrite {
    pub path: Option<String>,
    pub host: Option<String>,
    pub headers: Vec<(String, String)>,
}

/// Somebody the decision could have chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub what: Choice,
    /// Why it is out of the question; `None`: eligible.
    pub why_not: Option<WhyNot>,
    /// The pod's node, for endpoints.
    pub node: Option<String>,
    pub evidence: Option<Evidence>,
}

/// What can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    Endpoint {
        address: SocketAddr,
        pod: Option<ObjectRef>,
    },
    /// A pod that matches but gives no address and port to dial.
    Pod(ObjectRef),
    /// An L7 rule: `shop.example.com /api (Prefix)`.
    Rule {
        text: String,
    },
    Node {
        name: String,
    },
    /// A name the resolver tried.
    Name {
        text: String,
    },
    Listener {
        text: String,
    },
}

/// Why a candidate is not eligible, or why an eligible rule lost. The word shown beside it; wording in [`crate::wording`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhyNot {
    NotReady,
    Terminating,
    NotLocal,
    WrongZone,
    WrongNode,
    PortUnresolved {
        port: String,
    },
    /// None of the family that is asked for.
    NoAddress,
    Pending,
    /// Its Node object does not exist, so it is no endpoint.
    NodeMissing,
    HostDiffers,
    PathDiffers,
    LessSpecific,
    /// The class is another controller's.
    OtherClass,
    NodeNotReady,
    /// Labelled or tainted so that no balancer uses it.
    NodeExcluded,
    NoLocalEndpoint,
    NoSuchName,
    NoRecords,
    PortDiffers,
    ProtocolDiffers,
    /// A rule without a backend that this controller understands.
    NotSupported,
    /// The rule of a canary: it shares in another one's requests and takes none by itself.
    Canary,
    /// An older object has the same rule.
    Repeated,
    /// A policy's rule is for others.
    PeerDiffers,
    /// A policy that allows nothing.
    NoRules,
    MethodDiffers,
    HeaderDiffers,
    QueryDiffers,
    /// A backend with a weight of 0.
    NoWeight,
    /// A listener that takes no connections.
    Conflicted,
}

codes!(
    WhyNot:
    NotReady,
    Terminating,
    NotLocal,
    WrongZone,
    WrongNode,
    PortUnresolved,
    NoAddress,
    Pending,
    NodeMissing,
    HostDiffers,
    PathDiffers,
    LessSpecific,
    OtherClass,
    NodeNotReady,
    NodeExcluded,
    NoLocalEndpoint,
    NoSuchName,
    NoRecords,
    PortDiffers,
    ProtocolDiffers,
    NotSupported,
    Canary,
    Repeated,
    PeerDiffers,
    NoRules,
    MethodDiffers,
    HeaderDiffers,
    QueryDiffers,
    NoWeight,
    Conflicted,
);

/// Another way in that works, as a request that can be played.
#[derive(Debug, Clone, PartialEq)]
pub struct WayRound {
    pub kind: WayKind,
    pub request: Request,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WayKind {
    /// `kubectl port-forward`: one pod, no balancing.
    PortForward,
    /// `kubectl proxy`: through the API server.
    ApiProxy,
    /// Somebody routes the service range to a node.
    RoutedServiceRange,
    /// The Service's own node port.
    NodePort,
    /// The same name with its namespace.
    OtherNamespace,
}

impl Explanation {
    /// The path that is shown.
    pub fn drawn_path(&self) -> &Path {
        &self.paths[self.drawn]
    }

    /// The path whose pod tells what it sees: `shown`, if it arrives, else the first one that does.
    pub fn arriving<'a>(&'a self, shown: &'a Path) -> Option<&'a Path> {
        let arrives = |path: &&Path| matches!(path.verdict, Verdict::Delivered | Verdict::Partial);
        Some(shown).filter(arrives).or_else(|| self.paths.iter().find(arrives))
    }

    /// The paths whose endpoints a result names: those that are delivered; where none is, those whose endpoint was chosen
    /// before the packet was lost.
    pub fn reached(&self) -> impl Iterator<Item = (&Path, &Reached)> {
        let delivered = self.paths.iter().any(|path| path.verdict == Verdict::Delivered && path.endpoint.is_some());
        let counts = move |path: &&Path| !delivered || path.verdict == Verdict::Delivered;
        self.paths.iter().filter(counts).filter_map(|path| Some((path, path.endpoint.as_ref()?)))
    }

    /// The paths grouped by what `of` says about them, each with its share, in the order of their first path.
    pub fn outcomes<T: PartialEq>(&self, of: impl Fn(&Path) -> T) -> Vec<(T, f64)> {
        let mut outcomes: Vec<(T, f64)> = Vec::new();
        for path in &self.paths {
            let outcome = of(path);
            match outcomes.iter_mut().find(|(known, _)| *known == outcome) {
                Some((_, share)) => *share += path.weight,
                None => outcomes.push((outcome, path.weight)),
            }
        }
        outcomes
    }
}

/// An entry of a node's connection tracking, as far as it is modelled: without the client's own port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tracked {
    pub protocol: Protocol,
    /// The first packet as it came: source and destination.
    pub original: (String, String),
    /// The answer that is waited for, and turned back: source and destination.
    pub reply: (String, String),
}

impl Tracked {
    fn of<'s>(steps: impl Iterator<Item = &'s Step>) -> Option<Self> {
        let mut rewrites = steps.filter(|step| matches!(step.decision, Decision::Dnat | Decision::Snat));
        let first = rewrites.next()?;
        let (before, after) = (&first.before, &rewrites.last().unwrap_or(first).after);
        Some(Self {
            protocol: before.protocol,
            original: (before.source(), before.dst.to_string()),
            reply: (after.dst.to_string(), after.source()),
        })
    }
}

impl Path {
    /// What the node of a step (index into [`Path::steps`]) remembers of the connection: after its first rewrite there, and
    /// where it undoes it.
    pub fn tracked(&self, step: usize) -> Option<Tracked> {
        let mut start = 0;
        for hop in &self.hops {
            if step < start + hop.steps.len() {
                return Tracked::of(hop.steps.iter().take(step + 1 - start));
            }
            start += hop.steps.len();
        }
        let (back, undoes) = self.steps().nth(step)?;
        let same = |hop: &&Hop| hop.at == back.at && hop.connection == back.connection;
        let hop = self.hops.iter().find(same).filter(|_| undoes.decision == Decision::Unnat)?;
        Tracked::of(hop.steps.iter())
    }

    /// Every step of the request, then of the reply, in order, with the hop it belongs to.
    pub fn steps(&self) -> impl Iterator<Item = (&Hop, &Step)> {
        self.hops.iter().chain(&self.reply).flat_map(|hop| hop.steps.iter().map(move |step| (hop, step)))
    }

    /// Whether the pod that is reached sees another source than the client's address. Loopback is nobody's.
    pub fn hides_client(&self) -> bool {
        let client = self.hops.first().and_then(|hop| hop.steps.first()).map(|step| step.before.src);
        let client = client.filter(|client| !client.is_loopback());
        self.endpoint.as_ref().is_some_and(|endpoint| client.is_some_and(|client| client != endpoint.pod_sees))
    }

    /// Whether the reply misses the node that could undo the request's rewrites, so that the client discards it.
    pub fn returns_elsewhere(&self) -> bool {
        let last = self.reply.last().and_then(|hop| hop.steps.last());
        last.is_some_and(|step| matches!(*step.reason, Reason::ReplyDiscarded { .. }))
    }

    pub fn request_steps(&self) -> usize {
        self.hops.iter().map(|hop| hop.steps.len()).sum()
    }
}
