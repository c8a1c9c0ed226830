//! How much a first visit loads, compressed as hosts compress it.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::build::{book, dist, files_of};
use crate::compress::{as_brotli, is_compressed};
use crate::split::Visits;

/// The most that a first visit may load, in bytes of brotli.
fn budget(visits: Visits) -> u64 {
    match visits {
        Visits::Site => 320_000,
        Visits::Widget => 260_000,
        Visits::Frame => 365_000,
    }
}

/// What other pages load to show the widget, and the most that it may be, in bytes.
const EMBED: (&str, u64) = ("embed.js", 4_000);

/// Who loads a file on a first visit.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Loaded {
    ByAll,
    By(Visits),
    Later,
}

/// Prints every file of the built site with its size, and the book as a whole; fails where a first load, or what other pages
/// load, exceeds its budget.
pub(crate) fn check() -> Result<()> {
    let dist = dist();
    let mut loads = Visits::ALL.map(|visits| (visits, 0));
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
            Loaded::ByAll => "",
            Loaded::By(visits) => visits.name(),
            Loaded::Later => "later",
        };
        for (visits, load) in &mut loads {
            if loaded == Loaded::ByAll || loaded == Loaded::By(*visits) {
                *load += compressed;
            }
        }
        println!("{name:<48} {bytes:>12} {compressed:>12}  {when}");
    }
    let bytes = chapters.iter().map(|path| size(path)).sum::<Result<u64>>()?;
    println!("{:<48} {bytes:>12} {:>12}  later", format!("docs/, {} files", chapters.len()), "");
    for (visits, load) in loads {
        println!("{:<48} {:>12} {load:>12}  of {}", first_load(visits), "", budget(visits));
    }
    let (name, most) = EMBED;
    let bytes = size(&dist.join(name)).with_context(|| format!("{name} is not there"))?;
    if bytes > most {
        bail!("{name} has {bytes} bytes, {} more than other pages are asked to load", bytes - most);
    }
    for (visits, load) in loads {
        if load > budget(visits) {
            let over = load - budget(visits);
            bail!("the {} is {load} bytes of brotli, {over} more than its budget", first_load(visits));
        }
    }
    Ok(())
}

fn first_load(visits: Visits) -> &'static str {
    match visits {
        Visits::Site => "first load",
        Visits::Widget => "first load of a widget",
        Visits::Frame => "first load of a widget in a frame",
    }
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
    } else if file == "first.svg" {
        Loaded::By(Visits::Site)
    } else {
        Visits::ALL.into_iter().find(|visits| file.starts_with(visits.files())).map_or(Loaded::ByAll, Loaded::By)
    }
}
