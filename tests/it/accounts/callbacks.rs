//! Callbacks that belong to nothing: each its own sentence, and none of them changes anything.

use carrick::accounts::sign_in;
use carrick::messages::{ErrorCode, SaveOutcome, Way};
use local_gitlab::Setting;

use crate::support::{FIRST, Installation, approve};

/// Hands over a callback that must be refused with this code and change nothing at all.
async fn assert_refused(installation: &Installation, callback: &str, code: ErrorCode, why: &str) {
    let (rows, uses) = (installation.dump(), installation.keyring.uses());
    let (raised, asked) = (installation.window.raised(), installation.gitlab.requests().len());
    installation.receive(callback).await;
    assert_eq!(installation.stray().await, Some(code), "{why} has its own sentence");
    assert_eq!(installation.dump(), rows, "{why} uses nothing up");
    assert_eq!(installation.keyring.uses(), uses, "{why} does not open the vault");
    assert_eq!(installation.window.raised(), raised, "{why} does not raise the window");
    assert_eq!(installation.gitlab.requests().len(), asked, "{why} is not asked about at GitLab");
}

#[tokio::test]
async fn a_callback_must_be_formed_like_one() {
    let (installation, _) = Installation::set_up(true).await;
    let good = approve("alice", &installation.begin().await).await;
    let (path, query) = good.split_once('?').unwrap();
    let state = query.split('&').find(|part| part.starts_with("state=")).unwrap();
    let table = [
        (String::new(), "nothing"),
        ("dev.carrick.desktop:".to_owned(), "a bare scheme"),
        (path.to_owned(), "a path alone"),
        (format!("{path}?"), "an empty query"),
        (format!("{path}?{state}"), "neither code nor error"),
        (format!("{path}?code=c"), "no state"),
        (format!("{good}&code=second"), "two codes"),
        (format!("{good}&{state}"), "two states"),
        (format!("{good}&error=access_denied"), "code and error at once"),
        (format!("{path}#{query}"), "everything in a fragment"),
        (format!("{good}#fragment"), "a fragment behind"),
        (format!("{path}?code=&{state}"), "an empty code"),
        (format!("{path}?code=c%00d&{state}"), "a control character"),
        (format!("{path}?code=c\u{7}&{state}"), "a raw control character"),
        (format!("{path}?code={}&{state}", "c".repeat(9000)), "a huge code"),
        (format!("{path}?code=c&{state}{}", "&x=1".repeat(40)), "a heap of parameters"),
        (format!("{good}&x={}", "y".repeat(20_000)), "a huge callback"),
        (good.replace("://", ":\\\\"), "back slashes"),
        ("--help".to_owned(), "a switch"),
        ("file:///etc/passwd".to_owned(), "a file"),
    ];
    for (callback, why) in table {
        assert_refused(&installation, &callback, ErrorCode::CallbackMalformed, why).await;
    }
    installation.receive(&good).await;
    assert_eq!(installation.links().await.len(), 1, "the right callback still works afterwards");
    assert_eq!(installation.stray().await, None, "and takes the complaint down");
    installation.finish().await;
}

#[tokio::test]
async fn a_callback_nobody_asked_for_is_unknown() {
    let (installation, _) = Installation::set_up(true).await;
    let uri = installation.integration(FIRST).await.redirect_uris[0].clone();
    let forged = format!("{uri}?code=made-up-code&state=made-up-state");
    assert_refused(&installation, &forged, ErrorCode::CallbackUnknown, "one without any sign-in").await;
    let good = approve("alice", &installation.begin().await).await;
    assert_refused(&installation, &forged, ErrorCode::CallbackUnknown, "one beside a sign-in").await;
    let denied = format!("{uri}?error=access_denied&state=made-up-state");
    assert_refused(&installation, &denied, ErrorCode::CallbackUnknown, "a forged denial").await;
    let state = good.split("state=").nth(1).unwrap().to_owned();
    let shorter = good.replace(&state, &state[..state.len() - 1]);
    assert_refused(&installation, &shorter, ErrorCode::CallbackUnknown, "a state cut short").await;
    let other_case = good.replace(&state, &state.to_ascii_uppercase());
    assert_refused(&installation, &other_case, ErrorCode::CallbackUnknown, "a state in capitals").await;
    installation.receive(&good).await;
    assert_eq!(installation.links().await.len(), 1, "the right callback still works afterwards");
    installation.finish().await;
}

#[tokio::test]
async fn a_callback_is_good_once() {
    let (installation, _) = Installation::set_up(true).await;
    let callback = approve("alice", &installation.begin().await).await;
    installation.receive(&callback).await;
    let link = installation.links().await;
    assert_refused(&installation, &callback, ErrorCode::CallbackRepeated, "the same callback again").await;
    assert_eq!(installation.links().await, link, "the link is as it was");
    installation.finish().await;
}

#[tokio::test]
async fn two_copies_of_a_callback_at_once_link_once() {
    let (installation, _) = Installation::set_up(true).await;
    let callback = approve("alice", &installation.begin().await).await;
    installation.gitlab.clear_requests();
    tokio::join!(installation.receive(&callback), installation.receive(&callback));
    let exchanged = installation.gitlab.requests().iter().filter(|request| request.path == "/oauth/token").count();
    assert_eq!(exchanged, 1, "one atomic statement decides who goes on");
    assert_eq!(installation.links().await.len(), 1, "and one link comes of it");
    installation.finish().await;
}

#[tokio::test]
async fn a_callback_is_bound_to_the_path_it_was_sent_with() {
    let (installation, _) = Installation::set_up(true).await;
    let good = approve("alice", &installation.begin().await).await;
    let (path, query) = good.split_once('?').unwrap();
    let host = installation.gitlab.host();
    let table = [
        (format!("dev.carrick.desktop://oauth/gitlab/gitlab.com?{query}"), "another GitLab's path (mix-up)"),
        (format!("dev.carrick.desktop://oauth/gitlab/{host}/sub?{query}"), "a sub-path"),
        (format!("{path}/?{query}"), "a slash more"),
        (format!("{}?{query}", path.to_ascii_uppercase()), "capitals"),
        (format!("{}?{query}", path.replace("oauth", "%6Fauth")), "another spelling"),
        (format!("http://127.0.0.1/oauth/gitlab/{host}?{query}"), "the other way's path"),
        (format!("http://127.0.0.1:8080/oauth/gitlab/{host}?{query}"), "the other way's path with a port"),
        (format!("https://evil.example/?{query}"), "a web page"),
        (format!("?{query}"), "no path"),
    ];
    for (callback, why) in table {
        assert_refused(&installation, &callback, ErrorCode::CallbackWrongInstance, why).await;
    }
    installation.receive(&good).await;
    assert_eq!(installation.links().await.len(), 1, "the right callback still works afterwards");
    installation.finish().await;
}

#[tokio::test]
async fn a_callback_that_names_another_issuer_is_refused() {
    let (installation, _) = Installation::set_up(true).await;
    let address = installation.begin().await;
    let good = approve("alice", &address).await;
    for issuer in ["https%3A%2F%2Fevil.example", "x", "https%3A%2F%2Fgitlab.com"] {
        let callback = format!("{good}&iss={issuer}");
        assert_refused(&installation, &callback, ErrorCode::CallbackWrongInstance, issuer).await;
    }
    installation.gitlab.set_setting(Setting::Iss(Some("https://evil.example".to_owned())));
    let signed = approve("alice", &address).await;
    assert_refused(&installation, &signed, ErrorCode::CallbackWrongInstance, "GitLab's own wrong issuer").await;
    installation.receive(&good).await;
    assert_eq!(installation.links().await.len(), 1, "the right callback still works afterwards");
    installation.finish().await;
}

#[tokio::test]
async fn one_sign_ins_state_does_not_open_anothers_path() {
    let (installation, _) = Installation::set_up(true).await;
    let second = local_gitlab::LocalGitlab::start(local_gitlab::Options::default()).unwrap();
    let form = crate::support::form(None, &second.url(), &"a".repeat(64), "");
    let saved = installation.save_although(form, true, false).await;
    let Ok(SaveOutcome::Saved { id, .. }) = saved else { panic!("a second integration is kept: {saved:?}") };
    let honest = approve("alice", &installation.begin().await).await;
    installation.begin_with(id, None, Way::DeepLink).await;
    let asked = second.requests().len();
    let mixed_up = honest.replace(&installation.gitlab.host(), &second.host());
    assert_refused(&installation, &mixed_up, ErrorCode::CallbackWrongInstance, "a code for the wrong GitLab").await;
    assert_eq!(second.requests().len(), asked, "no code is ever sent to the wrong GitLab");
    installation.receive(&honest).await;
    assert_eq!(installation.links().await.len(), 1, "the right callback still works afterwards");
    installation.finish().await;
}

#[tokio::test]
async fn a_stray_callback_is_told_until_it_is_dismissed() {
    let (installation, _) = Installation::set_up(true).await;
    installation.receive("dev.carrick.desktop://oauth/gitlab/x?code=c&state=s").await;
    assert_eq!(installation.stray().await, Some(ErrorCode::CallbackUnknown), "it is told");
    sign_in::dismiss_notice(&installation.accounts, FIRST);
    assert_eq!(installation.stray().await, None, "and taken down");
    installation.finish().await;
}
