//! Files of a commit.

use super::commits::resolve;
use crate::asked::Asked;
use crate::instance::Instance;
use crate::projects::Project;
use crate::respond::{self, Answer, either, error, message};
use crate::routes::{Call, Server};
use crate::seen::SeenRequest;
use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{Response, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

/// `GET /api/v4/projects/:id/repository/files/:path`
pub(crate) async fn show(
    State(instance): Server,
    Extension(call): Call,
    Path((id, path)): Path<(String, String)>,
) -> Response<Body> {
    either(shown(&instance, &call, &id, &path, false))
}

/// `GET …/files/:path/raw`
pub(crate) async fn raw(
    State(instance): Server,
    Extension(call): Call,
    Path((id, path)): Path<(String, String)>,
) -> Response<Body> {
    either(shown(&instance, &call, &id, &path, true))
}

/// The text of a file, if it is there.
pub(crate) fn read(instance: &Instance, project: &Project, name: &str, path: &str) -> Option<String> {
    let folder = instance.repositories.make(project).ok()?;
    let sha = resolve(instance, project, name)?;
    instance.repositories.git(&folder, ["cat-file", "blob", &format!("{sha}:{path}")]).ok()
}

/// The last commit that changed a file, up to one.
pub(crate) fn last_commit(instance: &Instance, project: &Project, name: &str, path: &str) -> Option<String> {
    let folder = instance.repositories.make(project).ok()?;
    let sha = resolve(instance, project, name)?;
    let literal = format!(":(literal){path}");
    let said = instance.repositories.git(&folder, ["log", "-1", "--format=%H", &sha, "--", &literal]).ok()?;
    Some(said.trim().to_owned()).filter(|said| !said.is_empty())
}

fn shown(instance: &Instance, call: &SeenRequest, id: &str, path: &str, raw: bool) -> Answer {
    let project = Asked::reading(instance, call)?.readable(id)?;
    let name = match call.param("ref") {
        None | Some("HEAD") if raw || call.param("ref").is_some() => project.default_branch.clone(),
        None => return Err(error(StatusCode::BAD_REQUEST, "ref is missing, ref is empty")),
        Some(name) => name.to_owned(),
    };
    let not = |what: &str| message(StatusCode::NOT_FOUND, &format!("404 {what} Not Found"));
    let sha = resolve(instance, &project, &name).ok_or_else(|| not("Commit"))?;
    let text = read(instance, &project, &sha, path).ok_or_else(|| not("File"))?;
    if raw {
        return Ok(respond::text(StatusCode::OK, &text));
    }
    let body = json!({
        "file_name": path.rsplit('/').next(),
        "file_path": path,
        "size": text.len(),
        "encoding": "base64",
        "content_sha256": "",
        "ref": name,
        "blob_id": sha,
        "commit_id": sha,
        "last_commit_id": last_commit(instance, &project, &sha, path),
        "execute_filemode": false,
        "content": STANDARD.encode(&text),
    });
    Ok(respond::json(StatusCode::OK, &body))
}
