//! This computer's clock is set back and forth while projects are read.

use carrick_store::clock::Clock as _;
use local_gitlab::{AccessLevel, Fault, FaultKind, NewProject};

use super::room::{project, with_projects};

const PROJECTS: &str = "/api/v4/projects";
const HOUR: i64 = 60 * 60_000;

#[tokio::test]
async fn a_clock_that_is_set_makes_no_pause_of_a_reading_longer_or_shorter() {
    for set in [-2 * HOUR, -24 * HOUR, 24 * HOUR] {
        let (installation, link, ids) = with_projects(20).await;
        let slow = FaultKind::Status { code: 429, retry_after: Some(90), body: String::new() };
        installation.gitlab.fault(Fault::always(PROJECTS, slow));
        installation.read_due().await;
        installation.gitlab.clear_requests();
        installation.clock.set_on(set);
        let until = installation.trouble().await.expect("it is told").until;
        assert_eq!(
            until - installation.clock.now(),
            90_000,
            "set on by {set} ms: until when, by the clock as it is now"
        );
        installation.clock.advance(89_999);
        installation.read_due().await;
        assert_eq!(installation.pages_asked(), 0, "set on by {set} ms: GitLab has asked for 90 seconds");
        installation.gitlab.clear_faults();
        installation.clock.advance(1);
        installation.read_due().await;
        assert_eq!(installation.known_of(link.id), installation.at_gitlab(&ids), "set on by {set} ms: and no more");
        installation.finish().await;
    }
}

#[tokio::test]
async fn a_clock_that_is_set_back_has_everything_read_again_once() {
    let (installation, link, mut ids) = with_projects(20).await;
    installation.read_due().await;
    installation.clock.set_on(-24 * HOUR);
    // By this clock it happened long before GitLab was last asked.
    let now = installation.clock.now() / 1000;
    let new = NewProject { last_activity_at: Some(now), ..project("new/one", "alice", AccessLevel::Guest) };
    ids.push(installation.gitlab.create_project(new).id);
    installation.read_due().await;
    assert_eq!(installation.known_of(link.id), installation.at_gitlab(&ids), "it does not wait for a day");
    installation.gitlab.clear_requests();
    for _ in 0..3 {
        installation.read_due().await;
    }
    assert_eq!(installation.pages_asked(), 0, "and not again");
    installation.finish().await;
}

#[tokio::test]
async fn where_a_clock_was_set_back_after_linking_a_reading_that_fails_is_not_tried_all_the_time() {
    let (installation, _, _) = with_projects(20).await;
    installation.clock.set_on(-24 * HOUR);
    installation
        .gitlab
        .fault(Fault::always(PROJECTS, FaultKind::Status { code: 503, retry_after: None, body: String::new() }));
    installation.read_due().await;
    installation.gitlab.clear_requests();
    for _ in 0..3 {
        installation.read_due().await;
    }
    assert_eq!(installation.pages_asked(), 0, "it has its pause");
    installation.finish().await;
}
