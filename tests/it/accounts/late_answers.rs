//! What comes from the browser after a sign-in was over changes nothing and takes nothing back.

use carrick::accounts::{expiry, sign_in};
use carrick::messages::{BeginLink, ErrorCode, Notice, Way};

use super::cancelling::exchange_slowly;
use crate::support::{FIRST, Installation, approve, commands, deny};

/// More than a sign-in may take (milliseconds).
const LATER: i64 = 11 * 60_000;

impl Installation {
    /// What was told of the last callback that belonged to nothing, and of what it was.
    async fn late(&self) -> Option<(ErrorCode, Option<String>)> {
        let stray = self.overview().await.stray_callback?;
        Some((stray.code, stray.facts.get("answer").cloned()))
    }
}

#[tokio::test]
async fn an_answer_to_a_sign_in_that_another_tab_has_finished_is_late() {
    for after in [0, LATER] {
        for word in ["approved", "denied"] {
            let (installation, _) = Installation::set_up(true).await;
            let other_tab = installation.begin().await;
            let late =
                if word == "approved" { approve("bob", &other_tab).await } else { deny("bob", &other_tab).await };
            let before = installation.browser.opened().len();
            commands::use_another_way(&installation.accounts, FIRST).await.unwrap();
            let first = approve("alice", &installation.asked_browser(before).await).await;
            crate::support::visit(&first).await;
            installation.window.wait("alice is linked", |told| !told.integrations[0].links.is_empty()).await;
            let done = installation.notice().await;
            assert!(matches!(done, Some(Notice::Linked { .. })), "it is done: {done:?}");
            installation.clock.advance(after);
            expiry::expire_sign_ins(&installation.accounts).await.unwrap();
            installation.receive(&late).await;
            let told = Some((ErrorCode::CallbackLate, Some(word.to_owned())));
            assert_eq!(installation.late().await, told, "{word} after {after} ms: it is said as what it is");
            assert_eq!(installation.notice().await, done, "{word} after {after} ms: what is done is done");
            assert_eq!(installation.links().await.len(), 1, "{word} after {after} ms: and nothing else");
            installation.finish().await;
        }
    }
}

#[tokio::test]
async fn an_answer_to_a_sign_in_in_whose_place_another_was_begun_is_late() {
    for after in [0, LATER] {
        let (installation, _) = Installation::set_up(true).await;
        let first = approve("bob", &installation.begin().await).await;
        let second = installation.begin().await;
        installation.receive(&approve("alice", &second).await).await;
        let done = installation.notice().await;
        installation.clock.advance(after);
        installation.receive(&first).await;
        let told = Some((ErrorCode::CallbackLate, Some("approved".to_owned())));
        assert_eq!(installation.late().await, told, "after {after} ms: the later one counts");
        assert_eq!(installation.notice().await, done, "after {after} ms: and stays done");
        installation.finish().await;
    }
}

#[tokio::test]
async fn a_cancel_that_comes_after_the_end_takes_nothing_back() {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    let done = installation.notice().await;
    assert!(matches!(done, Some(Notice::Linked { .. })), "it is done: {done:?}");
    commands::cancel_sign_in(&installation.accounts, FIRST).await.unwrap();
    assert_eq!(installation.notice().await, done, "something has changed, so nobody says that nothing has");
    assert_eq!(installation.links().await.len(), 1, "and it stays so");
    installation.receive(&deny("bob", &installation.begin().await).await).await;
    commands::cancel_sign_in(&installation.accounts, FIRST).await.unwrap();
    assert_eq!(installation.failure().await.code, ErrorCode::SignInDenied, "nor over another end");
    installation.finish().await;
}

#[tokio::test]
async fn a_cancel_of_what_another_program_has_finished_does_not_say_that_nothing_has_changed() {
    let (installation, _) = Installation::set_up(true).await;
    let callback = approve("alice", &installation.begin().await).await;
    let other = installation.start_another().await;
    carrick::accounts::arrival::receive(&other, &callback).await;
    // Before this program has heard of it.
    commands::cancel_sign_in(&installation.accounts, FIRST).await.unwrap();
    let integration = installation.integration(FIRST).await;
    assert_eq!((integration.notice, integration.sign_in), (None, None), "it is over, and not cancelled");
    assert_eq!(installation.links().await.len(), 1, "since the account is linked");
    installation.finish().await;
}

#[tokio::test]
async fn what_another_program_has_begun_anew_is_waited_for_no_longer() {
    let (installation, _) = Installation::set_up(true).await;
    installation.begin().await;
    commands::use_another_way(&installation.accounts, FIRST).await.expect("a sign-in is under way");
    let other = installation.start_another().await;
    sign_in::follow_other_programs(&installation.accounts).await.unwrap();
    assert!(installation.integration(FIRST).await.sign_in.is_some(), "nobody has touched it");
    let request = BeginLink { id: FIRST, relink: None, way: Way::DeepLink };
    commands::begin_link(&other, request).await.expect("another is begun in its place");
    let before = installation.shown_revision();
    sign_in::follow_other_programs(&installation.accounts).await.unwrap();
    let integration = installation.integration(FIRST).await;
    assert_eq!((integration.sign_in, integration.notice), (None, None), "its address leads nowhere any more");
    assert!(installation.shown_revision() > before, "and the window is told");
    let theirs = carrick::accounts::progress::now(&other, FIRST);
    assert!(theirs.stage.is_some(), "the other one waits on");
    installation.finish().await;
}

#[tokio::test]
async fn what_another_program_has_given_up_links_nothing_behind_its_back() {
    let (installation, _) = Installation::set_up(true).await;
    let callback = approve("alice", &installation.begin().await).await;
    let receiving = exchange_slowly(&installation, "/api/v4/user", callback).await;
    let other = installation.start_another().await;
    let request = BeginLink { id: FIRST, relink: None, way: Way::DeepLink };
    commands::begin_link(&other, request).await.expect("another is begun in its place");
    installation.gitlab.let_answer();
    receiving.await.unwrap();
    assert!(installation.links().await.is_empty(), "the later one counts");
    assert!(installation.gitlab.live_pairs().is_empty(), "and what the earlier one brought is given back");
    installation.finish().await;
}

/// What another program does meanwhile: it links an account.
async fn links_elsewhere(installation: &Installation, username: &str) {
    let other = installation.start_another().await;
    let request = BeginLink { id: FIRST, relink: None, way: Way::DeepLink };
    let before = installation.browser.opened().len();
    commands::begin_link(&other, request).await.expect("it is begun");
    let address = installation.asked_browser(before).await;
    carrick::accounts::arrival::receive(&other, &approve(username, &address).await).await;
}

#[tokio::test]
async fn a_sign_in_of_another_program_that_takes_too_long_is_told_by_that_one() {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    let done = installation.notice().await;
    let other = installation.start_another().await;
    let request = BeginLink { id: FIRST, relink: None, way: Way::DeepLink };
    commands::begin_link(&other, request).await.expect("it is begun on a terminal, say");
    installation.clock.advance(LATER);
    expiry::expire_sign_ins(&installation.accounts).await.unwrap();
    assert_eq!(installation.notice().await, done, "no red over what is done");
    sign_in::dismiss_notice(&installation.accounts, FIRST);
    assert_eq!(installation.notice().await, None, "nor in its place");
    installation.finish().await;
}

#[tokio::test]
async fn a_sign_in_that_another_program_finds_to_have_taken_too_long_is_told_as_that() {
    let (installation, _) = Installation::set_up(true).await;
    installation.begin().await;
    let other = installation.start_another().await;
    installation.clock.advance(LATER);
    expiry::expire_sign_ins(&other).await.unwrap();
    sign_in::follow_other_programs(&installation.accounts).await.unwrap();
    assert_eq!(installation.failure().await.code, ErrorCode::SignInExpired, "whoever looked first");
    assert!(installation.integration(FIRST).await.sign_in.is_none(), "and nobody waits for it");
    installation.finish().await;
}

#[tokio::test]
async fn what_was_told_before_another_program_has_linked_an_account_is_told_no_longer() {
    for before in ["unlinked", "cancelled", "failed"] {
        let (installation, _) = Installation::set_up(true).await;
        match before {
            "unlinked" => {
                let link = installation.link("alice").await;
                commands::unlink(&installation.accounts, link.id).await.expect("it is unlinked");
            }
            "cancelled" => {
                installation.begin().await;
                commands::cancel_sign_in(&installation.accounts, FIRST).await.unwrap();
            }
            _ => installation.receive(&deny("bob", &installation.begin().await).await).await,
        }
        sign_in::follow_other_programs(&installation.accounts).await.unwrap();
        assert!(installation.notice().await.is_some(), "{before}: it is told while nothing else has come");
        links_elsewhere(&installation, "alice").await;
        let revision = installation.shown_revision();
        sign_in::follow_other_programs(&installation.accounts).await.unwrap();
        assert_eq!(installation.notice().await, None, "{before}: not beside the account that is linked now");
        assert!(installation.shown_revision() > revision, "{before}: and the window is told");
        installation.finish().await;
    }
}

#[tokio::test]
async fn what_is_linked_here_stays_told_when_another_program_links_too() {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    let done = installation.notice().await;
    links_elsewhere(&installation, "bob").await;
    sign_in::follow_other_programs(&installation.accounts).await.unwrap();
    assert_eq!(installation.notice().await, done, "alice is linked, whoever else is");
    installation.finish().await;
}
