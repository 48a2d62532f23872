//! The list of merge requests and what became of their heads, asked by place: an order is kept in memory, and what a
//! place shows is read when it is asked for.

mod index;
mod order;
mod row;
pub(in crate::builds) mod state;

use std::sync::Arc;

use carrick_store::db::{builds as journal, merge_requests};
use carrick_store::error::{Code, Error};

use super::Builds;
use super::watched::Watched;
use crate::topics::Topic;
use index::Index;
pub use order::{Counts, Filter};
use order::{Order, Place};
pub use row::Row;

/// More rows than this nobody sees at once.
const MOST_ROWS: usize = 200;

/// What a list is asked for.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// What was typed: words of a title, `!41`, a branch, an author, a commit, a project's path; or a pasted address.
    pub text: String,
    /// Which of all.
    pub filter: Filter,
    /// The first place, from 0.
    pub at: usize,
    /// How many rows; at most 200 come.
    pub count: usize,
    /// The revision of the list that is asked about; none where any is welcome.
    pub revision: Option<u64>,
}

/// What a list answers.
#[derive(Debug, Clone)]
pub enum Page {
    /// What stands there.
    Rows {
        /// What stands there, from the first place on.
        rows: Vec<Listed>,
        /// How many places there are, those of projects among them.
        total: usize,
        /// How many merge requests each filter would show of what was typed.
        counts: Counts,
        /// Of this revision of the list.
        revision: u64,
    },
    /// The list is another by now.
    Changed {
        /// Its revision.
        revision: u64,
    },
}

/// What stands at a place.
#[derive(Debug, Clone)]
pub enum Listed {
    /// What follows is of this project.
    Project {
        /// It.
        watched: Box<Watched>,
        /// How many of its merge requests are listed.
        count: usize,
    },
    /// A merge request.
    MergeRequest(Box<Row>),
}

/// The last build of a repository.
#[derive(Debug, Clone)]
pub struct Last {
    /// The repository's number in its list.
    pub repository: i64,
    /// Whether it is watched now.
    pub is_watched: bool,
    /// The merge request that has a pipeline and of which something happened last.
    pub row: Option<Row>,
}

/// A part of the list: by project, the one in which something happened last first, and within it the same.
///
/// # Errors
/// When the database cannot be read.
pub async fn page(builds: &Builds, wanted: Wanted) -> Result<Page, Error> {
    let index = index(builds).await?;
    if wanted.revision.is_some_and(|revision| revision != index.revision) {
        return Ok(Page::Changed { revision: index.revision });
    }
    let order = order(builds, index, &wanted);
    let shown = Arc::clone(&order);
    let now = builds.clock.now();
    let read = move |db: &rusqlite::Connection| {
        let places = shown.places.get(wanted.at..).unwrap_or_default();
        let mut rows = Vec::new();
        for place in places.iter().take(wanted.count.min(MOST_ROWS)) {
            rows.extend(listed(db, &shown.index, *place, now)?);
        }
        Ok(rows)
    };
    let rows = builds.db.read(read).await?;
    Ok(Page::Rows { rows, total: order.places.len(), counts: order.counts, revision: order.index.revision })
}

/// One row, by the merge request's number here.
///
/// # Errors
/// `NotFound`.
pub async fn one(builds: &Builds, merge_request: i64) -> Result<Row, Error> {
    let (profile_id, now) = (builds.profile_id, builds.clock.now());
    let read = move |db: &rusqlite::Connection| {
        let Some(merge_request) = merge_requests::get(db, merge_request)? else { return Ok(None) };
        let watched = Watched::find(db, profile_id, merge_request.watch_id)?;
        watched.map(|watched| Row::read(db, &watched, merge_request, now)).transpose()
    };
    builds.db.read(read).await?.ok_or_else(|| Error::new(Code::NotFound))
}

/// The number here of the merge request that a build is of.
///
/// # Errors
/// `NotFound`.
pub async fn of_build(builds: &Builds, build: i64) -> Result<i64, Error> {
    let build = builds.db.read(move |db| journal::get(db, build)).await?;
    build.map(|build| build.merge_request).ok_or_else(|| Error::new(Code::NotFound))
}

/// The last builds of these repositories, by their numbers in the list of repositories; of those that are or were
/// watched.
///
/// # Errors
/// When the database cannot be read.
pub async fn last_of(builds: &Builds, repositories: Vec<i64>) -> Result<Vec<Last>, Error> {
    let (index, now) = (index(builds).await?, builds.clock.now());
    let read = move |db: &rusqlite::Connection| {
        let mut all = Vec::new();
        for watched in index.watched.values() {
            let Some(repository) = watched.repository.filter(|id| repositories.contains(id)) else { continue };
            let is_last = |entry: &&index::Entry| entry.watch_id == watched.watch.id && entry.has_pipeline;
            let row = match index.entries.iter().find(is_last) {
                Some(entry) => row(db, &index, entry, now)?,
                None => None,
            };
            all.push(Last { repository, is_watched: watched.is_looked_at(), row });
        }
        Ok(all)
    };
    builds.db.read(read).await
}

fn listed(db: &rusqlite::Connection, index: &Index, place: Place, now: i64) -> rusqlite::Result<Option<Listed>> {
    Ok(match place {
        Place::Project { watch_id, count } => {
            Some(Listed::Project { watched: Box::new(index.watched[&watch_id].clone()), count: count as usize })
        }
        Place::Entry(at) => {
            let row = row(db, index, &index.entries[at as usize], now)?;
            row.map(|row| Listed::MergeRequest(Box::new(row)))
        }
    })
}

/// Nothing for one that went away meanwhile, and is not in the next revision.
fn row(db: &rusqlite::Connection, index: &Index, entry: &index::Entry, now: i64) -> rusqlite::Result<Option<Row>> {
    let merge_request = merge_requests::get(db, entry.id)?;
    let watched = &index.watched[&entry.watch_id];
    merge_request.map(|merge_request| Row::read(db, watched, merge_request, now)).transpose()
}

/// What is searched now.
async fn index(builds: &Builds) -> Result<Arc<Index>, Error> {
    let revision = builds.topics.revision(Topic::Builds);
    if let Some(index) = builds.listing().index.clone().filter(|index| index.revision == revision) {
        return Ok(index);
    }
    let profile_id = builds.profile_id;
    let made = builds.db.read(move |db| Index::read(db, profile_id, revision)).await?;
    let made = Arc::new(made);
    let mut listing = builds.listing();
    listing.index = Some(Arc::clone(&made));
    listing.orders.clear();
    Ok(made)
}

/// The order that is wanted: one that is kept, or a new one.
fn order(builds: &Builds, index: Arc<Index>, wanted: &Wanted) -> Arc<Order> {
    let kept = builds.listing().orders.clone();
    let is_it = |order: &&Arc<Order>| {
        order.index.revision == index.revision && order.filter == wanted.filter && order.text == wanted.text
    };
    if let Some(order) = kept.iter().find(is_it) {
        return Arc::clone(order);
    }
    let order = Arc::new(Order::make(index, &wanted.text, wanted.filter));
    builds.listing().keep(&order);
    order
}
