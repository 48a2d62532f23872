use crate::support::http::send;
use crate::support::{api, linked, start};
use local_gitlab::{AccessLevel, Avatar, NewProject, NewUser, Setting, UserState, Visibility};
use serde_json::json;

#[test]
fn user_tells_who_the_token_acts_for() {
    let gitlab = start();
    let (_, pair) = linked(&gitlab);
    let answer = api(&gitlab, "/api/v4/user", &pair.access_token);
    assert_eq!(answer.status, 200, "the token works");
    let user = answer.json();
    assert_eq!((&user["id"], &user["username"], &user["name"]), (&json!(7), &json!("alice"), &json!("Alice Moreau")));
    assert_eq!(user["web_url"], format!("{}/alice", gitlab.url()), "addresses are this instance's");
    let avatar = format!("{}/uploads/-/system/user/avatar/7/avatar.png", gitlab.url());
    assert_eq!(user["avatar_url"], avatar, "the avatar too");
    assert_eq!((&user["state"], &user["locked"]), (&json!("active"), &json!(false)), "the account is fine");
    assert!(user.get("is_admin").is_none(), "only administrators see is_admin");
    gitlab.edit_user("alice", |user| user.admin = true);
    assert_eq!(api(&gitlab, "/api/v4/user", &pair.access_token).json()["is_admin"], true, "they do");
    assert!(answer.header("x-request-id").is_some(), "answers carry an id for support");
    assert!(answer.header("x-gitlab-meta").is_some(), "and look like GitLab's");
}

#[test]
fn no_token_and_an_unknown_token_look_the_same() {
    let gitlab = start();
    let none = send(&gitlab, "GET", "/api/v4/version", &[], None).unwrap();
    for answer in [none, api(&gitlab, "/api/v4/user", "unknown")] {
        assert_eq!(answer.status, 401, "nobody is refused");
        assert_eq!(answer.json(), json!({ "message": "401 Unauthorized" }), "with GitLab's body");
        assert_eq!(answer.header("www-authenticate"), None, "and without a challenge");
    }
}

#[test]
fn expired_and_revoked_tokens_are_told_apart() {
    let gitlab = start();
    let (application, pair) = linked(&gitlab);
    gitlab.revoke_all("alice");
    let revoked = api(&gitlab, "/api/v4/user", &pair.access_token);
    let body = json!({
        "error": "invalid_token",
        "error_description": "Token was revoked. You have to re-authorize from the user.",
    });
    assert_eq!((revoked.status, revoked.json()), (401, body), "revoked");
    let challenge = revoked.header("www-authenticate").expect("invalid_token has a challenge");
    assert!(
        challenge.starts_with(r#"Bearer realm="Protected by OAuth 2.0", error="invalid_token""#),
        "of the API's realm"
    );
    let pair = gitlab.issue_pair("alice", &application.id, &["api"]).unwrap();
    gitlab.set_clock_offset(7201);
    let expired = api(&gitlab, "/api/v4/user", &pair.access_token);
    let body = json!({
        "error": "invalid_token",
        "error_description": "Token is expired. You can either do re-authorization or token refresh.",
    });
    assert_eq!((expired.status, expired.json()), (401, body), "expired");
}

#[test]
fn a_token_without_a_fitting_scope_is_told_which_ones_fit() {
    let gitlab = start();
    let (application, _) = linked(&gitlab);
    let pair = gitlab.issue_pair("alice", &application.id, &["read_repository"]).unwrap();
    let answer = api(&gitlab, "/api/v4/user", &pair.access_token);
    let body = json!({
        "error": "insufficient_scope",
        "error_description": "The request requires higher privileges than provided by the access token.",
        "scope": "api read_api read_user",
    });
    assert_eq!((answer.status, answer.json()), (403, body), "the scope is too small");
    assert_eq!(answer.header("www-authenticate"), None, "without a challenge");
    let pair = gitlab.issue_pair("alice", &application.id, &["read_user"]).unwrap();
    assert_eq!(api(&gitlab, "/api/v4/user", &pair.access_token).status, 200, "read_user is enough");
}

#[test]
fn accounts_that_need_something_are_refused_with_the_reason() {
    let gitlab = start();
    let (_, pair) = linked(&gitlab);
    let rows = [
        (UserState::Blocked, "403 Forbidden - Your account has been blocked."),
        (UserState::Deactivated, "403 Forbidden - Your account has been deactivated by your administrator."),
        (
            UserState::PendingApproval,
            "403 Forbidden - Your account is pending approval from your administrator and hence blocked.",
        ),
        (UserState::Unconfirmed, "403 Forbidden - Your primary email address is not confirmed."),
        (UserState::TermsNotAccepted, "403 Forbidden - You (@alice) must accept the Terms of Service"),
        (UserState::PasswordExpired, "403 Forbidden - Your password expired."),
    ];
    for (state, start) in rows {
        gitlab.edit_user("alice", |user| user.state = state);
        let answer = api(&gitlab, "/api/v4/user", &pair.access_token);
        assert_eq!(answer.status, 403, "{state:?} is refused");
        assert!(answer.field("message").starts_with(start), "{state:?} is explained");
    }
    gitlab.edit_user("alice", |user| user.state = UserState::Active);
    assert_eq!(api(&gitlab, "/api/v4/user", &pair.access_token).status, 200, "the token has outlived all of it");
}

#[test]
fn a_token_in_two_places_is_a_bad_request() {
    let gitlab = start();
    let (_, pair) = linked(&gitlab);
    let query = format!("/api/v4/user?access_token={}", pair.access_token);
    assert_eq!(send(&gitlab, "GET", &query, &[], None).unwrap().status, 200, "a parameter alone works");
    let both = api(&gitlab, &query, &pair.access_token);
    assert_eq!((both.status, both.field("error").as_str()), (400, "invalid_request"), "both at once do not");
    let text = "Both Authorization header and payload includes access token.";
    assert_eq!(both.field("error_description"), text, "in these words");
}

#[test]
fn version_and_metadata_tell_the_version_set() {
    let gitlab = start();
    let (_, pair) = linked(&gitlab);
    gitlab.set_setting(Setting::Version("17.0.0".to_owned()));
    assert_eq!(api(&gitlab, "/api/v4/version", &pair.access_token).field("version"), "17.0.0", "version");
    let metadata = api(&gitlab, "/api/v4/metadata", &pair.access_token).json();
    assert_eq!((&metadata["version"], &metadata["enterprise"]), (&json!("17.0.0"), &json!(false)), "metadata");
    assert!(metadata["kas"].is_object(), "metadata has kas");
}

#[test]
fn other_paths_of_the_api_are_answered_in_json() {
    let gitlab = start();
    let missing = send(&gitlab, "GET", "/api/v4/nothing", &[], None).unwrap();
    assert_eq!((missing.status, missing.json()), (404, json!({ "error": "404 Not Found" })), "unknown");
    assert_eq!(send(&gitlab, "GET", "/api/v3/user", &[], None).unwrap().status, 410, "version 3 is gone");
}

#[test]
fn discovery_names_this_instances_endpoints() {
    let gitlab = start();
    let document = send(&gitlab, "GET", "/.well-known/openid-configuration", &[], None).unwrap().json();
    assert_eq!(document["issuer"], gitlab.url(), "the issuer is the instance");
    assert_eq!(document["token_endpoint"], format!("{}/oauth/token", gitlab.url()), "the endpoints are its own");
    assert_eq!(document["code_challenge_methods_supported"], json!(["plain", "S256"]), "as GitLab lists them");
}

#[test]
fn avatars_can_be_right_and_wrong_in_every_way() {
    let gitlab = start();
    let (_, pair) = linked(&gitlab);
    let avatar = |avatar: Avatar| {
        gitlab.edit_user("alice", |user| user.avatar = avatar);
        let url = api(&gitlab, "/api/v4/user", &pair.access_token).json()["avatar_url"].clone();
        (url, send(&gitlab, "GET", "/uploads/-/system/user/avatar/7/avatar.png", &[], None).unwrap())
    };
    let (_, picture) = avatar(Avatar::Picture);
    assert_eq!(picture.header("content-type"), Some("image/png"), "a picture is a PNG");
    assert!(picture.body.starts_with(b"\x89PNG\r\n\x1a\n"), "by its content too");
    let (_, huge) = avatar(Avatar::Huge);
    assert!(huge.body.len() > 1024 * 1024, "huge is more than 1 MiB");
    assert!(huge.body.starts_with(b"\x89PNG"), "and a PNG all the same");
    let (_, html) = avatar(Avatar::Html);
    assert!(html.header("content-type") == Some("image/png") && html.body.starts_with(b"<!DOCTYPE"), "a lie");
    assert_eq!(avatar(Avatar::Gone).1.status, 404, "gone");
    assert_eq!(avatar(Avatar::None).0, json!(null), "no address at all");
    let foreign = "https://elsewhere.example/a.png";
    assert_eq!(avatar(Avatar::Address(foreign.to_owned())).0, json!(foreign), "an address elsewhere");
    assert_eq!(avatar(Avatar::Redirect(foreign.to_owned())).1.header("location"), Some(foreign), "a redirect");
    assert_eq!(avatar(Avatar::Svg).1.header("content-type"), Some("image/svg+xml"), "a drawing");
    assert_eq!(avatar(Avatar::Bytes(vec![1, 2])).1.body, [1, 2], "anything");
}

#[test]
fn a_projects_picture_is_everybodys_only_where_the_project_is() {
    let gitlab = start();
    let (_, pair) = linked(&gitlab);
    for (visibility, status) in [(Visibility::Public, 200), (Visibility::Private, 302)] {
        let members = vec![("alice".to_owned(), AccessLevel::Owner)];
        let path = format!("group/{visibility:?}").to_lowercase();
        let id = gitlab.create_project(NewProject { path, visibility, members, ..NewProject::default() }).id;
        let told = || api(&gitlab, &format!("/api/v4/projects/{id}"), &pair.access_token).json()["avatar_url"].clone();
        assert_eq!(told(), json!(null), "none at first");
        gitlab.edit_project(id, |project| project.avatar = Avatar::Picture);
        let place = format!("/uploads/-/system/project/avatar/{id}/avatar.png");
        assert_eq!(told(), json!(format!("{}{place}", gitlab.url())), "the API tells where it is");
        let token = format!("Bearer {}", pair.access_token);
        for headers in [vec![], vec![("authorization", token.as_str())]] {
            let answer = send(&gitlab, "GET", &place, &headers, None).unwrap();
            assert_eq!(answer.status, status, "{visibility:?}: a token is no sign-in to the pages");
        }
    }
}

#[test]
fn renaming_keeps_the_identity() {
    let gitlab = start();
    let (application, pair) = linked(&gitlab);
    gitlab.edit_user("alice", |user| user.username = "alice2".to_owned());
    let user = api(&gitlab, "/api/v4/user", &pair.access_token).json();
    assert_eq!((&user["id"], &user["username"]), (&json!(7), &json!("alice2")), "only the name is another");
    let carol = gitlab.add_user(NewUser { username: "carol".to_owned(), ..NewUser::default() });
    let pair = gitlab.issue_pair("carol", &application.id, &["api"]).unwrap();
    assert_eq!(api(&gitlab, "/api/v4/user", &pair.access_token).json()["id"], carol.id, "added people have ids");
}
