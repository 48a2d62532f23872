//! What an application may ask of the sign-in itself: `prompt=login`, and GitLab's own `gl_auth_type=login`.

use crate::instance::Instance;
use crate::pages::gate;
use crate::seen::{SeenRequest, pairs};
use crate::state::World;
use axum::body::Body;
use axum::http::Response;

/// The scopes of an application that may read an account by more than `read_user`.
const API_SCOPES: [&str; 2] = ["api", "read_api"];

/// Signs the browser out and sends it to the sign-in page, if that is asked for: only with `openid` among the scopes,
/// since otherwise nothing looks at `prompt`. The request is resumed without it.
pub(crate) fn sign_out_first(instance: &Instance, world: &mut World, call: &SeenRequest) -> Option<Response<Body>> {
    let has_word = |name: &str, word: &str| call.param(name).is_some_and(|text| text.split(' ').any(|one| one == word));
    if !(has_word("scope", "openid") && has_word("prompt", "login")) {
        return None;
    }
    if let Some(id) = call.cookie(&instance.cookie_name()) {
        world.sessions.remove(id);
    }
    Some(gate::to_sign_in_then(instance, world, without_login(&call.target)))
}

fn without_login(target: &str) -> String {
    let Some((path, query)) = target.split_once('?') else { return target.to_owned() };
    let mut kept = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in pairs(query.as_bytes()) {
        let words: Vec<&str> = value.split(' ').filter(|word| *word != "login").collect();
        match (name.as_str(), words.as_slice()) {
            ("prompt", []) => {}
            ("prompt", words) => drop(kept.append_pair(&name, &words.join(" "))),
            _ => drop(kept.append_pair(&name, &value)),
        }
    }
    format!("{path}?{}", kept.finish())
}

/// The scopes that are asked for, which `gl_auth_type=login` narrows to `read_user`. An application that has none but
/// may use the API is given it for that, once and for all.
pub(crate) fn narrow(world: &mut World, client_id: Option<&str>, auth_type: Option<&str>) -> Option<&'static str> {
    if auth_type != Some("login") {
        return None;
    }
    let application = world.application_mut(client_id?)?;
    let has = |wanted: &str| application.scopes.iter().any(|scope| scope == wanted);
    if !has("read_user") {
        if !API_SCOPES.iter().any(|scope| has(scope)) {
            return None;
        }
        application.scopes.push("read_user".to_owned());
    }
    Some("read_user")
}
