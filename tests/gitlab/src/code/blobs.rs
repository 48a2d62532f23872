//! Blobs by their hash: what a ref points at that is no commit.

use crate::asked::Asked;
use crate::instance::Instance;
use crate::projects::Project;
use crate::respond::{self, Answer, either, message};
use crate::routes::{Call, Server};
use crate::seen::SeenRequest;
use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{Response, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

/// `GET /api/v4/projects/:id/repository/blobs/:sha`
pub(crate) async fn show(
    State(instance): Server,
    Extension(call): Call,
    Path((id, sha)): Path<(String, String)>,
) -> Response<Body> {
    either(shown(&instance, &call, (&id, &sha), false))
}

/// `GET …/blobs/:sha/raw`
pub(crate) async fn raw(
    State(instance): Server,
    Extension(call): Call,
    Path((id, sha)): Path<(String, String)>,
) -> Response<Body> {
    either(shown(&instance, &call, (&id, &sha), true))
}

fn read(instance: &Instance, project: &Project, sha: &str) -> Option<Vec<u8>> {
    let is_hash = sha.len() == 40 && sha.bytes().all(|byte| byte.is_ascii_hexdigit());
    let folder = instance.repositories.make(project).ok().filter(|_| is_hash)?;
    instance.repositories.bytes(&folder, ["cat-file", "blob", sha]).ok()
}

/// All of it each time; how large it is stands beside it.
fn shown(instance: &Instance, call: &SeenRequest, (id, sha): (&str, &str), raw: bool) -> Answer {
    let project = Asked::reading(instance, call)?.readable(id)?;
    let missing = || message(StatusCode::NOT_FOUND, "404 Blob Not Found");
    let bytes = read(instance, &project, sha).ok_or_else(missing)?;
    if raw {
        return Ok(respond::bytes(StatusCode::OK, "text/plain", bytes));
    }
    let body = json!({ "size": bytes.len(), "encoding": "base64", "content": STANDARD.encode(&bytes), "sha": sha });
    Ok(respond::json(StatusCode::OK, &body))
}
