//! The list of merge requests, as a person searches it, and one of them opened.

use carrick::builds::following::mark::Mark;
use carrick::builds::list::{self, Filter, Listed, Page, Row, Wanted};
use carrick::builds::pages::{self, Page as Opening};
use carrick::builds::standing::Stands;
use carrick::builds::{opened, rules};
use carrick_store::build::{Build, Reason, Starter, Step};
use carrick_store::db::merge_requests::{self, Seen};
use carrick_store::db::{builds, watches};
use carrick_store::merge_request::{MergeRequestState, Snapshot};
use local_gitlab::{Ci, JobStatus, NewJob, NewMergeRequest};
use std::time::Duration;

use super::opened::{Opened, when_asked};
use super::room::{A_MINUTE, of_alice, open, watching};
use crate::support::Installation;

async fn listed(installation: &Installation, wanted: Wanted) -> (Vec<Row>, usize, list::Counts) {
    let wanted = Wanted { count: 200, ..wanted };
    let Page::Rows { rows, total, counts, .. } = list::page(&installation.carrick.builds, wanted).await.unwrap() else {
        panic!("any revision is welcome")
    };
    let merge_request = |listed| match listed {
        Listed::MergeRequest(row) => Some(*row),
        Listed::Project { .. } => None,
    };
    (rows.into_iter().filter_map(merge_request).collect(), total, counts)
}

async fn found(installation: &Installation, text: &str) -> Vec<i64> {
    let (rows, ..) = listed(installation, Wanted { text: text.to_owned(), ..Wanted::default() }).await;
    rows.iter().map(|row| row.merge_request.snapshot.iid).collect()
}

fn failing() -> Ci {
    let job = NewJob::new("unit", "test").ending(Duration::ZERO, Duration::from_secs(5), JobStatus::Failed);
    Ci { jobs: vec![job], ..when_asked() }
}

#[tokio::test]
async fn a_row_tells_how_its_build_stands_and_what_can_be_done_about_it() {
    let opened = Opened::with(failing()).await;
    let installation = &opened.installation;
    let (rows, _, counts) = listed(installation, Wanted::default()).await;
    assert!(matches!(rows[0].stands, Stands::Waiting(_)), "GitLab's time: {:?}", rows[0].stands);
    assert_eq!((counts.running, counts.failed, counts.mine), (1, 0, 1), "it is under way");
    opened.go_on(2 * 60_000).await;
    let (rows, _, counts) = listed(installation, Wanted::default()).await;
    let row = &rows[0];
    assert_eq!(row.stands, Stands::Pipeline(Mark::Failed), "by what GitLab said");
    let job = row.progress.as_ref().and_then(|progress| progress.failed_job()).expect("a job failed");
    assert_eq!((job.name.as_str(), row.acts.log), ("unit", Some(job.id)), "and its log is at hand");
    assert!(row.acts.retries && row.acts.builds && !row.acts.cancels && !row.acts.approves, "{:?}", row.acts);
    assert_eq!(row.build.as_ref().and_then(|build| build.starter), Some(Starter::Carrick), "who started it");
    assert_eq!((counts.running, counts.failed), (0, 1), "it is over");
    let failed = Filter { is_failed: true, ..Filter::default() };
    let (rows, total, _) = listed(installation, Wanted { filter: failed, ..Wanted::default() }).await;
    assert_eq!((rows.len(), total), (1, 2), "the filter shows it, below its project");
    let running = Filter { is_running: true, ..Filter::default() };
    let (_, total, counts) = listed(installation, Wanted { filter: running, ..Wanted::default() }).await;
    assert_eq!((total, counts.failed), (0, 1), "another does not, and still tells how many there are");
    opened.installation.finish().await;
}

#[tokio::test]
async fn what_was_typed_is_looked_for_in_everything_that_a_row_says() {
    let (installation, link_id, ids) = watching(2).await;
    let new =
        NewMergeRequest { title: "Add invoices".to_owned(), source_branch: "billing-7".to_owned(), ..of_alice(ids[0]) };
    let iid = installation.gitlab.open_merge_request(new).unwrap().iid.cast_signed();
    open(&installation, ids[1]);
    installation.gitlab.advance_clock(Duration::from_secs(2));
    installation.pass(A_MINUTE);
    installation.look().await;
    let sha = installation.known(link_id, ids[0], iid.unsigned_abs()).unwrap().snapshot.sha;
    let url = installation.gitlab.url();
    let page = format!("{url}/group/project-0/-/merge_requests/{iid}#note_1");
    for text in ["INVOICES add", &format!("!{iid} invoices"), "billing", &sha[..8], &page, "group/project-0!1"] {
        assert_eq!(found(&installation, text).await, [iid], "{text}");
    }
    assert_eq!(found(&installation, "alice").await.len(), 2, "by author");
    assert_eq!(found(&installation, "project-1").await.len(), 1, "by project");
    for text in ["nothing", "invoices nothing", "group/project-0!9"] {
        assert_eq!(found(&installation, text).await, Vec::<i64>::new(), "{text}");
    }
    installation.finish().await;
}

#[tokio::test]
async fn a_project_in_which_something_happened_last_comes_first_and_stays_together() {
    let (installation, _, ids) = watching(2).await;
    for (at, title) in [(0, "a"), (1, "b"), (0, "c"), (1, "d")] {
        let new = NewMergeRequest { title: title.to_owned(), ..of_alice(ids[at]) };
        installation.gitlab.open_merge_request(new).unwrap();
        installation.pass(2_000);
    }
    installation.pass(A_MINUTE);
    installation.look().await;
    let wanted = Wanted { count: 200, ..Wanted::default() };
    let Page::Rows { rows, total, .. } = list::page(&installation.carrick.builds, wanted).await.unwrap() else {
        panic!("any revision is welcome")
    };
    let told = |listed: &Listed| match listed {
        Listed::Project { watched, count } => format!("{} {count}", watched.watch.path),
        Listed::MergeRequest(row) => row.merge_request.snapshot.title.clone(),
    };
    let told: Vec<String> = rows.iter().map(told).collect();
    assert_eq!(told, ["group/project-1 2", "d", "b", "group/project-0 2", "c", "a"], "by project, the newest first");
    assert_eq!(total, 6, "each of them has a place");
    installation.finish().await;
}

#[tokio::test]
async fn a_place_of_an_older_list_is_not_answered_from_a_newer_one() {
    let (installation, _, ids) = watching(1).await;
    open(&installation, ids[0]);
    installation.pass(A_MINUTE);
    installation.look().await;
    let builds = &installation.carrick.builds;
    let Page::Rows { revision, .. } = list::page(builds, Wanted::default()).await.unwrap() else { panic!("rows") };
    let again = Wanted { revision: Some(revision), ..Wanted::default() };
    assert!(matches!(list::page(builds, again.clone()).await.unwrap(), Page::Rows { .. }), "nothing has changed");
    open(&installation, ids[0]);
    installation.pass(A_MINUTE);
    installation.look().await;
    let changed = list::page(builds, again).await.unwrap();
    assert!(matches!(changed, Page::Changed { revision: now } if now > revision), "{changed:?}");
    installation.finish().await;
}

#[tokio::test]
async fn what_nobody_looks_at_any_more_is_listed_only_where_something_was_built() {
    let opened = Opened::with(failing()).await;
    opened.go_on(2 * 60_000).await;
    let installation = &opened.installation;
    open(installation, opened.project);
    installation.pass(A_MINUTE);
    installation.look().await;
    assert_eq!(listed(installation, Wanted::default()).await.0.len(), 2, "both are open");
    let builds = &installation.carrick.builds;
    for rule in rules::list(builds).await.unwrap() {
        rules::remove(builds, rule.id).await.unwrap();
    }
    let (rows, ..) = listed(installation, Wanted::default()).await;
    let kept: Vec<i64> = rows.iter().map(|row| row.merge_request.snapshot.iid).collect();
    assert_eq!(kept, [opened.iid.cast_signed()], "its pipeline was seen");
    opened.installation.finish().await;
}

#[tokio::test]
async fn earlier_commits_and_pages_are_those_of_the_merge_request() {
    let opened = Opened::with(failing()).await;
    opened.go_on(2 * 60_000).await;
    let before = opened.build();
    let installation = &opened.installation;
    installation.gitlab.push_to_merge_request(opened.project, opened.iid, "alice").unwrap();
    installation.pass(2_000);
    installation.look().await;
    let builds = &installation.carrick.builds;
    let shown = opened::open(builds, before.merge_request).await.unwrap();
    assert_ne!(shown.row.merge_request.snapshot.sha, before.sha, "the head is another");
    let earlier: Vec<_> = shown.earlier.iter().map(|it| (it.build.sha.as_str(), it.stands.clone())).collect();
    assert_eq!(earlier, [(before.sha.as_str(), Stands::Pipeline(Mark::Failed))], "and what came of the one before");
    let pipeline = before.pipeline.as_ref().unwrap().id;
    pages::open(builds, before.merge_request, Opening::Pipeline(before.id)).await.unwrap();
    let expected = format!("{}/group/project-0/-/pipelines/{pipeline}", installation.gitlab.url());
    assert_eq!(installation.browser.opened().last().map(String::as_str), Some(expected.as_str()), "its page");
    let other = pages::open(builds, before.merge_request, Opening::Pipeline(before.id + 1000)).await;
    assert!(other.is_err(), "no page is opened of a build that is another's");
    opened.installation.finish().await;
}

/// Ten thousand builds of one project, as if they had come in the last weeks.
fn fill(installation: &Installation, link_id: i64, project: u64) {
    let mut db = installation.second_connection();
    let transaction = db.transaction().unwrap();
    let watch = watches::find(&transaction, link_id, project.cast_signed()).unwrap().unwrap().id;
    for iid in 1..=10_000_i64 {
        let sha = format!("{iid:040x}");
        let snapshot = Snapshot {
            iid,
            sha: sha.clone(),
            state: MergeRequestState::Opened,
            is_draft: false,
            labels: Vec::new(),
            source_branch: format!("change-{iid}"),
            target_branch: "main".to_owned(),
            source_project: Some(project.cast_signed()),
            title: format!("Change number {iid}"),
            author_id: Some(1),
            author: "alice".to_owned(),
            created_at: iid,
            updated_at: iid,
            prepared_at: None,
        };
        let seen = Seen { head_seen_at: iid, was_there: false, hot_until: 0, seen_at: iid };
        let merge_request = merge_requests::put(&transaction, watch, &snapshot, seen).unwrap();
        let build = Build {
            id: 0,
            merge_request,
            sha,
            attempt: 1,
            target_branch: "main".to_owned(),
            source_project: Some(project.cast_signed()),
            step: Step::NotBuilt,
            reason: Some(Reason::Draft),
            starter: None,
            pipeline: None,
            decided_at: iid,
            asked_at: None,
            ended_at: None,
            claim: None,
        };
        builds::put(&transaction, &build).unwrap();
    }
    transaction.commit().unwrap();
}

#[tokio::test]
async fn any_place_of_ten_thousand_builds_is_answered_with_its_rows_alone() {
    let (installation, link_id, ids) = watching(1).await;
    fill(&installation, link_id, ids[0]);
    installation.carrick.builds.topics.touch(carrick::topics::Topic::Builds);
    let (rows, total, counts) = listed(&installation, Wanted { at: 9_901, ..Wanted::default() }).await;
    assert_eq!((rows.len(), total, counts.all), (100, 10_001, 10_000), "the last hundred");
    assert_eq!(rows[99].merge_request.snapshot.iid, 1, "the oldest comes last");
    assert_eq!(found(&installation, "!9999").await, [9_999], "one of them is found");
    let repository = rows[0].watched.repository;
    assert!(repository.is_some(), "it is one of the list of repositories");
    let of_another = Filter { repository: Some(i64::MAX), ..Filter::default() };
    assert_eq!(listed(&installation, Wanted { filter: of_another, ..Wanted::default() }).await.1, 0, "of no other");
    let last = list::last_of(&installation.carrick.builds, repository.into_iter().collect()).await.unwrap();
    assert!(last[0].is_watched && last[0].row.is_none(), "and none of it has a pipeline");
    installation.finish().await;
}
