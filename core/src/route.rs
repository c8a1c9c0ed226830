//! The evaluators in order. Each of its children answers one question purely; this file only orders them.

use crate::request::Request;
use crate::trace::Trace;
use crate::world::World;

/// Follows a request. Never fails and never guesses: what the model does not cover is [`crate::trace::Verdict::Unknown`].
pub fn trace(world: &World, request: &Request) -> Trace {
    crate::trace::Trace {
        request: request.clone(),
        verdict: crate::trace::Verdict::Unknown,
        share: 0.0,
        paths: vec![crate::trace::Path {
            weight: 1.0,
            verdict: crate::trace::Verdict::Unknown,
            reason: crate::reason::Reason::RoutedOut,
            hops: Vec::new(),
            reply: Vec::new(),
            endpoint: None,
        }],
        drawn: 0,
        service: None,
        status: None,
        location: None,
        rewrite: None,
        answers: None,
        assumptions: world.assumptions.clone(),
        ways_round: Vec::new(),
    }
}
