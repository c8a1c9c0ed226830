//! The public JSON of a trace (docs/trace.schema.json).

use std::collections::BTreeMap;

use serde::Serialize;
use svcpath_core::KUBERNETES;
use svcpath_core::assumption::Assumption;
use svcpath_core::lang::Lang;
use svcpath_core::object::Evidence;
use svcpath_core::reason::Reason;
use svcpath_core::route::{NodeAnswer, NodeOutcome};
use svcpath_core::trace::{Candidate, Choice, Explanation, Hop, Packet, Reached, Rewrite, Step, WayRound};
use svcpath_core::wording;

use super::graph::{Node, graph};
use crate::place::Places;
use crate::project::Project;
use crate::question::RequestJson;

pub(super) fn print(project: &Project, trace: &Explanation, nodes: &[NodeAnswer]) -> String {
    let mut writer = Writer { project, places: Places::new(&project.files) };
    // Only strings, numbers and lists: there is nothing that could not be written.
    serde_json::to_string_pretty(&writer.trace(trace, nodes)).unwrap_or_default() + "\n"
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TraceJson {
    request: RequestJson,
    kubernetes: &'static str,
    verdict: &'static str,
    share: f64,
    client_sees: String,
    reason: ReasonJson,
    status: Option<u16>,
    location: Option<String>,
    rewrite: Option<RewriteJson>,
    answers: Option<Vec<String>>,
    service: Option<String>,
    endpoints: Vec<EndpointJson>,
    nodes: Vec<NodeJson>,
    hops: Vec<HopJson>,
    reply: ReplyJson,
    assumptions: Vec<AssumptionJson>,
    ways_round: Vec<WayJson>,
}

#[derive(Serialize)]
struct ReasonJson {
    code: &'static str,
    text: String,
}

#[derive(Serialize)]
struct RewriteJson {
    path: Option<String>,
    host: Option<String>,
    headers: BTreeMap<String, String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EndpointJson {
    address: String,
    pod: Option<String>,
    workload: Option<String>,
    node: Option<String>,
    service: Option<String>,
    weight: f64,
    masquerade: bool,
    pod_sees: AddressesJson,
}

#[derive(Serialize, PartialEq)]
struct AddressesJson {
    src: String,
    dst: String,
}

#[derive(Serialize)]
struct HopJson {
    id: usize,
    at: String,
    connection: u8,
    weight: f64,
    next: Vec<NextJson>,
    steps: Vec<StepJson>,
}

#[derive(Serialize)]
struct NextJson {
    hop: usize,
    weight: f64,
}

#[derive(Serialize)]
struct StepJson {
    stage: &'static str,
    decision: &'static str,
    before: PacketJson,
    after: PacketJson,
    candidates: Vec<CandidateJson>,
    reason: ReasonJson,
    evidence: Vec<EvidenceJson>,
}

#[derive(Serialize)]
struct PacketJson {
    protocol: &'static str,
    src: String,
    dst: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    http: Option<HttpJson>,
}

#[derive(Serialize)]
struct HttpJson {
    method: String,
    host: String,
    path: String,
    tls: bool,
    headers: Vec<String>,
}

#[derive(Serialize)]
struct CandidateJson {
    #[serde(flatten)]
    what: ChoiceJson,
    #[serde(skip_serializing_if = "Option::is_none")]
    node: Option<String>,
    chosen: bool,
    share: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase", untagged)]
enum ChoiceJson {
    Endpoint {
        endpoint: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        pod: Option<String>,
    },
    Pod {
        pod: String,
    },
    Rule {
        rule: String,
    },
    /// Its name is the candidate's `node`.
    Node {},
    Name {
        name: String,
    },
    Listener {
        listener: String,
    },
}

#[derive(Serialize)]
struct EvidenceJson {
    object: String,
    path: String,
    file: Option<String>,
    line: Option<u32>,
    column: Option<u32>,
}

#[derive(Serialize)]
struct ReplyJson {
    hops: Vec<HopJson>,
}

#[derive(Serialize)]
struct AssumptionJson {
    code: &'static str,
    knob: Option<&'static str>,
    text: String,
}

#[derive(Serialize)]
struct WayJson {
    text: String,
    request: RequestJson,
}

/// One node as the way in.
#[derive(Serialize)]
struct NodeJson {
    node: String,
    address: Option<String>,
    /// `None`: no request comes in there.
    verdict: Option<&'static str>,
    share: f64,
    endpoints: Vec<String>,
    /// Requests get through whose answers the client discards.
    discarded: bool,
    reason: Option<ReasonJson>,
    /// Why no request comes in there.
    why: Option<&'static str>,
}

fn node(answer: &NodeAnswer) -> NodeJson {
    let NodeAnswer { node, address, outcome, request: _ } = answer;
    let left_out = NodeJson {
        node: node.clone(),
        address: address.map(|address| address.to_string()),
        verdict: None,
        share: 0.0,
        endpoints: Vec::new(),
        discarded: false,
        reason: None,
        why: None,
    };
    match outcome {
        NodeOutcome::Asked { verdict, share, reason: why, endpoints, discarded } => NodeJson {
            discarded: *discarded,
            verdict: Some(verdict.as_str()),
            share: rounded(*share),
            endpoints: endpoints.iter().map(ToString::to_string).collect(),
            reason: Some(reason(why)),
            ..left_out
        },
        NodeOutcome::LeftOut(why) => NodeJson { why: Some(why.code()), ..left_out },
    }
}

struct Writer<'a> {
    project: &'a Project,
    places: Places<'a>,
}

impl Writer<'_> {
    fn trace(&mut self, trace: &Explanation, nodes: &[NodeAnswer]) -> TraceJson {
        TraceJson {
            request: trace.request.written().into(),
            kubernetes: KUBERNETES,
            verdict: trace.verdict.as_str(),
            share: rounded(trace.share),
            client_sees: wording::client_sees(trace, Lang::En),
            reason: reason(&trace.drawn_path().reason),
            status: trace.status,
            location: trace.location.clone(),
            rewrite: trace.rewrite.as_ref().map(rewrite),
            answers: trace.answers.clone(),
            service: trace.service.clone(),
            endpoints: endpoints(trace),
            nodes: nodes.iter().map(node).collect(),
            hops: graph_of(self, trace),
            reply: ReplyJson { hops: self.reply(&trace.drawn_path().reply) },
            assumptions: trace.assumptions.iter().map(assumption).collect(),
            ways_round: trace.ways_round.iter().map(way).collect(),
        }
    }

    fn hop(&mut self, id: usize, node: &Node<'_>, next: Vec<NextJson>) -> HopJson {
        let steps = node.hop.steps.iter().enumerate();
        let steps = steps.map(|(i, step)| {
            let shares = node.shares.get(i).map(Vec::as_slice).unwrap_or_default();
            self.step(step, shares)
        });
        let steps = steps.collect();
        HopJson {
            id,
            at: node.hop.at.to_string(),
            connection: node.hop.connection,
            weight: rounded(node.weight),
            next,
            steps,
        }
    }

    /// The drawn path's reply: one hop after the other.
    fn reply(&mut self, hops: &[Hop]) -> Vec<HopJson> {
        let last = hops.len().saturating_sub(1);
        let hops = hops.iter().enumerate().map(|(id, hop)| HopJson {
            id,
            at: hop.at.to_string(),
            connection: hop.connection,
            weight: 1.0,
            next: if id < last { vec![NextJson { hop: id + 1, weight: 1.0 }] } else { Vec::new() },
            steps: hop.steps.iter().map(|step| self.step(step, &[])).collect(),
        });
        hops.collect()
    }

    fn step(&mut self, step: &Step, shares: &[f64]) -> StepJson {
        let candidates = step.candidates.iter().enumerate();
        StepJson {
            stage: step.stage.as_str(),
            decision: step.decision.as_str(),
            before: packet(&step.before),
            after: packet(&step.after),
            candidates: candidates
                .map(|(i, one)| candidate(one, step.chosen == Some(i), shares.get(i).copied().unwrap_or_default()))
                .collect(),
            reason: reason(&step.reason),
            evidence: step.evidence.iter().map(|evidence| self.evidence(evidence)).collect(),
        }
    }

    fn evidence(&mut self, evidence: &Evidence) -> EvidenceJson {
        let place = self.places.of_evidence(self.project, evidence);
        EvidenceJson {
            object: evidence.object.to_string(),
            path: evidence.path.to_string(),
            line: place.as_ref().map(|place| place.position.line),
            column: place.as_ref().map(|place| place.position.column),
            file: place.map(|place| place.file),
        }
    }
}

fn graph_of(writer: &mut Writer<'_>, trace: &Explanation) -> Vec<HopJson> {
    let nodes = graph(trace);
    let hops = nodes.iter().enumerate().map(|(id, node)| {
        let next = node.next.iter().filter_map(|hop| Some((*hop, nodes.get(*hop)?)));
        let next = next.map(|(hop, next)| NextJson { hop, weight: rounded(next.weight / node.weight) }).collect();
        writer.hop(id, node, next)
    });
    hops.collect()
}

fn reason(reason: &Reason) -> ReasonJson {
    ReasonJson { code: reason.code(), text: wording::reason(reason, Lang::En) }
}

fn rewrite(rewrite: &Rewrite) -> RewriteJson {
    RewriteJson {
        path: rewrite.path.clone(),
        host: rewrite.host.clone(),
        headers: rewrite.headers.iter().cloned().collect(),
    }
}

/// One entry for each endpoint and each way of reaching it, in order.
fn endpoints(trace: &Explanation) -> Vec<EndpointJson> {
    let mut grouped: Vec<(&Reached, f64)> = Vec::new();
    for (path, reached) in trace.reached() {
        match grouped.iter_mut().find(|(known, _)| *known == reached) {
            Some((_, weight)) => *weight += path.weight,
            None => grouped.push((reached, path.weight)),
        }
    }
    let entry = |(reached, weight): (&Reached, f64)| EndpointJson {
        address: reached.address.to_string(),
        pod: reached.pod.as_ref().map(|pod| pod.key()),
        workload: reached.workload.as_ref().map(|workload| workload.workload()),
        node: reached.node.clone(),
        service: reached.service.as_ref().map(|service| service.key()),
        weight: rounded(weight),
        masquerade: reached.masquerade,
        pod_sees: AddressesJson { src: reached.pod_sees.to_string(), dst: reached.address.to_string() },
    };
    grouped.into_iter().map(entry).collect()
}

fn packet(packet: &Packet) -> PacketJson {
    PacketJson {
        protocol: packet.protocol.as_str(),
        src: packet.source(),
        dst: packet.dst.to_string(),
        http: packet.http.as_ref().map(|http| HttpJson {
            method: http.method.clone(),
            host: http.host.clone(),
            path: http.path.clone(),
            tls: http.tls,
            headers: http.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect(),
        }),
    }
}

fn candidate(candidate: &Candidate, chosen: bool, share: f64) -> CandidateJson {
    let mut node = candidate.node.clone();
    let what = match &candidate.what {
        Choice::Endpoint { address, pod } => {
            ChoiceJson::Endpoint { endpoint: address.to_string(), pod: pod.as_ref().map(|pod| pod.key()) }
        }
        Choice::Pod(pod) => ChoiceJson::Pod { pod: pod.key() },
        Choice::Rule { text } => ChoiceJson::Rule { rule: text.clone() },
        Choice::Node { name } => {
            node = Some(name.clone());
            ChoiceJson::Node {}
        }
        Choice::Name { text } => ChoiceJson::Name { name: text.clone() },
        Choice::Listener { text } => ChoiceJson::Listener { listener: text.clone() },
    };
    let why = candidate.why_not.as_ref().map(|why| why.code());
    CandidateJson { what, node, chosen, share: rounded(share), why }
}

fn assumption(assumption: &Assumption) -> AssumptionJson {
    AssumptionJson { code: assumption.code(), knob: assumption.knob(), text: wording::assumption(assumption, Lang::En) }
}

fn way(way: &WayRound) -> WayJson {
    WayJson { text: wording::way(&way.kind, Lang::En), request: way.request.written().into() }
}

/// Sums of binary fractions, without the noise of their last bits.
fn rounded(share: f64) -> f64 {
    (share * 1e6).round() / 1e6
}
