//! What stands beside the page as it is: icons, the manifest, the picture that waits for the page, the one that links show.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::build::files_of;
use crate::process::root;

/// Where the site will be, with or without a final slash: crawlers take no picture whose address is not whole.
const ADDRESS: &str = "SVCPATH_URL";
const PICTURE: &str = "og.png";

/// Lays the files of `web/static` beside the page, and tells the page its address.
pub(crate) fn lay(dist: &Path) -> Result<()> {
    for file in files_of(&root().join("web/static"))? {
        let name = file.file_name().context("a file without a name")?;
        fs::copy(&file, dist.join(name))?;
    }
    let address = std::env::var(ADDRESS).unwrap_or_default();
    if address.is_empty() {
        return Ok(());
    }
    let page = dist.join("index.html");
    let html = fs::read_to_string(&page).with_context(|| format!("{} cannot be read", page.display()))?;
    let html = addressed(&html, &address).context("index.html names no picture for links")?;
    Ok(fs::write(page, html)?)
}

/// The page with its own address, and its picture's in full.
fn addressed(html: &str, address: &str) -> Option<String> {
    let escaped = address.trim_end_matches('/').replace('&', "&amp;").replace('"', "&quot;");
    let (before, after) = html.split_once(PICTURE)?;
    let (before, meta) = before.rsplit_once('<').map(|(before, meta)| (before, format!("<{meta}")))?;
    // Trunk's minifier leaves the quotes out where it can; an address may need them.
    let (meta, after) = (meta.trim_end_matches('"'), after.strip_prefix('"').unwrap_or(after));
    Some(format!("{before}<meta property=\"og:url\" content=\"{escaped}/\">{meta}\"{escaped}/{PICTURE}\"{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_show_a_picture_with_a_whole_address() {
        let expected = "<head><meta property=\"og:url\" content=\"https://x.example/a/\">\
                        <meta property=og:image content=\"https://x.example/a/og.png\"><link>";
        for page in [
            "<head><meta property=og:image content=og.png><link>",
            "<head><meta property=og:image content=\"og.png\"><link>",
        ] {
            for address in ["https://x.example/a/", "https://x.example/a"] {
                assert_eq!(addressed(page, address).as_deref(), Some(expected));
            }
        }
        // Content first, as the minifier sorts.
        let page = addressed("<meta content=og.png property=og:image>", "https://x.example");
        assert!(
            page.is_some_and(|page| page.contains("<meta content=\"https://x.example/og.png\" property=og:image>"))
        );
        assert_eq!(addressed("<head>", "https://x.example/"), None);
    }
}
