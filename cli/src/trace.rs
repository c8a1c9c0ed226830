use crate::arguments::TraceArguments;
use crate::{Outcome, Unusable};
pub(crate) fn run(_: &TraceArguments) -> Result<Outcome, Unusable> {
    Err(Unusable("".into()))
}
