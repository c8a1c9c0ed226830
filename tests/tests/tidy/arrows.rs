//! Which package may know which.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

use super::{files_below, has_extension, read, root};

/// Crates that only make sense in a browser.
const BROWSER: [&str; 6] = ["wasm-bindgen", "js-sys", "web-sys", "leptos", "gloo", "wasm-bindgen-futures"];

/// What core and scene must do without: they are pure functions, and their JSON shapes belong to the edge.
const IMPURE: [&str; 12] = [
    "std::fs",
    "std::env",
    "std::io",
    "std::process",
    "std::thread",
    "std::time",
    "std::sync::Mutex",
    "println!",
    "eprintln!",
    "cfg(feature",
    "Serialize",
    "Deserialize",
];

#[test]
fn members_depend_on_each_other_in_one_direction() {
    let packages = Packages::resolved();
    let allowed: [(&str, &[&str]); 6] = [
        ("svcpath-core", &[]),
        ("svcpath-scene", &["svcpath-core"]),
        ("svcpath-web", &["svcpath-core", "svcpath-scene"]),
        ("svcpath", &["svcpath-core", "svcpath-scene"]),
        ("svcpath-tests", &["svcpath-core", "svcpath-scene"]),
        ("xtask", &[]),
    ];
    let members: BTreeSet<&str> = packages.members.iter().map(String::as_str).collect();
    assert_eq!(members, allowed.iter().map(|(name, _)| *name).collect(), "every member has its arrows here");
    for (name, allowed) in allowed {
        let known = packages.reached(name);
        let wrong: Vec<&str> =
            known.into_iter().filter(|found| members.contains(found) && !allowed.contains(found)).collect();
        assert!(wrong.is_empty(), "{name} must not depend on {wrong:?}");
    }
}

#[test]
fn only_web_knows_the_browser() {
    let packages = Packages::resolved();
    for name in ["svcpath-core", "svcpath-scene", "svcpath"] {
        let known = packages.reached(name);
        let wrong: Vec<&str> = known.into_iter().filter(|found| BROWSER.contains(found)).collect();
        assert!(wrong.is_empty(), "{name} must not depend on {wrong:?}");
    }
}

#[test]
fn core_has_no_feature_flags() {
    let packages = Packages::resolved();
    assert_eq!(packages.features["svcpath-core"], BTreeSet::new());
}

#[test]
fn core_and_scene_are_pure() {
    for folder in ["core/src", "scene/src"] {
        for file in files_below(folder).iter().filter(|file| has_extension(file, &["rs"])) {
            let text = read(&root().join(file));
            let ours = text.split("#[cfg(test)]").next().unwrap_or_default();
            for (number, line) in ours.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
                let found: Vec<&&str> = IMPURE.iter().filter(|word| line.contains(**word)).collect();
                assert!(found.is_empty(), "{}:{}: {found:?} has no place here", file.display(), number + 1);
            }
        }
    }
}

/// The workspace's packages and what each needs to be built, as cargo resolved them for the browser.
struct Packages {
    members: Vec<String>,
    dependencies: BTreeMap<String, BTreeSet<String>>,
    features: BTreeMap<String, BTreeSet<String>>,
}

impl Packages {
    fn resolved() -> Self {
        let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
        let metadata = ["metadata", "--format-version", "1", "--locked", "--filter-platform", "wasm32-unknown-unknown"];
        let output = Command::new(cargo).args(metadata).current_dir(root()).output().expect("cargo runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo prints JSON");

        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let mut names = BTreeMap::new();
        let mut features = BTreeMap::new();
        for package in list(&metadata["packages"]) {
            let flags = package["features"].as_object().map(|flags| flags.keys().cloned().collect());
            features.insert(text(&package["name"]), flags.unwrap_or_default());
            names.insert(text(&package["id"]), text(&package["name"]));
        }
        let is_normal = |dependency: &Value| list(&dependency["dep_kinds"]).iter().any(|kind| kind["kind"].is_null());
        let mut dependencies: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for node in list(&metadata["resolve"]["nodes"]) {
            let needed = list(&node["deps"]);
            let needed = needed
                .iter()
                .filter(|dependency| is_normal(dependency))
                .map(|dependency| names[&text(&dependency["pkg"])].clone());
            dependencies.entry(names[&text(&node["id"])].clone()).or_default().extend(needed);
        }
        let members = list(&metadata["workspace_members"]).iter().map(|id| names[&text(id)].clone()).collect();
        Self { members, dependencies, features }
    }

    /// Everything that `name` needs to be built, itself left out.
    fn reached(&self, name: &str) -> BTreeSet<&str> {
        let mut reached = BTreeSet::new();
        let mut next = vec![name];
        while let Some(name) = next.pop() {
            for dependency in self.dependencies.get(name).into_iter().flatten() {
                if reached.insert(dependency.as_str()) {
                    next.push(dependency);
                }
            }
        }
        reached
    }
}
