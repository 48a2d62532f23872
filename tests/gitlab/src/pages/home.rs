//! Home, groups, people, the style, and what is not there.

use super::{Allowed, Page, escape, gate, projects};
use crate::respond;
use crate::routes::{Call, Server};
use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{Response, StatusCode};

/// `GET /`
pub(crate) async fn show(State(instance): Server, Extension(call): Call) -> Response<Body> {
    let mut world = instance.world();
    let user_id = match gate::pass(&instance, &mut world, &call) {
        Ok(user_id) => user_id,
        Err(elsewhere) => return *elsewhere,
    };
    let page = Page::new(&instance, &world, Some(user_id));
    let main = format!(
        "<h1>Projects</h1>\n<section class=\"card\">{}\
         <p><a href=\"{}/-/user_settings/applications\">Register an application</a></p></section>",
        projects::list(&instance, &world, user_id),
        page.root
    );
    page.show("Projects", &main)
}

/// `GET /dashboard/groups`
pub(crate) async fn groups(State(instance): Server, Extension(call): Call) -> Response<Body> {
    let mut world = instance.world();
    let user_id = match gate::pass(&instance, &mut world, &call) {
        Ok(user_id) => user_id,
        Err(elsewhere) => return *elsewhere,
    };
    let main = "<h1>Groups</h1>\n<section class=\"card\"><p>You are in no group yet.</p></section>";
    Page::new(&instance, &world, Some(user_id)).show("Groups", main)
}

/// `GET /:username`
pub(crate) async fn user_page(
    State(instance): Server,
    Extension(call): Call,
    Path(username): Path<String>,
) -> Response<Body> {
    let world = instance.world();
    let page = Page::new(&instance, &world, gate::visitor(&instance, &world, &call));
    match world.user_named(&username) {
        Some(user) => {
            let main = format!(
                "<h1>{name}</h1>\n<section class=\"card\"><p>@{username}</p></section>",
                name = escape(&user.name),
                username = escape(&user.username)
            );
            page.show(&user.name, &main)
        }
        None => missing(&page),
    }
}

/// Every other path.
pub(crate) async fn not_found(State(instance): Server, Extension(call): Call) -> Response<Body> {
    let world = instance.world();
    missing(&Page::new(&instance, &world, gate::visitor(&instance, &world, &call)))
}

pub(crate) fn missing(page: &Page) -> Response<Body> {
    let main = "<h1>404: Page not found</h1>\n<p>The address may be wrong, or you may not be allowed to see it.</p>";
    page.answer(StatusCode::NOT_FOUND, "Page not found (404)", main, &Allowed::default())
}

/// `GET /assets/local.css`
pub(crate) async fn style() -> Response<Body> {
    respond::bytes(StatusCode::OK, "text/css; charset=utf-8", include_str!("style.css"))
}
