use crate::knobs::{Knob, KnobError, KnobValue};

pub(in crate::wording) fn knob_error(what: &KnobError) -> String {
    let KnobError { key, read, .. } = what;
    let expected = match what.expected {
        KnobValue::KnownKey => {
            let known: Vec<&str> = Knob::ALL.into_iter().map(Knob::as_str).collect();
            return format!("настройки кластера «{key}» нет; есть {}", known.join(", "));
        }
        KnobValue::KeyAndValue => {
            return format!("прочитано «{read}»; ожидается ключ=значение; например nodes=5");
        }
        KnobValue::Cidrs => "ожидаются диапазоны адресов, например 10.96.0.0/12".into(),
        KnobValue::CidrsOrNone => "ожидаются диапазоны адресов, например 10.244.0.0/16, или none".into(),
        KnobValue::CidrsOrPrimary => "ожидаются диапазоны адресов, например 192.168.0.0/24, или primary".into(),
        KnobValue::PortRange => "ожидаются два порта, например 30000-32767".into(),
        KnobValue::Domain => "ожидается домен, например cluster.local".into(),
        KnobValue::CountTo(most) => format!("ожидается число от 1 до {most}"),
        KnobValue::OneOf(values) => format!("ожидается одно из: {}", values.join(", ")),
    };
    format!("прочитано «{read}» для {key}; {expected}")
}
