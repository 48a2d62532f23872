//! The books: which pairs GitLab says are alive, and which of them we hold and why.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use local_gitlab::LocalGitlab;
use rusqlite::{Connection, OpenFlags};

use super::keyring::KeyringDouble;

/// Both sides at one moment. Pairs are known by their refresh tokens.
pub(crate) struct Books {
    live: BTreeSet<String>,
    kept: BTreeMap<i64, String>,
    rows: BTreeMap<i64, String>,
    linked: BTreeSet<i64>,
    verifiers: BTreeSet<i64>,
    open_attempts: BTreeSet<i64>,
}

impl Books {
    /// Reads them.
    pub(crate) fn read<'a>(
        database: &Path,
        keyring: &KeyringDouble,
        gitlabs: impl Iterator<Item = &'a LocalGitlab>,
    ) -> Self {
        let db = open(database);
        let owners: BTreeMap<String, i64> =
            query(&db, "SELECT name, owner FROM entries", |row| Ok((row.get(0)?, row.get(1)?))).into_iter().collect();
        // One that nobody has journalled belongs to nothing.
        let number = |name: &String| owners.get(name).copied().unwrap_or(i64::MIN);
        let refresh_token = |entry: &String| {
            let entry: serde_json::Value = serde_json::from_str(entry).unwrap();
            entry["refresh_token"].as_str().unwrap_or_default().to_owned()
        };
        let mut kept = keyring.entries("pair/");
        kept.extend(keyring.entries("revocation/"));
        Self {
            live: gitlabs.flat_map(LocalGitlab::live_pairs).map(|pair| pair.refresh_token).collect(),
            kept: kept.iter().map(|(name, entry)| (number(name), refresh_token(entry))).collect(),
            rows: query(&db, "SELECT id, state FROM pairs", |row| Ok((row.get(0)?, row.get(1)?))).into_iter().collect(),
            linked: query(&db, "SELECT pair_id FROM links", |row| row.get(0)).into_iter().collect(),
            verifiers: keyring.entries("verifier/").keys().map(number).collect(),
            open_attempts: query(&db, "SELECT id FROM attempts WHERE phase IN ('open', 'matched')", |row| row.get(0))
                .into_iter()
                .collect(),
        }
    }

    /// What does not add up, when `lost` answers were lost on the way; `None` when everything does.
    pub(crate) fn imbalance(&self, lost: usize) -> Option<String> {
        let kept: BTreeSet<String> = self.kept.values().cloned().collect();
        let row_ids: BTreeSet<i64> = self.rows.keys().copied().collect();
        let kept_ids: BTreeSet<i64> = self.kept.keys().copied().collect();
        let unknown = self.live.difference(&kept).count();
        let dead = kept.difference(&self.live).count();
        if unknown != lost {
            Some(format!("{unknown} pairs are alive at GitLab that we do not hold; {lost} were lost on the way"))
        } else if dead != 0 {
            Some(format!("{dead} pairs are held that GitLab has ended"))
        } else if self.rows.values().any(|state| state != "linked") || row_ids != self.linked {
            Some(format!("pairs belong to nothing: rows {:?}, links on {:?}", self.rows, self.linked))
        } else if kept_ids != row_ids {
            Some(format!("the keyring holds pairs {kept_ids:?}, the database {row_ids:?}"))
        } else if !self.verifiers.is_subset(&self.open_attempts) {
            Some(format!("verifiers {:?} outlive their attempts {:?}", self.verifiers, self.open_attempts))
        } else {
            None
        }
    }
}

/// A second, reading connection, as another program would have.
pub(crate) fn open(database: &Path) -> Connection {
    let db = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_WRITE).expect("the database opens");
    db.busy_timeout(super::BOUND).unwrap();
    db
}

fn query<T>(db: &Connection, sql: &str, read: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>) -> Vec<T> {
    let mut statement = db.prepare(sql).unwrap();
    statement.query_map([], read).unwrap().map(Result::unwrap).collect()
}

/// The rows of every table but the avatars, as text, to compare before and after.
pub(crate) fn dump(database: &Path) -> Vec<String> {
    let db = open(database);
    let mut rows = Vec::new();
    for table in ["profiles", "integrations", "pairs", "links", "attempts"] {
        let mut statement = db.prepare(&format!("SELECT * FROM {table} ORDER BY id")).unwrap();
        let width = statement.column_count();
        let read = statement.query_map([], |row| {
            let cells: rusqlite::Result<Vec<String>> =
                (0..width).map(|at| row.get::<_, rusqlite::types::Value>(at).map(|v| format!("{v:?}"))).collect();
            Ok(format!("{table}: {}", cells?.join(", ")))
        });
        rows.extend(read.unwrap().map(Result::unwrap));
    }
    rows
}
