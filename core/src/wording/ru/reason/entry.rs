use std::fmt::{self, Write};

use crate::reason::{CanaryBy, EntryReason};
use crate::wording::ru::plural;

pub(super) fn say(what: &EntryReason, out: &mut String) -> fmt::Result {
    use EntryReason as R;
    match what {
        R::EntryReceived { entry } => write!(out, "{entry} принимает соединение и читает запрос."),
        R::IngressRuleMatched { ingress, host, path } => {
            let host = if host.is_empty() { "любой хост" } else { host };
            let path = if path.is_empty() { "любой путь" } else { path };
            write!(out, "Ingress {ingress}: запрос берёт правило «{host}, {path}».")
        }
        R::IngressDefaultBackend { ingress } => {
            write!(out, "Ни одно правило не подошло; запрос берёт бэкенд по умолчанию Ingress {ingress}.")
        }
        R::IngressNoHost { host } => write!(out, "Хоста {host} нет ни в одном правиле: контроллер отвечает 404."),
        R::IngressNoPath { host, path } => {
            write!(out, "Хост {host} известен, но ни одно его правило не берёт {path}: контроллер отвечает 404.")
        }
        R::IngressNoPort { entry, port } => {
            write!(out, "{entry} обслуживает Ingress на портах 80 и 443, но не на {port}: в соединении отказано.")
        }
        R::IngressNoTls { entry, port } => {
            write!(out, "{entry} говорит на порту {port} по обычному HTTP, а клиент — по TLS: соединение не состоится.")
        }
        R::IngressClassNobody { ingress, class } if class.is_empty() => {
            write!(out, "Ingress {ingress} не называет класс, а класса по умолчанию нет: его никто не обслуживает.")
        }
        R::IngressClassNobody { ingress, class } => {
            write!(out, "Ingress {ingress} требует класс {class}, который никто не предоставляет.")
        }
        R::IngressBackendServiceMissing { ingress, service } => {
            write!(out, "Ingress {ingress} называет Service {service}, которого нет: контроллер отвечает 503.")
        }
        R::IngressBackendPortMissing { ingress, service, port } => {
            write!(
                out,
                "Ingress {ingress} требует порт {port} Service {service}, которого у него нет: контроллер отвечает 503."
            )
        }
        R::IngressBackendNoEndpoints { service } => {
            write!(out, "У Service {service} нет готовых конечных точек: контроллер отвечает 503.")
        }
        R::IngressResourceBackend { ingress, resource } => {
            write!(out, "Ingress {ingress} называет ресурс {resource}, который большинству контроллеров неизвестен.")
        }
        R::IngressEndpointChosen { service, of: 1, .. } => {
            write!(
                out,
                "Контроллер открывает своё соединение к единственному готовому поду Service {service}; ядро ничего не переписывает."
            )
        }
        R::IngressEndpointChosen { service, of, .. } => write!(
            out,
            "Контроллер открывает своё соединение к одному из {} Service {service}; ядро ничего не переписывает.",
            plural(*of, "готового пода", "готовых подов", "готовых подов")
        ),
        R::IngressExternalName { service, host } => {
            write!(out, "Service {service} — это ExternalName: контроллер обращается к {host}.")
        }
        R::IngressTlsRedirect { host } => {
            write!(out, "Для {host} есть раздел TLS: обычный HTTP перенаправляется на https.")
        }
        R::TlsTerminated { host, secret: Some(secret) } => {
            write!(out, "TLS для {host} заканчивается здесь, сертификат — в Secret {secret}.")
        }
        R::TlsTerminated { host, secret: None } => {
            write!(out, "TLS для {host} заканчивается здесь, с сертификатом контроллера по умолчанию.")
        }
        R::NginxPatternMatched { ingress, pattern } => write!(
            out,
            "Аннотация делает каждый путь этого хоста регулярным выражением; первым подошло ^{pattern} из Ingress {ingress}."
        ),
        R::NginxCanary { ingress, by: CanaryBy::Header { canary: true } } => {
            write!(out, "Заголовок канареечного Ingress {ingress} на месте: запрос берёт его бэкенд.")
        }
        R::NginxCanary { ingress, by: CanaryBy::Header { canary: false } } => {
            write!(out, "Заголовок канареечного Ingress {ingress} оставляет запрос основному бэкенду.")
        }
        R::NginxCanary { ingress, by: CanaryBy::Cookie { canary: true } } => {
            write!(out, "Cookie канареечного Ingress {ingress} на месте: запрос берёт его бэкенд.")
        }
        R::NginxCanary { ingress, by: CanaryBy::Cookie { canary: false } } => {
            write!(out, "Cookie канареечного Ingress {ingress} оставляет запрос основному бэкенду.")
        }
        R::NginxCanary { ingress, by: CanaryBy::Weight { weight, total } } => {
            write!(out, "Канареечный Ingress {ingress} берёт {weight} из {total} запросов.")
        }
        R::NginxBadPath { path } => {
            write!(out, "На {path} NGINX отвечает 400: путь ведёт выше корня, или % в нём не начинает код символа.")
        }
        R::NginxPlainHttp { port } => {
            write!(out, "NGINX ждёт на порту {port} TLS и отвечает на обычный HTTP кодом 400.")
        }
        R::NginxPreflight { ingress } => {
            write!(
                out,
                "Из-за аннотации enable-cors Ingress {ingress} на предварительные запросы (OPTIONS) NGINX отвечает сам."
            )
        }
        R::NginxRedirect { ingress, annotation } => {
            write!(out, "Аннотация {annotation} Ingress {ingress} отправляет клиента по другому адресу.")
        }
        R::NginxRootLocation { host, ingress } => {
            write!(
                out,
                "Ни одно правило {host} не подходит к этому пути. Аннотации Ingress {ingress}, который назвал хост первым, действуют и здесь."
            )
        }
        R::NginxSlashAdded { path } => {
            write!(out, "Location — {path}: NGINX отвечает сам, добавляя косую черту.")
        }
        R::NginxRewritten { annotation, to } => {
            write!(out, "Аннотация {annotation} меняет запрос: бэкенд получает {to}.")
        }
        R::NginxServiceUpstream { service, address } => write!(
            out,
            "Аннотация service-upstream: контроллер обращается к Service {service} по {address}, а не к endpoint."
        ),
        R::NoEntry { host } => write!(out, "Ничто в манифестах не обслуживает {host}."),
        R::SeveralEntries { entries } => {
            write!(out, "Этот хост могут обслуживать несколько входов ({}); выберите через via.", entries.join(", "))
        }
    }
}
