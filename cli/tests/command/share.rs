use std::fs;
use std::io::Read;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::read::DeflateDecoder;
use serde_json::{Value, json};

use crate::{root, scratch, svcpath, svcpath_with};

const NODE_PORT: &str = "gallery/04-any-node-answers.yaml";

/// As the page unpacks it.
fn unpacked(link: &str) -> Value {
    let (_, packed) = link.trim_end().split_once("#z=1.").expect("a link of the first form");
    let packed = URL_SAFE_NO_PAD.decode(packed).expect("base64url without padding");
    let mut json = String::new();
    DeflateDecoder::new(packed.as_slice()).read_to_string(&mut json).expect("deflated UTF-8");
    serde_json::from_str(&json).expect("JSON")
}

/// The link and what is said beside it.
fn shared(arguments: &[&str], stdin: &str) -> (String, String) {
    let ran = svcpath_with(&[&["share"], arguments].concat(), stdin);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(ran.out.lines().count(), 1);
    (ran.out, ran.err)
}

#[test]
fn a_stored_link_can_be_read_for_ever() {
    let stored = "http://127.0.0.1:8080/#z=1.NY-9bgJBDIRfZeXydAqidRcpbaRI-WnYK0zWhBWcd7N2jqDTvTsGROnP45nxDLt8ZAXcbECfzjQeoQeq-Yub5iIYpnWUQ5aE4Z2_G1uUkY0SGWGYhUbGQEsUtZbl5-WOK6meSvObCF3XRXABDEMPBynbe1Zt5f_8WhJ7XK6T3taNf_9YDXCGXSsjIGQxbsLmKis-J1FcrbyfA--xL8nh2-eHj3um5KXdHZ4xbGFYepgyn65ualwB1w_gD1aFZbkA";
    assert_eq!(
        unpacked(stored),
        json!({
            "files": [["s.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {password: \"***\"}\n"]],
            "knobs": [["proxyMode", "ipvs"]],
            "request": {"from": "internet", "to": "dns://api", "method": "PUT", "headers": ["A: b"]},
            "view": {"step": 1, "view": "apps"}
        })
    );
}

#[test]
fn a_link_holds_everything() {
    let asked = [
        "--from",
        "node/node-1",
        "--to",
        "http://192.168.10.13:30080/",
        "--at",
        "node/node-1",
        "--via",
        "service/shop/api",
    ];
    let more = ["-H", "X: y", "-H", "Z: w", "--cluster", "nodes = 5", "--cluster", "podCIDR=10.0.0.0/8", "--step", "1"];
    let (link, said) = shared(&[["-f", NODE_PORT].as_slice(), &asked, &more].concat(), "");
    assert_eq!(said, "");
    let held = unpacked(&link);
    let text = fs::read_to_string(root().join(NODE_PORT)).expect("an example");
    assert_eq!(held["files"], json!([["04-any-node-answers.yaml", text]]));
    assert_eq!(held["knobs"], json!([["nodes", "5"], ["podCIDR", "10.0.0.0/8"]]));
    let request = json!({"from": "node/node-1", "to": "http://192.168.10.13:30080/", "at": "node/node-1",
        "via": "service/shop/api", "headers": ["X: y", "Z: w"]});
    assert_eq!(held["request"], request);
    assert_eq!(held["view"], json!({"step": 1}));
}

#[test]
fn what_is_empty_is_left_out() {
    let (link, _) = shared(&["-f", "-", "--site", "https://example.com/svcpath/?lang=ru"], "kind: Pod\n");
    assert!(link.starts_with("https://example.com/svcpath/?lang=ru#z=1."), "{link}");
    assert_eq!(unpacked(&link), json!({"files": [["stdin.yaml", "kind: Pod\n"]]}));
    let (link, _) = shared(&["-f", "-", "--site", "https://example.com"], "");
    assert!(link.starts_with("https://example.com/#z=1."), "{link}");
}

#[test]
fn secrets_stay_here() {
    let secret =
        "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {a: aHVudGVyMg==}\nstringData: {b: hunter2}\n";
    let (link, said) = shared(&["-f", "-"], secret);
    assert_eq!(said, "2 values masked\n");
    let held = unpacked(&link).to_string();
    assert!(!held.contains("hunter2") && !held.contains("aHVudGVyMg") && held.contains("***"), "{held}");
    let broken = secret.replace("{name: a}", "{name: a");
    let (link, said) = shared(&["-f", "-"], &broken);
    assert!(said.ends_with("1 value masked\n") && !unpacked(&link).to_string().contains("hunter2"), "{said}");
    let told = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: c\n    \
                env: [{name: D, value: &port \"hunter2\"}]\n    args: [*port]\n";
    let (link, said) = shared(&["-f", "-"], told);
    assert_eq!(said, "1 value masked\n");
    assert_eq!(unpacked(&link)["files"][0][1], told.replace("hunter2", "***"));
}

#[test]
fn names_say_nothing_of_this_machine() {
    let folder = scratch("share");
    for (name, text) in [
        ("routes.yaml", "manifests: [base/]\ntests: []\n"),
        ("base/a.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n"),
    ] {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    let names = |path: &std::path::Path| {
        let held = unpacked(&shared(&["-f", &path.display().to_string()], "").0);
        let files = held["files"].as_array().expect("files").clone();
        files.iter().map(|file| file[0].as_str().expect("a name").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(&folder.join("base")), ["a.yaml"]);
    assert_eq!(names(&folder.join("routes.yaml")), ["routes.yaml", "base/a.yaml"], "with what the scenario names");
    let quoted = svcpath_with(&["share", "-f", "-"], "manifests: \"kind: Pod\"\ntests: []\n");
    assert_eq!(unpacked(&quoted.out)["files"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_long_link_is_told() {
    let mut seed = 1_u64;
    let mut noise = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        format!("# {seed:x}\n")
    };
    let long: String = (0..1000).map(|_| noise()).collect();
    let (_, said) = shared(&["-f", "-"], &long);
    assert!(
        said.starts_with("warning: the link is ") && said.ends_with("some chat tools cut links beyond 8 KB\n"),
        "{said}"
    );
    let ran = svcpath_with(&["share", "-f", "-"], &"# nothing\n".repeat(500_000));
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert_eq!(ran.err, "error: a link holds 4 MB of manifests at most, and these are 6 MB\n");
}

#[test]
fn what_cannot_be_shared_is_told_in_one_line() {
    let told = |arguments: &[&str]| {
        let ran = svcpath(&[&["share"], arguments].concat());
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
        ran.err
    };
    assert_eq!(told(&["-f", "nowhere.yaml"]), "error: nowhere.yaml: no such file or folder\n");
    for site in ["example.com", "https://", "https://a b/", "https://a/#z", "ftp://a/", "http:///x"] {
        let line = format!(
            "error: --site: read “{site}”; expected the address of the page without a fragment; for example https://example.com/svcpath/\n"
        );
        assert_eq!(told(&["-f", NODE_PORT, "--site", site]), line);
    }
    let step = ["-f", NODE_PORT, "--to", "http://192.168.10.13:30080/", "--step", "99"];
    assert_eq!(told(&step), "error: --step: there is no step 99, this request has steps 1 to 11\n");
    assert!(told(&["-f", NODE_PORT, "--to", "http://"]).starts_with("error: --to: read “http://”"));
    assert!(told(&["-f", NODE_PORT, "--cluster", "x=1"]).starts_with("error: --cluster: "));
    assert!(told(&["-f", NODE_PORT, "--from", "internet"]).contains("--to <URL>"), "nothing is asked for");
}
