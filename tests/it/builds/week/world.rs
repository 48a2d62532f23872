//! A GitLab with projects and the machines that watch them, on one clock.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use carrick_store::clock::Clock as _;
use local_gitlab::{AccessLevel, Ci, JobStatus, LocalGitlab, MergeRequestJobs, NewJob, NewProject, NewUser, Setting};

use super::machine::{Machine, State};
use super::random::Random;
use super::shared::Board;
use crate::support::Installation;

pub(super) const A_MINUTE: i64 = 60_000;
pub(super) const AN_HOUR: i64 = 60 * A_MINUTE;

/// As long as a pipeline runs: longer than it is looked for a second start.
const RUNS: Duration = Duration::from_secs(7 * 60);

/// The replicas that GitLab answers from are behind by less (seconds).
pub(super) const LONGEST_LAG: usize = 45;

/// Whoever is awake looks again within this, whatever stands in the way.
const LONGEST_REST: i64 = 20 * A_MINUTE;

/// How large a week is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    pub(crate) projects: usize,
    /// In all, spread over so many days.
    pub(crate) events: usize,
    pub(crate) days: usize,
    /// No step on the clock is shorter (milliseconds).
    pub(crate) finest: i64,
}

pub(super) struct World {
    pub(super) machines: [Machine; 3],
    pub(super) projects: Vec<u64>,
    finest: i64,
    pub(super) board: Arc<Mutex<Board>>,
    pub(super) random: Random,
    /// Commits of forks that a person approved.
    pub(super) approved: HashSet<String>,
    /// Pipelines that a person has started at GitLab.
    pub(super) by_person: HashSet<u64>,
    /// Commits, each with who pushed it.
    pub(super) pushed: HashSet<(String, String)>,
    /// Merge requests of which a request to start a pipeline was disturbed.
    pub(super) disturbed: HashSet<(u64, u64)>,
    /// Whose machine was awake and would not have looked for long, with when that was first so, and what it said.
    pub(super) overslept: BTreeMap<&'static str, String>,
    /// Whose machine slept or stood still, from when until when.
    pub(super) away: Vec<(&'static str, i64, i64)>,
    /// What happened, for whoever has to find out.
    pub(super) told: Vec<String>,
}

impl World {
    pub(super) async fn new(seed: u64, size: Size) -> Self {
        let mut random = Random::of(seed);
        let (first, application) = Installation::set_up(true).await;
        first.gitlab.add_user(NewUser { username: "carol".to_owned(), ..NewUser::default() });
        let names = ["alice", "bob", "carol"];
        let members = names.map(|name| (name.to_owned(), AccessLevel::Developer)).to_vec();
        let make =
            |at| NewProject { path: format!("group/project-{at}"), members: members.clone(), ..NewProject::default() };
        let projects = first.gitlab.create_many(size.projects, make);
        for project in &projects {
            let ci = ci(&mut random);
            first.gitlab.edit_project(*project, |row| row.ci = ci);
        }
        first.gitlab.stop_clock_at(first.clock.now());
        // Else whoever comes second always sees what the first has started, and nothing hangs on claims.
        let time = Duration::from_secs(random.below(LONGEST_LAG) as u64);
        first.gitlab.set_setting(Setting::ReplicaLag { reads: 0, time });
        let (board, url): (Arc<Mutex<Board>>, String) = (Arc::default(), first.gitlab.url());
        let (second, third) = (Installation::new().await, Installation::new().await);
        let machines = [
            Machine::around(first, (&url, &application), "alice", &board).await,
            Machine::around(second, (&url, &application), "bob", &board).await,
            Machine::around(third, (&url, &application), "carol", &board).await,
        ];
        let finest = size.finest;
        let mut world = Self {
            machines,
            projects,
            finest,
            board,
            random,
            approved: HashSet::new(),
            by_person: HashSet::new(),
            pushed: HashSet::new(),
            disturbed: HashSet::new(),
            overslept: BTreeMap::new(),
            away: Vec::new(),
            told: Vec::new(),
        };
        world.go_on(2 * A_MINUTE).await;
        world
    }

    pub(super) fn gitlab(&self) -> &LocalGitlab {
        &self.machines[0].installation.gitlab
    }

    pub(super) fn note(&mut self, what: String) {
        let now = self.gitlab().clock();
        self.told.push(format!("{now} {what}"));
    }

    /// One of the machines sleeps or stands still.
    pub(super) fn lose(&mut self, at: usize, state: State) {
        let now = self.gitlab().clock();
        let machine = &mut self.machines[at];
        if let State::Asleep(until) | State::Hung(until) = state {
            self.away.push((machine.username, now, until));
        }
        machine.become_so(state);
    }

    /// All clocks go on.
    pub(super) fn pass(&mut self, milliseconds: i64) {
        self.gitlab().advance_clock(Duration::from_millis(milliseconds.unsigned_abs()));
        let now = self.gitlab().clock();
        for machine in &mut self.machines {
            machine.installation.clock.advance(milliseconds);
            machine.wake_at(now);
        }
    }

    /// Goes on for so long, with everything that comes due on the machines that are awake.
    pub(super) async fn go_on(&mut self, milliseconds: i64) {
        let end = self.gitlab().clock() + milliseconds;
        loop {
            // At once, so that they run into each other.
            let [first, second, third] = &mut self.machines;
            tokio::join!(first.run_if_due(), second.run_if_due(), third.run_if_due());
            let left = end - self.gitlab().clock();
            if left <= 0 {
                return;
            }
            let mut next = left;
            for machine in &self.machines {
                let due_in = machine.due_in().await.unwrap_or(left);
                if machine.state == State::Awake && due_in > LONGEST_REST {
                    let now = self.machines[0].installation.gitlab.clock();
                    let say = || format!("at {now} for {due_in} ms: {:?}", machine.looking());
                    self.overslept.entry(machine.username).or_insert_with(say);
                }
                next = next.min(due_in);
            }
            self.pass(next.clamp(self.finest.min(left), left));
        }
    }

    /// Everything is well again, and everybody awake.
    pub(super) fn mend(&mut self) {
        self.gitlab().clear_faults();
        self.gitlab().set_setting(Setting::ReplicaLag { reads: 0, time: Duration::ZERO });
        self.board.lock().unwrap().failures = 0;
        for project in self.projects.clone() {
            for name in ["alice", "bob", "carol"] {
                self.gitlab().set_member(project, name, Some(AccessLevel::Developer));
            }
        }
        for machine in &mut self.machines {
            machine.become_so(State::Awake);
        }
    }

    pub(super) fn finish(self) {
        for machine in self.machines {
            machine.installation.carrick.builds.close();
            machine.installation.finish_without_books();
        }
    }
}

/// Of most projects GitLab builds nothing by itself; some have no job for merge requests, and some build theirs. A fork's
/// pipelines run in the fork of some.
fn ci(random: &mut Random) -> Ci {
    let merge_requests = match random.below(10) {
        0 => MergeRequestJobs::Built,
        1 => MergeRequestJobs::None,
        _ => MergeRequestJobs::OnlyWhenAsked,
    };
    let ends = if random.percent(70) { JobStatus::Success } else { JobStatus::Failed };
    let job = NewJob { runs: RUNS, ends: Some(ends), ..NewJob::new("test", "test") };
    let (auto_cancel, fork_runs_here) = (random.percent(50), random.percent(80));
    Ci { merge_requests, auto_cancel, fork_runs_here, jobs: vec![job], ..Ci::default() }
}
