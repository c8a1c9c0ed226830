//! The gallery: small clusters with a lesson each. The first is what the page begins with.

use svcpath_core::lang::Lang;

#[derive(Debug)]
pub(crate) struct Example {
    pub(crate) name: &'static str,
    pub(crate) file: &'static str,
    pub(crate) text: &'static str,
    /// Title and lesson.
    en: (&'static str, &'static str),
    ru: (&'static str, &'static str),
}

impl Example {
    pub(crate) fn words(&self, lang: Lang) -> (&'static str, &'static str) {
        match lang {
            Lang::En => self.en,
            Lang::Ru => self.ru,
        }
    }
}

macro_rules! example {
    ($name:literal, $en:expr, $ru:expr) => {
        Example {
            name: $name,
            file: concat!($name, ".yaml"),
            text: include_str!(concat!("../../gallery/", $name, ".yaml")),
            en: $en,
            ru: $ru,
        }
    };
}

pub(crate) static ALL: [Example; 9] = [
    example!(
        "01-one-name-three-pods",
        ("One name, three pods", "The address outlives the pods behind it."),
        ("Одно имя, три пода", "Адрес переживает поды, которые за ним стоят.")
    ),
    example!(
        "03-side-doors",
        ("Side doors", "No route is not no way: port-forward, the API server, a routed range."),
        ("Обходные пути", "Нет маршрута — ещё не значит нет пути: port-forward, API-сервер, проложенный диапазон.")
    ),
    example!(
        "04-any-node-answers",
        ("Any node answers", "A node port is DNAT: a second hop, and the client's address is lost."),
        ("Отвечает любой узел", "NodePort — это DNAT: лишний переход, и адрес клиента теряется.")
    ),
    example!(
        "05-only-where-a-pod-lives",
        ("Only where a pod lives", "externalTrafficPolicy: Local trades reach for truth."),
        ("Только там, где есть под", "externalTrafficPolicy: Local меняет доступность на правду об адресе.")
    ),
    example!(
        "06-the-bookmark-rots",
        ("The bookmark rots", "Addresses of nodes are not names."),
        ("Закладка устаревает", "Адрес узла — не имя.")
    ),
    example!(
        "07-one-service-one-balancer",
        ("One Service, one balancer", "A load balancer knows ports, not hosts."),
        ("Один Service — один балансировщик", "Балансировщик знает порты, а не домены.")
    ),
    example!(
        "08-pending",
        ("Pending", "Somebody must provide the load balancer."),
        ("Ожидание", "Балансировщик должен кто-то предоставить.")
    ),
    example!(
        "09-one-address-many-domains",
        ("One address, many domains", "Layer 7 reads the request and opens a connection of its own."),
        ("Один адрес, много доменов", "Уровень 7 читает запрос и открывает собственное соединение.")
    ),
    example!(
        "11-a-shop-of-ten-services",
        ("A shop of ten Services", "One door for customers, names for everything behind it."),
        ("Магазин из десяти Service", "Одна дверь для покупателей, имена — для всего за ней.")
    ),
];

/// What the page begins with.
pub(crate) fn first() -> &'static Example {
    &ALL[0]
}

/// Where the site has an example's text; `None` for the first, which a page without parameters shows.
pub(crate) fn address(name: &str) -> Option<String> {
    (name != first().name).then(|| format!("gallery/{name}.yaml"))
}
