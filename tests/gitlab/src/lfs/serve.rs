//! Answering git-lfs.

use super::batch::Batch;
use super::store::oid as hash;
use crate::git::login::Abilities;
use crate::git::path::{Ask, GitPath};
use crate::git::serve::{Visitor, refused, visitor};
use crate::instance::Instance;
use crate::projects::access::Viewer;
use crate::projects::{AccessLevel, Project};
use crate::respond;
use crate::seen::SeenRequest;
use crate::state::World;
use axum::body::Body;
use axum::http::{Response, StatusCode};
use serde_json::{Map, Value, json};

const KIND: &str = "application/vnd.git-lfs+json";

/// The answer and the account that was proven.
pub(crate) fn answer(
    instance: &Instance,
    call: &SeenRequest,
    path: &GitPath,
    body: &[u8],
) -> (Response<Body>, Option<String>) {
    let mut world = instance.world();
    let request: Value = serde_json::from_slice(body).unwrap_or_default();
    let downloads = match (&path.ask, call.method.as_str()) {
        (Ask::LargeBatch, "POST") => request["operation"] == "download",
        (Ask::LargeObject { size: None, .. }, "GET") | (Ask::LargeLocks, "GET") => true,
        (Ask::LargeObject { size: Some(_), .. }, "PUT") | (Ask::LargeVerify, "POST") => false,
        _ => return (respond::text(StatusCode::NOT_FOUND, ""), None),
    };
    let Visitor { user, abilities } = match visitor(instance, &world, call, path, downloads) {
        Ok(visitor) => visitor,
        Err(refusal) => return (refused(refusal), None),
    };
    let (user_id, account) = (user.map(|user| user.id), user.map(|user| user.username.clone()));
    let project = match allowed(instance, &world, &Viewer::new(&world, user), abilities, path, downloads) {
        Ok(project) => project.clone(),
        Err(answer) => return (*answer, account),
    };
    // A project's first large files are kept when its repository is made.
    if instance.repositories.make(&project).is_err() {
        return (respond::text(StatusCode::SERVICE_UNAVAILABLE, ""), account);
    }
    let answer = match &path.ask {
        Ask::LargeBatch => batch(instance, &mut world, &project, user_id, request),
        Ask::LargeVerify => large(StatusCode::OK, &json!({ "ours": [], "theirs": [] })),
        Ask::LargeObject { oid, size: None } => object(instance, &project, oid),
        Ask::LargeObject { oid, size: Some(size) } => keep(instance, &project, (oid, *size), body),
        _ => large(StatusCode::OK, &json!({ "locks": [] })),
    };
    (answer, account)
}

fn allowed<'w>(
    instance: &Instance,
    world: &'w World,
    viewer: &Viewer<'_>,
    abilities: Abilities,
    path: &GitPath,
    downloads: bool,
) -> Result<&'w Project, Box<Response<Body>>> {
    let project = world.projects.at(&path.project);
    let Some(project) = project.filter(|project| viewer.sees(project)) else {
        return Err(said(instance, StatusCode::NOT_FOUND, "Not found."));
    };
    let may = match downloads {
        true => abilities.download && viewer.reads_code(project),
        false => abilities.push && viewer.is_at_least(project, AccessLevel::Developer) && !project.archived,
    };
    if project.lfs && may {
        return Ok(project);
    }
    Err(said(instance, StatusCode::FORBIDDEN, "Access forbidden. Check your access level."))
}

fn batch(
    instance: &Instance,
    world: &mut World,
    project: &Project,
    user_id: Option<u64>,
    request: Value,
) -> Response<Body> {
    let downloads = request["operation"] == "download";
    let objects: Vec<Map<String, Value>> = serde_json::from_value(request["objects"].clone()).unwrap_or_default();
    if objects.is_empty() {
        return *said(instance, StatusCode::NOT_FOUND, "Not found.");
    }
    let batch = Batch {
        large: &instance.repositories.large,
        project,
        url: &instance.url(),
        authorization: user_id.and_then(|id| world.large_authorization(id)),
        is_open: Viewer::new(world, None).reads_code(project),
    };
    let told = objects.into_iter().map(|object| if downloads { batch.download(object) } else { batch.upload(object) });
    large(StatusCode::OK, &json!({ "objects": told.collect::<Vec<_>>() }))
}

fn object(instance: &Instance, project: &Project, oid: &str) -> Response<Body> {
    match instance.repositories.large.read(project.id, oid) {
        Some(bytes) => respond::bytes(StatusCode::OK, "application/octet-stream", bytes),
        None => *said(instance, StatusCode::NOT_FOUND, "Not found."),
    }
}

fn keep(instance: &Instance, project: &Project, (oid, size): (&str, u64), body: &[u8]) -> Response<Body> {
    if hash(body) != oid || body.len() as u64 != size {
        return respond::text(StatusCode::BAD_REQUEST, "SHA256 or size mismatch");
    }
    match instance.repositories.large.keep(project.id, body) {
        Ok(_) => respond::bytes(StatusCode::OK, KIND, ""),
        Err(_) => respond::text(StatusCode::UNPROCESSABLE_ENTITY, "Unprocessable entity"),
    }
}

fn said(instance: &Instance, status: StatusCode, message: &str) -> Box<Response<Body>> {
    Box::new(large(status, &json!({ "message": message, "documentation_url": format!("{}/help", instance.url()) })))
}

fn large(status: StatusCode, body: &Value) -> Response<Body> {
    respond::bytes(status, KIND, body.to_string())
}
