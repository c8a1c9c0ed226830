use svcpath_core::edit::Intent;
use svcpath_core::expose::Exposure;
use svcpath_core::state::Change;
use svcpath_core::trace::{Decision, Place, Stage};

use super::Text;
use crate::gesture::Gesture;
use crate::session::Deed;

pub(super) const RU: Text = Text {
    title: "svcpath: путь запроса через Kubernetes",
    exposure: "Как открыт Service",
    advice,
    examples: "Примеры",
    from: "Откуда",
    to: "Куда",
    trace: "Проследить",
    drop_part: |part| format!("Убрать {part}"),
    http: "HTTP-запрос",
    method: "Метод",
    headers: "Заголовки",
    query: "Параметры запроса",
    suggested: "Правила смотрят на",
    undo: "Отменить",
    redo: "Повторить",
    deed,
    share: "Поделиться",
    copy_link: "Скопировать ссылку на этот шаг",
    copy_answer: "Скопировать ответ",
    copied: "Скопировано",
    not_copied: "Браузер не разрешил",
    export: "Экспорт",
    language: "Язык",
    theme: "Тема",
    themes: ["Авто", "Светлая", "Тёмная"],
    manifests: "Манифесты",
    fold: "Свернуть панель",
    problems: "Проблемы",
    no_problems: "Проблем не найдено.",
    routes: "Маршруты",
    routes_found,
    no_routes: "Нет ни порта Service, ни Ingress: спрашивать пока не о чем.",
    line: |line| format!("строка {line}"),
    line_short: |line| format!("строка\u{a0}{line}"),
    severities: ["Ошибка", "Предупреждение", "Заметка"],
    apply: |title| format!("Применить: {title}"),
    loading_editor: "Редактор загружается …",
    editor_failed: "Редактор загрузить не удалось. Вставьте манифесты в любом месте страницы.",
    file: "Файл",
    not_kept: "Браузер не хранит вашу работу: она пропадёт вместе с вкладкой.",
    search: "Найти на схеме",
    trace_to: |thing| format!("Проследить до: {thing}"),
    nothing_found: "Такого имени здесь нет",
    inside: |node| format!("Внутрь {node}"),
    outside: "Назад к кластеру",
    lingers: "Дольше стоять там, где что-то переписывается или выбирается",
    by_workload: "По нагрузкам",
    all_branches: "Все ветви",
    assumed: "Принято",
    map: "Карта кластера",
    outline: "Состав кластера",
    assumptions: "Допущения",
    set: "Задать",
    settings: "Все настройки",
    nodes: "Узлы",
    answers: "отвечает:",
    nodes_in_all: |count| format!("Все узлы: {count}"),
    node_columns: ["Узел", "Адрес", "Что он делает"],
    stale: |line, message| format!("Показана последняя верная версия; строка {line}: {message}"),
    paste: "Вставьте свои манифесты в любом месте. Они не покинут эту вкладку.",
    copy_command: "Скопировать команду kubectl",
    answer: "Ответ",
    verdict: "Исход",
    ask_first: "Спросите о пути",
    nothing_asked: "Показать нечего",
    client_sees: "видит клиент",
    pod_sees: "видит под",
    source: |address| format!("src {address}"),
    not_the_client: "не клиент",
    path_of: |path, count| format!("путь {path} из {count}"),
    which_path: "Путь",
    ways_round: "Другие входы",
    step_of: |step, count| format!("Шаг {step} из {count}"),
    header: "Заголовок",
    header_columns: ["поле", "было", "стало", "почему"],
    causes: "Причины",
    candidates: "Кандидаты",
    chosen: "выбран",
    new_connection: "новое",
    hops: "Переходы",
    hop_columns: ["Шаг", "Что происходит", "Строка"],
    reply: "ответ",
    evidence: |line| format!("Показать строку {line}"),
    place,
    decider,
    stamp,
    play: "Воспроизвести",
    pause: "Пауза",
    previous: "Предыдущий шаг",
    next: "Следующий шаг",
    timeline: "Шкала времени",
    speed: "Скорость",
    request: "запрос",
    no_reply: "ответа нет",
    open_in_svcpath: "Открыть в svcpath",
    bad_value: |value, takes| format!("допустимо {takes}; прочитано «{value}»"),
    bad_source: |address| format!("{address} загрузить не удалось"),
};

fn deed(deed: &Deed) -> String {
    match deed {
        Deed::Load => "другие манифесты".into(),
        Deed::Type => "набор текста".into(),
        Deed::Fix => "исправление".into(),
        Deed::Expose(exposure) => exposure.as_str().into(),
        Deed::Set(knob) => knob.as_str().into(),
        Deed::Ask => "другой запрос".into(),
        Deed::Add(object) => format!("добавить {}", object.titled()),
        Deed::AddFile => "добавить файл".into(),
        Deed::CloseFile(name) => format!("закрыть {name}"),
        Deed::Gesture(Gesture::Add { kind, .. }) => format!("добавить {}", kind.as_str()),
        Deed::Gesture(Gesture::Open { service, exposure }) => format!("{}: {}", service.key(), exposure.as_str()),
        Deed::Gesture(Gesture::AskFrom(source)) => format!("из {}", source),
        Deed::Gesture(Gesture::Arrange { moved, .. }) => format!("переставить {moved}"),
        Deed::Gesture(Gesture::Drain { node }) => format!("освободить {node}"),
        Deed::Gesture(Gesture::Uncordon { node }) => format!("вернуть в работу {node}"),
        Deed::Gesture(Gesture::Remove { node }) => format!("удалить {node}"),
        Deed::Gesture(Gesture::Moment(changes)) => match changes.as_slice() {
            [Change::Readiness { pod, ready: true }] => format!("{pod} готов"),
            [Change::Readiness { pod, ready: false }] => format!("{pod} не готов"),
            [Change::Placement { pod, node }] => format!("перенести {pod} на {node}"),
            [Change::Node { node, .. }] => format!("узел {node}"),
            [Change::Address { node, .. }] => format!("адрес {node}"),
            _ => changes.iter().map(Change::subject).collect::<Vec<_>>().join(", "),
        },
        Deed::Gesture(Gesture::Edit(intent)) => match intent {
            Intent::Set { object, path, .. } => format!("изменить {} у {}", path.as_str(), object.titled()),
            Intent::Fill { object, fields } => {
                let first = fields.first().map_or("", |(path, _)| path.as_str());
                format!("добавить {first} в {}", object.titled())
            }
            Intent::Unset { object, path } => format!("убрать {} у {}", path.as_str(), object.titled()),
            Intent::Scale { workload, .. } => format!("реплики {}", workload.titled()),
            Intent::Relabel { workload, key, value } => format!("метка подов {}: {key}={value}", workload.titled()),
            Intent::Delete { object } => format!("удалить {}", object.titled()),
            Intent::Connect { from, to } => format!("связать {} с {}", from.titled(), to.titled()),
            Intent::Rename { object, name } => format!("переименовать {} в {}", object.titled(), name),
            Intent::Duplicate { object } => format!("повторить {}", object.titled()),
            Intent::Paste { .. } => "вставить".into(),
            Intent::Add { kind, .. } => format!("добавить {}", kind.as_str()),
        },
    }
}

fn advice(exposure: Exposure) -> (&'static str, &'static str) {
    match exposure {
        Exposure::ClusterIp => {
            ("Связывает сервисы внутри кластера: одно имя и один адрес на все поды.", "Снаружи входа нет.")
        }
        Exposure::NodePort => {
            ("Самый простой вход: для отладки и небольших установок.", "Клиенты зависят от адреса узла, а он меняется.")
        }
        Exposure::LoadBalancer => (
            "Обычный вход в облаке для любого трафика TCP, UDP и SCTP.",
            "На каждый Service свой адрес, и нет маршрутизации по домену.",
        ),
        Exposure::Ingress => (
            "Разводит HTTP по доменам и путям на много Service за одним адресом.",
            "Только HTTP, и нужен работающий контроллер.",
        ),
    }
}

fn routes_found(count: usize, failing: usize, unknown: usize) -> String {
    let routes = format!("{count} {}", plural(count, ["маршрут", "маршрута", "маршрутов"]));
    let failing = match failing {
        0 => String::new(),
        _ => format!(", {failing} не {}", plural(failing, ["работает", "работают", "работают"])),
    };
    match (failing.as_str(), unknown) {
        ("", 0) if count == 1 => format!("{routes}, работает"),
        ("", 0) => format!("{routes}, все работают"),
        (_, 0) => format!("{routes}{failing}"),
        (_, _) => format!("{routes}{failing}, о {unknown} ничего не известно"),
    }
}

/// The form that goes with a number: for 1, for 2 to 4, for others.
fn plural(count: usize, [one, few, many]: [&'static str; 3]) -> &'static str {
    match (count % 10, count % 100) {
        (_, 11..=14) => many,
        (1, _) => one,
        (2..=4, _) => few,
        _ => many,
    }
}

fn place(place: &Place) -> String {
    match place {
        Place::Internet(_) => "клиент".into(),
        Place::Pod { name, .. } => format!("под {name}"),
        Place::Node(name) | Place::Controller(name) | Place::External(name) => name.clone(),
        Place::LoadBalancer { .. } => "балансировщик".into(),
        Place::Dns => "DNS кластера".into(),
        Place::ApiServer => "API-сервер".into(),
        Place::Network => "сеть".into(),
    }
}

fn decider(at: &Place, stage: Stage) -> String {
    match (at, stage) {
        (Place::Node(name), Stage::KubeProxy) => format!("ядро {name}, правила kube-proxy"),
        (Place::Node(name), Stage::NetworkPolicy) => format!("ядро {name}, правила NetworkPolicy"),
        (Place::Node(name), Stage::Conntrack) => format!("ядро {name}, отслеживание соединений"),
        (Place::Node(name), Stage::Kubelet) => format!("kubelet на {name}"),
        (Place::Pod { .. }, Stage::Dns) => format!("{} узнаёт адрес по имени", place(at)),
        (_, _) => place(at),
    }
}

fn stamp(decision: Decision) -> Option<&'static str> {
    match decision {
        Decision::Dnat => Some("DNAT"),
        Decision::Snat => Some("SNAT"),
        Decision::Unnat => Some("отменено"),
        Decision::Reject => Some("REJECT"),
        Decision::Drop => Some("DROP"),
        Decision::Resolve => Some("DNS"),
        Decision::Send
        | Decision::Match
        | Decision::Forward
        | Decision::Deliver
        | Decision::Receive
        | Decision::Unmatched
        | Decision::Respond
        | Decision::Redirect
        | Decision::Leave
        | Decision::Unknown => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_take_the_form_of_their_number() {
        let routes = |count| routes_found(count, 0, 0);
        assert_eq!(routes(1), "1 маршрут, работает");
        assert_eq!(routes(2), "2 маршрута, все работают");
        for many in [5, 11, 12, 14, 111] {
            assert_eq!(routes(many), format!("{many} маршрутов, все работают"));
        }
        assert_eq!(routes(21), "21 маршрут, все работают");
        assert_eq!(routes_found(21, 1, 0), "21 маршрут, 1 не работает");
        assert_eq!(routes_found(22, 2, 5), "22 маршрута, 2 не работают, о 5 ничего не известно");
    }
}
