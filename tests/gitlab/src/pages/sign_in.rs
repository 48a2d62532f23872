//! Signing in and out.

use super::{Page, alert, escape, gate};
use crate::respond;
use crate::routes::{Call, Server};
use crate::state::sessions::Session;
use crate::state::users::UserState;
use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, StatusCode};

/// `GET /users/sign_in`
pub(crate) async fn show(State(instance): Server, Extension(call): Call) -> Response<Body> {
    let mut world = instance.world();
    let user = gate::visitor(&instance, &world, &call).and_then(|id| world.user(id));
    if user.is_some_and(|user| user.state.sign_in_denial().is_none()) {
        return gate::resume(&instance, &mut world, &call);
    }
    form(&Page::new(&instance, &world, None), StatusCode::OK, "", &[])
}

/// `POST /users/sign_in`: resumes what was asked for. Signing in wakes a deactivated account.
pub(crate) async fn submit(State(instance): Server, Extension(call): Call) -> Response<Body> {
    let mut world = instance.world();
    let page = Page::new(&instance, &world, None);
    let login = call.form_param("user[login]").unwrap_or_default();
    let password = call.form_param("user[password]").unwrap_or_default();
    let Some(user) = world.user_with_password(login, password) else {
        let why = "Invalid login or password.".to_owned();
        return form(&page, StatusCode::UNPROCESSABLE_ENTITY, login, &[why]);
    };
    if let Some(why) = user.state.sign_in_denial() {
        return form(&page, StatusCode::OK, login, &[why.to_owned()]);
    }
    let user_id = user.id;
    if let Some(user) = world.user_mut(user_id).filter(|user| user.state == UserState::Deactivated) {
        user.state = UserState::Active;
    }
    // A new session for a new person, so that a cookie from before is worth nothing.
    let response = gate::resume(&instance, &mut world, &call);
    let now = world.now();
    world.sign_ins.insert(user_id, now);
    let id = world.open_session(Session { user_id: Some(user_id), return_to: None });
    gate::with_session(response, &instance, &id)
}

/// `POST /users/sign_out`
pub(crate) async fn leave(State(instance): Server, Extension(call): Call) -> Response<Body> {
    if let Some(id) = call.cookie(&instance.cookie_name()) {
        instance.world().sessions.remove(id);
    }
    respond::redirect(&format!("{}/users/sign_in", instance.root))
}

fn form(page: &Page, status: StatusCode, login: &str, objections: &[String]) -> Response<Body> {
    let main = format!(
        "<h1>Sign in</h1>\n{}\n<form method=\"post\" action=\"{}/users/sign_in\" class=\"card\">\
         <label for=\"user_login\">Username or primary email</label>\
         <input id=\"user_login\" name=\"user[login]\" value=\"{}\" autocomplete=\"username\" autocapitalize=\"none\" \
         required autofocus>\
         <label for=\"user_password\">Password</label>\
         <input id=\"user_password\" name=\"user[password]\" type=\"password\" autocomplete=\"current-password\" required>\
         <p class=\"actions\"><button type=\"submit\">Sign in</button></p></form>",
        alert(objections),
        page.root,
        escape(login)
    );
    page.answer(status, "Sign in", &main, &super::Allowed::default())
}
