//! What each field of a pipeline, a job and a person is.

use super::resolve::{Node, Resolver, global};
use super::run::{Arguments, Outcome};
use crate::clock::stamp_of_seconds as stamp;
use crate::pipelines::{self, Job, JobStatus, Pipeline};
use crate::state::users::User;
use serde_json::{Value, json};

impl Resolver<'_> {
    pub(crate) fn pipeline(&self, row: &Pipeline, name: &str, arguments: &Arguments) -> Result<Outcome, String> {
        let world = &self.asked.world;
        let of = |id: Option<u64>| {
            id.and_then(|id| world.shown_pipeline(id)).map(|one| Node::Pipeline(Box::new(one.clone())))
        };
        match name {
            "user" => Ok(Outcome::One(world.user(row.user_id).map(|user| Node::User(Box::new(user.clone()))))),
            "project" => {
                let project = world.projects.row(row.project_id).filter(|one| self.viewer.sees(one));
                Ok(Outcome::One(project.map(|one| Node::Project(Box::new(one.clone())))))
            }
            "upstream" => Ok(Outcome::One(of(row.parent_id))),
            "downstream" => {
                let ids = world.pipelines.jobs_of(row.id).filter_map(|job| job.downstream).collect();
                self.pipelines(ids, arguments)
            }
            "jobs" => self.jobs(row, arguments),
            _ => Ok(Outcome::Value(self.of_pipeline(row, name))),
        }
    }

    fn of_pipeline(&self, row: &Pipeline, name: &str) -> Value {
        let world = &self.asked.world;
        let time = |moment: Option<i64>| moment.map(stamp);
        let url = pipelines::body::web_url(self.asked.instance, world, row);
        let jobs = || world.pipelines.jobs_of(row.id).filter(|job| !job.retried);
        match name {
            "id" => global("Ci::Pipeline", row.id).into(),
            "iid" => row.iid.to_string().into(),
            "status" => row.status.word().to_uppercase().into(),
            "sha" => row.sha.clone().into(),
            "ref" => row.ref_name.clone().into(),
            "path" => url.strip_prefix(&self.asked.instance.url()).into(),
            "source" => row.source.clone().into(),
            "createdAt" => stamp(row.created_at).into(),
            "updatedAt" => stamp(row.updated_at).into(),
            "startedAt" => time(row.started_at).into(),
            "finishedAt" => time(row.finished_at).into(),
            "duration" => row.finished_at.zip(row.started_at).map(|(end, start)| (end - start) / 1000).into(),
            "active" => (!row.has_ended() && !matches!(row.status, JobStatus::Manual | JobStatus::Scheduled)).into(),
            "complete" => row.has_ended().into(),
            "cancelable" => jobs().any(|job| !job.status.is_final() && job.status != JobStatus::Manual).into(),
            "retryable" => jobs().any(|job| matches!(job.status, JobStatus::Failed | JobStatus::Canceled)).into(),
            "child" => row.parent_id.is_some().into(),
            "warnings" => jobs().any(|job| job.allow_failure && job.status == JobStatus::Failed).into(),
            "yamlErrors" => row.yaml_errors.is_some().into(),
            _ if row.source != "merge_request_event" => Value::Null,
            _ => if row.source_sha.is_some() { "MERGED_RESULT" } else { "DETACHED" }.into(),
        }
    }

    pub(crate) fn job(&self, job: &Job, name: &str) -> Value {
        let time = |moment: Option<i64>| moment.map(stamp);
        let pipeline = self.asked.world.pipelines.row(job.pipeline_id);
        let project = pipeline.and_then(|one| self.asked.world.projects.row(one.project_id));
        let path = project.map(|one| one.path.clone()).unwrap_or_default();
        match name {
            "id" => global(if job.is_bridge() { "Ci::Bridge" } else { "Ci::Build" }, job.id).into(),
            "name" => job.name.clone().into(),
            "status" => job.status.word().to_uppercase().into(),
            "allowFailure" => job.allow_failure.into(),
            "retried" => job.retried.into(),
            "manualJob" => job.plan.manual.into(),
            "startedAt" => time(job.started_at).into(),
            "finishedAt" => time(job.finished_at).into(),
            "webPath" => format!("/{path}/-/jobs/{}", job.id).into(),
            _ => json!({ "name": job.stage }),
        }
    }

    pub(crate) fn user(&self, user: &User, name: &str) -> Value {
        match name {
            "id" => global("User", user.id).into(),
            "username" => user.username.clone().into(),
            "name" => user.name.clone().into(),
            "avatarUrl" => user.avatar.url(self.asked.instance, "user", user.id).into(),
            "webUrl" => format!("{}/{}", self.asked.instance.url(), user.username).into(),
            "webPath" => format!("/{}", user.username).into(),
            _ => user.state.api_word().into(),
        }
    }
}
