//! What every object begins with: its kind and its `metadata`.

use super::prelude::*;

rows! {
    pub(super) TYPE:
    "apiVersion": ApiVersion, Required;
        "Group and version of the API that the kind belongs to."
        "Группа и версия API, к которым относится kind."
    "kind": Kind, Required;
        "What the object is."
        "Вид объекта."
}

rows! {
    pub(super) NAME:
    "name": Subdomain, depends("required unless generateName is given", "обязательно, если нет generateName");
        "The object's name, of which its namespace has one of each kind."
        "Имя объекта: в одном namespace оно уникально для своего kind."
}

rows! {
    /// Names that are labels of DNS names themselves.
    pub(super) LABEL_NAME:
    "name": Label, depends("required unless generateName is given", "обязательно, если нет generateName");
        "The name, which is a part of DNS names."
        "Имя; оно же часть имён в DNS."
}

rows! {
    pub(super) SERVICE_NAME:
    "name": ServiceName, depends("required unless generateName is given", "обязательно, если нет generateName");
        "The name that clients resolve: `name`, `name.namespace` or `name.namespace.svc.cluster.local`."
        "Имя, по которому обращаются клиенты: `name`, `name.namespace` или `name.namespace.svc.cluster.local`."
}

rows! {
    pub(super) NAMESPACE:
    "namespace": Names(Named::Namespace), Value("default");
        "The namespace that the object lives in."
        "Namespace, в котором живёт объект."
}

rows! {
    /// Of kinds that live in none. The API server ignores it.
    pub(super) NO_NAMESPACE:
    "namespace" hidden: Names(Named::Namespace), Nothing;
        "Without meaning: objects of this kind live in no namespace."
        "Ничего не значит: объекты этого вида живут вне namespace."
}

rows! {
    pub(super) LABELS:
    "labels": Map(&[]), Nothing;
        "What selectors find the object by."
        "Метки, по которым объект находят селекторы."
}

rows! {
    pub(super) ANNOTATIONS:
    "annotations": Map(&[]), Nothing;
        "Notes for people and controllers; nothing selects by them."
        "Заметки для людей и контроллеров; по ним ничего не выбирают."
}

rows! {
    /// What the rest of `metadata` says; most of it the server writes.
    pub(super) REST:
    "generateName": Text, Nothing;
        "What the API server makes a name from where none is given, with five characters behind it."
        "Начало имени, если самого имени нет: API-сервер допишет пять символов."
    "creationTimestamp" hidden: Text, Nothing;
        "When the object was made; of two that claim the same the older one usually wins."
        "Время создания; если два объекта претендуют на одно и то же, обычно побеждает старший."
    "deletionTimestamp" hidden: Text, Nothing;
        "Set as soon as the object is being deleted."
        "Появляется, как только объект начали удалять."
    "uid" hidden: Text, Nothing;
        "Given by the API server; it says that the object was read from a live cluster."
        "Выдаёт API-сервер; по нему видно, что объект взят из живого кластера."
    "resourceVersion" hidden: Text, Nothing;
        "Given by the API server; it says that the object was read from a live cluster."
        "Выдаёт API-сервер; по нему видно, что объект взят из живого кластера."
    "ownerReferences" hidden: List(&Object(&[&OWNER])), Nothing;
        "The objects that this one belongs to, and with which it is deleted."
        "Объекты, которым принадлежит этот; вместе с ними он и удаляется."
}

rows! {
    OWNER:
    "kind": Text, Nothing;
        "The owner's kind."
        "Вид владельца."
    "name": Text, Nothing;
        "The owner's name."
        "Имя владельца."
    "controller": Boolean, Value("false");
        "Whether the owner is the controller that made the object."
        "Этот ли владелец — контроллер, создавший объект."
}

/// A kind of which only the metadata is read.
pub(super) static NAMESPACE_OBJECT: Rows = &[&TYPE, &NAMESPACE_OBJECT_OWN];

rows! {
    NAMESPACE_OBJECT_OWN:
    "metadata": Object(&[&LABEL_NAME, &NO_NAMESPACE, &LABELS, &ANNOTATIONS, &REST]), Required;
        "Name and labels of the namespace."
        "Имя и метки namespace."
}

pub(super) static SECRET: Rows = &[&TYPE, &SECRET_OWN];

rows! {
    SECRET_OWN:
    "metadata": Object(&[&NAME, &NAMESPACE, &LABELS, &ANNOTATIONS, &REST]), Required;
        "Name and namespace of the Secret."
        "Имя и namespace секрета."
    "type": Usually(&["Opaque", "kubernetes.io/tls"]), Value("Opaque");
        "What the Secret holds; certificates of Ingresses and Gateways are of type kubernetes.io/tls."
        "Что внутри; сертификаты для Ingress и Gateway — это тип kubernetes.io/tls."
}

rows! {
    /// Of a kind that lives in a namespace and has no labels or annotations that routing knows.
    pub(super) METADATA:
    "metadata": Object(&[&NAME, &NAMESPACE, &LABELS, &ANNOTATIONS, &REST]), Required;
        "Name, namespace and labels of the object."
        "Имя, namespace и метки объекта."
}
