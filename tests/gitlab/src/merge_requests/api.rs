//! The endpoints: lists, one, what it changes, its pipelines, and opening one.

use super::MergeRequest;
use super::body;
use super::create::{self, Opening};
use super::query::Query;
use super::refs;
use crate::asked::Asked;
use crate::instance::Instance;
use crate::pipelines;
use crate::pipelines::create::Made;
use crate::projects::api::find_group;
use crate::projects::query::one_of;
use crate::projects::{AccessLevel, Project};
use crate::respond::{self, Answer, Refused, base_error, either, error, message, not_found};
use crate::routes::{Call, Server};
use crate::seen::SeenRequest;
use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{Response, StatusCode};
use serde_json::{Value, json};

/// `GET` and `POST /api/v4/projects/:id/merge_requests`
pub(crate) async fn of_project(
    State(instance): Server,
    Extension(call): Call,
    Path(id): Path<String>,
) -> Response<Body> {
    either(match call.method.as_str() {
        "POST" => opened(&instance, &call, &id),
        _ => listed_of_project(&instance, &call, &id),
    })
}

/// `GET /api/v4/groups/:id/merge_requests`
pub(crate) async fn of_group(State(instance): Server, Extension(call): Call, Path(id): Path<String>) -> Response<Body> {
    either(listed_of_group(&instance, &call, &id))
}

/// `GET /api/v4/merge_requests`
pub(crate) async fn all(State(instance): Server, Extension(call): Call) -> Response<Body> {
    either(listed_of_all(&instance, &call))
}

/// `GET /api/v4/projects/:id/merge_requests/:iid`
pub(crate) async fn show(
    State(instance): Server,
    Extension(call): Call,
    Path((id, iid)): Path<(String, String)>,
) -> Response<Body> {
    either(shown(&instance, &call, &id, &iid))
}

/// `GET …/:iid/diffs` and `…/changes`
pub(crate) async fn diffs(
    State(instance): Server,
    Extension(call): Call,
    Path((id, iid)): Path<(String, String)>,
) -> Response<Body> {
    either(changed(&instance, &call, &id, &iid))
}

/// `GET` and `POST …/:iid/pipelines`
pub(crate) async fn pipelines(
    State(instance): Server,
    Extension(call): Call,
    Path((id, iid)): Path<(String, String)>,
) -> Response<Body> {
    either(match call.method.as_str() {
        "POST" => built(&instance, &call, &id, &iid),
        _ => built_before(&instance, &call, &id, &iid),
    })
}

fn listed_of_project(instance: &Instance, call: &SeenRequest, id: &str) -> Answer {
    let asked = Asked::reading(instance, call)?;
    let project = asked.readable(id)?;
    let ids: Vec<u64> = asked.world.merge_requests.ids_of_project(project.id).collect();
    list(asked, "all", &ids)
}

fn listed_of_group(instance: &Instance, call: &SeenRequest, id: &str) -> Answer {
    let asked = Asked::reading(instance, call)?;
    let viewer = asked.viewer();
    let group = find_group(&asked.world, &viewer, id)?.id;
    let world = &asked.world;
    let with_archived = call.param("non_archived") == Some("false");
    let is_below = |project: &&Project| {
        let mut above = world.projects.lineage(project.namespace_id);
        above.any(|one| one.id == group) && (with_archived || !project.archived) && viewer.reads_code(project)
    };
    let projects = world.projects.rows().values().filter(is_below);
    let ids: Vec<u64> = projects.flat_map(|one| world.merge_requests.ids_of_project(one.id)).collect();
    drop(viewer);
    list(asked, "all", &ids)
}

fn listed_of_all(instance: &Instance, call: &SeenRequest) -> Answer {
    let asked = Asked::reading(instance, call)?;
    if asked.user.is_none() && call.param("scope") != Some("all") {
        return Err(message(StatusCode::UNAUTHORIZED, "401 Unauthorized"));
    }
    let viewer = asked.viewer();
    let world = &asked.world;
    let projects = world.projects.rows().values().filter(|project| viewer.reads_code(project));
    let ids: Vec<u64> = projects.flat_map(|one| world.merge_requests.ids_of_project(one.id)).collect();
    drop(viewer);
    list(asked, "created_by_me", &ids)
}

fn list(mut asked: Asked<'_>, scope: &str, ids: &[u64]) -> Answer {
    let wrong = |why: String| error(StatusCode::BAD_REQUEST, &why);
    let query = Query::read(asked.call).map_err(wrong)?;
    let scopes = ["created-by-me", "assigned-to-me", "created_by_me", "assigned_to_me", "reviews_for_me", "all"];
    let scope = one_of(asked.call, "scope", &scopes).map_err(wrong)?.unwrap_or(scope);
    let own = |row: &&MergeRequest| match scope {
        "all" => true,
        "created_by_me" | "created-by-me" => row.author_id == asked.user_id(),
        _ => false,
    };
    let shown = ids.iter().filter_map(|id| asked.world.shown_merge_request(*id));
    let mut rows: Vec<MergeRequest> = shown.filter(own).filter(|row| query.wants(row)).cloned().collect();
    query.sort(&mut rows);
    let told = std::cell::RefCell::new(Vec::new());
    let answer = asked.page(rows, |row| {
        let (key, value) = body::listed(&asked, row);
        told.borrow_mut().push((key, value.clone()));
        value
    });
    let now = asked.world.now_ms();
    for (key, value) in told.into_inner() {
        asked.world.merge_requests.kept.entry(key).or_insert((now, value));
    }
    answer
}

fn shown(instance: &Instance, call: &SeenRequest, id: &str, iid: &str) -> Answer {
    let mut asked = Asked::reading(instance, call)?;
    let project = asked.project(id)?;
    let row = asked.merge_request(&project, iid)?;
    asked.world.look_at(row.id);
    let check = asked.world.merge_requests.row(row.id).map(|one| one.check);
    let row = MergeRequest { check: check.unwrap_or(row.check), ..row };
    Ok(respond::json(StatusCode::OK, &body::single(&asked, &row)))
}

fn changed(instance: &Instance, call: &SeenRequest, id: &str, iid: &str) -> Answer {
    let asked = Asked::reading(instance, call)?;
    let project = asked.project(id)?;
    let row = asked.merge_request(&project, iid)?;
    let diff = |path: String| {
        json!({
            "old_path": path, "new_path": path, "a_mode": "100644", "b_mode": "100644", "diff": "", "new_file": false,
            "renamed_file": false, "deleted_file": false, "generated_file": false, "collapsed": false,
            "too_large": false,
        })
    };
    if call.path.ends_with("/diffs") {
        return asked.page(row.paths, diff);
    }
    let mut whole = body::single(&asked, &row);
    whole["changes"] = row.paths.into_iter().map(diff).collect();
    whole["overflow"] = Value::Bool(false);
    Ok(respond::json(StatusCode::OK, &whole))
}

/// Those of the fork as well, where they may be read; newest first.
fn built_before(instance: &Instance, call: &SeenRequest, id: &str, iid: &str) -> Answer {
    let asked = Asked::reading(instance, call)?;
    let project = asked.project(id)?;
    let row = asked.merge_request(&project, iid)?;
    let viewer = asked.viewer();
    let world = &asked.world;
    let reads = |project: u64| world.projects.row(project).is_some_and(|project| viewer.reads_code(project));
    let ids = world.pipelines_for(row.id);
    let shown = ids.into_iter().filter_map(|id| world.shown_pipeline(id).cloned());
    let rows = shown.filter(|pipeline| reads(pipeline.project_id)).collect();
    asked.page(rows, |pipeline| pipelines::body::basic(instance, world, &pipeline))
}

/// Builds what the ref is, whatever the API shows; never asks whether there is a pipeline already.
fn built(instance: &Instance, call: &SeenRequest, id: &str, iid: &str) -> Answer {
    let mut asked = Asked::writing(instance, call)?;
    let project = asked.project(id)?;
    let row = asked.merge_request(&project, iid)?;
    let by = asked.user_id();
    if call.param("async") == Some("true") {
        let delay = asked.world.settings.delays.pipeline;
        asked.world.ask_worker(row.id, by, super::course::millis(delay), true);
        return Ok(respond::bytes(StatusCode::ACCEPTED, "application/json", ""));
    }
    match asked.world.build_merge_request(row.id, by, true) {
        Made::Pipeline(id) => {
            let pipeline = asked.world.pipelines.row(id).cloned().ok_or_else(not_found)?;
            Ok(respond::json(StatusCode::OK, &pipelines::body::single(instance, &asked.world, &pipeline)))
        }
        Made::Refused(why) => Err(base_error(&why)),
        Made::NoCommits => Err(message(StatusCode::METHOD_NOT_ALLOWED, "405 Method Not Allowed")),
        Made::Broken => Err(message(StatusCode::INTERNAL_SERVER_ERROR, "500 Internal Server Error")),
    }
}

fn opened(instance: &Instance, call: &SeenRequest, id: &str) -> Answer {
    let asked = Asked::writing(instance, call)?;
    let here = asked.project(id)?;
    let need = |name: &str| {
        let missing = || error(StatusCode::BAD_REQUEST, &format!("{name} is missing"));
        call.param(name).map(str::to_owned).ok_or_else(missing)
    };
    let (source_branch, target_branch, title) = (need("source_branch")?, need("target_branch")?, need("title")?);
    let target = match call.param("target_project_id") {
        Some(number) => asked.project(number)?,
        None => here.clone(),
    };
    asked.demand(&here, AccessLevel::Developer)?;
    let labels = call.param("labels").unwrap_or_default().split(',').map(str::trim);
    let labels = labels.filter(|label| !label.is_empty()).map(str::to_owned).collect();
    let author_id = asked.user_id();
    let open = asked.world.merge_requests.open_from(here.id, &source_branch);
    let mut rows = open.iter().filter_map(|id| asked.world.merge_requests.row(*id));
    let twin = rows.find(|row| row.project_id == target.id && row.target_branch == target_branch);
    if let Some(twin) = twin {
        let why = format!("Another open merge request already exists for this source branch: !{}", twin.iid);
        return Err(Box::new(respond::json(StatusCode::CONFLICT, &json!({ "message": [why] }))));
    }
    drop(asked);
    refuse_missing_branches(instance, (&here, &source_branch), (&target, &target_branch))?;
    let new =
        Opening { target, source: here, source_branch, target_branch, author_id, title, labels, without_git: false };
    let row = create::open(instance, new).map_err(|why| base_error(&why.to_string()))?;
    let asked = Asked::writing(instance, call)?;
    Ok(respond::json(StatusCode::CREATED, &body::single(&asked, &row)))
}

fn refuse_missing_branches(
    instance: &Instance,
    source: (&Project, &str),
    target: (&Project, &str),
) -> Result<(), Refused> {
    let is_missing =
        |(project, branch): (&Project, &str)| refs::branch(&instance.repositories, project, branch).is_none();
    let mut why = serde_json::Map::new();
    if is_missing(source) {
        why.insert("source_branch".to_owned(), json!([format!("\"{}\" does not exist", source.1)]));
    }
    if is_missing(target) {
        why.insert("target_branch".to_owned(), json!([format!("\"{}\" does not exist", target.1)]));
    }
    if source.0.id == target.0.id && source.1 == target.1 {
        let same = "You can't use same project/branch for source and target";
        why.insert("branch_conflict".to_owned(), json!([same]));
    }
    if why.is_empty() {
        return Ok(());
    }
    Err(Box::new(respond::json(StatusCode::BAD_REQUEST, &json!({ "message": why }))))
}
