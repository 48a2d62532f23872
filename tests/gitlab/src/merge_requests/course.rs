//! What happens to a merge request by itself, and what each change moves and does not move.

use super::table::CreationRequest;
use super::{MergeCheck, MergeRequest};
use crate::ci::MergeRequestJobs;
use crate::clock::Due;
use crate::pipelines::create::Made;
use crate::state::World;
use std::time::Duration;

/// A touch within so many milliseconds of an earlier change is left out.
const TOUCHED_AGAIN_AFTER: i64 = 60_000;
/// How long GitLab knows what it was asked to create.
const REQUESTS_KEPT: i64 = 300_000;

/// Whole milliseconds.
pub(crate) fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

impl MergeRequest {
    /// A note, a push, an award: seen in `updated_at` only once a minute.
    pub(crate) fn touch(&mut self, now: i64) {
        if now - self.updated_at > TOUCHED_AGAIN_AFTER {
            self.updated_at = now;
        }
    }
}

impl World {
    /// What follows when one was opened: row, then the pipeline is asked for, then `prepared_at`.
    pub(crate) fn begin_course(&mut self, id: u64, by: u64) {
        let delays = self.settings.delays;
        self.ask_for_own_pipeline(id, by);
        self.later(millis(delays.prepared), Due::Prepare { merge_request: id });
    }

    pub(crate) fn prepare(&mut self, id: u64) {
        let now = self.now_ms();
        self.change_merge_request(id, |row| row.prepared_at = row.prepared_at.or(Some(now)));
    }

    /// What follows when its source branch was pushed and its ref has been moved.
    pub(crate) fn note_push(&mut self, id: u64, by: u64) {
        let Some(sha) = self.merge_requests.row(id).map(|row| row.head.clone()) else { return };
        let delay = millis(self.settings.delays.diff);
        self.later(delay, Due::ShowPush { merge_request: id, sha, by });
    }

    /// The commit by a direct update of its column; the note about it touches, which may be left out.
    pub(crate) fn show_push(&mut self, id: u64, sha: &str, by: u64) {
        let now = self.now_ms();
        self.change_merge_request(id, |row| {
            sha.clone_into(&mut row.sha);
            row.check = MergeCheck::Unchecked;
            row.touch(now);
        });
        self.ask_for_own_pipeline(id, by);
    }

    /// A look at a single one has its mergeability checked, later.
    pub(crate) fn look_at(&mut self, id: u64) {
        let is_unchecked = self.merge_requests.row(id).is_some_and(|row| row.check == MergeCheck::Unchecked);
        let Some(row) = self.merge_requests.lagging_mut(id).filter(|_| is_unchecked) else { return };
        row.change_quietly().check = MergeCheck::Checking;
        let delay = millis(self.settings.delays.check);
        self.later(delay, Due::Check { merge_request: id });
    }

    /// Written without a time stamp.
    pub(crate) fn check(&mut self, id: u64) {
        if let Some(row) = self.merge_requests.lagging_mut(id) {
            row.change_quietly().check = MergeCheck::Checked;
        }
    }

    fn ask_for_own_pipeline(&mut self, id: u64, by: u64) {
        let Some(row) = self.merge_requests.row(id).filter(|row| row.is_open()) else { return };
        let Some(project) = self.projects.row(row.project_id) else { return };
        if project.ci.merge_requests == MergeRequestJobs::OnlyWhenAsked {
            return;
        }
        let delay = millis(self.settings.delays.pipeline);
        self.ask_worker(id, by, delay, false);
    }

    /// Has a worker create a pipeline; `asked` is whether somebody asked for it through the API.
    pub(crate) fn ask_worker(&mut self, id: u64, by: u64, delay: u64, asked: bool) {
        let now = self.now_ms();
        let requests = self.merge_requests.requests.entry(id).or_default();
        let request = requests.last().map_or(1, |last| last.number + 1);
        requests.retain(|one| now - one.asked_at < REQUESTS_KEPT);
        requests.push(CreationRequest {
            number: request,
            asked_at: now,
            status: "IN_PROGRESS",
            pipeline: None,
            error: None,
        });
        self.later(delay, Due::Build { merge_request: id, by, request, asked });
    }

    pub(crate) fn build_later(&mut self, id: u64, by: u64, request: u64, asked: bool) {
        let made = self.build_merge_request(id, by, asked);
        let requests = self.merge_requests.requests.get_mut(&id);
        let entry = requests.and_then(|all| all.iter_mut().find(|one| one.number == request));
        let Some(entry) = entry else { return };
        match made {
            Made::Pipeline(pipeline) => (entry.status, entry.pipeline) = ("SUCCEEDED", Some(pipeline)),
            Made::Refused(why) => (entry.status, entry.error) = ("FAILED", Some(why)),
            Made::NoCommits => {
                let why = "Cannot create a pipeline for this merge request: no commits to build.".to_owned();
                (entry.status, entry.error) = ("FAILED", Some(why));
            }
            Made::Broken => (entry.status, entry.error) = ("FAILED", None),
        }
    }

    /// What was asked of workers for this one within the last minutes, newest first.
    pub(crate) fn creation_requests(&self, id: u64) -> Vec<&CreationRequest> {
        let now = self.now_ms();
        let requests = self.merge_requests.requests.get(&id).into_iter().flatten().rev();
        requests.filter(|one| now - one.asked_at < REQUESTS_KEPT).collect()
    }
}
