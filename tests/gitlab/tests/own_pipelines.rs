use crate::support::http::Answer;
use crate::support::merge_requests::{Desk, MORNING};
use crate::support::token;
use local_gitlab::{AccessLevel, Ci, JobStatus, MergeRequestJobs, NewJob, ProtectedBranch};
use serde_json::json;

const BUILDS: &str = "/merge_requests/1/pipelines";

/// Changes what CI does in the project.
fn ci(desk: &Desk, change: impl FnOnce(&mut Ci)) {
    desk.gitlab.edit_project(desk.project, |project| change(&mut project.ci));
}

fn base_error(answer: &Answer) -> String {
    assert_eq!(answer.status, 400, "{}", answer.text());
    answer.json()["message"]["base"][0].as_str().expect("an error of the whole").to_owned()
}

#[test]
fn gitlab_builds_by_itself_a_while_after_open_and_push() {
    let desk = Desk::new(MergeRequestJobs::Built);
    let first = desk.open().sha;
    assert_eq!(desk.gitlab.pipelines(desk.project), [], "not at once");
    desk.pass(2);
    let built = desk.gitlab.pipelines(desk.project);
    assert_eq!((built.len(), built[0].sha.as_str()), (1, first.as_str()), "then it is there");
    assert_eq!(built[0].created_at, MORNING + 1500, "with the moment at which it was due");
    let second = desk.gitlab.push_to_merge_request(desk.project, 1, "alice").unwrap();
    desk.pass(5);
    let built = desk.gitlab.pipelines(desk.project);
    assert_eq!(built[1].sha, second, "a push is built");
    assert_eq!(built[0].status, JobStatus::Canceled, "the older one, in which nothing had begun, is cancelled");
    desk.gitlab.push_to_merge_request(desk.project, 1, "alice").unwrap();
    assert_eq!(desk.post(&desk.of(BUILDS)).status, 200, "somebody is faster than GitLab");
    desk.pass(5);
    assert_eq!(desk.gitlab.pipelines(desk.project).len(), 3, "which then leaves it at that");
    ci(&desk, |ci| ci.own_comes_anyway = true);
    desk.gitlab.push_to_merge_request(desk.project, 1, "alice").unwrap();
    desk.post(&desk.of(BUILDS));
    desk.pass(5);
    let built = desk.gitlab.pipelines(desk.project);
    assert_eq!((built.len(), &built[3].sha), (5, &built[4].sha), "unless it had looked before: then there are two");
    desk.gitlab.close_merge_request(desk.project, 1);
    desk.gitlab.reopen_merge_request(desk.project, 1);
    desk.pass(5);
    assert_eq!(desk.gitlab.pipelines(desk.project).len(), 5, "opened again, it is not built");
    desk.gitlab.build_by_itself(desk.project, 1, "alice");
    desk.pass(5);
    assert_eq!(desk.gitlab.pipelines(desk.project).len(), 6, "unless GitLab does so on purpose");
}

#[test]
fn gitlab_builds_in_the_authors_name_or_not_at_all() {
    let desk = Desk::prompt(MergeRequestJobs::Built);
    ci(&desk, |ci| {
        let maintainer = Some(AccessLevel::Maintainer);
        ci.protected = vec![ProtectedBranch { name: "change-*".to_owned(), push: maintainer, merge: maintainer }];
    });
    desk.open();
    assert_eq!(desk.gitlab.pipelines(desk.project), [], "the author was refused");
    let bob = token(&desk.gitlab, "bob", &["api"]);
    let built = desk.ask("POST", &desk.of(BUILDS), &bob, Some("{}"));
    assert_eq!(built.status, 200, "a maintainer who asks is not");
}

#[test]
fn a_running_pipeline_is_cancelled_only_when_its_jobs_may_be() {
    let desk = Desk::prompt(MergeRequestJobs::Built);
    let run = |interruptible: bool| {
        ci(&desk, |ci| ci.jobs = vec![NewJob { interruptible, ..NewJob::new("test", "test") }]);
        desk.gitlab.push_to_merge_request(desk.project, 1, "alice").unwrap();
        let id = desk.gitlab.pipelines(desk.project).last().unwrap().id;
        desk.gitlab.move_job(desk.gitlab.jobs(id)[0].id, JobStatus::Running);
        desk.gitlab.push_to_merge_request(desk.project, 1, "alice").unwrap();
        desk.gitlab.pipeline(id).unwrap().status
    };
    desk.open();
    assert_eq!(run(false), JobStatus::Running, "a job is not interruptible unless its file says so");
    assert_eq!(run(true), JobStatus::Canceled, "then a newer commit cancels it");
}

#[test]
fn branches_have_pipelines_of_their_own() {
    let desk = Desk::prompt(MergeRequestJobs::Built);
    ci(&desk, |ci| ci.branches = true);
    desk.open();
    let sources: Vec<(String, String)> =
        desk.gitlab.pipelines(desk.project).into_iter().map(|one| (one.source, one.ref_name)).collect();
    let wanted = [("push", "change-1"), ("merge_request_event", "refs/merge-requests/1/head")];
    assert_eq!(sources, wanted.map(|(one, other)| (one.to_owned(), other.to_owned())), "one commit, built twice");
    let body = json!({ "ref": "main", "variables": [{ "key": "A", "value": "b" }] });
    let started = desk.send(&desk.of("/pipeline"), &body);
    assert_eq!((started.status, started.field("source").as_str()), (201, "api"), "a branch is built when asked for");
    ci(&desk, |ci| ci.variables_from = None);
    let why = base_error(&desk.send(&desk.of("/pipeline"), &body));
    assert_eq!(why, "Insufficient permissions to set pipeline variables", "variables may be forbidden");
    let body = json!({ "ref": "main", "inputs": { "level": "high" } });
    assert_eq!(desk.send(&desk.of("/pipeline"), &body).status, 201, "inputs are not");
    let why = base_error(&desk.send(&desk.of("/pipeline"), &json!({ "ref": "nowhere" })));
    assert_eq!(why, "Reference not found", "a branch that is not there");
    ci(&desk, |ci| ci.invalid = Some("bad".to_owned()));
    assert_eq!(base_error(&desk.send(&desk.of("/pipeline"), &json!({ "ref": "main" }))), "bad", "errors save nothing");
}
