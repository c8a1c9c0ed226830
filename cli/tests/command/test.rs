use std::fs;

use insta::assert_snapshot;

use crate::{scratch, svcpath, svcpath_with};

const MANIFESTS: &str = "manifests: |
  apiVersion: v1
  kind: Service
  metadata: {name: api, namespace: shop}
  spec: {selector: {app: api}, ports: [{port: 80}]}
tests:
";

#[test]
fn the_last_line_counts() {
    let ran = svcpath(&["test", "tests/vectors/basic/clusterip.yaml", "gallery"]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    let lines: Vec<&str> = ran.out.lines().collect();
    let (last, tests) = lines.split_last().expect("lines");
    assert_eq!(*last, format!("{} passed, 0 failed", tests.len()));
    assert!(tests.iter().all(|line| line.starts_with("✓ ")), "one line per test");
}

#[test]
fn a_failure_is_one_line_with_what_differs() {
    let tests = "- name: it works
  from: namespace/shop
  to: http://api/
  expect: {verdict: delivered, port: 80}
- name: it is refused
  from: namespace/shop
  to: http://api/
  expect: {verdict: rejected}
";
    let ran = svcpath_with(&["test", "-"], &format!("{MANIFESTS}{tests}"));
    assert_eq!(ran.code, 1);
    assert_snapshot!(ran.out);
    let github = svcpath_with(&["test", "-", "--output", "github"], &format!("{MANIFESTS}{tests}"));
    assert_eq!(github.code, 1);
    assert_snapshot!("a_failure_for_github", github.out);
    let junit = svcpath_with(&["test", "-", "--output", "junit"], &format!("{MANIFESTS}{tests}"));
    assert_eq!(junit.code, 1);
    assert_snapshot!("a_failure_for_junit", junit.out);
}

#[test]
fn what_cannot_be_read_counts_as_failed_and_ends_with_2() {
    let ran = svcpath(&["test", "gallery/01-one-name-three-pods.yaml", "nowhere.yaml", "README.md"]);
    assert_eq!(ran.code, 2);
    let failed: Vec<&str> = ran.out.lines().filter(|line| line.starts_with('✕')).collect();
    assert_eq!(
        failed,
        ["✕ nowhere.yaml: cannot be read: no such file or folder", "✕ README.md: cannot be read: no scenario in it"]
    );
    assert!(ran.out.ends_with(" passed, 2 failed\n"));
}

#[test]
fn mistakes_in_a_scenario_have_their_line() {
    let ran = svcpath_with(&["test", "-"], &format!("{MANIFESTS}- to: http://api/\n  expct: {{}}\n"));
    assert_eq!(ran.code, 2);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(lines[0], "✕ <stdin>:7:3: cannot be read: The key “expect” is missing.");
    assert!(lines[1].starts_with("✕ <stdin>:8:3: cannot be read: Unknown key “expct”"), "{}", lines[1]);
    assert_eq!(lines[2], "0 passed, 2 failed");
}

#[test]
fn folders_are_searched_for_scenarios_and_manifests_lie_beside_them() {
    let folder = scratch("scenarios");
    fs::create_dir_all(folder.join("deeper")).expect("a folder");
    let manifest =
        "apiVersion: v1\nkind: Service\nmetadata: {name: api, namespace: shop}\nspec: {ports: [{port: 80}]}\n";
    fs::write(folder.join("shop.yaml"), manifest).expect("written");
    let test = "tests:\n- {name: empty, from: namespace/shop, to: 'http://api/', expect: {verdict: rejected}}\n";
    fs::write(folder.join("one.yaml"), format!("manifests: [shop.yaml]\n{test}")).expect("written");
    fs::write(folder.join("deeper/two.yaml"), format!("manifests: [../shop.yaml]\n{test}---\nmanifests: [..]\n{test}"))
        .expect("written");
    let ran = svcpath(&["test", &folder.display().to_string()]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert!(ran.out.ends_with("3 passed, 0 failed\n"), "{}", ran.out);

    fs::write(folder.join("three.yaml"), format!("manifests: [gone.yaml]\n{test}")).expect("written");
    let ran = svcpath(&["test", &folder.display().to_string()]);
    assert_eq!(ran.code, 2, "{}", ran.out);
    assert!(ran.out.contains("Manifests “gone.yaml” cannot be read: no such file or folder."), "{}", ran.out);
}

#[test]
fn manifests_that_cannot_be_read_are_not_tested() {
    let folder = scratch("unread");
    fs::create_dir_all(&folder).expect("a folder");
    let service =
        "apiVersion: v1\nkind: Service\nmetadata: {name: api, namespace: shop}\nspec: {ports: [{port: 80}]}\n";
    fs::write(folder.join("shop.yaml"), service).expect("written");
    fs::write(folder.join("policy.yaml"), "kind: NetworkPolicy\nspec:\n  policyTypes: [Ingress\n").expect("written");
    let test = "tests:\n- {name: empty, from: namespace/shop, to: 'http://api/', expect: {verdict: rejected}}\n";
    let scenario = folder.join("one.yaml").display().to_string();
    fs::write(&scenario, format!("manifests: [shop.yaml, policy.yaml]\n{test}")).expect("written");
    let ran = svcpath(&["test", &scenario]);
    assert_eq!(ran.code, 2, "{}", ran.out);
    assert!(ran.out.contains("policy.yaml:3:24: cannot be read: This document is not valid YAML"), "{}", ran.out);
    let github = svcpath(&["test", &scenario, "--output", "github"]);
    assert!(github.out.contains("policy.yaml,line=3,"), "{}", github.out);
}

#[test]
fn what_ifs_about_nobody_fail_their_test() {
    let state = "state: {notReady: [shop/gone], down: [node/node-9]}\n";
    let tests = "- {name: down, from: node/node-1, to: 'http://10.0.0.1/', expect: {verdict: unmatched}}\n";
    let ran = svcpath_with(&["test", "-"], &format!("{state}{MANIFESTS}{tests}"));
    assert_eq!(ran.code, 1, "{}", ran.out);
    assert!(ran.out.contains("state: there is no node node-9; state: there is no pod shop/gone"), "{}", ran.out);
}
