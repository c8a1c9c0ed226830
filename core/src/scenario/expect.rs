//! Expectations, and how a trace compares with them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::net::SocketAddr;

use crate::decimal::number;
use crate::lean::listed;
use crate::request::{Host, Target, Url};
use crate::trace::{Explanation, Reached, Rewrite, Verdict};

/// What must come of a request. Whatever is given must hold exactly.
#[derive(Debug, Clone, PartialEq)]
pub struct Expect {
    pub verdict: Verdict,
    pub endpoints: Option<BTreeSet<SocketAddr>>,
    /// `namespace/name`
    pub pods: Option<BTreeSet<String>>,
    /// `namespace/Kind/name` that owns every endpoint.
    pub workload: Option<String>,
    /// Those that own the endpoints together.
    pub workloads: Option<BTreeSet<String>>,
    /// Of every endpoint.
    pub port: Option<u16>,
    pub masquerade: Option<bool>,
    /// `namespace/name:port`
    pub service: Option<String>,
    /// `namespace/name` to its share.
    pub weights: Option<BTreeMap<String, f64>>,
    pub status: Option<u16>,
    /// Only what is listed.
    pub rewrite: Option<Rewrite>,
    pub location: Option<String>,
    pub answers: Option<BTreeSet<String>>,
    /// A reason's code.
    pub reason: Option<String>,
}

/// One expectation that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The key under `expect`; `rewrite.path` and the like for its parts.
    pub key: String,
    pub expected: String,
    /// Empty where there is nothing.
    pub found: String,
}

/// Shares are compared to this precision.
const PRECISION: f64 = 0.001;

impl Expect {
    /// Nothing but the verdict.
    pub fn verdict(verdict: Verdict) -> Self {
        Self {
            verdict,
            endpoints: None,
            pods: None,
            workload: None,
            workloads: None,
            port: None,
            masquerade: None,
            service: None,
            weights: None,
            status: None,
            rewrite: None,
            location: None,
            answers: None,
            reason: None,
        }
    }

    /// What came of a request, to be held to from now on: the verdict and what decided it, who was reached and how, and what an
    /// entry or a DNS server said.
    pub fn of(trace: &Explanation) -> Self {
        let endpoints: BTreeSet<SocketAddr> = trace.reached().map(|(_, endpoint)| endpoint.address).collect();
        let delivered = matches!(trace.verdict, Verdict::Delivered | Verdict::Partial) && !endpoints.is_empty();
        let masquerade: BTreeSet<bool> = trace.reached().map(|(_, endpoint)| endpoint.masquerade).collect();
        Self {
            endpoints: delivered.then_some(endpoints),
            // Where it depends on the endpoint that is drawn, nothing is said of it.
            masquerade: masquerade.first().copied().filter(|_| delivered && masquerade.len() == 1),
            service: trace.service.clone(),
            status: trace.status,
            rewrite: trace.rewrite.as_ref().map(of_each_name_one),
            location: trace.location.clone(),
            answers: trace.answers.as_ref().map(|answers| answers.iter().cloned().collect()),
            reason: Some(trace.drawn_path().reason.code().to_owned()),
            ..Self::verdict(trace.verdict)
        }
    }

    /// What does not hold, in the order of the contract's keys; empty if everything does.
    pub fn differences(&self, trace: &Explanation) -> Vec<Difference> {
        let mut differences = Differences(Vec::new());
        let reached: Vec<&Reached> = trace.reached().map(|(_, endpoint)| endpoint).collect();
        let distinct = |of: &dyn Fn(&Reached) -> Option<String>| -> BTreeSet<String> {
            reached.iter().map(|one| of(one).unwrap_or_default()).collect()
        };
        let pods = distinct(&|one| one.pod.as_ref().map(|pod| pod.key()));
        let workloads = distinct(&|one| one.workload.as_ref().map(|workload| workload.workload()));

        if !(self.verdict == Verdict::Delivered && let_out(trace)) {
            differences.one("verdict", self.verdict.as_str(), trace.verdict.as_str());
        }
        if let Some(expected) = &self.endpoints {
            differences.sets("endpoints", expected, &reached.iter().map(|one| one.address).collect());
        }
        if let Some(expected) = &self.pods {
            differences.sets("pods", expected, &pods);
        }
        if let Some(expected) = &self.workload {
            differences.sets("workload", &BTreeSet::from([expected.clone()]), &workloads);
        }
        if let Some(expected) = &self.workloads {
            differences.sets("workloads", expected, &workloads);
        }
        if let Some(expected) = self.port {
            let ports = reached.iter().map(|one| one.address.port()).collect();
            differences.sets("port", &BTreeSet::from([expected]), &ports);
        }
        if let Some(expected) = self.masquerade {
            let found = reached.iter().map(|one| one.masquerade).collect();
            differences.sets("masquerade", &BTreeSet::from([expected]), &found);
        }
        if let Some(expected) = &self.service {
            differences.one("service", expected, trace.service.as_deref().unwrap_or_default());
        }
        if let Some(expected) = &self.weights {
            differences.weights(expected, &weights(trace));
        }
        if let Some(expected) = self.status {
            differences.one("status", expected, trace.status.map(|status| status.to_string()).unwrap_or_default());
        }
        if let Some(expected) = &self.rewrite {
            differences.rewrite(expected, trace.rewrite.as_ref());
        }
        if let Some(expected) = &self.location {
            differences.one("location", expected, trace.location.as_deref().unwrap_or_default());
        }
        if let Some(expected) = &self.answers {
            differences.sets("answers", expected, &trace.answers.iter().flatten().cloned().collect());
        }
        if let Some(expected) = &self.reason {
            differences.one("reason", expected, trace.drawn_path().reason.code());
        }
        differences.0
    }
}

/// A header is compared by its first value.
fn of_each_name_one(rewrite: &Rewrite) -> Rewrite {
    let mut headers: Vec<(String, String)> = Vec::new();
    for (name, value) in &rewrite.headers {
        if headers.iter().all(|(known, _)| !known.eq_ignore_ascii_case(name)) {
            headers.push((name.clone(), value.clone()));
        }
    }
    Rewrite { headers, ..rewrite.clone() }
}

/// Whether the request got out to an address outside the model. No more can be known of such a one, so to whoever expects it
/// delivered (upstream's policy tests do) it is.
fn let_out(trace: &Explanation) -> bool {
    let address = matches!(&trace.request.to, Target::Url(Url { host: Host::Ip(_), .. }));
    address && trace.verdict == Verdict::External
}

/// The share of each Service, `namespace/name`. Below L7 a Service is not chosen by weight: the one there is weighs 1.
fn weights(trace: &Explanation) -> BTreeMap<String, f64> {
    let l7 = trace.paths.iter().flat_map(|path| path.steps()).any(|(_, step)| step.stage.is_l7());
    let single = trace.service.as_deref().and_then(|service| service.rsplit_once(':')).map(|(name, _)| name.to_owned());
    match single {
        Some(service) if !l7 => BTreeMap::from([(service, 1.0)]),
        _ => {
            let mut weights = BTreeMap::new();
            for path in &trace.paths {
                if let Some(service) = path.endpoint.as_ref().and_then(|endpoint| endpoint.service.as_ref()) {
                    *weights.entry(service.key()).or_default() += path.weight;
                }
            }
            weights
        }
    }
}

struct Differences(Vec<Difference>);

impl Differences {
    fn push(&mut self, key: &str, expected: String, found: String) {
        self.0.push(Difference { key: key.into(), expected, found });
    }

    fn one(&mut self, key: &str, expected: impl Display, found: impl Display) {
        let (expected, found) = (expected.to_string(), found.to_string());
        if expected != found {
            self.push(key, expected, found);
        }
    }

    fn sets<T: Ord + Display>(&mut self, key: &str, expected: &BTreeSet<T>, found: &BTreeSet<T>) {
        if expected != found {
            self.push(key, listed(expected), listed(found));
        }
    }

    fn weights(&mut self, expected: &BTreeMap<String, f64>, found: &BTreeMap<String, f64>) {
        let share = |of: &BTreeMap<String, f64>, service: &String| of.get(service).copied().unwrap_or(0.0);
        let services: BTreeSet<&String> = expected.keys().chain(found.keys()).collect();
        // The margin is inclusive; the rest is for sums of binary fractions.
        if services.iter().any(|service| (share(expected, service) - share(found, service)).abs() > PRECISION + 1e-9) {
            let print = |of: &BTreeMap<String, f64>| {
                of.iter()
                    .map(|(service, share)| format!("{service}: {}", number(*share, 3)))
                    .collect::<Vec<_>>()
                    .join(", ")
            };
            self.push("weights", print(expected), print(found));
        }
    }

    fn rewrite(&mut self, expected: &Rewrite, found: Option<&Rewrite>) {
        let path = found.and_then(|rewrite| rewrite.path.as_deref());
        if let Some(expected) = &expected.path {
            self.one("rewrite.path", expected, path.unwrap_or_default());
        }
        let host = found.and_then(|rewrite| rewrite.host.as_deref());
        if let Some(expected) = &expected.host {
            self.one("rewrite.host", expected, host.unwrap_or_default());
        }
        let headers = found.map(|rewrite| rewrite.headers.as_slice()).unwrap_or_default();
        for (name, value) in &expected.headers {
            let found =
                headers.iter().find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str());
            self.one(&format!("rewrite.headers.{name}"), value, found.unwrap_or_default());
        }
    }
}
