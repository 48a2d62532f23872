//! One turn of a build: step by step as far as it goes now. Each step stands in the journal before it is taken, and
//! each begins with what is kept about the build, read anew.

mod finding;
mod noting;
mod posting;

use carrick_store::build::{Build, Reason, Step};
use carrick_store::db::builds as journal;
use carrick_store::error::Error;
use tokio::sync::OwnedSemaphorePermit;

use super::answer::Answer;
use super::case::Case;
use super::claiming;
use super::course::next;
use super::seen::{Action, At, Claim, Listing, Seen, Standing};
use super::state::Memory;
use crate::builds::Builds;
use crate::builds::asking::{Asker, NoAnswer};
use crate::pause::pause;

/// No turn is longer; what is left waits for the next.
const MOST_STEPS: usize = 60;

/// How soon the next turn comes where this one came to no rest (milliseconds).
const SOON: i64 = 1_000;

/// What was found out in this turn.
#[derive(Default)]
struct Facts {
    listing: Option<At<Listing>>,
    claim: Option<At<Claim>>,
    again: Option<At<Standing>>,
    head: Option<At<Option<String>>>,
    answer: Option<Answer>,
    /// What GitLab said of the time when it told the head.
    head_said_at: Option<i64>,
}

/// One turn of a build.
pub(super) struct Turn {
    builds: Builds,
    asker: Asker,
    address: String,
    case: Case,
    memory: Memory,
    facts: Facts,
    said_at: Option<i64>,
    /// A place for a start at the instance, from the last looks to the answer.
    place: Option<OwnedSemaphorePermit>,
    /// Whether somebody else had moved the build when it was last written down.
    is_behind: bool,
}

/// What comes of a step.
enum Then {
    /// The next one, at once.
    GoOn,
    /// The next turn at that time of this computer's (Unix milliseconds), or none by itself.
    Rest(Option<i64>),
}

/// Takes a turn; says when the next is due (Unix milliseconds), where it is. A build that is gone has none.
pub(super) async fn take(builds: &Builds, id: i64) -> Result<Option<i64>, Error> {
    let Some(case) = Case::read(builds, id).await? else { return Ok(None) };
    let memory = builds.starting().memories.get(&id).cloned().unwrap_or_default();
    let asker = match Asker::of(builds, case.watch.link_id).await {
        Ok(asker) => asker,
        Err(error) => return Ok(Some(put_off(builds, &case, memory, &error).await?)),
    };
    let address = case.instance.address();
    note_last_look(builds, &address, &case);
    let (facts, said_at) = (Facts::default(), None);
    let mut turn =
        Turn { builds: builds.clone(), asker, address, case, memory, facts, said_at, place: None, is_behind: false };
    let due = turn.run().await;
    builds.starting().memories.insert(id, turn.memory);
    due
}

/// What time it is at an instance that this process has not heard of yet, by the last look at the project.
fn note_last_look(builds: &Builds, address: &str, case: &Case) {
    if let Some((told_at, looked_at)) = case.watch.told_at.zip(case.watch.looked_at) {
        builds.starting().note_first_time(address, told_at, looked_at);
    }
}

/// Notes that GitLab cannot be asked; says when it is tried again (Unix milliseconds).
async fn put_off(builds: &Builds, case: &Case, mut memory: Memory, error: &Error) -> Result<i64, Error> {
    tracing::info!(build = case.build.id, %error, "a build waits for GitLab");
    let wait = pause(error, memory.failures);
    memory.failures = memory.failures.saturating_add(1);
    builds.starting().memories.insert(case.build.id, memory);
    let is_told = matches!(case.build.step, Step::Waiting | Step::Claiming) && case.build.reason != Some(Reason::Lost);
    if is_told && case.build.reason != Some(Reason::Unreachable) {
        let build = Build { reason: Some(Reason::Unreachable), ..case.build.clone() };
        keep(builds, build.step, build).await?;
    }
    Ok(builds.clock.now().saturating_add(wait))
}

/// Writes down a build that was at this step; whether it still was.
async fn keep(builds: &Builds, from: Step, build: Build) -> Result<bool, Error> {
    let is_kept = builds.db.write(move |db| journal::change_from(db, from, &build)).await?;
    builds.touch();
    Ok(is_kept)
}

impl Turn {
    async fn run(&mut self) -> Result<Option<i64>, Error> {
        for _ in 0..MOST_STEPS {
            let Some(case) = Case::read(&self.builds, self.case.build.id).await? else { return Ok(None) };
            self.case = case;
            self.memory.head = self.case.merge_request.snapshot.sha.clone();
            let now = self.now();
            let action = match self.early_look(now) {
                Some(action) => action,
                None => next(&self.case.build, &self.seen(now), now),
            };
            match self.perform(action).await {
                Ok(Then::GoOn) => {}
                Ok(Then::Rest(due)) => {
                    self.memory.failures = 0;
                    return Ok(due);
                }
                Err(why) => {
                    let error = why.told(&self.case.instance);
                    let due = put_off(&self.builds, &self.case, self.memory.clone(), &error).await?;
                    self.memory.failures = self.memory.failures.saturating_add(1);
                    return Ok(Some(due));
                }
            }
        }
        Ok(Some(self.builds.clock.now().saturating_add(SOON)))
    }

    fn now(&self) -> i64 {
        self.builds.starting().at_instance(&self.address, self.builds.clock.now())
    }

    /// The same moment by this computer's clock.
    fn here(&self, at: i64) -> i64 {
        self.builds.starting().here(&self.address, at, self.builds.clock.now())
    }

    fn seen(&self, now: i64) -> Seen {
        let Facts { listing, claim, again, head, answer, .. } = &self.facts;
        let (case, memory) = (&self.case, &self.memory);
        Seen {
            subject: case.subject(),
            user_id: case.user_id,
            is_of_fork: case.is_of_fork(),
            head_seen_at: case.merge_request.head_seen_at,
            own_until: case.merge_request.head_seen_at.saturating_add(case.grace(memory)),
            cancels_superseded: case.rule.as_ref().is_some_and(|rule| rule.terms.cancels_superseded),
            known_pipelines: case.known_pipelines.clone(),
            looking_since: memory.looking_since,
            verified_at: memory.verified_at,
            second_seen_at: memory.second_seen_at,
            here: case.here(memory, now),
            listing: listing.clone(),
            claim: claim.clone(),
            again: again.clone(),
            head: head.clone(),
            answer: answer.clone(),
        }
    }

    /// Where GitLab tells what it is creating, it is asked before the time is up that is its own.
    fn early_look(&self, now: i64) -> Option<Action> {
        let at = self.case.early_look(&self.memory).filter(|_| self.case.build.step == Step::Waiting)?;
        let tells = self.builds.starting().tells_creations.get(&self.address).copied().unwrap_or(true);
        let is_time_left = at < self.case.merge_request.head_seen_at.saturating_add(self.case.grace(&self.memory));
        match now >= at {
            _ if !tells || !is_time_left => None,
            true => Some(Action::List),
            false => {
                let until = self.case.merge_request.head_seen_at.saturating_add(self.case.grace(&self.memory));
                let reason = self.told(Reason::Preparing { until: Some(until) });
                Some(Action::Wait { step: Step::Waiting, reason, until: at })
            }
        }
    }

    async fn perform(&mut self, action: Action) -> Result<Then, NoAnswer> {
        match action {
            Action::Learn(fact) => return self.learn(fact).await,
            Action::List => self.list().await?,
            Action::Claim => {
                let now = self.now();
                let claimed = claiming::claim(&self.builds, &self.case, &mut self.memory, now).await?;
                self.keep_claim(claimed.own).await?;
                // Whoever slept while it was answered has an old answer.
                self.facts.claim = Some(At { what: claimed.claim, at: now });
            }
            Action::Reread => {
                self.take_place().await?;
                let now = self.now();
                let standing = self.looker().reread(now).await?;
                self.note_time();
                self.facts.again = Some(At { what: standing, at: now });
            }
            Action::ReadHead => {
                let now = self.now();
                let head = self.looker().head().await?;
                self.note_time();
                self.facts.head_said_at = self.said_at;
                self.facts.head = Some(At { what: head, at: now });
            }
            Action::Ask => return self.ask().await,
            Action::ReadBack => {
                let made = self.looker().read_back().await?;
                self.note_time();
                self.facts.answer = Some(Answer::Made(made));
            }
            Action::Enter(step, reason) => self.enter(step, reason).await?,
            Action::Wait { step, reason, until } => {
                self.enter(step, reason).await?;
                return Ok(Then::Rest(Some(self.here(until))));
            }
            Action::Follow(followed) => self.follow(followed).await?,
            Action::Cancel { pipeline, then } => self.cancel(pipeline, then).await?,
            Action::End(ended) => {
                self.end(ended).await?;
                return Ok(Then::Rest(None));
            }
            Action::Verified => {
                self.memory.verified_at = Some(self.now());
                self.memory.second_seen_at = None;
            }
            Action::SecondSeen => self.memory.second_seen_at = Some(self.now()),
            Action::Rest(until) => {
                let until = until.map(|until| self.here(until));
                let read = if self.case.build.step == Step::Following { self.follow_on().await? } else { None };
                return Ok(Then::Rest(until.into_iter().chain(read).min()));
            }
        }
        Ok(Then::GoOn)
    }
}
