use crate::support::browser::Browser;
use crate::support::http::{parameter, send};
use crate::support::{api, authorize_path, code, confidential, exchange, public, refresh, start};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use local_gitlab::{AccessLevel, Forgery, JsonEdit, LocalGitlab, NewApplication, PublishedKey, Setting, SigningKey};
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use serde_json::{Value, json};

fn decode(text: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text).expect("base64url without padding")
}

fn part(token: &str, at: usize) -> Value {
    serde_json::from_slice(&decode(token.split('.').nth(at).expect("three parts"))).expect("JSON")
}

/// What an exchange with these parameters of the approval brings.
fn id_token(gitlab: &LocalGitlab, changes: &[(&str, &str)]) -> String {
    let application = gitlab.create_application(confidential());
    exchange(gitlab, &application, &code(gitlab, &application, changes)).field("id_token")
}

fn keys(gitlab: &LocalGitlab) -> Vec<Value> {
    let answer = send(gitlab, "GET", "/oauth/discovery/keys", &[], None).expect("the server answers");
    assert_eq!(answer.status, 200, "everybody may have them");
    answer.json()["keys"].as_array().cloned().expect("a list")
}

fn is_signed_by(token: &str, key: &Value) -> bool {
    let (text, signature) = token.rsplit_once('.').expect("a signature");
    let [n, e] = ["n", "e"].map(|name| decode(key[name].as_str().expect("a number")));
    RsaPublicKeyComponents { n, e }.verify(&RSA_PKCS1_2048_8192_SHA256, text.as_bytes(), &decode(signature)).is_ok()
}

#[test]
fn an_id_token_comes_with_the_pair_when_openid_was_granted() {
    let gitlab = start();
    assert_eq!(id_token(&gitlab, &[("scope", "api"), ("nonce", "n-0")]), "", "without openid there is none");
    let token = id_token(&gitlab, &[("scope", "api openid"), ("nonce", "n-1")]);
    assert!(gitlab.issued().contains(&token), "it is known to the tests");
    let (header, claims) = (part(&token, 0), part(&token, 1));
    assert_eq!(header["alg"], "RS256", "GitLab signs in no other way");
    assert_eq!(header["typ"], "JWT", "and says what it is");
    assert_eq!(claims["iss"], gitlab.url(), "without a trailing slash");
    assert_eq!(claims["sub"], "7", "the account's number, as a text");
    assert_eq!(claims["aud"], gitlab.applications()[1].id, "the Application ID, not a list");
    assert_eq!(claims["nonce"], "n-1", "as it was sent");
    let seconds = |name: &str| claims[name].as_i64().expect("a number of seconds");
    assert_eq!(seconds("exp") - seconds("iat"), 120, "it is good for two minutes");
    assert!(seconds("auth_time") <= seconds("iat"), "the account signed in before");
    assert_eq!(claims["sub_legacy"].as_str().map(str::len), Some(64), "a SHA-256");
    for name in ["name", "nickname", "groups", "azp", "at_hash"] {
        assert_eq!(claims.get(name), None, "{name} is not in it");
    }
}

#[test]
fn only_the_key_that_it_names_has_signed_it() {
    let gitlab = start();
    let token = id_token(&gitlab, &[("scope", "openid")]);
    let keys = keys(&gitlab);
    assert_eq!(keys.len(), 2, "one for people, one for pipelines");
    let signed: Vec<_> = keys.iter().filter(|key| is_signed_by(&token, key)).collect();
    assert_eq!(signed.len(), 1, "one of them has signed it");
    assert_eq!(signed[0]["kid"], part(&token, 0)["kid"], "the one that it names");
    assert_eq!(signed[0]["kid"], gitlab.kid(SigningKey::SignIn), "by its thumbprint");
    for key in &keys {
        assert_eq!([&key["kty"], &key["use"], &key["alg"]], ["RSA", "sig", "RS256"], "what each is for");
    }
}

#[test]
fn without_a_nonce_and_after_a_refresh_there_is_none_in_it() {
    let gitlab = start();
    let application = gitlab.create_application(confidential());
    let pair = exchange(&gitlab, &application, &code(&gitlab, &application, &[("scope", "openid"), ("nonce", "n-1")]));
    assert_eq!(part(&pair.field("id_token"), 1)["nonce"], "n-1", "it is in the first");
    let renewed = refresh(&gitlab, &application, &pair.field("refresh_token"));
    let token = renewed.field("id_token");
    assert_eq!(part(&token, 1)["sub"], "7", "a refresh brings another");
    assert_eq!(part(&token, 1).get("nonce"), None, "without it");
    let token = id_token(&gitlab, &[("scope", "openid")]);
    assert_eq!(part(&token, 1).get("nonce"), None, "who sends none gets none");
}

#[test]
fn the_address_it_tells_depends_on_the_scope() {
    let gitlab = start();
    let application = gitlab.create_application(NewApplication {
        scopes: ["openid", "email"].map(str::to_owned).to_vec(),
        ..confidential()
    });
    let claims = |scope: &str| {
        let pair = exchange(&gitlab, &application, &code(&gitlab, &application, &[("scope", scope)]));
        part(&pair.field("id_token"), 1)
    };
    assert_eq!(claims("openid email")["email"], "alice@example.com", "the primary one");
    assert_eq!(claims("openid").get("email"), None, "or the public one, which few have");
    gitlab.edit_user("alice", |user| user.public_email = Some("alice@public.example".to_owned()));
    assert_eq!(claims("openid")["email"], "alice@public.example", "when there is one");
}

#[test]
fn groups_are_direct_in_the_token_and_all_at_userinfo() {
    let gitlab = start();
    gitlab.set_group_member("team", "alice", Some(AccessLevel::Developer));
    gitlab.set_group_member("team/deep", "bob", Some(AccessLevel::Developer));
    let application = gitlab.create_application(confidential());
    let pair = exchange(&gitlab, &application, &code(&gitlab, &application, &[("scope", "openid")]));
    assert_eq!(part(&pair.field("id_token"), 1)["groups_direct"], json!(["team"]), "those she was put into");
    let told = api(&gitlab, "/oauth/userinfo", &pair.field("access_token")).json();
    assert_eq!(told["groups"], json!(["team", "team/deep"]), "and those below them");
    assert_eq!(told.get("groups_direct"), None, "which the other does not tell");
    assert_eq!([&told["sub"], &told["nickname"], &told["name"]], ["7", "alice", "Alice Moreau"], "who she is");
}

#[test]
fn userinfo_refuses_without_a_word() {
    let gitlab = start();
    let application = gitlab.create_application(confidential());
    let pair = gitlab.issue_pair("alice", &application.id, &["api"]).expect("alice is there");
    let answer = api(&gitlab, "/oauth/userinfo", &pair.access_token);
    assert_eq!((answer.status, answer.body.len()), (403, 0), "openid is needed");
    let answer = api(&gitlab, "/oauth/userinfo", "unknown");
    assert_eq!((answer.status, answer.body.len()), (401, 0), "and a token that is one");
    assert!(answer.header("www-authenticate").is_some(), "which a header says");
}

#[test]
fn prompt_login_signs_the_browser_out_and_goes_on_afterwards() {
    let gitlab = start();
    let application = gitlab.create_application(confidential());
    let mut browser = Browser::signed_in(&gitlab, "alice");
    let path = authorize_path(&application.id, &[("scope", "openid"), ("prompt", "login"), ("nonce", "n-1")]);
    let answer = browser.get(&path);
    assert_eq!(answer.status, 302, "to the sign-in page");
    assert!(answer.header("location").is_some_and(|to| to.ends_with("/users/sign_in")), "although alice was signed in");
    assert_eq!(browser.get("/-/user_settings/profile").status, 302, "whom it has signed out everywhere");
    let answer = browser.get(&path);
    assert_eq!(answer.status, 302, "and whoever comes anew signs in first");

    let mut browser = Browser::signed_in(&gitlab, "alice");
    browser.get(&path);
    let answer = browser.sign_in("bob", local_gitlab::DEFAULT_PASSWORD);
    let page = browser.follow(&answer);
    assert!(page.text().contains("Bob Lindqvist"), "it goes on with whoever signed in");
    let location = browser.press(&page, "Authorize").header("location").map(str::to_owned).expect("a callback");
    let code = parameter(&location, "code").expect("a code");
    let token = exchange(&gitlab, &application, &code).field("id_token");
    assert_eq!((&part(&token, 1)["sub"], &part(&token, 1)["nonce"]), (&json!("8"), &json!("n-1")), "and his nonce");
}

#[test]
fn prompt_login_means_nothing_without_openid() {
    let gitlab = start();
    let application = gitlab.create_application(confidential());
    let mut browser = Browser::signed_in(&gitlab, "alice");
    let page = browser.get(&authorize_path(&application.id, &[("prompt", "login")]));
    assert_eq!(page.status, 200, "the approval page");
    assert!(page.text().contains("Alice Moreau"), "of who is signed in");
}

#[test]
fn a_sign_in_by_gitlabs_own_word_is_narrowed_to_the_account() {
    let gitlab = start();
    for new in [confidential(), NewApplication { scopes: vec!["api".to_owned()], ..public() }] {
        let application = gitlab.create_application(new);
        let code = code(&gitlab, &application, &[("scope", "api"), ("gl_auth_type", "login")]);
        assert_eq!(exchange(&gitlab, &application, &code).field("scope"), "read_user", "whatever was asked for");
        let scopes = gitlab.applications().pop().expect("it is there").scopes;
        assert!(scopes.contains(&"read_user".to_owned()), "the application has the scope from then on");
    }
    let git = NewApplication { scopes: vec!["write_repository".to_owned()], ..confidential() };
    let application = gitlab.create_application(git);
    let code = code(&gitlab, &application, &[("scope", "write_repository"), ("gl_auth_type", "login")]);
    let pair = exchange(&gitlab, &application, &code);
    assert_eq!(pair.field("scope"), "write_repository", "where it may not use the API nothing is narrowed");
}

#[test]
fn discovery_tells_the_issuer_that_the_administrator_set() {
    let gitlab = start();
    let told = || send(&gitlab, "GET", "/.well-known/openid-configuration", &[], None).expect("an answer").json();
    assert_eq!(told()["issuer"], gitlab.url(), "its own address at first");
    gitlab.set_setting(Setting::Issuer(Some("https://gitlab.example".to_owned())));
    assert_eq!(told()["issuer"], "https://gitlab.example", "or another");
    assert_eq!(
        told()["jwks_uri"],
        format!("{}/oauth/discovery/keys", gitlab.url()),
        "its addresses are by the request"
    );
    assert_eq!(part(&id_token(&gitlab, &[("scope", "openid")]), 1)["iss"], "https://gitlab.example", "so in a token");
}

#[test]
fn forgeries_are_what_they_are_called() {
    let gitlab = start();
    let forged = |forgeries: &[Forgery]| {
        gitlab.forge_id_tokens(forgeries);
        id_token(&gitlab, &[("scope", "openid")])
    };
    let own = keys(&gitlab)[0].clone();
    let token = forged(&[Forgery::Claims(JsonEdit::Set("sub".to_owned(), "1".into()))]);
    assert!(part(&token, 1)["sub"] == "1" && is_signed_by(&token, &own), "changed before it is signed");
    let token = forged(&[Forgery::ClaimsSwapped(JsonEdit::Set("sub".to_owned(), "1".into()))]);
    assert!(part(&token, 1)["sub"] == "1" && !is_signed_by(&token, &own), "changed afterwards");
    let token = forged(&[Forgery::Unsigned]);
    assert!(part(&token, 0)["alg"] == "none" && token.ends_with('.'), "not signed at all");
    let token = forged(&[Forgery::SignedWithThePublicKey]);
    assert_eq!(part(&token, 0)["alg"], "HS256", "signed with what everybody has");
    assert_eq!(decode(token.rsplit('.').next().unwrap_or_default()).len(), 32, "by HMAC");
    let token = forged(&[Forgery::SignatureStripped]);
    assert!(part(&token, 0)["alg"] == "RS256" && token.ends_with('.'), "the signature taken off");
    assert_eq!(forged(&[Forgery::SignatureLeftOut]).split('.').count(), 2, "and the point too");
    let token = forged(&[Forgery::SignedBy(SigningKey::Stranger)]);
    assert_eq!(part(&token, 0)["kid"], own["kid"], "it names GitLab's key");
    assert!(!is_signed_by(&token, &own), "which did not sign it");
    gitlab.publish_keys(&[PublishedKey { key: SigningKey::Stranger, kid: Some("s".to_owned()) }]);
    assert!(is_signed_by(&token, &keys(&gitlab)[0]), "the stranger's did");
    assert!(is_signed_by(&forged(&[]), &own), "with none it is GitLab's again");
}
