//! Serves the built site on this machine alone.

use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use anyhow::{Result, anyhow};
use tiny_http::{Header, Method, Request, Response, Server, StatusCode};

use crate::build;

/// Browsers open several connections at once.
const THREADS: usize = 4;

/// Builds the site and serves it until interrupted.
pub(crate) fn serve(port: u16) -> Result<()> {
    let site = Site::open(build::dist(), port)?;
    build::build()?;
    println!("svcpath is at {}   (Ctrl-C ends)", site.address());
    site.answer_forever();
    Ok(())
}

/// A folder on a port of 127.0.0.1.
#[derive(Clone)]
pub(crate) struct Site {
    server: Arc<Server>,
    folder: PathBuf,
    address: SocketAddr,
}

impl Site {
    /// Takes the port; 0 takes any free one.
    pub(crate) fn open(folder: PathBuf, port: u16) -> Result<Site> {
        let wanted = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let server = Server::http(wanted)
            .map_err(|error| anyhow!("port {port} cannot be used ({error}): choose another with `--port`"))?;
        let address = server.server_addr().to_ip().unwrap_or(wanted);
        Ok(Site { server: Arc::new(server), folder, address })
    }

    /// The site's address, with a final slash.
    pub(crate) fn address(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Answers requests until the process ends.
    pub(crate) fn answer_forever(&self) {
        std::thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(|| {
                    for request in self.server.incoming_requests() {
                        // A client that went away is no concern of ours.
                        let _ = answer(&self.folder, request);
                    }
                });
            }
        });
    }
}

fn answer(folder: &Path, request: Request) -> std::io::Result<()> {
    if !matches!(request.method(), Method::Get | Method::Head) {
        return request.respond(Response::from_string("only GET and HEAD").with_status_code(StatusCode(405)));
    }
    let path = request.url().split(['?', '#']).next().unwrap_or_default();
    if let Some(location) = beyond_slash(folder, path) {
        let location = Header::from_bytes("Location", location).into_iter();
        return request.respond(location.fold(Response::empty(StatusCode(308)), Response::with_header));
    }
    let Some((file, mime)) = find(folder, path).and_then(|path| Some((File::open(&path).ok()?, mime(&path)))) else {
        return request.respond(Response::from_string("not found").with_status_code(StatusCode(404)));
    };
    let headers = [("Content-Type", mime), ("Cache-Control", "no-cache"), ("X-Content-Type-Options", "nosniff")];
    let headers = headers.into_iter().filter_map(|(name, value)| Header::from_bytes(name, value).ok());
    request.respond(headers.fold(Response::from_file(file), Response::with_header))
}

/// Where a folder really is that was asked for without its final slash: what its pages name, they name from there.
fn beyond_slash(folder: &Path, path: &str) -> Option<String> {
    let name = path.rsplit('/').next().filter(|name| !name.is_empty())?;
    find(folder, path).filter(|file| file.ends_with(Path::new(name).join("index.html")))?;
    Some(format!("{path}/"))
}

/// The file that a URL path means; `None` for whatever leads out of the folder.
fn find(folder: &Path, path: &str) -> Option<PathBuf> {
    let relative = Path::new(path.trim_start_matches('/'));
    if !relative.components().all(|part| matches!(part, Component::Normal(_))) {
        return None;
    }
    let mut found = folder.join(relative);
    if found.is_dir() {
        found.push("index.html");
    }
    found.is_file().then_some(found)
}

fn mime(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("json" | "webmanifest") => "application/json",
        Some("yaml" | "yml") => "application/yaml; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("txt" | "md" | "conf") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_end_in_a_slash() {
        let site = std::env::temp_dir().join(format!("svcpath-serve-{}", std::process::id()));
        std::fs::create_dir_all(site.join("docs")).expect("a folder");
        std::fs::write(site.join("docs/index.html"), "").expect("a page");
        assert_eq!(beyond_slash(&site, "/docs"), Some("/docs/".to_owned()));
        assert_eq!(beyond_slash(&site, "/docs/"), None);
        assert_eq!(beyond_slash(&site, "/docs/index.html"), None);
        assert_eq!(beyond_slash(&site, "/"), None);
        std::fs::remove_dir_all(&site).expect("the folder goes");
    }

    #[test]
    fn paths_never_leave_the_folder() {
        let root = crate::process::root();
        assert_eq!(find(&root, "/Cargo.toml"), Some(root.join("Cargo.toml")));
        assert_eq!(find(&root.join("core"), "/../Cargo.toml"), None);
        assert_eq!(find(&root.join("core"), "//etc/hostname"), None);
        assert_eq!(find(&root, "/no-such-file"), None);
    }
}
