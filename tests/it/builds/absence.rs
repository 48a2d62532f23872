//! What opened while nobody looked, or GitLab did not answer.

use carrick_store::build::{Reason, Step};
use carrick_store::clock::Clock as _;
use carrick_store::db::preferences::Building;
use carrick_store::error::Code;
use local_gitlab::Fault;

use super::room::{A_MINUTE, open, status, watching};

const AN_HOUR: i64 = 60 * 60_000;
const A_DAY: i64 = 24 * AN_HOUR;

#[tokio::test]
async fn what_opened_while_carrick_was_closed_is_shown_and_not_built() {
    let (mut installation, link_id, ids) = watching(1).await;
    let closed_at = installation.watch_of(link_id, ids[0]).looked_at.unwrap();
    installation.pass(AN_HOUR);
    let missed = open(&installation, ids[0]);
    installation.restart().await;
    installation.look().await;
    let fate = installation.fate(link_id, ids[0], missed.iid);
    let to = installation.clock.now();
    assert_eq!(fate, Some((Step::NotBuilt, Some(Reason::WhileClosed { from: closed_at, to }))), "it is shown");
    let opened = open(&installation, ids[0]);
    installation.pass(A_MINUTE);
    installation.look().await;
    assert!(installation.is_waiting(link_id, ids[0], opened.iid), "what opens from now on is built");
    installation.finish().await;
}

#[tokio::test]
async fn what_opened_during_a_short_restart_is_built() {
    let (mut installation, link_id, ids) = watching(1).await;
    let opened = open(&installation, ids[0]);
    installation.restart().await;
    installation.pass(20_000);
    installation.look().await;
    assert!(installation.is_waiting(link_id, ids[0], opened.iid), "a moment is no absence");
    installation.finish().await;
}

#[tokio::test]
async fn what_opened_while_the_computer_slept_is_built_only_where_the_person_wants_it() {
    for wants in [false, true] {
        let (installation, link_id, ids) = watching(1).await;
        installation.set_building(Building { paused_at: None, after_sleep: wants });
        installation.pass(8 * AN_HOUR);
        let missed = open(&installation, ids[0]);
        installation.look_if_due().await;
        assert_eq!(installation.is_waiting(link_id, ids[0], missed.iid), wants, "wanted: {wants}");
        installation.finish().await;
    }
}

#[tokio::test]
async fn what_opened_while_gitlab_was_down_is_built_when_it_is_back() {
    let (installation, link_id, ids) = watching(1).await;
    installation.gitlab.fault(Fault::always("/api/", status(502, None)));
    let opened = open(&installation, ids[0]);
    for _ in 0..30 {
        installation.pass(A_MINUTE);
        installation.look_if_due().await;
    }
    let trouble = installation.looks()[0].trouble.clone().expect("it is told");
    assert_eq!(trouble.error.code, Code::ServerError, "what stands in the way");
    installation.gitlab.clear_faults();
    for _ in 0..16 {
        installation.pass(A_MINUTE);
        installation.look_if_due().await;
    }
    assert!(
        installation.is_waiting(link_id, ids[0], opened.iid),
        "{:?}",
        installation.fate(link_id, ids[0], opened.iid)
    );
    assert_eq!(installation.looks()[0].trouble, None, "and nothing stands in the way");
    installation.finish().await;
}

#[tokio::test]
async fn after_more_than_a_week_it_is_said_from_before_when_changes_were_left_out() {
    let (installation, _, _) = watching(1).await;
    installation.pass(6 * A_DAY);
    installation.look().await;
    assert_eq!(installation.looks()[0].left_out, None, "of six days nothing was left out");
    installation.pass(9 * A_DAY);
    installation.look().await;
    let left_out = installation.looks()[0].left_out.expect("of nine days two were");
    let ago = installation.gitlab.clock() - left_out;
    assert!((7 * A_DAY - A_MINUTE..=7 * A_DAY + A_MINUTE).contains(&ago), "from {ago} ms ago on it was looked");
    installation.finish().await;
}
