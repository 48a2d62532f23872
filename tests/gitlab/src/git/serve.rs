//! From a path of git's to its answer.

use super::backend::{self, Job};
use super::gate::{self, Refusal, Service};
use super::login::{self, Abilities};
use super::path::{Ask, GitPath};
use super::record::GitRequest;
use crate::instance::Instance;
use crate::lfs;
use crate::projects::Project;
use crate::projects::access::Viewer;
use crate::respond;
use crate::seen::SeenRequest;
use crate::state::World;
use crate::state::users::User;
use axum::body::Body;
use axum::http::{Response, StatusCode, header};
use bytes::Bytes;
use std::sync::Arc;

/// Who asks, proven or nobody.
pub(crate) struct Visitor<'w> {
    pub(crate) user: Option<&'w User>,
    pub(crate) abilities: Abilities,
}

/// Answers and records.
pub(crate) async fn answer(instance: Arc<Instance>, call: &SeenRequest, path: GitPath, body: Bytes) -> Response<Body> {
    if !path.has_git {
        return with_git(&instance, call, &path);
    }
    let (response, account) = match path.ask {
        Ask::Refs | Ask::UploadPack | Ask::ReceivePack => git(&instance, call, &path, body).await,
        _ => lfs::serve::answer(&instance, call, &path, &body),
    };
    let service = match path.ask {
        Ask::UploadPack => Some("git-upload-pack".to_owned()),
        Ask::ReceivePack => Some("git-receive-pack".to_owned()),
        _ => call.query_param("service").map(str::to_owned),
    };
    instance.git_record.add(GitRequest {
        method: call.method.clone(),
        path: call.path.clone(),
        service,
        username: login::basic(call).map(|(name, _)| name),
        account,
        status: response.status().as_u16(),
    });
    response
}

/// 301 to the address with `.git`, whether there is such a project or not.
fn with_git(instance: &Instance, call: &SeenRequest, path: &GitPath) -> Response<Body> {
    let query = call.target.split_once('?').map(|(_, query)| query);
    let plain = matches!(query, None | Some("" | "service=git-upload-pack" | "service=git-receive-pack"));
    if call.method != "GET" || !plain {
        return respond::text(StatusCode::NOT_FOUND, "404 Not Found");
    }
    let query = query.filter(|query| !query.is_empty()).map(|query| format!("?{query}")).unwrap_or_default();
    let encoded = call.path.strip_suffix("/info/refs").unwrap_or(&path.project);
    let to = format!("{}{encoded}.git/info/refs{query}", instance.url());
    let html =
        format!("<html><body>You are being <a href=\"{}\">redirected</a>.</body></html>", crate::pages::escape(&to));
    let mut response = respond::bytes(StatusCode::MOVED_PERMANENTLY, "text/html; charset=utf-8", html);
    response.headers_mut().insert(header::LOCATION, respond::header(&to));
    response
}

async fn git(
    instance: &Arc<Instance>,
    call: &SeenRequest,
    path: &GitPath,
    body: Bytes,
) -> (Response<Body>, Option<String>) {
    let (service, action) = match path.ask {
        Ask::UploadPack => (Service::Upload, "git-upload-pack"),
        Ask::ReceivePack => (Service::Receive, "git-receive-pack"),
        _ => (Service::named(call.query_param("service")), "info/refs"),
    };
    let method = if action == "info/refs" { "GET" } else { "POST" };
    if call.method != method {
        let status = if call.method == "HEAD" { StatusCode::FORBIDDEN } else { StatusCode::NOT_FOUND };
        return (respond::text(status, ""), None);
    }
    let (admitted, account) = admit(instance, call, path, service);
    match admitted {
        Ok(project) => {
            let job = job(instance, call, path, project, action, &account, body);
            (backend::run(Arc::clone(instance), job).await, account)
        }
        Err(refusal) => (refused(refusal), account),
    }
}

/// The project, when whoever asks may have it served, and who that is.
fn admit(
    instance: &Instance,
    call: &SeenRequest,
    path: &GitPath,
    service: Service,
) -> (Result<Project, Refusal>, Option<String>) {
    let world = instance.world();
    let Visitor { user, abilities } = match visitor(instance, &world, call, path, service == Service::Upload) {
        Ok(visitor) => visitor,
        Err(refusal) => return (Err(refusal), None),
    };
    let project = world.projects.at(&path.project);
    let admitted = gate::check(&Viewer::new(&world, user), abilities, project, service, &instance.url());
    (admitted.cloned(), user.map(|user| user.username.clone()))
}

/// Who asks: with Basic it must be right, without it only fetching what is public goes on.
pub(crate) fn visitor<'w>(
    instance: &Instance,
    world: &'w World,
    call: &SeenRequest,
    path: &GitPath,
    downloads: bool,
) -> Result<Visitor<'w>, Refusal> {
    let denied = || Refusal::unauthorized(&instance.url());
    if let Some((name, password)) = login::basic(call) {
        let (user, abilities) = login::account(world, &name, &password).ok_or_else(denied)?;
        return Ok(Visitor { user: Some(user), abilities });
    }
    let nobody = Viewer::new(world, None);
    let open = world.projects.at(&path.project).is_some_and(|project| nobody.reads_code(project));
    if downloads && open {
        return Ok(Visitor { user: None, abilities: Abilities { download: true, push: false } });
    }
    Err(denied())
}

pub(crate) fn refused(refusal: Refusal) -> Response<Body> {
    let mut response = respond::text(refusal.status, &refusal.text);
    if refusal.status == StatusCode::UNAUTHORIZED {
        let challenge = respond::header("Basic realm=\"GitLab\"");
        response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    }
    response
}

fn job(
    instance: &Instance,
    call: &SeenRequest,
    path: &GitPath,
    project: Project,
    action: &'static str,
    account: &Option<String>,
    body: Bytes,
) -> Job {
    let was_there = !project.path.eq_ignore_ascii_case(&path.project);
    let header = |name: &str| call.header(name).map(str::to_owned);
    Job {
        action,
        method: call.method.clone(),
        query: call.target.split_once('?').map(|(_, query)| query.to_owned()).unwrap_or_default(),
        content_type: header("content-type"),
        content_encoding: header("content-encoding"),
        protocol: header("git-protocol"),
        username: account.clone(),
        says: if was_there { moved(instance, &path.project, &project) } else { String::new() },
        project,
        body,
    }
}

/// What GitLab says after a push to where a project was before.
fn moved(instance: &Instance, old: &str, project: &Project) -> String {
    let new = &project.path;
    format!(
        "\nProject '{old}' was moved to '{new}'.\n\nPlease update your Git remote:\n\n  git remote set-url origin \
         {}/{new}.git\n",
        instance.url()
    )
}
