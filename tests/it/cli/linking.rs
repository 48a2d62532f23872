//! `carrick link`: the journey of the window, on a terminal.

use carrick::messages::ErrorCode;
use carrick_store::model::VaultState;
use local_gitlab::{Fault, FaultKind};

use crate::support::command_line::{On, Running};
use crate::support::{FIRST, Installation, approve, commands, deny, until, visit};

const SENTENCE: &str = "Your user account is linked to a GitLab account with username alice.\n";

impl Installation {
    /// Starts linking; returns the address that the browser was asked to open.
    async fn start_linking(&self, words: &[&str], on: On) -> (Running, String) {
        let before = self.browser.opened().len();
        let running = self.start_command(words, on);
        running.until_it_says("aiting").await;
        until("the browser is asked", || self.browser.opened().len() > before).await;
        (running, self.browser.last())
    }
}

#[tokio::test]
async fn linking_ends_with_the_sentence_and_the_window_shows_it() {
    let (installation, _) = Installation::set_up(true).await;
    let (running, address) = installation.start_linking(&["link"], On::Script).await;
    assert!(running.err.text().contains(&address), "the address is shown, for any other browser");
    let callback = approve("alice", &address).await;
    assert!(callback.starts_with("http://127.0.0.1:"), "no desktop is needed to come back");
    assert_eq!(visit(&callback).await.0, 200, "the browser shows that it worked");
    let said = running.said().await;
    assert_eq!((said.exit, said.out.as_str()), (0, SENTENCE), "the sentence alone is data");
    for stage in ["Waiting for your approval", "Checking GitLab's answer", "Saving in this computer's keyring"] {
        assert!(said.err.contains(stage), "{stage} is said: {:?}", said.err);
    }
    assert_eq!(installation.links().await.len(), 1, "the window shows it");
    installation.finish().await;
}

#[tokio::test]
async fn in_json_it_is_one_object_a_line() {
    let (installation, _) = Installation::set_up(false).await;
    let (running, address) = installation.start_linking(&["link", "--json"], On::Script).await;
    visit(&approve("alice", &address).await).await;
    let said = running.said().await;
    assert_eq!((said.exit, said.err.as_str()), (0, ""), "nothing but the answer");
    let events = said.events();
    assert_eq!((&events[0]["event"], &events[0]["address"]), (&"started".into(), &address.into()), "first the address");
    assert!(events[1..events.len() - 1].iter().all(|event| event["event"] == "progress"), "then how far it is");
    let done = &events[events.len() - 1];
    assert_eq!((&done["event"], &done["account"]["username"]), (&"done".into(), &"alice".into()), "then the account");
    assert_eq!(done["was_linked"], false, "a new one");
    installation.finish().await;
}

#[tokio::test]
async fn the_address_that_a_browser_ended_on_can_be_pasted() {
    let (installation, _) = Installation::set_up(true).await;
    let running = installation.start_command(&["link", "--no-browser"], On::Terminal);
    running.until_it_says("paste").await;
    assert!(installation.browser.opened().is_empty(), "no browser was asked for");
    let address = running.err.text().lines().find(|line| line.starts_with("http")).unwrap().to_owned();
    running.keys.send("https://elsewhere.example/?code=1".to_owned()).unwrap();
    running.until_it_says("This is not the address that ends the sign-in.").await;
    running.keys.send(approve("alice", &address).await).unwrap();
    let said = running.said().await;
    assert_eq!((said.exit, said.out.as_str()), (0, SENTENCE), "linked: {:?}", said.err);
    installation.finish().await;
}

#[tokio::test]
async fn without_a_browser_that_opens_it_goes_on() {
    let (installation, _) = Installation::set_up(true).await;
    installation.browser.break_down();
    let (running, address) = installation.start_linking(&["link"], On::Script).await;
    running.until_it_says("No browser could be opened.").await;
    visit(&approve("alice", &address).await).await;
    assert_eq!(running.said().await.exit, 0, "the address was opened elsewhere");
    installation.finish().await;
}

#[tokio::test]
async fn it_ends_when_the_window_begins_another_in_its_place() {
    let (installation, _) = Installation::set_up(true).await;
    let (running, _) = installation.start_linking(&["link"], On::Script).await;
    let address = installation.begin().await;
    let said = running.said().await;
    assert_eq!((said.exit, said.out.as_str()), (1, ""), "nobody waits for what cannot come: {:?}", said.err);
    assert!(said.err.contains("This sign-in is over."), "and it is said: {:?}", said.err);
    installation.receive(&approve("alice", &address).await).await;
    assert_eq!(installation.links().await.len(), 1, "the window's goes on");
    installation.finish().await;
}

#[tokio::test]
async fn it_ends_after_ten_minutes_a_night_of_sleep_included() {
    let (installation, _) = Installation::set_up(true).await;
    let (running, _) = installation.start_linking(&["link"], On::Script).await;
    installation.clock.advance(9 * 3600 * 1000);
    let said = running.said().await;
    assert_eq!((said.exit, said.out.as_str()), (1, ""), "nobody waits in the morning: {:?}", said.err);
    assert!(said.err.contains("The sign-in took longer than ten minutes"), "and it is said: {:?}", said.err);
    assert!(installation.keyring.entries("verifier").is_empty(), "nothing is left of it");
    installation.finish().await;
}

#[tokio::test]
async fn interrupted_it_leaves_nothing_behind() {
    let (installation, _) = Installation::set_up(true).await;
    let (running, address) = installation.start_linking(&["link"], On::Script).await;
    let callback = approve("alice", &address).await;
    running.interrupt.ask();
    let said = running.said().await;
    assert_eq!((said.exit, said.out.as_str()), (130, ""), "Ctrl+C: {:?}", said.err);
    assert!(installation.keyring.entries("verifier").is_empty(), "the verifier is gone");
    let port = url::Url::parse(&callback).unwrap().port().unwrap();
    assert!(std::net::TcpStream::connect(("127.0.0.1", port)).is_err(), "and the port is given back");
    installation.finish().await;
}

#[tokio::test]
async fn interrupted_after_the_approval_the_tokens_are_given_back() {
    let (installation, _) = Installation::set_up(true).await;
    let (running, address) = installation.start_linking(&["link"], On::Script).await;
    installation.gitlab.fault(Fault::once("/oauth/token", FaultKind::HoldAnswer));
    visit(&approve("alice", &address).await).await;
    until("GitLab has acted", || installation.gitlab.held_answers() == 1).await;
    running.interrupt.ask();
    running.until_it_says("Cancelling").await;
    installation.gitlab.let_answer();
    assert_eq!(running.said().await.exit, 130, "Ctrl+C");
    assert!(installation.links().await.is_empty(), "nothing is linked");
    assert!(installation.gitlab.live_pairs().is_empty(), "and what GitLab gave no longer lives");
    installation.finish().await;
}

#[tokio::test]
async fn why_nothing_was_linked_is_told() {
    let (installation, _) = Installation::set_up(true).await;
    let (running, address) = installation.start_linking(&["link", "--json"], On::Script).await;
    visit(&deny("alice", &address).await).await;
    let said = running.said().await;
    let last = said.events().pop().unwrap();
    assert_eq!((said.exit, last["event"].as_str()), (1, Some("failed")), "denied: {said:?}");
    assert_eq!(last["error"]["code"], "sign_in_denied", "with the window's code");
    installation.keyring.become_state(VaultState::Locked);
    assert_eq!(installation.command(&["link"]).await.exit, 5, "the verifier cannot be kept");
    installation.keyring.become_state(VaultState::Ready);
    assert_eq!(installation.command(&["link", "https://"]).await.exit, 2, "no address");
    let unknown = installation.command(&["link", "https://elsewhere.example"]).await;
    assert_eq!(unknown.exit, 2, "not set up here");
    assert!(unknown.err.contains("http://127.0.0.1"), "what is, is said: {unknown:?}");
    installation.finish().await;
}

#[tokio::test]
async fn what_is_not_set_up_names_the_missing_step() {
    let installation = Installation::new().await;
    let said = installation.command(&["link"]).await;
    assert_eq!(said.exit, 1, "nothing can be linked");
    assert!(said.err.contains("First register Carrick at GitLab"), "the step is named: {said:?}");
    installation.finish().await;
}

#[tokio::test]
async fn relinking_expects_the_same_account() {
    let (installation, _) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    let (running, address) = installation.start_linking(&["link", "--relink", "alice"], On::Script).await;
    visit(&approve("bob", &address).await).await;
    let said = running.said().await;
    assert_eq!(said.exit, 4, "somebody else answered: {said:?}");
    assert!(said.err.contains("Expected alice, GitLab answered bob."), "who: {said:?}");
    let (running, address) = installation.start_linking(&["link", "--relink", "@alice", "--json"], On::Script).await;
    visit(&approve("alice", &address).await).await;
    let done = running.said().await.events().pop().unwrap();
    assert_eq!((&done["account"]["id"], &done["was_linked"]), (&link.id.into(), &true.into()), "the same link");
    assert_eq!(installation.command(&["link", "--relink", "carol"]).await.exit, 2, "nobody is called so");
    installation.finish().await;
}

#[tokio::test]
async fn of_two_accounts_of_one_name_the_one_that_was_linked_is_shown() {
    let (installation, _) = Installation::set_up(true).await;
    let old = installation.link("alice").await;
    installation.gitlab.make_again("alice").expect("there is one");
    let (running, address) = installation.start_linking(&["link", "--json"], On::Script).await;
    visit(&approve("alice", &address).await).await;
    let done = running.said().await.events().pop().unwrap();
    let new = installation.links().await.into_iter().find(|link| link.id != old.id).expect("another account");
    assert_eq!(
        (&done["account"]["id"], &done["was_linked"]),
        (&new.id.into(), &false.into()),
        "the new one, and not the one of its name that is gone at GitLab"
    );
    let account = format!("alice#{}", new.id);
    let (running, address) = installation.start_linking(&["link", "--relink", &account, "--json"], On::Script).await;
    visit(&approve("alice", &address).await).await;
    let done = running.said().await.events().pop().unwrap();
    assert_eq!((&done["account"]["id"], &done["was_linked"]), (&new.id.into(), &true.into()), "relinked too");
    commands::unlink(&installation.accounts, old.id).await.unwrap();
    installation.finish().await;
}

#[tokio::test]
async fn a_window_that_opens_meanwhile_leaves_the_sign_in_alone() {
    let (mut installation, _) = Installation::set_up(true).await;
    installation.accounts.close();
    let (running, address) = installation.start_linking(&["link"], On::Script).await;
    installation.restart().await;
    assert_eq!(installation.notice().await, None, "it takes nothing for interrupted");
    visit(&approve("alice", &address).await).await;
    let said = running.said().await;
    assert_eq!((said.exit, said.out.as_str()), (0, SENTENCE), "linked: {:?}", said.err);
    assert_eq!(installation.stray().await, None::<ErrorCode>, "and the window was not bothered");
    assert_eq!(installation.integration(FIRST).await.links.len(), 1, "but shows it");
    installation.finish().await;
}
