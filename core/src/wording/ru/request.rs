use crate::request::{Expected, RequestError};

pub(in crate::wording) fn request_error(what: &RequestError) -> String {
    let expected = match &what.expected {
        Expected::Source => {
            "ожидается internet, ip/…, node/…, pod/<пространство имён>/<имя>, namespace/… или рабочая нагрузка, например deploy/<пространство имён>/<имя>"
        }
        Expected::Target => {
            "ожидается URL со схемой tcp, udp, sctp, tls, http, https, grpc или dns либо service/<пространство имён>/<имя>[:порт]"
        }
        Expected::NamespacedName => "ожидаются пространство имён и имя",
        Expected::Name => "ожидается одно имя",
        Expected::IpAddress => "ожидается IP-адрес",
        Expected::Host => "ожидается хост: IP-адрес или имя без / : ? #",
        Expected::Ipv6Host => "ожидается адрес IPv6 в квадратных скобках",
        Expected::Port => "ожидается порт от 1 до 65535",
        Expected::PortGiven => "ожидается порт: у этой схемы нет порта по умолчанию",
        Expected::NoPath => "путь не ожидается: у этой схемы его нет",
        Expected::DnsQuery => "ожидается ?type= и одно из A, AAAA, SRV, PTR, CNAME, TXT",
        Expected::Node => "ожидается node/<имя>",
        Expected::Via => {
            "ожидается ingress/…, gateway/…, service/… или port-forward/… с <пространство имён>/<имя> либо api-proxy"
        }
        Expected::Method => "ожидается метод HTTP",
        Expected::Header => "ожидаются имя заголовка, двоеточие и значение",
        Expected::SameNode { from } => {
            return format!(
                "прочитано «{}» при источнике «{from}»; ожидается тот же узел или никакого узла вовсе",
                what.read
            );
        }
    };
    format!("прочитано «{}»; {expected}; например {}", what.read, what.expected.example())
}
