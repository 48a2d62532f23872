//! Answers that are seldom, and a world that moves between a look and what follows from it.

use carrick::builds::following::acting::{self, Done};
use carrick_store::build::{Reason, Starter, Step};
use local_gitlab::{Fault, FaultKind, JobStatus, NewPipeline};

use super::opened::{A_MINUTE, Opened, when_asked};

fn refusal(code: u16, message: &str) -> FaultKind {
    FaultKind::Status { code, retry_after: None, body: format!(r#"{{"message":"{message}"}}"#) }
}

#[tokio::test]
async fn a_merge_request_without_commits_is_told_so_and_not_asked_for_again() {
    let opened = Opened::with(when_asked()).await;
    opened.installation.gitlab.fault(Fault::always(&opened.start(), refusal(405, "405 Method Not Allowed")));
    opened.go_on(10 * A_MINUTE).await;
    assert_eq!(opened.fate(), (Step::NotBuilt, Some(Reason::NoCommits)), "that is what 405 means here");
    assert_eq!(opened.asked(), 1, "and nothing else will come of asking");
    opened.installation.finish().await;
}

#[tokio::test]
async fn a_commit_message_that_skips_ci_ends_it_with_that_reason() {
    let opened = Opened::with(when_asked()).await;
    opened.installation.gitlab.edit_merge_request(opened.project, opened.iid, |row| row.skips_ci = true);
    opened.go_on(10 * A_MINUTE).await;
    assert_eq!(opened.fate(), (Step::NotBuilt, Some(Reason::SkipCi)), "GitLab made an empty pipeline of it");
    assert_eq!(opened.asked(), 1, "once");
    opened.installation.finish().await;
}

#[tokio::test]
async fn a_session_that_single_sign_on_wants_is_waited_for() {
    let opened = Opened::with(when_asked()).await;
    let words = "Cannot find valid SSO session. Please login via your group's SSO at https://gitlab.example/groups/g/-/saml/sso";
    opened.installation.gitlab.fault(Fault::times(&opened.start(), 1, refusal(403, words)));
    opened.go_on(2 * A_MINUTE).await;
    assert_eq!(opened.fate(), (Step::Claiming, Some(Reason::Unreachable)), "the person has to sign in there");
    opened.go_on(15 * A_MINUTE).await;
    assert_eq!((opened.build().step, opened.asked()), (Step::Following, 2), "and then it is started");
    opened.installation.finish().await;
}

#[tokio::test]
async fn who_is_turned_away_is_not_asked_for_again() {
    let opened = Opened::with(when_asked()).await;
    opened.installation.gitlab.fault(Fault::always(&opened.start(), refusal(403, "403 Forbidden")));
    opened.go_on(10 * A_MINUTE).await;
    let (step, reason) = opened.fate();
    assert!(matches!((step, &reason), (Step::NotBuilt, Some(Reason::RoleTooLow { .. }))), "{step:?} {reason:?}");
    assert_eq!(opened.asked(), 1, "once");
    opened.installation.finish().await;
}

#[tokio::test]
async fn a_forks_pipelines_made_to_look_like_ours_hold_nothing_back_and_are_not_adopted() {
    for is_lost in [false, true] {
        let opened = Opened::with(when_asked()).await;
        let gitlab = &opened.installation.gitlab;
        let fork = gitlab.fork(opened.project, "eve/project", "bob").unwrap();
        let row = gitlab.merge_request(opened.project, opened.iid).unwrap();
        // The same commit, the same reference, the same word for where it came from, the same person.
        let forge = |status| NewPipeline {
            project: fork.id,
            sha: row.sha.clone(),
            ref_name: row.head_ref(),
            source: "merge_request_event".to_owned(),
            user: "alice".to_owned(),
            merge_request: Some((opened.project, opened.iid)),
            status: Some(status),
            ..NewPipeline::default()
        };
        for status in [JobStatus::Running, JobStatus::Success, JobStatus::Failed] {
            gitlab.add_pipeline(forge(status)).expect("it is listed with the merge request");
        }
        if is_lost {
            gitlab.fault(Fault::once(&opened.start(), FaultKind::AnswerLost));
        }
        opened.go_on(5 * A_MINUTE).await;
        let build = opened.build();
        assert_eq!((build.step, build.starter), (Step::Following, Some(Starter::Carrick)), "lost: {is_lost}");
        let kept = build.pipeline.unwrap();
        assert_eq!(kept.project_id, opened.project.cast_signed(), "lost: {is_lost}: the one in the project itself");
        let forged = gitlab.pipelines(fork.id);
        let is_cancelled = |status| matches!(status, JobStatus::Canceled | JobStatus::Canceling);
        assert!(forged.iter().all(|it| !is_cancelled(it.status)), "and what is not ours is left alone");
        opened.installation.finish().await;
    }
}

#[tokio::test]
async fn whoever_pushes_back_and_forth_during_an_approval_gets_nothing_built_that_was_not_approved() {
    for between in 0..6 {
        let opened = Opened::from_fork().await;
        let gitlab = &opened.installation.gitlab;
        let approved = gitlab.merge_request(opened.project, opened.iid).unwrap().sha;
        let other = "e".repeat(40);
        let all = &opened.installation.carrick.builds;
        let Done::NeedsApproval(approval) = acting::build_again(all, opened.build().merge_request).await.unwrap()
        else {
            panic!("it was not approved yet");
        };
        let mut is_there = false;
        let mut flip = || {
            is_there = !is_there;
            let sha = if is_there { other.clone() } else { approved.clone() };
            gitlab.edit_merge_request(opened.project, opened.iid, |row| {
                row.sha.clone_from(&sha);
                row.head.clone_from(&sha);
            });
        };
        let deciding = async {
            let done = acting::approve(all, approval).await.unwrap();
            opened.go_on(3 * A_MINUTE).await;
            done
        };
        // The commit is another one from each so many requests on.
        let pushing = async {
            let mut seen = gitlab.requests().len();
            loop {
                if gitlab.requests().len() > seen + between {
                    seen = gitlab.requests().len();
                    flip();
                }
                tokio::time::sleep(std::time::Duration::from_micros(200)).await;
            }
        };
        tokio::select! {
            _ = deciding => {}
            () = pushing => {}
        }
        for pipeline in opened.pipelines() {
            let runs_on = !matches!(pipeline.status, JobStatus::Canceled | JobStatus::Canceling);
            assert!(pipeline.sha == approved || !runs_on, "every {between} requests: {} runs on", pipeline.sha);
        }
        opened.installation.finish().await;
    }
}
