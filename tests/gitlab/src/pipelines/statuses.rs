//! Statuses of commits that others post: GitLab's state machine, and the external pipelines that come of it.

use super::create::Wish;
use super::jobs::Posted;
use super::{Job, JobStatus, body};
use crate::asked::Asked;
use crate::ci::NewJob;
use crate::code::commits::resolve;
use crate::instance::Instance;
use crate::projects::{AccessLevel, Project};
use crate::respond::{self, Answer, Refused, either, error, forbidden, message};
use crate::routes::{Call, Server};
use crate::seen::SeenRequest;
use crate::state::World;
use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{Response, StatusCode};

/// GitLab looks at so many of the newest pipelines of a commit.
const LOOKED_AT: usize = 100;
const STATES: [&str; 6] = ["pending", "running", "success", "failed", "canceled", "skipped"];

/// `POST /api/v4/projects/:id/statuses/:sha`
pub(crate) async fn post(
    State(instance): Server,
    Extension(call): Call,
    Path((id, sha)): Path<(String, String)>,
) -> Response<Body> {
    either(posted(&instance, &call, &id, &sha))
}

/// `GET /api/v4/projects/:id/repository/commits/:sha/statuses`
pub(crate) fn listed(instance: &Instance, call: &SeenRequest, id: &str, sha: &str) -> Answer {
    let asked = Asked::reading(instance, call)?;
    let project = asked.readable(id)?;
    let fits = |name: &str, value: &str| call.param(name).is_none_or(|wanted| wanted == value);
    let pipelines = asked
        .world
        .pipelines
        .of_project(project.id)
        .filter(|one| one.sha == sha && fits("ref", &one.ref_name) && fits("pipeline_id", &one.id.to_string()));
    let all = call.param("all") == Some("true");
    let jobs = pipelines.flat_map(|one| asked.world.pipelines.jobs_of(one.id));
    let mut rows: Vec<Job> = jobs.filter(|job| fits("name", &job.name) && (all || !job.retried)).cloned().collect();
    rows.sort_by_key(|job| job.id);
    asked.page(rows, |job| body::status(instance, &asked.world, &job, &project))
}

fn posted(instance: &Instance, call: &SeenRequest, id: &str, sha: &str) -> Answer {
    let asked = Asked::writing(instance, call)?;
    let project = asked.project(id)?;
    asked.demand(&project, AccessLevel::Developer)?;
    let by = asked.user_id();
    drop(asked);
    let state = call.param("state").ok_or_else(|| error(StatusCode::BAD_REQUEST, "state is missing"))?;
    if !STATES.contains(&state) {
        return Err(error(StatusCode::BAD_REQUEST, "state does not have a valid value"));
    }
    let not = |what: &str| message(StatusCode::NOT_FOUND, &format!("404 {what} Not Found"));
    let sha = resolve(instance, &project, sha).ok_or_else(|| not("Commit"))?;
    let branch = first_branch(instance, &project, &sha);
    let mut world = instance.world();
    let pipeline = pipeline(&mut world, call, (&project, &sha, branch, by))?;
    let name = call.param("name").or_else(|| call.param("context")).unwrap_or("default").to_owned();
    let job = open_status(&world, pipeline, &name, by).unwrap_or_else(|| new_status(&mut world, pipeline, &name, by));
    let new = transition(&world, job, state).map_err(|why| message(StatusCode::BAD_REQUEST, &why))?;
    if let Some(posted) = world.pipelines.job_mut(job).and_then(|job| job.posted.as_mut()) {
        let text = |name: &str| call.param(name).map(str::to_owned);
        posted.description = text("description").or(posted.description.take());
        posted.target_url = text("target_url").or(posted.target_url.take());
    }
    world.put(job, new);
    world.process(pipeline);
    let job = world.pipelines.job(job).cloned().ok_or_else(respond::not_found)?;
    Ok(respond::json(StatusCode::CREATED, &body::status(instance, &world, &job, &project)))
}

/// The first branch that holds the commit, which is what GitLab takes when none is named.
fn first_branch(instance: &Instance, project: &Project, sha: &str) -> Option<String> {
    let path = instance.repositories.make(project).ok()?;
    let holding = ["for-each-ref", "--format=%(refname:lstrip=2)", "--contains", sha, "refs/heads"];
    let listed = instance.repositories.git(&path, holding).ok()?;
    listed.lines().next().map(str::to_owned)
}

/// The pipeline that is named, or the newest of the commit, or a new external one.
fn pipeline(
    world: &mut World,
    call: &SeenRequest,
    (project, sha, branch, by): (&Project, &str, Option<String>, u64),
) -> Result<u64, Refused> {
    let not = |what: &str| message(StatusCode::NOT_FOUND, &format!("404 {what} Not Found"));
    let branch_named = call.param("ref").map(str::to_owned);
    let fits = |name: &str| branch_named.as_ref().is_none_or(|wanted| wanted == name);
    let known = world.pipelines.of_project(project.id).rev().filter(|one| one.sha == sha).take(LOOKED_AT);
    let fitting: Vec<(u64, String)> = known
        .filter(|one| fits(&one.ref_name) && one.parent_id.is_none())
        .map(|one| (one.id, one.ref_name.clone()))
        .collect();
    if let Some(wanted) = call.param("pipeline_id") {
        let found = fitting.iter().find(|(id, _)| id.to_string() == wanted);
        return found.map(|(id, _)| *id).ok_or_else(|| not("Pipeline for pipeline_id, sha and ref"));
    }
    if let Some((id, on)) = fitting.into_iter().next() {
        let may = on.starts_with("refs/") || world.may_update_branch(by, project, &on);
        return if may { Ok(id) } else { Err(forbidden()) };
    }
    let ref_name = branch_named.or(branch).ok_or_else(|| not("References for commit"))?;
    let wish = Wish {
        project: project.clone(),
        sha: sha.to_owned(),
        source_sha: None,
        branch: None,
        ref_name,
        source: "external",
        by,
        merge_request: None,
        skips_ci: false,
        ref_exists: true,
    };
    Ok(world.make_pipeline(&wish, JobStatus::Created, None))
}

/// The status of this name and account that has not ended.
fn open_status(world: &World, pipeline: u64, name: &str, by: u64) -> Option<u64> {
    let is_open = |job: &&Job| matches!(job.status, JobStatus::Pending | JobStatus::Running);
    let own = |job: &&Job| job.name == name && job.posted.as_ref().is_some_and(|posted| posted.user_id == by);
    world.pipelines.jobs_of(pipeline).filter(is_open).find(own).map(|job| job.id)
}

/// An entry beside the earlier ones of the name, in whose place it is shown.
fn new_status(world: &mut World, pipeline: u64, name: &str, by: u64) -> u64 {
    let earlier: Vec<u64> =
        world.pipelines.jobs_of(pipeline).filter(|job| job.name == name).map(|job| job.id).collect();
    for job in earlier {
        if let Some(job) = world.pipelines.job_mut(job) {
            job.retried = true;
        }
    }
    let id = world.add_job(pipeline, &NewJob::new(name, "external"));
    if let Some(job) = world.pipelines.job_mut(id) {
        job.posted = Some(Posted { user_id: by, ..Posted::default() });
    }
    id
}

/// What it becomes, or GitLab's text about why it cannot.
fn transition(world: &World, job: u64, state: &str) -> Result<JobStatus, String> {
    let from = world.pipelines.job(job).map_or(JobStatus::Created, |job| job.status);
    let (event, to) = match state {
        "pending" => ("enqueue", JobStatus::Pending),
        "running" => ("run", JobStatus::Running),
        "success" => ("success", JobStatus::Success),
        "failed" => ("drop", JobStatus::Failed),
        "canceled" => ("cancel", JobStatus::Canceled),
        _ => ("skip", JobStatus::Skipped),
    };
    let may = match to {
        JobStatus::Pending => from == JobStatus::Created,
        JobStatus::Running => matches!(from, JobStatus::Created | JobStatus::Pending),
        JobStatus::Skipped => from != JobStatus::Running,
        _ => true,
    };
    if may {
        return Ok(to);
    }
    let from = from.word();
    Err(format!(
        "Cannot transition status via :{event} from :{from} (Reason(s): Status cannot transition via \"{event}\")"
    ))
}
