//! Commits: one of them, and making one.

use super::branches;
use crate::asked::Asked;
use crate::git::files::NewFile;
use crate::git::pushes;
use crate::instance::Instance;
use crate::merge_requests::refs;
use crate::pipelines;
use crate::projects::{AccessLevel, Project};
use crate::respond::{self, Answer, Refused, either, error, message};
use crate::routes::{Call, Payload, Server};
use crate::seen::SeenRequest;
use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{Response, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

/// The commit that a name of the API means: a hash, a branch, or any ref; those of merge requests without git too.
pub(crate) fn resolve(instance: &Instance, project: &Project, name: &str) -> Option<String> {
    if let Some(sha) = without_git(instance, project, name) {
        return Some(sha);
    }
    if name.starts_with('-') {
        return None;
    }
    let path = instance.repositories.make(project).ok()?;
    let name = format!("{name}^{{commit}}");
    let sha = instance.repositories.git(&path, ["rev-parse", "--verify", "-q", "--end-of-options", &name]).ok()?;
    Some(sha.trim().to_owned())
}

fn without_git(instance: &Instance, project: &Project, name: &str) -> Option<String> {
    let world = instance.world();
    let mut rows = world.merge_requests.ids_of_project(project.id).filter_map(|id| world.merge_requests.row(id));
    rows.find_map(|row| match name {
        _ if !row.without_git => None,
        _ if name == row.head_ref() || name == row.head => Some(row.head.clone()),
        _ if name == row.sha => Some(row.sha.clone()),
        _ if name == row.merge_ref() || Some(name) == row.merge_sha.as_deref() => row.merge_sha.clone(),
        _ => None,
    })
}

/// `GET /api/v4/projects/:id/repository/commits/:sha`
pub(crate) async fn show(
    State(instance): Server,
    Extension(call): Call,
    Path((id, sha)): Path<(String, String)>,
) -> Response<Body> {
    either(shown(&instance, &call, &id, &sha))
}

/// `GET …/commits/:sha/statuses`
pub(crate) async fn statuses(
    State(instance): Server,
    Extension(call): Call,
    Path((id, sha)): Path<(String, String)>,
) -> Response<Body> {
    either(pipelines::statuses::listed(&instance, &call, &id, &sha))
}

/// `POST /api/v4/projects/:id/repository/commits`
pub(crate) async fn create(
    State(instance): Server,
    Extension(call): Call,
    Path(id): Path<String>,
    Extension(Payload(body)): Extension<Payload>,
) -> Response<Body> {
    either(made(&instance, &call, &id, &body))
}

fn shown(instance: &Instance, call: &SeenRequest, id: &str, name: &str) -> Answer {
    let project = Asked::reading(instance, call)?.readable(id)?;
    let missing = || message(StatusCode::NOT_FOUND, "404 Commit Not Found");
    let sha = resolve(instance, &project, name).ok_or_else(missing)?;
    Ok(respond::json(StatusCode::OK, &told(instance, &project, &sha)))
}

/// A commit with its newest pipeline, whatever made that.
fn told(instance: &Instance, project: &Project, sha: &str) -> Value {
    let (parents, message) = read(instance, project, sha);
    let world = instance.world();
    let last = world.pipelines.of_project(project.id).rev().find(|one| one.sha == sha && one.parent_id.is_none());
    let title = message.lines().next().unwrap_or_default().to_owned();
    json!({
        "id": sha,
        "short_id": sha.get(..8),
        "created_at": "2025-01-01T10:00:00.000+00:00",
        "parent_ids": parents,
        "title": title,
        "message": message,
        "author_name": "Robin Hale",
        "author_email": "robin@example.com",
        "authored_date": "2025-01-01T10:00:00.000+00:00",
        "committer_name": "Robin Hale",
        "committer_email": "robin@example.com",
        "committed_date": "2025-01-01T10:00:00.000+00:00",
        "trailers": {},
        "extended_trailers": {},
        "web_url": format!("{}/{}/-/commit/{sha}", instance.url(), project.path),
        "stats": { "additions": 1, "deletions": 0, "total": 1 },
        "status": last.map(|one| one.status.word()),
        "project_id": project.id,
        "last_pipeline": last.map(|one| pipelines::body::basic(instance, &world, one)),
    })
}

fn read(instance: &Instance, project: &Project, sha: &str) -> (Vec<String>, String) {
    if let Some(parents) = parents_without_git(instance, project, sha) {
        return (parents, "Change something".to_owned());
    }
    let Ok(path) = instance.repositories.make(project) else { return Default::default() };
    let printed = instance.repositories.git(&path, ["log", "-1", "--format=%P%n%B", sha]).unwrap_or_default();
    let (parents, message) = printed.split_once('\n').unwrap_or((&printed, ""));
    (parents.split_whitespace().map(str::to_owned).collect(), message.trim_end().to_owned())
}

fn parents_without_git(instance: &Instance, project: &Project, sha: &str) -> Option<Vec<String>> {
    let world = instance.world();
    let mut rows = world.merge_requests.ids_of_project(project.id).filter_map(|id| world.merge_requests.row(id));
    let row = rows.find(|row| row.without_git && (row.head == sha || row.merge_sha.as_deref() == Some(sha)))?;
    Some(if row.head == sha { vec![row.base_sha.clone()] } else { vec![row.base_sha.clone(), row.head.clone()] })
}

fn made(instance: &Instance, call: &SeenRequest, id: &str, body: &[u8]) -> Answer {
    let asked = Asked::writing(instance, call)?;
    let project = asked.project(id)?;
    asked.demand(&project, AccessLevel::Developer)?;
    let username = asked.user.as_ref().map(|user| user.username.clone());
    let by = asked.user_id();
    let sent: Value = serde_json::from_slice(body).unwrap_or_default();
    let need =
        |name: &str| sent[name].as_str().ok_or_else(|| error(StatusCode::BAD_REQUEST, &format!("{name} is missing")));
    let (branch, text) = (need("branch")?, need("commit_message")?);
    let actions = sent["actions"].as_array().filter(|all| !all.is_empty());
    let actions = actions.ok_or_else(|| error(StatusCode::BAD_REQUEST, "actions is missing"))?;
    if !project.ci.lets_push(branch, asked.world.level(by, &project)) {
        return Err(message(StatusCode::BAD_REQUEST, "You are not allowed to push into this branch"));
    }
    drop(asked);
    let is_new = refs::branch(&instance.repositories, &project, branch).is_none();
    let from = sent["start_branch"].as_str().filter(|_| is_new).unwrap_or(branch);
    actions.iter().try_for_each(|action| unchanged(instance, &project, from, action))?;
    if is_new {
        let start = sent["start_branch"].as_str();
        let start = start.ok_or_else(|| bad("You can only create or edit files when you are on a branch"))?;
        branches::make(instance, &project, branch, start)?;
    } else if sent["start_branch"].is_string() && sent["force"] != true {
        return Err(bad(&format!(
            "A branch called '{branch}' already exists. Switch to that branch in order to make changes"
        )));
    }
    let files = actions.iter().map(|action| file(instance, &project, branch, action)).collect::<Result<Vec<_>, _>>()?;
    let sha = pushes::commit(instance, &project, username.as_deref(), (branch, text, &files))
        .map_err(|why| bad(&why.to_string()))?;
    Ok(respond::json(StatusCode::CREATED, &told(instance, &project, &sha)))
}

fn bad(why: &str) -> Refused {
    message(StatusCode::BAD_REQUEST, why)
}

/// What changes a file may name the commit that it knows to be the last one to have done so.
fn unchanged(instance: &Instance, project: &Project, branch: &str, action: &Value) -> Result<(), Refused> {
    let (Some(known), Some(path)) = (action["last_commit_id"].as_str(), action["file_path"].as_str()) else {
        return Ok(());
    };
    let last = super::files::last_commit(instance, project, branch, path);
    let is_update = action["action"] == "update";
    if is_update && last.as_deref() != Some(known) {
        return Err(bad(&format!("The file has changed since you started editing it: {path}")));
    }
    Ok(())
}

/// The file of an action: creating one that is there is refused, and so is updating one that is not.
fn file(instance: &Instance, project: &Project, branch: &str, action: &Value) -> Result<NewFile, Refused> {
    let path = action["file_path"]
        .as_str()
        .ok_or_else(|| error(StatusCode::BAD_REQUEST, "actions[0][file_path] is missing"))?;
    let is_there = super::files::read(instance, project, branch, path).is_some();
    match action["action"].as_str() {
        Some("create") if is_there => return Err(bad("A file with this name already exists")),
        Some("update") if !is_there => return Err(bad("A file with this name doesn't exist")),
        Some("create" | "update") => {}
        _ => return Err(error(StatusCode::BAD_REQUEST, "actions[0][action] does not have a valid value")),
    }
    let text = action["content"].as_str().unwrap_or_default();
    let bytes = match action["encoding"].as_str() {
        Some("base64") => STANDARD.decode(text).map_err(|_| bad("invalid base64"))?,
        _ => text.as_bytes().to_vec(),
    };
    Ok(NewFile::new(path, bytes))
}
