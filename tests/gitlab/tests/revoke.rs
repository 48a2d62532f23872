use crate::support::http::Answer;
use crate::support::{api, confidential, linked, post, public, start};
use local_gitlab::{Application, LocalGitlab, Setting};

#[test]
fn the_refresh_token_takes_both_with_it_even_after_expiry() {
    let gitlab = start();
    let (application, pair) = linked(&gitlab);
    gitlab.expire_access_tokens();
    let answer = revoke(&gitlab, &application, &pair.refresh_token, "refresh_token");
    assert_eq!((answer.status, answer.text().as_str()), (200, "{}"), "an empty object");
    assert!(gitlab.live_pairs().is_empty(), "the pair is dead");
}

#[test]
fn an_access_token_takes_its_refresh_token_with_it() {
    let gitlab = start();
    let (application, pair) = linked(&gitlab);
    assert_eq!(revoke(&gitlab, &application, &pair.access_token, "").status, 200, "found without a hint");
    assert!(gitlab.live_pairs().is_empty(), "both stand in one row");
    assert_eq!(api(&gitlab, "/api/v4/user", &pair.access_token).status, 401, "the API refuses it");
}

#[test]
fn an_expired_access_token_is_answered_well_and_nothing_is_revoked() {
    let gitlab = start();
    let (application, pair) = linked(&gitlab);
    gitlab.expire_access_tokens();
    assert_eq!(revoke(&gitlab, &application, &pair.access_token, "").status, 200, "it says yes");
    assert_eq!(gitlab.live_pairs().len(), 1, "and does nothing: the refresh token lives on");
}

#[test]
fn a_refresh_token_is_found_without_a_hint_but_an_access_token_not_with_the_wrong_one() {
    let gitlab = start();
    let (application, pair) = linked(&gitlab);
    assert_eq!(
        revoke(&gitlab, &application, &pair.access_token, "refresh_token").status,
        200,
        "unknown is answered 200"
    );
    assert_eq!(gitlab.live_pairs().len(), 1, "the hint refresh_token leaves access tokens out");
    assert_eq!(revoke(&gitlab, &application, &pair.refresh_token, "").status, 200, "without a hint both are looked up");
    assert!(gitlab.live_pairs().is_empty(), "so the pair is dead");
}

#[test]
fn an_unknown_token_is_answered_like_a_revoked_one() {
    let gitlab = start();
    let (application, _) = linked(&gitlab);
    let answer = revoke(&gitlab, &application, "unknown", "");
    assert_eq!((answer.status, answer.text().as_str()), (200, "{}"), "RFC 7009 section 2.2");
}

#[test]
fn only_the_tokens_own_client_may_revoke_it() {
    let gitlab = start();
    let (mut application, pair) = linked(&gitlab);
    let other = gitlab.create_application(confidential());
    let nobody = post(&gitlab, "/oauth/revoke", &[("token", &pair.refresh_token)]);
    application.secret = "wrong".to_owned();
    for answer in [
        nobody,
        revoke(&gitlab, &other, &pair.refresh_token, "refresh_token"),
        revoke(&gitlab, &application, &pair.refresh_token, "refresh_token"),
    ] {
        assert_eq!(answer.status, 403, "a stranger is refused");
        assert_eq!(answer.field("error"), "unauthorized_client", "by this name");
        assert_eq!(answer.field("error_description"), "You are not authorized to revoke this token", "in these words");
    }
    assert_eq!(gitlab.live_pairs(), [pair], "the pair is unharmed");
}

#[test]
fn a_deleted_application_is_turned_away_although_its_tokens_are_gone() {
    let gitlab = start();
    let (application, pair) = linked(&gitlab);
    gitlab.delete_application(&application.id);
    let info = api(&gitlab, "/oauth/token/info", &pair.access_token);
    assert_eq!(info.status, 400, "its tokens went with it");
    let answer = revoke(&gitlab, &application, &pair.refresh_token, "refresh_token");
    assert_eq!(
        (answer.status, answer.field("error")),
        (403, "unauthorized_client".into()),
        "the client is looked at first"
    );
    let answer = revoke(&gitlab, &application, "unknown", "");
    assert_eq!(answer.status, 403, "whatever the token");
}

#[test]
fn where_ropc_needs_no_client_the_token_is_looked_at_first() {
    let gitlab = start();
    gitlab.set_setting(Setting::RopcWithoutClientCredentials(true));
    let (mut application, pair) = linked(&gitlab);
    application.secret = "wrong".to_owned();
    assert_eq!(revoke(&gitlab, &application, &pair.refresh_token, "").status, 403, "it is not this client's");
    gitlab.delete_application(&application.id);
    assert_eq!(revoke(&gitlab, &application, &pair.refresh_token, "").status, 200, "it is unknown, so all is well");
}

#[test]
fn a_public_client_needs_only_its_id() {
    let gitlab = start();
    let application = gitlab.create_application(public());
    let pair = gitlab.issue_pair("alice", &application.id, &["api"]).unwrap();
    let form =
        [("token", pair.refresh_token.as_str()), ("token_type_hint", "refresh_token"), ("client_id", &application.id)];
    assert_eq!(post(&gitlab, "/oauth/revoke", &form).status, 200, "it has no secret to show");
    assert!(gitlab.live_pairs().is_empty(), "the pair is dead");
}

fn revoke(gitlab: &LocalGitlab, application: &Application, token: &str, hint: &str) -> Answer {
    let mut form = vec![
        ("token", token),
        ("client_id", application.id.as_str()),
        ("client_secret", application.secret.as_str()),
        ("token_type_hint", hint),
    ];
    form.retain(|(_, value)| !value.is_empty());
    post(gitlab, "/oauth/revoke", &form)
}
