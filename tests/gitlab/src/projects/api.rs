//! The endpoints: all projects, one, those of a group.

use super::access::Viewer;
use super::body::{GroupAccess, Teller};
use super::pages::{DEFAULTS, Links};
use super::query::Query;
use super::{Project, namespaces::Namespace};
use crate::api::{Refusal, optional_user};
use crate::instance::Instance;
use crate::respond::{self, Answer, Refused, either, error, message};
use crate::routes::{Call, Server};
use crate::seen::SeenRequest;
use crate::state::World;
use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{Response, StatusCode, header};
use serde_json::Value;

/// The scopes of which a token must have one.
const SCOPES: &[&str] = &["api", "read_api"];
/// How far pages by number go.
const FARTHEST: usize = 50_000;

/// `GET /api/v4/projects`
pub(crate) async fn list(State(instance): Server, Extension(call): Call) -> Response<Body> {
    let world = instance.world();
    either(listed(&instance, &world, &call))
}

/// `GET /api/v4/projects/:id`, by number or by URL-encoded path.
pub(crate) async fn show(State(instance): Server, Extension(call): Call, Path(id): Path<String>) -> Response<Body> {
    let world = instance.world();
    either(shown(&instance, &world, &call, &id))
}

/// `GET /api/v4/groups/:id/projects`
pub(crate) async fn of_group(State(instance): Server, Extension(call): Call, Path(id): Path<String>) -> Response<Body> {
    let world = instance.world();
    either(grouped(&instance, &world, &call, &id))
}

fn listed(instance: &Instance, world: &World, call: &SeenRequest) -> Answer {
    let viewer = viewer(instance, world, call)?;
    let query = read(call)?;
    if query.keyset && query.order_by != "id" {
        return Err(error(
            StatusCode::METHOD_NOT_ALLOWED,
            "Keyset pagination is not yet available for this type of request",
        ));
    }
    if !query.keyset && query.page.saturating_mul(query.per_page) > FARTHEST {
        let why = format!(
            "Offset pagination has a maximum allowed offset of {FARTHEST} for requests that return objects of type \
             Project. Remaining records can be retrieved using keyset pagination."
        );
        return Err(error(StatusCode::METHOD_NOT_ALLOWED, &why));
    }
    let found = query.find(world, &viewer, |_| true);
    let teller = Teller { instance, world, viewer: &viewer, statistics: query.statistics };
    let tell = |project: &Project| match viewer.user {
        Some(_) if !query.simple => teller.with_access(project, GroupAccess::First),
        _ => teller.simple(project),
    };
    let rows = found.rows.iter().map(|project| Value::Object(tell(project))).collect();
    let mut response = respond::json(StatusCode::OK, &Value::Array(rows));
    let links = Links::new(format!("{}/api/v4/projects", instance.url()), &DEFAULTS, &call.query);
    if query.keyset {
        links.keyset(&mut response, &query, &found);
    } else {
        links.offset(&mut response, &query, &found);
    }
    Ok(response)
}

fn shown(instance: &Instance, world: &World, call: &SeenRequest, id: &str) -> Answer {
    let viewer = viewer(instance, world, call)?;
    let project = find(instance, world, &viewer, call, id)?;
    if !matches!(call.method.as_str(), "GET" | "HEAD") {
        return Err(message(StatusCode::METHOD_NOT_ALLOWED, "405 Method Not Allowed"));
    }
    let statistics = call.param("statistics") == Some("true");
    let teller = Teller { instance, world, viewer: &viewer, statistics };
    let body = match viewer.user {
        Some(_) => teller.with_access(project, GroupAccess::Highest),
        None => teller.simple(project),
    };
    Ok(respond::json(StatusCode::OK, &Value::Object(body)))
}

/// The project of a path of the API, by number or by its own path.
pub(crate) fn find<'w>(
    instance: &Instance,
    world: &'w World,
    viewer: &Viewer<'_>,
    call: &SeenRequest,
    id: &str,
) -> Result<&'w Project, Refused> {
    let project = match id.parse() {
        Ok(number) => world.projects.row(number),
        // A path of one part can be no project's.
        Err(_) => world.projects.at(id).filter(|_| id.contains('/')),
    };
    let Some(project) = project.filter(|project| viewer.sees(project)) else {
        return Err(message(StatusCode::NOT_FOUND, "404 Project Not Found"));
    };
    if id.parse::<u64>().is_err() && !project.path.eq_ignore_ascii_case(id) {
        return Err(moved(instance, call, project));
    }
    Ok(project)
}

/// Writing is refused at an old path, reading is sent on to the number.
fn moved(instance: &Instance, call: &SeenRequest, project: &Project) -> Refused {
    if call.method != "GET" {
        return message(
            StatusCode::METHOD_NOT_ALLOWED,
            "405 Method Not Allowed - Non GET methods are not allowed for moved projects",
        );
    }
    let query = call.target.split_once('?').map(|(_, query)| format!("?{query}")).unwrap_or_default();
    let below = call.path.strip_prefix("/api/v4/projects/").and_then(|rest| rest.split_once('/'));
    let below = below.map(|(_, below)| format!("/{below}")).unwrap_or_default();
    let to = format!("{}/api/v4/projects/{}{below}{query}", instance.url(), project.id);
    let mut response =
        respond::text(StatusCode::MOVED_PERMANENTLY, &format!("This resource has been moved permanently to {to}"));
    response.headers_mut().insert(header::LOCATION, respond::header(&to));
    Box::new(response)
}

fn grouped(instance: &Instance, world: &World, call: &SeenRequest, id: &str) -> Answer {
    let viewer = viewer(instance, world, call)?;
    let query = read(call)?;
    let projects = &world.projects;
    let group = find_group(world, &viewer, id)?;
    let deep = call.param("include_subgroups") == Some("true");
    let found = query.find(world, &viewer, |project| {
        let mut above = projects.lineage(project.namespace_id);
        if deep { above.any(|one| one.id == group.id) } else { project.namespace_id == group.id }
    });
    let teller = Teller { instance, world, viewer: &viewer, statistics: false };
    let tell = |project: &Project| if query.simple { teller.simple(project) } else { teller.whole(project) };
    let rows = found.rows.iter().map(|project| Value::Object(tell(project))).collect();
    let mut response = respond::json(StatusCode::OK, &Value::Array(rows));
    let defaults = [("id", id), ("include_subgroups", "false"), ("order_by", "created_at"), ("owned", "false")];
    let more = [
        ("page", "1"),
        ("per_page", "20"),
        ("simple", "false"),
        ("sort", "desc"),
        ("starred", "false"),
        ("with_shared", "true"),
    ];
    let address = format!("{}/api/v4/groups/{}/projects", instance.url(), id.replace('/', "%2F"));
    Links::new(address, &[&defaults[..], &more].concat(), &call.query).offset(&mut response, &query, &found);
    Ok(response)
}

/// The group of a path of the API, by number or by its own path.
pub(crate) fn find_group<'w>(world: &'w World, viewer: &Viewer<'_>, id: &str) -> Result<&'w Namespace, Refused> {
    let projects = &world.projects;
    let group = match id.parse() {
        Ok(number) => projects.namespace(number),
        Err(_) => projects.namespace_at(id),
    };
    let group = group.filter(|group| is_group(group) && viewer.sees_group(projects, group));
    group.ok_or_else(|| message(StatusCode::NOT_FOUND, "404 Group Not Found"))
}

fn is_group(namespace: &Namespace) -> bool {
    namespace.kind == super::namespaces::Kind::Group
}

fn viewer<'w>(instance: &Instance, world: &'w World, call: &SeenRequest) -> Result<Viewer<'w>, Refused> {
    let user =
        optional_user(instance, world, call, SCOPES).map_err(|refusal: Refusal| Box::new(refusal.into_response()))?;
    Ok(Viewer::new(world, user))
}

fn read(call: &SeenRequest) -> Result<Query, Refused> {
    Query::read(call).map_err(|why| error(StatusCode::BAD_REQUEST, &why))
}
