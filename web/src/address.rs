//! The page's own address: what it may ask for, and the address that leads back here.

use svcpath_core::apart::apart;
use svcpath_core::lang::Lang;
use svcpath_core::request::{Part, Request, RequestError, Written};
use svcpath_core::scenario::{self, ViewHint};
use svcpath_scene::Arrangement;

use crate::link::Broken;
use crate::session::ThemeChoice;

/// What an address asked for and cannot have.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Notice {
    /// A value that the parameter does not take, and those it does.
    Value { name: &'static str, value: String, takes: String },
    /// A request that cannot be read.
    Request { name: &'static str, error: RequestError },
    /// The browser does not keep the reader's work.
    NotKept,
    /// What it kept came back with masks in place of values.
    Masked,
    /// Manifests that cannot be loaded.
    Source { address: String },
    /// A link that holds everything, and cannot be read.
    Link(Broken),
}

/// Everything the address says.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Address {
    pub(crate) sources: Vec<String>,
    /// What holds everything, as `link::pack` makes it.
    pub(crate) link: Option<String>,
    pub(crate) written: Option<Written>,
    pub(crate) theme: Option<ThemeChoice>,
    pub(crate) lang: Option<Lang>,
    /// From 0.
    pub(crate) step: Option<usize>,
    pub(crate) play: bool,
    pub(crate) embed: bool,
    pub(crate) editor: Option<bool>,
    pub(crate) view: Option<Arrangement>,
    pub(crate) notices: Vec<Notice>,
}

/// Whether a parameter says what is shown, and not how.
pub(crate) fn leads(name: &str) -> bool {
    matches!(name, "src" | "from" | "to" | "at" | "via" | "method" | "header" | "step" | "play")
}

impl Address {
    /// Whether the reader's own work may be shown there.
    pub(crate) fn asks_nothing(&self) -> bool {
        self.sources.is_empty() && self.link.is_none() && self.written.is_none() && !self.embed
    }

    /// Reads parameters in their order. Names that are not ours are left alone: addresses gather all sorts of them.
    pub(crate) fn read(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut address = Self::default();
        let mut written = Written::default();
        for (name, value) in pairs {
            match name.as_str() {
                "src" => address.sources.push(value),
                "from" => written.from = value,
                "to" => written.to = value,
                "at" => written.at = Some(value).filter(|at| !at.is_empty()),
                "via" => written.via = Some(value).filter(|via| !via.is_empty()),
                "method" => written.method = Some(value).filter(|method| !method.is_empty()),
                "header" => written.headers.push(value),
                "theme" => address.theme = address.one("theme", &value, "auto, light, dark", ThemeChoice::named),
                "lang" => address.lang = address.one("lang", &value, "en, ru", Lang::from_tag),
                "step" => {
                    let step =
                        address.one("step", &value, "1, 2, 3 …", |v| v.parse::<usize>().ok().filter(|n| *n > 0));
                    address.step = step.map(|step| step - 1);
                }
                "play" => address.play = address.one("play", &value, "0, 1", switch).unwrap_or(false),
                "embed" => address.embed = address.one("embed", &value, "0, 1", switch).unwrap_or(false),
                "editor" => address.editor = address.one("editor", &value, "0, 1", switch),
                "view" => address.view = address.one("view", &value, "nodes, apps", arrangement),
                _ => {}
            }
        }
        address.request(written);
        address
    }

    fn one<T>(
        &mut self,
        name: &'static str,
        value: &str,
        takes: &'static str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let found = read(value);
        if found.is_none() {
            self.notices.push(Notice::Value { name, value: value.into(), takes: takes.to_owned() });
        }
        found
    }

    /// A request needs a target at least.
    fn request(&mut self, mut written: Written) {
        if written == Written::default() {
            return;
        }
        if written.from.is_empty() {
            written.from = "internet".into();
        }
        if Request::parse(&written).is_ok() {
            self.written = Some(written);
        } else {
            apart(|| self.rest_of(written));
        }
    }

    /// Names each part that cannot be read, and asks the rest: unless that is where from and where to, it is a request.
    fn rest_of(&mut self, mut written: Written) {
        let mut asks = true;
        while let Err(error) = Request::parse(&written) {
            match error.part {
                Part::From => written.from = "internet".into(),
                Part::To => written.to = "http://unread/".into(),
                Part::At => written.at = None,
                Part::Via => written.via = None,
                Part::Method => written.method = None,
                Part::Header => written.headers.retain(|header| *header != error.read),
            }
            asks &= !matches!(error.part, Part::From | Part::To);
            self.notices.push(Notice::Request { name: error.part.as_str(), error });
        }
        self.written = Some(written).filter(|_| asks);
    }
}

/// The parameters that ask the same again. `told`: how the texts themselves want to be looked at.
pub(crate) fn parameters(
    sources: &[String],
    written: &Written,
    step: usize,
    view: Arrangement,
    told: ViewHint,
) -> Vec<(&'static str, String)> {
    let mut pairs: Vec<(&'static str, String)> = sources.iter().map(|source| ("src", source.clone())).collect();
    pairs.push(("from", written.from.clone()));
    pairs.push(("to", written.to.clone()));
    pairs.extend(written.at.iter().map(|at| ("at", at.clone())));
    pairs.extend(written.via.iter().map(|via| ("via", via.clone())));
    pairs.extend(written.method.iter().map(|method| ("method", method.clone())));
    pairs.extend(written.headers.iter().map(|header| ("header", header.clone())));
    if step > 0 || told.step.is_some() {
        pairs.push(("step", (step + 1).to_string()));
    }
    match view {
        Arrangement::Apps => pairs.push(("view", "apps".to_owned())),
        Arrangement::Nodes if told.arrangement.is_some() => pairs.push(("view", "nodes".to_owned())),
        Arrangement::Nodes => {}
    }
    pairs
}

/// As a scenario says it.
pub(crate) fn as_told(arrangement: scenario::Arrangement) -> Arrangement {
    match arrangement {
        scenario::Arrangement::Nodes => Arrangement::Nodes,
        scenario::Arrangement::Apps => Arrangement::Apps,
    }
}

pub(crate) fn arrangement(value: &str) -> Option<Arrangement> {
    match value {
        "nodes" => Some(Arrangement::Nodes),
        "apps" => Some(Arrangement::Apps),
        _ => None,
    }
}

fn switch(value: &str) -> Option<bool> {
    match value {
        "1" | "true" | "" => Some(true),
        "0" | "false" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use svcpath_core::scenario;

    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Address {
        Address::read(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
    }

    #[test]
    fn what_parameters_say_can_be_said_again() {
        let address = read(&[
            ("src", "shop.yaml"),
            ("from", "internet"),
            ("to", "http://192.168.10.11:30080/"),
            ("step", "3"),
            ("view", "apps"),
        ]);
        let written = address.written.expect("the request can be read");
        let step = address.step.expect("there is a step");
        let again = |step: usize, view: Arrangement, told: ViewHint| {
            let pairs = parameters(&address.sources, &written, step, view, told);
            Address::read(pairs.into_iter().map(|(name, value)| (name.to_owned(), value)))
        };
        let first = again(0, Arrangement::Nodes, ViewHint::default());
        assert_eq!((first.step, first.view), (None, None), "what is seen without them needs no parameters");
        let told = ViewHint { step: Some(3), arrangement: Some(scenario::Arrangement::Apps), ..ViewHint::default() };
        let first = again(0, Arrangement::Nodes, told);
        assert_eq!((first.step, first.view), (Some(0), Some(Arrangement::Nodes)), "a scenario would show another step");
        let again = again(step, Arrangement::Apps, ViewHint::default());
        assert_eq!(
            (again.written.as_ref(), again.step, again.sources),
            (Some(&written), Some(2), vec!["shop.yaml".to_owned()])
        );
        assert_eq!(again.view, Some(Arrangement::Apps));
    }

    #[test]
    fn bad_parameters_are_named_and_others_count() {
        let address =
            read(&[("theme", "purple"), ("step", "0"), ("to", "http://"), ("lang", "ru-RU"), ("utm_source", "x")]);
        assert_eq!(address.lang, Some(Lang::Ru));
        assert_eq!(address.notices.len(), 3, "{:?}", address.notices);
        assert_eq!(address.written, None);
    }

    #[test]
    fn each_bad_part_of_a_request_is_named_and_the_rest_is_asked() {
        let address = read(&[
            ("from", "node/node-1"),
            ("to", "http://api/"),
            ("at", "node/node-2"),
            ("via", "tunnel"),
            ("method", "GET it"),
            ("header", "bad"),
            ("header", "Host: shop.example.com"),
            ("header", " bad too "),
        ]);
        let named = |address: &Address| -> Vec<&'static str> {
            let name = |notice: &Notice| if let Notice::Request { name, .. } = notice { name } else { "another" };
            address.notices.iter().map(name).collect()
        };
        assert_eq!(named(&address), ["via", "method", "header", "header", "at"]);
        let headers = vec!["Host: shop.example.com".to_owned()];
        let (from, to) = ("node/node-1".to_owned(), "http://api/".to_owned());
        assert_eq!(address.written, Some(Written { from, to, headers, ..Written::default() }));
        let address = read(&[("header", "bad"), ("from", "nobody")]);
        assert_eq!(named(&address), ["from", "to", "header"]);
        assert_eq!(address.written, None, "where from and where to, nobody can guess");
    }
}
