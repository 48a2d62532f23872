//! A merge request that was opened and seen in a project that is watched, and what becomes of it.

use std::time::Duration;

use carrick::builds::starting;
use carrick_store::build::{Build, Reason, Step};
use carrick_store::clock::Clock as _;
use carrick_store::db::builds;
use carrick_store::rule::{RulePlace, Terms, Whose};
use local_gitlab::{Ci, MergeRequestJobs, NewMergeRequest, Pipeline};

use super::room::{of_alice, with_group};
use crate::support::Installation;

/// No turn takes longer here.
const LONGEST: Duration = Duration::from_secs(60);
pub(crate) const A_MINUTE: i64 = 60_000;

/// A merge request that was opened, and seen, in a project that is watched.
pub(crate) struct Opened {
    pub(crate) installation: Installation,
    pub(crate) link_id: i64,
    pub(crate) project: u64,
    pub(crate) iid: u64,
}

/// CI of which GitLab begins nothing by itself.
pub(crate) fn when_asked() -> Ci {
    Ci { merge_requests: MergeRequestJobs::OnlyWhenAsked, ..Ci::default() }
}

impl Opened {
    pub(crate) async fn with(ci: Ci) -> Self {
        Self::of(ci, |new| new).await
    }

    pub(crate) async fn of(ci: Ci, change: impl FnOnce(NewMergeRequest) -> NewMergeRequest) -> Self {
        let (installation, link_id, ids) = with_group(1).await;
        let project = ids[0];
        installation.gitlab.edit_project(project, |row| row.ci = ci);
        let place = RulePlace::Project { project_id: project.cast_signed(), path: "group/project-0".to_owned() };
        let terms = Terms { whose: Whose::OwnBranches, takes_forks: true, ..Terms::default() };
        installation.watch(link_id, place, terms);
        installation.look().await;
        let new = NewMergeRequest { project, ..change(of_alice(project)) };
        let iid = installation.gitlab.open_merge_request(new).unwrap().iid;
        let opened = Self { installation, link_id, project, iid };
        opened.installation.pass(2_000);
        opened.installation.look().await;
        opened
    }

    /// One from a fork, that waits to be approved.
    pub(crate) async fn from_fork() -> Self {
        let (installation, link_id, ids) = with_group(1).await;
        let project = ids[0];
        installation.gitlab.edit_project(project, |row| row.ci = when_asked());
        let fork = installation.gitlab.fork(project, "eve/project", "bob").unwrap();
        let place = RulePlace::Project { project_id: project.cast_signed(), path: "group/project-0".to_owned() };
        installation.watch(link_id, place, Terms { takes_forks: true, ..Terms::default() });
        installation.look().await;
        let (source_project, author) = (Some(fork.id), "bob".to_owned());
        let new = NewMergeRequest { source_project, author, without_git: true, ..of_alice(project) };
        let iid = installation.gitlab.open_merge_request(new).unwrap().iid;
        let opened = Self { installation, link_id, project, iid };
        opened.installation.pass(2_000);
        opened.installation.look().await;
        opened.go_on(A_MINUTE).await;
        opened
    }

    /// What became of the head, or of one that was.
    pub(crate) fn build(&self) -> Build {
        let known = self.installation.known(self.link_id, self.project, self.iid).expect("it was seen");
        let all = builds::of_merge_request(&self.installation.second_connection(), known.id).unwrap();
        all.into_iter().next().expect("something became of it")
    }

    pub(crate) fn put(&self, build: &Build) {
        builds::put(&self.installation.second_connection(), build).unwrap();
    }

    pub(crate) fn pipelines(&self) -> Vec<Pipeline> {
        self.installation.gitlab.pipelines(self.project)
    }

    /// Every turn that is due has its end.
    pub(crate) async fn steps(&self) {
        let all = &self.installation.carrick.builds;
        starting::begin_due_steps(all).await.expect("it can be read what is due");
        let ends = async {
            while starting::under_way(all) > 0 {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        tokio::time::timeout(LONGEST, ends).await.expect("a turn ends");
    }

    /// Goes on from one turn to the next for so long (milliseconds).
    pub(crate) async fn go_on(&self, milliseconds: i64) {
        let clock = &self.installation.clock;
        let end = clock.now() + milliseconds;
        loop {
            self.steps().await;
            let due = starting::next_step_due(&self.installation.carrick.builds).await.unwrap();
            let now = clock.now();
            match due.map(|due| due.max(now + 1)) {
                Some(due) if due <= end => self.installation.pass(due - now),
                _ => return self.installation.pass((end - now).max(0)),
            }
        }
    }

    /// Goes on until it is at this step, and no longer than ten minutes.
    pub(crate) async fn go_on_to(&self, step: Step) {
        for _ in 0..600 {
            if self.build().step == step {
                return;
            }
            self.go_on(1_000).await;
        }
        panic!("it never was at {step:?}: {:?}", self.build());
    }

    pub(crate) fn start(&self) -> String {
        format!("POST /api/v4/projects/{}/merge_requests/{}/pipelines", self.project, self.iid)
    }

    pub(crate) fn asked(&self) -> usize {
        let path = self.start().split_off("POST ".len());
        let requests = self.installation.gitlab.requests();
        requests.iter().filter(|request| request.path == path && request.method == "POST").count()
    }

    pub(crate) fn fate(&self) -> (Step, Option<Reason>) {
        let build = self.build();
        (build.step, build.reason)
    }
}
