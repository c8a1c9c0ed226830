use crate::fields::{Absent, Named, Takes};
use crate::lang::Lang;

pub(in crate::wording) fn takes(what: &Takes) -> String {
    match what {
        Takes::Object(_) => "object".into(),
        Takes::List(item) => format!("list ({})", takes(item)),
        Takes::Map(_) => "map of strings".into(),
        Takes::Labels(_) => "map of labels".into(),
        Takes::LabelKey(_) => "key of a label".into(),
        Takes::LabelValue(_) => "value of a label".into(),
        Takes::ApiVersion => "group and version".into(),
        Takes::Kind => "kind".into(),
        Takes::Names(named) => format!("name of a {}", noun(*named)),
        Takes::Text => "string".into(),
        Takes::OneOf(values) => either(values),
        Takes::Usually(values) => format!("string, usually {}", either(values)),
        Takes::Boolean => "true or false".into(),
        Takes::Integer(least, most) if *most == i64::from(i32::MAX) => format!("integer, {least} or more"),
        Takes::Integer(least, most) => format!("integer, {least} to {most}"),
        Takes::Seconds(least, most) => format!("seconds, {least} to {most}"),
        Takes::Port(_) => "port number".into(),
        Takes::PortName(_) => "port name".into(),
        Takes::PortOrName(_) => "port number or name".into(),
        Takes::Address => "IP address".into(),
        Takes::Cidr => "network (CIDR)".into(),
        Takes::Subdomain => "DNS name".into(),
        Takes::Label => "DNS label".into(),
        Takes::ServiceName => "DNS label that begins with a letter".into(),
        Takes::QualifiedName => "name, or prefix/name".into(),
        Takes::LikeLabelValue => "string as in labels".into(),
        Takes::Host => "host, or *.host".into(),
        Takes::PreciseHost => "host".into(),
        Takes::HeaderName => "header name".into(),
        Takes::Path => "path that begins with /".into(),
    }
}

pub(in crate::wording) fn absent(what: &Absent) -> String {
    match what {
        Absent::Required => "required".into(),
        Absent::Nothing => String::new(),
        Absent::Value("") => "\"\"".into(),
        Absent::Value(value) => (*value).into(),
        Absent::Depends(words) => words.of(Lang::En).into(),
    }
}

fn noun(named: Named) -> &'static str {
    match named {
        Named::Namespace => "namespace",
        Named::Node => "node",
        Named::Service => "Service",
        Named::Secret => "Secret",
        Named::IngressClass => "IngressClass",
        Named::GatewayClass => "GatewayClass",
        Named::Gateway => "Gateway",
        Named::Listener => "listener",
    }
}

fn either(values: &[&str]) -> String {
    let values: Vec<String> =
        values.iter().map(|value| if value.is_empty() { "\"\"".into() } else { (*value).into() }).collect();
    match values.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        Some((last, _)) => last.clone(),
        None => String::new(),
    }
}
