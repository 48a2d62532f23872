//! A GitLab that lies, or something that only looks like one.

use carrick::messages::ErrorCode;
use local_gitlab::{AccessLevel, Fault, FaultKind, JsonEdit};
use serde_json::{Value, json};

use super::room::{project, with_projects};
use crate::support::Installation;

const PROJECTS: &str = "/api/v4/projects";

fn record(id: i64, path: &str) -> Value {
    json!({ "id": id, "path_with_namespace": path, "name": "n", "last_activity_at": "2026-03-03T14:02:00Z" })
}

#[tokio::test]
async fn what_is_no_page_of_projects_changes_nothing_that_is_known() {
    let (installation, link, _) = with_projects(150).await;
    installation.read_due().await;
    let before = installation.known_of(link.id);
    let many: Vec<Value> = (0..300).map(|at| record(300 - at, "a/b")).collect();
    let answers = [
        FaultKind::Html,
        FaultKind::Gigantic,
        FaultKind::Garble,
        FaultKind::Garbage("{\"message\":\"hello\"}".to_owned()),
        FaultKind::Garbage("[{\"id\":\"1\"}]".to_owned()),
        FaultKind::Garbage(Value::Array(many).to_string()),
        FaultKind::Redirect("https://evil.example/api/v4/projects".to_owned()),
    ];
    for answer in answers {
        installation.gitlab.fault(Fault::always(PROJECTS, answer.clone()));
        installation.read_again().await;
        installation.gitlab.clear_faults();
        assert!(installation.trouble().await.is_some(), "{answer:?} is told");
        assert_eq!(installation.known_of(link.id), before, "{answer:?} changes nothing");
    }
    installation.read_again().await;
    assert_eq!(installation.trouble().await, None, "a right answer ends it");
    installation.finish().await;
}

#[tokio::test]
async fn odd_records_are_left_out_and_the_rest_is_kept() {
    let (installation, link) = Installation::linked().await;
    let records =
        json!([record(1, "a/../../etc"), record(2, "good/one"), record(3, "a\u{202e}/b"), record(4, "a/b.git")]);
    installation.gitlab.fault(Fault::always(PROJECTS, FaultKind::ReplaceJson(JsonEdit::Whole(records))));
    installation.read_due().await;
    let known: Vec<String> = installation.known_of(link.id).into_values().collect();
    assert_eq!(known, ["good/one"], "only paths in GitLab's letters");
    installation.finish().await;
}

#[tokio::test]
async fn a_list_without_an_end_is_given_up() {
    let (installation, _) = Installation::linked().await;
    let page = |from: i64| Value::Array((from..from + 100).map(|id| record(id, &format!("a/p{id}"))).collect());
    // The same page again and again, with more to come: it is not what was asked for the second time.
    let answer = FaultKind::Garbage(page(1).to_string());
    installation.gitlab.create_many(150, |at| project(&format!("g/p{at}"), "alice", AccessLevel::Owner));
    installation.gitlab.fault(Fault::always(PROJECTS, answer));
    installation.read_due().await;
    let known = installation.statuses().await[0].count;
    assert!(known <= 200, "it does not grow without an end: {known}");
    installation.finish().await;
}

#[tokio::test]
async fn a_gitlab_that_turns_away_without_a_reason_is_told_as_such() {
    let (installation, _) = Installation::linked().await;
    let body = json!({ "message": "403 Forbidden" }).to_string();
    installation.gitlab.fault(Fault::always(PROJECTS, FaultKind::Status { code: 403, retry_after: None, body }));
    installation.read_due().await;
    let trouble = installation.trouble().await.expect("it is told");
    assert_eq!(trouble.error.code, ErrorCode::Forbidden, "and asks nothing of the person");
    installation.finish().await;
}
