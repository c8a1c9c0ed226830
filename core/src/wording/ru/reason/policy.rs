use std::fmt::{self, Write};

use crate::reason::{PolicyGap, PolicyReason};

pub(super) fn say(what: &PolicyReason, out: &mut String) -> fmt::Result {
    use PolicyReason as R;
    match what {
        R::PolicyAllowsIngress { policy, rule, pod, peer } => {
            write!(out, "NetworkPolicy {policy} пропускает {peer} к {pod}: {rule}.")
        }
        R::PolicyAllowsEgress { policy, rule, pod, peer } => {
            write!(out, "NetworkPolicy {policy} выпускает {pod} к {peer}: {rule}.")
        }
        R::PolicyDeniesIngress { pod, policies, peer } => {
            write!(
                out,
                "{pod} изолирован ({}), и ни одно правило не пропускает {peer}: пакет отброшен.",
                named(policies)
            )
        }
        R::PolicyDeniesEgress { pod, policies, peer } => {
            write!(
                out,
                "{pod} изолирован ({}), и ни одно правило не выпускает его к {peer}: пакет отброшен.",
                named(policies)
            )
        }
        R::PolicyOwnNode { pod, node } => {
            write!(
                out,
                "{pod} работает на {node}, а свой узел может обратиться к поду всегда, что бы ни говорили политики."
            )
        }
        R::NameAsked { name, dns } => write!(out, "Сначала имя {name} спрашивают у DNS кластера, {dns}."),
    }
}

pub(super) fn gap(what: &PolicyGap) -> String {
    match what {
        PolicyGap::OtherMake { policy } => {
            format!("Политики этого вида не моделируются, а {policy} может решить иначе.")
        }
        PolicyGap::Rewritten { policy, field } => format!(
            "Адрес по пути заменяется; старый или новый увидит {field} в NetworkPolicy {policy}, зависит от сетевого плагина."
        ),
        PolicyGap::Labels { policy, field } => {
            format!("{field} в NetworkPolicy {policy} решает по меткам, которых в этих манифестах нет.")
        }
        PolicyGap::Address { policy, field } => {
            format!("{field} в NetworkPolicy {policy} решает по адресу, которого в этих манифестах нет.")
        }
        PolicyGap::Unreadable { policy, field } => {
            format!("{field} в NetworkPolicy {policy} не удалось прочитать, а от него может зависеть ответ.")
        }
        PolicyGap::Itself { pod } => format!(
            "{pod} обращается к самому себе через Service. Действуют ли тут политики, которые этого не разрешают, зависит от сетевого плагина."
        ),
    }
}

fn named(policies: &[String]) -> String {
    format!("NetworkPolicy {}", policies.join(", "))
}
