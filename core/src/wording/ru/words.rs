use super::plural;
use crate::apart::apart;
use crate::assumption::Assumption;
use crate::trace::{Place, Verdict, WayKind, WhyNot};

pub(in crate::wording) fn assumption(what: &Assumption) -> String {
    use Assumption as A;
    match what {
        A::DefaultNodes { count } => {
            apart(|| format!("{}, допущение", plural(*count as usize, "узел", "узла", "узлов")))
        }
        A::NodesFromPods { names } => apart(|| format!("узлы, названные подами: {}", names.join(", "))),
        A::PodCidr { cidrs, inferred: true } => apart(|| format!("поды: {cidrs}, выведено")),
        A::PodCidr { cidrs, inferred: false } => apart(|| format!("поды: {cidrs}")),
        A::ServiceCidr { cidrs, inferred: true } => apart(|| format!("Service: {cidrs}, выведено")),
        A::ServiceCidr { cidrs, inferred: false } => apart(|| format!("Service: {cidrs}")),
        A::ProxyMode { mode } => apart(|| format!("kube-proxy: {mode}")),
        A::NodePortAddresses { addresses } if addresses.is_empty() => "порты узлов: адреса по умолчанию".into(),
        A::NodePortAddresses { addresses } => apart(|| format!("порты узлов: {addresses}")),
        A::LocalhostNodePorts { on: true } => "порты узлов и на 127.0.0.1".into(),
        A::LocalhostNodePorts { on: false } => "на 127.0.0.1 портов узлов нет".into(),
        A::MasqueradeAll { on: true } => "источник заменяется всегда (masqueradeAll)".into(),
        A::MasqueradeAll { on: false } => "источник подов сохраняется".into(),
        A::LoadBalancer { kind } => apart(|| format!("балансировщик: {kind}")),
        A::LoadBalancerAddress { service, address } => apart(|| format!("{service} получил {address}")),
        A::MixedProtocols { service } => apart(|| format!("один балансировщик, разные протоколы: {service}")),
        A::SourceRangesOpen { service } => {
            apart(|| format!("балансировщик {service} не проверяет диапазоны источников"))
        }
        A::NodesFit => "узлы подходят под любой nodeSelector".into(),
        A::SourceRangesAnnotation { service } => {
            apart(|| format!("диапазоны источников в аннотации {service} не действуют"))
        }
        A::ClusterIp { service, address } => apart(|| format!("cluster IP {service}: {address}")),
        A::NodePort { service, port } => apart(|| format!("порт узла {service}: {port}")),
        A::Replicas { workload, modelled } => apart(|| format!("{workload}: в модели только {modelled} реплик")),
        A::PodsReady => "поды готовы".into(),
        A::Placement => "поды размещены по имени".into(),
        A::ClusterDns { address } => apart(|| format!("DNS кластера: {address}")),
        A::IngressController => "Ingress-контроллер по спецификации".into(),
        A::IngressNginx => "Ingress-контроллер: ingress-nginx".into(),
        A::CertificateSecret { secret } => apart(|| format!("Secret {secret} с сертификатом")),
        A::GatewayController { gateway } => {
            apart(|| format!("Gateway {gateway}: контроллер, который делает всё, что описывает Gateway API"))
        }
        A::PublicDns { host, entry } => apart(|| format!("{host} указывает на {entry}")),
        A::PodNetworkRouted => "сеть подов доступна снаружи".into(),
        A::ServiceRangeRouted { node } => apart(|| format!("диапазон Service направлен на {node}")),
        A::Listening { address } => apart(|| format!("на {address} кто-то слушает")),
        A::FirstPort { service, port } => apart(|| format!("первый порт {service}: {port}")),
        A::MasqueradeAddress => "MASQUERADE берёт первый InternalIP узла".into(),
        A::Client { address } => apart(|| format!("клиент: {address}")),
        A::ThrowAwayPod { namespace, node } => apart(|| format!("временный под в {namespace}, на {node}")),
        A::ApiServer { address } => apart(|| format!("API-сервер: {address}")),
    }
}

pub(in crate::wording) const STEP_TABLE: [&str; 5] =
    ["Клиент видит", "где", "что происходит", "пакет", "где это написано"];

pub(in crate::wording) fn verdict(what: &Verdict) -> String {
    match what {
        Verdict::Delivered => "Доставлено",
        Verdict::Partial => "Доставлено частично",
        Verdict::Rejected => "Отклонено",
        Verdict::Dropped => "Отброшено",
        Verdict::Unmatched => "Никто не принял",
        Verdict::Responded => "Отвечает сам вход",
        Verdict::Redirected => "Перенаправлено",
        Verdict::Resolved => "Имя найдено",
        Verdict::Nxdomain => "Такого имени нет",
        Verdict::External => "Уходит из кластера",
        Verdict::Unknown => "Неизвестно",
    }
    .into()
}

pub(in crate::wording) fn why_not(what: &WhyNot) -> String {
    match what {
        WhyNot::NotReady => "NotReady",
        WhyNot::Terminating => "завершается",
        WhyNot::NotLocal => "не на этом узле",
        WhyNot::WrongZone => "другая зона",
        WhyNot::WrongNode => "другой узел",
        WhyNot::PortUnresolved { .. } => "порт не найден",
        WhyNot::NoAddress => "нет такого адреса",
        WhyNot::NodeMissing => "нет такого узла",
        WhyNot::Pending => "Pending",
        WhyNot::HostDiffers => "другой хост",
        WhyNot::PathDiffers => "другой путь",
        WhyNot::LessSpecific => "менее точно",
        WhyNot::OtherClass => "другой класс",
        WhyNot::NodeNotReady => "узел NotReady",
        WhyNot::NodeExcluded => "исключён",
        WhyNot::NoLocalEndpoint => "нет точек на узле",
        WhyNot::NoSuchName => "нет такого имени",
        WhyNot::NoRecords => "нет записей",
        WhyNot::PortDiffers => "другой порт",
        WhyNot::ProtocolDiffers => "другой протокол",
        WhyNot::NotSupported => "не поддерживается",
        WhyNot::Canary => "канареечное",
        WhyNot::Repeated => "есть у более старого",
        WhyNot::PeerDiffers => "для другого клиента",
        WhyNot::NoRules => "ничего не разрешает",
        WhyNot::MethodDiffers => "другой метод",
        WhyNot::HeaderDiffers => "другой заголовок",
        WhyNot::QueryDiffers => "другой запрос",
        WhyNot::NoWeight => "вес 0",
        WhyNot::Conflicted => "не запущен",
    }
    .into()
}

pub(in crate::wording) fn way(what: &WayKind) -> String {
    match what {
        WayKind::PortForward => "kubectl port-forward",
        WayKind::ApiProxy => "kubectl proxy",
        WayKind::RoutedServiceRange => "Направить диапазон Service на узел",
        WayKind::NodePort => "Через порт узла",
        WayKind::OtherNamespace => "Спросить с пространством имён",
    }
    .into()
}

/// Место, как его называют в предложении.
pub(in crate::wording) fn place(what: &Place) -> String {
    match what {
        Place::Internet(_) => "клиента".into(),
        Place::Pod { namespace, name } if namespace.is_empty() => format!("под {name}"),
        Place::Pod { namespace, name } => format!("под {namespace}/{name}"),
        Place::Node(name) => name.clone(),
        Place::LoadBalancer { namespace, name } => format!("балансировщик {namespace}/{name}"),
        Place::Controller(name) => name.clone(),
        Place::Dns => "DNS кластера".into(),
        Place::ApiServer => "API-сервер".into(),
        Place::External(host) => host.clone(),
        Place::Network => "сеть".into(),
    }
}
