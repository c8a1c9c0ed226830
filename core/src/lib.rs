//! The path of a request through Kubernetes.
//!
//! ```text
//! text ─ parse ─> objects with spans ─ decode ─> Cluster ─ World::build ─> World ─ trace ─> Trace ─ explain ─> Explanation
//! ```
//! Each arrow is a pure function; equal input gives equal output. Bad input never aborts: it becomes a [`diagnostic::Diagnostic`]
//! and everything else still counts. What the model does not cover is [`trace::Verdict::Unknown`], never a guess.

pub mod allocation;
pub mod apart;
pub mod assumption;
pub mod check;
mod codes;
pub mod decimal;
pub mod decode;
pub mod diagnostic;
pub mod edit;
pub mod expose;
pub mod fields;
mod index;
pub mod knobs;
pub mod lang;
pub mod lean;
pub mod manifest;
pub mod mask;
pub mod model;
mod nearest;
pub mod object;
pub mod problem;
pub mod reason;
pub mod request;
pub mod route;
pub mod scenario;
pub mod state;
pub mod survey;
pub mod table;
pub mod text;
pub mod trace;
pub mod wording;
pub mod world;

/// The Kubernetes releases whose behaviour is modelled.
pub const KUBERNETES: &str = "1.34-1.37";
