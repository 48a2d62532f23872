//! Closing while repositories are being added.

use carrick::leaving::{Lost, Phase};
use carrick::messages::{AdditionState, Additions, Loss};

use super::desk::{Desk, with_git};
use crate::support::until;

fn is_running(shown: &Additions) -> bool {
    shown.items.iter().any(|it| matches!(it.state, AdditionState::Running { .. }))
}

/// One that runs and one that waits for its turn behind it and another, and one that nothing helps for now.
async fn adding(test: &str) -> (Desk, Vec<u64>) {
    let mut desk = Desk::new(test).await;
    let slow = ["group/a", "group/b", "group/c"].map(|path| desk.slow_project(path)).to_vec();
    desk.read().await;
    desk.work();
    for path in ["group/a", "group/b", "group/c"] {
        desk.add(path).await;
    }
    desk.until("they run", is_running).await;
    (desk, slow)
}

fn follow(desk: &Desk) -> tokio::task::JoinHandle<()> {
    let leaving = desk.installation.carrick.leaving.clone();
    tokio::spawn(async move { leaving.run().await })
}

async fn is_asked(desk: &Desk, count: u32) {
    let phase = desk.installation.carrick.leaving.phase();
    let asked = Phase::Asking(vec![Lost::Additions(count)]);
    until("the person is asked", || *phase.borrow() == asked).await;
}

#[test]
fn closing_asks_and_waits_until_all_are_added() {
    with_git(async || {
        let test = "repositories::adding::leaving::closing_asks_and_waits_until_all_are_added";
        let (desk, slow) = adding(test).await;
        let leaving = &desk.installation.carrick.leaving;
        let following = follow(&desk);
        leaving.begin();
        is_asked(&desk, 3).await;
        let losses = carrick::leaving::show::leaving(leaving).losses;
        assert_eq!(losses, [Loss::Additions { count: 3 }], "with how many there are");
        leaving.add_first();
        let phase = leaving.phase();
        until("it goes on out of sight", || matches!(*phase.borrow(), Phase::Finishing { .. })).await;
        slow.iter().for_each(|id| desk.hurry(*id));
        following.await.unwrap();
        for path in ["group/a", "group/b", "group/c"] {
            assert!(desk.folder(path).join("noise").is_file(), "{path} is there before the program ends");
        }
        desk.finish().await;
    });
}

#[test]
fn closing_stops_them_when_the_person_says_so() {
    with_git(async || {
        let test = "repositories::adding::leaving::closing_stops_them_when_the_person_says_so";
        let (desk, _) = adding(test).await;
        let following = follow(&desk);
        desk.installation.carrick.leaving.begin();
        is_asked(&desk, 3).await;
        desk.installation.carrick.leaving.lose();
        following.await.unwrap();
        assert!(desk.everything().is_empty(), "nothing of them is left: {:?}", desk.everything());
        assert_eq!(desk.installation.kept_in("additions"), 3, "and the next start goes on with all of them");
        desk.finish().await;
    });
}

#[test]
fn the_system_is_not_kept_waiting_by_a_question() {
    with_git(async || {
        let test = "repositories::adding::leaving::the_system_is_not_kept_waiting_by_a_question";
        let (desk, _) = adding(test).await;
        let following = follow(&desk);
        desk.installation.carrick.leaving.begin_or_insist();
        following.await.unwrap();
        assert!(desk.everything().is_empty(), "they are stopped: {:?}", desk.everything());
        assert_eq!(desk.installation.kept_in("additions"), 3, "and stay in the queue");
        desk.finish().await;
    });
}

#[test]
fn whoever_stays_after_all_sees_them_go_on() {
    with_git(async || {
        let test = "repositories::adding::leaving::whoever_stays_after_all_sees_them_go_on";
        let (desk, slow) = adding(test).await;
        let _following = follow(&desk);
        let leaving = &desk.installation.carrick.leaving;
        leaving.begin();
        is_asked(&desk, 3).await;
        assert!(leaving.stay(), "it is not too late");
        slow.iter().for_each(|id| desk.hurry(*id));
        desk.until_added(3).await;
        assert_eq!(*leaving.phase().borrow(), Phase::Staying, "and nobody leaves");
        desk.finish().await;
    });
}

#[test]
fn what_waits_for_something_else_keeps_nobody_from_closing() {
    with_git(async || {
        let test = "repositories::adding::leaving::what_waits_for_something_else_keeps_nobody_from_closing";
        let desk = Desk::with(test, &["group/web"]).await;
        desk.installation.gitlab.go_offline();
        desk.add("group/web").await;
        desk.until("it waits", |shown| shown.waiting == 1 && !is_running(shown)).await;
        desk.until_waiting(|wait| matches!(wait, carrick::messages::AdditionWait::Offline { .. })).await;
        let following = follow(&desk);
        desk.installation.carrick.leaving.begin();
        following.await.unwrap();
        desk.installation.gitlab.go_online().unwrap();
        assert_eq!(desk.installation.kept_in("additions"), 1, "the next start goes on with it");
        desk.finish().await;
    });
}
