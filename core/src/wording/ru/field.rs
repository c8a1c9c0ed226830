use crate::fields::{Absent, Named, Takes};
use crate::lang::Lang;

pub(in crate::wording) fn takes(what: &Takes) -> String {
    match what {
        Takes::Object(_) => "объект".into(),
        Takes::List(item) => format!("список ({})", takes(item)),
        Takes::Map(_) => "пары ключ: строка".into(),
        Takes::Labels(_) => "метки".into(),
        Takes::LabelKey(_) => "ключ метки".into(),
        Takes::LabelValue(_) => "значение метки".into(),
        Takes::ApiVersion => "группа и версия".into(),
        Takes::Kind => "вид объекта".into(),
        Takes::Names(named) => format!("имя {}", noun(*named)),
        Takes::Text => "строка".into(),
        Takes::OneOf(values) => either(values),
        Takes::Usually(values) => format!("строка, обычно {}", either(values)),
        Takes::Boolean => "true или false".into(),
        Takes::Integer(least, most) if *most == i64::from(i32::MAX) => format!("целое число, от {least}"),
        Takes::Integer(least, most) => format!("целое число, от {least} до {most}"),
        Takes::Seconds(least, most) => format!("секунды, от {least} до {most}"),
        Takes::Port(_) => "номер порта".into(),
        Takes::PortName(_) => "имя порта".into(),
        Takes::PortOrName(_) => "номер или имя порта".into(),
        Takes::Address => "IP-адрес".into(),
        Takes::Cidr => "сеть (CIDR)".into(),
        Takes::Subdomain => "DNS-имя".into(),
        Takes::Label => "одна часть DNS-имени".into(),
        Takes::ServiceName => "одна часть DNS-имени, начинается с буквы".into(),
        Takes::QualifiedName => "имя или префикс/имя".into(),
        Takes::LikeLabelValue => "строка, как в метках".into(),
        Takes::Host => "хост или *.хост".into(),
        Takes::PreciseHost => "хост".into(),
        Takes::HeaderName => "имя заголовка".into(),
        Takes::Path => "путь, начинается с /".into(),
    }
}

pub(in crate::wording) fn absent(what: &Absent) -> String {
    match what {
        Absent::Required => "обязательно".into(),
        Absent::Nothing => String::new(),
        Absent::Value("") => "\"\"".into(),
        Absent::Value(value) => (*value).into(),
        Absent::Depends(words) => words.of(Lang::Ru).into(),
    }
}

fn noun(named: Named) -> &'static str {
    match named {
        Named::Namespace => "namespace",
        Named::Node => "узла",
        Named::Service => "Service",
        Named::Secret => "Secret",
        Named::IngressClass => "IngressClass",
        Named::GatewayClass => "GatewayClass",
        Named::Gateway => "Gateway",
        Named::Listener => "слушателя",
    }
}

fn either(values: &[&str]) -> String {
    let values: Vec<String> =
        values.iter().map(|value| if value.is_empty() { "\"\"".into() } else { (*value).into() }).collect();
    match values.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} или {last}", rest.join(", ")),
        Some((last, _)) => last.clone(),
        None => String::new(),
    }
}
