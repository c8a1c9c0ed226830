mod entry;

use std::fmt::{self, Write};

use super::plural;
use super::words::place as place_name;
use crate::model::Protocol;
use crate::reason::{Gap, Reason};

/// Одно предложение; имена и термины Kubernetes остаются как есть.
pub(in crate::wording) fn reason(what: &Reason) -> String {
    let mut sentence = String::new();
    // A String takes everything.
    let _ = say(what, &mut sentence);
    sentence
}

/// Written and not returned: a `String` passed up from each of so many arms is a fifth of the code.
fn say(what: &Reason, out: &mut String) -> fmt::Result {
    use Reason as R;
    match what {
        R::ClientSends { protocol: Protocol::Udp, to } => write!(out, "Клиент отправляет датаграмму UDP на {to}."),
        R::ClientSends { protocol, to } => write!(out, "Клиент открывает соединение {protocol} с {to}."),
        R::NameResolved { name, address, service: Some(service) } => {
            write!(out, "{name} — это Service {service}; DNS кластера отвечает его cluster IP {address}.")
        }
        R::NameResolved { name, address, service: None } => write!(out, "{name} указывает на {address}."),
        R::NameResolvedHeadless { name, addresses } => write!(
            out,
            "{name} — headless Service: DNS отвечает {}, клиент берёт один из них.",
            plural(*addresses, "адресом пода", "адресами подов", "адресами подов")
        ),
        R::NameAlias { name, target } => write!(out, "{name} — это ExternalName, псевдоним для {target}."),
        R::NameNotFound { name, tried } if tried.is_empty() => write!(out, "Такого имени нет: {name}."),
        R::NameNotFound { name, tried } => {
            write!(
                out,
                "Такого имени нет: {name}. Опрошено {}, ни одного не существует.",
                plural(tried.len(), "имя", "имени", "имён")
            )
        }
        R::NameNoRecords { name, record } => write!(out, "Имя {name} существует, но записей {record} у него нет."),
        R::NameAnswered { name, record, answers } => {
            write!(
                out,
                "На {record} {name} DNS кластера отвечает: {}.",
                plural(*answers, "запись", "записи", "записей")
            )
        }
        R::NamePublic { name, entry } => {
            write!(out, "Считается, что {name} указывает на {entry}, который его обслуживает.")
        }
        R::LeavesCluster { host } => write!(out, "{host} находится вне модели; запрос уходит туда."),

        R::ServicePortMatched { service, address } => {
            write!(out, "{address} — это cluster IP и порт Service {service}.")
        }
        R::NodePortMatched { service, port } => {
            write!(out, "Порт узла {port} принадлежит Service {service}, на каждом узле.")
        }
        R::VipMatched { service, address } => {
            write!(out, "{address} — адрес балансировщика Service {service}; узел тоже его знает.")
        }
        R::ExternalIpMatched { service, address } => write!(out, "{address} — внешний IP Service {service}."),
        R::ServiceEndpointChosen { service, of: 1, .. } => {
            write!(out, "У Service {service} одна готовая конечная точка; соединение идёт к ней.")
        }
        R::ServiceEndpointChosen { service, of, in_turn: true, .. } => write!(
            out,
            "ipvs берёт по очереди (планировщик rr) {} Service {service}; соединение остаётся за своей.",
            plural(*of, "готовую конечную точку", "готовые конечные точки", "готовых конечных точек")
        ),
        R::ServiceEndpointChosen { service, of, .. } => write!(
            out,
            "Выбирается одна из {} Service {service}, с равной вероятностью; соединение остаётся за ней.",
            plural(*of, "готовой конечной точки", "готовых конечных точек", "готовых конечных точек")
        ),
        R::LocalEndpointChosen { service, of: 1, .. } => {
            write!(out, "Политика Local: учитывается только своя конечная точка Service {service} на этом узле.")
        }
        R::LocalEndpointChosen { service, of, .. } => write!(
            out,
            "Политика Local: выбирается одна из {} Service {service} на этом узле.",
            plural(*of, "конечной точки", "конечных точек", "конечных точек")
        ),
        R::TerminatingEndpointChosen { service, of, .. } => write!(
            out,
            "Готовых конечных точек у Service {service} нет; используется {}, которые завершаются, но ещё отвечают.",
            plural(*of, "точка", "точки", "точек")
        ),
        R::HintsIgnored { service, without: Some(without), .. } => {
            write!(out, "Подсказки топологии Service {service} не действуют: у {without} их нет, а нужны они у всех.")
        }
        R::HintsIgnored { service, node, without: None } => write!(
            out,
            "Подсказки топологии Service {service} не действуют: ни одна готовая точка не предназначена для зоны {node}, или зоны у него нет."
        ),
        R::MasqueradeExternal { address } => {
            write!(
                out,
                "Внешний трафик должен вернуться через этот узел: источник становится {address}, клиента под не видит."
            )
        }
        R::MasqueradeNotPod { address } => {
            write!(out, "Источник — не под: он заменяется на адрес этого узла {address}, чтобы ответ вернулся сюда.")
        }
        R::MasqueradeAll { address } => {
            write!(out, "kube-proxy запущен с masqueradeAll: источник становится {address}.")
        }
        R::MasqueradeHairpin { address } => {
            write!(out, "Под выбрал сам себя: источник становится {address}, иначе ответ не покинул бы под.")
        }
        R::SourceKept => out.write_str("Источник сохраняется: под видит клиента."),
        R::NoEndpoints { service } => write!(out, "У Service {service} нет конечных точек: узел отказывает."),
        R::NoEndpointsSelectorEmpty { service } => {
            write!(out, "Селектор Service {service} не выбирает ни одного пода, конечных точек нет: узел отказывает.")
        }
        R::NoEndpointsNotReady { service, pods } => write!(
            out,
            "Service {service} выбирает {}, но ни один не готов: узел отказывает.",
            plural(*pods, "под", "пода", "подов")
        ),
        R::NoEndpointsPortUnresolved { service, port } => {
            write!(
                out,
                "Service {service} ищет порт с именем «{port}», которого нет ни у одного выбранного пода: узел отказывает."
            )
        }
        R::NoLocalEndpoint { service, node } => {
            write!(
                out,
                "Политика Local, а на {node} нет готовой конечной точки Service {service}: пакет молча отбрасывается."
            )
        }
        R::SourceRangeRefused { service, source } => {
            write!(out, "{source} не входит в loadBalancerSourceRanges Service {service}: пакет отброшен.")
        }
        R::PortNotInService { address, service, protocol } => {
            write!(out, "Это адрес Service {service}, но порта {protocol} {} у него нет.", address.port())
        }
        R::NoSuchServiceAddress { address } => {
            write!(out, "Адреса {} нет ни у одного Service, и вне кластера его тоже никто не имеет.", address.ip())
        }
        R::NoNodePort { port, node } => {
            write!(out, "На {node} никто не отвечает на порту {port}: ни у одного Service нет такого порта узла.")
        }
        R::NodePortNotHere { port, address } => write!(out, "Порт узла {port} не слушает на {address}."),
        R::HealthCheckNodePort { service, port, local } => write!(
            out,
            "Порт {port} — проверка здоровья Service {service}: kube-proxy отвечает сам, код {}; {} на этом узле.",
            if *local > 0 { "200" } else { "503" },
            plural(*local, "готовая точка", "готовые точки", "готовых точек")
        ),
        R::HostPortMatched { port, pod } => write!(out, "На этом узле порт {port} занят подом {pod} (hostPort)."),
        R::LoopbackFromOutside { node } => {
            write!(out, "{node} отбрасывает пакеты на свои loopback-адреса, если они пришли не с него самого.")
        }
        R::AffinityRemembered { client, seconds } => write!(
            out,
            "sessionAffinity: ClientIP. Ещё {} после последнего соединения узел направляет {client} в ту же точку, пока она принимает трафик.",
            duration(*seconds)
        ),

        R::RoutedToNode { node } => write!(out, "Сеть подов несёт пакет на {node}."),
        R::RoutedToPod { pod } => write!(out, "Узел передаёт пакет в {pod}."),
        R::RoutedOut => out.write_str("Пакет уходит с узла во внешнюю сеть."),
        R::StaysOnNode { node } => write!(out, "Пакет остаётся на {node}."),
        R::PodListens { pod, port, declared: true } => write!(out, "{pod} слушает порт {port}."),
        R::PodListens { pod, port, declared: false } => {
            write!(out, "Пакет пришёл в {pod} на порт {port}; контейнеры его не объявляют, но и не обязаны.")
        }
        R::AddressListens { address } => {
            write!(out, "{address} — конечная точка, записанная вручную; кто там отвечает, в манифестах не сказано.")
        }
        R::NoSuchPod { address } => write!(out, "{address} входит в диапазон подов, но такого пода нет."),
        R::NoSuchNode { address } => write!(out, "Адреса {address} ни у кого нет."),
        R::ClusterIpFromOutside { address, service } => write!(
            out,
            "{address} — cluster IP Service {service}: он существует только в правилах узлов кластера, снаружи маршрута к нему нет."
        ),
        R::ExternalIpFromOutside { address, service } => write!(
            out,
            "{address} — внешний адрес (externalIPs) Service {service}: узлы его знают, но привести его на один из них должен кто-то другой (задайте узел, чтобы проследить оттуда)."
        ),
        R::HostNetworkPortUndeclared { pod, port } => {
            write!(out, "{pod} делит адрес с узлом и не объявляет порт {port}.")
        }
        R::NotListening { pod, port } => write!(out, "В {pod} никто не слушает порт {port}."),
        R::NodeDown { node } => write!(out, "{node} не работает."),

        R::ListenerMatched { service, port } => write!(out, "Балансировщик Service {service} слушает порт {port}."),
        R::NoListener { service, address } => {
            write!(out, "У балансировщика Service {service} нет слушателя на порту {}.", address.port())
        }
        R::LoadBalancerNodeChosen { node, of: 1 } => write!(out, "Здоров только {node}; пакет идёт туда."),
        R::LoadBalancerNodeChosen { node, of } => {
            write!(out, "{node} выбран из {}.", plural(*of, "здорового узла", "здоровых узлов", "здоровых узлов"))
        }
        R::LoadBalancerPodChosen { pod, of } => {
            write!(out, "Балансировщик направляет прямо в поды: {pod} выбран из {of}.")
        }
        R::LoadBalancerPending { service } => {
            write!(out, "Балансировщик для Service {service} никто не предоставляет: адреса пока нет (<pending>).")
        }
        R::LoadBalancerNoHealthyNode { service } => {
            write!(out, "Ни один узел не проходит проверку здоровья Service {service}.")
        }
        R::LoadBalancerProxied { service } => {
            write!(
                out,
                "Балансировщик Service {service} открывает своё соединение к порту узла: узлы видят балансировщик."
            )
        }
        R::LoadBalancerNoNodePort { service } => {
            write!(out, "Балансировщику нужен порт узла, а у Service {service} его нет.")
        }
        R::ServiceNotExposed { service } => {
            write!(out, "Service {service} ничего не открывает наружу: его тип ClusterIP.")
        }
        R::ServiceNotFound { service } => write!(out, "Service {service} не существует."),
        R::ServicePortNotFound { service, port, protocol } => {
            write!(out, "У Service {service} нет порта {protocol} {port}.")
        }

        R::Entry(what) => entry::say(what, out),

        R::ApiServerAccepts => out.write_str("API-сервер принимает соединение и передаёт его дальше."),
        R::PortForwardPod { pod } => {
            write!(out, "kubelet обращается к localhost внутри {pod}: только этот под, без балансировки.")
        }
        R::ApiProxyEndpoint { endpoint } => {
            write!(out, "API-сервер выбирает конечную точку {endpoint} и обращается к ней.")
        }

        R::ReplySent { to } => write!(out, "Ответ идёт на {to}."),
        R::ReplySourceRestored { address } => write!(out, "Отслеживание соединений возвращает источник {address}."),
        R::ReplyBothRestored { address } => {
            write!(out, "Отслеживание соединений отменяет обе замены: источник снова {address}, ответ идёт клиенту.")
        }
        R::ReplyForwarded { place } => write!(out, "Обратно через {}, без изменений.", place_name(place)),
        R::ReplyBypasses { node } => write!(
            out,
            "Ответ идёт прямо клиенту: его адрес сохранён. Замену сделал {node}, и отменить её может только он, но обратный путь через него не проходит."
        ),
        R::ReplyReceived => out.write_str("Клиент получил ответ."),
        R::ReplyDiscarded { asked, source } => match asked {
            Some(asked) => write!(out, "Клиент обращался к {asked} и отбрасывает ответ от {source}."),
            None => write!(out, "Клиент не обращался к {source} и отбрасывает этот ответ."),
        },
        R::RefusalReceived => out.write_str("Клиент видит «connection refused»."),
        R::NothingReceived => out.write_str("Ничего не возвращается; у клиента истекает время ожидания."),
        R::HttpAnswerReceived { status } => write!(out, "Клиент видит HTTP {status}."),

        R::NotModelled { what } => out.write_str(&gap(what)),
        R::SourceNotFound { what } => write!(out, "Здесь нет {what}, откуда можно было бы спросить."),
        R::AtContradictsFrom { node, at } => write!(out, "Источник работает на {node} и не может спрашивать на {at}."),
    }
}

fn gap(what: &Gap) -> String {
    match what {
        Gap::ProxyModeDiffers { mode } => {
            format!("iptables, nftables и ipvs здесь ведут себя по-разному; что делает режим {mode}, неизвестно.")
        }
        Gap::GatewayApi => "Маршруты Gateway API пока не моделируются.".into(),
        Gap::OwnService { service } => {
            format!("Service {service} есть в каждом кластере, но в этих манифестах его нет: кто ответит, неизвестно.")
        }
        Gap::TopologyHints { service } => format!(
            "Аннотация topology-mode у {service} делит конечные точки по процессорам зон, а их в манифестах нет."
        ),
        Gap::NetworkPolicy { policy } => {
            format!("NetworkPolicy пока не моделируются, а {policy} может это запретить.")
        }
        Gap::TlsWithoutCertificate { host } => {
            format!(
                "https к {host}, для которого ни у одного Ingress нет раздела TLS: что сделает контроллер, неизвестно."
            )
        }
        Gap::DnsRecord { record } => format!("DNS для {record} пока не моделируется."),
        Gap::DnsPolicy { policy } => format!("dnsPolicy пода {policy} пока не моделируется."),
        Gap::IpFamily { address } => format!("У {address} и Service нет общего семейства IP."),
        Gap::Annotation { name } => format!("Аннотация {name} меняет маршрутизацию и пока не моделируется."),
        Gap::Pattern { pattern } => format!("Регулярное выражение {pattern} svcpath прочитать не может."),
        Gap::Scheme { scheme } => format!("К HTTP-входу обращаются по {scheme}: что он сделает, не моделируется."),
        Gap::ApiProxyTarget => "Прокси API-сервера нужен Service.".into(),
        Gap::Loop => "Пакет ходит по кругу; модель останавливается.".into(),
    }
}

fn duration(seconds: u32) -> String {
    if seconds.is_multiple_of(3600) {
        format!("{} ч", seconds / 3600)
    } else if seconds.is_multiple_of(60) {
        format!("{} мин", seconds / 60)
    } else {
        format!("{seconds} с")
    }
}
