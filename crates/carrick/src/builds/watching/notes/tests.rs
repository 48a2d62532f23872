use carrick_store::db::{Db, integrations, links, profiles, rules, watches};
use carrick_store::instance::Instance;
use carrick_store::model::{GitUse, Identity, Link};
use carrick_store::rule::{Rule, RulePlace, Terms};
use carrick_store::standing::Standing;
use proptest::prelude::*;

use super::*;

const GITLAB: &str = "https://gitlab.example";
const NOW: i64 = 1_800_000_000_000;
const PROJECT: i64 = 7;
const ME: i64 = 3;

/// A database with one account, one watched project, and what is seen of it.
struct Desk {
    _folder: tempfile::TempDir,
    db: Db,
    look: Look,
}

impl Desk {
    /// One that was looked at before.
    fn new() -> Self {
        Self::with(Terms { skip_labels: vec!["wip".to_owned()], ..Terms::default() })
    }

    fn with(terms: Terms) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&folder.path().join("carrick.db")).unwrap();
        let make = |db: &Connection| {
            let profile = profiles::first_or_make(db, "a", 0)?;
            integrations::add(db, &Instance::parse(GITLAB).unwrap(), None, &[], 0)?;
            db.execute(
                "INSERT INTO pairs (instance, application_id, state, created_at) VALUES (?1, '', 'linked', 0)",
                [GITLAB],
            )?;
            let link_id = links::put(db, &link(db.last_insert_rowid()))?;
            let place = RulePlace::Project { project_id: PROJECT, path: "group/web".to_owned() };
            let (instance, on_since) = (GITLAB.to_owned(), NOW - 1_000_000);
            let rule = Rule { id: 0, link_id, instance, place, is_on: true, on_since, terms, writes_status: false };
            rules::put(db, profile.0.id, &rule)?;
            let id = watches::put(db, link_id, PROJECT, "group/web")?;
            watches::looked(db, &[id], Some(NOW - 60_000), NOW - 60_000)?;
            Ok(Target { watch: watches::get(db, id)?.unwrap(), rule, level: Level::Is(40) })
        };
        let target = db.write(make).unwrap();
        let (building, away) = (Building::default(), None);
        let look = Look { target, building, user_id: ME, at: NOW, now: NOW, away, forks_run_here: true };
        Self { _folder: folder, db, look }
    }

    /// What is seen a second after what was seen before.
    fn see(&mut self, snapshot: &Snapshot) -> bool {
        self.look.at += 1000;
        self.look.now += 1000;
        self.see_now(snapshot)
    }

    fn see_now(&self, snapshot: &Snapshot) -> bool {
        let sighting =
            Sighting { project_id: PROJECT, snapshot: snapshot.clone(), head_pipeline: None, creations: None };
        self.db.write(|db| self.look.note(db, &sighting)).unwrap()
    }

    fn merge_request(&self) -> MergeRequest {
        let id = self.look.target.watch.id;
        self.db.read(|db| merge_requests::find(db, id, 42)).unwrap().expect("it was seen")
    }

    fn build_of(&self, sha: &str) -> Option<Build> {
        let id = self.merge_request().id;
        self.db.read(|db| builds::of_commit(db, id, sha)).unwrap()
    }

    fn step_of(&self, sha: &str) -> Option<(Step, Option<Reason>)> {
        self.build_of(sha).map(|build| (build.step, build.reason))
    }

    fn reason_of(&self, sha: &str) -> Option<Reason> {
        self.build_of(sha).filter(|build| build.step == Step::NotBuilt)?.reason
    }

    fn is_waiting(&self, sha: &str) -> bool {
        self.build_of(sha).is_some_and(|build| build.step == Step::Waiting)
    }

    fn set(&self, build: &Build) {
        self.db.write(|db| builds::put(db, build)).unwrap();
    }
}

fn link(pair_id: i64) -> Link {
    Link {
        id: 0,
        profile_id: 1,
        integration_id: 1,
        application_id: String::new(),
        pair_id,
        identity: Identity {
            user_id: ME,
            username: "alice".to_owned(),
            name: "Alice".to_owned(),
            avatar_url: None,
            commit_email: None,
        },
        scopes: Vec::new(),
        linked_at: 0,
        checked_at: 0,
        asked_at: 0,
        expires_at: i64::MAX,
        git_use: GitUse::Never,
        standing: Standing::default(),
    }
}

fn sha(letter: char) -> String {
    letter.to_string().repeat(40)
}

/// My own, ready, of this project.
fn mine(letter: char) -> Snapshot {
    Snapshot {
        iid: 42,
        sha: sha(letter),
        state: MergeRequestState::Opened,
        is_draft: false,
        labels: Vec::new(),
        source_branch: "invoices".to_owned(),
        target_branch: "main".to_owned(),
        source_project: Some(PROJECT),
        title: "Add invoices".to_owned(),
        author_id: Some(ME),
        author: "alice".to_owned(),
        created_at: NOW - 10_000,
        updated_at: NOW,
        prepared_at: Some(NOW - 9_000),
    }
}

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
    desk.look.target.watch.looked_at = None;
    desk.see(&mine('a'));
    assert!(desk.merge_request().was_there && desk.merge_request().hot_until == 0, "it was there");
    assert_eq!(desk.step_of(&sha('a')), None, "nothing is decided of it");
    desk.look.target.watch.looked_at = Some(NOW);
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
    desk.look.target.rule.on_since = NOW + 1_000_000;
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

/// Anything that can be seen of one merge request.
fn snapshots() -> impl Strategy<Value = Snapshot> {
    let letter = prop::sample::select(vec!['a', 'b', 'c', 'd']);
    let state = prop::sample::select(vec![
        MergeRequestState::Opened,
        MergeRequestState::Opened,
        MergeRequestState::Opened,
        MergeRequestState::Closed,
        MergeRequestState::Locked,
    ]);
    let labels = prop::collection::vec(prop::sample::select(vec!["wip".to_owned(), "bot".to_owned()]), 0..2);
    (letter, state, labels, any::<bool>(), 0i64..3, any::<bool>()).prop_map(
        |(letter, state, labels, is_draft, later, is_fork)| {
            let source_project = if is_fork { Some(99) } else { Some(PROJECT) };
            Snapshot { state, labels, is_draft, source_project, updated_at: NOW + later * 1000, ..mine(letter) }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_seen_in_whatever_order_the_open_head_has_one_fate_and_no_other_waits(
        seen in prop::collection::vec(snapshots(), 1..14),
    ) {
        let mut desk = Desk::new();
        for snapshot in &seen {
            desk.see(snapshot);
        }
        let found = desk.db.read(|db| merge_requests::find(db, desk.look.target.watch.id, 42)).unwrap();
        let Some(merge_request) = found else { return Ok(()) };
        let head = &merge_request.snapshot;
        let all = desk.db.read(|db| builds::of_merge_request(db, merge_request.id)).unwrap();
        for build in &all {
            let may_wait = build.sha == head.sha && head.state == MergeRequestState::Opened;
            prop_assert!(build.step != Step::Waiting || may_wait, "{:?} waits in vain", build);
            prop_assert!(build.step == Step::Waiting || build.reason.is_some(), "{:?} has no reason", build);
        }
        if head.state == MergeRequestState::Opened {
            let fates = all.iter().filter(|build| build.sha == head.sha).count();
            prop_assert_eq!(fates, 1, "the head has one fate: {:?}", all);
            let build = all.iter().find(|build| build.sha == head.sha).unwrap();
            let is_plain = !head.is_draft && head.source_project == Some(PROJECT) && !head.labels.contains(&"wip".to_owned());
            if is_plain && build.step != Step::Waiting {
                prop_assert!(false, "nothing speaks against it: {:?}", build);
            }
        }
    }
}
