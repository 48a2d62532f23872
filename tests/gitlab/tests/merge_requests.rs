use crate::support::git::Git;
use crate::support::merge_requests::{Desk, MORNING};
use crate::support::token;
use local_gitlab::{AccessLevel, Delays, MergeRequestJobs, NewFile, NewMergeRequest, NewProject, Setting};
use serde_json::{Value, json};
use std::time::Duration;

const NONE: MergeRequestJobs = MergeRequestJobs::None;

#[test]
fn a_new_one_is_prepared_later_and_checked_when_it_is_looked_at() {
    let desk = Desk::new(NONE);
    let row = desk.open();
    let path = desk.of("/merge_requests/1");
    let body = desk.get(&path).json();
    assert_eq!((&body["iid"], &body["state"]), (&json!(1), &json!("opened")), "it is there at once");
    assert_eq!(body["created_at"], "2026-03-02T08:00:00.000Z", "at the moment of the server's clock");
    assert_eq!((&body["prepared_at"], &body["detailed_merge_status"]), (&Value::Null, &json!("preparing")), "raw");
    assert_eq!(body["merge_status"], "checking", "which the old field does not tell apart");
    assert_eq!(body["sha"], row.sha, "its commit");
    assert_eq!(body["diff_refs"]["head_sha"], row.sha, "twice");
    desk.pass(2);
    let body = desk.get(&path).json();
    assert_eq!(body["prepared_at"], "2026-03-02T08:00:01.200Z", "set when it was due, not when somebody looked");
    assert_eq!(body["detailed_merge_status"], "mergeable", "the first look had it checked");
    assert_eq!(body["updated_at"], body["created_at"], "and none of it counts as a change");
    desk.gitlab.push_to_merge_request(desk.project, 1, "alice").unwrap();
    desk.pass(1);
    assert_eq!(desk.get(&path).json()["detailed_merge_status"], "checking", "after a push it is asked anew");
    let prepared = desk.get(&path).json()["prepared_at"].clone();
    assert_eq!(prepared, "2026-03-02T08:00:01.200Z", "prepared is set once, at creation");
}

#[test]
fn a_push_moves_the_ref_before_the_api_shows_the_commit() {
    let desk = Desk::new(NONE);
    let old = desk.open().sha;
    let git = Git::with_token(&desk.token);
    assert!(git.clone(&format!("{}/group/web.git", desk.gitlab.url()), "web").is_ok(), "it is cloned");
    assert!(git.run("web", &["switch", "-q", "change-1"]).is_ok(), "with the branch");
    assert!(git.push_file("web", "more.txt", b"more\n").is_ok(), "and pushed to");
    let new = git.run("web", &["rev-parse", "HEAD"]).printed();
    let asked = git.run("web", &["ls-remote", "origin", "refs/merge-requests/1/head"]).printed();
    assert_eq!(asked, format!("{new}\trefs/merge-requests/1/head"), "the ref has moved");
    let by_api = desk.get(&desk.of("/repository/commits/refs%2Fmerge-requests%2F1%2Fhead")).json();
    assert_eq!(by_api["id"], new, "and is read by the API too");
    assert_eq!(desk.get(&desk.of("/merge_requests/1")).json()["sha"], old, "the row has not");
    desk.pass(1);
    assert_eq!(desk.get(&desk.of("/merge_requests/1")).json()["sha"], new, "until a worker wrote it");
}

#[test]
fn two_quick_pushes_change_updated_at_once() {
    let desk = Desk::new(NONE);
    desk.open();
    let updated = || desk.gitlab.merge_request(desk.project, 1).unwrap().updated_at;
    desk.pass(30);
    desk.gitlab.push_to_merge_request(desk.project, 1, "alice").unwrap();
    desk.pass(31);
    assert_eq!(updated(), MORNING, "within a minute of the creation nothing moves");
    desk.gitlab.push_to_merge_request(desk.project, 1, "alice").unwrap();
    desk.pass(10);
    assert_eq!(updated(), MORNING + 61_300, "after it a push does");
    let third = desk.gitlab.push_to_merge_request(desk.project, 1, "alice").unwrap();
    desk.pass(10);
    assert_eq!(updated(), MORNING + 61_300, "once");
    assert_eq!(desk.gitlab.merge_request(desk.project, 1).unwrap().sha, third, "though the commit is another");
    desk.gitlab.set_labels(desk.project, 1, &["build"]);
    assert_eq!(updated(), MORNING + 81_000, "a label moves it always");
}

#[test]
fn a_list_goes_on_telling_a_commit_that_is_no_more() {
    let desk = Desk::new(NONE);
    let old = desk.open().sha;
    desk.pass(2);
    desk.get(&desk.of("/merge_requests/1"));
    desk.pass(2);
    let list = || desk.get(&desk.of("/merge_requests?state=opened")).json()[0]["sha"].clone();
    assert_eq!(list(), old, "the list tells it, and keeps it");
    let new = desk.gitlab.push_to_merge_request(desk.project, 1, "alice").unwrap();
    desk.pass(2);
    assert_eq!(list(), new, "the status of a push is another, so it is told anew");
    assert_eq!(desk.get(&desk.of("/merge_requests/1")).json()["sha"], new, "the single one is not kept");
    desk.pass(2);
    assert_eq!(list(), old, "checked again at the same time stamp, the old row fits again");
    desk.pass(8 * 3600);
    let later = token(&desk.gitlab, "alice", &["api"]);
    let list = desk.ask("GET", &desk.of("/merge_requests?state=opened"), &later, None).json();
    assert_eq!(list[0]["sha"], new, "for eight hours");
}

#[test]
fn lists_may_tell_labels_that_were() {
    let desk = Desk::prompt(NONE);
    desk.open();
    desk.gitlab.set_setting(Setting::ListsTellOldLabels(Duration::from_secs(20)));
    desk.pass(100);
    desk.gitlab.set_labels(desk.project, 1, &["build"]);
    assert_eq!(desk.get(&desk.of("/merge_requests")).json()[0]["labels"], json!([]), "the list is behind");
    assert_eq!(desk.get(&desk.of("/merge_requests/1")).json()["labels"], json!(["build"]), "the single one is not");
}

#[test]
fn a_copy_that_lags_shows_what_was() {
    let desk = Desk::prompt(NONE);
    desk.gitlab.set_setting(Setting::ReplicaLag { reads: 2, time: Duration::ZERO });
    desk.open();
    let path = desk.of("/merge_requests/1");
    assert_eq!(desk.get(&path).status, 404, "what was just made is not there");
    assert_eq!(desk.get(&desk.of("/merge_requests")).json(), json!([]), "in lists neither");
    assert_eq!(desk.get(&path).status, 200, "after two looks it is");
    desk.gitlab.set_setting(Setting::ReplicaLag { reads: 0, time: Duration::from_secs(3) });
    desk.gitlab.close_merge_request(desk.project, 1);
    assert_eq!(desk.get(&path).json()["state"], "opened", "a change is not seen");
    desk.pass(3);
    assert_eq!(desk.get(&path).json()["state"], "closed", "for so long");
}

#[test]
fn lists_are_asked_by_time_state_and_number() {
    let desk = Desk::prompt(NONE);
    for _ in 0..3 {
        desk.open();
        desk.pass(60);
    }
    desk.gitlab.close_merge_request(desk.project, 2);
    let iids = |query: &str| -> Vec<u64> {
        let answer = desk.get(&desk.of(&format!("/merge_requests?{query}")));
        answer.json().as_array().unwrap().iter().map(|row| row["iid"].as_u64().unwrap()).collect()
    };
    assert_eq!(iids(""), [3, 2, 1], "newest first, of all states");
    assert_eq!(iids("state=opened&order_by=updated_at&sort=asc"), [1, 3], "as asked for");
    assert_eq!(iids("updated_after=2026-03-02T08:02:00Z&sort=asc"), [2, 3], "a moment itself counts");
    assert_eq!(iids("updated_after=2026-03-02T08:02:00.001Z"), [2], "and the next does not");
    assert_eq!(iids("iids[]=1&iids[]=3"), [3, 1], "by number");
    let page = desk.get(&desk.of("/merge_requests?per_page=2&page=2"));
    assert_eq!(page.header("x-next-page"), Some(""), "the last page says so");
    assert_eq!(page.header("x-total"), Some("3"), "and how many there are");
    assert_eq!(desk.get(&desk.of("/merge_requests?state=odd")).status, 400, "an odd state is refused");
}

#[test]
fn groups_and_everything_have_lists_of_their_own() {
    let desk = Desk::prompt(NONE);
    desk.open();
    let members = vec![("bob".to_owned(), AccessLevel::Developer)];
    let hidden = NewProject { path: "group/hidden".to_owned(), members, ..NewProject::default() };
    let hidden = desk.gitlab.create_project(hidden).id;
    let of_bob = NewMergeRequest { project: hidden, author: "bob".to_owned(), ..NewMergeRequest::default() };
    desk.gitlab.open_merge_request(of_bob).unwrap();
    let count = |path: &str, token: &str| desk.ask("GET", path, token, None).json().as_array().unwrap().len();
    let bob = token(&desk.gitlab, "bob", &["read_api"]);
    assert_eq!(count("/groups/group/merge_requests?state=opened", &desk.token), 1, "of what one may see");
    assert_eq!(count("/groups/group/merge_requests", &bob), 2, "which is not the same for all");
    assert_eq!(count("/merge_requests", &bob), 1, "own ones unless all are asked for");
    assert_eq!(count("/merge_requests?scope=all", &bob), 2, "then all");
}

#[test]
fn a_fork_brings_its_commit_along_and_may_go() {
    let desk = Desk::prompt(NONE);
    let fork = desk.gitlab.fork(desk.project, "bob/web", "bob").unwrap().id;
    let new = NewMergeRequest {
        project: desk.project,
        source_project: Some(fork),
        author: "bob".to_owned(),
        ..NewMergeRequest::default()
    };
    let row = desk.gitlab.open_merge_request(new).unwrap();
    assert!(row.is_from_fork(), "it comes from elsewhere");
    let repository = desk.gitlab.repository(desk.project).unwrap();
    assert_eq!(repository.git(&["rev-parse", "refs/merge-requests/1/head"]).unwrap(), row.sha, "its commit is here");
    let bob = Git::with_token(&token(&desk.gitlab, "bob", &["api"]));
    assert!(bob.clone(&format!("{}/bob/web.git", desk.gitlab.url()), "web").is_ok(), "the fork is cloned");
    assert!(bob.run("web", &["switch", "-q", &row.source_branch]).is_ok(), "with the branch");
    assert!(bob.push_file("web", "more.txt", b"more\n").is_ok(), "and pushed to");
    let head = bob.run("web", &["rev-parse", "HEAD"]).printed();
    assert_eq!(repository.git(&["rev-parse", "refs/merge-requests/1/head"]).unwrap(), head, "the ref follows");
    let body = desk.get(&desk.of("/merge_requests/1")).json();
    assert_eq!((&body["source_project_id"], &body["sha"]), (&json!(fork), &json!(head)), "the row does as well");
    desk.gitlab.remove_project(fork);
    let body = desk.get(&desk.of("/merge_requests/1")).json();
    assert_eq!((&body["source_project_id"], &body["sha"]), (&Value::Null, &json!(head)), "without its source it stays");
}

#[test]
fn what_people_do_to_one_is_seen() {
    let desk = Desk::prompt(NONE);
    desk.open();
    let of = |name: &str| desk.get(&desk.of("/merge_requests/1")).json()[name].clone();
    desk.gitlab.set_draft(desk.project, 1, true);
    assert_eq!((of("draft"), of("title")), (json!(true), json!("Draft: Change number 1")), "a draft by its title");
    desk.gitlab.set_draft(desk.project, 1, false);
    assert_eq!((of("draft"), of("title")), (json!(false), json!("Change number 1")), "and ready again");
    desk.gitlab.push(desk.project, "release", "bob", "Begin", &[NewFile::new("release.md", "1\n")]).unwrap();
    desk.gitlab.retarget(desk.project, 1, "release");
    assert_eq!(of("target_branch"), "release", "it goes elsewhere");
    desk.gitlab.close_merge_request(desk.project, 1);
    assert_eq!(of("state"), "closed", "closed");
    desk.gitlab.reopen_merge_request(desk.project, 1);
    assert_eq!((of("state"), of("closed_at")), (json!("opened"), Value::Null), "and open again");
    desk.gitlab.retarget(desk.project, 1, "main");
    desk.gitlab.merge(desk.project, 1).unwrap();
    assert_eq!(of("state"), "merged", "at last it is merged");
    let repository = desk.gitlab.repository(desk.project).unwrap();
    assert!(repository.git(&["cat-file", "-e", "main:changes/change-1.md"]).is_ok(), "and its file is in main");
}

#[test]
fn thousands_open_without_git() {
    let desk = Desk::prompt(NONE);
    for _ in 0..2000 {
        let new = NewMergeRequest { project: desk.project, without_git: true, ..NewMergeRequest::default() };
        desk.gitlab.open_merge_request(new).unwrap();
    }
    let old = desk.gitlab.merge_request(desk.project, 1999).unwrap().sha;
    let new = desk.gitlab.push_to_merge_request(desk.project, 1999, "alice").unwrap();
    assert_ne!(old, new, "they are pushed to");
    assert_eq!(desk.get(&desk.of("/merge_requests/1999")).json()["sha"], new, "and read");
    let read = desk.get(&desk.of("/repository/commits/refs%2Fmerge-requests%2F1999%2Fhead")).json();
    assert_eq!(read["id"], new, "by their ref too");
    let page = desk.get(&desk.of("/merge_requests?per_page=500"));
    assert_eq!(page.json().as_array().unwrap().len(), 100, "in pages of a hundred at most");
}

#[test]
fn the_clock_stands_and_is_moved() {
    let desk = Desk::new(NONE);
    desk.gitlab.set_setting(Setting::Delays(Delays { prepared: Duration::from_secs(40), ..Delays::default() }));
    desk.open();
    let date = || desk.get("/user").header("date").unwrap().to_owned();
    assert_eq!(date(), "Mon, 02 Mar 2026 08:00:00 GMT", "answers are dated by it");
    assert_eq!(desk.gitlab.next_event(), Some(MORNING + 1500), "what comes next is known");
    desk.pass(39);
    assert_eq!(date(), "Mon, 02 Mar 2026 08:00:39 GMT", "it moves when it is moved");
    assert_eq!(desk.gitlab.merge_request(desk.project, 1).unwrap().prepared_at, None, "not yet");
    desk.pass(600);
    assert_eq!(desk.gitlab.merge_request(desk.project, 1).unwrap().prepared_at, Some(MORNING + 40_000), "when due");
}
