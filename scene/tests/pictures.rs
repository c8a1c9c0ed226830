//! Every composition, in every size and language, at every step.

mod common;

use std::collections::BTreeSet;
use std::sync::Arc;

use common::check::complaints;
use common::gallery::gallery;
use svcpath_core::lang::Lang;
use svcpath_core::object::ObjectRef;
use svcpath_core::trace::{Explanation, Place, Stage};
use svcpath_core::world::World;
use svcpath_scene::{Arrangement, Drawing, Geometry, Id, MarkKind, Scene, Shape, Theme, View, svg};

const SIZES: [(f32, f32); 7] =
    [(792.0, 704.0), (1270.0, 704.0), (680.0, 640.0), (640.0, 300.0), (390.0, 600.0), (1800.0, 1000.0), (320.0, 480.0)];

fn view(size: (f32, f32), lang: Lang) -> View {
    let (top, bottom) = if size.1 > 640.0 { (48.0, 64.0) } else { (0.0, 0.0) };
    View { width: size.0, height: size.1, top, bottom, lang, ..View::default() }
}

/// The gallery and the compositions, by name.
fn everything() -> impl Iterator<Item = (String, World, Option<Explanation>)> {
    let told = gallery().into_iter().map(|told| (told.name, told.world, Some(told.trace)));
    told.chain(common::compositions().into_iter().map(|composition| {
        let (world, trace) = composition.read();
        (composition.name.to_owned(), world, trace)
    }))
}

#[test]
fn nothing_overlaps_and_nothing_is_cut() {
    let mut found = Vec::new();
    for composition in common::compositions() {
        let (world, trace) = composition.read();
        for size in SIZES {
            for lang in Lang::ALL {
                let scene = Scene::new(&world, trace.as_ref(), &view(size, lang));
                let steps = trace.as_ref().map_or(0, |trace| trace.drawn_path().steps().count());
                let all = complaints(&scene, steps);
                found.extend(
                    all.into_iter().map(|complaint| format!("{} {size:?} {lang:?}: {complaint}", composition.name)),
                );
            }
        }
    }
    assert!(found.is_empty(), "{} complaints\n{}", found.len(), found.join("\n"));
}

#[test]
fn the_gallery_is_readable() {
    let mut found = Vec::new();
    for told in gallery() {
        for size in SIZES {
            for lang in Lang::ALL {
                let scene = Scene::new(&told.world, Some(&told.trace), &view(size, lang));
                let all = complaints(&scene, told.trace.drawn_path().steps().count());
                found.extend(all.into_iter().map(|complaint| format!("{} {size:?} {lang:?}: {complaint}", told.name)));
            }
        }
    }
    assert!(found.is_empty(), "{} complaints\n{}", found.len(), found.join("\n"));
}

/// Workloads as columns, and all branches at once.
#[test]
fn other_views_are_readable() {
    let mut found = Vec::new();
    for (name, world, trace) in everything() {
        for size in SIZES {
            for lang in Lang::ALL {
                for (arrangement, all) in
                    [(Arrangement::Apps, false), (Arrangement::Nodes, true), (Arrangement::Apps, true)]
                {
                    let view = View { arrangement, all, ..view(size, lang) };
                    let scene = Scene::new(&world, trace.as_ref(), &view);
                    let steps = trace.as_ref().map_or(0, |trace| trace.drawn_path().steps().count());
                    let told = complaints(&scene, steps).into_iter();
                    found.extend(told.map(|told| format!("{name} {arrangement:?} {all} {size:?} {lang:?}: {told}")));
                }
            }
        }
    }
    assert!(found.is_empty(), "{} complaints\n{}", found.len(), found.join("\n"));
}

/// While somebody draws: nothing of the cluster is left out, whatever is held.
#[test]
fn drawing_is_readable() {
    let mut found = Vec::new();
    for (name, world, trace) in everything() {
        let objects: Arc<[ObjectRef]> = common::objects(&world).into();
        let last = world.pods.last().map(|pod| Id::Pod(pod.reference.namespace.clone(), pod.reference.name.clone()));
        for held in [None, last, objects.last().map(Id::of)] {
            // Nobody draws in a widget; with tools above it, the picture of a small window is low.
            for size in SIZES.into_iter().filter(|size| *size != (640.0, 300.0)).chain([(692.0, 350.0)]) {
                let drawing = Some(Drawing { objects: Arc::clone(&objects), held: held.clone() });
                let scene = Scene::new(&world, trace.as_ref(), &View { drawing, ..view(size, Lang::En) });
                let steps = trace.as_ref().map_or(0, |trace| trace.drawn_path().steps().count());
                let told = complaints(&scene, steps).into_iter();
                found.extend(told.map(|told| format!("{name} {held:?} {size:?}: {told}")));
                if let Some(held) = &held
                    && scene.place(held).is_none()
                {
                    found.push(format!("{name} {size:?}: no place for {held:?}"));
                }
            }
        }
    }
    assert!(found.is_empty(), "{} complaints\n{}", found.len(), found.join("\n"));
}

/// What is taken hold of stays under the pointer.
#[test]
fn chips_stay_where_they_are_when_one_is_held() {
    let mut found = Vec::new();
    for (name, world, trace) in everything() {
        let objects: Arc<[ObjectRef]> = common::objects(&world).into();
        let scene = |held: Option<&Id>| {
            let drawing = Some(Drawing { objects: Arc::clone(&objects), held: held.cloned() });
            Scene::new(&world, trace.as_ref(), &View { drawing, ..view(SIZES[1], Lang::En) })
        };
        let before = scene(None);
        let chips =
            objects.iter().filter(|object| matches!(object.kind.as_str(), "Service" | "Ingress" | "NetworkPolicy"));
        for id in chips.map(Id::of) {
            let places = [&before, &scene(Some(&id))].map(|scene| scene.place(&id));
            if places[0].is_some() && places[0] != places[1] {
                found.push(format!("{name}: {id:?} goes from {:?} to {:?}", places[0], places[1]));
            }
        }
    }
    assert!(found.is_empty(), "{} complaints\n{}", found.len(), found.join("\n"));
}

/// On the phone all the others that somebody may take hold of are named at the foot.
#[test]
fn drawing_on_a_phone_leaves_nobody_out() {
    let composition = common::compositions().into_iter().find(|known| known.name == "nodeport").unwrap();
    let (world, trace) = composition.read();
    let drawing = Some(Drawing { objects: common::objects(&world).into(), held: None });
    let scene = Scene::new(&world, trace.as_ref(), &View { drawing, ..view(SIZES[4], Lang::En) });
    let drawn = |id: &Id| scene.shapes.iter().any(|shape| shape.id == *id);
    for node in world.nodes.iter() {
        assert!(drawn(&Id::Node(node.name.clone())), "{}", node.name);
    }
    for pod in world.pods.iter() {
        let own = Id::Pod(pod.reference.namespace.clone(), pod.reference.name.clone());
        assert!(drawn(&own) || drawn(&Id::of(pod.owned_by())), "{own:?}");
    }
}

/// A node that takes no pods says so beside its name, and nothing else is in the way.
#[test]
fn a_cordoned_node_says_so() {
    let mut found = Vec::new();
    for told in gallery() {
        let mut world = told.world;
        let mut nodes = world.nodes.to_vec();
        nodes[0].unschedulable = true;
        let id = Id::Node(nodes[0].name.clone());
        world.nodes = nodes.into();
        let steps = told.trace.drawn_path().steps().count();
        for size in SIZES {
            let scene = Scene::new(&world, Some(&told.trace), &view(size, Lang::En));
            found.extend(
                complaints(&scene, steps).into_iter().map(|complaint| format!("{} {size:?}: {complaint}", told.name)),
            );
            let says = |shape: &Shape| {
                shape.id == id && matches!(&shape.geometry, Geometry::Text(text) if text.text == "SchedulingDisabled")
            };
            if scene.columns.iter().any(|column| column.id == id) && !scene.shapes.iter().any(says) {
                found.push(format!("{} {size:?}: the node says nothing", told.name));
            }
        }
    }
    assert!(found.is_empty(), "{} complaints\n{}", found.len(), found.join("\n"));
}

/// Nodes that were added by hand have a name, as columns or as tiles, the held one and the others.
#[test]
fn nodes_that_are_added_have_names() {
    for held in ["node-5", "node-1"] {
        for size in [(780.0, 501.0), (724.0, 363.0), (1270.0, 704.0)] {
            let node = |i| format!("apiVersion: v1\nkind: Node\nmetadata: {{name: node-{i}}}\n---\n");
            let nodes: String = (1..=9).map(node).collect();
            let composition = common::compositions().into_iter().find(|known| known.name == "nodeport").unwrap();
            let manifests = nodes + &composition.manifests;
            let (world, trace) = common::Composition { manifests, ..composition }.read();
            let drawing = Some(Drawing { objects: Arc::default(), held: Some(Id::Node(held.into())) });
            let scene = Scene::new(&world, trace.as_ref(), &View { drawing, ..view(size, Lang::En) });
            for node in world.nodes.iter() {
                let name = |shape: &Shape| {
                    shape.id == Id::Node(node.name.clone())
                        && matches!(&shape.geometry, Geometry::Text(text) if text.text == node.name)
                };
                assert!(scene.shapes.iter().any(name), "{} {size:?}", node.name);
            }
            assert_eq!(complaints(&scene, 1), Vec::<String>::new());
        }
    }
}

/// Columns stand in the order in which they were put.
#[test]
fn columns_are_put_elsewhere() {
    let mut found = Vec::new();
    for (name, world, trace) in everything() {
        let steps = trace.as_ref().map_or(0, |trace| trace.drawn_path().steps().count());
        for arrangement in [Arrangement::Nodes, Arrangement::Apps] {
            let view = View { arrangement, drawing: Some(Drawing::default()), ..view(SIZES[1], Lang::En) };
            let before = Scene::new(&world, trace.as_ref(), &view);
            let places = before.columns.iter().rev().map(|column| column.name.clone());
            let layout = places.zip(before.columns.iter().map(|column| column.at)).collect();
            let after = Scene::new(&world, trace.as_ref(), &View { layout: Arc::new(layout), ..view });
            found.extend(complaints(&after, steps).into_iter().map(|told| format!("{name} {arrangement:?}: {told}")));
            let names = |scene: &Scene| scene.columns.iter().map(|column| column.name.clone()).collect::<Vec<_>>();
            let zoned = world.nodes.iter().any(|node| node.zone.is_some());
            let turned: Vec<String> = names(&before).into_iter().rev().collect();
            if !zoned && names(&after) != turned {
                found.push(format!("{name} {arrangement:?}: {:?} instead of {turned:?}", names(&after)));
            }
        }
    }
    assert!(found.is_empty(), "{} complaints\n{}", found.len(), found.join("\n"));
}

/// Every kernel that some step happens in, from within.
#[test]
fn kernels_are_readable() {
    let mut found = Vec::new();
    let mut kernels = 0;
    for (name, world, trace) in everything() {
        let Some(trace) = trace else { continue };
        let path = trace.drawn_path();
        let nodes: BTreeSet<String> = path
            .hops
            .iter()
            .filter_map(|hop| match &hop.at {
                Place::Node(node) => Some(node.clone()),
                _ => None,
            })
            .collect();
        for node in nodes {
            kernels += 1;
            for size in SIZES {
                for lang in Lang::ALL {
                    let view = View { inside: Some(node.clone()), ..view(size, lang) };
                    let scene = Scene::new(&world, Some(&trace), &view);
                    let all = complaints(&scene, path.steps().count());
                    found.extend(all.into_iter().map(|told| format!("{name} {node} {size:?} {lang:?}: {told}")));
                }
            }
        }
    }
    assert!(kernels > 60, "{kernels} kernels only");
    assert!(found.is_empty(), "{} complaints\n{}", found.len(), found.join("\n"));
}

#[test]
fn every_picture_is_one_valid_document_and_always_the_same() {
    for composition in common::compositions() {
        let (world, trace) = composition.read();
        let draw = || {
            let scene = Scene::new(&world, trace.as_ref(), &View::default());
            let frame = scene.frame(1.0);
            svg(&scene, Some(&frame), Theme::Dark)
        };
        let text = draw();
        assert_eq!(text, draw(), "{}", composition.name);
        if let Err(error) = roxmltree::Document::parse(&text) {
            panic!("{}: {error}", composition.name);
        }
    }
}

/// What a reader would see at the step that tells most. Open the files beside this one.
#[test]
fn pictures_stay_as_they_were_approved() {
    const TELLING: [(&str, usize); 17] = [
        ("nodeport", 2),
        ("nodeport-local", 2),
        ("clusterip", 0),
        ("headless", 3),
        ("unready", 3),
        ("refused", 4),
        ("port-forward", 3),
        ("external-name", 3),
        ("balancer", 2),
        ("balancer-pending", 1),
        ("ingress", 4),
        ("ingress-nginx", 9),
        ("gateway", 5),
        ("policy-dns", 1),
        ("policy-in", 6),
        ("fifty-nodes", 3),
        ("forty-pods", 3),
    ];
    let compositions = common::compositions();
    for (name, step) in TELLING {
        let composition = compositions.iter().find(|known| known.name == name).unwrap();
        let (world, trace) = composition.read();
        let scene = Scene::new(&world, trace.as_ref(), &View::default());
        let picture = svg(&scene, Some(&scene.frame(step as f64)), Theme::Light);
        insta::assert_binary_snapshot!(&format!("{name}.svg"), picture.into_bytes());
    }
}

/// Workloads as columns, and every branch at once.
#[test]
fn other_views_stay_as_they_were_approved() {
    let compositions = common::compositions();
    let of = |name: &str| compositions.iter().find(|known| known.name == name).unwrap().read();
    for name in ["clusterip", "nodeport-node-3", "ingress", "shop"] {
        let (world, trace) = of(name);
        let scene = Scene::new(&world, trace.as_ref(), &View { arrangement: Arrangement::Apps, ..View::default() });
        let last = trace.as_ref().unwrap().drawn_path().request_steps() - 1;
        let picture = svg(&scene, Some(&scene.frame(last as f64)), Theme::Light);
        insta::assert_binary_snapshot!(&format!("apps-{name}.svg"), picture.into_bytes());
    }
    for name in ["nodeport-node-3", "balancer", "policy-in"] {
        let (world, trace) = of(name);
        let scene = Scene::new(&world, trace.as_ref(), &View { all: true, ..View::default() });
        let last = trace.as_ref().unwrap().drawn_path().request_steps() - 1;
        let picture = svg(&scene, Some(&scene.frame(last as f64)), Theme::Light);
        insta::assert_binary_snapshot!(&format!("all-{name}.svg"), picture.into_bytes());
    }
}

/// Where nothing runs, there is still a cluster to be seen.
#[test]
fn no_arrangement_is_blank() {
    for (name, world, trace) in everything() {
        let view = View { arrangement: Arrangement::Apps, ..View::default() };
        let scene = Scene::new(&world, trace.as_ref(), &view);
        let column = |shape: &Shape| matches!(shape.id, Id::Node(_) | Id::Object(..));
        assert!(scene.shapes.iter().any(column), "{name}");
    }
}

/// Two packets of one client part where a Service's endpoint is drawn, and not before.
#[test]
fn branches_without_a_column_are_told() {
    let composition = common::compositions().into_iter().find(|known| known.name == "balancer").unwrap();
    let (world, trace) = composition.read();
    let view = View { arrangement: Arrangement::Apps, all: true, ..View::default() };
    let told = |view: &View| {
        let scene = Scene::new(&world, trace.as_ref(), view);
        scene
            .shapes
            .iter()
            .any(|shape| matches!(&shape.geometry, Geometry::Text(text) if text.text == "also through 2 other nodes"))
    };
    assert!(told(&view));
    assert!(!told(&View { all: false, ..view.clone() }), "one branch hides none");
    assert!(!told(&View { arrangement: Arrangement::Nodes, ..view }), "each node has its column");
}

#[test]
fn branches_part_where_something_is_chosen() {
    let composition = common::compositions().into_iter().find(|known| known.name == "nodeport-node-3").unwrap();
    let (world, trace) = composition.read();
    let scene = Scene::new(&world, trace.as_ref(), &View { all: true, ..View::default() });
    let envelopes = |step: usize| {
        let frame = scene.frame(step as f64);
        let flaps = frame.shapes.iter().filter(|shape| match &shape.geometry {
            Geometry::Rect { width, height, .. } => (*width, *height) == (20.0, 14.0),
            _ => false,
        });
        flaps.count()
    };
    let path = trace.as_ref().unwrap().drawn_path();
    assert_eq!(envelopes(0), 1);
    assert_eq!(envelopes(path.request_steps() - 1), 3);
}

/// The first request of every scenario of the gallery where it ends, at each zoom level.
#[test]
fn the_gallery_stays_as_it_was_approved() {
    let mut seen = BTreeSet::new();
    for told in gallery() {
        let file = told.name.split(':').next().unwrap().to_owned();
        if !seen.insert(file.clone()) {
            continue;
        }
        let path = told.trace.drawn_path();
        let step = path.request_steps() - 1;
        let kernel = path.hops.iter().find_map(|hop| match &hop.at {
            Place::Node(node) if hop.steps.iter().any(|step| step.stage == Stage::KubeProxy) => Some(node.clone()),
            _ => None,
        });
        for (level, inside) in [("nodes", None), ("inside", kernel)] {
            if level == "inside" && inside.is_none() {
                continue;
            }
            let scene = Scene::new(&told.world, Some(&told.trace), &View { step, inside, ..View::default() });
            let picture = svg(&scene, Some(&scene.frame(step as f64)), Theme::Light);
            insta::assert_binary_snapshot!(&format!("gallery-{file}-{level}.svg"), picture.into_bytes());
        }
    }
    assert_eq!(seen.len(), 13);
}

#[test]
fn the_embed_and_the_phone_stay_as_they_were_approved() {
    let composition = common::compositions().into_iter().find(|known| known.name == "nodeport").unwrap();
    let (world, trace) = composition.read();
    for (name, size, lang) in [("embed", (640.0, 300.0), Lang::En), ("phone", (390.0, 600.0), Lang::Ru)] {
        let scene = Scene::new(&world, trace.as_ref(), &view(size, lang));
        let picture = svg(&scene, Some(&scene.frame(2.0)), Theme::Dark);
        insta::assert_binary_snapshot!(&format!("nodeport-{name}.svg"), picture.into_bytes());
    }
}

#[test]
fn the_timeline_tells_the_story_of_node_ports() {
    let composition = common::compositions().into_iter().find(|known| known.name == "nodeport").unwrap();
    let (world, trace) = composition.read();
    let timeline = Scene::new(&world, trace.as_ref(), &View::default()).timeline;
    assert_eq!(timeline.rows, ["client", "node-1", "node-2", "pod api-3"]);
    let marks: Vec<_> =
        timeline.marks.iter().map(|mark| (mark.row, mark.step, mark.kind, mark.label.as_str())).collect();
    assert_eq!(
        marks,
        [
            (1, 1, MarkKind::Decision, ""),
            (1, 2, MarkKind::Dnat, "DNAT"),
            (1, 3, MarkKind::Snat, "SNAT"),
            (3, 6, MarkKind::Arrive, ""),
            (1, 9, MarkKind::Undone, "both undone"),
        ]
    );
    let bars: Vec<_> = timeline.bars.iter().map(|bar| (bar.row, bar.from, bar.to, bar.reply)).collect();
    assert_eq!(
        bars,
        [
            (0, 0.0, 0.0, false),
            (1, 1.0, 4.0, false),
            (2, 5.0, 5.0, false),
            (3, 6.0, 6.0, false),
            (3, 7.0, 7.0, true),
            (2, 8.0, 8.0, true),
            (1, 9.0, 9.0, true),
            (0, 10.0, 10.0, true),
        ]
    );
    assert_eq!((timeline.steps, timeline.reply_from), (11, 7));
}

#[test]
fn the_outline_reads_top_down_in_both_languages() {
    let composition = common::compositions().into_iter().find(|known| known.name == "nodeport").unwrap();
    let (world, trace) = composition.read();
    let outline = |lang| {
        let scene = Scene::new(&world, trace.as_ref(), &View { lang, ..View::default() });
        scene
            .outline(&world, lang)
            .iter()
            .map(|item| format!("{}{}", "  ".repeat(item.depth.into()), item.text))
            .collect::<Vec<_>>()
            .join("\n")
    };
    insta::assert_snapshot!("outline", format!("{}\n\n{}", outline(Lang::En), outline(Lang::Ru)));
}

/// Whatever somebody draws with is in the outline and is found by its name, or its pods are.
#[test]
fn all_that_is_at_hand_is_in_the_outline_and_is_found() {
    let mut found = Vec::new();
    for (name, world, trace) in everything() {
        let objects: Arc<[ObjectRef]> = common::objects(&world).into();
        for arrangement in [Arrangement::Nodes, Arrangement::Apps] {
            let drawing = Some(Drawing { objects: Arc::clone(&objects), held: None });
            let scene = Scene::new(&world, trace.as_ref(), &View { arrangement, drawing, ..view(SIZES[1], Lang::En) });
            let outline = scene.outline(&world, Lang::En);
            let ids: BTreeSet<&Id> = outline.iter().map(|item| &item.id).filter(|id| **id != Id::None).collect();
            let things = outline.iter().filter(|item| item.id != Id::None).count();
            if ids.len() != things {
                found.push(format!("{name}: {things} lines of {} things", ids.len()));
            }
            for object in objects.iter() {
                let has_pods = world.pods.iter().any(|pod| pod.owned_by() == object);
                let id = Id::of(object);
                let words = format!("{} {}", object.kind, object.key());
                let by_name = scene.find(&world, &words, Lang::En, 99).iter().any(|item| item.id == id);
                if !(has_pods || ids.contains(&id) && by_name) {
                    found.push(format!("{name} {arrangement:?}: {words}, found: {by_name}"));
                }
            }
            let drawn = scene.shapes.iter().map(|shape| &shape.id).filter(|id| matches!(id, Id::Object(..)));
            found.extend(drawn.filter(|id| !ids.contains(id)).map(|id| format!("{name}: {id:?} is drawn")));
        }
    }
    assert!(found.is_empty(), "{} complaints\n{}", found.len(), found.join("\n"));
}

#[test]
fn what_stands_beside_is_told_in_both_languages() {
    let told = |name: &str, lang| {
        let (world, _) = common::compositions().into_iter().find(|known| known.name == name).unwrap().read();
        let drawing = Some(Drawing { objects: common::objects(&world).into(), held: None });
        let scene = Scene::new(&world, None, &View { lang, drawing, ..View::default() });
        let items = scene.outline(&world, lang).into_iter();
        items.map(|item| item.text).collect::<Vec<_>>().join("\n")
    };
    let route = "HTTPRoute shop/shop, shop.example.com";
    assert!(told("gateway", Lang::En).contains(&format!("\n1 route\n{route}\n")));
    assert!(told("gateway", Lang::Ru).contains(&format!("\n1 маршрут\n{route}\n")));
    let policy = "NetworkPolicy shop/deny";
    let idle = "Deployment shop/idle";
    assert!(told("policy-in", Lang::En).ends_with(&format!("\n1 policy\n{policy}\n1 other object\n{idle}")));
    assert!(told("policy-in", Lang::Ru).ends_with(&format!("\n1 политика\n{policy}\nещё 1 объект\n{idle}")));
}

#[test]
fn a_point_finds_what_is_drawn_there() {
    let composition = common::compositions().into_iter().find(|known| known.name == "nodeport").unwrap();
    let (world, trace) = composition.read();
    let scene = Scene::new(&world, trace.as_ref(), &View::default());
    for shape in scene.shapes.iter().filter(|shape| matches!(shape.id, Id::Pod(..))) {
        let Geometry::Polygon { points } = &shape.geometry else { continue };
        let x = points.iter().map(|p| p.0).sum::<f32>() / points.len() as f32;
        let y = points.iter().map(|p| p.1).sum::<f32>() / points.len() as f32;
        assert_eq!(scene.hit(x, y), Some(&shape.id));
    }
    assert_eq!(scene.hit(-5.0, -5.0), None);
}

#[test]
fn a_highlight_is_seen() {
    let composition = common::compositions().into_iter().find(|known| known.name == "nodeport").unwrap();
    let (world, trace) = composition.read();
    let plain = Scene::new(&world, trace.as_ref(), &View::default());
    let id = Id::Service("shop".into(), "api".into());
    let lit = Scene::new(&world, trace.as_ref(), &View { highlight: Some(id), ..View::default() });
    let changed = plain.shapes.iter().zip(&lit.shapes).filter(|(a, b)| a != b).count();
    assert_eq!(changed, 3, "the Service's rules on every node");
}

#[test]
fn a_pod_not_taken_leads_to_the_path_that_takes_it() {
    let composition = common::compositions().into_iter().find(|known| known.name == "nodeport").unwrap();
    let (world, trace) = composition.read();
    let trace = trace.unwrap();
    let scene = Scene::new(&world, Some(&trace), &View::default());
    let branch = scene.branch(&Id::Pod("shop".into(), "api-1".into())).unwrap();
    let reached = trace.paths[branch].endpoint.as_ref().and_then(|endpoint| endpoint.pod.as_ref());
    assert_eq!(reached.map(|pod| pod.name.as_str()), Some("api-1"));
    assert_eq!(scene.branch(&Id::Client), None);
}

/// The picture of a composition whose request a policy stops, the top of the bracket that it is drawn as at `pod`, and where the
/// packet stops.
fn stopped(name: &str, pod: impl Fn(&Explanation) -> Id) -> (Scene, f32, f32) {
    let composition = common::compositions().into_iter().find(|known| known.name == name).expect("told");
    let (world, trace) = composition.read();
    let trace = trace.expect("told");
    let scene = Scene::new(&world, Some(&trace), &View::default());
    let id = pod(&trace);
    let bracket = scene.shapes.iter().filter(|shape| shape.id == id).find_map(|shape| match &shape.geometry {
        Geometry::Line { points, .. } if points.len() == 4 => Some(points.clone()),
        _ => None,
    });
    let bracket = bracket.expect("a bracket");
    let (_, y) = scene.frame((trace.drawn_path().request_steps() - 1) as f64).packet.expect("told");
    // The middle of the bracket, not its ends.
    (scene, bracket[1].1, y)
}

#[test]
fn a_policy_is_a_bracket_that_a_packet_stops_before() {
    let reached = |trace: &Explanation| {
        let pod = trace.drawn_path().endpoint.as_ref().and_then(|reached| reached.pod.as_ref()).unwrap();
        Id::Pod(pod.namespace.clone(), pod.name.clone())
    };
    let asking = |_: &Explanation| Id::Pod("shop".into(), "web-1".into());
    let ingress = stopped("policy-in", reached);
    for (_, bracket, y) in [ingress, stopped("policy-out", asking), stopped("policy-dns", asking)] {
        assert!((bracket - y - 7.0 - 8.0).abs() < 2.0, "the packet, 14 px high, stops 8 px before {bracket}: {y}");
    }
}

#[test]
fn a_question_to_dns_that_is_lost_is_not_seen_to_arrive() {
    let (scene, ..) = stopped("policy-dns", |_| Id::Pod("shop".into(), "web-1".into()));
    let token = |scene: &Scene, t: f64| scene.frame(t).shapes.iter().any(|shape| shape.id == Id::Dns);
    assert!(!token(&scene, 0.0));
    let (answered, ..) = stopped("policy-out", |_| Id::Pod("shop".into(), "web-1".into()));
    assert!(token(&answered, 0.0));
}
