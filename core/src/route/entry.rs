//! Who serves a host: which L7 entry a request goes to, and where clients reach it (docs/semantics/world.md 5.3 to 5.5).

use std::net::{IpAddr, SocketAddr};

use super::ingress::{self, Controller, Profile};
use super::source::{Context, Origin};
use super::walk::{Done, Note, Walk};
use super::{Dial, Tracer};
use crate::assumption::Assumption;
use crate::model::{IpFamily, ServiceType};
use crate::object::Evidence;
use crate::reason::{EntryReason, Reason};
use crate::trace::{Decision, Destination, Place, Stage, Verdict};
use crate::world::ServiceId;

/// Labels by which the pods of well-known controllers are known: value of `app.kubernetes.io/name`, and the controller it is.
const CONTROLLERS: [(&str, &str); 5] = [
    ("ingress-nginx", "k8s.io/ingress-nginx"),
    ("traefik", "traefik.io/ingress-controller"),
    ("nginx-ingress", "nginx.org/ingress-controller"),
    ("haproxy-ingress", "haproxy-ingress.github.io/controller"),
    ("kong", "ingress-controllers.konghq.com/kong"),
];

impl Tracer<'_> {
    /// The entry that serves a public host (docs/semantics/world.md 5.3); `None`: there is no L7 entry at all.
    pub(super) fn public_host(&mut self, origin: &Origin, walk: &Walk, dial: &Dial, name: &str) -> Option<Vec<Done>> {
        let world = self.world;
        let host = walk.packet.http.as_ref().map_or(name, |http| http.host.as_str()).to_owned();
        let (entries, unserved) = ingress::entries(world);
        let serving: Vec<&Controller> =
            entries.iter().filter(|entry| ingress::serves_host(world, entry, &host)).collect();
        let public = !origin.inside();
        let chosen = match serving.as_slice() {
            [one] => *one,
            [] => {
                let named = unserved.iter().find(|unserved| {
                    let rules = &world.ingresses[unserved.ingress].rules;
                    rules.iter().any(|rule| rule.host.eq_ignore_ascii_case(&host))
                });
                if let Some(nobody) = named {
                    return Some(vec![self.unserved(walk.clone(), nobody)]);
                }
                match entries.as_slice() {
                    // A host that no rule names may be a Gateway's.
                    _ if !world.gateways.is_empty() => return None,
                    [one] if public => one,
                    [] | [_] => return None,
                    several if public => return Some(vec![several_entries(walk.clone(), several)]),
                    _ => return None,
                }
            }
            several => {
                let several: Vec<Controller> = several.iter().map(|entry| (*entry).clone()).collect();
                return Some(vec![several_entries(walk.clone(), &several)]);
            }
        };
        let address = self.entry_address(chosen);
        let mut walk = walk.clone();
        let reason = Reason::NamePublic { name: name.to_owned(), entry: self.entry_name(chosen) };
        self.assume(Assumption::PublicDns { host: name.to_owned(), entry: self.entry_name(chosen) });
        let after = walk.with_dst(Destination::Address(SocketAddr::new(address, dial.port)));
        walk.note_rewrite(Note::new(Stage::Dns, Decision::Resolve, reason), after);
        walk.send();
        if let Context::Pod { node, .. } | Context::Node(node) = origin.context {
            walk.go(Place::Node(world.node(node).name.clone()));
            if let Some(stopped) = self.barred(&mut walk, Some(address), dial.port) {
                return Some(vec![*stopped]);
            }
            walk.note(super::kernel::forwarded(Reason::RoutedOut));
        }
        Some(self.l7(walk, dial, &chosen.clone()))
    }

    /// `via: ingress/ns/name`: the controller that serves it, with all its Ingresses.
    pub(super) fn via_ingress(&mut self, origin: &Origin, dial: &Dial, namespace: &str, name: &str) -> Vec<Done> {
        let world = self.world;
        let is = |i: &usize| {
            let meta = &world.ingresses[*i].meta;
            meta.namespace() == namespace && meta.name() == name
        };
        let (entries, unserved) = ingress::entries(world);
        let host = dial.host.clone().unwrap_or_default();
        let mut walk = self.walk(origin, dial, Destination::Name(host.clone(), dial.port));
        if let Some(entry) = entries.iter().find(|entry| entry.ingresses.iter().any(is)) {
            let address = self.entry_address(entry);
            let after = walk.with_dst(Destination::Address(SocketAddr::new(address, dial.port)));
            let reason = Reason::NamePublic { name: host.clone(), entry: self.entry_name(entry) };
            self.assume(Assumption::PublicDns { host, entry: self.entry_name(entry) });
            walk.note_rewrite(Note::new(Stage::Dns, Decision::Resolve, reason), after);
            walk.send();
            return self.l7(walk, dial, entry);
        }
        if let Some(nobody) = unserved.iter().find(|unserved| is(&unserved.ingress)) {
            return vec![self.unserved(walk, nobody)];
        }
        let reason = Reason::Entry(EntryReason::NoEntry { host: format!("ingress/{namespace}/{name}") });
        vec![walk.fail(Verdict::Unmatched, Note::new(Stage::Ingress, Decision::Unmatched, reason))]
    }

    /// The entry that has this address.
    pub(super) fn entry_at(&self, address: IpAddr) -> Option<Controller> {
        let (entries, _) = ingress::entries(self.world);
        let declared = |entry: &Controller| {
            let addresses = entry.ingresses.iter().flat_map(|i| &self.world.ingresses[*i].addresses);
            addresses.into_iter().any(|known| known.ip == Some(address))
        };
        entries.iter().find(|entry| declared(entry) || self.entry_address(entry) == address).cloned()
    }

    /// The Service of the controller's own pods, where the manifests hold one (docs/semantics/world.md 5.5).
    pub(super) fn controller(&self, entry: &Controller) -> Option<ServiceId> {
        let world = self.world;
        let addresses: Vec<IpAddr> = entry
            .ingresses
            .iter()
            .flat_map(|i| world.ingresses[*i].addresses.iter().filter_map(|address| address.ip))
            .collect();
        let has = |service: &crate::world::ServiceEntry| {
            service.load_balancer.iter().any(|balancer| balancer.ip.is_some_and(|ip| addresses.contains(&ip)))
        };
        if let Some(found) = world.services.iter().position(has) {
            return Some(ServiceId(found));
        }
        let class = world.ingress_classes.iter().find(|class| class.meta.name() == entry.class)?;
        let (label, _) = CONTROLLERS.iter().find(|(_, controller)| *controller == class.controller)?;
        let runs = |service: &crate::world::ServiceEntry| {
            service.spec.kind == ServiceType::LoadBalancer
                && service
                    .selected
                    .iter()
                    .any(|pod| world.pod(*pod).labels.get("app.kubernetes.io/name").is_some_and(|name| name == label))
        };
        world.services.iter().position(runs).map(ServiceId)
    }

    /// Where clients reach the entry.
    fn entry_address(&self, entry: &Controller) -> IpAddr {
        let world = self.world;
        let own = self.controller(entry).and_then(|id| world.service(id).load_balancer.iter().find_map(|b| b.ip));
        let declared = entry.ingresses.iter().find_map(|i| world.ingresses[*i].addresses.iter().find_map(|a| a.ip));
        let assumed = world.assumed_controller.as_ref().map(|controller| controller.address);
        own.or(declared).or(assumed).unwrap_or(super::source::balancer(IpFamily::V4))
    }

    pub(super) fn entry_name(&self, entry: &Controller) -> String {
        if let Some(id) = self.controller(entry) {
            return self.world.service(id).key();
        }
        let class = if entry.class.is_empty() { String::new() } else { format!(" ({})", entry.class) };
        match entry.profile {
            Profile::IngressNginx => format!("ingress-nginx{class}"),
            Profile::Specification => format!("ingress-controller{class}"),
        }
    }

    fn unserved(&self, walk: Walk, nobody: &ingress::Unserved) -> Done {
        let object = &self.world.ingresses[nobody.ingress].meta.reference;
        let reason =
            Reason::Entry(EntryReason::IngressClassNobody { ingress: object.key(), class: nobody.class.clone() });
        let note = Note::new(Stage::Ingress, Decision::Unmatched, reason)
            .because([Evidence::new(object, "spec.ingressClassName")]);
        walk.fail(Verdict::Unmatched, note)
    }
}

fn several_entries(walk: Walk, entries: &[Controller]) -> Done {
    let reason = Reason::Entry(EntryReason::SeveralEntries {
        entries: entries.iter().map(|entry| entry.class.clone()).collect(),
    });
    walk.fail(Verdict::Unknown, Note::new(Stage::Ingress, Decision::Unknown, reason))
}
