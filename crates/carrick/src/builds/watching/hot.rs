//! Reading single merge requests: those that changed just now, since the next change may leave no trace, and those that
//! were not ready.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use carrick_store::db::merge_requests;

use super::notes;
use super::plan::Target;
use super::round::Round;
use crate::builds::asking::{Asked, NoAnswer};
use crate::gitlab::merge_requests::texts::Dialect;
use crate::gitlab::merge_requests::{Batch, Sightings};

/// So many projects and numbers of each in one question.
const PROJECTS_AT_ONCE: usize = 20;
const NUMBERS_AT_ONCE: usize = 25;

/// One that was missing so often is gone: never by one look, which may be a lagging replica's.
const OFTEN_MISSING: u32 = 3;

impl Round {
    /// Reads what is hot or was not ready, and was in no answer of this round.
    pub(super) async fn hot(&mut self, dialect: Dialect) -> Result<(), NoAnswer> {
        let mut wanted = self.hot_numbers().await?;
        for (project_id, numbers) in &mut wanted {
            let watch_id = self.plan.targets.get(project_id).map(|target| target.watch.id);
            numbers.retain(|iid| watch_id.is_some_and(|watch_id| !self.seen.contains(&(watch_id, *iid))));
        }
        wanted.retain(|_, numbers| !numbers.is_empty());
        let all: Vec<(&i64, &BTreeSet<i64>)> = wanted.iter().collect();
        for some in all.chunks(PROJECTS_AT_ONCE) {
            let projects = some.iter().filter_map(|(project_id, _)| self.plan.targets.get(project_id).cloned());
            let targets: Vec<Target> = projects.collect();
            let numbers: BTreeSet<i64> = some.iter().flat_map(|(_, numbers)| numbers.iter().copied()).collect();
            let numbers: Vec<i64> = numbers.into_iter().collect();
            self.read_numbers(&targets, &numbers, dialect).await?;
        }
        Ok(())
    }

    /// By project. Those of a project that rests wait with it.
    pub(super) async fn hot_numbers(&self) -> Result<BTreeMap<i64, BTreeSet<i64>>, NoAnswer> {
        let (link_id, at) = (self.plan.link.id, self.instance_now());
        let mut hot = self.builds.db.read(move |db| merge_requests::hot(db, link_id, at)).await?;
        let live = self.builds.watching();
        hot.extend(live.unready.keys().chain(live.missing.keys()).copied());
        drop(live);
        let targets = self.due(|target| !target.is_first());
        let projects: HashMap<i64, i64> = targets.iter().map(|it| (it.watch.id, it.watch.project_id)).collect();
        let mut wanted: BTreeMap<i64, BTreeSet<i64>> = BTreeMap::new();
        for (watch_id, iid) in hot {
            if let Some(project_id) = projects.get(&watch_id) {
                wanted.entry(*project_id).or_default().insert(iid);
            }
        }
        Ok(wanted)
    }

    /// Reads these numbers of each of these projects. What one project does not have of another's numbers is no news.
    pub(super) async fn read_numbers(
        &mut self,
        targets: &[Target],
        numbers: &[i64],
        dialect: Dialect,
    ) -> Result<(), NoAnswer> {
        let projects: Vec<i64> = targets.iter().map(|target| target.watch.project_id).collect();
        for numbers in numbers.chunks(NUMBERS_AT_ONCE) {
            let projects = &projects;
            let ask = |asked: Asked| async move {
                asked.gitlab.merge_requests_by_number(asked.caller(), dialect, projects, numbers).await
            };
            let said = match self.ask(ask).await {
                Ok(said) => said,
                Err(NoAnswer::Less) => {
                    self.read_each_by_rest(targets, numbers).await?;
                    continue;
                }
                Err(why) => return Err(why),
            };
            self.heard_numbers(targets, numbers, said.at, said.what).await?;
        }
        Ok(())
    }

    async fn heard_numbers(
        &mut self,
        targets: &[Target],
        numbers: &[i64],
        at: Option<i64>,
        batch: Batch,
    ) -> Result<(), NoAnswer> {
        let mut told: HashMap<i64, Option<Sightings>> =
            batch.0.into_iter().map(|of_project| (of_project.project_id, of_project.sightings)).collect();
        for target in targets {
            let Some(found) = told.remove(&target.watch.project_id).flatten() else { continue };
            let has = |iid: &i64| {
                let is_ready = found.seen.iter().any(|sighting| sighting.snapshot.iid == *iid);
                is_ready || found.unready.iter().any(|(_, unready)| unready == iid)
            };
            let missing: Vec<i64> = numbers.iter().copied().filter(|iid| !has(iid)).collect();
            self.take(target, at, found).await?;
            self.miss(target, &missing).await?;
        }
        Ok(())
    }

    /// Counts those that are known and were not shown, and lets them go once that was so often.
    pub(super) async fn miss(&mut self, target: &Target, missing: &[i64]) -> Result<(), NoAnswer> {
        let (watch_id, now) = (target.watch.id, self.builds.clock.now());
        let known = missing.to_vec();
        let find = move |db: &rusqlite::Connection| {
            let mut found = Vec::new();
            for iid in known {
                found.push((iid, merge_requests::find(db, watch_id, iid)?.is_some()));
            }
            Ok(found)
        };
        let mut gone = Vec::new();
        for (iid, is_known) in self.builds.db.read(find).await? {
            let mut live = self.builds.watching();
            let is_awaited = live.unready.contains_key(&(watch_id, iid));
            if !is_known && !is_awaited {
                continue;
            }
            let times = live.missing.entry((watch_id, iid)).or_default();
            *times += 1;
            if *times >= OFTEN_MISSING {
                live.missing.remove(&(watch_id, iid));
                live.unready.remove(&(watch_id, iid));
                gone.push(iid);
            }
        }
        if gone.is_empty() {
            return Ok(());
        }
        let vanish =
            move |db: &rusqlite::Connection| gone.into_iter().try_for_each(|iid| notes::vanish(db, watch_id, iid, now));
        Ok(self.builds.db.write(vanish).await?)
    }
}
