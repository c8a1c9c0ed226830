//! Anchors, looked for in the text: which of them a place is written under.

use super::lines::{line_end, line_number, line_start};

/// The line (from 1) of the first alias of the anchor that what is written at `at` stands under.
pub(super) fn alias_of(text: &str, at: usize) -> Option<u32> {
    let before = text.get(..line_end(text, at))?;
    before.match_indices('&').rev().find_map(|(anchor, _)| {
        let name = name(text.get(anchor + 1..)?);
        let begins = text.get(..anchor)?.chars().next_back().is_none_or(|c| c.is_whitespace() || "[{,:".contains(c));
        if !begins || name.is_empty() || !covers(text, anchor, at) {
            return None;
        }
        let alias = text
            .match_indices('*')
            .find(|(alias, _)| *alias > anchor && self::name(text.get(alias + 1..).unwrap_or_default()) == name);
        alias.map(|(alias, _)| line_number(text, alias))
    })
}

fn name(rest: &str) -> &str {
    rest.split(|c: char| c.is_whitespace() || ",[]{}".contains(c)).next().unwrap_or_default()
}

/// Whether what the anchor begins goes on to `at`: on its line, or on lines that are indented deeper.
fn covers(text: &str, anchor: usize, at: usize) -> bool {
    let (own, end) = (line_start(text, anchor), line_start(text, at));
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let first = indent(text.get(own..).unwrap_or_default());
    // The key of an item stands behind its dash.
    let rest = text.get(own + first..).unwrap_or_default();
    let least = if rest.starts_with("- ") && !rest.starts_with("- &") { first + 2 } else { first };
    let between = text.get(own..).and_then(|rest| rest.get(..line_end(text, at).saturating_sub(own)));
    own == end
        || between.unwrap_or_default().lines().skip(1).all(|line| {
            let inner = line.trim_start();
            inner.is_empty()
                || inner.starts_with('#')
                || indent(line) > least
                || (indent(line) == least && inner.starts_with("- "))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_anchor_is_found_over_what_it_shares() {
        let text = "a: &l\n  # what\n  app: api\nb:\n- &p {port: 80}\n- <<: *p\nc: *l\nd: x&y\ne: &none 1\n- f: &list\n  - g\n  h: *list\n";
        let at = |part: &str| alias_of(text, text.find(part).expect(part));
        assert_eq!(at("app"), Some(7));
        assert_eq!(at("port"), Some(6));
        assert_eq!(at("g\n"), Some(12));
        for part in ["b:", "c:", "d:", "e:", "h:"] {
            assert_eq!(at(part), None, "{part}");
        }
    }
}
