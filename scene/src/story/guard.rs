//! The policies that a request meets.

use svcpath_core::model::Direction;
use svcpath_core::reason::{PolicyReason, Reason};

use super::{Key, Story};

/// Policies that were asked at an end of a connection.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Guard {
    pub(crate) beat: usize,
    pub(crate) pod: Key,
    pub(crate) direction: Direction,
    pub(crate) lets: bool,
}

impl Story<'_> {
    /// Who was asked on the way of the request, at the pods' edges.
    pub(crate) fn guards(&self) -> impl Iterator<Item = Guard> {
        let requests = self.beats.iter().take(self.request_beats).enumerate();
        requests.filter_map(|(beat, at)| {
            let Reason::Policy(reason) = &*at.step.reason else { return None };
            let (direction, pod, lets) = match reason {
                PolicyReason::PolicyAllowsIngress { pod, .. } | PolicyReason::PolicyOwnNode { pod, .. } => {
                    (Direction::Ingress, pod, true)
                }
                PolicyReason::PolicyAllowsEgress { pod, .. } => (Direction::Egress, pod, true),
                PolicyReason::PolicyDeniesIngress { pod, .. } => (Direction::Ingress, pod, false),
                PolicyReason::PolicyDeniesEgress { pod, .. } => (Direction::Egress, pod, false),
                PolicyReason::NameAsked { .. } => return None,
            };
            let (namespace, name) = pod.split_once('/')?;
            Some(Guard { beat, pod: (namespace.to_owned(), name.to_owned()), direction, lets })
        })
    }

    /// The policies that end the request.
    fn stopped_by(&self) -> Option<Guard> {
        self.guards().filter(|guard| guard.beat + 1 == self.request_beats && !guard.lets).last()
    }

    /// The pod at whose edge the request ends, because its policies let nobody in who asks so.
    pub(crate) fn shut_out(&self) -> Option<Key> {
        self.stopped_by().filter(|guard| guard.direction == Direction::Ingress).map(|guard| guard.pod)
    }

    /// The request ends in the kernel of its own node, because the pod's policies do not let it out.
    pub(crate) fn held_back(&self) -> bool {
        self.stopped_by().is_some_and(|guard| guard.direction == Direction::Egress)
    }
}
