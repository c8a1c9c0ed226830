//! Conformance vectors that are no scenarios: what the API server refuses about Services, and how it divides its ranges.

use std::collections::BTreeSet;
use std::fs;
use std::net::IpAddr;
use std::path::Path;

use ipnet::IpNet;
use serde::Deserialize;
use svcpath_core::allocation::{Band, address};
use svcpath_core::check;
use svcpath_core::decode::decode;
use svcpath_core::diagnostic::{Diagnostic, Severity};
use svcpath_core::knobs::Knobs;
use svcpath_core::lang::Lang;
use svcpath_core::manifest;
use svcpath_core::state::State;
use svcpath_core::text::Files;
use svcpath_core::wording;
use svcpath_core::world::World;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Validation {
    cluster: Ranges,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Ranges {
    #[serde(rename = "serviceCIDRs")]
    service_cidrs: Vec<String>,
    service_node_port_range: String,
}

/// `validation` and `errors` are what upstream's function says of the object before defaulting, `api` what the server answers.
#[derive(Deserialize)]
struct Case {
    name: String,
    validation: String,
    errors: usize,
    api: String,
    manifest: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Allocation {
    #[serde(rename = "clusterIP")]
    cluster_ip: Bands<AddressBand>,
    node_port: Bands<PortBand>,
}

#[derive(Deserialize)]
struct Bands<T> {
    bands: Vec<T>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AddressBand {
    cidr: String,
    first_usable: IpAddr,
    last_usable: IpAddr,
    static_band_size: u64,
    static_band: Option<String>,
    dynamic_starts_at: Option<IpAddr>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PortBand {
    range: String,
    size: u64,
    static_band_size: u64,
    static_band: Option<String>,
    dynamic_starts_at: Option<u128>,
}

#[test]
fn services_are_refused_where_the_api_server_refuses_them() {
    let table: Validation = load("service_validation.yaml");
    assert!(table.cases.len() >= 89, "{} rows", table.cases.len());
    let mut mismatches = Vec::new();
    for case in &table.cases {
        let (_, refused) =
            refusals(&case.manifest, &table.cluster.service_cidrs, &table.cluster.service_node_port_range);
        let words: Vec<String> = refused.iter().map(|one| format!("{}: {}", one.path, one.message(Lang::En))).collect();
        if refused.is_empty() != (case.api == "ok") {
            mismatches.push(format!("{}: {} is {words:?}", case.name, case.api));
        }
        // Where validation alone decides, it finds as many causes as upstream's.
        if case.validation == "error" && case.api == "error" && refused.len() != case.errors {
            mismatches.push(format!("{}: {} errors upstream are {words:?}", case.name, case.errors));
        }
        for one in refused.iter().filter(|one| wording::upstream(one).is_none()) {
            mismatches.push(format!("{}: no words of upstream for {}", case.name, one.path));
        }
    }
    assert!(mismatches.is_empty(), "{} of {}:\n{}", mismatches.len(), table.cases.len(), mismatches.join("\n"));
}

#[test]
fn service_ranges_are_divided_as_upstream_divides_them() {
    let table: Allocation = load("allocation_bands.yaml");
    for expected in &table.cluster_ip.bands {
        let cidr: IpNet = expected.cidr.parse().expect("a range");
        let band = Band::of_network(cidr);
        let at = |number| address(number, cidr.addr().is_ipv4());
        assert_eq!((at(band.first), at(band.last())), (expected.first_usable, expected.last_usable), "{cidr}");
        assert_eq!(band.reserved, expected.static_band_size, "{cidr}");
        if let (Some(range), Some(dynamic)) = (&expected.static_band, expected.dynamic_starts_at) {
            assert_eq!(format!("{} - {}", at(band.first), at(band.dynamic() - 1)), *range, "{cidr}");
            assert_eq!(at(band.dynamic()), dynamic, "{cidr}");
        }
    }
    // However large an IPv6 range is, 65536 addresses are dealt with, of which the first is the network's own.
    for range in ["2001:db8::/112", "2001:db8::/108", "2001:db8::/64", "::/0"] {
        let band = Band::of_network(range.parse().expect("a range"));
        assert_eq!((band.count, band.reserved), (65535, 256), "{range}");
    }
}

#[test]
fn node_ports_are_divided_as_upstream_divides_them() {
    let table: Allocation = load("allocation_bands.yaml");
    for PortBand { range, size, static_band_size, static_band, dynamic_starts_at } in &table.node_port.bands {
        let (first, last) = range.split_once('-').expect("a range");
        let band = Band::of_ports((first.parse().expect("a port"), last.parse().expect("a port")));
        assert_eq!((band.count, band.reserved), (*size, *static_band_size), "{range}");
        if let (Some(reserved), Some(dynamic)) = (static_band, dynamic_starts_at) {
            assert_eq!(format!("{}-{}", band.first, band.dynamic() - 1), *reserved, "{range}");
            assert_eq!(band.dynamic(), *dynamic, "{range}");
        }
    }
}

/// 30 addresses, the first 16 reserved; of these the cluster's own Services have two. 17 node ports, all but the last reserved.
#[test]
fn what_is_reserved_is_given_only_when_all_else_is_taken() {
    let cidr: IpNet = "192.168.0.0/27".parse().expect("a range");
    let band = Band::of_network(cidr);
    let given = |services: usize| {
        let text: String = (0..services).map(|i| service(&format!("s-{i}"), "type: NodePort")).collect();
        let (world, refused) = refusals(&text, &[cidr.to_string()], "30000-30016");
        assert_eq!(refused, []);
        let addresses: Vec<IpAddr> = world.services.iter().flat_map(|entry| entry.cluster_ips.clone()).collect();
        let ports: Vec<u16> = world.services.iter().filter_map(|entry| entry.ports[0].node_port).collect();
        (addresses, ports)
    };
    let reserved = |ip: &&IpAddr| svcpath_core::allocation::number(**ip) < band.dynamic();
    for (services, low, high) in [(1, 0, 1), (14, 0, 14), (15, 1, 14), (28, 14, 14), (30, 14, 14)] {
        let (addresses, ports) = given(services);
        assert_eq!(addresses.iter().collect::<BTreeSet<_>>().len(), addresses.len(), "each address once");
        let found = addresses.iter().filter(reserved).count();
        assert_eq!((found, addresses.len() - found), (low, high), "{services} Services");
        assert_eq!(ports.iter().collect::<BTreeSet<_>>().len(), services.min(17), "each port once");
        assert!(ports.contains(&30016), "the one that is not reserved goes first");
    }
    assert_eq!(given(20), given(20), "equal input, equal output");
}

#[test]
fn every_address_and_port_of_a_range_is_given_to_who_asks_for_it() {
    let refused = |spec: &str| {
        let (_, refused) = refusals(&service("s", spec), &["192.168.0.0/27".into()], "30000-30016");
        refused.iter().map(|one| one.code()).collect::<Vec<_>>()
    };
    for last in 1..=30 {
        assert_eq!(refused(&format!("clusterIP: 192.168.0.{last}")), [""; 0], ".{last}");
    }
    for outside in ["192.168.0.0", "192.168.0.31", "192.168.0.32", "10.0.0.1"] {
        assert_eq!(refused(&format!("clusterIP: {outside}")), ["api-cluster-ip-out-of-range"], "{outside}");
    }
    for port in 30000..=30016 {
        let health = format!("type: LoadBalancer, externalTrafficPolicy: Local, healthCheckNodePort: {port}");
        assert_eq!(refused(&health), [""; 0], "{port}");
    }
}

#[test]
fn allocators_refuse_in_the_words_of_the_api_server() {
    let shown = |text: &str| {
        let (_, refused) = refusals(text, &["10.0.0.0/16".into()], "30000-30016");
        refused.iter().map(|one| wording::upstream(one).expect("words of upstream")).collect::<Vec<_>>()
    };
    for (spec, line) in [
        (
            "ipFamilyPolicy: RequireDualStack",
            "spec.ipFamilyPolicy: Invalid value: \"RequireDualStack\": this cluster is not configured for dual-stack services",
        ),
        (
            "clusterIP: None, selector: {a: b}, ipFamilyPolicy: RequireDualStack",
            "spec.ipFamilyPolicy: Invalid value: \"RequireDualStack\": this cluster is not configured for dual-stack services",
        ),
        ("ipFamilies: [IPv6]", "spec.ipFamilies[0]: Invalid value: \"IPv6\": not configured on this cluster"),
        (
            "clusterIP: 'fd00::1'",
            "spec.clusterIPs[0]: Invalid value: [\"fd00::1\"]: IPv6 is not configured on this cluster",
        ),
        (
            "clusterIP: 10.1.0.1",
            "spec.clusterIPs: Invalid value: [\"10.1.0.1\"]: failed to allocate IP 10.1.0.1: the provided network does not match the current range",
        ),
        (
            "clusterIP: 10.0.255.255",
            "spec.clusterIPs: Invalid value: [\"10.0.255.255\"]: failed to allocate IP 10.0.255.255: the provided IP (10.0.255.255) is not in the valid range. The range of valid IPs is 10.0.0.0/16",
        ),
        (
            "type: LoadBalancer, externalTrafficPolicy: Local, healthCheckNodePort: 1",
            "Internal error occurred: failed to allocate requested HealthCheck NodePort 1: provided port is not in the valid range. The range of valid ports is 30000-30016",
        ),
    ] {
        assert_eq!(shown(&service("s", spec)), [line], "{spec}");
    }
    for spec in [
        "ipFamilyPolicy: PreferDualStack",
        "clusterIP: None, ipFamilyPolicy: RequireDualStack",
        "clusterIP: None, ipFamilies: [IPv6]",
        "type: ExternalName, externalName: a.b",
    ] {
        assert_eq!(shown(&service("s", spec)), [""; 0], "{spec}");
    }
    let twice = service("a", "clusterIP: 10.0.0.7") + &service("b", "clusterIP: 10.0.0.7");
    let taken = "spec.clusterIPs: Invalid value: [\"10.0.0.7\"]: failed to allocate IP 10.0.0.7: provided IP is already allocated";
    assert_eq!(shown(&twice), [taken]);
    let port = |name: &str, spec: &str| {
        format!(
            "apiVersion: v1\nkind: Service\nmetadata: {{name: {name}}}\nspec: {{{spec}, ports: [{{port: 80, nodePort: 30005}}]}}\n---\n"
        )
    };
    let node_ports = port("a", "type: NodePort") + &port("b", "type: LoadBalancer");
    assert_eq!(
        shown(&node_ports),
        ["spec.ports[0].nodePort: Invalid value: 30005: provided port is already allocated"]
    );
    let own = port("a", "type: LoadBalancer, externalTrafficPolicy: Local, healthCheckNodePort: 30005");
    let taken = "Internal error occurred: failed to allocate requested HealthCheck NodePort 30005: provided port is already allocated";
    assert_eq!(shown(&own), [taken]);
}

/// Where no range is given, none is held against a Service, however the addresses lie.
#[test]
fn inferred_ranges_refuse_nobody() {
    let node = "apiVersion: v1\nkind: Node\nmetadata: {name: node-1}\nstatus: {addresses: [{type: InternalIP, address: 172.16.0.2}]}\n---\n";
    for spec in
        ["clusterIP: 172.16.0.1", "clusterIP: 'fd00::'", "ipFamilies: [IPv6]", "ipFamilyPolicy: RequireDualStack"]
    {
        let (_, refused) = refusals_with(&Knobs::default(), &(node.to_owned() + &service("s", spec)));
        assert_eq!(refused, [], "{spec}");
    }
}

#[test]
fn both_families_and_one_node_port_for_both_protocols() {
    let text = "apiVersion: v1\nkind: Service\nmetadata: {name: dns}\nspec:\n  type: NodePort\n  ipFamilyPolicy: PreferDualStack\n  ipFamilies: [IPv6]\n  \
                ports: [{name: a, port: 53}, {name: b, port: 53, protocol: UDP}, {name: c, port: 54}]\n";
    let (world, refused) = refusals(text, &["10.0.0.0/16".into(), "fd00::/112".into()], "30000-30100");
    assert_eq!(refused, []);
    let entry = &world.services[0];
    assert_eq!(entry.cluster_ips.iter().map(IpAddr::is_ipv4).collect::<Vec<_>>(), [false, true]);
    let ports: Vec<u16> = entry.ports.iter().filter_map(|port| port.node_port).collect();
    assert!(ports.len() == 3 && ports[0] == ports[1] && ports[0] != ports[2], "{ports:?}");
}

/// The world of a text, and what the API server refuses of it, as `svcpath check` finds both.
fn refusals(text: &str, service_cidrs: &[String], node_ports: &str) -> (World, Vec<Diagnostic>) {
    let mut knobs = Knobs::default();
    for pair in [format!("serviceCIDR={}", service_cidrs.join(",")), format!("serviceNodePortRange={node_ports}")] {
        knobs.set_pair(&pair).expect("a knob");
    }
    refusals_with(&knobs, text)
}

fn refusals_with(knobs: &Knobs, text: &str) -> (World, Vec<Diagnostic>) {
    let files = Files::single("services.yaml", text);
    let (manifests, mut problems) = manifest::parse(&files);
    assert_eq!(problems, [], "{text}");
    let (cluster, of_fields) = decode(&manifests);
    let world = World::build(&cluster, knobs, &State::default());
    problems.extend(of_fields);
    problems.extend(check::check(&manifests, &cluster, &world));
    problems.retain(|one| one.severity() == Severity::Error && one.code().starts_with("api-"));
    (world, problems)
}

fn service(name: &str, spec: &str) -> String {
    format!("apiVersion: v1\nkind: Service\nmetadata: {{name: {name}}}\nspec: {{ports: [{{port: 80}}], {spec}}}\n---\n")
}

fn load<T: for<'de> Deserialize<'de>>(name: &str) -> T {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/other").join(name);
    let text = fs::read_to_string(&path).expect("a readable file");
    serde_yaml_ng::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"))
}
