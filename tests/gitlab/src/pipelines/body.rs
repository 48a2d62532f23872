//! What the API says of pipelines and jobs.

use super::{Job, JobStatus, Pipeline};
use crate::clock::stamp;
use crate::instance::Instance;
use crate::merge_requests::body::person;
use crate::projects::Project;
use crate::state::World;
use serde_json::{Map, Value, json};

fn path(world: &World, project: u64) -> String {
    world.projects.row(project).map(|project| project.path.clone()).unwrap_or_default()
}

pub(crate) fn web_url(instance: &Instance, world: &World, pipeline: &Pipeline) -> String {
    format!("{}/{}/-/pipelines/{}", instance.url(), path(world, pipeline.project_id), pipeline.id)
}

/// The row of a list.
pub(crate) fn basic(instance: &Instance, world: &World, pipeline: &Pipeline) -> Value {
    json!({
        "id": pipeline.id,
        "iid": pipeline.iid,
        "project_id": pipeline.project_id,
        "sha": pipeline.sha,
        "ref": pipeline.ref_name,
        "status": pipeline.status.word(),
        "source": pipeline.source,
        "created_at": stamp(pipeline.created_at),
        "updated_at": stamp(pipeline.updated_at),
        "web_url": web_url(instance, world, pipeline),
        "name": null,
    })
}

/// The single one.
pub(crate) fn single(instance: &Instance, world: &World, pipeline: &Pipeline) -> Value {
    let mut body = basic(instance, world, pipeline);
    let time = |moment: Option<i64>| moment.map(stamp);
    let ended = pipeline.finished_at.zip(pipeline.started_at);
    let more = json!({
        "before_sha": "0000000000000000000000000000000000000000",
        "tag": false,
        "yaml_errors": pipeline.yaml_errors,
        "user": world.user(pipeline.user_id).map(|user| person(instance, user)),
        "started_at": time(pipeline.started_at),
        "finished_at": time(pipeline.finished_at),
        "committed_at": null,
        "duration": ended.map(|(end, start)| (end - start) / 1000),
        "queued_duration": pipeline.started_at.map(|start| (start - pipeline.created_at) / 1000),
        "coverage": null,
        "archived": false,
        "detailed_status": detailed(world, pipeline),
    });
    if let (Value::Object(body), Value::Object(more)) = (&mut body, more) {
        body.extend(more);
    }
    body
}

/// The words for people: a success with a forgiven failure in it is one with warnings.
fn detailed(world: &World, pipeline: &Pipeline) -> Value {
    let forgiven = |job: &Job| !job.retried && job.allow_failure && job.status == JobStatus::Failed;
    let warns = pipeline.status == JobStatus::Success && world.pipelines.jobs_of(pipeline.id).any(forgiven);
    let word = pipeline.status.word();
    let (icon, text, label, group) = match pipeline.status {
        _ if warns => ("status_warning", "Warning", "passed with warnings", "success-with-warnings"),
        JobStatus::Success => ("status_success", "Passed", "passed", "success"),
        _ => ("status", word, word, word),
    };
    json!({
        "icon": if icon == "status" { format!("status_{word}") } else { icon.to_owned() },
        "text": text,
        "label": label,
        "group": group,
        "tooltip": label,
        "has_details": true,
        "details_path": format!("/{}/-/pipelines/{}", path(world, pipeline.project_id), pipeline.id),
        "illustration": null,
        "favicon": format!("/assets/ci_favicons/favicon_status_{word}.png"),
    })
}

/// A job.
pub(crate) fn job(instance: &Instance, world: &World, job: &Job) -> Value {
    let Some(pipeline) = world.pipelines.row(job.pipeline_id) else { return Value::Null };
    let url = format!("{}/{}/-/jobs/{}", instance.url(), path(world, pipeline.project_id), job.id);
    let mut body = common(instance, world, job, pipeline, &url);
    let more = json!({
        "ref": pipeline.ref_name,
        "artifacts": [],
        "runner": if job.started_at.is_some() { json!({ "id": 1, "description": "shared", "active": true }) } else { Value::Null },
        "runner_manager": null,
        "artifacts_expire_at": null,
        "archived": false,
        "tag_list": job.plan.tags,
        "project": { "ci_job_token_scope_enabled": false },
    });
    if let Value::Object(more) = more {
        body.extend(more);
    }
    Value::Object(body)
}

/// A bridge: it has no log, and where it leads is said.
pub(crate) fn bridge(instance: &Instance, world: &World, job: &Job) -> Value {
    let Some(pipeline) = world.pipelines.row(job.pipeline_id) else { return Value::Null };
    let url = format!("{}/{}/-/jobs/{}", instance.url(), path(world, pipeline.project_id), job.id);
    let mut body = common(instance, world, job, pipeline, &url);
    let downstream = job.downstream.and_then(|id| world.shown_pipeline(id));
    body.insert("ref".to_owned(), pipeline.ref_name.clone().into());
    body.insert("downstream_pipeline".to_owned(), downstream.map(|one| basic(instance, world, one)).into());
    Value::Object(body)
}

fn common(instance: &Instance, world: &World, job: &Job, pipeline: &Pipeline, url: &str) -> Map<String, Value> {
    let time = |moment: Option<i64>| moment.map(stamp);
    let ended = job.finished_at.zip(job.started_at);
    #[allow(clippy::cast_precision_loss, reason = "seconds of a job are few")]
    let seconds = |from: i64, to: i64| (to - from) as f64 / 1000.0;
    let value = json!({
        "id": job.id,
        "status": job.status.word(),
        "stage": job.stage,
        "name": job.name,
        "tag": false,
        "coverage": null,
        "allow_failure": job.allow_failure,
        "created_at": stamp(job.created_at),
        "started_at": time(job.started_at),
        "finished_at": time(job.finished_at),
        "erased_at": null,
        "duration": ended.map(|(end, start)| seconds(start, end)),
        "queued_duration": job.queued_at.zip(job.started_at).map(|(queued, start)| seconds(queued, start)),
        "failure_reason": job.failure_reason,
        "user": world.user(pipeline.user_id).map(|user| person(instance, user)),
        "commit": {
            "id": pipeline.sha,
            "short_id": pipeline.sha.get(..8),
            "title": "Change something",
            "message": "Change something",
            "author_name": "Robin Hale",
            "author_email": "robin@example.com",
        },
        "pipeline": basic(instance, world, pipeline),
        "web_url": url,
    });
    let Value::Object(mut map) = value else { return Map::new() };
    if job.status != JobStatus::Failed {
        map.remove("failure_reason");
    }
    map
}

/// A status that somebody posted.
pub(crate) fn status(instance: &Instance, world: &World, job: &Job, project: &Project) -> Value {
    let pipeline = world.pipelines.row(job.pipeline_id);
    let posted = job.posted.clone().unwrap_or_default();
    let by = if job.posted.is_some() { posted.user_id } else { pipeline.map(|one| one.user_id).unwrap_or_default() };
    json!({
        "id": job.id,
        "sha": pipeline.map(|one| one.sha.clone()),
        "ref": pipeline.map(|one| one.ref_name.clone()),
        "status": job.status.word(),
        "name": job.name,
        "target_url": posted.target_url.or_else(|| {
            job.posted.is_none().then(|| format!("{}/{}/-/jobs/{}", instance.url(), project.path, job.id))
        }),
        "description": posted.description,
        "created_at": stamp(job.created_at),
        "started_at": job.started_at.map(stamp),
        "finished_at": job.finished_at.map(stamp),
        "allow_failure": job.allow_failure,
        "coverage": null,
        "pipeline_id": job.pipeline_id,
        "author": world.user(by).map(|user| person(instance, user)),
    })
}
