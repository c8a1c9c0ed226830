//! What a field is: what it takes, and what holds where it is left out.

use crate::lang::Lang;

/// The fields of an object, in groups that several objects share.
pub type Rows = &'static [&'static [Row]];

/// One field, as the tables write it.
#[derive(Debug)]
pub struct Row {
    pub(super) name: &'static str,
    pub(super) takes: Takes,
    pub(super) absent: Absent,
    /// People write it: completions offer it.
    pub(super) offered: bool,
    pub(super) meaning: Words,
}

impl Row {
    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    pub(crate) fn takes(&self) -> Takes {
        self.takes
    }
}

/// The same in each language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    pub(super) en: &'static str,
    pub(super) ru: &'static str,
}

impl Words {
    pub fn of(self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.en,
            Lang::Ru => self.ru,
        }
    }
}

/// What a field takes. Which values the API server refuses beyond that, decode says.
#[derive(Debug, Clone, Copy)]
pub enum Takes {
    /// More fields.
    Object(Rows),
    List(&'static Takes),
    /// A map of texts, some of whose keys are known.
    Map(&'static [Row]),
    /// A map of labels: those that somebody has, or should have.
    Labels(Whose),
    /// The key of a label.
    LabelKey(Whose),
    /// The value of the label whose key stands beside it.
    LabelValue(Whose),
    /// `v1`, `apps/v1` …
    ApiVersion,
    /// `Service`, `Deployment` …
    Kind,
    /// The name of an object of the cluster.
    Names(Named),
    Text,
    /// One of a closed set.
    OneOf(&'static [&'static str]),
    /// A text, usually one of these.
    Usually(&'static [&'static str]),
    Boolean,
    /// A number between these two, both included.
    Integer(i64, i64),
    /// So many seconds.
    Seconds(i64, i64),
    /// 1-65535
    Port(Ports),
    PortName(Ports),
    PortOrName(Ports),
    Address,
    Cidr,
    /// Labels of a DNS name with dots between them (RFC 1123 subdomain): what most objects are called.
    Subdomain,
    /// One label of a DNS name (RFC 1123).
    Label,
    /// One label of a DNS name that begins with a letter (RFC 1035).
    ServiceName,
    /// With or without `subdomain/` before it.
    QualifiedName,
    /// What the value of a label may be: nothing, or letters and digits, with `-`, `_` and `.` between them.
    LikeLabelValue,
    /// A host, or `*.` and a host.
    Host,
    /// A host without `*`.
    PreciseHost,
    /// Begins with `/`.
    Path,
    /// The name of a header of HTTP, or of a parameter.
    HeaderName,
}

/// What holds where a field is left out.
#[derive(Debug, Clone, Copy)]
pub enum Absent {
    /// The API server refuses the object.
    Required,
    /// Nothing is meant.
    Nothing,
    /// The API server fills this in.
    Value(&'static str),
    /// What follows from other fields, or from the cluster; or when it is required.
    Depends(Words),
}

/// Which objects a field can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    Namespace,
    Node,
    Service,
    Secret,
    IngressClass,
    GatewayClass,
    Gateway,
    /// A listener of the Gateway named beside it.
    Listener,
}

/// Which ports a field can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ports {
    /// None: the field declares it.
    New,
    /// Of the Service named beside it.
    OfService,
    /// Of the containers of the pods that are meant.
    OfPods,
    /// Of the listeners of the Gateway named beside it.
    OfListener,
}

/// Who has the labels that a field looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// Pods of the object's own namespace.
    Pods,
    PodsAnywhere,
    /// The pods that the workload itself makes.
    OwnTemplate,
    /// The labels that the workload's own selector wants.
    OwnSelector,
    Nodes,
    Namespaces,
}
