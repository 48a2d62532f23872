//! One of several machines that watch the same projects: awake, asleep, or standing still in the middle of something.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use carrick::builds::starting;
use carrick::builds::watching;
use carrick_store::clock::Clock as _;
use carrick_store::db::preferences::Building;
use carrick_store::rule::{RulePlace, Terms, Whose};
use local_gitlab::Application;

use super::shared::{Board, Shared};
use crate::support::{FIRST, Installation, form};

/// Longer than a look or a turn takes (real time).
const LONGEST: Duration = Duration::from_secs(120);

/// What is put in order comes one after the other, and so much of it at one time of the clock.
const MOST_AT_ONCE: usize = 300;

/// What becomes of its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Awake,
    /// Nothing of it runs until then (GitLab's Unix milliseconds).
    Asleep(i64),
    /// It stands still behind its next claim until then.
    Hung(i64),
}

pub(super) struct Machine {
    pub(super) installation: Installation,
    pub(super) link_id: i64,
    pub(super) username: &'static str,
    pub(super) claims: Shared,
    pub(super) state: State,
}

impl Machine {
    /// A machine of this person, which builds whatever comes from the group's own branches, and forks once approved.
    pub(super) async fn around(
        installation: Installation,
        (url, application): (&str, &Application),
        username: &'static str,
        board: &Arc<Mutex<Board>>,
    ) -> Self {
        let form = form(Some(FIRST), url, &application.id, &application.secret);
        installation.save(form).await.expect("the application is right");
        let link_id = installation.link(username).await.id;
        installation.read_projects().await;
        installation.set_building(Building { paused_at: None, after_sleep: true });
        let claims = Shared::over(board);
        let machine = Self { installation, link_id, username, claims, state: State::Awake };
        let terms = Terms { whose: Whose::OwnBranches, takes_forks: true, ..Terms::default() };
        machine.watch(url, terms);
        machine.agree();
        machine
    }

    fn watch(&self, instance: &str, terms: Terms) {
        let place = RulePlace::Namespace("group".to_owned());
        self.installation.watch_at(instance, self.link_id, place, terms);
    }

    fn agree(&self) {
        let is_designated = self.username == "carol";
        let claims = Arc::new(self.claims.clone());
        starting::agree(&self.installation.carrick.builds, self.link_id, claims, self.username, is_designated);
    }

    /// Ends it wherever it is, as a kill does, and starts it again.
    pub(super) async fn restart(&mut self) {
        self.installation.carrick.builds.close();
        self.claims.go_on();
        self.state = State::Awake;
        self.installation.restart().await;
        self.agree();
    }

    /// How long until it has something to do (milliseconds).
    pub(super) async fn due_in(&self) -> Option<i64> {
        if matches!(self.state, State::Asleep(_)) {
            return None;
        }
        let builds = &self.installation.carrick.builds;
        let looks = watching::next_look_due(builds).await.expect("it can be read what is due");
        let steps = starting::next_step_due(builds).await.expect("it can be read what is due");
        let due = looks.into_iter().chain(steps).min()?;
        Some(due.saturating_sub(self.installation.clock.now()))
    }

    /// How looking stands there, for whoever has to find out.
    pub(super) fn looking(&self) -> Vec<watching::Status> {
        watching::status(&self.installation.carrick.builds)
    }

    pub(super) async fn run_if_due(&mut self) {
        if self.due_in().await.is_some_and(|due| due <= 0) {
            self.run(None).await;
        }
    }

    /// Does what is due, to its end or to where it stands still. With `is_killed` it ends somewhere before that.
    pub(super) async fn run(&mut self, is_killed: Option<Duration>) {
        if matches!(self.state, State::Asleep(_)) {
            return;
        }
        let builds = self.installation.carrick.builds.clone();
        watching::begin_due_looks(&builds).await.expect("looks begin");
        if let Some(after) = is_killed {
            starting::begin_due_steps(&builds).await.expect("turns begin");
            tokio::time::sleep(after).await;
            return self.restart().await;
        }
        let looks = async {
            while watching::status(&builds).iter().any(|status| status.is_looking) {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        tokio::time::timeout(LONGEST, looks).await.expect("a round ends");
        for _ in 0..MOST_AT_ONCE {
            starting::begin_due_steps(&builds).await.expect("turns begin");
            let turns = async {
                while starting::under_way(&builds) > self.claims.waiting() {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
            };
            tokio::time::timeout(LONGEST, turns).await.expect("a turn ends");
            let due = starting::next_step_due(&builds).await.expect("it can be read what is due");
            if due.is_none_or(|due| due > self.installation.clock.now()) {
                return;
            }
        }
    }

    /// Falls asleep, hangs, or comes to.
    pub(super) fn become_so(&mut self, state: State) {
        match state {
            State::Hung(_) => self.claims.hang(),
            State::Awake if matches!(self.state, State::Hung(_)) => self.claims.go_on(),
            _ => {}
        }
        self.state = state;
    }

    /// Comes to where it is time.
    pub(super) fn wake_at(&mut self, now: i64) {
        if let State::Asleep(until) | State::Hung(until) = self.state
            && until <= now
        {
            self.become_so(State::Awake);
        }
    }
}
