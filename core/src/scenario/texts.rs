//! Which texts of a scenario are manifests. Inline manifests stay where they are: they are read in place, so that evidence
//! and fixes point into the scenario file itself.

use super::{Manifests, Scenario, ScenarioProblem};
use crate::diagnostic::Diagnostic;
use crate::problem::Problem;
use crate::text::{File, FileId, Files, Span};

/// A scenario's texts. The same file has the same id and the same places in both lists.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Texts {
    /// As people know them: what evidence and edits point into.
    pub files: Files,
    /// What is to be parsed: everything that is no manifest is blank.
    pub manifests: Files,
}

/// What a path among `manifests` turned out to hold.
pub type Loaded = Result<Vec<File>, Unreadable>;

/// Why it cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// It is not among the files at hand, and there is nowhere else to look.
    Missing,
    /// The system's own sentence.
    System(String),
}

impl Texts {
    /// Texts that hold no scenario.
    pub fn plain(files: Files) -> Self {
        Self { manifests: files.clone(), files }
    }
}

/// The manifests of these files as one text, each file as it is, but for the scenarios among them: those `all` that were read.
pub fn manifests(files: &Files, all: &[Scenario]) -> String {
    joined(files, all, |_| true)
}

/// The same; of the manifests that stand in scenarios only those of scenarios that are `taken`.
pub(super) fn joined(files: &Files, all: &[Scenario], taken: impl Fn(&Scenario) -> bool) -> String {
    let mut joined = String::new();
    let mut add = |text: &str| {
        if text.trim_start_matches('\u{feff}').trim().is_empty() {
            return;
        }
        if !joined.is_empty() && !text.starts_with("---") {
            joined.push_str("---\n");
        }
        joined.push_str(text.trim_start_matches('\u{feff}'));
        if !text.ends_with('\n') {
            joined.push('\n');
        }
    };
    for (id, file) in files.iter() {
        let mut rest = file.text.as_str();
        let mut start = 0;
        let mut own: Vec<_> = all.iter().filter(|scenario| scenario.span.file == id).collect();
        own.sort_by_key(|scenario| scenario.span);
        for scenario in own {
            let document = scenario.document(&file.text);
            let before = &file.text[start..document.start];
            // The separator goes with what it opened.
            add(before.trim_end().strip_suffix("---").unwrap_or(before));
            start = document.end;
            rest = &file.text[start..];
            if let (Manifests::Inline { text, .. }, true) = (&scenario.manifests, taken(scenario)) {
                add(text);
            }
        }
        add(rest);
    }
    joined
}

/// Whether a path that the scenario names means one of these `files`, or a folder that some of them lie in. Paths are relative to
/// the scenario's own file; none leads out of the folder that holds them all.
pub fn is_among(path: &str, scenario: &Scenario, files: &Files) -> bool {
    let own = parts(&files.get(scenario.span.file).name, Vec::new());
    let folder = own.split_last().map_or(&[][..], |(_, folder)| folder);
    let wanted = parts(path, folder.to_vec());
    let others = files.iter().filter(|(id, _)| *id != scenario.span.file);
    others.map(|(_, file)| parts(&file.name, Vec::new())).any(|name| name.starts_with(&wanted))
}

/// The folders of a path and what it ends with, from where `from` leads.
fn parts<'a>(path: &'a str, mut from: Vec<&'a str>) -> Vec<&'a str> {
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(from.pop()),
            part => from.push(part),
        }
    }
    from
}

/// A text of the same length that holds nothing but the lines of a literal block (`|`), each at its place; the block's value is
/// at `span`. `None`: it cannot be read in place.
pub(crate) fn block_alone(text: &str, span: Span) -> Option<String> {
    let block = Block::find(text, span)?;
    let mut alone = text.to_owned();
    blank(&mut alone, 0..text.len());
    block.copy(text, &mut alone);
    Some(alone)
}

impl Scenario {
    /// The texts of this scenario. `files` are those that `all` scenarios were read from; documents that are no scenario
    /// count as manifests. `load` gives the files that a path means, read relative to the scenario's own file.
    pub fn texts(
        &self,
        files: &Files,
        all: &[Scenario],
        mut load: impl FnMut(&str) -> Loaded,
    ) -> (Texts, Vec<Diagnostic>) {
        let mut problems = Vec::new();
        let mut texts = Texts { files: files.clone(), manifests: Files::default() };
        for (id, file) in files.iter() {
            let scenarios: Vec<&Scenario> = all.iter().filter(|scenario| scenario.span.file == id).collect();
            let mut text = file.text.clone();
            for scenario in &scenarios {
                blank(&mut text, scenario.document(&file.text));
            }
            if let Some(block) = self.block(id, &file.text) {
                block.copy(&file.text, &mut text);
            }
            texts.manifests.push(File { name: file.name.clone(), text });
        }
        match &self.manifests {
            Manifests::Beside => {}
            Manifests::Inline { text, span } => {
                // Quoted or folded: what is written is not what is meant, so that it cannot be read in place.
                if self.block(span.file, &files.get(span.file).text).is_none() {
                    let file = File { name: format!("{}#manifests", files.get(span.file).name), text: text.clone() };
                    texts.files.push(file.clone());
                    texts.manifests.push(file);
                }
            }
            Manifests::Paths(paths) => {
                for (path, span) in paths {
                    match load(path) {
                        Ok(loaded) => {
                            for file in loaded {
                                texts.files.push(file.clone());
                                texts.manifests.push(file);
                            }
                        }
                        Err(why) => {
                            let problem = ScenarioProblem::Manifests { path: path.clone(), why };
                            problems.push(Diagnostic::at(Problem::Scenario(problem), *span));
                        }
                    }
                }
            }
        }
        (texts, problems)
    }

    /// The whole document: to the next separator or the end. Separators stand at the start of a line, where no value can.
    fn document(&self, text: &str) -> std::ops::Range<usize> {
        let start = self.span.start as usize;
        let rest = text.get(start..).unwrap_or_default();
        let length = lines(rest).find(|line| is_separator(&rest[line.clone()])).map_or(rest.len(), |line| line.start);
        start..start + length
    }

    fn block(&self, file: FileId, text: &str) -> Option<Block> {
        match &self.manifests {
            Manifests::Inline { span, .. } if span.file == file => Block::find(text, *span),
            Manifests::Inline { .. } | Manifests::Beside | Manifests::Paths(_) => None,
        }
    }
}

/// The lines of a literal block scalar (`|`).
struct Block {
    lines: std::ops::Range<usize>,
    indent: usize,
}

impl Block {
    /// The block whose value is at `span`, which begins with its header or with its first line.
    fn find(text: &str, span: Span) -> Option<Self> {
        let start = span.start as usize;
        let header = text.get(..start)?.rfind('\n').map_or(0, |newline| newline + 1);
        let header_line = text.get(header..)?.lines().next()?;
        let first = if text.get(start..)?.starts_with('|') || header_line.contains(": |") {
            header + text.get(header..)?.find('\n')? + 1
        } else {
            let before = text.get(..header)?.trim_end_matches(['\n', '\r']);
            if !before.lines().next_back()?.contains(": |") {
                return None;
            }
            header
        };
        let rest = text.get(first..)?;
        let indent_of = |line: &str| line.len() - line.trim_start_matches(' ').len();
        let mut indent = None;
        let mut end = first;
        for range in lines(rest) {
            let line = rest[range.clone()].trim_end_matches(['\n', '\r']);
            if !line.trim_matches(' ').is_empty() {
                let this = indent_of(line);
                if this < *indent.get_or_insert(this) || this == 0 {
                    break;
                }
            }
            end = first + range.end;
        }
        Some(Self { lines: first..end, indent: indent.filter(|indent| *indent > 0)? })
    }

    /// Copies the block's lines from `source` to the same places of `target`. Separators move to the start of their line,
    /// which is what they are in the block's own text; nothing else moves.
    fn copy(&self, source: &str, target: &mut String) {
        let Some(block) = source.get(self.lines.clone()) else { return };
        let indent = " ".repeat(self.indent);
        let mut copy = String::with_capacity(block.len());
        for range in lines(block) {
            let line = &block[range];
            match line.strip_prefix(&indent).filter(|rest| is_separator(rest)) {
                Some(rest) => {
                    let (marker, after) = rest.split_at(3);
                    copy.push_str(marker);
                    copy.push_str(&indent);
                    copy.push_str(after);
                }
                None => copy.push_str(line),
            }
        }
        replace(target, self.lines.clone(), &copy);
    }
}

/// Makes a range blank, byte for byte, so that everything else stays at its line, column and offset.
fn blank(text: &mut String, range: std::ops::Range<usize>) {
    let blank: String = text[range.clone()]
        .bytes()
        .map(|byte| if byte == b'\n' || byte == b'\r' { byte as char } else { ' ' })
        .collect();
    replace(text, range, &blank);
}

/// As `String::replace_range`, which is half a kilobyte more.
fn replace(text: &mut String, range: std::ops::Range<usize>, by: &str) {
    *text = format!("{}{by}{}", &text[..range.start], &text[range.end..]);
}

/// The ranges of a text's lines, with their line ends.
fn lines(text: &str) -> impl Iterator<Item = std::ops::Range<usize>> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        start += line.len();
        start - line.len()..start
    })
}

/// `---` or `...` alone, or `---` with something behind a blank.
fn is_separator(line: &str) -> bool {
    let after = line.strip_prefix("---").or_else(|| line.strip_prefix("..."));
    after.is_some_and(|after| after.is_empty() || after.starts_with([' ', '\t', '\r', '\n']))
}
