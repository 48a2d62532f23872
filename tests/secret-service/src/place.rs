//! Object paths, and what lies there.

use std::fmt;

use zbus::zvariant::{ObjectPath, OwnedObjectPath};

/// The service's own path.
pub const ROOT: &str = "/org/freedesktop/secrets";

/// What a path means.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    Nothing,
    Service,
    Collection(String),
    Alias(String),
    Item(String, u64),
    Session(u64),
    Prompt(u64),
}

impl Place {
    pub(crate) fn of(path: &str) -> Self {
        let Some(rest) = path.strip_prefix(ROOT) else { return Self::Nothing };
        let number = |digits: &str| digits.trim_start_matches(['s', 'p']).parse().ok();
        let found = match rest.split('/').skip(1).collect::<Vec<_>>()[..] {
            [] => Some(Self::Service),
            ["collection", name] => Some(Self::Collection(name.to_owned())),
            ["collection", name, item] => number(item).map(|item| Self::Item(name.to_owned(), item)),
            ["aliases", name] => Some(Self::Alias(name.to_owned())),
            ["session", session] => number(session).map(Self::Session),
            ["prompt", prompt] => number(prompt).map(Self::Prompt),
            _ => None,
        };
        found.unwrap_or(Self::Nothing)
    }

    pub(crate) fn path(&self) -> OwnedObjectPath {
        ObjectPath::try_from(self.to_string()).unwrap_or_default().into()
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => write!(f, "/"),
            Self::Service => write!(f, "{ROOT}"),
            Self::Collection(name) => write!(f, "{ROOT}/collection/{name}"),
            Self::Alias(name) => write!(f, "{ROOT}/aliases/{name}"),
            Self::Item(collection, number) => write!(f, "{ROOT}/collection/{collection}/{number}"),
            Self::Session(number) => write!(f, "{ROOT}/session/s{number}"),
            Self::Prompt(number) => write!(f, "{ROOT}/prompt/p{number}"),
        }
    }
}
