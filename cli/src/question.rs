//! What the request options ask, and the way of it.

use serde::Serialize;
use svcpath_core::lang::Lang;
use svcpath_core::reason::Reason;
use svcpath_core::request::{Part, Request, RequestError, Written};
use svcpath_core::route;
use svcpath_core::trace::Explanation;
use svcpath_core::wording;
use svcpath_core::world::World;

use crate::Unusable;
use crate::arguments::RequestArguments;

/// As JSON: what is not said is left out.
#[derive(Debug, Serialize)]
pub(crate) struct RequestJson {
    from: String,
    to: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    via: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<String>,
    /// `Name: value`
    #[serde(skip_serializing_if = "Vec::is_empty")]
    headers: Vec<String>,
}

/// The request as it was written.
pub(crate) fn written(to: &str, arguments: &RequestArguments) -> Written {
    let RequestArguments { from, at, via, method, headers } = arguments;
    let (from, to) = (from.clone(), to.to_owned());
    Written { from, to, at: at.clone(), via: via.clone(), method: method.clone(), headers: headers.clone() }
}

pub(crate) fn read(written: &Written) -> Result<Request, Unusable> {
    Request::parse(written).map_err(|error| unusable(&error))
}

pub(crate) fn follow(world: &World, request: &Request) -> Result<Explanation, Unusable> {
    let trace = route::trace(world, request).explain(world);
    if let Reason::AtContradictsFrom { .. } = *trace.drawn_path().reason {
        let words = wording::reason(&trace.drawn_path().reason, Lang::En);
        return Err(Unusable(format!("--at: {words}")));
    }
    Ok(trace)
}

/// A step as people count, from 1, as one of the drawn path.
pub(crate) fn step(trace: &Explanation, number: usize) -> Result<usize, Unusable> {
    let steps = trace.drawn_path().steps().count();
    match number.checked_sub(1).filter(|step| *step < steps) {
        Some(step) => Ok(step),
        None => Err(Unusable(format!("--step: there is no step {number}, this request has steps 1 to {steps}"))),
    }
}

fn unusable(error: &RequestError) -> Unusable {
    let option = match error.part {
        Part::From => "--from",
        Part::To => "--to",
        Part::At => "--at",
        Part::Via => "--via",
        Part::Method => "-X",
        Part::Header => "-H",
    };
    Unusable(format!("{option}: {}", wording::request_error(error, Lang::En)))
}

impl From<Written> for RequestJson {
    fn from(written: Written) -> Self {
        let Written { from, to, at, via, method, headers } = written;
        Self { from, to, at, via, method, headers }
    }
}
