//! Writing down how far a build is.

use carrick_store::build::{Build, PipelineSeen, Reason, Starter, Step};
use carrick_store::db::watches;
use carrick_store::error::Error;

use super::super::evidence::Pipeline;
use super::super::seen::{Ended, Followed};
use super::{Facts, Turn, keep};
use crate::builds::pausing;

impl Turn {
    pub(super) async fn keep_claim(&mut self, held: Option<String>) -> Result<(), Error> {
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
        self.note_who_builds(&pipeline, starter).await?;
        let build = self.case.build.clone();
        self.write(Build { step: Step::Following, reason, starter: Some(starter), pipeline: Some(kept), ..build }).await
    }

    /// Keeps that GitLab was seen to build here by itself, until none of the last ones was built so.
    async fn note_who_builds(&self, pipeline: &Pipeline, starter: Starter) -> Result<(), Error> {
        let is_own = starter == Starter::GitLab && self.case.is_own_by_its_time(pipeline.created_at);
        let is_long_over = self.case.never_builds && starter != Starter::GitLab;
        match self.case.watch.self_built_at {
            _ if is_own => self.note_self_built(Some(self.now())).await,
            Some(_) if is_long_over => self.note_self_built(None).await,
            _ => Ok(()),
        }
    }

    async fn note_self_built(&self, at: Option<i64>) -> Result<(), Error> {
        let id = self.case.watch.id;
        self.builds.db.write(move |db| watches::set_self_built(db, id, at)).await
    }

    pub(super) async fn end(&mut self, ended: Ended) -> Result<(), Error> {
        let Ended { step, reason, pipeline } = ended;
        if reason == Some(Reason::GitLabBuilds) {
            // It was waited for in vain: the next one is not.
            self.note_self_built(None).await?;
        }
        let now = self.builds.clock.now();
        let build = self.case.build.clone();
        let is_known = |it: &Pipeline| build.pipeline.as_ref().is_some_and(|known| known.id == it.id);
        let told = pipeline.filter(|it| !is_known(it)).map(|it| kept(it.id, it.project_id, &it.status, now));
        let ended_at = (step == Step::Over).then(|| self.now());
        self.facts = Facts::default();
        let is_paused = matches!(reason, Some(Reason::Paused { .. }));
        self.write(Build { step, reason, pipeline: told.or(build.pipeline.clone()), ended_at, ..build }).await?;
        if is_paused {
            // The pause may have ended meanwhile.
            pausing::catch_up(&self.builds).await?;
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
