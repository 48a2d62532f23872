//! A disk that is full, a database that may only be read or is damaged, while the app runs: nothing is lost.

use carrick::accounts::Accounts;
use carrick::messages::{BeginLink, ErrorCode, TestReport, UiError, Way};
use carrick_store::db::Db;

use crate::support::{FIRST, Installation, commands};

/// What the disk does to Carrick's own connection.
#[derive(Debug, Clone, Copy)]
enum Disk {
    Full,
    ReadOnly,
}

impl Disk {
    /// SQLite's own limit, reached by the first write: the same answer as a full disk gives.
    async fn fails(self, accounts: &Accounts) {
        let sql = match self {
            Self::Full => {
                "CREATE TABLE IF NOT EXISTS main.ballast (bytes BLOB);
                 CREATE TEMP TRIGGER full_pairs BEFORE INSERT ON pairs
                     BEGIN INSERT INTO ballast VALUES (zeroblob(1000000)); END;
                 CREATE TEMP TRIGGER full_attempts BEFORE INSERT ON attempts
                     BEGIN INSERT INTO ballast VALUES (zeroblob(1000000)); END;
                 CREATE TEMP TRIGGER full_links BEFORE DELETE ON links
                     BEGIN INSERT INTO ballast VALUES (zeroblob(1000000)); END;
                 CREATE TEMP TRIGGER full_integrations BEFORE UPDATE ON integrations
                     BEGIN INSERT INTO ballast VALUES (zeroblob(1000000)); END;
                 PRAGMA max_page_count = 1;"
            }
            Self::ReadOnly => "PRAGMA query_only = 1",
        };
        accounts.db.write(|db| db.execute_batch(sql)).await.unwrap();
    }

    /// A full disk gets room under the running program; a connection that SQLite holds for read-only is made anew.
    async fn recovers(self, installation: &mut Installation) {
        let sql = match self {
            Self::Full => {
                "PRAGMA max_page_count = 1000000;
                 DROP TRIGGER full_pairs; DROP TRIGGER full_attempts;
                 DROP TRIGGER full_links; DROP TRIGGER full_integrations;"
            }
            Self::ReadOnly => return installation.restart().await,
        };
        installation.accounts.db.write(|db| db.execute_batch(sql)).await.unwrap();
    }
}

fn assert_told<T: std::fmt::Debug>(outcome: Result<T, UiError>, what: &str, disk: Disk) {
    let error = outcome.expect_err(what);
    assert_eq!(error.code, ErrorCode::DatabaseReadOnly, "{what} with a disk that is {disk:?}: it is named");
}

#[tokio::test]
async fn a_disk_that_takes_nothing_is_named_at_every_action_and_loses_nothing() {
    for disk in [Disk::Full, Disk::ReadOnly] {
        let (mut installation, application) = Installation::set_up(true).await;
        let link = installation.link("alice").await;
        installation.clock.advance(2 * 60 * 60 * 1000);
        installation.gitlab.expire_access_tokens();
        installation.gitlab.clear_requests();
        let accounts = installation.accounts.clone();
        disk.fails(&accounts).await;

        assert_told(commands::test_link(&accounts, link.id).await, "a test that must renew", disk);
        assert_eq!(installation.renewals(), 0, "what cannot be journalled is not asked for");
        assert_told(commands::unlink(&accounts, link.id).await, "unlinking", disk);
        let relink = BeginLink { id: FIRST, relink: Some(link.id), way: Way::DeepLink };
        assert_told(commands::begin_link(&accounts, relink).await, "relinking", disk);
        let mut form = installation.form_of(Some(FIRST), &application);
        form.scopes = vec!["api".to_owned(), "read_user".to_owned()];
        assert_told(installation.save(form).await, "saving", disk);
        assert_eq!(installation.links().await.len(), 1, "the link is shown as before");
        let kept = installation.keyring.entries("secret/").into_values().next().unwrap();
        assert!(kept.contains(application.secret.as_str()), "the Secret is kept");

        disk.recovers(&mut installation).await;
        drop(accounts);
        installation.restart().await;
        let report = commands::test_link(&installation.accounts, link.id).await.unwrap();
        assert_eq!(report, TestReport::Working, "with room again everything goes on");
        installation.finish().await;
    }
}

#[tokio::test]
async fn a_database_damaged_behind_its_back_is_told_and_kept() {
    let (installation, _) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    let everything = "PRAGMA wal_checkpoint(TRUNCATE)";
    installation.second_connection().query_row(everything, [], |_| Ok(())).unwrap();
    let damaged_home = tempfile::tempdir().unwrap();
    let damaged = damaged_home.path().join("carrick.db");
    let mut bytes = std::fs::read(installation.database()).unwrap();
    // Every page but the first, which holds the shape.
    bytes[4096..].fill(0xA5);
    std::fs::write(&damaged, &bytes).unwrap();
    let refused = match Db::open(&damaged) {
        Err(error) => carrick_store::Error::from(error).into(),
        Ok(db) => db
            .write(carrick_store::db::links::all)
            .map_err(|error| UiError::from(carrick_store::Error::from(error)))
            .expect_err("its tables are gone"),
    };
    assert_eq!(refused.code, ErrorCode::DatabaseDamaged, "the person learns that it is damaged");
    assert_eq!(std::fs::read(&damaged).unwrap()[4096..], bytes[4096..], "what may be rescued from it stays");
    let report = commands::test_link(&installation.accounts, link.id).await.unwrap();
    assert_eq!(report, TestReport::Working, "the whole one is not touched by this");
    installation.finish().await;
}
