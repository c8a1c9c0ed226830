//! Ingresses and their classes. Annotations are those of ingress-nginx (internal/ingress/annotations) that routing reads.

use super::meta::{LABELS, NAME, NAMESPACE, NO_NAMESPACE, REST, TYPE};
use super::prelude::*;
use super::service::ENTRY;

pub(super) static INGRESS: Rows = &[&TYPE, &INGRESS_OWN];

rows! {
    INGRESS_OWN:
    "metadata": Object(&[&NAME, &NAMESPACE, &LABELS, &ANNOTATIONS, &REST]), Required;
        "Name, namespace and the controller's annotations."
        "Имя, namespace и аннотации для контроллера."
    "spec": Object(&[&SPEC]), Nothing;
        "Which requests go to which Service."
        "Какие запросы идут в какой Service."
    "status": Object(&[&STATUS]), Nothing;
        "Where the controller is reached."
        "По какому адресу доступен контроллер."
}

pub(super) static INGRESS_CLASS: Rows = &[&TYPE, &INGRESS_CLASS_OWN];

rows! {
    INGRESS_CLASS_OWN:
    "metadata": Object(&[&NAME, &NO_NAMESPACE, &LABELS, &CLASS_ANNOTATIONS, &REST]), Required;
        "The class's name, which Ingresses use."
        "Имя класса, на которое ссылаются Ingress."
    "spec": Object(&[&CLASS_SPEC]), Required;
        "Who serves the class."
        "Кто обслуживает этот класс."
}

rows! {
    CLASS_ANNOTATIONS:
    "annotations": Map(&CLASS_KNOWN), Nothing;
        "Whether the class is the default one."
        "Класс по умолчанию или нет."
}

rows! {
    CLASS_KNOWN:
    "ingressclass.kubernetes.io/is-default-class": Usually(&["true"]), Nothing;
        "With `true` new Ingresses without class get this one."
        "С `true` новые Ingress без класса получают этот."
}

rows! {
    CLASS_SPEC:
    "controller": Usually(&["k8s.io/ingress-nginx"]), Required;
        "The controller that serves the class."
        "Контроллер, который обслуживает класс."
}

rows! {
    SPEC:
    "ingressClassName": Names(Named::IngressClass), depends("the default class, if there is one", "класс по умолчанию, если он есть");
        "The class, and so the controller that serves the Ingress."
        "Класс, то есть контроллер, который обслуживает Ingress."
    "rules": List(&Object(&[&RULE])), depends("everything goes to defaultBackend", "всё идёт в defaultBackend");
        "Where requests go, by host and path."
        "Куда идут запросы, по хосту и пути."
    "defaultBackend": Object(&[&BACKEND]), depends("what no rule takes gets the controller's 404", "что не подошло ни под одно правило, получает 404 контроллера");
        "Where requests go that no rule takes."
        "Куда идут запросы, которые не подошли ни под одно правило."
    "tls": List(&Object(&[&TLS])), Nothing;
        "The hosts that are served over https, and with which certificates."
        "Какие хосты доступны по https и с какими сертификатами."
    "backend" hidden: Object(&[&BACKEND]), Nothing;
        "defaultBackend of the beta versions."
        "Так defaultBackend назывался в beta-версиях."
}

rows! {
    RULE:
    "host": Host, depends("every host", "любой хост");
        "The host that the request asks for; `*.` stands for one label."
        "Хост, к которому обращён запрос; `*.` заменяет одну часть имени."
    "http": Object(&[&HTTP]), depends("all requests of the host go to defaultBackend", "все запросы хоста идут в defaultBackend");
        "Where the host's requests go, by path."
        "Куда идут запросы этого хоста, по пути."
}

rows! {
    HTTP:
    "paths": List(&Object(&[&PATH])), Required;
        "The paths; an exact match comes first, then the longest one."
        "Пути; сначала точное совпадение, потом самый длинный."
}

rows! {
    PATH:
    "path": Path, depends("every path; required with types Exact and Prefix", "любой путь; для типов Exact и Prefix обязательно");
        "What the request's path is compared with."
        "С чем сравнивается путь запроса."
    "pathType": OneOf(&["Exact", "Prefix", "ImplementationSpecific"]), Required;
        "How it is compared: as a whole, element by element from the beginning, or as the controller likes."
        "Как сравнивать: целиком, по элементам с начала или как решит контроллер."
    "backend": Object(&[&BACKEND]), Required;
        "Where these requests go."
        "Куда идут эти запросы."
}

rows! {
    BACKEND:
    "service": Object(&[&SERVICE]), depends("required unless resource is given", "обязательно, если нет resource");
        "The Service that answers, in the Ingress' own namespace."
        "Service, который отвечает; из того же namespace, что и Ingress."
    "resource": Object(&[&RESOURCE]), Nothing;
        "Another object in place of a Service, if the controller knows its kind."
        "Другой объект вместо Service, если контроллер знает такой вид."
    "serviceName" hidden: Names(Named::Service), Nothing;
        "The Service's name in the beta versions."
        "Имя Service в beta-версиях."
    "servicePort" hidden: PortOrName(Ports::OfService), Nothing;
        "The Service's port in the beta versions."
        "Порт Service в beta-версиях."
}

rows! {
    SERVICE:
    "name": Names(Named::Service), Required;
        "The Service's name."
        "Имя Service."
    "port": Object(&[&SERVICE_PORT]), Required;
        "The Service's port, by number or by name."
        "Порт Service: номер или имя."
}

rows! {
    SERVICE_PORT:
    "number": Port(Ports::OfService), depends("required unless name is given", "обязательно, если нет name");
        "The number of the Service's port: port, not targetPort."
        "Номер порта Service: port, а не targetPort."
    "name": PortName(Ports::OfService), depends("required unless number is given", "обязательно, если нет number");
        "The name of the Service's port."
        "Имя порта Service."
}

rows! {
    RESOURCE:
    "kind": Text, Nothing;
        "The object's kind."
        "Вид объекта."
    "name": Text, Nothing;
        "The object's name."
        "Имя объекта."
}

rows! {
    TLS:
    "hosts": List(&Host), Nothing;
        "The hosts that the certificate is for."
        "Хосты, для которых этот сертификат."
    "secretName": Names(Named::Secret), depends("the controller's own certificate", "сертификат самого контроллера");
        "The Secret with the certificate."
        "Secret с сертификатом."
}

rows! {
    STATUS:
    "loadBalancer": Object(&[&BALANCER]), Nothing;
        "Where the controller is reached."
        "По каким адресам доступен контроллер."
}

rows! {
    BALANCER:
    "ingress": List(&Object(&[&ENTRY])), Nothing;
        "The addresses where traffic from outside comes in."
        "Адреса, на которые приходит внешний трафик."
}

rows! {
    ANNOTATIONS:
    "annotations": Map(&KNOWN), Nothing;
        "Settings of the controller; each reads its own."
        "Настройки контроллера; каждый читает свои."
}

rows! {
    KNOWN:
    "kubernetes.io/ingress.class" hidden: Names(Named::IngressClass), Nothing;
        "The class, where it stood before ingressClassName."
        "Класс: так его указывали до ingressClassName."
    "nginx.ingress.kubernetes.io/rewrite-target": Text, Nothing;
        "The path that the Service sees; `$1` is what the first group of the path took."
        "Путь, который увидит Service; `$1` — то, что попало в первую группу пути."
    "nginx.ingress.kubernetes.io/use-regex": Usually(TRUTH), Value("false");
        "Whether the paths of the host are regular expressions."
        "Считать ли пути этого хоста регулярными выражениями."
    "nginx.ingress.kubernetes.io/app-root": Text, Nothing;
        "Where requests for `/` are redirected to."
        "Куда перенаправлять запросы к `/`."
    "nginx.ingress.kubernetes.io/ssl-redirect": Usually(TRUTH), Value("true");
        "Whether http is redirected to https where the host has a certificate."
        "Перенаправлять ли http на https, если у хоста есть сертификат."
    "nginx.ingress.kubernetes.io/force-ssl-redirect": Usually(TRUTH), Value("false");
        "Whether http is redirected to https even without a certificate."
        "Перенаправлять ли http на https даже без сертификата."
    "nginx.ingress.kubernetes.io/preserve-trailing-slash": Usually(TRUTH), Value("false");
        "Whether the redirect to https keeps a slash at the path's end."
        "Сохранять ли косую черту в конце пути при перенаправлении на https."
    "nginx.ingress.kubernetes.io/permanent-redirect": Text, Nothing;
        "The address that every request is redirected to for good (301)."
        "Адрес, на который навсегда (301) перенаправлять все запросы."
    "nginx.ingress.kubernetes.io/permanent-redirect-code": Text, Value("301");
        "The status of permanent-redirect."
        "Код ответа для permanent-redirect."
    "nginx.ingress.kubernetes.io/temporal-redirect": Text, Nothing;
        "The address that every request is redirected to for now (302)."
        "Адрес, на который временно (302) перенаправлять все запросы."
    "nginx.ingress.kubernetes.io/temporal-redirect-code": Text, Value("302");
        "The status of temporal-redirect."
        "Код ответа для temporal-redirect."
    "nginx.ingress.kubernetes.io/relative-redirects": Usually(TRUTH), Value("false");
        "Whether redirects to a path leave out scheme and host."
        "Обходятся ли перенаправления на путь без схемы и хоста."
    "nginx.ingress.kubernetes.io/from-to-www-redirect": Usually(TRUTH), Value("false");
        "Whether requests for the host with or without `www.` are redirected to the one that has rules."
        "Перенаправлять ли с имени с `www.` на имя без него или наоборот, туда, где есть правила."
    "nginx.ingress.kubernetes.io/server-alias": Text, Nothing;
        "More hosts that these rules serve, separated by commas."
        "Другие хосты для этих же правил, через запятую."
    "nginx.ingress.kubernetes.io/upstream-vhost": Text, Nothing;
        "The Host header that the Service sees."
        "Заголовок Host, который увидит Service."
    "nginx.ingress.kubernetes.io/backend-protocol": Usually(&["HTTP", "HTTPS", "GRPC", "GRPCS", "AUTO_HTTP", "FCGI"]), Value("HTTP");
        "How the controller talks to the pods."
        "Как контроллер обращается к подам."
    "nginx.ingress.kubernetes.io/service-upstream": Usually(TRUTH), Value("false");
        "Whether the controller connects to the Service's own address in place of its pods'."
        "Обращаться ли к адресу самого Service, а не к его подам."
    "nginx.ingress.kubernetes.io/default-backend": Names(Named::Service), Nothing;
        "The Service that answers where the Service of a rule has no endpoints."
        "Service, который ответит, если у Service из правила нет конечных точек."
    "nginx.ingress.kubernetes.io/enable-cors": Usually(TRUTH), Value("false");
        "Whether the controller answers CORS preflight requests itself."
        "Отвечать ли на предварительные запросы CORS самому контроллеру."
    "nginx.ingress.kubernetes.io/cors-allow-origin": Text, Value("*");
        "The origins that CORS allows."
        "Какие origin разрешает CORS."
    "nginx.ingress.kubernetes.io/canary": Usually(TRUTH), Value("false");
        "Whether this Ingress takes a share of another one's requests."
        "Забирает ли этот Ingress часть запросов другого (канареечный)."
    "nginx.ingress.kubernetes.io/canary-weight": Text, Value("0");
        "The canary's share of requests, of canary-weight-total."
        "Доля запросов для канареечного, из canary-weight-total."
    "nginx.ingress.kubernetes.io/canary-weight-total": Text, Value("100");
        "What canary-weight is a part of."
        "От чего считается canary-weight."
    "nginx.ingress.kubernetes.io/canary-by-header": Text, Nothing;
        "The header that sends a request to the canary (`always`) or past it (`never`)."
        "Заголовок, по которому запрос идёт в канареечный (`always`) или мимо (`never`)."
    "nginx.ingress.kubernetes.io/canary-by-header-value": Text, Nothing;
        "The value of that header that sends a request to the canary."
        "Значение этого заголовка, с которым запрос идёт в канареечный."
    "nginx.ingress.kubernetes.io/canary-by-header-pattern": Text, Nothing;
        "The regular expression that the header's value must match."
        "Регулярное выражение для значения этого заголовка."
    "nginx.ingress.kubernetes.io/canary-by-cookie": Text, Nothing;
        "The cookie that sends a request to the canary (`always`) or past it (`never`)."
        "Cookie, по которой запрос идёт в канареечный (`always`) или мимо (`never`)."
}

static TRUTH: &[&str] = &["true", "false"];
