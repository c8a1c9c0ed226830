//! A scenario as a document: what is read from it is the scenario again.

use std::collections::BTreeSet;
use std::fmt::Display;

use super::{Arrangement, Caption, Expect, Scenario, Test, ViewHint};
use crate::edit::{FieldValue, Written, document};
use crate::knobs::{Knob, Knobs};
use crate::request::Request;
use crate::state::State;
use crate::trace::Rewrite;

type Entries = Vec<(String, Written)>;

impl Scenario {
    /// The document that says this, to stand before the manifests in one file. Manifests and the place in a text are not in it.
    pub fn written(&self) -> String {
        let mut entries = Entries::new();
        put(&mut entries, "apiVersion", Some(Written::text("svcpath/v1")));
        put(&mut entries, "kind", Some(Written::text("Scenario")));
        put(&mut entries, "source", self.source.as_deref().map(Written::text));
        put(&mut entries, "cluster", map(knobs(&self.knobs)));
        put(&mut entries, "state", map(state(&self.state)));
        put(&mut entries, "view", map(view(&self.view)));
        put(
            &mut entries,
            "layout",
            map(self.layout.iter().map(|(name, (x, y))| (name.clone(), point(*x, *y))).collect()),
        );
        put(&mut entries, "captions", list(self.captions.iter().map(caption).collect()));
        put(&mut entries, "tests", list(self.tests.iter().map(|known| test(known, &self.state)).collect()));
        document(&entries)
    }
}

fn put(entries: &mut Entries, key: &str, value: Option<Written>) {
    entries.extend(value.map(|value| (key.to_owned(), value)));
}

/// Nothing where there is nothing to say.
fn map(entries: Entries) -> Option<Written> {
    (!entries.is_empty()).then_some(Written::Map(entries))
}

fn list(items: Vec<Written>) -> Option<Written> {
    (!items.is_empty()).then_some(Written::List(items))
}

fn texts<T: Display>(items: impl IntoIterator<Item = T>) -> Vec<Written> {
    items.into_iter().map(|item| Written::text(&item.to_string())).collect()
}

/// A number or a truth value without quotes.
fn scalar(text: &str) -> Written {
    match (text.parse(), text.parse()) {
        (Ok(number), _) => Written::number(number),
        (_, Ok(flag)) => Written::Scalar(FieldValue::Flag(flag)),
        (Err(_), Err(_)) => Written::text(text),
    }
}

fn point(x: f32, y: f32) -> Written {
    Written::List(vec![Written::decimal(x.into()), Written::decimal(y.into())])
}

/// What differs from what holds by itself.
fn knobs(knobs: &Knobs) -> Entries {
    let usual = Knobs::default();
    let set = Knob::ALL.into_iter().filter(|knob| knobs.get(*knob) != usual.get(*knob));
    set.map(|knob| (knob.as_str().to_owned(), scalar(&knobs.get(knob)))).collect()
}

fn state(state: &State) -> Entries {
    let mut entries = Entries::new();
    let down = state.nodes_down.iter().map(|node| format!("node/{node}"));
    let down = down.chain(state.pods_down.iter().map(|pod| format!("pod/{pod}")));
    put(&mut entries, "notReady", list(texts(&state.not_ready)));
    let silent = state.not_listening.iter().map(|(pod, port)| format!("{pod}:{port}"));
    put(&mut entries, "notListening", list(texts(silent)));
    put(&mut entries, "down", list(texts(down)));
    let addresses = state.addresses.iter().map(|(node, address)| (node.clone(), Written::text(&address.to_string())));
    put(&mut entries, "addresses", map(addresses.collect()));
    let placement = state.placement.iter().map(|(pod, node)| (pod.clone(), Written::text(node)));
    put(&mut entries, "placement", map(placement.collect()));
    entries
}

fn view(view: &ViewHint) -> Entries {
    let mut entries = Entries::new();
    let arrangement = view.arrangement.map(|arrangement| match arrangement {
        Arrangement::Nodes => "nodes",
        Arrangement::Apps => "apps",
    });
    put(&mut entries, "arrangement", arrangement.map(Written::text));
    put(&mut entries, "zoom", view.zoom.map(|zoom| Written::decimal(zoom.into())));
    put(&mut entries, "step", view.step.map(|step| Written::number(step as i64)));
    entries
}

fn caption(caption: &Caption) -> Written {
    let words = caption.text.iter().map(|(lang, words)| (lang.tag().to_owned(), Written::text(words)));
    Written::map([("step", Written::number(caption.step as i64)), ("text", Written::Map(words.collect()))])
}

fn test(test: &Test, around: &State) -> Written {
    let mut entries = vec![("name".to_owned(), Written::text(&test.name))];
    put(&mut entries, "source", test.source.as_deref().map(Written::text));
    entries.extend(request(&test.request));
    // What the scenario says holds for the test as well.
    put(&mut entries, "state", map(state(&test.state)).filter(|_| test.state != *around));
    entries.push(("expect".to_owned(), Written::Map(expect(&test.expect))));
    Written::Map(entries)
}

fn request(request: &Request) -> Entries {
    let written = request.written();
    let mut entries = Entries::new();
    put(&mut entries, "from", Some(Written::text(&written.from)));
    put(&mut entries, "to", Some(Written::text(&written.to)));
    put(&mut entries, "at", written.at.as_deref().map(Written::text));
    put(&mut entries, "via", written.via.as_deref().map(Written::text));
    put(&mut entries, "method", written.method.as_deref().map(Written::text));
    let header = |line: &String| line.split_once(':').map(|(name, value)| (name.to_owned(), value.trim().to_owned()));
    put(&mut entries, "headers", headers(written.headers.iter().filter_map(header)));
    entries
}

fn headers(pairs: impl Iterator<Item = (String, String)>) -> Option<Written> {
    map(pairs.map(|(name, value)| (name, Written::text(&value))).collect())
}

fn expect(expect: &Expect) -> Entries {
    let mut entries = vec![("verdict".to_owned(), Written::text(expect.verdict.as_str()))];
    let text = |text: &Option<String>| text.as_deref().map(Written::text);
    let set = |set: &Option<BTreeSet<String>>| set.as_ref().map(|set| Written::List(texts(set)));
    let number = |number: Option<u16>| number.map(|number| Written::number(number.into()));
    put(&mut entries, "endpoints", expect.endpoints.as_ref().map(|all| Written::List(texts(all))));
    put(&mut entries, "pods", set(&expect.pods));
    put(&mut entries, "workload", text(&expect.workload));
    put(&mut entries, "workloads", set(&expect.workloads));
    put(&mut entries, "port", number(expect.port));
    put(&mut entries, "masquerade", expect.masquerade.map(|flag| Written::Scalar(FieldValue::Flag(flag))));
    put(&mut entries, "service", text(&expect.service));
    let weights = expect.weights.as_ref();
    let share = |(service, share): (&String, &f64)| (service.clone(), Written::decimal(*share));
    put(&mut entries, "weights", weights.map(|weights| Written::Map(weights.iter().map(share).collect())));
    put(&mut entries, "status", number(expect.status));
    put(&mut entries, "rewrite", expect.rewrite.as_ref().map(|known| Written::Map(rewrite(known))));
    put(&mut entries, "location", text(&expect.location));
    put(&mut entries, "answers", set(&expect.answers));
    put(&mut entries, "reason", text(&expect.reason));
    entries
}

fn rewrite(rewrite: &Rewrite) -> Entries {
    let mut entries = Entries::new();
    put(&mut entries, "path", rewrite.path.as_deref().map(Written::text));
    put(&mut entries, "host", rewrite.host.as_deref().map(Written::text));
    put(&mut entries, "headers", headers(rewrite.headers.iter().cloned()));
    entries
}
