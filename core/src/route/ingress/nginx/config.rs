//! The configuration that the controller writes for NGINX: one server a host, each with its locations
//! (controller.go `createServers`, `getBackendServers`; location.go `updateServerLocations`).

use super::annotation;
use super::name::{self, Alias};
use crate::model::{Ingress, IngressBackend, PathType};
use crate::object::Evidence;
use crate::route::ingress::rung::{Rung, rungs};
use crate::route::ingress::{Controller, by_age, host_rank};
use crate::world::World;

/// What NGINX is told.
pub(super) struct Config<'w> {
    /// Every rule and path of every Ingress, the oldest Ingress first.
    pub(super) rungs: Vec<Rung<'w>>,
    /// The first is the one of last resort, `_`: its host is empty.
    pub(super) servers: Vec<Server<'w>>,
    /// Canary Ingresses, which have neither servers nor locations of their own.
    pub(super) canaries: Vec<usize>,
    /// Every Ingress, the oldest first.
    pub(super) ingresses: Vec<usize>,
}

pub(super) struct Server<'w> {
    /// Empty: `_`, which takes what no other server does.
    pub(super) host: &'w str,
    pub(super) aliases: Vec<Alias<'w>>,
    /// Longest path text first: the order in which regular expressions are tried.
    pub(super) locations: Vec<Location<'w>>,
    /// The Ingress that gave it a certificate, and which of its TLS sections.
    pub(super) certificate: Option<(usize, Option<usize>)>,
    /// Every location is a regular expression (2.6).
    pub(super) regex: bool,
    /// The Ingress that asks to send `www.` here, or from here to there.
    pub(super) www: Option<usize>,
}

#[derive(Clone)]
pub(super) struct Location<'w> {
    /// As NGINX compares it.
    pub(super) path: String,
    /// `location = path`.
    pub(super) exact: bool,
    /// As the Ingress writes it: what order and annotations go by.
    pub(super) written: &'w str,
    /// Whose annotations apply; `None`: the controller's own default.
    pub(super) ingress: Option<usize>,
    /// Whose redirects and rewrites apply.
    pub(super) rewrites: Option<usize>,
    /// The rule it comes from; `None` for the root that every server has.
    pub(super) rung: Option<usize>,
    /// `None`: the controller's default backend, which answers 404.
    pub(super) upstream: Option<Upstream<'w>>,
    /// The root that a server begins with; a rule for `/` takes its place.
    default: bool,
}

/// A Service port that an Ingress names.
#[derive(Debug, Clone, Copy)]
pub(super) struct Upstream<'w> {
    pub(super) ingress: usize,
    pub(super) backend: &'w IngressBackend,
    /// The rule that names it; `None`: the default backend.
    pub(super) rung: Option<usize>,
}

impl<'w> Config<'w> {
    pub(super) fn build(world: &'w World, controller: &Controller) -> Self {
        let mut order = by_age(world, controller);
        order.retain(|i| !forbidden(&world.ingresses[*i]));
        let rungs = rungs(world, &order);
        let ingresses = order.clone();
        let (canaries, order): (Vec<usize>, Vec<usize>) =
            order.into_iter().partition(|i| annotation::truth(&world.ingresses[*i], "canary"));
        let mut config = Self { rungs, servers: vec![Server::new("", None, None, None)], canaries, ingresses };
        for &i in &order {
            config.add_servers(world, i);
        }
        for &i in &order {
            config.add_names_and_certificates(world, i);
        }
        for &i in &order {
            config.add_locations(world, i);
        }
        for server in &mut config.servers {
            server.locations.sort_by(|a, b| (b.written.len(), b.written).cmp(&(a.written.len(), a.written)));
            server.regex = server.locations.iter().any(|location| location.makes_regex(world).is_some());
            server.locations = twins(world, std::mem::take(&mut server.locations));
        }
        config
    }

    /// The one that goes by this name, else the one of last resort (2.3). An error is the alias that cannot be read.
    pub(super) fn server(&self, host: &str) -> Result<&Server<'w>, Alias<'w>> {
        Ok(name::find(&self.servers[1..], host)?.unwrap_or(&self.servers[0]))
    }

    /// The server that takes over from the other one of `www.host` and `host` (2.9).
    pub(super) fn other_www(&self, host: &str) -> Option<&Server<'w>> {
        if self.servers.iter().any(|server| server.host.eq_ignore_ascii_case(host)) {
            return None;
        }
        self.servers.iter().skip(1).filter(|server| server.www.is_some()).find(|server| {
            let (own, asked) = (server.host.strip_prefix("www."), strip_www(host));
            own.map_or(asked == Some(server.host), |bare| bare.eq_ignore_ascii_case(host))
        })
    }

    /// Whether plain HTTP to this host has a certificate to be sent to: hosts and aliases are compared as text, an asterisk
    /// standing for one label (certificate.lua `configured_for_current_request`).
    ///
    /// An alias has it only if it is one of the certificate's names (nginx.go configureCertificates). Those that the section lists
    /// are taken to be; of others (`Err`) only the certificate knows.
    pub(super) fn has_certificate(&self, world: &World, host: &str) -> Result<bool, Alias<'w>> {
        let is = |name: &str| host_rank(name, host) > Some(0);
        let certified = || self.servers.iter().skip(1).filter_map(|server| Some((server, server.certificate?)));
        if certified().any(|(server, _)| is(server.host)) {
            return Ok(true);
        }
        let aliases =
            certified().flat_map(|(server, certificate)| server.aliases.iter().map(move |a| (a, certificate)));
        let Some((alias, (ingress, section))) = aliases.into_iter().find(|(alias, _)| is(alias.name)) else {
            return Ok(false);
        };
        let hosts = section.map(|section| &world.ingresses[ingress].tls[section].hosts);
        let listed = hosts.is_some_and(|hosts| hosts.iter().any(|host| host == alias.name));
        if listed { Ok(true) } else { Err(*alias) }
    }

    fn index(&self, host: &str) -> Option<usize> {
        self.servers.iter().position(|server| server.host == host)
    }

    fn add_servers(&mut self, world: &'w World, i: usize) {
        let ingress = &world.ingresses[i];
        let default = service(&ingress.default_backend).map(|backend| Upstream { ingress: i, backend, rung: None });
        let last_resort = &mut self.servers[0].locations[0];
        if ingress.rules.is_empty() && default.is_some() && last_resort.ingress.is_none() {
            // The catch-all: only an Ingress without rules may be it (2.4). Its redirects and rewrites do not count there.
            last_resort.upstream = default;
            last_resort.ingress = Some(i);
            last_resort.default = false;
        }
        for rule in &ingress.rules {
            if self.index(&rule.host).is_none() {
                let whole = |rung: &Rung<'_>| rung.ingress == i && rung.path.is_none() && rung.host == rule.host;
                let rung = self.rungs.iter().position(whole);
                self.servers.push(Server::new(&rule.host, Some(i), rung, default));
            }
        }
    }

    fn add_names_and_certificates(&mut self, world: &'w World, i: usize) {
        let ingress = &world.ingresses[i];
        let aliases = annotation::text(ingress, "server-alias").unwrap_or("");
        let aliases = aliases.split(',').map(str::trim).filter(|alias| !alias.is_empty());
        let mut aliases: Vec<Alias<'_>> = aliases.map(|name| Alias { name, ingress: i }).collect();
        // internal/ingress/annotations/alias/main.go
        aliases.sort_by_key(|alias| alias.name);
        for rule in &ingress.rules {
            // An alias that is a host of its own is none (2.10).
            let free = aliases.iter().copied().filter(|alias| self.index(alias.name).is_none()).collect();
            let Some(server) = self.index(&rule.host).map(|at| &mut self.servers[at]) else { continue };
            if server.aliases.is_empty() {
                server.aliases = free;
            }
            if server.certificate.is_none() && !ingress.tls.is_empty() && !server.host.is_empty() {
                let names = |hosts: &Vec<String>| hosts.iter().any(|host| host.eq_ignore_ascii_case(server.host));
                server.certificate = Some((i, ingress.tls.iter().position(|tls| names(&tls.hosts))));
            }
        }
    }

    fn add_locations(&mut self, world: &'w World, i: usize) {
        let ingress = &world.ingresses[i];
        for at in 0..self.rungs.len() {
            let rung = &self.rungs[at];
            let (Some(path), true) = (rung.path, rung.ingress == i) else { continue };
            if matches!(rung.backend, IngressBackend::Resource { .. }) {
                continue;
            }
            let upstream = Some(Upstream { ingress: i, backend: rung.backend, rung: Some(at) });
            let exact = path.kind == PathType::Exact;
            let Some(server) = self.index(rung.host).map(|server| &mut self.servers[server]) else { continue };
            if annotation::truth(ingress, "from-to-www-redirect") {
                server.www = Some(i);
            }
            // Only the first location of the path is looked at: another type makes another location (2.2).
            let same = server.locations.iter_mut().find(|location| location.written == path.path);
            let location = Location {
                path: path.path.clone(),
                exact,
                written: &path.path,
                ingress: Some(i),
                rewrites: Some(i),
                rung: Some(at),
                upstream,
                default: false,
            };
            match same.filter(|same| same.exact == exact) {
                Some(same) if same.default => *same = location,
                Some(_) => {}
                None => server.locations.push(location),
            }
        }
    }

    pub(super) fn written(&self, world: &World, upstream: Upstream<'_>) -> Evidence {
        match upstream.rung {
            Some(rung) => self.rungs[rung].evidence(world),
            None => Evidence::new(&world.ingresses[upstream.ingress].meta.reference, "spec.defaultBackend"),
        }
    }
}

impl<'w> Server<'w> {
    /// With the root location that every server begins with.
    fn new(host: &'w str, ingress: Option<usize>, rung: Option<usize>, upstream: Option<Upstream<'w>>) -> Self {
        let root = Location {
            path: "/".into(),
            exact: false,
            written: "/",
            ingress,
            rewrites: ingress,
            rung,
            upstream,
            default: true,
        };
        Self { host, aliases: Vec::new(), locations: vec![root], certificate: None, regex: false, www: None }
    }
}

impl Location<'_> {
    /// Where the Ingress writes it.
    pub(super) fn evidence(&self, world: &World, config: &Config<'_>) -> Option<Evidence> {
        let rung = self.rung.map(|rung| config.rungs[rung].evidence(world));
        rung.or_else(|| Some(config.written(world, self.upstream?)))
    }

    /// What makes every location of its server a regular expression.
    pub(super) fn makes_regex(&self, world: &World) -> Option<Evidence> {
        let ingress = &world.ingresses[self.rewrites?];
        let target = annotation::path(ingress, "rewrite-target").filter(|target| *target != self.written);
        let name = match target {
            Some(_) => "rewrite-target",
            None if annotation::truth(ingress, "use-regex") => "use-regex",
            None => return None,
        };
        Some(annotation::evidence(ingress, name))
    }
}

/// A Prefix ends in a slash, and has a twin without it that matches exactly, unless it is a pattern or an Exact path stands
/// there already (2.5).
fn twins<'w>(world: &World, locations: Vec<Location<'w>>) -> Vec<Location<'w>> {
    let exact: Vec<&str> =
        locations.iter().filter(|location| location.exact).map(|location| location.written).collect();
    let mut twins = Vec::with_capacity(locations.len());
    for location in &locations {
        let plain = !location.exact && location.written != "/" && location.makes_regex(world).is_none();
        if !plain {
            twins.push(location.clone());
            continue;
        }
        let slashed = if location.path.ends_with('/') { location.path.clone() } else { format!("{}/", location.path) };
        twins.push(Location { path: slashed, ..location.clone() });
        if !exact.contains(&location.written) {
            twins.push(Location { exact: true, ..location.clone() });
        }
    }
    twins
}

fn service(backend: &Option<IngressBackend>) -> Option<&IngressBackend> {
    backend.as_ref().filter(|backend| !matches!(backend, IngressBackend::Resource { .. }))
}

fn strip_www(host: &str) -> Option<&str> {
    host.get(..4).filter(|www| www.eq_ignore_ascii_case("www.")).and_then(|_| host.get(4..))
}

/// Deep inspection drops the whole Ingress (2.14; internal/ingress/inspector/rules.go).
fn forbidden(ingress: &Ingress) -> bool {
    let rules = ingress.rules.iter().map(|rule| rule.host.as_str());
    let paths = ingress.rules.iter().filter_map(|rule| rule.paths.as_ref()).flatten().map(|path| path.path.as_str());
    let tls = ingress.tls.iter().flat_map(|tls| tls.hosts.iter().chain(&tls.secret)).map(String::as_str);
    rules.chain(paths).chain(tls).any(|text| {
        let directive = |name: &str| text.split_once(name).is_some_and(|(_, rest)| rest.contains(';'));
        let folder = |name: &&str| text.contains(*name);
        directive("alias")
            || directive("root")
            || text.contains("_by_lua")
            || text.contains("/var/run/secrets")
            || ["/etc/passwd", "/etc/shadow", "/etc/group", "/etc/nginx", "/etc/ingress-controller"].iter().any(folder)
    })
}
