//! Bodies as GitLab sends them, read without trusting them.

use carrick_store::model::Identity;
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::Value;

use super::error::Error;

/// No name GitLab allows is longer.
const LONGEST_NAME: usize = 512;

#[derive(Deserialize)]
struct User {
    id: i64,
    username: String,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    avatar_url: Option<String>,
}

/// The account in the body of `GET /api/v4/user`.
pub(super) fn identity(body: &[u8]) -> Option<Identity> {
    let user: User = serde_json::from_slice(body).ok()?;
    let plain = |text: &str| !text.is_empty() && text.len() <= LONGEST_NAME && !text.contains(is_unshowable);
    if user.id <= 0 || !plain(&user.username) || user.username.contains(char::is_whitespace) {
        return None;
    }
    let name = user.name.filter(|name| plain(name)).unwrap_or_else(|| user.username.clone());
    Some(Identity { user_id: user.id, username: user.username, name, avatar_url: user.avatar_url })
}

/// Control characters, and those that turn the direction of the text around them.
fn is_unshowable(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether a body is a JSON object, as every answer of GitLab's OAuth and API is.
pub(super) fn is_json(body: &[u8]) -> bool {
    matches!(serde_json::from_slice(body), Ok(Value::Object(_)))
}

/// Whether a body is a page, which none of these answers is.
pub(super) fn is_page(body: &[u8]) -> bool {
    body.trim_ascii_start().starts_with(b"<")
}

/// The code of an OAuth error (RFC 6749, 5.2).
pub(super) fn oauth_error(body: &[u8]) -> Option<String> {
    let value: Value = serde_json::from_slice(body).ok()?;
    value.get("error").and_then(Value::as_str).map(str::to_owned)
}

/// Whether GitLab says that this client may not revoke this token, as opposed to anything else a 403 can mean.
pub(super) fn refuses_client(body: &[u8]) -> bool {
    matches!(oauth_error(body).as_deref(), Some("unauthorized_client" | "invalid_client"))
}

/// A token in an answer that could not be used, so that it can be ended.
pub(super) fn any_token(body: &[u8]) -> Option<SecretString> {
    let value: Value = serde_json::from_slice(body).ok()?;
    let token = |name: &str| value.get(name).and_then(Value::as_str).map(SecretString::from);
    token("refresh_token").or_else(|| token("access_token"))
}

/// Whether a body is the one with which GitLab's API turns away somebody without a token.
pub(super) fn is_gitlab_refusal(body: &[u8]) -> bool {
    let text = |value: &Value| value.get("message").and_then(Value::as_str).map(str::to_owned);
    serde_json::from_slice(body).ok().and_then(|value| text(&value)).is_some_and(|text| text.starts_with("401"))
}

/// Whether a body is a discovery document (OpenID Connect Discovery, 3).
pub(super) fn is_discovery(body: &[u8]) -> bool {
    let Ok(value) = serde_json::from_slice::<Value>(body) else { return false };
    let names = |field: &str, end: &str| value.get(field).and_then(Value::as_str).is_some_and(|v| v.ends_with(end));
    value.get("issuer").is_some() && names("token_endpoint", "/oauth/token")
}

/// What a 403 means (GitLab: user access denied reasons). Its words are matched, never shown.
pub(super) fn forbidden(body: &[u8]) -> Error {
    let value: Value = serde_json::from_slice(body).unwrap_or_default();
    if value.get("error").and_then(Value::as_str) == Some("insufficient_scope") {
        return Error::InsufficientScope;
    }
    let message = value.get("message").and_then(Value::as_str).unwrap_or_default();
    let states = [
        ("Terms of Service", "terms"),
        ("password expired", "password_expired"),
        ("deactivated", "deactivated"),
        ("pending approval", "pending"),
        ("not confirmed", "unconfirmed"),
        ("blocked", "blocked"),
    ];
    let state = states.iter().find(|(words, _)| message.contains(words)).map_or("other", |(_, state)| state);
    Error::Account { state }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_with_a_hostile_name_is_refused_or_made_plain() {
        assert!(identity(br#"{"id":1,"username":"a\u0000b"}"#).is_none(), "control characters are no username");
        assert!(identity(br#"{"id":"1","username":"a"}"#).is_none(), "a number must be a number");
        let kept = identity(br#"{"id":1,"username":"a","name":"x\ny"}"#).expect("the account is fine");
        assert_eq!(kept.name, "a", "a name that cannot be shown falls back to the username");
    }

    #[test]
    fn each_account_state_is_told_apart() {
        let table = [
            ("403 Forbidden - You (@a) must accept the Terms of Service in order to", "terms"),
            ("403 Forbidden - Your password expired. Please", "password_expired"),
            ("403 Forbidden - Your account has been deactivated by your administrator.", "deactivated"),
            ("403 Forbidden - Your account is pending approval from your administrator and hence blocked.", "pending"),
            ("403 Forbidden - Your primary email address is not confirmed.", "unconfirmed"),
            ("403 Forbidden - Your account has been blocked.", "blocked"),
            ("403 Forbidden", "other"),
        ];
        for (message, state) in table {
            let body = serde_json::json!({ "message": message }).to_string();
            assert_eq!(forbidden(body.as_bytes()), Error::Account { state }, "{message}");
        }
    }
}
