//! The ports of an Ingress: "implicitly :80 for http and :443 for https" (IngressRule.host in networking/v1 types.go).

use super::{Controller, Profile};
use crate::object::{Evidence, FieldPath};
use crate::reason::{EntryReason, Gap, Reason};
use crate::route::l7::{End, Ruling};
use crate::route::walk::Note;
use crate::trace::{Decision, Http, Stage, Verdict};
use crate::world::World;

const HTTP: u16 = 80;
const HTTPS: u16 = 443;

/// By which a controller other than ingress-nginx may be told of other ports.
const PORTS_ANNOTATIONS: [&str; 2] =
    ["alb.ingress.kubernetes.io/listen-ports", "traefik.ingress.kubernetes.io/router.entrypoints"];

/// What becomes of a request to a controller that no manifest gives ports, where it is not read; `None`: it is.
pub(in crate::route) fn unread(
    world: &World,
    controller: &Controller,
    entry: String,
    http: &Http,
    port: u16,
) -> Option<Ruling> {
    let nginx = controller.profile == Profile::IngressNginx;
    let told = told(world, controller).filter(|_| !nginx);
    let note = |decision, reason| Note::new(Stage::Ingress, decision, reason);
    let unknown = |what| note(Decision::Unknown, Reason::NotModelled { what });
    let served = controller.ingresses.first().map(|i| Evidence::new(&world.ingresses[*i].meta.reference, "spec.rules"));
    let refused = |reason| {
        let note = note(Decision::Reject, Reason::Entry(reason)).because(served);
        Ruling::only(Vec::new(), End::Answer { verdict: Verdict::Rejected, status: None, location: None, note })
    };
    match (port, http.tls, told) {
        (HTTP, false, _) | (HTTPS, true, _) => None,
        (_, _, Some((annotation, evidence))) => {
            let note = unknown(Gap::Annotation { name: annotation.to_owned() }).because([evidence]);
            Some(Ruling::unknown(Vec::new(), note))
        }
        (HTTP, true, None) => Some(refused(EntryReason::IngressNoTls { entry, port })),
        (HTTPS, false, None) if nginx => {
            let note = note(Decision::Respond, Reason::Entry(EntryReason::NginxPlainHttp { port }));
            Some(Ruling::answer(Vec::new(), Verdict::Responded, 400, note))
        }
        (HTTPS, false, None) => Some(Ruling::unknown(Vec::new(), unknown(Gap::PlainHttp { port }))),
        (_, _, None) => Some(refused(EntryReason::IngressNoPort { entry, port })),
    }
}

/// The annotation that may tell the controller of other ports.
fn told(world: &World, controller: &Controller) -> Option<(&'static str, Evidence)> {
    controller.ingresses.iter().map(|i| &world.ingresses[*i].meta).find_map(|meta| {
        let name = PORTS_ANNOTATIONS.into_iter().find(|name| meta.annotations.contains_key(*name))?;
        Some((name, Evidence::at(&meta.reference, FieldPath::of("metadata.annotations").key(name))))
    })
}
