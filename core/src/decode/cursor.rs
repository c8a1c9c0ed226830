//! A place in an object's tree while it is decoded.
//!
//! Not serde: its deserializers stop at the first error, and here a wrong field must cost that field alone, as a problem at its
//! line, while the rest of its object still counts. A cursor knows the way it came, so a problem names its field path; the path
//! is only spelled out when there is a problem.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::net::IpAddr;

use ipnet::IpNet;

use super::scalar::{Resolved, address, network, resolve};
use crate::diagnostic::Diagnostic;
use crate::manifest::{Node, Value};
use crate::object::{FieldPath, ObjectRef};
use crate::problem::{Problem, Rule, Shape};

#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    node: &'a Node,
    came: Option<(&'a Cursor<'a>, Step<'a>)>,
    log: &'a Log<'a>,
}

/// Where the problems of one object go.
pub(super) struct Log<'a> {
    pub(super) object: &'a ObjectRef,
    pub(super) problems: &'a RefCell<Vec<Diagnostic>>,
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
        let node = self.node.get(name).filter(|node| node.value != Value::Null)?;
        Some(Cursor { node, came: Some((self, Step::Field(name))), log: self.log })
    }

    /// Nothing stands in the object here.
    pub(super) fn is_empty(&self) -> bool {
        self.node.entries().is_empty()
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
            if matches!(item.node.value, Value::Scalar(_) | Value::Sequence(_)) {
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
        self.get(name)?.invalid(Rule::Between(least, most));
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

    /// One of a closed set of names; anything else is a problem and not read.
    pub(super) fn choice<T: Copy>(&self, name: &'static str, choices: &[(&'static str, T)]) -> Option<T> {
        let text = self.str(name)?;
        match choices.iter().find(|(choice, _)| *choice == text) {
            Some((_, value)) => Some(*value),
            None if text.is_empty() => None,
            None => {
                self.get(name)?.invalid(Rule::OneOf(choices.iter().map(|(choice, _)| *choice).collect()));
                None
            }
        }
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
        Some(entries.collect())
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

    pub(super) fn addresses(&self, name: &'static str) -> Vec<IpAddr> {
        let list = self.list(name);
        list.iter().flat_map(Cursor::items).filter_map(|item| item.address()).collect()
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

    /// The network here; what is none is a problem.
    pub(super) fn network(&self) -> Option<IpNet> {
        let text = self.text()?;
        let network = network(text.trim());
        if network.is_none() {
            self.invalid(Rule::Cidr);
        }
        network
    }

    /// Says what is wrong here.
    pub(super) fn problem(&self, problem: Problem) {
        self.log.problems.borrow_mut().push(Diagnostic::of(
            problem,
            self.log.object,
            self.path(),
            Some(self.node.head()),
        ));
    }

    /// Says that a field is missing here; `name` may be a path.
    pub(super) fn missing(&self, name: &str) {
        let field = name.rsplit('.').next().unwrap_or(name).to_owned();
        let path = self.path().field(name);
        let span = self.node.nearest(&FieldPath::of(name)).head();
        let problem = Problem::Required { field };
        self.log.problems.borrow_mut().push(Diagnostic::of(problem, self.log.object, path, Some(span)));
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
