//! How much a first visit loads, compressed as hosts compress it.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::build::{book, dist, files_of};
use crate::compress::{as_brotli, is_compressed};

/// The most that first visits may load, in bytes of brotli: to the site, and to a widget (`?embed=1`).
const SITE: u64 = 320_000;
const WIDGET: u64 = 260_000;

/// What other pages load to show the widget, and the most that it may be, in bytes.
const EMBED: (&str, u64) = ("embed.js", 4_000);

/// Who loads a file on a first visit.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Loaded {
    ByBoth,
    BySite,
    ByWidget,
    Later,
}

/// Prints every file of the built site with its size, and the book as a whole; fails where a first load, or what other pages
/// load, exceeds its budget.
pub(crate) fn check() -> Result<()> {
    let dist = dist();
    let (mut site_load, mut widget_load) = (0, 0);
    let files = files_of(&dist)?.into_iter().filter(|path| !is_compressed(path));
    let (chapters, site): (Vec<_>, Vec<_>) = files.partition(|path| path.starts_with(book()));
    let size = |path: &Path| -> Result<u64> { Ok(fs::metadata(path)?.len()) };
    println!("{:<48} {:>12} {:>12}", "dist/", "bytes", "brotli");
    for path in site {
        let name = path.strip_prefix(&dist).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        let bytes = size(&path)?;
        let compressed = size(&as_brotli(&path)).unwrap_or(bytes);
        let loaded = loaded(Path::new(&name));
        let when = match loaded {
            Loaded::ByBoth => "",
            Loaded::BySite => "  site",
            Loaded::ByWidget => "  widget",
            Loaded::Later => "  later",
        };
        if matches!(loaded, Loaded::ByBoth | Loaded::BySite) {
            site_load += compressed;
        }
        if matches!(loaded, Loaded::ByBoth | Loaded::ByWidget) {
            widget_load += compressed;
        }
        println!("{name:<48} {bytes:>12} {compressed:>12}{when}");
    }
    let bytes = chapters.iter().map(|path| size(path)).sum::<Result<u64>>()?;
    println!("{:<48} {bytes:>12} {:>12}  later", format!("docs/, {} files", chapters.len()), "");
    let loads = [("first load", site_load, SITE), ("first load of a widget", widget_load, WIDGET)];
    for (name, load, most) in loads {
        println!("{name:<48} {:>12} {load:>12}  of {most}", "");
    }
    let (name, most) = EMBED;
    let bytes = size(&dist.join(name)).with_context(|| format!("{name} is not there"))?;
    if bytes > most {
        bail!("{name} has {bytes} bytes, {} more than other pages are asked to load", bytes - most);
    }
    for (name, load, most) in loads {
        if load > most {
            bail!("the {name} is {load} bytes of brotli, {} more than its budget", load - most);
        }
    }
    Ok(())
}

/// The editor waits until somebody opens it, the second halves of the WebAssembly until somebody uses the page, what packs links
/// until somebody shares, what makes pixels until somebody wants them, examples until they are chosen. The service worker comes when the page has come to rest. Icons but the
/// tab's, the manifest and the picture for links are for others than the page, and a window loads one of the pictures that wait;
/// other pages load what shows the widget, and editors its types.
fn loaded(name: &Path) -> Loaded {
    const LATER: [&str; 9] = [
        EMBED.0,
        "embed.d.ts",
        "editor.js",
        "link.js",
        "png.js",
        "offline.js",
        "sw.js",
        "site.webmanifest",
        "first-tall.svg",
    ];
    let file = name.file_name().unwrap_or_default().to_string_lossy();
    if LATER.contains(&&*file)
        || [".png", "_rest.wasm"].iter().any(|end| file.ends_with(end))
        || name.starts_with("gallery")
    {
        Loaded::Later
    } else if file.starts_with("svcpath-widget") {
        Loaded::ByWidget
    } else if file.starts_with("svcpath-web") || file == "first.svg" {
        Loaded::BySite
    } else {
        Loaded::ByBoth
    }
}
