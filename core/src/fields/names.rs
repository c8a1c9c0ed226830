//! What the cluster has that a field can name: Services and their ports, labels, classes, nodes.

use std::collections::BTreeSet;

use super::outline::{Outline, parent};
use super::{Named, Ports, Takes, Whose};
use crate::model::{Cluster, Labels, Listener, PodTemplate, ServicePort};
use crate::object::{FieldPath, Segment};

/// A cluster, and the object whose fields name things in it.
pub(super) struct Surroundings<'o, 't> {
    outline: &'o Outline<'t>,
    cluster: &'o Cluster,
    /// Where the object begins in its document: an entry of a list, or the document itself.
    root: FieldPath,
}

/// Something that can be named.
pub(super) struct Name {
    pub(super) text: String,
    /// It is a number, not a text of digits.
    pub(super) number: bool,
}

impl<'o, 't> Surroundings<'o, 't> {
    /// Of the object that the path leads into.
    pub(super) fn new(outline: &'o Outline<'t>, cluster: &'o Cluster, path: &FieldPath) -> Self {
        let list = outline.value(&FieldPath::of("kind")).is_some_and(|kind| kind.ends_with("List"));
        let mut segments = path.segments();
        let root = match (list, segments.next(), segments.next()) {
            (true, Some(Segment::Key("items")), Some(Segment::Index(i))) => FieldPath::of("items").index(i),
            _ => FieldPath::root(),
        };
        Self { outline, cluster, root }
    }

    pub(super) fn kind(&self) -> Option<&'t str> {
        self.own("kind")
    }

    pub(super) fn api_version(&self) -> Option<&'t str> {
        self.own("apiVersion")
    }

    /// The path from the object's own root.
    pub(super) fn relative(&self, path: &FieldPath) -> FieldPath {
        let rest = path.as_str().strip_prefix(self.root.as_str()).unwrap_or_default();
        FieldPath::of(rest.strip_prefix('.').unwrap_or(rest))
    }

    /// What can stand at the path, if it names something.
    pub(super) fn names(&self, takes: Takes, path: &FieldPath) -> Vec<Name> {
        match takes {
            Takes::Names(what) => texts(self.objects(what, path)),
            Takes::Port(ports) => self.ports(ports, path, Some(true)),
            Takes::PortName(ports) => self.ports(ports, path, Some(false)),
            Takes::PortOrName(ports) => self.ports(ports, path, None),
            Takes::LabelKey(whose) => texts(self.labels(whose).into_iter().map(|(key, _)| key)),
            Takes::LabelValue(whose) => {
                // Of the key before it, or in an expression the key beside `values`.
                let key = match self.value(&parent(&parent(path)).field("key")) {
                    Some(key) => Some(key.to_owned()),
                    None => path.segments().last().and_then(|segment| match segment {
                        Segment::Key(key) => Some(key.to_owned()),
                        Segment::Index(_) => None,
                    }),
                };
                let labels = self.labels(whose).into_iter();
                texts(labels.filter(|(of, _)| Some(of) == key.as_ref()).map(|(_, value)| value))
            }
            _ => Vec::new(),
        }
    }

    /// Labels as they are had, without what is had twice.
    pub(super) fn labels(&self, whose: Whose) -> BTreeSet<(String, String)> {
        let mut found = BTreeSet::new();
        let mut add = |labels: &Labels| found.extend(labels.clone());
        let own = self.namespace();
        match whose {
            Whose::Pods => self.templates(Some(own)).for_each(|template| add(&template.labels)),
            Whose::PodsAnywhere => self.templates(None).for_each(|template| add(&template.labels)),
            Whose::Nodes => self.cluster.nodes.iter().for_each(|node| add(&node.meta.labels)),
            Whose::Namespaces => {
                self.cluster.namespaces.iter().for_each(|namespace| add(&namespace.meta.labels));
                // The API server gives every namespace its name as a label.
                let named = self.cluster.namespaces_in_use().into_iter();
                found.extend(named.map(|name| ("kubernetes.io/metadata.name".to_owned(), name.to_owned())));
            }
            Whose::OwnTemplate => found.extend(self.written("spec.template.metadata.labels")),
            Whose::OwnSelector => {
                found.extend(self.written("spec.selector.matchLabels"));
                found.extend(self.written("spec.selector").filter(|(_, value)| !value.is_empty()));
            }
        }
        found
    }

    fn objects(&self, what: Named, path: &FieldPath) -> BTreeSet<String> {
        let beside = |name: &str| self.value(&parent(path).field(name));
        let namespace = beside("namespace").unwrap_or_else(|| self.namespace());
        let cluster = self.cluster;
        let what = match (what, beside("kind")) {
            (Named::Service | Named::Gateway, Some("Service")) => Named::Service,
            (Named::Gateway, Some("ListenerSet")) => {
                let sets = cluster.gateway_api.listener_sets.iter().map(|set| &set.meta);
                return sets.filter(|meta| meta.namespace() == namespace).map(|meta| meta.name().to_owned()).collect();
            }
            (Named::Service, Some(other)) if other != "Service" => return BTreeSet::new(),
            (Named::Secret, Some(other)) if other != "Secret" => return BTreeSet::new(),
            (Named::Gateway, Some(other)) if other != "Gateway" => return BTreeSet::new(),
            (what, _) => what,
        };
        let named = |list: &mut dyn Iterator<Item = &crate::model::Meta>, everywhere: bool| {
            let list = list.filter(|meta| everywhere || meta.namespace() == namespace);
            list.map(|meta| meta.name().to_owned()).filter(|name| !name.is_empty()).collect()
        };
        let api = &cluster.gateway_api;
        match what {
            Named::Namespace => cluster.namespaces_in_use().into_iter().map(str::to_owned).collect(),
            Named::Node => named(&mut cluster.nodes.iter().map(|node| &node.meta), true),
            Named::Service => named(&mut cluster.services.iter().map(|service| &service.meta), false),
            Named::Secret => named(&mut cluster.secrets.iter().map(|secret| &secret.meta), false),
            Named::IngressClass => named(&mut cluster.ingress_classes.iter().map(|class| &class.meta), true),
            Named::GatewayClass => named(&mut api.classes.iter().map(|class| &class.meta), true),
            Named::Gateway => named(&mut api.gateways.iter().map(|gateway| &gateway.meta), false),
            Named::Listener => self.listeners(path).map(|listener| listener.name.clone()).collect(),
        }
    }

    /// Numbers alone, names alone, or both.
    fn ports(&self, ports: Ports, path: &FieldPath, numbers: Option<bool>) -> Vec<Name> {
        let mut found: Vec<(String, u16)> = Vec::new();
        match ports {
            Ports::New => {}
            Ports::OfService => found.extend(self.service_ports(path).map(|port| (port.name.clone(), port.port))),
            Ports::OfListener => found.extend(self.listeners(path).map(|listener| (String::new(), listener.port))),
            Ports::OfPods => {
                let containers = self.meant(path).flat_map(|template| &template.containers);
                let ports = containers.flat_map(|container| &container.ports);
                found.extend(ports.map(|port| (port.name.clone().unwrap_or_default(), port.port)));
            }
        }
        let names = found.iter().map(|(name, _)| name.clone()).filter(|name| !name.is_empty() && numbers != Some(true));
        let names = texts(names);
        let of_numbers: BTreeSet<u16> =
            found.iter().map(|(_, port)| *port).filter(|_| numbers != Some(false)).collect();
        let of_numbers = of_numbers.into_iter().map(|port| Name { text: port.to_string(), number: true });
        names.into_iter().chain(of_numbers).collect()
    }

    /// The ports of the Service that is named beside the field, or beside the `port` that it belongs to.
    fn service_ports(&self, path: &FieldPath) -> impl Iterator<Item = &'o ServicePort> + use<'o> {
        let holder = parent(path);
        let holder = if holder.as_str().ends_with(".port") { parent(&holder) } else { holder };
        let beside = |name: &str| self.value(&holder.field(name));
        let name = beside("name").or_else(|| beside("serviceName")).unwrap_or_default().to_owned();
        let namespace = beside("namespace").unwrap_or_else(|| self.namespace()).to_owned();
        let services = self.cluster.services.iter();
        services.filter(move |service| service.meta.is(&namespace, &name)).flat_map(|service| &service.ports)
    }

    /// The listeners of the Gateway that is named beside the field.
    fn listeners(&self, path: &FieldPath) -> impl Iterator<Item = &'o Listener> + use<'o> {
        let beside = |name: &str| self.value(&parent(path).field(name));
        let name = beside("name").unwrap_or_default().to_owned();
        let namespace = beside("namespace").unwrap_or_else(|| self.namespace()).to_owned();
        let set = beside("kind") == Some("ListenerSet");
        let api = &self.cluster.gateway_api;
        let gateways = api.gateways.iter().map(|gateway| (&gateway.meta, &gateway.listeners, false));
        let sets = api.listener_sets.iter().map(|of| (&of.meta, &of.listeners, true));
        let named = gateways.chain(sets).filter(move |(meta, _, is_set)| *is_set == set && meta.is(&namespace, &name));
        named.flat_map(|(_, listeners, _)| listeners)
    }

    /// The pods that a port of the object is meant for: those that a Service selects; for policies, any.
    fn meant(&self, path: &FieldPath) -> impl Iterator<Item = &'o PodTemplate> + use<'o> {
        let service = self.kind() == Some("Service") && path.as_str().starts_with("spec.ports");
        let selector: Vec<_> = if service { self.written("spec.selector").collect() } else { Vec::new() };
        let namespace = service.then(|| self.namespace());
        let has = move |template: &&PodTemplate| {
            selector.iter().all(|(key, value)| template.labels.get(key).is_some_and(|label| label == value))
        };
        self.templates(namespace).filter(has)
    }

    /// What pods are made from, of one namespace or of all.
    fn templates(&self, namespace: Option<&str>) -> impl Iterator<Item = &'o PodTemplate> + use<'o> {
        let cluster = self.cluster;
        let namespace = namespace.map(str::to_owned);
        let pods = cluster.pods.iter().map(|pod| (&pod.meta, &*pod.template));
        let workloads = cluster.workloads.iter().map(|workload| (&workload.meta, &*workload.template));
        let here = move |meta: &crate::model::Meta| namespace.as_deref().is_none_or(|own| meta.namespace() == own);
        pods.chain(workloads).filter(move |(meta, _)| here(meta)).map(|(_, template)| template)
    }

    /// The object's namespace.
    fn namespace(&self) -> &'t str {
        self.own("metadata.namespace").unwrap_or("default")
    }

    /// A scalar of the object.
    fn own(&self, path: &str) -> Option<&'t str> {
        self.value(&FieldPath::of(path))
    }

    /// A scalar of the object, as it stands in the text now.
    fn value(&self, path: &FieldPath) -> Option<&'t str> {
        self.outline.value(&self.absolute(path))
    }

    /// A map of the object, as it stands in the text now.
    fn written(&self, path: &str) -> impl Iterator<Item = (String, String)> + use<'o, 't> {
        let path = self.absolute(&FieldPath::of(path));
        let entries: Vec<_> = self.outline.map(&path).map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
        entries.into_iter()
    }

    fn absolute(&self, path: &FieldPath) -> FieldPath {
        match (self.root.as_str(), path.as_str()) {
            ("", _) => path.clone(),
            (root, "") => FieldPath::of(root),
            (root, path) => FieldPath::of(root).field(path),
        }
    }
}

fn texts(names: impl IntoIterator<Item = String>) -> Vec<Name> {
    let names: BTreeSet<String> = names.into_iter().collect();
    names.into_iter().map(|text| Name { text, number: false }).collect()
}
