//! Pictures of made-up clusters: whatever they hold, everything is readable.

mod common;

use common::check::complaints;
use common::{Composition, deploy, service};
use proptest::prelude::*;
use svcpath_core::knobs::{Knobs, LoadBalancer};
use svcpath_core::lang::Lang;
use svcpath_core::request::Written;
use svcpath_core::state::State;
use svcpath_scene::{Geometry, Id, Scene, View};

prop_compose! {
    fn composition()(
        names in prop::collection::vec("[a-z]{1,4}(-[a-z0-9]{1,14}){0,3}", 1..5),
        replicas in prop::collection::vec(0_u32..14, 4),
        kind in prop::sample::select(vec!["ClusterIP", "NodePort", "LoadBalancer"]),
        local in any::<bool>(),
        nodes in 1_u32..9,
        from in 0_usize..5,
        to in 0_usize..4,
        balancer in prop::sample::select(vec![LoadBalancer::Cloud, LoadBalancer::Proxy, LoadBalancer::Pods, LoadBalancer::None]),
        unready in 0_usize..3,
        port in prop::sample::select(vec!["", ":80", ":81"]),
    ) -> Composition {
        let mut manifests = String::new();
        for (name, replicas) in names.iter().zip(&replicas) {
            let kind = if local && kind != "ClusterIP" { format!("{kind}, externalTrafficPolicy: Local") } else { kind.to_owned() };
            manifests += &format!("{}---\n{}---\n", deploy(name, *replicas), service(name, &kind, name, ""));
        }
        let pick = |i: usize| names.get(i % names.len()).cloned().unwrap_or_default();
        let from = match from {
            0 => "internet".to_owned(),
            1 => "node/node-1".to_owned(),
            2 => "namespace/shop".to_owned(),
            i => format!("deploy/shop/{}", pick(i)),
        };
        let to = match to {
            0 => format!("service/shop/{}{port}", pick(0)),
            1 => format!("http://{}{port}/", pick(1)),
            2 => "http://nobody.shop/".to_owned(),
            _ => format!("tcp://192.168.10.1{}:30080", nodes.min(9)),
        };
        let knobs = Knobs { nodes, load_balancer: balancer, ..Knobs::default() };
        let state = State { not_ready: (1..=unready).map(|i| format!("shop/{}-{i}", pick(0))).collect(), ..State::default() };
        let ask = Some(Written { from, to, ..Written::default() });
        Composition { name: "made up", manifests, knobs, state, ask }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn made_up_clusters_are_readable(
        composition in composition(),
        size in prop::sample::select(vec![(792.0, 704.0), (640.0, 300.0), (390.0, 640.0), (1270.0, 720.0), (960.0, 560.0)]),
        branch in 0_usize..4,
    ) {
        let (world, trace) = composition.read();
        let view = View { width: size.0, height: size.1, top: 0.0, bottom: 0.0, branch: Some(branch), ..View::default() };
        let scene = Scene::new(&world, trace.as_ref(), &view);
        let path = trace.as_ref().map(|trace| trace.paths.get(branch).unwrap_or_else(|| trace.drawn_path()));
        // Where nobody sends anything there is nothing to play.
        let path = path.filter(|path| path.steps().all(|(_, step)| step.has_packet()));
        let steps = path.map_or(0, |path| path.steps().count());
        prop_assert_eq!(scene.timeline.steps, steps);
        let found = complaints(&scene, steps);
        prop_assert!(found.is_empty(), "{:?}\n{}\n{}", composition.ask, composition.manifests, found.join("\n"));
        let again = Scene::new(&world, trace.as_ref(), &view);
        prop_assert!(scene == again);
    }
}

/// Where the shapes of pods, nodes and Services of the path are, whatever else is drawn.
fn places(composition: &Composition) -> Vec<(Id, Geometry)> {
    let (world, trace) = composition.read();
    let scene = Scene::new(&world, trace.as_ref(), &View { lang: Lang::En, ..View::default() });
    let stands = |id: &Id| {
        matches!(id, Id::Node(_) | Id::Kernel(..) | Id::Client)
            || matches!(id, Id::Pod(_, name) if name.starts_with("api-"))
    };
    let solid = |geometry: &Geometry| matches!(geometry, Geometry::Rect { .. } | Geometry::Polygon { .. });
    let shapes = scene.shapes.into_iter().filter(|shape| stands(&shape.id) && solid(&shape.geometry));
    shapes.map(|shape| (shape.id, shape.geometry)).collect()
}

#[test]
fn what_is_added_elsewhere_moves_nothing() {
    let composition = common::compositions().into_iter().find(|known| known.name == "nodeport").unwrap();
    let mut more = composition.clone();
    more.manifests +=
        &format!("---\n{}---\n{}", deploy("unrelated", 5), service("unrelated", "ClusterIP", "unrelated", ""));
    assert_eq!(places(&composition), places(&more));
}
