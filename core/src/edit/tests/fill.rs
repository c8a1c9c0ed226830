//! Several fields at once.

use super::*;

const SERVICE: &str = "\
apiVersion: v1
kind: Service
metadata:
  name: api
  namespace: shop
spec:
  ports:
  - port: 80 # the door
    name: http
";

fn fill(fields: &[(&str, FieldValue)]) -> Intent {
    let fields = fields.iter().map(|(path, value)| (FieldPath::of(path), value.clone())).collect();
    Intent::Fill { object: object("Service", "api"), fields }
}

#[test]
fn an_entry_is_written_with_all_its_fields() {
    let port = |path: &str| [("spec.ports[1].".to_owned() + path)].concat();
    let entry = [(port("name"), text("admin")), (port("port"), FieldValue::Number(81))];
    let entry: Vec<(&str, FieldValue)> = entry.iter().map(|(path, value)| (path.as_str(), value.clone())).collect();
    assert_eq!(
        after(SERVICE, &fill(&entry)).unwrap(),
        SERVICE.replace("name: http\n", "name: http\n  - name: admin\n    port: 81\n")
    );
    let deep = [("spec.selector[app]", text("api")), ("spec.selector[tier]", text("1"))];
    assert_eq!(
        after(SERVICE, &fill(&deep)).unwrap(),
        SERVICE.replace("name: http\n", "name: http\n  selector:\n    app: api\n    tier: \"1\"\n")
    );
    let list = [
        ("status.loadBalancer.ingress[0].ip", text("10.0.0.1")),
        ("status.loadBalancer.ingress[1].ip", text("10.0.0.2")),
    ];
    assert_eq!(
        after(SERVICE, &fill(&list)).unwrap(),
        format!("{SERVICE}status:\n  loadBalancer:\n    ingress:\n    - ip: \"10.0.0.1\"\n    - ip: \"10.0.0.2\"\n")
    );
}

#[test]
fn what_does_not_belong_together_is_refused() {
    for fields in [
        &[][..],
        &[("spec.selector[app]", text("api")), ("spec.type", text("NodePort"))],
        &[("spec.selector[app]", text("api")), ("spec.selector", text("x"))],
        &[("spec.externalIPs[1]", text("10.0.0.1")), ("spec.externalIPs[0]", text("10.0.0.2"))],
        &[("spec.ports[0].port", FieldValue::Number(81)), ("spec.ports[0].name", text("x"))],
    ] {
        assert!(after(SERVICE, &fill(fields)).is_err(), "{fields:?}");
    }
}

#[test]
fn what_is_missing_begins_where_the_object_ends() {
    let (manifests, _) = crate::manifest::parse(&Files::single("a.yaml", SERVICE));
    let object = manifests.objects().first().expect("a Service");
    for (path, begins) in [
        ("spec.ports[0].port", "spec.ports[0].port"),
        ("spec.ports[0].nodePort", "spec.ports[0].nodePort"),
        ("spec.ports[1].port", "spec.ports[1]"),
        ("spec.selector[a.b/c]", "spec.selector"),
        ("metadata.labels[a.b/c]", "metadata.labels"),
        ("status.loadBalancer.ingress[0].ip", "status"),
    ] {
        assert_eq!(beginning(object, &FieldPath::of(path)).as_str(), begins);
    }
}
