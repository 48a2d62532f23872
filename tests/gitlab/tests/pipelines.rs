use crate::support::http::{Answer, send};
use crate::support::merge_requests::{Desk, MORNING};
use crate::support::token;
use local_gitlab::{
    AccessLevel, Ci, Fault, FaultKind, JobStatus, MergeRequestJobs, NewFile, NewJob, NewMergeRequest, ProtectedBranch,
    Setting,
};
use serde_json::{Value, json};
use std::time::Duration;

const ASKED: MergeRequestJobs = MergeRequestJobs::OnlyWhenAsked;
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
fn asking_for_a_pipeline_starts_one_of_the_merge_request() {
    let desk = Desk::new(ASKED);
    let head = desk.open().sha;
    desk.pass(60);
    assert_eq!(desk.get(&desk.of(BUILDS)).json(), json!([]), "GitLab does not build it by itself");
    let answer = desk.post(&desk.of(BUILDS));
    let body = answer.json();
    assert_eq!((answer.status, &body["status"]), (200, &json!("created")), "200 and not 201");
    assert_eq!((&body["sha"], &body["source"]), (&json!(head), &json!("merge_request_event")), "of its head");
    assert_eq!(
        (&body["ref"], &body["user"]["username"]),
        (&json!("refs/merge-requests/1/head"), &json!("alice")),
        "hers"
    );
    assert_eq!(desk.get(&desk.of(BUILDS)).json()[0]["id"], body["id"], "it is listed");
    assert_eq!(desk.get(&desk.of("/merge_requests/1")).json()["head_pipeline"]["id"], body["id"], "and its head's");
    desk.pass(1);
    let again = desk.post(&desk.of(BUILDS)).json();
    assert_ne!(again["id"], body["id"], "a second one is never refused");
    let status = |id: &Value| desk.get(&desk.of(&format!("/pipelines/{id}"))).json()["status"].clone();
    desk.pass(1);
    assert_eq!((status(&body["id"]), status(&again["id"])), (json!("pending"), json!("pending")), "nor cancelled");
}

#[test]
fn every_no_has_its_own_text() {
    let desk = Desk::prompt(ASKED);
    desk.open();
    let refused = |change: fn(&mut Ci)| {
        ci(&desk, change);
        let why = base_error(&desk.post(&desk.of(BUILDS)));
        ci(&desk, |ci| *ci = Ci { merge_requests: ASKED, ..Ci::default() });
        why
    };
    let none = "Pipeline will not run for the selected trigger. The rules configuration prevented any jobs from being \
                added to the pipeline.";
    assert_eq!(refused(|ci| ci.merge_requests = MergeRequestJobs::None), none, "no rule matches");
    let workflow = "Pipeline filtered out by workflow rules.";
    assert_eq!(refused(|ci| ci.merge_requests = MergeRequestJobs::WorkflowRefuses), workflow, "the whole is refused");
    assert_eq!(refused(|ci| ci.merge_requests = MergeRequestJobs::NoFile), "Missing CI config file", "no file");
    assert_eq!(refused(|ci| ci.enabled = false), "Pipelines are disabled!", "switched off");
    let protect = |ci: &mut Ci| {
        let maintainer = Some(AccessLevel::Maintainer);
        ci.protected = vec![ProtectedBranch { name: "change-*".to_owned(), push: maintainer, merge: maintainer }];
    };
    let why = refused(protect);
    assert!(why.starts_with("You do not have sufficient permission to run a pipeline on 'change-1'."), "{why}");
    assert!(why.contains("<a href=https://docs.gitlab.com/"), "with mark-up in it");
    desk.gitlab.set_setting(Setting::PipelineCreationLimit(Some(2)));
    desk.pass(61);
    assert_eq!(desk.post(&desk.of(BUILDS)).status, 200, "one");
    assert_eq!(desk.post(&desk.of(BUILDS)).status, 200, "two");
    let many = base_error(&desk.post(&desk.of(BUILDS)));
    assert_eq!(many, "Too many pipelines created in the last minute. Try again later.", "the limit is a 400 as well");
    desk.pass(61);
    assert_eq!(desk.post(&desk.of(BUILDS)).status, 200, "a minute later it goes on");
    desk.gitlab.set_setting(Setting::Version("15.0.0".to_owned()));
    let old = refused(|ci| ci.merge_requests = MergeRequestJobs::None);
    assert_eq!(old, "No stages / jobs for this pipeline.", "older versions have other words");
}

#[test]
fn a_yes_may_have_failed_or_been_skipped() {
    let desk = Desk::prompt(ASKED);
    desk.open();
    ci(&desk, |ci| ci.invalid = Some("jobs:test config should implement a script".to_owned()));
    let failed = desk.post(&desk.of(BUILDS));
    assert_eq!((failed.status, failed.field("status").as_str()), (200, "failed"), "an invalid file fails at once");
    assert_eq!(failed.field("yaml_errors"), "jobs:test config should implement a script", "and says why");
    ci(&desk, |ci| ci.invalid = None);
    let files = [NewFile::new("more.md", "more\n")];
    desk.gitlab.push(desk.project, "change-1", "alice", "More\n\n[skip ci]", &files).unwrap();
    let skipped = desk.post(&desk.of(BUILDS));
    assert_eq!((skipped.status, skipped.field("status").as_str()), (200, "skipped"), "the message is obeyed");
    let jobs = desk.get(&desk.of(&format!("/pipelines/{}/jobs", skipped.json()["id"])));
    assert_eq!(jobs.json(), json!([]), "without any job");
}

#[test]
fn who_may_not_and_what_is_not_there() {
    let desk = Desk::prompt(ASKED);
    let empty = NewMergeRequest { project: desk.project, without_commits: true, ..NewMergeRequest::default() };
    desk.gitlab.open_merge_request(empty).unwrap();
    let answer = desk.post(&desk.of(BUILDS));
    assert_eq!((answer.status, answer.field("message").as_str()), (405, "405 Method Not Allowed"), "no commits");
    assert_eq!(desk.post(&desk.of("/merge_requests/9/pipelines")).status, 404, "no such merge request");
    let reader = token(&desk.gitlab, "alice", &["read_api"]);
    assert_eq!(desk.ask("POST", &desk.of(BUILDS), &reader, Some("{}")).status, 403, "a token that only reads");
    assert_eq!(
        send(&desk.gitlab, "POST", &format!("/api/v4{}", desk.of(BUILDS)), &[], None).unwrap().status,
        401,
        "nobody"
    );
    desk.open();
    desk.gitlab.set_member(desk.project, "alice", Some(AccessLevel::Reporter));
    let why = base_error(&desk.post(&desk.of("/merge_requests/2/pipelines")));
    assert_eq!(why, "Insufficient permissions to create a new pipeline", "a reporter");
    desk.gitlab.set_member(desk.project, "alice", None);
    assert_eq!(desk.post(&desk.of("/merge_requests/2/pipelines")).status, 404, "who does not see it");
}

#[test]
fn what_is_built_is_the_ref_and_not_what_the_api_shows() {
    let desk = Desk::new(ASKED);
    let old = desk.open().sha;
    desk.pass(5);
    let new = desk.gitlab.push_to_merge_request(desk.project, 1, "alice").unwrap();
    assert_eq!(desk.get(&desk.of("/merge_requests/1")).json()["sha"], old, "the API is behind");
    assert_eq!(desk.post(&desk.of(BUILDS)).json()["sha"], new, "the pipeline is not");
    assert_eq!(
        desk.get(&desk.of("/merge_requests/1")).json()["head_pipeline"],
        Value::Null,
        "and is nobody's head yet"
    );
}

#[test]
fn a_push_between_the_look_and_the_answer_is_what_is_built() {
    let desk = Desk::prompt(ASKED);
    let first = desk.open().sha;
    let second = desk.gitlab.push_to_merge_request(desk.project, 1, "alice").unwrap();
    desk.gitlab.force_push(desk.project, "change-1", "alice", &first).unwrap();
    assert_eq!(desk.get(&desk.of("/merge_requests/1")).json()["sha"], first, "this is what was seen");
    desk.gitlab.fault(Fault::once(&format!("POST /api/v4{}", desk.of(BUILDS)), FaultKind::Hold));
    assert_eq!(desk.get(&desk.of(BUILDS)).json(), json!([]), "a look at the same address is not held back");
    let built = std::thread::scope(|scope| {
        let asked = scope.spawn(|| desk.post(&desk.of(BUILDS)).json());
        while desk.gitlab.held_answers() == 0 {
            std::thread::yield_now();
        }
        desk.gitlab.force_push(desk.project, "change-1", "alice", &second).unwrap();
        desk.gitlab.let_answer();
        asked.join().expect("an answer comes")
    });
    assert_eq!(built["sha"], second, "and this is what is built");
    desk.gitlab.remove_branch(desk.project, "change-1", "alice").unwrap();
    let answer = desk.post(&desk.of(BUILDS)).json();
    assert_eq!(answer["sha"], second, "without its branch it is built by its ref");
}

#[test]
fn merged_results_are_a_commit_of_gitlabs_own() {
    let desk = Desk::prompt(ASKED);
    ci(&desk, |ci| ci.merged_results = true);
    let head = desk.open().sha;
    let body = desk.post(&desk.of(BUILDS)).json();
    assert_eq!(body["ref"], "refs/merge-requests/1/merge", "the ref says so");
    assert_ne!(body["sha"], head, "the commit is another");
    let commit = desk.get(&desk.of(&format!("/repository/commits/{}", body["sha"].as_str().unwrap()))).json();
    assert_eq!(commit["parent_ids"][1], head, "whose second parent is the head");
    assert_eq!(
        desk.get(&desk.of("/merge_requests/1")).json()["head_pipeline"]["id"],
        body["id"],
        "which GitLab matches"
    );
    desk.gitlab.edit_merge_request(desk.project, 1, |row| row.conflicts = true);
    assert_eq!(desk.post(&desk.of(BUILDS)).json()["ref"], "refs/merge-requests/1/head", "not in a conflict");
}

#[test]
fn a_fork_is_built_here_or_there() {
    let desk = Desk::prompt(ASKED);
    let fork = desk.gitlab.fork(desk.project, "bob/web", "bob").unwrap().id;
    let new = NewMergeRequest {
        project: desk.project,
        source_project: Some(fork),
        author: "bob".to_owned(),
        ..NewMergeRequest::default()
    };
    let row = desk.gitlab.open_merge_request(new).unwrap();
    let here = desk.post(&desk.of(BUILDS)).json();
    assert_eq!(
        (&here["project_id"], &here["ref"]),
        (&json!(desk.project), &json!("refs/merge-requests/1/head")),
        "here"
    );
    ci(&desk, |ci| ci.fork_runs_here = false);
    let why = base_error(&desk.post(&desk.of(BUILDS)));
    assert_eq!(why, "Insufficient permissions to create a new pipeline", "alice is nobody in the fork");
    let bob = token(&desk.gitlab, "bob", &["api"]);
    let there = desk.ask("POST", &desk.of(BUILDS), &bob, Some("{}")).json();
    assert_eq!((&there["project_id"], &there["ref"]), (&json!(fork), &json!(row.source_branch)), "bob builds there");
    assert_eq!(there["source"], "merge_request_event", "as one of the merge request all the same");
    let ids = |token: &str| {
        let list = desk.ask("GET", &desk.of(BUILDS), token, None).json();
        list.as_array().unwrap().iter().map(|one| one["id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&bob), [there["id"].clone(), here["id"].clone()], "who reads the fork is told of both");
    assert_eq!(ids(&desk.token), [here["id"].clone()], "who does not, of one");
    desk.gitlab.remove_project(fork);
    assert_eq!(desk.post(&desk.of(BUILDS)).status, 500, "when the fork is gone GitLab falls over");
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
    desk.gitlab.set_setting(Setting::Version("18.7.0-ee".to_owned()));
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
fn async_answers_nothing_and_a_lost_answer_has_acted() {
    let desk = Desk::new(ASKED);
    desk.open();
    let answer = desk.post(&desk.of(&format!("{BUILDS}?async=true")));
    assert_eq!((answer.status, answer.text().as_str()), (202, ""), "no word of a pipeline");
    assert_eq!(desk.gitlab.pipelines(desk.project), [], "nor is there one");
    desk.pass(2);
    assert_eq!(desk.gitlab.pipelines(desk.project).len(), 1, "until a worker made it");
    let path = format!("/api/v4{}", desk.of(BUILDS));
    desk.gitlab.fault(Fault::once(&path, FaultKind::AnswerLost));
    let bearer = format!("Bearer {}", desk.token);
    let lost = send(&desk.gitlab, "POST", &path, &[("Authorization", &bearer)], Some(""));
    assert!(lost.is_err(), "no answer comes");
    assert_eq!(desk.gitlab.pipelines(desk.project).len(), 2, "but the pipeline is there");
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

#[test]
fn lists_are_asked_by_commit_ref_and_state() {
    let desk = Desk::prompt(ASKED);
    let head = desk.open().sha;
    let id = desk.post(&desk.of(BUILDS)).json()["id"].clone();
    let ids = |query: &str| {
        let list = desk.get(&desk.of(&format!("/pipelines?{query}"))).json();
        list.as_array().unwrap().iter().map(|one| one["id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&format!("sha={head}")), std::slice::from_ref(&id), "by commit");
    assert_eq!(ids("ref=change-1"), Vec::<Value>::new(), "the branch is not its ref");
    assert_eq!(
        ids("ref=refs/merge-requests/1/head&source=merge_request_event&status=pending"),
        std::slice::from_ref(&id),
        "this is"
    );
    assert_eq!(ids("username=bob"), Vec::<Value>::new(), "by person");
    assert_eq!(desk.get(&desk.of("/pipelines/latest")).status, 403, "the latest of a branch without any is forbidden");
    desk.gitlab.set_setting(Setting::ReplicaLag { reads: 1, time: Duration::ZERO });
    let new = desk.post(&desk.of(BUILDS)).json()["id"].clone();
    assert_eq!(ids(""), std::slice::from_ref(&id), "a copy that lags lists what was");
    assert_eq!(ids(""), [new, id], "and then what is");
}
