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

pub(in crate::wording) fn knob(what: &Knob) -> String {
    let words = match what {
        Knob::PodCidr => "Addresses of pods: how kube-proxy tells them from others",
        Knob::ServiceCidr => "Addresses of Services",
        Knob::ServiceNodePortRange => "Node ports that the cluster gives",
        Knob::ProxyMode => "How kube-proxy writes its rules",
        Knob::NodePortAddresses => "Node addresses that node ports answer on",
        Knob::LocalhostNodePorts => "Node ports answer on 127.0.0.1 (iptables)",
        Knob::MasqueradeAll => "Rewrite the source of all that goes to cluster IPs",
        Knob::ClusterDomain => "The domain of the cluster’s DNS",
        Knob::DnsPodMode => "CoreDNS answers for pod addresses",
        Knob::DnsIgnoreEmptyService => "CoreDNS denies Services without endpoints",
        Knob::IngressNginxWatchWithoutClass => "ingress-nginx serves Ingresses without a class",
        Knob::Mesh => "A service mesh honours routes of Services",
        Knob::Nodes => "Nodes, where manifests name none",
        Knob::LoadBalancer => "Who provides load balancers, and how they pass traffic on",
        Knob::LoadBalancerMixedProtocols => "One balancer takes TCP and UDP",
        Knob::IngressController => "Who serves Ingresses, where manifests hold no controller",
    };
    words.into()
}
