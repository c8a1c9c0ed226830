//! Masks in texts what must not leave the reader's machine.
//!
//! Masked are the values under `data` and `stringData` of every Secret, every `value` in a list `env` (of containers, wherever
//! they stand), the `literals` of a kustomization's Secrets and ConfigMaps, and kubectl's copies of whole objects
//! (`last-applied-configuration`). That holds in YAML and JSON, in lists, for what an alias stands for, for entries that a later
//! one replaces, and for the inline manifests of scenarios. Comments and names stay, and so do arguments of commands, data of
//! ConfigMaps and texts that are no objects: nobody can tell what of them is secret.
//!
//! Each mask takes the place of its value, with as many line breaks, so that lines, comments and order are as they were and the
//! text means the same for routing. That is proven by reading anew. An alias of a masked value stays, and means the mask. Texts are read for it as they are written: in what is read
//! of manifests, values of Secrets and objects that later ones replace are no longer there.
//!
//! In a document that cannot be read no Secret can be told from other things. It plays no part in any route, so it is left out
//! as a whole where a word in it tells of one (`Secret`, `data`, `stringData`, `env` and the like); `# ***` stays, and as many
//! empty lines. The same happens to a document whose masked text would mean something else.

mod places;

#[cfg(test)]
mod tests;

use std::ops::Range;

use crate::decode::decode;
use crate::edit::double_quoted;
use crate::manifest::{Form, Manifests, Style, Writing, parse, written};
use crate::model::Cluster;
use crate::object::ObjectRef;
use crate::scenario::block_alone;
use crate::text::{File, FileId, Files, Span, TextEdit};
use places::{Mask, Places};

/// What stands where something was.
pub const MASK: &str = "***";
/// The same where base64 is wanted, in the `data` of a Secret: three bytes, so that several of them are base64 as well.
pub const MASK_BASE64: &str = "Kioq";

/// Words that tell of a Secret or of what a container is told.
const TELLING: [&str; 9] = [
    "Secret",
    "SecretList",
    "secret",
    "data",
    "stringData",
    "env",
    "literals",
    "secretGenerator",
    "last-applied-configuration",
];

/// The files with masks, and how many values are masked in them; a document that is left out counts as one. Masked once more,
/// nothing changes.
pub fn masked(files: &Files) -> (Files, usize) {
    let mut count = 0;
    let files = files.iter().map(|(_, file)| {
        let hidden = hidden(&file.text, Around::File);
        count += hidden.count;
        File { name: file.name.clone(), text: hidden.apply(&file.text) }
    });
    (Files::new(files.collect()), count)
}

/// What a text stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Around {
    File,
    /// A scenario: what stands in its manifests is no scenario.
    Scenario,
}

/// What is to be written into a text, and how many values that hides.
#[derive(Debug, Default)]
struct Hidden {
    edits: Vec<(Range<usize>, String)>,
    count: usize,
}

impl Hidden {
    fn apply(self, text: &str) -> String {
        let edit = |(range, text): (Range<usize>, String)| TextEdit {
            span: Span::new(FileId(0), range.start, range.end),
            text,
        };
        let edits: Vec<TextEdit> = self.edits.into_iter().map(edit).collect();
        Files::single("", text).edited(&edits).get(FileId(0)).text.clone()
    }

    /// Adds what is found in a part of the text that begins at `start`.
    fn add(&mut self, found: Hidden, start: usize) {
        self.count += found.count;
        self.edits.extend(found.edits.into_iter().map(|(range, text)| (range.start + start..range.end + start, text)));
    }
}

fn hidden(text: &str, around: Around) -> Hidden {
    let mut all = Hidden::default();
    for (range, written) in written(text) {
        let Some(piece) = text.get(range.clone()) else { continue };
        let found = match written {
            Some(roots) => in_piece(piece, &roots, around).filter(|found| is_proven(piece, found, around)),
            None if is_telling(piece) => None,
            None => Some(Hidden::default()),
        };
        all.add(found.unwrap_or_else(|| left_out(piece)), range.start);
    }
    all
}

/// `None`: something is to be hidden and cannot be.
fn in_piece(piece: &str, roots: &[Writing], around: Around) -> Option<Hidden> {
    let mut all = Hidden::default();
    for root in roots {
        let places = Places::of(root);
        for (range, mask) in places.masks() {
            all.edits.push((range.clone(), over(piece.get(range.clone())?, *mask)));
            all.count += 1;
        }
        if let (Around::File, Some(manifests)) = (around, places.manifests()) {
            all.add(in_manifests(piece, manifests)?, 0);
        }
    }
    Some(all)
}

/// In the inline manifests of a scenario: in their lines, or, where what is written is not what is meant, in a text instead.
fn in_manifests(piece: &str, manifests: &Writing) -> Option<Hidden> {
    let (range, text) = (&manifests.range, manifests.text()?);
    let is_block = matches!(manifests.form, Form::Scalar { style: Style::Block, .. });
    let lines = block_alone(piece, Span::new(FileId(0), range.start, range.end)).filter(|_| is_block);
    if let Some(lines) = lines {
        return Some(hidden(&lines, Around::Scenario));
    }
    let found = hidden(text, Around::Scenario);
    if found.edits.is_empty() {
        return Some(found);
    }
    let count = found.count;
    let edit = (range.clone(), double_quoted(&found.apply(text)));
    (!is_block).then(|| Hidden { edits: vec![edit], count })
}

/// The mask over `source`: in its quotes, if it has any, and with its line breaks.
fn over(source: &str, mask: Mask) -> String {
    let last = source.rfind('\n').map_or("", |at| source.get(at + 1..).unwrap_or_default());
    let indent = last.get(..last.len() - last.trim_start_matches(' ').len()).unwrap_or_default();
    let quote = match (mask.lines, source.as_bytes().first()) {
        (true, _) => "",
        (false, Some(b'\'')) => "'",
        (false, _) => "\"",
    };
    // What follows on the last line stands where it stood; lines of a block have nothing behind them.
    let indent = if mask.lines { "" } else { indent };
    format!("{quote}{}{quote}{}{indent}", mask.word, breaks(source))
}

/// Nothing is left to hide, and routing reads the same.
fn is_proven(piece: &str, found: &Hidden, around: Around) -> bool {
    if found.edits.is_empty() {
        return true;
    }
    let after = Hidden { edits: found.edits.clone(), count: found.count }.apply(piece);
    let is_done = |(range, roots): (Range<usize>, Option<Vec<Writing>>)| {
        let left = after.get(range).zip(roots).and_then(|(piece, roots)| in_piece(piece, &roots, around));
        left.is_some_and(|left| left.edits.is_empty())
    };
    written(&after).all(is_done) && meaning(piece) == meaning(&after)
}

fn meaning(text: &str) -> (Vec<ObjectRef>, Cluster) {
    let (manifests, _): (Manifests, _) = parse(&Files::single("", text));
    let objects = manifests.objects().iter().map(|object| object.reference.clone()).collect();
    (objects, decode(&manifests).0)
}

fn is_telling(piece: &str) -> bool {
    let mut words = piece.split(|c: char| !(c.is_alphanumeric() || c == '-'));
    words.any(|word| TELLING.contains(&word.trim_matches('-')))
}

/// Nothing stays of a document but its separator and its lines.
fn left_out(piece: &str) -> Hidden {
    let opened = if piece.starts_with("---") { 3 } else { 0 };
    let content = piece.get(opened..).unwrap_or_default();
    let start = opened + content.len() - content.trim_start().len();
    let end = piece.trim_end().len().max(start);
    let mask = format!("# {MASK}{}", breaks(piece.get(start..end).unwrap_or_default()));
    Hidden { edits: vec![(start..end, mask)], count: 1 }
}

fn breaks(source: &str) -> String {
    source.split_inclusive('\n').filter(|line| line.ends_with('\n')).map(line_break).collect()
}

fn line_break(line: &str) -> &'static str {
    if line.ends_with("\r\n") { "\r\n" } else { "\n" }
}
