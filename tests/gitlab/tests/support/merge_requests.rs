//! A project with merge requests, and asking the API about them.

use super::http::{self, Answer};
use super::{start, token};
use local_gitlab::{
    AccessLevel, Ci, Delays, LocalGitlab, MergeRequest, MergeRequestJobs, NewMergeRequest, NewProject, Setting,
};
use serde_json::Value;
use std::time::Duration;

/// When the stopped clock stands at first: 2026-03-02 08:00:00 UTC.
pub(crate) const MORNING: i64 = 1_772_438_400_000;

/// A server whose clock stands, a project with these jobs for merge requests, in which alice develops, and her token.
pub(crate) struct Desk {
    pub(crate) gitlab: LocalGitlab,
    pub(crate) project: u64,
    pub(crate) token: String,
}

impl Desk {
    pub(crate) fn new(jobs: MergeRequestJobs) -> Self {
        let gitlab = start();
        gitlab.stop_clock_at(MORNING);
        let members = vec![("alice".to_owned(), AccessLevel::Developer), ("bob".to_owned(), AccessLevel::Maintainer)];
        let ci = Ci { merge_requests: jobs, ..Ci::default() };
        let new = NewProject { path: "group/web".to_owned(), members, ci, ..NewProject::default() };
        let project = gitlab.create_project(new).id;
        let token = token(&gitlab, "alice", &["api"]);
        Self { gitlab, project, token }
    }

    /// The same, where everything that GitLab does by itself is done at once.
    pub(crate) fn prompt(jobs: MergeRequestJobs) -> Self {
        let desk = Self::new(jobs);
        desk.gitlab.set_setting(Setting::Delays(Delays::NONE));
        desk
    }

    pub(crate) fn open(&self) -> MergeRequest {
        let new = NewMergeRequest { project: self.project, ..NewMergeRequest::default() };
        self.gitlab.open_merge_request(new).expect("it opens")
    }

    pub(crate) fn pass(&self, seconds: u64) {
        self.gitlab.advance_clock(Duration::from_secs(seconds));
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &self.token, None)
    }

    pub(crate) fn post(&self, path: &str) -> Answer {
        self.ask("POST", path, &self.token, Some("{}"))
    }

    pub(crate) fn send(&self, path: &str, body: &Value) -> Answer {
        self.ask("POST", path, &self.token, Some(&body.to_string()))
    }

    /// Below `/api/v4`; the body is JSON.
    pub(crate) fn ask(&self, method: &str, path: &str, token: &str, body: Option<&str>) -> Answer {
        let bearer = format!("Bearer {token}");
        let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
        http::send(&self.gitlab, method, &format!("/api/v4{path}"), &headers, body).expect("the server answers")
    }

    /// A path below the project.
    pub(crate) fn of(&self, path: &str) -> String {
        format!("/projects/{}{path}", self.project)
    }
}
