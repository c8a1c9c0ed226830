//! `dns://name`: a question to the cluster's DNS, of which only the answer counts.

use std::net::SocketAddr;

use super::Tracer;
use super::dns::{self, Answer, Data};
use super::name::{MAX_ALIASES, candidates, missed};
use super::public::is_public;
use super::query::PORT;
use super::reply::{self, reply};
use super::source::{Context, Origin};
use super::walk::{Done, Note, Walk, Way};
use crate::reason::{Gap, Reason};
use crate::request::RecordType;
use crate::trace::{Decision, Place, Stage, Verdict};

impl Tracer<'_> {
    /// `dns://name`: the answer counts, and it comes back the way of the question.
    pub(super) fn answered(&mut self, origin: &Origin, walk: Walk, name: &str, record: RecordType) -> Done {
        let mut done = self.ask(origin, walk, name, record);
        if let (Verdict::Resolved | Verdict::Nxdomain, Way::Written(path)) = (done.verdict, &mut done.way) {
            path.reply = reply(&path.hops, false, reply::Answer::Pod);
        }
        done
    }

    fn ask(&mut self, origin: &Origin, mut walk: Walk, name: &str, record: RecordType) -> Done {
        // An address stands for the name that it is looked up by.
        let reverse = name.parse().ok().filter(|_| record == RecordType::Ptr).map(dns::reverse_name);
        let names = match (&origin.context, reverse) {
            (Context::Outside { .. }, _) => {
                let what = Gap::DnsRecord { record: name.to_owned() };
                let note = Note::new(Stage::Dns, Decision::Unknown, Reason::NotModelled { what });
                return walk.fail(Verdict::Unknown, note);
            }
            (_, Some(name)) => vec![name],
            (Context::Pod { namespace, dns, .. }, None) => dns.names(self.world, namespace, name),
            (Context::Node(_), None) => vec![name.trim_end_matches('.').to_owned()],
        };
        self.assume_dns();
        walk.send();
        if let Context::Pod { node, .. } = origin.context {
            let dns = SocketAddr::new(self.world.dns.address, PORT);
            walk.go(Place::Node(self.world.node(node).name.clone()));
            walk.note(Note::new(Stage::KubeProxy, Decision::Forward, Reason::DnsForwarded { dns }));
        }
        walk.go(Place::Dns);
        let resolution = dns::resolve(self.world, names, record);
        let tried = candidates(&resolution);
        let plain = name.trim_end_matches('.').to_owned();
        let kind = record.as_str().to_owned();
        match resolution.answer() {
            Answer::Records(records) => {
                let service = records.first().and_then(|record| record.service);
                let evidence = service.map(|id| dns::evidence(self.world.service(id)));
                let answers = match records.first().map(|record| &record.data) {
                    Some(Data::Cname(target)) if record != RecordType::Cname => {
                        self.chase(target, record, &mut Vec::new())
                    }
                    _ => records.iter().map(|record| record.data.text()).collect(),
                };
                missed(&mut walk, &tried[..tried.len() - 1]);
                let reason = Reason::NameAnswered { name: plain, record: kind, answers: answers.len() };
                walk.note(Note::new(Stage::Dns, Decision::Resolve, reason).because(evidence).among(tried, None));
                let mut done = walk.end(Verdict::Resolved, None);
                done.answers = Some(answers);
                done
            }
            Answer::NoData => {
                missed(&mut walk, &tried[..tried.len() - 1]);
                let reason = Reason::NameNoRecords { name: plain, record: kind };
                walk.note(Note::new(Stage::Dns, Decision::Resolve, reason).among(tried, None));
                let mut done = walk.end(Verdict::Resolved, None);
                done.answers = Some(Vec::new());
                done
            }
            Answer::NxDomain => self.nobody_knows(walk, &plain, &resolution, tried),
            // Nobody outside has such a name either.
            Answer::Outside if !resolution.tried.iter().any(|(name, _)| is_public(name)) => {
                self.nobody_knows(walk, &plain, &resolution, tried)
            }
            Answer::Outside | Answer::Unknown => {
                let reason = Reason::NotModelled { what: Gap::DnsRecord { record: format!("{kind} {plain}") } };
                walk.fail(Verdict::Unknown, Note::new(Stage::Dns, Decision::Unknown, reason))
            }
        }
    }

    /// An alias with what it leads to. Inside the cluster it counts only with records at its end, as with CoreDNS
    /// (plugin/backend_lookup.go `A`): none of what does not exist, of a loop, or of more than eight.
    fn chase(&self, target: &str, record: RecordType, seen: &mut Vec<String>) -> Vec<String> {
        let cname = || Data::Cname(target.to_owned()).text();
        if seen.len() >= MAX_ALIASES || seen.iter().any(|known| known == target) {
            return Vec::new();
        }
        seen.push(target.to_owned());
        let records = match dns::lookup(self.world, target, record) {
            Answer::Outside => return vec![cname()],
            Answer::Records(records) => records,
            Answer::NoData | Answer::NxDomain | Answer::Unknown => return Vec::new(),
        };
        let more = match records.first().map(|record| &record.data) {
            Some(Data::Cname(next)) => self.chase(next, record, seen),
            _ => records.iter().map(|record| record.data.text()).collect(),
        };
        if more.is_empty() { more } else { std::iter::once(cname()).chain(more).collect() }
    }
}
