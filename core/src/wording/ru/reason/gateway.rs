use std::fmt::{self, Write};

use crate::reason::GatewayReason;

pub(super) fn say(what: &GatewayReason, out: &mut String) -> fmt::Result {
    use GatewayReason as R;
    match what {
        R::GatewayListener { gateway, listener } => {
            write!(out, "Gateway {gateway}: соединение принимает listener {listener}.")
        }
        R::GatewayNoPort { gateway, port } => {
            write!(out, "У Gateway {gateway} нет listener с портом {port}: в соединении отказано.")
        }
        R::GatewayListenerRefused { listener, reason } => {
            write!(out, "Listener {listener} не запущен ({reason}): в соединении отказано.")
        }
        R::GatewayNoListener { gateway, host } => {
            write!(out, "Ни один listener Gateway {gateway} на этом порту не относится к {host}: ответ 404.")
        }
        R::GatewayNoServerName { gateway, name } if name.is_empty() => {
            write!(
                out,
                "Клиент не называет имени сервера в TLS, а каждый listener Gateway {gateway} его ждёт: TLS не состоится."
            )
        }
        R::GatewayNoServerName { gateway, name } => {
            write!(out, "Ни у одного listener Gateway {gateway} на этом порту нет имени {name}: TLS не состоится.")
        }
        R::GatewayOtherProtocol { listener, protocol } => {
            write!(out, "Listener {listener} ждёт {protocol}, а клиент говорит иначе: соединение не состоится.")
        }
        R::GatewayMisdirected { host, listener } => {
            write!(out, "{host} относится к listener {listener}, а TLS выбрал другой: Gateway отвечает 421.")
        }
        R::GatewayClassNobody { gateway, class } => {
            write!(out, "Gateway {gateway} просит класс {class}, который никто не обслуживает.")
        }
        R::RouteMatched { route, rule } => write!(out, "{route}: запрос забирает {rule}."),
        R::RouteTaken { route } => write!(out, "Соединение забирает {route}."),
        R::RouteNoRule { host, path } => write!(out, "Ни один маршрут не забирает {path} хоста {host}: ответ 404."),
        R::RouteUnimplemented { path } => {
            write!(out, "Ни один маршрут не забирает метод gRPC {path}: ответ UNIMPLEMENTED.")
        }
        R::RouteNone { listener } => write!(out, "Ни один маршрут у {listener} не забирает соединение: отказ."),
        R::RouteBackendChosen { service, weight, total } => {
            write!(out, "{service} получает {weight} из каждых {total} запросов.")
        }
        R::RouteBackendInvalid { route, backend, reason, http } => {
            let answer = if *http { "ответ 500" } else { "отказ" };
            write!(out, "{route} направляет в {backend}, а это никуда не ведёт ({reason}): {answer}.")
        }
        R::RouteNoBackend { route, http } => {
            let answer = if *http { "ответ 500" } else { "отказ" };
            write!(out, "Правило {route} не называет ни одного получателя с весом: {answer}.")
        }
        R::RouteNoEndpoints { service } => {
            write!(out, "У Service {service} нет готовых endpoints: в соединении отказано.")
        }
        R::RouteRedirect { route } => write!(out, "{route} отправляет клиента по другому адресу."),
        R::RouteRewritten { host: Some(host), path } => {
            write!(out, "Правило переписывает запрос: хост {host}, путь {path}.")
        }
        R::RouteRewritten { host: None, path } => write!(out, "Правило переписывает путь: {path}."),
        R::RouteHeaders { set, removed } => {
            write!(out, "Правило меняет заголовки:")?;
            set.iter().try_for_each(|header| write!(out, " {header};"))?;
            removed.iter().try_for_each(|header| write!(out, " без {header};"))?;
            out.truncate(out.trim_end_matches([';', ':']).len());
            write!(out, ".")
        }
        R::RouteMirrored { service } => {
            write!(out, "Копия запроса уходит в {service}; её ответ отбрасывается.")
        }
        R::MeshService { service } => {
            write!(out, "Запрос к {service} перехватывает mesh в поде клиента: решают маршруты этого Service.")
        }
    }
}
