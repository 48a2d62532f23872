//! A database with one account, one watched project, and what is seen of it.

use std::sync::Arc;

use carrick_store::db::{Db, integrations, links, profiles, rules, watches};
use carrick_store::instance::Instance;
use carrick_store::model::{GitUse, Identity, Link};
use carrick_store::rule::{Rule, RulePlace, Terms};
use carrick_store::standing::Standing;

use super::super::*;

const GITLAB: &str = "https://gitlab.example";
pub(super) const NOW: i64 = 1_800_000_000_000;
pub(super) const PROJECT: i64 = 7;
const ME: i64 = 3;

pub(super) struct Desk {
    _folder: tempfile::TempDir,
    pub(super) db: Db,
    pub(super) look: Look,
}

impl Desk {
    /// One that was looked at before.
    pub(super) fn new() -> Self {
        Self::with(Terms { skip_labels: vec!["wip".to_owned()], ..Terms::default() })
    }

    pub(super) fn with(terms: Terms) -> Self {
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
            let watch = Arc::new(watches::get(db, id)?.unwrap());
            Ok(Target { watch, rule: Arc::new(rule), level: Level::Is(40) })
        };
        let target = db.write(make).unwrap();
        let (building, away) = (Building::default(), None);
        let look = Look { target, building, user_id: ME, at: NOW, now: NOW, away, forks_run_here: true };
        Self { _folder: folder, db, look }
    }

    /// What is seen a second after what was seen before.
    pub(super) fn see(&mut self, snapshot: &Snapshot) -> bool {
        self.look.at += 1000;
        self.look.now += 1000;
        self.see_now(snapshot)
    }

    pub(super) fn see_now(&self, snapshot: &Snapshot) -> bool {
        let sighting =
            Sighting { project_id: PROJECT, snapshot: snapshot.clone(), head_pipeline: None, creations: None };
        self.db.write(|db| self.look.note(db, &sighting)).unwrap()
    }

    pub(super) fn merge_request(&self) -> MergeRequest {
        let id = self.look.target.watch.id;
        self.db.read(|db| merge_requests::find(db, id, 42)).unwrap().expect("it was seen")
    }

    pub(super) fn build_of(&self, sha: &str) -> Option<Build> {
        let id = self.merge_request().id;
        self.db.read(|db| builds::of_commit(db, id, sha)).unwrap()
    }

    pub(super) fn step_of(&self, sha: &str) -> Option<(Step, Option<Reason>)> {
        self.build_of(sha).map(|build| (build.step, build.reason))
    }

    pub(super) fn reason_of(&self, sha: &str) -> Option<Reason> {
        self.build_of(sha).filter(|build| build.step == Step::NotBuilt)?.reason
    }

    pub(super) fn is_waiting(&self, sha: &str) -> bool {
        self.build_of(sha).is_some_and(|build| build.step == Step::Waiting)
    }

    pub(super) fn set(&self, build: &Build) {
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

pub(super) fn sha(letter: char) -> String {
    letter.to_string().repeat(40)
}

/// My own, ready, of this project.
pub(super) fn mine(letter: char) -> Snapshot {
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
