//! The database: private, careful with what it does not know, and without secrets.

use carrick::db::{Db, Error};
use sha2::{Digest as _, Sha256};

use crate::support::{FIRST, Installation, approve, open_database};

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
    assert_eq!(installation.keyring.entries("attempt/").len(), 1, "the verifier lies in the vault");
    drop(db);
    installation.finish().await;
}

#[tokio::test]
async fn another_program_may_read_and_write_beside_it() {
    let (installation, _) = Installation::set_up(true).await;
    let other = open_database(&installation.database());
    let mode: String = other.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
    assert_eq!(mode, "wal", "readers do not wait for writers");
    other.execute_batch("BEGIN IMMEDIATE; UPDATE integrations SET scopes = scopes;").unwrap();
    let services = installation.services.clone();
    let waiting = tokio::spawn(async move { carrick::accounts::sign_in::cancel(&services, FIRST).await });
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
