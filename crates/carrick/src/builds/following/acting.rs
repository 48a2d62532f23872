//! What a person does about a build: retry, play, cancel, build again, approve a fork's commit.
//!
//! Each is looked at again first: it must run in the project, on the commit that it is said to be of, and a fork's
//! commit needs the approval of just this commit, whatever is done with it.

use carrick_store::build::{Build, Reason, Step};
use carrick_store::db::approvals::{self, Approval};
use carrick_store::db::{builds as journal, merge_requests, watches};
use carrick_store::error::{Code, Error};
use carrick_store::merge_request::{MergeRequest, MergeRequestState};

use crate::builds::Builds;
use crate::builds::asking::{Asker, NoAnswer};
use crate::builds::deciding::approval_of;
use crate::builds::starting::answer;
use crate::builds::starting::case::Case;
use crate::gitlab::pipelines::{Outcome, Why};

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Done {
    /// It was done.
    Yes,
    /// It is a fork's commit, and just this must be approved first.
    NeedsApproval(Approval),
    /// It is not done, for this reason.
    No(Reason),
    /// What the person saw is not so any more: another commit, another target, another source.
    Changed,
}

/// What is done to a pipeline or to one of its jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Its failed and cancelled jobs run again.
    Retry,
    /// One job runs again.
    RetryJob(i64),
    /// A job that waits for a person starts.
    Play(i64),
    /// One job is cancelled.
    CancelJob(i64),
    /// What is not finished of it is cancelled. Whoever started it: a person asks for it.
    Cancel,
}

impl Act {
    /// Whether code runs by it.
    fn runs(self) -> bool {
        matches!(self, Self::Retry | Self::RetryJob(_) | Self::Play(_))
    }
}

/// Does something to a build's pipeline.
///
/// # Errors
/// `NotFound` for a build that is gone or has no pipeline; what stands in the way of asking GitLab.
pub async fn act(builds: &Builds, id: i64, act: Act) -> Result<Done, Error> {
    let case = case(builds, id).await?;
    let kept = case.build.pipeline.clone().ok_or_else(|| Error::new(Code::NotFound))?;
    if act.runs() {
        if kept.project_id != case.watch.project_id {
            return Ok(Done::No(Reason::WouldRunInFork));
        }
        if let Some(approval) = missing_approval(builds, &case).await? {
            return Ok(Done::NeedsApproval(approval));
        }
    }
    let asker = Asker::of(builds, case.watch.link_id).await?;
    let (project_id, pipeline) = (kept.project_id, kept.id);
    if act.runs()
        && let Some(reason) = is_another(&asker, &case, project_id, pipeline).await?
    {
        return Ok(Done::No(reason));
    }
    let refused = asked(&asker, &case, project_id, pipeline, act).await?;
    if let Some(why) = refused {
        return Ok(Done::No(answer::reason(why, None)));
    }
    let build = case.build.clone();
    let step = if act.runs() { Step::Following } else { build.step };
    let ended_at = build.ended_at.filter(|_| step == Step::Over);
    follow_again(builds, Build { step, ended_at, ..build }).await?;
    Ok(Done::Yes)
}

/// Builds the head of a build's merge request once more, or after all, because a person asks for it.
///
/// # Errors
/// `NotFound` for one that is gone.
pub async fn build_again(builds: &Builds, merge_request: i64) -> Result<Done, Error> {
    let now = builds.clock.now();
    let write = move |db: &rusqlite::Connection| {
        let Some(merge_request) = merge_requests::get(db, merge_request)? else { return Ok(None) };
        let Some(watch) = watches::get(db, merge_request.watch_id)? else { return Ok(None) };
        let approval = approval_of(&merge_request);
        if merge_request.snapshot.state != MergeRequestState::Opened {
            return Ok(Some(Done::No(Reason::NotOpen)));
        }
        if merge_request.snapshot.is_of_fork(watch.project_id) && !approvals::has(db, &approval)? {
            return Ok(Some(Done::NeedsApproval(approval)));
        }
        begin_next(db, &merge_request, now)?;
        Ok(Some(Done::Yes))
    };
    let done = builds.db.write(write).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    builds.touch();
    Ok(done)
}

/// Approves a fork's commit as the person saw it, and builds it. It is read again first; only just this is approved.
///
/// # Errors
/// `NotFound` for a merge request that is gone; what stands in the way of reading it.
pub async fn approve(builds: &Builds, wanted: Approval) -> Result<Done, Error> {
    let id = wanted.merge_request;
    let read = move |db: &rusqlite::Connection| {
        let Some(merge_request) = merge_requests::get(db, id)? else { return Ok(None) };
        Ok(watches::get(db, merge_request.watch_id)?.map(|watch| (merge_request, watch)))
    };
    let (merge_request, watch) = builds.db.read(read).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    let asker = Asker::of(builds, watch.link_id).await?;
    let (project_id, iid) = (watch.project_id, merge_request.snapshot.iid);
    let told = asker.ask(async |it| Ok(it.gitlab.merge_request(it.caller(), project_id, iid).await?)).await;
    let told = told.map_err(|why| why.told(&asker.instance()))?.what.ok_or_else(|| Error::new(Code::NotFound))?;
    let is_open = told.snapshot.state == MergeRequestState::Opened;
    let now_there = approval_of(&MergeRequest { snapshot: told.snapshot, ..merge_request.clone() });
    if now_there != wanted || approval_of(&merge_request) != wanted {
        return Ok(Done::Changed);
    }
    if !is_open {
        return Ok(Done::No(Reason::NotOpen));
    }
    let now = builds.clock.now();
    builds.db.write(move |db| approvals::add(db, &wanted, now)).await?;
    build_again(builds, id).await
}

/// Adds the next build of a head: the watcher's own is the first, a person's come after it.
fn begin_next(db: &rusqlite::Connection, merge_request: &MergeRequest, now: i64) -> rusqlite::Result<()> {
    let snapshot = &merge_request.snapshot;
    let last = journal::of_commit(db, merge_request.id, &snapshot.sha)?;
    let is_under_way = |build: &Build| !matches!(build.step, Step::NotBuilt | Step::Over | Step::Following);
    if let Some(waiting) = last.as_ref().filter(|build| is_under_way(build) && build.attempt > 1) {
        // One that a person asked for is on its way: two clicks are one wish.
        return journal::put(db, waiting).map(drop);
    }
    let build = Build {
        id: 0,
        merge_request: merge_request.id,
        sha: snapshot.sha.clone(),
        attempt: last.as_ref().map_or(1, |build| build.attempt).saturating_add(1),
        target_branch: snapshot.target_branch.clone(),
        source_project: snapshot.source_project,
        step: Step::Waiting,
        reason: None,
        starter: None,
        pipeline: None,
        decided_at: now,
        asked_at: None,
        ended_at: None,
        claim: None,
    };
    journal::put(db, &build)?;
    // What waits for the same by itself does not start beside it.
    if let Some(waiting) = last.filter(|build| build.step == Step::Waiting) {
        journal::put(db, &Build { step: Step::NotBuilt, reason: Some(Reason::Superseded), ..waiting })?;
    }
    Ok(())
}

async fn case(builds: &Builds, id: i64) -> Result<Case, Error> {
    Case::read(builds, id).await?.ok_or_else(|| Error::new(Code::NotFound))
}

/// What must be approved before code of a fork's commit runs; nothing where it is no fork's, or is approved. An approval
/// is void once another commit is the head.
async fn missing_approval(builds: &Builds, case: &Case) -> Result<Option<Approval>, Error> {
    if !case.is_of_fork() {
        return Ok(None);
    }
    let build = &case.build;
    let wanted = Approval {
        merge_request: build.merge_request,
        sha: build.sha.clone(),
        source_project: build.source_project,
        target_branch: build.target_branch.clone(),
    };
    let is_current = approval_of(&case.merge_request) == wanted;
    let asked = wanted.clone();
    let is_approved = builds.db.read(move |db| approvals::has(db, &asked)).await?;
    Ok((!is_current || !is_approved).then_some(wanted))
}

/// Why a pipeline is not what it is said to be.
async fn is_another(asker: &Asker, case: &Case, project_id: i64, id: i64) -> Result<Option<Reason>, Error> {
    let told = asker.ask(async |it| Ok(it.gitlab.pipeline(it.caller(), project_id, id).await?)).await;
    let told = told.map_err(|why| why.told(&asker.instance()))?.what.ok_or_else(|| Error::new(Code::NotFound))?;
    if told.is_of_merged_results() {
        let sha = told.sha.as_str();
        let commit = asker.ask(async |it| Ok(it.gitlab.commit(it.caller(), project_id, sha).await?)).await;
        let commit = commit.map_err(|why| why.told(&asker.instance()))?.what;
        let is_it = commit.is_some_and(|commit| commit.parents.contains(&case.build.sha));
        return Ok((!is_it).then(|| Reason::OtherCommit { sha: told.sha.clone() }));
    }
    Ok((told.sha != case.build.sha).then(|| Reason::OtherCommit { sha: told.sha.clone() }))
}

async fn asked(asker: &Asker, case: &Case, project: i64, pipeline: i64, act: Act) -> Result<Option<Why>, Error> {
    let refused = match act {
        Act::Retry => {
            refusal(asker.ask(async |it| Ok(it.gitlab.retry_pipeline(it.caller(), project, pipeline).await?)).await)
        }
        Act::Cancel => {
            refusal(asker.ask(async |it| Ok(it.gitlab.cancel_pipeline(it.caller(), project, pipeline).await?)).await)
        }
        Act::RetryJob(job) => {
            refusal(asker.ask(async |it| Ok(it.gitlab.retry_job(it.caller(), project, job).await?)).await)
        }
        Act::Play(job) => refusal(asker.ask(async |it| Ok(it.gitlab.play_job(it.caller(), project, job).await?)).await),
        Act::CancelJob(job) => {
            refusal(asker.ask(async |it| Ok(it.gitlab.cancel_job(it.caller(), project, job).await?)).await)
        }
    };
    refused.map_err(|why| why.told(&case.instance))
}

type Asked<T> = Result<crate::gitlab::Said<Outcome<T>>, NoAnswer>;

fn refusal<T>(asked: Asked<T>) -> Result<Option<Why>, NoAnswer> {
    asked.map(|said| match said.what {
        Outcome::Done(_) => None,
        Outcome::Refused(refusal) => Some(refusal.why),
    })
}

/// Has a build read again at once, since something of it has changed.
async fn follow_again(builds: &Builds, build: Build) -> Result<(), Error> {
    let id = build.id;
    builds.db.write(move |db| journal::change(db, &build)).await?;
    builds.starting().look_at_once(&[id]);
    builds.touch();
    Ok(())
}
