//! Where the page's WebAssembly can be cut (ARCHITECTURE.md, Decisions): a page loads at first what it enters.

/// Apart from what surrounds it: what a first visit does not come to loads later, with its words. For what few manifests and
/// few requests need; it costs a call.
#[inline(never)]
pub fn apart<R>(work: impl FnOnce() -> R) -> R {
    work()
}
