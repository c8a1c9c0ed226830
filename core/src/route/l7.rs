//! What an L7 entry makes of a request, whoever it is: the ruling of an evaluator ([`super::ingress`]), which [`super::carry`]
//! carries out.

use super::walk::Note;
use crate::object::Evidence;
use crate::request::Scheme;
use crate::trace::{Http, Verdict};
use crate::world::ServiceId;

/// A request as it arrives at an entry.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) scheme: Scheme,
    /// The port that the client dialled.
    pub(super) port: u16,
    /// The server name of TLS, if the client speaks TLS with a name.
    pub(super) sni: Option<&'a str>,
    /// `None` where no HTTP is spoken (tcp, udp, tls).
    pub(super) http: Option<&'a Http>,
}

/// One evaluator's answer to one request.
#[derive(Debug)]
pub(super) struct Ruling {
    /// What the entry finds before the ways part, in order: listener chosen, TLS ended, rule matched. The last of them holds
    /// the ladder: every candidate rule, and why each lost.
    pub(super) notes: Vec<Note>,
    /// What may become of the request. Never empty; the weights sum to 1.
    pub(super) branches: Vec<Branch>,
}

#[derive(Debug)]
pub(super) struct Branch {
    /// The share of requests, of 1. Invalid backends keep theirs.
    pub(super) weight: f64,
    /// What happens on this way alone, before its end.
    pub(super) notes: Vec<Note>,
    pub(super) end: End,
}

#[derive(Debug)]
pub(super) enum End {
    /// Passed on to one of the endpoints of a Service port.
    Forward {
        backend: Backend,
        /// The request as the backend gets it, after rewrites; what every proxy adds (`X-Forwarded-For`) comes later.
        /// `None` where no HTTP is spoken.
        request: Option<Http>,
    },
    /// An answer of the entry's own. Without status none is sent: the connection is refused, or it is gRPC.
    Answer { verdict: Verdict, status: Option<u16>, location: Option<String>, note: Note },
}

/// A Service port that a rule names.
#[derive(Debug, Clone)]
pub(super) struct Backend {
    pub(super) service: ServiceId,
    /// Its place in [`crate::world::ServiceEntry::ports`].
    pub(super) port: usize,
    /// Dialled at this port of its cluster IP, whether or not the Service has it, and not at one of its endpoints.
    pub(super) at_cluster_ip: Option<u16>,
    /// Where the rule names it.
    pub(super) written: Evidence,
}

impl Ruling {
    /// The request goes one way.
    pub(super) fn only(notes: Vec<Note>, end: End) -> Self {
        Self { notes, branches: vec![Branch { weight: 1.0, notes: Vec::new(), end }] }
    }

    /// The entry answers by itself, without another word.
    pub(super) fn answer(notes: Vec<Note>, verdict: Verdict, status: u16, note: Note) -> Self {
        Self::only(notes, End::Answer { verdict, status: Some(status), location: None, note })
    }

    /// What becomes of the request is not known.
    pub(super) fn unknown(notes: Vec<Note>, note: Note) -> Self {
        Self::only(notes, End::Answer { verdict: Verdict::Unknown, status: None, location: None, note })
    }
}

/// The path of a request, without its query.
pub(super) fn path_of(target: &str) -> &str {
    target.split(['?', '#']).next().unwrap_or("/")
}

/// Whether a path has a prefix, element by element; a final empty one of the prefix is ignored (docs/semantics/l7.md 1.5, 3.8).
pub(super) fn begins_with(path: &str, prefix: &str) -> bool {
    let prefix = prefix.strip_suffix('/').unwrap_or(prefix);
    prefix.is_empty() || path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
