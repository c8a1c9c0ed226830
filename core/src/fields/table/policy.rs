//! NetworkPolicies: pkg/apis/networking/v1/defaults.go.

use super::meta::{METADATA, TYPE};
use super::prelude::*;
use super::workload::{NAMESPACES, PODS_ANYWHERE, PODS_HERE};

pub(super) static NETWORK_POLICY: Rows = &[&TYPE, &METADATA, &NETWORK_POLICY_OWN];

rows! {
    NETWORK_POLICY_OWN:
    "spec": Object(&[&SPEC]), Nothing;
        "Whose traffic is restricted, and what is allowed all the same."
        "Чей трафик ограничен и что всё же разрешено."
}

rows! {
    SPEC:
    "podSelector": Object(&[&PODS_HERE]), depends("every pod of the namespace", "все поды namespace");
        "The pods of the namespace that the policy holds for; an empty one means all."
        "Поды этого namespace, на которые действует политика; пустой означает все."
    "policyTypes": List(&OneOf(&["Ingress", "Egress"])), depends("Ingress, and Egress where egress has rules", "Ingress, а если в egress есть правила, то и Egress");
        "The directions that are closed but for what the rules allow."
        "Направления, которые закрыты, кроме разрешённого правилами."
    "ingress": List(&Object(&[&INGRESS])), depends("nobody may reach the pods", "к подам не может обратиться никто");
        "Who may reach the pods; one rule that fits is enough."
        "Кто может обращаться к подам; достаточно одного подходящего правила."
    "egress": List(&Object(&[&EGRESS])), depends("with policy type Egress, nothing may be reached", "с типом Egress поды не могут обращаться никуда");
        "Whom the pods may reach; one rule that fits is enough."
        "К кому могут обращаться поды; достаточно одного подходящего правила."
}

rows! {
    INGRESS:
    "from": List(&Object(&[&PEER])), depends("everybody", "кто угодно");
        "Who may come in; one that fits is enough."
        "Кого впускать; достаточно одного подходящего."
    "ports": List(&Object(&[&PORT])), depends("every port", "любой порт");
        "The pods' ports that are open to them."
        "Порты подов, которые для них открыты."
}

rows! {
    EGRESS:
    "to": List(&Object(&[&PEER])), depends("everybody", "куда угодно");
        "Who may be reached; one that fits is enough."
        "К кому можно обращаться; достаточно одного подходящего."
    "ports": List(&Object(&[&PORT])), depends("every port", "любой порт");
        "The ports that may be reached: the pods' own, after translation, not the Service's."
        "Порты, к которым можно обращаться: порты самих подов, после трансляции, а не Service."
}

rows! {
    PEER:
    "podSelector": Object(&[&PODS_ANYWHERE]), depends("every pod of the selected namespaces", "все поды выбранных namespace");
        "Pods by their labels, of the policy's own namespace unless namespaceSelector stands beside it."
        "Поды по меткам: из namespace самой политики, если рядом нет namespaceSelector."
    "namespaceSelector": Object(&[&NAMESPACES]), depends("the policy's own namespace", "namespace самой политики");
        "Namespaces by their labels; an empty one means all."
        "Namespace по меткам; пустой означает все."
    "ipBlock": Object(&[&BLOCK]), Nothing;
        "Addresses outside the cluster, as the pod's node sees them."
        "Адреса вне кластера, какими их видит узел пода."
}

rows! {
    BLOCK:
    "cidr": Cidr, Required;
        "The network that is allowed."
        "Разрешённая сеть."
    "except": List(&Cidr), Nothing;
        "Parts of the network that are not."
        "Её части, которые не разрешены."
}

rows! {
    PORT:
    "protocol": OneOf(&["TCP", "UDP", "SCTP"]), Value("TCP");
        "The protocol of the port."
        "Протокол порта."
    "port": PortOrName(Ports::OfPods), depends("every port of the protocol", "любой порт этого протокола");
        "The pod's port: a number, or the name of a container port."
        "Порт пода: номер или имя порта контейнера."
    "endPort": Port(Ports::New), depends("port alone", "только port");
        "The last port, where a range is allowed that begins with port."
        "Последний порт, если разрешён диапазон, который начинается с port."
}
