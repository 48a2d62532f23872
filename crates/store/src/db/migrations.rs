//! The steps that made the database what it is. None takes anything away that an earlier program reads.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior};

use super::error::Error;
use super::file::make_private;

const STEPS: [&str; 15] = [
    include_str!("../../migrations/01_first.sql"),
    include_str!("../../migrations/02_links_that_live.sql"),
    include_str!("../../migrations/03_verifiers.sql"),
    include_str!("../../migrations/04_spent_links.sql"),
    include_str!("../../migrations/05_words_without_lists.sql"),
    include_str!("../../migrations/06_entries.sql"),
    include_str!("../../migrations/07_git.sql"),
    include_str!("../../migrations/08_projects.sql"),
    include_str!("../../migrations/09_clones.sql"),
    include_str!("../../migrations/10_builds.sql"),
    include_str!("../../migrations/11_review.sql"),
    include_str!("../../migrations/12_claims.sql"),
    include_str!("../../migrations/13_asked_administrators.sql"),
    include_str!("../../migrations/14_people.sql"),
    include_str!("../../migrations/15_kept_projects.sql"),
];

/// Refuses a database that a newer Carrick made what this one cannot bear. A newer one that says nothing else can
/// be read.
pub(super) fn require_readable(connection: &Connection) -> Result<(), Error> {
    if version_of(connection)? > STEPS.len() && oldest_reader(connection)? > STEPS.len() {
        return Err(Error::Newer);
    }
    Ok(())
}

/// Runs the missing steps in one transaction, after a copy of the file was laid beside it. The transaction comes
/// first: of two who open the file at once, one finds nothing left to do.
pub(super) fn bring_up_to_date(connection: &mut Connection, path: &Path) -> Result<(), Error> {
    if version_of(connection)? >= STEPS.len() {
        return Ok(());
    }
    // A table that is made anew is dropped while others refer to it; what they refer to is looked through below.
    connection.pragma_update(None, "foreign_keys", false)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    require_readable(&transaction)?;
    let version = version_of(&transaction)?;
    if (1..STEPS.len()).contains(&version) {
        back_up(path, version)?;
    }
    for (at, step) in STEPS.iter().enumerate().skip(version) {
        transaction.execute_batch(step).map_err(|cause| Error::Migration { step: at + 1, cause })?;
    }
    if version < STEPS.len() {
        require_whole(&transaction)?;
        transaction.pragma_update(None, "user_version", STEPS.len() as u32)?;
    }
    transaction.commit()?;
    Ok(connection.pragma_update(None, "foreign_keys", true)?)
}

/// From the step on that keeps apart all that is a person's: programs before it mix what several keep, or do not know
/// that there may be several.
const WITH_PEOPLE: u32 = 15;

/// Has programs refuse the database that do not know that people may be kept apart: they would act for the first one,
/// and for nobody who is signed out.
pub(super) fn keep_people_apart(connection: &Connection) -> rusqlite::Result<()> {
    let raise = "UPDATE compatibility SET oldest_reader = ?1 WHERE oldest_reader < ?1";
    connection.execute(raise, [WITH_PEOPLE]).map(drop)
}

/// Whether an earlier Carrick made it, and nobody has brought it up to date yet.
pub(super) fn is_older(connection: &Connection) -> Result<bool, Error> {
    Ok(version_of(connection)? < STEPS.len())
}

fn version_of(connection: &Connection) -> Result<usize, Error> {
    let version: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    Ok(version as usize)
}

/// The oldest program that may read a database of a newer version; nobody, where it does not say.
fn oldest_reader(connection: &Connection) -> Result<usize, Error> {
    let says = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'compatibility'";
    if connection.query_row(says, [], |row| row.get::<_, i64>(0))? == 0 {
        return Ok(usize::MAX);
    }
    let oldest = connection.query_row("SELECT max(oldest_reader) FROM compatibility", [], |row| row.get(0));
    Ok(oldest.optional()?.and_then(|oldest: Option<u32>| oldest).map_or(usize::MAX, |oldest| oldest as usize))
}

/// No row may refer to one that is not there.
fn require_whole(connection: &Connection) -> Result<(), Error> {
    let dangling = connection.query_row("PRAGMA foreign_key_check", [], |_| Ok(())).optional()?;
    match dangling {
        None => Ok(()),
        Some(()) => Err(Error::Dangling),
    }
}

/// Copies the file over a connection of its own, since the one that is about to change it is inside a
/// transaction. The copy gets its name once it is whole and on the disk.
fn back_up(path: &Path, version: usize) -> Result<(), Error> {
    let copy = path.with_extension(format!("before-{}.db", version + 1));
    let draft = path.with_extension("draft");
    remove_if_there(&draft)?;
    make_private(&draft)?;
    Connection::open(path)?.execute("VACUUM INTO ?1", [draft.to_string_lossy()])?;
    fs::File::open(&draft)?.sync_all()?;
    Ok(fs::rename(&draft, &copy)?)
}

fn remove_if_there(path: &Path) -> std::io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Db;

    fn made_by(version: u32, oldest_reader: Option<u32>) -> (tempfile::TempDir, std::path::PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("carrick.db");
        drop(Db::open(&path).unwrap());
        let connection = Connection::open(&path).unwrap();
        connection.pragma_update(None, "user_version", version).unwrap();
        match oldest_reader {
            Some(oldest) => connection.execute("UPDATE compatibility SET oldest_reader = ?1", [oldest]).unwrap(),
            None => connection.execute("DROP TABLE compatibility", []).unwrap(),
        };
        (dir, path)
    }

    #[test]
    fn a_newer_database_is_read_as_far_as_it_allows() {
        let known = STEPS.len() as u32;
        for (oldest, may) in [(Some(known), true), (Some(known + 1), false), (None, false)] {
            let (_dir, path) = made_by(known + 3, oldest);
            let opened = Db::open(&path);
            assert_eq!(opened.is_ok(), may, "one that names {oldest:?} as its oldest reader: {opened:?}");
            let version: u32 =
                Connection::open(&path).unwrap().pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
            assert_eq!(version, known + 3, "and it is not made older");
        }
    }

    #[test]
    fn a_newer_program_can_stop_this_one_from_writing_while_both_run() {
        let (_dir, path) = made_by(STEPS.len() as u32, Some(1));
        let db = Db::open(&path).unwrap();
        let write = |db: &Db| db.write(|db| db.execute("UPDATE integrations SET scopes = scopes", []));
        write(&db).unwrap();
        let newer = Connection::open(&path).unwrap();
        newer.execute_batch("PRAGMA user_version = 99; UPDATE compatibility SET oldest_reader = 1").unwrap();
        write(&db).expect("a newer one that bears this one changes nothing for it");
        newer.execute_batch("UPDATE compatibility SET oldest_reader = 99").unwrap();
        for time in ["once", "again"] {
            let refused = write(&db);
            assert!(matches!(refused, Err(Error::Newer)), "asked {time}, it must not write to it: {refused:?}");
        }
    }

    #[test]
    fn no_number_comes_a_second_time_after_the_tables_were_made_anew() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("carrick.db");
        let before = Connection::open(&path).unwrap();
        for step in &STEPS[..4] {
            before.execute_batch(step).unwrap();
        }
        let insert = "INSERT INTO pairs (instance, application_id, state, created_at)
                      VALUES ('https://gitlab.com', 'x', 'revoking', 0)";
        before.execute(insert, []).unwrap();
        before.execute(insert, []).unwrap();
        before.execute_batch("DELETE FROM pairs; PRAGMA user_version = 4").unwrap();
        drop(before);
        let db = Db::open(&path).unwrap();
        let next = db.write(|db| db.execute(insert, []).map(|_| db.last_insert_rowid())).unwrap();
        assert_eq!(next, 3, "pair 2 is gone, and its name in the vault must not be given to another");
    }

    #[test]
    fn what_was_everybodys_becomes_the_first_ones_and_theirs_whose_clones_lie_there() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("carrick.db");
        let before = Connection::open(&path).unwrap();
        for step in &STEPS[..14] {
            before.execute_batch(step).unwrap();
        }
        let rows = "INSERT INTO profiles (name, role, created_at) VALUES ('a', 'admin', 0), ('b', 'member', 0);
             INSERT INTO projects (instance, project_id, path, name, asked_at, added_at) VALUES
                 ('https://gitlab.com', 1, 'g/asked', '', 3, NULL), ('https://gitlab.com', 2, 'g/added', '', NULL, 4),
                 ('https://gitlab.com', 3, 'g/listed', '', NULL, NULL);
             INSERT INTO clones (profile_id, project, folder, added_at, used_at) VALUES (2, 2, '/c', 5, 5);
             UPDATE compatibility SET oldest_reader = 14; PRAGMA user_version = 14";
        before.execute_batch(rows).unwrap();
        drop(before);
        Db::open(&path).unwrap();
        let kept = "SELECT profile_id, project, asked_at, added_at FROM kept_projects ORDER BY 1, 2";
        let now = Connection::open(&path).unwrap();
        let mut kept = now.prepare(kept).unwrap();
        type Kept = (i64, i64, Option<i64>, Option<i64>);
        let kept = kept.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))).unwrap();
        let kept: Vec<Kept> = kept.map(Result::unwrap).collect();
        let expected = [(1, 1, Some(3), None), (1, 2, None, Some(4)), (2, 2, None, Some(5))];
        assert_eq!(kept, expected, "nobody loses what they see");
        let first = "SELECT asked_at FROM projects WHERE project_id = 1";
        let asked: Option<i64> = now.query_row(first, [], |row| row.get(0)).unwrap();
        assert_eq!(asked, Some(3), "nor does a program of before");
        let oldest: u32 = now.query_row("SELECT oldest_reader FROM compatibility", [], |row| row.get(0)).unwrap();
        assert_eq!(oldest, 15, "one that mixes people's is kept off where there are several");
    }

    #[test]
    fn a_write_that_waits_for_a_newer_programs_migration_is_not_made_after_it() {
        let (_dir, path) = made_by(STEPS.len() as u32, Some(1));
        let db = Db::open(&path).unwrap();
        let newer = Connection::open(&path).unwrap();
        newer.execute_batch("BEGIN IMMEDIATE; UPDATE compatibility SET oldest_reader = 99").unwrap();
        newer.pragma_update(None, "user_version", 99).unwrap();
        let waits = db.clone();
        let waiting =
            std::thread::spawn(move || waits.write(|db| db.execute("UPDATE integrations SET scopes = ''", [])));
        while db.0.writer.try_lock().is_ok() {
            std::thread::yield_now();
        }
        newer.execute_batch("COMMIT").unwrap();
        let refused = waiting.join().unwrap();
        assert!(matches!(refused, Err(Error::Newer)), "it looked before it waited: {refused:?}");
    }
}
