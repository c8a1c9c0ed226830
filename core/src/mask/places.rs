//! Where in a document something stands that is to be masked.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use super::{MASK, MASK_BASE64};
use crate::manifest::{Form, LAST_APPLIED, Style, Writing};

/// What is written over a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mask {
    pub(super) word: &'static str,
    /// The value is lines below a header, which stays.
    pub(super) lines: bool,
}

/// The places of one document.
pub(super) struct Places<'w> {
    root: &'w Writing,
    anchors: HashMap<usize, &'w Writing>,
    /// By where they begin.
    masks: BTreeMap<usize, (Range<usize>, Mask)>,
}

impl<'w> Places<'w> {
    pub(super) fn of(root: &'w Writing) -> Self {
        let mut anchors = HashMap::new();
        root.each(&mut |node| {
            if node.anchor > 0 {
                anchors.insert(node.anchor, node);
            }
        });
        let mut places = Self { root, anchors, masks: BTreeMap::new() };
        places.visit(root, false);
        places
    }

    pub(super) fn masks(&self) -> impl Iterator<Item = &(Range<usize>, Mask)> {
        self.masks.values()
    }

    /// The manifests inside a scenario. Anything that may be one counts.
    pub(super) fn manifests(&self) -> Option<&'w Writing> {
        let entries = self.entries(self.root).into_iter();
        let mut texts = entries.filter(|(key, _)| self.is(key, "manifests")).map(|(_, value)| self.meant(value));
        texts.rfind(|value| value.text().is_some())
    }

    /// `secret`: the map around says that this is a Secret.
    fn visit(&mut self, node: &'w Writing, secret: bool) {
        match &node.form {
            Form::Scalar { .. } | Form::Alias(_) => {}
            Form::Sequence(items) => items.iter().for_each(|item| self.visit(item, false)),
            Form::Mapping(entries) => {
                let secret = secret || self.says_kind(node, "Secret");
                let secrets = self.says_kind(node, "SecretList");
                for (key, value) in entries {
                    self.visit(key, false);
                    match self.meant(key).text() {
                        Some("data") if secret => self.hide(value, MASK_BASE64),
                        // No other kind has it, so that the kind need not be written yet.
                        Some("stringData" | LAST_APPLIED) => self.hide(value, MASK),
                        Some("env") => self.hide_fields(value, "value"),
                        Some("configMapGenerator" | "secretGenerator") => self.hide_fields(value, "literals"),
                        Some("<<") if secret => self.maps(value).into_iter().for_each(|map| self.visit(map, true)),
                        Some("items") if secrets => self.maps(value).into_iter().for_each(|map| self.visit(map, true)),
                        Some(_) | None => self.visit(value, false),
                    }
                }
            }
        }
    }

    /// Hides what stands under `field` in the maps of a list.
    fn hide_fields(&mut self, list: &'w Writing, field: &str) {
        if let Form::Sequence(_) = self.meant(list).form {
            let entries = self.maps(list).into_iter().flat_map(|map| self.entries(map));
            let values: Vec<&Writing> =
                entries.filter(|(key, _)| self.is(key, field)).map(|(_, value)| value).collect();
            values.into_iter().for_each(|value| self.hide(value, MASK));
        } else {
            self.visit(list, false);
        }
    }

    /// Hides every scalar of a value.
    fn hide(&mut self, value: &'w Writing, word: &'static str) {
        match &self.meant(value).form {
            Form::Scalar { text, style } => {
                let nothing = *style == Style::Plain && matches!(&**text, "" | "~" | "null" | "Null" | "NULL");
                if nothing || value.range.is_empty() || matches!(text.trim(), MASK | MASK_BASE64) {
                    return;
                }
                let lines = matches!(value.form, Form::Scalar { style: Style::Block, .. });
                self.masks.entry(value.range.start).or_insert((value.range.clone(), Mask { word, lines }));
            }
            Form::Sequence(items) => items.iter().for_each(|item| self.hide(item, word)),
            Form::Mapping(entries) => entries.iter().for_each(|(_, value)| self.hide(value, word)),
            Form::Alias(_) => {}
        }
    }

    fn says_kind(&self, map: &'w Writing, kind: &str) -> bool {
        self.entries(map).into_iter().any(|(key, value)| self.is(key, "kind") && self.is(value, kind))
    }

    /// Every entry of a map, and of those that are merged into it.
    fn entries(&self, map: &'w Writing) -> Vec<(&'w Writing, &'w Writing)> {
        let Form::Mapping(entries) = &self.meant(map).form else { return Vec::new() };
        let mut all = Vec::new();
        for (key, value) in entries {
            all.push((key, value));
            if self.is(key, "<<") {
                all.extend(self.maps(value).into_iter().flat_map(|map| self.entries(map)));
            }
        }
        all
    }

    /// A map, or those of a list.
    fn maps(&self, node: &'w Writing) -> Vec<&'w Writing> {
        let node = self.meant(node);
        match &node.form {
            Form::Mapping(_) => vec![node],
            Form::Sequence(items) => items.iter().map(|item| self.meant(item)).collect(),
            Form::Scalar { .. } | Form::Alias(_) => Vec::new(),
        }
    }

    fn is(&self, node: &'w Writing, text: &str) -> bool {
        self.meant(node).text() == Some(text)
    }

    /// What an alias stands for; anything else is itself.
    fn meant(&self, node: &'w Writing) -> &'w Writing {
        match node.form {
            Form::Alias(anchor) => self.anchors.get(&anchor).copied().unwrap_or(node),
            Form::Scalar { .. } | Form::Sequence(_) | Form::Mapping(_) => node,
        }
    }
}
