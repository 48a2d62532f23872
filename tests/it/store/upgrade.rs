//! What the version before left, database and keyring, as it left them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use carrick::messages::{Health, TestReport};
use local_gitlab::{Application, LocalGitlab};
use rusqlite::Connection;

use crate::support::{FIRST, Installation, Stop, Work, is_child};

const DATABASE: &str = include_str!("databases/version-4.sql");
const KEYRING: &str = include_str!("databases/version-4-keyring.json");

/// Lays both down for this GitLab, which has the tokens that are named in them.
pub(super) fn lay_down(data_dir: &Path, installation: &Installation, gitlab: &LocalGitlab, application: &Application) {
    let alice = gitlab.issue_pair("alice", &application.id, &["api"]).unwrap();
    let bob = gitlab.issue_pair("bob", &application.id, &["api"]).unwrap();
    let blanks = [
        ("{INSTANCE}", gitlab.url()),
        ("{HOST}", gitlab.host()),
        ("{APPLICATION}", application.id.clone()),
        ("{SECRET}", application.secret.clone()),
        ("{ACCESS_TOKEN}", alice.access_token),
        ("{REFRESH_TOKEN}", alice.refresh_token),
        ("{BOBS_REFRESH_TOKEN}", bob.refresh_token),
        ("{VERIFIER}", "a-verifier-of-an-attempt-that-is-open-still-00".to_owned()),
    ];
    let fill = |text: &str| blanks.iter().fold(text.to_owned(), |text, (blank, value)| text.replace(blank, value));
    let path = data_dir.join("carrick.db");
    for ending in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{ending}", path.display()));
    }
    let earlier = Connection::open(&path).unwrap();
    earlier.pragma_update(None, "journal_mode", "WAL").unwrap();
    earlier.pragma_update(None, "foreign_keys", false).unwrap();
    earlier.execute_batch(&fill(DATABASE)).unwrap();
    let entries: BTreeMap<String, String> = serde_json::from_str(KEYRING).unwrap();
    for (name, entry) in entries {
        installation.keyring.tamper(&name, Some(&fill(&entry)));
    }
}

#[tokio::test]
async fn database_and_keyring_of_the_version_before_open_and_work_unchanged() {
    let mut installation = Installation::new().await;
    let application = installation.register(true);
    installation.accounts.close();
    lay_down(&installation.data_dir(), &installation, &installation.gitlab, &application);
    let before: BTreeSet<String> = installation.keyring.entries("").into_keys().collect();
    installation.restart().await;
    let integration = installation.integration(FIRST).await;
    assert_eq!(integration.application_id, Some(application.id), "the integration is set up");
    assert_eq!(integration.links.len(), 1, "one account is linked");
    let link = &integration.links[0];
    assert_eq!((link.username.as_str(), &link.health), ("alice", &Health::Fine), "and stands as it stood");
    assert!(link.has_avatar, "with its picture");
    assert!(integration.sign_in.is_some_and(|sign_in| sign_in.relinks == Some(link.id)), "its relink can still come");
    let after: BTreeSet<String> = installation.keyring.entries("").into_keys().collect();
    assert!(before.is_disjoint(&after), "no entry keeps a name that another database could meet: {after:?}");
    assert_eq!(installation.test(link.id).await, TestReport::Working, "and GitLab takes them");
    assert!(installation.overview().await.revocations.is_empty(), "what waited to be revoked is revoked");
    let next = installation.link("bob").await;
    assert_eq!(next.id, 4, "numbers go on after the last, also of what is gone");
    installation.finish().await;
}

#[test]
fn wherever_it_is_killed_while_old_entries_are_moved_the_next_start_goes_on() {
    if is_child() {
        return;
    }
    let this = "store::upgrade::wherever_it_is_killed_while_old_entries_are_moved_the_next_start_goes_on";
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for calls in 0.. {
        let was_killed = runtime.block_on(async {
            let mut installation = Installation::new().await;
            let application = installation.register(true);
            installation.accounts.close();
            lay_down(&installation.data_dir(), &installation, &installation.gitlab, &application);
            let process = installation.start_process(this, Work::Start, Some(Stop::Calls(calls)));
            let was_killed = process.kill_before_its_end();
            installation.restart().await;
            check_moved(&installation, calls).await;
            installation.finish().await;
            was_killed
        });
        if !was_killed {
            assert!(calls > 10, "there were {calls} places to kill it");
            return;
        }
    }
}

async fn check_moved(installation: &Installation, calls: usize) {
    let link = installation.links().await.into_iter().next().expect("the link is there");
    assert_eq!(installation.test(link.id).await, TestReport::Working, "killed after {calls} calls: it works");
    let old = installation.keyring.entries("").into_keys().filter(|name| name.matches('/').count() != 2);
    assert_eq!(old.count(), 0, "killed after {calls} calls: nothing is left under an old name");
    assert_eq!(installation.keyring.entries("secret/").len(), 1, "killed after {calls} calls: nothing is doubled");
}
