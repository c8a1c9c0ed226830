//! EndpointSlices and the Endpoints of old.

use super::meta::{ANNOTATIONS, NAME, NAMESPACE, REST, TYPE};
use super::prelude::*;

pub(super) static ENDPOINT_SLICE: Rows = &[&TYPE, &ENDPOINT_SLICE_OWN];

rows! {
    ENDPOINT_SLICE_OWN:
    "metadata": Object(&[&NAME, &NAMESPACE, &SLICE_LABELS, &ANNOTATIONS, &REST]), Required;
        "Name and labels; a label says which Service the endpoints belong to."
        "Имя и метки; по метке видно, какому Service принадлежат точки."
    "addressType": OneOf(&["IPv4", "IPv6", "FQDN"]), Required;
        "What the addresses are; no proxy reads FQDN."
        "Вид адресов; FQDN прокси не читают."
    "ports": List(&Object(&[&PORT, &SLICE_PORT])), Nothing;
        "The ports of the endpoints; their names are those of the Service's ports."
        "Порты конечных точек; имена те же, что у портов Service."
    "endpoints": List(&Object(&[&ENDPOINT])), Nothing;
        "Who answers for the Service."
        "Кто отвечает за Service."
}

pub(super) static ENDPOINTS: Rows = &[&TYPE, &ENDPOINTS_OWN];

rows! {
    ENDPOINTS_OWN:
    "metadata": Object(&[&NAME, &NAMESPACE, &ENDPOINTS_MARKS, &REST]), Required;
        "Name and namespace: those of the Service."
        "Имя и namespace, те же, что у Service."
    "subsets": List(&Object(&[&SUBSET])), Nothing;
        "Endpoints that have their ports in common."
        "Группы конечных точек с одинаковыми портами."
}

rows! {
    SLICE_LABELS:
    "labels": Map(&SLICE_KNOWN), Nothing;
        "Which Service the endpoints belong to, and who wrote them."
        "Какому Service принадлежат точки и кто их записал."
}

rows! {
    SLICE_KNOWN:
    "kubernetes.io/service-name": Names(Named::Service), Nothing;
        "The Service that the endpoints belong to."
        "Service, которому принадлежат точки."
    "endpointslice.kubernetes.io/managed-by": Text, Nothing;
        "Who writes the slice; the controllers leave those of others alone."
        "Кто ведёт этот срез; чужие контроллеры не трогают."
}

rows! {
    ENDPOINTS_MARKS:
    "labels": Map(&ENDPOINTS_LABELS), Nothing;
        "What the mirroring controller looks at."
        "На что смотрит контроллер, который делает из них EndpointSlice."
    "annotations": Map(&ENDPOINTS_ANNOTATIONS), Nothing;
        "What the mirroring controller looks at."
        "На что смотрит контроллер, который делает из них EndpointSlice."
}

rows! {
    ENDPOINTS_LABELS:
    "endpointslice.kubernetes.io/skip-mirror": Usually(&["true"]), Nothing;
        "With `true` no EndpointSlice is made of them, and no proxy sees them."
        "С `true` EndpointSlice не создаётся, и прокси эти точки не видят."
}

rows! {
    ENDPOINTS_ANNOTATIONS:
    "control-plane.alpha.kubernetes.io/leader" hidden: Text, Nothing;
        "The object serves a leader election and holds no endpoints."
        "Объект служит для выбора лидера, конечных точек в нём нет."
}

rows! {
    PORT:
    "name": Label, Nothing;
        "The name of the Service's port that leads here."
        "Имя порта Service, который ведёт сюда."
    "protocol": OneOf(&["TCP", "UDP", "SCTP"]), Value("TCP");
        "The protocol of the port."
        "Протокол порта."
    "port": Port(Ports::New), Nothing;
        "The number of the endpoints' port."
        "Номер порта у конечных точек."
}

rows! {
    SLICE_PORT:
    "appProtocol": QualifiedName, Nothing;
        "The application's protocol on the port."
        "Протокол приложения на этом порту."
}

rows! {
    ENDPOINT:
    "addresses": List(&Address), Required;
        "The endpoint's address; of several proxies take the first."
        "Адрес конечной точки; из нескольких прокси берут первый."
    "conditions": Object(&[&CONDITIONS]), Nothing;
        "Whether the endpoint takes traffic."
        "Принимает ли точка трафик."
    "nodeName": Names(Named::Node), Nothing;
        "The node that the endpoint runs on; policy Local looks at it."
        "Узел, на котором работает точка; на него смотрит политика Local."
    "zone": Text, Nothing;
        "The zone that the endpoint runs in."
        "Зона, в которой работает точка."
    "hostname": Label, Nothing;
        "The endpoint's DNS name under a headless Service."
        "Имя точки в DNS под headless Service."
    "targetRef": Object(&[&TARGET]), Nothing;
        "The pod behind the address."
        "Под за этим адресом."
    "hints": Object(&[&HINTS]), Nothing;
        "Whose traffic the endpoint is meant for."
        "Чей трафик предназначен этой точке."
    "topology" hidden: Map(&[]), Nothing;
        "Labels of the endpoint's node, in place of nodeName and zone (discovery.k8s.io/v1beta1)."
        "Метки узла вместо nodeName и zone (discovery.k8s.io/v1beta1)."
}

rows! {
    CONDITIONS:
    "ready": Boolean, Value("true");
        "Whether the endpoint takes traffic."
        "Принимает ли точка трафик."
    "serving": Boolean, Value("true");
        "Whether it would, were it not shutting down."
        "Могла бы принимать, если бы не завершалась."
    "terminating": Boolean, Value("false");
        "Whether it is shutting down."
        "Завершается ли она."
}

rows! {
    TARGET:
    "kind": Usually(&["Pod"]), Nothing;
        "What stands behind the address."
        "Что стоит за адресом."
    "namespace": Names(Named::Namespace), depends("that of the endpoints", "тот же, что у точек");
        "The pod's namespace."
        "Namespace пода."
    "name": Text, Nothing;
        "The pod's name."
        "Имя пода."
}

rows! {
    HINTS:
    "forZones": List(&Object(&[&HINTED_ZONE])), Nothing;
        "The zones whose clients should go here."
        "Зоны, клиентам которых стоит идти сюда."
    "forNodes": List(&Object(&[&HINTED_NODE])), Nothing;
        "The nodes whose clients should go here."
        "Узлы, клиентам которых стоит идти сюда."
}

rows! {
    HINTED_ZONE:
    "name": Text, Nothing;
        "The zone's name."
        "Имя зоны."
}

rows! {
    HINTED_NODE:
    "name": Names(Named::Node), Nothing;
        "The node's name."
        "Имя узла."
}

rows! {
    SUBSET:
    "addresses": List(&Object(&[&SUBSET_ADDRESS])), Nothing;
        "Endpoints that are ready."
        "Готовые конечные точки."
    "notReadyAddresses": List(&Object(&[&SUBSET_ADDRESS])), Nothing;
        "Endpoints that are not ready."
        "Неготовые конечные точки."
    "ports": List(&Object(&[&PORT])), Nothing;
        "The ports of these endpoints."
        "Порты этих конечных точек."
}

rows! {
    SUBSET_ADDRESS:
    "ip": Address, Required;
        "The endpoint's address."
        "Адрес конечной точки."
    "hostname": Text, Nothing;
        "The endpoint's DNS name under a headless Service."
        "Имя точки в DNS под headless Service."
    "nodeName": Names(Named::Node), Nothing;
        "The node that the endpoint runs on."
        "Узел, на котором работает точка."
    "targetRef": Object(&[&TARGET]), Nothing;
        "The pod behind the address."
        "Под за этим адресом."
}
