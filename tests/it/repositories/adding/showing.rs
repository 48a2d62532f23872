//! What the window is told: little, and not too often.

use std::collections::BTreeSet;
use std::time::Instant;

use carrick::git_setup;
use carrick::messages::{AdditionPhase, AdditionState, Additions};
use carrick::repositories::adding;
use carrick::topics::Topic;

use super::desk::{Desk, with_git};

#[test]
fn progress_is_told_ten_times_a_second_at_most() {
    with_git(async || {
        let test = "repositories::adding::showing::progress_is_told_ten_times_a_second_at_most";
        let mut desk = Desk::new(test).await;
        for path in ["group/a", "group/b"] {
            desk.project_at(path, 100_000);
        }
        desk.read().await;
        desk.work();
        desk.add("group/a").await;
        desk.add("group/b").await;
        let bytes = |state: &AdditionState| match state {
            AdditionState::Running { phase: AdditionPhase::Receiving, bytes, .. } => *bytes,
            _ => None,
        };
        let arriving = |shown: &Additions| shown.items.iter().filter_map(|it| bytes(&it.state)).collect::<Vec<_>>();
        desk.until("both arrive", |shown| arriving(shown).len() == 2).await;
        let topics = &desk.installation.carrick.parts.topics;
        let (before, began) = (topics.revision(Topic::Additions), Instant::now());
        let mut seen = BTreeSet::new();
        desk.until("it is told as it goes on", |shown| {
            seen.extend(arriving(shown));
            seen.len() >= 4
        })
        .await;
        let told = topics.revision(Topic::Additions) - before;
        // What is told at the beginning of a second may have waited for it.
        let most = began.elapsed().as_millis() / 100 + 2;
        assert!(u128::from(told) <= most, "told {told} times, and {most} would do");
        adding::cancel_all(&desk.installation.carrick.repositories).await.unwrap();
        desk.finish().await;
    });
}

#[test]
fn a_long_queue_is_told_shortly() {
    with_git(async || {
        let mut desk = Desk::new("repositories::adding::showing::a_long_queue_is_told_shortly").await;
        let long = "x".repeat(200);
        let paths: Vec<String> = (0..300).map(|at| format!("group-{at}/{long}/{long}")).collect();
        for path in &paths {
            desk.project(path, Vec::new());
        }
        desk.read().await;
        let all = paths.iter().map(|path| desk.id(path)).collect();
        adding::add_many(&desk.installation.carrick.repositories, all).await.unwrap();
        let shown = desk.shown().await;
        assert_eq!((shown.waiting, shown.total), (300, 300), "all are counted");
        let size = serde_json::to_string(&shown).unwrap().len();
        assert!(size < 8192, "what is longer takes a second trip: {size}");
        assert!(!shown.items.is_empty(), "and some are named");
        adding::cancel_all(&desk.installation.carrick.repositories).await.unwrap();
        assert_eq!(desk.shown().await.waiting, 0, "cancelled, none is left");
        desk.rest();
        desk.finish().await;
    });
}

#[test]
fn git_is_offered_once_after_the_first_clone_and_until_it_is_set_up() {
    with_git(async || {
        let test = "repositories::adding::showing::git_is_offered_once_after_the_first_clone_and_until_it_is_set_up";
        let desk = Desk::with(test, &["group/a", "group/b"]).await;
        assert!(!desk.shown().await.offers_git, "nothing was added yet");
        desk.add("group/a").await;
        desk.until("it is offered", |shown| shown.offers_git).await;
        let parts = &desk.installation.carrick.parts;
        git_setup::set_up(parts).await.unwrap();
        desk.until("git is set up, and nobody is asked", |shown| !shown.offers_git).await;
        git_setup::undo(parts).await.unwrap();
        desk.until("git is as it was, and it is offered", |shown| shown.offers_git).await;
        adding::dismiss_git_offer(&desk.installation.carrick.repositories).await.unwrap();
        assert!(!desk.shown().await.offers_git, "answered, it is not offered any more");
        desk.add("group/b").await;
        desk.until("the other is added", |shown| shown.last.as_ref().is_some_and(|it| it.path == "group/b")).await;
        assert!(!desk.shown().await.offers_git, "not after the next one either");
        desk.finish().await;
    });
}
