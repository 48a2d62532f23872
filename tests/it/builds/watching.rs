//! Looking at merge requests in rounds. Each test is named after what goes wrong for others.

use std::time::Duration;

use carrick::builds::watching::{begin_due_looks, next_look_due};
use carrick_store::build::{Reason, Step};
use carrick_store::clock::Clock as _;
use carrick_store::merge_request::MergeRequestState;
use carrick_store::rule::{RulePlace, Terms, Whose};
use local_gitlab::{Delays, Fault, Setting};

use super::room::{A_MINUTE, GRAPHQL, of_alice, open, status, watching, with_group};

#[tokio::test]
async fn nothing_is_asked_while_nothing_is_watched() {
    let (installation, _, _) = with_group(3).await;
    installation.gitlab.clear_requests();
    assert_eq!(next_look_due(&installation.carrick.builds).await.unwrap(), None, "no rule is on");
    begin_due_looks(&installation.carrick.builds).await.unwrap();
    assert_eq!(installation.requests_to("/"), 0, "so nothing is asked");
    installation.finish().await;
}

#[tokio::test]
async fn the_first_look_records_what_is_there_and_what_opens_later_waits_for_its_turn() {
    let (installation, link_id, ids) = with_group(2).await;
    let before = open(&installation, ids[0]);
    installation.watch_project(link_id, ids[0], "group/project-0");
    assert_eq!(next_look_due(&installation.carrick.builds).await.unwrap(), Some(i64::MIN), "at once");
    installation.look_if_due().await;
    let known = installation.known(link_id, ids[0], before.iid).expect("it is recorded");
    assert!(known.was_there, "it was there");
    assert_eq!(installation.fate(link_id, ids[0], before.iid), None, "nothing is built");
    let due = next_look_due(&installation.carrick.builds).await.unwrap().unwrap() - installation.clock.now();
    assert!((50_000..70_000).contains(&due), "it is quiet: the next look is in {due} ms");
    let opened = open(&installation, ids[0]);
    installation.pass(A_MINUTE);
    installation.look_if_due().await;
    assert!(
        installation.is_waiting(link_id, ids[0], opened.iid),
        "{:?}",
        installation.fate(link_id, ids[0], opened.iid)
    );
    assert_eq!(installation.fate(link_id, ids[0], before.iid), None, "the other is as it was");
    let due = next_look_due(&installation.carrick.builds).await.unwrap().unwrap() - installation.clock.now();
    assert!((4_000..6_000).contains(&due), "something happens: the next look is in {due} ms");
    installation.finish().await;
}

#[tokio::test]
async fn two_pushes_within_a_minute_are_both_seen_though_only_one_moves_the_time() {
    let (installation, link_id, ids) = watching(1).await;
    let opened = open(&installation, ids[0]);
    installation.pass(A_MINUTE);
    installation.look().await;
    for again in 0..3 {
        let sha = installation.gitlab.push_to_merge_request(ids[0], opened.iid, "alice").unwrap();
        installation.pass(5_000);
        installation.look().await;
        let known = installation.known(link_id, ids[0], opened.iid).unwrap();
        assert_eq!(known.snapshot.sha, sha, "push {again}");
        assert!(installation.is_waiting(link_id, ids[0], opened.iid), "push {again}");
    }
    installation.finish().await;
}

#[tokio::test]
async fn a_push_that_left_no_trace_at_all_is_found_by_the_sweep() {
    let (installation, link_id, ids) = watching(1).await;
    let opened = open(&installation, ids[0]);
    installation.look().await;
    for _ in 0..20 {
        installation.pass(A_MINUTE);
        installation.look().await;
    }
    let sha = "c".repeat(40);
    let now = installation.gitlab.clock();
    // As if its time had been throttled just then, and nobody had looked while it was new.
    installation.gitlab.stop_clock_at(installation.gitlab.merge_request(ids[0], opened.iid).unwrap().updated_at);
    installation.gitlab.edit_merge_request(ids[0], opened.iid, |row| {
        row.sha.clone_from(&sha);
        row.head.clone_from(&sha);
    });
    installation.gitlab.stop_clock_at(now);
    for _ in 0..16 {
        installation.pass(A_MINUTE);
        installation.look().await;
    }
    let known = installation.known(link_id, ids[0], opened.iid).unwrap();
    assert_eq!(known.snapshot.sha, sha, "within a quarter of an hour");
    assert!(installation.is_waiting(link_id, ids[0], opened.iid), "and it is built");
    installation.finish().await;
}

#[tokio::test]
async fn a_project_that_cannot_be_read_stops_no_other_and_is_asked_for_less_and_less() {
    let (installation, link_id, ids) = watching(3).await;
    installation.gitlab.remove_project(ids[1]);
    let opened = open(&installation, ids[2]);
    installation.pass(A_MINUTE);
    installation.look().await;
    assert!(installation.is_waiting(link_id, ids[2], opened.iid), "its neighbour is looked at");
    assert_eq!(installation.looks()[0].trouble, None, "and the round came to its end");
    let first = installation.watch_of(link_id, ids[1]);
    assert_eq!((first.failures, first.failure.as_deref()), (1, Some("NotFound")), "it is put aside");
    let first_wait = first.next_try - installation.clock.now();
    installation.pass(A_MINUTE);
    installation.look().await;
    let second = installation.watch_of(link_id, ids[1]);
    assert_eq!(second.failures, 2, "it was tried again");
    assert!(second.next_try - installation.clock.now() > first_wait, "and rests for longer");
    installation.finish().await;
}

#[tokio::test]
async fn a_replica_that_lags_hides_nothing_for_long_and_takes_nothing_back() {
    let (installation, link_id, ids) = watching(1).await;
    installation.gitlab.set_setting(Setting::ReplicaLag { reads: 2, time: Duration::from_secs(20) });
    let opened = open(&installation, ids[0]);
    installation.pass(A_MINUTE);
    for _ in 0..4 {
        installation.look().await;
        installation.pass(10_000);
    }
    let sha = installation.gitlab.push_to_merge_request(ids[0], opened.iid, "alice").unwrap();
    for _ in 0..8 {
        installation.pass(10_000);
        installation.look().await;
    }
    let known = installation.known(link_id, ids[0], opened.iid).unwrap();
    assert_eq!(known.snapshot.sha, sha, "it is seen in the end");
    assert!(installation.is_waiting(link_id, ids[0], opened.iid), "and waits for its turn");
    installation.finish().await;
}

#[tokio::test]
async fn a_pause_that_gitlab_asks_for_is_kept_by_every_look() {
    let (installation, link_id, ids) = watching(2).await;
    installation.gitlab.fault(Fault::once(GRAPHQL, status(429, Some(300))));
    let opened = open(&installation, ids[0]);
    installation.pass(A_MINUTE);
    installation.look_if_due().await;
    installation.gitlab.clear_requests();
    for _ in 0..3 {
        installation.pass(A_MINUTE);
        installation.look().await;
    }
    assert_eq!(installation.requests_to("/api/"), 0, "not even when the person wants it now");
    installation.pass(2 * A_MINUTE);
    installation.look().await;
    assert!(installation.is_waiting(link_id, ids[0], opened.iid), "and then it goes on");
    installation.finish().await;
}

#[tokio::test]
async fn a_gitlab_that_is_down_is_found_out_with_a_few_questions_and_asked_as_before_once_it_is_back() {
    let (installation, link_id, ids) = watching(60).await;
    installation.gitlab.fault(Fault::always("/api/", status(503, None)));
    let opened = open(&installation, ids[30]);
    installation.pass(A_MINUTE);
    installation.gitlab.clear_requests();
    installation.look_if_due().await;
    let asked = installation.requests_to("/api/");
    assert!(asked <= 20, "{asked} questions to a GitLab that answers none");
    assert!(installation.looks()[0].trouble.is_some(), "it is told");
    installation.gitlab.clear_faults();
    installation.pass(2 * A_MINUTE);
    installation.gitlab.clear_requests();
    installation.look_if_due().await;
    let asked = installation.requests_to("/api/");
    assert!(asked <= 6, "{asked} questions about sixty projects of a GitLab that is well again");
    assert!(installation.is_waiting(link_id, ids[30], opened.iid), "and no project rests for the trouble of all");
    installation.finish().await;
}

#[tokio::test]
async fn whoever_is_down_and_says_for_how_long_is_left_alone_until_then() {
    let (installation, link_id, ids) = watching(2).await;
    installation.gitlab.fault(Fault::once(GRAPHQL, status(503, Some(300))));
    let opened = open(&installation, ids[0]);
    installation.pass(A_MINUTE);
    installation.gitlab.clear_requests();
    installation.look_if_due().await;
    assert_eq!(installation.requests_to("/api/"), 1, "it is not asked for less instead");
    installation.pass(2 * A_MINUTE);
    installation.look().await;
    assert_eq!(installation.requests_to("/api/"), 1, "nor while it asked to be left alone");
    installation.pass(3 * A_MINUTE);
    installation.look().await;
    assert!(installation.is_waiting(link_id, ids[0], opened.iid), "and then it goes on");
    installation.finish().await;
}

#[tokio::test]
async fn what_gitlab_is_still_preparing_waits_and_says_until_when() {
    let (installation, link_id, ids) = with_group(1).await;
    let place = RulePlace::Project { project_id: ids[0].cast_signed(), path: "group/project-0".to_owned() };
    installation.watch(link_id, place, Terms { whose: Whose::OwnBranches, ..Terms::default() });
    installation.look().await;
    installation.gitlab.set_setting(Setting::Delays(Delays { prepared: Duration::from_secs(100), ..Delays::NONE }));
    let opened = installation.gitlab.open_merge_request(of_alice(ids[0])).unwrap();
    installation.pass(30_000);
    installation.look().await;
    let fate = installation.fate(link_id, ids[0], opened.iid);
    let is_preparing = matches!(fate, Some((Step::Waiting, Some(Reason::Preparing { until: Some(_) }))));
    assert!(is_preparing, "GitLab is preparing it: {fate:?}");
    installation.finish().await;
}

#[tokio::test]
async fn one_that_is_merged_or_closed_waits_no_more() {
    let (installation, link_id, ids) = watching(1).await;
    let opened = open(&installation, ids[0]);
    installation.pass(A_MINUTE);
    installation.look().await;
    assert!(installation.is_waiting(link_id, ids[0], opened.iid), "it waits");
    installation.gitlab.merge(ids[0], opened.iid).unwrap();
    installation.pass(5_000);
    installation.look().await;
    let known = installation.known(link_id, ids[0], opened.iid).unwrap();
    assert_eq!(known.snapshot.state, MergeRequestState::Merged, "it is merged");
    let fate = installation.fate(link_id, ids[0], opened.iid);
    assert_eq!(fate, Some((Step::NotBuilt, Some(Reason::NotOpen))), "and waits no more");
    installation.finish().await;
}

#[tokio::test]
async fn a_project_that_moved_is_followed() {
    let (installation, link_id, ids) = watching(1).await;
    installation.gitlab.move_project(ids[0], "other/place");
    let opened = open(&installation, ids[0]);
    installation.pass(A_MINUTE);
    installation.look().await;
    assert!(installation.is_waiting(link_id, ids[0], opened.iid), "by its number");
    installation.finish().await;
}
