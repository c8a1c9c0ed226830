//! `enable-cors`: NGINX answers a preflight itself (rootfs/etc/nginx/template/nginx.tmpl, `CORS`).

use super::annotation;
use super::config::Location;
use crate::reason::{EntryReason, Gap, Reason};
use crate::route::l7::Ruling;
use crate::route::walk::Note;
use crate::trace::{Decision, Http, Stage, Verdict};
use crate::world::World;

pub(super) fn answered(world: &World, location: &Location<'_>, http: &Http, notes: &mut Vec<Note>) -> Option<Ruling> {
    let ingress = &world.ingresses[location.ingress?];
    if http.method != "OPTIONS" || !annotation::truth(ingress, "enable-cors") {
        return None;
    }
    // Origins that are listed are compared by patterns of the controller's own.
    let listed = annotation::text(ingress, "cors-allow-origin").is_some_and(|origins| origins.trim() != "*");
    if listed && http.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("origin")) {
        let what = Gap::Annotation { name: annotation::full("cors-allow-origin") };
        let note = Note::new(Stage::Ingress, Decision::Unknown, Reason::NotModelled { what });
        let note = note.because([annotation::evidence(ingress, "cors-allow-origin")]);
        return Some(Ruling::unknown(std::mem::take(notes), note));
    }
    if listed {
        return None;
    }
    let reason = Reason::Entry(EntryReason::NginxPreflight { ingress: ingress.meta.reference.key() });
    let note = Note::new(Stage::Ingress, Decision::Respond, reason);
    let note = note.because([annotation::evidence(ingress, "enable-cors")]);
    Some(Ruling::answer(std::mem::take(notes), Verdict::Responded, 204, note))
}
