//! Where packets are.

use std::net::IpAddr;

/// Where a packet is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// Someone outside the cluster.
    Internet(IpAddr),
    /// A pod: namespace and name.
    Pod {
        namespace: String,
        name: String,
    },
    /// A node's network stack: its kernel.
    Node(String),
    /// The load balancer of a Service.
    LoadBalancer {
        namespace: String,
        name: String,
    },
    /// An L7 controller that no manifest holds.
    Controller(String),
    /// The cluster's DNS, where no manifest holds it.
    Dns,
    ApiServer,
    /// A host outside the model.
    External(String),
    /// The network between: nobody there claims the packet.
    Network,
}

/// `node/node-1`, `pod/shop/api-1`, `internet/198.51.100.7`.
impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Place::Internet(ip) => write!(f, "internet/{ip}"),
            // An address of the pods' range that no pod has.
            Place::Pod { namespace, name } if namespace.is_empty() => write!(f, "ip/{name}"),
            Place::Pod { namespace, name } => write!(f, "pod/{namespace}/{name}"),
            Place::Node(name) => write!(f, "node/{name}"),
            Place::LoadBalancer { namespace, name } => write!(f, "load-balancer/{namespace}/{name}"),
            Place::Controller(name) => write!(f, "controller/{name}"),
            Place::Dns => f.write_str("dns"),
            Place::ApiServer => f.write_str("api-server"),
            Place::External(host) => write!(f, "external/{host}"),
            Place::Network => f.write_str("network"),
        }
    }
}
