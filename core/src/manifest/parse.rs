//! YAML and JSON texts to objects.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use fnv::FnvBuildHasher;

use super::document::Finding;
use super::piece::{self, Cut, Cuts, Piece};
use super::writing::{self, Writing};
use super::{Manifests, Node, Object, tree};
use crate::diagnostic::Diagnostic;
use crate::object::{FieldPath, ObjectName, ObjectRef};
use crate::problem::Problem;
use crate::text::{File, FileId, Files, LineIndex, Span};

/// Larger files are not read: no set of manifests is this large, and places in a text are 32 bits wide.
const MAX_FILE: usize = 64 << 20;

/// Reads every document of every file. Documents that are broken, empty or no Kubernetes object give diagnostics or nothing.
pub fn parse(files: &Files) -> (Manifests, Vec<Diagnostic>) {
    parse_after(files, &Manifests::default())
}

/// As [`parse`], and to the same result. `before` is an earlier reading of these files: what is written as it was then is not read
/// again.
pub fn parse_after(files: &Files, before: &Manifests) -> (Manifests, Vec<Diagnostic>) {
    let mut objects = Vec::new();
    let mut problems = Vec::new();
    let cuts = Cuts::after(files, &before.cuts);
    for (id, file) in files.iter() {
        read_file(id, file, cuts.get(id), &mut objects, &mut problems);
    }
    // A folder with a kustomization in each subfolder needs to be told once.
    let mut kustomizations = 0;
    problems.retain(|problem| {
        kustomizations += usize::from(problem.problem == Problem::Kustomization);
        problem.problem != Problem::Kustomization || kustomizations == 1
    });
    tell_nameless_apart(&mut objects);
    let manifests =
        before.named_alike(objects).unwrap_or_else(|objects| Manifests::new(keep_last(files, objects, &mut problems)));
    problems.sort_by_key(|problem| problem.span);
    (Manifests { cuts, ..manifests }, problems)
}

/// The trees of one file's documents, whatever they hold.
pub fn documents(id: FileId, text: &str) -> (Vec<Node>, Vec<Diagnostic>) {
    documents_among(id, text, &Cut::of(text), |_| true)
}

/// As [`documents`], of those of its pieces that are `wanted`.
pub(crate) fn documents_among(
    id: FileId,
    text: &str,
    cut: &Cut,
    mut wanted: impl FnMut(&Piece) -> bool,
) -> (Vec<Node>, Vec<Diagnostic>) {
    let mut roots = Vec::new();
    let mut problems = Vec::new();
    for (start, piece) in cut.iter().filter(|(_, piece)| wanted(piece)) {
        let trees = tree::read(id, &piece.text);
        roots.extend(placed(trees.roots, id, start));
        let found = trees.problems.into_iter();
        problems.extend(found.map(|(problem, span)| diagnostic(problem, span, id, start, text)));
    }
    (roots, problems)
}

/// The piece of a text around a byte, and the trees of the documents in it, whatever they hold and with nothing left out.
pub(crate) fn around(id: FileId, text: &str, at: usize) -> Option<(Range<usize>, Vec<Node>)> {
    let piece = piece::pieces(text).into_iter().find(|piece| piece.contains(&at))?;
    let trees = tree::read(id, &text[piece.clone()]);
    let roots = placed(trees.roots, id, piece.start).collect();
    Some((piece, roots))
}

/// The pieces of a text, each with what is written in it; `None` where it cannot be read.
pub(crate) fn written(text: &str) -> impl Iterator<Item = (Range<usize>, Option<Vec<Writing>>)> {
    piece::pieces(text).into_iter().map(|range| {
        let piece = &text[range.clone()];
        let found = tree::read(FileId(0), piece).problems;
        let readable = found.iter().all(|(problem, _)| matches!(problem, Problem::DuplicateKey { .. }));
        let written = if readable { writing::read(piece) } else { None };
        (range, written)
    })
}

fn placed(roots: Vec<Node>, file: FileId, start: usize) -> impl Iterator<Item = Node> {
    roots.into_iter().map(move |mut root| {
        root.place(file, start as u32);
        root
    })
}

/// A problem of a piece as one of its file.
fn diagnostic(mut problem: Problem, span: Span, file: FileId, start: usize, text: &str) -> Diagnostic {
    if let Problem::DuplicateKey { earlier, .. } = &mut problem {
        *earlier += text.as_bytes()[..start].iter().filter(|byte| **byte == b'\n').count() as u32;
    }
    Diagnostic::at(problem, span.placed(file, start as u32))
}

fn read_file(id: FileId, file: &File, cut: Option<&Cut>, objects: &mut Vec<Object>, problems: &mut Vec<Diagnostic>) {
    let text = file.text.as_str();
    if text.len() > MAX_FILE {
        problems.push(Diagnostic::at(Problem::TooLarge { limit: MAX_FILE }, Span::new(id, 0, 0)));
        return;
    }
    let mut templates = 0;
    for (start, piece) in cut.into_iter().flat_map(Cut::iter) {
        for finding in piece.findings() {
            match finding {
                Finding::Object(reference, source) => {
                    objects.push(Object::placed(reference.clone(), Arc::clone(source), id, start));
                }
                // One word about templates is enough for a file.
                Finding::Problem(Problem::Template, _) if templates > 0 => {}
                Finding::Problem(problem, span) => {
                    templates += usize::from(*problem == Problem::Template);
                    problems.push(diagnostic(problem.clone(), *span, id, start, text));
                }
            }
        }
    }
}

/// Of objects with the same name the last, as applying the files in order would leave it.
fn keep_last(files: &Files, mut objects: Vec<Object>, problems: &mut Vec<Diagnostic>) -> Vec<Object> {
    let mut last = HashMap::with_capacity_and_hasher(objects.len(), FnvBuildHasher::default());
    let again: Vec<(usize, usize)> = objects
        .iter()
        .enumerate()
        .filter_map(|(i, object)| last.insert(identity(&object.reference), i).map(|earlier| (earlier, i)))
        .collect();
    if again.is_empty() {
        return objects;
    }
    let mut lines: HashMap<FileId, LineIndex> = HashMap::new();
    let mut line = |object: &Object| {
        let text = &files.get(object.file).text;
        let index = lines.entry(object.file).or_insert_with(|| LineIndex::new(text));
        index.position(text, name_span(object).start as usize).line
    };
    for (earlier, later) in &again {
        let (earlier, later) = (&objects[*earlier], &objects[*later]);
        let problem = Problem::DuplicateObject {
            object: later.reference.to_string(),
            earlier: line(earlier),
            earlier_file: (earlier.file != later.file).then(|| files.get(earlier.file).name.clone()),
            later: line(later),
        };
        let path = FieldPath::of("metadata.name");
        problems.push(Diagnostic::of(problem, &later.reference, path, Some(name_span(later))));
    }
    let lost: HashSet<usize> = again.into_iter().map(|(earlier, _)| earlier).collect();
    let mut at = 0;
    objects.retain(|_| {
        at += 1;
        !lost.contains(&(at - 1))
    });
    objects
}

/// Objects without a name (`generateName`) are made anew each time: the second and later ones get a number behind theirs.
fn tell_nameless_apart(objects: &mut [Object]) {
    let mut counts: HashMap<ObjectRef, usize> = HashMap::new();
    for object in objects {
        if object.source.named {
            continue;
        }
        let count = counts.entry(object.reference.clone()).or_default();
        *count += 1;
        if *count > 1 {
            let ObjectName { api_version, kind, namespace, name } = &*object.reference;
            object.reference = ObjectRef::new(api_version, kind, namespace, &format!("{name}{count}"));
        }
    }
}

/// What makes an object the same one for the API server, which serves it under every version of its group: group, kind,
/// namespace and name. What was in `extensions` moved to the groups named here.
fn identity(reference: &ObjectRef) -> (&str, &str, &str, &str) {
    let group = match reference.api_version.split_once('/') {
        Some(("extensions", _)) if matches!(reference.kind.as_str(), "Ingress" | "NetworkPolicy") => {
            "networking.k8s.io"
        }
        Some(("extensions", _)) => "apps",
        Some((group, _)) => group,
        None => "",
    };
    (group, &reference.kind, &reference.namespace, &reference.name)
}

fn name_span(object: &Object) -> Span {
    object.place(object.source.root.nearest(&FieldPath::of("metadata.name")).span)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::Value;
    use crate::problem::SyntaxFault;

    fn read(text: &str) -> (Files, Manifests, Vec<Diagnostic>) {
        let files = Files::single("a.yaml", text);
        let (manifests, problems) = parse(&files);
        (files, manifests, problems)
    }

    fn names(manifests: &Manifests) -> Vec<String> {
        manifests.objects().iter().map(|object| object.reference.to_string()).collect()
    }

    /// Code and line of each problem.
    fn told(files: &Files, problems: &[Diagnostic]) -> Vec<(&'static str, u32)> {
        problems.iter().map(|problem| (problem.code(), files.position(problem.span.expect("a place")).line)).collect()
    }

    fn source<'f>(files: &'f Files, object: &Object, path: &str) -> &'f str {
        files.slice(object.node().at(&FieldPath::of(path)).expect(path).span)
    }

    fn service(name: &str) -> String {
        format!("apiVersion: v1\nkind: Service\nmetadata:\n  name: {name}\n")
    }

    #[test]
    fn documents_of_several_files_in_order() {
        let files = Files::new(vec![
            File {
                name: "a.yaml".into(),
                text: format!("# first\n---\n{}---\n---\n# none\n---\n{}", service("a"), service("b")),
            },
            File {
                name: "b.json".into(),
                text: "{\"apiVersion\": \"v1\",\n\t\"kind\": \"Namespace\", \"metadata\": {\"name\": \"shop\"}}".into(),
            },
        ]);
        let (manifests, problems) = parse(&files);
        assert_eq!(names(&manifests), ["v1/Service/default/a", "v1/Service/default/b", "v1/Namespace/shop"]);
        assert_eq!(problems, []);
        let namespace = &manifests.objects()[2];
        assert_eq!((namespace.file, source(&files, namespace, "metadata.name")), (FileId(1), "\"shop\""));
    }

    #[test]
    fn json_objects_in_a_row() {
        let one = |name: &str| {
            format!("{{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {{\"name\": \"{name}\"}}}}\n")
        };
        let (files, manifests, problems) = read(&format!("{}{}{}", one("a"), one("é"), one("c")));
        assert_eq!(problems, []);
        assert_eq!(names(&manifests), ["v1/Pod/default/a", "v1/Pod/default/é", "v1/Pod/default/c"]);
        assert_eq!(source(&files, &manifests.objects()[2], "metadata.name"), "\"c\"");
    }

    #[test]
    fn lists_are_their_items() {
        let text = "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod, metadata: {name: a}}\n\
                    - apiVersion: v1\n  kind: PodList\n  items:\n  - metadata: {name: b, namespace: shop}\n  - kind: Pod\n    apiVersion: v1\n    metadata: {name: c}\n";
        let (_, manifests, problems) = read(text);
        assert_eq!(names(&manifests), ["v1/Pod/default/a", "v1/Pod/shop/b", "v1/Pod/default/c"]);
        assert_eq!(problems, []);
    }

    #[test]
    fn offsets_are_bytes_behind_a_bom_line_ends_and_wide_characters() {
        let text = "\u{feff}# ключ\r\napiVersion: v1\r\nkind: Service\r\nmetadata:\r\n  name: api # 名前\r\n  annotations:\r\n    k: 'é''s' # 'x'\r\n    \
                    d: \"ж\\\"\"   \r\n    b: |\r\n      名\r\n      前\r\n\r\nspec: {ports: [ {port: 80} ] }\r\n---\r\nkind: Pod\r\napiVersion: v1\r\nmetadata: {name: пОд}\r\n";
        let (files, manifests, problems) = read(text);
        assert_eq!(problems, []);
        let object = &manifests.objects()[0];
        assert_eq!(source(&files, object, "metadata.name"), "api");
        assert_eq!(source(&files, object, "metadata.annotations[k]"), "'é''s'");
        assert_eq!(source(&files, object, "metadata.annotations[d]"), "\"ж\\\"\"");
        assert_eq!(source(&files, object, "metadata.annotations[b]"), "名\r\n      前");
        assert_eq!(object.node().at(&FieldPath::of("metadata.annotations[b]")).and_then(Node::text), Some("名\n前\n"));
        assert_eq!(source(&files, object, "spec.ports[0].port"), "80");
        assert_eq!(source(&files, object, "spec.ports"), "[ {port: 80} ]");
        assert_eq!(source(&files, object, "spec"), "{ports: [ {port: 80} ] }");
        assert!(source(&files, object, "metadata").starts_with("name: api"));
        assert!(source(&files, object, "metadata").ends_with("前"));
        assert_eq!(source(&files, &manifests.objects()[1], "metadata.name"), "пОд");
    }

    #[test]
    fn empty_values_stand_where_they_would_be_written() {
        let (files, manifests, _) =
            read("kind: Pod\napiVersion: v1\nmetadata:\n  name: a\nspec:\nstatus: ~\nlist:\n-\n- x\n");
        let object = &manifests.objects()[0];
        let span = object.node().at(&FieldPath::of("spec")).expect("spec").span;
        assert_eq!((files.slice(span), files.position(span)), ("", crate::text::Position { line: 5, column: 6 }));
        assert_eq!(source(&files, object, "status"), "~");
        let item = object.node().at(&FieldPath::of("list[0]")).expect("item");
        assert_eq!(
            (&item.value, files.position(item.span).line, files.position(item.span).column),
            (&Value::Null, 8, 2)
        );
    }

    #[test]
    fn a_broken_document_leaves_the_others() {
        let text =
            format!("{}---\napiVersion: v1\nkind: Service\nmetadata:\n  name: [b\n---\n{}", service("a"), service("c"));
        let (files, manifests, problems) = read(&text);
        assert_eq!(names(&manifests), ["v1/Service/default/a", "v1/Service/default/c"]);
        assert_eq!(told(&files, &problems), [("yaml-syntax", 9)]);

        let text = format!("{}---\nspec:\n  a: 1\n b: 2\n---\n{}", service("a"), service("c"));
        let (files, manifests, problems) = read(&text);
        assert_eq!(manifests.objects().len(), 2);
        assert_eq!(told(&files, &problems), [("yaml-syntax", 8)]);
    }

    #[test]
    fn slips_are_named_at_their_line() {
        use SyntaxFault::*;
        let cases = [
            ("kind: Service\n\tname: a\n", Tab, 2),
            ("metadata:\n\tname: a\n", Tab, 2),
            ("metadata:\n  name: a\n   labels: b\n", UnexpectedColon, 3),
            ("metadata:\n    name: a\n  labels: b\n", Indentation, 3),
            ("ports:\n  - port: 80\n   name: b\n", Indentation, 3),
            ("kind: Service\nmetadata\nspec: {}\n", MissingColon, 2),
            ("kind: Service: x\n", UnexpectedColon, 1),
            ("name: \"a\nkind: b\n", UnclosedQuote, 1),
            ("name: 'a' b\n", AfterQuote, 1),
            ("spec: {a: 1\nkind: b\n", UnclosedBracket, 2),
            ("ports: [80, 81\n", UnclosedBracket, 1),
            ("ports: 80]\nkind: ]\n", UnopenedBracket, 2),
            ("a: *nobody\n", UnknownAlias, 1),
            ("a: &a [*a]\n", AliasLoop, 1),
            ("a: \"\\q\"\n", Escape, 1),
            ("a: @x\n", Character, 1),
            ("a: `x`\n", Character, 1),
            ("{a: 1} b\n", AfterDocument, 1),
        ];
        for (text, fault, line) in cases {
            let (files, _, problems) = read(text);
            let found = problems.first().map(|problem| problem.problem.clone());
            assert_eq!(found, Some(Problem::Syntax { fault }), "{text}");
            assert_eq!(told(&files, &problems)[0].1, line, "{text}");
        }
    }

    #[test]
    fn the_document_before_an_end_marker_counts() {
        let (_, manifests, problems) = read(&format!("{}...\n{}...\n", service("a"), service("b")));
        assert_eq!((manifests.objects().len(), problems.len()), (2, 0));
    }

    #[test]
    fn anchors_aliases_and_merge_keys() {
        let text = "apiVersion: v1\nkind: Service\nmetadata: &m\n  name: a\n  labels: &l !!map\n    app: &v api\n    tier: web\nspec:\n  selector:\n    \
                    <<: *l\n    tier: db\n    copy: *v\n  other:\n    <<: [{a: 1}, {a: 2, b: 3}]\n    c: 4\n  end: *l\n";
        let (files, manifests, problems) = read(text);
        assert_eq!(problems, []);
        let object = &manifests.objects()[0];
        let of = |path: &str| object.node().at(&FieldPath::of(path)).and_then(Node::text);
        assert_eq!(
            [of("spec.selector.app"), of("spec.selector.tier"), of("spec.selector.copy")],
            [Some("api"), Some("db"), Some("api")]
        );
        assert_eq!([of("spec.other.a"), of("spec.other.b"), of("spec.other.c")], [Some("1"), Some("3"), Some("4")]);
        assert_eq!(object.node().at(&FieldPath::of("spec.selector")).expect("selector").entries().len(), 3);
        assert_eq!(source(&files, object, "spec.selector.app"), "api");
        assert_eq!(source(&files, object, "metadata.labels"), "app: &v api\n    tier: web");
        assert!(source(&files, object, "spec").ends_with("end: *l"));
    }

    #[test]
    fn alias_bombs_are_refused() {
        let mut text = "apiVersion: v1\nkind: Service\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for i in 1..12 {
            let aliases = vec![format!("*a{}", i - 1); 10].join(", ");
            text.push_str(&format!("a{i}: &a{i} [{aliases}]\n"));
        }
        let (files, manifests, problems) = read(&format!("{text}---\n{}", service("b")));
        assert_eq!(names(&manifests), ["v1/Service/default/b"]);
        assert_eq!(told(&files, &problems), [("yaml-too-many-aliases", 7)]);
    }

    #[test]
    fn aliases_cannot_nest_deeper_than_text() {
        let mut text = "apiVersion: v1\nkind: Service\na0: &a0 [x]\n".to_owned();
        for i in 1..400 {
            text.push_str(&format!("a{i}: &a{i} [*a{}]\n", i - 1));
        }
        let (_, manifests, problems) = read(&text);
        assert_eq!((manifests.objects().len(), problems[0].code()), (0, "yaml-too-deep"));
        let (_, _, problems) = read("a: &a [*a]\n");
        assert_eq!(problems[0].code(), "yaml-syntax");
    }

    #[test]
    fn deep_nesting_is_refused() {
        for unit in ["[", "{", "{a: ", "- ", "? ", "[{a: "] {
            let (_, manifests, problems) = read(&format!("{}\n---\n{}", unit.repeat(100_000), service("b")));
            assert_eq!(names(&manifests), ["v1/Service/default/b"], "{unit}");
            assert!(matches!(problems[0].code(), "yaml-too-deep" | "yaml-template"), "{unit}: {problems:?}");
        }
        let indented: String = (0..500).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
        let (_, _, problems) = read(&indented);
        assert_eq!(problems[0].code(), "yaml-too-deep");
    }

    #[test]
    fn huge_files_are_refused() {
        let (_, manifests, problems) = read(&" ".repeat(MAX_FILE + 1));
        assert_eq!((manifests.objects().len(), problems[0].code()), (0, "yaml-too-large"));
    }

    #[test]
    fn of_duplicates_the_last_counts() {
        let text = format!(
            "{0}spec: {{type: NodePort}}\n---\n{0}spec: {{type: ClusterIP}}\n---\n{1}",
            service("a"),
            service("b")
        );
        let (files, manifests, problems) = read(&text);
        assert_eq!(names(&manifests), ["v1/Service/default/a", "v1/Service/default/b"]);
        assert_eq!(source(&files, &manifests.objects()[0], "spec.type"), "ClusterIP");
        let object = "v1/Service/default/a".to_owned();
        assert_eq!(problems[0].problem, Problem::DuplicateObject { object, earlier: 4, earlier_file: None, later: 10 });
        assert_eq!(told(&files, &problems), [("api-duplicate-object", 10)]);
    }

    #[test]
    fn one_object_under_two_versions_is_a_duplicate() {
        let ingress = |api: &str| format!("apiVersion: {api}\nkind: Ingress\nmetadata: {{name: a}}\n");
        let text = format!("{}---\n{}", ingress("extensions/v1beta1"), ingress("networking.k8s.io/v1"));
        let (_, manifests, problems) = read(&text);
        assert_eq!(names(&manifests), ["networking.k8s.io/v1/Ingress/default/a"]);
        assert_eq!(problems[0].code(), "api-duplicate-object");
    }

    #[test]
    fn of_duplicate_keys_the_last_counts() {
        let (files, manifests, problems) = read(&format!("{}  labels:\n    a: 1\n    b: 2\n    a: 3\n", service("a")));
        let object = &manifests.objects()[0];
        assert_eq!(source(&files, object, "metadata.labels.a"), "3");
        assert_eq!(object.node().at(&FieldPath::of("metadata.labels")).expect("labels").entries().len(), 2);
        assert_eq!(problems[0].problem, Problem::DuplicateKey { key: "a".into(), earlier: 6 });
        assert_eq!(told(&files, &problems), [("yaml-duplicate-key", 8)]);
    }

    #[test]
    fn namespaces_are_filled_in() {
        let of = |kind: &str, metadata: &str| {
            let (_, manifests, _) = read(&format!("apiVersion: v1\nkind: {kind}\nmetadata: {metadata}\n"));
            manifests.objects()[0].reference.namespace.clone()
        };
        assert_eq!(of("Service", "{name: a}"), "default");
        assert_eq!(of("Service", "{name: a, namespace: ''}"), "default");
        assert_eq!(of("Service", "{name: a, namespace: shop}"), "shop");
        assert_eq!(of("Widget", "{name: a}"), "default");
        for kind in ["Node", "Namespace", "IngressClass", "GatewayClass", "ClusterRole", "CustomResourceDefinition"] {
            assert_eq!(of(kind, "{name: a}"), "", "{kind}");
        }
    }

    #[test]
    fn objects_without_name_are_objects() {
        let job = "apiVersion: batch/v1\nkind: Job\nmetadata: {generateName: sync-}\n";
        let (_, manifests, problems) =
            read(&format!("{job}---\n{job}---\napiVersion: v1\nkind: Pod\nmetadata: {{name: \"\"}}\n"));
        assert_eq!(names(&manifests), ["batch/v1/Job/default/sync-", "batch/v1/Job/default/sync-2", "v1/Pod/default/"]);
        assert_eq!(problems, []);
    }

    #[test]
    fn secrets_and_copies_are_not_kept() {
        let text = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\n  managedFields: [{manager: hunter2}]\n  annotations:\n    \
                    kubectl.kubernetes.io/last-applied-configuration: '{\"hunter2\": 1}'\n    kept: yes\ntype: Opaque\nstringData:\n  \
                    password: hunter2\n  nested: {a: hunter2}\ndata: {key: hunter2}\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: b}\ndata: hunter2\n";
        let (_, manifests, problems) = read(text);
        assert_eq!(problems, []);
        assert!(!format!("{manifests:?}").contains("hunter2"));
        let node = &manifests.objects()[0].node();
        let keys: Vec<_> =
            node.get("stringData").expect("stringData").entries().iter().filter_map(|(key, _)| key.text()).collect();
        assert_eq!(keys, ["password", "nested"]);
        assert!(node.at(&FieldPath::of("metadata.annotations.kept")).is_some());
    }

    #[test]
    fn what_is_no_object_is_told() {
        let (files, manifests, problems) =
            read("replicaCount: 2\n---\n- a\n---\nkind: Pod\n---\napiVersion: v1\n---\nplain\n");
        assert_eq!(manifests.objects().len(), 0);
        let missing: Vec<_> = problems.iter().map(|problem| problem.problem.clone()).collect();
        let not = |missing: &str| Problem::NotAnObject { missing: missing.into() };
        let both = not("apiVersion, kind");
        assert_eq!(missing, [both.clone(), both.clone(), not("apiVersion"), not("kind"), both]);
        assert_eq!(told(&files, &problems).iter().map(|(_, line)| *line).collect::<Vec<_>>(), [1, 3, 5, 7, 9]);
    }

    #[test]
    fn templates_get_one_problem() {
        let text = "apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ include \"x\" . }}\n  labels:\n    {{- include \"l\" . | nindent 4 }}\n---\n\
                    {{- if .Values.x }}\napiVersion: v1\nkind: Pod\n{{- end }}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: \"x-{{ .Release.Name }}\"}\n";
        let (files, manifests, problems) = read(text);
        assert_eq!(manifests.objects().len(), 0);
        assert_eq!(told(&files, &problems), [("yaml-template", 4)]);

        let (_, manifests, problems) =
            read(&format!("{}  annotations: {{a: 'x {{{{ $labels.pod }}}}'}}\n", service("a")));
        assert_eq!((manifests.objects().len(), problems.len()), (1, 0), "braces in strings are content");
    }

    #[test]
    fn kustomizations_get_one_problem() {
        let (files, manifests, problems) = read(
            "resources:\n- a.yaml\n---\napiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [b.yaml]\n",
        );
        assert_eq!((manifests.objects().len(), told(&files, &problems)), (0, vec![("yaml-kustomization", 1)]));
    }

    #[test]
    fn unknown_kinds_are_objects() {
        let (_, manifests, problems) = read(
            "apiVersion: svcpath/v1\nkind: Scenario\ntests: []\n---\napiVersion: a.b/v1\nkind: Widget\nmetadata: {name: w}\n",
        );
        assert_eq!(names(&manifests), ["svcpath/v1/Scenario/default/", "a.b/v1/Widget/default/w"]);
        assert_eq!(problems, []);
    }
}
