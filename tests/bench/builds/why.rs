//! What ten thousand builds cost whoever asks about one of them, or looks at a page of the list.

use std::time::Instant;

use carrick::builds::answering;
use carrick::builds::list::{self, Page, Wanted};
use carrick_store::build::{Build, Reason, Starter, Step};
use carrick_store::clock::Clock as _;
use carrick_store::db::merge_requests::{self, Seen};
use carrick_store::db::{builds, watches};
use carrick_store::merge_request::{MergeRequestState, Snapshot};
use rusqlite::Connection;

use crate::room::watching;
use crate::spread;
use crate::support::Installation;

const PROJECTS: usize = 100;
const OF_EACH: i64 = 100;
const QUESTIONS: usize = 1000;

pub(crate) async fn measure() {
    let (installation, link_id, ids) = watching(PROJECTS).await;
    let known = fill(&installation, link_id, &ids);
    let all = &installation.carrick.builds;
    let (mut why, mut floor, mut page) = (Vec::new(), Vec::new(), Vec::new());
    let connection = installation.second_connection();
    for at in 0..=QUESTIONS {
        let id = known[at * 7919 % known.len()];
        let start = Instant::now();
        let answer = answering::by_number(all, id).await.unwrap();
        let took = milliseconds(start);
        assert!(answer.why.is_some(), "it is not built");
        let start = Instant::now();
        merge_requests::get(&connection, id).unwrap();
        builds::of_merge_request(&connection, id).unwrap();
        let least = milliseconds(start);
        let start = Instant::now();
        let wanted = Wanted { at: at * 97 % known.len(), count: 30, ..Wanted::default() };
        assert!(matches!(list::page(all, wanted).await.unwrap(), Page::Rows { .. }), "rows are told");
        // The first makes what the others stand on.
        if at > 0 {
            why.push(took);
            floor.push(least);
            page.push(milliseconds(start));
        }
    }
    println!("| over {} builds, {QUESTIONS} times | median ms | p99 | longest | aim |", known.len());
    println!("| --- | --- | --- | --- | --- |");
    println!("| why one is not built | {} | 5 |", spread(why, 2));
    println!("| floor: its two rows are read | {} | |", spread(floor, 2));
    println!("| a screen of the list, anywhere | {} | |\n", spread(page, 2));
    installation.finish().await;
}

fn milliseconds(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1e3
}

/// Keeps many merge requests that were not built; answers their numbers.
fn fill(installation: &Installation, link_id: i64, ids: &[u64]) -> Vec<i64> {
    let now = installation.clock.now();
    let connection = installation.second_connection();
    connection.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut known = Vec::new();
    for project in ids {
        let project = project.cast_signed();
        let watch = watches::find(&connection, link_id, project).unwrap().expect("it is watched").id;
        known.extend((1..=OF_EACH).map(|iid| keep(&connection, watch, project, iid, now - iid * 60_000)));
    }
    connection.execute_batch("COMMIT").unwrap();
    known
}

fn keep(connection: &Connection, watch: i64, project: i64, iid: i64, at: i64) -> i64 {
    let snapshot = Snapshot {
        iid,
        sha: format!("{:040x}", project * 1000 + iid),
        state: MergeRequestState::Opened,
        is_draft: false,
        labels: vec!["backend".to_owned(), "ready".to_owned()],
        source_branch: format!("change-{iid}"),
        target_branch: "main".to_owned(),
        source_project: Some(project),
        title: format!("Change number {iid} of what project {project} does"),
        author_id: Some(7),
        author: "bob".to_owned(),
        created_at: at,
        updated_at: at,
        prepared_at: Some(at),
    };
    let seen = Seen { head_seen_at: at, was_there: false, hot_until: 0, seen_at: at };
    let id = merge_requests::put(connection, watch, &snapshot, seen).unwrap();
    let build = Build {
        id: 0,
        merge_request: id,
        sha: snapshot.sha,
        attempt: 1,
        target_branch: snapshot.target_branch,
        source_project: snapshot.source_project,
        step: Step::NotBuilt,
        reason: Some(Reason::NotMine { author: snapshot.author }),
        starter: None,
        pipeline: None,
        decided_at: at,
        asked_at: None,
        ended_at: None,
        claim: None,
    };
    builds::put(connection, &build).unwrap();
    id
}
