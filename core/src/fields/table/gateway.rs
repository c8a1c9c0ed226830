//! GatewayClasses, Gateways, ListenerSets and ReferenceGrants (kubernetes-sigs/gateway-api, apis/v1).

use super::meta::{ANNOTATIONS, LABELS, METADATA, NAME, NO_NAMESPACE, REST, TYPE};
use super::prelude::*;
use super::workload::NAMESPACES;

pub(super) static GATEWAY_CLASS: Rows = &[&TYPE, &GATEWAY_CLASS_OWN];

rows! {
    GATEWAY_CLASS_OWN:
    "metadata": Object(&[&NAME, &NO_NAMESPACE, &LABELS, &ANNOTATIONS, &REST]), Required;
        "The class's name, which Gateways use."
        "Имя класса, на которое ссылаются Gateway."
    "spec": Object(&[&CLASS_SPEC]), Required;
        "Who serves the class."
        "Кто обслуживает этот класс."
}

pub(super) static GATEWAY: Rows = &[&TYPE, &METADATA, &GATEWAY_OWN];

rows! {
    GATEWAY_OWN:
    "spec": Object(&[&GATEWAY_SPEC]), Required;
        "Where the Gateway listens, and for whom."
        "Что и для кого слушает Gateway."
    "status": Object(&[&ADDRESSES]), Nothing;
        "Where the Gateway is reached."
        "По каким адресам доступен Gateway."
}

pub(super) static LISTENER_SET: Rows = &[&TYPE, &METADATA, &LISTENER_SET_OWN];

rows! {
    LISTENER_SET_OWN:
    "spec": Object(&[&SET_SPEC]), Required;
        "Listeners that are added to a Gateway."
        "Слушатели, которые добавляются к Gateway."
}

pub(super) static REFERENCE_GRANT: Rows = &[&TYPE, &METADATA, &REFERENCE_GRANT_OWN];

rows! {
    REFERENCE_GRANT_OWN:
    "spec": Object(&[&GRANT_SPEC]), Required;
        "Who of other namespaces may name what in this one."
        "Кто из других namespace может ссылаться на объекты этого."
}

rows! {
    CLASS_SPEC:
    "controllerName": Text, Required;
        "The controller that serves the class, as `example.com/name`."
        "Контроллер, который обслуживает класс, в виде `example.com/name`."
}

rows! {
    GATEWAY_SPEC:
    "gatewayClassName": Names(Named::GatewayClass), Required;
        "The class, and so the controller that serves the Gateway."
        "Класс, то есть контроллер, который обслуживает Gateway."
    "listeners": List(&Object(&[&LISTENER])), Required;
        "The ports and hosts that the Gateway takes connections for."
        "Порты и хосты, для которых Gateway принимает соединения."
    "allowedListeners": Object(&[&ALLOWED_LISTENERS]), Nothing;
        "Whose ListenerSets may add listeners."
        "Чьи ListenerSet могут добавлять слушателей."
    "addresses": List(&Object(&[&ADDRESS])), depends("the controller gives some", "выдаёт контроллер");
        "The addresses that the Gateway asks for."
        "Какие адреса Gateway просит."
}

rows! {
    SET_SPEC:
    "parentRef": Object(&[&PARENT]), Required;
        "The Gateway that the listeners are added to."
        "Gateway, к которому добавляются слушатели."
    "listeners": List(&Object(&[&LISTENER])), Required;
        "The ports and hosts that are added."
        "Порты и хосты, которые добавляются."
}

rows! {
    ADDRESSES:
    "addresses": List(&Object(&[&ADDRESS])), Nothing;
        "The addresses that the Gateway got."
        "Какие адреса Gateway получил."
}

rows! {
    ADDRESS:
    "value": Text, Nothing;
        "The address or the host name."
        "Адрес или имя хоста."
}

rows! {
    LISTENER:
    "name": Subdomain, Required;
        "What routes call the listener in sectionName."
        "Имя, на которое маршруты ссылаются в sectionName."
    "hostname": Host, depends("every host", "любой хост");
        "The host that the listener serves; `*.` stands for one label or more."
        "Хост, который обслуживает слушатель; `*.` заменяет одну или несколько частей имени."
    "port": Port(Ports::New), Required;
        "The port that clients connect to."
        "Порт, к которому подключаются клиенты."
    "protocol": Usually(&["HTTP", "HTTPS", "TLS", "TCP", "UDP"]), Required;
        "The protocol of the port; it decides which kinds of routes fit."
        "Протокол порта; от него зависит, какие маршруты подходят."
    "tls": Object(&[&TLS]), Nothing;
        "Where TLS ends, and with which certificates."
        "Где заканчивается TLS и с какими сертификатами."
    "allowedRoutes": Object(&[&ALLOWED_ROUTES]), Nothing;
        "Whose routes may attach, and of which kinds."
        "Чьи маршруты могут присоединиться и каких видов."
}

rows! {
    TLS:
    "mode": OneOf(&["Terminate", "Passthrough"]), Value("Terminate");
        "Whether TLS ends at the Gateway, or goes on to the pods unopened."
        "Заканчивается ли TLS на Gateway или нераскрытым идёт дальше, к подам."
    "certificateRefs": List(&Object(&[&CERTIFICATE])), Nothing;
        "The Secrets with the certificates."
        "Secret с сертификатами."
    "options": Map(&[]), Nothing;
        "Settings of the controller's own, certificates among them."
        "Настройки самого контроллера, в том числе сертификаты."
}

rows! {
    CERTIFICATE:
    "name": Names(Named::Secret), Required;
        "The Secret's name."
        "Имя Secret."
    "namespace": Names(Named::Namespace), depends("that of the listener's object", "тот же, что у объекта со слушателем");
        "The Secret's namespace; another one takes a ReferenceGrant."
        "Namespace этого Secret; для чужого нужен ReferenceGrant."
    "group": Text, Value("");
        "The API group of what is named."
        "Группа API того, на что ссылаются."
    "kind": Text, Value("Secret");
        "The kind of what is named."
        "Вид того, на что ссылаются."
}

rows! {
    ALLOWED_ROUTES:
    "namespaces": Object(&[&FROM_SAME]), Nothing;
        "The namespaces whose routes may attach."
        "Namespace, маршруты которых могут присоединиться."
    "kinds": List(&Object(&[&ROUTE_KIND])), depends("all that the protocol takes", "все, которые подходят протоколу");
        "The kinds of routes that may attach."
        "Виды маршрутов, которые могут присоединиться."
}

rows! {
    ROUTE_KIND:
    "kind": Usually(&["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute"]), Nothing;
        "The kind of route."
        "Вид маршрута."
    "group": Text, Value("gateway.networking.k8s.io");
        "Its API group."
        "Его группа API."
}

rows! {
    ALLOWED_LISTENERS:
    "namespaces": Object(&[&FROM_NONE]), Nothing;
        "The namespaces whose ListenerSets may add listeners."
        "Namespace, ListenerSet которых могут добавлять слушателей."
}

rows! {
    FROM_SAME:
    "from": OneOf(&["None", "Same", "All", "Selector"]), Value("Same");
        "Which namespaces: the Gateway's own, all, or those that selector takes."
        "Какие namespace: свой, все или выбранные полем selector."
    "selector": Object(&[&NAMESPACES]), depends("required with from: Selector", "обязательно с from: Selector");
        "Namespaces by their labels."
        "Namespace по меткам."
}

rows! {
    FROM_NONE:
    "from": OneOf(&["None", "Same", "All", "Selector"]), Value("None");
        "Which namespaces: none, the Gateway's own, all, or those that selector takes."
        "Какие namespace: никакие, свой, все или выбранные полем selector."
    "selector": Object(&[&NAMESPACES]), depends("required with from: Selector", "обязательно с from: Selector");
        "Namespaces by their labels."
        "Namespace по меткам."
}

rows! {
    /// A Gateway that is named.
    pub(super) PARENT:
    "name": Names(Named::Gateway), Required;
        "The parent's name."
        "Имя родителя."
    "namespace": Names(Named::Namespace), depends("the object's own", "тот же, что у объекта");
        "The parent's namespace."
        "Namespace родителя."
    "group": Usually(&["gateway.networking.k8s.io", ""]), Value("gateway.networking.k8s.io");
        "The parent's API group; empty for a Service."
        "Группа API родителя; пустая для Service."
    "kind": Usually(&["Gateway", "ListenerSet", "Service"]), Value("Gateway");
        "What the parent is; a Service makes it a route of the mesh."
        "Вид родителя; с Service это маршрут внутри mesh."
}

rows! {
    GRANT_SPEC:
    "from": List(&Object(&[&GRANT_FROM])), Required;
        "Who may name objects of this namespace."
        "Кто может ссылаться на объекты этого namespace."
    "to": List(&Object(&[&GRANT_TO])), Required;
        "What they may name."
        "На что им можно ссылаться."
}

rows! {
    GRANT_FROM:
    "group": Usually(&["gateway.networking.k8s.io"]), Required;
        "API group of who names."
        "Группа API того, кто ссылается."
    "kind": Usually(&["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute", "Gateway", "ListenerSet"]), Required;
        "Kind of who names."
        "Вид того, кто ссылается."
    "namespace": Names(Named::Namespace), Required;
        "Namespace of who names."
        "Namespace того, кто ссылается."
}

rows! {
    GRANT_TO:
    "group": Usually(&[""]), Required;
        "API group of what is named; empty for Services and Secrets."
        "Группа API того, на что ссылаются; пустая для Service и Secret."
    "kind": Usually(&["Service", "Secret"]), Required;
        "Kind of what is named."
        "Вид того, на что ссылаются."
    "name": Text, depends("every object of the kind", "любой объект этого вида");
        "The one object that may be named."
        "Единственный объект, на который можно ссылаться."
}
