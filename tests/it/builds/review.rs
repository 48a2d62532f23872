//! The pause, what came while nobody looked, and the line that says how looking stands.

use carrick::builds::following::acting::Done;
use carrick::builds::known::Away;
use carrick::builds::review::Cause;
use carrick::builds::watching::begin_due_looks;
use carrick::builds::{pausing, review, status};
use carrick_store::build::{Reason, Step};
use carrick_store::clock::Clock as _;
use local_gitlab::{Fault, FaultKind, NewMergeRequest};

use super::room::{A_MINUTE, GRAPHQL, of_alice, open, watching};
use crate::support::until;

#[tokio::test]
async fn what_came_while_nobody_looked_is_looked_through_once() {
    let (installation, link_id, ids) = watching(1).await;
    let builds = &installation.carrick.builds;
    let asleep_at = installation.clock.now();
    installation.pass(60 * A_MINUTE);
    let draft = NewMergeRequest { draft: true, ..of_alice(ids[0]) };
    let opened = [open(&installation, ids[0]), installation.gitlab.open_merge_request(draft).unwrap()];
    installation.gitlab.advance_clock(std::time::Duration::from_secs(2));
    installation.look_if_due().await;
    let waiting = review::waiting(builds).await.unwrap();
    assert_eq!(waiting.merge_requests.len(), 2, "both came while it slept: {waiting:?}");
    assert!(waiting.away.is_some_and(|away| away.from >= asleep_at), "and when that was is told: {waiting:?}");
    assert_eq!(waiting.cause, Some(Cause::Absence), "nobody had paused anything");
    assert_eq!(status::status(builds).await.unwrap().while_away, waiting, "the line tells it too");
    for row in review::rows(builds).await.unwrap() {
        let besides = review::reason_besides(builds, &row).await.unwrap();
        let expected = row.merge_request.snapshot.is_draft.then_some(Reason::Draft);
        assert_eq!(besides, expected, "by its rule !{} would be built or not", row.merge_request.snapshot.iid);
    }
    let first = installation.known(link_id, ids[0], opened[0].iid).unwrap().id;
    let done = review::build(builds, &[first]).await.unwrap();
    assert_eq!(done, [(first, Done::Yes)], "a person wants one of them");
    assert!(installation.is_waiting(link_id, ids[0], opened[0].iid), "it is on its way");
    review::dismiss(builds).await.unwrap();
    assert_eq!(review::waiting(builds).await.unwrap(), review::Waiting::default(), "the other is put aside");
    let fate = installation.fate(link_id, ids[0], opened[1].iid);
    assert!(matches!(fate, Some((Step::NotBuilt, Some(Reason::WhileClosed { .. })))), "and not built: {fate:?}");
    installation.finish().await;
}

#[tokio::test]
async fn a_pause_says_since_when_and_how_many_were_not_built_for_it() {
    let (installation, link_id, ids) = watching(2).await;
    let builds = &installation.carrick.builds;
    let before = status::status(builds).await.unwrap();
    assert_eq!((before.watched, before.paused), (2, None), "two are watched");
    assert!(before.looked_at.is_some() && before.troubles.is_empty(), "and were looked at: {before:?}");
    let since = installation.clock.now();
    pausing::pause(builds).await.unwrap();
    installation.pass(1_000);
    pausing::pause(builds).await.unwrap();
    let opened = open(&installation, ids[0]);
    installation.pass(A_MINUTE);
    installation.look().await;
    let paused = status::status(builds).await.unwrap().paused.expect("it is paused");
    assert_eq!((paused.since, paused.not_built), (since, 1), "since the first click");
    pausing::go_on(builds).await.unwrap();
    assert_eq!(status::status(builds).await.unwrap().paused, None, "it goes on");
    let fate = installation.fate(link_id, ids[0], opened.iid);
    let missed = Reason::WhilePaused { from: since, to: installation.clock.now() };
    assert_eq!(fate, Some((Step::NotBuilt, Some(missed))), "what came meanwhile waits for a person");
    let next = open(&installation, ids[1]);
    installation.pass(A_MINUTE);
    installation.look().await;
    assert!(installation.is_waiting(link_id, ids[1], next.iid), "and the next is built");
    installation.finish().await;
}

#[tokio::test]
async fn what_came_during_a_pause_is_decided_anew_once_builds_go_on() {
    for wants in [false, true] {
        let (installation, link_id, ids) = watching(1).await;
        let builds = &installation.carrick.builds;
        pausing::set_after_sleep(builds, wants).await.unwrap();
        let from = installation.clock.now();
        pausing::pause(builds).await.unwrap();
        let draft = NewMergeRequest { draft: true, ..of_alice(ids[0]) };
        let [mine, draft] =
            [open(&installation, ids[0]), installation.gitlab.open_merge_request(draft).unwrap()].map(|it| it.iid);
        installation.pass(A_MINUTE);
        installation.look().await;
        let paused = Some((Step::NotBuilt, Some(Reason::Paused { since: from })));
        assert_eq!(installation.fate(link_id, ids[0], mine), paused, "while it lasts");
        pausing::go_on(builds).await.unwrap();
        let to = installation.clock.now();
        assert_eq!(installation.is_waiting(link_id, ids[0], mine), wants, "by the same setting as after sleep");
        let of_draft = Some((Step::NotBuilt, Some(Reason::Draft)));
        assert_eq!(installation.fate(link_id, ids[0], draft), of_draft, "its own reason, and no longer the pause");
        let waiting = review::waiting(builds).await.unwrap();
        let expected = (!wants).then_some((Away { from, to }, Cause::Pause));
        assert_eq!(waiting.away.zip(waiting.cause), expected, "what is only shown can be looked through");
        installation.finish().await;
    }
}

#[tokio::test]
async fn what_a_look_wrote_down_while_the_pause_was_ending_is_decided_too() {
    let (installation, link_id, ids) = watching(1).await;
    let builds = &installation.carrick.builds;
    pausing::set_after_sleep(builds, true).await.unwrap();
    pausing::pause(builds).await.unwrap();
    let opened = open(&installation, ids[0]);
    installation.pass(A_MINUTE);
    installation.gitlab.fault(Fault::once(GRAPHQL, FaultKind::Hold));
    begin_due_looks(builds).await.unwrap();
    until("the answer is held back", || installation.gitlab.held_answers() == 1).await;
    pausing::go_on(builds).await.unwrap();
    installation.gitlab.let_answer();
    installation.looked().await;
    let fate = installation.fate(link_id, ids[0], opened.iid);
    assert_eq!(fate, Some((Step::Waiting, None)), "it began with the pause, which was over at its end");
    installation.finish().await;
}
