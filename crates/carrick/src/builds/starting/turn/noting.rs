//! Writing down how far a build is.

use carrick_store::build::{Build, PipelineSeen, Reason, Step};
use carrick_store::error::Error;

use super::super::claiming;
use super::super::evidence::Pipeline;
use super::super::seen::{Claim, Ended, Followed};
use super::{Facts, Turn, keep};

/// A claim is let go so long after its pipeline was asked for (milliseconds).
const CLAIM_HELD: i64 = 10 * 60_000;

impl Turn {
    /// Lets go of the claim of what is over; one that stays is swept some time.
    pub(super) async fn let_go(&self) {
        if self.case.build.claim.is_some() && !claiming::release(&self.builds, &self.case).await {
            tracing::info!(build = self.case.build.id, "a claim could not be let go of");
        }
    }

    /// Whether nobody needs the claim any more: its pipeline was seen by everybody.
    pub(super) fn is_claim_over(&self) -> bool {
        let build = &self.case.build;
        let over_at = build.asked_at.unwrap_or_default().saturating_add(CLAIM_HELD);
        let is_held = build.claim.is_some() && !self.memory.is_claim_stuck;
        is_held && build.step == Step::Following && self.now() >= over_at
    }

    pub(super) async fn keep_claim(&mut self, claim: &Claim) -> Result<(), Error> {
        let held = match claim {
            Claim::Held(id) => Some(id.clone()),
            _ => None,
        };
        if self.case.build.claim != held {
            self.write(Build { claim: held, ..self.case.build.clone() }).await?;
        }
        Ok(())
    }

    pub(super) fn told(&self, reason: Reason) -> Option<Reason> {
        Some(if self.case.build.reason == Some(Reason::Lost) { Reason::Lost } else { reason })
    }

    pub(super) async fn enter(&mut self, step: Step, reason: Option<Reason>) -> Result<(), Error> {
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

    pub(super) async fn follow(&mut self, followed: Followed) -> Result<(), Error> {
        let Followed { pipeline, starter, reason } = followed;
        let kept = kept(pipeline.id, pipeline.project_id, &pipeline.status, self.builds.clock.now());
        self.facts = Facts::default();
        let build = self.case.build.clone();
        self.write(Build { step: Step::Following, reason, starter: Some(starter), pipeline: Some(kept), ..build }).await
    }

    pub(super) async fn end(&mut self, ended: Ended) -> Result<(), Error> {
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

    /// Writes the build down, unless somebody else has moved it meanwhile: the next step begins with what is there then.
    pub(super) async fn write(&mut self, build: Build) -> Result<(), Error> {
        self.is_behind = !keep(&self.builds, self.case.build.step, build.clone()).await?;
        if !self.is_behind {
            self.case.build = build;
        }
        Ok(())
    }
}

pub(super) fn kept(id: i64, project_id: i64, status: &str, seen_at: i64) -> PipelineSeen {
    PipelineSeen { id, project_id, status: status.to_owned(), seen_at }
}
