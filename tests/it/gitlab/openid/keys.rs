//! Which key signed, and what becomes of a list of keys that is none.

use carrick::gitlab::Error;
use carrick::gitlab::openid::Unproven;
use local_gitlab::{Fault, FaultKind, Forgery, Options, PublishedKey, Setting, SigningKey};

use super::{Desk, client, reason, remove, set};

const KEYS: &str = "/oauth/discovery/keys";
const DISCOVERY: &str = "/.well-known/openid-configuration";

fn published(keys: &[SigningKey]) -> Vec<PublishedKey> {
    keys.iter().map(|key| PublishedKey::from(*key)).collect()
}

#[tokio::test]
async fn a_token_that_names_no_key_is_good_only_where_there_is_one() {
    let desk = Desk::new();
    let nameless = [Forgery::Header(remove("kid"))];
    desk.refuses(&nameless, Unproven::KeyAmbiguous, "there are two keys, and none is to be tried").await;
    let desk = Desk::new();
    desk.gitlab.publish_keys(&published(&[SigningKey::SignIn]));
    desk.accepts(&nameless, "there is one").await;
}

#[tokio::test]
async fn a_token_that_names_a_key_of_two_proves_nobody() {
    let desk = Desk::new();
    let kid = desk.gitlab.kid(SigningKey::SignIn);
    let twin = PublishedKey { key: SigningKey::Stranger, kid: Some(kid) };
    desk.gitlab.publish_keys(&[SigningKey::SignIn.into(), twin.clone()]);
    let answer = desk.sign_in("alice").await.map_err(|error| reason(&error));
    assert_eq!(answer, Err(Some(Unproven::KeyAmbiguous)), "two keys of one name are none");
    let desk = Desk::new();
    desk.gitlab.publish_keys(&[SigningKey::SignIn.into(), PublishedKey { kid: None, ..twin }]);
    desk.accepts(&[], "under names of their own each is one").await;
}

#[tokio::test]
async fn a_token_that_names_an_unknown_key_proves_nobody() {
    let desk = Desk::new();
    for odd in ["elsewhere", "", "../../etc/passwd", "' OR 1=1 --", "\u{0}"] {
        let forged = [Forgery::Header(set("kid", odd))];
        desk.refuses(&forged, Unproven::KeyUnknown, &format!("{odd:?} is no key of GitLab's")).await;
    }
}

#[tokio::test]
async fn a_new_key_of_gitlabs_is_learnt_by_asking_once_more() {
    let desk = Desk::new();
    desk.accepts(&[], "with the first key").await;
    assert_eq!(desk.key_requests(), 1, "the keys are asked for at the first token");
    desk.accepts(&[], "and again").await;
    assert_eq!(desk.key_requests(), 1, "and then they are known");
    desk.gitlab.publish_keys(&published(&[SigningKey::Next, SigningKey::SignIn]));
    desk.gitlab.sign_id_tokens_with(SigningKey::Next);
    desk.accepts(&[], "with the new key").await;
    assert_eq!(desk.key_requests(), 2, "for which they were asked for once more");
}

#[tokio::test]
async fn a_key_that_stays_unknown_is_not_asked_for_all_the_time() {
    let desk = Desk::new();
    desk.accepts(&[], "with the first key").await;
    desk.gitlab.sign_id_tokens_with(SigningKey::Stranger);
    for _ in 0..3 {
        let answer = desk.sign_in("alice").await.map_err(|error| reason(&error));
        assert_eq!(answer, Err(Some(Unproven::KeyUnknown)), "GitLab has no such key");
    }
    assert_eq!(desk.key_requests(), 2, "once for the first token, and once a minute at most for one it may not have");
    desk.gitlab.sign_id_tokens_with(SigningKey::SignIn);
    desk.accepts(&[], "what was known is known still").await;
}

#[tokio::test]
async fn a_key_that_was_withdrawn_signs_nothing_for_who_asks_anew() {
    let desk = Desk::new();
    desk.gitlab.publish_keys(&published(&[SigningKey::Next]));
    let answer = desk.sign_in("alice").await.map_err(|error| reason(&error));
    assert_eq!(answer, Err(Some(Unproven::KeyUnknown)), "the key is GitLab's no longer");
    desk.gitlab.sign_id_tokens_with(SigningKey::Next);
    let fresh = Desk { client: client(), ..desk };
    fresh.accepts(&[], "the one that came after it is").await;
}

#[tokio::test]
async fn a_list_of_keys_that_is_none_is_told_apart_from_a_forgery() {
    let long = format!(r#"{{"keys":[],"more":"{}"}}"#, "x".repeat(64 * 1024));
    let key = r#"{"kty":"RSA","e":"AQAB","n":"AQAB"}"#;
    let many = format!(r#"{{"keys":[{}]}}"#, vec![key; 21].join(","));
    let table = [
        (FaultKind::Garbage(long), Error::Malformed, "more than 64 KiB"),
        (FaultKind::Garbage(many), Error::Malformed, "more than 20 keys"),
        (FaultKind::Gigantic, Error::Malformed, "a flood"),
        (FaultKind::Html, Error::Malformed, "a captive portal"),
        (FaultKind::Redirect("https://evil.example/keys".to_owned()), to("evil.example"), "another place"),
        (FaultKind::PlainText429, Error::RateLimited { seconds: Some(60) }, "a limit"),
    ];
    for (kind, expected, what) in table {
        let desk = Desk::new();
        desk.gitlab.fault(Fault::once(KEYS, kind));
        assert_eq!(desk.sign_in("alice").await, Err(expected), "{what} is no list of keys");
        desk.accepts(&[], "the next one is").await;
    }
}

fn to(host: &str) -> Error {
    Error::Redirected { to: host.to_owned() }
}

#[tokio::test]
async fn an_instance_that_calls_itself_otherwise_proves_nobody() {
    let desk = Desk::new();
    let own = desk.gitlab.url();
    for other in ["https://gitlab.example".to_owned(), format!("{own}/"), format!("{own}/gitlab")] {
        desk.gitlab.set_setting(Setting::Issuer(Some(other.clone())));
        let answer = desk.client.can_prove(&desk.instance).await.map_err(|error| reason(&error));
        assert_eq!(answer, Err(Some(Unproven::Issuer)), "{other:?} is not how it is called here");
        assert_eq!(desk.key_requests(), 0, "so its keys are not asked for");
    }
    desk.gitlab.set_setting(Setting::Issuer(None));
    assert_eq!(desk.client.can_prove(&desk.instance).await, Ok(()), "it calls itself what it is called here");
    assert_eq!(desk.key_requests(), 1, "its keys are known");
    desk.accepts(&[], "and it proves who somebody is").await;
    assert_eq!(desk.key_requests(), 1, "without being asked for them again");
}

#[tokio::test]
async fn under_a_sub_path_the_instance_is_asked_there() {
    let desk = Desk::with(Options { relative_root: "/gitlab".to_owned(), ..Options::default() }, false);
    desk.accepts(&[], "its issuer has the sub-path too").await;
    let outside: Vec<_> = desk.gitlab.requests().into_iter().filter(|request| request.outside_root).collect();
    assert_eq!(outside, [], "nothing is asked for beside it");
    assert!(desk.gitlab.requests().iter().any(|request| request.path == DISCOVERY), "not even how it calls itself");
}
