//! Bodies as GitLab sends them, read without trusting them.

use carrick_store::model::Identity;
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::Value;

use super::error::Error;

/// No name GitLab allows is longer.
const LONGEST_NAME: usize = 512;

/// How long an access token lives that comes without a lifetime one can read (seconds); GitLab's always do.
const USUAL_LIFE: u64 = 7200;
/// A shorter life is taken for this one (seconds), so that a link is not renewed all the time.
const SHORTEST_LIFE: u64 = 30;
/// A longer life is taken for this one (seconds): no calendar shows the end of some that a number can tell.
const LONGEST_LIFE: u64 = 365 * 24 * 60 * 60;

/// GitLab's own reason words (its `UserAccessDeniedReason`): how they start, what they also hold, and the state that
/// is meant.
const REASONS: [(&str, &str, &str); 6] = [
    ("You (", ") must accept the Terms of Service", "terms"),
    ("Your password expired.", "", "password_expired"),
    ("Your account has been deactivated by your administrator.", "", "deactivated"),
    ("Your account is pending approval from your administrator", "", "pending"),
    ("Your primary email address is not confirmed.", "", "unconfirmed"),
    ("Your account has been blocked.", "", "blocked"),
];

#[derive(Deserialize)]
struct User {
    id: i64,
    username: String,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    avatar_url: Option<String>,
    commit_email: Option<String>,
}

/// What a body says, if it is JSON.
fn json(body: &[u8]) -> Option<Value> {
    serde_json::from_slice(unmarked(body)).ok()
}

/// A body without the byte order mark that may stand before it (RFC 8259, 8.1).
pub(super) fn unmarked(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)
}

/// The account in the body of `GET /api/v4/user`.
pub(super) fn identity(body: &[u8]) -> Option<Identity> {
    let user: User = serde_json::from_value(json(body)?).ok()?;
    if user.id <= 0 || !is_plain(&user.username) || user.username.contains(char::is_whitespace) {
        return None;
    }
    let name = user.name.filter(|name| is_plain(name)).unwrap_or_else(|| user.username.clone());
    let commit_email = user.commit_email.filter(|address| is_plain(address) && is_address(address));
    let User { id, username, avatar_url, .. } = user;
    Some(Identity { user_id: id, username, name, avatar_url, commit_email })
}

/// Whether it can stand under a commit, between the angle brackets that git puts around it.
fn is_address(text: &str) -> bool {
    let odd = |c: char| c.is_whitespace() || matches!(c, '<' | '>');
    text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty()) && !text.contains(odd)
}

/// Whether a text can be shown as a name.
pub(super) fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.len() <= LONGEST_NAME && !text.contains(is_unshowable)
}

/// Control characters, and those that turn the direction of the text around them.
pub(super) fn is_unshowable(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A moment as GitLab writes it (Unix milliseconds).
pub(super) fn milliseconds(time: &str) -> Option<i64> {
    time.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_millisecond).filter(|time| *time > 0)
}

/// A moment as GitLab takes it, in whole seconds of UTC.
pub(super) fn time(milliseconds: i64) -> String {
    let moment = jiff::Timestamp::from_second(milliseconds.div_euclid(1000)).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    moment.to_string()
}

/// Whether a body is a JSON object, as every answer of GitLab's OAuth and API is.
pub(super) fn is_json(body: &[u8]) -> bool {
    matches!(json(body), Some(Value::Object(_)))
}

/// Whether a body holds nothing.
pub(super) fn is_blank(body: &[u8]) -> bool {
    unmarked(body).trim_ascii().is_empty()
}

/// Whether a body is a page, which none of these answers is.
pub(super) fn is_page(body: &[u8]) -> bool {
    unmarked(body).trim_ascii_start().starts_with(b"<")
}

/// The code of an OAuth error (RFC 6749, 5.2).
pub(super) fn oauth_error(body: &[u8]) -> Option<String> {
    json(body)?.get("error").and_then(Value::as_str).map(str::to_owned)
}

/// Whether GitLab says that this client may not revoke this token, as opposed to anything else a 403 can mean.
pub(super) fn refuses_client(body: &[u8]) -> bool {
    matches!(oauth_error(body).as_deref(), Some("unauthorized_client" | "invalid_client"))
}

/// The tokens in an answer of the token endpoint (RFC 6749, 5.1), and what could be read of the rest.
pub(super) struct Tokens {
    pub(super) access_token: SecretString,
    /// `None` where the one that was sent goes on.
    pub(super) refresh_token: Option<SecretString>,
    /// Seconds, within reason.
    pub(super) expires_in: u64,
    /// Each once; none where those that were asked for are meant.
    pub(super) scopes: Vec<String>,
    pub(super) id_token: Option<SecretString>,
}

/// Reads a token answer. What it does not plainly say of lifetime or scopes is no reason to lose the tokens.
pub(super) fn tokens(body: &[u8]) -> Option<Tokens> {
    let value = json(body)?;
    let text = |name: &str| value.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    text("token_type").filter(|kind| kind.eq_ignore_ascii_case("bearer"))?;
    let refresh_token = match value.get("refresh_token") {
        None | Some(Value::Null) => None,
        Some(token) => Some(token.as_str()?).filter(|token| !token.is_empty()).map(SecretString::from),
    };
    Some(Tokens {
        access_token: text("access_token")?.into(),
        refresh_token,
        expires_in: lifetime(value.get("expires_in")),
        scopes: scopes(value.get("scope")),
        id_token: text("id_token").map(SecretString::from),
    })
}

/// A number of seconds, also in quotes. None left, or fewer, is a life that is over.
fn lifetime(told: Option<&Value>) -> u64 {
    let seconds = match told {
        Some(Value::Number(number)) => number.as_u64().or_else(|| number.as_f64().map(|seconds| seconds as u64)),
        Some(Value::String(text)) => {
            let text = text.trim();
            text.parse().ok().or_else(|| text.parse().ok().map(|seconds: i64| seconds.max(0).unsigned_abs()))
        }
        _ => None,
    };
    seconds.map_or(USUAL_LIFE, |seconds| seconds.clamp(SHORTEST_LIFE, LONGEST_LIFE))
}

/// Words, or a list of them.
fn scopes(told: Option<&Value>) -> Vec<String> {
    let texts: Vec<&str> = match told {
        Some(Value::String(text)) => vec![text],
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let mut scopes = Vec::new();
    for scope in texts.into_iter().flat_map(str::split_whitespace) {
        if !scopes.iter().any(|known| known == scope) {
            scopes.push(scope.to_owned());
        }
    }
    scopes
}

/// A token in an answer that could not be used, so that it can be ended.
pub(super) fn any_token(body: &[u8]) -> Option<SecretString> {
    let value = json(body)?;
    let token = |name: &str| value.get(name).and_then(Value::as_str).map(SecretString::from);
    token("refresh_token").or_else(|| token("access_token"))
}

/// Whether a body is the one with which GitLab's API turns away somebody without a token.
pub(super) fn is_gitlab_refusal(body: &[u8]) -> bool {
    let text = |value: &Value| value.get("message").and_then(Value::as_str).map(str::to_owned);
    json(body).and_then(|value| text(&value)).is_some_and(|text| text.starts_with("401"))
}

/// Whether a body says, in GitLab's own words, that a token is not taken (RFC 6750, 3.1, and its API's).
pub(super) fn is_token_refusal(body: &[u8]) -> bool {
    let is_known = matches!(oauth_error(body).as_deref(), Some("invalid_token" | "invalid_request"));
    is_known || is_gitlab_refusal(body)
}

/// Whether a body is a discovery document (OpenID Connect Discovery, 3).
pub(super) fn is_discovery(body: &[u8]) -> bool {
    let Some(value) = json(body) else { return false };
    let names = |field: &str, end: &str| value.get(field).and_then(Value::as_str).is_some_and(|v| v.ends_with(end));
    value.get("issuer").is_some() && names("token_endpoint", "/oauth/token")
}

/// What a 403 means. GitLab's words are matched, never shown; only its own, and from their beginning, are proof:
/// gateways say "Forbidden" and "blocked" too, and GitLab itself does not always say why.
pub(super) fn forbidden(body: &[u8]) -> Error {
    let value = json(body).unwrap_or_default();
    let text = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default();
    if matches!(text("error"), "insufficient_scope" | "insufficient_granular_scope") {
        return Error::InsufficientScope;
    }
    let reason = text("message").strip_prefix("403 Forbidden - ").unwrap_or_default();
    let known = REASONS.iter().find(|(start, within, _)| reason.starts_with(start) && reason.contains(within));
    known.map_or(Error::Forbidden, |(_, _, state)| Error::Account { state })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use secrecy::ExposeSecret as _;
    use serde_json::json;

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
            ("You (@a) must accept the Terms of Service in order to", "terms"),
            ("Your password expired. Please", "password_expired"),
            ("Your account has been deactivated by your administrator. Please", "deactivated"),
            ("Your account is pending approval from your administrator and hence blocked.", "pending"),
            ("Your primary email address is not confirmed. Please", "unconfirmed"),
            ("Your account has been blocked.", "blocked"),
        ];
        for (reason, state) in table {
            let refusal = |message: String| forbidden(json!({ "message": message }).to_string().as_bytes());
            let told = refusal(format!("403 Forbidden - {reason}"));
            assert_eq!(told, Error::Account { state }, "{reason}");
            assert_eq!(refusal(reason.to_owned()), Error::Forbidden, "{reason} alone is not how GitLab says it");
            let quoted = refusal(format!("403 Forbidden - Denied: {reason}"));
            assert_eq!(quoted, Error::Forbidden, "{reason} is quoted there");
        }
        for message in ["403 Forbidden", "Forbidden", "403 Forbidden - Request blocked", "403 Forbidden - You (", ""] {
            let body = json!({ "message": message }).to_string();
            assert_eq!(forbidden(body.as_bytes()), Error::Forbidden, "{message:?} is no reason");
        }
    }

    /// A token answer, in one of the many ways in which the same can be said.
    fn answers() -> impl Strategy<Value = (Vec<u8>, Told)> {
        let token = || "[!-~]{1,80}";
        let lifetime = (0..=u64::MAX).prop_flat_map(|seconds| {
            let ways = [Value::from(seconds), Value::from(seconds.to_string()), Value::from(format!(" {seconds} "))];
            (Just(seconds), prop::sample::select(ways.to_vec()))
        });
        let scopes = (prop::collection::vec("[a-z_]{1,12}", 0..4), any::<bool>());
        (token(), prop::option::of(token()), lifetime, scopes, any::<bool>(), any::<bool>()).prop_map(
            |(access, refresh, (seconds, lifetime), (scopes, as_list), mark, lower)| {
                let mut said = scopes.clone();
                said.extend(scopes.first().cloned());
                let scope = if as_list { json!(said) } else { json!(said.join("  ")) };
                let kind = if lower { "bearer" } else { "Bearer" };
                let mut body = json!({ "access_token": access, "token_type": kind, "scope": scope });
                body["expires_in"] = lifetime;
                if let Some(refresh) = &refresh {
                    body["refresh_token"] = json!(refresh);
                }
                let start: &[u8] = if mark { b"\xef\xbb\xbf" } else { b"" };
                ([start, body.to_string().as_bytes()].concat(), Told { access, refresh, seconds, scopes })
            },
        )
    }

    #[derive(Debug, Clone)]
    struct Told {
        access: String,
        refresh: Option<String>,
        seconds: u64,
        scopes: Vec<String>,
    }

    proptest! {
        #[test]
        fn a_token_answer_is_read_however_it_says_what_it_says((body, told) in answers()) {
            let read = tokens(&body).expect("everything is plain");
            prop_assert_eq!(read.access_token.expose_secret(), &told.access);
            prop_assert_eq!(read.refresh_token.as_ref().map(|token| token.expose_secret().to_owned()), told.refresh);
            prop_assert_eq!(read.expires_in, told.seconds.clamp(SHORTEST_LIFE, LONGEST_LIFE));
            let each_once: std::collections::BTreeSet<&String> = told.scopes.iter().collect();
            prop_assert_eq!(read.scopes.len(), each_once.len(), "each scope once");
            prop_assert!(read.scopes.iter().all(|scope| each_once.contains(scope)), "and no other");
        }

        #[test]
        fn whatever_comes_is_read_or_not_and_lives_within_reason(body in prop::collection::vec(any::<u8>(), 0..400)) {
            if let Some(read) = tokens(&body) {
                prop_assert!((SHORTEST_LIFE..=LONGEST_LIFE).contains(&read.expires_in));
            }
            let _ = (identity(&body), any_token(&body), forbidden(&body), is_json(&body), is_discovery(&body));
        }

        #[test]
        fn a_lifetime_of_any_kind_is_within_reason(number in any::<f64>(), text in "\\PC{0,24}") {
            for told in [json!(number), json!(text), json!([number]), json!({ "seconds": number }), Value::Null] {
                prop_assert!((SHORTEST_LIFE..=LONGEST_LIFE).contains(&lifetime(Some(&told))), "{}", told);
            }
        }
    }
}
