//! What a selection stands on, and what its fields give.

use super::types::{Cost, Definition, Gives, PAGING, Version, fields};

/// A type as a selection stands on it: an object's, or that of a page of objects or of one edge of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Object(&'static str),
    Connection(&'static str),
    Edge(&'static str),
}

impl Kind {
    /// Its name in GitLab's schema.
    pub(crate) fn name(self) -> String {
        match self {
            Self::Object(name) => name.to_owned(),
            Self::Connection(of) => format!("{of}Connection"),
            Self::Edge(of) => format!("{of}Edge"),
        }
    }

    /// What a field gives, when there is such a field at this version.
    pub(crate) fn field(self, name: &str, version: Version) -> Option<Found> {
        let plain = |gives: Found| Some(gives);
        match (self, name) {
            (_, "__typename") => plain(Found::scalar("String")),
            (Self::Connection(of), "nodes") => plain(Found::of(Kind::Object(of))),
            (Self::Connection(of), "edges") => plain(Found::of(Kind::Edge(of))),
            (Self::Connection(_), "pageInfo") => plain(Found::of(Kind::Object("PageInfo"))),
            (Self::Connection(_), "count") => plain(Found::scalar("Int")),
            (Self::Edge(of), "node") => plain(Found::of(Kind::Object(of))),
            (Self::Edge(_), "cursor") => plain(Found::scalar("String")),
            (Self::Object(kind), _) => {
                let known = fields(kind).iter().find(|one| one.name == name && version >= one.since)?;
                Some(Found::defined(known))
            }
            _ => None,
        }
    }
}

/// A field that was found.
pub(crate) struct Found {
    /// What its selection stands on; none for a scalar.
    pub(crate) kind: Option<Kind>,
    /// The type's name.
    pub(crate) type_name: String,
    pub(crate) cost: Cost,
    /// Whether it is a list of pages.
    pub(crate) turns: bool,
    arguments: &'static [(&'static str, &'static str)],
}

impl Found {
    fn scalar(name: &str) -> Self {
        Self { kind: None, type_name: name.to_owned(), cost: Cost::Plain, turns: false, arguments: &[] }
    }

    fn of(kind: Kind) -> Self {
        Self { type_name: kind.name(), kind: Some(kind), cost: Cost::Plain, turns: false, arguments: &[] }
    }

    fn defined(known: &Definition) -> Self {
        let found = match known.gives {
            Gives::Scalar(name) => Self::scalar(name),
            Gives::One(name) | Gives::Many(name) => Self::of(Kind::Object(name)),
            Gives::Pages(name) => Self::of(Kind::Connection(name)),
        };
        let turns = matches!(known.gives, Gives::Pages(_));
        Self { cost: known.cost, arguments: known.arguments, turns, ..found }
    }

    /// The type of an argument, when it takes one of this name.
    pub(crate) fn argument(&self, name: &str) -> Option<&'static str> {
        let paging = PAGING.iter().filter(|_| self.turns);
        self.arguments.iter().chain(paging).find(|(known, _)| *known == name).map(|(_, kind)| *kind)
    }

    /// The arguments without which it cannot be asked for.
    pub(crate) fn required(&self) -> impl Iterator<Item = &'static str> {
        self.arguments.iter().filter(|(_, kind)| kind.ends_with('!') && !kind.starts_with('[')).map(|(name, _)| *name)
    }
}
