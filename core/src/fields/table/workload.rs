//! The kinds that make pods from a template, and label selectors.

use super::meta::{METADATA, TYPE};
use super::pod::TEMPLATE;
use super::prelude::*;

pub(super) static DEPLOYMENT: Rows = &[&TYPE, &METADATA, &DEPLOYMENT_OWN];

rows! {
    DEPLOYMENT_OWN:
    "spec": Object(&[&REPLICAS, &SELECTOR, &PODS]), Required;
        "How many pods, and what they are."
        "Сколько подов и каких."
}

pub(super) static REPLICA_SET: Rows = DEPLOYMENT;

pub(super) static STATEFUL_SET: Rows = &[&TYPE, &METADATA, &STATEFUL_SET_OWN];

rows! {
    STATEFUL_SET_OWN:
    "spec": Object(&[&REPLICAS, &NUMBERED, &SELECTOR, &PODS]), Required;
        "How many pods, and what they are."
        "Сколько подов и каких."
}

pub(super) static DAEMON_SET: Rows = &[&TYPE, &METADATA, &DAEMON_SET_OWN];

rows! {
    DAEMON_SET_OWN:
    "spec": Object(&[&SELECTOR, &PODS]), Required;
        "What runs on every node."
        "Что работает на каждом узле."
}

pub(super) static REPLICATION_CONTROLLER: Rows = &[&TYPE, &METADATA, &REPLICATION_CONTROLLER_OWN];

rows! {
    REPLICATION_CONTROLLER_OWN:
    "spec": Object(&[&REPLICAS, &OLD_SELECTOR, &PODS]), Required;
        "How many pods, and what they are."
        "Сколько подов и каких."
}

pub(super) static JOB: Rows = &[&TYPE, &METADATA, &JOB_OWN];

rows! {
    JOB_OWN:
    "spec": Object(&[&PARALLELISM, &COMPLETION, &JOB_SELECTOR, &PODS]), Required;
        "How many pods run at once, and what they are."
        "Сколько подов работает одновременно и каких."
}

pub(super) static CRON_JOB: Rows = &[&TYPE, &METADATA, &CRON_JOB_OWN];

rows! {
    CRON_JOB_OWN:
    "spec": Object(&[&CRON]), Required;
        "The jobs that are started, and when."
        "Какие Job запускаются и когда."
}

rows! {
    REPLICAS:
    "replicas": Integer(0, COUNT), Value("1");
        "How many pods there are."
        "Сколько подов."
}

rows! {
    NUMBERED:
    "serviceName": Names(Named::Service), Nothing;
        "The headless Service under which every pod has a DNS name."
        "Headless Service, под которым у каждого пода есть имя в DNS."
    "ordinals": Object(&[&ORDINALS]), Nothing;
        "How the pods are numbered."
        "Как нумеруются поды."
}

rows! {
    ORDINALS:
    "start": Integer(0, COUNT), Value("0");
        "The number of the first pod."
        "Номер первого пода."
}

rows! {
    SELECTOR:
    "selector": Object(&[&OWN_PODS]), Required;
        "Which pods belong to the workload; it must fit the template's labels."
        "Какие поды свои; селектор обязан подходить под метки шаблона."
}

rows! {
    OLD_SELECTOR:
    "selector": Labels(Whose::OwnTemplate), depends("the template's labels", "метки шаблона");
        "Which pods belong to the workload; it must fit the template's labels."
        "Какие поды свои; селектор обязан подходить под метки шаблона."
}

rows! {
    JOB_SELECTOR:
    "selector" hidden: Object(&[&OWN_PODS]), depends("a label that the API server adds to the pods", "метка, которую API-сервер добавляет подам");
        "Which pods belong to the Job."
        "Какие поды принадлежат Job."
}

rows! {
    PODS:
    "template": Object(&[&TEMPLATE]), Required;
        "What the pods are made from."
        "Шаблон, по которому создаются поды."
}

rows! {
    PARALLELISM:
    "parallelism": Integer(0, COUNT), Value("1");
        "How many pods run at once."
        "Сколько подов работает одновременно."
    "completions": Integer(0, COUNT), depends("one success ends the Job", "Job заканчивается первым успехом");
        "How many pods must succeed; no more of them run at once."
        "Сколько подов должны завершиться успешно; больше одновременно и не работает."
    "suspend": Boolean, Value("false");
        "Whether no pods are made for now."
        "Приостановлено ли создание подов."
}

rows! {
    COMPLETION:
    "completionMode": OneOf(&["NonIndexed", "Indexed"]), Value("NonIndexed");
        "Indexed: each pod has a number from 0, in a label and in its host name."
        "Indexed: у каждого пода есть номер от 0, в метке и в имени хоста."
}

rows! {
    CRON:
    "suspend": Boolean, Value("false");
        "Whether no Jobs are started for now."
        "Приостановлен ли запуск Job."
    "jobTemplate": Object(&[&JOB_TEMPLATE]), Required;
        "What the Jobs are made from."
        "Шаблон, по которому создаются Job."
}

rows! {
    JOB_TEMPLATE:
    "spec": Object(&[&PARALLELISM, &PODS]), Required;
        "How many pods run at once, and what they are."
        "Сколько подов работает одновременно и каких."
}

/// A label selector; an empty one takes everything.
macro_rules! selector {
    ($($(#[$doc:meta])* $name:ident, $expression:ident: $whose:expr;)*) => {$(
        rows! {
            $(#[$doc])*
            pub(super) $name:
            "matchLabels": Labels($whose), Nothing;
                "The labels that it takes, all of them."
                "Метки, которые нужны, все сразу."
            "matchExpressions": List(&Object(&[&$expression])), Nothing;
                "Further requirements on labels, all of which must hold."
                "Дополнительные требования к меткам; нужны все."
        }

        rows! {
            $expression:
            "key": LabelKey($whose), Nothing;
                "The label that is looked at."
                "Метка, на которую смотрят."
            "operator": OneOf(&["In", "NotIn", "Exists", "DoesNotExist"]), Nothing;
                "How its value is compared."
                "Как сравнивается её значение."
            "values": List(&LabelValue($whose)), Nothing;
                "The values that it is compared with."
                "Значения, с которыми её сравнивают."
        }
    )*};
}

selector! {
    /// Of a workload.
    OWN_PODS, OWN_PODS_EXPRESSION: Whose::OwnTemplate;
    /// Of a policy, which lives among its pods.
    PODS_HERE, PODS_HERE_EXPRESSION: Whose::Pods;
    PODS_ANYWHERE, PODS_ANYWHERE_EXPRESSION: Whose::PodsAnywhere;
    NAMESPACES, NAMESPACES_EXPRESSION: Whose::Namespaces;
}
