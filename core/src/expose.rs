//! Opening a Service another way, by editing its own text: the type, the fields that the API server takes only with that type,
//! and an Ingress before it. Comments, order and fields that play no part stay as they are.

use crate::manifest::{Manifests, Node, Object};
use crate::object::ObjectRef;
use crate::text::{FileId, Files, Span, TextEdit};

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

/// The edits that open `service` this way. Empty when it is open so already, or when no manifest holds it.
/// An Ingress is added as a document of its own; leaving takes that very document away again, and no other.
pub fn expose(files: &Files, manifests: &Manifests, service: &ObjectRef, exposure: Exposure) -> Vec<TextEdit> {
    let Some(object) = manifests.get(service) else { return Vec::new() };
    let Some((_, spec)) = object.node().entry("spec") else { return Vec::new() };
    let text = files.get(object.file).text.as_str();
    let writer = Writer { file: object.file, text };
    let mut edits = Vec::new();
    writer.set_type(spec, exposure.service_type(), &mut edits);
    for field in exposure.refused() {
        writer.remove(spec, field, &mut edits);
    }
    let ports = spec.get("ports").map(Node::items).unwrap_or_default();
    match exposure {
        Exposure::ClusterIp | Exposure::Ingress => {
            for port in ports {
                writer.remove(port, "nodePort", &mut edits);
            }
        }
        Exposure::NodePort | Exposure::LoadBalancer => {
            if spec.get("clusterIP").and_then(Node::text) == Some("None") {
                writer.remove(spec, "clusterIP", &mut edits);
            }
        }
    }
    if exposure == Exposure::NodePort
        && let Some(first) = ports.first()
        && ports.iter().all(|port| port.get("nodePort").is_none())
        && !is_taken(manifests)
    {
        writer.append(first, "nodePort", &NODE_PORT.to_string(), &mut edits);
    }
    let document = ingress_document(object, ports);
    let added = text.find(&document);
    match (exposure, added) {
        (Exposure::Ingress, None) => {
            let end = text.len();
            let line = if text.ends_with('\n') || text.is_empty() { "" } else { "\n" };
            edits.push(writer.edit(end, end, format!("{line}{document}")));
        }
        (Exposure::Ingress, Some(_)) | (_, None) => {}
        (_, Some(at)) => edits.push(writer.edit(at, at + document.len(), String::new())),
    }
    edits
}

/// An Ingress with one rule that leads to the Service's first port.
fn ingress_document(object: &Object, ports: &[Node]) -> String {
    let (namespace, name) = (&object.reference.namespace, &object.reference.name);
    let field = |name| ports.first().and_then(|port| port.get(name)).and_then(Node::text);
    let port = match (field("name"), field("port")) {
        (Some(name), _) => format!("name: {name}"),
        (None, Some(number)) => format!("number: {number}"),
        (None, None) => "number: 80".to_owned(),
    };
    format!(
        "---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: {name}
  namespace: {namespace}
spec:
  rules:
  - host: {name}.example.com
    http:
      paths:
      - path: /
        pathType: Prefix
        backend:
          service:
            name: {name}
            port:
              {port}
"
    )
}

fn is_taken(manifests: &Manifests) -> bool {
    let wanted = NODE_PORT.to_string();
    manifests.objects().iter().any(|object| {
        let ports = object.tree().get("spec").and_then(|spec| spec.get("ports"));
        let mut ports = ports.map(Node::items).unwrap_or_default().iter();
        ports.any(|port| port.get("nodePort").and_then(Node::text) == Some(&wanted))
    })
}

/// Edits to one file, in block style or in JSON.
struct Writer<'t> {
    file: FileId,
    text: &'t str,
}

impl Writer<'_> {
    fn set_type(&self, spec: &Node, kind: &str, edits: &mut Vec<TextEdit>) {
        match (spec.get("type"), spec.entries().first()) {
            (Some(written), _) if written.text() == Some(kind) => {}
            (Some(written), _) => {
                let quoted = self.text[written.span.range()].starts_with(['"', '\'']);
                let value = if quoted { format!("\"{kind}\"") } else { kind.to_owned() };
                edits.push(self.edit(written.span.start as usize, written.span.end as usize, value));
            }
            (None, Some((first, _))) if kind != "ClusterIP" => {
                let at = first.span.start as usize;
                let text = if self.is_flow(spec) {
                    format!("\"type\": \"{kind}\", ")
                } else {
                    format!("type: {kind}\n{}", self.indent(at))
                };
                edits.push(self.edit(at, at, text));
            }
            (None, _) => {}
        }
    }

    /// Adds an entry at the end of a mapping that is not empty.
    fn append(&self, mapping: &Node, key: &str, value: &str, edits: &mut Vec<TextEdit>) {
        let (Some((first, _)), Some((_, last))) = (mapping.entries().first(), mapping.entries().last()) else { return };
        let end = last.span.end as usize;
        if self.is_flow(mapping) {
            edits.push(self.edit(end, end, format!(", \"{key}\": {value}")));
        } else {
            // Behind a comment that may follow the value.
            let line_end = self.line_end(end);
            let text = format!("\n{}{key}: {value}", self.indent(first.span.start as usize));
            edits.push(self.edit(line_end, line_end, text));
        }
    }

    /// Takes an entry away, if it is there.
    fn remove(&self, mapping: &Node, key: &str, edits: &mut Vec<TextEdit>) {
        let entries = mapping.entries();
        let Some(index) = entries.iter().position(|(k, _)| k.text() == Some(key)) else { return };
        let (start, end) = (entries[index].0.span.start as usize, entries[index].1.span.end as usize);
        let line_start = self.text[..start].rfind('\n').map_or(0, |at| at + 1);
        let alone = self.text[line_start..start].trim().is_empty() && !self.is_flow(mapping);
        let next = entries.get(index + 1).map(|(key, _)| key.span.start as usize);
        let previous = index.checked_sub(1).map(|index| entries[index].1.span.end as usize);
        edits.push(match (alone, next, previous) {
            (true, _, _) => self.edit(line_start, (self.line_end(end) + 1).min(self.text.len()), String::new()),
            (false, Some(next), _) => self.edit(start, next, String::new()),
            (false, None, Some(previous)) => self.edit(previous, end, String::new()),
            // The only entry: an empty mapping is left.
            (false, None, None) => self.edit(start, end, "{}".to_owned()),
        });
    }

    fn is_flow(&self, mapping: &Node) -> bool {
        self.text[mapping.span.range()].starts_with('{')
    }

    /// As many spaces as stand before the key at `at`; a dash of a list counts as one.
    fn indent(&self, at: usize) -> String {
        let line_start = self.text[..at].rfind('\n').map_or(0, |at| at + 1);
        self.text[line_start..at].chars().map(|_| ' ').collect()
    }

    fn line_end(&self, from: usize) -> usize {
        let end = self.text[from..].find('\n').map_or(self.text.len(), |at| from + at);
        if self.text[from..end].ends_with('\r') { end - 1 } else { end }
    }

    fn edit(&self, start: usize, end: usize, text: String) -> TextEdit {
        TextEdit { span: Span::new(self.file, start, end), text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::parse;

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
        let files = Files::single("a.yaml", text);
        let (manifests, _) = parse(&files);
        let service = ObjectRef::new("v1", "Service", "shop", "api");
        let edits = expose(&files, &manifests, &service, exposure);
        files.edited(&edits).get(FileId(0)).text.clone()
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
        assert!(text.contains("spec:\n  type: NodePort\n  selector: {app: api} # the pods\n"), "{text}");
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
}
