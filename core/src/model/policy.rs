//! Policies, as far as they are read.

use super::Selector;
use crate::object::ObjectRef;

/// A NetworkPolicy of any make: whom it concerns, not what it forbids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    pub reference: ObjectRef,
    /// The pods of its namespace that it selects; `None`: not known, perhaps all of them.
    pub selects: Option<Selector>,
}
