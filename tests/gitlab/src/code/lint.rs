//! CI lint: it says whether a file is valid, and never what a merge request would run.

use super::files;
use crate::asked::Asked;
use crate::ci::MergeRequestJobs;
use crate::instance::Instance;
use crate::projects::{AccessLevel, Project};
use crate::respond::{self, Answer, either, error};
use crate::routes::{Call, Server};
use crate::seen::SeenRequest;
use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{Response, StatusCode};
use serde_json::{Value, json};

const NO_JOBS: &str = "jobs config should contain at least one visible job";

/// `GET` and `POST /api/v4/projects/:id/ci/lint`
pub(crate) async fn lint(State(instance): Server, Extension(call): Call, Path(id): Path<String>) -> Response<Body> {
    either(match call.method.as_str() {
        "POST" => sent(&instance, &call, &id),
        _ => committed(&instance, &call, &id),
    })
}

fn committed(instance: &Instance, call: &SeenRequest, id: &str) -> Answer {
    let asked = Asked::reading(instance, call)?;
    let project = asked.readable(id)?;
    let version = asked.world.settings.version_number();
    drop(asked);
    // What a version does not know it does not look at.
    let asked_for = |name: &str, since: (u32, u32)| call.param(name).filter(|_| version >= since);
    let name = asked_for("content_ref", (16, 10)).or_else(|| asked_for("sha", (16, 5)));
    let name = name.unwrap_or(&project.default_branch);
    let text = files::read(instance, &project, name, ".gitlab-ci.yml");
    let error = match (&text, &project.ci.invalid) {
        (_, Some(why)) => Some(why.as_str()),
        (None, None) if project.ci.merge_requests == MergeRequestJobs::NoFile => {
            Some("Please provide content of .gitlab-ci.yml")
        }
        _ => None,
    };
    Ok(told(call, &project, StatusCode::OK, (text.as_deref().unwrap_or_default(), error)))
}

/// Nothing here reads YAML: what has no job that does something, and tabs, are all that is found.
fn sent(instance: &Instance, call: &SeenRequest, id: &str) -> Answer {
    let asked = Asked::writing(instance, call)?;
    let project = asked.project(id)?;
    asked.demand(&project, AccessLevel::Developer)?;
    let text = call.param("content").ok_or_else(|| error(StatusCode::BAD_REQUEST, "content is missing"))?;
    let has_job = ["script:", "trigger:", "include:"].iter().any(|word| text.contains(word));
    let error = match () {
        () if text.lines().any(|line| line.starts_with('\t')) => {
            Some("(<unknown>): found character that cannot start any token while scanning for the next token")
        }
        () if !has_job => Some(NO_JOBS),
        () => None,
    };
    let old = asked.world.settings.version_number() < (16, 0);
    Ok(told(call, &project, if old { StatusCode::CREATED } else { StatusCode::OK }, (text, error)))
}

fn told(
    call: &SeenRequest,
    project: &Project,
    status: StatusCode,
    (text, error): (&str, Option<&str>),
) -> Response<Body> {
    let mut body = json!({
        "valid": error.is_none(),
        "errors": error.iter().collect::<Vec<_>>(),
        "warnings": [],
        "merged_yaml": format!("---\n{text}"),
        "includes": [],
    });
    if call.param("include_jobs") == Some("true") {
        let job = |job: &crate::ci::NewJob| json!({ "name": job.name, "stage": job.stage, "script": ["true"] });
        body["jobs"] = project.ci.jobs.iter().map(job).collect::<Vec<Value>>().into();
    }
    respond::json(status, &body)
}
