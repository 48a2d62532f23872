//! Statuses that are written back to a commit: where GitLab does not show the pipeline by itself, and never for ever.

use std::collections::BTreeMap;

use carrick_store::build::{Build, Reason, Step};
use carrick_store::clock::Clock as _;
use carrick_store::db::builds;
use carrick_store::db::statuses::{self, Status};
use carrick_store::rule::{PipelineKind, Rule, RulePlace, Terms, Whose};
use local_gitlab::{Ci, Fault, FaultKind, Job, JobStatus, MergeRequestJobs, NewJob, NewMergeRequest, NewPipeline};

use super::opened::{A_MINUTE, Opened};
use super::room::of_alice;

/// A branch's pipeline is started, and another of the commit shows it.
struct Checked {
    opened: Opened,
    /// The pipeline that shows it.
    other: u64,
}

impl Checked {
    async fn new() -> Self {
        let jobs = vec![NewJob::new("test", "test")];
        let ci = Ci { merge_requests: MergeRequestJobs::None, branches: false, jobs, ..Ci::default() };
        let opened = Opened::of(ci, |_| NewMergeRequest { without_git: false, ..of_alice(0) }).await;
        opened.installation.gitlab.edit_project(opened.project, |row| row.ci.branches = true);
        let row = opened.installation.gitlab.merge_request(opened.project, opened.iid).unwrap();
        let terms = Terms {
            whose: Whose::OwnBranches,
            kind: PipelineKind::Branch { inputs: BTreeMap::new(), variables: BTreeMap::new() },
            ..Terms::default()
        };
        let rule = Rule {
            id: 0,
            link_id: opened.link_id,
            instance: opened.installation.gitlab.url(),
            place: RulePlace::Project { project_id: opened.project.cast_signed(), path: "group/project-0".to_owned() },
            is_on: true,
            on_since: opened.installation.clock.now() - A_MINUTE,
            terms,
            writes_status: true,
        };
        carrick_store::db::rules::put(&opened.installation.second_connection(), 1, &rule).unwrap();
        let new = NewPipeline {
            project: opened.project,
            sha: row.sha.clone(),
            ref_name: row.head_ref(),
            source: "merge_request_event".to_owned(),
            user: "bob".to_owned(),
            merge_request: Some((opened.project, opened.iid)),
            status: Some(JobStatus::Success),
            ..NewPipeline::default()
        };
        let other = opened.installation.gitlab.add_pipeline(new).unwrap();
        Self { opened, other }
    }

    /// What was posted, newest last.
    fn posted(&self) -> Vec<Job> {
        let jobs = self.opened.installation.gitlab.all_pipelines().into_iter();
        let jobs = jobs.flat_map(|it| self.opened.installation.gitlab.jobs(it.id));
        jobs.filter(|job| job.name.starts_with("carrick/")).collect()
    }

    fn ours(&self) -> u64 {
        self.opened.build().pipeline.expect("it was started").id.cast_unsigned()
    }

    /// Whether nothing is to be posted any more.
    fn is_over(&self) -> bool {
        statuses::open(&self.opened.installation.second_connection()).unwrap().is_empty()
    }
}

#[tokio::test]
async fn a_branchs_pipeline_is_shown_where_another_hides_it_until_its_end_was_read_back() {
    let checked = Checked::new().await;
    checked.opened.go_on_to(Step::Following).await;
    checked.opened.go_on(A_MINUTE).await;
    let posted = checked.posted();
    assert_eq!(posted.len(), 1, "{posted:?}");
    assert_eq!((posted[0].name.as_str(), posted[0].pipeline_id), ("carrick/group/project-0", checked.other), "there");
    assert!(matches!(posted[0].status, JobStatus::Pending | JobStatus::Running), "{:?}", posted[0].status);
    checked.opened.installation.gitlab.move_pipeline(checked.ours(), JobStatus::Failed);
    checked.opened.go_on(2 * A_MINUTE).await;
    let posted = checked.posted();
    assert_eq!((posted.len(), posted[0].status), (1, JobStatus::Failed), "its end");
    assert!(checked.is_over(), "and that was read back");
    checked.opened.installation.finish().await;
}

#[tokio::test]
async fn an_end_that_gitlab_did_not_hear_of_is_posted_until_it_stands() {
    let checked = Checked::new().await;
    checked.opened.go_on_to(Step::Following).await;
    checked.opened.go_on(A_MINUTE).await;
    let sha = checked.opened.build().sha;
    let path = format!("POST /api/v4/projects/{}/statuses/{sha}", checked.opened.project);
    checked.opened.installation.gitlab.fault(Fault::times(&path, 3, FaultKind::Bare(502)));
    checked.opened.installation.gitlab.fault(Fault::times(&path, 2, FaultKind::Reset));
    checked.opened.installation.gitlab.move_pipeline(checked.ours(), JobStatus::Success);
    checked.opened.go_on(20 * A_MINUTE).await;
    let posted = checked.posted();
    let last = posted.last().expect("it was posted");
    assert_eq!((last.status, checked.is_over()), (JobStatus::Success, true), "{posted:?}");
    checked.opened.installation.finish().await;
}

#[tokio::test]
async fn a_status_that_a_process_left_running_is_ended_by_the_next_one() {
    let checked = Checked::new().await;
    checked.opened.go_on_to(Step::Following).await;
    checked.opened.go_on(A_MINUTE).await;
    checked.opened.installation.carrick.builds.close();
    // The build came to its end while nobody was there to say so.
    let build = checked.opened.build();
    checked.opened.put(&Build { step: Step::Over, ..build });
    checked.opened.go_on(3 * A_MINUTE).await;
    let posted = checked.posted();
    assert_eq!(posted.last().map(|job| job.status), Some(JobStatus::Canceled), "{posted:?}");
    assert!(checked.is_over(), "and nothing is left to be said");
    checked.opened.installation.finish().await;
}

#[tokio::test]
async fn two_merge_requests_of_one_commit_do_not_overwrite_each_others_status() {
    let checked = Checked::new().await;
    let opened = &checked.opened;
    let second = opened.installation.gitlab.open_merge_request(of_alice(opened.project)).unwrap().iid;
    opened.installation.pass(2_000);
    opened.installation.look().await;
    let db = opened.installation.second_connection();
    let second = opened.installation.known(opened.link_id, opened.project, second).unwrap();
    let second = builds::of_commit(&db, second.id, &second.snapshot.sha).unwrap().expect("it was decided");
    // It passed, and says so to the same pipeline.
    builds::put(&db, &Build { step: Step::NotBuilt, reason: Some(Reason::Superseded), ..second.clone() }).unwrap();
    let passed = Status {
        build_id: second.id,
        link_id: opened.link_id,
        project_id: opened.project.cast_signed(),
        sha: opened.build().sha,
        pipeline_id: checked.other.cast_signed(),
        name: "carrick/group/project-0".to_owned(),
        state: "success".to_owned(),
        is_over: true,
    };
    statuses::put(&db, &passed).unwrap();
    opened.go_on_to(Step::Following).await;
    opened.go_on(A_MINUTE).await;
    let posted: Vec<String> = checked.posted().into_iter().map(|job| job.name).collect();
    assert_eq!(posted, [format!("carrick/group/project-0!{}", opened.iid)], "a name of its own");
    checked.opened.installation.finish().await;
}
