//! The kinds that make pods from a template.

use std::sync::Arc;

use super::cursor::Cursor;
use super::pod::{Operator, Operators};
use super::{meta, pod};
use crate::model::{Labels, Requirement, Selector, Workload, WorkloadKind};
use crate::problem::Rule;

pub(super) fn decode(root: &Cursor<'_>, kind: WorkloadKind) -> Workload {
    let meta = meta::decode(root);
    let nothing = Workload {
        meta,
        kind,
        replicas: 0,
        selector: None,
        template: Arc::default(),
        first_ordinal: 0,
        service_name: None,
        indexed: false,
    };
    let Some(spec) = root.field("spec") else {
        root.missing("spec.template");
        return nothing;
    };
    match kind {
        WorkloadKind::CronJob => {
            let job = spec.field("jobTemplate");
            let Some(job) = job.as_ref().and_then(|job| job.field("spec")) else {
                spec.missing("jobTemplate.spec.template");
                return nothing;
            };
            let suspended = spec.bool("suspend").unwrap_or(false);
            Workload {
                replicas: if suspended { 0 } else { parallelism(&job) },
                template: pod::template(&job).into(),
                ..nothing
            }
        }
        WorkloadKind::Job => Workload {
            replicas: parallelism(&spec),
            selector: selector(&spec),
            template: pod::template(&spec).into(),
            indexed: spec.choice("completionMode", COMPLETION_MODES) == Some(true),
            ..nothing
        },
        WorkloadKind::ReplicationController => {
            let template = pod::template(&spec);
            meta::check_labels(&spec, "selector");
            let written = spec.map_or_none("selector").filter(|labels| !labels.is_empty());
            let selector = Selector {
                labels: written.unwrap_or_else(|| Labels::clone(&template.labels)),
                expressions: Vec::new(),
            };
            fits(&spec, &selector, &template.labels);
            Workload { replicas: replicas(&spec), selector: Some(selector), template: template.into(), ..nothing }
        }
        WorkloadKind::Deployment | WorkloadKind::ReplicaSet | WorkloadKind::StatefulSet | WorkloadKind::DaemonSet => {
            let template = pod::template(&spec);
            let selector = selector(&spec).unwrap_or_else(|| {
                // Before apps/v1 the selector was taken from the template.
                if root.object().api_version == "apps/v1" {
                    spec.missing("selector");
                }
                Selector { labels: Labels::clone(&template.labels), expressions: Vec::new() }
            });
            fits(&spec, &selector, &template.labels);
            let replicas = if kind == WorkloadKind::DaemonSet { 1 } else { replicas(&spec) };
            let numbered = kind == WorkloadKind::StatefulSet;
            let service_name = if numbered { spec.filled("serviceName") } else { None };
            let ordinals = if numbered { spec.field("ordinals") } else { None };
            let first_ordinal = ordinals.and_then(|ordinals| count(&ordinals, "start")).unwrap_or(0);
            Workload {
                replicas,
                selector: Some(selector),
                template: template.into(),
                first_ordinal,
                service_name,
                ..nothing
            }
        }
    }
}

/// Whether the pods of a Job are numbered.
const COMPLETION_MODES: &[(&str, bool)] = &[("NonIndexed", false), ("Indexed", true)];

const OPERATORS: Operators = &[
    ("In", Operator::In),
    ("NotIn", Operator::NotIn),
    ("Exists", Operator::Exists),
    ("DoesNotExist", Operator::DoesNotExist),
];

/// `matchExpressions` of a label selector.
pub(super) fn expressions(holder: &Cursor<'_>) -> Vec<(String, Requirement)> {
    expressions_of(holder, OPERATORS)
}

/// `matchExpressions`; what cannot be read requires nothing.
pub(super) fn expressions_of(holder: &Cursor<'_>, operators: Operators) -> Vec<(String, Requirement)> {
    let list = holder.list("matchExpressions");
    let expressions = list.iter().flat_map(Cursor::objects);
    expressions.filter_map(|written| Some((written.string("key")?, pod::requirement(&written, operators)?))).collect()
}

fn selector(spec: &Cursor<'_>) -> Option<Selector> {
    let written = spec.field("selector")?;
    meta::check_labels(&written, "matchLabels");
    Some(Selector { labels: written.map("matchLabels"), expressions: expressions(&written) })
}

/// The API server refuses a workload whose selector misses its own pods.
fn fits(spec: &Cursor<'_>, selector: &Selector, labels: &Labels) {
    if let (false, Some(written)) = (selector.matches(labels), spec.get("selector")) {
        written.invalid(Rule::MatchesTemplate);
    }
}

fn replicas(spec: &Cursor<'_>) -> u32 {
    count(spec, "replicas").unwrap_or(1)
}

/// How many pods of a Job run at once.
fn parallelism(spec: &Cursor<'_>) -> u32 {
    if spec.bool("suspend").unwrap_or(false) {
        return 0;
    }
    let parallelism = count(spec, "parallelism").unwrap_or(1);
    count(spec, "completions").map_or(parallelism, |completions| parallelism.min(completions))
}

fn count(spec: &Cursor<'_>, name: &'static str) -> Option<u32> {
    spec.int_between(name, 0, i64::from(i32::MAX)).and_then(|count| u32::try_from(count).ok())
}
