use std::fs;

use crate::{scratch, svcpath, svcpath_with};

const NODE_PORT: &str = "gallery/04-any-node-answers.yaml";
const ASKED: [&str; 4] = ["-f", NODE_PORT, "--to", "http://192.168.10.13:30080/"];

fn rendered(arguments: &[&str]) -> String {
    let ran = svcpath(&[&["render", "-o", "-"], arguments].concat());
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(ran.out.starts_with("<svg ") && ran.out.ends_with("</svg>\n"), "{}", ran.out);
    ran.out
}

#[test]
fn a_picture_is_the_same_in_a_file_on_standard_output_and_from_trace() {
    let file = scratch("render").join("out.svg");
    let ran = svcpath(&[&["render", "-o", &file.display().to_string()], ASKED.as_slice()].concat());
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
    let written = fs::read_to_string(&file).expect("a file");
    assert_eq!(written, rendered(&ASKED));
    assert_eq!(written, svcpath(&[&["trace", "--output", "svg"], ASKED.as_slice()].concat()).out);
    assert!(
        written.contains("<title>The path from internet to http://192.168.10.13:30080/</title><desc>"),
        "{written}"
    );
}

#[test]
fn columns_stand_where_the_scenario_puts_them() {
    let folder = scratch("render-layout");
    let scenario =
        "apiVersion: svcpath/v1\nkind: Scenario\nlayout: {node/node-3: [0, 0], node/node-1: [240, 0]}\n---\n";
    let text = fs::read_to_string(crate::root().join(NODE_PORT)).expect("the example");
    let manifests = text.split("---\n").filter(|document| !document.contains("kind: Scenario"));
    let file = folder.join("shop.yaml");
    fs::write(&file, scenario.to_owned() + &manifests.collect::<Vec<_>>().join("---\n")).expect("a file");
    let file = file.display().to_string();
    let asked = ["-f", &file, "--to", "http://192.168.10.13:30080/"];
    let svg = rendered(&asked);
    let at = |name: &str| svg.find(&format!(">{name}<")).expect("a name");
    assert!(at("node-3") < at("node-1") && at("node-1") < at("node-2"));
    assert_eq!(svg, svcpath(&[&["trace", "--output", "svg"], asked.as_slice()].concat()).out);
}

#[test]
fn without_a_request_it_shows_the_cluster_alone() {
    let picture = rendered(&["-f", NODE_PORT]);
    assert!(picture.contains("<title>3 nodes, 1 Service, 2 pods</title>") && !picture.contains("client"), "{picture}");
    let ran = svcpath_with(&["render", "-f", "-", "-o", "-"], "");
    assert_eq!(ran.code, 0, "nothing can be drawn, too: {}", ran.err);
}

#[test]
fn options_change_the_picture() {
    let usual = rendered(&ASKED);
    for options in [
        ["--step", "3"].as_slice(),
        &["--lang", "ru"],
        &["--theme", "dark"],
        &["--view", "apps"],
        &["--width", "1400", "--height", "900"],
        &["--from", "node/node-1"],
        &["--cluster", "nodes=5"],
    ] {
        assert_ne!(rendered(&[ASKED.as_slice(), options].concat()), usual, "{options:?}");
    }
    assert!(rendered(&[ASKED.as_slice(), &["--width", "1400"]].concat()).contains("width=\"1400\" height=\"600\""));
}

#[test]
fn what_cannot_be_drawn_is_told_in_one_line() {
    let told = |arguments: &[&str]| {
        let ran = svcpath(&[&["render"], arguments].concat());
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
        ran.err
    };
    assert_eq!(told(&["-f", "nowhere.yaml", "-o", "-"]), "error: nowhere.yaml: no such file or folder\n");
    assert_eq!(told(&["-f", NODE_PORT, "-o", "no/folder/x.svg"]), "error: no/folder/x.svg: no such file or folder\n");
    for step in ["0", "12"] {
        let line = format!("error: --step: there is no step {step}, this request has steps 1 to 11\n");
        assert_eq!(told(&[ASKED.as_slice(), &["--step", step, "-o", "-"]].concat()), line);
    }
    assert!(told(&["-f", NODE_PORT, "--to", "http://", "-o", "-"]).starts_with("error: --to: read “http://”"));
    assert!(told(&["-f", NODE_PORT, "--step", "2", "-o", "-"]).contains("--to <URL>"), "a step is one of a request");
    assert!(told(&["-f", NODE_PORT, "--theme", "pink", "-o", "-"]).contains("[possible values: light, dark]"));
    assert!(told(&["-f", NODE_PORT]).contains("--output <OUT.svg>"));
}

#[test]
fn who_asks_is_drawn_and_nobody_else() {
    let drawn = |asked: &[&str]| {
        let asks = ["-f", NODE_PORT, "--to", "http://api.shop/"];
        rendered(&[&asks, asked].concat()).contains(">client</text>")
    };
    // The API server has got the request, and refuses it.
    assert!(drawn(&["--from", "internet", "--via", "port-forward/shop/nobody"]));
    assert!(!drawn(&["--from", "pod/shop/nobody"]));
}
