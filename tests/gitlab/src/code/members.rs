//! What somebody is in a project, inherited or not.

use crate::asked::Asked;
use crate::instance::Instance;
use crate::merge_requests::body::person;
use crate::respond::{self, Answer, either, not_found};
use crate::routes::{Call, Server};
use crate::seen::SeenRequest;
use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{Response, StatusCode};
use serde_json::Value;

/// `GET /api/v4/projects/:id/members/all/:user_id`
pub(crate) async fn show(
    State(instance): Server,
    Extension(call): Call,
    Path((id, user)): Path<(String, u64)>,
) -> Response<Body> {
    either(shown(&instance, &call, &id, user))
}

/// An administrator who is in none of it is not found.
fn shown(instance: &Instance, call: &SeenRequest, id: &str, user_id: u64) -> Answer {
    let asked = Asked::reading(instance, call)?;
    let project = asked.project(id)?;
    let user = asked.world.user(user_id).ok_or_else(not_found)?;
    let person_alone = crate::state::users::User { admin: false, ..user.clone() };
    let viewer = crate::projects::access::Viewer::new(&asked.world, Some(&person_alone));
    let level = viewer.level(&project).ok_or_else(not_found)?;
    let mut body = person(instance, user);
    body["access_level"] = Value::from(level as u8);
    body["expires_at"] = Value::Null;
    body["membership_state"] = "active".into();
    Ok(respond::json(StatusCode::OK, &body))
}
