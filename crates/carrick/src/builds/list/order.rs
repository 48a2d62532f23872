//! What of the list fits a text and a filter.

use std::sync::Arc;

use super::index::{Entry, Index};
use crate::builds::address::Address;

/// More of what was typed is not looked at (characters).
const LONGEST: usize = 256;

/// Which of all are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Filter {
    /// Only those that the account opened which looks.
    pub is_mine: bool,
    /// Those that stand so, beside those of the two below.
    pub is_failed: bool,
    /// Those of forks whose commit waits for an approval.
    pub needs_approval: bool,
    /// Those that are waited for, being started, or run.
    pub is_running: bool,
    /// Only those of this repository, by its number in the list of repositories.
    pub repository: Option<i64>,
}

/// How many merge requests of what was typed, and of the repository that is meant, each part of a filter alone would
/// show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Without any.
    pub all: usize,
    /// As [`Filter::is_mine`].
    pub mine: usize,
    /// As [`Filter::is_failed`].
    pub failed: usize,
    /// As [`Filter::needs_approval`].
    pub needs_approval: usize,
    /// As [`Filter::is_running`].
    pub running: usize,
}

/// What fits, in order.
pub(super) struct Order {
    pub(super) index: Arc<Index>,
    pub(super) text: String,
    pub(super) filter: Filter,
    pub(super) places: Vec<Place>,
    pub(super) counts: Counts,
}

/// What stands at a place.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place {
    /// A project, before its merge requests.
    Project {
        watch_id: i64,
        /// How many of those follow.
        count: u32,
    },
    /// A merge request, by its place in the index.
    Entry(u32),
}

impl Order {
    pub(super) fn make(index: Arc<Index>, text: &str, filter: Filter) -> Self {
        let needle = Needle::read(text, &index);
        let (mut found, mut counts) = (Vec::new(), Counts::default());
        let is_meant = |entry: &Entry| {
            let is_of = |id| index.watched[&entry.watch_id].repository == Some(id);
            filter.repository.is_none_or(is_of) && needle.finds(&index, entry)
        };
        for (place, entry) in index.entries.iter().enumerate().filter(|(_, entry)| is_meant(entry)) {
            counts.add(entry);
            if filter.passes(entry) {
                found.push((place, entry));
            }
        }
        let places = by_project(&found);
        Self { index, text: text.to_owned(), filter, places, counts }
    }
}

/// Each project before what is found of it; the index has them together.
fn by_project(found: &[(usize, &Entry)]) -> Vec<Place> {
    let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let mut places = Vec::with_capacity(found.len());
    for of_project in found.chunk_by(|(_, one), (_, other)| one.watch_id == other.watch_id) {
        let watch_id = of_project[0].1.watch_id;
        places.push(Place::Project { watch_id, count: number(of_project.len()) });
        places.extend(of_project.iter().map(|(at, _)| Place::Entry(number(*at))));
    }
    places
}

impl Filter {
    fn passes(self, entry: &Entry) -> bool {
        let Self { is_mine, is_failed, needs_approval, is_running, repository: _ } = self;
        let by_standing =
            [(is_failed, entry.is_failed), (needs_approval, entry.needs_approval), (is_running, entry.is_running)];
        let is_any = by_standing.iter().all(|(is_wanted, _)| !is_wanted);
        (!is_mine || entry.is_mine) && (is_any || by_standing.iter().any(|(is_wanted, is)| *is_wanted && *is))
    }
}

impl Counts {
    fn add(&mut self, entry: &Entry) {
        self.all += 1;
        self.mine += usize::from(entry.is_mine);
        self.failed += usize::from(entry.is_failed);
        self.needs_approval += usize::from(entry.needs_approval);
        self.running += usize::from(entry.is_running);
    }
}

/// What was typed.
enum Needle {
    /// One merge request.
    Address(Address),
    /// Words that must all be there.
    Words(Vec<String>),
}

impl Needle {
    fn read(text: &str, index: &Index) -> Self {
        let known: Vec<_> = index.watched.values().map(|watched| &watched.instance).collect();
        match Address::read(text, known.iter().copied()) {
            Some(address) => Self::Address(address),
            None => {
                let text: String = text.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
                Self::Words(text.to_lowercase().split_whitespace().map(str::to_owned).collect())
            }
        }
    }

    fn finds(&self, index: &Index, entry: &Entry) -> bool {
        match self {
            Self::Address(address) => index.is_at(entry, address),
            Self::Words(words) => words.iter().all(|word| entry.text.contains(word.as_str())),
        }
    }
}
