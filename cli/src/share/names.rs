//! Names of files that say nothing of the machine they lie on.

use std::path::{Component, Path};

use svcpath_core::text::{File, Files};

/// The files without the folder that all of them lie in. A name that still leads from a root, or out of a folder, keeps its last
/// part alone.
pub(super) fn relative(files: &Files) -> Files {
    let all: Vec<Vec<String>> = files.iter().map(|(_, file)| parts(&file.name)).collect();
    let folders = || all.iter().map(|parts| parts.split_last().map_or(&[][..], |(_, folders)| folders));
    let first = folders().next().unwrap_or_default();
    let common = folders().map(|other| first.iter().zip(other).take_while(|(a, b)| a == b).count()).min().unwrap_or(0);
    let mut named = Files::default();
    for ((_, file), parts) in files.iter().zip(&all) {
        let rest = parts.get(common..).unwrap_or_default();
        let leads_out = rest.iter().any(|part| matches!(part.as_str(), ".." | "/"));
        let name = if leads_out { rest.last().cloned().unwrap_or_default() } else { rest.join("/") };
        let name = named.free_name(&name);
        named.push(File { name, text: file.text.clone() });
    }
    named
}

/// The folders of a name and the file; `/` for whatever root it begins at.
fn parts(name: &str) -> Vec<String> {
    if name == "<stdin>" {
        return vec!["stdin.yaml".to_owned()];
    }
    let part = |component: Component<'_>| match component {
        Component::CurDir => None,
        Component::Prefix(_) | Component::RootDir => Some("/".to_owned()),
        Component::ParentDir => Some("..".to_owned()),
        Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
    };
    Path::new(name).components().filter_map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(names: &[&str]) -> Vec<String> {
        let files = names.iter().map(|name| File { name: (*name).to_owned(), text: String::new() });
        relative(&Files::new(files.collect())).iter().map(|(_, file)| file.name.clone()).collect()
    }

    #[test]
    fn the_common_folder_is_left_out() {
        assert_eq!(named(&["/srv/alice/shop.yaml"]), ["shop.yaml"]);
        assert_eq!(named(&["/srv/k8s/a/x.yaml", "/srv/k8s/b/x.yaml"]), ["a/x.yaml", "b/x.yaml"]);
        assert_eq!(named(&["./shop/x.yaml", "shop/y.yaml"]), ["x.yaml", "y.yaml"]);
        assert_eq!(named(&["x.yaml", "base/y.yaml"]), ["x.yaml", "base/y.yaml"]);
    }

    #[test]
    fn nothing_leads_out() {
        assert_eq!(named(&["/srv/alice/x.yaml", "y.yaml", "../z/x.yaml"]), ["x.yaml", "y.yaml", "x-2.yaml"]);
        assert_eq!(named(&["<stdin>", "/srv/x.yaml"]), ["stdin.yaml", "x.yaml"]);
    }
}
