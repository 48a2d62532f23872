//! What a query costs: GitLab's own sum, so that a query that is too much for it is too much here.

use super::schema::{Found, Kind};
use super::types::Cost;
use super::{Field, Fragment, Literal, Selection};
use serde_json::Value;
use std::collections::BTreeMap;

/// The most objects on a page, and what a page without a size costs.
pub(crate) const LARGEST_PAGE: i64 = 100;

/// Sums up a checked query.
pub(crate) struct Sum<'q> {
    pub(crate) fragments: &'q BTreeMap<String, Fragment>,
    pub(crate) variables: &'q Value,
    pub(crate) version: (u32, u32),
}

impl Sum<'_> {
    pub(crate) fn of(&self, items: &[Selection], kind: Kind) -> f64 {
        let sum = items.iter().map(|item| match item {
            Selection::Field(field) => self.field(field, kind),
            Selection::FragmentSpread(spread) => {
                let fragment = self.fragments.get(&spread.fragment_name);
                fragment.map_or(0.0, |fragment| self.of(&fragment.selection_set.items, kind))
            }
            Selection::InlineFragment(inline) => self.of(&inline.selection_set.items, kind),
        });
        sum.sum()
    }

    fn field(&self, field: &Field, kind: Kind) -> f64 {
        let Some(found) = kind.field(&field.name, self.version) else { return 0.0 };
        let children = found.kind.map_or(0.0, |kind| self.of(&field.selection_set.items, kind));
        match found.cost {
            Cost::Plain => children + 1.0,
            Cost::Gitaly => children + 2.0,
            Cost::Constant(own) => children + f64::from(own),
            Cost::Resolver => (children + self.own(field)) * self.times(field, &found),
        }
    }

    /// Sorting costs one more, searching five.
    fn own(&self, field: &Field) -> f64 {
        let has = |name: &str| field.arguments.iter().any(|(given, _)| given == name);
        1.0 + f64::from(u8::from(has("sort"))) + 5.0 * f64::from(u8::from(has("search")))
    }

    /// The page asked for counts, not what there is; numbers that are named do not turn pages.
    fn times(&self, field: &Field, found: &Found) -> f64 {
        if !found.turns || field.arguments.iter().any(|(name, _)| name == "iids" || name == "iid") {
            return 1.0;
        }
        let size = field.arguments.iter().find(|(name, _)| name == "first" || name == "last");
        let size = size.and_then(|(_, value)| self.number(value)).unwrap_or(LARGEST_PAGE).clamp(0, LARGEST_PAGE);
        1.0 + 0.01 * f64::from(u8::try_from(size).unwrap_or(100))
    }

    fn number(&self, value: &Literal) -> Option<i64> {
        match value {
            Literal::Int(number) => number.as_i64(),
            Literal::Variable(name) => self.variables.get(name)?.as_i64(),
            _ => None,
        }
    }
}
