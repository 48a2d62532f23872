//! Lists, asked by place: an order is kept in memory, and what a place shows is read when it is asked for.

use std::sync::Arc;
use std::time::Instant;

use carrick_store::db::{links, projects};
use carrick_store::error::{Code, Error};
use carrick_store::project::Project;

use super::Repositories;
use super::index::Index;
use super::needle::{Hay, Needle};
pub use super::order::Filter;
use super::order::Order;
use super::placing::{self, Placing, Whereabouts};

/// More rows than this nobody sees at once.
const MOST_ROWS: usize = 200;

/// What a list is asked for.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// What was typed.
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Page {
    /// What stands there.
    Rows {
        /// The rows, from the first place on.
        rows: Vec<Row>,
        /// How many there are.
        total: usize,
        /// How many of them were added; they come first.
        added: usize,
        /// Of this revision of the list.
        revision: u64,
    },
    /// The list is another by now.
    Changed {
        /// Its revision.
        revision: u64,
    },
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What it shows.
    pub project: Project,
    /// Where that is on this computer.
    pub whereabouts: Whereabouts,
    /// The letters of its path that were looked for, by character.
    pub path_marks: Vec<usize>,
    /// Those of its name.
    pub name_marks: Vec<usize>,
}

/// A part of the list of repositories.
///
/// # Errors
/// When the database cannot be read.
pub async fn page(repositories: &Repositories, wanted: Wanted) -> Result<Page, Error> {
    match look_up(repositories, wanted.clone()).await? {
        // Whoever takes any revision takes the next one.
        Page::Changed { .. } if wanted.revision.is_none() => look_up(repositories, wanted).await,
        page => Ok(page),
    }
}

/// One repository.
///
/// # Errors
/// `NotFound`.
pub async fn one(repositories: &Repositories, id: i64) -> Result<Project, Error> {
    let profile_id = repositories.profile_id;
    let found = repositories.db.read(move |db| projects::get(db, profile_id, id)).await?;
    found.ok_or_else(|| Error::new(Code::NotFound))
}

async fn look_up(repositories: &Repositories, wanted: Wanted) -> Result<Page, Error> {
    let index = index(repositories).await?;
    if wanted.revision.is_some_and(|revision| revision != index.revision) {
        return Ok(Page::Changed { revision: index.revision });
    }
    let found_folder = placing::found_folder(repositories).await;
    let (revision, kept, profile_id) = (index.revision, repositories.live().orders.clone(), repositories.profile_id);
    // All of it in one go, since each way to another thread and back takes its time too.
    let look = move |db: &rusqlite::Connection| {
        let order = order(&index, &wanted, &kept);
        if !index.knows(&links_of(db, profile_id)?) {
            return Ok((order, None, Vec::new()));
        }
        let shown = shown(db, profile_id, &index, &order, &wanted)?;
        let placing = Placing::read(db, profile_id, found_folder)?;
        let lies = |project: &Project| placing.whereabouts(db, profile_id, project);
        let whereabouts = shown.iter().flatten().map(lies).collect::<rusqlite::Result<Vec<_>>>()?;
        Ok((order, shown, whereabouts))
    };
    let (order, shown, mut whereabouts) = repositories.db.read(look).await?;
    let Some(shown) = shown else {
        // An account was unlinked since the index was made, or a project went away.
        let mut live = repositories.live();
        live.changes += 1;
        return Ok(Page::Changed { revision: live.changes });
    };
    repositories.live().keep(&order);
    placing::look(repositories, &shown, &mut whereabouts).await?;
    let rows = shown.into_iter().zip(whereabouts).map(|(project, lies)| row(&order.needle, project, lies)).collect();
    Ok(Page::Rows { rows, total: order.places.len(), added: order.added, revision })
}

/// Which list there is now: whoever asks gets this one or a newer one.
pub(super) fn revision(repositories: &Repositories) -> u64 {
    repositories.live().changes
}

/// Has everything read anew, since another program may have changed it.
pub fn doubt(repositories: &Repositories) {
    repositories.touch_changed();
}

/// Makes what is searched before anybody asks, so that the window need not wait for it.
pub async fn prepare(repositories: &Repositories) {
    if let Err(error) = index(repositories).await {
        tracing::warn!(%error, "the list could not be prepared");
    }
}

/// What is searched now. While projects are being read it may be a little behind, since making it takes time.
async fn index(repositories: &Repositories) -> Result<Arc<Index>, Error> {
    if let Some(index) = usable(repositories) {
        return Ok(index);
    }
    let _alone = repositories.0.making.lock().await;
    if let Some(index) = usable(repositories) {
        return Ok(index);
    }
    let (changes, known) = {
        let live = repositories.live();
        let changed = |index: Arc<Index>| live.changed_since(index.revision).map(|changed| (index, changed));
        (live.changes, live.index.clone().and_then(changed))
    };
    let (profile_id, is_whole, began) = (repositories.profile_id, known.is_none(), Instant::now());
    let make = move |db: &rusqlite::Connection| match known {
        Some((index, changed)) => index.renewed(db, profile_id, &changed, changes),
        None => Index::read(db, profile_id, changes),
    };
    let made = Arc::new(repositories.db.read(make).await?);
    let mut live = repositories.live();
    if is_whole {
        live.made_at = Some((Instant::now(), began.elapsed()));
    }
    live.index = Some(Arc::clone(&made));
    live.orders.clear();
    Ok(made)
}

fn usable(repositories: &Repositories) -> Option<Arc<Index>> {
    let live = repositories.live();
    live.index.clone().filter(|index| index.revision == live.changes || live.is_too_soon_to_make())
}

fn links_of(db: &rusqlite::Connection, profile_id: i64) -> rusqlite::Result<Vec<i64>> {
    Ok(links::of_profile(db, profile_id)?.into_iter().map(|link| link.id).collect())
}

/// The order that is wanted: one that is kept, or a new one.
fn order(index: &Index, wanted: &Wanted, kept: &[Arc<Order>]) -> Arc<Order> {
    let (needle, filter) = (Needle::new(&wanted.text), wanted.filter);
    let is_it =
        |order: &&Arc<Order>| order.revision == index.revision && order.filter == filter && order.needle == needle;
    match kept.iter().find(is_it) {
        Some(order) => Arc::clone(order),
        None => Arc::new(Order::make(index, needle, filter, kept)),
    }
}

/// What stands at the places that are wanted; nothing where one of them is gone.
fn shown(
    db: &rusqlite::Connection,
    profile_id: i64,
    index: &Index,
    order: &Order,
    wanted: &Wanted,
) -> rusqlite::Result<Option<Vec<Project>>> {
    let rest = order.places.get(wanted.at..).unwrap_or_default();
    let places = rest.iter().take(wanted.count.min(MOST_ROWS));
    places.map(|place| projects::get(db, profile_id, index.rows()[*place as usize].id)).collect()
}

fn row(needle: &Needle, project: Project, whereabouts: Whereabouts) -> Row {
    let (path, name) = (&project.listed.path, &project.listed.name);
    let slug = path.rfind('/').map_or(0, |slash| slash + 1);
    let (path_marks, name_marks) = (marks(needle, path, slug), marks(needle, name, 0));
    Row { project, whereabouts, path_marks, name_marks }
}

/// The letters of a text that a needle finds in it, by character. Lower-case letters may be more than what they are of.
fn marks(needle: &Needle, text: &str, slug: usize) -> Vec<usize> {
    let mut lower = Vec::with_capacity(text.len());
    let mut characters = Vec::with_capacity(text.len());
    let mut small = [0; 4];
    for (at, c) in text.chars().enumerate() {
        for c in c.to_lowercase() {
            lower.extend_from_slice(c.encode_utf8(&mut small).as_bytes());
            characters.resize(lower.len(), at);
        }
    }
    let found = needle.marks(Hay { text: &lower, slug, path_end: lower.len() });
    let mut marks: Vec<usize> = found.into_iter().filter_map(|at| characters.get(at).copied()).collect();
    marks.dedup();
    marks
}
