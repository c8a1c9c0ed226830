use crate::diagnostic::FixTitle;
use crate::problem::{NearMiss, Problem, Prohibition, Rule, Several, Shape, Special, SyntaxFault, Twin};

pub(in crate::wording) fn problem(what: &Problem) -> String {
    match what {
        Problem::Syntax { fault } => format!("Этот документ — не корректный YAML: {}.", syntax(fault)),
        Problem::TooManyAliases { limit } => {
            format!("Псевдонимы (aliases) этого документа раскрываются более чем в {limit} значений; он не прочитан.")
        }
        Problem::TooDeep { limit } => format!("Вложенность этого документа больше {limit} уровней; он не прочитан."),
        Problem::TooLarge { limit } => format!("Файлы больше {} МиБ не читаются.", limit >> 20),
        Problem::NotAnObject { missing } => format!("Этот документ — не объект Kubernetes: в нём нет {missing}."),
        Problem::Template => {
            "Это шаблон, а не манифест: сначала отрендерите его, например командой `helm template`, и загрузите результат.".into()
        }
        Problem::Kustomization => {
            "Kustomization здесь не применяется: сначала соберите её командой `kustomize build` или `kubectl kustomize` и загрузите результат.".into()
        }
        Problem::DuplicateKey { key, earlier } => {
            format!("Ключ «{key}» уже есть в строке {earlier} этого же отображения; действует последний, то есть этот.")
        }
        Problem::DuplicateObject { object, earlier, earlier_file, later } => match earlier_file {
            Some(file) => {
                format!("{object} описан в строке {earlier} файла {file} и ещё раз здесь, в строке {later}; действует последний.")
            }
            None => format!("{object} описан в строке {earlier} и ещё раз в строке {later}; действует последний."),
        },
        Problem::WrongType { expected, found } => format!("«{found}» — не {}, а это поле принимает только такое значение.", shape(*expected)),
        Problem::UnknownField { field, meant } => {
            format!("Поля {field} нет; возможно, имелось в виду {meant}. kubectl его не примет, а без проверки оно пропадёт.")
        }
        Problem::Required { field } => format!("Нет обязательного поля {field}."),
        Problem::Invalid { value, rule } => invalid(value, rule),
        Problem::Duplicate { twin: Twin::Text(text) } => format!("«{text}» встречается в этом списке дважды."),
        Problem::Duplicate { twin: Twin::Number(number) } => format!("{number} встречается в этом списке дважды."),
        Problem::Duplicate { twin: Twin::Port { protocol, port } } => {
            format!("Порт {protocol} {port} встречается в этом списке дважды.")
        }
        Problem::Duplicate { twin: Twin::Taint { key, effect, .. } } => {
            format!("Taint {key} с эффектом {effect} стоит в этом списке дважды.")
        }
        Problem::Unsupported { value, supported } => {
            format!("«{value}» здесь не поддерживается; допустимые значения: {}.", supported.join(", "))
        }
        Problem::Forbidden { why } => prohibition(*why).into(),
        Problem::SelectorMatchesNothing { service, selector, nearest } => match nearest {
            Some(near) => format!(
                "Service {service} выбирает {selector}, но ни у одного пода здесь нет таких меток; ближе всего {}.",
                near_miss(near)
            ),
            None => format!(
                "Service {service} выбирает {selector}, но ни у одного пода здесь нет таких меток; возможно, такие поды создаются не этими манифестами."
            ),
        },
        Problem::SelectorOtherNamespace { service, workload, namespace } => format!(
            "Service {service} выбирает поды только своего namespace, а поды с такими метками принадлежат {workload} в namespace {namespace}."
        ),
        Problem::TargetPortUnresolved { service, port, offered } if offered.is_empty() => format!(
            "Service {service} направляет на порт контейнера с именем «{port}», но у его подов нет именованных портов этого протокола."
        ),
        Problem::TargetPortUnresolved { service, port, offered } => format!(
            "Service {service} направляет на порт контейнера с именем «{port}», которого у его подов нет; у них есть {}.",
            list(offered)
        ),
        Problem::PortNotInService { service, protocol, port, offered } => {
            let offered: Vec<String> = offered.iter().map(|(of, port)| format!("{of} {port}")).collect();
            format!("У Service {service} нет порта {protocol} {port}; есть {}.", list(&offered))
        }
        Problem::NameInOtherNamespace { name, namespaces } => format!(
            "Короткое имя ищется в собственном пространстве имён клиента; {name} — Service из пространства имён {}.",
            list(namespaces)
        ),
        Problem::PolicyDenies { reason } => super::reason(reason),
        Problem::NameOfCluster { name } => format!(
            "Имя {name} знает только DNS кластера, а этот клиент спрашивает не его, а резолвер своего узла или своей сети."
        ),
        Problem::NoReadyEndpoints { service, selected } => format!(
            "У Service {service} нет ни одного готового endpoint: выбрано подов — {selected}, но ни один не может принимать трафик."
        ),
        Problem::NoSelectorNoEndpoints { service } => format!(
            "У Service {service} нет селектора, и ни один EndpointSlice или Endpoints здесь не даёт ему адресов."
        ),
        Problem::SlicePortUnmatched { service, name, port, offered } => {
            let wanted = if name.is_empty() {
                format!("порта без имени, каков его порт {port}")
            } else {
                format!("порта с именем {name}")
            };
            let named: Vec<&str> = offered.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
            let theirs = match (offered.as_slice(), named.as_slice()) {
                ([], _) => "портов этого протокола в них нет".to_owned(),
                (_, []) => "там он без имени".to_owned(),
                (_, named) => format!("там есть {}", list(named)),
            };
            format!(
                "Ни в одном EndpointSlice у Service {service} нет {wanted}; {theirs}. Порты сопоставляются по имени, а не по номеру."
            )
        }
        Problem::BackendServiceMissing { ingress, service, elsewhere } => match elsewhere {
            Some(other) => format!(
                "Ingress {ingress} направляет на Service {service}, которого нет в его namespace; так называется {other}, но Ingress видит Service только своего namespace."
            ),
            None => format!("Ingress {ingress} направляет на Service {service}, которого нет в этих манифестах."),
        },
        Problem::BackendPortMissing { ingress, service, port, offered } if offered.is_empty() => {
            format!("Ingress {ingress} направляет на порт {port} у Service {service}, у которого нет портов.")
        }
        Problem::BackendPortMissing { ingress, service, port, offered } => format!(
            "Ingress {ingress} направляет на порт {port}, которого нет у Service {service}; у него есть {}.",
            list(offered)
        ),
        Problem::IngressAnnotationsUnread { ingress, annotations } => format!(
            "Ingress {ingress} написан для ingress-nginx, а предполагаемый контроллер следует спецификации и не читает {}. С ingressController: ingress-nginx или с IngressClass этого контроллера ответ будет таким, как у ingress-nginx.",
            list(annotations)
        ),
        Problem::IngressClassMissing { ingress, class } => format!(
            "Ingress {ingress} требует класс «{class}», но IngressClass с таким именем здесь нет: его не обслуживает ни один контроллер."
        ),
        Problem::GatewayClassMissing { gateway, class } => format!(
            "Gateway {gateway} просит класс «{class}», а GatewayClass с таким именем здесь нет: его никто не обслуживает."
        ),
        Problem::ListenerNotProgrammed { owner, listener, reason } => {
            format!("Listener {listener} в {owner} ничего не принимает: {reason}.")
        }
        Problem::RouteNotAccepted { route, parent, reason } => format!("{parent} не принимает {route}: {reason}."),
        Problem::BackendRefUnresolved { route, backend, reason } => {
            format!("{route} направляет в {backend}, а это никуда не ведёт: {reason}.")
        }
        Problem::MeshOff { route, service } => {
            format!("{route} относится к запросам к Service {service} внутри mesh, а в этом кластере mesh нет.")
        }
        Problem::NodePortOutOfRange { port, range: (first, last) } => {
            format!("NodePort {port} вне диапазона кластера {first}-{last}.")
        }
        Problem::NodePortTaken { port, other } => format!("NodePort {port} уже занят Service {other}."),
        Problem::ClusterIpOutOfRange { address, range, .. } => {
            format!("ClusterIP {address} выдать нельзя: он вне диапазона адресов Service этого кластера {range} или на его краю.")
        }
        Problem::ClusterIpTaken { address, other, .. } => format!("ClusterIP {address} уже занят Service {other}."),
        Problem::AddressTaken { address, one, other } => {
            format!("У {one} и {other} один адрес, {address}: сеть найдёт только один из двух.")
        }
        Problem::LoadBalancerPending { service } => {
            format!("Service {service} ждёт балансировщик, которого никто не предоставляет: его внешний адрес остаётся pending.")
        }
        Problem::LocalNodesWithout { service, nodes, ipvs: true } => format!(
            "При externalTrafficPolicy: Local Service {service} отвечает только на узлах, где работает хотя бы один его под; в режиме ipvs ответы на трафик, пришедший на {}, не находят обратной дороги.",
            list(nodes)
        ),
        Problem::LocalNodesWithout { service, nodes, ipvs: false } => format!(
            "При externalTrafficPolicy: Local Service {service} отвечает только на узлах, где работает хотя бы один его под; трафик, пришедший на {}, отбрасывается.",
            list(nodes)
        ),
        Problem::Unschedulable { pods, host_ports: true } => {
            format!("Часть подов {pods} остаётся Pending: они занимают порты узла, и каждый узел принимает только один.")
        }
        Problem::Unschedulable { pods, host_ports: false } => format!(
            "Ни один узел здесь не может принять поды {pods}: из-за nodeSelector, affinity или taints они остаются Pending."
        ),
        Problem::HeadlessPortUntranslated { service, port, target } => format!(
            "У headless Service {service} порт {port}, а его поды слушают на {target}: порты никто не переводит, и клиент должен обращаться к {target} (так говорят и SRV-записи)."
        ),
        Problem::TargetPortUndeclared { service, port, declared } if declared.is_empty() => format!(
            "Service {service} направляет на порт {port}, а его поды не объявляют портов; это работает, если там кто-то слушает."
        ),
        Problem::TargetPortUndeclared { service, port, declared } => format!(
            "Service {service} направляет на порт {port}, которого его поды не объявляют (объявлено: {}); это работает, только если там кто-то слушает.",
            list(declared)
        ),
        Problem::UnmodelledKinds { kinds } => {
            let kinds: Vec<String> = kinds.iter().map(|(kind, count)| format!("{kind} ({count})")).collect();
            format!("Прочитано, но в маршрутизации здесь не участвует: {}.", list(&kinds))
        }
        Problem::Scenario(problem) => super::scenario::scenario_problem(problem),
        Problem::BadParameter { name, detail } => format!("Параметр {name} использовать нельзя: {detail}."),
    }
}

pub(in crate::wording) fn fix_title(what: &FixTitle) -> String {
    match what {
        FixTitle::Set { field, value } => format!("Задать {field}: {value}"),
        FixTitle::Add { field, value } => format!("Добавить {field}: {value}"),
        FixTitle::Remove { field } => format!("Убрать {field}"),
    }
}

fn syntax(fault: &SyntaxFault) -> &str {
    match fault {
        SyntaxFault::Tab => "в отступе стоит табуляция, а допустимы только пробелы",
        SyntaxFault::Indentation => "отступ этой строки не согласован с соседними",
        SyntaxFault::MissingColon => "ключ без двоеточия",
        SyntaxFault::UnexpectedColon => {
            "двоеточие там, где его быть не может; значение, в котором есть «: », нужно взять в кавычки"
        }
        SyntaxFault::UnclosedQuote => "открытая здесь кавычка не закрыта",
        SyntaxFault::AfterQuote => "после закрывающей кавычки идёт текст",
        SyntaxFault::UnclosedBracket => "скобка не закрыта или между элементами нет запятой",
        SyntaxFault::UnopenedBracket => "закрывающая скобка без открывающей",
        SyntaxFault::UnknownAlias => "псевдоним ссылается на якорь, которого нет",
        SyntaxFault::AliasLoop => "псевдоним стоит внутри значения, которое обозначает его же якорь",
        SyntaxFault::Escape => "такой escape-последовательности в YAML нет",
        SyntaxFault::Character => "такой символ не может стоять здесь без кавычек",
        SyntaxFault::AfterDocument => "после конца документа идёт текст; документы разделяет `---`",
        SyntaxFault::Other { detail } => detail,
    }
}

fn near_miss(near: &NearMiss) -> String {
    let NearMiss { workload, key, wanted, found, found_key } = near;
    match (found, found_key) {
        (Some(found), _) => format!("{workload}, у подов которого {key}={found} вместо {key}={wanted}"),
        (None, Some(found_key)) => format!("{workload}, у подов которого {found_key}={wanted} вместо {key}={wanted}"),
        (None, None) => format!("{workload}, подам которого не хватает только метки {key}={wanted}"),
    }
}

fn shape(shape: Shape) -> &'static str {
    match shape {
        Shape::String => "строка (возьмите в кавычки)",
        Shape::Integer => "целое число",
        Shape::Boolean => "true или false",
        Shape::IntegerOrString => "целое число или строка",
        Shape::List => "список",
        Shape::Object => "объект",
    }
}

fn invalid(value: &str, rule: &Rule) -> String {
    match rule {
        Rule::Between(least, most) => format!("{value} вне допустимых границ: от {least} до {most}."),
        Rule::AtMost(most) => format!("Элементов в этом списке — {value}, а может быть не больше {most}."),
        Rule::IpAddress => format!("«{value}» — не IP-адрес."),
        Rule::AddressOf(family) => format!("«{value}» — не адрес {}, как того требует этот объект.", family.as_str()),
        Rule::Cidr => format!("«{value}» — не CIDR вида 10.0.0.0/8."),
        Rule::Subdomain => format!(
            "«{value}» — недопустимое имя: нужны строчные латинские буквы, цифры, «-» и «.», в начале и в конце — буква или цифра."
        ),
        Rule::DomainName => format!("«{value}» — не доменное имя хотя бы из двух частей."),
        Rule::ServiceName => format!(
            "«{value}» — недопустимое имя Service: не больше 63 строчных латинских букв, цифр и «-», первой идёт буква."
        ),
        Rule::Label => format!("«{value}» — недопустимое здесь имя: не больше 63 строчных латинских букв, цифр и «-»."),
        Rule::PortName => format!(
            "«{value}» не может быть именем порта: не больше 15 строчных латинских букв, цифр и «-», хотя бы одна буква."
        ),
        Rule::QualifiedName => format!(
            "«{value}» — недопустимое здесь имя: не больше 63 латинских букв, цифр, «-», «_» и «.», перед ними может стоять домен и «/»."
        ),
        Rule::LabelValue => format!(
            "«{value}» — недопустимое значение метки: не больше 63 латинских букв, цифр, «-», «_» и «.», в начале и в конце — буква или цифра."
        ),
        Rule::AnnotationsSize(most) => {
            format!("Аннотации вместе занимают {value} байт, а могут занимать не больше {most}.")
        }
        Rule::SameAsTopologyHints => {
            format!(
                "«{value}» отличается от значения service.kubernetes.io/topology-aware-hints, а они должны совпадать."
            )
        }
        Rule::DomainPrefixedPath => {
            format!("«{value}» — не домен и имя через «/», например example.com/controller.")
        }
        Rule::SameAsIngressClassName => {
            format!("«{value}» расходится с ingressClassName: оставьте только поле или укажите одно и то же.")
        }
        Rule::HostName => format!("«{value}» — IP-адрес, а хостом здесь может быть только DNS-имя."),
        Rule::WildcardSubdomain => format!(
            "«{value}» — недопустимый хост: «*» может заменять только первую часть имени, дальше строчные латинские буквы, цифры, «-» и «.»."
        ),
        Rule::AbsolutePath => format!("«{value}» — не абсолютный путь: он должен начинаться с «/»."),
        Rule::PathWithout(part) => format!("«{value}» не может содержать «{part}»."),
        Rule::PathNotEndingWith(part) => format!("«{value}» не может кончаться на «{part}»."),
        Rule::PathCharacters => format!(
            "В «{value}» есть символы, которых не бывает в пути; их пишут как «%» и две шестнадцатеричные цифры."
        ),
        Rule::HeaderName => {
            format!(
                "«{value}» не может быть именем заголовка: без пробелов, а из других знаков только !#$%&'*+-.^_`|~."
            )
        }
        Rule::Duration => {
            format!("«{value}» — не длительность вида 500ms, 10s или 1h30m.")
        }
        Rule::EqualWithoutKey => "Без ключа оператором может быть только Exists: он допускает любые taints.".into(),
        Rule::ValueWithExists => {
            format!("«{value}» не может стоять рядом с оператором Exists: он не принимает значения.")
        }
        Rule::FirstClusterIp => "clusterIP должен быть первым в clusterIPs.".into(),
        Rule::ClusterIpsAlone => "Рядом с clusterIPs нужен clusterIP с первым из этих адресов.".into(),
        Rule::OnlyNone => "None может быть в clusterIPs только единственным.".into(),
        Rule::TwoClusterIps => "У Service не больше двух ClusterIP.".into(),
        Rule::OneOfEachFamily => "У Service не больше одного ClusterIP каждого семейства IP.".into(),
        Rule::MatchesFamily(family, index) => {
            format!("{value} — не адрес {}, хотя так сказано в ipFamilies[{index}].", family.as_str())
        }
        Rule::NotHeadless(kind) => format!("clusterIP: None нельзя задать для типа {}.", kind.as_str()),
        Rule::DualStackPolicy(Several::ClusterIps) => {
            "Для двух ClusterIP нужна ipFamilyPolicy: PreferDualStack или RequireDualStack.".into()
        }
        Rule::DualStackPolicy(Several::Families) => {
            "Для двух семейств IP нужна ipFamilyPolicy: PreferDualStack или RequireDualStack.".into()
        }
        Rule::DualStackCluster => {
            "Для RequireDualStack нужен кластер с диапазонами адресов Service обоих семейств IP.".into()
        }
        Rule::ConfiguredAddress(family) => format!("В кластере нет диапазона адресов Service {}.", family.as_str()),
        Rule::ConfiguredFamily => format!("В кластере нет диапазона адресов Service {value}."),
        Rule::ReachedFromOutside => {
            "externalTrafficPolicy можно задать только для Service, доступных снаружи кластера.".into()
        }
        Rule::HealthChecked => {
            "healthCheckNodePort можно задать только для типа LoadBalancer с externalTrafficPolicy: Local.".into()
        }
        Rule::HostPort => "При hostNetwork порт hostPort должен совпадать с containerPort.".into(),
        Rule::MatchesTemplate => "Селектор не подходит к меткам собственного шаблона (template).".into(),
        Rule::EndPortNotBelow => "endPort не может быть меньше port.".into(),
        Rule::EndPortAfterName => "endPort нельзя задать, если port — имя.".into(),
        Rule::EndPortWithoutPort => "endPort нельзя задать без port.".into(),
        Rule::WithinCidr => format!("{value} должен быть частью cidr, но не всем cidr."),
        Rule::TwoPolicyTypes => "policyTypes бывает только два: Ingress и Egress.".into(),
        Rule::NotSpecial(special) => {
            let what = match special {
                Special::Unspecified => "неуказанный (unspecified)",
                Special::Loopback => "loopback",
                Special::LinkLocal => "link-local",
                Special::LinkLocalMulticast => "link-local multicast",
            };
            format!("{value} здесь использовать нельзя: это адрес {what}.")
        }
    }
}

fn prohibition(why: Prohibition) -> &'static str {
    match why {
        Prohibition::NodePortOfType => "nodePort можно задать только для типов NodePort и LoadBalancer.",
        Prohibition::OfExternalName => "У Service типа ExternalName нет ни ClusterIP, ни семейств IP.",
        Prohibition::OnlyLoadBalancer => "Это поле можно задать только для типа LoadBalancer.",
        Prohibition::TwoBackends => "Backend указывает либо на service, либо на resource, но не на оба сразу.",
        Prohibition::NumberAndName => "Порт backend задаётся числом или именем, но не обоими сразу.",
        Prohibition::BlockAndSelector => "В одном элементе стоит либо ipBlock, либо селекторы, но не всё сразу.",
    }
}

/// `a, b и c`
/// Of many the first ones, and how many more.
fn list<T: std::fmt::Display>(items: &[T]) -> String {
    match items {
        [] => String::new(),
        [first, second, third, rest @ ..] if rest.len() > 1 => {
            format!("{first}, {second}, {third} и ещё {}", rest.len())
        }
        [only] => only.to_string(),
        [before @ .., last] => {
            let before: Vec<String> = before.iter().map(T::to_string).collect();
            format!("{} и {last}", before.join(", "))
        }
    }
}
