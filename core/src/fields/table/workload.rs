//! The kinds that make pods from a template, and label selectors.

use super::meta::{METADATA, TYPE};
use super::pod::TEMPLATE;
use super::prelude::*;

pub(super) static DEPLOYMENT: Rows = &[
    TYPE,
    METADATA,
    &rows! {
        "spec": Object(&[REPLICAS, SELECTOR, PODS]), Required;
            "How many pods, and what they are."
            "Сколько подов и каких."
    },
];

pub(super) static REPLICA_SET: Rows = DEPLOYMENT;

pub(super) static STATEFUL_SET: Rows = &[
    TYPE,
    METADATA,
    &rows! {
        "spec": Object(&[REPLICAS, NUMBERED, SELECTOR, PODS]), Required;
            "How many pods, and what they are."
            "Сколько подов и каких."
    },
];

pub(super) static DAEMON_SET: Rows = &[
    TYPE,
    METADATA,
    &rows! {
        "spec": Object(&[SELECTOR, PODS]), Required;
            "What runs on every node."
            "Что работает на каждом узле."
    },
];

pub(super) static REPLICATION_CONTROLLER: Rows = &[
    TYPE,
    METADATA,
    &rows! {
        "spec": Object(&[REPLICAS, OLD_SELECTOR, PODS]), Required;
            "How many pods, and what they are."
            "Сколько подов и каких."
    },
];

pub(super) static JOB: Rows = &[
    TYPE,
    METADATA,
    &rows! {
        "spec": Object(&[PARALLELISM, JOB_SELECTOR, PODS]), Required;
            "How many pods run at once, and what they are."
            "Сколько подов работает одновременно и каких."
    },
];

pub(super) static CRON_JOB: Rows = &[
    TYPE,
    METADATA,
    &rows! {
        "spec": Object(&[CRON]), Required;
            "The jobs that are started, and when."
            "Какие Job запускаются и когда."
    },
];

static REPLICAS: &[Row] = &rows! {
    "replicas": Integer(0, COUNT), Value("1");
        "How many pods there are."
        "Сколько подов."
};

static NUMBERED: &[Row] = &rows! {
    "serviceName": Names(Named::Service), Nothing;
        "The headless Service under which every pod has a DNS name."
        "Headless Service, под которым у каждого пода есть имя в DNS."
    "ordinals": Object(&[ORDINALS]), Nothing;
        "How the pods are numbered."
        "Как нумеруются поды."
};

static ORDINALS: &[Row] = &rows! {
    "start": Integer(0, COUNT), Value("0");
        "The number of the first pod."
        "Номер первого пода."
};

static SELECTOR: &[Row] = &rows! {
    "selector": Object(&[OWN_PODS]), Required;
        "Which pods belong to the workload; it must fit the template's labels."
        "Какие поды свои; селектор обязан подходить под метки шаблона."
};

static OLD_SELECTOR: &[Row] = &rows! {
    "selector": Labels(Whose::OwnTemplate), depends("the template's labels", "метки шаблона");
        "Which pods belong to the workload; it must fit the template's labels."
        "Какие поды свои; селектор обязан подходить под метки шаблона."
};

static JOB_SELECTOR: &[Row] = &rows! {
    "selector" hidden: Object(&[OWN_PODS]), depends("a label that the API server adds to the pods", "метка, которую API-сервер добавляет подам");
        "Which pods belong to the Job."
        "Какие поды принадлежат Job."
};

static PODS: &[Row] = &rows! {
    "template": Object(&[TEMPLATE]), Required;
        "What the pods are made from."
        "Шаблон, по которому создаются поды."
};

static PARALLELISM: &[Row] = &rows! {
    "parallelism": Integer(0, COUNT), Value("1");
        "How many pods run at once."
        "Сколько подов работает одновременно."
    "completions": Integer(0, COUNT), depends("one success ends the Job", "Job заканчивается первым успехом");
        "How many pods must succeed; no more of them run at once."
        "Сколько подов должны завершиться успешно; больше одновременно и не работает."
    "suspend": Boolean, Value("false");
        "Whether no pods are made for now."
        "Приостановлено ли создание подов."
};

static CRON: &[Row] = &rows! {
    "suspend": Boolean, Value("false");
        "Whether no Jobs are started for now."
        "Приостановлен ли запуск Job."
    "jobTemplate": Object(&[JOB_TEMPLATE]), Required;
        "What the Jobs are made from."
        "Шаблон, по которому создаются Job."
};

static JOB_TEMPLATE: &[Row] = &rows! {
    "spec": Object(&[PARALLELISM, PODS]), Required;
        "How many pods run at once, and what they are."
        "Сколько подов работает одновременно и каких."
};

/// A label selector; one of everything where it is empty.
macro_rules! selector {
    ($($(#[$doc:meta])* $name:ident, $expression:ident: $whose:expr;)*) => {$(
        $(#[$doc])*
        pub(super) static $name: &[Row] = &rows! {
            "matchLabels": Labels($whose), Nothing;
                "The labels that it takes, all of them."
                "Метки, которые нужны, все сразу."
            "matchExpressions": List(&Object(&[$expression])), Nothing;
                "Further requirements on labels, all of which must hold."
                "Дополнительные требования к меткам; нужны все."
        };

        static $expression: &[Row] = &rows! {
            "key": LabelKey($whose), Nothing;
                "The label that is looked at."
                "Метка, на которую смотрят."
            "operator": OneOf(&["In", "NotIn", "Exists", "DoesNotExist"]), Nothing;
                "How its value is compared."
                "Как сравнивается её значение."
            "values": List(&LabelValue($whose)), Nothing;
                "The values that it is compared with."
                "Значения, с которыми её сравнивают."
        };
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
