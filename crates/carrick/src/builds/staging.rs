//! A project, an account and a merge request that is built, for tests to change one thing of.

use carrick_store::build::{Build, Step};
use carrick_store::merge_request::{MergeRequest, MergeRequestState, Snapshot};
use carrick_store::project::DEVELOPER;
use carrick_store::rule::{Rule, RulePlace, Terms, Whose};

use super::known::{Known, LastPush, Level};

pub(super) const PROJECT: i64 = 7;
pub(super) const FORK: i64 = 8;
pub(super) const ME: i64 = 20;
pub(super) const BOB: i64 = 21;
/// When the commit was seen, by the instance's clock.
pub(super) const SEEN: i64 = 1_700_000_000_000;

/// A rule for every branch of the project, whoever's.
pub(super) fn rule() -> Rule {
    Rule {
        id: 1,
        link_id: 1,
        instance: "https://gitlab.example.com".to_owned(),
        place: RulePlace::Project { project_id: PROJECT, path: "group/project".to_owned() },
        is_on: true,
        on_since: 0,
        terms: Terms { whose: Whose::OwnBranches, ..Terms::default() },
        writes_status: false,
    }
}

/// My own, ready, from a branch of the project.
pub(super) fn merge_request() -> MergeRequest {
    let snapshot = Snapshot {
        iid: 41,
        sha: "3f2a1c9000000000000000000000000000000000".to_owned(),
        state: MergeRequestState::Opened,
        is_draft: false,
        labels: Vec::new(),
        source_branch: "fix".to_owned(),
        target_branch: "main".to_owned(),
        source_project: Some(PROJECT),
        title: "Fix login".to_owned(),
        author_id: Some(ME),
        author: "alice".to_owned(),
        created_at: SEEN,
        updated_at: SEEN,
        prepared_at: Some(SEEN),
    };
    MergeRequest { id: 3, watch_id: 2, snapshot, head_seen_at: SEEN, was_there: false, hot_until: 0, seen_at: SEEN }
}

/// Everything that lets it be built, and nothing that cost a request but whose push it was.
pub(super) fn known() -> Known {
    Known {
        project_id: PROJECT,
        user_id: ME,
        level: Level::Is(DEVELOPER),
        now: SEEN + 60_000,
        switched_on_at: SEEN - 1,
        paused_since: None,
        away: None,
        is_asked_for: false,
        approval: None,
        forks_run_here: true,
        gitlab_builds: false,
        author_refused: false,
        is_being_created: false,
        grace: 30_000,
        last_push: Some(LastPush::By(ME)),
        author_level: Level::Unknown,
        changed_paths: None,
    }
}

/// A build of its head that came to nothing yet.
pub(super) fn build() -> Build {
    Build {
        id: 5,
        merge_request: 3,
        sha: merge_request().snapshot.sha,
        attempt: 1,
        target_branch: "main".to_owned(),
        source_project: Some(PROJECT),
        step: Step::Waiting,
        reason: None,
        starter: None,
        pipeline: None,
        decided_at: SEEN,
        asked_at: None,
        ended_at: None,
        claim: None,
    }
}
