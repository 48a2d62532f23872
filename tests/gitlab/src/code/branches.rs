//! Branches, and which are protected.

use crate::asked::Asked;
use crate::git::commands::RefChange;
use crate::git::pushes;
use crate::instance::Instance;
use crate::merge_requests::refs;
use crate::projects::{AccessLevel, Project};
use crate::respond::{self, Answer, Refused, either, error, message};
use crate::routes::{Call, Server};
use crate::seen::SeenRequest;
use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{Response, StatusCode};
use serde_json::{Value, json};

/// `POST /api/v4/projects/:id/repository/branches`
pub(crate) async fn create(State(instance): Server, Extension(call): Call, Path(id): Path<String>) -> Response<Body> {
    either(created(&instance, &call, &id))
}

/// `GET …/repository/branches/:name`
pub(crate) async fn show(
    State(instance): Server,
    Extension(call): Call,
    Path((id, name)): Path<(String, String)>,
) -> Response<Body> {
    either(shown(&instance, &call, &id, &name))
}

/// `GET /api/v4/projects/:id/protected_branches`
pub(crate) async fn protected(
    State(instance): Server,
    Extension(call): Call,
    Path(id): Path<String>,
) -> Response<Body> {
    either(listed(&instance, &call, &id))
}

fn created(instance: &Instance, call: &SeenRequest, id: &str) -> Answer {
    let asked = Asked::writing(instance, call)?;
    let project = asked.project(id)?;
    asked.demand(&project, AccessLevel::Developer)?;
    let username = asked.user.as_ref().map(|user| user.username.clone());
    drop(asked);
    let need =
        |name: &str| call.param(name).ok_or_else(|| error(StatusCode::BAD_REQUEST, &format!("{name} is missing")));
    let (name, start) = (need("branch")?, need("ref")?);
    let sha = make(instance, &project, name, start)?;
    pushes::follow(instance, &project, username.as_deref(), &[RefChange::branch_to(name, &sha)]);
    Ok(respond::json(StatusCode::CREATED, &told(instance, call, &project, name)))
}

/// Makes a branch where another, or a commit, is.
pub(crate) fn make(instance: &Instance, project: &Project, name: &str, start: &str) -> Result<String, Refused> {
    let bad = |why: &str| message(StatusCode::BAD_REQUEST, why);
    if refs::branch(&instance.repositories, project, name).is_some() {
        return Err(bad("Branch already exists"));
    }
    let sha = super::commits::resolve(instance, project, start);
    let sha = sha.ok_or_else(|| bad(&format!("Invalid reference name: {start}")))?;
    let path = instance.repositories.make(project).map_err(|why| bad(&why.to_string()))?;
    let made = instance.repositories.git(&path, ["branch", "--end-of-options", name, &sha]);
    made.map_err(|_| bad("Branch name is invalid"))?;
    Ok(sha)
}

fn shown(instance: &Instance, call: &SeenRequest, id: &str, name: &str) -> Answer {
    let project = Asked::reading(instance, call)?.readable(id)?;
    if refs::branch(&instance.repositories, &project, name).is_none() {
        return Err(message(StatusCode::NOT_FOUND, "404 Branch Not Found"));
    }
    Ok(respond::json(StatusCode::OK, &told(instance, call, &project, name)))
}

fn told(instance: &Instance, call: &SeenRequest, project: &Project, name: &str) -> Value {
    let sha = refs::branch(&instance.repositories, project, name).unwrap_or_default();
    let user_id = Asked::reading(instance, call).map(|asked| asked.user_id()).unwrap_or_default();
    let level = instance.world().level(user_id, project);
    json!({
        "name": name,
        "merged": false,
        "protected": !project.ci.lets_push(name, None),
        "default": name == project.default_branch,
        "developers_can_push": project.ci.lets_push(name, Some(AccessLevel::Developer)),
        "developers_can_merge": project.ci.least_for(name) <= Some(AccessLevel::Developer),
        "can_push": level >= Some(AccessLevel::Developer) && project.ci.lets_push(name, level),
        "web_url": format!("{}/{}/-/tree/{name}", instance.url(), project.path),
        "commit": { "id": sha, "short_id": sha.get(..8), "title": "", "message": "", "parent_ids": [] },
    })
}

fn listed(instance: &Instance, call: &SeenRequest, id: &str) -> Answer {
    let asked = Asked::reading(instance, call)?;
    let project = asked.project(id)?;
    asked.demand(&project, AccessLevel::Developer)?;
    let levels = |level: Option<AccessLevel>| match level {
        None => json!([{ "id": 1, "access_level": 0, "access_level_description": "No one" }]),
        Some(level) => json!([{
            "id": 1,
            "access_level": level as u8,
            "access_level_description": if level == AccessLevel::Developer { "Developers + Maintainers" } else { "Maintainers" },
        }]),
    };
    let rows = project.ci.protected.clone().into_iter().enumerate().collect();
    asked.page(rows, |(at, one)| {
        json!({
            "id": at + 1,
            "name": one.name,
            "push_access_levels": levels(one.push),
            "merge_access_levels": levels(one.merge),
            "allow_force_push": false,
            "unprotect_access_levels": [],
            "code_owner_approval_required": false,
            "inherited": false,
        })
    })
}
