//! The database: private, careful with what it does not know, and without secrets.

use std::path::{Path, PathBuf};

use carrick_store::db::{Db, Error, links};
use carrick_store::standing::Cause;
use rusqlite::Connection;
use sha2::{Digest as _, Sha256};

use crate::support::{FIRST, Installation, approve, commands, open_database};

#[cfg(unix)]
#[tokio::test]
async fn every_file_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let (installation, _) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    installation.relink(link.id, "alice").await;
    let mut folders = vec![installation.data_dir()];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        let mode = std::fs::metadata(&folder).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o700, "{} is nobody else's to look into", folder.display());
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            files += 1;
            let mode = std::fs::metadata(&path).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, 0o600, "{} is nobody else's to read", path.display());
        }
    }
    assert!(files >= 3, "the database, its log and its index were looked at");
    installation.finish().await;
}

#[test]
fn a_newer_database_is_refused_and_left_as_it_was() {
    for journal in ["WAL", "DELETE"] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("carrick.db");
        let newer = rusqlite::Connection::open(&path).unwrap();
        newer.pragma_update(None, "journal_mode", journal).unwrap();
        newer
            .execute_batch("CREATE TABLE tomorrow (a); INSERT INTO tomorrow VALUES (1); PRAGMA user_version = 99")
            .unwrap();
        drop(newer);
        let before = std::fs::read(&path).unwrap();
        assert!(matches!(Db::open(&path), Err(Error::Newer)), "what it does not know it must not touch");
        assert!(std::fs::read(&path).unwrap() == before, "not a byte of it has changed ({journal})");
    }
}

#[test]
fn a_file_that_is_no_database_is_refused_and_left_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("carrick.db");
    let text = "this is a letter to grandmother, and no database at all. ".repeat(50);
    std::fs::write(&path, &text).unwrap();
    assert!(Db::open(&path).is_err(), "it cannot be read");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text, "and must not be overwritten");
}

#[test]
fn a_folder_that_is_not_there_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let refused = Db::open(&folder.path().join("missing").join("carrick.db"));
    assert!(matches!(refused, Err(Error::Io(_))), "the folder is made elsewhere: {refused:?}");
}

#[tokio::test]
async fn of_a_sign_in_only_the_hash_of_its_state_is_kept() {
    let (installation, _) = Installation::set_up(true).await;
    let address = installation.begin().await;
    let url = url::Url::parse(&address).unwrap();
    let state = url.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    let db = installation.second_connection();
    let hash: Vec<u8> = db.query_row("SELECT state_hash FROM attempts", [], |row| row.get(0)).unwrap();
    assert_eq!(hash, Sha256::digest(&state).to_vec(), "it is matched by its SHA-256");
    let (redirect_uri, lifetime): (String, i64) = db
        .query_row("SELECT redirect_uri, expires_at - started_at FROM attempts", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .unwrap();
    assert_eq!(redirect_uri, installation.integration(FIRST).await.redirect_uris[0], "with the exact redirect URI");
    assert_eq!(lifetime, 600_000, "for ten minutes");
    assert_eq!(installation.keyring.entries("verifier/").len(), 1, "the verifier lies in the vault");
    drop(db);
    installation.finish().await;
}

#[tokio::test]
async fn another_program_may_read_and_write_beside_it() {
    let (installation, _) = Installation::set_up(true).await;
    let other = open_database(&installation.database());
    let mode: String = other.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
    assert_eq!(mode, "wal", "readers do not wait for writers");
    let patience = |db: &rusqlite::Connection| db.pragma_query_value(None, "busy_timeout", |row| row.get::<_, i64>(0));
    assert_eq!(installation.accounts.db.read(patience).await.unwrap(), 5000, "a writer is waited for");
    installation.begin().await;
    other.execute_batch("BEGIN IMMEDIATE; UPDATE integrations SET scopes = scopes;").unwrap();
    let accounts = installation.accounts.clone();
    let waiting = tokio::spawn(async move { commands::cancel_sign_in(&accounts, FIRST).await });
    // It starts, and meets the lock.
    tokio::task::yield_now().await;
    assert!(!waiting.is_finished(), "two cannot write at once");
    other.execute_batch("COMMIT").unwrap();
    waiting.await.unwrap().expect("it waited for its turn instead of failing");
    drop(other);
    installation.finish().await;
}

#[tokio::test]
async fn a_database_that_cannot_be_written_is_told() {
    let (installation, _) = Installation::set_up(true).await;
    let callback = approve("alice", &installation.begin().await).await;
    let other = installation.second_connection();
    other.execute_batch("CREATE TRIGGER full BEFORE INSERT ON pairs BEGIN SELECT RAISE(ABORT, 'full'); END").unwrap();
    installation.gitlab.clear_requests();
    installation.receive(&callback).await;
    let failure = installation.failure().await;
    assert_eq!(failure.code, carrick::messages::ErrorCode::DatabaseFailed, "what could not be journalled");
    assert!(installation.gitlab.requests().is_empty(), "is not asked for");
    other.execute_batch("DROP TRIGGER full").unwrap();
    installation.link("alice").await;
    drop(other);
    installation.finish().await;
}

/// What the earlier versions made of a database, in their order.
const EARLIER: [&str; 2] = [include_str!("databases/version-1.sql"), include_str!("databases/version-2.sql")];

/// A database as an earlier version left it; the connection is that version's own.
fn left_by(version: usize, folder: &Path) -> (PathBuf, Connection) {
    let path = folder.join("carrick.db");
    let earlier = Connection::open(&path).unwrap();
    earlier.pragma_update(None, "journal_mode", "WAL").unwrap();
    earlier.pragma_update(None, "foreign_keys", true).unwrap();
    for sql in &EARLIER[..version] {
        earlier.execute_batch(sql).unwrap();
    }
    (path, earlier)
}

/// The copy that is laid beside it before it changes.
fn copy_of(path: &Path, version: usize) -> PathBuf {
    path.with_extension(format!("before-{}.db", version + 1))
}

/// A row's columns, as text.
fn accounts(db: &Connection) -> Vec<String> {
    let mut statement = db.prepare("SELECT username || ' ' || pair_id || ' ' || linked_at FROM links").unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

#[cfg(unix)]
#[tokio::test]
async fn a_database_of_an_earlier_version_is_copied_before_it_changes() {
    use std::os::unix::fs::PermissionsExt as _;
    for version in 1..=EARLIER.len() {
        let folder = tempfile::tempdir().unwrap();
        let (path, earlier) = left_by(version, folder.path());
        let before = accounts(&earlier);
        drop(earlier);
        let db = Db::open(&path).expect("it is brought up to date");
        let linked = db.read(links::all).unwrap();
        assert_eq!(linked[0].identity.username, "alice", "version {version}: the account is still linked");
        let needs_you = (version == 2).then_some((Cause::Refused, 1_772_546_530_000));
        assert_eq!(linked[0].standing.needs_you, needs_you, "version {version}: and stands as it stood");
        let path = copy_of(&path, version);
        let mode = std::fs::metadata(&path).expect("there is a copy").permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "version {version}: which is nobody else's to read");
        let copy = Connection::open(&path).unwrap();
        let kept: u32 = copy.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
        assert_eq!(kept as usize, version, "the copy is of the time before");
        assert_eq!(accounts(&copy), before, "with the same rows");
        let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        let is_draft = |name: &std::ffi::OsString| name.to_string_lossy().contains("draft");
        assert!(!left.iter().any(is_draft), "version {version}: nothing half done is left: {left:?}");
    }
}

#[test]
fn a_copy_that_was_never_written_does_not_count_as_one() {
    let folder = tempfile::tempdir().unwrap();
    let (path, earlier) = left_by(2, folder.path());
    let before = accounts(&earlier);
    drop(earlier);
    std::fs::write(copy_of(&path, 2), "").unwrap();
    Db::open(&path).expect("it is brought up to date");
    let copy = Connection::open(copy_of(&path, 2)).unwrap();
    assert_eq!(accounts(&copy), before, "it was written now");
}

#[test]
fn a_database_that_cannot_be_copied_is_left_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let (path, earlier) = left_by(2, folder.path());
    // A folder in its place cannot be replaced by a file.
    std::fs::create_dir(copy_of(&path, 2)).unwrap();
    assert!(Db::open(&path).is_err(), "without a copy nothing is changed");
    let version: u32 = earlier.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(version, 2, "so the earlier version can go on");
    std::fs::remove_dir(copy_of(&path, 2)).unwrap();
    Db::open(&path).expect("and this one later");
    assert!(copy_of(&path, 2).is_file(), "with its copy");
}

#[tokio::test]
async fn an_earlier_version_that_is_still_open_reads_and_writes_on() {
    let folder = tempfile::tempdir().unwrap();
    let (path, earlier) = left_by(2, folder.path());
    let db = Db::open(&path).expect("it is brought up to date beside it");
    assert_eq!(accounts(&earlier), ["alice 1 1772546520000"], "the earlier one reads what it knows");
    earlier
        .execute_batch(
            "INSERT INTO attempts (profile_id, integration_id, way, instance, application_id, scopes, state_hash,
                                   redirect_uri, phase, started_at, expires_at)
             VALUES (1, 1, 'deep_link', 'https://gitlab.example', 'application', 'api', x'01', 'uri', 'open', 1, 2);
             INSERT INTO pairs (integration_id, instance, application_id, state, created_at, replaces)
             VALUES (1, 'https://gitlab.example', 'application', 'linked', 1, 1);
             UPDATE links SET pair_id = 2, needs_you = NULL, needs_you_since = NULL WHERE id = 1;
             INSERT INTO links (profile_id, integration_id, application_id, pair_id, user_id, username, name, scopes,
                                linked_at, checked_at)
             VALUES (1, 1, 'application', 1, 8, 'bob', 'Bob', 'api', 1, 1);",
        )
        .expect("and writes what it knows");
    let linked = db.read(links::all).unwrap();
    assert_eq!(
        (linked[0].pair_id, linked[0].standing.needs_you.clone()),
        (2, None),
        "the later one reads what it wrote"
    );
    assert_eq!(linked[1].identity.username, "bob", "all of it");
    earlier.execute_batch("DELETE FROM links WHERE id = 1").expect("and it removes");
}

#[test]
fn two_that_open_an_earlier_database_at_once_can_both_use_it() {
    for round in 0..20 {
        let folder = tempfile::tempdir().unwrap();
        let version = round % 3;
        // The first round of three finds none at all.
        let path = if version == 0 { folder.path().join("carrick.db") } else { left_by(version, folder.path()).0 };
        let start = std::sync::Barrier::new(2);
        let open = || {
            start.wait();
            Db::open(&path).map(drop)
        };
        let opened = std::thread::scope(|threads| {
            [threads.spawn(open), threads.spawn(open)].map(|thread| thread.join().unwrap())
        });
        assert!(opened.iter().all(Result::is_ok), "version {version}: {opened:?}");
        if version > 0 {
            let copy = Connection::open(copy_of(&path, version)).unwrap();
            let kept: u32 = copy.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
            assert_eq!(kept as usize, version, "the copy is of the time before, whoever was first");
        }
    }
}
