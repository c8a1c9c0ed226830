use crate::knobs::{Knob, KnobError, KnobValue};

pub(in crate::wording) fn knob_error(what: &KnobError) -> String {
    let KnobError { key, read, .. } = what;
    let expected = match what.expected {
        KnobValue::KnownKey => {
            let known: Vec<&str> = Knob::ALL.into_iter().map(Knob::as_str).collect();
            return format!("настройки кластера «{key}» нет; есть {}", known.join(", "));
        }
        KnobValue::KeyAndValue => {
            return format!("прочитано «{read}»; ожидается ключ=значение; например nodes=5");
        }
        KnobValue::Cidrs => "ожидаются диапазоны адресов, например 10.96.0.0/12".into(),
        KnobValue::CidrsOrNone => "ожидаются диапазоны адресов, например 10.244.0.0/16, или none".into(),
        KnobValue::CidrsOrPrimary => "ожидаются диапазоны адресов, например 192.168.0.0/24, или primary".into(),
        KnobValue::PortRange => "ожидаются два порта, например 30000-32767".into(),
        KnobValue::Domain => "ожидается домен, например cluster.local".into(),
        KnobValue::CountTo(most) => format!("ожидается число от 1 до {most}"),
        KnobValue::OneOf(values) => format!("ожидается одно из: {}", values.join(", ")),
    };
    format!("прочитано «{read}» для {key}; {expected}")
}

pub(in crate::wording) fn knob(what: &Knob) -> String {
    let words = match what {
        Knob::PodCidr => "Адреса подов: по ним kube-proxy отличает поды",
        Knob::ServiceCidr => "Адреса Service",
        Knob::ServiceNodePortRange => "Порты узлов, которые раздаёт кластер",
        Knob::ProxyMode => "Чем kube-proxy пишет правила",
        Knob::NodePortAddresses => "На каких адресах узла отвечают порты узлов",
        Knob::LocalhostNodePorts => "Порты узлов отвечают на 127.0.0.1 (iptables)",
        Knob::MasqueradeAll => "Заменять источник всего, что идёт на cluster IP",
        Knob::ClusterDomain => "Домен DNS кластера",
        Knob::DnsPodMode => "CoreDNS отвечает об адресах подов",
        Knob::DnsIgnoreEmptyService => "CoreDNS отрицает Service без конечных точек",
        Knob::IngressNginxWatchWithoutClass => "ingress-nginx обслуживает Ingress без класса",
        Knob::Mesh => "Сервисная сетка следует маршрутам Service",
        Knob::Nodes => "Сколько узлов, если в манифестах их нет",
        Knob::LoadBalancer => "Кто даёт балансировщики и как они передают трафик",
        Knob::LoadBalancerMixedProtocols => "Один балансировщик берёт и TCP, и UDP",
        Knob::IngressController => "Кто обслуживает Ingress, если контроллера в манифестах нет",
    };
    words.into()
}
