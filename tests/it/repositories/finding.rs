//! What the list does not hold: asked of GitLab, or pasted as an address.

use carrick::messages::ErrorCode;
use carrick::repositories::finding::{ask_gitlab, find_address, take_in_by_number};
use carrick_store::Code;
use local_gitlab::{AccessLevel, NewProject, Visibility};

use super::room::project;
use crate::support::Installation;

async fn beside_a_public_one() -> (Installation, i64, u64) {
    let (installation, link) = Installation::linked().await;
    let public = NewProject { visibility: Visibility::Public, ..project("world/invoices", "bob", AccessLevel::Owner) };
    let id = installation.gitlab.create_project(public).id;
    installation.gitlab.create_project(project("team/own", "alice", AccessLevel::Developer));
    installation.read_due().await;
    (installation, link.id, id)
}

#[tokio::test]
async fn gitlab_finds_what_nobody_is_a_member_of_and_it_is_kept_once_it_is_taken_in() {
    let (installation, link, id) = beside_a_public_one().await;
    let repositories = &installation.carrick.repositories;
    let found = ask_gitlab(repositories, link, "invoi").await.unwrap();
    assert_eq!(found.iter().map(|it| it.listed.path.as_str()).collect::<Vec<_>>(), ["world/invoices"], "it sees it");
    assert_eq!(found[0].id, None, "and nothing is kept of a question");
    assert_eq!(installation.paths("").await, ["team/own"], "nor listed");
    let taken = take_in_by_number(repositories, link, id.try_into().unwrap()).await.unwrap();
    assert!(taken.asked_at.is_some() && taken.reached_by.is_empty(), "it was asked for, and is nobody's: {taken:?}");
    installation.read_again().await;
    assert_eq!(installation.paths("invoices").await, ["world/invoices"], "it stays, though no list of GitLab's has it");
    let known = ask_gitlab(repositories, link, "invoi").await.unwrap();
    assert_eq!(known[0].id, Some(taken.id), "and is known from then on");
    assert_eq!(ask_gitlab(repositories, link, "in").await.unwrap(), [], "GitLab looks for three letters or more");
    installation.finish().await;
}

#[tokio::test]
async fn an_address_leads_to_the_row_or_to_gitlab() {
    let (installation, _, id) = beside_a_public_one().await;
    let repositories = &installation.carrick.repositories;
    let url = installation.gitlab.url();
    installation.gitlab.clear_requests();
    let own = find_address(repositories, &format!("{url}/Team/own/-/merge_requests/3")).await.unwrap();
    assert_eq!(own.listed.path, "team/own", "of a page of it");
    assert_eq!(installation.gitlab.requests().len(), 0, "which is known already");
    installation.gitlab.move_project(id, "world/bills");
    let moved = find_address(repositories, &format!("{url}/world/invoices.git")).await.unwrap();
    assert_eq!(moved.listed.path, "world/bills", "GitLab sends on from where it was");
    let bare = find_address(repositories, "world/bills").await.unwrap();
    assert_eq!(bare.id, moved.id, "a bare path is looked for at every GitLab");
    for nothing in ["world/none", "https://elsewhere.example/team/own", "own"] {
        let refused = find_address(repositories, nothing).await.map_err(|error| error.code);
        assert_eq!(refused.map(drop), Err(Code::NotFound), "{nothing} leads nowhere");
    }
    let error: carrick::messages::UiError = find_address(repositories, "own").await.unwrap_err().into();
    assert_eq!(error.code, ErrorCode::NotFound, "and the window is told so");
    installation.finish().await;
}
