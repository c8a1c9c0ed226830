use crate::arguments::CheckArguments;
use crate::{Outcome, Unusable};
pub(crate) fn run(_: &CheckArguments) -> Result<Outcome, Unusable> {
    Err(Unusable("".into()))
}
