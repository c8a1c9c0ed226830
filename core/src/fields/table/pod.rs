//! Pods, and what the templates of workloads say of theirs.

use super::meta::{METADATA, TYPE};
use super::node::CONDITION;
use super::prelude::*;

pub(super) static POD: Rows = &[&TYPE, &METADATA, &POD_OWN];

rows! {
    POD_OWN:
    "spec": Object(&[&SPEC]), Required;
        "What runs in the pod, and where."
        "Что работает в поде и где."
    "status": Object(&[&STATUS]), depends("the pod runs and is ready", "под работает и готов");
        "Addresses and health, as the kubelet reports them."
        "Адреса и состояние, как их сообщает kubelet."
}

rows! {
    /// `template` of a workload.
    pub(super) TEMPLATE:
    "metadata": Object(&[&TEMPLATE_METADATA]), Nothing;
        "Labels of the pods."
        "Метки подов."
    "spec": Object(&[&SPEC]), Required;
        "What runs in the pods, and where."
        "Что работает в подах и где."
}

rows! {
    TEMPLATE_METADATA:
    "labels": Labels(Whose::OwnSelector), Nothing;
        "The pods' labels: what Services and policies select them by."
        "Метки подов: по ним поды выбирают Service и политики."
    "annotations": Map(&[]), Nothing;
        "Notes for controllers; nothing selects by them."
        "Заметки для контроллеров; по ним ничего не выбирают."
}

rows! {
    SPEC:
    "containers": List(&Object(&[&CONTAINER])), Required;
        "The containers that run in the pod."
        "Контейнеры, которые работают в поде."
    "initContainers": List(&Object(&[&INIT_CONTAINER, &CONTAINER])), Nothing;
        "Containers that run before the others; with restartPolicy: Always they stay as sidecars."
        "Контейнеры, которые запускаются раньше остальных; с restartPolicy: Always остаются рядом как sidecar."
    "hostNetwork": Boolean, Value("false");
        "Whether the pod has the node's own network and address."
        "Живёт ли под в сети узла, с его адресом."
    "hostname": Label, depends("the pod's name", "имя пода");
        "The pod's own host name, and its name under a headless Service."
        "Имя хоста внутри пода и его имя под headless Service."
    "subdomain": Label, Nothing;
        "The headless Service under which the pod has a DNS name."
        "Headless Service, под которым у пода есть имя в DNS."
    "dnsPolicy": OneOf(&["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"]), Value("ClusterFirst");
        "Which DNS server the pod asks: the cluster's, the node's, or the one in dnsConfig."
        "Какой DNS спрашивает под: кластера, узла или указанный в dnsConfig."
    "dnsConfig": Object(&[&DNS_CONFIG]), depends("required with dnsPolicy: None", "обязательно с dnsPolicy: None");
        "What is added to the pod's resolv.conf."
        "Что добавляется в resolv.conf пода."
    "hostAliases": List(&Object(&[&HOST_ALIAS])), Nothing;
        "Lines of the pod's /etc/hosts; they come before DNS."
        "Строки /etc/hosts пода; они важнее DNS."
    "nodeName": Names(Named::Node), depends("where the scheduler puts it", "куда поставит планировщик");
        "The node that the pod runs on."
        "Узел, на котором работает под."
    "nodeSelector": Labels(Whose::Nodes), Nothing;
        "The labels that a node must have to take the pod."
        "Метки, которые должны быть у узла, чтобы он взял под."
    "affinity": Object(&[&AFFINITY]), Nothing;
        "Which nodes the pod may run on, in more words than nodeSelector."
        "На каких узлах может работать под: то же, что nodeSelector, но подробнее."
    "tolerations": List(&Object(&[&TOLERATION])), Nothing;
        "The taints of nodes that do not keep the pod away."
        "Taint узлов, которые поду не мешают."
}

rows! {
    INIT_CONTAINER:
    "restartPolicy": Usually(&["Always"]), Nothing;
        "`Always` makes it a sidecar that keeps running."
        "`Always` делает его sidecar: он остаётся работать."
}

rows! {
    CONTAINER:
    "name": Label, Required;
        "The container's name."
        "Имя контейнера."
    "ports": List(&Object(&[&PORT])), Nothing;
        "The ports that the container listens on; undeclared ones work too, but have no name."
        "Порты, которые слушает контейнер; без объявления они тоже работают, но не имеют имени."
}

rows! {
    PORT:
    "name": PortName(Ports::New), Nothing;
        "The name that targetPort of Services and ports of policies can use."
        "Имя, на которое могут ссылаться targetPort у Service и порты политик."
    "containerPort": Port(Ports::New), Required;
        "The port that the container listens on."
        "Порт, который слушает контейнер."
    "protocol": OneOf(&["TCP", "UDP", "SCTP"]), Value("TCP");
        "The protocol of the port."
        "Протокол порта."
    "hostPort": Integer(0, 65535), Nothing;
        "A port of the pod's node that leads to this one."
        "Порт узла, который ведёт сюда."
    "hostIP": Address, depends("every address of the node", "все адреса узла");
        "The node's address that hostPort is opened on."
        "Адрес узла, на котором открыт hostPort."
}

rows! {
    DNS_CONFIG:
    "nameservers": List(&Address), depends("one is required with dnsPolicy: None", "с dnsPolicy: None нужен хотя бы один");
        "DNS servers that the pod asks as well, three at most."
        "Дополнительные DNS-серверы, не больше трёх."
    "searches": List(&Text), Nothing;
        "Domains that short names are tried in as well."
        "Дополнительные домены, в которых ищут короткие имена."
    "options": List(&Object(&[&DNS_OPTION])), Nothing;
        "Options of resolv.conf; routing reads ndots."
        "Параметры resolv.conf; для маршрутов важен ndots."
}

rows! {
    DNS_OPTION:
    "name": Usually(&["ndots"]), Nothing;
        "The option's name."
        "Имя параметра."
    "value": Text, Nothing;
        "The option's value; names with fewer dots than ndots go along the search list first."
        "Значение; имена, где точек меньше ndots, сначала ищут по списку доменов."
}

rows! {
    HOST_ALIAS:
    "ip": Address, Nothing;
        "The address of these names."
        "Адрес этих имён."
    "hostnames": List(&Text), Nothing;
        "The names that lead to the address."
        "Имена, которые ведут на этот адрес."
}

rows! {
    AFFINITY:
    "nodeAffinity": Object(&[&NODE_AFFINITY]), Nothing;
        "Which nodes the pod may run on."
        "На каких узлах может работать под."
}

rows! {
    NODE_AFFINITY:
    "requiredDuringSchedulingIgnoredDuringExecution": Object(&[&NODE_TERMS]), Nothing;
        "What a node must have to take the pod."
        "Что обязано быть у узла, чтобы он взял под."
}

rows! {
    NODE_TERMS:
    "nodeSelectorTerms": List(&Object(&[&NODE_TERM])), Nothing;
        "Requirements on nodes, of which one must hold."
        "Требования к узлам; достаточно одного."
}

rows! {
    NODE_TERM:
    "matchExpressions": List(&Object(&[&NODE_EXPRESSION])), Nothing;
        "Requirements on a node's labels, all of which must hold."
        "Требования к меткам узла; нужны все."
}

rows! {
    NODE_EXPRESSION:
    "key": LabelKey(Whose::Nodes), Nothing;
        "The label that is looked at."
        "Метка, на которую смотрят."
    "operator": OneOf(&["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"]), Nothing;
        "How its value is compared."
        "Как сравнивается её значение."
    "values": List(&LabelValue(Whose::Nodes)), Nothing;
        "The values that it is compared with."
        "Значения, с которыми её сравнивают."
}

rows! {
    TOLERATION:
    "key": QualifiedName, depends("every taint, with operator Exists", "любой taint, если operator: Exists");
        "The taint's name."
        "Имя taint."
    "operator": OneOf(&["Exists", "Equal"]), Value("Equal");
        "Whether the taint's value must be the same, or none matters."
        "Должно ли совпасть значение или оно не важно."
    "value": Text, Nothing;
        "The taint's value."
        "Значение taint."
    "effect": OneOf(&["NoSchedule", "PreferNoSchedule", "NoExecute"]), depends("every effect", "любой effect");
        "The effect that is tolerated."
        "Какой effect терпит под."
}

rows! {
    STATUS:
    "phase": OneOf(&["Pending", "Running", "Succeeded", "Failed", "Unknown"]), Nothing;
        "How far the pod has come; one that has ended answers nobody."
        "На каком этапе под; завершённый никому не отвечает."
    "podIP": Address, Nothing;
        "The pod's address."
        "Адрес пода."
    "podIPs": List(&Object(&[&POD_IP])), depends("podIP alone", "только podIP");
        "The pod's addresses, one of each family."
        "Адреса пода, по одному на семейство."
    "hostIP": Address, Nothing;
        "The address of the pod's node."
        "Адрес узла, на котором работает под."
    "conditions": List(&Object(&[&CONDITION])), depends("the pod is not ready", "под не готов");
        "The pod's health; routing reads Ready."
        "Состояние пода; для маршрутов важно Ready."
}

rows! {
    POD_IP:
    "ip": Address, Nothing;
        "The address."
        "Сам адрес."
}
