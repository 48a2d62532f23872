//! Copy link, and pasting the address a browser could not show.

use carrick::messages::{ErrorCode, PastedAddress, Stage, Way};

use crate::support::{FIRST, Installation, approve, commands};

async fn paste(installation: &Installation, address: &str) -> Result<(), ErrorCode> {
    let pasted = PastedAddress { id: FIRST, address: address.to_owned().into() };
    commands::finish_with_address(&installation.accounts, pasted).await.map_err(|error| error.code)
}

#[tokio::test]
async fn the_copied_address_is_the_one_the_browser_got() {
    let (installation, _) = Installation::set_up(true).await;
    let opened = installation.begin().await;
    let copied = commands::copy_link(&installation.accounts, FIRST).await.unwrap();
    assert_eq!(copied, opened, "it is one sign-in, wherever it is approved");
    assert_eq!(installation.browser.opened().len(), 1, "copying opens nothing");
    installation.receive(&approve("alice", &copied).await).await;
    assert_eq!(installation.links().await.len(), 1, "approving it elsewhere completes");
    installation.finish().await;
}

#[tokio::test]
async fn an_address_for_another_account_is_handed_out_and_opens_no_browser() {
    let (installation, _) = Installation::set_up(false).await;
    installation.link("alice").await;
    let opened = installation.browser.opened().len();
    let address = commands::begin_link_elsewhere(&installation.accounts, FIRST, Way::DeepLink).await.unwrap();
    assert_eq!(installation.browser.opened().len(), opened, "the browser is signed in as alice");
    let sign_in = installation.integration(FIRST).await.sign_in.expect("it is under way");
    assert!(sign_in.elsewhere, "the window says that it waits for another window");
    assert_eq!(sign_in.stage, Stage::Waiting, "nothing is being asked that could be waited for");
    commands::use_another_way(&installation.accounts, FIRST).await.unwrap();
    installation.asked_browser(opened).await;
    let sign_in = installation.integration(FIRST).await.sign_in.expect("it goes on");
    assert!(!sign_in.elsewhere, "from now on the usual browser was asked, too");
    installation.receive(&approve("bob", &address).await).await;
    let usernames: Vec<String> = installation.links().await.into_iter().map(|link| link.username).collect();
    assert_eq!(usernames, ["alice", "bob"], "the address that was handed out stays good");
    installation.finish().await;
}

#[tokio::test]
async fn after_a_restart_the_address_can_be_copied_again() {
    let (mut installation, _) = Installation::set_up(true).await;
    installation.begin().await;
    installation.restart().await;
    let copied = commands::copy_link(&installation.accounts, FIRST).await.expect("the sign-in goes on");
    assert_eq!(installation.browser.opened().len(), 1, "copying opens nothing");
    installation.receive(&approve("alice", &copied).await).await;
    assert_eq!(installation.links().await.len(), 1, "and its address works");
    installation.finish().await;
}

#[tokio::test]
async fn there_is_no_address_to_copy_without_a_sign_in() {
    let (installation, _) = Installation::set_up(true).await;
    let refused = commands::copy_link(&installation.accounts, FIRST).await;
    assert_eq!(refused.map(|_| ()).unwrap_err().code, ErrorCode::NoSignIn, "there is nothing to copy");
    let refused = paste(&installation, "http://127.0.0.1:1/oauth/gitlab/x?code=c&state=s").await;
    assert_eq!(refused, Err(ErrorCode::NoSignIn), "and nothing to finish");
    installation.finish().await;
}

#[tokio::test]
async fn pasting_the_address_finishes_the_sign_in() {
    let (installation, _) = Installation::set_up(true).await;
    let address = installation.begin_with(FIRST, None, Way::Loopback).await;
    let callback = approve("alice", &address).await;
    paste(&installation, &format!("  \"{callback}\"\n")).await.expect("blanks and quotes do no harm");
    assert_eq!(installation.links().await.len(), 1, "it is the same answer, brought by hand");
    installation.finish().await;
}

#[tokio::test]
async fn pasting_something_else_is_told_apart_and_uses_nothing_up() {
    let (installation, _) = Installation::set_up(true).await;
    let address = installation.begin_with(FIRST, None, Way::Loopback).await;
    let callback = approve("alice", &address).await;
    let (path, query) = callback.split_once('?').unwrap();
    let table = [
        (String::new(), ErrorCode::AddressMalformed, "nothing"),
        ("hello".to_owned(), ErrorCode::AddressMalformed, "a word"),
        ("https://gitlab.com/".to_owned(), ErrorCode::AddressMalformed, "a page"),
        (address.clone(), ErrorCode::AddressMalformed, "the address of the approval itself"),
        (path.to_owned(), ErrorCode::AddressMalformed, "half of the address"),
        (format!("{callback}&state=x"), ErrorCode::AddressMalformed, "two states"),
        (format!("{callback}#x"), ErrorCode::AddressMalformed, "a fragment"),
        (format!("{path}?code={}&state=s", "c".repeat(20_000)), ErrorCode::AddressMalformed, "a huge one"),
        (format!("{path}?code=c&state=s"), ErrorCode::CallbackUnknown, "a state of nobody's"),
        (format!("{path}x?{query}"), ErrorCode::CallbackWrongInstance, "the path of another GitLab"),
    ];
    let (before, uses) = (installation.dump(), installation.keyring.uses());
    for (pasted, code, what) in table {
        assert_eq!(paste(&installation, &pasted).await, Err(code), "{what} is not the answer");
    }
    assert_eq!(installation.dump(), before, "nothing was used up");
    assert_eq!(installation.keyring.uses(), uses, "the vault was never opened");
    paste(&installation, &callback).await.expect("the right one still works");
    assert_eq!(paste(&installation, &callback).await, Err(ErrorCode::NoSignIn), "once");
    installation.finish().await;
}
