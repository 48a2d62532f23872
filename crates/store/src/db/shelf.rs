//! A database with accounts in it, for tests of the tables around them.

use rusqlite::{Connection, Result};

use super::{Db, integrations, links, profiles};
use crate::instance::Instance;
use crate::model::{GitUse, Identity, Link, Role};
use crate::standing::Standing;

pub(super) const GITLAB: &str = "https://gitlab.example";

pub(super) struct Shelf {
    _folder: tempfile::TempDir,
    pub(super) db: Db,
}

impl Shelf {
    /// A database with this many links of one person on one instance, numbered from 1.
    pub(super) fn with_links(count: i64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&folder.path().join("carrick.db")).unwrap();
        let made = db.write(|db| {
            profiles::first_or_make(db, "a", 0)?;
            let instance = Instance::parse(GITLAB).unwrap();
            integrations::add(db, &instance, None, &[], 0)?;
            for user_id in 1..=count {
                db.execute(
                    "INSERT INTO pairs (instance, application_id, state, created_at) VALUES (?1, '', 'linked', 0)",
                    [GITLAB],
                )?;
                links::put(db, &link(user_id, db.last_insert_rowid()))?;
            }
            Ok(())
        });
        made.unwrap();
        Self { _folder: folder, db }
    }

    /// One more person, with a link: their numbers.
    pub(super) fn add_person(&self) -> (i64, i64) {
        self.write(|db| {
            let profile_id = profiles::add(db, "b", Role::Member, 0)?;
            db.execute(
                "INSERT INTO pairs (instance, application_id, state, created_at) VALUES (?1, '', 'linked', 0)",
                [GITLAB],
            )?;
            let link = Link { profile_id, ..link(99, db.last_insert_rowid()) };
            links::put(db, &link)?;
            let id = "SELECT id FROM links WHERE profile_id = ?1";
            Ok((profile_id, db.query_row(id, [profile_id], |row| row.get(0))?))
        })
    }

    pub(super) fn write<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> T {
        self.db.write(work).unwrap()
    }
}

fn link(user_id: i64, pair_id: i64) -> Link {
    Link {
        id: 0,
        profile_id: 1,
        integration_id: 1,
        application_id: String::new(),
        pair_id,
        identity: Identity {
            user_id,
            username: format!("u{user_id}"),
            name: String::new(),
            avatar_url: None,
            commit_email: None,
        },
        scopes: Vec::new(),
        linked_at: 0,
        checked_at: 0,
        asked_at: 0,
        expires_at: 0,
        git_use: GitUse::Default,
        standing: Standing::default(),
    }
}
