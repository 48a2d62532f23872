//! What must be true when a week is over.

use std::collections::HashMap;

use carrick_store::build::{Build, Starter, Step};
use carrick_store::db::{builds, merge_requests, watches};
use carrick_store::merge_request::{MergeRequest, MergeRequestState};
use local_gitlab::{JobStatus, MergeRequestJobs, Pipeline};

use super::machine::Machine;
use super::shared::Place;
use super::world::World;

/// By so long after a start its machine, while awake, has looked for another one at a replica that tells of both: at the
/// look after a minute, which comes a step of the clock late (milliseconds).
const SECOND_LOOK: i64 = 90_000;

impl World {
    /// What is wrong, of all that must be right.
    pub(super) fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for machine in &self.machines {
            self.look_at_journal(machine, &mut faults);
        }
        self.look_at_pipelines(&mut faults);
        faults.extend(self.overslept.iter().map(|(who, when)| format!("{who} was awake and did not look, {when}")));
        let left = self.machines[0].claims.left();
        faults.extend(left.iter().map(|place| self.tell_left(place)));
        faults
    }

    /// A claim that is left, with what is known of its commit where it could have been let go of.
    fn tell_left(&self, (project, iid, sha): &Place) -> String {
        let row = self.gitlab().merge_request(project.cast_unsigned(), iid.cast_unsigned());
        let there = row.map(|row| format!("{:?} at {}", row.state, row.sha));
        let mut told = format!("a claim is left of {project}!{iid} {sha}, which is {there:?} at GitLab");
        for machine in &self.machines {
            let db = machine.installation.second_connection();
            let Some(watch) = watches::find(&db, machine.link_id, *project).unwrap() else { continue };
            let known = merge_requests::find(&db, watch.id, *iid).unwrap();
            let build = known.as_ref().and_then(|known| builds::of_commit(&db, known.id, sha).unwrap());
            let head = known.map(|known| (known.snapshot.state, known.snapshot.sha, known.seen_at));
            let swept_at: Option<i64> =
                db.query_row("SELECT swept_at FROM agreements WHERE watch_id = ?1", [watch.id], |row| row.get(0)).ok();
            told += &format!("\n    {}: swept {swept_at:?}, {head:?}, {build:?}", machine.username);
        }
        told
    }

    /// Every head that was seen has come to its end, with a pipeline or a reason.
    fn look_at_journal(&self, machine: &Machine, faults: &mut Vec<String>) {
        let db = machine.installation.second_connection();
        for watch in watches::of_link(&db, machine.link_id).unwrap() {
            for known in merge_requests::of_watch(&db, watch.id).unwrap() {
                let all = builds::of_merge_request(&db, known.id).unwrap();
                let who = format!("{} about {}!{}", machine.username, watch.project_id, known.snapshot.iid);
                faults.extend(all.iter().filter_map(unfinished).map(|why| format!("{who}: {why}")));
                faults.extend(unseen(&known, &all).map(|why| format!("{who}: {why}")));
                let at_gitlab =
                    self.gitlab().merge_request(watch.project_id.cast_unsigned(), known.snapshot.iid.cast_unsigned());
                if let Some(there) = at_gitlab.filter(|there| there.sha != known.snapshot.sha) {
                    faults.push(format!("{who}: {} is not known, but {}", there.sha, known.snapshot.sha));
                }
            }
        }
    }

    /// Of every commit one of ours at most is left, and of a fork only what was approved.
    fn look_at_pipelines(&self, faults: &mut Vec<String>) {
        let mut by_commit: HashMap<(u64, u64, String), Vec<Pipeline>> = HashMap::new();
        let all = self.gitlab().all_pipelines();
        for project in &self.projects {
            let own =
                self.gitlab().project(*project).is_some_and(|row| row.ci.merge_requests == MergeRequestJobs::Built);
            for row in self.gitlab().merge_requests(*project) {
                for pipeline in all.iter().filter(|it| it.merge_request_id == Some(row.id)) {
                    // GitLab starts its own in the name of whoever opened or pushed.
                    let pushed = || self.pushed.contains(&(pipeline.sha.clone(), pipeline.user.clone()));
                    let is_gitlabs = own && (pipeline.user == row.author || pushed());
                    if self.by_person.contains(&pipeline.id) || is_gitlabs {
                        continue;
                    }
                    if row.is_from_fork() && !self.approved.contains(&pipeline.sha) && is_alive(pipeline) {
                        faults.push(format!("{project}!{}: {} of a fork was not approved", row.iid, pipeline.sha));
                    }
                    if pipeline.project_id != *project && is_alive(pipeline) {
                        faults.push(format!("{project}!{}: {} runs in the fork", row.iid, pipeline.id));
                    }
                    by_commit.entry((*project, row.iid, pipeline.sha.clone())).or_default().push(pipeline.clone());
                }
            }
        }
        for ((project, iid, sha), pipelines) in by_commit {
            let left = |pipeline: &&Pipeline| is_alive(pipeline) && !self.ended_unseen(pipeline);
            let alive = pipelines.iter().filter(left).count();
            if alive > 1 {
                faults.push(format!("{project}!{iid} {sha}: {alive} of ours are left: {pipelines:?}"));
            }
            let is_head = || {
                let row = self.gitlab().merge_request(project, iid);
                row.is_some_and(|row| row.sha == sha && row.state == local_gitlab::MergeRequestState::Opened)
            };
            if pipelines.len() > 1 && !pipelines.iter().any(is_alive) && is_head() {
                faults.push(format!("{project}!{iid} {sha}: of several none of ours is left: {pipelines:?}"));
            }
            let key = (project.cast_signed(), iid.cast_signed(), sha.clone());
            let is_excused =
                self.disturbed.contains(&(project, iid)) || self.board.lock().unwrap().excused.contains(&key);
            if pipelines.len() > 1 && !is_excused {
                faults.push(format!("{project}!{iid} {sha}: started {} times: {pipelines:?}", pipelines.len()));
            }
        }
    }

    /// Whether the machine that started it slept or stood still from before every replica told it of another one until
    /// the pipeline was over: nobody could cancel it in time, and afterwards there is nothing to cancel.
    fn ended_unseen(&self, pipeline: &Pipeline) -> bool {
        let seen_by_all = pipeline.created_at + SECOND_LOOK;
        let is_over_by = |until| pipeline.finished_at.is_some_and(|finished_at| finished_at <= until);
        self.away.iter().any(|&(who, from, until)| who == pipeline.user && from <= seen_by_all && is_over_by(until))
    }
}

fn is_alive(pipeline: &Pipeline) -> bool {
    !matches!(pipeline.status, JobStatus::Canceled | JobStatus::Canceling | JobStatus::Skipped)
}

/// Why a build has not come to its end, where it has not.
fn unfinished(build: &Build) -> Option<String> {
    let is_told = match build.step {
        Step::Waiting | Step::Claiming | Step::Asking | Step::Adopting => false,
        Step::NotBuilt => build.reason.is_some(),
        Step::Following => build.pipeline.is_some(),
        Step::Over => build.pipeline.is_some() || build.reason.is_some(),
    };
    let is_started = build.starter.is_some() || build.pipeline.is_none() || build.step == Step::NotBuilt;
    let is_ours = build.starter == Some(Starter::Carrick);
    let has_claim = build.claim.is_some();
    (!is_told || !is_started || has_claim).then(|| format!("{build:?} (ours: {is_ours})"))
}

/// Why nothing is written down of a head that was seen, where there should be.
fn unseen(known: &MergeRequest, all: &[Build]) -> Option<String> {
    let is_wanted = known.snapshot.state == MergeRequestState::Opened && !known.was_there;
    let is_there = all.iter().any(|build| build.sha == known.snapshot.sha);
    (is_wanted && !is_there).then(|| format!("nothing became of {}", known.snapshot.sha))
}
