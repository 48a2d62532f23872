//! What happens in a week: at GitLab, on the way to it, and to the machines.

use std::time::Duration;

use carrick::builds::following::acting::{self, Done};
use carrick_store::build::{Reason, Step};
use carrick_store::db::approvals::Approval;
use carrick_store::db::{builds, merge_requests, watches};
use local_gitlab::{AccessLevel, Fault, FaultKind, MergeRequestState, NewMergeRequest, Setting};

use super::machine::State;
use super::world::{A_MINUTE, AN_HOUR, LONGEST_LAG, World};

const WORDS: [&str; 3] = ["alice", "bob", "carol"];

impl World {
    /// One thing happens.
    pub(super) async fn happen(&mut self) {
        match self.random.below(100) {
            0..25 => self.open(),
            25..30 => self.open_from_fork(),
            30..45 => self.push(),
            45..50 => self.push_twice().await,
            50..54 => self.turn_draft(),
            54..57 => self.label(),
            57..60 => self.retarget(),
            60..65 => self.close_or_reopen(),
            65..69 => self.merge(),
            69..72 => self.run_by_person(),
            72..78 => self.approve().await,
            78..86 => self.disturb(),
            86..89 => self.change_rights(),
            89..92 => self.jump_clock(),
            92..95 => self.fall_asleep(),
            95..97 => self.hang(),
            _ => self.kill().await,
        }
    }

    fn project(&mut self) -> u64 {
        *self.random.one(&self.projects)
    }

    /// One of those that are there, most often a new one.
    fn any(&mut self) -> Option<(u64, u64)> {
        let project = self.project();
        let count = self.gitlab().merge_requests(project).len();
        if count == 0 {
            return None;
        }
        let back = self.random.below(count.min(4));
        Some((project, u64::try_from(count - back).unwrap_or(1)))
    }

    fn open(&mut self) {
        let project = self.project();
        let author = (*self.random.one(&WORDS)).to_owned();
        let draft = self.random.percent(10);
        let new = NewMergeRequest { project, author, draft, without_git: true, ..NewMergeRequest::default() };
        let opened = self.gitlab().open_merge_request(new).expect("it opens");
        self.note(format!("{}!{} opened, {}", opened.project_id, opened.iid, opened.sha));
    }

    fn open_from_fork(&mut self) {
        let project = self.project();
        let path = format!("eve/fork-{}", self.random.next());
        let fork = self.gitlab().fork(project, &path, "bob").expect("a fork");
        // Whoever may start pipelines there starts one there where they run in the fork.
        self.gitlab().set_member(fork.id, "alice", Some(AccessLevel::Developer));
        let (source_project, author) = (Some(fork.id), "bob".to_owned());
        let new = NewMergeRequest { project, source_project, author, without_git: true, ..NewMergeRequest::default() };
        let opened = self.gitlab().open_merge_request(new).expect("it opens");
        self.note(format!("{}!{} opened from a fork, {}", opened.project_id, opened.iid, opened.sha));
    }

    fn push(&mut self) {
        let Some((project, iid)) = self.any() else { return };
        let by = *self.random.one(&WORDS);
        let is_open = |row: local_gitlab::MergeRequest| row.state == MergeRequestState::Opened;
        if self.gitlab().merge_request(project, iid).is_some_and(is_open) {
            let pushed = self.gitlab().push_to_merge_request(project, iid, by).expect("it is pushed");
            self.pushed.insert((pushed.clone(), by.to_owned()));
            self.note(format!("{project}!{iid} pushed {pushed}"));
        }
    }

    async fn push_twice(&mut self) {
        let Some((project, iid)) = self.any() else { return };
        if self.gitlab().merge_request(project, iid).is_none_or(|row| row.state != MergeRequestState::Opened) {
            return;
        }
        for _ in 0..2 {
            let pushed = self.gitlab().push_to_merge_request(project, iid, "alice").expect("it is pushed");
            self.pushed.insert((pushed.clone(), "alice".to_owned()));
            self.note(format!("{project}!{iid} pushed {pushed}"));
            let between = self.random.between(500, 20_000);
            self.go_on(between).await;
        }
    }

    fn turn_draft(&mut self) {
        let Some((project, iid)) = self.any() else { return };
        let is_draft = self.gitlab().merge_request(project, iid).is_some_and(|row| row.is_draft());
        self.gitlab().set_draft(project, iid, !is_draft);
        self.note(format!("{project}!{iid} draft: {}", !is_draft));
    }

    fn label(&mut self) {
        let Some((project, iid)) = self.any() else { return };
        self.gitlab().set_labels(project, iid, &["later"]);
        self.gitlab().note_on_merge_request(project, iid);
    }

    fn retarget(&mut self) {
        let Some((project, iid)) = self.any() else { return };
        let branch = *self.random.one(&["main", "release"]);
        self.gitlab().retarget(project, iid, branch);
        self.note(format!("{project}!{iid} into {branch}"));
    }

    fn close_or_reopen(&mut self) {
        let Some((project, iid)) = self.any() else { return };
        let state = self.gitlab().merge_request(project, iid).map(|row| row.state);
        match state {
            Some(MergeRequestState::Opened) => drop(self.gitlab().close_merge_request(project, iid)),
            Some(MergeRequestState::Closed) => drop(self.gitlab().reopen_merge_request(project, iid)),
            _ => return,
        }
        self.note(format!("{project}!{iid} was {state:?}"));
    }

    fn merge(&mut self) {
        let Some((project, iid)) = self.any() else { return };
        if self.gitlab().merge_request(project, iid).is_some_and(|row| row.state == MergeRequestState::Opened) {
            self.gitlab().merge(project, iid).expect("it is merged");
            self.note(format!("{project}!{iid} merged"));
        }
    }

    fn run_by_person(&mut self) {
        let Some((project, iid)) = self.any() else { return };
        let is_own = |row: &local_gitlab::MergeRequest| row.state == MergeRequestState::Opened && !row.is_from_fork();
        if !self.gitlab().merge_request(project, iid).as_ref().is_some_and(is_own) {
            return;
        }
        if let Ok(id) = self.gitlab().run_pipeline(project, iid, "bob") {
            self.by_person.insert(id);
            self.note(format!("{project}!{iid} a person runs {id}"));
        }
    }

    /// A person approves what waits for that on their machine, as it is seen there.
    async fn approve(&mut self) {
        let machine = &self.machines[0];
        let db = machine.installation.second_connection();
        let waits =
            |row: &carrick_store::build::Build| row.step == Step::NotBuilt && row.reason == Some(Reason::NeedsApproval);
        let mut found: Option<(Approval, String)> = None;
        for watch in watches::of_link(&db, machine.link_id).unwrap() {
            for known in merge_requests::open_of_watch(&db, watch.id).unwrap() {
                let Some(build) = builds::of_commit(&db, known.id, &known.snapshot.sha).unwrap() else { continue };
                if waits(&build) {
                    let sha = known.snapshot.sha.clone();
                    let approval = Approval {
                        merge_request: known.id,
                        sha: sha.clone(),
                        source_project: known.snapshot.source_project,
                        target_branch: known.snapshot.target_branch.clone(),
                    };
                    found = Some((approval, sha));
                }
            }
        }
        let Some((approval, sha)) = found else { return };
        // What was approved counts from here on, whatever is answered.
        self.approved.insert(sha.clone());
        let done = acting::approve(&machine.installation.carrick.builds, approval).await;
        let done = done.unwrap_or(Done::Changed);
        self.note(format!("approved {sha}: {done:?}"));
    }

    fn disturb(&mut self) {
        let status = |code, retry_after| FaultKind::Status { code, retry_after, body: "{}".to_owned() };
        let times = u32::try_from(self.random.between(1, 4)).unwrap_or(1);
        match self.random.below(8) {
            0 => self.gitlab().fault(Fault::once("/api/graphql", status(429, Some(120)))),
            1 => self.gitlab().fault(Fault::times("/api/graphql", times, status(502, None))),
            2 => self.gitlab().fault(Fault::times("/api/v4/", times, FaultKind::Reset)),
            3 => self.gitlab().fault(Fault::times("/api/v4/", times, status(503, None))),
            4 => {
                let reads = u32::try_from(self.random.below(3)).unwrap_or(0);
                let time = Duration::from_secs(self.random.below(LONGEST_LAG) as u64);
                self.gitlab().set_setting(Setting::ReplicaLag { reads, time });
            }
            5 => self.board.lock().unwrap().failures = *self.random.one(&[0, 0, 20, 60]),
            _ => self.lose_an_answer(),
        }
    }

    /// The next pipeline that is asked for in a merge request that is new is made, or is not, and nobody hears of it.
    fn lose_an_answer(&mut self) {
        let Some((project, iid)) = self.any() else { return };
        let path = format!("POST /api/v4/projects/{project}/merge_requests/{}/pipelines", iid + 1);
        let kinds = [
            FaultKind::AnswerLost,
            FaultKind::Garble,
            FaultKind::Truncate,
            FaultKind::Bare(502),
            FaultKind::Reset,
            FaultKind::Status { code: 429, retry_after: Some(90), body: "Retry later\n".to_owned() },
        ];
        let kind = self.random.one(&kinds).clone();
        self.note(format!("{project}!{} loses {kind:?}", iid + 1));
        self.gitlab().fault(Fault::once(&path, kind));
        self.disturbed.insert((project, iid + 1));
    }

    fn change_rights(&mut self) {
        let (project, name) = (self.project(), *self.random.one(&WORDS));
        let level = *self.random.one(&[None, Some(AccessLevel::Reporter), Some(AccessLevel::Developer)]);
        self.gitlab().set_member(project, name, level);
        self.note(format!("{name} in {project}: {level:?}"));
    }

    fn jump_clock(&mut self) {
        let at = self.random.below(self.machines.len());
        let by = self.random.between(-3 * AN_HOUR, 3 * AN_HOUR);
        self.machines[at].installation.clock.set_on(by);
        self.note(format!("the clock of {} jumps by {by}", self.machines[at].username));
    }

    fn fall_asleep(&mut self) {
        let at = self.random.below(self.machines.len());
        let for_so_long = self.random.between(2 * A_MINUTE, 2 * AN_HOUR);
        let until = self.gitlab().clock() + for_so_long;
        if self.machines[at].state == State::Awake {
            self.lose(at, State::Asleep(until));
            self.note(format!("{} falls asleep until {until}", self.machines[at].username));
        }
    }

    /// Never all of them.
    fn hang(&mut self) {
        let hung = self.machines.iter().filter(|machine| matches!(machine.state, State::Hung(_))).count();
        let at = self.random.below(self.machines.len());
        let until = self.gitlab().clock() + self.random.between(A_MINUTE, 25 * A_MINUTE);
        if hung < 2 && self.machines[at].state == State::Awake {
            self.lose(at, State::Hung(until));
            self.note(format!("{} hangs until {until}", self.machines[at].username));
        }
    }

    async fn kill(&mut self) {
        let at = self.random.below(self.machines.len());
        let after = Duration::from_micros(self.random.below(30_000) as u64);
        if self.machines[at].state == State::Awake {
            self.note(format!("{} is killed", self.machines[at].username));
            self.machines[at].run(Some(after)).await;
        }
    }
}
