//! The course of a build from waiting to its pipeline: a function of the journal, of what is seen, and of the time.
//!
//! It asks for one fact after the other and never for a pipeline before all of them stand: GitLab had its time, nobody
//! else has the claim, no pipeline is there, the merge request and its reference were read just now. Whoever finds the
//! journal at [`Step::Asking`] without an answer looks for the pipeline; only what was looked for in vain is asked for
//! again, once.

use carrick_store::build::{Build, Reason, Starter, Step};

use super::answer::Answer;
use super::evidence::Pipeline;
use super::second::{self, Second};
use super::seen::{Action, After, At, Claim, Ended, Followed, Listing, Seen, Standing};
use crate::builds::deciding::Decision;

/// What was read of the merge request is good for so long (milliseconds): a computer that
/// slept reads again. It outlives a slow answer about the reference, so that it does not go round for ever.
pub const FRESH: i64 = 40_000;
/// The same of the reference.
pub const HEAD_FRESH: i64 = 10_000;
/// A claim that was held so long ago is looked at again (milliseconds).
pub const CLAIM_FRESH: i64 = 60_000;
/// How soon it is looked again while something is about to happen (milliseconds).
pub const SOON: i64 = 5_000;
/// How soon it is looked again once that has lasted long: nobody knows whether it happens (milliseconds).
const SELDOM: i64 = 60_000;
/// How soon it is looked again while another machine has the claim (milliseconds).
const WHILE_TAKEN: i64 = 15_000;
/// GitLab keeps what it is creating for five minutes; what is said for longer, for this commit, is not waited for
/// (milliseconds).
const LONGEST_CREATION: i64 = 10 * 60_000;
/// Where GitLab builds by itself it has begun within this (milliseconds).
const LONGEST_OWN: i64 = 5 * 60_000;
/// A claim of another's without a pipeline holds back for so long (milliseconds).
pub const LONGEST_CLAIM: i64 = 15 * 60_000;
/// A lost answer is looked for so long after GitLab was asked, and in this process (milliseconds).
const LOOK_OUT: i64 = 60_000;
const LOOK_OUT_HERE: i64 = 15_000;
/// A second start that is still there after this is one that stays (milliseconds): whoever started it has looked by
/// then, and a replica that lags tells that it was cancelled.
const STANDING_BACK: i64 = 90_000;
/// How long it is tried to find out what is in a pipeline that was answered (milliseconds).
const LONGEST_DOUBT: i64 = 60_000;

/// What is to be done next about a build, at this time of the instance's (Unix milliseconds).
pub fn next(build: &Build, seen: &Seen, now: i64) -> Action {
    match build.step {
        Step::Waiting => waiting(build, seen, now),
        Step::Claiming => claiming(build, seen, now),
        Step::Asking => asking(build, seen, now),
        Step::Adopting => adopting(build, seen, now),
        Step::Following => following(build, seen, now),
        Step::NotBuilt | Step::Over => Action::Rest(None),
    }
}

fn waiting(build: &Build, seen: &Seen, now: i64) -> Action {
    if seen.here.is_head && seen.here.decision == Decision::Not(Reason::GitLabBuilds) {
        return gitlabs_own(build, seen, now);
    }
    if let Some(action) = held_back(build, &seen.here, now) {
        return action;
    }
    let Some(listing) = &seen.listing else { return Action::List };
    let lost = build.reason.clone().filter(|reason| *reason == Reason::Lost);
    there_already(build, seen, listing, now).unwrap_or(Action::Enter(Step::Claiming, lost))
}

/// Where GitLab builds by itself, its pipeline is waited for and followed.
fn gitlabs_own(build: &Build, seen: &Seen, now: i64) -> Action {
    let Some(listing) = &seen.listing else { return Action::List };
    match there_already(build, seen, listing, now) {
        Some(Action::Follow(followed)) => Action::Follow(Followed { starter: Starter::GitLab, ..followed }),
        Some(action) => action,
        None if now < seen.own_until.saturating_add(LONGEST_OWN) => {
            let reason = told(build, Reason::GitLabBuilds);
            Action::Wait { step: Step::Waiting, reason, until: now.saturating_add(WHILE_TAKEN) }
        }
        None => over(Step::NotBuilt, Reason::GitLabBuilds),
    }
}

fn claiming(build: &Build, seen: &Seen, now: i64) -> Action {
    if let Some(action) = held_back(build, &seen.here, now) {
        return action;
    }
    let Some(claim) = fresh(&seen.claim, CLAIM_FRESH, now) else { return Action::Claim };
    let wait = |reason, until| Action::Wait { step: Step::Claiming, reason: told(build, reason), until };
    if let Claim::NotYet(until) = claim.what {
        return wait(Reason::Preparing { until: Some(until) }, until);
    }
    // What was listed before the claim was won may have been followed by another's start.
    let Some(listing) = seen.listing.as_ref().filter(|listing| listing.at >= claim.at) else { return Action::List };
    if let Some(action) = there_already(build, seen, listing, now) {
        return action;
    }
    if let Claim::Taken(since) = claim.what
        && now < since.saturating_add(LONGEST_CLAIM)
    {
        return wait(Reason::TakenByOther { since }, now.saturating_add(WHILE_TAKEN));
    }
    confirmed(build, seen, now)
}

/// The last looks before GitLab is asked.
fn confirmed(build: &Build, seen: &Seen, now: i64) -> Action {
    let Some(again) = fresh(&seen.again, FRESH, now) else { return Action::Reread };
    if let Some(action) = held_back(build, &again.what, now) {
        return action;
    }
    let Some(head) = fresh(&seen.head, HEAD_FRESH, now) else { return Action::ReadHead };
    match &head.what {
        None => over(Step::NotBuilt, Reason::NoRef),
        Some(head) if *head == build.sha => Action::Ask,
        // The reference moves before the merge request tells of it.
        Some(_) => {
            let reason = told(build, Reason::Preparing { until: None });
            let is_soon = now < seen.head_seen_at.saturating_add(LONGEST_CREATION);
            let until = now.saturating_add(if is_soon { SOON } else { SELDOM });
            Action::Wait { step: Step::Waiting, reason, until }
        }
    }
}

fn asking(build: &Build, seen: &Seen, now: i64) -> Action {
    match &seen.answer {
        None if build.pipeline.is_some() => Action::ReadBack,
        None | Some(Answer::Lost) => Action::Enter(Step::Adopting, build.reason.clone()),
        Some(Answer::Made(pipeline)) => made(build, seen, pipeline, now),
        Some(Answer::Refused(reason)) => over(Step::NotBuilt, reason.clone()),
        Some(Answer::Later(reason, until)) => {
            Action::Wait { step: Step::Claiming, reason: told(build, reason.clone()), until: *until }
        }
    }
}

/// Compares what was made with what was asked for.
fn made(build: &Build, seen: &Seen, pipeline: &Pipeline, now: i64) -> Action {
    let not_built = |reason| Ended { step: Step::NotBuilt, reason: Some(reason), pipeline: Some(pipeline.clone()) };
    let cancel = |reason| Action::Cancel { pipeline: pipeline.clone(), then: After::End(not_built(reason)) };
    if pipeline.project_id != seen.subject.project_id {
        return cancel(Reason::WouldRunInFork);
    }
    match &pipeline.head {
        Some(head) if *head == build.sha => {}
        None if now < build.asked_at.unwrap_or(now).saturating_add(LONGEST_DOUBT) => {
            return Action::Wait { step: Step::Asking, reason: build.reason.clone(), until: now.saturating_add(SOON) };
        }
        head => return cancel(Reason::OtherCommit { sha: head.clone().unwrap_or_else(|| pipeline.sha.clone()) }),
    }
    match pipeline.status.as_str() {
        "skipped" => Action::End(not_built(Reason::SkipCi)),
        "failed" => Action::End(Ended { step: Step::Over, ..not_built(Reason::Broken) }),
        _ => follow(pipeline, Starter::Carrick, None),
    }
}

fn adopting(build: &Build, seen: &Seen, now: i64) -> Action {
    let Some(listing) = fresh(&seen.listing, SOON, now) else { return Action::List };
    let asked_at = build.asked_at.unwrap_or(now);
    let ours = || listing.what.pipelines.iter().filter(|pipeline| is_ours(build, seen, pipeline));
    if let Some(found) = ours().filter(|pipeline| seen.subject.is_of(pipeline)).min_by_key(|pipeline| pipeline.id) {
        return made(build, seen, found, now);
    }
    // GitLab starts none of a fork in this name by itself: of another commit, it is what it made of what was asked.
    if let Some(other) = ours().find(|pipeline| seen.is_of_fork && !pipeline.is_void()) {
        return made(build, seen, other, now.max(asked_at.saturating_add(LONGEST_DOUBT)));
    }
    let here = seen.looking_since.unwrap_or(now).saturating_add(LOOK_OUT_HERE);
    if now < asked_at.saturating_add(LOOK_OUT).max(here) {
        return Action::Wait { step: Step::Adopting, reason: build.reason.clone(), until: now.saturating_add(SOON) };
    }
    if build.reason == Some(Reason::Lost) {
        return over(Step::NotBuilt, Reason::Lost);
    }
    Action::Enter(Step::Claiming, Some(Reason::Lost))
}

/// Whether a pipeline may be what GitLab made of what was asked, whatever its commit.
fn is_ours(build: &Build, seen: &Seen, pipeline: &Pipeline) -> bool {
    let is_new = build.asked_at.is_some_and(|asked_at| pipeline.created_at >= asked_at);
    is_new && pipeline.user_id == Some(seen.user_id) && !seen.known_pipelines.contains(&pipeline.id)
}

fn following(build: &Build, seen: &Seen, now: i64) -> Action {
    let Some(kept) = build.pipeline.as_ref().filter(|_| build.starter == Some(Starter::Carrick)) else {
        return Action::Rest(None);
    };
    let is_final = super::evidence::is_final(&kept.status);
    if !seen.here.is_head && seen.cancels_superseded && !is_final {
        let ended = Ended { step: Step::Over, reason: Some(Reason::Superseded), pipeline: None };
        return Action::Cancel { pipeline: of_journal(build, seen), then: After::End(ended) };
    }
    let Some(due) = second::due(build.asked_at, seen.verified_at) else { return Action::Rest(None) };
    if now < due {
        return Action::Rest(Some(due));
    }
    // Another machine may have taken it over while this one slept.
    if build.claim.is_some() && fresh(&seen.claim, CLAIM_FRESH, now).is_none() {
        return Action::Claim;
    }
    let Some(listing) = fresh(&seen.listing, SOON, now) else { return Action::List };
    match second::look(build, seen, &listing.what) {
        Second::None => Action::Verified,
        // Whoever has no claim stands back at once, whoever has one only for what stays: else both would go.
        Second::Ours(_) if build.claim.is_some() && seen.second_seen_at.is_none() => Action::SecondSeen,
        Second::Ours(_) if build.claim.is_some() && now < stands_back_at(seen) => {
            Action::Rest(Some(stands_back_at(seen)))
        }
        Second::Ours(stays) => {
            let starter = Starter::Person;
            let followed = Followed { pipeline: stays.clone(), starter, reason: Some(Reason::SecondStart) };
            Action::Cancel { pipeline: of_journal(build, seen), then: After::Follow(followed) }
        }
    }
}

fn stands_back_at(seen: &Seen) -> i64 {
    seen.second_seen_at.unwrap_or_default().saturating_add(STANDING_BACK)
}

/// What the journal knows of the pipeline that is followed, as much as cancelling it needs.
fn of_journal(build: &Build, seen: &Seen) -> Pipeline {
    let (id, project_id, status) = build
        .pipeline
        .as_ref()
        .map_or((0, seen.subject.project_id, String::new()), |kept| (kept.id, kept.project_id, kept.status.clone()));
    Pipeline {
        id,
        project_id,
        source: String::new(),
        reference: String::new(),
        sha: build.sha.clone(),
        head: Some(build.sha.clone()),
        status,
        user_id: Some(seen.user_id),
        created_at: build.asked_at.unwrap_or_default(),
    }
}

/// Whether the commit is no longer to be built, or not yet.
fn held_back(build: &Build, standing: &Standing, now: i64) -> Option<Action> {
    if !standing.is_head {
        return Some(over(Step::NotBuilt, Reason::Superseded));
    }
    match &standing.decision {
        Decision::Build => None,
        Decision::Not(reason) => Some(over(Step::NotBuilt, reason.clone())),
        Decision::Needs(fact) => Some(Action::Learn(*fact)),
        Decision::Wait(reason) => {
            let until = match reason {
                Reason::Preparing { until: Some(until) } => *until,
                _ => now.saturating_add(SOON),
            };
            Some(Action::Wait { step: Step::Waiting, reason: told(build, reason.clone()), until })
        }
    }
}

/// Whether a pipeline of the commit is there, or comes by itself. A person who asks for another build wants another.
fn there_already(build: &Build, seen: &Seen, listing: &At<Listing>, now: i64) -> Option<Action> {
    if build.attempt > 1 {
        return None;
    }
    let of_commit = |pipeline: &&Pipeline| seen.subject.is_of(pipeline) && !seen.known_pipelines.contains(&pipeline.id);
    if let Some(found) = listing.what.pipelines.iter().filter(of_commit).min_by_key(|pipeline| pipeline.id) {
        return Some(match found.status.as_str() {
            // What the lost answer told of, later than it was looked for.
            _ if is_ours(build, seen, found) => made(build, seen, found, now),
            "skipped" => {
                let pipeline = Some(found.clone());
                Action::End(Ended { step: Step::NotBuilt, reason: Some(Reason::SkipCi), pipeline })
            }
            _ => follow(found, starter(seen, found), None),
        });
    }
    let is_waited_for = now < seen.head_seen_at.saturating_add(LONGEST_CREATION);
    let may_be_of_it = |pipeline: &Pipeline| {
        let is_new = pipeline.created_at >= seen.head_seen_at && pipeline.head.is_none();
        is_new && seen.subject.is_like(pipeline)
    };
    let comes = listing.what.is_being_created || listing.what.pipelines.iter().any(may_be_of_it);
    (comes && is_waited_for).then(|| Action::Wait {
        step: Step::Waiting,
        reason: told(build, Reason::Preparing { until: None }),
        until: now.saturating_add(SOON),
    })
}

/// Who made a pipeline that is not ours: GitLab's own comes while it is waited for, and who has the claim means to.
fn starter(seen: &Seen, pipeline: &Pipeline) -> Starter {
    match &seen.claim {
        Some(At { what: Claim::Taken(_), .. }) => Starter::OtherCarrick,
        _ if pipeline.created_at <= seen.own_until => Starter::GitLab,
        _ => Starter::Person,
    }
}

/// That it was asked once in vain is not forgotten over anything else that is to be told.
fn told(build: &Build, reason: Reason) -> Option<Reason> {
    if build.reason == Some(Reason::Lost) { Some(Reason::Lost) } else { Some(reason) }
}

fn fresh<T>(fact: &Option<At<T>>, good_for: i64, now: i64) -> Option<&At<T>> {
    fact.as_ref().filter(|fact| now.saturating_sub(fact.at).abs() < good_for)
}

fn over(step: Step, reason: Reason) -> Action {
    Action::End(Ended { step, reason: Some(reason), pipeline: None })
}

fn follow(pipeline: &Pipeline, starter: Starter, reason: Option<Reason>) -> Action {
    Action::Follow(Followed { pipeline: pipeline.clone(), starter, reason })
}

#[cfg(test)]
mod tests;
