//! The pages of projects: a person's own list, and one at its path.

use super::{Page, escape, gate, home};
use crate::instance::Instance;
use crate::projects::Project;
use crate::projects::access::Viewer;
use crate::respond;
use crate::routes::{Call, Server};
use crate::state::World;
use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::http::Response;

/// How many the list shows.
const SHOWN: usize = 50;

/// The list of what a person is in, for the page they come home to.
pub(crate) fn list(instance: &Instance, world: &World, user_id: u64) -> String {
    let viewer = Viewer::new(world, world.user(user_id));
    let mut theirs = world.projects.rows().values().filter(|project| viewer.level(project).is_some());
    let items: String = theirs.by_ref().take(SHOWN).map(|project| item(instance, project)).collect();
    if items.is_empty() {
        return "<p>No projects yet. This server is for practice: it knows people, applications and what they may \
                do.</p>"
            .to_owned();
    }
    let more = if theirs.next().is_some() { "<p>And more.</p>" } else { "" };
    format!("<ul>{items}</ul>{more}")
}

fn item(instance: &Instance, project: &Project) -> String {
    let archived = if project.archived { " (archived)" } else { "" };
    let path = escape(&project.path);
    format!("<li><a href=\"{root}/{path}\">{path}</a>{archived}</li>", root = instance.root)
}

/// `GET` of any path that is a project's; others are not found. An old path leads to the new one.
pub(crate) async fn show(State(instance): Server, Extension(call): Call) -> Response<Body> {
    let found = {
        let world = instance.world();
        let user = gate::visitor(&instance, &world, &call).and_then(|id| world.user(id));
        let path = call.path.trim_matches('/');
        let viewer = Viewer::new(&world, user);
        let project = world.projects.at(path).filter(|project| call.method == "GET" && viewer.sees(project));
        project.map(|project| match project.path.eq_ignore_ascii_case(path) {
            true => page(&instance, &world, user.map(|user| user.id), project),
            false => respond::redirect(&format!("{}/{}", instance.root, project.path)),
        })
    };
    match found {
        Some(answer) => answer,
        None => home::not_found(State(instance), Extension(call)).await,
    }
}

fn page(instance: &Instance, world: &World, user_id: Option<u64>, project: &Project) -> Response<Body> {
    let about = project.description.as_deref().map(|text| format!("<p>{}</p>", escape(text))).unwrap_or_default();
    let main = format!(
        "<h1>{name}</h1>\n<section class=\"card\">{about}<p>Clone with HTTPS: <code>{url}/{path}.git</code></p>\
         <p><a href=\"{root}/{path}/-/merge_requests\">Merge requests</a></p></section>",
        root = escape(&instance.root),
        name = escape(&project.path),
        url = escape(&instance.url()),
        path = escape(&project.path),
    );
    Page::new(instance, world, user_id).show(&project.name, &main)
}
