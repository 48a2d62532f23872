//! Running a checked query: selection by selection, each field resolved by itself.

use super::page::{self, Key, Page};
use super::resolve::{Node, Resolver};
use super::schema::Kind;
use super::{Field, Fragment, Literal, Selection};
use graphql_parser::query::Directive;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What a field came to.
pub(crate) enum Outcome {
    Value(Value),
    One(Option<Node>),
    Many(Vec<Node>),
    Pages(Page<Node>),
}

/// The arguments of a field with their values.
pub(crate) struct Arguments(BTreeMap<String, Value>);

impl Arguments {
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Value::as_str)
    }

    pub(crate) fn flag(&self, name: &str) -> Option<bool> {
        self.get(name).and_then(Value::as_bool)
    }

    /// A list; a single value is a list of one.
    pub(crate) fn texts(&self, name: &str) -> Option<Vec<String>> {
        let text = |value: &Value| value.as_str().map(str::to_owned).or_else(|| value.as_u64().map(|n| n.to_string()));
        match self.get(name)? {
            Value::Array(all) => Some(all.iter().filter_map(text).collect()),
            one => text(one).map(|one| vec![one]),
        }
    }

    /// # Errors
    /// GitLab's sentence about a cursor that is none.
    pub(crate) fn paging(&self) -> Result<page::Asked, String> {
        let size = |name: &str| self.get(name).and_then(Value::as_u64).and_then(|size| usize::try_from(size).ok());
        let mark = |name: &str| -> Result<Option<Key>, String> {
            let read = |text: &str| page::read(text).ok_or_else(|| "Please provide a valid cursor".to_owned());
            self.text(name).map(read).transpose()
        };
        Ok(page::Asked { first: size("first"), last: size("last"), after: mark("after")?, before: mark("before")? })
    }
}

/// Runs a query for somebody.
pub(crate) struct Run<'q> {
    pub(crate) resolver: &'q Resolver<'q>,
    pub(crate) fragments: &'q BTreeMap<String, Fragment>,
    pub(crate) variables: &'q Value,
    pub(crate) version: (u32, u32),
}

impl Run<'_> {
    /// The data of a selection.
    ///
    /// # Errors
    /// What a resolver found wrong with an argument.
    pub(crate) fn select(&self, node: &Node, kind: Kind, items: &[Selection]) -> Result<Value, String> {
        let mut data = Map::new();
        self.select_into(&mut data, node, kind, items)?;
        Ok(Value::Object(data))
    }

    fn select_into(
        &self,
        data: &mut Map<String, Value>,
        node: &Node,
        kind: Kind,
        items: &[Selection],
    ) -> Result<(), String> {
        for item in items {
            match item {
                Selection::Field(field) if self.is_wanted(&field.directives) => {
                    let name = field.alias.as_ref().unwrap_or(&field.name);
                    let value = self.field(node, kind, field)?;
                    merge(data, name, value);
                }
                Selection::FragmentSpread(spread) if self.is_wanted(&spread.directives) => {
                    if let Some(fragment) = self.fragments.get(&spread.fragment_name) {
                        self.select_into(data, node, kind, &fragment.selection_set.items)?;
                    }
                }
                Selection::InlineFragment(inline) if self.is_wanted(&inline.directives) => {
                    self.select_into(data, node, kind, &inline.selection_set.items)?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn is_wanted(&self, directives: &[Directive<'static, String>]) -> bool {
        directives.iter().all(|directive| {
            let condition = directive.arguments.iter().find(|(name, _)| name == "if");
            let holds = condition.is_some_and(|(_, value)| self.value(value) == Value::Bool(true));
            holds == (directive.name == "include")
        })
    }

    fn field(&self, node: &Node, kind: Kind, field: &Field) -> Result<Value, String> {
        if field.name == "__typename" {
            return Ok(kind.name().into());
        }
        let Some(found) = kind.field(&field.name, self.version) else { return Ok(Value::Null) };
        let given = field.arguments.iter().map(|(name, value)| (name.clone(), self.value(value)));
        let arguments = Arguments(given.collect());
        let items = &field.selection_set.items;
        match (self.resolver.resolve(node, &field.name, &arguments)?, found.kind) {
            (Outcome::Value(value), None) => Ok(value),
            (Outcome::Value(value), Some(kind)) if !value.is_null() => self.select(&Node::Plain(value), kind, items),
            (Outcome::One(Some(node)), Some(kind)) => self.select(&node, kind, items),
            (Outcome::Many(nodes), Some(kind)) => {
                nodes.iter().map(|node| self.select(node, kind, items)).collect::<Result<Vec<_>, _>>().map(Value::from)
            }
            (Outcome::Pages(page), Some(Kind::Connection(of))) => self.pages(&page, of, items),
            _ => Ok(Value::Null),
        }
    }

    fn pages(&self, page: &Page<Node>, of: &'static str, items: &[Selection]) -> Result<Value, String> {
        let mut data = Map::new();
        for field in self.flat(items) {
            let name = field.alias.as_ref().unwrap_or(&field.name);
            let inner = &field.selection_set.items;
            let value = match field.name.as_str() {
                "nodes" => {
                    let nodes = page.rows.iter().map(|(_, node)| self.select(node, Kind::Object(of), inner));
                    Value::Array(nodes.collect::<Result<_, _>>()?)
                }
                "edges" => {
                    let edges = page.rows.iter().map(|(key, node)| self.edge(*key, node, of, inner));
                    Value::Array(edges.collect::<Result<_, _>>()?)
                }
                "pageInfo" => self.select(&Node::Plain(info(page)), Kind::Object("PageInfo"), inner)?,
                "count" => page.total.into(),
                "__typename" => Kind::Connection(of).name().into(),
                _ => Value::Null,
            };
            merge(&mut data, name, value);
        }
        Ok(Value::Object(data))
    }

    fn edge(&self, key: Key, node: &Node, of: &'static str, items: &[Selection]) -> Result<Value, String> {
        let mut data = Map::new();
        for field in self.flat(items) {
            let value = match field.name.as_str() {
                "node" => self.select(node, Kind::Object(of), &field.selection_set.items)?,
                "cursor" => page::cursor(key).into(),
                _ => Value::Null,
            };
            merge(&mut data, field.alias.as_ref().unwrap_or(&field.name), value);
        }
        Ok(Value::Object(data))
    }

    /// The fields of a selection with those of its fragments.
    fn flat<'s>(&'s self, items: &'s [Selection]) -> Vec<&'s Field> {
        let mut fields = Vec::new();
        for item in items {
            match item {
                Selection::Field(field) if self.is_wanted(&field.directives) => fields.push(field),
                Selection::FragmentSpread(spread) if self.is_wanted(&spread.directives) => {
                    let fragment = self.fragments.get(&spread.fragment_name);
                    fields.extend(fragment.into_iter().flat_map(|one| self.flat(&one.selection_set.items)));
                }
                Selection::InlineFragment(inline) if self.is_wanted(&inline.directives) => {
                    fields.extend(self.flat(&inline.selection_set.items));
                }
                _ => {}
            }
        }
        fields
    }

    fn value(&self, literal: &Literal) -> Value {
        match literal {
            Literal::Variable(name) => self.variables.get(name).cloned().unwrap_or_default(),
            Literal::Int(number) => number.as_i64().into(),
            Literal::Float(number) => (*number).into(),
            Literal::String(text) | Literal::Enum(text) => text.clone().into(),
            Literal::Boolean(flag) => (*flag).into(),
            Literal::Null => Value::Null,
            Literal::List(all) => all.iter().map(|one| self.value(one)).collect(),
            Literal::Object(map) => map.iter().map(|(name, one)| (name.clone(), self.value(one))).collect(),
        }
    }
}

fn info(page: &Page<Node>) -> Value {
    let end = |row: Option<&(Key, Node)>| row.map(|(key, _)| page::cursor(*key));
    serde_json::json!({
        "hasNextPage": page.has_next,
        "hasPreviousPage": page.has_previous,
        "startCursor": end(page.rows.first()),
        "endCursor": end(page.rows.last()),
    })
}

/// The same field asked for twice is one field with both selections.
fn merge(data: &mut Map<String, Value>, name: &str, value: Value) {
    match (data.get_mut(name), value) {
        (Some(Value::Object(there)), Value::Object(more)) => {
            more.into_iter().for_each(|(name, value)| merge(there, &name, value));
        }
        (_, value) => drop(data.insert(name.to_owned(), value)),
    }
}
