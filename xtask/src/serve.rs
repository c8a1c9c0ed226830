//! Serves the built site on this machine alone, as a careful host would: from below a path, and under the policy of
//! `docs/nginx.conf`.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;

use anyhow::{Context as _, Result, anyhow};
use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, X_CONTENT_TYPE_OPTIONS};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::build;
use crate::process::root;

/// Builds the site and serves it until interrupted.
pub(crate) fn serve(port: u16) -> Result<()> {
    let site = Site::open(port, "/")?;
    build::build()?;
    println!("svcpath is at {}   (Ctrl-C ends)", site.address());
    site.answer_forever()
}

/// The built site on a port of 127.0.0.1, below a path.
pub(crate) struct Site {
    listener: TcpListener,
    below: &'static str,
}

impl Site {
    /// Takes the port; 0 takes any free one. The path begins and ends with a slash.
    pub(crate) fn open(port: u16, below: &'static str) -> Result<Site> {
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))
            .map_err(|error| anyhow!("port {port} cannot be used ({error}): choose another with `--port`"))?;
        listener.set_nonblocking(true)?;
        Ok(Site { listener, below })
    }

    /// The site's address, with a final slash.
    pub(crate) fn address(&self) -> String {
        let port = self.listener.local_addr().map_or(0, |address| address.port());
        format!("http://127.0.0.1:{port}{}", self.below)
    }

    /// Answers requests until the process ends.
    pub(crate) fn answer_forever(self) -> Result<()> {
        let pages = pages(build::dist(), self.below, &policy()?)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
        runtime.block_on(async { axum::serve(tokio::net::TcpListener::from_std(self.listener)?, pages).await })?;
        Ok(())
    }

    /// Answers requests aside.
    pub(crate) fn answer_aside(self) {
        std::thread::spawn(move || {
            if let Err(error) = self.answer_forever() {
                eprintln!("the site is not served: {error:#}");
            }
        });
    }
}

fn pages(folder: PathBuf, below: &str, policy: &str) -> Result<Router> {
    let files = ServeDir::new(folder).redirect_path_prefix(below.trim_end_matches('/'));
    let mut pages =
        if below == "/" { Router::new().fallback_service(files) } else { Router::new().nest_service(below, files) };
    let headers: [(HeaderName, &str); 3] =
        [(CONTENT_SECURITY_POLICY, policy), (CACHE_CONTROL, "no-cache"), (X_CONTENT_TYPE_OPTIONS, "nosniff")];
    for (name, value) in headers {
        pages = pages.layer(SetResponseHeaderLayer::overriding(name, HeaderValue::from_str(value)?));
    }
    Ok(pages)
}

/// The Content-Security-Policy that the documents recommend.
fn policy() -> Result<String> {
    let conf = fs::read_to_string(root().join("docs/nginx.conf")).context("docs/nginx.conf cannot be read")?;
    let policy = conf.split_once("Content-Security-Policy \"").and_then(|(_, rest)| rest.split_once('"'));
    policy.map(|(policy, _)| policy.to_owned()).context("docs/nginx.conf has no Content-Security-Policy")
}
