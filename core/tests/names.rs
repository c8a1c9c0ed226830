//! What a pod's resolver asks before it has an address: a step for every question.

#![allow(clippy::unwrap_used)]

use svcpath_core::decode::decode;
use svcpath_core::knobs::Knobs;
use svcpath_core::lang::Lang;
use svcpath_core::manifest::parse;
use svcpath_core::request::{Request, Source, Target};
use svcpath_core::route::trace;
use svcpath_core::state::State;
use svcpath_core::text::Files;
use svcpath_core::trace::{Explanation, Stage};
use svcpath_core::wording;
use svcpath_core::world::World;

const CLUSTER: &str = "
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: web}
spec: {containers: [{name: web}]}
---
apiVersion: v1
kind: Service
metadata: {name: api, namespace: shop}
spec: {clusterIP: 10.96.0.20, ports: [{port: 80}]}
";

fn explained(to: &str) -> Explanation {
    let (manifests, _) = parse(&Files::single("a.yaml", CLUSTER));
    let (cluster, _) = decode(&manifests);
    let world = World::build(&cluster, &Knobs::default(), &State::default());
    let request = Request::new(Source::parse("pod/web/web").unwrap(), Target::parse(to).unwrap());
    trace(&world, &request).explain(&world)
}

fn asked(to: &str) -> Vec<String> {
    let explanation = explained(to);
    let steps = explanation.drawn_path().hops.iter().flat_map(|hop| &hop.steps);
    steps.filter(|step| step.stage == Stage::Dns).map(|step| wording::reason(&step.reason, Lang::En)).collect()
}

#[test]
fn every_name_of_the_search_list_is_a_step_until_one_answers() {
    assert_eq!(
        asked("http://api.shop/"),
        [
            "NXDOMAIN: no name api.shop.web.svc.cluster.local. The resolver tries the next of its list.",
            "api.shop is Service shop/api; the cluster's DNS answers with its cluster IP 10.96.0.20.",
        ]
    );
    assert_eq!(asked("http://api.shop.svc.cluster.local./").len(), 1);
    assert_eq!(asked("dns://api.shop.svc?type=A").len(), 3);
}

#[test]
fn a_name_that_nobody_has_ends_with_the_last_question() {
    assert_eq!(asked("http://apis.shop/").last().unwrap(), "No such name: apis.shop. 4 names were asked, none exists.");
    assert_eq!(asked("http://apis.shop/").len(), 4);
}

#[test]
fn an_answer_comes_back_with_the_address_that_was_asked() {
    let explanation = explained("dns://api.shop.svc?type=A");
    let back = explanation.drawn_path().reply.iter().flat_map(|hop| &hop.steps);
    let told: Vec<String> = back.map(|step| wording::reason(&step.reason, Lang::En)).collect();
    let [sent, restored, received] = told.as_slice() else { panic!("{told:?}") };
    assert!(sent.starts_with("The answer goes to "), "{sent}");
    assert_eq!(restored, "Connection tracking puts 10.96.0.10:53 back as the source.");
    assert_eq!(received, "The client has its answer.");
}
