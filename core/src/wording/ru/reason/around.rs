use std::fmt::{self, Write};

use crate::reason::AroundReason;

pub(super) fn say(what: &AroundReason, out: &mut String) -> fmt::Result {
    use AroundReason as R;
    match what {
        R::ApiServerAccepts => write!(out, "API-сервер принимает соединение и передаёт его дальше."),
        R::PortForwardKubelet { node, address } => {
            write!(out, "API-сервер обращается к kubelet узла {node} по адресу {address}.")
        }
        R::KubeletAccepts => write!(out, "kubelet принимает соединение."),
        R::PortForwardPod { pod } => {
            write!(out, "kubelet обращается к localhost внутри {pod}: только этот под, без балансировки.")
        }
        R::PortForwardNoPod { target } => {
            write!(out, "kubectl не находит работающего пода, на который перенаправлять: {target}.")
        }
        R::PortForwardNoPort { pod, port } => {
            write!(
                out,
                "Ни у одного контейнера {pod} нет порта с именем «{port}»: kubectl не знает, куда перенаправлять."
            )
        }
        R::PortForwardProtocol { protocol } => {
            write!(out, "kubectl перенаправляет только TCP, а этот порт — {protocol}.")
        }
        R::ApiProxyEndpoint { endpoint } => {
            write!(out, "API-сервер выбирает конечную точку {endpoint} и обращается к ней.")
        }
        R::ApiProxyNoEndpoints { service } => {
            write!(out, "У Service {service} нет готовых конечных точек: API-сервер отвечает 503.")
        }
    }
}
