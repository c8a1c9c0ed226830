//! The gallery: small clusters with a lesson each. The first is what the page begins with; the others are fetched when chosen.

use svcpath_core::lang::Lang;

use crate::session::Origin;

#[derive(Debug)]
pub(crate) struct Example {
    pub(crate) name: &'static str,
    /// Title and lesson.
    en: (&'static str, &'static str),
    ru: (&'static str, &'static str),
}

impl Example {
    pub(crate) fn file(&self) -> String {
        format!("{}.yaml", self.name)
    }

    /// Where the site has its text.
    pub(crate) fn address(&self) -> String {
        format!("gallery/{}.yaml", self.name)
    }

    pub(crate) fn words(&self, lang: Lang) -> (&'static str, &'static str) {
        match lang {
            Lang::En => self.en,
            Lang::Ru => self.ru,
        }
    }
}

pub(crate) static ALL: [Example; 13] = [
    Example {
        name: "01-one-name-three-pods",
        en: ("One name, three pods", "The address outlives the pods behind it."),
        ru: ("Одно имя, три пода", "Адрес переживает поды, которые за ним стоят."),
    },
    Example {
        name: "02-every-node-unless-forbidden",
        en: ("Every node, unless forbidden", "Policy bites after translation; a pod's own node is always let in."),
        ru: ("Каждый узел, если не запрещено", "Политика действует после подмены адреса; свой узел пускают всегда."),
    },
    Example {
        name: "03-side-doors",
        en: ("Side doors", "No route is not no way: port-forward, the API server, a routed range."),
        ru: ("Обходные пути", "Нет маршрута — ещё не значит нет пути: port-forward, API-сервер, проложенный диапазон."),
    },
    Example {
        name: "04-any-node-answers",
        en: ("Any node answers", "A node port is DNAT: a second hop, and the client's address is lost."),
        ru: ("Отвечает любой узел", "NodePort — это DNAT: лишний переход, и адрес клиента теряется."),
    },
    Example {
        name: "05-only-where-a-pod-lives",
        en: ("Only where a pod lives", "externalTrafficPolicy: Local trades reach for truth."),
        ru: ("Только там, где есть под", "externalTrafficPolicy: Local меняет доступность на правду об адресе."),
    },
    Example {
        name: "06-the-bookmark-rots",
        en: ("The bookmark rots", "Addresses of nodes are not names."),
        ru: ("Закладка устаревает", "Адрес узла — не имя."),
    },
    Example {
        name: "07-one-service-one-balancer",
        en: ("One Service, one balancer", "A load balancer knows ports, not hosts."),
        ru: ("Один Service — один балансировщик", "Балансировщик знает порты, а не домены."),
    },
    Example {
        name: "08-pending",
        en: ("Pending", "Somebody must provide the load balancer."),
        ru: ("Ожидание", "Балансировщик должен кто-то предоставить."),
    },
    Example {
        name: "09-one-address-many-domains",
        en: ("One address, many domains", "Layer 7 reads the request and opens a connection of its own."),
        ru: ("Один адрес, много доменов", "Уровень 7 читает запрос и открывает собственное соединение."),
    },
    Example {
        name: "10-two-in-the-morning",
        en: ("2 a.m.", "The first symptom is not the only cause."),
        ru: ("Два часа ночи", "Первый симптом — не единственная причина."),
    },
    Example {
        name: "11-a-shop-of-ten-services",
        en: ("A shop of ten Services", "One door for customers, names for everything behind it."),
        ru: ("Магазин из десяти Service", "Одна дверь для покупателей, имена — для всего за ней."),
    },
    Example {
        name: "12-many-hands-one-gateway",
        en: ("Many hands, one gateway", "The platform owns the door, the team owns the routes."),
        ru: ("Много рук, один Gateway", "Дверью владеет платформа, маршрутами — команда."),
    },
    Example {
        name: "13-every-pod-has-a-name",
        en: ("Every pod has a name", "Headless: DNS answers with the pods themselves."),
        ru: ("У каждого пода своё имя", "Headless: DNS отвечает самими подами."),
    },
];

/// What the page begins with, and its text.
pub(crate) fn first() -> (&'static Example, &'static str) {
    (&ALL[0], include_str!("../../gallery/01-one-name-three-pods.yaml"))
}

/// Title and lesson of what was chosen; what the page begins with teaches how Services are reached instead.
pub(crate) fn lesson(origin: &Origin, lang: Lang) -> Option<(&'static str, &'static str)> {
    let Origin::Example(name) = origin else { return None };
    let example = ALL.iter().skip(1).find(|example| example.name == *name)?;
    Some(example.words(lang))
}

/// Where the site has an example's text; `None` for the first, which a page without parameters shows.
pub(crate) fn address(name: &str) -> Option<String> {
    let example = ALL.iter().skip(1).find(|example| example.name == name)?;
    Some(example.address())
}
