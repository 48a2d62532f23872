//! Looking at merge requests, by itself: in rounds, one at a time at each GitLab, and none while nothing is watched.
//!
//! A round reads what changed ([`lists`], by REST [`rest`]), sweeps where it is time ([`sweep`]) and reads again what
//! changed just now ([`hot`]); what it sees is compared ([`comparison`]) and written down together with what is
//! decided of it ([`notes`]). What came while nobody looked is told from what came since ([`absence`]).

mod absence;
mod comparison;
mod groups;
mod hot;
mod interval;
mod lists;
pub mod notes;
mod outage;
mod plan;
mod rest;
mod round;
mod since;
mod size;
pub(in crate::builds) mod state;
mod sweep;

use std::collections::{HashMap, HashSet};

use carrick_store::build::Step;
use carrick_store::db::{builds as journal, rules};
use carrick_store::error::{Code, Error};
use carrick_store::model::Link;

use super::Builds;
use super::asking::Asker;
use super::pausing;
use crate::pause::pause;
use outage::Outage;
use plan::Plan;
use round::Round;
pub(crate) use since::LOOK_BACK;
use state::{Cost, Trouble};

/// How looking at an instance stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// The instance's address.
    pub instance: String,
    /// Whether it is being looked at.
    pub is_looking: bool,
    /// When a look last came to its end (Unix milliseconds).
    pub looked_at: Option<i64>,
    /// When the next one is due (Unix milliseconds); at once where that was never said.
    pub next_at: Option<i64>,
    /// What stands in the way.
    pub trouble: Option<Trouble>,
    /// What the last one took.
    pub cost: Cost,
    /// Nobody looked for more than a week: of what changed before this (the instance's Unix milliseconds) only what is
    /// still open was looked at.
    pub left_out: Option<i64>,
}

/// How looking stands, by instance.
pub fn status(builds: &Builds) -> Vec<Status> {
    let live = builds.watching();
    let of_instance = |(instance, at): (&String, &state::AtInstance)| Status {
        instance: instance.clone(),
        is_looking: at.round.is_some(),
        looked_at: at.looked_at,
        next_at: at.next_at,
        trouble: at.trouble.clone(),
        cost: at.cost,
        left_out: at.left_out,
    };
    let mut all: Vec<Status> = live.instances.iter().map(of_instance).collect();
    all.sort_by(|one, other| one.instance.cmp(&other.instance));
    all
}

/// Looks as soon as it can be: what waits for a pause that GitLab asked for goes on waiting.
pub fn look_now(builds: &Builds) {
    for at in builds.watching().instances.values_mut() {
        at.is_wanted = true;
    }
    builds.topics.wake();
}

/// When the next look is due (Unix milliseconds), perhaps long ago; nothing while nothing is watched.
///
/// # Errors
/// When the database cannot be read.
pub async fn next_look_due(builds: &Builds) -> Result<Option<i64>, Error> {
    let (rules, lookers) = lookers(builds).await?;
    let mut live = builds.watching();
    // What was switched on just now is looked at without waiting for its round.
    if live.rules != rules {
        let known: HashSet<(i64, i64)> = live.rules.drain(..).collect();
        if rules.iter().any(|rule| !known.contains(rule)) {
            live.instances.values_mut().for_each(|at| at.is_wanted = true);
        }
        live.rules = rules;
    }
    let now = builds.clock.now();
    let due = |instance: &String| live.instances.get(instance).map_or(Some(i64::MIN), |at| at.due_at(now));
    Ok(lookers.keys().filter_map(due).min())
}

/// Begins the looks that are due, and waits for none of them.
///
/// # Errors
/// When the database cannot be read.
pub async fn begin_due_looks(builds: &Builds) -> Result<(), Error> {
    let now = builds.clock.now();
    let (_, lookers) = lookers(builds).await?;
    let mut live = builds.watching();
    live.instances.retain(|instance, at| lookers.contains_key(instance) || at.round.is_some());
    drop(live);
    for (instance, links) in lookers {
        begin(builds, instance, links, now);
    }
    Ok(())
}

/// The rules that are on, and who looks by them.
async fn lookers(builds: &Builds) -> Result<(Vec<(i64, i64)>, HashMap<String, Vec<Link>>), Error> {
    let read = |db: &rusqlite::Connection| {
        let on = rules::switched_on(db)?;
        let lookers = plan::lookers(db, &on)?;
        Ok((on.iter().map(|rule| (rule.id, rule.on_since)).collect(), lookers))
    };
    builds.db.read(read).await
}

/// Begins to look at an instance if that is due, unless it is being looked at.
fn begin(builds: &Builds, instance: String, links: Vec<Link>, now: i64) {
    let mut live = builds.watching();
    let at = live.instances.entry(instance.clone()).or_default();
    if at.due_at(now).is_none_or(|due_at| due_at > now) {
        return;
    }
    let absence = absence::before(at.begun_at, at.next_at, now);
    (at.begun_at, at.is_wanted) = (Some(now), false);
    at.round = Some(state::Round { task: None });
    drop(live);
    let ended = Ended { builds: builds.clone(), instance: instance.clone() };
    let work = async move {
        let outcome = look(&ended.builds, &ended.instance, links, absence).await;
        note(&ended.builds, &ended.instance, outcome).await;
    };
    let task = tokio::spawn(work).abort_handle();
    if let Some(round) = builds.watching().instances.get_mut(&instance).and_then(|at| at.round.as_mut()) {
        round.task = Some(task);
    }
}

/// A round is over when this is dropped, however it ended.
struct Ended {
    builds: Builds,
    instance: String,
}

impl Drop for Ended {
    fn drop(&mut self) {
        let mut live = self.builds.watching();
        let now = self.builds.clock.now();
        let changes = live.instances.get_mut(&self.instance).map_or(0, |at| {
            at.round = None;
            // One that broke off is not begun again and again.
            at.next_at = at.next_at.filter(|next_at| *next_at > now).or(Some(interval::next_at(now, false, 0)));
            at.cost.changes
        });
        drop(live);
        // Who shows when it was last looked reads that with the next thing that changes.
        if changes > 0 { self.builds.touch() } else { self.builds.topics.wake() }
    }
}

/// What a round came to.
#[derive(Default)]
struct Outcome {
    cost: Cost,
    is_busy: bool,
    error: Option<Error>,
}

/// One round, as each account that looks at the instance.
async fn look(builds: &Builds, address: &str, links: Vec<Link>, absence: absence::Absence) -> Outcome {
    let mut outcome = Outcome::default();
    for link in links {
        if let Err(error) = look_as(builds, address, link, absence, &mut outcome).await {
            outcome.error = Some(error);
        }
    }
    outcome
}

async fn look_as(
    builds: &Builds,
    address: &str,
    link: Link,
    absence: absence::Absence,
    outcome: &mut Outcome,
) -> Result<(), Error> {
    let (instance, link_id, now) = (address.to_owned(), link.id, builds.clock.now());
    let not_groups = builds.watching().instances.get(address).map(|at| at.not_groups.clone()).unwrap_or_default();
    let plan: Plan = builds.db.write(move |db| plan::of_link(db, link, &instance, &not_groups, now)).await?;
    if plan.targets.is_empty() {
        return Ok(());
    }
    absence.note(&mut builds.watching(), plan.targets.values());
    let asker = Asker::of(builds, link_id).await?;
    let mut round = Round {
        builds: builds.clone(),
        instance: asker.instance(),
        asker,
        address: address.to_owned(),
        plan,
        began_at: builds.clock.now(),
        told_at: None,
        ahead: None,
        is_sweeping: false,
        cost: Cost::default(),
        looked: Vec::new(),
        swept: Vec::new(),
        seen: HashSet::new(),
        outage: Outage::default(),
    };
    let was_paused = round.plan.building.paused_at.is_some();
    let looked = round.look().await;
    if was_paused {
        pausing::catch_up(builds).await?;
    }
    outcome.cost.requests += round.cost.requests;
    outcome.cost.changes += round.cost.changes;
    outcome.is_busy |= round.is_hot().await?;
    looked
}

/// Notes what came of a round, and when the next one is due.
async fn note(builds: &Builds, instance: &str, outcome: Outcome) {
    let waiting = builds.db.read(|db| Ok(journal::under_way(db)?.iter().any(|build| build.step != Step::Following)));
    let is_busy = outcome.is_busy || waiting.await.unwrap_or(false);
    let now = builds.clock.now();
    let mut live = builds.watching();
    let at = live.instances.entry(instance.to_owned()).or_default();
    at.cost = outcome.cost;
    let usual = interval::next_at(now, is_busy, outcome.cost.requests);
    match outcome.error {
        None => {
            at.looked_at = Some(now);
            at.trouble = None;
            at.next_at = Some(usual);
        }
        Some(error) => {
            tracing::info!(%error, "an instance could not be looked at to the end");
            let (since, tries) = at.trouble.take().map_or((now, 0), |before| (before.since, before.tries + 1));
            // Who was unlinked meanwhile is in no plan any more.
            let wait = if error.code == Code::NotFound { 0 } else { pause(&error, tries) };
            at.next_at = Some(usual.max(now.saturating_add(wait)));
            at.trouble = Some(Trouble { since, error, tries });
        }
    }
}
