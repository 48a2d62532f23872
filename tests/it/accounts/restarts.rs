//! A sign-in outlives the process, but not ten minutes.

use carrick::accounts::expiry;
use carrick::messages::{ErrorCode, Stage, Way};
use carrick_store::model::Attempt;

use crate::support::{FIRST, Installation, approve, commands};

const LIFETIME: i64 = Attempt::LIFETIME;
const DAY: i64 = 24 * 60 * 60 * 1000;

#[tokio::test]
async fn a_callback_that_starts_carrick_completes_the_sign_in() {
    for confidential in [true, false] {
        let (mut installation, _) = Installation::set_up(confidential).await;
        let callback = approve("alice", &installation.begin().await).await;
        installation.restart().await;
        let sign_in = installation.integration(FIRST).await.sign_in.expect("it is still waited for");
        assert_eq!(sign_in.stage, Stage::Waiting, "the person may still be in the browser");
        installation.receive(&callback).await;
        assert_eq!(installation.links().await[0].username, "alice", "the cold start completes it");
        assert!(installation.integration(FIRST).await.sign_in.is_none(), "and nothing is waited for any more");
        installation.finish().await;
    }
}

#[tokio::test]
async fn a_relink_survives_a_restart_as_a_relink() {
    let (mut installation, _) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    let address = installation.begin_with(FIRST, Some(link.id), Way::DeepLink).await;
    installation.restart().await;
    installation.receive(&approve("bob", &address).await).await;
    assert_eq!(installation.failure().await.code, ErrorCode::IdentityMismatch, "alice is still expected");
    installation.finish().await;
}

#[tokio::test]
async fn a_sign_in_ends_after_ten_minutes() {
    let (installation, _) = Installation::set_up(true).await;
    let callback = approve("alice", &installation.begin().await).await;
    installation.clock.advance(LIFETIME - 1);
    expiry::expire_sign_ins(&installation.accounts).await.unwrap();
    assert!(installation.integration(FIRST).await.sign_in.is_some(), "a millisecond is left");
    installation.clock.advance(1);
    expiry::expire_sign_ins(&installation.accounts).await.unwrap();
    assert_eq!(installation.failure().await.code, ErrorCode::SignInExpired, "the person is told why it ended");
    assert!(installation.integration(FIRST).await.sign_in.is_none(), "nothing is waited for any more");
    installation.receive(&callback).await;
    assert_eq!(installation.stray().await, Some(ErrorCode::SignInExpired), "a late callback is told as late");
    assert!(installation.links().await.is_empty(), "and links nothing");
    installation.finish().await;
}

#[tokio::test]
async fn a_callback_is_late_even_before_anybody_looked_at_the_clock() {
    let (installation, _) = Installation::set_up(true).await;
    let callback = approve("alice", &installation.begin().await).await;
    installation.clock.advance(LIFETIME);
    installation.receive(&callback).await;
    assert_eq!(installation.stray().await, Some(ErrorCode::SignInExpired), "the expiry itself decides");
    expiry::expire_sign_ins(&installation.accounts).await.unwrap();
    installation.finish().await;
}

#[tokio::test]
async fn a_sign_in_that_expired_while_carrick_was_closed_is_told_at_the_start() {
    let (mut installation, _) = Installation::set_up(true).await;
    installation.begin().await;
    installation.clock.advance(LIFETIME + 1);
    installation.restart().await;
    assert_eq!(installation.failure().await.code, ErrorCode::SignInExpired, "it is not waited for in vain");
    assert!(installation.integration(FIRST).await.sign_in.is_none(), "nothing is under way");
    installation.finish().await;
}

#[tokio::test]
async fn the_other_way_does_not_outlive_its_port() {
    let (mut installation, _) = Installation::set_up(true).await;
    let deep_link = approve("alice", &installation.begin().await).await;
    commands::use_another_way(&installation.accounts, FIRST).await.unwrap();
    installation.restart().await;
    let sign_in = installation.integration(FIRST).await.sign_in.expect("the deep link can still come");
    assert_eq!(sign_in.way, Way::DeepLink, "the port was given back with the process");
    installation.receive(&deep_link).await;
    assert_eq!(installation.links().await.len(), 1, "the first way still completes");
    installation.finish().await;
}

#[tokio::test]
async fn an_expired_way_leaves_a_fresh_one_alone() {
    let (installation, _) = Installation::set_up(true).await;
    installation.begin().await;
    installation.clock.advance(LIFETIME - 1000);
    commands::use_another_way(&installation.accounts, FIRST).await.unwrap();
    installation.clock.advance(2000);
    expiry::expire_sign_ins(&installation.accounts).await.unwrap();
    assert!(installation.integration(FIRST).await.sign_in.is_some(), "the fresh approval has ten minutes of its own");
    let callback = approve("alice", &installation.browser.last()).await;
    crate::support::visit(&callback).await;
    installation.window.wait("alice is linked", |told| !told.integrations[0].links.is_empty()).await;
    installation.finish().await;
}

#[tokio::test]
async fn ended_sign_ins_are_remembered_for_a_day_and_then_forgotten() {
    let (mut installation, _) = Installation::set_up(true).await;
    let callback = approve("alice", &installation.begin().await).await;
    installation.receive(&callback).await;
    installation.restart().await;
    installation.receive(&callback).await;
    assert_eq!(installation.stray().await, Some(ErrorCode::CallbackRepeated), "it is still known as used");
    installation.clock.advance(DAY + LIFETIME + 1);
    installation.restart().await;
    let left = installation.dump().into_iter().filter(|row| row.starts_with("attempts")).count();
    assert_eq!(left, 0, "nothing is kept for ever");
    assert_eq!(installation.links().await.len(), 1, "what hangs on it stays");
    installation.finish().await;
}

#[tokio::test]
async fn everything_shown_is_the_same_after_a_restart() {
    let (mut installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    let before = installation.overview().await.integrations;
    installation.restart().await;
    let mut expected = before.clone();
    expected[0].notice = None;
    assert_eq!(installation.overview().await.integrations, expected, "only the passing notice is gone");
    installation.finish().await;
}

#[tokio::test]
async fn a_row_that_cannot_be_read_keeps_nobody_from_opening_the_app() {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    installation.begin().await;
    let db = installation.second_connection();
    let address: String = db.query_row("SELECT instance FROM integrations", [], |row| row.get(0)).unwrap();
    let write = "UPDATE attempts SET instance = ?1 WHERE phase = 'open'";
    db.execute(write, ["no address"]).unwrap();
    installation.accounts.close();
    let opened = installation.open_again().await.expect("the app opens");
    let shown = carrick::accounts::show::accounts(&opened.accounts).await.unwrap();
    assert_eq!(shown.integrations[0].links.len(), 1, "the link is there, whatever another row holds");
    db.execute(write, [address]).unwrap();
    drop(db);
    installation.finish().await;
}
