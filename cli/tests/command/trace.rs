use std::fs;

use insta::assert_snapshot;
use serde_json::Value;
use svcpath_core::request::Written;
use svcpath_core::scenario;
use svcpath_core::text::Files;

use crate::{root, scratch, svcpath, svcpath_with};

const NODE_PORT: &str = "gallery/04-any-node-answers.yaml";
const SIDE_DOORS: &str = "gallery/03-side-doors.yaml";
const LOCAL: &str = "gallery/05-only-where-a-pod-lives.yaml";
const INGRESS: &str = "gallery/09-one-address-many-domains.yaml";
const FAILURES: &str = "tests/vectors/basic/failures.yaml";

fn text(arguments: &[&str]) -> String {
    let ran = svcpath(&[&["trace"], arguments].concat());
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    ran.out
}

#[test]
fn a_node_port_reads_as_a_story() {
    assert_snapshot!(text(&["-f", NODE_PORT, "--to", "http://192.168.10.13:30080/"]));
}

#[test]
fn a_fork_tells_how_requests_end() {
    assert_snapshot!(text(&["-f", LOCAL, "--to", "service/shop/api"]));
}

#[test]
fn an_entry_shows_its_ladder_of_rules_and_two_connections() {
    assert_snapshot!(text(&["-f", INGRESS, "--to", "http://shop.example.com/api/items"]));
}

#[test]
fn a_failure_shows_its_cause() {
    assert_snapshot!(text(&["-f", FAILURES, "--from", "pod/shop/client", "--to", "http://wrong-port-name/"]));
}

#[test]
fn the_policy_that_stops_a_packet_is_the_first_cause() {
    let night = ["-f", "gallery/10-two-in-the-morning.yaml", "--from", "deploy/shop/web", "--to", "http://api/"];
    let told = text(&night);
    assert_snapshot!(&told[told.find("Causes").expect("causes")..]);
}

/// The line that says what the pod sees.
fn pod_sees(arguments: &[&str]) -> String {
    let told = text(arguments);
    told.lines().find(|line| line.starts_with("  pod sees")).expect("a pod is reached").to_owned()
}

#[test]
fn the_pod_sees_the_client_or_somebody_else() {
    let node = ["-f", LOCAL, "--from", "node/node-3", "--to", "http://192.168.10.13:30080/"];
    assert!(pod_sees(&node).ends_with(":8080"), "the node's address is the client's own");
    assert!(text(&node).contains("Connection tracking puts 192.168.10.13:30080 back as the source."));
    let hidden: [&[&str]; 3] = [
        &["-f", NODE_PORT, "--to", "http://192.168.10.13:30080/"],
        &["-f", INGRESS, "--to", "http://shop.example.com/api/items"],
        &["-f", SIDE_DOORS, "--via", "api-proxy", "--to", "service/shop/api"],
    ];
    for arguments in hidden {
        assert!(pod_sees(arguments).ends_with(", not the client's own address"), "{arguments:?}");
    }
}

#[test]
fn a_forwarded_port_is_dialled_inside_the_pod() {
    let request = ["-f", SIDE_DOORS, "--via", "port-forward/shop/api", "--to", "http://api.shop/"];
    let told = text(&request);
    assert!(told.contains("new packet 127.0.0.1 → 127.0.0.1:8080"), "{told}");
    assert_eq!(pod_sees(&request), "  pod sees     127.0.0.1 → 127.0.0.1:8080, not the client's own address");
    let json = svcpath(&[&["trace", "--output", "json"], request.as_slice()].concat()).json();
    let address = json["endpoints"][0].to_string();
    assert!(address.contains("10.244.") && !address.contains("127.0.0.1:8080"), "{address}");
}

#[test]
fn markdown_is_a_table_of_hops() {
    assert_snapshot!(text(&["-f", NODE_PORT, "--to", "http://192.168.10.13:30080/", "--output", "markdown"]));
}

/// Every question of the gallery, asked again: its answer is a test that passes, and the manifests in it are whole.
#[test]
fn an_answer_is_a_test_that_passes() {
    let folder = scratch("answers");
    let mut asked = 0;
    for entry in fs::read_dir(root().join("gallery")).expect("the gallery") {
        let path = entry.expect("a readable entry").path();
        let text = fs::read_to_string(&path).expect("an example");
        let (scenarios, _) = scenario::read(&Files::single("example.yaml", text));
        for test in
            scenarios.iter().flat_map(|scenario| scenario.tests.iter().filter(|test| test.state == scenario.state))
        {
            let Written { from, to, at, via, method, headers } = test.request.written();
            let example = path.display().to_string();
            let mut arguments = vec!["trace", "-f", &example, "--output", "scenario", "--from", &from, "--to", &to];
            let parts = [("--at", &at), ("--via", &via), ("-X", &method)];
            let parts = parts.iter().filter_map(|(option, part)| Some([*option, part.as_deref()?])).flatten();
            arguments.extend(parts.chain(headers.iter().flat_map(|header| ["-H", header.as_str()])));
            let ran = svcpath(&arguments);
            assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{arguments:?}");
            fs::write(folder.join(format!("{asked}.yaml")), ran.out).expect("written");
            asked += 1;
        }
    }
    assert!(asked >= 26, "{asked} questions");
    let ran = svcpath(&["test", &folder.display().to_string()]);
    assert_eq!(
        (ran.code, ran.out.lines().last()),
        (0, Some(format!("{asked} passed, 0 failed").as_str())),
        "{}",
        ran.out
    );
}

#[test]
fn a_test_says_what_came_of_the_request_and_no_secret() {
    let secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData: {password: correct-horse}\n";
    let folder = scratch("secret");
    fs::write(folder.join("secret.yaml"), secret).expect("written");
    let secret = folder.join("secret.yaml").display().to_string();
    let knob = ["--cluster", "proxyMode=ipvs", "--output", "scenario"];
    let request = ["trace", "-f", NODE_PORT, &secret, "--to", "http://192.168.10.13:30080/"];
    let ran = svcpath(&[&request[..], &knob].concat());
    assert_eq!((ran.code, ran.err.as_str()), (0, "1 value masked\n"));
    assert!(!ran.out.contains("correct-horse"), "{}", ran.out);
    let (scenario, manifests) = ran.out.split_once("---\n").expect("manifests behind the scenario");
    assert!(manifests.contains("kind: Deployment"), "{manifests}");
    assert_snapshot!(scenario);
}

#[test]
fn svg_is_a_picture() {
    let picture = text(&["-f", NODE_PORT, "--to", "http://192.168.10.13:30080/", "--output", "svg"]);
    assert!(picture.starts_with("<svg ") && picture.ends_with("</svg>\n"), "{picture}");
}

#[test]
fn json_merges_paths_into_a_graph() {
    let ran = svcpath(&["trace", "-f", NODE_PORT, "--to", "http://192.168.10.13:30080/", "--output", "json"]);
    let json = ran.json();
    assert_eq!(json["verdict"], "delivered");
    assert_eq!(json["service"], "shop/api:80");
    assert_eq!(json["endpoints"].as_array().map(Vec::len), Some(2));
    assert_eq!(json["endpoints"][0]["podSees"]["src"], "192.168.10.13");

    let hops = json["hops"].as_array().expect("hops");
    let entries: Vec<&Value> = hops.iter().filter(|hop| hop["at"] == "node/node-3").collect();
    let [entry] = entries.as_slice() else { panic!("both paths share the node they enter by: {entries:?}") };
    let shares: Vec<f64> =
        entry["next"].as_array().into_iter().flatten().filter_map(|one| one["weight"].as_f64()).collect();
    assert_eq!(shares, [0.5, 0.5]);
    let dnat = entry["steps"].as_array().into_iter().flatten().find(|step| step["decision"] == "dnat");
    let dnat = dnat.expect("the kernel rewrites the destination");
    let chosen: Vec<&Value> =
        dnat["candidates"].as_array().into_iter().flatten().filter(|one| one["chosen"] == true).collect();
    assert_eq!(chosen.len(), 1);
    assert_eq!(chosen[0]["endpoint"], dnat["after"]["dst"], "the chosen candidate is the drawn path's");
    assert_eq!(
        hops[entry["next"][0]["hop"].as_u64().expect("an id") as usize]["steps"][0]["before"]["dst"],
        dnat["after"]["dst"]
    );
    let evidence = &dnat["evidence"][0];
    assert_eq!((&evidence["file"], &evidence["object"]), (&NODE_PORT.into(), &"v1/Service/shop/api".into()));
    assert_eq!(
        json["reply"]["hops"][0]["at"],
        hops.iter().find(|hop| hop["next"] == Value::Array(vec![])).expect("an end")["at"]
    );
}

#[test]
fn the_same_question_gets_the_same_bytes() {
    for output in ["text", "json", "markdown"] {
        let arguments =
            ["-f", "gallery/11-a-shop-of-ten-services.yaml", "--to", "service/shop/frontend", "--output", output];
        assert_eq!(text(&arguments), text(&arguments));
    }
}

#[test]
fn it_reads_standard_input_folders_and_several_files() {
    let manifests = "apiVersion: v1\nkind: Service\nmetadata: {name: api}\nspec: {type: ExternalName, externalName: a.example.com}\n";
    let ran = svcpath_with(
        &["trace", "-f", "-", "--from", "namespace/default", "--to", "tcp://api:80", "--output", "json"],
        manifests,
    );
    assert_eq!(ran.json()["verdict"], "external");

    let folder = scratch("folders");
    fs::create_dir_all(folder.join("deeper")).expect("a folder");
    fs::write(folder.join("deeper/service.json"), "{\"apiVersion\": \"v1\", \"kind\": \"Service\", \"metadata\": {\"name\": \"api\"}, \"spec\": {\"type\": \"NodePort\", \"selector\": {\"app\": \"api\"}, \"ports\": [{\"port\": 80, \"nodePort\": 30080}]}}").expect("written");
    fs::write(folder.join("pod.yml"), "apiVersion: v1\nkind: Pod\nmetadata: {name: api, labels: {app: api}}\nspec: {containers: [{name: a, image: b}]}\n").expect("written");
    fs::write(folder.join("notes.txt"), "apiVersion: [").expect("written");
    let folder = folder.display().to_string();
    let ran = svcpath(&["trace", "-f", &folder, "--to", "http://192.168.10.11:30080/", "--output", "json"]);
    assert_eq!((ran.json()["verdict"].as_str(), ran.err.as_str()), (Some("delivered"), ""));
    let both = [format!("{folder}/pod.yml"), format!("{folder}/deeper/service.json")];
    let ran = svcpath(&["trace", "-f", &both[0], &both[1], "--to", "http://192.168.10.11:30080/", "--output", "json"]);
    assert_eq!(ran.json()["verdict"], "delivered");
}

#[test]
fn knobs_change_the_answer() {
    let to = ["trace", "-f", "gallery/08-pending.yaml", "--to", "service/shop/web", "--output", "json"];
    assert_eq!(svcpath(&to).json()["verdict"], "unmatched");
    let provided = svcpath(&[&to[..], &["--cluster", "loadBalancer=cloud"]].concat());
    assert_eq!(provided.json()["verdict"], "delivered");
}

#[test]
fn every_part_of_a_request_is_passed_on() {
    let ran = svcpath(&[
        "trace",
        "-f",
        INGRESS,
        "--from",
        "internet/203.0.113.7",
        "--to",
        "http://blog.example.com/",
        "--via",
        "ingress/shop/shop",
        "-X",
        "PUT",
        "-H",
        "Host: shop.example.com",
        "-H",
        "X-A: 1",
        "--output",
        "json",
    ]);
    let json = ran.json();
    assert_eq!(json["verdict"], "delivered");
    assert_eq!(json["request"]["via"], "ingress/shop/shop");
    assert_eq!(json["request"]["headers"], serde_json::json!(["Host: shop.example.com", "X-A: 1"]));
    assert_eq!(json["hops"][0]["at"], "internet/203.0.113.7");
}

#[test]
fn what_cannot_be_used_ends_with_2_and_one_line() {
    let line = |arguments: &[&str]| {
        let ran = svcpath(&[&["trace"], arguments].concat());
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{arguments:?}");
        ran.err
    };
    assert_eq!(
        line(&["-f", NODE_PORT, "--to", "tcp://db"]),
        "error: --to: read “tcp://db”; expected a port: this scheme has no default; for example tcp://db:5432\n"
    );
    assert_eq!(line(&["-f", "nowhere.yaml", "--to", "http://a/"]), "error: nowhere.yaml: no such file or folder\n");
    let contradiction =
        line(&["-f", NODE_PORT, "--from", "node/node-1", "--at", "node/node-2", "--to", "http://api.shop/"]);
    assert!(contradiction.starts_with("error: --at: ") && contradiction.lines().count() == 1, "{contradiction}");
    let elsewhere = line(&["-f", NODE_PORT, "--from", "pod/shop/api-1", "--at", "node/node-3", "--to", "http://api/"]);
    assert!(elsewhere.starts_with("error: --at: ") && elsewhere.lines().count() == 1, "{elsewhere}");
    assert!(line(&["-f", NODE_PORT, "--to", "http://a/", "--cluster", "nodes=many"]).contains("from 1 to 1000"));
    assert!(line(&["-f", NODE_PORT]).contains("--to"), "no target is a usage error");
    assert!(line(&["--to", "http://a/"]).contains("--filename"), "no file is a usage error");
}

#[test]
fn any_verdict_is_an_answer() {
    let requests = [
        ("http://10.96.0.1/", "unmatched"),
        ("http://unknown.example.com/", "external"),
        ("dns://api.shop", "unknown"),
        ("http://192.168.10.11:30080/", "delivered"),
    ];
    for (to, verdict) in requests {
        let ran = svcpath(&["trace", "-f", NODE_PORT, "--to", to, "--output", "json"]);
        assert_eq!((ran.code, ran.json()["verdict"].as_str()), (0, Some(verdict)), "{to}");
    }
}

#[test]
fn broken_documents_are_told_beside_the_answer() {
    let manifests = "apiVersion: v1\nkind: Service\nmetadata: {name: api}\nspec: {ports: [{port: 80}]}\n---\na: [\n";
    let ran = svcpath_with(&["trace", "-f", "-", "--from", "namespace/default", "--to", "http://api/"], manifests);
    assert_eq!(ran.code, 0);
    assert!(ran.out.contains("Rejected"), "{}", ran.out);
    assert!(ran.err.starts_with("error: <stdin>:"), "{}", ran.err);
}

#[test]
fn colour_is_for_terminals_only() {
    assert!(!text(&["-f", NODE_PORT, "--to", "http://192.168.10.13:30080/"]).contains('\u{1b}'));
}

#[test]
fn of_what_cannot_be_read_at_all_there_is_no_answer() {
    let asked = ["-f", "-", "--to", "http://x/"];
    for command in [&["trace"][..], &["render", "-o", "-"]] {
        let told = svcpath_with(&[command, &asked].concat(), "kind: [broken\n");
        assert_eq!((told.code, told.out.as_str()), (2, ""), "{command:?}: {}", told.err);
        assert!(told.err.starts_with("error: <stdin>:1:"), "{}", told.err);
    }
}

#[test]
fn a_way_round_by_node_port_is_one_that_answers() {
    let folder = scratch("way-round");
    fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("local.yaml").display().to_string();
    let node = |number: u8| {
        let address = format!("addresses: [{{type: InternalIP, address: 192.168.5.{number}}}]");
        format!("apiVersion: v1\nkind: Node\nmetadata: {{name: n{number}}}\nstatus: {{{address}}}\n---\n")
    };
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: web, labels: {app: web}}\n\
               spec: {nodeName: n2, containers: [{name: c, image: x}]}\n---\n";
    let service = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  type: LoadBalancer\n  \
                   externalTrafficPolicy: Local\n  selector: {app: web}\n  ports: [{port: 80, nodePort: 30080}]\n";
    fs::write(&file, format!("{}{}{pod}{service}", node(1), node(2))).expect("written");
    let ran = svcpath(&["trace", "-f", &file, "--to", "service/default/web", "--cluster", "loadBalancer=none"]);
    assert!(ran.out.contains("--to tcp://192.168.5.2:30080"), "{}", ran.out);
}
