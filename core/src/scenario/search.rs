//! Which documents are scenarios, and which of them are those of an earlier version.

use super::Scenario;
use super::read::Reader;
use crate::diagnostic::Diagnostic;
use crate::manifest::{self, Cuts, Node, Piece};
use crate::text::{FileId, Files};

const API_VERSION: &str = "svcpath/v1";

/// What a search of some files for scenarios found.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// In the order of the text.
    pub scenarios: Vec<Scenario>,
    /// Nothing was wrong.
    clean: bool,
    /// What the files were cut into.
    cuts: Cuts,
}

impl Search {
    /// Searches `files`, with what is wrong there. `before` is the search of an earlier version of them: where no document that may
    /// hold a scenario is another one, and nothing was wrong, its scenarios are taken over, moved.
    pub fn after(files: &Files, before: &Self) -> (Self, Vec<Diagnostic>) {
        let cuts = Cuts::after(files, &before.cuts);
        // A problem may tell the line of what is written before it.
        let known = if before.clean { before.again(&cuts) } else { None };
        let (scenarios, problems) = known.map_or_else(|| find(files, &cuts), |known| (known, Vec::new()));
        (Self { scenarios, clean: problems.is_empty(), cuts }, problems)
    }

    /// The same scenarios in files that are cut like this; `None` where they may be others.
    fn again(&self, cuts: &Cuts) -> Option<Vec<Scenario>> {
        let (from, to) = (places(&self.cuts), places(cuts));
        let alike = from.iter().map(Place::held).eq(to.iter().map(Place::held));
        alike.then(|| {
            let moves: Vec<_> = from.iter().zip(&to).filter(|(from, to)| from.start != to.start).collect();
            self.scenarios.iter().map(|scenario| moved(scenario, &moves)).collect()
        })
    }
}

/// A piece that may hold a scenario, or any others of the same file.
struct Place<'c> {
    file: FileId,
    piece: Option<&'c Piece>,
    start: usize,
}

impl Place<'_> {
    /// What is the same wherever in its file it stands.
    fn held(&self) -> (FileId, Option<*const Piece>) {
        (self.file, self.piece.map(std::ptr::from_ref))
    }
}

/// Every scenario in `files`, in the order of the text. Documents that are no scenario are left to the manifests' reader.
pub fn read(files: &Files) -> (Vec<Scenario>, Vec<Diagnostic>) {
    find(files, &Cuts::after(files, &Cuts::default()))
}

fn find(files: &Files, cuts: &Cuts) -> (Vec<Scenario>, Vec<Diagnostic>) {
    let mut reader = Reader::default();
    let mut scenarios = Vec::new();
    for (id, file) in files.iter() {
        let Some(cut) = cuts.get(id) else { continue };
        let mut alone = true;
        let (documents, mut problems) = manifest::documents_among(id, &file.text, cut, |piece: &Piece| {
            let likely = piece.holds_scenario(may_hold_scenario);
            alone &= likely;
            likely
        });
        let found: Vec<&Node> = documents.iter().filter(|node| is_scenario(node)).collect();
        // Problems of a file without scenario are found again when it is read as manifests.
        if !found.is_empty() || (documents.is_empty() && alone) {
            reader.problems.append(&mut problems);
        }
        scenarios.extend(found.into_iter().map(|node| reader.scenario(node)));
    }
    reader.problems.sort_by_key(|problem| problem.span);
    (scenarios, reader.problems)
}

/// Where a scenario may be in each file, and whether anything else is there.
fn places(cuts: &Cuts) -> Vec<Place<'_>> {
    let mut places = Vec::new();
    for (file, cut) in cuts.iter() {
        let mut alone = true;
        for (start, piece) in cut.iter() {
            if piece.holds_scenario(may_hold_scenario) {
                places.push(Place { file, piece: Some(piece), start });
            } else {
                alone = false;
            }
        }
        if !alone {
            places.push(Place { file, piece: None, start: 0 });
        }
    }
    places
}

/// A scenario whose piece may have gone from the first of a pair to the second.
fn moved(scenario: &Scenario, moves: &[(&Place<'_>, &Place<'_>)]) -> Scenario {
    let at = scenario.span;
    let holds = |place: &Place<'_>| {
        let length = place.piece.map_or(0, |piece| piece.text.len());
        place.file == at.file && (place.start..place.start + length).contains(&(at.start as usize))
    };
    let mut scenario = scenario.clone();
    if let Some((from, to)) = moves.iter().find(|(from, _)| holds(from)) {
        let by = to.start as i64 - from.start as i64;
        scenario.spans().for_each(|span| *span = span.moved(by));
    }
    scenario
}

/// Whether it is worth reading the text twice: as a scenario, and as a manifest.
fn may_hold_scenario(text: &str) -> bool {
    let at_line_start =
        |key: &str| text.match_indices(key).any(|(at, _)| at == 0 || text[..at].ends_with(['\n', '\u{feff}']));
    text.contains(API_VERSION) || at_line_start("tests:") || at_line_start("manifests:") || text.contains("\"tests\"")
}

fn is_scenario(node: &Node) -> bool {
    match (node.get("apiVersion"), node.get("kind")) {
        (None, None) => node.get("tests").is_some() || node.get("manifests").is_some(),
        (Some(version), Some(kind)) => version.text() == Some(API_VERSION) && kind.text() == Some("Scenario"),
        (None, Some(_)) | (Some(_), None) => false,
    }
}
