//! Asking GitLab for a pipeline, and cancelling one: each is in the journal before it is done.

use carrick_store::build::{Build, Reason, Starter, Step};
use carrick_store::error::{Code, Error};
use carrick_store::rule::PipelineKind;

use super::super::answer::{Answer, of_failure, of_refusal};
use super::super::evidence::{Pipeline, is_final};
use super::super::pace;
use super::super::seen::After;
use super::noting::kept;
use super::{Facts, Then, Turn};
use crate::builds::asking::{Asked, NoAnswer};
use crate::gitlab::Unanswered;
use crate::gitlab::pipelines::{Branch, Outcome, Pipeline as Told};

/// What was found out is good for so long at the door (milliseconds).
const LONGEST_WAIT: i64 = 2_000;

impl Turn {
    /// Waits for a place, so that after a sleep not everything is started at once.
    pub(super) async fn take_place(&mut self) -> Result<(), Error> {
        if self.place.is_none() {
            let places = self.builds.starting().places(&self.address);
            let place = places.acquire_owned().await.map_err(|_| Error::new(Code::Internal))?;
            self.place = Some(place);
        }
        Ok(())
    }

    /// Notes that GitLab is asked, asks, and notes what it made before anything is thought about it. Leaving waits for
    /// all of it.
    pub(super) async fn ask(&mut self) -> Result<Then, NoAnswer> {
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
        if self.is_behind {
            return Ok(Then::GoOn);
        }
        let answer = self.post().await;
        self.place = None;
        self.facts = Facts { answer: Some(answer?), ..Facts::default() };
        Ok(Then::GoOn)
    }

    pub(super) async fn post(&mut self) -> Result<Answer, NoAnswer> {
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

    pub(super) async fn answered(&mut self, told: Told) -> Result<Answer, NoAnswer> {
        let kept = kept(told.id, told.project_id, &told.status, self.builds.clock.now());
        let starter = Some(Starter::Carrick);
        self.write(Build { pipeline: Some(kept), starter, ..self.case.build.clone() }).await?;
        Ok(Answer::Made(self.looker().made(told).await?))
    }

    /// Cancels what the journal says is ours, having noted it there.
    pub(super) async fn cancel(&mut self, pipeline: Pipeline, then: After) -> Result<(), NoAnswer> {
        let (project_id, id) = (pipeline.project_id, pipeline.id);
        let build = self.case.build.clone();
        if build.pipeline.as_ref().is_none_or(|known| known.id != id) {
            let kept = kept(id, project_id, &pipeline.status, self.builds.clock.now());
            let starter = Some(Starter::Carrick);
            self.write(Build { pipeline: Some(kept), starter, ..build }).await?;
        }
        if !is_final(&pipeline.status) {
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
}
