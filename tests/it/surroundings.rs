//! The system around: a browser that does not open, and who answers the custom scheme.

use carrick::accounts::sign_in;
use carrick::desktop::scheme::Scheme;
use carrick::messages::{ErrorCode, Notice, Role};
use carrick::topics::Topic;
use carrick_store::Code;
use carrick_store::model::VaultState;

use crate::support::{FIRST, Installation, approve, commands};

#[tokio::test]
async fn a_browser_that_cannot_be_opened_is_told_and_the_sign_in_goes_on() {
    let (installation, _) = Installation::set_up(true).await;
    installation.browser.break_down();
    installation.begin().await;
    assert_eq!(installation.failure().await.code, ErrorCode::BrowserFailed, "the person must not wait for nothing");
    assert!(installation.integration(FIRST).await.sign_in.is_some(), "Copy link is the way on");
    let copied = commands::copy_link(&installation.accounts, FIRST).await.unwrap();
    installation.receive(&approve("alice", &copied).await).await;
    let link_id = installation.links().await[0].id;
    let told = Some(Notice::Linked { link_id, username: "alice".to_owned(), has_namesake: false });
    assert_eq!(installation.notice().await, told, "and it leads to the end");
    installation.finish().await;
}

#[tokio::test]
async fn a_notice_is_told_until_it_is_dismissed() {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    assert!(installation.notice().await.is_some(), "how it ended stays on the screen");
    sign_in::dismiss_notice(&installation.accounts, FIRST);
    assert_eq!(installation.notice().await, None, "until the person has read it");
    installation.finish().await;
}

#[tokio::test]
async fn the_scheme_is_never_taken_without_asking() {
    let installation = Installation::new().await;
    let taken = Scheme::Taken { by: "Another".to_owned() };
    *installation.keeper.found.lock().unwrap() = taken.clone();
    installation.carrick.surroundings.ensure_scheme().await;
    assert_eq!(installation.surroundings().await.scheme, taken.into(), "the person is told who answers it");
    installation.carrick.surroundings.take_scheme().await.expect("asked to, Carrick takes it");
    assert_eq!(installation.surroundings().await.scheme, Scheme::Ours.into(), "and says so");
    installation.finish().await;
}

#[tokio::test]
async fn a_scheme_that_cannot_be_had_is_told() {
    let installation = Installation::new().await;
    for after in [Scheme::Unavailable, Scheme::Taken { by: "Another".to_owned() }] {
        *installation.keeper.after_taking.lock().unwrap() = after.clone();
        let refused = installation.carrick.surroundings.take_scheme().await.unwrap_err();
        assert_eq!(refused.code, Code::SchemeFailed, "the other way back is offered then");
        assert_eq!(installation.surroundings().await.scheme, after.into(), "as it is now");
    }
    installation.finish().await;
}

#[tokio::test]
async fn the_first_profile_is_an_admin_named_after_the_system_user() {
    let mut installation = Installation::new().await;
    for _ in 0..2 {
        let profile = installation.people().await.profile;
        assert_eq!((profile.name.as_str(), profile.role), ("sam", Role::Admin), "whoever installs it sets it up");
        installation.restart().await;
    }
    let rows = installation.dump().into_iter().filter(|row| row.starts_with("profiles")).count();
    assert_eq!(rows, 1, "a second start makes no second profile");
    installation.finish().await;
}

#[tokio::test]
async fn a_keyring_that_is_found_locked_is_told_as_a_surrounding() {
    let (installation, link) = Installation::linked().await;
    let topics = &installation.carrick.parts.topics;
    installation.test(link.id).await;
    installation.surroundings().await;
    let before = topics.revision(Topic::Surroundings);
    installation.test(link.id).await;
    assert_eq!(topics.revision(Topic::Surroundings), before, "nothing has changed around");
    installation.keyring.restart();
    commands::test_link(&installation.accounts, link.id).await.unwrap_err();
    assert_eq!(topics.revision(Topic::Surroundings), before + 1, "the window learns that it must be unlocked");
    installation.keyring.become_state(VaultState::Ready);
    installation.test(link.id).await;
    assert_eq!(topics.revision(Topic::Surroundings), before + 2, "whoever finds it unlocked elsewhere has that told");
    installation.finish().await;
}
