//! What becomes of what is seen.

mod desk;
mod random;

use std::sync::Arc;

use carrick_store::rule::Terms;

use super::*;
use desk::{Desk, NOW, mine, sha};

#[test]
fn one_that_opens_waits_for_its_turn_and_is_hot() {
    let mut desk = Desk::new();
    assert!(desk.see(&mine('a')), "it is new");
    assert!(desk.is_waiting(&sha('a')), "{:?}", desk.step_of(&sha('a')));
    assert_eq!(desk.merge_request().hot_until, NOW + 1000 + HOT, "the next push may leave no trace");
    assert!(!desk.see(&mine('a')), "the same again is nothing new");
}

#[test]
fn the_first_look_records_and_builds_nothing() {
    let mut desk = Desk::new();
    Arc::make_mut(&mut desk.look.target.watch).looked_at = None;
    desk.see(&mine('a'));
    assert!(desk.merge_request().was_there && desk.merge_request().hot_until == 0, "it was there");
    assert_eq!(desk.step_of(&sha('a')), None, "nothing is decided of it");
    Arc::make_mut(&mut desk.look.target.watch).looked_at = Some(NOW);
    let mut titled = mine('a');
    titled.is_draft = true;
    desk.see(&titled);
    assert_eq!(desk.reason_of(&sha('a')), Some(Reason::OpenedBefore), "its commit was there before");
    desk.see(&mine('b'));
    assert!(desk.is_waiting(&sha('b')), "what is pushed from now on is built");
}

#[test]
fn what_was_pushed_while_a_rule_was_off_is_not_built_when_it_is_switched_on_again() {
    let mut desk = Desk::new();
    desk.see(&mine('a'));
    Arc::make_mut(&mut desk.look.target.rule).on_since = NOW + 1_000_000;
    desk.see(&mine('b'));
    assert!(desk.merge_request().was_there, "nobody looked since it was switched on");
    assert_eq!(desk.step_of(&sha('b')), None, "so this is a first look");
}

#[test]
fn two_pushes_within_a_minute_are_both_seen_and_the_first_is_superseded() {
    let mut desk = Desk::new();
    desk.see(&mine('a'));
    desk.see(&mine('b'));
    assert_eq!(desk.reason_of(&sha('a')), Some(Reason::Superseded), "a newer commit came before its turn");
    assert!(desk.is_waiting(&sha('b')), "though no time moved");
    assert_eq!(desk.merge_request().head_seen_at, NOW + 2000, "its grace begins anew");
}

#[test]
fn a_replica_that_flips_back_loses_no_head() {
    let mut desk = Desk::new();
    for letter in ['a', 'b', 'a', 'b'] {
        desk.see(&mine(letter));
    }
    assert!(desk.is_waiting(&sha('b')), "the head waits: {:?}", desk.step_of(&sha('b')));
    assert_eq!(desk.reason_of(&sha('a')), Some(Reason::Superseded), "the other does not");
}

#[test]
fn a_list_that_lags_takes_nothing_back() {
    let mut desk = Desk::new();
    let old = mine('a');
    let new = Snapshot { updated_at: NOW + 500, ..mine('b') };
    desk.see(&new);
    assert!(!desk.see(&old), "it is older than what was seen");
    assert_eq!(desk.merge_request().snapshot, new, "and changes nothing");
}

#[test]
fn a_draft_is_built_once_it_is_ready() {
    let mut desk = Desk::new();
    desk.see(&Snapshot { is_draft: true, ..mine('a') });
    assert_eq!(desk.reason_of(&sha('a')), Some(Reason::Draft), "it is a draft");
    desk.see(&mine('a'));
    assert!(desk.is_waiting(&sha('a')), "it is ready: {:?}", desk.step_of(&sha('a')));
    let builds = desk.db.read(|db| builds::of_merge_request(db, desk.merge_request().id)).unwrap();
    assert_eq!(builds.len(), 1, "one commit, one build");
}

#[test]
fn however_it_came_to_be_as_it_is_the_same_is_decided() {
    let end = Snapshot { target_branch: "next".to_owned(), labels: vec!["bot".to_owned()], ..mine('b') };
    let ways: [&[Snapshot]; 4] = [
        &[],
        &[mine('a'), mine('b')],
        &[Snapshot { is_draft: true, ..mine('b') }, Snapshot { state: MergeRequestState::Closed, ..mine('b') }],
        &[Snapshot { labels: vec!["wip".to_owned()], ..mine('a') }, Snapshot { labels: Vec::new(), ..end.clone() }],
    ];
    for way in ways {
        let mut desk = Desk::new();
        for snapshot in way.iter().chain([&end]) {
            desk.see(snapshot);
        }
        assert!(desk.is_waiting(&sha('b')), "what it is counts, and not what was done to it: {way:?}");
    }
}

#[test]
fn what_came_while_nobody_looked_is_shown_and_a_bots_label_does_not_build_it() {
    let mut desk = Desk::new();
    let away = Away { from: NOW - 3_600_000, to: NOW };
    desk.look.away = Some(away);
    desk.see(&mine('a'));
    let closed = Some(Reason::WhileClosed { from: away.from, to: away.to });
    assert_eq!(desk.reason_of(&sha('a')), closed, "it is only shown");
    desk.look.away = None;
    desk.see(&Snapshot { labels: vec!["bot".to_owned()], ..mine('a') });
    assert_eq!(desk.reason_of(&sha('a')), closed, "no rule names the label");
    desk.see(&mine('b'));
    assert!(desk.is_waiting(&sha('b')), "what comes now is built");
}

#[test]
fn what_came_while_nobody_looked_is_built_where_the_person_wants_it() {
    let mut desk = Desk::new();
    desk.look.away = Some(Away { from: NOW - 3_600_000, to: NOW });
    desk.look.building.after_sleep = true;
    desk.see(&mine('a'));
    assert!(desk.is_waiting(&sha('a')), "by setting");
}

#[test]
fn a_pause_is_not_caught_up_by_an_edit() {
    let mut desk = Desk::new();
    desk.look.building.paused_at = Some(NOW);
    desk.see(&mine('a'));
    assert_eq!(desk.reason_of(&sha('a')), Some(Reason::Paused { since: NOW }), "all builds are paused");
    desk.look.building.paused_at = None;
    desk.see(&Snapshot { labels: vec!["bot".to_owned()], ..mine('a') });
    assert_eq!(desk.reason_of(&sha('a')), Some(Reason::Paused { since: NOW }), "an edit builds nothing");
}

#[test]
fn one_that_closes_or_vanishes_waits_no_more_and_its_approvals_are_void() {
    for vanishes in [false, true] {
        let mut desk = Desk::new();
        desk.see(&mine('a'));
        let approval = approval_of(&desk.merge_request());
        desk.db.write(|db| approvals::add(db, &approval, NOW)).unwrap();
        if vanishes {
            desk.db.write(|db| vanish(db, desk.look.target.watch.id, 42, NOW)).unwrap();
        } else {
            desk.see(&Snapshot { state: MergeRequestState::Merged, ..mine('a') });
        }
        assert_eq!(desk.reason_of(&sha('a')), Some(Reason::NotOpen), "it is not open (vanishes: {vanishes})");
        assert!(!desk.db.read(|db| approvals::has(db, &approval)).unwrap(), "and what was approved is not any more");
        desk.see(&Snapshot { updated_at: NOW + 2000, ..mine('a') });
        assert!(desk.is_waiting(&sha('a')), "reopened, it is decided anew");
    }
}

#[test]
fn a_new_target_voids_what_was_approved() {
    let mut desk = Desk::with(Terms { takes_forks: true, ..Terms::default() });
    let fork = Snapshot { source_project: Some(99), ..mine('a') };
    desk.see(&fork);
    assert_eq!(desk.reason_of(&sha('a')), Some(Reason::NeedsApproval), "a fork's commit");
    let approval = approval_of(&desk.merge_request());
    desk.db.write(|db| approvals::add(db, &approval, NOW)).unwrap();
    desk.see(&Snapshot { target_branch: "next".to_owned(), ..fork.clone() });
    desk.see(&fork);
    assert!(!desk.db.read(|db| approvals::has(db, &approval)).unwrap(), "coming back does not bring it back");
    assert_eq!(desk.reason_of(&sha('a')), Some(Reason::NeedsApproval), "it must be approved again");
}

#[test]
fn what_has_begun_or_gitlab_had_the_last_word_about_is_left_alone() {
    let ends = [
        (Step::Asking, None),
        (Step::Following, None),
        (Step::Over, None),
        (Step::NotBuilt, Some(Reason::NoJobs)),
        (Step::NotBuilt, Some(Reason::Lost)),
    ];
    for (step, reason) in ends {
        let mut desk = Desk::new();
        desk.see(&mine('a'));
        let build = desk.build_of(&sha('a')).unwrap();
        desk.set(&Build { step, reason: reason.clone(), ..build });
        for change in [Snapshot { is_draft: true, ..mine('a') }, mine('a'), mine('b'), mine('a')] {
            desk.see(&change);
        }
        assert_eq!(desk.step_of(&sha('a')), Some((step, reason)), "an edit or a flip decides nothing anew");
    }
}

#[test]
fn one_that_was_never_open_here_leaves_nothing() {
    let mut desk = Desk::new();
    assert!(!desk.see(&Snapshot { state: MergeRequestState::Merged, ..mine('a') }), "nobody waits for it");
    let found = desk.db.read(|db| merge_requests::find(db, desk.look.target.watch.id, 42)).unwrap();
    assert_eq!(found, None, "a note on an old one is not news");
}
