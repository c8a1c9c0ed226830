//! Services: pkg/apis/core/v1/defaults.go for what is left out, pkg/apis/core/validation for what is refused.

use super::meta::{NAMESPACE, REST, SERVICE_NAME, TYPE};
use super::prelude::*;

pub(super) static SERVICE: Rows = &[&TYPE, &SERVICE_OWN];

rows! {
    SERVICE_OWN:
    "metadata": Object(&[&SERVICE_NAME, &NAMESPACE, &MARKS, &REST]), Required;
        "Name, namespace and labels of the Service."
        "Имя, namespace и метки Service."
    "spec": Object(&[&SPEC]), Required;
        "What the Service offers, and who answers."
        "Что Service предлагает и кто за ним отвечает."
    "status": Object(&[&STATUS]), Nothing;
        "What the load balancer's provider reports."
        "Что сообщает провайдер балансировщика."
}

rows! {
    MARKS:
    "labels": Map(&KNOWN_LABELS), Nothing;
        "What selectors find the object by; some keep kube-proxy away."
        "Метки, по которым объект находят селекторы; некоторые скрывают его от kube-proxy."
    "annotations": Map(&KNOWN_ANNOTATIONS), Nothing;
        "Notes for controllers; load balancers read theirs here."
        "Заметки для контроллеров; балансировщики ищут здесь свои настройки."
}

rows! {
    KNOWN_LABELS:
    "service.kubernetes.io/service-proxy-name": Text, Nothing;
        "Another proxy serves this Service; kube-proxy leaves it alone."
        "Этот Service обслуживает другой прокси; kube-proxy его не трогает."
    "service.kubernetes.io/headless": Text, Nothing;
        "On endpoints of a headless Service; kube-proxy leaves them alone."
        "Стоит на точках headless Service; kube-proxy их не трогает."
}

rows! {
    KNOWN_ANNOTATIONS:
    "service.kubernetes.io/topology-mode": Usually(&["Auto", "Disabled"]), Nothing;
        "`Auto` shares the endpoints among zones by their CPUs, so that traffic stays in its zone."
        "`Auto` делит конечные точки между зонами по их процессорам, и трафик остаётся в своей зоне."
    "service.kubernetes.io/topology-aware-hints" hidden: Usually(&["Auto", "Disabled"]), Nothing;
        "The older name of topology-mode."
        "Прежнее имя topology-mode."
    "service.beta.kubernetes.io/load-balancer-source-ranges" hidden: Text, Nothing;
        "Where source ranges stood before loadBalancerSourceRanges; nodes do not read it."
        "Здесь диапазоны источников писали до loadBalancerSourceRanges; узлы это не читают."
}

rows! {
    SPEC:
    "type": OneOf(&["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"]), Value("ClusterIP");
        "How far the Service is open: inside the cluster, on a port of every node, or behind a load balancer; ExternalName is an alias."
        "Насколько Service открыт: внутри кластера, на порту каждого узла или за балансировщиком; ExternalName — псевдоним."
    "selector": Labels(Whose::Pods), depends("none: somebody else writes its EndpointSlices", "нет: EndpointSlice пишет кто-то другой");
        "The labels that a pod must have, all of them, to answer for the Service."
        "Метки, которые должны быть у пода, все сразу, чтобы он отвечал за Service."
    "ports": List(&Object(&[&PORT])), depends("required unless headless or ExternalName", "обязательно, кроме headless и ExternalName");
        "The ports that clients dial, and where each leads."
        "Порты, к которым обращаются клиенты, и куда каждый ведёт."
    "clusterIP": Usually(&["None"]), depends("a free address of the service range", "свободный адрес из диапазона Service");
        "The virtual address that every node's kernel rewrites; `None` makes the Service headless."
        "Виртуальный адрес, который переписывает ядро каждого узла; `None` делает Service headless."
    "clusterIPs": List(&Usually(&["None"])), depends("clusterIP, and one of the other family where there is one", "clusterIP и, если есть, адрес второго семейства");
        "The virtual addresses, one of each family; the first is clusterIP."
        "Виртуальные адреса, по одному на семейство; первый — это clusterIP."
    "ipFamilies": List(&OneOf(&["IPv4", "IPv6"])), depends("the families of the cluster's service ranges", "семейства диапазонов Service в кластере");
        "The families of the virtual addresses, in their order."
        "Семейства виртуальных адресов, в том же порядке."
    "ipFamilyPolicy": OneOf(&["PreferDualStack", "RequireDualStack", "SingleStack"]), depends("SingleStack; RequireDualStack for a headless Service without selector", "SingleStack; для headless Service без селектора — RequireDualStack");
        "Whether the Service has addresses of one family or of both."
        "Адреса одного семейства у Service или обоих."
    "externalName": Text, depends("required with type ExternalName", "обязательно для типа ExternalName");
        "The host that the Service's name is an alias (CNAME) for."
        "Хост, для которого имя Service — псевдоним (CNAME)."
    "externalIPs": List(&Address), Nothing;
        "Addresses that nodes claim for the Service as if they were its own, if packets to them get there."
        "Адреса, которые узлы считают адресами Service, если пакеты к ним до узлов доходят."
    "internalTrafficPolicy": OneOf(&["Cluster", "Local"]), Value("Cluster");
        "Whether traffic from inside may go to pods of any node, or of the client's own node alone."
        "Идёт ли внутренний трафик к подам любого узла или только своего."
    "externalTrafficPolicy": OneOf(&["Cluster", "Local"]), Value("Cluster");
        "Whether traffic from outside goes to pods of any node and loses the client's address, or stays on its node and keeps it."
        "Идёт ли внешний трафик к подам любого узла, теряя адрес клиента, или остаётся на узле и адрес сохраняет."
    "healthCheckNodePort": Port(Ports::New), depends("a free node port, with type LoadBalancer and externalTrafficPolicy: Local", "свободный порт узла, если тип LoadBalancer и externalTrafficPolicy: Local");
        "The node port where the load balancer asks whether the node has ready endpoints."
        "Порт узла, на котором балансировщик узнаёт, есть ли там готовые конечные точки."
    "sessionAffinity": OneOf(&["ClientIP", "None"]), Value("None");
        "Whether connections of one client address keep to one endpoint."
        "Держатся ли соединения одного адреса клиента за одну конечную точку."
    "sessionAffinityConfig": Object(&[&AFFINITY]), Nothing;
        "How sessionAffinity keeps clients."
        "Как sessionAffinity удерживает клиентов."
    "publishNotReadyAddresses": Boolean, Value("false");
        "Whether pods that are not ready count as ready, in DNS and for proxies."
        "Считать ли неготовые поды готовыми, и в DNS, и для прокси."
    "loadBalancerSourceRanges": List(&Cidr), depends("every client", "любой клиент");
        "The client networks that the load balancer lets in; nodes check it too."
        "Сети клиентов, которые пропускает балансировщик; проверяют и узлы."
    "loadBalancerClass": QualifiedName, depends("the cluster's default provider", "провайдер кластера по умолчанию");
        "Which provider makes the load balancer."
        "Какой провайдер создаёт балансировщик."
    "allocateLoadBalancerNodePorts": Boolean, Value("true");
        "Whether a Service of type LoadBalancer also gets node ports."
        "Получает ли Service типа LoadBalancer ещё и порты узлов."
    "trafficDistribution": OneOf(&["PreferClose", "PreferSameZone", "PreferSameNode"]), depends("every ready endpoint has the same chance", "у всех готовых конечных точек равные шансы");
        "Whether endpoints of the client's own zone or node come first."
        "Предпочитать ли конечные точки в зоне клиента или на его узле."
}

rows! {
    PORT:
    "name": Label, depends("required where there are several ports", "обязательно, если портов несколько");
        "What Ingresses and SRV records call the port."
        "Имя порта для Ingress и SRV-записей."
    "protocol": OneOf(&["TCP", "UDP", "SCTP"]), Value("TCP");
        "The protocol of the port."
        "Протокол порта."
    "port": Port(Ports::New), Required;
        "The port of the Service's own addresses: the one that clients dial."
        "Порт на адресах самого Service: к нему обращаются клиенты."
    "targetPort": PortOrName(Ports::OfPods), depends("the same as port", "тот же, что port");
        "The pods' port: a number, or the name of a container port, looked up in each pod."
        "Порт подов: номер или имя порта контейнера, которое ищется в каждом поде."
    "nodePort": Port(Ports::New), depends("a free port of 30000-32767, with types NodePort and LoadBalancer", "свободный порт из 30000-32767 для типов NodePort и LoadBalancer");
        "The port that every node opens for the Service."
        "Порт, который открывает для Service каждый узел."
    "appProtocol": QualifiedName, Nothing;
        "The application's protocol on the port, for Gateways and meshes; kube-proxy does not look at it."
        "Протокол приложения на этом порту: для Gateway и mesh; kube-proxy на него не смотрит."
}

rows! {
    AFFINITY:
    "clientIP": Object(&[&CLIENT_IP]), Nothing;
        "How sessionAffinity: ClientIP keeps clients."
        "Как удерживает клиентов sessionAffinity: ClientIP."
}

rows! {
    CLIENT_IP:
    "timeoutSeconds": Seconds(1, 86400), Value("10800");
        "How long after its last connection a client keeps its endpoint."
        "Сколько после последнего соединения клиент остаётся у своей конечной точки."
}

rows! {
    STATUS:
    "loadBalancer": Object(&[&BALANCER]), Nothing;
        "The load balancer that was made."
        "Созданный балансировщик."
}

rows! {
    BALANCER:
    "ingress": List(&Object(&[&ENTRY, &MODE])), Nothing;
        "The addresses where traffic from outside comes in."
        "Адреса, на которые приходит внешний трафик."
}

rows! {
    /// Of Ingresses as well.
    pub(super) ENTRY:
    "ip": Address, Nothing;
        "The load balancer's address."
        "Адрес балансировщика."
    "hostname": Text, Nothing;
        "The load balancer's name, where it has no fixed address."
        "Имя балансировщика, если постоянного адреса у него нет."
}

rows! {
    MODE:
    "ipMode": OneOf(&["VIP", "Proxy"]), Value("VIP");
        "Whether nodes may claim the address themselves (VIP), or packets must pass the load balancer (Proxy)."
        "Могут ли узлы сами обслуживать этот адрес (VIP) или пакеты обязаны пройти балансировщик (Proxy)."
}
