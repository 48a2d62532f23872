//! Writing down what was seen of a merge request, in one transaction with what was decided of it: after a crash it is
//! either handled or seen as new again.

use carrick_store::build::{Build, Reason, Step};
use carrick_store::db::merge_requests::Seen;
use carrick_store::db::preferences::Building;
use carrick_store::db::{approvals, builds, merge_requests};
use carrick_store::merge_request::{MergeRequest, MergeRequestState, Snapshot};
use rusqlite::{Connection, Result};

use super::comparison::{Change, compare, voids_approvals};
use super::plan::Target;
use crate::builds::deciding::{Decision, approval_of, decide};
use crate::builds::known::{Away, GRACE, Known, Level};
use crate::gitlab::merge_requests::Sighting;

/// After a change it is read in each round for so long (milliseconds), since the next one may leave no trace.
const HOT: i64 = 2 * 60_000;

/// What an answer is read with.
#[derive(Clone)]
pub(super) struct Look {
    /// Of which project.
    pub(super) target: Target,
    /// What its person has set.
    pub(super) building: Building,
    /// The account's number at the instance.
    pub(super) user_id: i64,
    /// When it was answered (the instance's Unix milliseconds).
    pub(super) at: i64,
    /// When it was read (Unix milliseconds, this computer's).
    pub(super) now: i64,
    /// The time in which nobody looked and it may have happened.
    pub(super) away: Option<Away>,
    /// Whether a fork's pipeline is known to run in the project.
    pub(super) forks_run_here: bool,
}

impl Look {
    /// Writes down what was seen; whether it is a change.
    pub(super) fn note(&self, db: &Connection, sighting: &Sighting) -> Result<bool> {
        let (watch_id, snapshot) = (self.target.watch.id, &sighting.snapshot);
        let before = merge_requests::find(db, watch_id, snapshot.iid)?;
        // Whatever became of one that was never open here, nobody waits for it.
        if before.is_none() && snapshot.state != MergeRequestState::Opened {
            return Ok(false);
        }
        let change = compare(before.as_ref(), snapshot, &self.target.rule.terms, self.now);
        match change {
            Change::Stale => return Ok(false),
            Change::None if !self.target.is_first() => return Ok(false),
            Change::None | Change::Trace | Change::Edit { .. } => {}
        }
        let merge_request = self.keep(db, before.as_ref(), snapshot)?;
        if before.is_some_and(|before| voids_approvals(&before.snapshot, snapshot)) {
            approvals::void(db, merge_request.id)?;
        }
        if let Change::Edit { is_news } = change
            && !self.target.is_first()
        {
            self.settle(db, &merge_request, sighting, is_news)?;
        }
        Ok(change != Change::None)
    }

    fn keep(&self, db: &Connection, before: Option<&MergeRequest>, snapshot: &Snapshot) -> Result<MergeRequest> {
        let same_head = before.filter(|before| before.snapshot.sha == snapshot.sha);
        let is_first = self.target.is_first();
        let seen = Seen {
            head_seen_at: same_head.map_or(self.at, |before| before.head_seen_at),
            was_there: is_first || same_head.is_some_and(|before| before.was_there),
            hot_until: if is_first { 0 } else { self.at.saturating_add(HOT) },
            seen_at: self.now,
        };
        let watch_id = self.target.watch.id;
        let id = merge_requests::put(db, watch_id, snapshot, seen)?;
        let Seen { head_seen_at, was_there, hot_until, seen_at } = seen;
        Ok(MergeRequest { id, watch_id, snapshot: snapshot.clone(), head_seen_at, was_there, hot_until, seen_at })
    }

    /// Decides about the head, and writes it down unless that is somebody else's by now.
    fn settle(&self, db: &Connection, merge_request: &MergeRequest, sighting: &Sighting, is_news: bool) -> Result<()> {
        let snapshot = &merge_request.snapshot;
        supersede(db, merge_request.id, &snapshot.sha)?;
        let row = builds::of_commit(db, merge_request.id, &snapshot.sha)?;
        if row.as_ref().is_some_and(|row| !is_open_to_decision(row)) {
            return Ok(());
        }
        let known = self.known(db, merge_request, sighting, row.as_ref().filter(|_| !is_news))?;
        let (step, reason) = match decide(Some(&*self.target.rule), merge_request, &known) {
            Decision::Build | Decision::Needs(_) => (Step::Waiting, None),
            Decision::Wait(reason) => (Step::Waiting, Some(reason)),
            // What GitLab builds by itself is followed, where it would be built.
            Decision::Not(Reason::GitLabBuilds) if self.would_build(merge_request, &known) => {
                (Step::Waiting, Some(Reason::GitLabBuilds))
            }
            Decision::Not(reason) => (Step::NotBuilt, Some(reason)),
        };
        let is_idle = match &row {
            // What was closed before anything was decided of its head needs no reason.
            None => reason == Some(Reason::NotOpen),
            // An edit that builds nothing takes no reason back either.
            Some(row) if row.step == Step::NotBuilt && step == Step::Waiting => !is_news,
            Some(row) => row.step == step && (row.reason == reason || step == Step::Waiting),
        };
        if is_idle {
            return Ok(());
        }
        builds::put(db, &self.build(merge_request, row, step, reason)).map(drop)
    }

    /// Whether nothing speaks against it but that GitLab builds it by itself.
    fn would_build(&self, merge_request: &MergeRequest, known: &Known) -> bool {
        let without = Known { gitlab_builds: false, ..known.clone() };
        !matches!(decide(Some(&*self.target.rule), merge_request, &without), Decision::Not(_))
    }

    fn build(&self, merge_request: &MergeRequest, row: Option<Build>, step: Step, reason: Option<Reason>) -> Build {
        let snapshot = &merge_request.snapshot;
        Build {
            id: row.as_ref().map_or(0, |row| row.id),
            merge_request: merge_request.id,
            sha: snapshot.sha.clone(),
            attempt: row.as_ref().map_or(1, |row| row.attempt),
            target_branch: snapshot.target_branch.clone(),
            source_project: snapshot.source_project,
            step,
            reason,
            starter: None,
            pipeline: None,
            decided_at: self.now,
            asked_at: None,
            ended_at: None,
            claim: None,
        }
    }

    /// What is known without asking. `settled` is what was decided of this head before, where nothing new speaks for it.
    fn known(
        &self,
        db: &Connection,
        merge_request: &MergeRequest,
        sighting: &Sighting,
        settled: Option<&Build>,
    ) -> Result<Known> {
        let Target { watch, rule, level } = &self.target;
        let approval = approval_of(merge_request);
        let is_approved = approvals::has(db, &approval)?;
        let before = settled.and_then(|row| match row.reason {
            Some(Reason::WhileClosed { from, to }) => Some(Away { from, to }),
            _ => None,
        });
        let away = self.away.filter(|_| !self.building.after_sleep);
        let creations = sighting.creations.iter().flatten();
        Ok(Known {
            project_id: watch.project_id,
            user_id: self.user_id,
            level: *level,
            now: self.at,
            switched_on_at: rule.on_since.saturating_add(self.at.saturating_sub(self.now)),
            paused_since: self.building.paused_at,
            away: before.or(away),
            is_asked_for: false,
            approval: is_approved.then_some(approval),
            forks_run_here: self.forks_run_here,
            gitlab_builds: watch.self_built_at.is_some(),
            author_refused: false,
            is_being_created: creations.into_iter().any(|creation| creation.status == "in_progress"),
            grace: GRACE,
            last_push: None,
            author_level: Level::Unknown,
            changed_paths: None,
        })
    }
}

/// Notes that GitLab shows a merge request no more.
pub(super) fn vanish(db: &Connection, watch_id: i64, iid: i64, now: i64) -> Result<()> {
    let Some(gone) = merge_requests::find(db, watch_id, iid)? else { return Ok(()) };
    let snapshot = Snapshot { state: MergeRequestState::Closed, ..gone.snapshot };
    let seen = Seen { head_seen_at: gone.head_seen_at, was_there: gone.was_there, hot_until: 0, seen_at: now };
    merge_requests::put(db, watch_id, &snapshot, seen)?;
    approvals::void(db, gone.id)?;
    end_waiting(db, gone.id, |_| true, &Reason::NotOpen)
}

/// What waits for another commit than the head waits in vain.
fn supersede(db: &Connection, merge_request: i64, head: &str) -> Result<()> {
    end_waiting(db, merge_request, |build| build.sha != head, &Reason::Superseded)
}

fn end_waiting(db: &Connection, merge_request: i64, ends: impl Fn(&Build) -> bool, reason: &Reason) -> Result<()> {
    let all = builds::of_merge_request(db, merge_request)?;
    for build in all.into_iter().filter(|build| build.step == Step::Waiting && ends(build)) {
        builds::put(db, &Build { step: Step::NotBuilt, reason: Some(reason.clone()), ..build })?;
    }
    Ok(())
}

/// Whether what was decided of a commit can be decided anew: it waits, or a rule spoke against it. What GitLab or a
/// person had the last word about stays.
fn is_open_to_decision(build: &Build) -> bool {
    match build.step {
        Step::Waiting => true,
        Step::NotBuilt => build.reason.as_ref().is_none_or(|reason| {
            matches!(
                reason,
                Reason::NotWatched
                    | Reason::SwitchedOff
                    | Reason::Paused { .. }
                    | Reason::NotOpen
                    | Reason::OpenedBefore
                    | Reason::WhileClosed { .. }
                    | Reason::WhilePaused { .. }
                    | Reason::Draft
                    | Reason::OtherTarget { .. }
                    | Reason::SkipLabel { .. }
                    | Reason::NotMine { .. }
                    | Reason::NotMyPush
                    | Reason::AuthorBelow { .. }
                    | Reason::Fork
                    | Reason::NeedsApproval
                    | Reason::OtherPaths
                    | Reason::GitLabBuilds
                    | Reason::WouldRunInFork
                    | Reason::Superseded
            )
        }),
        Step::Claiming | Step::Asking | Step::Adopting | Step::Following | Step::Over => false,
    }
}

#[cfg(test)]
mod tests;
