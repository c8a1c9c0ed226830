use super::plural;
use super::words::place as place_name;
use crate::model::Protocol;
use crate::reason::{Gap, Reason};

/// Одно предложение; имена и термины Kubernetes остаются как есть.
pub(in crate::wording) fn reason(what: &Reason) -> String {
    use Reason as R;
    match what {
        R::ClientSends { protocol: Protocol::Udp, to } => format!("Клиент отправляет датаграмму UDP на {to}."),
        R::ClientSends { protocol, to } => format!("Клиент открывает соединение {protocol} с {to}."),
        R::NameResolved { name, address, service: Some(service) } => {
            format!("{name} — это Service {service}; DNS кластера отвечает его cluster IP {address}.")
        }
        R::NameResolved { name, address, service: None } => format!("{name} указывает на {address}."),
        R::NameResolvedHeadless { name, addresses } => format!(
            "{name} — headless Service: DNS отвечает {}, клиент берёт один из них.",
            plural(*addresses, "адресом пода", "адресами подов", "адресами подов")
        ),
        R::NameAlias { name, target } => format!("{name} — это ExternalName, псевдоним для {target}."),
        R::NameNotFound { name, tried } if tried.is_empty() => format!("Такого имени нет: {name}."),
        R::NameNotFound { name, tried } => {
            format!(
                "Такого имени нет: {name}. Опрошено {}, ни одного не существует.",
                plural(tried.len(), "имя", "имени", "имён")
            )
        }
        R::NameNoRecords { name, record } => format!("Имя {name} существует, но записей {record} у него нет."),
        R::NameAnswered { name, record, answers } => {
            format!("На {record} {name} DNS кластера отвечает: {}.", plural(*answers, "запись", "записи", "записей"))
        }
        R::NamePublic { name, entry } => {
            format!("Считается, что {name} указывает на {entry}, который его обслуживает.")
        }
        R::LeavesCluster { host } => format!("{host} находится вне модели; запрос уходит туда."),

        R::ServicePortMatched { service, address } => format!("{address} — это cluster IP и порт Service {service}."),
        R::NodePortMatched { service, port } => {
            format!("Порт узла {port} принадлежит Service {service}, на каждом узле.")
        }
        R::VipMatched { service, address } => {
            format!("{address} — адрес балансировщика Service {service}; узел тоже его знает.")
        }
        R::ExternalIpMatched { service, address } => format!("{address} — внешний IP Service {service}."),
        R::ServiceEndpointChosen { service, of: 1, .. } => {
            format!("У Service {service} одна готовая конечная точка; соединение идёт к ней.")
        }
        R::ServiceEndpointChosen { service, of, .. } => format!(
            "Выбирается одна из {} Service {service}, с равной вероятностью; соединение остаётся за ней.",
            plural(*of, "готовой конечной точки", "готовых конечных точек", "готовых конечных точек")
        ),
        R::LocalEndpointChosen { service, of: 1, .. } => {
            format!("Политика Local: учитывается только своя конечная точка Service {service} на этом узле.")
        }
        R::LocalEndpointChosen { service, of, .. } => format!(
            "Политика Local: выбирается одна из {} Service {service} на этом узле.",
            plural(*of, "конечной точки", "конечных точек", "конечных точек")
        ),
        R::TerminatingEndpointChosen { service, of, .. } => format!(
            "Готовых конечных точек у Service {service} нет; используется {}, которые завершаются, но ещё отвечают.",
            plural(*of, "точка", "точки", "точек")
        ),
        R::MasqueradeExternal { address } => {
            format!(
                "Внешний трафик должен вернуться через этот узел: источник становится {address}, клиента под не видит."
            )
        }
        R::MasqueradeNotPod { address } => {
            format!("Источник — не под: он заменяется на адрес этого узла {address}, чтобы ответ вернулся сюда.")
        }
        R::MasqueradeAll { address } => format!("kube-proxy запущен с masqueradeAll: источник становится {address}."),
        R::MasqueradeHairpin { address } => {
            format!("Под выбрал сам себя: источник становится {address}, иначе ответ не покинул бы под.")
        }
        R::SourceKept => "Источник сохраняется: под видит клиента.".into(),
        R::NoEndpoints { service } => format!("У Service {service} нет конечных точек: узел отказывает."),
        R::NoEndpointsSelectorEmpty { service } => {
            format!("Селектор Service {service} не выбирает ни одного пода, конечных точек нет: узел отказывает.")
        }
        R::NoEndpointsNotReady { service, pods } => format!(
            "Service {service} выбирает {}, но ни один не готов: узел отказывает.",
            plural(*pods, "под", "пода", "подов")
        ),
        R::NoEndpointsPortUnresolved { service, port } => {
            format!(
                "Service {service} ищет порт с именем «{port}», которого нет ни у одного выбранного пода: узел отказывает."
            )
        }
        R::NoLocalEndpoint { service, node } => {
            format!(
                "Политика Local, а на {node} нет готовой конечной точки Service {service}: пакет молча отбрасывается."
            )
        }
        R::SourceRangeRefused { service, source } => {
            format!("{source} не входит в loadBalancerSourceRanges Service {service}: пакет отброшен.")
        }
        R::PortNotInService { address, service, protocol } => {
            format!("Это адрес Service {service}, но порта {protocol} {} у него нет.", address.port())
        }
        R::NoSuchServiceAddress { address } => {
            format!("Адреса {} нет ни у одного Service, и вне кластера его тоже никто не имеет.", address.ip())
        }
        R::NoNodePort { port, node } => {
            format!("На {node} никто не отвечает на порту {port}: ни у одного Service нет такого порта узла.")
        }
        R::NodePortNotHere { port, address } => format!("Порт узла {port} не слушает на {address}."),
        R::HealthCheckNodePort { service, port, local } => format!(
            "Порт {port} — проверка здоровья Service {service}: kube-proxy отвечает сам, код {}; {} на этом узле.",
            if *local > 0 { "200" } else { "503" },
            plural(*local, "готовая точка", "готовые точки", "готовых точек")
        ),
        R::HostPortMatched { port, pod } => format!("На этом узле порт {port} занят подом {pod} (hostPort)."),
        R::LoopbackFromOutside { node } => {
            format!("{node} отбрасывает пакеты на свои loopback-адреса, если они пришли не с него самого.")
        }
        R::AffinityRemembered { client, seconds } => format!(
            "sessionAffinity: ClientIP. Ещё {} после последнего соединения узел направляет {client} в ту же точку, пока она принимает трафик.",
            duration(*seconds)
        ),

        R::RoutedToNode { node } => format!("Сеть подов несёт пакет на {node}."),
        R::RoutedToPod { pod } => format!("Узел передаёт пакет в {pod}."),
        R::RoutedOut => "Пакет уходит с узла во внешнюю сеть.".into(),
        R::StaysOnNode { node } => format!("Пакет остаётся на {node}."),
        R::PodListens { pod, port, declared: true } => format!("{pod} слушает порт {port}."),
        R::PodListens { pod, port, declared: false } => {
            format!("Пакет пришёл в {pod} на порт {port}; контейнеры его не объявляют, но и не обязаны.")
        }
        R::AddressListens { address } => {
            format!("{address} — конечная точка, записанная вручную; кто там отвечает, в манифестах не сказано.")
        }
        R::NoSuchPod { address } => format!("{address} входит в диапазон подов, но такого пода нет."),
        R::NoSuchNode { address } => format!("Адреса {address} ни у кого нет."),
        R::ClusterIpFromOutside { address, service } => format!(
            "{address} — cluster IP Service {service}: он существует только в правилах узлов кластера, снаружи маршрута к нему нет."
        ),
        R::HostNetworkPortUndeclared { pod, port } => format!("{pod} делит адрес с узлом и не объявляет порт {port}."),
        R::NotListening { pod, port } => format!("В {pod} никто не слушает порт {port}."),
        R::NodeDown { node } => format!("{node} не работает."),

        R::ListenerMatched { service, port } => format!("Балансировщик Service {service} слушает порт {port}."),
        R::NoListener { service, address } => {
            format!("У балансировщика Service {service} нет слушателя на порту {}.", address.port())
        }
        R::LoadBalancerNodeChosen { node, of: 1 } => format!("Здоров только {node}; пакет идёт туда."),
        R::LoadBalancerNodeChosen { node, of } => {
            format!("{node} выбран из {}.", plural(*of, "здорового узла", "здоровых узлов", "здоровых узлов"))
        }
        R::LoadBalancerPodChosen { pod, of } => {
            format!("Балансировщик направляет прямо в поды: {pod} выбран из {of}.")
        }
        R::LoadBalancerPending { service } => {
            format!("Балансировщик для Service {service} никто не предоставляет: адреса пока нет (<pending>).")
        }
        R::LoadBalancerNoHealthyNode { service } => {
            format!("Ни один узел не проходит проверку здоровья Service {service}.")
        }
        R::LoadBalancerProxied { service } => {
            format!("Балансировщик Service {service} открывает своё соединение к порту узла: узлы видят балансировщик.")
        }
        R::LoadBalancerNoNodePort { service } => {
            format!("Балансировщику нужен порт узла, а у Service {service} его нет.")
        }
        R::ServiceNotExposed { service } => format!("Service {service} ничего не открывает наружу: его тип ClusterIP."),
        R::ServiceNotFound { service } => format!("Service {service} не существует."),
        R::ServicePortNotFound { service, port, protocol } => {
            format!("У Service {service} нет порта {protocol} {port}.")
        }

        R::EntryReceived { entry } => format!("{entry} принимает соединение и читает запрос."),
        R::IngressRuleMatched { ingress, host, path } => {
            let host = if host.is_empty() { "любой хост" } else { host };
            let path = if path.is_empty() { "любой путь" } else { path };
            format!("Ingress {ingress}: запрос берёт правило «{host}, {path}».")
        }
        R::IngressDefaultBackend { ingress } => {
            format!("Ни одно правило не подошло; запрос берёт бэкенд по умолчанию Ingress {ingress}.")
        }
        R::IngressNoHost { host } => format!("Хоста {host} нет ни в одном правиле: контроллер отвечает 404."),
        R::IngressNoPath { host, path } => {
            format!("Хост {host} известен, но ни одно его правило не берёт {path}: контроллер отвечает 404.")
        }
        R::IngressClassNobody { ingress, class } if class.is_empty() => {
            format!("Ingress {ingress} не называет класс, а класса по умолчанию нет: его никто не обслуживает.")
        }
        R::IngressClassNobody { ingress, class } => {
            format!("Ingress {ingress} требует класс {class}, который никто не предоставляет.")
        }
        R::IngressBackendServiceMissing { ingress, service } => {
            format!("Ingress {ingress} называет Service {service}, которого нет: контроллер отвечает 503.")
        }
        R::IngressBackendPortMissing { ingress, service, port } => {
            format!(
                "Ingress {ingress} требует порт {port} Service {service}, которого у него нет: контроллер отвечает 503."
            )
        }
        R::IngressBackendNoEndpoints { service } => {
            format!("У Service {service} нет готовых конечных точек: контроллер отвечает 503.")
        }
        R::IngressResourceBackend { ingress, resource } => {
            format!("Ingress {ingress} называет ресурс {resource}, который большинству контроллеров неизвестен.")
        }
        R::IngressEndpointChosen { service, of: 1, .. } => {
            format!(
                "Контроллер открывает своё соединение к единственному готовому поду Service {service}; ядро ничего не переписывает."
            )
        }
        R::IngressEndpointChosen { service, of, .. } => format!(
            "Контроллер открывает своё соединение к одному из {} Service {service}; ядро ничего не переписывает.",
            plural(*of, "готового пода", "готовых подов", "готовых подов")
        ),
        R::IngressExternalName { service, host } => {
            format!("Service {service} — это ExternalName: контроллер обращается к {host}.")
        }
        R::IngressTlsRedirect { host } => {
            format!("Для {host} есть раздел TLS: обычный HTTP перенаправляется на https.")
        }
        R::TlsTerminated { host, secret: Some(secret) } => {
            format!("TLS для {host} заканчивается здесь, сертификат — в Secret {secret}.")
        }
        R::TlsTerminated { host, secret: None } => {
            format!("TLS для {host} заканчивается здесь, с сертификатом контроллера по умолчанию.")
        }
        R::NoEntry { host } => format!("Ничто в манифестах не обслуживает {host}."),
        R::SeveralEntries { entries } => {
            format!("Этот хост могут обслуживать несколько входов ({}); выберите через via.", entries.join(", "))
        }

        R::ApiServerAccepts => "API-сервер принимает соединение и передаёт его дальше.".into(),
        R::PortForwardPod { pod } => {
            format!("kubelet обращается к localhost внутри {pod}: только этот под, без балансировки.")
        }
        R::ApiProxyEndpoint { endpoint } => {
            format!("API-сервер выбирает конечную точку {endpoint} и обращается к ней.")
        }

        R::ReplySent { to } => format!("Ответ идёт на {to}."),
        R::ReplySourceRestored { address } => format!("Отслеживание соединений возвращает источник {address}."),
        R::ReplyBothRestored { address } => {
            format!("Отслеживание соединений отменяет обе замены: источник снова {address}, ответ идёт клиенту.")
        }
        R::ReplyForwarded { place } => format!("Обратно через {}, без изменений.", place_name(place)),
        R::ReplyBypasses { node } => format!(
            "Ответ идёт прямо клиенту: его адрес сохранён. Замену сделал {node}, и отменить её может только он, но обратный путь через него не проходит."
        ),
        R::ReplyReceived => "Клиент получил ответ.".into(),
        R::ReplyDiscarded { asked, source } => match asked {
            Some(asked) => format!("Клиент обращался к {asked} и отбрасывает ответ от {source}."),
            None => format!("Клиент не обращался к {source} и отбрасывает этот ответ."),
        },
        R::RefusalReceived => "Клиент видит «connection refused».".into(),
        R::NothingReceived => "Ничего не возвращается; у клиента истекает время ожидания.".into(),
        R::HttpAnswerReceived { status } => format!("Клиент видит HTTP {status}."),

        R::NotModelled { what } => gap(what),
        R::SourceNotFound { what } => format!("Здесь нет {what}, откуда можно было бы спросить."),
        R::AtContradictsFrom { node, at } => format!("Источник работает на {node} и не может спрашивать на {at}."),
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
        Gap::Regex { pattern } => format!("Регулярное выражение {pattern} не моделируется."),
        Gap::DnsRecord { record } => format!("DNS для {record} пока не моделируется."),
        Gap::DnsPolicy { policy } => format!("dnsPolicy пода {policy} пока не моделируется."),
        Gap::ScenarioState { field } => format!("Допущение {field} пока не моделируется."),
        Gap::IpFamily { address } => format!("У {address} и Service нет общего семейства IP."),
        Gap::Annotation { name } => format!("Аннотация {name} меняет маршрутизацию и пока не моделируется."),
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
