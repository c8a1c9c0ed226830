use crate::knobs::{Knob, KnobError, KnobValue};

pub(in crate::wording) fn knob_error(what: &KnobError) -> String {
    let KnobError { key, read, .. } = what;
    let expected = match what.expected {
        KnobValue::KnownKey => {
            let known: Vec<&str> = Knob::ALL.into_iter().map(Knob::as_str).collect();
            return format!("there is no cluster setting “{key}”; there are {}", known.join(", "));
        }
        KnobValue::KeyAndValue => return format!("read “{read}”; expected key=value; for example nodes=5"),
        KnobValue::Cidrs => "ranges of addresses, for example 10.96.0.0/12".into(),
        KnobValue::CidrsOrNone => "ranges of addresses, for example 10.244.0.0/16, or none".into(),
        KnobValue::CidrsOrPrimary => "ranges of addresses, for example 192.168.0.0/24, or primary".into(),
        KnobValue::PortRange => "two ports, for example 30000-32767".into(),
        KnobValue::Domain => "a domain, for example cluster.local".into(),
        KnobValue::CountTo(most) => format!("a number from 1 to {most}"),
        KnobValue::OneOf(values) => format!("one of {}", values.join(", ")),
    };
    format!("read “{read}” for {key}; expected {expected}")
}
