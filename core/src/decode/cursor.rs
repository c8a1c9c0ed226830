//! A place in an object's tree while it is decoded.
//!
//! Not serde: its deserializers stop at the first error, and here a wrong field must cost that field alone, as a problem at its
//! line, while the rest of its object still counts. A cursor knows the way it came, so a problem names its field path; the path
//! is only spelled out when there is a problem.

use std::collections::BTreeMap;
use std::net::IpAddr;

use ipnet::IpNet;

use super::log::Log;
use super::scalar::{Resolved, address, network, resolve, special};
use crate::diagnostic::Diagnostic;
use crate::lean::gathered;
use crate::manifest::{Node, Value};
use crate::model::IpFamily;
use crate::object::{FieldPath, ObjectRef};
use crate::problem::{Problem, Rule, Shape};
use crate::text::Span;

#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    node: &'a Node,
    came: Option<(&'a Cursor<'a>, Step<'a>)>,
    log: &'a Log<'a>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Field(&'a str),
    Key(&'a str),
    Index(usize),
}

/// A field that takes a number or a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum IntOrString<'a> {
    Int(i64),
    String(&'a str),
}

impl<'a> Cursor<'a> {
    pub(super) fn root(node: &'a Node, log: &'a Log<'a>) -> Self {
        Self { node, came: None, log }
    }

    pub(super) fn object(&self) -> &'a ObjectRef {
        self.log.object
    }

    /// The field, if it is written and not null.
    pub(super) fn get(&self, name: &'static str) -> Option<Cursor<'_>> {
        self.log.asked(|| self.path().field(name));
        let node = self.node.get(name).filter(|node| node.value != Value::Null)?;
        Some(Cursor { node, came: Some((self, Step::Field(name))), log: self.log })
    }

    /// Nothing stands in the object here.
    pub(super) fn is_empty(&self) -> bool {
        self.node.entries().is_empty()
    }

    pub(super) fn is_object(&self) -> bool {
        matches!(self.node.value, Value::Mapping(_))
    }

    /// Neither an object nor null, which reads as an empty one.
    pub(super) fn is_other(&self) -> bool {
        matches!(self.node.value, Value::Scalar(_) | Value::Sequence(_))
    }

    /// The field, which takes an object.
    pub(super) fn field(&self, name: &'static str) -> Option<Cursor<'_>> {
        self.get(name).filter(|field| match field.node.value {
            Value::Mapping(_) => true,
            Value::Null | Value::Scalar(_) | Value::Sequence(_) => {
                field.wrong_type(Shape::Object);
                false
            }
        })
    }

    /// The field, which takes a list.
    pub(super) fn list(&self, name: &'static str) -> Option<Cursor<'_>> {
        self.get(name).filter(|field| match field.node.value {
            Value::Sequence(_) => true,
            Value::Null | Value::Scalar(_) | Value::Mapping(_) => {
                field.wrong_type(Shape::List);
                false
            }
        })
    }

    /// The entries of the list here, in order and all of them: positions stay what they are in the text.
    pub(super) fn items(&self) -> impl ExactSizeIterator<Item = Cursor<'_>> {
        let items = self.node.items().iter().enumerate();
        items.map(|(index, node)| Cursor { node, came: Some((self, Step::Index(index))), log: self.log })
    }

    /// As [`Self::items`], for lists of objects: entries that are none are problems, and read as empty.
    pub(super) fn objects(&self) -> impl ExactSizeIterator<Item = Cursor<'_>> {
        self.items().inspect(|item| {
            if item.is_other() {
                item.wrong_type(Shape::Object);
            }
        })
    }

    pub(super) fn str(&self, name: &'static str) -> Option<&str> {
        let field = self.get(name)?;
        // The text lives as long as the tree, which outlives the cursor made for this one look.
        let node: &Node = field.node;
        field.check_string();
        node.text()
    }

    pub(super) fn string(&self, name: &'static str) -> Option<String> {
        self.str(name).map(str::to_owned)
    }

    /// As [`Self::string`]; the empty string is as good as none.
    pub(super) fn filled(&self, name: &'static str) -> Option<String> {
        self.string(name).filter(|text| !text.is_empty())
    }

    pub(super) fn int(&self, name: &'static str) -> Option<i64> {
        let field = self.get(name)?;
        match field.resolved() {
            Some(Resolved::Int(int)) => Some(int),
            Some(Resolved::Bool(_) | Resolved::Float | Resolved::String(_)) | None => {
                field.wrong_type(Shape::Integer);
                None
            }
        }
    }

    /// A number between two others; outside them it is a problem and not read.
    pub(super) fn int_between(&self, name: &'static str, least: i64, most: i64) -> Option<i64> {
        let int = self.int(name)?;
        if (least..=most).contains(&int) {
            return Some(int);
        }
        let rule = Rule::Between(least, most);
        self.get(name)?.problem(Problem::Invalid { value: int.to_string(), rule });
        None
    }

    /// A port number.
    pub(super) fn port(&self, name: &'static str) -> Option<u16> {
        self.int_between(name, 1, 65535).and_then(|int| u16::try_from(int).ok())
    }

    pub(super) fn bool(&self, name: &'static str) -> Option<bool> {
        let field = self.get(name)?;
        match field.resolved() {
            Some(Resolved::Bool(truth)) => Some(truth),
            Some(Resolved::Int(_) | Resolved::Float | Resolved::String(_)) | None => {
                field.wrong_type(Shape::Boolean);
                None
            }
        }
    }

    pub(super) fn int_or_string(&self, name: &'static str) -> Option<IntOrString<'_>> {
        let field = self.get(name)?;
        let node: &Node = field.node;
        match &node.value {
            Value::Scalar(scalar) => match resolve(scalar) {
                Resolved::Int(int) => return Some(IntOrString::Int(int)),
                Resolved::String(text) => return Some(IntOrString::String(text)),
                Resolved::Bool(_) | Resolved::Float => {}
            },
            Value::Null | Value::Sequence(_) | Value::Mapping(_) => {}
        }
        field.wrong_type(Shape::IntegerOrString);
        None
    }

    /// One of a closed set of names; anything else is a problem and not read. The empty text is as good as none.
    pub(super) fn choice<T: Copy>(&self, name: &'static str, choices: &[(&'static str, T)]) -> Option<T> {
        self.get(name).filter(|field| field.text() != Some(""))?.one_of(choices)
    }

    /// As [`Self::choice`], for fields where the API server tells the empty text from none, and refuses it.
    pub(super) fn choice_if_any<T: Copy>(&self, name: &'static str, choices: &[(&'static str, T)]) -> Option<T> {
        self.get(name)?.one_of(choices)
    }

    /// What the text here stands for in a closed set of names; anything else is a problem.
    pub(super) fn one_of<T: Copy>(&self, choices: &[(&'static str, T)]) -> Option<T> {
        let text = self.text()?;
        let found = choices.iter().find(|(choice, _)| *choice == text);
        if found.is_none() {
            let supported = choices.iter().map(|(choice, _)| *choice).collect();
            self.problem(Problem::Unsupported { value: text.to_owned(), supported });
        }
        found.map(|(_, value)| *value)
    }

    /// A map of strings, as labels are.
    pub(super) fn map(&self, name: &'static str) -> BTreeMap<String, String> {
        self.map_or_none(name).unwrap_or_default()
    }

    pub(super) fn map_or_none(&self, name: &'static str) -> Option<BTreeMap<String, String>> {
        let field = self.field(name)?;
        let entries = field.node.entries().iter().filter_map(|(key, node)| {
            let key = key.text()?;
            let entry = Cursor { node, came: Some((&field, Step::Key(key))), log: self.log };
            if node.value == Value::Null {
                return Some((key.to_owned(), String::new()));
            }
            entry.check_string();
            Some((key.to_owned(), node.text()?.to_owned()))
        });
        Some(gathered(entries))
    }

    /// Keys and values of the map here, each key with its place.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&'a str, Span, Cursor<'_>)> {
        self.node.entries().iter().filter_map(|(key, node)| {
            let text = key.text()?;
            Some((text, key.span, Cursor { node, came: Some((self, Step::Key(text))), log: self.log }))
        })
    }

    pub(super) fn strings(&self, name: &'static str) -> Vec<String> {
        let list = self.list(name);
        let items = list.iter().flat_map(Cursor::items);
        items.filter_map(|item| item.text().map(str::to_owned)).collect()
    }

    /// The string here.
    pub(super) fn text(&self) -> Option<&'a str> {
        self.check_string();
        self.node.text()
    }

    /// The text of the scalar here, whatever it is to the API server: that it should have been a string is told by who reads it.
    pub(super) fn raw_text(&self) -> Option<&'a str> {
        self.node.text()
    }

    /// The address here; what is none is a problem.
    pub(super) fn address(&self) -> Option<IpAddr> {
        let text = self.text()?;
        let address = address(text);
        if address.is_none() {
            self.invalid(Rule::IpAddress);
        }
        address
    }

    /// The address here, if it is one.
    pub(super) fn plain_address(&self) -> Option<IpAddr> {
        address(self.raw_text()?)
    }

    /// Says what is no address, or none that another machine could be reached at: ValidateEndpointIP.
    pub(super) fn check_remote(&self) {
        if let Some(special) = self.address().and_then(special) {
            self.invalid(Rule::NotSpecial(special));
        }
    }

    /// As [`Self::check_remote`], for an address of this family.
    pub(super) fn check_remote_of(&self, family: IpFamily) {
        let Some(text) = self.text() else { return };
        match address(text).filter(|address| IpFamily::of(*address) == family) {
            None => self.invalid(Rule::AddressOf(family)),
            Some(address) => {
                if let Some(special) = special(address) {
                    self.invalid(Rule::NotSpecial(special));
                }
            }
        }
    }

    /// Whether the list here has at most so many entries; more are a problem.
    pub(super) fn check_length(&self, most: usize) -> bool {
        let length = self.items().len();
        if length > most {
            self.problem(Problem::Invalid { value: length.to_string(), rule: Rule::AtMost(most) });
        }
        length <= most
    }

    /// The network here; what is none is a problem.
    pub(super) fn network(&self) -> Option<IpNet> {
        let text = self.text()?.trim();
        let network = network(text);
        if network.is_none() {
            self.problem(Problem::Invalid { value: text.to_owned(), rule: Rule::Cidr });
        }
        network
    }

    /// Says what is wrong here.
    pub(super) fn problem(&self, problem: Problem) {
        self.problem_at(problem, self.path(), self.span());
    }

    /// Says what is wrong, where the API server's path is not the place to look.
    pub(super) fn problem_at(&self, problem: Problem, path: FieldPath, span: Span) {
        self.log.problems.borrow_mut().push(Diagnostic::of(problem, self.log.object, path, Some(span)));
    }

    /// What to point at.
    pub(super) fn span(&self) -> Span {
        self.node.head()
    }

    /// Says that a field is missing here; `name` may be a path.
    pub(super) fn missing(&self, name: &str) {
        let field = name.rsplit('.').next().unwrap_or(name).to_owned();
        let span = self.node.nearest(&FieldPath::of(name)).head();
        self.problem_at(Problem::Required { field }, self.path().field(name), span);
    }

    /// Says that the value here is refused.
    pub(super) fn invalid(&self, rule: Rule) {
        self.problem(Problem::Invalid { value: self.shown(), rule });
    }

    fn wrong_type(&self, expected: Shape) {
        self.problem(Problem::WrongType { expected, found: self.shown() });
    }

    fn resolved(&self) -> Option<Resolved<'a>> {
        match &self.node.value {
            Value::Scalar(scalar) => Some(resolve(scalar)),
            Value::Null | Value::Sequence(_) | Value::Mapping(_) => None,
        }
    }

    /// Numbers and truth values where a string belongs are refused by the API server, but what was meant is plain to see.
    fn check_string(&self) {
        if !matches!(self.resolved(), Some(Resolved::String(_))) {
            self.wrong_type(Shape::String);
        }
    }

    fn shown(&self) -> String {
        match &self.node.value {
            Value::Null => "null".into(),
            Value::Scalar(scalar) => scalar.text.to_string(),
            Value::Sequence(_) => "[…]".into(),
            Value::Mapping(_) => "{…}".into(),
        }
    }

    pub(super) fn path(&self) -> FieldPath {
        match self.came {
            None => FieldPath::root(),
            Some((from, Step::Field(name))) => from.path().field(name),
            Some((from, Step::Key(key))) => from.path().key(key),
            Some((from, Step::Index(index))) => from.path().index(index),
        }
    }
}
