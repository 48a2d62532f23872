//! `POST /oauth/token`: exchanging codes and refreshing.

use super::client::Credentials;
use super::errors::OauthError;
use super::redirect_uri;
use crate::openid::id_token;
use crate::respond;
use crate::routes::{Call, Server};
use crate::seen::SeenRequest;
use crate::state::World;
use crate::state::tokens::{Code, TOKEN_LIFETIME, TokenRow};
use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, StatusCode, header};
use serde_json::json;

/// Answers 200 with a pair, or an error with `WWW-Authenticate` whatever its status.
pub(crate) async fn issue(State(instance): Server, Extension(call): Call) -> Response<Body> {
    let mut world = instance.world();
    let issued = match call.param("grant_type") {
        None => Err(OauthError::missing("grant_type")),
        Some("authorization_code") => exchange(&mut world, &call),
        Some("refresh_token") => refresh(&mut world, &call).map(|row| (row, None)),
        Some(_) => Err(OauthError::unsupported_grant_type()),
    };
    match issued {
        Ok((row, nonce)) => {
            let names_refresh = call.param("refresh_token") != Some(row.refresh.as_str());
            let id_token = id_token::make(&instance, &world, &row, nonce.as_deref());
            world.issued.extend(id_token.clone());
            token_response(&row, names_refresh, id_token)
        }
        Err(error) => error.into_response(call.param("state")),
    }
}

/// Order: code sent, credentials readable, verifier sent if needed, redirect URI
/// sent, client, code, redirect URI, verifier. With the pair comes the nonce that the approval was asked for with.
fn exchange(world: &mut World, call: &SeenRequest) -> Result<(TokenRow, Option<String>), OauthError> {
    let sent = call.param("code").ok_or_else(|| OauthError::missing("code"))?;
    let credentials = Credentials::read(call)?;
    let verifier = call.param("code_verifier");
    let found = world.codes.iter().position(|code| code.code == sent);
    let challenged = found.is_some_and(|at| world.codes[at].challenge.is_some());
    if challenged && verifier.is_none() {
        return Err(OauthError::missing("code_verifier"));
    }
    let redirect_uri = call.param("redirect_uri").ok_or_else(|| OauthError::missing("redirect_uri"))?;
    let application = credentials.and_then(|credentials| credentials.application(world).cloned());
    let application = application.ok_or_else(OauthError::invalid_client)?;
    let now = world.now();
    let code = found
        .map(|at| &mut world.codes[at])
        .filter(|code| code.application_id == application.id && !code.used && code.expires_at > now)
        .filter(|code| redirect_uri::matches(redirect_uri, &code.redirect_uri))
        .filter(|code| proves(code, verifier))
        .ok_or_else(OauthError::invalid_grant)?;
    code.used = true;
    let (user_id, scopes, nonce) = (code.user_id, code.scopes.clone(), code.nonce.clone());
    Ok((world.issue_pair(&application.id, user_id, scopes), nonce))
}

/// A verifier without a challenge is as wrong as one that does not match.
fn proves(code: &Code, verifier: Option<&str>) -> bool {
    match (&code.challenge, verifier) {
        (None, None) => true,
        (Some(challenge), Some(verifier)) => challenge.matches(verifier),
        _ => false,
    }
}

/// Order: token sent, token alive, client, token of this client, scope. The old
/// access and refresh token die at once; there is no grace and no reuse detection.
fn refresh(world: &mut World, call: &SeenRequest) -> Result<TokenRow, OauthError> {
    let sent = call.param("refresh_token").ok_or_else(|| OauthError::missing("refresh_token"))?;
    let credentials = Credentials::read(call)?;
    let old = world.by_refresh(sent).filter(|row| !row.revoked).cloned().ok_or_else(OauthError::invalid_grant)?;
    // Nobody at all is no failed authentication: it is somebody else's token.
    let credentials = credentials.ok_or_else(OauthError::invalid_grant)?;
    let application = credentials.application(world).ok_or_else(OauthError::invalid_client)?;
    if application.id != old.application_id {
        return Err(OauthError::invalid_grant());
    }
    let scopes = narrowed(&old.scopes, call.param("scope"))?;
    if world.settings.keeps_refresh_tokens {
        return world.issue_access(&old.refresh).ok_or_else(OauthError::invalid_grant);
    }
    world.revoke_where(|row| row.refresh == old.refresh);
    Ok(world.issue_pair(&old.application_id, old.user_id, scopes))
}

fn narrowed(granted: &[String], asked: Option<&str>) -> Result<Vec<String>, OauthError> {
    let Some(asked) = asked else { return Ok(granted.to_vec()) };
    let asked: Vec<String> = asked.split_whitespace().map(str::to_owned).collect();
    if asked.iter().all(|scope| granted.contains(scope)) { Ok(asked) } else { Err(OauthError::invalid_scope()) }
}

fn token_response(row: &TokenRow, names_refresh: bool, id_token: Option<String>) -> Response<Body> {
    let mut body = json!({
        "access_token": row.access,
        "token_type": "Bearer",
        "expires_in": TOKEN_LIFETIME,
        "scope": row.scopes.join(" "),
        "created_at": row.created_at,
    });
    if names_refresh {
        body["refresh_token"] = row.refresh.as_str().into();
    }
    if let Some(id_token) = id_token {
        body["id_token"] = id_token.into();
    }
    let mut response = respond::json(StatusCode::OK, &body);
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, respond::header("no-store, no-cache"));
    headers.insert(header::PRAGMA, respond::header("no-cache"));
    response
}
