//! The pause, what came while nobody looked, and the line that says how looking stands.

use carrick::builds::following::acting::Done;
use carrick::builds::{pausing, review, status};
use carrick_store::build::{Reason, Step};
use carrick_store::clock::Clock as _;

use local_gitlab::NewMergeRequest;

use super::room::{A_MINUTE, of_alice, open, watching};

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
    assert_eq!(fate, Some((Step::NotBuilt, Some(Reason::Paused { since }))), "what came meanwhile waits for a person");
    let next = open(&installation, ids[1]);
    installation.pass(A_MINUTE);
    installation.look().await;
    assert!(installation.is_waiting(link_id, ids[1], next.iid), "and the next is built");
    installation.finish().await;
}
