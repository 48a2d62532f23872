//! Registering applications: a person's own, and an administrator's.

mod form;

use super::{Page, escape, gate};
use crate::instance::Instance;
use crate::respond;
use crate::routes::{Call, Server};
use crate::seen::SeenRequest;
use crate::state::World;
use crate::state::applications::{Application, NewApplication};
use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::Response;
use form::Draft;

type Elsewhere = Box<Response<Body>>;

/// Old addresses of the list.
pub(crate) async fn moved(State(instance): Server) -> Response<Body> {
    respond::redirect(&list_path(&instance))
}

/// `GET /-/user_settings/applications`: own applications, the form, and what was authorized.
pub(crate) async fn list(State(instance): Server, Extension(call): Call) -> Response<Body> {
    let mut world = instance.world();
    match gate::pass(&instance, &mut world, &call) {
        Ok(user_id) => own_list(&instance, &world, user_id, &Draft::fresh(), &[]),
        Err(elsewhere) => *elsewhere,
    }
}

/// `POST /oauth/applications`: the only page that ever shows the secret.
pub(crate) async fn create(State(instance): Server, Extension(call): Call) -> Response<Body> {
    let mut world = instance.world();
    let user_id = match may_register(&instance, &mut world, &call) {
        Ok(user_id) => user_id,
        Err(elsewhere) => return *elsewhere,
    };
    let draft = Draft::sent(&call);
    let new = NewApplication { owner: Some(user_id), trusted: false, ..draft.clone().into_new() };
    let objections = new.objections();
    if !objections.is_empty() {
        return own_list(&instance, &world, user_id, &draft, &objections);
    }
    let application = world.create_application(new);
    let page = Page::new(&instance, &world, Some(user_id));
    form::details(&page, &application, Some(&application.secret))
}

/// `GET /admin/applications`
pub(crate) async fn admin_list(State(instance): Server, Extension(call): Call) -> Response<Body> {
    let mut world = instance.world();
    match administrator(&instance, &mut world, &call) {
        Ok(user_id) => instance_list(&instance, &world, user_id, &Draft::fresh(), &[]),
        Err(elsewhere) => *elsewhere,
    }
}

/// `POST /admin/applications`
pub(crate) async fn admin_create(State(instance): Server, Extension(call): Call) -> Response<Body> {
    let mut world = instance.world();
    let user_id = match administrator(&instance, &mut world, &call) {
        Ok(user_id) => user_id,
        Err(elsewhere) => return *elsewhere,
    };
    let draft = Draft::sent(&call);
    let new = draft.clone().into_new();
    let objections = new.objections();
    if !objections.is_empty() {
        return instance_list(&instance, &world, user_id, &draft, &objections);
    }
    let application = world.create_application(new);
    form::details(&Page::new(&instance, &world, Some(user_id)), &application, Some(&application.secret))
}

/// `GET /oauth/applications/:id`: everything but the secret.
pub(crate) async fn show(State(instance): Server, Extension(call): Call, Path(id): Path<String>) -> Response<Body> {
    let mut world = instance.world();
    match gate::pass(&instance, &mut world, &call).and_then(|user_id| owned(&instance, &world, user_id, &id)) {
        Ok((page, application)) => form::details(&page, &application, None),
        Err(elsewhere) => *elsewhere,
    }
}

/// `GET /oauth/applications/:id/edit`
pub(crate) async fn edit(State(instance): Server, Extension(call): Call, Path(id): Path<String>) -> Response<Body> {
    let mut world = instance.world();
    match may_register(&instance, &mut world, &call).and_then(|user_id| owned(&instance, &world, user_id, &id)) {
        Ok((page, application)) => form::edit(&page, &id, &Draft::of(&application), &[]),
        Err(elsewhere) => *elsewhere,
    }
}

/// `POST /oauth/applications/:id`: saves, or deletes when the form says so.
pub(crate) async fn change(State(instance): Server, Extension(call): Call, Path(id): Path<String>) -> Response<Body> {
    let mut world = instance.world();
    let allowed = may_register(&instance, &mut world, &call);
    let (page, application) = match allowed.and_then(|user_id| owned(&instance, &world, user_id, &id)) {
        Ok(found) => found,
        Err(elsewhere) => return *elsewhere,
    };
    if call.verb() == "DELETE" {
        world.delete_application(&id);
        return respond::redirect(&list_path(&instance));
    }
    let draft = Draft::sent(&call);
    let new = draft.clone().into_new();
    let objections = new.objections();
    if !objections.is_empty() {
        return form::edit(&page, &id, &draft, &objections);
    }
    if let Some(stored) = world.application_mut(&id) {
        let trusted = application.owner.is_none() && new.trusted;
        *stored = Application {
            name: new.name,
            redirect_uris: new.redirect_uris,
            scopes: new.scopes,
            confidential: new.confidential,
            trusted,
            ..application
        };
    }
    respond::redirect(&format!("{}/oauth/applications/{id}", instance.root))
}

/// `POST /oauth/applications/:id/renew`: shows the new secret, once.
pub(crate) async fn renew(State(instance): Server, Extension(call): Call, Path(id): Path<String>) -> Response<Body> {
    let mut world = instance.world();
    let allowed = may_register(&instance, &mut world, &call);
    match allowed.and_then(|user_id| owned(&instance, &world, user_id, &id)) {
        Ok((page, application)) => form::details(&page, &application, world.renew_secret(&id).as_deref()),
        Err(elsewhere) => *elsewhere,
    }
}

/// `POST /oauth/authorized_applications/:id`: a person takes an approval back.
pub(crate) async fn withdraw(State(instance): Server, Extension(call): Call, Path(id): Path<String>) -> Response<Body> {
    let mut world = instance.world();
    match gate::pass(&instance, &mut world, &call) {
        Ok(user_id) => {
            world.withdraw(user_id, Some(&id));
            respond::redirect(&list_path(&instance))
        }
        Err(elsewhere) => *elsewhere,
    }
}

fn list_path(instance: &Instance) -> String {
    format!("{}/-/user_settings/applications", instance.root)
}

/// With "User OAuth applications" off, people are sent to their profile; administrators are not.
fn may_register(instance: &Instance, world: &mut World, call: &SeenRequest) -> Result<u64, Elsewhere> {
    let user_id = gate::pass(instance, world, call)?;
    let admin = world.user(user_id).is_some_and(|user| user.admin);
    if world.settings.user_oauth_applications || admin {
        return Ok(user_id);
    }
    Err(Box::new(respond::redirect(&format!("{}/-/user_settings/profile", instance.root))))
}

fn administrator(instance: &Instance, world: &mut World, call: &SeenRequest) -> Result<u64, Elsewhere> {
    let user_id = gate::pass(instance, world, call)?;
    if world.user(user_id).is_some_and(|user| user.admin) {
        return Ok(user_id);
    }
    Err(Box::new(super::home::missing(&Page::new(instance, world, Some(user_id)))))
}

/// The application, if it is this person's, or the instance's and they administer it.
fn owned(instance: &Instance, world: &World, user_id: u64, id: &str) -> Result<(Page, Application), Elsewhere> {
    let page = Page::new(instance, world, Some(user_id));
    let admin = world.user(user_id).is_some_and(|user| user.admin);
    let mine = |application: &&Application| application.owner.map_or(admin, |owner| owner == user_id);
    match world.application(id).filter(mine).cloned() {
        Some(application) => Ok((page, application)),
        None => Err(Box::new(super::home::missing(&page))),
    }
}

fn own_list(instance: &Instance, world: &World, user_id: u64, draft: &Draft, objections: &[String]) -> Response<Body> {
    let page = Page::new(instance, world, Some(user_id));
    let rows = rows(&page, world.applications.iter().filter(|application| application.owner == Some(user_id)));
    let new = if world.settings.user_oauth_applications {
        form::new(&format!("{}/oauth/applications", page.root), draft, objections, false)
    } else {
        "<p class=\"card\">Your administrator has switched off registering applications.</p>".to_owned()
    };
    let authorized = authorized_rows(&page, world, user_id);
    let main = format!(
        "<h1>Applications</h1>\n{new}\n<section class=\"card\" aria-labelledby=\"own\"><h2 id=\"own\">Your \
         applications</h2>{rows}</section>\n<section class=\"card\" aria-labelledby=\"authorized\">\
         <h2 id=\"authorized\">Authorized applications</h2>{authorized}</section>"
    );
    page.show("Applications", &main)
}

fn instance_list(
    instance: &Instance,
    world: &World,
    user_id: u64,
    draft: &Draft,
    objections: &[String],
) -> Response<Body> {
    let page = Page::new(instance, world, Some(user_id));
    let rows = rows(&page, world.applications.iter().filter(|application| application.owner.is_none()));
    let new = form::new(&format!("{}/admin/applications", page.root), draft, objections, true);
    let main = format!(
        "<h1>Applications of this instance</h1>\n{new}\n<section class=\"card\" aria-labelledby=\"all\">\
         <h2 id=\"all\">Registered</h2>{rows}</section>"
    );
    page.show("Applications", &main)
}

fn rows<'a>(page: &Page, applications: impl Iterator<Item = &'a Application>) -> String {
    let rows: String = applications
        .map(|application| {
            format!(
                "<div class=\"row\"><a href=\"{}/oauth/applications/{}\">{}</a><code>{}</code></div>",
                page.root,
                application.id,
                escape(&application.name),
                escape(&application.scopes.join(" "))
            )
        })
        .collect();
    if rows.is_empty() { "<p>None yet.</p>".to_owned() } else { rows }
}

fn authorized_rows(page: &Page, world: &World, user_id: u64) -> String {
    let live =
        |id: &str| world.tokens.iter().any(|row| !row.revoked && row.user_id == user_id && row.application_id == id);
    let rows: String = world
        .applications
        .iter()
        .filter(|application| live(&application.id))
        .map(|application| {
            format!(
                "<div class=\"row\"><span>{name}</span><form method=\"post\" \
                 action=\"{root}/oauth/authorized_applications/{id}\">\
                 <input type=\"hidden\" name=\"_method\" value=\"delete\">\
                 <button class=\"quiet\" aria-label=\"Revoke {name}\">Revoke</button></form></div>",
                name = escape(&application.name),
                root = page.root,
                id = application.id,
            )
        })
        .collect();
    if rows.is_empty() { "<p>None yet.</p>".to_owned() } else { rows }
}
