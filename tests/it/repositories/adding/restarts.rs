//! A restart goes on with the queue, however the program ended.

use carrick::messages::{AdditionFailure, AdditionState};
use local_gitlab::{Fault, FaultKind};

use super::desk::{Desk, with_git};
use crate::support::{Work, until};

#[test]
fn the_queue_goes_on_after_a_restart() {
    with_git(async || {
        let test = "repositories::adding::restarts::the_queue_goes_on_after_a_restart";
        let mut desk = Desk::new(test).await;
        let slow = desk.slow_project("group/slow");
        desk.project("group/refused", Vec::new());
        desk.read().await;
        let refuses = FaultKind::Status { code: 403, retry_after: None, body: "No.".to_owned() };
        desk.installation.gitlab.fault(Fault::always("/group/refused.git/info/refs", refuses));
        desk.work();
        desk.add("group/refused").await;
        desk.until("one failed", |shown| shown.failed == 1).await;
        desk.add("group/slow").await;
        desk.until("one runs", |shown| matches!(shown.items[0].state, AdditionState::Running { .. })).await;
        desk.hurry(slow);
        desk.restart().await;
        let shown = desk.until("the rest is added", |shown| shown.done == 1 && shown.waiting == 0).await;
        assert!(desk.folder("group/slow/noise").is_file(), "what ran is there whole");
        let is_kept = |state: &AdditionState| matches!(state, AdditionState::Failed { failure: AdditionFailure::Forbidden, said: Some(said), .. } if said == "No.");
        assert!(is_kept(&shown.items[0].state), "what failed is still told: {shown:?}");
        let hidden = || desk.everything().iter().any(|path| path.to_string_lossy().contains(".carrick-"));
        until("nothing half is left", || !hidden()).await;
        desk.finish().await;
    });
}

#[test]
fn a_program_that_is_killed_leaves_the_queue_to_the_next() {
    with_git(async || {
        let test = "repositories::adding::restarts::a_program_that_is_killed_leaves_the_queue_to_the_next";
        let mut desk = Desk::new(test).await;
        let slow = desk.slow_project("group/slow");
        desk.read().await;
        desk.add("group/slow").await;
        let process = desk.installation.start_process(test, Work::GoOn, None);
        let hidden =
            |desk: &Desk| desk.everything().iter().filter(|path| path.to_string_lossy().contains("/.carrick-")).count();
        until("it is being cloned", || hidden(&desk) > 3).await;
        // Its end is a kill -9.
        drop(process);
        assert!(!desk.folder("group/slow").exists(), "nothing half is at the place");
        assert_eq!(desk.installation.kept_in("additions"), 1, "it is still in the queue");
        desk.hurry(slow);
        desk.work();
        desk.until_added(1).await;
        assert!(desk.folder("group/slow/noise").is_file(), "the next program clones it again");
        assert_eq!(desk.git(&desk.folder("group/slow"), &["status", "--porcelain"]), "", "whole");
        until("what the first one left is gone", || hidden(&desk) == 0).await;
        desk.finish().await;
    });
}
