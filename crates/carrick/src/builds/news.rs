//! What became of builds since it was last asked, for whoever tells people of it.

use std::collections::HashMap;

use carrick_store::build::{Build, Reason, Step};
use carrick_store::db::watches::{self, Watch};
use carrick_store::db::{builds as journal, integrations, links, merge_requests};
use carrick_store::error::Error;
use carrick_store::instance::Instance;
use carrick_store::merge_request::MergeRequest;
use rusqlite::{Connection, Result as Read};

use super::following::mark::{Mark, mark};
use super::following::progress::Progress;
use crate::blocking::Db;

/// So many new ones are read at once; the rest comes with the next question.
const AT_ONCE: u32 = 500;

/// What was last told of each build that is under way.
#[derive(Debug, Default)]
pub struct News {
    /// The newest that was seen; `None` before it was first asked, when nothing is news.
    newest: Option<i64>,
    under_way: HashMap<i64, Told>,
}

/// What a build was last told to be.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Told {
    step: Step,
    reason: Option<Reason>,
    status: Option<String>,
}

/// Something that became of a build.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// The build as it is now.
    pub build: Build,
    /// Its merge request as it was last seen.
    pub merge_request: MergeRequest,
    /// The project it is in.
    pub watch: Watch,
    /// The GitLab that is at.
    pub instance: Instance,
    /// Whether the account that looks opened it.
    pub is_mine: bool,
    /// How far its pipeline is, where that was read.
    pub progress: Progress,
    /// How far it was when it was last told, where it was.
    pub was: Option<Step>,
}

impl Item {
    /// How its pipeline stands; `None` where it has none.
    pub fn mark(&self) -> Option<Mark> {
        self.build.pipeline.as_ref().map(|seen| mark(&seen.status, &self.progress))
    }

    /// Whether its commit is still the head of its merge request.
    pub fn is_head(&self) -> bool {
        self.build.sha == self.merge_request.snapshot.sha
    }
}

impl News {
    /// What is new since the last question, in the order in which builds were decided. The first time nothing is.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn next(&mut self, db: &Db) -> Result<Vec<Item>, Error> {
        let (newest, known) = (self.newest, self.under_way.clone());
        let (newest, under_way, items) = db.read(move |db| read(db, newest, &known)).await?;
        (self.newest, self.under_way) = (Some(newest), under_way);
        Ok(items)
    }
}

type Found = (i64, HashMap<i64, Told>, Vec<Item>);

fn read(db: &Connection, newest: Option<i64>, known: &HashMap<i64, Told>) -> Read<Found> {
    let under_way = journal::under_way(db)?;
    let now = under_way.iter().map(|build| (build.id, told(build))).collect();
    let Some(newest) = newest else { return Ok((journal::newest(db)?, now, Vec::new())) };
    let new = journal::after(db, newest, AT_ONCE)?;
    let newest = new.last().map_or(newest, |build| build.id);
    let is_under_way = |id: &i64| under_way.iter().any(|build| build.id == *id);
    let mut changed: Vec<Build> = new.into_iter().filter(|build| !is_under_way(&build.id)).collect();
    for id in known.keys().filter(|id| !is_under_way(id)) {
        changed.extend(journal::get(db, *id)?.filter(|build| !changed.iter().any(|new| new.id == build.id)));
    }
    changed.extend(under_way.into_iter().filter(|build| known.get(&build.id) != Some(&told(build))));
    changed.sort_by_key(|build| build.id);
    let mut items = Vec::new();
    for build in changed {
        let was = known.get(&build.id).map(|told| told.step);
        items.extend(item(db, build, was)?);
    }
    Ok((newest, now, items))
}

fn told(build: &Build) -> Told {
    let status = build.pipeline.as_ref().map(|seen| seen.status.clone());
    Told { step: build.step, reason: build.reason.clone(), status }
}

/// Nothing where its account was unlinked meanwhile.
fn item(db: &Connection, build: Build, was: Option<Step>) -> Read<Option<Item>> {
    let Some(merge_request) = merge_requests::get(db, build.merge_request)? else { return Ok(None) };
    let Some(watch) = watches::get(db, merge_request.watch_id)? else { return Ok(None) };
    let Some(link) = links::get(db, watch.link_id)? else { return Ok(None) };
    let Some(integration) = integrations::get(db, link.integration_id)? else { return Ok(None) };
    let jobs = journal::jobs(db, build.id)?;
    let progress = jobs.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    let is_mine = merge_request.snapshot.author_id == Some(link.identity.user_id);
    Ok(Some(Item { build, merge_request, watch, instance: integration.instance, is_mine, progress, was }))
}
