//! A build and what is seen of it, for tests to change one thing of.

use carrick_store::build::PipelineSeen;
use carrick_store::rule::PipelineKind;

use super::super::super::evidence::Subject;
use super::super::*;

pub(super) const NOW: i64 = 1_000_000;
pub(super) const PROJECT: i64 = 7;
pub(super) const FORK: i64 = 8;
pub(super) const ME: i64 = 3;

pub(super) fn build(step: Step) -> Build {
    Build {
        id: 1,
        merge_request: 1,
        sha: "aa".to_owned(),
        attempt: 1,
        target_branch: "main".to_owned(),
        source_project: Some(PROJECT),
        step,
        reason: None,
        starter: None,
        pipeline: None,
        decided_at: 0,
        asked_at: None,
        ended_at: None,
        claim: None,
    }
}

pub(super) fn asked(step: Step) -> Build {
    Build { asked_at: Some(NOW), ..build(step) }
}

pub(super) fn followed() -> Build {
    let pipeline = PipelineSeen { id: 50, project_id: PROJECT, status: "running".to_owned(), seen_at: 0 };
    Build { starter: Some(Starter::Carrick), pipeline: Some(pipeline), ..asked(Step::Following) }
}

pub(super) fn pipeline(id: i64) -> Pipeline {
    Pipeline {
        id,
        project_id: PROJECT,
        source: "merge_request_event".to_owned(),
        reference: "refs/merge-requests/1/head".to_owned(),
        sha: "aa".to_owned(),
        head: Some("aa".to_owned()),
        status: "created".to_owned(),
        user_id: Some(ME),
        created_at: NOW,
    }
}

pub(super) fn standing(decision: Decision) -> Standing {
    Standing { is_head: true, decision }
}

/// Of which nothing was asked for yet.
pub(super) fn seen() -> Seen {
    Seen {
        subject: Subject {
            project_id: PROJECT,
            sha: "aa".to_owned(),
            kind: PipelineKind::MergeRequest,
            source_branch: "fix".to_owned(),
        },
        user_id: ME,
        is_of_fork: false,
        head_seen_at: NOW - 30_000,
        own_until: NOW - 5_000,
        cancels_superseded: true,
        known_pipelines: Vec::new(),
        looking_since: None,
        verified_at: None,
        second_seen_at: None,
        here: standing(Decision::Build),
        listing: None,
        claim: None,
        again: None,
        head: None,
        answer: None,
    }
}

pub(super) fn at<T>(what: T) -> Option<At<T>> {
    Some(At { what, at: NOW })
}

pub(super) fn listed(pipelines: Vec<Pipeline>) -> Option<At<Listing>> {
    at(Listing { pipelines, is_being_created: false })
}

/// Everything that must be known, and nothing that speaks against it.
pub(super) fn all_clear() -> Seen {
    Seen {
        listing: listed(Vec::new()),
        claim: at(Claim::None),
        again: at(standing(Decision::Build)),
        head: at(Some("aa".to_owned())),
        ..seen()
    }
}

pub(super) fn ends(action: &Action) -> Option<(Step, Option<Reason>)> {
    match action {
        Action::End(ended) => Some((ended.step, ended.reason.clone())),
        _ => None,
    }
}
