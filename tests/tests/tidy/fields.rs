//! docs/fields.md lists the fields that routing reads, as core's table has them.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;

use svcpath_core::fields::{Field, fields, form, kinds};
use svcpath_core::lang::Lang;
use svcpath_core::wording::{absent, takes};

use super::{files_below, has_extension, read, root};

const INTRODUCTION: &str = "\
# Fields

The fields that svcpath reads, kind by kind: they decide routes, the page's forms and the editor's completions are made of them, and others are \
left as they are and play no part.

Fields in **bold** stand in the form of their kind. `[]` is any entry of a list; a name in brackets is a key of a map. Fields that only a server \
or older versions write are left out, though they are read.
";

#[test]
fn fields_are_documented() {
    let expected = page();
    let path = root().join("docs/fields.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &expected).expect("docs can be written");
    }
    let written = read(&path);
    let different = written.lines().zip(expected.lines()).find(|(written, expected)| written != expected);
    assert_eq!(different, None, "docs/fields.md is not what core's table says; UPDATE_DOCS=1 writes it anew");
    assert_eq!(written, expected, "docs/fields.md ends otherwise than core's table");
}

/// Annotations that ingress-nginx reads, and core with it, are named where they are read.
#[test]
fn annotations_of_ingress_nginx_are_listed() {
    let listed: BTreeSet<String> = fields("Ingress").map(|field| field.path).collect();
    let mut count = 0;
    for file in files_below("core/src/route/ingress").iter().filter(|file| has_extension(file, &["rs"])) {
        let text = read(&root().join(file));
        let calls = text.split("annotation::").skip(1).filter_map(|call| call.split(')').next());
        for name in calls.flat_map(|call| call.split('"').skip(1).step_by(2)) {
            let path = format!("metadata.annotations[nginx.ingress.kubernetes.io/{name}]");
            assert!(listed.contains(&path), "{}: the table lacks {name}", file.display());
            count += 1;
        }
    }
    assert!(count > 10, "only {count} annotations were found");
}

fn page() -> String {
    let common: Vec<Field> = fields("ReplicaSet").filter(|field| !field.path.starts_with("spec")).collect();
    let pods: Vec<Field> = fields("Pod").collect();
    let mut page = INTRODUCTION.to_owned();
    add(&mut page, "Every object", &common, &BTreeSet::new());
    for kind in kinds() {
        let in_form: BTreeSet<String> = form(kind.name).map(|field| field.path).collect();
        let own = fields(kind.name).filter(|field| !common.iter().any(|known| is_same(known, field, &field.path)));
        let of_template = |field: &Field| {
            let inside = field.path.split_once("template.spec.").filter(|(before, _)| before.starts_with("spec."));
            let inside = inside.map(|(_, rest)| format!("spec.{rest}"));
            inside.is_some_and(|path| pods.iter().any(|pod| is_same(pod, field, &path)))
        };
        let own: Vec<Field> = own.filter(|field| !of_template(field)).collect();
        let versions = kind.api_versions.join(", ");
        add(&mut page, &format!("{} ({versions})", kind.name), &own, &in_form);
        if own.iter().any(|field| field.path.ends_with("template.spec")) {
            page.push_str(
                "\nThe template's `spec` has the fields of a Pod's; the form has those that a Pod's form has.\n",
            );
        }
    }
    page
}

/// The same field, here at another path.
fn is_same(known: &Field, field: &Field, path: &str) -> bool {
    known.path == path && known.meaning(Lang::En) == field.meaning(Lang::En)
}

fn add(page: &mut String, heading: &str, fields: &[Field], in_form: &BTreeSet<String>) {
    let hidden: Vec<&str> = fields.iter().filter(|field| !field.offered()).map(|field| field.path.as_str()).collect();
    let is_hidden = |path: &str| {
        let rests = hidden.iter().filter_map(|hidden| path.strip_prefix(hidden));
        rests.into_iter().any(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    };
    let table = format!("\n## {heading}\n\n| field | type | default | meaning |\n| --- | --- | --- | --- |\n");
    page.push_str(&table);
    for field in fields.iter().filter(|field| !is_hidden(&field.path)) {
        let name = format!("`{}`", field.path);
        let name = if in_form.contains(&field.path) { format!("**{name}**") } else { name };
        let (takes, absent) = (takes(&field.takes(), Lang::En), absent(&field.absent(), Lang::En));
        writeln!(page, "| {name} | {takes} | {absent} | {} |", field.meaning(Lang::En))
            .expect("a String takes everything");
    }
}
