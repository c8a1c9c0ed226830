//! What tests and benchmarks share.

pub mod cluster;
pub mod manifests;
