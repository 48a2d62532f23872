//! The main job: from Link GitLab to the username.

use carrick::messages::{Notice, SaveOutcome, Stage, Way};
use local_gitlab::{NewApplication, Options};

use crate::support::{FIRST, Installation, approve, form};

#[tokio::test]
async fn a_confidential_application_links_an_account() {
    let (installation, _) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    assert_eq!(link.name, "Alice Moreau", "the account's own name is shown");
    assert_eq!(link.scopes, ["api"], "what GitLab granted is shown");
    assert!(!link.needs_relink, "a link just made stands on the application that is set");
    let told = Some(Notice::Linked { link_id: link.id, username: "alice".to_owned(), has_namesake: false });
    assert_eq!(installation.notice().await, told, "the person is told whose account it is");
    installation.finish().await;
}

#[tokio::test]
async fn a_public_application_links_an_account_without_a_secret() {
    let (installation, _) = Installation::set_up(false).await;
    installation.link("alice").await;
    assert!(installation.keyring.entries("secret/").is_empty(), "a public application has no Secret to keep");
    installation.finish().await;
}

#[tokio::test]
async fn a_gitlab_under_a_sub_path_links_like_any_other() {
    let options = Options { relative_root: "/gitlab".to_owned(), ..Options::default() };
    let installation = Installation::with(options).await;
    let application = installation.register(true);
    installation.keep_application(FIRST, &application).await;
    installation.link("alice").await;
    let outside = installation.gitlab.requests().iter().any(|request| request.outside_root);
    assert!(!outside, "every request must stay below the sub-path");
    installation.finish().await;
}

#[tokio::test]
async fn the_stages_told_are_those_that_happen() {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    let expected = [Stage::Asking, Stage::Waiting, Stage::Checking, Stage::Saving];
    let mut last = 0;
    for told in installation.window.told() {
        let Some(sign_in) = &told.integrations[0].sign_in else { continue };
        let at = expected.iter().position(|stage| *stage == sign_in.stage).unwrap();
        // One that lasts less than a frame may be told with the next, but never left out.
        assert_eq!(sign_in.reached_at.len(), at + 1, "{:?} comes after all before it", sign_in.stage);
        assert!(at >= last, "{:?} is not told after a later one", sign_in.stage);
        last = at;
    }
    assert_eq!(expected[last], Stage::Saving, "and the last is told");
    installation.finish().await;
}

#[tokio::test]
async fn the_window_shows_when_each_stage_was_reached_and_what_was_sent() {
    let (installation, _) = Installation::set_up(true).await;
    installation.begin().await;
    let integration = installation.integration(FIRST).await;
    let sign_in = integration.sign_in.expect("a sign-in is under way");
    assert_eq!(sign_in.stage, Stage::Waiting, "the browser was asked, so the person is waited for");
    assert_eq!(sign_in.reached_at.len(), 2, "two stages were reached");
    assert_eq!(sign_in.way, Way::DeepLink, "it was started with the deep link");
    let sent = vec![integration.redirect_uris[0].clone(), "api".to_owned()];
    assert_eq!(sign_in.sent, sent, "the person compares these with GitLab's error page");
    installation.finish().await;
}

#[tokio::test]
async fn a_match_brings_the_window_forward_once() {
    let (installation, _) = Installation::set_up(true).await;
    let address = installation.begin().await;
    assert_eq!(installation.window.raised(), 0, "nothing has come back yet");
    installation.receive(&approve("alice", &address).await).await;
    assert_eq!(installation.window.raised(), 1, "the person is in the browser and must be called back");
    installation.finish().await;
}

#[tokio::test]
async fn two_accounts_of_one_gitlab_are_two_links() {
    let (installation, _) = Installation::set_up(true).await;
    let alice = installation.link("alice").await;
    let bob = installation.link("bob").await;
    assert_ne!(alice.id, bob.id, "each account is a link of its own");
    assert_eq!(installation.links().await.len(), 2, "the second must not replace the first");
    installation.finish().await;
}

#[tokio::test]
async fn two_integrations_hold_links_of_their_own() {
    let (mut installation, _) = Installation::set_up(true).await;
    let other = local_gitlab::LocalGitlab::start(Options::default()).unwrap();
    let instance = carrick_store::instance::Instance::parse(&other.url()).unwrap();
    let new = NewApplication { redirect_uris: instance.redirect_uris(), ..NewApplication::default() };
    let application = other.create_application(new);
    let saved = installation.save(form(None, &other.url(), &application.id, &application.secret)).await;
    let Ok(SaveOutcome::Saved { id, .. }) = saved else { panic!("a second integration can be added: {saved:?}") };
    installation.others.push(other);
    installation.link("alice").await;
    let address = installation.begin_with(id, None, Way::DeepLink).await;
    installation.receive(&approve("alice", &address).await).await;
    for (which, count) in [(FIRST, 1), (id, 1)] {
        let links = installation.integration(which).await.links;
        assert_eq!(links.len(), count, "integration {which} has its own alice");
    }
    installation.finish().await;
}

#[tokio::test]
async fn two_integrations_can_be_signed_in_to_at_once() {
    let (installation, _) = Installation::set_up(true).await;
    let second = installation.register(false);
    let saved = installation.save(installation.form_of(None, &second)).await;
    let Ok(SaveOutcome::Saved { id, .. }) = saved else { panic!("a second application can be added: {saved:?}") };
    let one = installation.begin().await;
    let two = installation.begin_with(id, None, Way::DeepLink).await;
    installation.receive(&approve("bob", &two).await).await;
    installation.receive(&approve("alice", &one).await).await;
    let names = [installation.links().await, installation.integration(id).await.links];
    assert_eq!(names[0][0].username, "alice", "each callback finds the sign-in it belongs to");
    assert_eq!(names[1][0].username, "bob", "although both have the same redirect URI");
    installation.finish().await;
}

#[tokio::test]
async fn linking_the_same_account_again_renews_its_link() {
    let (installation, _) = Installation::set_up(true).await;
    let first = installation.link("alice").await;
    installation.clock.advance(60_000);
    let again = installation.link("alice").await;
    assert_eq!(again.id, first.id, "one account is one link");
    assert!(again.linked_at > first.linked_at, "it was linked again just now");
    let told = Some(Notice::LinkedAgain { link_id: first.id, username: "alice".to_owned() });
    assert_eq!(installation.notice().await, told, "nothing new was linked, and that is said");
    assert_eq!(installation.gitlab.live_pairs().len(), 1, "the old pair is ended at GitLab");
    installation.finish().await;
}

#[tokio::test]
async fn a_new_sign_in_takes_the_place_of_the_one_under_way() {
    let (installation, _) = Installation::set_up(true).await;
    let first = approve("alice", &installation.begin().await).await;
    let second = installation.begin().await;
    installation.receive(&first).await;
    assert!(installation.links().await.is_empty(), "the sign-in that was given up must not link anything");
    installation.receive(&approve("alice", &second).await).await;
    assert_eq!(installation.links().await.len(), 1, "the one under way still works");
    installation.finish().await;
}

#[tokio::test]
async fn exchange_account_and_picture_share_one_connection() {
    let (mut installation, _) = Installation::set_up(true).await;
    let callback = approve("alice", &installation.begin().await).await;
    installation.restart().await;
    let before = installation.gitlab.connections();
    installation.receive(&callback).await;
    let links = installation.links().await;
    assert_eq!(links.len(), 1, "the account is linked");
    assert!(links[0].has_avatar, "and its picture has come");
    assert_eq!(installation.gitlab.connections() - before, 1, "a second handshake would only take time");
    installation.finish().await;
}
