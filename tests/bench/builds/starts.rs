//! From the moment at which a merge request opens to the request for its pipeline, on a moved clock: what GitLab and the
//! network take is not in it.

use std::time::Duration;

use carrick::builds::known::GRACE;
use carrick::builds::{starting, watching};
use carrick_store::clock::Clock as _;
use carrick_store::rule::{RulePlace, Terms, Whose};
use local_gitlab::{Ci, JobStatus, MergeRequestJobs, NewJob};

use crate::room::{self, of_alice};
use crate::spread;
use crate::support::Installation;

const PROJECTS: usize = 1000;
const OPENINGS: u64 = 100;
/// Between two rounds when it is quiet, at most (seconds).
const LONGEST_INTERVAL: f64 = 66.0;
/// Longer than anything is looked at because of the one before.
const QUIET_AGAIN: i64 = 4 * 60_000;

pub(crate) async fn measure() {
    let (installation, link_id, ids) = room::with_group(PROJECTS).await;
    for id in &ids {
        // It passes soon, so that those before are not followed all the while.
        let job = NewJob::new("test", "test").ending(Duration::ZERO, Duration::from_secs(5), JobStatus::Success);
        let ci = Ci { merge_requests: MergeRequestJobs::OnlyWhenAsked, jobs: vec![job], ..Ci::default() };
        installation.gitlab.edit_project(*id, |project| project.ci = ci);
    }
    // Nobody pushed what is opened here, so that it is not asked whose push it was.
    let terms = Terms { whose: Whose::OwnBranches, ..Terms::default() };
    installation.watch(link_id, RulePlace::Namespace("group".to_owned()), terms);
    installation.look().await;
    let (mut took, mut chance) = (Vec::new(), 0x9e37_79b9_7f4a_7c15_u64);
    for _ in 0..OPENINGS {
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let project = ids[usize::try_from(chance >> 40).unwrap() % ids.len()];
        go_on(&installation, QUIET_AGAIN + i64::try_from((chance >> 20) % 66_000).unwrap(), || false).await;
        let opened = installation.gitlab.open_merge_request(of_alice(project)).unwrap();
        installation.gitlab.clear_requests();
        let (at, path) =
            (installation.clock.now(), format!("/api/v4/projects/{project}/merge_requests/{}/pipelines", opened.iid));
        let is_asked = || installation.gitlab.requests().iter().any(|one| one.path == path && one.method == "POST");
        go_on(&installation, 10 * 60_000, is_asked).await;
        assert!(is_asked(), "it is built");
        took.push((installation.clock.now() - at) as f64 / 1000.0);
    }
    let most = LONGEST_INTERVAL + GRACE as f64 / 1000.0;
    println!(
        "| from opening to its pipeline, {OPENINGS} of them in {PROJECTS} projects | median s | p99 | longest | aim |"
    );
    println!("| --- | --- | --- | --- | --- |");
    println!(
        "| an interval of up to 66 s, and 25 s in which GitLab may begin by itself | {} | {most:.0} (p99) |\n",
        spread(took, 1)
    );
    installation.finish().await;
}

/// Goes from what is due to what is due next, for so long (milliseconds) or until something holds.
async fn go_on(installation: &Installation, milliseconds: i64, holds: impl Fn() -> bool) {
    let builds = &installation.carrick.builds;
    let end = installation.clock.now() + milliseconds;
    while !holds() {
        let look = watching::next_look_due(builds).await.unwrap();
        let step = starting::next_step_due(builds).await.unwrap();
        let now = installation.clock.now();
        let due = look.into_iter().chain(step).min().unwrap_or(end).max(now);
        if due > end {
            return installation.pass(end - now);
        }
        // Whatever is due at once has its turn, and the next moment comes all the same.
        installation.pass((due - now).max(1));
        installation.look_if_due().await;
        starting::begin_due_steps(builds).await.unwrap();
        while starting::under_way(builds) > 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
}
