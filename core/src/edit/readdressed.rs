//! To the cluster a Service with a new name is another one, which gets other addresses. A request to those that it had goes along.

use std::net::IpAddr;

use crate::world::ServiceEntry;

/// The URL `to` with the address, or the node port, that `after` has where `before` had the one that stands there. `None`: it
/// stands for something else, or for the same.
pub fn readdressed(to: &str, before: &ServiceEntry, after: &ServiceEntry) -> Option<String> {
    let start = to.find("://")? + "://".len();
    let rest = to.get(start..)?;
    let authority = rest.get(..rest.find(['/', '?', '#']).unwrap_or(rest.len()))?;
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    };
    let behind = rest.get(authority.len()..)?;
    let put = |host: &str, port: Option<&str>| {
        let port = port.map(|port| format!(":{port}")).unwrap_or_default();
        Some(format!("{}{host}{port}{behind}", to.get(..start)?))
    };
    if let Some(now) = host.trim_matches(['[', ']']).parse().ok().and_then(|known| address(known, before, after)) {
        let host = if now.is_ipv6() { format!("[{now}]") } else { now.to_string() };
        return put(&host, port);
    }
    let known = port?.parse::<u16>().ok();
    let ports = before.ports.iter().zip(&after.ports);
    let mut moved =
        ports.filter(|(before, after)| known.is_some() && before.node_port == known && after.node_port != known);
    put(host, Some(&moved.next()?.1.node_port?.to_string()))
}

fn address(known: IpAddr, before: &ServiceEntry, after: &ServiceEntry) -> Option<IpAddr> {
    let index = before.cluster_ips.iter().position(|address| *address == known)?;
    after.cluster_ips.get(index).copied().filter(|now| *now != known)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::decode::decode;
    use crate::knobs::Knobs;
    use crate::manifest::parse;
    use crate::state::State;
    use crate::text::Files;
    use crate::world::World;

    fn service(name: &str) -> Arc<ServiceEntry> {
        let text = format!(
            "apiVersion: v1\nkind: Service\nmetadata: {{name: {name}}}\nspec: {{type: NodePort, ipFamilyPolicy: RequireDualStack, ports: [{{port: 80}}]}}\n"
        );
        let cluster = decode(&parse(&Files::single("a.yaml", text)).0).0;
        let mut knobs = Knobs::default();
        knobs.set("serviceCIDR", &["10.96.0.0/16", "fd00:96::/112"]).expect("ranges");
        let world = World::build(&cluster, &knobs, &State::default());
        Arc::clone(world.services.iter().find(|service| service.spec.meta.reference.name == name).expect("the Service"))
    }

    #[test]
    fn urls_follow_to_the_addresses_under_the_new_name() {
        let (before, after) = (service("web"), service("shop"));
        let (four, six) = (before.cluster_ips[0], before.cluster_ips[1]);
        let (now_four, now_six) = (after.cluster_ips[0], after.cluster_ips[1]);
        let (port, now) = (before.ports[0].node_port.expect("a port"), after.ports[0].node_port.expect("a port"));
        assert!(four != now_four && six != now_six && port != now);
        let to = |text: String| readdressed(&text, &before, &after);
        assert_eq!(to(format!("http://{four}/a?b#c")), Some(format!("http://{now_four}/a?b#c")));
        assert_eq!(to(format!("tcp://{four}:80")), Some(format!("tcp://{now_four}:80")));
        assert_eq!(to(format!("http://[{six}]:80/")), Some(format!("http://[{now_six}]:80/")));
        assert_eq!(to(format!("http://[{six}]")), Some(format!("http://[{now_six}]")));
        assert_eq!(to(format!("http://192.168.10.11:{port}/x")), Some(format!("http://192.168.10.11:{now}/x")));
        assert_eq!(to(format!("http://node-1:{port}")), Some(format!("http://node-1:{now}")));
        for other in ["http://10.0.0.1/", "http://api:80/", "http://", "http://[", "web", "service/web", "http://x:/"] {
            assert_eq!(to(other.to_owned()), None, "{other}");
        }
        assert_eq!(readdressed(&format!("http://{four}/"), &before, &before), None);
    }
}
