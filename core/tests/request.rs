//! The request language: what is read as what, and that every canonical string reads back as itself.

#![allow(clippy::unwrap_used)]

use std::net::IpAddr;

use proptest::prelude::*;
use svcpath_core::lang::Lang;
use svcpath_core::model::WorkloadKind;
use svcpath_core::request::{
    Expected, Host, Part, RecordType, Request, RequestError, Scheme, Source, Target, Url, Via, Written,
};
use svcpath_core::wording;

fn url(scheme: Scheme, host: &str, port: u16, path: &str) -> Target {
    let host = host.parse().map_or_else(|_| Host::Name(host.into()), Host::Ip);
    Target::Url(Url { scheme, host, port, path: path.into() })
}

fn dns(name: &str, record: RecordType) -> Target {
    Target::Dns { name: name.into(), record }
}

fn service(port: Option<u16>) -> Target {
    Target::Service { namespace: "shop".into(), name: "api".into(), port }
}

#[test]
fn sources_are_read_in_all_their_forms() {
    let workload = |kind| Source::Workload { kind, namespace: "shop".into(), name: "web".into() };
    let cases = [
        ("internet", Source::Internet(None)),
        ("internet/203.0.113.7", Source::Internet(Some("203.0.113.7".parse().unwrap()))),
        ("ip/fd00:10::2", Source::Ip("fd00:10::2".parse().unwrap())),
        ("node/node-1", Source::Node("node-1".into())),
        ("pod/shop/web-0", Source::Pod { namespace: "shop".into(), name: "web-0".into() }),
        ("deploy/shop/web", workload(WorkloadKind::Deployment)),
        ("sts/shop/web", workload(WorkloadKind::StatefulSet)),
        ("ds/shop/web", workload(WorkloadKind::DaemonSet)),
        ("rs/shop/web", workload(WorkloadKind::ReplicaSet)),
        ("rc/shop/web", workload(WorkloadKind::ReplicationController)),
        ("job/shop/web", workload(WorkloadKind::Job)),
        ("cronjob/shop/web", workload(WorkloadKind::CronJob)),
        ("namespace/shop", Source::Namespace("shop".into())),
    ];
    for (text, source) in cases {
        assert_eq!(Source::parse(text), Ok(source.clone()), "{text}");
        assert_eq!(source.to_string(), text);
    }
    assert_eq!(Source::parse(" Deployment/shop/web "), Ok(workload(WorkloadKind::Deployment)));
}

#[test]
fn urls_have_their_schemes_default_ports() {
    let cases = [
        ("http://cart", url(Scheme::Http, "cart", 80, ""), "http://cart"),
        ("http://cart/", url(Scheme::Http, "cart", 80, "/"), "http://cart/"),
        ("http://cart:80/items?a=b", url(Scheme::Http, "cart", 80, "/items?a=b"), "http://cart/items?a=b"),
        ("http://cart?a=b", url(Scheme::Http, "cart", 80, "/?a=b"), "http://cart/?a=b"),
        ("https://Shop.Example.COM/A", url(Scheme::Https, "shop.example.com", 443, "/A"), "https://shop.example.com/A"),
        ("HTTPS://shop:8443#top", url(Scheme::Https, "shop", 8443, ""), "https://shop:8443"),
        ("grpc://e/pkg.S/M", url(Scheme::Grpc, "e", 80, "/pkg.S/M"), "grpc://e/pkg.S/M"),
        ("tcp://db.shop.:5432", url(Scheme::Tcp, "db.shop.", 5432, ""), "tcp://db.shop.:5432"),
        ("tcp://db:5432/", url(Scheme::Tcp, "db", 5432, ""), "tcp://db:5432"),
        ("udp://[2001:DB8::1]:53", url(Scheme::Udp, "2001:db8::1", 53, ""), "udp://[2001:db8::1]:53"),
        ("http://[::1]", url(Scheme::Http, "::1", 80, ""), "http://[::1]"),
        ("sctp://10.0.0.1:80", url(Scheme::Sctp, "10.0.0.1", 80, ""), "sctp://10.0.0.1:80"),
        ("tls://my_host*:443", url(Scheme::Tls, "my_host*", 443, ""), "tls://my_host*:443"),
    ];
    for (text, target, canonical) in cases {
        assert_eq!(Target::parse(text), Ok(target.clone()), "{text}");
        assert_eq!(target.to_string(), canonical);
    }
}

#[test]
fn dns_asks_for_a_records_unless_told_otherwise() {
    let cases = [
        ("dns://API.shop", dns("api.shop", RecordType::A), "dns://api.shop"),
        ("dns://api?type=A", dns("api", RecordType::A), "dns://api"),
        ("dns://_h._tcp.api.?type=srv", dns("_h._tcp.api.", RecordType::Srv), "dns://_h._tcp.api.?type=SRV"),
        ("dns://10.96.0.1?type=PTR", dns("10.96.0.1", RecordType::Ptr), "dns://10.96.0.1?type=PTR"),
        ("dns://2001:db8::1?type=PTR", dns("2001:db8::1", RecordType::Ptr), "dns://[2001:db8::1]?type=PTR"),
        ("dns://[2001:db8::1]?type=PTR", dns("2001:db8::1", RecordType::Ptr), "dns://[2001:db8::1]?type=PTR"),
    ];
    for (text, target, canonical) in cases {
        assert_eq!(Target::parse(text), Ok(target.clone()), "{text}");
        assert_eq!(target.to_string(), canonical);
    }
}

#[test]
fn services_and_entries() {
    assert_eq!(Target::parse("service/shop/api"), Ok(service(None)));
    assert_eq!(Target::parse("service/shop/api:8080"), Ok(service(Some(8080))));
    let (namespace, name) = ("shop".to_owned(), "api".to_owned());
    let cases = [
        ("ingress/shop/api", Via::Ingress { namespace: namespace.clone(), name: name.clone() }),
        ("gateway/shop/api", Via::Gateway { namespace: namespace.clone(), name: name.clone() }),
        ("service/shop/api", Via::Service { namespace: namespace.clone(), name: name.clone() }),
        ("port-forward/shop/api", Via::PortForward { namespace, name }),
        ("api-proxy", Via::ApiProxy),
    ];
    for (text, via) in cases {
        assert_eq!(Via::parse(text), Ok(via.clone()), "{text}");
        assert_eq!(via.to_string(), text);
    }
}

#[test]
fn what_cannot_be_read_says_what_was_expected() {
    let source = |text: &str| Source::parse(text).unwrap_err().expected;
    assert_eq!(source(""), Expected::Source);
    assert_eq!(source("outer space"), Expected::Source);
    assert_eq!(source("internet/here"), Expected::IpAddress);
    assert_eq!(source("ip"), Expected::IpAddress);
    assert_eq!(source("node/"), Expected::Name);
    assert_eq!(source("node/a/b"), Expected::Name);
    assert_eq!(source("deploy/web"), Expected::NamespacedName);
    assert_eq!(source("pod/shop/web/0"), Expected::NamespacedName);

    let target = |text: &str| Target::parse(text).unwrap_err().expected;
    assert_eq!(target("cart"), Expected::Target);
    assert_eq!(target("ftp://cart"), Expected::Target);
    assert_eq!(target("http://"), Expected::Host);
    assert_eq!(target("http:///items"), Expected::Host);
    assert_eq!(target("http://:80/"), Expected::Host);
    assert_eq!(target("tcp://db"), Expected::PortGiven);
    assert_eq!(target("tls://db"), Expected::PortGiven);
    assert_eq!(target("tcp://db:5432/x"), Expected::NoPath);
    for port in ["", "0", "65536", "http", "+80", "-1"] {
        assert_eq!(target(&format!("http://cart:{port}/")), Expected::Port, "{port}");
    }
    assert_eq!(target("http://2001:db8::1/"), Expected::Ipv6Host);
    assert_eq!(target("http://[2001:db8::1/"), Expected::Ipv6Host);
    assert_eq!(target("http://[10.0.0.1]/"), Expected::Ipv6Host);
    assert_eq!(target("http://[::1]80/"), Expected::Ipv6Host);
    assert_eq!(target("dns://api?type=MX"), Expected::DnsQuery);
    assert_eq!(target("dns://api?kind=A"), Expected::DnsQuery);
    assert_eq!(target("dns://api:53"), Expected::Host);
    assert_eq!(target("service/api"), Expected::NamespacedName);
    assert_eq!(target("service/shop/api:http"), Expected::Port);

    assert_eq!(Via::parse("api-proxy/x").unwrap_err().expected, Expected::Via);
    assert_eq!(Via::parse("ingress/shop").unwrap_err().expected, Expected::NamespacedName);
}

#[test]
fn errors_are_one_line_with_a_valid_example_in_every_language() {
    let error = Target::parse("tcp://db").unwrap_err();
    assert_eq!(error, RequestError { part: Part::To, read: "tcp://db".into(), expected: Expected::PortGiven });
    assert_eq!(
        wording::request_error(&error, Lang::En),
        "read “tcp://db”; expected a port: this scheme has no default; for example tcp://db:5432"
    );
    for lang in Lang::ALL {
        let line = wording::request_error(&error, lang);
        assert!(line.contains("tcp://db") && line.contains("tcp://db:5432") && !line.contains('\n'), "{line}");
    }
}

#[test]
fn a_request_keeps_every_part() {
    let written = Written {
        from: "pod/shop/web-0".into(),
        to: "https://shop.example.com/api".into(),
        at: Some("node/node-2".into()),
        via: Some("ingress/shop/shop".into()),
        method: Some("POST".into()),
        headers: vec!["Host: other.example.com:81".into(), "Cookie: a=b; c=d".into()],
    };
    let request = Request::parse(&written).unwrap();
    assert_eq!(request.at.as_deref(), Some("node-2"));
    assert_eq!(request.headers[0], ("Host".into(), "other.example.com:81".into()));
    assert_eq!(request.written(), written);

    let part = |written: Written| Request::parse(&written).unwrap_err().part;
    assert_eq!(part(Written { at: Some("pod/shop/x".into()), ..written.clone() }), Part::At);
    assert_eq!(part(Written { method: Some("GET it".into()), ..written.clone() }), Part::Method);
    assert_eq!(part(Written { headers: vec!["no colon".into()], ..written.clone() }), Part::Header);
    assert_eq!(part(Written { headers: vec!["A: b\r\nC: d".into()], ..written }), Part::Header);
}

#[test]
fn at_may_not_contradict_from() {
    let written = |at: &str| Written {
        from: "node/node-1".into(),
        to: "tcp://10.96.0.1:443".into(),
        at: Some(at.into()),
        ..Written::default()
    };
    assert!(Request::parse(&written("node/node-1")).is_ok());
    let error = Request::parse(&written("node/node-2")).unwrap_err();
    assert_eq!(error.expected, Expected::SameNode { from: "node/node-1".into() });
}

fn name() -> impl Strategy<Value = String> {
    "[a-z0-9_.*-]{1,12}"
}

fn address() -> impl Strategy<Value = IpAddr> {
    prop_oneof![any::<[u8; 4]>().prop_map(IpAddr::from), any::<[u8; 16]>().prop_map(IpAddr::from)]
}

fn any_source() -> impl Strategy<Value = Source> {
    prop_oneof![
        proptest::option::of(address()).prop_map(Source::Internet),
        address().prop_map(Source::Ip),
        name().prop_map(Source::Node),
        name().prop_map(Source::Namespace),
        (name(), name()).prop_map(|(namespace, name)| Source::Pod { namespace, name }),
        (proptest::sample::select(WorkloadKind::ALL.to_vec()), name(), name())
            .prop_map(|(kind, namespace, name)| Source::Workload { kind, namespace, name }),
    ]
}

fn any_target() -> impl Strategy<Value = Target> {
    // As people write them: any text, so that whatever is read must come back, not only what we would write.
    let written = (
        proptest::sample::select(Scheme::ALL.to_vec()),
        prop_oneof![name(), "[^/:?#]{1,8}", address().prop_map(|ip| Host::Ip(ip).to_string())],
        1..=u16::MAX,
        prop_oneof![Just(String::new()), "[/?]\\PC{0,12}"],
    );
    let url = written.prop_map(|(scheme, host, port, path)| {
        let path = if scheme.is_http() { path } else { String::new() };
        format!("{scheme}://{host}:{port}{path}")
    });
    let dns = (prop_oneof![name(), address().prop_map(|ip| ip.to_string())], 0..6usize)
        .prop_map(|(name, record)| format!("dns://{name}?type={}", RecordType::ALL[record].as_str()));
    let service = (name(), name(), proptest::option::of(1..=u16::MAX)).prop_map(|(namespace, name, port)| {
        let port = port.map_or_else(String::new, |port| format!(":{port}"));
        format!("service/{namespace}/{name}{port}")
    });
    prop_oneof![url, dns, service].prop_filter_map("not a target", |text| Target::parse(&text).ok())
}

proptest! {
    #[test]
    fn sources_read_back(source in any_source()) {
        prop_assert_eq!(Source::parse(&source.to_string()), Ok(source));
    }

    #[test]
    fn targets_read_back(target in any_target()) {
        prop_assert_eq!(Target::parse(&target.to_string()), Ok(target));
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC*") {
        let _ = Source::parse(&text);
        let _ = Via::parse(&text);
        for to in [text.clone(), format!("http://{text}"), format!("dns://{text}"), format!("tcp://[{text}"), format!("service/{text}")] {
            if let Ok(target) = Target::parse(&to) {
                prop_assert_eq!(Target::parse(&target.to_string()), Ok(target));
            }
        }
    }
}
