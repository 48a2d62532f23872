//! What people did, as GitLab's `/events` tells of it: pushes, by whole days.

use crate::asked::Asked;
use crate::clock::stamp;
use crate::git::commands::RefChange;
use crate::instance::Instance;
use crate::merge_requests::body::person;
use crate::projects::query::moment;
use crate::respond::{Answer, either, error, message};
use crate::routes::{Call, Server};
use crate::seen::SeenRequest;
use crate::state::World;
use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, StatusCode};
use serde_json::{Value, json};

const DAY: i64 = 24 * 3600;
/// A push of more refs than this is one event that names none of them.
const TOLD_ONE_BY_ONE: usize = 3;

/// A push of one branch, or of many that are not named.
#[derive(Clone, Debug)]
pub(crate) struct Push {
    id: u64,
    project_id: u64,
    user_id: u64,
    /// The branch and its commits before and after; zeros are none.
    branch: Option<(String, String, String)>,
    count: usize,
    at: i64,
}

impl World {
    /// Notes what an account has pushed now.
    pub(crate) fn note_pushed(&mut self, project_id: u64, user_id: u64, changes: &[RefChange]) {
        let branches: Vec<&RefChange> = changes.iter().filter(|change| change.branch().is_some()).collect();
        let (at, count) = (self.now_ms(), branches.len());
        let add = |branch: Option<(String, String, String)>, count: usize, pushes: &mut Vec<Push>| {
            let id = pushes.len() as u64 + 1;
            pushes.push(Push { id, project_id, user_id, branch, count, at });
        };
        if count > TOLD_ONE_BY_ONE {
            return add(None, count, &mut self.pushes);
        }
        for change in branches {
            let name = change.branch().unwrap_or_default().to_owned();
            let of = |push: &Push| match &push.branch {
                Some((other, _, to)) if push.project_id == project_id && *other == name => Some(to.clone()),
                _ => None,
            };
            let from = self.pushes.iter().rev().find_map(of).unwrap_or_else(|| "0".repeat(40));
            add(Some((name, from, change.new.clone())), 1, &mut self.pushes);
        }
    }
}

/// `GET /api/v4/events`
pub(crate) async fn list(State(instance): Server, Extension(call): Call) -> Response<Body> {
    either(listed(&instance, &call))
}

/// Own ones alone. `after` and `before` are days, and neither day itself counts.
fn listed(instance: &Instance, call: &SeenRequest) -> Answer {
    let asked = Asked::with(instance, call, &["api", "read_api", "read_user"])?;
    if asked.user.is_none() {
        return Err(message(StatusCode::UNAUTHORIZED, "401 Unauthorized"));
    }
    let wrong = |why: String| error(StatusCode::BAD_REQUEST, &why);
    let day = |name: &str| moment(call, name).map(|moment| moment.map(|moment| moment.div_euclid(DAY)));
    let (after, before) = (day("after").map_err(wrong)?, day("before").map_err(wrong)?);
    let viewer = asked.viewer();
    let wants = |push: &&Push| {
        let on = push.at.div_euclid(DAY * 1000);
        let project = asked.world.projects.row(push.project_id);
        push.user_id == asked.user_id()
            && call.param("action").is_none_or(|action| action == "pushed")
            && after.is_none_or(|day| on > day)
            && before.is_none_or(|day| on < day)
            && project.is_some_and(|project| viewer.sees(project))
    };
    let mut rows: Vec<Push> = asked.world.pushes.iter().filter(wants).cloned().collect();
    if call.param("sort") != Some("asc") {
        rows.reverse();
    }
    drop(viewer);
    asked.page(rows, |push| told(&asked, &push))
}

fn told(asked: &Asked<'_>, push: &Push) -> Value {
    let none = "0".repeat(40);
    let (name, from, to) = match &push.branch {
        Some((name, from, to)) => {
            (Some(name), Some(from).filter(|sha| **sha != none), Some(to).filter(|sha| **sha != none))
        }
        None => (None, None, None),
    };
    let action = match (from, to) {
        (None, Some(_)) => "created",
        (Some(_), None) => "removed",
        _ => "pushed",
    };
    let user = asked.world.user(push.user_id);
    json!({
        "id": push.id,
        "project_id": push.project_id,
        "action_name": match action { "created" => "pushed new", "removed" => "deleted", _ => "pushed to" },
        "target_id": null,
        "target_iid": null,
        "target_type": null,
        "author_id": push.user_id,
        "target_title": null,
        "created_at": stamp(push.at),
        "author": user.map(|user| person(asked.instance, user)),
        "author_username": user.map(|user| user.username.clone()),
        "imported": false,
        "imported_from": "none",
        "push_data": {
            "commit_count": push.count,
            "action": action,
            "ref_type": "branch",
            "commit_from": from,
            "commit_to": to,
            "ref": name,
            "commit_title": null,
            "ref_count": push.branch.is_none().then_some(push.count),
        },
    })
}
