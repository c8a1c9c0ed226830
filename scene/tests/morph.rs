//! One picture becomes another: nothing is lost on the way, and what stays moves.

mod common;

use common::{deploy, service};
use svcpath_core::decode::decode;
use svcpath_core::knobs::Knobs;
use svcpath_core::manifest::parse;
use svcpath_core::request::{Request, Written};
use svcpath_core::route::trace;
use svcpath_core::state::State;
use svcpath_core::text::Files;
use svcpath_core::world::World;
use svcpath_scene::{Geometry, Id, Morph, Scene, Shape, View};

fn scene(replicas: u32, more: &str) -> Scene {
    let text = deploy("api", replicas) + "---\n" + &service("api", "NodePort", "api", ", nodePort: 30080") + more;
    let (manifests, _) = parse(&Files::single("a.yaml", text));
    let (cluster, _) = decode(&manifests);
    let world = World::build(&cluster, &Knobs::default(), &State::default());
    let ask = Written { from: "internet".into(), to: "http://192.168.10.11:30080/".into(), ..Written::default() };
    let trace = trace(&world, &Request::parse(&ask).expect("it is a request")).explain(&world);
    Scene::new(&world, Some(&trace), &View::default())
}

fn boxes(shapes: &[Shape], id: &Id) -> Vec<Geometry> {
    let own = shapes.iter().filter(|shape| shape.id == *id);
    own.map(|shape| shape.geometry.clone()).filter(|geometry| matches!(geometry, Geometry::Polygon { .. })).collect()
}

#[test]
fn an_edit_that_changes_no_picture_is_no_change() {
    let before = scene(3, "");
    assert_eq!(Morph::new(&before, &before, 0.0), None);
    let unrelated = format!("---\n{}", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n");
    assert_eq!(Morph::new(&before, &scene(3, &unrelated), 0.0), None);
}

#[test]
fn it_ends_as_the_other_picture() {
    let (before, after) = (scene(3, ""), scene(7, ""));
    let morph = Morph::new(&before, &after, 0.0).expect("pods are added");
    assert_eq!(morph.shapes(1.0), after.shapes);
    assert_eq!(morph.arriving(after.frame(0.0).shapes, 1.0), after.frame(0.0).shapes);
}

#[test]
fn it_begins_where_things_were() {
    let (before, after) = (scene(3, ""), scene(7, ""));
    let morph = Morph::new(&before, &after, 0.0).expect("pods are added");
    let at = morph.shapes(0.0);
    let pods = before.shapes.iter().map(|shape| &shape.id).filter(|id| matches!(id, Id::Pod(..)));
    let mut stayed = 0;
    for pod in pods.filter(|pod| !boxes(&after.shapes, pod).is_empty()) {
        assert_eq!(boxes(&at, pod), boxes(&before.shapes, pod), "{pod:?}");
        stayed += 1;
    }
    assert!(stayed > 0);
    // Every shape of the one picture is still there or on its way out, and none of the new ones is yet to be seen.
    let added = after.shapes.iter().map(|shape| &shape.id).filter(|id| boxes(&before.shapes, id).is_empty());
    for pod in added.filter(|id| matches!(id, Id::Pod(..))) {
        assert!(boxes(&at, pod).is_empty(), "{pod:?}");
        let half = morph.shapes(0.5);
        let shape = half.iter().find(|shape| shape.id == *pod).expect("it is coming");
        assert!(shape.paint.alpha < 1.0);
    }
}
