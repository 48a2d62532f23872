//! The endpoints of jobs: one, its log, playing it, trying it again, stopping it.

use super::api::demand_update;
use super::{Job, JobStatus, Pipeline, body, trace};
use crate::asked::Asked;
use crate::instance::Instance;
use crate::projects::Project;
use crate::respond::{self, Answer, Refused, either, error, forbidden, not_found};
use crate::routes::{Call, Server};
use crate::seen::SeenRequest;
use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{Response, StatusCode};

/// `GET /api/v4/projects/:id/jobs/:job`
pub(crate) async fn show(
    State(instance): Server,
    Extension(call): Call,
    Path((id, job)): Path<(String, String)>,
) -> Response<Body> {
    either(shown(&instance, &call, &id, &job))
}

/// `GET …/jobs/:job/trace`, `POST …/play`, `…/retry`, `…/cancel`
pub(crate) async fn below(
    State(instance): Server,
    Extension(call): Call,
    Path((id, job, what)): Path<(String, String, String)>,
) -> Response<Body> {
    either(match (call.method.as_str(), what.as_str()) {
        ("GET", "trace") => traced(&instance, &call, &id, &job),
        ("POST", "play") => played(&instance, &call, &id, &job),
        ("POST", "retry") => retried(&instance, &call, &id, &job),
        ("POST", "cancel") => cancelled(&instance, &call, &id, &job),
        _ => Err(error(StatusCode::NOT_FOUND, "404 Not Found")),
    })
}

fn of_path(asked: &Asked<'_>, project: &Project, job: &str) -> Result<(Job, Pipeline), Refused> {
    let id: u64 = job.parse().map_err(|_| error(StatusCode::BAD_REQUEST, "job_id is invalid"))?;
    let job = asked.world.pipelines.job(id).filter(|job| job.posted.is_none()).cloned().ok_or_else(not_found)?;
    let pipeline = asked.world.pipelines.row(job.pipeline_id).filter(|one| one.project_id == project.id);
    let pipeline = pipeline.cloned().ok_or_else(not_found)?;
    Ok((job, pipeline))
}

fn told(asked: &Asked<'_>, id: u64, status: StatusCode) -> Answer {
    let job = asked.world.pipelines.job(id).ok_or_else(not_found)?;
    let tell = if job.is_bridge() { body::bridge } else { body::job };
    Ok(respond::json(status, &tell(asked.instance, &asked.world, job)))
}

fn shown(instance: &Instance, call: &SeenRequest, id: &str, job: &str) -> Answer {
    let asked = Asked::reading(instance, call)?;
    let project = asked.readable(id)?;
    let (job, _) = of_path(&asked, &project, job)?;
    if job.is_bridge() { Err(not_found()) } else { told(&asked, job.id, StatusCode::OK) }
}

fn traced(instance: &Instance, call: &SeenRequest, id: &str, job: &str) -> Answer {
    let asked = Asked::reading(instance, call)?;
    let project = asked.readable(id)?;
    let (job, _) = of_path(&asked, &project, job)?;
    if job.is_bridge() { Err(not_found()) } else { Ok(trace::answer(&asked.world, call, &job)) }
}

fn played(instance: &Instance, call: &SeenRequest, id: &str, job: &str) -> Answer {
    let mut asked = Asked::writing(instance, call)?;
    let project = asked.readable(id)?;
    let (job, pipeline) = of_path(&asked, &project, job)?;
    demand_update(&asked, &project, &pipeline)?;
    if !matches!(job.status, JobStatus::Manual | JobStatus::Scheduled) {
        return Err(respond::message(StatusCode::BAD_REQUEST, "400 Bad request - Unplayable Job"));
    }
    asked.world.put(job.id, JobStatus::Pending);
    asked.world.process(pipeline.id);
    told(&asked, job.id, StatusCode::OK)
}

/// The new one is told, which has the name and not the number.
fn retried(instance: &Instance, call: &SeenRequest, id: &str, job: &str) -> Answer {
    let mut asked = Asked::writing(instance, call)?;
    let project = asked.readable(id)?;
    let (job, pipeline) = of_path(&asked, &project, job)?;
    demand_update(&asked, &project, &pipeline)?;
    if !job.status.is_final() || job.status == JobStatus::Skipped || job.retried {
        return Err(if job.retried { forbidden() } else { not_retryable() });
    }
    let new = asked.world.retry_job(job.id).ok_or_else(not_found)?;
    told(&asked, new, StatusCode::CREATED)
}

fn not_retryable() -> Refused {
    respond::message(StatusCode::FORBIDDEN, "403 Forbidden - Job is not retryable")
}

fn cancelled(instance: &Instance, call: &SeenRequest, id: &str, job: &str) -> Answer {
    let mut asked = Asked::writing(instance, call)?;
    let project = asked.readable(id)?;
    let (job, pipeline) = of_path(&asked, &project, job)?;
    demand_update(&asked, &project, &pipeline)?;
    if asked.world.cancel_job(job.id) {
        asked.world.process(pipeline.id);
    }
    told(&asked, job.id, StatusCode::CREATED)
}
