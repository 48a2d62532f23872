//! A reading that is cut off keeps what it has, and goes on where it was.

use carrick::messages::ErrorCode;
use carrick_store::clock::Clock as _;
use local_gitlab::{Fault, FaultKind};

use super::room::with_projects;
use crate::support::{Work, is_child};

const PROJECTS: &str = "/api/v4/projects";

#[tokio::test]
async fn gitlab_that_asks_to_slow_down_is_left_alone_as_long_as_it_says() {
    let (installation, link, ids) = with_projects(4000).await;
    installation.begin_reading().await;
    installation.until_known(link.id, 500).await;
    let body = "Retry later".to_owned();
    installation.gitlab.fault(Fault::always(PROJECTS, FaultKind::Status { code: 429, retry_after: Some(90), body }));
    installation.until_read().await;
    let kept = installation.known_of(link.id).len();
    assert!(kept >= 500, "what was read is kept: {kept}");
    let trouble = installation.trouble().await.expect("it is told");
    assert_eq!(trouble.error.code, ErrorCode::RateLimited, "and why");
    assert_eq!(trouble.until - installation.clock.now(), 90_000, "and until when");
    installation.gitlab.clear_requests();
    installation.read_again().await;
    assert_eq!(installation.pages_asked(), 0, "even the person does not shorten what GitLab asks for");
    installation.gitlab.clear_faults();
    installation.clock.advance(90_000);
    installation.read_due().await;
    assert_eq!(installation.known_of(link.id), installation.at_gitlab(&ids), "then it goes on");
    assert_eq!(installation.trouble().await, None, "and nothing is told any more");
    installation.finish().await;
}

#[tokio::test]
async fn an_error_of_gitlabs_that_passes_is_not_noticed() {
    let (installation, link, ids) = with_projects(1500).await;
    for fault in [FaultKind::Bare(502), FaultKind::Reset, FaultKind::Truncate, FaultKind::AnswerLost] {
        installation.gitlab.fault(Fault::once(PROJECTS, fault));
    }
    installation.read_due().await;
    assert_eq!(installation.trouble().await, None, "each was asked again");
    assert_eq!(installation.known_of(link.id), installation.at_gitlab(&ids), "and everything was read");
    installation.finish().await;
}

#[tokio::test]
async fn a_network_that_is_lost_in_the_middle_costs_only_what_was_on_its_way() {
    let (installation, link, ids) = with_projects(9000).await;
    installation.begin_reading().await;
    installation.until_known(link.id, 5000).await;
    installation.gitlab.fault(Fault::always(PROJECTS, FaultKind::Reset));
    installation.until_read().await;
    let kept = installation.known_of(link.id);
    let trouble = installation.trouble().await.expect("it is told");
    assert_eq!(trouble.error.code, ErrorCode::ConnectionLost, "and why");
    assert_eq!(installation.paths("project-1").await.len(), 50, "what was read is listed");
    installation.gitlab.clear_faults();
    installation.gitlab.clear_requests();
    installation.clock.advance(trouble.until - installation.clock.now());
    installation.read_due().await;
    assert_eq!(installation.known_of(link.id), installation.at_gitlab(&ids), "it goes on");
    let asked = installation.names_asked();
    let left = (ids.len() - kept.len()) / 100;
    assert!(asked <= left + 40, "{left} pages were left, and {asked} were asked for");
    installation.finish().await;
}

#[tokio::test]
async fn one_page_that_cannot_be_had_costs_no_other() {
    let (installation, link, ids) = with_projects(9000).await;
    installation.gitlab.fault(Fault::always("/api/v4/projects?page=57", FaultKind::Reset));
    installation.read_due().await;
    let trouble = installation.trouble().await.expect("it is told");
    assert_eq!(installation.known_of(link.id).len(), 8900, "everything but that page");
    installation.gitlab.clear_requests();
    installation.clock.advance(trouble.until - installation.clock.now());
    installation.begin_reading().await;
    installation.until_known(link.id, 9000).await;
    let asked = installation.names_asked();
    assert!(asked <= 3, "only what is missing is asked for: {asked}");
    installation.until_read().await;
    assert_eq!(installation.known_of(link.id), installation.at_gitlab(&ids), "it goes on to the end");
    installation.finish().await;
}

#[test]
fn a_process_that_is_killed_in_the_middle_leaves_what_it_has_read_to_the_next() {
    if is_child() {
        return;
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let this = "repositories::interruptions::\
                    a_process_that_is_killed_in_the_middle_leaves_what_it_has_read_to_the_next";
        let (mut installation, link, ids) = with_projects(20_000).await;
        installation.accounts.close();
        for least in [3000, 9000] {
            let process = installation.start_process(this, Work::ReadProjects, None);
            installation.until_known(link.id, least).await;
            drop(process);
            let kept = installation.known_of(link.id).len();
            assert!((least..20_000).contains(&kept), "it was in the middle: {kept}");
        }
        installation.restart().await;
        installation.gitlab.clear_requests();
        installation.read_due().await;
        assert_eq!(installation.known_of(link.id), installation.at_gitlab(&ids), "it goes on to the end");
        let again = installation.gitlab.requests();
        let from_the_front = again.iter().filter(|request| {
            request.query_param("simple").is_some()
                && request.query_param("min_access_level").is_none()
                && request.query_param("id_after") == Some("0")
        });
        assert_eq!(from_the_front.count(), 0, "and does not begin anew");
        installation.finish().await;
    });
}
