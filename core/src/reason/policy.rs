use std::net::SocketAddr;

use crate::codes::codes;

/// What NetworkPolicies decide, and the question to DNS that they may stop.
#[derive(Debug, Clone, PartialEq)]
pub enum PolicyReason {
    PolicyAllowsIngress {
        policy: String,
        /// `spec.ingress[0]`
        rule: String,
        pod: String,
        /// Whom the pod sees.
        peer: String,
    },
    PolicyAllowsEgress {
        policy: String,
        rule: String,
        pod: String,
        /// Where the packet goes after translation, with the port.
        peer: String,
    },
    /// Every policy that isolates the pod, none of which allows it.
    PolicyDeniesIngress {
        pod: String,
        policies: Vec<String>,
        peer: String,
    },
    PolicyDeniesEgress {
        pod: String,
        policies: Vec<String>,
        peer: String,
    },
    /// A pod's own node may always reach it.
    PolicyOwnNode {
        pod: String,
        node: String,
    },
    /// The question comes before the request.
    NameAsked {
        name: String,
        dns: SocketAddr,
    },
}

codes!(
    PolicyReason:
    PolicyAllowsIngress,
    PolicyAllowsEgress,
    PolicyDeniesIngress,
    PolicyDeniesEgress,
    PolicyOwnNode,
    NameAsked,
);

/// What makes a policy's decision unknown. Policies are named `namespace/name`, fields as the API server does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PolicyGap {
    /// Of another make; `policy` begins with its kind.
    OtherMake {
        policy: String,
    },
    /// Whether the field sees an address before or after it is rewritten is up to the network plugin.
    Rewritten {
        policy: String,
        field: String,
    },
    /// The labels of one end that no manifest tells.
    Labels {
        policy: String,
        field: String,
    },
    /// An address that no manifest tells.
    Address {
        policy: String,
        field: String,
    },
    Unreadable {
        policy: String,
        field: String,
    },
    /// A pod that reaches itself through a Service, which its policies do not allow.
    Itself {
        pod: String,
    },
}
