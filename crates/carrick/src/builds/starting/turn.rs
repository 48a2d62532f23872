//! One turn of a build: step by step as far as it goes now. Each step stands in the journal before it is taken, and
//! each begins with what is kept about the build, read anew.

use carrick_store::build::{Build, PipelineSeen, Reason, Starter, Step};
use carrick_store::db::builds as journal;
use carrick_store::error::{Code, Error};
use carrick_store::rule::PipelineKind;
use tokio::sync::OwnedSemaphorePermit;

use super::answer::{Answer, of_failure, of_refusal};
use super::case::Case;
use super::claiming;
use super::course::next;
use super::evidence::{self, Pipeline};
use super::looking::Looker;
use super::pace;
use super::seen::{Action, After, At, Claim, Ended, Followed, Listing, Seen, Standing};
use super::state::Memory;
use crate::builds::Builds;
use crate::builds::asking::{Asked, Asker, NoAnswer};
use crate::builds::following::interval::{LONGEST, interval};
use crate::builds::following::reading;
use crate::builds::known::{Fact, LastPush};
use crate::gitlab::Unanswered;
use crate::gitlab::pipelines::{Branch, Outcome, Pipeline as Told};
use crate::pause::pause;

/// By then GitLab has noted who pushed, and how often it is asked until then (milliseconds).
const PUSH_NOTED: i64 = 90_000;
const PUSH_LOOK: i64 = 15_000;

/// No turn is longer; what is left waits for the next.
const MOST_STEPS: usize = 60;
/// How soon the next turn comes where this one came to no rest (milliseconds).
const SOON: i64 = 1_000;

/// A claim is let go so long after its pipeline was asked for (milliseconds).
const CLAIM_HELD: i64 = 10 * 60_000;

/// What was found out is good for so long at the door (milliseconds).
const LONGEST_WAIT: i64 = 2_000;

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
    let (facts, said_at) = (Facts::default(), None);
    let mut turn = Turn { builds: builds.clone(), asker, address, case, memory, facts, said_at, place: None };
    let due = turn.run().await;
    builds.starting().memories.insert(id, turn.memory);
    due
}

/// Notes that GitLab cannot be asked; says when it is tried again (Unix milliseconds).
async fn put_off(builds: &Builds, case: &Case, mut memory: Memory, error: &Error) -> Result<i64, Error> {
    tracing::info!(build = case.build.id, %error, "a build waits for GitLab");
    let wait = pause(error, memory.failures);
    memory.failures = memory.failures.saturating_add(1);
    builds.starting().memories.insert(case.build.id, memory);
    let is_told = matches!(case.build.step, Step::Waiting | Step::Claiming) && case.build.reason != Some(Reason::Lost);
    if is_told && case.build.reason != Some(Reason::Unreachable) {
        keep(builds, Build { reason: Some(Reason::Unreachable), ..case.build.clone() }).await?;
    }
    Ok(builds.clock.now().saturating_add(wait))
}

async fn keep(builds: &Builds, build: Build) -> Result<(), Error> {
    builds.db.write(move |db| journal::change(db, &build)).await?;
    builds.touch();
    Ok(())
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
        let offset = self.builds.starting().offsets.get(&self.address).copied().unwrap_or_default();
        at.saturating_sub(offset)
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
                let reason = Some(Reason::Preparing { until: Some(until) });
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
                let claim = claiming::claim(&self.builds, &self.case, &mut self.memory, now).await;
                self.keep_claim(&claim).await?;
                self.facts.claim = Some(At { what: claim, at: self.now() });
            }
            Action::Reread => {
                self.take_place().await?;
                let now = self.now();
                let standing = self.looker().reread(now).await?;
                self.note_time();
                self.facts.again = Some(At { what: standing, at: self.now() });
            }
            Action::ReadHead => {
                let head = self.looker().head().await?;
                self.note_time();
                self.facts.head_said_at = self.said_at;
                self.facts.head = Some(At { what: head, at: self.now() });
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
            Action::Verified => self.memory.verified_at = Some(self.now()),
            Action::Rest(_) if self.is_claim_over() => {
                if claiming::release(&self.builds, &self.case).await {
                    self.write(Build { claim: None, ..self.case.build.clone() }).await?;
                } else {
                    self.memory.is_claim_stuck = true;
                }
            }
            Action::Rest(until) => {
                let until = until.map(|until| self.here(until));
                let read = if self.case.build.step == Step::Following { self.follow_on().await? } else { None };
                return Ok(Then::Rest(until.into_iter().chain(read).min()));
            }
        }
        Ok(Then::GoOn)
    }

    /// GitLab notes who pushed some time after the push is seen: that it says nothing yet is not believed at once.
    async fn learn(&mut self, fact: Fact) -> Result<Then, NoAnswer> {
        self.looker().learn(fact).await?;
        self.note_time();
        let is_unsaid = fact == Fact::LastPush && self.memory.learned.last_push == Some(LastPush::NotSaid);
        let until = self.case.merge_request.head_seen_at.saturating_add(PUSH_NOTED);
        let now = self.now();
        if is_unsaid && now < until {
            self.memory.learned.last_push = None;
            let reason = Some(Reason::Preparing { until: Some(until) });
            self.enter(self.case.build.step, reason).await?;
            return Ok(Then::Rest(Some(self.here(until.min(now.saturating_add(PUSH_LOOK))))));
        }
        Ok(Then::GoOn)
    }

    fn looker(&mut self) -> Looker<'_> {
        Looker { asker: &self.asker, case: &self.case, memory: &mut self.memory, said_at: &mut self.said_at }
    }

    /// What GitLab said of the time is what its times are compared with.
    fn note_time(&mut self) {
        if let Some(said_at) = self.said_at {
            let offset = said_at.saturating_sub(self.builds.clock.now());
            self.builds.starting().offsets.insert(self.address.clone(), offset);
        }
    }

    /// Reads how far the pipeline is, if that is due; says when it is due next (Unix milliseconds), if ever.
    async fn follow_on(&mut self) -> Result<Option<i64>, NoAnswer> {
        let now = self.builds.clock.now();
        let is_on_screen = self.builds.starting().on_screen.contains(&self.case.build.id);
        let changed_at = *self.memory.changed_at.get_or_insert(now);
        let unchanged_for = now.saturating_sub(changed_at);
        let wait = interval(is_on_screen, unchanged_for);
        if let Some(due) = self.memory.read_at.map(|at| at.saturating_add(wait)).filter(|due| *due > now) {
            return Ok(Some(due));
        }
        let at = self.now();
        let read = reading::read(&self.builds, &self.asker, &self.case.build, at, unchanged_for > LONGEST).await?;
        self.memory.read_at = Some(now);
        if read.is_changed {
            self.memory.changed_at = Some(now);
        }
        if read.is_over {
            self.let_go().await;
            return Ok(None);
        }
        Ok(Some(now.saturating_add(interval(is_on_screen, if read.is_changed { 0 } else { unchanged_for }))))
    }

    /// Lets go of the claim of what is over; one that stays is swept some time.
    async fn let_go(&self) {
        if self.case.build.claim.is_some() && !claiming::release(&self.builds, &self.case).await {
            tracing::info!(build = self.case.build.id, "a claim could not be let go of");
        }
    }

    /// Whether nobody needs the claim any more: its pipeline was seen by everybody.
    fn is_claim_over(&self) -> bool {
        let build = &self.case.build;
        let over_at = build.asked_at.unwrap_or_default().saturating_add(CLAIM_HELD);
        let is_held = build.claim.is_some() && !self.memory.is_claim_stuck;
        is_held && build.step == Step::Following && self.now() >= over_at
    }

    /// Waits for a place, so that after a sleep not everything is started at once.
    async fn take_place(&mut self) -> Result<(), Error> {
        if self.place.is_none() {
            let places = self.builds.starting().places(&self.address);
            let place = places.acquire_owned().await.map_err(|_| Error::new(Code::Internal))?;
            self.place = Some(place);
        }
        Ok(())
    }

    async fn list(&mut self) -> Result<(), NoAnswer> {
        let step = self.case.build.step;
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
        self.facts.listing = Some(At { what: listing, at: self.now() });
        Ok(())
    }

    async fn keep_claim(&mut self, claim: &Claim) -> Result<(), Error> {
        let held = match claim {
            Claim::Held(id) => Some(id.clone()),
            _ => None,
        };
        if self.case.build.claim != held {
            self.write(Build { claim: held, ..self.case.build.clone() }).await?;
        }
        Ok(())
    }

    /// Notes that GitLab is asked, asks, and notes what it made before anything is thought about it. Leaving waits for
    /// all of it.
    async fn ask(&mut self) -> Result<Then, NoAnswer> {
        let now = self.builds.clock.now();
        let paced = pace::ask(self.builds.starting().asked.entry(self.case.watch.link_id).or_default(), now);
        if let Err(until) = paced {
            self.enter(Step::Claiming, self.told(Reason::TooMany)).await?;
            return Ok(Then::Rest(Some(until)));
        }
        let builds = self.builds.clone();
        let _under_way = builds.gate.enter_unless_leaving().await;
        if !(0..LONGEST_WAIT).contains(&builds.clock.now().saturating_sub(now)) {
            // Whether it may still be asked is to be looked at again.
            return Ok(Then::GoOn);
        }
        let build = &self.case.build;
        let snapshot = &self.case.merge_request.snapshot;
        let asked_at = self.facts.head_said_at.unwrap_or_else(|| self.now());
        self.write(Build {
            step: Step::Asking,
            asked_at: Some(asked_at),
            pipeline: None,
            target_branch: snapshot.target_branch.clone(),
            source_project: snapshot.source_project,
            ..build.clone()
        })
        .await?;
        let answer = self.post().await;
        self.place = None;
        self.facts = Facts { answer: Some(answer?), ..Facts::default() };
        Ok(Then::GoOn)
    }

    async fn post(&mut self) -> Result<Answer, NoAnswer> {
        let (project_id, snapshot) = (self.case.watch.project_id, self.case.merge_request.snapshot.clone());
        let kind = self.case.kind();
        let question = async |it: Asked| {
            let started = match &kind {
                PipelineKind::MergeRequest => {
                    it.gitlab.start_merge_request_pipeline(it.caller(), project_id, snapshot.iid).await
                }
                PipelineKind::Branch { inputs, variables } => {
                    let branch = Branch { reference: &snapshot.source_branch, inputs, variables };
                    it.gitlab.start_branch_pipeline(it.caller(), project_id, branch).await
                }
            };
            started.map_err(Unanswered::from)
        };
        let answer = self.asker.ask(question).await;
        let now = self.now();
        match answer {
            Ok(said) => match said.what {
                Outcome::Done(told) => self.answered(told).await,
                Outcome::Refused(refusal) => {
                    let level = self.memory.learned.level.of_member();
                    Ok(of_refusal(refusal.why, level, self.case.is_prepared(), now))
                }
            },
            Err(NoAnswer::Stopped { error, is_lost }) => {
                tracing::warn!(build = self.case.build.id, %error, is_lost, "a pipeline could not be asked for");
                Ok(of_failure(&error, is_lost, now))
            }
            Err(NoAnswer::Older | NoAnswer::Less) => Ok(Answer::Lost),
        }
    }

    async fn answered(&mut self, told: Told) -> Result<Answer, NoAnswer> {
        let kept = kept(told.id, told.project_id, &told.status, self.builds.clock.now());
        let starter = Some(Starter::Carrick);
        self.write(Build { pipeline: Some(kept), starter, ..self.case.build.clone() }).await?;
        Ok(Answer::Made(self.looker().made(told).await?))
    }

    fn told(&self, reason: Reason) -> Option<Reason> {
        Some(if self.case.build.reason == Some(Reason::Lost) { Reason::Lost } else { reason })
    }

    async fn enter(&mut self, step: Step, reason: Option<Reason>) -> Result<(), Error> {
        let build = &self.case.build;
        if step != build.step {
            self.facts = Facts::default();
            self.memory.looking_since = None;
        }
        if (step, &reason) == (build.step, &build.reason) {
            return Ok(());
        }
        self.write(Build { step, reason, ..build.clone() }).await
    }

    async fn follow(&mut self, followed: Followed) -> Result<(), Error> {
        let Followed { pipeline, starter, reason } = followed;
        let kept = kept(pipeline.id, pipeline.project_id, &pipeline.status, self.builds.clock.now());
        self.facts = Facts::default();
        let build = self.case.build.clone();
        self.write(Build { step: Step::Following, reason, starter: Some(starter), pipeline: Some(kept), ..build }).await
    }

    /// Cancels what the journal says is ours, having noted it there.
    async fn cancel(&mut self, pipeline: Pipeline, then: After) -> Result<(), NoAnswer> {
        let (project_id, id) = (pipeline.project_id, pipeline.id);
        let build = self.case.build.clone();
        if build.pipeline.as_ref().is_none_or(|known| known.id != id) {
            let kept = kept(id, project_id, &pipeline.status, self.builds.clock.now());
            let starter = Some(Starter::Carrick);
            self.write(Build { pipeline: Some(kept), starter, ..build }).await?;
        }
        if !evidence::is_final(&pipeline.status) {
            let cancelled =
                self.asker.ask(async |it| Ok(it.gitlab.cancel_pipeline(it.caller(), project_id, id).await?));
            match cancelled.await?.what {
                Outcome::Done(told) => {
                    let kept = kept(id, project_id, &told.status, self.builds.clock.now());
                    self.write(Build { pipeline: Some(kept), ..self.case.build.clone() }).await?;
                }
                Outcome::Refused(refusal) => {
                    tracing::warn!(build = self.case.build.id, why = ?refusal.why, "a pipeline could not be cancelled");
                }
            }
        }
        match then {
            After::End(ended) => self.end(ended).await?,
            After::Follow(followed) => self.follow(followed).await?,
        }
        Ok(())
    }

    async fn end(&mut self, ended: Ended) -> Result<(), Error> {
        let Ended { step, reason, pipeline } = ended;
        let now = self.builds.clock.now();
        let build = self.case.build.clone();
        let is_known = |it: &Pipeline| build.pipeline.as_ref().is_some_and(|known| known.id == it.id);
        let told = pipeline.filter(|it| !is_known(it)).map(|it| kept(it.id, it.project_id, &it.status, now));
        let ended_at = (step == Step::Over).then(|| self.now());
        self.facts = Facts::default();
        self.write(Build { step, reason, pipeline: told.or(build.pipeline.clone()), ended_at, ..build }).await?;
        if step == Step::Over {
            self.let_go().await;
        }
        Ok(())
    }

    async fn write(&mut self, build: Build) -> Result<(), Error> {
        keep(&self.builds, build.clone()).await?;
        self.case.build = build;
        Ok(())
    }
}

fn kept(id: i64, project_id: i64, status: &str, seen_at: i64) -> PipelineSeen {
    PipelineSeen { id, project_id, status: status.to_owned(), seen_at }
}
