//! Nodes, and the conditions that nodes and pods have in common.

use super::meta::{ANNOTATIONS, NAME, NO_NAMESPACE, REST, TYPE};
use super::prelude::*;

pub(super) static NODE: Rows = &[&TYPE, &NODE_OWN];

rows! {
    NODE_OWN:
    "metadata": Object(&[&NAME, &NO_NAMESPACE, &LABELS, &ANNOTATIONS, &REST]), Required;
        "Name and labels of the node."
        "Имя и метки узла."
    "spec": Object(&[&SPEC]), Nothing;
        "Which pods the node takes, and their addresses."
        "Какие поды узел принимает и какие у них адреса."
    "status": Object(&[&STATUS]), Nothing;
        "Addresses and health, as the kubelet reports them."
        "Адреса и состояние, как их сообщает kubelet."
}

rows! {
    LABELS:
    "labels": Map(&KNOWN_LABELS), Nothing;
        "What nodeSelector and affinity choose nodes by."
        "Метки, по которым узлы выбирают nodeSelector и affinity."
}

rows! {
    KNOWN_LABELS:
    "topology.kubernetes.io/zone": Text, Nothing;
        "The zone that the node stands in."
        "Зона, в которой стоит узел."
    "topology.kubernetes.io/region": Text, Nothing;
        "The region that the node's zone belongs to."
        "Регион, к которому относится зона узла."
    "kubernetes.io/hostname": Text, depends("the node's name", "имя узла");
        "The node's own name, for what selects one node."
        "Имя самого узла, чтобы выбрать именно его."
    "node.kubernetes.io/exclude-from-external-load-balancers": Text, Nothing;
        "Keeps load balancers away from the node, whatever its value."
        "Балансировщики обходят этот узел, что бы ни было в значении."
}

rows! {
    SPEC:
    "podCIDRs": List(&Cidr), depends("a part of the cluster's pod range", "часть диапазона подов кластера");
        "The ranges that the node's pods get their addresses from, one of each family."
        "Диапазоны, из которых получают адреса поды узла, по одному на семейство."
    "podCIDR": Cidr, depends("the first of podCIDRs", "первый из podCIDRs");
        "The range that the node's pods get their addresses from."
        "Диапазон, из которого получают адреса поды узла."
    "taints": List(&Object(&[&TAINT])), Nothing;
        "What keeps pods away that do not tolerate it."
        "Что отталкивает поды, которые этого не терпят (tolerations)."
    "unschedulable": Boolean, Value("false");
        "Whether new pods are kept away (kubectl cordon)."
        "Закрыт ли узел для новых подов (kubectl cordon)."
}

rows! {
    TAINT:
    "key": QualifiedName, Required;
        "The taint's name."
        "Имя taint."
    "value": LikeLabelValue, Nothing;
        "The taint's value."
        "Значение taint."
    "effect": OneOf(&["NoSchedule", "PreferNoSchedule", "NoExecute"]), Required;
        "What happens to pods that do not tolerate it."
        "Что происходит с подами, которые его не терпят."
}

rows! {
    STATUS:
    "addresses": List(&Object(&[&ADDRESS])), Nothing;
        "Where the node is reached."
        "По каким адресам узел доступен."
    "conditions": List(&Object(&[&CONDITION])), depends("the node is ready", "узел готов");
        "The node's health; routing reads Ready."
        "Состояние узла; для маршрутов важно Ready."
}

rows! {
    ADDRESS:
    "type": Usually(&["InternalIP", "ExternalIP", "Hostname", "InternalDNS", "ExternalDNS"]), Nothing;
        "What kind of address it is; the first InternalIP is the node's own."
        "Что это за адрес; первый InternalIP — собственный адрес узла."
    "address": Address, Nothing;
        "The address."
        "Сам адрес."
}

rows! {
    /// Of pods as well.
    pub(super) CONDITION:
    "type": Usually(&["Ready"]), Nothing;
        "What the condition is about."
        "О чём это условие."
    "status": Usually(&["True", "False", "Unknown"]), Nothing;
        "Whether it holds."
        "Выполняется ли оно."
}
