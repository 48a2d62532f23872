//! Cancelling: out of the queue at once, and nothing left.

use std::time::{Duration, Instant};

use carrick::messages::{AdditionPhase, AdditionState, Additions};
use carrick::repositories::adding;

use super::desk::{Desk, with_git};
use crate::support::until;

fn is_receiving(shown: &Additions) -> bool {
    let receives =
        |state: &AdditionState| matches!(state, AdditionState::Running { phase: AdditionPhase::Receiving, .. });
    shown.items.iter().any(|it| receives(&it.state))
}

#[test]
fn cancelled_it_is_gone_at_once_and_leaves_nothing() {
    with_git(async || {
        let test = "repositories::adding::cancelling::cancelled_it_is_gone_at_once_and_leaves_nothing";
        let mut desk = Desk::new(test).await;
        for path in ["group/a", "group/b", "group/c"] {
            desk.slow_project(path);
        }
        desk.read().await;
        desk.work();
        for path in ["group/a", "group/b", "group/c"] {
            desk.add(path).await;
        }
        let shown = desk.until("one receives", is_receiving).await;
        let ids: Vec<i64> = shown.items.iter().map(|it| it.id).collect();
        let repositories = &desk.installation.carrick.repositories;
        // The one that waits goes first, so that it does not begin.
        for id in ids.iter().rev() {
            let began = Instant::now();
            adding::cancel(repositories, *id).await.unwrap();
            assert!(began.elapsed() < Duration::from_millis(500), "it is not waited for: {:?}", began.elapsed());
            assert!(desk.shown().await.items.iter().all(|it| it.id != *id), "it is shown no more");
        }
        until("nothing is left", || desk.everything().is_empty()).await;
        let shown = desk.shown().await;
        assert_eq!((shown.total, shown.waiting, shown.failed), (0, 0, 0), "nor in the queue");
        adding::cancel(repositories, ids[0]).await.expect("cancelled twice it is still cancelled");
        desk.finish().await;
    });
}

#[test]
fn all_are_cancelled_together_and_one_can_be_added_again() {
    with_git(async || {
        let test = "repositories::adding::cancelling::all_are_cancelled_together_and_one_can_be_added_again";
        let mut desk = Desk::new(test).await;
        let slow: Vec<u64> = ["group/a", "group/b", "group/c"].iter().map(|path| desk.slow_project(path)).collect();
        desk.read().await;
        desk.work();
        for path in ["group/a", "group/b", "group/c"] {
            desk.add(path).await;
        }
        desk.until("one receives", is_receiving).await;
        adding::cancel_all(&desk.installation.carrick.repositories).await.unwrap();
        assert!(desk.shown().await.items.is_empty(), "nothing is shown any more");
        slow.iter().for_each(|id| desk.hurry(*id));
        desk.add("group/a").await;
        desk.until_added(1).await;
        until("only that one is there", || !desk.folder("group/b").exists() && !desk.folder("group/c").exists()).await;
        assert!(desk.folder("group/a/noise").is_file(), "whole");
        desk.finish().await;
    });
}

#[test]
fn unlinked_meanwhile_it_says_so_and_does_not_hang() {
    with_git(async || {
        let test = "repositories::adding::cancelling::unlinked_meanwhile_it_says_so_and_does_not_hang";
        let mut desk = Desk::new(test).await;
        desk.project("group/web", Vec::new());
        desk.read().await;
        desk.add("group/web").await;
        let link_id = desk.link_id;
        crate::support::commands::unlink(&desk.installation.accounts, link_id).await.unwrap();
        desk.work();
        let shown = desk.until("it failed", |shown| shown.failed == 1).await;
        let failed = carrick::messages::AdditionFailure::NobodyAnswered;
        let state = AdditionState::Failed { failure: failed, said: None, folder: None };
        assert_eq!(shown.items[0].state, state, "nobody serves it any more");
        adding::dismiss(&desk.installation.carrick.repositories, shown.items[0].id).await.unwrap();
        assert!(desk.shown().await.items.is_empty(), "dismissed, it is gone");
        assert_eq!(desk.installation.kept_in("projects"), 0, "and nobody's project with it");
        desk.finish().await;
    });
}
