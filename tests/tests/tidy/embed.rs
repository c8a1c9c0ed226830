//! What docs/embedding.md promises to pages with a widget is what the code takes and tells, and what its types say.

use std::collections::BTreeSet;

use super::{read, root};

#[test]
fn fields_of_messages_are_those_of_the_types_and_the_code() {
    let chapter = read(&root().join("docs/embedding.md"));
    let messages = chapter.split_once("### Messages").expect("a section on messages").1;
    let [orders, news] = tables(messages).try_into().expect("a table a direction");
    let documented: BTreeSet<String> =
        orders.iter().chain(&news).flat_map(|row| [named(&row[0]), named(&row[1])].concat()).collect();
    assert!(documented.len() > 25, "{documented:?}");

    let types = read(&root().join("web/embed/embed.d.ts"));
    let (types, _) = types.split_once("declare global").expect("the element's types are the last");
    let types: String =
        types.lines().filter(|line| !line.trim_start().starts_with('/')).map(|line| format!("{line}\n")).collect();
    let tokens = types.split(|sign: char| sign.is_whitespace() || "{}()".contains(sign));
    let fields = tokens.filter_map(|token| token.strip_suffix(':')).map(|name| name.trim_end_matches('?').to_owned());
    let kinds = types.split("type: \"").skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned);
    // What every message has stands above the tables.
    let typed: BTreeSet<String> =
        fields.chain(kinds).filter(|name| !["svcpath", "type", "id"].contains(&name.as_str())).collect();
    assert_eq!(typed, documented, "web/embed/embed.d.ts and docs/embedding.md");

    let code = ["messages", "fields"].map(|file| read(&root().join(format!("web/src/embed/{file}.rs")))).concat();
    for name in &documented {
        assert!(code.contains(&format!("\"{name}\"")), "the widget knows no {name}");
    }
}

#[test]
fn attributes_are_those_that_the_element_observes() {
    let chapter = read(&root().join("docs/embedding.md"));
    let element = chapter.split_once("### As an element").expect("a section on the element").1;
    let table = tables(element).into_iter().next().expect("a table of attributes");
    let documented: BTreeSet<String> = table.iter().flat_map(|row| named(&row[0])).collect();

    let script = read(&root().join("web/embed/embed.js"));
    let list = |start: &str| {
        let (_, rest) = script.split_once(start).unwrap_or_else(|| panic!("{start} is not there"));
        let list = rest.split(']').next().unwrap_or_default();
        list.split('"').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>()
    };
    let observed: BTreeSet<String> =
        ["REQUEST = [", "LOOK = [", "observedAttributes = ["].iter().flat_map(|start| list(start)).collect();
    assert_eq!(documented, observed, "docs/embedding.md and web/embed/embed.js");
}

/// The rows of each table, without its head.
fn tables(text: &str) -> Vec<Vec<Vec<String>>> {
    let mut tables: Vec<Vec<Vec<String>>> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        let row =
            line.strip_prefix('|').map(|row| row.split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>());
        match row {
            Some(row) if inside => tables.last_mut().expect("a table has begun").push(row),
            Some(_) => tables.push(Vec::new()),
            None => {}
        }
        inside = line.starts_with('|');
    }
    // The line below the head.
    for table in &mut tables {
        table.retain(|row| !row[0].starts_with("---"));
    }
    tables
}

/// What stands in code.
fn named(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}
