use crate::support::http::{Answer, form, send};
use crate::support::{CALLBACK, VERIFIER, code, confidential, exchange, post, public, start};
use local_gitlab::{Application, LocalGitlab, Setting};
use serde_json::json;

const UNKNOWN_CLIENT: &str = "Client authentication failed due to unknown client, no client authentication included, \
                              or unsupported authentication method.";
const BAD_GRANT: &str = "The provided authorization grant is invalid, expired, revoked, does not match the redirection \
                         URI used in the authorization request, or was issued to another client.";

#[test]
fn a_code_becomes_a_pair() {
    let gitlab = start();
    let application = gitlab.create_application(confidential());
    let code = code(&gitlab, &application, &[("scope", "api read_user")]);
    let answer = exchange(&gitlab, &application, &code);
    assert_eq!(answer.status, 200, "the exchange succeeds");
    assert_eq!(answer.header("cache-control"), Some("no-store, no-cache"), "tokens are not to be stored on the way");
    assert_eq!(answer.header("pragma"), Some("no-cache"), "nor by old proxies");
    let body = answer.json();
    let pair = gitlab.live_pairs().pop().unwrap();
    let expected = json!({
        "access_token": pair.access_token,
        "token_type": "Bearer",
        "expires_in": 7200,
        "refresh_token": pair.refresh_token,
        "scope": "api read_user",
        "created_at": pair.created_at,
    });
    assert_eq!(body, expected, "the body has these keys and no others");
    assert_eq!(pair.access_token.len(), 64, "tokens are 64 hex characters");
    assert_eq!((pair.username.as_str(), pair.application_id), ("alice", application.id), "the pair is alice's");
    assert_eq!(pair.scopes, ["api", "read_user"], "with the scopes asked for");
    let issued = gitlab.issued();
    for value in [&code, &pair.access_token, &pair.refresh_token, &application.secret] {
        assert!(issued.contains(value), "everything issued is known to the tests");
    }
}

#[test]
fn a_code_works_once_and_its_pair_survives_the_second_try() {
    let gitlab = start();
    let application = gitlab.create_application(confidential());
    let code = code(&gitlab, &application, &[]);
    assert_eq!(exchange(&gitlab, &application, &code).status, 200, "the first time");
    assert_error(&exchange(&gitlab, &application, &code), 400, "invalid_grant", BAD_GRANT);
    assert_eq!(gitlab.live_pairs().len(), 1, "Doorkeeper 5 does not revoke on replay");
}

#[test]
fn a_code_lives_ten_minutes() {
    let gitlab = start();
    let application = gitlab.create_application(confidential());
    let late = code(&gitlab, &application, &[]);
    gitlab.set_clock_offset(601);
    assert_error(&exchange(&gitlab, &application, &late), 400, "invalid_grant", BAD_GRANT);
    gitlab.set_clock_offset(590);
    assert_eq!(exchange(&gitlab, &application, &late).status, 200, "just in time it works");
}

#[test]
fn parameters_are_checked_before_the_client_and_the_client_before_the_code() {
    let gitlab = start();
    let application = gitlab.create_application(confidential());
    let code = code(&gitlab, &application, &[]);
    let all = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("code_verifier", VERIFIER),
        ("redirect_uri", CALLBACK),
        ("client_id", application.id.as_str()),
        ("client_secret", "wrong"),
    ];
    let without = |missing: &[&str]| {
        let form: Vec<_> = all.iter().copied().filter(|(name, _)| !missing.contains(name)).collect();
        post(&gitlab, "/oauth/token", &form)
    };
    let missing = |name: &str| format!("Missing required parameter: {name}.");
    assert_error(&without(&["grant_type", "code"]), 400, "invalid_request", &missing("grant_type"));
    assert_error(&without(&["code", "redirect_uri"]), 400, "invalid_request", &missing("code"));
    assert_error(&without(&["code_verifier", "redirect_uri"]), 400, "invalid_request", &missing("code_verifier"));
    assert_error(&without(&["redirect_uri", "client_secret"]), 400, "invalid_request", &missing("redirect_uri"));
    assert_error(&without(&[]), 401, "invalid_client", UNKNOWN_CLIENT);
    assert_error(&without(&["client_secret"]), 401, "invalid_client", UNKNOWN_CLIENT);
    assert_error(&without(&["client_id"]), 401, "invalid_client", UNKNOWN_CLIENT);
    assert_eq!(exchange(&gitlab, &application, &code).status, 200, "no failed try used up the code");
}

#[test]
fn a_made_up_code_tells_good_credentials_from_bad_ones() {
    let gitlab = start();
    let application = gitlab.create_application(confidential());
    assert_error(&exchange(&gitlab, &application, "made-up"), 400, "invalid_grant", BAD_GRANT);
    gitlab.renew_secret(&application.id).unwrap();
    assert_error(&exchange(&gitlab, &application, "made-up"), 401, "invalid_client", UNKNOWN_CLIENT);
    gitlab.delete_application(&application.id);
    assert_error(&exchange(&gitlab, &application, "made-up"), 401, "invalid_client", UNKNOWN_CLIENT);
}

#[test]
fn a_code_of_another_client_or_redirect_is_refused() {
    let gitlab = start();
    let (application, other) = (gitlab.create_application(confidential()), gitlab.create_application(confidential()));
    let code = code(&gitlab, &application, &[]);
    assert_error(&exchange(&gitlab, &other, &code), 400, "invalid_grant", BAD_GRANT);
    let elsewhere = with(&gitlab, &application, &code, &[("redirect_uri", "http://127.0.0.1/oauth/gitlab/here")]);
    assert_error(&elsewhere, 400, "invalid_grant", BAD_GRANT);
}

#[test]
fn a_public_application_needs_no_secret_but_a_wrong_one_is_refused() {
    let gitlab = start();
    let application = gitlab.create_application(public());
    let first = code(&gitlab, &application, &[]);
    let wrong = with(&gitlab, &application, &first, &[("client_secret", "wrong")]);
    assert_error(&wrong, 401, "invalid_client", UNKNOWN_CLIENT);
    assert_eq!(exchange(&gitlab, &application, &first).status, 200, "no secret is fine");
    let second = code(&gitlab, &application, &[]);
    let right = with(&gitlab, &application, &second, &[("client_secret", &application.secret)]);
    assert_eq!(right.status, 200, "the right secret is fine too");
}

#[test]
fn proof_keys_must_match_the_challenge() {
    let gitlab = start();
    let application = gitlab.create_application(confidential());
    let plain = [("code_challenge", "a-plain-challenge"), ("code_challenge_method", "plain")];
    let none = [("code_challenge", ""), ("code_challenge_method", "")];
    let s256 = code(&gitlab, &application, &[]);
    let wrong = with(&gitlab, &application, &s256, &[("code_verifier", "wrong")]);
    assert_error(&wrong, 400, "invalid_grant", BAD_GRANT);
    let code_plain = code(&gitlab, &application, &plain);
    let answer = with(&gitlab, &application, &code_plain, &[("code_verifier", "a-plain-challenge")]);
    assert_eq!(answer.status, 200, "plain compares the strings");
    let unproven = code(&gitlab, &application, &none);
    assert_error(&exchange(&gitlab, &application, &unproven), 400, "invalid_grant", BAD_GRANT);
    let answer = with(&gitlab, &application, &unproven, &[("code_verifier", "")]);
    assert_eq!(answer.status, 200, "proof keys are optional in GitLab");
}

#[test]
fn other_grants_are_unsupported_and_state_is_echoed() {
    let gitlab = start();
    let answer = post(&gitlab, "/oauth/token", &[("grant_type", "telepathy"), ("state", "s")]);
    let text = "The authorization grant type is not supported by the authorization server.";
    assert_error(&answer, 400, "unsupported_grant_type", text);
    assert_eq!(answer.field("state"), "s", "errors carry the state that was sent");
}

#[test]
fn basic_authentication_works_and_both_ways_at_once_do_not() {
    use base64::Engine as _;
    let gitlab = start();
    let application = gitlab.create_application(confidential());
    let code = code(&gitlab, &application, &[]);
    let pair = format!("{}:{}", application.id, application.secret);
    let basic = format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(pair));
    let request = |extra: &[(&str, &str)]| {
        let mut fields = vec![
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ];
        fields.extend_from_slice(extra);
        send(&gitlab, "POST", "/oauth/token", &[("Authorization", &basic)], Some(&form(&fields))).unwrap()
    };
    let both = request(&[("client_secret", &application.secret)]);
    assert_eq!((both.status, both.field("error").as_str()), (400, "invalid_request"), "a secret in both places");
    let two = request(&[("client_id", "another")]);
    assert_eq!((two.status, two.field("error").as_str()), (400, "invalid_request"), "two client IDs");
    assert_eq!(request(&[("client_id", &application.id)]).status, 200, "the same client ID in the body does no harm");
}

#[test]
fn a_json_body_is_read_too() {
    let gitlab = start();
    let application = gitlab.create_application(confidential());
    let body = json!({
        "grant_type": "authorization_code",
        "code": code(&gitlab, &application, &[]),
        "redirect_uri": CALLBACK,
        "client_id": application.id,
        "client_secret": application.secret,
        "code_verifier": VERIFIER,
    });
    let headers = [("Content-Type", "application/json")];
    let answer = send(&gitlab, "POST", "/oauth/token", &headers, Some(&body.to_string())).unwrap();
    assert_eq!(answer.status, 200, "GitLab does not insist on form bodies");
}

#[test]
fn tokens_can_have_the_prefixes_of_the_coming_service() {
    let gitlab = start();
    gitlab.set_setting(Setting::PrefixedTokens(true));
    let application = gitlab.create_application(confidential());
    let code = code(&gitlab, &application, &[]);
    assert!(code.starts_with("gliamac-"), "codes have theirs");
    let answer = exchange(&gitlab, &application, &code);
    assert!(answer.field("access_token").starts_with("gliamat-"), "access tokens have theirs");
    assert!(answer.field("refresh_token").starts_with("gliamrt-"), "refresh tokens have theirs");
}

/// The usual exchange with some fields replaced; an empty value leaves one out.
fn with(gitlab: &LocalGitlab, application: &Application, code: &str, changes: &[(&str, &str)]) -> Answer {
    let mut fields = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("client_id", application.id.as_str()),
        ("code_verifier", VERIFIER),
    ];
    if application.confidential {
        fields.push(("client_secret", application.secret.as_str()));
    }
    for (name, value) in changes {
        fields.retain(|(other, _)| other != name);
        fields.push((name, value));
    }
    fields.retain(|(_, value)| !value.is_empty());
    post(gitlab, "/oauth/token", &fields)
}

fn assert_error(answer: &Answer, status: u16, name: &str, description: &str) {
    assert_eq!(answer.status, status, "the status of {name}");
    assert_eq!(answer.field("error"), name, "the name of the error");
    assert_eq!(answer.field("error_description"), description, "the words of {name}");
    let challenge = answer.header("www-authenticate").expect("every error has a challenge, also those with status 400");
    let expected = format!(r#"Bearer realm="Doorkeeper", error="{name}", error_description="{description}""#);
    assert_eq!(challenge, expected, "the challenge of {name}");
}
