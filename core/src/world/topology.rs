//! How the objects of a world hang together, as a graph: who selects, backs, routes to, owns and runs on whom.

use petgraph::graph::{DiGraph, NodeIndex};
use std::collections::HashMap;

use super::World;
use crate::model::IngressBackend;
use crate::object::ObjectRef;

/// One relation, from subject to object: "Service selects Pod".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Relation {
    /// A Service's selector matches a pod.
    Selects,
    /// A pod is an endpoint of a Service, ready or not.
    Backs,
    /// An Ingress names a Service as backend.
    Routes,
    /// A workload made a pod.
    Owns,
    /// A pod runs on a node.
    RunsOn,
}

pub type Topology = DiGraph<ObjectRef, Relation>;

/// The graph of all relations; objects without any are in it too.
pub fn topology(world: &World) -> Topology {
    let mut graph = Graph { graph: Topology::new(), index: HashMap::new() };
    for node in world.nodes.iter() {
        graph.node(&node_reference(&node.name));
    }
    for pod in world.pods.iter() {
        if let Some(owner) = &pod.owner {
            graph.relate(owner, Relation::Owns, &pod.reference);
        }
        if let Some(node) = pod.node {
            graph.relate(&pod.reference, Relation::RunsOn, &node_reference(&world.node(node).name));
        }
    }
    for entry in &world.services {
        let service = &entry.spec.meta.reference;
        graph.node(service);
        for pod in &entry.selected {
            graph.relate(service, Relation::Selects, &world.pod(*pod).reference);
        }
        let backing = entry.ports.iter().flat_map(|port| port.endpoints.iter().filter_map(|endpoint| endpoint.pod));
        for pod in backing {
            graph.relate(&world.pod(pod).reference, Relation::Backs, service);
        }
    }
    for ingress in &world.ingresses {
        let rules = ingress.rules.iter().flat_map(|rule| rule.paths.iter().flatten().map(|path| &path.backend));
        for backend in rules.chain(&ingress.default_backend) {
            let IngressBackend::Service { name, .. } = backend else { continue };
            if let Some(id) = world.find_service(ingress.meta.namespace(), name) {
                graph.relate(&ingress.meta.reference, Relation::Routes, &world.service(id).spec.meta.reference);
            }
        }
    }
    graph.graph
}

/// How a node is called in the graph, whether an object declares it or not.
pub fn node_reference(name: &str) -> ObjectRef {
    ObjectRef::new("v1", "Node", "", name)
}

struct Graph {
    graph: Topology,
    index: HashMap<ObjectRef, NodeIndex>,
}

impl Graph {
    fn node(&mut self, reference: &ObjectRef) -> NodeIndex {
        if let Some(index) = self.index.get(reference) {
            return *index;
        }
        let index = self.graph.add_node(reference.clone());
        self.index.insert(reference.clone(), index);
        index
    }

    fn relate(&mut self, from: &ObjectRef, relation: Relation, to: &ObjectRef) {
        let (from, to) = (self.node(from), self.node(to));
        if !self.graph.edges_connecting(from, to).any(|edge| *edge.weight() == relation) {
            self.graph.add_edge(from, to, relation);
        }
    }
}
