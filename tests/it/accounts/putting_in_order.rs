//! What an earlier process left is put in order however often that fails: nothing of it is lost on the way.

use std::sync::atomic::{AtomicUsize, Ordering};

use carrick::accounts::recovery;
use carrick::accounts::step::Step;
use carrick::jobs::{self, Sight};
use carrick::messages::{ErrorCode, Notice};

use super::interruptions::{exchange, relinking};
use crate::support::{FIRST, Installation, Op, approve};

/// A relink whose pair lay in the keyring when its program ended.
async fn cut_off() -> (Installation, i64) {
    let (mut installation, _) = Installation::set_up(true).await;
    let (link_id, callback) = relinking(&mut installation).await;
    let receiving = exchange(&installation, Op::Read, callback).await;
    receiving.abort();
    assert!(receiving.await.unwrap_err().is_cancelled(), "the program ended there");
    installation.keyring.abandon();
    installation.accounts.close();
    (installation, link_id)
}

/// What the window says of it.
async fn unordered(installation: &Installation) -> Option<ErrorCode> {
    installation.overview().await.unordered.map(|error| error.code)
}

#[tokio::test]
async fn where_the_database_fails_in_the_middle_it_opens_says_so_and_does_it_all_later() {
    // Reading what was left, its last table; ending what nobody goes on with.
    let breaks = [
        ("ALTER TABLE verifiers_left RENAME TO away", "ALTER TABLE away RENAME TO verifiers_left", "reading"),
        (
            "CREATE TRIGGER broken BEFORE UPDATE OF state ON pairs WHEN old.username = 'nobody'
             BEGIN SELECT raise(ABORT, 'broken'); END;
             INSERT INTO pairs (integration_id, instance, application_id, state, created_at, username)
             SELECT integration_id, instance, application_id, 'received', created_at, 'nobody' FROM pairs LIMIT 1",
            "DROP TRIGGER broken",
            "ending",
        ),
    ];
    for (breaks, mends, what) in breaks {
        let (mut installation, link_id) = cut_off().await;
        installation.second_connection().execute_batch(breaks).unwrap();
        let carrick = installation.open_again().await.expect("it opens all the same");
        installation.take_over(carrick);
        for _ in 0..2 {
            assert!(recovery::finish_interrupted(&installation.accounts).await.is_err(), "{what}: that fails");
            assert_eq!(unordered(&installation).await, Some(ErrorCode::DatabaseFailed), "{what}: and is said");
        }
        installation.second_connection().execute_batch(mends).unwrap();
        recovery::finish_interrupted(&installation.accounts).await.expect("what was half done is done");
        assert_eq!(unordered(&installation).await, None, "{what}: nothing is said any more");
        let told = Some(Notice::LinkedAgain { link_id, username: "alice".to_owned() });
        assert_eq!(installation.notice().await, told, "{what}: the relink has come to its end");
        assert_eq!(installation.gitlab.live_pairs().len(), 1, "{what}: and the pair before is ended");
        installation.finish().await;
    }
}

#[tokio::test]
async fn what_this_process_has_begun_meanwhile_is_not_taken_for_an_earlier_ones() {
    let (mut installation, _) = Installation::set_up(true).await;
    installation.accounts.close();
    let mend = "ALTER TABLE away RENAME TO verifiers_left";
    installation.second_connection().execute_batch("ALTER TABLE verifiers_left RENAME TO away").unwrap();
    let carrick = installation.open_again().await.expect("it opens all the same");
    installation.take_over(carrick);
    let callback = approve("alice", &installation.begin().await).await;
    installation.keyring.hold_next(Op::Write, "pair/");
    let accounts = installation.accounts.clone();
    let receiving = tokio::spawn(async move { carrick::accounts::arrival::receive(&accounts, &callback).await });
    crate::support::until("the exchange was answered", || installation.keyring.is_holding()).await;
    installation.second_connection().execute_batch(mend).unwrap();
    let accounts = installation.accounts.clone();
    let finishing = tokio::spawn(async move { recovery::finish_interrupted(&accounts).await });
    installation.keyring.let_go();
    receiving.await.unwrap();
    finishing.await.unwrap().expect("now it is put in order");
    let link_id = installation.links().await[0].id;
    let told = Some(Notice::Linked { link_id, username: "alice".to_owned(), has_namesake: false });
    assert_eq!(installation.integration(FIRST).await.notice, told, "what was under way has come to its end by itself");
    assert_eq!(installation.links().await.len(), 1, "once");
    installation.finish().await;
}

/// How often the step was taken at which the first time panics.
static TAKEN: AtomicUsize = AtomicUsize::new(0);

fn panics_once(step: Step) {
    if step == Step::ExchangeGiven {
        assert!(TAKEN.fetch_add(1, Ordering::SeqCst) > 0, "the first time it panics");
    }
}

#[tokio::test]
async fn what_panics_while_it_is_put_in_order_is_begun_again_and_stops_no_other_job() {
    let (mut installation, link_id) = cut_off().await;
    let carrick = installation.open_again_with(panics_once).await.expect("it opens");
    installation.take_over(carrick);
    let (carrick, sight) = (installation.carrick.clone(), Sight::default());
    let running = tokio::spawn(async move { jobs::run(&carrick, sight).await });
    let in_order = |told: &carrick::messages::Accounts| {
        let link = told.integrations[0].links.iter().find(|link| link.id == link_id);
        link.is_some() && told.unordered.is_none()
    };
    crate::support::until("it has panicked", || TAKEN.load(Ordering::SeqCst) > 0).await;
    installation.window.wait("the window is told", in_order).await;
    crate::support::until("the pair before is ended", || installation.gitlab.live_pairs().len() == 1).await;
    let is_over = || installation.keyring.entries("verifier/").is_empty();
    crate::support::until("what the panic left undone is done in the next try", is_over).await;
    assert!(!running.is_finished(), "the jobs go on");
    running.abort();
    installation.finish().await;
}
