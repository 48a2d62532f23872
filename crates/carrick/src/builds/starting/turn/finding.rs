//! Finding out in a turn what is wanted, and what time it is at GitLab.

use carrick_store::build::{Reason, Step};
use carrick_store::db::builds as journal;

use super::super::looking::Looker;
use super::super::seen::At;
use super::{Then, Turn};
use crate::builds::asking::NoAnswer;
use crate::builds::following::interval::{LONGEST, interval};
use crate::builds::following::{reading, write_back};
use crate::builds::known::{Fact, LastPush};

/// By then GitLab has noted who pushed, and how often it is asked until then (milliseconds).
const PUSH_NOTED: i64 = 90_000;
const PUSH_LOOK: i64 = 15_000;

impl Turn {
    /// GitLab notes who pushed some time after the push is seen: that it says nothing yet is not believed at once.
    pub(super) async fn learn(&mut self, fact: Fact) -> Result<Then, NoAnswer> {
        self.looker().learn(fact).await?;
        self.note_time();
        let is_unsaid = fact == Fact::LastPush && self.memory.learned.last_push == Some(LastPush::NotSaid);
        let until = self.case.merge_request.head_seen_at.saturating_add(PUSH_NOTED);
        let now = self.now();
        if is_unsaid && now < until {
            self.memory.learned.last_push = None;
            let reason = self.told(Reason::Preparing { until: Some(until) });
            self.enter(self.case.build.step, reason).await?;
            return Ok(Then::Rest(Some(self.here(until.min(now.saturating_add(PUSH_LOOK))))));
        }
        Ok(Then::GoOn)
    }

    pub(super) fn looker(&mut self) -> Looker<'_> {
        Looker { asker: &self.asker, case: &self.case, memory: &mut self.memory, said_at: &mut self.said_at }
    }

    /// What GitLab said of the time is what its times are compared with.
    pub(super) fn note_time(&mut self) {
        if let Some(said_at) = self.said_at {
            let now = self.builds.clock.now();
            self.builds.starting().note_time(&self.address, said_at, now);
        }
    }

    /// Reads how far the pipeline is, if that is due; says when it is due next (Unix milliseconds), if ever.
    pub(super) async fn follow_on(&mut self) -> Result<Option<i64>, NoAnswer> {
        let now = self.builds.clock.now();
        let is_on_screen = self.builds.starting().on_screen.contains(&self.case.build.id);
        // What a clock that was set back says is still to come has been: it puts no reading off.
        let changed_at = self.memory.changed_at.filter(|at| *at <= now).unwrap_or(now);
        self.memory.changed_at = Some(changed_at);
        self.memory.read_at = self.memory.read_at.filter(|at| *at <= now);
        let unchanged_for = now.saturating_sub(changed_at);
        let wait = interval(is_on_screen, unchanged_for);
        if let Some(due) = self.memory.read_at.map(|at| at.saturating_add(wait)).filter(|due| *due > now) {
            return Ok(Some(due));
        }
        let at = self.now();
        let read = reading::read(&self.builds, &self.asker, &self.case.build, at, unchanged_for > LONGEST).await?;
        self.memory.read_at = Some(now);
        self.write_back().await?;
        if read.is_changed {
            self.memory.changed_at = Some(now);
        }
        if read.is_over {
            return Ok(None);
        }
        Ok(Some(now.saturating_add(interval(is_on_screen, if read.is_changed { 0 } else { unchanged_for }))))
    }

    /// Posts how the pipeline stands now, where that is wanted.
    async fn write_back(&self) -> Result<(), NoAnswer> {
        let is_wanted = self.case.rule.as_ref().is_some_and(|rule| rule.writes_status);
        if !is_wanted {
            return Ok(());
        }
        let id = self.case.build.id;
        let Some(build) = self.builds.db.read(move |db| journal::get(db, id)).await? else { return Ok(()) };
        write_back::write(&self.builds, &self.asker, &self.case, &build).await
    }

    pub(super) async fn list(&mut self) -> Result<(), NoAnswer> {
        let (step, at) = (self.case.build.step, self.now());
        let is_before = matches!(step, Step::Waiting | Step::Claiming);
        let tells = self.builds.starting().tells_creations.get(&self.address).copied().unwrap_or(true);
        let (listing, creations) = self.looker().list(is_before && tells).await?;
        self.note_time();
        if is_before && tells {
            self.builds.starting().tells_creations.insert(self.address.clone(), creations.is_some());
            let is_there = listing.pipelines.iter().any(|pipeline| self.case.subject().is_of(pipeline));
            self.memory.nothing_comes = Some(creations == Some(false) && !is_there);
        }
        if step == Step::Adopting {
            let now = self.now();
            self.memory.looking_since.get_or_insert(now);
        }
        self.facts.listing = Some(At { what: listing, at });
        Ok(())
    }
}
