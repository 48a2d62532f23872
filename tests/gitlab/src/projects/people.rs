//! Finding accounts by name, groups, and what somebody is in one.

use super::access::inherited;
use super::api::find_group;
use crate::asked::Asked;
use crate::instance::Instance;
use crate::merge_requests::body::person;
use crate::respond::{self, Answer, either, message, not_found};
use crate::routes::{Call, Server};
use crate::seen::SeenRequest;
use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{Response, StatusCode};
use serde_json::{Value, json};

/// `GET /api/v4/users?username=`: one or none, whatever the case. Blocked accounts are found too, and told as such.
pub(crate) async fn users(State(instance): Server, Extension(call): Call) -> Response<Body> {
    either(found(&instance, &call))
}

/// `GET /api/v4/groups/:id`, by number or by URL-encoded path.
pub(crate) async fn group(State(instance): Server, Extension(call): Call, Path(id): Path<String>) -> Response<Body> {
    either(shown(&instance, &call, &id))
}

/// `GET /api/v4/groups/:id/members/all/:user_id`: inherited memberships count.
pub(crate) async fn member(
    State(instance): Server,
    Extension(call): Call,
    Path((id, user)): Path<(String, u64)>,
) -> Response<Body> {
    either(is_member(&instance, &call, &id, user))
}

fn found(instance: &Instance, call: &SeenRequest) -> Answer {
    let asked = Asked::with(instance, call, &["api", "read_api", "read_user"])?;
    // Without a token GitLab tells nobody's name here.
    if asked.user.is_none() {
        return Err(message(StatusCode::FORBIDDEN, "403 Forbidden - Not authorized to access /api/v4/users"));
    }
    let wanted = call.param("username").unwrap_or_default().to_lowercase();
    let users = asked.world.users.iter().filter(|user| user.username.to_lowercase() == wanted);
    let body = users.map(|user| person(instance, user)).collect();
    Ok(respond::json(StatusCode::OK, &Value::Array(body)))
}

fn shown(instance: &Instance, call: &SeenRequest, id: &str) -> Answer {
    let asked = Asked::reading(instance, call)?;
    let viewer = asked.viewer();
    let group = find_group(&asked.world, &viewer, id)?;
    let body = json!({
        "id": group.id,
        "web_url": format!("{}/groups/{}", instance.url(), group.full_path),
        "name": group.name,
        "path": group.path(),
        "full_name": group.full_path.replace('/', " / "),
        "full_path": group.full_path,
        "parent_id": group.parent,
        "visibility": "private",
    });
    Ok(respond::json(StatusCode::OK, &body))
}

fn is_member(instance: &Instance, call: &SeenRequest, id: &str, user_id: u64) -> Answer {
    let asked = Asked::reading(instance, call)?;
    let viewer = asked.viewer();
    let group = find_group(&asked.world, &viewer, id)?;
    let user = asked.world.user(user_id).ok_or_else(not_found)?;
    let level = inherited(&asked.world.projects, group.id, user_id).ok_or_else(not_found)?;
    let mut body = person(instance, user);
    body["access_level"] = Value::from(level as u8);
    body["expires_at"] = Value::Null;
    body["membership_state"] = "active".into();
    Ok(respond::json(StatusCode::OK, &body))
}
