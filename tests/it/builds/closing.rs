//! Closing the window while builds are watched and nothing else watches.

use carrick::builds::service;
use carrick::leaving::{Leaving, Lost, Phase};
use tokio::task::JoinHandle;

use super::room;
use super::service::manager;
use crate::support::{Installation, until};

/// The window is being closed.
fn close(installation: &Installation) -> (Leaving, JoinHandle<()>) {
    let leaving = installation.carrick.leaving.clone();
    leaving.ask_of(&installation.carrick.builds);
    leaving.begin();
    let running = leaving.clone();
    (leaving, tokio::spawn(async move { running.run().await }))
}

fn phase(leaving: &Leaving) -> Phase {
    leaving.phase().borrow().clone()
}

#[tokio::test]
async fn who_closes_it_first_is_asked_and_may_keep_watching() {
    let (installation, ..) = room::watching(1).await;
    manager(&installation);
    let (leaving, running) = close(&installation);
    until("it is asked", || phase(&leaving) == Phase::Asking(vec![Lost::Builds(1)])).await;
    assert!(leaving.is_asking_of_builds(), "and known to be");
    service::install(&installation.carrick.builds).await.unwrap();
    leaving.look_again();
    running.await.unwrap();
    assert_eq!(phase(&leaving), Phase::Gone, "nothing is lost any more");
    service::uninstall(&installation.carrick.builds).await.unwrap();
    installation.finish().await;
}

#[tokio::test]
async fn nobody_is_asked_twice_nor_where_nothing_would_run_it_nor_by_a_command() {
    let (installation, ..) = room::watching(1).await;
    let (leaving, running) = close(&installation);
    running.await.unwrap();
    assert_eq!(phase(&leaving), Phase::Gone, "this computer has nothing that would run it");
    installation.finish().await;

    let (installation, ..) = room::watching(1).await;
    manager(&installation);
    service::answered(&installation.carrick.builds).await.unwrap();
    let (leaving, running) = close(&installation);
    running.await.unwrap();
    assert_eq!(phase(&leaving), Phase::Gone, "it was answered before");
    assert_eq!(installation.command(&["status"]).await.err, "", "and a command asks nobody");
    installation.finish().await;
}

#[tokio::test]
async fn the_systems_own_end_asks_nothing_about_builds() {
    let (installation, ..) = room::watching(1).await;
    manager(&installation);
    installation.carrick.leaving.ask_of(&installation.carrick.builds);
    installation.carrick.leaving.begin_or_insist();
    let leaving = installation.carrick.leaving.clone();
    leaving.run().await;
    assert_eq!(phase(&leaving), Phase::Gone, "the computer is being switched off");
    installation.finish().await;
}
