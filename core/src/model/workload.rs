use std::net::IpAddr;
use std::sync::Arc;

use super::{Labels, Meta, Protocol, Selector};

/// A Pod object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pod {
    pub meta: Meta,
    pub template: Arc<PodTemplate>,
    /// `None`: a manifest without status, so Ready and Running by assumption.
    pub status: Option<PodStatus>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PodStatus {
    pub phase: Option<PodPhase>,
    pub ips: Vec<IpAddr>,
    pub host_ip: Option<IpAddr>,
    /// The Ready condition is `True`. Absent means not ready.
    pub ready: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PodPhase {
    Pending,
    Running,
    Succeeded,
    Failed,
    Unknown,
}

/// What a pod spec says that routing reads, with the labels of the pods made from it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PodTemplate {
    pub labels: Arc<Labels>,
    pub annotations: Labels,
    pub node_name: Option<String>,
    pub hostname: Option<String>,
    pub subdomain: Option<String>,
    pub host_network: bool,
    /// `ClusterFirst` unless said otherwise.
    pub dns_policy: Option<String>,
    pub dns: PodDns,
    /// `hostAliases`: lines of the pod's /etc/hosts.
    pub host_aliases: Vec<(IpAddr, Vec<String>)>,
    /// Regular containers in order, then restartable init containers (sidecars): the order in which port names are looked up.
    pub containers: Vec<Container>,
    pub node_selector: Labels,
    /// Required node affinity: one term must hold.
    pub node_affinity: Vec<Selector>,
    pub tolerations: Vec<Toleration>,
}

impl PodTemplate {
    /// Whether a container claims a port of the node: as `hostPort`, or in the node's own network, where every port is one
    /// (pkg/apis/core/v1/defaults.go).
    pub fn claims_host_ports(&self) -> bool {
        self.containers
            .iter()
            .flat_map(|container| &container.ports)
            .any(|port| self.host_network || port.host_port.is_some())
    }
}

/// `dnsConfig`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PodDns {
    pub nameservers: Vec<IpAddr>,
    pub searches: Vec<String>,
    /// Of `options`: names with fewer dots go along the search list first.
    pub ndots: Option<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Container {
    pub name: String,
    pub ports: Vec<ContainerPort>,
    /// An init container with `restartPolicy: Always`.
    pub sidecar: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContainerPort {
    pub name: Option<String>,
    pub port: u16,
    pub host_port: Option<u16>,
    /// The one node address that `host_port` is taken on; `None` or the unspecified address: all of them.
    pub host_ip: Option<IpAddr>,
    pub protocol: Protocol,
    /// Where it stands below the pod's or the template's `spec`: `containers[0].ports[1]`.
    pub path: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toleration {
    /// Empty with `exists`: every taint.
    pub key: String,
    pub exists: bool,
    pub value: String,
    /// Empty: every effect.
    pub effect: String,
}

/// An object that makes pods from a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workload {
    pub meta: Meta,
    pub kind: WorkloadKind,
    /// How many pods it wants; a DaemonSet's count depends on the nodes.
    pub replicas: u32,
    pub selector: Option<Selector>,
    /// Shared by all the pods that are made from it.
    pub template: Arc<PodTemplate>,
    /// A StatefulSet's `spec.ordinals.start`: the number of its first pod.
    pub first_ordinal: u32,
    /// A StatefulSet's `spec.serviceName`.
    pub service_name: Option<String>,
    /// A Job's `spec.completionMode: Indexed`: each of its pods has a number, from 0.
    pub indexed: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum WorkloadKind {
    Deployment,
    ReplicaSet,
    ReplicationController,
    StatefulSet,
    DaemonSet,
    Job,
    CronJob,
}

impl WorkloadKind {
    pub const ALL: [WorkloadKind; 7] = [
        WorkloadKind::Deployment,
        WorkloadKind::ReplicaSet,
        WorkloadKind::ReplicationController,
        WorkloadKind::StatefulSet,
        WorkloadKind::DaemonSet,
        WorkloadKind::Job,
        WorkloadKind::CronJob,
    ];

    /// `Deployment`
    pub fn as_str(self) -> &'static str {
        match self {
            WorkloadKind::Deployment => "Deployment",
            WorkloadKind::ReplicaSet => "ReplicaSet",
            WorkloadKind::ReplicationController => "ReplicationController",
            WorkloadKind::StatefulSet => "StatefulSet",
            WorkloadKind::DaemonSet => "DaemonSet",
            WorkloadKind::Job => "Job",
            WorkloadKind::CronJob => "CronJob",
        }
    }

    /// `deploy`, as kubectl and the request language shorten it.
    pub fn short(self) -> &'static str {
        match self {
            WorkloadKind::Deployment => "deploy",
            WorkloadKind::ReplicaSet => "rs",
            WorkloadKind::ReplicationController => "rc",
            WorkloadKind::StatefulSet => "sts",
            WorkloadKind::DaemonSet => "ds",
            WorkloadKind::Job => "job",
            WorkloadKind::CronJob => "cronjob",
        }
    }

    /// Where the pod template's spec stands in the object.
    pub fn template_path(self) -> &'static str {
        match self {
            WorkloadKind::CronJob => "spec.jobTemplate.spec.template",
            WorkloadKind::Deployment
            | WorkloadKind::ReplicaSet
            | WorkloadKind::ReplicationController
            | WorkloadKind::StatefulSet
            | WorkloadKind::DaemonSet
            | WorkloadKind::Job => "spec.template",
        }
    }
}
