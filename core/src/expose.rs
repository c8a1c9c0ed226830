//! Opening a Service another way, by editing its own text: the type, the fields that the API server takes only with that type,
//! and an Ingress before it. Comments, order and fields that play no part stay as they are.

use crate::edit::{Intent, NewKind, Refusal, added_ingress, edit};
use crate::manifest::{Manifests, Node, parse_after};
use crate::object::{FieldPath, ObjectRef};
use crate::text::Files;

/// How clients reach a Service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Exposure {
    ClusterIp,
    NodePort,
    LoadBalancer,
    /// A Service of type ClusterIP behind an Ingress.
    Ingress,
}

impl Exposure {
    pub const ALL: [Exposure; 4] = [Exposure::ClusterIp, Exposure::NodePort, Exposure::LoadBalancer, Exposure::Ingress];

    /// Those that are types of Services.
    pub const TYPES: [Exposure; 3] = [Exposure::ClusterIp, Exposure::NodePort, Exposure::LoadBalancer];

    /// By the type that `spec.type` names.
    pub fn of_type(name: &str) -> Option<Self> {
        Self::TYPES.into_iter().find(|exposure| exposure.as_str() == name)
    }

    /// The Service type or kind that it is known by.
    pub fn as_str(self) -> &'static str {
        match self {
            Exposure::ClusterIp => "ClusterIP",
            Exposure::NodePort => "NodePort",
            Exposure::LoadBalancer => "LoadBalancer",
            Exposure::Ingress => "Ingress",
        }
    }

    fn service_type(self) -> &'static str {
        match self {
            Exposure::ClusterIp | Exposure::Ingress => "ClusterIP",
            Exposure::NodePort => "NodePort",
            Exposure::LoadBalancer => "LoadBalancer",
        }
    }

    /// Fields of `spec` that the API server refuses with this type.
    fn refused(self) -> &'static [&'static str] {
        match self {
            Exposure::ClusterIp | Exposure::Ingress => &[
                "externalTrafficPolicy",
                "healthCheckNodePort",
                "loadBalancerSourceRanges",
                "loadBalancerClass",
                "allocateLoadBalancerNodePorts",
            ],
            Exposure::NodePort => &["healthCheckNodePort", "loadBalancerClass", "allocateLoadBalancerNodePorts"],
            Exposure::LoadBalancer => &[],
        }
    }
}

/// The node port that is written where none is, so that its address can be told.
const NODE_PORT: u16 = 30080;

/// The files in which `service` is open this way. An Ingress is added as a document of its own; leaving takes that very document
/// away again, and no other.
pub fn expose(files: &Files, manifests: &Manifests, service: &ObjectRef, exposure: Exposure) -> Result<Files, Refusal> {
    let object = manifests.get(service).ok_or(Refusal::NotWritten)?;
    let spec = FieldPath::of("spec");
    let ports_path = spec.field("ports");
    let text = |path: &FieldPath| object.tree().at(path).and_then(Node::text);
    let ports = object.tree().at(&ports_path).map(Node::items).unwrap_or_default();
    let node_ports = || (0..ports.len()).map(|index| ports_path.index(index).field("nodePort"));
    let mut refused: Vec<FieldPath> = exposure.refused().iter().map(|field| spec.field(field)).collect();
    match exposure {
        Exposure::ClusterIp | Exposure::Ingress => refused.extend(node_ports()),
        Exposure::NodePort | Exposure::LoadBalancer => {
            let address = spec.field("clusterIP");
            refused.extend(Some(address).filter(|address| text(address) == Some("None")));
        }
    }
    let set = |path, value| Intent::Set { object: service.clone(), path, value };
    let unset = |path| Intent::Unset { object: service.clone(), path };

    let kind = spec.field("type");
    let mut draft = Draft { files: files.clone(), manifests: manifests.clone() };
    if text(&kind).unwrap_or("ClusterIP") != exposure.service_type() {
        draft.make(&set(kind, exposure.service_type().into()))?;
    }
    for path in refused.into_iter().filter(|path| object.tree().at(path).is_some()) {
        draft.make(&unset(path))?;
    }
    if exposure == Exposure::NodePort
        && let Some(first) = node_ports().next()
        && node_ports().all(|path| text(&path).is_none())
        && !is_taken(manifests)
    {
        draft.make(&set(first, NODE_PORT.into()))?;
    }
    match added_ingress(files, manifests, object) {
        None if exposure == Exposure::Ingress => {
            let (file, namespace) = (object.file, service.namespace.clone());
            draft.make(&Intent::Add { kind: NewKind::Ingress, file, namespace, near: Some(service.clone()) })?;
        }
        Some(object) if exposure != Exposure::Ingress => draft.make(&Intent::Delete { object })?,
        None | Some(_) => {}
    }
    Ok(draft.files)
}

fn is_taken(manifests: &Manifests) -> bool {
    let wanted = NODE_PORT.to_string();
    manifests.objects().iter().any(|object| {
        let ports = object.tree().get("spec").and_then(|spec| spec.get("ports"));
        let mut ports = ports.map(Node::items).unwrap_or_default().iter();
        ports.any(|port| port.get("nodePort").and_then(Node::text) == Some(&wanted))
    })
}

/// Files that are edited time and again: each edit is of the text that the one before it left.
struct Draft {
    files: Files,
    manifests: Manifests,
}

impl Draft {
    fn make(&mut self, intent: &Intent) -> Result<(), Refusal> {
        self.files = self.files.edited(&edit(&self.files, &self.manifests, intent)?.edits);
        (self.manifests, _) = parse_after(&self.files, &self.manifests);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::parse;
    use crate::text::FileId;

    const SERVICE: &str = "\
apiVersion: v1
kind: Service
metadata: {name: api, namespace: shop}
spec:
  selector: {app: api} # the pods
  ports:
  - port: 80 # the door
    targetPort: http
";

    fn exposed(text: &str, exposure: Exposure) -> String {
        tried(text, exposure).expect("an edit")
    }

    fn tried(text: &str, exposure: Exposure) -> Result<String, Refusal> {
        let files = Files::single("a.yaml", text);
        let (manifests, _) = parse(&files);
        let service = ObjectRef::new("v1", "Service", "shop", "api");
        Ok(expose(&files, &manifests, &service, exposure)?.get(FileId(0)).text.clone())
    }

    #[test]
    fn every_exposure_leads_back_to_the_same_text() {
        let typed = SERVICE.replace("spec:\n", "spec:\n  type: ClusterIP\n");
        for exposure in Exposure::ALL {
            assert_eq!(exposed(&exposed(&typed, exposure), Exposure::ClusterIp), typed, "by way of {exposure:?}");
        }
    }

    #[test]
    fn a_node_port_is_written_below_the_port() {
        let text = exposed(SERVICE, Exposure::NodePort);
        assert!(text.contains("spec:\n  selector: {app: api} # the pods\n  type: NodePort\n"), "{text}");
        assert!(text.ends_with("    targetPort: http\n    nodePort: 30080\n"), "{text}");
        assert_eq!(exposed(&text, Exposure::NodePort), text);
    }

    #[test]
    fn fields_of_other_types_go() {
        let text = SERVICE.replace(
            "  ports:\n",
            "  type: LoadBalancer\n  externalTrafficPolicy: Local\n  loadBalancerSourceRanges:\n  - 10.0.0.0/8\n  ports:\n",
        );
        assert_eq!(exposed(&text, Exposure::ClusterIp), SERVICE.replace("  ports:\n", "  type: ClusterIP\n  ports:\n"));
        let all = "{type: LoadBalancer, ports: [{port: 80}], loadBalancerClass: x, externalTrafficPolicy: Local}";
        let text = format!("{}spec: {all}\n", &SERVICE[..SERVICE.find("spec:").expect("a spec")]);
        assert_eq!(
            exposed(&text, Exposure::ClusterIp),
            text.replace(all, "{type: ClusterIP, ports: [{port: 80}]}"),
            "neighbours go together"
        );
    }

    #[test]
    fn what_an_anchor_shares_is_refused() {
        let text = SERVICE.replace("port: 80 # the door\n    targetPort", "&p {port: 80, nodePort: 30001}\n  - *p # ");
        assert!(tried(&text, Exposure::ClusterIp).is_err());
        assert_eq!(exposed(&text, Exposure::NodePort), text.replace("the pods\n", "the pods\n  type: NodePort\n"));
    }

    #[test]
    fn json_stays_json() {
        let text = r#"{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "api", "namespace": "shop"},
 "spec": {"ports": [{"port": 80, "nodePort": 30001}], "type": "NodePort"}}"#;
        let text = exposed(text, Exposure::ClusterIp);
        assert!(text.contains(r#""spec": {"ports": [{"port": 80}], "type": "ClusterIP"}"#), "{text}");
        let text = exposed(&text, Exposure::NodePort);
        assert!(text.contains(r#"{"ports": [{"port": 80, "nodePort": 30080}], "type": "NodePort"}"#), "{text}");
    }

    #[test]
    fn an_ingress_is_added_once_and_taken_away() {
        let with = exposed(SERVICE, Exposure::Ingress);
        assert!(with.contains("kind: Ingress"), "{with}");
        assert_eq!(exposed(&with, Exposure::Ingress), with);
        assert_eq!(exposed(&with, Exposure::ClusterIp), SERVICE);
    }

    #[test]
    fn an_ingress_follows_the_file_and_takes_no_name_of_another() {
        let others = "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: api, namespace: shop}\n---\n";
        let wide = format!("{others}{SERVICE}")
            .replace("\n  - port: 80 # the door\n    targetPort", "\n    - port: 80\n      name: web\n      targetPort")
            .replace("\n  ports", "\n    ports")
            .replace("\n  selector", "\n    selector");
        let with = exposed(&wide, Exposure::Ingress);
        assert!(with.contains("metadata:\n    name: api-2\n"), "{with}");
        assert!(with.contains("\n    rules:\n    - host: api-2.example.com\n"), "{with}");
        assert!(with.ends_with("name: api\n                    port:\n                        name: web\n"), "{with}");
        assert_eq!(exposed(&with, Exposure::Ingress), with);
        assert_eq!(exposed(&with, Exposure::ClusterIp), wide);
        let changed = with.replace("path: /\n", "path: /api # mine\n");
        assert_eq!(exposed(&changed, Exposure::ClusterIp), changed);
    }

    #[test]
    fn an_ingress_stands_in_a_json_list_and_nowhere_else_in_json() {
        let service = r#"{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "api", "namespace": "shop"}, "spec": {"ports": [{"port": 80}]}}"#;
        assert_eq!(tried(service, Exposure::Ingress), Err(Refusal::OneObject));
        let list = format!(r#"{{"apiVersion": "v1", "kind": "List", "items": [{service}]}}"#);
        let with = exposed(&list, Exposure::Ingress);
        assert!(with.contains(r#""host": "api.example.com""#), "{with}");
        assert_eq!(exposed(&with, Exposure::Ingress), with);
        assert_eq!(exposed(&with, Exposure::ClusterIp), list);
    }
}
