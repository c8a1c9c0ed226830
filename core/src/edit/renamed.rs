//! Who knows an object by its name without being a manifest: requests, what is said of the moment, what a test expects, where
//! columns stand.

use super::hosts::{self, Reading};
use crate::manifest::Manifests;
use crate::model::WorkloadKind;
use crate::object::ObjectRef;
use crate::request::{Source, Via, Written};
use crate::state::Change;

/// An object's new name, for texts that call it by the old one. Each of them is taken as it is written, and what cannot be read
/// stays.
#[derive(Debug, Clone)]
pub struct Renamed<'m> {
    /// As they were.
    manifests: &'m Manifests,
    old: ObjectRef,
    new: String,
}

impl<'m> Renamed<'m> {
    /// `manifests`: those before the object has its name `new`.
    pub fn new(manifests: &'m Manifests, old: &ObjectRef, new: &str) -> Self {
        Self { manifests, old: old.clone(), new: new.to_owned() }
    }

    /// A request asks from, by and for the same things as before.
    pub fn request(&self, written: &mut Written) {
        let own = asker(&written.from);
        put(&mut written.to, |to| self.target(to, own.as_deref()));
        put(&mut written.from, |from| self.source(from));
        for header in &mut written.headers {
            put(header, |header| {
                let (name, value) = header.split_once(':')?;
                Some(format!("{name}: {}", self.header(name, value, own.as_deref())?))
            });
        }
        written.at.iter_mut().for_each(|at| put(at, |at| self.source(at)));
        written.via.iter_mut().for_each(|via| put(via, |via| self.via(via)));
    }

    /// A change is about the same pod or node as before.
    pub fn change(&self, change: &mut Change) {
        match change {
            Change::Readiness { pod, .. } => put(pod, |pod| self.pod_key(pod)),
            Change::Node { node, .. } | Change::Address { node, .. } => put(node, |node| self.node(node)),
            Change::Placement { pod, node } => {
                put(pod, |pod| self.pod_key(pod));
                put(node, |node| self.node(node));
            }
        }
    }

    /// What a column is called now, as in a scenario's `layout`: `node/node-1`, `deployment/shop/web`. `None`: as before.
    pub fn column(&self, name: &str) -> Option<String> {
        let (kind, rest) = name.split_once('/')?;
        if kind == "node" {
            return Some(format!("node/{}", self.node(rest)?));
        }
        let kind_of = |known: &WorkloadKind| known.as_str().eq_ignore_ascii_case(kind);
        let known = WorkloadKind::ALL.into_iter().find(kind_of).map_or("Pod", WorkloadKind::as_str);
        let (namespace, name) = rest.split_once('/')?;
        Some(format!("{kind}/{}", joined(self.object(known, namespace, name)?)))
    }

    /// `deploy/shop/web`, `pod/shop/web-1`, `node/node-1`, `namespace/shop`.
    pub(super) fn source(&self, text: &str) -> Option<String> {
        let now = match Source::parse(text).ok()? {
            Source::Internet(_) | Source::Ip(_) => return None,
            Source::Node(name) => Source::Node(self.node(&name)?),
            Source::Pod { namespace, name } => {
                let (namespace, name) = self.pod(&namespace, &name)?;
                Source::Pod { namespace, name }
            }
            Source::Workload { kind, namespace, name } => {
                let (namespace, name) = self.object(kind.as_str(), &namespace, &name)?;
                Source::Workload { kind, namespace, name }
            }
            Source::Namespace(name) => Source::Namespace(self.namespace(&name)?),
        };
        Some(now.to_string())
    }

    /// A URL, a name to look up, or `service/shop/api:80`. `own`: the namespace of who asks.
    pub(super) fn target(&self, text: &str, own: Option<&str>) -> Option<String> {
        if let Some(scheme) = text.find("://") {
            let (start, host) = hosts::in_url(text, scheme + 3);
            let (before, behind) = (text.get(..start)?, text.get(start + host.len()..)?);
            return Some(format!("{before}{}{behind}", self.host(host, own)?));
        }
        let (kind, rest) = text.trim().split_once('/')?;
        Some(format!("{kind}/{}", self.service(rest)?))
    }

    pub(super) fn via(&self, text: &str) -> Option<String> {
        let named = |kind: &str, namespace: &str, name: &str| self.object(kind, namespace, name);
        let now = match Via::parse(text).ok()? {
            Via::Ingress { namespace, name } => {
                let (namespace, name) = named("Ingress", &namespace, &name)?;
                Via::Ingress { namespace, name }
            }
            Via::Gateway { namespace, name } => {
                let (namespace, name) = named("Gateway", &namespace, &name)?;
                Via::Gateway { namespace, name }
            }
            Via::Service { namespace, name } => {
                let (namespace, name) = named("Service", &namespace, &name)?;
                Via::Service { namespace, name }
            }
            Via::PortForward { namespace, name } => {
                let service = self.holds("Service", &namespace, &name);
                let now = if service { named("Service", &namespace, &name) } else { self.pod(&namespace, &name) };
                let (namespace, name) = now?;
                Via::PortForward { namespace, name }
            }
            Via::ApiProxy => return None,
        };
        Some(now.to_string())
    }

    /// The value of a header that names who is asked.
    pub(super) fn header(&self, name: &str, value: &str, own: Option<&str>) -> Option<String> {
        if !name.trim().eq_ignore_ascii_case("host") {
            return None;
        }
        let (host, port) = value.trim().split_once(':').map_or((value.trim(), ""), |(host, port)| (host, port));
        let colon = if port.is_empty() { "" } else { ":" };
        Some(format!("{}{colon}{port}", self.host(host, own)?))
    }

    /// `shop/web-1`
    pub(super) fn pod_key(&self, key: &str) -> Option<String> {
        let (namespace, name) = key.split_once('/')?;
        self.pod(namespace, name).map(joined)
    }

    /// `shop/Deployment/web`
    pub(super) fn workload(&self, text: &str) -> Option<String> {
        let (namespace, rest) = text.split_once('/')?;
        let (kind, name) = rest.split_once('/')?;
        let (namespace, name) = self.object(kind, namespace, name)?;
        Some(format!("{namespace}/{kind}/{name}"))
    }

    /// `shop/api`, with a port behind it or not.
    pub(super) fn service(&self, text: &str) -> Option<String> {
        let (key, port) = text.find(':').and_then(|colon| text.split_at_checked(colon)).unwrap_or((text, ""));
        let (namespace, name) = key.split_once('/')?;
        Some(format!("{}{port}", joined(self.object("Service", namespace, name)?)))
    }

    pub(super) fn node(&self, name: &str) -> Option<String> {
        self.object("Node", "", name).map(|(_, name)| name)
    }

    /// A name that DNS knows, in any of its forms.
    pub(super) fn host(&self, host: &str, own: Option<&str>) -> Option<String> {
        let lower = host.to_ascii_lowercase();
        let part = |range: &std::ops::Range<usize>| lower.get(range.clone()).unwrap_or_default();
        let reading = hosts::readings(&lower).into_iter().find(|reading| {
            let namespace = reading.namespace.as_ref().map(part).or(own);
            let service = reading.service.as_ref().map(part);
            // In full it can be nothing else.
            reading.full || self.holds("Service", namespace.unwrap_or_default(), service.unwrap_or_default())
        })?;
        let Reading { pod, service, namespace, .. } = &reading;
        let of = namespace.as_ref().map(part).or(own)?;
        let moved = namespace.as_ref().and_then(|range| Some((range, self.namespace(part(range))?)));
        let called = service.as_ref().and_then(|range| Some((range, self.object("Service", of, part(range))?.1)));
        let pod = pod.as_ref().and_then(|range| Some((range, self.pod(of, part(range))?.1)));
        let mut now = lower.clone();
        let mut is_other = false;
        // From the end, so that what stands before keeps its place.
        for (range, name) in [moved, called, pod].into_iter().flatten() {
            is_other |= part(range) != name;
            now.replace_range(range.clone(), &name);
        }
        is_other.then_some(now)
    }

    /// Namespace and name of what was called so. `None`: as before.
    fn object(&self, kind: &str, namespace: &str, name: &str) -> Option<(String, String)> {
        let (of, old) = (self.old.namespace.as_str(), self.old.name.as_str());
        if (self.old.kind.as_str(), of, old) == (kind, namespace, name) {
            return Some((namespace.to_owned(), self.new.clone()));
        }
        Some((self.namespace(namespace)?, name.to_owned()))
    }

    fn namespace(&self, name: &str) -> Option<String> {
        (self.old.kind == "Namespace" && self.old.name == name).then(|| self.new.clone())
    }

    /// As [`Self::object`], for a pod: one of a workload's is called after it, and one of a DaemonSet after its node too.
    fn pod(&self, namespace: &str, name: &str) -> Option<(String, String)> {
        if let Some(now) = self.object("Pod", namespace, name) {
            return Some(now);
        }
        // A manifest's own.
        if self.holds("Pod", namespace, name) {
            return None;
        }
        let (of, old) = (self.old.namespace.as_str(), self.old.name.as_str());
        if self.old.kind == "Node" {
            let (workload, rest) = name.split_at_checked(name.len().checked_sub(old.len() + 1)?)?;
            let is_daemons = rest.strip_prefix('-') == Some(old) && self.holds("DaemonSet", namespace, workload);
            return is_daemons.then(|| (namespace.to_owned(), format!("{workload}-{}", self.new)));
        }
        let rest = name.strip_prefix(old)?.strip_prefix('-').filter(|_| of == namespace)?;
        let makes = match self.old.kind.as_str() {
            "DaemonSet" => !self.is_numbered(namespace, name),
            kind if WorkloadKind::ALL.into_iter().any(|known| known.as_str() == kind) => is_number(rest),
            _ => false,
        };
        makes.then(|| (namespace.to_owned(), format!("{}-{rest}", self.new)))
    }

    /// Whether a pod is called as those of a workload that counts its own.
    fn is_numbered(&self, namespace: &str, pod: &str) -> bool {
        let counted = pod.rsplit_once('-').filter(|(_, number)| is_number(number));
        let counts = |name: &str| {
            let others = WorkloadKind::ALL.into_iter().filter(|kind| *kind != WorkloadKind::DaemonSet);
            others.into_iter().any(|kind| self.holds(kind.as_str(), namespace, name))
        };
        counted.is_some_and(|(name, _)| counts(name))
    }

    fn holds(&self, kind: &str, namespace: &str, name: &str) -> bool {
        let same = |object: &ObjectRef| {
            (object.kind.as_str(), object.namespace.as_str(), object.name.as_str()) == (kind, namespace, name)
        };
        self.manifests.objects().iter().any(|object| same(&object.reference))
    }
}

/// The namespace of who asks, where it has one.
pub(super) fn asker(from: &str) -> Option<String> {
    match Source::parse(from).ok()? {
        Source::Pod { namespace, .. } | Source::Workload { namespace, .. } | Source::Namespace(namespace) => {
            Some(namespace)
        }
        Source::Internet(_) | Source::Ip(_) | Source::Node(_) => None,
    }
}

fn put(text: &mut String, now: impl Fn(&str) -> Option<String>) {
    if let Some(now) = now(text) {
        *text = now;
    }
}

fn joined((namespace, name): (String, String)) -> String {
    format!("{namespace}/{name}")
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
