//! Routes of the Gateway API, with the defaults of their schemas.

use super::gateway::PARENT;
use super::meta::{METADATA, TYPE};
use super::prelude::*;

pub(super) static HTTP_ROUTE: Rows = &[&TYPE, &METADATA, &HTTP_ROUTE_OWN];

rows! {
    HTTP_ROUTE_OWN:
    "spec": Object(&[&PARENTS, &HOSTNAMES, &HTTP_RULES]), Nothing;
        "Which requests go to which Service."
        "Какие запросы идут в какой Service."
}

pub(super) static GRPC_ROUTE: Rows = &[&TYPE, &METADATA, &GRPC_ROUTE_OWN];

rows! {
    GRPC_ROUTE_OWN:
    "spec": Object(&[&PARENTS, &HOSTNAMES, &GRPC_RULES]), Nothing;
        "Which calls go to which Service."
        "Какие вызовы идут в какой Service."
}

pub(super) static TLS_ROUTE: Rows = &[&TYPE, &METADATA, &TLS_ROUTE_OWN];

rows! {
    TLS_ROUTE_OWN:
    "spec": Object(&[&PARENTS, &HOSTNAMES, &STREAM_RULES]), Nothing;
        "Which TLS connections go to which Service, by the host they ask for (SNI)."
        "Какие соединения TLS идут в какой Service, по запрошенному хосту (SNI)."
}

/// TCPRoutes and UDPRoutes.
pub(super) static STREAM_ROUTE: Rows = &[&TYPE, &METADATA, &STREAM_ROUTE_OWN];

rows! {
    STREAM_ROUTE_OWN:
    "spec": Object(&[&PARENTS, &STREAM_RULES]), Nothing;
        "Which Service the listener's connections go to."
        "В какой Service идут соединения слушателя."
}

rows! {
    PARENTS:
    "parentRefs": List(&Object(&[&PARENT, &SECTION])), Nothing;
        "The Gateways that the route attaches to."
        "Gateway, к которым присоединяется маршрут."
}

rows! {
    SECTION:
    "sectionName": Names(Named::Listener), depends("every listener that fits", "все подходящие слушатели");
        "The one listener that the route attaches to."
        "Один слушатель, к которому присоединяется маршрут."
    "port": Port(Ports::OfListener), depends("every port", "любой порт");
        "The port whose listeners the route attaches to."
        "Порт, к слушателям которого присоединяется маршрут."
}

rows! {
    HOSTNAMES:
    "hostnames": List(&Host), depends("every host that the listener serves", "все хосты слушателя");
        "The hosts that the route serves, of those that the listener does."
        "Хосты, которые обслуживает маршрут, из хостов слушателя."
}

rows! {
    HTTP_RULES:
    "rules": List(&Object(&[&HTTP_RULE])), depends("one rule that takes everything and names no backend", "одно правило для всего, без backend");
        "Where requests go; the most exact match of all routes wins."
        "Куда идут запросы; побеждает самое точное совпадение среди всех маршрутов."
}

rows! {
    GRPC_RULES:
    "rules": List(&Object(&[&GRPC_RULE])), Nothing;
        "Where calls go; the most exact match of all routes wins."
        "Куда идут вызовы; побеждает самое точное совпадение среди всех маршрутов."
}

rows! {
    STREAM_RULES:
    "rules": List(&Object(&[&STREAM_RULE])), Required;
        "Where connections go."
        "Куда идут соединения."
}

rows! {
    HTTP_RULE:
    "matches": List(&Object(&[&HTTP_MATCH])), depends("everything", "любой запрос");
        "The requests that the rule takes; one that fits is enough."
        "Какие запросы берёт правило; достаточно одного совпадения."
    "filters": List(&Object(&[&FILTER, &HTTP_FILTERS])), Nothing;
        "What is changed about the request, or answered in place of the Service."
        "Что меняется в запросе или отвечается вместо Service."
    "backendRefs": List(&Object(&[&BACKEND, &WEIGHTED, &HTTP_BACKEND])), depends("requests get 500", "запросы получают 500");
        "Who answers, each with its share of the requests."
        "Кто отвечает и какую долю запросов получает."
    "timeouts": Object(&[&TIMEOUTS]), depends("the controller's own", "задаёт контроллер");
        "How long the Gateway waits for an answer."
        "Сколько Gateway ждёт ответа."
}

rows! {
    TIMEOUTS:
    "request": Text, depends("the controller's own", "задаёт контроллер");
        "How long the client waits for the whole answer, such as `10s`; `0s` is without end."
        "Сколько клиент ждёт всего ответа, например `10s`; `0s` — без ограничения."
    "backendRequest": Text, depends("as request", "как request");
        "How long the Gateway waits for one answer of the Service, such as `10s`."
        "Сколько Gateway ждёт одного ответа Service, например `10s`."
}

rows! {
    GRPC_RULE:
    "matches": List(&Object(&[&GRPC_MATCH])), depends("everything", "любой вызов");
        "The calls that the rule takes; one that fits is enough."
        "Какие вызовы берёт правило; достаточно одного совпадения."
    "filters": List(&Object(&[&FILTER, &COMMON_FILTERS])), Nothing;
        "What is changed about the call."
        "Что меняется в вызове."
    "backendRefs": List(&Object(&[&BACKEND, &WEIGHTED, &GRPC_BACKEND])), depends("calls get UNAVAILABLE", "вызовы получают UNAVAILABLE");
        "Who answers, each with its share of the calls."
        "Кто отвечает и какую долю вызовов получает."
}

rows! {
    STREAM_RULE:
    "backendRefs": List(&Object(&[&BACKEND, &WEIGHTED])), depends("connections are refused", "соединения отклоняются");
        "Who answers, each with its share of the connections."
        "Кто отвечает и какую долю соединений получает."
}

rows! {
    HTTP_MATCH:
    "path": Object(&[&PATH_MATCH]), Nothing;
        "The path that the request must have."
        "Какой путь должен быть у запроса."
    "headers": List(&Object(&[&VALUE_MATCH])), Nothing;
        "Headers that the request must have, all of them."
        "Какие заголовки должны быть у запроса; нужны все."
    "queryParams": List(&Object(&[&VALUE_MATCH])), Nothing;
        "Query parameters that the request must have, all of them."
        "Какие параметры должны быть в запросе; нужны все."
    "method": OneOf(&METHODS), depends("every method", "любой метод");
        "The method that the request must have."
        "Какой метод должен быть у запроса."
}

rows! {
    PATH_MATCH:
    "type": OneOf(&["Exact", "PathPrefix", "RegularExpression"]), Value("PathPrefix");
        "How the path is compared: as a whole, element by element from the beginning, or as the controller's expressions do."
        "Как сравнивать путь: целиком, по элементам с начала или регулярным выражением контроллера."
    "value": Path, Value("/");
        "What the path is compared with."
        "С чем сравнивается путь."
}

rows! {
    VALUE_MATCH:
    "name": HeaderName, Required;
        "The name; of equal ones only the first counts."
        "Имя; из одинаковых действует только первое."
    "type": OneOf(&["Exact", "RegularExpression"]), Value("Exact");
        "How the value is compared."
        "Как сравнивать значение."
    "value": Text, Required;
        "What the value is compared with."
        "С чем сравнивается значение."
}

rows! {
    GRPC_MATCH:
    "method": Object(&[&GRPC_METHOD]), Nothing;
        "The service and method that are called."
        "Какой сервис и метод вызываются."
    "headers": List(&Object(&[&VALUE_MATCH])), Nothing;
        "Headers that the call must have, all of them."
        "Какие заголовки должны быть у вызова; нужны все."
}

rows! {
    GRPC_METHOD:
    "type": OneOf(&["Exact", "RegularExpression"]), Value("Exact");
        "How service and method are compared."
        "Как сравнивать сервис и метод."
    "service": Text, depends("every service", "любой сервис");
        "The gRPC service, with its package."
        "Сервис gRPC вместе с пакетом."
    "method": Text, depends("every method", "любой метод");
        "The gRPC method."
        "Метод gRPC."
}

rows! {
    /// A Service that is named.
    BACKEND:
    "name": Names(Named::Service), Required;
        "The Service's name."
        "Имя Service."
    "namespace": Names(Named::Namespace), depends("the route's own", "тот же, что у маршрута");
        "The Service's namespace; another one takes a ReferenceGrant."
        "Namespace этого Service; для чужого нужен ReferenceGrant."
    "group": Text, Value("");
        "The API group of what is named."
        "Группа API того, на что ссылаются."
    "kind": Text, Value("Service");
        "The kind of what is named."
        "Вид того, на что ссылаются."
}

rows! {
    WEIGHTED:
    "port": Port(Ports::OfService), depends("required for Services", "обязательно для Service");
        "The Service's port: port, not targetPort."
        "Порт Service: port, а не targetPort."
    "weight": Integer(0, 1_000_000), Value("1");
        "Its share, of the sum of all weights."
        "Доля от суммы всех весов."
}

rows! {
    HTTP_BACKEND:
    "filters": List(&Object(&[&FILTER, &HTTP_FILTERS])), Nothing;
        "What is changed about requests that go to this backend."
        "Что меняется в запросах, которые идут в этот backend."
}

rows! {
    GRPC_BACKEND:
    "filters": List(&Object(&[&FILTER, &COMMON_FILTERS])), Nothing;
        "What is changed about calls that go to this backend."
        "Что меняется в вызовах, которые идут в этот backend."
}

rows! {
    HTTP_FILTERS:
    "type": OneOf(&["RequestHeaderModifier", "ResponseHeaderModifier", "RequestRedirect", "URLRewrite", "RequestMirror", "CORS", "ExternalAuth", "ExtensionRef"]), Required;
        "What the filter does; the field of the same name says how."
        "Что делает фильтр; подробности в поле с тем же именем."
    "requestRedirect": Object(&[&REDIRECT]), depends("required with type RequestRedirect", "обязательно с типом RequestRedirect");
        "The redirect that is answered."
        "Перенаправление, которое получит клиент."
    "urlRewrite": Object(&[&REWRITE]), depends("required with type URLRewrite", "обязательно с типом URLRewrite");
        "The host and path that the Service sees."
        "Хост и путь, которые увидит Service."
}

rows! {
    COMMON_FILTERS:
    "type": OneOf(&["RequestHeaderModifier", "ResponseHeaderModifier", "RequestMirror", "ExtensionRef"]), Required;
        "What the filter does; the field of the same name says how."
        "Что делает фильтр; подробности в поле с тем же именем."
}

rows! {
    FILTER:
    "requestHeaderModifier": Object(&[&HEADERS]), depends("required with type RequestHeaderModifier", "обязательно с типом RequestHeaderModifier");
        "The headers that are changed on the way to the Service."
        "Какие заголовки меняются по пути к Service."
    "requestMirror": Object(&[&MIRROR]), depends("required with type RequestMirror", "обязательно с типом RequestMirror");
        "Where a copy of each request goes, whose answer nobody sees."
        "Куда уходит копия каждого запроса; её ответа никто не увидит."
    "extensionRef": Object(&[&EXTENSION]), depends("required with type ExtensionRef", "обязательно с типом ExtensionRef");
        "A filter of the controller's own make."
        "Фильтр самого контроллера."
}

rows! {
    HEADERS:
    "set": List(&Object(&[&HEADER])), Nothing;
        "Headers that are set, whatever they were."
        "Заголовки, которые устанавливаются заново."
    "add": List(&Object(&[&HEADER])), Nothing;
        "Headers to which a value is added."
        "Заголовки, к которым добавляется значение."
    "remove": List(&Text), Nothing;
        "Headers that are taken away."
        "Заголовки, которые удаляются."
}

rows! {
    HEADER:
    "name": HeaderName, Required;
        "The header's name."
        "Имя заголовка."
    "value": Text, Required;
        "The header's value."
        "Значение заголовка."
}

rows! {
    REDIRECT:
    "scheme": OneOf(&["http", "https"]), depends("that of the request", "как в запросе");
        "The scheme of the new address."
        "Схема нового адреса."
    "hostname": PreciseHost, depends("that of the request", "как в запросе");
        "The host of the new address."
        "Хост нового адреса."
    "path": Object(&[&PATH_EDIT]), depends("that of the request", "как в запросе");
        "The path of the new address."
        "Путь нового адреса."
    "port": Port(Ports::New), depends("that of the scheme, or the listener's", "порт схемы или слушателя");
        "The port of the new address."
        "Порт нового адреса."
    "statusCode": Integer(301, 308), Value("302");
        "The status of the answer: 301, 302, 303, 307 or 308."
        "Код ответа: 301, 302, 303, 307 или 308."
}

rows! {
    REWRITE:
    "hostname": PreciseHost, depends("that of the request", "как в запросе");
        "The host that the Service sees."
        "Хост, который увидит Service."
    "path": Object(&[&PATH_EDIT]), depends("that of the request", "как в запросе");
        "The path that the Service sees."
        "Путь, который увидит Service."
}

rows! {
    PATH_EDIT:
    "type": OneOf(&["ReplaceFullPath", "ReplacePrefixMatch"]), Nothing;
        "Whether the whole path is replaced, or the prefix that matched."
        "Заменяется весь путь или только совпавшее начало."
    "replaceFullPath": Text, Nothing;
        "The whole path, with type ReplaceFullPath."
        "Путь целиком, с типом ReplaceFullPath."
    "replacePrefixMatch": Text, Nothing;
        "What stands in place of the prefix, with type ReplacePrefixMatch."
        "Чем заменить начало, с типом ReplacePrefixMatch."
}

rows! {
    MIRROR:
    "backendRef": Object(&[&BACKEND]), Required;
        "The Service that gets the copies."
        "Service, который получает копии."
    "percent": Integer(0, 100), depends("every request", "каждый запрос");
        "The share of the requests of which there are copies, in per cent."
        "Доля запросов, копии которых отправляются, в процентах."
}

rows! {
    EXTENSION:
    "name": Text, Required;
        "The object's name."
        "Имя объекта."
    "group": Text, Nothing;
        "The object's API group."
        "Группа API объекта."
    "kind": Text, Nothing;
        "The object's kind."
        "Вид объекта."
    "namespace" hidden: Text, Nothing;
        "Without meaning: the object is of the route's own namespace."
        "Ничего не значит: объект из namespace маршрута."
}

static METHODS: [&str; 9] = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];
