//! How the reader looks at it. Nothing here changes the answer.

use std::collections::BTreeMap;
use std::sync::Arc;

use svcpath_core::lang::Lang;
use svcpath_core::object::ObjectRef;

use crate::shape::{Id, Point};

/// In less width than this, whoever the packet meets stands below each other, in any arrangement.
pub const TALL_BELOW: f32 = 560.0;

/// More packets at once beside the drawn one tell nothing.
pub(crate) const MOST_BRANCHES: usize = 11;

#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// The room there is, in CSS pixels.
    pub width: f32,
    pub height: f32,
    /// Parts of the height that the page's own bars cover: the scene keeps out of them.
    pub top: f32,
    pub bottom: f32,
    pub arrangement: Arrangement,
    /// Which of the trace's paths is shown; `None`: the drawn one.
    pub branch: Option<usize>,
    /// The packets of all branches are shown, not only the one of `branch`.
    pub all: bool,
    /// A node whose kernel fills the picture, with kube-proxy's chains; `None`: nodes and pods.
    pub inside: Option<String>,
    /// The step at rest.
    pub step: usize,
    pub lang: Lang,
    /// Hovered or focused.
    pub highlight: Option<Id>,
    /// Where columns were put by hand, by name (`node/node-1`, `deployment/shop/web`): they stand in this order from left to
    /// right, and those without a place behind them.
    pub layout: Arc<BTreeMap<String, Point>>,
    /// Somebody draws: nothing of the cluster is left out because no packet meets it.
    pub drawing: Option<Drawing>,
    /// The text is broken: the picture shows the last good version.
    pub stale: bool,
    /// Numbered badges instead of movement.
    pub reduced_motion: bool,
}

impl Default for View {
    fn default() -> Self {
        Self {
            width: 792.0,
            height: 704.0,
            top: 48.0,
            bottom: 64.0,
            arrangement: Arrangement::Nodes,
            branch: None,
            all: false,
            inside: None,
            step: 0,
            lang: Lang::En,
            highlight: None,
            layout: Arc::default(),
            drawing: None,
            stale: false,
            reduced_motion: false,
        }
    }
}

/// What is at hand for somebody who draws.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Drawing {
    /// What the manifests hold that can be seen or led somewhere, in their order. What has no place on the picture is a chip.
    pub objects: Arc<[ObjectRef]>,
    /// The thing that is held has a place of its own, whatever else there is.
    pub held: Option<Id>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Arrangement {
    /// Nodes as columns.
    #[default]
    Nodes,
    /// Workloads side by side.
    Apps,
}
