//! An Ingress controller: which Ingresses it serves, which rule takes a request, and which Service that names.
//! Rules and sources: docs/semantics/l7.md; the numbers in comments are its sections.

mod backend;
mod nginx;
mod port;
mod rung;
mod specification;

pub(super) use port::unread;

use std::cmp::Reverse;
use std::sync::Arc;

use super::l7::{Asked, Ruling};
use crate::knobs::IngressController;
use crate::model::{Ingress, IngressClass};
use crate::world::World;

/// Who decides: the specification, or ingress-nginx.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Profile {
    Specification,
    IngressNginx,
}

/// A controller and the Ingresses it serves (indexes into the world's list).
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Controller {
    pub(super) profile: Profile,
    /// Its class' name; empty for Ingresses without class.
    pub(super) class: String,
    pub(super) ingresses: Vec<usize>,
}

/// Why an Ingress is served by nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unserved {
    pub(super) ingress: usize,
    pub(super) class: String,
}

const CLASS_ANNOTATION: &str = "kubernetes.io/ingress.class";

/// Groups the world's Ingresses by the controller that serves them (docs/semantics/world.md 5.4).
pub(super) fn entries(world: &World) -> (Vec<Controller>, Vec<Unserved>) {
    let mut entries: Vec<Controller> = Vec::new();
    let mut unserved = Vec::new();
    for (i, ingress) in world.ingresses.iter().enumerate() {
        match served_by(world, ingress) {
            Ok((profile, class)) => {
                // With the assumed controller one entry serves all.
                let same = |entry: &&mut Controller| entry.profile == profile && entry.class == class;
                match entries.iter_mut().find(same) {
                    Some(entry) => entry.ingresses.push(i),
                    None => entries.push(Controller { profile, class, ingresses: vec![i] }),
                }
            }
            Err(class) => unserved.push(Unserved { ingress: i, class }),
        }
    }
    (entries, unserved)
}

/// Whether ingress-nginx serves it, to which the text of a `targetPort` is a name of the port as well (2.12).
pub(crate) fn takes_target_ports(world: &World, ingress: &Ingress) -> bool {
    served_by(world, ingress).is_ok_and(|(profile, _)| profile == Profile::IngressNginx)
}

/// Who serves an Ingress, or the class that nobody provides.
pub(super) fn served_by(world: &World, ingress: &Ingress) -> Result<(Profile, String), String> {
    let annotation = ingress.meta.annotations.get(CLASS_ANNOTATION);
    let named = ingress.class.as_ref();
    match world.knobs.ingress_controller {
        IngressController::None => return Err(named.or(annotation).cloned().unwrap_or_default()),
        IngressController::IngressNginx => return nginx_takes(world, ingress),
        IngressController::Assumed => {}
    }
    if world.ingress_classes.is_empty() {
        return Ok((Profile::Specification, String::new()));
    }
    let class = match (named, annotation) {
        (Some(name), _) => world.ingress_classes.iter().find(|class| class.meta.name() == name),
        // The annotation names a controller's own value; by habit the class' name.
        (None, Some(value)) => world
            .ingress_classes
            .iter()
            .find(|class| class.meta.name() == value || class.controller.rsplit('/').next() == Some(value.as_str())),
        (None, None) => default_class(world),
    };
    match class {
        Some(class) if class.controller == "k8s.io/ingress-nginx" => {
            Ok((Profile::IngressNginx, class.meta.name().to_owned()))
        }
        Some(class) => Ok((Profile::Specification, class.meta.name().to_owned())),
        None => Err(named.or(annotation).cloned().unwrap_or_default()),
    }
}

/// The class that an Ingress without one gets at admission: the newest of the defaults, of equally old ones the first by name
/// (kubernetes plugin/pkg/admission/network/defaultingressclass). One without time-stamp is the newest: it is yet to be created.
fn default_class(world: &World) -> Option<&Arc<IngressClass>> {
    let age = |class: &&Arc<IngressClass>| {
        let created = class.meta.created.clone();
        (created.is_some(), Reverse(created), class.meta.name().to_owned())
    };
    world.ingress_classes.iter().filter(|class| class.default).min_by_key(age)
}

/// Annotations that an ingress-nginx would read, on an Ingress whose controller is only assumed.
pub(crate) fn unread_annotations(world: &World, ingress: &Ingress) -> Vec<String> {
    let assumed = matches!(served_by(world, ingress), Ok((Profile::Specification, class)) if class.is_empty());
    let of_nginx = ingress.meta.annotations.keys().filter(|key| key.starts_with("nginx.ingress.kubernetes.io/"));
    if assumed { of_nginx.cloned().collect() } else { Vec::new() }
}

/// The class of an Ingress that no controller serves.
pub(crate) fn nobody_serves(world: &World, ingress: &Ingress) -> Option<String> {
    served_by(world, ingress).err()
}

/// Which Ingresses an ingress-nginx of the knob takes (2.1).
fn nginx_takes(world: &World, ingress: &Ingress) -> Result<(Profile, String), String> {
    let annotation = ingress.meta.annotations.get(CLASS_ANNOTATION);
    let taken = match (&ingress.class, annotation) {
        (Some(name), _) => {
            let class = world.ingress_classes.iter().find(|class| class.meta.name() == name);
            class.map_or(world.ingress_classes.is_empty(), |class| class.controller == "k8s.io/ingress-nginx")
        }
        (None, Some(value)) => value == "nginx",
        (None, None) => match default_class(world) {
            Some(class) => class.controller == "k8s.io/ingress-nginx",
            None => world.ingress_classes.is_empty() || world.knobs.ingress_nginx_watch_without_class,
        },
    };
    let class = ingress.class.as_ref().or(annotation).cloned().unwrap_or_default();
    if taken { Ok((Profile::IngressNginx, String::new())) } else { Err(class) }
}

/// Whether a controller names this host.
pub(super) fn serves_host(world: &World, controller: &Controller, host: &str) -> bool {
    match controller.profile {
        Profile::Specification => specification::serves_host(world, controller, host),
        Profile::IngressNginx => nginx::serves_host(world, controller, host),
    }
}

/// What the controller makes of a request. `asked` carries HTTP: controllers speak nothing else.
pub(super) fn rule(world: &World, controller: &Controller, asked: Asked<'_>) -> Option<Ruling> {
    let http = asked.http?;
    Some(match controller.profile {
        Profile::Specification => specification::rule(world, controller, asked, http),
        Profile::IngressNginx => nginx::rule(world, controller, asked, http),
    })
}

/// How well a rule's host fits: exact 2, wildcard 1, all hosts 0 (1.3). A wildcard stands for exactly one label.
fn host_rank(rule: &str, host: &str) -> Option<u8> {
    if rule.is_empty() {
        return Some(0);
    }
    if rule.eq_ignore_ascii_case(host) {
        return Some(2);
    }
    let suffix = rule.strip_prefix("*.")?;
    let (label, rest) = host.split_once('.')?;
    (!label.is_empty() && rest.eq_ignore_ascii_case(suffix)).then_some(1)
}

/// The Ingresses in the order in which they come to a host or a path that several want: the oldest first.
fn by_age(world: &World, controller: &Controller) -> Vec<usize> {
    let meta = |i: usize| &world.ingresses[i].meta;
    // One without time-stamp is the youngest: it is yet to be created.
    let age = |i: usize| (meta(i).created.is_none(), &meta(i).created);
    let name = |i: usize| (meta(i).namespace(), meta(i).name());
    let mut order = controller.ingresses.clone();
    order.sort_by(|a, b| {
        let names = match controller.profile {
            Profile::Specification => name(*a).cmp(&name(*b)),
            // store.go sortIngressSlice
            Profile::IngressNginx => name(*b).cmp(&name(*a)),
        };
        age(*a).cmp(&age(*b)).then(names)
    });
    order
}
