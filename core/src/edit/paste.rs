//! Objects of another text, and copies of one's own. What is there keeps its name; what comes gets one that is free.

use super::add::{free, plain_style};
use super::connect::Pods;
use super::document::Document;
use super::proof::Change;
use super::rename::rename;
use super::writer::Writer;
use super::written::Written;
use super::{FieldValue, Plan, Refusal, written};
use crate::manifest::{Manifests, Node, Object, parse, parse_after};
use crate::object::{FieldPath, ObjectRef};
use crate::text::{FileId, Files, Span, TextEdit};

/// Fields of a Service that no two Services can have alike.
const OWN: [&str; 4] = ["spec.clusterIP", "spec.clusterIPs", "spec.healthCheckNodePort", "status"];

/// The object's own text, as a document of its own.
pub fn text_of(files: &Files, manifests: &Manifests, object: &ObjectRef) -> Result<String, Refusal> {
    let object = written(manifests, object)?;
    let text = Document::of(files, object)?.text(files);
    // An alias whose anchor stands elsewhere would mean nothing.
    let (copy, problems) = parse(&Files::single("copy", text.as_str()));
    match (copy.objects(), &problems[..]) {
        ([_], []) => Ok(text),
        _ => Err(Refusal::Unsafe { file: object.file, line: files.position(object.node().head()).line }),
    }
}

pub(super) fn duplicate(files: &Files, manifests: &Manifests, object: &ObjectRef) -> Result<Plan, Refusal> {
    let file = written(manifests, object)?.file;
    paste(files, manifests, file, &text_of(files, manifests, object)?)
}

/// Writes the objects of `text` behind the last one of a file.
pub(super) fn paste(files: &Files, manifests: &Manifests, file: FileId, text: &str) -> Result<Plan, Refusal> {
    let mut pasted = Pasted::new(text);
    if pasted.manifests.objects().is_empty() {
        return Err(Refusal::NoObject);
    }
    let coming: Vec<ObjectRef> = pasted.manifests.objects().iter().map(|object| object.reference.clone()).collect();
    let mut new = Vec::new();
    for object in coming {
        let taken = manifests.objects().iter().any(|known| same(&known.reference, &object));
        new.push(if taken { pasted.renamed(manifests, &object)? } else { object });
    }
    let target = files.iter().find(|(id, _)| *id == file).map(|(_, file)| file.text.as_str());
    let target = target.ok_or(Refusal::NotWritten)?;
    let last = manifests.objects().iter().rev().find(|object| object.file == file);
    let document = last.map(|last| Document::of(files, last)).transpose()?;
    if document.is_some_and(|document| Writer::new(files, &document).style().json) {
        return Err(Refusal::OneObject);
    }
    let end = Span::new(file, target.len(), target.len());
    let edits = vec![TextEdit { span: end, text: behind(target, pasted.text()) }];
    let object = new.first().cloned();
    Ok(Plan { edits, changes: new.into_iter().map(Change::New).collect(), object })
}

/// What stands behind `text` then, in its line breaks.
fn behind(text: &str, pasted: &str) -> String {
    let line_break = plain_style(text).line_break;
    let pasted = pasted.trim_start_matches('\u{feff}').trim_start_matches(['\r', '\n']);
    let opened = text.trim_start_matches('\u{feff}').trim().is_empty() || text.trim_end().ends_with("\n---");
    let separator = if opened || pasted.starts_with("---") { "" } else { "---\n" };
    let line = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    let added = format!("{line}{separator}{}\n", pasted.trim_end());
    added.replace("\r\n", "\n").replace('\n', line_break)
}

fn same(a: &ObjectRef, b: &ObjectRef) -> bool {
    (&a.kind, &a.namespace, &a.name) == (&b.kind, &b.namespace, &b.name)
}

/// The text that is pasted, as far as it is made ready.
struct Pasted {
    files: Files,
    manifests: Manifests,
}

impl Pasted {
    fn new(text: &str) -> Self {
        let files = Files::single("pasted", text);
        let (manifests, _) = parse(&files);
        Self { files, manifests }
    }

    fn text(&self) -> &str {
        &self.files.get(FileId(0)).text
    }

    fn edit(&mut self, edits: &[TextEdit]) {
        self.files = self.files.edited(edits);
        (self.manifests, _) = parse_after(&self.files, &self.manifests);
    }

    /// Gives an object a name that is free here and there; what is its own alone, and cannot be another's, goes.
    fn renamed(&mut self, there: &Manifests, object: &ObjectRef) -> Result<ObjectRef, Refusal> {
        let name = free(&[there, &self.manifests], &object.kind, &object.namespace, &object.name);
        if object.kind == "Service" {
            self.free_fields(object)?;
        }
        if let Some(pods) = Pods::of(&object.kind) {
            self.relabel(object, pods, &name)?;
        }
        let plan = rename(&self.files, &self.manifests, object, &name)?;
        self.edit(&plan.edits);
        Ok(plan.object.unwrap_or_else(|| object.clone()))
    }

    fn free_fields(&mut self, service: &ObjectRef) -> Result<(), Refusal> {
        let headless = FieldPath::of("spec.clusterIP");
        for path in OWN.map(FieldPath::of) {
            let Some(written) = self.at(service, &path) else { continue };
            if path != headless || written.text() != Some("None") {
                self.without(service, &path)?;
            }
        }
        let ports = FieldPath::of("spec.ports");
        let count = self.at(service, &ports).map_or(0, |ports| ports.items().len());
        for path in (0..count).map(|index| ports.index(index).field("nodePort")) {
            if self.at(service, &path).is_some() {
                self.without(service, &path)?;
            }
        }
        Ok(())
    }

    /// Labels that say the name say the new one: two workloads must not select each other's pods.
    fn relabel(&mut self, workload: &ObjectRef, pods: Pods, name: &str) -> Result<(), Refusal> {
        let maps = [Some("metadata.labels"), Some(pods.labels), pods.selector];
        let mut paths: Vec<FieldPath> = Vec::new();
        for map in maps.into_iter().flatten().map(FieldPath::of) {
            let entries = self.at(workload, &map).map(Node::entries).unwrap_or_default();
            let named = entries.iter().filter(|(_, value)| value.text() == Some(workload.name.as_str()));
            paths.extend(named.filter_map(|(key, _)| Some(map.key(key.text()?))));
        }
        paths.dedup();
        let mut refused = Vec::new();
        for path in paths {
            let new = Written::Scalar(FieldValue::Text(name.to_owned()));
            let document = Document::of(&self.files, self.object(workload)?)?;
            match Writer::new(&self.files, &document).set(&path, &new) {
                Ok(edits) => self.edit(&edits),
                Err(refusal) => refused.push((path, refusal)),
            }
        }
        // What an alias takes from an anchor of the copy has changed with that.
        let lost = refused.into_iter().find(|(path, _)| self.at(workload, path).and_then(Node::text) != Some(name));
        lost.map_or(Ok(()), |(_, refusal)| Err(refusal))
    }

    fn without(&mut self, object: &ObjectRef, path: &FieldPath) -> Result<(), Refusal> {
        let document = Document::of(&self.files, self.object(object)?)?;
        let edits = Writer::new(&self.files, &document).remove(path)?;
        self.edit(&edits);
        Ok(())
    }

    fn object(&self, object: &ObjectRef) -> Result<&Object, Refusal> {
        written(&self.manifests, object)
    }

    fn at(&self, object: &ObjectRef, path: &FieldPath) -> Option<&Node> {
        self.manifests.get(object)?.tree().at(path)
    }
}
