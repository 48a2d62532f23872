//! The journey: what is asked for, what comes, what it is used for.

use carrick::gitlab::openid::Unproven;
use carrick::gitlab::{Application, Error};
use carrick_store::error::Code;
use local_gitlab::{AccessLevel, Fault, FaultKind, Forgery, NewProject, NewUser, Options};
use secrecy::ExposeSecret as _;
use url::Url;

use super::{Desk, reason, set};
use crate::support::leaks;

fn parameters(address: &Url, name: &str) -> Vec<String> {
    address.query_pairs().filter(|(key, _)| key == name).map(|(_, value)| value.into_owned()).collect()
}

#[tokio::test]
async fn what_gitlab_signs_proves_an_account_by_its_number() {
    for (confidential, relative_root) in [(true, ""), (false, "/gitlab")] {
        let options = Options { relative_root: relative_root.to_owned(), ..Options::default() };
        let desk = Desk::with(options, confidential);
        let person = desk.sign_in("bob").await.expect("it is bob");
        assert_eq!((person.user_id, person.clock), (8, None), "by his number");
        desk.gitlab.rename_user("bob", "robert");
        assert_eq!(desk.sign_in("robert").await.map(|person| person.user_id), Ok(8), "whatever he is called");
        let new = desk.gitlab.add_user(NewUser { username: "bob".to_owned(), ..NewUser::default() });
        let id = desk.sign_in("bob").await.map(|person| person.user_id);
        assert_eq!(id, Ok(i64::try_from(new.id).unwrap()), "and who has his name now is somebody else");
    }
}

#[tokio::test]
async fn a_token_names_the_groups_that_somebody_is_in_themselves() {
    let desk = Desk::new();
    assert_eq!(desk.sign_in("alice").await.unwrap().groups, [""; 0], "none at first");
    desk.gitlab.create_project(NewProject { path: "other/deep/web".to_owned(), ..NewProject::default() });
    desk.gitlab.set_group_member("other", "bob", Some(AccessLevel::Guest));
    desk.gitlab.set_group_member("team/backend", "alice", Some(AccessLevel::Guest));
    desk.gitlab.set_group_member("ops", "alice", Some(AccessLevel::Owner));
    let mut groups = desk.sign_in("alice").await.unwrap().groups;
    groups.sort_unstable();
    assert_eq!(groups, ["ops", "team/backend"], "with whatever role, by the whole path");
    let odd = serde_json::json!(["", "../ops", "a/../b", "a b", "a\u{202e}b", "/ops", "ops/", "fine"]);
    desk.gitlab.forge_id_tokens(&[Forgery::Claims(set("groups_direct", odd))]);
    assert_eq!(desk.sign_in("alice").await.unwrap().groups, ["fine"], "what is no group's path is none");
}

#[tokio::test]
async fn an_approval_without_openid_brings_no_proof() {
    let desk = Desk::new();
    let brought = desk.bring("alice", &["api"]).await;
    assert!(brought.pair.id_token.is_none(), "nothing was signed");
    let answer = desk.prove(&brought).await.map_err(|error| reason(&error));
    assert_eq!(answer, Err(Some(Unproven::Missing)), "so nobody is proven");
    assert!(desk.gitlab.requests().iter().all(|request| !request.path.contains("discovery")), "and nobody is asked");
}

#[tokio::test]
async fn a_renewal_proves_nobody() {
    let desk = Desk::new();
    let brought = desk.bring("alice", &["openid"]).await;
    let secret = desk.application.secret.clone().into();
    let application = Application { instance: &desk.instance, id: &desk.application.id, secret: Some(&secret) };
    let renewed = desk.client.refresh(&application, &brought.pair.refresh_token).await;
    let renewed = renewed.map_err(|failure| failure.error).unwrap();
    assert!(renewed.id_token.is_none(), "what comes with it has no nonce of ours");
    assert!(renewed.given_at.is_some(), "when it came is known");
    let sent = desk.gitlab.issued().into_iter().filter(|one| one.matches('.').count() == 2).count();
    assert_eq!(sent, 2, "although GitLab sends one each time");
}

#[tokio::test]
async fn a_sign_in_asks_with_a_nonce_of_its_own() {
    let desk = Desk::new();
    let ((one, nonce), (two, _)) = (desk.ask(&["openid"]), desk.ask(&["openid"]));
    assert_eq!(parameters(&one.url, "scope"), ["openid"], "for nothing but who it is");
    assert_eq!(parameters(&one.url, "nonce"), [nonce.expose_secret()], "once, and as it is kept");
    assert!(nonce.expose_secret().len() >= 22, "of at least 128 bits");
    assert_ne!(parameters(&one.url, "nonce"), parameters(&two.url, "nonce"), "no two have the same");
    for kept in ["state", "code_challenge"] {
        assert_eq!(parameters(&one.url, kept).len(), 1, "{kept} is there as for a link");
    }
    assert_ne!(parameters(&one.url, "nonce"), parameters(&one.url, "state"), "the state is another secret");
    for unasked in ["prompt", "gl_auth_type", "max_age"] {
        assert_eq!(parameters(&one.url, unasked), [""; 0], "{unasked} is not asked for unasked");
    }
}

#[tokio::test]
async fn a_fresh_sign_in_is_asked_for_by_name() {
    let desk = Desk::new();
    let (mut address, _) = desk.ask(&["openid"]);
    address.ask_afresh();
    assert_eq!(parameters(&address.url, "prompt"), ["login"], "as OpenID Connect calls it");
    assert_eq!(parameters(&address.url, "max_age"), [""; 0], "GitLab's age is an account's, not this browser's");
}

#[tokio::test]
async fn with_api_alone_a_sign_in_is_given_no_more_than_the_account() {
    let desk = Desk::new();
    let application = Application { instance: &desk.instance, id: &desk.application.id, secret: None };
    let ask = || carrick::gitlab::AuthorizeUrl::new(&application, super::CALLBACK, &["api".to_owned()]).unwrap();
    let mut address = ask();
    address.ask_for_the_account_alone();
    assert_eq!(parameters(&address.url, "gl_auth_type"), ["login"], "GitLab's own word for it");
    let pair = desk.exchange("alice", &address).await;
    assert_eq!(pair.scopes, ["read_user"], "it narrows what was asked for");
    let identity = desk.client.user(&desk.instance, &pair.access_token).await.expect("the account can be read");
    assert_eq!(identity.user_id, 7, "and that is all there is to know");
    let stripped = desk.exchange("alice", &ask()).await;
    assert_eq!(
        stripped.scopes,
        ["api"],
        "who takes the word out of the address is given more, which has to be looked at"
    );
}

#[tokio::test]
async fn what_a_proven_account_is_called_is_asked_for_with_its_own_token() {
    let desk = Desk::new();
    let brought = desk.bring("alice", &["openid"]).await;
    let person = desk.prove(&brought).await.unwrap();
    let token = &brought.pair.access_token;
    let identity = desk.client.userinfo(&desk.instance, token, &person).await.expect("it may be read");
    assert_eq!((identity.user_id, identity.username.as_str()), (7, "alice"), "it is the same account");
    assert_eq!(identity.name, "Alice Moreau", "with its name");
    assert!(identity.avatar_url.is_some_and(|url| url.starts_with(&desk.gitlab.url())), "and its picture");
    let refused = desk.client.user(&desk.instance, token).await;
    assert_eq!(refused.err(), Some(Error::InsufficientScope), "the API would say nothing to it");

    let bob = desk.bring("bob", &["openid"]).await;
    let mixed = desk.client.userinfo(&desk.instance, &bob.pair.access_token, &person).await;
    let reason = mixed.map_err(|error| reason(&error)).map(|identity| identity.user_id);
    assert_eq!(reason, Err(Some(Unproven::Subject)), "another account's name is not this one's");
}

#[tokio::test]
async fn a_refusal_to_say_what_an_account_is_called_is_told_apart() {
    let desk = Desk::new();
    let brought = desk.bring("alice", &["openid"]).await;
    let person = desk.prove(&brought).await.unwrap();
    let without = desk.bring("alice", &["api"]).await.pair.access_token;
    let refused = desk.client.userinfo(&desk.instance, &without, &person).await;
    assert_eq!(refused.err(), Some(Error::Forbidden), "403 with nothing in it");
    let unknown = "0".repeat(64).into();
    let refused = desk.client.userinfo(&desk.instance, &unknown, &person).await;
    assert_eq!(refused.err(), Some(Error::Unauthorized), "401 with nothing in it");
    let to = FaultKind::Redirect(format!("{}/elsewhere", desk.gitlab.url()));
    desk.gitlab.fault(Fault::once("/oauth/userinfo", to));
    let refused = desk.client.userinfo(&desk.instance, &brought.pair.access_token, &person).await;
    assert!(matches!(refused, Err(Error::Redirected { .. })), "OAuth is not sent on, not even within the instance");
    assert!(desk.gitlab.requests().iter().all(|request| request.path != "/elsewhere"), "and nobody went there");
}

#[tokio::test]
async fn a_refusal_is_told_by_its_kind_and_nothing_of_it_is_written_down() {
    let desk = Desk::new();
    leaks::log();
    desk.gitlab.forge_id_tokens(&[Forgery::Claims(set("aud", "unheard-of-audience"))]);
    let brought = desk.bring("alice", &["openid"]).await;
    let refused = desk.prove(&brought).await.unwrap_err();
    let told = refused.at(&desk.instance);
    assert_eq!(told.code, Code::IdentityUnproven, "it has a code of its own");
    assert_eq!(told.facts["reason"], "audience", "with what was wrong");
    assert_eq!(told.facts["host"], desk.gitlab.host(), "at which GitLab");
    let token = brought.pair.id_token.as_ref().unwrap().expose_secret();
    let parts = token.split('.').chain([token, "unheard-of-audience", brought.nonce.expose_secret()]);
    let parts: Vec<String> = parts.map(str::to_owned).collect();
    for part in &parts {
        assert!(!format!("{refused:?} {refused} {told:?} {told}").contains(part.as_str()), "an error quotes nothing");
    }
    assert!(!leaks::log().holds(&parts), "nor does the log");
    assert!(leaks::log().holds(&["an ID token proves nobody".to_owned()]), "which says that it came to nothing");
    assert!(!format!("{:?}", brought.pair).contains(token), "nor does the pair");
}
