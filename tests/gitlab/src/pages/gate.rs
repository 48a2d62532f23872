//! Who may see a page, and where the others are sent first.

use crate::instance::Instance;
use crate::respond;
use crate::seen::SeenRequest;
use crate::state::World;
use crate::state::sessions::Session;
use crate::state::users::UserState;
use axum::body::Body;
use axum::http::{Response, header};

/// The signed-in account, or the answer that sends the browser elsewhere first:
/// to sign-in, the terms, or a new password. A page asked for by GET is resumed.
pub(crate) fn pass(instance: &Instance, world: &mut World, call: &SeenRequest) -> Result<u64, Box<Response<Body>>> {
    let cookie = call.cookie(&instance.cookie_name());
    let user = visitor(instance, world, call).and_then(|id| world.user(id));
    let Some(user) = user.filter(|user| user.state.sign_in_denial().is_none()) else {
        return Err(Box::new(to_sign_in(instance, world, call)));
    };
    let detour = match user.state {
        UserState::TermsNotAccepted => "/-/users/terms",
        UserState::PasswordExpired => "/-/user_settings/password/new",
        _ => return Ok(user.id),
    };
    if call.method == "GET" {
        world.remember(cookie, &call.target);
    }
    Err(Box::new(respond::redirect(&format!("{}{detour}", instance.root))))
}

/// The signed-in account, whatever its state.
pub(crate) fn visitor(instance: &Instance, world: &World, call: &SeenRequest) -> Option<u64> {
    world.session_user(call.cookie(&instance.cookie_name()))
}

fn to_sign_in(instance: &Instance, world: &mut World, call: &SeenRequest) -> Response<Body> {
    open(instance, world, (call.method == "GET").then(|| call.target.clone()))
}

/// To the sign-in page, and from there on to another one.
pub(crate) fn to_sign_in_then(instance: &Instance, world: &mut World, target: String) -> Response<Body> {
    open(instance, world, Some(target))
}

fn open(instance: &Instance, world: &mut World, return_to: Option<String>) -> Response<Body> {
    let id = world.open_session(Session { user_id: None, return_to });
    with_session(respond::redirect(&format!("{}/users/sign_in", instance.root)), instance, &id)
}

/// Back to what was asked for before, or home.
pub(crate) fn resume(instance: &Instance, world: &mut World, call: &SeenRequest) -> Response<Body> {
    let target = world.take_return(call.cookie(&instance.cookie_name())).unwrap_or_else(|| "/".to_owned());
    respond::redirect(&format!("{}{target}", instance.root))
}

/// Adds the session cookie.
pub(crate) fn with_session(mut response: Response<Body>, instance: &Instance, id: &str) -> Response<Body> {
    let cookie = format!("{}={id}; Path={}/; HttpOnly; SameSite=Lax", instance.cookie_name(), instance.root);
    response.headers_mut().insert(header::SET_COOKIE, respond::header(&cookie));
    response
}
