//! A list that changes while it is read ends equal to GitLab's.

use carrick::repositories::refresh;
use local_gitlab::{AccessLevel, Fault, FaultKind};

use super::room::{project, with_projects};
use crate::support::{Installation, until};

/// Something happens to the projects: some go, some move, some are made.
fn happen(installation: &Installation, ids: &mut Vec<u64>, round: usize) {
    for at in (round * 7..ids.len()).step_by(ids.len() / 5 + 1) {
        installation.gitlab.remove_project(ids[at]);
    }
    for at in (round * 3 + 1..ids.len()).step_by(ids.len() / 9 + 1) {
        installation.gitlab.move_project(ids[at], &format!("moved-{round}/project-{at}"));
    }
    for at in (round * 5 + 2..ids.len()).step_by(ids.len() / 4 + 1) {
        installation.gitlab.set_member(ids[at], "alice", Some(AccessLevel::Owner));
    }
    let make = |at| project(&format!("new-{round}/project-{at}"), "alice", AccessLevel::Guest);
    ids.extend(installation.gitlab.create_many(3, make));
}

async fn changes_while(count: usize, rounds: usize) {
    let (installation, link, mut ids) = with_projects(count).await;
    installation.begin_reading().await;
    for round in 0..rounds {
        installation.until_known(link.id, count * round / (rounds * 2)).await;
        happen(&installation, &mut ids, round);
    }
    installation.until_read().await;
    let last = ids.len() - 1;
    assert!(installation.known_of(link.id).contains_key(&ids[last - 1]), "what was made meanwhile is found at its end");
    installation.read_again().await;
    assert_eq!(installation.known_of(link.id), installation.at_gitlab(&ids), "a quiet reading ends equal");
    let kept = installation.kept_in("projects");
    assert_eq!(kept.unsigned_abs() as usize, installation.at_gitlab(&ids).len(), "and what is gone is forgotten");
    installation.finish().await;
}

#[tokio::test]
async fn while_gitlab_counts_them() {
    changes_while(5000, 8).await;
}

#[tokio::test]
async fn where_gitlab_counts_no_more() {
    changes_while(100_000, 20).await;
}

#[tokio::test]
async fn a_row_that_slips_through_between_two_pages_is_not_taken_for_gone() {
    let (installation, link, ids) = with_projects(3000).await;
    installation.read_due().await;
    let first_pages = 16;
    installation.gitlab.fault(Fault::times("/api/v4/projects", first_pages, FaultKind::HoldAnswer));
    refresh::refresh(&installation.carrick.repositories).await.unwrap();
    installation.begin_reading().await;
    until("the first pages are on their way", || installation.gitlab.held_answers() == first_pages as usize).await;
    // The pages behind move forward by a row, and none of them shows it: there are as many as before.
    installation.gitlab.remove_project(ids[0]);
    installation.gitlab.create_project(project("new/one", "alice", AccessLevel::Guest));
    installation.gitlab.let_answer();
    installation.until_read().await;
    let known = installation.known_of(link.id);
    let lost: Vec<u64> = installation.at_gitlab(&ids).into_keys().filter(|id| !known.contains_key(id)).collect();
    assert!(lost.is_empty(), "these are at GitLab and were taken for gone: {lost:?}");
    installation.finish().await;
}
