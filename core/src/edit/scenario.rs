//! Scenarios among the texts follow a new name: what they ask, what they expect, and what they say of the moment.

use super::document::Document;
use super::proof::Change;
use super::renamed::{Renamed, asker};
use super::writer::Writer;
use super::written::Written;
use super::{FieldValue, Refusal};
use crate::manifest::{Manifests, Node};
use crate::object::FieldPath;
use crate::scenario;
use crate::text::{Files, TextEdit};

/// The edits, and all that they may change of scenarios that are objects too.
pub(super) fn follow(
    files: &Files,
    manifests: &Manifests,
    renamed: &Renamed<'_>,
) -> Result<(Vec<TextEdit>, Vec<Change>), Refusal> {
    let (mut edits, mut changes) = (Vec::new(), Vec::new());
    for scenario in scenario::read(files).0 {
        let document = Document::at(files, scenario.span)?;
        let writer = Writer::new(files, &document);
        let mut follower = Follower { renamed, writer, edits: Vec::new(), places: Vec::new() };
        follower.scenario(&document.root)?;
        edits.append(&mut follower.edits);
        let mut objects = manifests.objects().iter().filter(|object| object.file == scenario.span.file);
        let object = objects.find(|object| object.node().span == scenario.span);
        let within = |place| object.map(|object| Change::Within(object.reference.clone(), place));
        changes.extend(follower.places.into_iter().filter_map(within));
    }
    Ok((edits, changes))
}

struct Follower<'a> {
    renamed: &'a Renamed<'a>,
    writer: Writer<'a>,
    edits: Vec<TextEdit>,
    places: Vec<FieldPath>,
}

impl Follower<'_> {
    fn scenario(&mut self, root: &Node) -> Result<(), Refusal> {
        let renamed = self.renamed;
        let at = FieldPath::root();
        for (index, test) in root.get("tests").map(Node::items).unwrap_or_default().iter().enumerate() {
            self.test(test, &at.field("tests").index(index))?;
        }
        self.state(root, &at)?;
        self.keys(root, &at.field("layout"), |name| renamed.column(name))
    }

    fn test(&mut self, test: &Node, at: &FieldPath) -> Result<(), Refusal> {
        let renamed = self.renamed;
        let text = |field: &str| test.get(field).and_then(Node::text);
        let own = text("from").and_then(asker);
        let own = own.as_deref();
        // The name that a test has by itself.
        if let (Some(name), Some(from), Some(to)) = (text("name"), text("from"), text("to"))
            && name == named(from, to)
        {
            let now = |old: &str, new: Option<String>| new.unwrap_or_else(|| old.to_owned());
            let name = named(&now(from, renamed.source(from)), &now(to, renamed.target(to, own)));
            self.put(test, at, "name", |old| (name != old).then(|| name.clone()))?;
        }
        self.put(test, at, "from", |from| renamed.source(from))?;
        self.put(test, at, "to", |to| renamed.target(to, own))?;
        self.put(test, at, "at", |node| renamed.source(node))?;
        self.put(test, at, "via", |via| renamed.via(via))?;
        for (name, _) in test.get("headers").map(Node::entries).unwrap_or_default() {
            let name = name.text().unwrap_or_default();
            let headers = at.field("headers");
            self.put_at(test.get("headers").and_then(|map| map.get(name)), headers.key(name), |value| {
                renamed.header(name, value, own)
            })?;
        }
        self.state(test, at)?;
        let Some(expect) = test.get("expect") else { return Ok(()) };
        let at = at.field("expect");
        self.each(expect, &at, "pods", |pod| renamed.pod_key(pod))?;
        self.put(expect, &at, "workload", |workload| renamed.workload(workload))?;
        self.each(expect, &at, "workloads", |workload| renamed.workload(workload))?;
        self.put(expect, &at, "service", |service| renamed.service(service))?;
        self.keys(expect, &at.field("weights"), |service| renamed.service(service))?;
        self.put(expect, &at, "location", |url| renamed.target(url, own))?;
        self.each(expect, &at, "answers", |answer| answered(renamed, answer))
    }

    /// The `state` that a scenario or a test holds.
    fn state(&mut self, holder: &Node, at: &FieldPath) -> Result<(), Refusal> {
        let renamed = self.renamed;
        let Some(state) = holder.get("state") else { return Ok(()) };
        let at = at.field("state");
        self.each(state, &at, "notReady", |pod| renamed.pod_key(pod))?;
        self.each(state, &at, "notListening", |text| {
            let (pod, port) = text.rsplit_once(':')?;
            Some(format!("{}:{port}", renamed.pod_key(pod)?))
        })?;
        self.each(state, &at, "down", |text| match text.split_once('/')? {
            ("pod", pod) => Some(format!("pod/{}", renamed.pod_key(pod)?)),
            (_, node) => Some(format!("node/{}", renamed.node(node)?)),
        })?;
        for (pod, _) in state.get("placement").map(Node::entries).unwrap_or_default() {
            let pod = pod.text().unwrap_or_default();
            let node = state.get("placement").and_then(|map| map.get(pod));
            self.put_at(node, at.field("placement").key(pod), |node| renamed.node(node))?;
        }
        self.keys(state, &at.field("placement"), |pod| renamed.pod_key(pod))?;
        self.keys(state, &at.field("addresses"), |node| renamed.node(node))
    }

    fn put(
        &mut self,
        node: &Node,
        at: &FieldPath,
        field: &str,
        now: impl Fn(&str) -> Option<String>,
    ) -> Result<(), Refusal> {
        self.put_at(node.get(field), at.field(field), now)
    }

    fn put_at(
        &mut self,
        node: Option<&Node>,
        path: FieldPath,
        now: impl Fn(&str) -> Option<String>,
    ) -> Result<(), Refusal> {
        let Some(now) = node.and_then(Node::text).and_then(now) else { return Ok(()) };
        self.edits.extend(self.writer.set(&path, &Written::Scalar(FieldValue::Text(now)))?);
        self.places.push(path);
        Ok(())
    }

    fn each(
        &mut self,
        node: &Node,
        at: &FieldPath,
        field: &str,
        now: impl Fn(&str) -> Option<String>,
    ) -> Result<(), Refusal> {
        for (index, item) in node.get(field).map(Node::items).unwrap_or_default().iter().enumerate() {
            self.put_at(Some(item), at.field(field).index(index), &now)?;
        }
        Ok(())
    }

    /// The keys of the map that `holder` has at the end of `path`.
    fn keys(&mut self, holder: &Node, path: &FieldPath, now: impl Fn(&str) -> Option<String>) -> Result<(), Refusal> {
        let field = path.as_str().rsplit('.').next().unwrap_or_default();
        for (key, _) in holder.get(field).map(Node::entries).unwrap_or_default() {
            let Some((key, new)) = key.text().and_then(|key| Some((key, now(key)?))) else { continue };
            self.edits.push(self.writer.rename_key(path, key, &new)?);
            self.places.extend([path.key(key), path.key(&new)]);
        }
        Ok(())
    }
}

fn named(from: &str, to: &str) -> String {
    format!("{from} to {to}")
}

/// What DNS answers, in which names stand in full.
fn answered(renamed: &Renamed<'_>, answer: &str) -> Option<String> {
    let words: Vec<String> =
        answer.split(' ').map(|word| renamed.host(word, None).unwrap_or_else(|| word.to_owned())).collect();
    let now = words.join(" ");
    (now != answer).then_some(now)
}
