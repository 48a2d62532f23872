use std::time::Instant;

use carrick_store::build::{Build, Reason, Step};
use carrick_store::merge_request::MergeRequestState;

use super::{About, Change, Whom, reason_now, why};
use crate::builds::deciding::{Decision, decide};
use crate::builds::known::Fact;
use crate::builds::staging::{build, known, merge_request, rule};

const OPEN: About = About { state: MergeRequestState::Opened, is_of_fork: false, needs_relink: false };

fn change(reason: Reason, about: About) -> Option<Change> {
    why(reason, &about).what_would_change_it
}

#[test]
fn each_reason_has_the_one_thing_that_would_change_it() {
    let label = || "wip".to_owned();
    for (reason, expected) in [
        (Reason::NotWatched, Change::Watch),
        (Reason::SwitchedOff, Change::SwitchOn),
        (Reason::Paused { since: 1 }, Change::Resume),
        (Reason::Draft, Change::MarkReady),
        (Reason::OtherTarget { target: "docs".to_owned(), built: Vec::new() }, Change::ChangeTargets),
        (Reason::SkipLabel { label: label() }, Change::RemoveLabel { label: label() }),
        (Reason::NotMine { author: "bob".to_owned() }, Change::ChangeWhose),
        (Reason::Fork, Change::TakeForks),
        (Reason::NeedsApproval, Change::Approve),
        (Reason::OpenedBefore, Change::BuildThis),
        (Reason::NoJobs, Change::ShowWhatToAdd),
        (Reason::SkipCi, Change::Push),
        (Reason::RoleTooLow { level: Some(20) }, Change::AskForRole { of: Whom::Account, needed: 30, has: Some(20) }),
        (Reason::Preparing { until: Some(9) }, Change::Wait { until: Some(9) }),
    ] {
        assert_eq!(change(reason.clone(), OPEN), Some(expected), "{reason:?}");
    }
    for reason in [Reason::GitLabBuilds, Reason::Superseded, Reason::SecondStart] {
        assert_eq!(change(reason.clone(), OPEN), None, "{reason:?} is as it should be");
    }
}

#[test]
fn a_forks_commit_is_asked_for_by_approving_it() {
    let fork = About { is_of_fork: true, ..OPEN };
    for reason in [Reason::OpenedBefore, Reason::Lost, Reason::OtherCommit { sha: "b".repeat(40) }, Reason::Refused] {
        assert_eq!(change(reason.clone(), fork), Some(Change::Approve), "{reason:?} of a fork");
    }
}

#[test]
fn nothing_is_promised_of_what_is_not_open() {
    let closed = About { state: MergeRequestState::Closed, ..OPEN };
    assert_eq!(change(Reason::NotOpen, closed), Some(Change::Reopen), "it can be opened again");
    let merged = About { state: MergeRequestState::Merged, ..OPEN };
    assert_eq!(change(Reason::NotOpen, merged), None, "it is done");
    assert_eq!(change(Reason::Draft, merged), None, "and nobody marks it ready");
    assert_eq!(change(Reason::NotWatched, merged), Some(Change::Watch), "but the next one of the project");
}

#[test]
fn a_link_that_needs_its_person_comes_before_waiting() {
    assert_eq!(change(Reason::Unreachable, OPEN), Some(Change::Wait { until: None }), "it is tried again by itself");
    let broken = About { needs_relink: true, ..OPEN };
    assert_eq!(change(Reason::Unreachable, broken), Some(Change::Relink), "which would never help here");
}

#[test]
fn what_is_decided_now_is_told_before_what_became_of_a_build() {
    let built = Build { step: Step::NotBuilt, reason: Some(Reason::SkipCi), ..build() };
    assert_eq!(reason_now(&Decision::Not(Reason::Draft), Some(&built)), Some(Reason::Draft), "it is a draft by now");
    assert_eq!(reason_now(&Decision::Build, Some(&built)), Some(Reason::SkipCi), "GitLab would skip it again");
    assert_eq!(reason_now(&Decision::Build, Some(&build())), None, "it is being built");
    assert_eq!(reason_now(&Decision::Needs(Fact::LastPush), None), None, "nobody knows yet");
}

#[test]
fn why_is_answered_within_five_milliseconds() {
    let (mut rule, merge_request, known) = (rule(), merge_request(), known());
    rule.terms.targets = (0..50).map(|at| format!("release/*/{at}/*{}", "a".repeat(200))).collect();
    let began = Instant::now();
    for _ in 0..100 {
        let decision = decide(Some(&rule), &merge_request, &known);
        let reason = reason_now(&decision, None).unwrap();
        assert_eq!(why(reason, &OPEN).what_would_change_it, Some(Change::ChangeTargets), "none of fifty fits");
    }
    assert!(began.elapsed().as_millis() < 500, "a hundred answers took {:?}", began.elapsed());
}
