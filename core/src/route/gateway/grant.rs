//! References across namespaces (docs/semantics/l7.md 3.12).

use crate::model::Target;
use crate::world::World;

/// Whether an object of this group, kind and namespace may name the target: in its own namespace, or as a ReferenceGrant of the
/// target's namespace says.
pub(super) fn granted(world: &World, group: &str, kind: &str, namespace: &str, target: &Target) -> bool {
    let there = target.namespace_or(namespace);
    there == namespace
        || world.gateway_api.grants.iter().filter(|grant| grant.meta.namespace() == there).any(|grant| {
            let from = |(g, k, n): &(String, String, String)| g == group && k == kind && n == namespace;
            let to = |(g, k, name): &(String, String, Option<String>)| {
                *g == target.group && *k == target.kind && name.as_ref().is_none_or(|name| *name == target.name)
            };
            grant.from.iter().any(from) && grant.to.iter().any(to)
        })
}
