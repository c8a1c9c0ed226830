//! Which server goes by a name (nginx src/http/ngx_http.c `ngx_http_server_names`, `ngx_http_core_find_virtual_server` in
//! src/http/ngx_http_request.c).

use super::config::Server;
use super::location::pattern;
use crate::route::ingress::host_rank;

/// A name of `server-alias`, as it is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Alias<'w> {
    pub(super) name: &'w str,
    pub(super) ingress: usize,
}

/// By exact host, exact alias, the longest alias with an asterisk, then the first pattern. Hosts with an asterisk are patterns
/// for one label (template.go `buildServerName`). An error is the alias whose pattern cannot be read.
pub(super) fn find<'c, 'w>(servers: &'c [Server<'w>], host: &str) -> Result<Option<&'c Server<'w>>, Alias<'w>> {
    let host = host.to_ascii_lowercase();
    let same = |name: &str| name.eq_ignore_ascii_case(&host);
    let by_host = servers.iter().find(|server| same(server.host));
    let by_alias = || servers.iter().find(|server| server.aliases.iter().any(|alias| same(alias.name)));
    match by_host.or_else(by_alias).or_else(|| by_asterisk(servers, &host)) {
        Some(server) => Ok(Some(server)),
        None => by_pattern(servers, &host),
    }
}

/// An asterisk at the beginning goes before one at the end.
fn by_asterisk<'c, 'w>(servers: &'c [Server<'w>], host: &str) -> Option<&'c Server<'w>> {
    let ranked = servers.iter().flat_map(|server| {
        let ranks = server.aliases.iter().filter_map(|alias| asterisk_rank(alias.name, host));
        ranks.map(move |rank| (rank, server))
    });
    // The first of equals: max_by_key would take the last.
    let best = ranked.reduce(|best, other| if other.0 > best.0 { other } else { best });
    best.map(|(_, server)| server)
}

/// `*.name` stands for any number of labels and `.name` for none as well; `name.*` has them at the end.
fn asterisk_rank(alias: &str, host: &str) -> Option<(bool, usize)> {
    let alias = alias.to_ascii_lowercase();
    let fits = |fits: bool, first: bool| fits.then_some((first, alias.len()));
    if let Some(end) = alias.strip_prefix('*').filter(|end| end.starts_with('.')) {
        return fits(host.len() > end.len() && host.ends_with(end), true);
    }
    if let Some(bare) = alias.strip_prefix('.') {
        return fits(host.ends_with(&alias) || host == bare, true);
    }
    let beginning = alias.strip_suffix('*').filter(|beginning| beginning.ends_with('.'))?;
    fits(host.len() > beginning.len() && host.starts_with(beginning), false)
}

/// In the order in which they are written: servers by their hosts, the host before the aliases.
fn by_pattern<'c, 'w>(servers: &'c [Server<'w>], host: &str) -> Result<Option<&'c Server<'w>>, Alias<'w>> {
    let mut ordered: Vec<&Server<'_>> = servers.iter().collect();
    ordered.sort_by_key(|server| server.host);
    for server in ordered {
        if host_rank(server.host, host) == Some(1) {
            return Ok(Some(server));
        }
        for alias in &server.aliases {
            let Some(text) = alias.name.strip_prefix('~') else { continue };
            if pattern(text).map_err(|_| *alias)?.is_match(host) {
                return Ok(Some(server));
            }
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::asterisk_rank;

    #[test]
    fn an_asterisk_stands_for_labels() {
        for (alias, host, fits) in [
            ("*.al.org", "a.al.org", true),
            ("*.al.org", "a.b.al.org", true),
            ("*.al.org", "al.org", false),
            ("*.al.org", "xal.org", false),
            (".al.org", "al.org", true),
            (".al.org", "a.al.org", true),
            (".al.org", "xal.org", false),
            ("www.al.*", "www.al.org", true),
            ("www.al.*", "www.al.co.uk", true),
            ("www.al.*", "www.al", false),
            ("al.org", "al.org", false),
        ] {
            assert_eq!(asterisk_rank(alias, host).is_some(), fits, "{alias} {host}");
        }
    }
}
