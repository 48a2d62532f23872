use proptest::prelude::*;

use super::*;
use crate::build::Step;
use crate::db::approvals::{self, Approval};
use crate::db::merge_requests::{self, Seen};
use crate::db::shelf::Shelf;
use crate::db::watches;
use crate::merge_request::{MergeRequest, MergeRequestState, Snapshot};

const SEEN: Seen = Seen { head_seen_at: 30, was_there: false, hot_until: 90, seen_at: 31 };

fn snapshot(iid: i64) -> Snapshot {
    Snapshot {
        iid,
        sha: "a".repeat(40),
        state: MergeRequestState::Opened,
        is_draft: false,
        labels: vec!["wip".to_owned(), "needs review".to_owned()],
        source_branch: "fix".to_owned(),
        target_branch: "main".to_owned(),
        source_project: Some(7),
        title: "Fix login".to_owned(),
        author_id: Some(20),
        author: "alice".to_owned(),
        created_at: 10,
        updated_at: 20,
        prepared_at: Some(11),
    }
}

fn build(merge_request: i64, sha: &str, attempt: i64) -> Build {
    Build {
        id: 0,
        merge_request,
        sha: sha.to_owned(),
        attempt,
        target_branch: "main".to_owned(),
        source_project: Some(7),
        step: Step::Waiting,
        reason: None,
        starter: None,
        pipeline: None,
        decided_at: 40,
        asked_at: None,
        ended_at: None,
        claim: None,
    }
}

/// A watched project with one merge request, and the numbers of both.
fn watched() -> (Shelf, i64, i64) {
    let shelf = Shelf::with_links(1);
    let watch = shelf.write(|db| watches::put(db, 1, 7, "group/web"));
    let merge_request = shelf.write(|db| merge_requests::put(db, watch, &snapshot(41), SEEN));
    (shelf, watch, merge_request)
}

fn kept(shelf: &Shelf, build: &Build) -> Build {
    let id = shelf.write(|db| put(db, build));
    shelf.write(|db| get(db, id)).unwrap()
}

#[test]
fn a_step_takes_the_place_of_the_one_before() {
    let (shelf, _, merge_request) = watched();
    let mut first = kept(&shelf, &build(merge_request, "aa", 1));
    first.step = Step::Following;
    first.starter = Some(Starter::Carrick);
    let status = "running".to_owned();
    first.pipeline = Some(PipelineSeen { id: 900, project_id: 7, status, seen_at: 50 });
    first.claim = Some("c0ffee".to_owned());
    assert_eq!(kept(&shelf, &first), first, "all of it is as it was written, under the same number");
    let second = kept(&shelf, &build(merge_request, "aa", 2));
    assert_ne!(second.id, first.id, "a person's new build is another");
    let last = shelf.write(|db| of_commit(db, merge_request, "aa")).unwrap();
    assert_eq!(last, second, "and the last one counts");
    assert_eq!(shelf.write(|db| of_merge_request(db, merge_request)), [second, first], "the newest first");
}

#[test]
fn what_is_under_way_is_found_after_a_crash() {
    let (shelf, _, merge_request) = watched();
    use Step::{Adopting, Asking, Claiming, Following, NotBuilt, Over, Waiting};
    for (attempt, step) in (1..).zip([NotBuilt, Asking, Over, Waiting, Claiming, Adopting, Following]) {
        kept(&shelf, &Build { step, ..build(merge_request, "aa", attempt) });
    }
    let steps: Vec<_> = shelf.write(under_way).into_iter().map(|build| build.step).collect();
    assert_eq!(steps, [Asking, Waiting, Claiming, Adopting, Following], "whoever reads the journal goes on with these");
}

#[test]
fn only_what_came_to_its_end_is_forgotten_and_never_all_at_once() {
    let (shelf, _, merge_request) = watched();
    for (attempt, step) in (1..).zip([Step::Over, Step::Over, Step::Over, Step::Following]) {
        kept(&shelf, &Build { step, decided_at: attempt, ..build(merge_request, "aa", attempt) });
    }
    assert_eq!(shelf.write(|db| forget_before(db, 3, 1)), 1, "no more than was asked for");
    assert_eq!(shelf.write(|db| forget_before(db, 3, 100)), 1, "and none of that day or later");
    assert_eq!(shelf.write(|db| forget_before(db, 100, 100)), 1, "what is followed stays");
    assert_eq!(shelf.write(|db| of_merge_request(db, merge_request)).len(), 1, "the one that is followed");
}

#[test]
fn what_is_to_be_said_of_an_open_merge_request_is_not_forgotten() {
    let (shelf, watch, merge_request) = watched();
    let head = snapshot(41).sha;
    for sha in [head.as_str(), "aa"] {
        kept(&shelf, &Build { step: Step::NotBuilt, decided_at: 1, ..build(merge_request, sha, 1) });
    }
    assert_eq!(shelf.write(oldest_end), Some(1), "the earlier commit's can go");
    assert_eq!(shelf.write(|db| forget_before(db, 100, 100)), 1, "and goes");
    assert!(shelf.write(|db| of_commit(db, merge_request, &head)).is_some(), "of its head it is still said why not");
    assert_eq!(shelf.write(oldest_end), None, "and nobody comes for it again and again");
    let merged = Snapshot { state: MergeRequestState::Merged, ..snapshot(41) };
    shelf.write(|db| merge_requests::put(db, watch, &merged, SEEN));
    assert_eq!(shelf.write(|db| forget_before(db, 100, 100)), 1, "until it is over");
}

#[test]
fn what_is_closed_is_forgotten_whether_or_not_anything_was_built() {
    let (shelf, watch, open) = watched();
    let closed = Snapshot { state: MergeRequestState::Closed, ..snapshot(42) };
    let closed = shelf.write(|db| merge_requests::put(db, watch, &closed, SEEN));
    assert_eq!(shelf.write(merge_requests::oldest_closed), Some(SEEN.seen_at), "nothing was ever built");
    let built = kept(&shelf, &Build { step: Step::Over, ..build(closed, "aa", 1) });
    assert_eq!(shelf.write(merge_requests::oldest_closed), None, "its build is still looked back at");
    shelf.write(|db| forget_before(db, built.decided_at + 1, 100));
    assert_eq!(shelf.write(|db| merge_requests::forget_closed_before(db, SEEN.seen_at, 9)), 0, "not yet");
    assert_eq!(shelf.write(|db| merge_requests::forget_closed_before(db, SEEN.seen_at + 1, 9)), 1, "it is long ago");
    assert!(shelf.write(|db| merge_requests::get(db, open)).is_some(), "what is open stays");
}

#[test]
fn a_reason_of_a_newer_version_is_a_refusal_that_is_not_known_here() {
    let (shelf, _, merge_request) = watched();
    let id = kept(&shelf, &Build { reason: Some(Reason::Draft), ..build(merge_request, "aa", 1) }).id;
    for newer in [r#"{"reason":"eclipse","moon":3}"#, r#"{"reason":"paused"}"#, "no JSON"] {
        shelf.write(|db| db.execute("UPDATE builds SET reason = ?1", [newer]));
        let read = shelf.write(|db| get(db, id)).unwrap();
        assert_eq!(read.reason, Some(Reason::Refused), "{newer} is no reason to build it");
    }
    shelf.write(|db| db.execute("UPDATE builds SET step = 'dreaming', starter = 'moon'", []));
    let read = shelf.write(|db| get(db, id)).unwrap();
    assert_eq!(
        (read.step, read.starter),
        (Step::Over, Some(Starter::Person)),
        "it is not ours to go on with or cancel"
    );
}

#[test]
fn an_approval_is_for_just_what_was_approved() {
    let (shelf, watch, merge_request) = watched();
    let other = shelf.write(|db| merge_requests::put(db, watch, &snapshot(42), SEEN));
    let approved =
        Approval { merge_request, sha: "aa".to_owned(), source_project: Some(8), target_branch: "main".to_owned() };
    shelf.write(|db| approvals::add(db, &approved, 1));
    shelf.write(|db| approvals::add(db, &approved, 2));
    let has = |approval: &Approval| shelf.write(|db| approvals::has(db, approval));
    assert!(has(&approved), "twice is once");
    for (what, another) in [
        ("merge request", Approval { merge_request: other, ..approved.clone() }),
        ("commit", Approval { sha: "ab".to_owned(), ..approved.clone() }),
        ("source", Approval { source_project: Some(9), ..approved.clone() }),
        ("source that is gone", Approval { source_project: None, ..approved.clone() }),
        ("target", Approval { target_branch: "Main".to_owned(), ..approved.clone() }),
    ] {
        assert!(!has(&another), "another {what} was not approved");
    }
    shelf.write(|db| approvals::void(db, merge_request));
    assert!(!has(&approved), "it was taken back");
    let gone = Approval { source_project: None, ..approved };
    shelf.write(|db| approvals::add(db, &gone, 3));
    assert!(has(&gone), "a fork that is gone can be approved too");
}

#[test]
fn a_watch_goes_on_where_it_was() {
    let shelf = Shelf::with_links(1);
    let watch = shelf.write(|db| watches::put(db, 1, 7, "group/web"));
    shelf.write(|db| watches::failed(db, watch, "server_error", 500));
    shelf.write(|db| watches::failed(db, watch, "timed_out", 900));
    let read = || shelf.write(|db| watches::get(db, watch)).unwrap();
    let failed = read();
    let failure = failed.failure.as_deref();
    assert_eq!((failed.failures, failed.next_try, failure), (2, 900, Some("timed_out")), "put aside for longer");
    assert_eq!(failed.cursor_at, None, "no look came to its end yet");
    shelf.write(|db| watches::advance(db, watch, 70));
    shelf.write(|db| watches::advance(db, watch, 60));
    shelf.write(|db| watches::swept(db, &[watch], 1000));
    shelf.write(|db| watches::looked(db, &[watch], Some(80), 1100));
    shelf.write(|db| watches::looked(db, &[watch, 99], None, 900));
    let looked = read();
    assert_eq!((looked.cursor_at, looked.swept_at, looked.looked_at), (Some(70), Some(1000), Some(1100)), "never back");
    assert_eq!(looked.told_at, Some(80), "a look that GitLab gave no time for leaves the one before");
    assert_eq!((looked.failures, looked.failure, looked.next_try), (0, None, 0), "and the failure is over");
    assert_eq!(shelf.write(|db| watches::put(db, 1, 7, "group/moved")), watch, "it moved and is the same project");
    assert_eq!(read().cursor_at, Some(70), "nothing is looked at twice for that");
    assert_eq!(shelf.write(|db| watches::of_link(db, 1))[0].path, "group/moved", "it is where it is now");
    shelf.write(|db| watches::set_self_built(db, watch, Some(5)));
    let found = shelf.write(|db| watches::find(db, 1, 7)).unwrap();
    assert_eq!(found.self_built_at, Some(5), "GitLab was seen to build here");
}

#[test]
fn hot_ones_are_those_whose_time_is_not_over() {
    let (shelf, watch, merge_request) = watched();
    let iid = shelf.write(|db| merge_requests::get(db, merge_request)).unwrap().snapshot.iid;
    let hot = |link_id, at| shelf.write(|db| merge_requests::hot(db, link_id, at));
    assert_eq!((hot(1, 89), hot(1, 90)), (vec![(watch, iid)], Vec::new()), "until then and no longer");
    assert_eq!(hot(2, 89), [], "another account's are its own");
    assert_eq!(shelf.write(|db| merge_requests::open_of_watch(db, watch)).len(), 1, "it is open");
}

#[test]
fn everything_of_a_project_goes_with_its_account() {
    let (shelf, _, merge_request) = watched();
    let id = kept(&shelf, &build(merge_request, "aa", 1)).id;
    shelf.write(|db| db.execute("DELETE FROM links", []));
    assert_eq!(shelf.write(|db| get(db, id)), None, "nobody is left to follow it");
    assert_eq!(shelf.write(|db| merge_requests::get(db, merge_request)), None, "nor to look at it");
}

prop_compose! {
    fn snapshots()(
        sha in "[0-9a-f]{40}", is_draft: bool, labels: Vec<String>, source_branch: String, target_branch: String,
        source_project: Option<i64>, title: String, author_id: Option<i64>, author: String, created_at: i64,
        updated_at: i64, prepared_at: Option<i64>,
        state in prop::sample::select(vec![
            MergeRequestState::Opened, MergeRequestState::Closed, MergeRequestState::Merged, MergeRequestState::Locked,
        ]),
    ) -> Snapshot {
        Snapshot {
            iid: 41, sha, state, is_draft, labels, source_branch, target_branch, source_project, title, author_id,
            author, created_at, updated_at, prepared_at,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn a_snapshot_is_read_as_it_was_seen(
        snapshot in snapshots(), was_there: bool, head_seen_at: i64, hot_until: i64, seen_at: i64,
    ) {
        let (shelf, watch_id, id) = watched();
        let seen = Seen { head_seen_at, was_there, hot_until, seen_at };
        prop_assert_eq!(shelf.write(|db| merge_requests::put(db, watch_id, &snapshot, seen)), id, "it is the same one");
        let expected = MergeRequest { id, watch_id, snapshot, head_seen_at, was_there, hot_until, seen_at };
        prop_assert_eq!(shelf.write(|db| merge_requests::find(db, watch_id, 41)), Some(expected));
    }

    #[test]
    fn facts_of_a_reason_are_read_as_they_were(text: String, list: Vec<String>, number: i64, level: Option<i64>) {
        let (shelf, _, merge_request) = watched();
        for reason in [
            Reason::OtherTarget { target: text.clone(), built: list.clone() },
            Reason::SkipLabel { label: text.clone() },
            Reason::NotMine { author: text.clone() },
            Reason::AuthorBelow { level, least: number },
            Reason::WhileClosed { from: number, to: number },
            Reason::WhilePaused { from: number, to: number },
            Reason::Preparing { until: level },
            Reason::TakenByOther { since: number },
            Reason::RoleTooLow { level },
            Reason::OtherCommit { sha: text.clone() },
            Reason::Paused { since: number },
        ] {
            let written = Build { reason: Some(reason.clone()), ..build(merge_request, "aa", 1) };
            prop_assert_eq!(kept(&shelf, &written).reason, Some(reason));
        }
    }
}
