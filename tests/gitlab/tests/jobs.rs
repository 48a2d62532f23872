use crate::support::merge_requests::Desk;
use local_gitlab::{AccessLevel, Ci, JobStatus, MergeRequestJobs, NewJob, Setting, TestCase};
use serde_json::{Value, json};
use std::time::Duration;

const ASKED: MergeRequestJobs = MergeRequestJobs::OnlyWhenAsked;
const BUILDS: &str = "/merge_requests/1/pipelines";

/// Changes what CI does in the project.
fn ci(desk: &Desk, change: impl FnOnce(&mut Ci)) {
    desk.gitlab.edit_project(desk.project, |project| change(&mut project.ci));
}

#[test]
fn jobs_take_their_course_by_the_clock() {
    let desk = Desk::new(ASKED);
    let second = Duration::from_secs(1);
    ci(&desk, |ci| {
        let lint = NewJob { allow_failure: true, ..NewJob::new("lint", "check") };
        let deploy = NewJob { manual: true, ..NewJob::new("deploy", "deploy") };
        ci.jobs = vec![
            lint.ending(second, second, JobStatus::Failed),
            NewJob::new("test", "test").ending(second, 2 * second, JobStatus::Success),
            deploy,
        ];
    });
    desk.open();
    let id = desk.post(&desk.of(BUILDS)).json()["id"].clone();
    let at = |seconds: u64| {
        desk.pass(seconds);
        let status = desk.get(&desk.of(&format!("/pipelines/{id}"))).field("status");
        let jobs = desk.get(&desk.of(&format!("/pipelines/{id}/jobs"))).json();
        let jobs = jobs.as_array().unwrap().iter().rev().map(|job| job["status"].as_str().unwrap().to_owned());
        (status, jobs.collect::<Vec<_>>().join(" "))
    };
    assert_eq!(at(0), ("created".to_owned(), "created created created".to_owned()), "made");
    assert_eq!(at(1), ("pending".to_owned(), "pending created created".to_owned()), "in the queue");
    assert_eq!(at(1), ("running".to_owned(), "running created created".to_owned()), "runs");
    assert_eq!(at(1), ("running".to_owned(), "failed pending created".to_owned()), "a forgiven failure goes on");
    assert_eq!(at(3), ("manual".to_owned(), "failed success manual".to_owned()), "somebody must play the last");
    let job = desk.get(&desk.of(&format!("/pipelines/{id}/jobs"))).json()[0]["id"].clone();
    let played = desk.post(&desk.of(&format!("/jobs/{job}/play")));
    assert_eq!((played.status, played.field("status").as_str()), (200, "pending"), "played");
    desk.gitlab.move_job(job.as_u64().unwrap(), JobStatus::Success);
    let body = desk.get(&desk.of(&format!("/pipelines/{id}"))).json();
    assert_eq!(
        (&body["status"], &body["detailed_status"]["label"]),
        (&json!("success"), &json!("passed with warnings")),
        "at last"
    );
}

#[test]
fn a_failed_job_skips_what_follows_until_it_is_tried_again() {
    let desk = Desk::prompt(ASKED);
    ci(&desk, |ci| ci.jobs = vec![NewJob::new("test", "test"), NewJob::new("pack", "pack")]);
    desk.open();
    let id = desk.post(&desk.of(BUILDS)).json()["id"].as_u64().unwrap();
    let test = desk.gitlab.jobs(id)[0].id;
    desk.gitlab.write_log(test, "compiling\nerror: no\n");
    desk.gitlab.move_job(test, JobStatus::Failed);
    let list = |query: &str| desk.get(&desk.of(&format!("/pipelines/{id}/jobs{query}"))).json();
    assert_eq!(
        (list("")[1]["status"].clone(), list("")[0]["status"].clone()),
        (json!("failed"), json!("skipped")),
        "so"
    );
    assert_eq!(list("?scope[]=failed").as_array().unwrap().len(), 1, "asked for by state");
    let log = desk.get(&desk.of(&format!("/jobs/{test}/trace")));
    assert_eq!(
        (log.text().as_str(), log.header("content-type")),
        ("compiling\nerror: no\n", Some("text/plain")),
        "its log"
    );
    let ranged = format!("/jobs/{test}/trace?byte_offset=10");
    assert_eq!(desk.get(&desk.of(&ranged)).text(), "compiling\nerror: no\n", "all of it, whatever was asked for");
    desk.gitlab.set_setting(Setting::TraceByOffset(true));
    assert_eq!(desk.get(&desk.of(&ranged)).text(), "error: no\n", "but for new versions");
    let again = desk.post(&desk.of(&format!("/jobs/{test}/retry")));
    let new = again.json()["id"].as_u64().unwrap();
    assert_eq!((again.status, again.field("name").as_str()), (201, "test"), "the same name");
    assert_ne!(new, test, "and another number");
    assert_eq!(list("").as_array().unwrap().len(), 2, "in whose place it is");
    assert_eq!(list("?include_retried=true").as_array().unwrap().len(), 3, "unless all are asked for");
    desk.gitlab.move_job(new, JobStatus::Success);
    assert_eq!(list("")[1]["status"], "pending", "what was skipped goes on");
}

#[test]
fn cancelling_is_always_a_yes_and_takes_its_time() {
    let desk = Desk::new(ASKED);
    desk.open();
    let id = desk.post(&desk.of(BUILDS)).json()["id"].as_u64().unwrap();
    desk.pass(1);
    desk.gitlab.move_job(desk.gitlab.jobs(id)[0].id, JobStatus::Running);
    let path = desk.of(&format!("/pipelines/{id}/cancel"));
    let answer = desk.post(&path);
    assert_eq!((answer.status, answer.field("status").as_str()), (200, "canceling"), "it is at it");
    desk.pass(2);
    assert_eq!(desk.gitlab.pipeline(id).unwrap().status, JobStatus::Canceled, "later it has stopped");
    assert_eq!(desk.post(&path).status, 200, "though there be nothing to stop");
    let again = desk.post(&desk.of(&format!("/pipelines/{id}/retry")));
    assert_eq!((again.status, again.field("status").as_str()), (201, "pending"), "and it is tried again");
    desk.gitlab.set_member(desk.project, "alice", Some(AccessLevel::Reporter));
    assert_eq!(desk.post(&path).status, 403, "by who may");
}

#[test]
fn child_pipelines_are_found_by_their_bridges_alone() {
    let desk = Desk::prompt(ASKED);
    let child = vec![NewJob::new("inner", "test")];
    ci(&desk, |ci| ci.jobs = vec![NewJob { child: Some(child), ..NewJob::new("start", "test") }]);
    desk.open();
    let id = desk.post(&desk.of(BUILDS)).json()["id"].clone();
    assert_eq!(desk.get(&desk.of(&format!("/pipelines/{id}/jobs"))).json(), json!([]), "a bridge is no job");
    let bridge = desk.get(&desk.of(&format!("/pipelines/{id}/bridges"))).json()[0].clone();
    assert_eq!(bridge["status"], "success", "it has passed when the child is there");
    let child = bridge["downstream_pipeline"]["id"].clone();
    let jobs = desk.get(&desk.of(&format!("/pipelines/{child}/jobs"))).json();
    assert_eq!(jobs[0]["name"], "inner", "where the jobs are");
    desk.gitlab.move_pipeline(child.as_u64().unwrap(), JobStatus::Failed);
    let parent = desk.get(&desk.of(&format!("/pipelines/{id}"))).field("status");
    assert_eq!(parent, "success", "whose failure the parent does not know");
    let listed = desk.get(&desk.of("/pipelines")).json();
    assert_eq!(listed.as_array().unwrap().len(), 1, "lists leave it out");
    let children = desk.get(&desk.of("/pipelines?source=parent_pipeline")).json();
    assert_eq!(children[0]["id"], child, "unless they are asked for");
    assert_eq!(desk.get(&desk.of(&format!("/jobs/{}/trace", bridge["id"]))).status, 404, "a bridge has no log");
}

#[test]
fn no_runner_takes_a_job_that_has_none() {
    let desk = Desk::new(ASKED);
    ci(&desk, |ci| {
        let job = NewJob { no_runner: true, tags: vec!["arm".to_owned()], ..NewJob::new("test", "test") };
        ci.jobs = vec![job.ending(Duration::ZERO, Duration::ZERO, JobStatus::Success)];
    });
    desk.open();
    let id = desk.post(&desk.of(BUILDS)).json()["id"].clone();
    desk.pass(3600);
    let job = desk.get(&desk.of(&format!("/pipelines/{id}/jobs"))).json()[0].clone();
    assert_eq!((&job["status"], &job["runner"]), (&json!("pending"), &Value::Null), "it waits for ever");
    assert_eq!(job["tag_list"], json!(["arm"]), "for such a one");
}

#[test]
fn tests_are_counted_and_told_one_by_one() {
    let desk = Desk::prompt(ASKED);
    desk.open();
    let id = desk.post(&desk.of(BUILDS)).json()["id"].as_u64().unwrap();
    let case = |name: &str, status: &str| TestCase {
        suite: "test".to_owned(),
        name: name.to_owned(),
        status: status.to_owned(),
        output: String::new(),
    };
    desk.gitlab.report_tests(id, vec![case("adds", "success"), case("divides", "failed")]);
    let summary = desk.get(&desk.of(&format!("/pipelines/{id}/test_report_summary"))).json();
    assert_eq!((&summary["total"]["count"], &summary["total"]["failed"]), (&json!(2), &json!(1)), "counted");
    assert!(summary["test_suites"][0].get("test_cases").is_none(), "without names");
    let report = desk.get(&desk.of(&format!("/pipelines/{id}/test_report"))).json();
    assert_eq!(report["test_suites"][0]["test_cases"][1]["name"], "divides", "with names");
}
