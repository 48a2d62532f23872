//! The endpoints of pipelines: lists, one, its jobs and bridges, starting one, trying again, stopping.

use super::body;
use super::create::{Made, Wish};
use super::{Job, JobStatus, Pipeline};
use crate::asked::Asked;
use crate::instance::Instance;
use crate::merge_requests::refs;
use crate::projects::query::{flag, milliseconds, one_of};
use crate::projects::{AccessLevel, Project};
use crate::respond::{self, Answer, Refused, base_error, either, error, forbidden, not_found};
use crate::routes::{Call, Payload, Server};
use crate::seen::SeenRequest;
use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{Response, StatusCode};
use serde_json::Value;

const ORDERS: [&str; 5] = ["id", "status", "ref", "updated_at", "user_id"];

/// `GET /api/v4/projects/:id/pipelines`
pub(crate) async fn list(State(instance): Server, Extension(call): Call, Path(id): Path<String>) -> Response<Body> {
    either(listed(&instance, &call, &id))
}

/// `GET /api/v4/projects/:id/pipelines/:pid`, also `latest`
pub(crate) async fn show(
    State(instance): Server,
    Extension(call): Call,
    Path((id, pid)): Path<(String, String)>,
) -> Response<Body> {
    either(if pid == "latest" { latest(&instance, &call, &id) } else { shown(&instance, &call, &id, &pid) })
}

/// `GET …/pipelines/:pid/jobs`, `…/bridges`, `…/test_report_summary`, `…/test_report`, `POST …/retry`, `…/cancel`
pub(crate) async fn below(
    State(instance): Server,
    Extension(call): Call,
    Path((id, pid, what)): Path<(String, String, String)>,
) -> Response<Body> {
    either(match (call.method.as_str(), what.as_str()) {
        ("GET", "jobs") => jobs(&instance, &call, &id, &pid),
        ("GET", "bridges") => bridges(&instance, &call, &id, &pid),
        ("GET", "test_report_summary") => super::reports::summary(&instance, &call, &id, &pid),
        ("GET", "test_report") => super::reports::whole(&instance, &call, &id, &pid),
        ("POST", "retry") => retried(&instance, &call, &id, &pid),
        ("POST", "cancel") => cancelled(&instance, &call, &id, &pid),
        _ => Err(error(StatusCode::NOT_FOUND, "404 Not Found")),
    })
}

/// `POST /api/v4/projects/:id/pipeline`
pub(crate) async fn start(
    State(instance): Server,
    Extension(call): Call,
    Path(id): Path<String>,
    Extension(Payload(body)): Extension<Payload>,
) -> Response<Body> {
    either(started(&instance, &call, &id, &body))
}

/// The project of the path; where pipelines are switched off nobody reads any.
fn with_pipelines(asked: &Asked<'_>, id: &str) -> Result<Project, Refused> {
    let project = asked.readable(id)?;
    if project.ci.enabled { Ok(project) } else { Err(forbidden()) }
}

fn listed(instance: &Instance, call: &SeenRequest, id: &str) -> Answer {
    let asked = Asked::reading(instance, call)?;
    let project = with_pipelines(&asked, id)?;
    let wrong = |why: String| error(StatusCode::BAD_REQUEST, &why);
    let (after, before) = (milliseconds(call, "updated_after"), milliseconds(call, "updated_before"));
    let (after, before) = (after.map_err(wrong)?, before.map_err(wrong)?);
    let source = call.param("source");
    let is = |name: &str, value: &str| call.param(name).is_none_or(|wanted| wanted == value);
    let wants = |one: &Pipeline| {
        (one.parent_id.is_none() || source == Some("parent_pipeline"))
            && is("source", &one.source)
            && is("ref", &one.ref_name)
            && is("sha", &one.sha)
            && is("status", one.status.word())
            && is("username", &one.user)
            && after.is_none_or(|moment| one.updated_at >= moment)
            && before.is_none_or(|moment| one.updated_at <= moment)
    };
    let order = one_of(call, "order_by", &ORDERS).map_err(wrong)?.unwrap_or("id");
    let descends = one_of(call, "sort", &["asc", "desc"]).map_err(wrong)? != Some("asc");
    let ids = asked.world.pipelines.ids_of_project(project.id);
    let mut rows: Vec<Pipeline> =
        ids.filter_map(|id| asked.world.shown_pipeline(id)).filter(|one| wants(one)).cloned().collect();
    rows.sort_by(|one, other| match order {
        "updated_at" => (one.updated_at, one.id).cmp(&(other.updated_at, other.id)),
        "status" => (one.status.word(), one.id).cmp(&(other.status.word(), other.id)),
        "ref" => (&one.ref_name, one.id).cmp(&(&other.ref_name, other.id)),
        "user_id" => (one.user_id, one.id).cmp(&(other.user_id, other.id)),
        _ => one.id.cmp(&other.id),
    });
    if descends {
        rows.reverse();
    }
    asked.page(rows, |one| body::basic(instance, &asked.world, &one))
}

fn latest(instance: &Instance, call: &SeenRequest, id: &str) -> Answer {
    let asked = Asked::reading(instance, call)?;
    let project = with_pipelines(&asked, id)?;
    let branch = call.param("ref").unwrap_or(&project.default_branch);
    let mut ids = asked.world.pipelines.ids_of_project(project.id).rev();
    let found = ids.find_map(|id| asked.world.shown_pipeline(id).filter(|one| one.ref_name == branch));
    let found = found.ok_or_else(forbidden)?;
    Ok(respond::json(StatusCode::OK, &body::single(instance, &asked.world, found)))
}

/// The pipeline of the path as an answer of now has it.
pub(crate) fn of_path(asked: &Asked<'_>, project: &Project, pid: &str) -> Result<Pipeline, Refused> {
    let pid: u64 = pid.parse().map_err(|_| error(StatusCode::BAD_REQUEST, "pipeline_id is invalid"))?;
    let row = match asked.reads_a_copy() {
        true => asked.world.shown_pipeline(pid),
        false => asked.world.pipelines.row(pid),
    };
    let row = row.filter(|row| row.project_id == project.id);
    row.cloned().ok_or_else(not_found)
}

fn shown(instance: &Instance, call: &SeenRequest, id: &str, pid: &str) -> Answer {
    let asked = Asked::reading(instance, call)?;
    let project = with_pipelines(&asked, id)?;
    let row = of_path(&asked, &project, pid)?;
    Ok(respond::json(StatusCode::OK, &body::single(instance, &asked.world, &row)))
}

fn rows_of(asked: &Asked<'_>, pid: u64, wants: impl Fn(&Job) -> bool) -> Result<Vec<Job>, Refused> {
    let scopes = asked.call.query.iter().filter(|(name, _)| name == "scope[]" || name == "scope");
    let scopes: Vec<&str> = scopes.map(|(_, word)| word.as_str()).collect();
    if scopes.iter().any(|word| JobStatus::of_word(word).is_none()) {
        return Err(error(StatusCode::BAD_REQUEST, "scope does not have a valid value"));
    }
    let retried = flag(asked.call, "include_retried").map_err(|why| error(StatusCode::BAD_REQUEST, &why))?;
    let fits = |job: &&Job| {
        (!job.retried || retried == Some(true)) && (scopes.is_empty() || scopes.contains(&job.status.word()))
    };
    let rows = asked.world.pipelines.jobs_of(pid).filter(|job| wants(job)).filter(fits);
    // Newest first, as GitLab lists them.
    Ok(rows.cloned().collect::<Vec<_>>().into_iter().rev().collect())
}

/// The jobs of this pipeline alone: those of child pipelines are not among them.
fn jobs(instance: &Instance, call: &SeenRequest, id: &str, pid: &str) -> Answer {
    let asked = Asked::reading(instance, call)?;
    let project = with_pipelines(&asked, id)?;
    let row = of_path(&asked, &project, pid)?;
    let rows = rows_of(&asked, row.id, Job::is_build)?;
    asked.page(rows, |job| body::job(instance, &asked.world, &job))
}

fn bridges(instance: &Instance, call: &SeenRequest, id: &str, pid: &str) -> Answer {
    let asked = Asked::reading(instance, call)?;
    let project = with_pipelines(&asked, id)?;
    let row = of_path(&asked, &project, pid)?;
    let rows = rows_of(&asked, row.id, Job::is_bridge)?;
    asked.page(rows, |job| body::bridge(instance, &asked.world, &job))
}

/// Who may change this pipeline: developers, on a protected branch those who may push or merge there.
pub(crate) fn demand_update(asked: &Asked<'_>, project: &Project, pipeline: &Pipeline) -> Result<(), Refused> {
    asked.demand(project, AccessLevel::Developer)?;
    let is_branch = !pipeline.ref_name.starts_with("refs/");
    let may = !is_branch || asked.world.may_update_branch(asked.user_id(), project, &pipeline.ref_name);
    if may { Ok(()) } else { Err(forbidden()) }
}

fn retried(instance: &Instance, call: &SeenRequest, id: &str, pid: &str) -> Answer {
    let mut asked = Asked::writing(instance, call)?;
    let project = asked.readable(id)?;
    let row = of_path(&asked, &project, pid)?;
    demand_update(&asked, &project, &row)?;
    asked.world.retry_pipeline(row.id);
    let row = asked.world.pipelines.row(row.id).cloned().ok_or_else(not_found)?;
    Ok(respond::json(StatusCode::CREATED, &body::single(instance, &asked.world, &row)))
}

/// 200 whatever there was to stop.
fn cancelled(instance: &Instance, call: &SeenRequest, id: &str, pid: &str) -> Answer {
    let mut asked = Asked::writing(instance, call)?;
    let project = asked.readable(id)?;
    let row = of_path(&asked, &project, pid)?;
    demand_update(&asked, &project, &row)?;
    asked.world.cancel_pipeline(row.id);
    let row = asked.world.pipelines.row(row.id).cloned().ok_or_else(not_found)?;
    Ok(respond::json(StatusCode::OK, &body::single(instance, &asked.world, &row)))
}

fn started(instance: &Instance, call: &SeenRequest, id: &str, body: &[u8]) -> Answer {
    let asked = Asked::writing(instance, call)?;
    let project = asked.project(id)?;
    let branch = call.param("ref").ok_or_else(|| error(StatusCode::BAD_REQUEST, "ref is missing"))?.to_owned();
    let (by, level) = (asked.user_id(), asked.world.level(asked.user_id(), &project));
    if level < Some(AccessLevel::Developer) {
        return Err(forbidden());
    }
    drop(asked);
    let sent: Value = serde_json::from_slice(body).unwrap_or_default();
    let has_variables = sent["variables"].as_array().is_some_and(|all| !all.is_empty())
        || call.form.iter().any(|(name, _)| name.starts_with("variables["));
    if has_variables && project.ci.variables_from.is_none_or(|least| level < Some(least)) {
        return Err(base_error("Insufficient permissions to set pipeline variables"));
    }
    let sha = refs::branch(&instance.repositories, &project, &branch);
    let wish = Wish {
        ref_exists: sha.is_some(),
        sha: sha.unwrap_or_default(),
        source_sha: None,
        ref_name: branch.clone(),
        branch: Some(branch),
        source: "api",
        by,
        merge_request: None,
        skips_ci: false,
        project,
    };
    let mut world = instance.world();
    match world.build_branch(&wish) {
        Made::Pipeline(id) => {
            let row = world.pipelines.row(id).cloned().ok_or_else(not_found)?;
            Ok(respond::json(StatusCode::CREATED, &body::single(instance, &world, &row)))
        }
        Made::Refused(why) => Err(base_error(&why)),
        Made::NoCommits | Made::Broken => Err(base_error("Commit not found")),
    }
}
