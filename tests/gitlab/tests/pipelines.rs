use crate::support::http::{Answer, send};
use crate::support::merge_requests::Desk;
use crate::support::token;
use local_gitlab::{
    AccessLevel, Ci, Fault, FaultKind, JobStatus, MergeRequestJobs, NewFile, NewMergeRequest, NewPipeline,
    ProtectedBranch, Setting,
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
    ci(&desk, |ci| ci.enabled = false);
    assert_eq!(desk.get(&desk.of("/pipelines")).status, 403, "switched off, nobody reads them");
    ci(&desk, |ci| ci.enabled = true);
    assert_eq!(desk.get(&desk.of("/pipelines/latest")).status, 403, "the latest of a branch without any is forbidden");
    desk.gitlab.set_setting(Setting::ReplicaLag { reads: 1, time: Duration::ZERO });
    let new = desk.post(&desk.of(BUILDS)).json()["id"].clone();
    assert_eq!(ids(""), std::slice::from_ref(&id), "a copy that lags lists what was");
    assert_eq!(ids(""), [new, id], "and then what is");
}

#[test]
fn a_pipeline_may_be_put_there_as_it_is_said() {
    let desk = Desk::prompt(ASKED);
    let fork = desk.gitlab.fork(desk.project, "bob/web", "bob").unwrap().id;
    desk.gitlab.set_member(fork, "alice", Some(AccessLevel::Reporter));
    let new = NewMergeRequest {
        project: desk.project,
        source_project: Some(fork),
        author: "bob".to_owned(),
        ..NewMergeRequest::default()
    };
    let head = desk.gitlab.open_merge_request(new).unwrap().sha;
    let forged = NewPipeline {
        project: fork,
        sha: head,
        ref_name: "refs/merge-requests/1/head".to_owned(),
        source: "merge_request_event".to_owned(),
        user: "bob".to_owned(),
        merge_request: Some((desk.project, 1)),
        status: Some(JobStatus::Success),
        ..NewPipeline::default()
    };
    let id = desk.gitlab.add_pipeline(forged).unwrap();
    let told = desk.get(&desk.of("/merge_requests/1")).json()["head_pipeline"].clone();
    assert_eq!((&told["id"], &told["status"]), (&json!(id), &json!("success")), "it passes for the head's");
    assert_eq!(told["project_id"], fork, "but for the project that it is of");
}
