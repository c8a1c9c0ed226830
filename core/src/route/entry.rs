//! Who serves a host: which L7 entry a request goes to, and where clients reach it (docs/semantics/world.md 5.3 to 5.5).

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use super::gateway;
use super::ingress::{self, Controller, Profile, Unserved};
use super::l7::{Asked, Ruling};
use super::proxy::{Claim, ClaimedBy, Flow, Outcome, evaluate};
use super::source::{Context, Origin};
use super::walk::{Done, Note, Walk};
use super::{Dial, Tracer};
use crate::apart::apart;
use crate::assumption::Assumption;
use crate::model::{Gateway, IpFamily, ServiceType};
use crate::object::Evidence;
use crate::reason::{EntryReason, GatewayReason, Reason};
use crate::request::Via;
use crate::trace::{Decision, Destination, Http, Place, Stage, Verdict};
use crate::world::{AssumedPod, LoadBalancerAddress, NodeId, ServiceEntry, ServiceId, World};

/// Labels by which the pods of well-known controllers are known: value of `app.kubernetes.io/name`, and the controller it is.
const CONTROLLERS: [(&str, &str); 5] = [
    ("ingress-nginx", "k8s.io/ingress-nginx"),
    ("traefik", "traefik.io/ingress-controller"),
    ("nginx-ingress", "nginx.org/ingress-controller"),
    ("haproxy-ingress", "haproxy-ingress.github.io/controller"),
    ("kong", "ingress-controllers.konghq.com/kong"),
];

/// What whatever a controller makes for a Gateway is called by, in the Gateway's namespace (GEP-1762).
const GATEWAY_LABEL: &str = "gateway.networking.k8s.io/gateway-name";

/// Envoy Gateway's own labels, for name and namespace: it makes things in a namespace of its own.
const ENVOY_LABELS: [&str; 2] =
    ["gateway.envoyproxy.io/owning-gateway-name", "gateway.envoyproxy.io/owning-gateway-namespace"];

/// Who takes the connection of a client and reads its request.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Entry {
    Ingress(Controller),
    /// A place in the world's list.
    Gateway(usize),
}

/// Who would serve, if the class that is asked for were there.
enum Nobody {
    Ingress(Unserved),
    Gateway(usize),
}

impl Entry {
    pub(super) fn stage(&self) -> Stage {
        match self {
            Entry::Ingress(_) => Stage::Ingress,
            Entry::Gateway(_) => Stage::Gateway,
        }
    }

    /// Whether some rule names the host.
    fn serves_host(&self, world: &World, host: &str) -> bool {
        match self {
            Entry::Ingress(controller) => ingress::serves_host(world, controller, host),
            Entry::Gateway(i) => gateway::serves_host(world, gateway_of(world, *i), host),
        }
    }

    fn serves(&self, world: &World, via: &Via) -> bool {
        match (self, via) {
            (Entry::Ingress(controller), Via::Ingress { namespace, name }) => {
                controller.ingresses.iter().any(|i| world.ingresses[*i].meta.is(namespace, name))
            }
            (Entry::Gateway(i), Via::Gateway { namespace, name }) => gateway_of(world, *i).meta.is(namespace, name),
            (Entry::Ingress(_) | Entry::Gateway(_), _) => false,
        }
    }

    /// The addresses that manifests give it.
    fn declared(&self, world: &World) -> Vec<IpAddr> {
        match self {
            Entry::Ingress(controller) => {
                let addresses = controller.ingresses.iter().flat_map(|i| &world.ingresses[*i].addresses);
                addresses.filter_map(|address| address.ip).collect()
            }
            Entry::Gateway(i) => {
                gateway_of(world, *i).addresses.iter().filter_map(|address| address.parse().ok()).collect()
            }
        }
    }

    /// The pod that is assumed for it.
    pub(super) fn assumed<'w>(&self, world: &'w World) -> Option<&'w AssumedPod> {
        match self {
            Entry::Ingress(_) => world.assumed_controller.as_ref(),
            Entry::Gateway(i) => world.assumed_gateways.get(*i)?.as_ref(),
        }
    }

    pub(super) fn assumption(&self, world: &World) -> Assumption {
        match self {
            Entry::Ingress(Controller { profile: Profile::Specification, .. }) => Assumption::IngressController,
            Entry::Ingress(Controller { profile: Profile::IngressNginx, .. }) => Assumption::IngressNginx,
            Entry::Gateway(i) => Assumption::GatewayController { gateway: gateway_of(world, *i).meta.reference.key() },
        }
    }

    /// What it makes of a request; `None` where it does not read such a one.
    pub(super) fn rule(&self, world: &World, asked: Asked<'_>) -> Option<Ruling> {
        match self {
            Entry::Ingress(controller) => ingress::rule(world, controller, asked),
            Entry::Gateway(i) => Some(gateway::rule(world, gateway_of(world, *i), asked)),
        }
    }

    /// What becomes of a request to a port where its assumed pod does not read it; `None`: it reads it. A node port leads to
    /// whoever has it.
    pub(super) fn unread(&self, world: &World, http: Option<&Http>, port: u16) -> Option<Ruling> {
        let Entry::Ingress(controller) = self else { return None };
        let mut ports = world.services.iter().flat_map(|service| &service.ports);
        let is_node_port = ports.any(|known| known.node_port == Some(port));
        let http = http.filter(|_| !is_node_port)?;
        ingress::unread(world, controller, self.name(world), http, port)
    }

    /// The Service of its own pods, where the manifests hold one (docs/semantics/world.md 5.5).
    pub(super) fn service(&self, world: &World) -> Option<ServiceId> {
        let addresses = self.declared(world);
        let has = |service: &Arc<ServiceEntry>| {
            service.load_balancer.iter().any(|balancer| balancer.ip.is_some_and(|ip| addresses.contains(&ip)))
        };
        let found = world.services.iter().position(has).or_else(|| match self {
            Entry::Ingress(controller) => {
                let class = world.ingress_classes.iter().find(|class| class.meta.name() == controller.class)?;
                let (label, _) = CONTROLLERS.iter().find(|(_, controller)| *controller == class.controller)?;
                let runs = |service: &Arc<ServiceEntry>| {
                    let labels = service.selected.iter().map(|pod| &world.pod(*pod).labels);
                    service.spec.kind == ServiceType::LoadBalancer
                        && labels
                            .into_iter()
                            .any(|labels| labels.get("app.kubernetes.io/name").is_some_and(|name| name == label))
                };
                world.services.iter().position(runs)
            }
            Entry::Gateway(i) => {
                let meta = &gateway_of(world, *i).meta;
                let own = |service: &Arc<ServiceEntry>| {
                    let of = &service.spec.meta;
                    let has = |label: &str, value: &str| of.labels.get(label).is_some_and(|known| known == value);
                    let beside = of.namespace() == meta.namespace() && has(GATEWAY_LABEL, meta.name());
                    let [name, namespace] = ENVOY_LABELS;
                    let elsewhere = has(name, meta.name()) && has(namespace, meta.namespace());
                    service.spec.kind == ServiceType::LoadBalancer && (beside || elsewhere)
                };
                world.services.iter().position(own)
            }
        });
        found.map(ServiceId)
    }

    /// Whether clients reach it there.
    fn has(&self, world: &World, address: IpAddr) -> bool {
        self.declared(world).contains(&address) || self.address(world) == address
    }

    /// Where clients reach it.
    fn address(&self, world: &World) -> IpAddr {
        let own = self.service(world).and_then(|id| world.service(id).load_balancer.iter().find_map(|b| b.ip));
        let declared = || self.declared(world).first().copied();
        let assumed = || self.assumed(world).map(|pod| pod.address);
        own.or_else(declared).or_else(assumed).unwrap_or(super::source::balancer(IpFamily::V4))
    }

    pub(super) fn name(&self, world: &World) -> String {
        if let Some(id) = self.service(world) {
            return world.service(id).key();
        }
        match self {
            Entry::Ingress(controller) => {
                let class =
                    if controller.class.is_empty() { String::new() } else { format!(" ({})", controller.class) };
                match controller.profile {
                    Profile::IngressNginx => format!("ingress-nginx{class}"),
                    Profile::Specification => format!("ingress-controller{class}"),
                }
            }
            Entry::Gateway(i) => format!("Gateway {}", gateway_of(world, *i).meta.reference.key()),
        }
    }
}

impl Nobody {
    fn names_host(&self, world: &World, host: &str) -> bool {
        match self {
            Nobody::Ingress(unserved) => {
                let rules = &world.ingresses[unserved.ingress].rules;
                rules.iter().any(|rule| rule.host.eq_ignore_ascii_case(host))
            }
            Nobody::Gateway(i) => gateway::serves_host(world, gateway_of(world, *i), host),
        }
    }

    fn is(&self, world: &World, via: &Via) -> bool {
        match (self, via) {
            (Nobody::Ingress(unserved), Via::Ingress { namespace, name }) => {
                world.ingresses[unserved.ingress].meta.is(namespace, name)
            }
            (Nobody::Gateway(i), Via::Gateway { namespace, name }) => gateway_of(world, *i).meta.is(namespace, name),
            (Nobody::Ingress(_) | Nobody::Gateway(_), _) => false,
        }
    }

    fn done(&self, world: &World, walk: Walk) -> Done {
        let (stage, reason, evidence) = match self {
            Nobody::Ingress(unserved) => {
                let object = &world.ingresses[unserved.ingress].meta.reference;
                let (ingress, class) = (object.key(), unserved.class.clone());
                let reason = Reason::Entry(EntryReason::IngressClassNobody { ingress, class });
                (Stage::Ingress, reason, Evidence::new(object, "spec.ingressClassName"))
            }
            Nobody::Gateway(i) => {
                let Gateway { meta, class, .. } = gateway_of(world, *i);
                let (gateway, class) = (meta.reference.key(), class.clone());
                let reason = Reason::Gateway(GatewayReason::GatewayClassNobody { gateway, class });
                (Stage::Gateway, reason, Evidence::new(&meta.reference, "spec.gatewayClassName"))
            }
        };
        walk.fail(Verdict::Unmatched, Note::new(stage, Decision::Unmatched, reason).because([evidence]))
    }
}

fn gateway_of(world: &World, i: usize) -> &Gateway {
    &world.gateway_api.gateways[i]
}

/// Every entry of the cluster, and what nobody serves.
fn entries(world: &World) -> (Vec<Entry>, Vec<Nobody>) {
    let (controllers, unserved) = ingress::entries(world);
    let mut entries: Vec<Entry> = controllers.into_iter().map(Entry::Ingress).collect();
    let mut nobody: Vec<Nobody> = unserved.into_iter().map(Nobody::Ingress).collect();
    for (i, of) in world.gateway_api.gateways.iter().enumerate() {
        if gateway::is_served(world, of) {
            entries.push(Entry::Gateway(i));
        } else {
            nobody.push(Nobody::Gateway(i));
        }
    }
    (entries, nobody)
}

impl Tracer<'_> {
    /// The entry that serves a public host (docs/semantics/world.md 5.3); `None`: there is no L7 entry at all.
    pub(super) fn public_host(&mut self, origin: &Origin, walk: &Walk, dial: &Dial, name: &str) -> Option<Vec<Done>> {
        let world = self.world;
        let host = walk.packet.http.as_ref().map_or(name, |http| http.host.as_str()).to_ascii_lowercase();
        let (entries, nobody) = entries(world);
        let serving =
            |host: &str| -> Vec<&Entry> { entries.iter().filter(|entry| entry.serves_host(world, host)).collect() };
        // DNS decides where the connection goes; the Host header stands for a name that nobody knows.
        let by_name = serving(&name.to_ascii_lowercase());
        let serving = if by_name.is_empty() { serving(&host) } else { by_name };
        let public = !origin.inside();
        let chosen = match serving.as_slice() {
            [one] => *one,
            [] => {
                if let Some(nobody) = nobody.iter().find(|nobody| nobody.names_host(world, &host)) {
                    return Some(vec![nobody.done(world, walk.clone())]);
                }
                match entries.as_slice() {
                    // A host that no rule names may be served by somebody who is not modelled.
                    _ if !world.foreign_entries.is_empty() => return None,
                    [one] if public => one,
                    [] | [_] => return None,
                    several if public => {
                        let several: Vec<&Entry> = several.iter().collect();
                        return Some(vec![several_entries(world, walk.clone(), &several)]);
                    }
                    _ => return None,
                }
            }
            several => return Some(vec![several_entries(world, walk.clone(), several)]),
        };
        Some(self.enter(origin, walk.clone(), dial, name, chosen))
    }

    /// `via: ingress/ns/name` or `gateway/ns/name`: the controller that serves it, with all that it serves.
    pub(super) fn via(&mut self, origin: &Origin, dial: &Dial, via: &Via) -> Vec<Done> {
        let world = self.world;
        let (entries, nobody) = entries(world);
        let host = dial.host.clone().unwrap_or_default();
        let walk = self.walk(origin, dial, Destination::Name(host.clone(), dial.port));
        if let Some(entry) = entries.iter().find(|entry| entry.serves(world, via)) {
            return self.enter(origin, walk, dial, &host, entry);
        }
        if let Some(nobody) = nobody.iter().find(|nobody| nobody.is(world, via)) {
            return vec![nobody.done(world, walk)];
        }
        let reason = Reason::Entry(EntryReason::NoEntry { host: via.to_string() });
        vec![walk.fail(Verdict::Unmatched, Note::new(Stage::Ingress, Decision::Unmatched, reason))]
    }

    /// The client finds the entry's address by the name, or has it already, and sends there.
    fn enter(&mut self, origin: &Origin, mut walk: Walk, dial: &Dial, name: &str, entry: &Entry) -> Vec<Done> {
        let world = self.world;
        let known: Option<IpAddr> = name.parse().ok();
        let address = known.unwrap_or_else(|| entry.address(world));
        let after = walk.with_dst(Destination::Address(SocketAddr::new(address, dial.port)));
        if known.is_some() {
            walk.packet = after;
        } else {
            let of = entry.name(world);
            self.assume(Assumption::PublicDns { host: name.to_owned(), entry: of.clone() });
            let reason = Reason::NamePublic { name: name.to_owned(), entry: of };
            walk.note_rewrite(Note::new(Stage::Dns, Decision::Resolve, reason), after);
        }
        walk.send();
        if let Context::Pod { node, .. } | Context::Node(node) = origin.context {
            walk.go(Place::Node(world.node(node).name.clone()));
            let dst = SocketAddr::new(address, dial.port);
            if entry.has(world, address) && self.is_translated(&walk, node, dst) {
                return self.kernel_to_entry(walk, node, dst, dial, entry);
            }
            if let Some(stopped) = self.barred(&mut walk, Some(address), dial.port) {
                return vec![*stopped];
            }
            walk.note(super::kernel::forwarded(Reason::RoutedOut));
        }
        self.l7(walk, dial, entry)
    }

    /// What a pod or node sends, in its node's kernel; where that translates the address of an entry, to the entry's rules.
    pub(super) fn at_own_node(&mut self, mut walk: Walk, node: NodeId, dst: SocketAddr, dial: &Dial) -> Vec<Done> {
        walk.go(Place::Node(self.world.node(node).name.clone()));
        let behind = || if self.is_translated(&walk, node, dst) { self.known_reader_at(&walk, dst.ip()) } else { None };
        let entry = if self.has_entries() { apart(behind) } else { None };
        match entry {
            Some(entry) => self.kernel_to_entry(walk, node, dst, dial, &entry),
            None => self.kernel(walk, node, dst, true),
        }
    }

    /// Whether kube-proxy has a rule on the node for this address of a load balancer: what is sent there from here never leaves.
    fn is_translated(&self, walk: &Walk, node: NodeId, dst: SocketAddr) -> bool {
        let vip = |balancer: &LoadBalancerAddress| balancer.vip && balancer.ip == Some(dst.ip());
        let mut services = self.world.services_at(dst.ip());
        let flow = Flow { node, protocol: walk.protocol(), src: walk.packet.src, dst, own: false };
        services.any(|(_, entry)| entry.load_balancer.iter().any(vip))
            && matches!(evaluate(self.world, flow), Outcome::Claimed { claim: Claim { by: ClaimedBy::Vip, .. }, .. })
    }

    /// Whether some entry has a rule for this host.
    pub(super) fn is_served(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        entries(self.world).0.iter().any(|entry| entry.serves_host(self.world, &host))
    }

    /// Whether a rule names this host to which nobody listens.
    pub(super) fn is_named(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        entries(self.world).1.iter().any(|nobody| nobody.names_host(self.world, &host))
    }

    /// The entry that has this address and reads what is sent there.
    pub(super) fn reader_at(&self, walk: &Walk, address: IpAddr) -> Option<Entry> {
        if self.has_entries() { apart(|| self.known_reader_at(walk, address)) } else { None }
    }

    fn has_entries(&self) -> bool {
        !self.world.ingresses.is_empty() || !self.world.gateway_api.gateways.is_empty()
    }

    fn known_reader_at(&self, walk: &Walk, address: IpAddr) -> Option<Entry> {
        let world = self.world;
        let (entries, _) = entries(world);
        let reads = |entry: &Entry| walk.packet.http.is_some() || matches!(entry, Entry::Gateway(_));
        entries.into_iter().find(|entry| reads(entry) && entry.has(world, address))
    }
}

fn several_entries(world: &World, walk: Walk, entries: &[&Entry]) -> Done {
    let entries = entries.iter().map(|entry| entry.name(world)).collect();
    let reason = Reason::Entry(EntryReason::SeveralEntries { entries });
    walk.fail(Verdict::Unknown, Note::new(Stage::Ingress, Decision::Unknown, reason))
}
