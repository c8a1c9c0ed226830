//! A name instead of an address: the cluster's DNS for pods, public DNS for everybody else.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use super::dns::{self, Answer, Data, Resolution};
use super::source::{Context, Origin, Resolver};
use super::walk::{Done, Note, Walk};
use super::{Dial, Tracer};
use crate::assumption::Assumption;
use crate::model::IpFamily;
use crate::object::Evidence;
use crate::reason::{Gap, Reason};
use crate::request::{RecordType, Scheme};
use crate::trace::{Candidate, Choice, Decision, Destination, Place, Stage, Verdict, WhyNot};
use crate::world::ServiceId;

/// IANA's list of top-level domains, lower case, sorted.
const TOP_LEVEL_DOMAINS: &str = include_str!("tlds.txt");

/// An alias of an alias of …: resolvers give up too.
const MAX_ALIASES: usize = 8;

impl Tracer<'_> {
    pub(super) fn name(&mut self, origin: &Origin, dial: &Dial, name: &str) -> Vec<Done> {
        let mut walk = self.walk(origin, dial, Destination::Name(name.trim_end_matches('.').to_owned(), dial.port));
        match &origin.context {
            Context::Pod { namespace, dns: Resolver::Cluster, .. } => {
                self.assume_dns();
                self.queried(origin, walk, name, |tracer, walk| {
                    tracer.cluster_name(origin, walk, dial, namespace, name)
                })
            }
            Context::Pod { dns: Resolver::Other(policy), .. } => {
                let what = Gap::DnsPolicy { policy: policy.clone() };
                let note = Note::new(Stage::Dns, Decision::Unknown, Reason::NotModelled { what });
                vec![walk.fail(Verdict::Unknown, note)]
            }
            Context::Pod { dns: Resolver::Node, .. } | Context::Node(_) | Context::Outside { .. } => {
                if let Some(done) = self.public_name(origin, walk.clone(), dial, name) {
                    return done;
                }
                walk.note(not_found(name, &[]));
                vec![walk.end(Verdict::Nxdomain, None)]
            }
        }
    }

    /// A pod asks the cluster's DNS, along its search list, and follows aliases.
    fn cluster_name(&mut self, origin: &Origin, mut walk: Walk, dial: &Dial, namespace: &str, name: &str) -> Vec<Done> {
        let record = if origin.ip.is_ipv4() { RecordType::A } else { RecordType::Aaaa };
        let other = if origin.ip.is_ipv4() { RecordType::Aaaa } else { RecordType::A };
        let both = origin.ips.iter().any(|ip| ip.is_ipv4() != origin.ip.is_ipv4());
        let mut asked = name.to_owned();
        for _ in 0..MAX_ALIASES {
            let mut resolution = dns::resolve(self.world, namespace, &asked, record);
            // A resolver with addresses of both families asks for both.
            if both && !matches!(resolution.answer(), Answer::Records(_)) {
                let also = dns::resolve(self.world, namespace, &asked, other);
                if matches!(also.answer(), Answer::Records(_)) {
                    resolution = also;
                }
            }
            let tried = candidates(&resolution);
            match resolution.answer() {
                Answer::Records(records) => {
                    if let Some((Data::Cname(target), service)) =
                        records.first().map(|record| (record.data.clone(), record.service))
                    {
                        let reason = Reason::NameAlias { name: asked.clone(), target: target.clone() };
                        let evidence = dns::evidence(self.world.service(service));
                        walk.note(
                            Note::new(Stage::Dns, Decision::Resolve, reason).because([evidence]).among(tried, None),
                        );
                        asked = format!("{target}.");
                        continue;
                    }
                    let addresses: Vec<(IpAddr, ServiceId)> = records
                        .iter()
                        .filter_map(|record| match record.data {
                            Data::Address(ip) => Some((ip, record.service)),
                            Data::Cname(_) | Data::Srv { .. } => None,
                        })
                        .collect();
                    return self.dial_addresses(origin, &walk, dial, &asked, &addresses, &tried);
                }
                Answer::Unknown => {
                    let what = Gap::DnsRecord { record: asked };
                    let note = Note::new(Stage::Dns, Decision::Unknown, Reason::NotModelled { what });
                    return vec![walk.fail(Verdict::Unknown, note)];
                }
                Answer::NoData | Answer::NxDomain | Answer::Outside => {
                    let plain = asked.trim_end_matches('.').to_owned();
                    if let Some(done) = self.public_name(origin, walk.clone(), dial, &plain) {
                        return done;
                    }
                    self.offer_namesakes(dial, &plain);
                    let note = not_found(&plain, &names(&resolution)).among(tried, None);
                    return vec![walk.fail(Verdict::Nxdomain, note)];
                }
            }
        }
        let note = Note::new(Stage::Dns, Decision::Unknown, Reason::NotModelled { what: Gap::Loop });
        vec![walk.fail(Verdict::Unknown, note)]
    }

    /// A Service's address is dialled; of a headless Service's addresses the client takes one.
    fn dial_addresses(
        &mut self,
        origin: &Origin,
        walk: &Walk,
        dial: &Dial,
        name: &str,
        addresses: &[(IpAddr, ServiceId)],
        tried: &Arc<[Candidate]>,
    ) -> Vec<Done> {
        let mut done = Vec::new();
        for (address, id) in addresses {
            let entry = self.world.service(*id);
            let mut walk = walk.clone();
            walk.weight /= addresses.len() as f64;
            let plain = name.trim_end_matches('.').to_owned();
            let reason = if entry.spec.headless {
                Reason::NameResolvedHeadless { name: plain, addresses: addresses.len() }
            } else {
                Reason::NameResolved { name: plain, address: *address, service: Some(entry.key()) }
            };
            let dst = SocketAddr::new(*address, dial.port);
            let after = walk.with_dst(Destination::Address(dst));
            let chosen = tried.iter().position(|candidate| candidate.why_not.is_none());
            let note = Note::new(Stage::Dns, Decision::Resolve, reason)
                .because([dns::evidence(entry)])
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
            if entry.spec.headless {
                done.extend(self.headless(origin, walk, *id, dst));
            } else {
                done.extend(self.send(origin, walk, dial, *address));
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

    fn plain(&self, dst: SocketAddr) -> Dial {
        Dial { scheme: crate::request::Scheme::Tcp, port: dst.port(), path: String::new(), host: None }
    }

    /// A name that the cluster's DNS does not have: an entry that serves it, or the world outside (docs/semantics/world.md 4.4, 5.3).
    /// `None`: nobody has such a name.
    fn public_name(&mut self, origin: &Origin, walk: Walk, dial: &Dial, name: &str) -> Option<Vec<Done>> {
        let name = name.trim_end_matches('.');
        if let Some(id) = self.balancer_named(name) {
            let entry = self.world.service(id);
            let declared = super::spoken(origin, entry.load_balancer.iter().filter_map(|balancer| balancer.ip));
            let family = entry.cluster_ips.first().map_or(IpFamily::V4, |ip| IpFamily::of(*ip));
            let address = declared.unwrap_or(super::source::balancer(family));
            let mut walk = walk;
            let reason = Reason::NamePublic { name: name.to_owned(), entry: entry.key() };
            let after = walk.with_dst(Destination::Address(SocketAddr::new(address, dial.port)));
            walk.note_rewrite(Note::new(Stage::Dns, Decision::Resolve, reason), after);
            let mut walk = match self.face(origin, walk, address) {
                Ok(walk) => walk,
                Err(unknown) => return Some(vec![*unknown]),
            };
            walk.send();
            if declared.is_some() {
                return Some(self.send(origin, walk, dial, address));
            }
            // Nobody knows its addresses, but whose they are.
            if let Context::Pod { node, .. } | Context::Node(node) = origin.context {
                walk.go(Place::Node(self.world.node(node).name.clone()));
            }
            if let Some(stopped) = self.barred(&mut walk, None, dial.port) {
                return Some(vec![*stopped]);
            }
            return Some(self.at_balancer(walk, &[id], SocketAddr::new(address, dial.port)));
        }
        if (walk.packet.http.is_some() || dial.scheme == Scheme::Tls)
            && let Some(done) = self.public_host(origin, &walk, dial, name)
        {
            return Some(done);
        }
        let cluster = format!(".{}", self.world.knobs.cluster_domain);
        let last = name.rsplit('.').next().unwrap_or(name).to_ascii_lowercase();
        let here = self.world.namespaces.contains_key(&last);
        let public = name.contains('.') && is_top_level(&last);
        if format!(".{name}").ends_with(&cluster) || (origin.inside() && (here || !public)) {
            return None;
        }
        if !origin.inside() && !name.contains('.') {
            return None;
        }
        let reads = walk.packet.http.is_some() || dial.scheme == Scheme::Tls;
        if let Some(other) = self.world.foreign_entries.first().filter(|_| reads) {
            let what = Gap::Field { kind: other.kind.clone(), field: "spec".into() };
            let note = Note::new(Stage::Dns, Decision::Unknown, Reason::NotModelled { what });
            return Some(vec![walk.fail(Verdict::Unknown, note.because([Evidence::new(other, "spec")]))]);
        }
        let mut walk = walk;
        walk.send();
        if let Context::Pod { node, .. } | Context::Node(node) = origin.context {
            walk.go(Place::Node(self.world.node(node).name.clone()));
            if let Some(stopped) = self.barred(&mut walk, None, dial.port) {
                return Some(vec![*stopped]);
            }
            walk.note(super::kernel::forwarded(Reason::RoutedOut));
        }
        walk.go(Place::External(name.to_owned()));
        let reason = Reason::LeavesCluster { host: name.to_owned() };
        Some(vec![walk.fail(Verdict::External, Note::new(Stage::Network, Decision::Leave, reason))])
    }

    /// A load balancer that goes by this name.
    fn balancer_named(&self, name: &str) -> Option<ServiceId> {
        let is = |host: &Option<String>| host.as_deref().is_some_and(|host| host.eq_ignore_ascii_case(name));
        let found = self.world.services.iter().position(|e| e.load_balancer.iter().any(|b| is(&b.hostname)));
        found.map(ServiceId)
    }

    /// `dns://name`: only the answer counts.
    pub(super) fn answered(&mut self, origin: &Origin, mut walk: Walk, name: &str, record: RecordType) -> Done {
        let namespace = match &origin.context {
            Context::Pod { namespace, dns: Resolver::Cluster, .. } => namespace.clone(),
            Context::Pod { .. } | Context::Node(_) | Context::Outside { .. } => {
                let what = Gap::DnsRecord { record: name.to_owned() };
                let note = Note::new(Stage::Dns, Decision::Unknown, Reason::NotModelled { what });
                return walk.fail(Verdict::Unknown, note);
            }
        };
        self.assume_dns();
        walk.send();
        walk.go(Place::Dns);
        let resolution = dns::resolve(self.world, &namespace, name, record);
        let tried = candidates(&resolution);
        let plain = name.trim_end_matches('.').to_owned();
        let kind = record.as_str().to_owned();
        match resolution.answer() {
            Answer::Records(records) => {
                let evidence = records.first().map(|record| dns::evidence(self.world.service(record.service)));
                let mut answers: Vec<String> = records.iter().map(|record| record.data.text()).collect();
                if record != RecordType::Cname {
                    self.chase(records, record, &mut answers);
                }
                let reason = Reason::NameAnswered { name: plain, record: kind, answers: answers.len() };
                walk.note(Note::new(Stage::Dns, Decision::Resolve, reason).because(evidence).among(tried, None));
                let mut done = walk.end(Verdict::Resolved, None);
                done.answers = Some(answers);
                done
            }
            Answer::NoData => {
                let reason = Reason::NameNoRecords { name: plain, record: kind };
                walk.note(Note::new(Stage::Dns, Decision::Resolve, reason).among(tried, None));
                let mut done = walk.end(Verdict::Resolved, None);
                done.answers = Some(Vec::new());
                done
            }
            Answer::NxDomain => walk.fail(Verdict::Nxdomain, not_found(&plain, &names(&resolution)).among(tried, None)),
            Answer::Outside | Answer::Unknown => {
                let reason = Reason::NotModelled { what: Gap::DnsRecord { record: format!("{kind} {plain}") } };
                walk.fail(Verdict::Unknown, Note::new(Stage::Dns, Decision::Unknown, reason))
            }
        }
    }

    /// CNAMEs are chased inside the cluster, as CoreDNS does.
    fn chase(&self, records: &[dns::Record], record: RecordType, answers: &mut Vec<String>) {
        let mut next = records.first().map(|record| record.data.clone());
        for _ in 0..MAX_ALIASES {
            let Some(Data::Cname(target)) = next.take() else { break };
            let Answer::Records(more) = dns::lookup(self.world, &target, record) else { break };
            answers.extend(more.iter().map(|record| record.data.text()));
            next = more.first().map(|record| record.data.clone());
        }
    }

    fn assume_dns(&mut self) {
        if self.world.dns.service.is_none() {
            self.assume(Assumption::ClusterDns { address: self.world.dns.address });
        }
    }
}

fn not_found(name: &str, tried: &[String]) -> Note {
    let reason = Reason::NameNotFound { name: name.trim_end_matches('.').to_owned(), tried: tried.to_vec() };
    Note::new(Stage::Dns, Decision::Unmatched, reason)
}

fn names(resolution: &Resolution) -> Vec<String> {
    resolution.tried.iter().map(|(name, _)| name.clone()).collect()
}

fn candidates(resolution: &Resolution) -> Arc<[Candidate]> {
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

/// Whether the label is a public top-level domain.
fn is_top_level(label: &str) -> bool {
    TOP_LEVEL_DOMAINS.lines().any(|domain| domain == label)
}
