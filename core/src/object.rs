//! How objects and the fields in them are called: in evidence, in problems, in JSON.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// The name of one object. Two objects with the same reference are the same object.
///
/// Shared: evidence and results name the same few objects many times over.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectRef(Arc<ObjectName>);

/// What a reference is made of.
#[derive(Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectName {
    /// `v1`, `apps/v1`, `networking.k8s.io/v1` …
    pub api_version: String,
    pub kind: String,
    /// Empty for objects without namespace.
    pub namespace: String,
    pub name: String,
}

impl Deref for ObjectRef {
    type Target = ObjectName;

    fn deref(&self) -> &ObjectName {
        &self.0
    }
}

impl ObjectRef {
    pub fn new(api_version: &str, kind: &str, namespace: &str, name: &str) -> Self {
        let (api_version, kind) = (api_version.into(), kind.into());
        Self(Arc::new(ObjectName { api_version, kind, namespace: namespace.into(), name: name.into() }))
    }

    /// `shop/api`, or `node-1` for an object without namespace.
    pub fn key(&self) -> String {
        if self.namespace.is_empty() { self.name.clone() } else { format!("{}/{}", self.namespace, self.name) }
    }

    /// `Service shop/api`: how people are told of it.
    pub fn titled(&self) -> String {
        format!("{} {}", self.kind, self.key())
    }

    /// `shop/Deployment/api`: how results name a workload.
    pub fn workload(&self) -> String {
        format!("{}/{}/{}", self.namespace, self.kind, self.name)
    }
}

/// `v1/Service/shop/cart`, `v1/Node/node-1`.
impl fmt::Display for ObjectRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.api_version, self.kind, self.key())
    }
}

/// A field of an object in the API server's own notation: `spec.ports[0].targetPort`, `metadata.labels[app.kubernetes.io/name]`.
/// The empty path is the whole object.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FieldPath(Arc<str>);

/// One step of a [`FieldPath`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Segment<'a> {
    /// `.name` or `[some.key/with-dots]`
    Key(&'a str),
    /// `[0]`
    Index(usize),
}

impl FieldPath {
    /// The whole object.
    pub fn root() -> Self {
        Self::of("")
    }

    /// From the notation itself, for paths known when the code is written.
    pub fn of(text: &str) -> Self {
        Self(text.into())
    }

    /// A field of the struct here.
    #[must_use]
    pub fn field(&self, name: &str) -> Self {
        if self.0.is_empty() { Self::of(name) } else { Self(format!("{}.{name}", self.0).into()) }
    }

    /// An entry of the list here.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        Self(format!("{}[{index}]", self.0).into())
    }

    /// An entry of the map here (labels, selectors, annotations).
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        Self(format!("{}[{key}]", self.0).into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn segments(&self) -> impl Iterator<Item = Segment<'_>> {
        let mut rest = &*self.0;
        std::iter::from_fn(move || {
            rest = rest.strip_prefix('.').unwrap_or(rest);
            if rest.is_empty() {
                return None;
            }
            if let Some(inner) = rest.strip_prefix('[') {
                let (key, after) = inner.split_once(']').unwrap_or((inner, ""));
                rest = after;
                return Some(key.parse().map_or(Segment::Key(key), Segment::Index));
            }
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            let (name, after) = rest.split_at(end);
            rest = after;
            Some(Segment::Key(name))
        })
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The place in the manifests that decided something. Resolved to bytes on demand by [`crate::manifest::Manifests::locate`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Evidence {
    pub object: ObjectRef,
    pub path: FieldPath,
}

impl Evidence {
    pub fn new(object: &ObjectRef, path: &str) -> Self {
        Self { object: object.clone(), path: FieldPath::of(path) }
    }

    pub fn at(object: &ObjectRef, path: FieldPath) -> Self {
        Self { object: object.clone(), path }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_split_into_segments() {
        let path = FieldPath::of("spec").field("ports").index(2).field("targetPort");
        assert_eq!(path.as_str(), "spec.ports[2].targetPort");
        let segments: Vec<_> = path.segments().collect();
        assert_eq!(
            segments,
            [Segment::Key("spec"), Segment::Key("ports"), Segment::Index(2), Segment::Key("targetPort")]
        );
        let label = FieldPath::of("metadata.labels").key("app.kubernetes.io/name");
        assert_eq!(label.segments().last(), Some(Segment::Key("app.kubernetes.io/name")));
    }
}
