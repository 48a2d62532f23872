//! Starting pipelines at a real server: every answer, lost ones, pushes in between, other machines' and GitLab's own.

use carrick::builds::following;
use carrick::builds::following::acting::{self, Act, Done};
use carrick::builds::following::mark::{Mark, mark};
use carrick_store::build::{Build, PipelineSeen, Reason, Starter, Step};
use carrick_store::db::builds;
use local_gitlab::{AccessLevel, Ci, Fault, FaultKind, JobStatus, MergeRequestJobs, NewJob, ProtectedBranch, Setting};

use super::opened::{A_MINUTE, Opened, when_asked};
use crate::support::until;

#[tokio::test]
async fn a_merge_request_that_opened_has_its_pipeline_after_the_time_that_is_gitlabs() {
    let opened = Opened::with(when_asked()).await;
    opened.go_on(A_MINUTE).await;
    let (build, pipelines) = (opened.build(), opened.pipelines());
    assert_eq!(build.step, Step::Following, "{build:?}");
    assert_eq!(pipelines.len(), 1, "one was started");
    assert_eq!((pipelines[0].sha.as_str(), pipelines[0].user.as_str()), (build.sha.as_str(), "alice"), "of its commit");
    assert_eq!(build.starter, Some(Starter::Carrick), "by us");
    assert_eq!(build.pipeline.map(|kept| kept.id), Some(pipelines[0].id.cast_signed()), "and it is written down");
    opened.go_on(10 * A_MINUTE).await;
    assert_eq!(opened.asked(), 1, "and asked for once");
    opened.installation.finish().await;
}

#[tokio::test]
async fn gitlabs_own_pipeline_is_followed_and_none_is_started() {
    let opened = Opened::with(Ci { merge_requests: MergeRequestJobs::Built, ..Ci::default() }).await;
    opened.go_on(A_MINUTE).await;
    assert_eq!(opened.asked(), 0, "GitLab began by itself");
    let build = opened.build();
    assert_eq!((build.step, build.starter), (Step::Following, Some(Starter::GitLab)), "and that is followed");
    opened.installation.finish().await;
}

#[tokio::test]
async fn every_answer_comes_to_its_end() {
    let jobs = |merge_requests| Ci { merge_requests, ..Ci::default() };
    let broken = Ci { invalid: Some("jobs config is odd".to_owned()), ..when_asked() };
    let protected = ProtectedBranch { name: "change-*".to_owned(), push: None, merge: None };
    let no_right = Reason::RoleTooLow { level: Some(AccessLevel::Developer as i64) };
    let table = [
        (jobs(MergeRequestJobs::None), Step::NotBuilt, Reason::NoJobs),
        (jobs(MergeRequestJobs::WorkflowRefuses), Step::NotBuilt, Reason::WorkflowRules),
        (Ci { enabled: false, ..when_asked() }, Step::NotBuilt, Reason::PipelinesOff),
        (broken, Step::Over, Reason::Broken),
        (Ci { protected: vec![protected], ..when_asked() }, Step::NotBuilt, no_right),
    ];
    for (ci, step, reason) in table {
        let opened = Opened::with(ci).await;
        opened.go_on(10 * A_MINUTE).await;
        assert_eq!(opened.fate(), (step, Some(reason.clone())), "{reason:?}");
        assert!(opened.asked() <= 1, "{reason:?} is final, and was asked for {} times", opened.asked());
        opened.installation.finish().await;
    }
}

#[tokio::test]
async fn a_pause_that_gitlab_asks_for_is_a_pause_and_no_failure() {
    let opened = Opened::with(when_asked()).await;
    let body = r#"{"message":{"base":["Too many pipelines created in the last minute. Try again later."]}}"#;
    let kind = FaultKind::Status { code: 400, retry_after: None, body: body.to_owned() };
    opened.installation.gitlab.fault(Fault::once(&opened.start(), kind));
    opened.go_on(A_MINUTE).await;
    assert_eq!(opened.fate(), (Step::Claiming, Some(Reason::TooMany)), "it waits");
    opened.go_on(2 * A_MINUTE).await;
    assert_eq!((opened.build().step, opened.pipelines().len()), (Step::Following, 1), "and is started then");
    opened.installation.finish().await;
}

#[tokio::test]
async fn a_lost_answers_pipeline_is_adopted_and_not_asked_for_again() {
    let lost = [FaultKind::AnswerLost, FaultKind::Garble, FaultKind::Bare(502), FaultKind::Truncate];
    for kind in lost {
        let opened = Opened::with(when_asked()).await;
        opened.installation.gitlab.fault(Fault::once(&opened.start(), kind.clone()));
        opened.go_on(5 * A_MINUTE).await;
        let build = opened.build();
        assert_eq!((build.step, build.starter), (Step::Following, Some(Starter::Carrick)), "{kind:?}: it was found");
        assert_eq!((opened.asked(), opened.pipelines().len()), (1, 1), "{kind:?}: and not repeated");
        opened.installation.finish().await;
    }
}

#[tokio::test]
async fn what_was_looked_for_in_vain_is_asked_for_once_more_and_no_third_time() {
    for (times, step, pipelines) in [(1, Step::Following, 1), (2, Step::NotBuilt, 0)] {
        let opened = Opened::with(when_asked()).await;
        opened.installation.gitlab.fault(Fault::times(&opened.start(), times, FaultKind::Reset));
        opened.go_on(10 * A_MINUTE).await;
        assert_eq!((opened.build().step, opened.pipelines().len()), (step, pipelines), "lost {times} times");
        assert_eq!(opened.asked(), 2, "lost {times} times");
        opened.installation.finish().await;
    }
}

#[tokio::test]
async fn whatever_step_a_process_ended_at_the_next_one_goes_on_and_starts_no_second() {
    let opened = Opened::with(when_asked()).await;
    opened.go_on(A_MINUTE).await;
    let done = opened.build();
    let before = Build { starter: None, pipeline: None, ..done.clone() };
    let steps = [
        Build { step: Step::Waiting, asked_at: None, ..before.clone() },
        Build { step: Step::Claiming, asked_at: None, ..before.clone() },
        Build { step: Step::Asking, ..before.clone() },
        Build { step: Step::Asking, ..done.clone() },
        Build { step: Step::Adopting, ..before },
        done.clone(),
    ];
    for build in steps {
        opened.installation.carrick.builds.close();
        opened.put(&build);
        opened.go_on(2 * A_MINUTE).await;
        let after = opened.build();
        assert_eq!(after.step, Step::Following, "from {:?}: {after:?}", build.step);
        assert_eq!(after.pipeline.map(|kept| kept.id), done.pipeline.as_ref().map(|kept| kept.id), "{:?}", build.step);
        assert_eq!(opened.asked(), 1, "from {:?}", build.step);
    }
    opened.installation.finish().await;
}

#[tokio::test]
async fn a_process_that_ended_before_it_could_ask_looks_first_and_asks_then() {
    let opened = Opened::with(when_asked()).await;
    let seen_at = opened.installation.known(opened.link_id, opened.project, opened.iid).unwrap().head_seen_at;
    opened.put(&Build { step: Step::Asking, asked_at: Some(seen_at + 3_000), ..opened.build() });
    opened.go_on(30_000).await;
    assert_eq!((opened.build().step, opened.asked()), (Step::Adopting, 0), "for a minute it is looked for");
    opened.go_on(2 * A_MINUTE).await;
    assert_eq!(
        (opened.build().step, opened.asked(), opened.pipelines().len()),
        (Step::Following, 1, 1),
        "then asked for"
    );
    opened.installation.finish().await;
}

#[tokio::test]
async fn a_push_between_the_last_look_and_the_request_is_cancelled_and_shown() {
    let opened = Opened::with(when_asked()).await;
    let gitlab = &opened.installation.gitlab;
    gitlab.fault(Fault::once(&opened.start(), FaultKind::Hold));
    let going_on = opened.go_on(40_000);
    let pushing = async {
        until("the request is held back", || gitlab.held_answers() == 1).await;
        let pushed = gitlab.push_to_merge_request(opened.project, opened.iid, "alice").unwrap();
        gitlab.let_answer();
        pushed
    };
    let ((), pushed) = tokio::join!(going_on, pushing);
    let build = opened.build();
    assert_eq!(build.reason, Some(Reason::OtherCommit { sha: pushed.clone() }), "{build:?}");
    assert_eq!(build.step, Step::NotBuilt, "and not built again without a person");
    let made = &opened.pipelines()[0];
    assert_eq!(made.sha, pushed, "GitLab built what came in between");
    assert!(matches!(made.status, JobStatus::Canceled | JobStatus::Canceling), "it is cancelled: {:?}", made.status);
    opened.installation.finish().await;
}

#[tokio::test]
async fn a_push_that_only_the_reference_shows_is_not_built() {
    let opened = Opened::with(when_asked()).await;
    let head = "c".repeat(40);
    opened.installation.gitlab.edit_merge_request(opened.project, opened.iid, |row| row.head.clone_from(&head));
    opened.go_on(A_MINUTE).await;
    assert_eq!(opened.asked(), 0, "GitLab would build another commit than its rule saw");
    assert_eq!(opened.build().step, Step::Waiting, "the merge request tells of it some time");
    opened.installation.finish().await;
}

#[tokio::test]
async fn what_changed_while_it_waited_is_seen_before_it_is_asked() {
    let opened = Opened::with(when_asked()).await;
    opened.installation.gitlab.close_merge_request(opened.project, opened.iid);
    opened.go_on(A_MINUTE).await;
    assert_eq!((opened.fate(), opened.asked()), ((Step::NotBuilt, Some(Reason::NotOpen)), 0), "it was closed");
    opened.installation.finish().await;
    let opened = Opened::with(when_asked()).await;
    opened.installation.gitlab.set_draft(opened.project, opened.iid, true);
    opened.go_on(A_MINUTE).await;
    assert_eq!((opened.fate(), opened.asked()), ((Step::NotBuilt, Some(Reason::Draft)), 0), "it became a draft");
    opened.installation.finish().await;
}

#[tokio::test]
async fn a_replica_that_does_not_know_the_pipeline_yet_ends_nothing() {
    let opened = Opened::with(when_asked()).await;
    let lag = Setting::ReplicaLag { reads: 0, time: std::time::Duration::from_secs(45) };
    opened.installation.gitlab.set_setting(lag);
    opened.go_on_to(Step::Following).await;
    opened.go_on(20_000).await;
    assert_eq!(opened.build().step, Step::Following, "it was made a moment ago, and is not gone");
    opened.go_on(A_MINUTE).await;
    assert!(opened.build().pipeline.is_some_and(|seen| seen.status != "created"), "it is followed");
    opened.installation.finish().await;
}

#[tokio::test]
async fn of_two_starts_the_first_stays_and_anothers_is_never_cancelled() {
    let opened = Opened::with(when_asked()).await;
    opened.go_on_to(Step::Following).await;
    let second = opened.installation.gitlab.run_pipeline(opened.project, opened.iid, "alice").unwrap();
    opened.go_on(20_000).await;
    let status = |id: u64| opened.installation.gitlab.pipeline(id).unwrap().status;
    let ours = opened.build().pipeline.unwrap().id.cast_unsigned();
    assert!(ours < second, "ours came first");
    assert!(!matches!(status(ours), JobStatus::Canceled | JobStatus::Canceling), "so it stays");
    assert!(!matches!(status(second), JobStatus::Canceled | JobStatus::Canceling), "and another's is never cancelled");
    opened.installation.finish().await;
}

#[tokio::test]
async fn a_newer_commit_cancels_ours_and_nobody_elses() {
    let opened = Opened::with(Ci { auto_cancel: false, ..when_asked() }).await;
    opened.go_on_to(Step::Following).await;
    let ours = opened.build();
    opened.installation.gitlab.push_to_merge_request(opened.project, opened.iid, "alice").unwrap();
    opened.installation.pass(5_000);
    opened.installation.look().await;
    opened.go_on(5_000).await;
    let old = builds::get(&opened.installation.second_connection(), ours.id).unwrap().unwrap();
    assert_eq!((old.step, old.reason), (Step::Over, Some(Reason::Superseded)), "ours is over");
    let status = opened.pipelines()[0].status;
    assert!(matches!(status, JobStatus::Canceled | JobStatus::Canceling), "and cancelled: {status:?}");
    opened.go_on(A_MINUTE).await;
    assert_eq!((opened.build().step, opened.pipelines().len()), (Step::Following, 2), "the newer one is built");
    opened.installation.finish().await;
}

#[tokio::test]
async fn a_pipeline_is_followed_to_its_end_with_its_jobs_and_its_log() {
    let jobs = vec![NewJob::new("unit", "test"), NewJob { allow_failure: true, ..NewJob::new("lint", "test") }];
    let opened = Opened::with(Ci { jobs, ..when_asked() }).await;
    opened.go_on_to(Step::Following).await;
    let all = &opened.installation.carrick.builds;
    let pipeline = opened.pipelines()[0].id;
    let at_gitlab = opened.installation.gitlab.jobs(pipeline);
    let job = |name: &str| at_gitlab.iter().find(|job| job.name == name).unwrap().id;
    opened.installation.gitlab.write_log(job("unit"), "\u{1b}[31mred\u{1b}[0m\n");
    opened.installation.gitlab.move_job(job("lint"), JobStatus::Failed);
    opened.installation.gitlab.move_job(job("unit"), JobStatus::Failed);
    opened.go_on(2 * A_MINUTE).await;
    let build = opened.build();
    assert_eq!(build.step, Step::Over, "{build:?}");
    let status = build.pipeline.as_ref().unwrap().status.clone();
    let progress = following::progress(all, build.id).await.unwrap().expect("it was read");
    assert_eq!(mark(&status, &progress), Mark::Failed, "{status}");
    let failed = progress.failed_job().expect("one counts");
    assert_eq!(failed.name, "unit", "an allowed failure is none");
    let log = following::job_log(all, build.id, failed.id).await.unwrap();
    assert_eq!(log.lines, ["red"], "its colours are gone");
    assert_eq!(acting::act(all, build.id, Act::RetryJob(failed.id)).await.unwrap(), Done::Yes, "it is run again");
    assert_eq!(opened.build().step, Step::Following, "and followed again");
    opened.installation.finish().await;
}

#[tokio::test]
async fn a_person_has_it_built_once_more() {
    let opened = Opened::with(when_asked()).await;
    opened.go_on_to(Step::Following).await;
    let all = &opened.installation.carrick.builds;
    let merge_request = opened.build().merge_request;
    assert_eq!(acting::build_again(all, merge_request).await.unwrap(), Done::Yes, "a person asks");
    opened.go_on(A_MINUTE).await;
    let again = opened.build();
    assert_eq!((again.attempt, again.step), (2, Step::Following), "{again:?}");
    let ids: Vec<_> = opened.pipelines().iter().map(|pipeline| pipeline.id.cast_signed()).collect();
    assert_eq!(ids.len(), 2, "another one runs");
    assert_eq!(again.pipeline.map(|kept| kept.id), ids.last().copied(), "and is this build's");
    opened.installation.finish().await;
}

#[tokio::test]
async fn a_forks_commit_is_started_once_just_it_was_approved_and_retried_only_then() {
    let opened = Opened::from_fork().await;
    let (project, iid) = (opened.project, opened.iid);
    opened.go_on(5 * A_MINUTE).await;
    assert_eq!(
        (opened.fate(), opened.asked()),
        ((Step::NotBuilt, Some(Reason::NeedsApproval)), 0),
        "nobody approved it"
    );
    let all = &opened.installation.carrick.builds;
    let merge_request = opened.build().merge_request;
    let Done::NeedsApproval(approval) = acting::build_again(all, merge_request).await.unwrap() else {
        panic!("a new build asks the same way");
    };
    opened.installation.gitlab.push_to_merge_request(project, iid, "bob").unwrap();
    opened.installation.pass(3_000);
    assert_eq!(acting::approve(all, approval).await.unwrap(), Done::Changed, "another commit was seen than is there");
    opened.installation.look().await;
    let Done::NeedsApproval(approval) = acting::build_again(all, merge_request).await.unwrap() else {
        panic!("the new commit needs its own");
    };
    assert_eq!(acting::approve(all, approval).await.unwrap(), Done::Yes, "just this");
    opened.go_on(A_MINUTE).await;
    let build = opened.build();
    assert_eq!((build.step, opened.asked()), (Step::Following, 1), "{build:?}");
    opened.installation.gitlab.push_to_merge_request(project, iid, "bob").unwrap();
    opened.installation.pass(3_000);
    opened.installation.look().await;
    let retried = acting::act(all, build.id, Act::Retry).await.unwrap();
    assert!(matches!(retried, Done::NeedsApproval(_)), "a push voids it: {retried:?}");
    opened.installation.finish().await;
}

#[tokio::test]
async fn pipelines_of_the_fork_hold_nothing_back_and_prove_nothing() {
    let opened = Opened::with(when_asked()).await;
    let build = opened.build();
    let seen = PipelineSeen { id: 999, project_id: 999, status: "running".to_owned(), seen_at: 0 };
    opened.put(&Build { step: Step::Following, starter: Some(Starter::Carrick), pipeline: Some(seen), ..build });
    opened.go_on(A_MINUTE).await;
    let after = opened.build();
    let retried = acting::act(&opened.installation.carrick.builds, after.id, Act::Retry).await.unwrap();
    assert_eq!(retried, Done::No(Reason::WouldRunInFork), "what runs elsewhere is not run from here");
    opened.installation.finish().await;
}
