use svcpath_core::route::chains::Met;

pub(super) fn client() -> &'static str {
    "клиент"
}

pub(super) fn process() -> &'static str {
    "процесс"
}

pub(super) fn kernel() -> &'static str {
    "ядро"
}

pub(super) fn load_balancer() -> &'static str {
    "балансировщик"
}

pub(super) fn pending() -> &'static str {
    "ожидание"
}

pub(super) fn api_server() -> &'static str {
    "API-сервер"
}

pub(super) fn outside_host() -> &'static str {
    "снаружи"
}

pub(super) fn controller() -> &'static str {
    "Ingress-контроллер"
}

pub(super) fn controller_pod() -> &'static str {
    "контроллер"
}

pub(super) fn assumed() -> &'static str {
    "предполагается"
}

pub(super) fn time_out() -> &'static str {
    "… тайм-аут"
}

pub(super) fn refused() -> &'static str {
    "отказ в соединении"
}

pub(super) fn no_rewrite() -> &'static str {
    "без изменений"
}

pub(super) fn no_rule() -> &'static str {
    "нет правила"
}

pub(super) fn policy_denies() -> &'static str {
    "запрещено"
}

pub(super) fn none_here() -> &'static str {
    "нет"
}

pub(super) fn pod_network() -> &'static str {
    "сеть подов"
}

pub(super) fn no_match() -> &'static str {
    "ни одно не подошло"
}

pub(super) fn no_address() -> &'static str {
    "нет адреса"
}

pub(super) fn name_not_found() -> &'static str {
    "имя не найдено"
}

pub(super) fn empty() -> &'static str {
    "Вставьте манифесты, и здесь появится ваш кластер."
}

pub(super) fn empty_to_draw_on() -> &'static str {
    "Нажмите инструмент или его клавишу, или перетащите его сюда."
}

pub(super) fn headless() -> &'static str {
    "headless: без правил"
}

pub(super) fn not_covered() -> &'static str {
    "неизвестно"
}

pub(super) fn undone() -> &'static str {
    "отменено"
}

pub(super) fn both_undone() -> &'static str {
    "отменены"
}

pub(super) fn not_ready() -> &'static str {
    "не готов"
}

pub(super) fn network() -> &'static str {
    "сеть"
}

pub(super) fn node(name: &str) -> String {
    format!("узел {name}")
}

pub(super) fn pod(name: &str) -> String {
    format!("под {name}")
}

pub(super) fn entries(count: usize) -> String {
    format!("{count} {}", plural(count, "точка входа", "точки входа", "точек входа"))
}

pub(super) fn routes(count: usize) -> String {
    format!("{count} {}", plural(count, "маршрут", "маршрута", "маршрутов"))
}

pub(super) fn policies(count: usize) -> String {
    format!("{count} {}", plural(count, "политика", "политики", "политик"))
}

pub(super) fn other_objects(count: usize) -> String {
    format!("ещё {count} {}", plural(count, "объект", "объекта", "объектов"))
}

pub(super) fn services(count: usize) -> String {
    format!("{count} Service")
}

pub(super) fn nodes(count: usize) -> String {
    format!("{count} {}", plural(count, "узел", "узла", "узлов"))
}

pub(super) fn waiting_pods(count: usize) -> String {
    format!("{} без узла", pods(count))
}

pub(super) fn ready_pods(ready: usize, of: usize) -> String {
    format!("готово подов: {ready} из {of}")
}

pub(super) fn assumed_on(node: &str) -> String {
    format!("предполагается, на {node}")
}

pub(super) fn kernel_of(node: &str) -> String {
    format!("ядро {node}")
}

pub(super) fn pods(count: usize) -> String {
    format!("{count} {}", plural(count, "под", "пода", "подов"))
}

pub(super) fn addresses(count: usize) -> String {
    format!("{count} {}", plural(count, "адрес", "адреса", "адресов"))
}

pub(super) fn pods_here(count: usize) -> String {
    format!("{count} здесь")
}

pub(super) fn more_services(count: usize) -> String {
    format!("+{count} Service")
}

pub(super) fn more_pods(count: usize) -> String {
    format!("+{}", pods(count))
}

pub(super) fn other_nodes(count: usize) -> String {
    format!("ещё {count} {}", plural(count, "узел", "узла", "узлов"))
}

pub(super) fn through_nodes(count: usize) -> String {
    format!("ещё через {count} {}", plural(count, "узел", "узла", "узлов"))
}

pub(super) fn more_candidates(count: usize) -> String {
    format!("там {} на выбор", pods(count))
}

pub(super) fn connection(number: u8) -> String {
    format!("соединение {number}")
}

pub(super) fn service(name: &str) -> String {
    format!("Service {name}")
}

pub(super) fn title(from: &str, to: &str) -> String {
    format!("Путь от {from} к {to}")
}

/// One of three forms, by the last digits.
fn plural<'a>(count: usize, one: &'a str, few: &'a str, many: &'a str) -> &'a str {
    match (count % 100, count % 10) {
        (11..=14, _) => many,
        (_, 1) => one,
        (_, 2..=4) => few,
        _ => many,
    }
}

pub(super) fn rules_of_proxy(mode: &str) -> String {
    format!("kube-proxy, {mode}: правила, через которые проходит этот пакет")
}

pub(super) fn rules_of_others(count: usize) -> String {
    format!("+{count} других Service")
}

pub(super) fn no_dns_chains() -> &'static str {
    "Правила DNS кластера здесь тоже есть, но его сервиса нет в манифестах."
}

pub(super) fn no_chains() -> &'static str {
    "Ни одно правило Service здесь этот пакет не берёт."
}

pub(super) fn more_rules(count: usize) -> String {
    format!("ещё {count}")
}

pub(super) fn met(met: Met) -> &'static str {
    match met {
        Met::Passed => "не подходит",
        Met::Applied => "применяется, и пакет идёт дальше",
        Met::Taken => "забирает пакет",
        Met::Never => "до него не доходит",
    }
}

pub(super) fn more_by_search() -> &'static str {
    "Остальное — через поиск"
}

pub(super) fn part_of(owner: &str) -> String {
    format!("часть {owner}")
}

pub(super) fn selected_by(services: &str) -> String {
    if services.is_empty() {
        "ни один Service его не выбирает".into()
    } else {
        format!("выбран Service {services}")
    }
}

pub(super) fn selects(labels: &str) -> String {
    format!("выбирает {labels}")
}
