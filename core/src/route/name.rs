//! A name instead of an address: the cluster's DNS for pods, public DNS for everybody else.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use super::dns::{self, Answer, Data, Resolution};
use super::resolver::{Resolver, Server};
use super::source::{Context, Origin};
use super::walk::{Done, Note, Walk};
use super::{Dial, Tracer};
use crate::assumption::Assumption;
use crate::object::Evidence;
use crate::reason::{Gap, Reason};
use crate::request::RecordType;
use crate::trace::{Candidate, Choice, Decision, Destination, Place, Stage, Verdict, WhyNot};
use crate::world::{ServiceEntry, ServiceId};

/// An alias of an alias of …: resolvers give up too.
pub(super) const MAX_ALIASES: usize = 8;

impl Tracer<'_> {
    pub(super) fn name(&mut self, origin: &Origin, dial: &Dial, name: &str) -> Vec<Done> {
        let walk = self.walk(origin, dial, Destination::Name(name.trim_end_matches('.').to_owned(), dial.port));
        if matches!(origin.context, Context::Node(_))
            && let Some(done) = self.own_name(origin, &walk, dial, &Resolver::of_node(), name)
        {
            return done;
        }
        let Context::Pod { namespace, dns, .. } = &origin.context else {
            return self.outside_name(origin, walk, dial, &[name.to_owned()], name);
        };
        if let Some(done) = self.own_name(origin, &walk, dial, dns, name) {
            return done;
        }
        match dns.asks {
            Server::Cluster => {
                self.assume_dns();
                self.queried(origin, walk, name, |tracer, walk| {
                    tracer.cluster_name(origin, walk, dial, (dns, namespace), name)
                })
            }
            Server::Node => {
                let names = dns.names(self.world, namespace, name);
                self.outside_name(origin, walk, dial, &names, name)
            }
            Server::Other(address) if self.is_of_cluster(address) => unknown(walk, Gap::DnsServer { address }),
            Server::Other(_) => {
                let names = dns.names(self.world, namespace, name);
                self.queried(origin, walk, name, |tracer, walk| tracer.outside_name(origin, walk, dial, &names, name))
            }
            Server::Nobody => unknown(walk, Gap::DnsPolicy { policy: "None".into() }),
        }
    }

    /// A server of the cluster that is not its DNS: nobody knows what it answers.
    fn is_of_cluster(&self, address: IpAddr) -> bool {
        self.world.is_service_address(address) || self.world.is_pod_address(address)
    }

    /// A name in the pod's own /etc/hosts: nobody is asked.
    fn own_name(&mut self, origin: &Origin, walk: &Walk, dial: &Dial, dns: &Resolver, name: &str) -> Option<Vec<Done>> {
        let pod = match &origin.place {
            Place::Pod { namespace, name } => self.world.find_pod(namespace, name),
            _ => None,
        };
        let (ips, evidence) = dns.hosts(self.world, pod.map(|id| self.world.pod(id)), name.trim_end_matches('.'))?;
        let address = super::spoken(origin, ips.iter().copied())?;
        let reason = Reason::NameInHosts { name: name.to_owned(), address };
        let dst = SocketAddr::new(address, dial.port);
        let after = walk.with_dst(Destination::Address(dst));
        let mut walk = walk.clone();
        walk.note_rewrite(Note::new(Stage::Dns, Decision::Resolve, reason).because(evidence), after);
        match self.face(origin, walk, address) {
            Ok(mut walk) => {
                walk.send();
                Some(self.send(origin, walk, dial, address))
            }
            Err(unknown) => Some(vec![*unknown]),
        }
    }

    /// A pod asks the cluster's DNS, along its search list, and follows aliases.
    fn cluster_name(
        &mut self,
        origin: &Origin,
        mut walk: Walk,
        dial: &Dial,
        (dns, namespace): (&Resolver, &str),
        name: &str,
    ) -> Vec<Done> {
        let record = if origin.ip.is_ipv4() { RecordType::A } else { RecordType::Aaaa };
        let other = if origin.ip.is_ipv4() { RecordType::Aaaa } else { RecordType::A };
        let both = origin.ips.iter().any(|ip| ip.is_ipv4() != origin.ip.is_ipv4());
        let mut asked = name.to_owned();
        let mut targets: Vec<String> = Vec::new();
        for _ in 0..MAX_ALIASES {
            let names = dns.names(self.world, namespace, &asked);
            let mut resolution = dns::resolve(self.world, names.clone(), record);
            // A resolver with addresses of both families asks for both.
            if both && !matches!(resolution.answer(), Answer::Records(_)) {
                let also = dns::resolve(self.world, names, other);
                if matches!(also.answer(), Answer::Records(_)) {
                    resolution = also;
                }
            }
            let tried = candidates(&resolution);
            match resolution.answer() {
                Answer::Records(records) => {
                    missed(&mut walk, &tried[..tried.len() - 1]);
                    if let Some((Data::Cname(target), service)) =
                        records.first().map(|record| (record.data.clone(), record.service))
                    {
                        if let Some(done) = self.alias(&mut walk, name, &asked, (&target, service), tried, &targets) {
                            return vec![done];
                        }
                        asked = format!("{target}.");
                        targets.push(target);
                        continue;
                    }
                    let addresses: Vec<(IpAddr, Option<ServiceId>)> = records
                        .iter()
                        .filter_map(|record| match record.data {
                            Data::Address(ip) => Some((ip, record.service)),
                            Data::Cname(_) | Data::Srv { .. } | Data::Pointer(_) | Data::Text(_) => None,
                        })
                        .collect();
                    return self.dial_addresses(origin, &walk, dial, &asked, &addresses, &tried);
                }
                Answer::Unknown => {
                    return unknown(walk, self.own_service_named(&asked));
                }
                Answer::NoData | Answer::NxDomain | Answer::Outside => {
                    return self.not_of_cluster(origin, walk, dial, &resolution, &tried, asked.trim_end_matches('.'));
                }
            }
        }
        // CoreDNS gives up as well, and answers without an address.
        let reason =
            Reason::NameNoRecords { name: name.trim_end_matches('.').to_owned(), record: record.as_str().into() };
        vec![walk.fail(Verdict::Nxdomain, Note::new(Stage::Dns, Decision::Unmatched, reason))]
    }

    /// What of a name is not known: only Services that every cluster has are there without their addresses.
    fn own_service_named(&self, asked: &str) -> Gap {
        let mut labels = asked.split('.');
        let (name, namespace) = (labels.next().unwrap_or_default(), labels.next().unwrap_or("default"));
        let own = self.world.own_service(namespace, name);
        own.map_or_else(
            || Gap::DnsRecord { record: asked.to_owned() },
            |own| Gap::OwnService { service: own.key.to_owned() },
        )
    }

    /// An ExternalName leads on; `Some`: it leads back.
    fn alias(
        &self,
        walk: &mut Walk,
        name: &str,
        asked: &str,
        (target, service): (&str, Option<ServiceId>),
        tried: Arc<[Candidate]>,
        targets: &[String],
    ) -> Option<Done> {
        let reason = Reason::NameAlias { name: asked.to_owned(), target: target.to_owned() };
        let evidence = service.map(|id| dns::evidence(self.world.service(id)));
        walk.note(Note::new(Stage::Dns, Decision::Resolve, reason).because(evidence).among(tried, None));
        if !targets.iter().any(|known| known == target) {
            return None;
        }
        let name = name.trim_end_matches('.').to_owned();
        let reason = Reason::NameLoop { name, target: target.to_owned() };
        Some(walk.clone().fail(Verdict::Nxdomain, Note::new(Stage::Dns, Decision::Unmatched, reason)))
    }

    /// The cluster's DNS has no such name itself.
    fn not_of_cluster(
        &mut self,
        origin: &Origin,
        walk: Walk,
        dial: &Dial,
        resolution: &Resolution,
        tried: &Arc<[Candidate]>,
        plain: &str,
    ) -> Vec<Done> {
        for (i, (full, answer)) in resolution.tried.iter().enumerate() {
            if *answer == Answer::Outside {
                let mut walk = walk.clone();
                missed(&mut walk, &tried[..i]);
                walk.note(forwarded(full, tried, i));
                if let Some(done) = self.beyond(origin, &walk, dial, full, plain) {
                    return done;
                }
            }
        }
        if dns::silent(self.world, resolution).is_none() {
            self.offer_namesakes(dial, plain);
        }
        vec![self.nobody_knows(walk, plain, resolution, tried.clone())]
    }

    /// A Service's address is dialled; of a headless Service's addresses the client takes one.
    fn dial_addresses(
        &mut self,
        origin: &Origin,
        walk: &Walk,
        dial: &Dial,
        name: &str,
        addresses: &[(IpAddr, Option<ServiceId>)],
        tried: &Arc<[Candidate]>,
    ) -> Vec<Done> {
        let mut done = Vec::new();
        for (address, id) in addresses {
            let entry = id.map(|id| self.world.service(id));
            let headless = id.filter(|id| self.world.service(*id).spec.headless);
            let mut walk = walk.clone();
            walk.weight /= addresses.len() as f64;
            let plain = name.trim_end_matches('.').to_owned();
            let reason = if headless.is_some() {
                Reason::NameResolvedHeadless { name: plain, addresses: addresses.len() }
            } else {
                Reason::NameResolved { name: plain, address: *address, service: entry.map(ServiceEntry::key) }
            };
            let dst = SocketAddr::new(*address, dial.port);
            let after = walk.with_dst(Destination::Address(dst));
            let chosen = tried.iter().position(|candidate| candidate.why_not.is_none());
            let note = Note::new(Stage::Dns, Decision::Resolve, reason)
                .because(entry.map(dns::evidence))
                .among(tried.clone(), chosen);
            walk.note_rewrite(note, after);
            let mut walk = match self.face(origin, walk, *address) {
                Ok(walk) => walk,
                Err(unknown) => {
                    done.push(*unknown);
                    continue;
                }
            };
            walk.send();
            match headless {
                Some(id) => done.extend(self.headless(origin, walk, id, dst)),
                None => done.extend(self.send(origin, walk, dial, *address)),
            }
        }
        done
    }

    /// No virtual address: the client dials the pod itself, on the port it asked for.
    fn headless(&mut self, origin: &Origin, mut walk: Walk, id: ServiceId, dst: SocketAddr) -> Vec<Done> {
        let entry = self.world.service(id);
        let port = entry.ports.iter().position(|port| port.spec.port == dst.port());
        walk.service = Some(format!("{}:{}", entry.key(), dst.port()).into());
        let node = match origin.context {
            Context::Pod { node, .. } | Context::Node(node) => node,
            Context::Outside { .. } => return self.send(origin, walk, &self.plain(dst), dst.ip()),
        };
        walk.go(Place::Node(self.world.node(node).name.clone()));
        let endpoint = port.and_then(|port| {
            let found = entry.ports[port].endpoints.iter().position(|endpoint| endpoint.address == dst)?;
            Some((port, found))
        });
        let backend = super::network::Backend { service: Some(id), endpoint };
        vec![self.deliver(walk, Some(node), dst, Some(backend))]
    }

    /// The last name that a resolver tries has no answer either.
    pub(super) fn nobody_knows(
        &self,
        mut walk: Walk,
        plain: &str,
        resolution: &Resolution,
        tried: Arc<[Candidate]>,
    ) -> Done {
        missed(&mut walk, &tried[..tried.len().saturating_sub(1)]);
        let note = match dns::silent(self.world, resolution) {
            Some(entry) => {
                let reason = Reason::NameNoReadyEndpoint { name: plain.to_owned(), service: entry.key() };
                let selector = Evidence::new(&entry.spec.meta.reference, "spec.selector");
                Note::new(Stage::Dns, Decision::Unmatched, reason).because([dns::evidence(entry), selector])
            }
            None => {
                let asked: Vec<String> = resolution.tried.iter().map(|(name, _)| name.clone()).collect();
                not_found(plain, &asked)
            }
        };
        walk.fail(Verdict::Nxdomain, note.among(tried, None))
    }

    fn plain(&self, dst: SocketAddr) -> Dial {
        Dial { scheme: crate::request::Scheme::Tcp, port: dst.port(), path: String::new(), host: None }
    }

    pub(super) fn assume_dns(&mut self) {
        if self.world.dns.service.is_none() {
            self.assume(Assumption::ClusterDns { address: self.world.dns.address });
        }
    }
}

pub(super) fn unknown(walk: Walk, what: Gap) -> Vec<Done> {
    vec![walk.fail(Verdict::Unknown, Note::new(Stage::Dns, Decision::Unknown, Reason::NotModelled { what }))]
}

pub(super) fn not_found(name: &str, tried: &[String]) -> Note {
    let reason = Reason::NameNotFound { name: name.trim_end_matches('.').to_owned(), tried: tried.to_vec() };
    Note::new(Stage::Dns, Decision::Unmatched, reason)
}

/// Each question without an answer is a step.
pub(super) fn missed(walk: &mut Walk, tried: &[Candidate]) {
    for candidate in tried {
        if let Choice::Name { text } = &candidate.what {
            let exists = candidate.why_not == Some(WhyNot::NoRecords);
            let reason = Reason::NameMissed { name: text.clone(), exists };
            walk.note(Note::new(Stage::Dns, Decision::Unmatched, reason));
        }
    }
}

/// The cluster's DNS asks another server for a name that is not of its domain, the `at`th that the client tried.
fn forwarded(name: &str, tried: &Arc<[Candidate]>, at: usize) -> Note {
    let mut tried: Vec<Candidate> = tried.iter().take(at + 1).cloned().collect();
    if let Some(this) = tried.last_mut() {
        this.why_not = None;
    }
    let reason = Reason::NameForwarded { name: name.to_owned() };
    Note::new(Stage::Dns, Decision::Resolve, reason).among(tried.into(), Some(at))
}

pub(super) fn candidates(resolution: &Resolution) -> Arc<[Candidate]> {
    let tried = resolution.tried.iter().map(|(name, answer)| {
        let why_not = match answer {
            Answer::Records(_) => None,
            Answer::NoData => Some(WhyNot::NoRecords),
            Answer::NxDomain | Answer::Outside | Answer::Unknown => Some(WhyNot::NoSuchName),
        };
        Candidate { what: Choice::Name { text: name.clone() }, why_not, node: None, evidence: None }
    });
    tried.collect()
}
