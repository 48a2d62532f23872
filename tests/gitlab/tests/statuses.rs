use crate::support::merge_requests::Desk;
use crate::support::token;
use local_gitlab::MergeRequestJobs;
use serde_json::json;

/// Posts a state of this name for a commit.
fn post(desk: &Desk, sha: &str, query: &str) -> (u16, serde_json::Value) {
    let answer = desk.post(&desk.of(&format!("/statuses/{sha}?{query}")));
    (answer.status, answer.json())
}

#[test]
fn a_status_makes_an_external_pipeline_and_obeys_the_state_machine() {
    let desk = Desk::prompt(MergeRequestJobs::None);
    let head = desk.open().sha;
    let (status, first) = post(&desk, &head, "state=pending&name=carrick/rule&description=Waiting");
    assert_eq!((status, &first["status"]), (201, &json!("pending")), "it is posted");
    let pipelines = desk.gitlab.pipelines(desk.project);
    assert_eq!((pipelines.len(), pipelines[0].source.as_str()), (1, "external"), "and a pipeline came of it");
    assert_eq!(pipelines[0].ref_name, "change-1", "on the first branch that holds the commit");
    let (status, twice) = post(&desk, &head, "state=pending&name=carrick/rule");
    let why =
        "Cannot transition status via :enqueue from :pending (Reason(s): Status cannot transition via \"enqueue\")";
    assert_eq!((status, twice), (400, json!({ "message": why })), "the same state again is an error");
    let (status, running) = post(&desk, &head, "state=running&name=carrick/rule");
    assert_eq!((status, &running["id"]), (201, &first["id"]), "the open one is written to");
    assert_eq!(running["description"], "Waiting", "and keeps what it had");
    assert_eq!(post(&desk, &head, "state=running&name=carrick/rule").0, 400, "running twice is an error too");
    let (_, done) = post(&desk, &head, "state=success&name=carrick/rule");
    assert_eq!(done["id"], first["id"], "it ends");
    let (status, again) = post(&desk, &head, "state=pending&name=carrick/rule");
    assert_eq!(status, 201, "an ended one is never rewritten");
    assert_ne!(again["id"], first["id"], "another takes its place");
    let list = |query: &str| desk.get(&desk.of(&format!("/repository/commits/{head}/statuses{query}"))).json();
    assert_eq!(list("").as_array().unwrap().len(), 1, "the newest of a name is listed");
    assert_eq!(list("?all=true").as_array().unwrap().len(), 2, "or all of them");
}

#[test]
fn a_status_is_of_its_account_and_joins_the_newest_pipeline() {
    let desk = Desk::prompt(MergeRequestJobs::Built);
    let head = desk.open().sha;
    let own = desk.gitlab.pipelines(desk.project)[0].id;
    let (_, joined) = post(&desk, &head, "state=running&name=check");
    assert_eq!(joined["pipeline_id"], own, "GitLab's own pipeline of the commit takes it");
    let bob = token(&desk.gitlab, "bob", &["api"]);
    let path = desk.of(&format!("/statuses/{head}?state=success&name=check"));
    let other = desk.ask("POST", &path, &bob, Some("{}")).json();
    assert_ne!(other["id"], joined["id"], "another account cannot end it");
    let (_, stray) = post(&desk, &head, "state=running&name=check&ref=change-1");
    assert_ne!(stray["pipeline_id"], own, "the branch is not the pipeline's ref, so an external one is made");
    let (status, named) = post(&desk, &head, &format!("state=success&name=check&pipeline_id={own}"));
    assert_eq!((status, &named["pipeline_id"]), (201, &json!(own)), "unless the pipeline is named");
    let (status, why) = post(&desk, &head, "state=success&pipeline_id=1");
    assert_eq!((status, why), (404, json!({ "message": "404 Pipeline for pipeline_id, sha and ref Not Found" })), "no");
}

#[test]
fn what_cannot_be_posted_is_told_apart() {
    let desk = Desk::prompt(MergeRequestJobs::None);
    let head = desk.open().sha;
    assert_eq!(post(&desk, &head, "name=x"), (400, json!({ "error": "state is missing" })), "no state");
    let odd = json!({ "error": "state does not have a valid value" });
    assert_eq!(post(&desk, &head, "state=done"), (400, odd), "an odd state");
    let gone = json!({ "message": "404 Commit Not Found" });
    assert_eq!(post(&desk, &"a".repeat(40), "state=running"), (404, gone), "no such commit");
}
