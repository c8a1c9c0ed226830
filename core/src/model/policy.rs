//! NetworkPolicies (staging/src/k8s.io/api/networking/v1/types.go).

use ipnet::IpNet;

use super::{Meta, Protocol, Selector};
use crate::object::FieldPath;

/// A NetworkPolicy, with the defaults that the API server fills in.
///
/// `None` inside it always means "written, but not to be read": what it says is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetworkPolicy {
    pub meta: Meta,
    /// Which pods of its namespace it isolates.
    pub selects: Option<Selector>,
    /// Who may reach them; `None`: it says nothing about that direction (`policyTypes`).
    pub ingress: Option<Vec<PolicyRule>>,
    /// Whom they may reach; `None` as above.
    pub egress: Option<Vec<PolicyRule>>,
}

/// Which way a connection goes, seen from the pod that a policy selects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Direction {
    Ingress,
    Egress,
}

/// Allows what one of its ports and one of its peers take. An empty list takes everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PolicyRule {
    pub ports: Vec<Option<PolicyPort>>,
    pub peers: Vec<Option<PolicyPeer>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyPort {
    pub protocol: Protocol,
    pub numbers: PortNumbers,
}

/// Ports of the destination pod.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PortNumbers {
    All,
    /// Both included.
    Range(u16, u16),
    /// A container port of this name; an address that is no pod has none.
    Named(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PolicyPeer {
    /// Pods, never other addresses. Without `namespaces`: pods of the policy's own namespace; without `pods`: all pods there.
    Pods { pods: Option<Selector>, namespaces: Option<Selector> },
    /// Addresses, a pod's or not, in `cidr` and in none of `except`.
    Block { cidr: IpNet, except: Vec<IpNet> },
}

impl NetworkPolicy {
    /// `None`: nothing is said about this direction.
    pub fn rules(&self, direction: Direction) -> Option<&[PolicyRule]> {
        match direction {
            Direction::Ingress => self.ingress.as_deref(),
            Direction::Egress => self.egress.as_deref(),
        }
    }
}

impl Direction {
    /// The field of `spec` with this direction's rules.
    pub fn as_str(self) -> &'static str {
        match self {
            Direction::Ingress => "ingress",
            Direction::Egress => "egress",
        }
    }

    /// Where a rule stands.
    pub fn rule(self, index: usize) -> FieldPath {
        FieldPath::of("spec").field(self.as_str()).index(index)
    }

    /// Where a peer of the rule here stands.
    pub fn peer(self, rule: &FieldPath, index: usize) -> FieldPath {
        let list = match self {
            Direction::Ingress => "from",
            Direction::Egress => "to",
        };
        rule.field(list).index(index)
    }
}
