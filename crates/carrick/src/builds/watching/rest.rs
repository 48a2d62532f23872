//! The same by REST, one project at a time: where GraphQL is not known, kept away, or too slow.

use carrick_store::db::merge_requests;
use carrick_store::error::Code;
use carrick_store::merge_request::MergeRequestState;

use super::outage::MOST_IN_A_ROW;
use super::plan::Target;
use super::round::Round;
use crate::builds::asking::{Asked, NoAnswer};
use crate::gitlab::merge_requests::{Portion, Sighting, Sightings, Wanted};

/// The most of a list in one answer.
const PER_PAGE: usize = 100;

/// A list that goes on for more pages is read further in the next round.
const MOST_PAGES: usize = 30;

/// So many projects are swept in one round.
const MOST_SWEPT: usize = 20;

impl Round {
    /// Looks at each project by itself.
    pub(super) async fn look_by_rest(&mut self) -> Result<(), NoAnswer> {
        let mut in_a_row = 0;
        for target in self.due(|_| true) {
            let wanted =
                Wanted { since: (!target.is_first()).then(|| self.since(&target)), is_open_only: target.is_first() };
            match self.list_by_rest(&target, wanted).await {
                Ok(()) => in_a_row = 0,
                Err(why) => {
                    in_a_row += 1;
                    self.bear(&target, why, in_a_row).await?;
                }
            }
        }
        for target in self.due_for_sweep(MOST_SWEPT) {
            self.sweep_by_rest(&target).await?;
        }
        for (project_id, numbers) in self.hot_numbers().await? {
            if let Some(target) = self.plan.targets.get(&project_id).cloned() {
                let numbers: Vec<i64> = numbers.into_iter().collect();
                self.read_each_by_rest(&[target], &numbers).await?;
            }
        }
        Ok(())
    }

    /// One that was too much for GraphQL.
    pub(super) async fn look_at_one_by_rest(&mut self, target: &Target) -> Result<(), NoAnswer> {
        let since = (!target.is_first()).then(|| self.since(target));
        let wanted = Wanted { since, is_open_only: target.is_first() };
        match self.list_by_rest(target, wanted).await {
            Ok(()) => {
                self.outage.answered();
                Ok(())
            }
            Err(why) => {
                let in_a_row = if self.outage.project() { MOST_IN_A_ROW } else { 1 };
                self.bear(target, why, in_a_row).await
            }
        }
    }

    /// Puts a project aside, unless the trouble is the whole instance's.
    async fn bear(&mut self, target: &Target, why: NoAnswer, in_a_row: u32) -> Result<(), NoAnswer> {
        let error = match why {
            NoAnswer::Stopped { error, .. } => error,
            NoAnswer::Older | NoAnswer::Less => why.told(&self.instance),
        };
        let is_of_project = matches!(
            error.code,
            Code::NotFound | Code::Forbidden | Code::AnswerMalformed | Code::ServerError | Code::TimedOut
        );
        if !is_of_project || in_a_row >= MOST_IN_A_ROW {
            return Err(error.into());
        }
        Ok(self.put_aside(target, &error).await?)
    }

    /// Pages go by the time of what was last seen, not by their numbers: what changes meanwhile moves to the list's end
    /// and would draw another into a page that was read.
    async fn list_by_rest(&mut self, target: &Target, mut wanted: Wanted) -> Result<(), NoAnswer> {
        let (project_id, is_first) = (target.watch.project_id, target.is_first());
        let mut after = None;
        for _ in 0..MOST_PAGES {
            let portion = &Portion { most: PER_PAGE, after: after.take() };
            let ask = |asked: Asked| async move {
                Ok(asked.gitlab.listed_merge_requests(asked.caller(), project_id, wanted, portion).await?)
            };
            let said = self.ask(ask).await?;
            let mut found: Sightings = said.what.ok_or_else(|| self.not_shown())?;
            let next = found.next.clone();
            let last = found.seen.iter().map(|sighting| sighting.snapshot.updated_at).max();
            if !is_first {
                self.read_what_differs(target, &mut found).await?;
            }
            self.take(target, said.at, found).await?;
            let Some(page) = next else {
                self.reached_end(target, is_first);
                return Ok(());
            };
            // A page full of one second: its neighbours of the same second stand on the next.
            match last.filter(|last| wanted.since.is_none_or(|since| last.div_euclid(1000) > since.div_euclid(1000))) {
                Some(last) => wanted.since = Some(last),
                None => after = Some(page),
            }
        }
        Ok(())
    }

    /// A list of REST's is a hint: GitLab keeps it for hours and then tells old labels. What it tells otherwise than it
    /// is known is read by itself, and taken out of it.
    async fn read_what_differs(&mut self, target: &Target, found: &mut Sightings) -> Result<(), NoAnswer> {
        let (watch_id, sightings) = (target.watch.id, found.seen.clone());
        let compare = move |db: &rusqlite::Connection| {
            let mut differing = Vec::new();
            for Sighting { snapshot, .. } in sightings {
                let known = merge_requests::find(db, watch_id, snapshot.iid)?;
                let is_open = snapshot.state == MergeRequestState::Opened;
                if known.map_or(is_open, |known| known.snapshot != snapshot) {
                    differing.push(snapshot.iid);
                }
            }
            Ok(differing)
        };
        let differing = self.builds.db.read(compare).await?;
        found.seen.retain(|sighting| !differing.contains(&sighting.snapshot.iid));
        self.read_each_by_rest(std::slice::from_ref(target), &differing).await
    }

    async fn sweep_by_rest(&mut self, target: &Target) -> Result<(), NoAnswer> {
        let watch_id = target.watch.id;
        let known = self.builds.db.read(move |db| merge_requests::open_of_watch(db, watch_id)).await?;
        if let Err(why) = self.list_by_rest(target, Wanted { since: None, is_open_only: true }).await {
            return self.bear(target, why, 1).await;
        }
        let is_unseen = |iid: &i64| !self.seen.contains(&(watch_id, *iid));
        let unseen: Vec<i64> = known.iter().map(|it| it.snapshot.iid).filter(is_unseen).collect();
        self.read_each_by_rest(std::slice::from_ref(target), &unseen).await?;
        self.swept.push(watch_id);
        Ok(())
    }

    /// Reads single merge requests, those of several projects too.
    pub(super) async fn read_each_by_rest(&mut self, targets: &[Target], numbers: &[i64]) -> Result<(), NoAnswer> {
        for target in targets {
            let project_id = target.watch.project_id;
            for iid in numbers.iter().copied() {
                let ask = |asked: Asked| async move {
                    Ok(asked.gitlab.merge_request(asked.caller(), project_id, iid).await?)
                };
                match self.ask(ask).await {
                    Ok(said) => match said.what {
                        Some(sighting) => {
                            let found = Sightings { seen: vec![sighting], ..Sightings::default() };
                            self.take(target, said.at, found).await?;
                        }
                        None => self.miss(target, &[iid]).await?,
                    },
                    // One that cannot be read whole is not ready.
                    Err(NoAnswer::Stopped { error, .. }) if error.code == Code::AnswerMalformed => {
                        self.miss(target, &[iid]).await?;
                    }
                    Err(why) => return Err(why),
                }
            }
        }
        Ok(())
    }
}
