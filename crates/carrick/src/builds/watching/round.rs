//! One round as one account: everything that is looked at, once.

use std::collections::HashSet;

use carrick_store::db::{merge_requests, watches};
use carrick_store::error::{Code, Error};
use carrick_store::instance::Instance;

use super::notes::Look;
use super::outage::Outage;
use super::plan::{Plan, Target};
use super::since;
use super::state::{AtInstance, Cost, Tongue};
use crate::builds::Builds;
use crate::builds::asking::{Asked, Asker, NoAnswer};
use crate::gitlab::merge_requests::texts::Dialect;
use crate::gitlab::merge_requests::{Sighting, Sightings};
use crate::gitlab::{Said, Unanswered};
use crate::pause::pause;

/// Whether forks run in a project is asked for again after so long (milliseconds).
const SETTINGS_LAST: i64 = 60 * 60_000;

/// No project rests for longer (milliseconds): who would was put aside by a clock that was set back since.
const LONGEST_REST: i64 = 61 * 60_000;

/// One that has no commit is asked for in so many rounds.
const OFTEN_UNREADY: u32 = 30;

/// One round as one account, under way.
pub(super) struct Round {
    pub(super) builds: Builds,
    pub(super) asker: Asker,
    /// The instance, and its address.
    pub(super) instance: Instance,
    pub(super) address: String,
    pub(super) plan: Plan,
    /// When it began (Unix milliseconds, this computer's).
    pub(super) began_at: i64,
    /// What time it was at GitLab at the first answer, and how far that is ahead of this computer.
    pub(super) told_at: Option<i64>,
    pub(super) ahead: Option<i64>,
    /// Whether what is read now was found by a sweep: it may have happened while nobody looked, though a look came to
    /// its end since.
    pub(super) is_sweeping: bool,
    /// What it took.
    pub(super) cost: Cost,
    /// Watches that were looked at to the end, and those of which all that is open was read.
    pub(super) looked: Vec<i64>,
    pub(super) swept: Vec<i64>,
    /// Merge requests that were in an answer, by watch and number.
    pub(super) seen: HashSet<(i64, i64)>,
    /// Whether the instance may be down.
    pub(super) outage: Outage,
}

impl Round {
    /// Looks at everything, as far as it goes; what was found until then is kept.
    ///
    /// # Errors
    /// What stands in the way of all of it.
    pub(super) async fn look(&mut self) -> Result<(), Error> {
        let looked = self.look_in_any_tongue().await;
        self.keep_looks().await?;
        looked.map_err(|why| why.told(&self.instance))
    }

    async fn look_in_any_tongue(&mut self) -> Result<(), NoAnswer> {
        loop {
            let tongue = self.with_live(|live| live.tongue);
            let dialect = match tongue {
                Tongue::Rest(until) if until > self.began_at => return self.look_by_rest().await,
                Tongue::Rest(_) => Dialect::default(),
                Tongue::GraphQl(dialect) => dialect,
            };
            let looked = async {
                self.lists(dialect).await?;
                self.sweep(dialect).await?;
                self.hot(dialect).await
            };
            match looked.await {
                Err(NoAnswer::Older) => self.speak_older(dialect),
                looked => {
                    self.with_live(|live| live.tongue = Tongue::GraphQl(dialect));
                    return looked;
                }
            }
        }
    }

    /// Asks once, counted.
    pub(super) async fn ask<T, F>(&mut self, question: impl Fn(Asked) -> F) -> Result<Said<T>, NoAnswer>
    where
        F: Future<Output = Result<Said<T>, Unanswered>>,
    {
        self.cost.requests += 1;
        let said = self.asker.ask(question).await?;
        if let Some(at) = said.at {
            self.told_at = self.told_at.or(Some(at));
            let now = self.builds.clock.now();
            self.ahead = Some(at.saturating_sub(now));
            self.builds.starting().note_time(&self.address, at, now);
        }
        Ok(said)
    }

    /// The instance's time, as far as it is known, else this computer's.
    pub(super) fn instance_now(&self) -> i64 {
        self.builds.clock.now().saturating_add(self.ahead.unwrap_or_default())
    }

    /// Those that are looked at now: one that failed rests. The quiet ones first, so that those together in a question
    /// are asked for about the same time.
    pub(super) fn due(&self, is_due: impl Fn(&Target) -> bool) -> Vec<Target> {
        let rests = |target: &&Target| {
            let left = target.watch.next_try.saturating_sub(self.began_at);
            (1..=LONGEST_REST).contains(&left)
        };
        let is_awake = |target: &&Target| !rests(target) && is_due(target);
        let mut due: Vec<Target> = self.plan.targets.values().filter(is_awake).cloned().collect();
        due.sort_by_key(|target| (self.since(target), target.watch.id));
        due
    }

    pub(super) fn since(&self, target: &Target) -> i64 {
        since::since(&target.watch, self.instance_began())
    }

    /// When it began by the instance's clock, as far as that is known (Unix milliseconds).
    fn instance_began(&self) -> Option<i64> {
        self.ahead.map(|ahead| self.began_at.saturating_add(ahead))
    }

    /// Notes from before when changes are left out, which is to be told.
    fn note_left_out(&self) {
        let looked: Vec<&Target> =
            self.plan.targets.values().filter(|target| self.looked.contains(&target.watch.id)).collect();
        let left_out = looked.iter().filter_map(|target| since::left_out(&target.watch, self.instance_began())).max();
        if left_out.is_some() {
            self.with_live(|live| live.left_out = left_out);
        }
    }

    /// Writes down a portion of what was seen of a project.
    pub(super) async fn take(&mut self, target: &Target, said_at: Option<i64>, found: Sightings) -> Result<(), Error> {
        let watch_id = target.watch.id;
        self.seen.extend(found.seen.iter().map(|sighting| (watch_id, sighting.snapshot.iid)));
        self.remember_unready(target, &found);
        if found.seen.is_empty() {
            return Ok(());
        }
        let forks_run_here = self.forks_run_here(target, &found.seen).await;
        let look = self.look_at(target, said_at, forks_run_here);
        let highest = found.seen.iter().map(|sighting| sighting.snapshot.updated_at).max().unwrap_or_default();
        let cursor = since::cursor(highest, said_at);
        let write = move |db: &rusqlite::Connection| {
            let mut changes = 0;
            for sighting in &found.seen {
                changes += u32::from(look.note(db, sighting)?);
            }
            if let Some(cursor) = cursor.filter(|cursor| look.target.watch.cursor_at.is_none_or(|at| at < *cursor)) {
                watches::advance(db, watch_id, cursor)?;
            }
            Ok(changes)
        };
        self.cost.changes += self.builds.db.write(write).await?;
        Ok(())
    }

    fn look_at(&self, target: &Target, said_at: Option<i64>, forks_run_here: bool) -> Look {
        let live = self.builds.watching();
        let away = if self.is_sweeping { &live.away_unswept } else { &live.away };
        let away = away.get(&target.watch.id).copied();
        drop(live);
        Look {
            target: target.clone(),
            building: self.plan.building,
            user_id: self.asker.user_id(),
            at: said_at.unwrap_or_else(|| self.instance_now()),
            now: self.builds.clock.now(),
            away,
            forks_run_here,
        }
    }

    fn remember_unready(&self, target: &Target, found: &Sightings) {
        let mut live = self.builds.watching();
        for sighting in &found.seen {
            live.unready.remove(&(target.watch.id, sighting.snapshot.iid));
            live.missing.remove(&(target.watch.id, sighting.snapshot.iid));
        }
        for (_, iid) in &found.unready {
            live.missing.remove(&(target.watch.id, *iid));
            let times = live.unready.entry((target.watch.id, *iid)).or_default();
            *times += 1;
            // From then on the sweep alone asks for it.
            if *times > OFTEN_UNREADY {
                live.unready.remove(&(target.watch.id, *iid));
            }
        }
    }

    /// Whether a fork's pipeline runs in the project, asked for only where that decides; where it cannot be found out it
    /// is not known to.
    async fn forks_run_here(&mut self, target: &Target, found: &[Sighting]) -> bool {
        let project_id = target.watch.project_id;
        let is_asked = target.rule.terms.takes_forks && found.iter().any(|it| it.snapshot.is_of_fork(project_id));
        if !is_asked {
            return false;
        }
        let key = (self.plan.link.id, project_id);
        let known = self.builds.watching().forks_run.get(&key).copied();
        if let Some((runs, _)) = known.filter(|(_, at)| self.began_at.saturating_sub(*at) < SETTINGS_LAST) {
            return runs;
        }
        let question =
            |asked: Asked| async move { Ok(asked.gitlab.project_settings(asked.caller(), project_id).await?) };
        let Ok(said) = self.ask(question).await else { return false };
        let runs = said.what.is_some_and(|settings| settings.forks_run_here);
        self.builds.watching().forks_run.insert(key, (runs, self.began_at));
        runs
    }

    /// Puts a project aside, the longer, the more often it failed; the round goes on.
    pub(super) async fn put_aside(&mut self, target: &Target, error: &Error) -> Result<(), Error> {
        let (id, code) = (target.watch.id, format!("{:?}", error.code));
        let pause = pause(error, target.watch.failures);
        let next_try = self.builds.clock.now().saturating_add(pause);
        tracing::info!(watch = id, %error, "a project is put aside");
        self.builds.db.write(move |db| watches::failed(db, id, &code, next_try)).await
    }

    /// A project of which GitLab could not tell.
    pub(super) fn not_told(&self) -> Error {
        Error::new(Code::AnswerMalformed).with("host", self.instance.host())
    }

    /// A project that GitLab does not show.
    pub(super) fn not_shown(&self) -> Error {
        Error::new(Code::NotFound).with("host", self.instance.host())
    }

    fn speak_older(&mut self, dialect: Dialect) {
        /// How long REST is spoken before GraphQL is tried again (milliseconds).
        const A_WHILE: i64 = 6 * 60 * 60_000;
        let until = self.began_at.saturating_add(A_WHILE);
        let tongue = dialect.older().map_or(Tongue::Rest(until), Tongue::GraphQl);
        tracing::info!(?tongue, "this GitLab is older than what it was asked");
        self.with_live(|live| live.tongue = tongue);
    }

    pub(super) fn with_live<T>(&self, change: impl FnOnce(&mut AtInstance) -> T) -> T {
        change(self.builds.watching().instances.entry(self.address.clone()).or_default())
    }

    /// Notes what was looked at to the end, in one step for all.
    async fn keep_looks(&mut self) -> Result<(), Error> {
        let (looked, swept, told_at) = (self.looked.clone(), self.swept.clone(), self.told_at);
        let now = self.builds.clock.now();
        self.note_left_out();
        if !looked.is_empty() || !swept.is_empty() {
            self.builds
                .db
                .write(move |db| {
                    watches::looked(db, &looked, told_at, now)?;
                    watches::swept(db, &swept, now)
                })
                .await?;
        }
        let mut live = self.builds.watching();
        live.away.retain(|id, _| !self.looked.contains(id));
        live.away_unswept.retain(|id, _| !self.swept.contains(id));
        Ok(())
    }

    /// Whether one of the account's is still to be read in each round.
    pub(super) async fn is_hot(&self) -> Result<bool, Error> {
        let (link_id, at) = (self.plan.link.id, self.instance_now());
        let hot = self.builds.db.read(move |db| merge_requests::hot(db, link_id, at)).await?;
        Ok(!hot.is_empty())
    }
}
