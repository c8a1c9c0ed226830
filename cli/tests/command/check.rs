use insta::assert_snapshot;
use serde_json::Value;

use crate::{svcpath, svcpath_in_colour, svcpath_with};

const BROKEN: &str = "apiVersion: v1
kind: Service
metadata: {name: api, namespace: shop}
spec:
  type: NotAType
  ports:
  - port: 99999
";

#[test]
fn problems_have_place_code_and_object() {
    let ran = svcpath_with(&["check", "-f", "-"], BROKEN);
    assert_eq!(ran.code, 1);
    assert_snapshot!(ran.out);
}

/// Clearing the screen, a title for the window: whatever manifests hold, it is shown and not done.
#[test]
fn manifests_do_not_steer_the_terminal() {
    let steering = BROKEN.replace("NotAType", "\"\\e[2J\\e]0;title\\a\"");
    let ran = svcpath_in_colour(&["check", "-f", "-"], &steering);
    assert!(ran.out.contains("\x1b[31m"), "no colours: {:?}", ran.out);
    assert!(ran.out.contains("␛[2J␛]0;title␇"), "{:?}", ran.out);
    assert!(!ran.out.contains("\x1b[2J") && !ran.out.contains("\x1b]") && !ran.out.contains('\x07'), "{:?}", ran.out);
}

#[test]
fn problems_as_annotations() {
    let ran = svcpath_with(&["check", "-f", "-", "--output", "github"], BROKEN);
    assert_eq!(ran.code, 1);
    assert!(ran.out.lines().all(|line| line.starts_with("::")), "{}", ran.out);
    assert!(ran.out.contains("::error file=<stdin>,line=5,col=9,title=api-unsupported::"), "{}", ran.out);
}

#[test]
fn problems_as_sarif() {
    let ran = svcpath_with(&["check", "-f", "-", "--output", "sarif"], BROKEN);
    assert_eq!(ran.code, 1);
    let json = ran.json();
    assert_eq!(json["version"], "2.1.0");
    let results = json["runs"][0]["results"].as_array().expect("results");
    let unsupported =
        results.iter().find(|result| result["ruleId"] == "api-unsupported").expect("there is no such type");
    assert_eq!(unsupported["level"], "error");
    assert_eq!(unsupported["locations"][0]["physicalLocation"]["region"]["startLine"], 5);
    let rules = json["runs"][0]["tool"]["driver"]["rules"].as_array().expect("rules");
    let known = |result: &Value| rules.iter().any(|rule| rule["id"] == result["ruleId"]);
    assert!(results.iter().all(known), "every result has its rule");
}

#[test]
fn sound_manifests_end_with_0() {
    for file in ["gallery/01-one-name-three-pods.yaml", "gallery/11-a-shop-of-ten-services.yaml"] {
        let ran = svcpath(&["check", "-f", file]);
        assert_eq!((ran.code, ran.out.as_str()), (0, "0 errors, 0 warnings, 0 notes\n"));
    }
}
