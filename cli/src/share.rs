//! `svcpath share`: a link to the page that holds everything.

mod form;
mod names;

use svcpath_core::mask;

use crate::arguments::{Columns, ShareArguments};
use crate::project::Project;
use crate::question::RequestJson;
use crate::{Code, Outcome, Unusable, question};
use form::{Form, View};

/// Longer links are cut by some tools that people chat with.
const SAFE: usize = 8 << 10;

pub(crate) fn run(arguments: &ShareArguments) -> Result<Outcome, Unusable> {
    let site = site(&arguments.site)?;
    let written = arguments.to.as_ref().map(|to| question::written(to, &arguments.request));
    let request = written.as_ref().map(question::read).transpose()?;
    let project = Project::open(&arguments.input)?;
    if let (Some(request), Some(number)) = (&request, arguments.step) {
        question::step(&question::follow(&project.world(), request)?, number)?;
    }
    let (files, masked) = mask::masked(&names::relative(&project.sources()));
    let form = Form {
        files: files.iter().map(|(_, file)| (file.name.clone(), file.text.clone())).collect(),
        // Each was read when the project was opened.
        knobs: arguments.input.cluster.iter().filter_map(|pair| pair.split_once('=')).map(row).collect(),
        request: written.map(RequestJson::from),
        view: View { step: arguments.step, view: (arguments.view == Columns::Apps).then_some("apps") },
    };
    let link = format!("{site}#{}", form.fragment()?);
    let err = project.complaints() + &remarks(masked, link.len());
    Ok(Outcome { out: link + "\n", err, code: Code::Fine })
}

fn row((key, value): (&str, &str)) -> (String, String) {
    (key.trim().to_owned(), value.trim().to_owned())
}

/// An address that a fragment can be put behind.
fn site(address: &str) -> Result<String, Unusable> {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    let odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '#' | '"' | '<' | '>' | '\\');
    match rest.filter(|rest| !rest.is_empty() && !rest.starts_with(['/', '?', ':']) && !rest.contains(odd)) {
        Some(rest) if rest.contains(['/', '?']) => Ok(address.to_owned()),
        Some(_) => Ok(format!("{address}/")),
        None => Err(Unusable(format!(
            "--site: read “{address}”; expected the address of the page without a fragment; for example https://example.com/svcpath/"
        ))),
    }
}

/// For standard error: what the link does not show by itself.
fn remarks(masked: usize, length: usize) -> String {
    let mut remarks = remark(masked);
    if length > SAFE {
        let size = length.div_ceil(1024);
        remarks.push_str(&format!("warning: the link is {size} KB long; some chat tools cut links beyond 8 KB\n"));
    }
    remarks
}

/// For standard error: how many values are masked in what was written, if any.
pub(crate) fn remark(masked: usize) -> String {
    match masked {
        0 => String::new(),
        1 => "1 value masked\n".to_owned(),
        count => format!("{count} values masked\n"),
    }
}
