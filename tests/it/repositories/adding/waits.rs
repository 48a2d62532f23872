//! What an addition waits for, and how it goes on by itself.

use carrick::accounts::health;
use carrick::messages::{AdditionFailure, AdditionState, AdditionWait};
use carrick::repositories::adding::{self, Again};
use carrick_store::clock::Clock as _;
use carrick_store::model::VaultState;
use local_gitlab::{Behaviour, Fault, FaultKind, NewFile};

use super::desk::{Desk, with_git};
use crate::support::until;

#[test]
fn offline_it_waits_until_gitlab_answers_again() {
    with_git(async || {
        let test = "repositories::adding::waits::offline_it_waits_until_gitlab_answers_again";
        let desk = Desk::with(test, &["group/a", "group/b", "group/c"]).await;
        desk.installation.gitlab.go_offline();
        for path in ["group/a", "group/b", "group/c"] {
            desk.add(path).await;
        }
        let since = desk.installation.clock.now();
        let is_offline = |wait: &AdditionWait| *wait == AdditionWait::Offline { since };
        desk.until_waiting(is_offline).await;
        let shown = desk.until("all wait", |shown| shown.waiting == 3).await;
        assert_eq!((shown.failed, shown.total), (0, 3), "none of them failed");
        desk.let_pass(10_000);
        let is_tried = |shown: &carrick::messages::Additions| shown.waiting < 3;
        desk.until("it is tried again", is_tried).await;
        desk.until_waiting(is_offline).await;
        desk.installation.gitlab.go_online().unwrap();
        // The next pause is longer, and counts from the last try.
        desk.let_pass(60_000);
        desk.until_added(3).await;
        desk.finish().await;
    });
}

#[test]
fn a_locked_keyring_is_waited_for() {
    with_git(async || {
        let desk = Desk::with("repositories::adding::waits::a_locked_keyring_is_waited_for", &["group/web"]).await;
        // The helper is another process with a keyring of its own here, which a file locks.
        let helper = std::fs::read_to_string(desk.home().join("helper")).unwrap();
        let locks = "\nfi\nif [ -e \"$HOME/locked\" ]; then\n[ \"$1\" = get ] || exit 0\necho >> \"$HOME/asked\"\n\
                     echo 'Carrick: the Login keyring is locked. Unlock it, then run this again.' >&2\n\
                     echo quit=1\nexit 0\nfi\n";
        desk.program("helper", &helper.replacen("; fi\n", locks, 1));
        std::fs::write(desk.home().join("locked"), "").unwrap();
        desk.installation.keyring.become_state(VaultState::Locked);
        desk.add("group/web").await;
        desk.until_waiting(|wait| *wait == AdditionWait::KeyringLocked).await;
        let repositories = &desk.installation.carrick.repositories;
        until("only a change ends it", || adding::next_addition_due(repositories).is_none()).await;
        std::fs::remove_file(desk.home().join("locked")).unwrap();
        desk.installation.keyring.become_state(VaultState::Ready);
        desk.until_added(1).await;
        let asked = std::fs::read_to_string(desk.home().join("asked")).unwrap();
        assert_eq!(asked.lines().count(), 1, "while it was locked, no git was started in vain");
        desk.finish().await;
    });
}

#[test]
fn what_held_up_a_queue_that_is_empty_is_not_looked_at_any_more() {
    with_git(async || {
        let test = "repositories::adding::waits::what_held_up_a_queue_that_is_empty_is_not_looked_at_any_more";
        let desk = Desk::with(test, &["group/web"]).await;
        desk.installation.gitlab.go_offline();
        desk.add("group/web").await;
        desk.until_waiting(|wait| matches!(wait, AdditionWait::Offline { .. })).await;
        let repositories = &desk.installation.carrick.repositories;
        until("it is looked again", || adding::next_addition_due(repositories).is_some_and(|due| due > 0)).await;
        adding::cancel_all(repositories).await.unwrap();
        until("nothing is due", || adding::next_addition_due(repositories).is_none()).await;
        desk.installation.gitlab.go_online().unwrap();
        desk.add("group/web").await;
        desk.until_added(1).await;
        desk.finish().await;
    });
}

#[test]
fn a_link_that_needs_its_person_is_waited_for_until_it_is_relinked() {
    with_git(async || {
        let test = "repositories::adding::waits::a_link_that_needs_its_person_is_waited_for_until_it_is_relinked";
        let desk = Desk::with(test, &["group/web", "group/api"]).await;
        desk.installation.gitlab.revoke_all("alice");
        health::test_link(&desk.installation.accounts, desk.link_id).await.unwrap();
        desk.installation.gitlab.clear_requests();
        desk.add("group/web").await;
        desk.add("group/api").await;
        let alice = AdditionWait::NeedsYou { username: "alice".to_owned() };
        desk.until_waiting(|wait| *wait == alice).await;
        desk.until("both wait", |shown| shown.waiting == 2).await;
        let asked = desk.fetched("group/web");
        assert_eq!(asked, 0, "git is not even started");
        desk.installation.relink(desk.link_id, "alice").await;
        desk.until_added(2).await;
        desk.finish().await;
    });
}

#[test]
fn gitlab_that_asks_to_slow_down_is_left_alone_that_long() {
    with_git(async || {
        let test = "repositories::adding::waits::gitlab_that_asks_to_slow_down_is_left_alone_that_long";
        let desk = Desk::with(test, &["group/a", "group/b"]).await;
        let gitlab = &desk.installation.gitlab;
        gitlab.fault(Fault::always("/group/a.git/info/refs", FaultKind::PlainText429));
        desk.add("group/a").await;
        let until = desk.installation.clock.now() + 60_000;
        desk.until_waiting(|wait| *wait == AdditionWait::RateLimited { until }).await;
        gitlab.clear_faults();
        gitlab.clear_requests();
        desk.add("group/b").await;
        let id = desk.shown().await.items[0].id;
        adding::retry(&desk.installation.carrick.repositories, Again { id, kind: None, folder: None }).await.unwrap();
        desk.let_pass(59_000);
        desk.until_waiting(|wait| *wait == AdditionWait::RateLimited { until }).await;
        assert_eq!(desk.fetched("group/b"), 0, "nothing else is asked of it, whoever presses what");
        desk.let_pass(1000);
        desk.until_added(2).await;
        desk.finish().await;
    });
}

#[test]
fn what_breaks_off_is_tried_again_twice_and_then_fails() {
    with_git(async || {
        let test = "repositories::adding::waits::what_breaks_off_is_tried_again_twice_and_then_fails";
        let mut desk = Desk::new(test).await;
        let project = desk.project("group/web", vec![NewFile::noise("noise", 2)]);
        let breaks = Behaviour { breaks_after: Some(300_000), ..Behaviour::default() };
        desk.installation.gitlab.edit_project(project.id, |it| it.behaviour = breaks);
        desk.read().await;
        desk.work();
        desk.installation.gitlab.clear_requests();
        desk.add("group/web").await;
        for pause in [10_000, 20_000] {
            desk.until_waiting(|wait| matches!(wait, AdditionWait::Offline { .. })).await;
            assert!(desk.everything().is_empty(), "nothing of it is left meanwhile");
            desk.let_pass(pause);
            desk.until("it is tried again", |shown| {
                shown.failed == 1 || matches!(shown.items[0].state, AdditionState::Running { .. })
            })
            .await;
        }
        let shown = desk.until("it failed", |shown| shown.failed == 1).await;
        let state = AdditionState::Failed { failure: AdditionFailure::CutOff, said: None, folder: None };
        assert_eq!(shown.items[0].state, state, "and says why");
        desk.let_pass(600_000);
        assert_eq!(desk.shown().await.failed, 1, "it stays until it is dismissed");
        desk.hurry(project.id);
        let id = shown.items[0].id;
        adding::retry(&desk.installation.carrick.repositories, Again { id, kind: None, folder: None }).await.unwrap();
        desk.until_added(1).await;
        desk.finish().await;
    });
}

#[test]
fn what_gitlab_refuses_stays_with_what_it_said() {
    with_git(async || {
        let test = "repositories::adding::waits::what_gitlab_refuses_stays_with_what_it_said";
        let desk = Desk::with(test, &["group/web"]).await;
        let body = "No.\u{1b}[31m Really\u{202e}.".to_owned();
        let refuses = FaultKind::Status { code: 403, retry_after: None, body };
        desk.installation.gitlab.fault(Fault::always("/group/web.git/info/refs", refuses));
        desk.add("group/web").await;
        let shown = desk.until("it failed", |shown| shown.failed == 1).await;
        let said = Some("No. Really.".to_owned());
        let state = AdditionState::Failed { failure: AdditionFailure::Forbidden, said, folder: None };
        assert_eq!(shown.items[0].state, state, "in plain letters");
        assert_eq!((shown.total, shown.waiting), (0, 0), "and nothing else is to do");
        desk.installation.gitlab.clear_faults();
        desk.add("group/web").await;
        desk.until_added(1).await;
        desk.finish().await;
    });
}
