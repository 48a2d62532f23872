//! An installation that watches projects at its GitLab, and what is known of their merge requests.

use std::time::Duration;

use carrick::builds::watching::{self, Status};
use carrick::repositories::refresh;
use carrick_store::build::{Reason, Step};
use carrick_store::clock::Clock as _;
use carrick_store::db::merge_requests;
use carrick_store::db::preferences::{self, Building, Machines};
use carrick_store::db::watches::{self, Watch};
use carrick_store::db::{builds, rules};
use carrick_store::merge_request::MergeRequest;
use carrick_store::rule::{Rule, RulePlace, Terms};
use local_gitlab::{AccessLevel, FaultKind, NewMergeRequest, NewProject};

use crate::support::Installation;

/// Where GraphQL answers.
pub(crate) const GRAPHQL: &str = "/api/graphql";

/// Between two rounds when it is quiet, and more than any of them is late (milliseconds).
pub(crate) const A_MINUTE: i64 = 70_000;

/// How long a round may take here.
const LONGEST: Duration = Duration::from_secs(120);

/// An installation whose first link reaches so many projects of a group, none of which is watched.
pub(crate) async fn with_group(count: usize) -> (Installation, i64, Vec<u64>) {
    with_paths(count, |at| format!("group/project-{at}")).await
}

/// The same in groups of twenty, which are too small to be asked about as one, each watched by a rule of its own.
pub(crate) async fn scattered(count: usize) -> (Installation, i64, Vec<u64>) {
    let path = |at| format!("team-{}/project-{at}", at / 20);
    let (installation, link_id, ids) = with_paths(count, path).await;
    for (at, id) in ids.iter().enumerate() {
        installation.watch_project(link_id, *id, &path(at));
    }
    (installation, link_id, ids)
}

async fn with_paths(count: usize, path: impl Fn(usize) -> String) -> (Installation, i64, Vec<u64>) {
    let (installation, link) = Installation::linked().await;
    installation.build_only_here();
    let make = |at| NewProject {
        path: path(at),
        members: vec![("alice".to_owned(), AccessLevel::Developer)],
        ..NewProject::default()
    };
    let ids = installation.gitlab.create_many(count, make);
    installation.read_projects().await;
    (installation, link.id, ids)
}

/// The same, each watched by a rule of its own and looked at once.
pub(crate) async fn watching(count: usize) -> (Installation, i64, Vec<u64>) {
    let (installation, link_id, ids) = with_group(count).await;
    for (at, id) in ids.iter().enumerate() {
        installation.watch_project(link_id, *id, &format!("group/project-{at}"));
    }
    installation.look().await;
    (installation, link_id, ids)
}

/// One of alice's, which no git stands behind.
pub(crate) fn of_alice(project: u64) -> NewMergeRequest {
    NewMergeRequest { project, author: "alice".to_owned(), without_git: true, ..NewMergeRequest::default() }
}

/// Opens one of alice's, and lets GitLab be done with it.
pub(crate) fn open(installation: &Installation, project: u64) -> local_gitlab::MergeRequest {
    let opened = installation.gitlab.open_merge_request(of_alice(project)).unwrap();
    installation.gitlab.advance_clock(Duration::from_secs(2));
    opened
}

/// An answer with this status, whatever was asked.
pub(crate) fn status(code: u16, retry_after: Option<u64>) -> FaultKind {
    FaultKind::Status { code, retry_after, body: "<html>".to_owned() }
}

impl Installation {
    pub(crate) fn watch_project(&self, link_id: i64, id: u64, path: &str) {
        let place = RulePlace::Project { project_id: id.cast_signed(), path: path.to_owned() };
        self.watch(link_id, place, Terms::default());
    }

    /// Switches a rule on, now.
    pub(crate) fn watch(&self, link_id: i64, place: RulePlace, terms: Terms) {
        self.watch_at(&self.gitlab.url(), link_id, place, terms);
    }

    /// The same at another GitLab.
    pub(crate) fn watch_at(&self, instance: &str, link_id: i64, place: RulePlace, terms: Terms) {
        let rule = Rule {
            id: 0,
            link_id,
            instance: instance.to_owned(),
            place,
            is_on: true,
            on_since: self.clock.now(),
            terms,
            writes_status: false,
        };
        rules::put(&self.second_connection(), 1, &rule).unwrap();
    }

    pub(crate) fn set_building(&self, building: Building) {
        preferences::set_building(&self.second_connection(), 1, building).unwrap();
    }

    /// Reads what its accounts reach.
    pub(crate) async fn read_projects(&self) {
        refresh::begin_due_readings(&self.carrick.repositories).await.unwrap();
        let is_read = async {
            loop {
                let statuses = refresh::state(&self.carrick.repositories).await.unwrap();
                if statuses.iter().all(|status| status.progress.is_none()) {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        tokio::time::timeout(LONGEST, is_read).await.expect("the projects are read");
    }

    /// No other machine builds for this person, so that none is told.
    pub(crate) fn build_only_here(&self) {
        let machines = Machines { is_only_one: true, is_designated: false };
        preferences::set_machines(&self.second_connection(), 1, machines).unwrap();
    }

    /// Looks now, and waits for its end.
    pub(crate) async fn look(&self) {
        watching::look_now(&self.carrick.builds);
        self.look_if_due().await;
    }

    /// Looks if that is due, and waits for its end.
    pub(crate) async fn look_if_due(&self) {
        watching::begin_due_looks(&self.carrick.builds).await.expect("it can be read what is due");
        self.looked().await;
    }

    /// Waits for the end of what is being looked at.
    pub(crate) async fn looked(&self) {
        let ends = async {
            while self.looks().iter().any(|status| status.is_looking) {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        tokio::time::timeout(LONGEST, ends).await.expect("a round ends");
    }

    pub(crate) fn looks(&self) -> Vec<Status> {
        watching::status(&self.carrick.builds)
    }

    /// Both clocks go on.
    pub(crate) fn pass(&self, milliseconds: i64) {
        self.clock.advance(milliseconds);
        self.gitlab.advance_clock(Duration::from_millis(milliseconds.unsigned_abs()));
    }

    /// What is known of a project that is watched.
    pub(crate) fn watch_of(&self, link_id: i64, project: u64) -> Watch {
        let found = watches::find(&self.second_connection(), link_id, project.cast_signed()).unwrap();
        found.expect("the project is watched")
    }

    pub(crate) fn known(&self, link_id: i64, project: u64, iid: u64) -> Option<MergeRequest> {
        let watch = self.watch_of(link_id, project);
        merge_requests::find(&self.second_connection(), watch.id, iid.cast_signed()).unwrap()
    }

    /// What became of its head.
    pub(crate) fn fate(&self, link_id: i64, project: u64, iid: u64) -> Option<(Step, Option<Reason>)> {
        let known = self.known(link_id, project, iid)?;
        let build = builds::of_commit(&self.second_connection(), known.id, &known.snapshot.sha).unwrap();
        build.map(|build| (build.step, build.reason))
    }

    pub(crate) fn is_waiting(&self, link_id: i64, project: u64, iid: u64) -> bool {
        self.fate(link_id, project, iid).is_some_and(|(step, _)| step == Step::Waiting)
    }

    /// How many requests were sent since they were cleared, by what begins their paths.
    pub(crate) fn requests_to(&self, path: &str) -> usize {
        self.gitlab.requests().iter().filter(|request| request.path.starts_with(path)).count()
    }
}
