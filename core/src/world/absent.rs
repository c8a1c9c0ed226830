//! Whom what-ifs name, and nobody is called.

use std::collections::BTreeSet;

use super::World;

impl World {
    /// The pods and nodes that the world's state is about and that it does not have, as `pod shop/api-9` and `node node-9`, in the
    /// order of their names. What is said of them changes nothing.
    pub fn absent(&self) -> Vec<String> {
        let state = &self.state;
        let is_pod =
            |name: &str| name.split_once('/').is_some_and(|(namespace, name)| self.find_pod(namespace, name).is_some());
        let listening = state.not_listening.iter().map(|(pod, _)| pod);
        let pods: BTreeSet<&String> =
            state.not_ready.iter().chain(&state.pods_down).chain(listening).chain(state.placement.keys()).collect();
        let nodes: BTreeSet<&String> =
            state.nodes_down.iter().chain(state.addresses.keys()).chain(state.placement.values()).collect();
        let nodes = nodes.into_iter().filter(|name| self.find_node(name).is_none()).map(|name| format!("node {name}"));
        let pods = pods.into_iter().filter(|name| !is_pod(name)).map(|name| format!("pod {name}"));
        nodes.chain(pods).collect()
    }
}
