//! What SECURITY.md promises: the limits that stand in the code, the policy that is recommended, and links that lead somewhere.

use super::{read, root};

/// Each row of the table of limits names a constant; the code gives it the value that the row says.
#[test]
fn limits_are_those_of_the_code() {
    let text = security();
    let rows: Vec<Vec<&str>> = text
        .lines()
        .filter(|line| line.starts_with("| ") && line.contains(".rs`"))
        .map(|line| line.trim_matches(['|', ' ']).split(" | ").collect())
        .collect();
    assert!(rows.len() > 5, "SECURITY.md has no table of limits");
    for row in rows {
        let [_, most, place] = row[..] else { panic!("SECURITY.md: {row:?} has other columns") };
        let named: Vec<&str> = place.split('`').skip(1).step_by(2).collect();
        let [constant, file] = named[..] else { panic!("SECURITY.md: {place} names no constant in a file") };
        let code = read(&root().join(file));
        let value = code.lines().find_map(|line| line.split_once(&format!("const {constant}: "))?.1.split_once(" = "));
        let (_, value) = value.unwrap_or_else(|| panic!("{file} has no {constant}"));
        assert_eq!(amount(value.trim_end_matches(';')), amount(most), "SECURITY.md: {constant} in {file}");
    }
}

#[test]
fn links_lead_somewhere() {
    for link in security().split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next()) {
        assert!(link.starts_with("https://") || root().join(link).exists(), "SECURITY.md links to {link}");
    }
    for file in ["README.md", "CONTRIBUTING.md"] {
        assert!(read(&root().join(file)).contains("SECURITY.md"), "{file} does not lead to SECURITY.md");
    }
}

/// What it says of kept work, that the code does: everything that is written to the browser's storage passes the masks.
#[test]
fn kept_work_is_masked() {
    assert!(security().contains("without the [values that are masked](docs/share.md#what-does-not-leave)"));
    let keep = read(&root().join("web/src/keep.rs"));
    let write = keep.split("\nfn ").find(|function| function.starts_with("write("));
    let write = write.expect("web/src/keep.rs writes");
    let (masks, stores) = (write.find("masked(&document.files)"), write.find("local.set_item("));
    assert!(masks.is_some() && masks < stores, "work is stored that was not masked");
    assert_eq!(keep.matches("local.set_item(").count(), 1, "work is stored in another place too");
}

fn security() -> String {
    read(&root().join("SECURITY.md"))
}

/// A number as prose or code writes it: `64 MiB`, `128 levels`, `100,000`, `64 << 20`, `100_000`.
fn amount(text: &str) -> u64 {
    let digits = |text: &str| {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        digits.parse::<u64>().unwrap_or_else(|_| panic!("{text:?} is no number"))
    };
    match (text.split_once(" << "), text.strip_suffix(" MiB")) {
        (Some((number, shift)), _) => digits(number) << digits(shift),
        (None, Some(number)) => digits(number) << 20,
        (None, None) => digits(text),
    }
}
