//! Which path is answered by what. All paths are below the relative URL root.

use crate::instance::Instance;
use crate::seen::SeenRequest;
use crate::{api, avatars, code, events, git, graphql, merge_requests, oauth, openid, pages, pipelines, projects};
use axum::body::Body;
use axum::extract::State;
use axum::http::Response;
use axum::routing::{any, get, post};
use axum::{Extension, Router};
use bytes::Bytes;
use std::sync::Arc;

/// The first argument of a handler.
pub(crate) type Server = State<Arc<Instance>>;
/// The second argument of a handler: the request with its body read.
pub(crate) type Call = Extension<Arc<SeenRequest>>;

/// The body as it came.
#[derive(Clone)]
pub(crate) struct Payload(pub(crate) Bytes);

pub(crate) fn router(instance: Arc<Instance>) -> Router {
    Router::new()
        .merge(oauth_routes())
        .merge(api_routes())
        .merge(merge_request_routes())
        .merge(code_routes())
        .merge(page_routes())
        .fallback(elsewhere)
        .with_state(instance)
}

/// Git's paths begin with any project's, so no router can tell them; nor the projects' own pages.
async fn elsewhere(server: Server, call: Call, Extension(Payload(body)): Extension<Payload>) -> Response<Body> {
    match git::path::read(&call.path) {
        Some(path) => git::serve::answer(Arc::clone(&server.0), &call, path, body).await,
        None if call.path.contains("/-/") => pages::merge_requests::show(server, call).await,
        None => pages::projects::show(server, call).await,
    }
}

fn oauth_routes() -> Router<Arc<Instance>> {
    Router::new()
        .route(
            "/oauth/authorize",
            get(oauth::authorize::show).post(oauth::authorize::decide).delete(oauth::authorize::decide),
        )
        .route("/oauth/token", post(oauth::token::issue))
        .route("/oauth/revoke", post(oauth::revoke::revoke))
        .route("/oauth/token/info", get(oauth::info::show))
        .route("/oauth/userinfo", get(openid::userinfo::show).post(openid::userinfo::show))
        .route("/oauth/discovery/keys", get(openid::keys::show))
        .route("/.well-known/openid-configuration", get(openid::discovery::show))
        .route("/.well-known/oauth-authorization-server", get(openid::discovery::show))
}

fn api_routes() -> Router<Arc<Instance>> {
    Router::new()
        .route("/api/v4/user", get(api::user))
        .route("/api/v4/events", get(events::list))
        .route("/api/v4/version", get(api::version))
        .route("/api/v4/metadata", get(api::metadata))
        .route("/api/v4/projects", get(projects::api::list))
        .route("/api/v4/projects/{id}", any(projects::api::show))
        .route("/api/v4/users", get(projects::people::users))
        .route("/api/v4/groups/{id}", get(projects::people::group))
        .route("/api/v4/groups/{id}/members/all/{user}", get(projects::people::member))
        .route("/api/v4/groups/{id}/projects", get(projects::api::of_group))
        .route("/api/graphql", post(graphql::api::post))
        .route("/api/v3", any(api::gone))
        .route("/api/v3/{*rest}", any(api::gone))
        .route("/api", any(api::not_found))
        .route("/api/{*rest}", any(api::not_found))
        .route("/uploads/-/system/user/avatar/{id}/avatar.png", get(avatars::of_user))
        .route("/uploads/-/system/project/avatar/{id}/avatar.png", get(avatars::of_project))
}

fn merge_request_routes() -> Router<Arc<Instance>> {
    use merge_requests::api;
    use pipelines::{api as builds, jobs_api, statuses};
    let one = "/api/v4/projects/{id}/merge_requests/{iid}";
    let pipeline = "/api/v4/projects/{id}/pipelines/{pid}";
    let job = "/api/v4/projects/{id}/jobs/{job}";
    Router::new()
        .route("/api/v4/merge_requests", get(api::all))
        .route("/api/v4/groups/{id}/merge_requests", get(api::of_group))
        .route("/api/v4/projects/{id}/merge_requests", get(api::of_project).post(api::of_project))
        .route(one, get(api::show))
        .route(&format!("{one}/diffs"), get(api::diffs))
        .route(&format!("{one}/changes"), get(api::diffs))
        .route(&format!("{one}/pipelines"), get(api::pipelines).post(api::pipelines))
        .route("/api/v4/projects/{id}/pipeline", post(builds::start))
        .route("/api/v4/projects/{id}/pipelines", get(builds::list))
        .route(pipeline, get(builds::show))
        .route(&format!("{pipeline}/{{what}}"), get(builds::below).post(builds::below))
        .route(job, get(jobs_api::show))
        .route(&format!("{job}/{{what}}"), get(jobs_api::below).post(jobs_api::below))
        .route("/api/v4/projects/{id}/statuses/{sha}", post(statuses::post))
}

fn code_routes() -> Router<Arc<Instance>> {
    use code::{blobs, branches, commits, files, lint, members};
    let commit = "/api/v4/projects/{id}/repository/commits/{sha}";
    let blob = "/api/v4/projects/{id}/repository/blobs/{sha}";
    let file = "/api/v4/projects/{id}/repository/files/{path}";
    Router::new()
        .route("/api/v4/projects/{id}/repository/commits", post(commits::create))
        .route(commit, get(commits::show))
        .route(&format!("{commit}/statuses"), get(commits::statuses))
        .route("/api/v4/projects/{id}/repository/branches", post(branches::create))
        .route("/api/v4/projects/{id}/repository/branches/{name}", get(branches::show))
        .route(blob, get(blobs::show))
        .route(&format!("{blob}/raw"), get(blobs::raw))
        .route(file, get(files::show))
        .route(&format!("{file}/raw"), get(files::raw))
        .route("/api/v4/projects/{id}/protected_branches", get(branches::protected))
        .route("/api/v4/projects/{id}/ci/lint", get(lint::lint).post(lint::lint))
        .route("/api/v4/projects/{id}/members/all/{user}", get(members::show))
}

fn page_routes() -> Router<Arc<Instance>> {
    use pages::{account, applications, home, sign_in};
    Router::new()
        .route("/", get(home::show))
        .route("/assets/local.css", get(home::style))
        .route("/dashboard/groups", get(home::groups))
        .route("/users/sign_in", get(sign_in::show).post(sign_in::submit))
        .route("/users/sign_out", post(sign_in::leave))
        .route("/-/users/terms", get(account::terms).post(account::accept_terms))
        .route("/-/user_settings/password/new", get(account::password).post(account::change_password))
        .route("/-/user_settings/profile", get(account::profile))
        .route("/-/user_settings/applications", get(applications::list))
        .route("/user_settings/applications", get(applications::moved))
        .route("/-/profile/applications", get(applications::moved))
        .route("/admin/applications", get(applications::admin_list).post(applications::admin_create))
        .route("/oauth/applications", get(applications::moved).post(applications::create))
        .route("/oauth/applications/{id}", get(applications::show).post(applications::change))
        .route("/oauth/applications/{id}/edit", get(applications::edit))
        .route("/oauth/applications/{id}/renew", post(applications::renew))
        .route("/oauth/authorized_applications/{id}", post(applications::withdraw))
        .route("/{username}", get(home::user_page))
}
