//! The profile, and the two things an account may have to do first.

use super::{Page, alert, escape, gate};
use crate::instance::Instance;
use crate::respond;
use crate::routes::{Call, Server};
use crate::seen::SeenRequest;
use crate::state::users::{User, UserState};
use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::http::Response;

/// `GET /-/user_settings/profile`
pub(crate) async fn profile(State(instance): Server, Extension(call): Call) -> Response<Body> {
    let mut world = instance.world();
    let user_id = match gate::pass(&instance, &mut world, &call) {
        Ok(user_id) => user_id,
        Err(elsewhere) => return *elsewhere,
    };
    let page = Page::new(&instance, &world, Some(user_id));
    let (name, username) = page.person.clone().unwrap_or_default();
    let main = format!(
        "<h1>Your profile</h1>\n<section class=\"card\"><p>{} (@{})</p></section>",
        escape(&name),
        escape(&username)
    );
    page.show("Your profile", &main)
}

/// `GET /-/users/terms`
pub(crate) async fn terms(State(instance): Server, Extension(call): Call) -> Response<Body> {
    let world = instance.world();
    let page = Page::new(&instance, &world, gate::visitor(&instance, &world, &call));
    let main = format!(
        "<h1>Terms of Service</h1>\n<form method=\"post\" action=\"{}/-/users/terms\" class=\"card\">\
         <p>Be kind to test servers.</p><p class=\"actions\"><button>Accept terms</button></p></form>",
        page.root
    );
    page.show("Terms of Service", &main)
}

/// `POST /-/users/terms`
pub(crate) async fn accept_terms(State(instance): Server, Extension(call): Call) -> Response<Body> {
    settle(&instance, &call, |user| user.state == UserState::TermsNotAccepted)
}

/// `GET /-/user_settings/password/new`
pub(crate) async fn password(State(instance): Server, Extension(call): Call) -> Response<Body> {
    let world = instance.world();
    password_form(&Page::new(&instance, &world, gate::visitor(&instance, &world, &call)), &[])
}

/// `POST /-/user_settings/password/new`
pub(crate) async fn change_password(State(instance): Server, Extension(call): Call) -> Response<Body> {
    let Some(new) = call.param("user[new_password]").map(str::to_owned) else {
        let world = instance.world();
        let page = Page::new(&instance, &world, gate::visitor(&instance, &world, &call));
        return password_form(&page, &["New password can't be blank.".to_owned()]);
    };
    settle(&instance, &call, move |user| {
        user.password.clone_from(&new);
        user.state == UserState::PasswordExpired
    })
}

fn password_form(page: &Page, objections: &[String]) -> Response<Body> {
    let main = format!(
        "<h1>Set up a new password</h1>\n{}<form method=\"post\" action=\"{}/-/user_settings/password/new\" \
         class=\"card\"><label for=\"user_new_password\">New password</label>\
         <input id=\"user_new_password\" name=\"user[new_password]\" type=\"password\" autocomplete=\"new-password\">\
         <p class=\"actions\"><button>Update password</button></p></form>",
        alert(objections),
        page.root
    );
    page.show("New password", &main)
}

/// Lets the account in again if `done` says that this was what it lacked, and resumes.
fn settle(instance: &Instance, call: &SeenRequest, done: impl Fn(&mut User) -> bool) -> Response<Body> {
    let mut world = instance.world();
    let user = gate::visitor(instance, &world, call).and_then(|id| world.user_mut(id));
    let Some(user) = user else { return respond::redirect(&format!("{}/users/sign_in", instance.root)) };
    if done(user) {
        user.state = UserState::Active;
    }
    gate::resume(instance, &mut world, call)
}
