mod around;
mod entry;
mod gateway;
mod policy;

use crate::apart::apart;
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
        R::ClientSends { protocol: Protocol::Udp, to } => say!(out, "Клиент отправляет датаграмму UDP на {to}."),
        R::ClientSends { protocol, to } => say!(out, "Клиент открывает соединение {protocol} с {to}."),
        R::NameResolved { name, address, service: Some(service) } => {
            say!(out, "{name} — это Service {service}; DNS кластера отвечает его cluster IP {address}.")
        }
        R::NameResolved { name, address, service: None } => say!(out, "{name} указывает на {address}."),
        R::NameResolvedHeadless { name, addresses } => say!(
            out,
            "На {name} DNS отвечает из headless Service: {}; клиент берёт один из них.",
            plural(*addresses, "адрес пода", "адреса подов", "адресов подов")
        ),
        R::NameAlias { name, target } => say!(out, "{name} — это ExternalName, псевдоним для {target}."),
        R::NameInHosts { name, address } => {
            say!(out, "{name} есть в /etc/hosts: {address}. Никого не спрашивают.")
        }
        R::NameMissed { name, exists: false } => {
            say!(out, "NXDOMAIN: имени {name} нет. Резолвер пробует следующее из списка.")
        }
        R::NameMissed { name, exists: true } => {
            say!(out, "NODATA: у {name} нет таких записей. Резолвер пробует следующее из списка.")
        }
        R::NameForwarded { name } => {
            say!(out, "{name} не из домена кластера: его DNS спрашивает другой сервер.")
        }
        R::NameLoop { name, target } => {
            say!(out, "У {name} нет адреса: псевдонимы возвращаются к {target}.")
        }
        R::NameNotFound { name, tried } if tried.is_empty() => say!(out, "Такого имени нет: {name}."),
        R::NameNotFound { name, tried } => {
            say!(
                out,
                "Такого имени нет: {name}. Опрошено {}, ни одного не существует.",
                plural(tried.len(), "имя", "имени", "имён")
            )
        }
        R::NameNoReadyEndpoint { name, service } => {
            say!(
                out,
                "У headless Service {service} нет готовых конечных точек, поэтому у имени {name} нет адреса: NXDOMAIN."
            )
        }
        R::NameNoRecords { name, record } => say!(out, "Имя {name} существует, но записей {record} у него нет."),
        R::NameAnswered { name, record, answers } => {
            say!(out, "На {record} {name} DNS кластера отвечает: {}.", plural(*answers, "запись", "записи", "записей"))
        }
        R::NamePublic { name, entry } => {
            say!(out, "Считается, что {name} указывает на {entry}, который его обслуживает.")
        }
        R::LeavesCluster { host } => say!(out, "{host} находится вне модели; запрос уходит туда."),

        R::ServicePortMatched { service, address } => {
            say!(out, "{address} — это cluster IP и порт Service {service}.")
        }
        R::NodePortMatched { service, port } => {
            say!(out, "Порт узла {port} принадлежит Service {service}, на каждом узле.")
        }
        R::VipMatched { service, address } => {
            say!(out, "{address} — адрес балансировщика Service {service}; узел тоже его знает.")
        }
        R::ExternalIpMatched { service, address } => say!(out, "{address} — внешний IP Service {service}."),
        R::ServiceEndpointChosen { service, of: 1, .. } => {
            say!(out, "У Service {service} одна готовая конечная точка; соединение идёт к ней.")
        }
        R::ServiceEndpointChosen { service, of, in_turn: true, .. } => say!(
            out,
            "ipvs берёт по очереди (планировщик rr) {} Service {service}; соединение остаётся за своей.",
            plural(*of, "готовую конечную точку", "готовые конечные точки", "готовых конечных точек")
        ),
        R::ServiceEndpointChosen { service, of, .. } => say!(
            out,
            "Выбирается одна из {} Service {service}, с равной вероятностью; соединение остаётся за ней.",
            plural(*of, "готовой конечной точки", "готовых конечных точек", "готовых конечных точек")
        ),
        R::LocalEndpointChosen { service, of: 1, .. } => {
            say!(out, "Политика Local: учитывается только своя конечная точка Service {service} на этом узле.")
        }
        R::LocalEndpointChosen { service, of, .. } => say!(
            out,
            "Политика Local: выбирается одна из {} Service {service} на этом узле.",
            plural(*of, "конечной точки", "конечных точек", "конечных точек")
        ),
        R::TerminatingEndpointChosen { service, of: 1, .. } => say!(
            out,
            "Готовых конечных точек Service {service} здесь нет; берётся одна, которая завершается, но ещё отвечает."
        ),
        R::TerminatingEndpointChosen { service, of, .. } => say!(
            out,
            "Готовых конечных точек Service {service} здесь нет; берутся те, что завершаются, но ещё отвечают: {of}."
        ),
        R::HintsIgnored { service, without: Some(without), .. } => apart(|| {
            say!(out, "Подсказки топологии Service {service} не действуют: у {without} их нет, а нужны они у всех.")
        }),
        R::HintsIgnored { service, node, without: None } => say!(
            out,
            "Подсказки топологии Service {service} не действуют: ни одна готовая точка не предназначена для зоны {node}, или зоны у него нет."
        ),
        R::MasqueradeExternal { address } => {
            say!(
                out,
                "Внешний трафик должен вернуться через этот узел: источник становится {address}, клиента под не видит."
            )
        }
        R::MasqueradeNotPod { address } => {
            say!(out, "Источник — не под: пакет уходит с адреса этого узла {address}, чтобы ответ вернулся сюда.")
        }
        R::MasqueradeAll { address } => {
            say!(out, "kube-proxy запущен с masqueradeAll: источник становится {address}.")
        }
        R::MasqueradeHairpin { address } => {
            say!(out, "Под попал сам на себя: источник становится {address}, иначе ответ не покинул бы под.")
        }
        R::SourceKept => say!(out, "Источник сохраняется: под видит клиента."),
        R::NoEndpoints { service } => say!(out, "У Service {service} нет конечных точек: узел отказывает."),
        R::NoEndpointsSelectorEmpty { service } => {
            say!(out, "Селектор Service {service} не выбирает ни одного пода, конечных точек нет: узел отказывает.")
        }
        R::NoEndpointsNotReady { service, pods } => say!(
            out,
            "Service {service} выбирает {}, но ни один не может принимать трафик: узел отказывает.",
            plural(*pods, "под", "пода", "подов")
        ),
        R::NoEndpointsPortUnresolved { service, port } => {
            say!(
                out,
                "Service {service} ищет порт с именем «{port}», которого нет ни у одного выбранного пода: узел отказывает."
            )
        }
        R::NoLocalEndpoint { service, node, refuses } => {
            let end = if *refuses {
                "соединение отклоняется"
            } else {
                "пакет молча отбрасывается"
            };
            say!(out, "Политика Local, а на {node} нет готовой конечной точки Service {service}: {end}.")
        }
        R::SourceRangeRefused { service, source } => {
            say!(out, "{source} не входит в loadBalancerSourceRanges Service {service}: пакет отброшен.")
        }
        R::PortNotInService { address, service, protocol } => {
            say!(out, "Это адрес Service {service}, но порта {protocol} {} у него нет.", address.port())
        }
        R::NoSuchServiceAddress { address } => {
            say!(out, "Адреса {} нет ни у одного Service, и вне кластера его тоже никто не имеет.", address.ip())
        }
        R::NoNodePort { port, node } => {
            say!(out, "Порта узла {port} нет ни у одного Service: ответить мог бы только процесс самого {node}.")
        }
        R::NodePortNotHere { port, address } => say!(out, "Порт узла {port} не слушает на {address}."),
        R::HealthCheckNodePort { service, port, local } => say!(
            out,
            "Порт {port} — проверка здоровья Service {service}: kube-proxy отвечает сам, код {}; {} на этом узле.",
            if *local > 0 { "200" } else { "503" },
            plural(*local, "готовая точка", "готовые точки", "готовых точек")
        ),
        R::HostPortMatched { port, pod } => say!(out, "На этом узле порт {port} занят подом {pod} (hostPort)."),
        R::LoopbackFromOutside { node } => {
            say!(out, "{node} отбрасывает пакеты на свои loopback-адреса, если они пришли не с него самого.")
        }
        R::AffinityRemembered { client, seconds } => apart(|| {
            say!(
                out,
                "sessionAffinity: ClientIP. Ещё {} после последнего соединения узел направляет {client} в ту же точку, пока она принимает трафик.",
                duration(*seconds)
            )
        }),

        R::RoutedToNode { node } => say!(out, "Сеть подов несёт пакет на {node}."),
        R::RoutedToPod { pod } => say!(out, "Узел передаёт пакет в {pod}."),
        R::RoutedOut => say!(out, "Пакет уходит с узла во внешнюю сеть."),
        R::StaysOnNode { node } => say!(out, "Пакет остаётся на {node}."),
        R::PodListens { pod, port, declared: true } => say!(out, "{pod} слушает порт {port}."),
        R::PodListens { pod, port, declared: false } => {
            say!(out, "Пакет пришёл в {pod} на порт {port}; контейнеры его не объявляют, но и не обязаны.")
        }
        R::AddressListens { address } => {
            say!(out, "{address} — конечная точка, записанная вручную; кто там отвечает, в манифестах не сказано.")
        }
        R::NoSuchPod { address } => say!(out, "{address} входит в диапазон подов, но такого пода нет."),
        R::NoSuchNode { address } => say!(out, "Адреса {address} ни у кого нет."),
        R::ClusterIpFromOutside { address, service } => say!(
            out,
            "{address} — cluster IP Service {service}: он существует только в правилах узлов кластера, снаружи маршрута к нему нет."
        ),
        R::EndpointIsClusterIp { address } => {
            apart(|| say!(out, "{address} — IP кластера, а kube-proxy переводит пакет лишь один раз."))
        }
        R::ExternalIpFromOutside { address, service } => apart(|| {
            say!(
                out,
                "{address} — внешний адрес (externalIPs) Service {service}: узлы его знают, но привести его на один из них должен кто-то другой (задайте узел, чтобы проследить оттуда)."
            )
        }),
        R::HostNetworkPortUndeclared { pod, port } => {
            say!(out, "{pod} делит адрес с узлом и не объявляет порт {port}.")
        }
        R::NotListening { pod, port } => say!(out, "В {pod} никто не слушает порт {port}."),
        R::NodeDown { node } => say!(out, "{node} не работает."),

        R::ListenerMatched { service, port } => say!(out, "Балансировщик Service {service} слушает порт {port}."),
        R::NoListener { service, address } => {
            say!(out, "У балансировщика Service {service} нет слушателя на порту {}.", address.port())
        }
        R::LoadBalancerNodeChosen { node, of: 1 } => say!(out, "Здоров только {node}; пакет идёт туда."),
        R::LoadBalancerNodeChosen { node, of } => {
            say!(out, "{node} выбран из {}.", plural(*of, "здорового узла", "здоровых узлов", "здоровых узлов"))
        }
        R::LoadBalancerPodChosen { pod, of } => {
            say!(out, "Балансировщик направляет прямо в поды: {pod} выбран из {of}.")
        }
        R::LoadBalancerPending { service } => {
            say!(out, "Балансировщик для Service {service} никто не предоставляет: адреса пока нет (<pending>).")
        }
        R::LoadBalancerNoHealthyNode { service } => {
            say!(out, "Ни один узел не проходит проверку здоровья Service {service}.")
        }
        R::LoadBalancerProxied { service } => {
            say!(
                out,
                "Балансировщик Service {service} открывает своё соединение к порту узла: узлы видят балансировщик."
            )
        }
        R::LoadBalancerNoNodePort { service } => {
            say!(out, "Балансировщику нужен порт узла, а у Service {service} его нет.")
        }
        R::ServiceNotExposed { service } => {
            say!(out, "Service {service} ничего не открывает наружу: его тип ClusterIP.")
        }
        R::ServiceNotFound { service, nearest: None } => say!(out, "Service {service} не существует."),
        R::ServiceNotFound { service, nearest: Some(nearest) } => {
            say!(out, "Service {service} не существует; самый похожий — {nearest}.")
        }
        R::ServicePortNotFound { service, port, protocol } => {
            say!(out, "У Service {service} нет порта {protocol} {port}.")
        }

        R::Entry(what) => entry::say(what, out),
        R::Gateway(what) => gateway::say(what, out),
        R::Policy(what) => policy::say(what, out),
        R::Around(what) => around::say(what, out),

        R::DnsForwarded { dns } => {
            say!(
                out,
                "{dns} — DNS кластера: ядро этого узла заменяет адрес на один из подов DNS, которых нет в манифестах."
            )
        }

        R::ReplySent { to } => say!(out, "Ответ идёт на {to}."),
        R::ReplySourceRestored { address } => say!(out, "Отслеживание соединений возвращает источник {address}."),
        R::ReplyBothRestored { address } => {
            say!(out, "Отслеживание соединений отменяет обе замены: источник снова {address}, ответ идёт клиенту.")
        }
        R::ReplyForwarded { place } => say!(out, "Обратно через {}, без изменений.", place_name(place)),
        R::ReplyBypasses { node } => say!(
            out,
            "Ответ идёт прямо клиенту: его адрес сохранён. Замену сделал {node}, и отменить её может только он, но обратный путь через него не проходит."
        ),
        R::ReplyReceived => say!(out, "Клиент получил ответ."),
        R::ReplyDiscarded { asked, source } => match asked {
            Some(asked) => say!(out, "Клиент обращался к {asked} и отбрасывает ответ от {source}."),
            None => say!(out, "Клиент не обращался к {source} и отбрасывает этот ответ."),
        },
        R::RefusalReceived => say!(out, "Клиент видит «connection refused»."),
        R::NothingReceived => say!(out, "Ничего не возвращается; у клиента истекает время ожидания."),
        R::HttpAnswerReceived { status } => say!(out, "Клиент видит HTTP {status}."),

        R::NotModelled { what } => out.write_str(&gap(what)),
        R::SourceNotFound { what, there: true, .. } => {
            say!(out, "{what} не запущен ни на одном узле или не имеет адреса: отправить запрос некому.")
        }
        R::SourceNotFound { what, nearest: None, .. } => say!(out, "Здесь нет {what}, откуда можно было бы спросить."),
        R::SourceNotFound { what, nearest: Some(nearest), .. } => {
            say!(out, "Здесь нет {what}, откуда можно было бы спросить; самое похожее — {nearest}.")
        }
        R::AtContradictsFrom { node, at } => say!(out, "Источник работает на {node} и не может спрашивать на {at}."),
    }
}

fn gap(what: &Gap) -> String {
    match what {
        Gap::ProxyModeDiffers { mode } => {
            format!("iptables, nftables и ipvs здесь ведут себя по-разному; что делает режим {mode}, неизвестно.")
        }
        Gap::Field { kind, field } => format!("{kind} не моделируется (поле {field})."),
        Gap::OwnService { service } => {
            format!("Service {service} есть в каждом кластере, но в этих манифестах его нет: кто ответит, неизвестно.")
        }
        Gap::TopologyHints { service } => format!(
            "Аннотация topology-mode у {service} делит конечные точки по процессорам зон, а их в манифестах нет."
        ),
        Gap::NetworkPolicy(what) => policy::gap(what),
        Gap::TlsWithoutCertificate { host } => {
            format!(
                "https к {host}, для которого ни у одного Ingress нет раздела TLS: что сделает контроллер, неизвестно."
            )
        }
        Gap::DnsRecord { record } => format!("DNS для {record} пока не моделируется."),
        Gap::DnsServer { address } => format!("Что отвечает сервер DNS {address}, неизвестно."),
        Gap::DnsPolicy { policy } => format!("dnsPolicy пода {policy} пока не моделируется."),
        Gap::IpFamily { address } => format!("У {address} и Service нет общего семейства IP."),
        Gap::Annotation { name } => format!("Аннотация {name} меняет маршрутизацию и пока не моделируется."),
        Gap::Pattern { pattern } => format!("Регулярное выражение {pattern} svcpath прочитать не может."),
        Gap::ListenerWithoutTls { listener } => {
            format!("У listener {listener} нет раздела tls: с каким сертификатом он ответит и ответит ли, неизвестно.")
        }
        Gap::PlainHttp { port } => {
            format!("Обычный HTTP к порту {port}, где ждут TLS: что сделает контроллер, неизвестно.")
        }
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
