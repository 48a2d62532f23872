//! git's credential protocol: whatever is asked, the helper says nothing but of the one GitLab that is linked here, and
//! then no more than that it needs its person.

#![no_main]

use std::path::Path;
use std::sync::{Arc, LazyLock};

use carrick_store::clock::SystemClock;
use carrick_store::db::Db;
use carrick_store::vault::SecretStore;
use carrick_store::vault::keyring::Keyring;
use credential::{Outside, answer};
use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;

/// An account on `https://gitlab.example/sub` that needs its person, so that the keyring is not asked.
const LINKED: &str = "
    INSERT INTO profiles (id, name, role, created_at) VALUES (1, 'Alice', 'admin', 1);
    INSERT INTO integrations (id, instance, application_id, scopes, created_at)
        VALUES (1, 'https://gitlab.example/sub', 'application', 'api', 1);
    INSERT INTO pairs (id, integration_id, state, instance, application_id, expires_at, created_at)
        VALUES (1, 1, 'linked', 'https://gitlab.example/sub', 'application', 9, 1);
    INSERT INTO links (id, profile_id, integration_id, application_id, pair_id, user_id, username, name, scopes,
                       linked_at, checked_at, needs_you, needs_you_since)
        VALUES (1, 1, 1, 'application', 1, 7, 'alice', 'Alice', 'api', 1, 1, 'revoked', 1);
";

static FOLDER: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("carrick.db");
    drop(Db::open(&path).expect("a database"));
    rusqlite::Connection::open(&path).expect("the same").execute_batch(LINKED).expect("an account");
    assert!(asked(folder.path(), "get", LINKED_QUESTION).contains("quit=1"), "the account is found");
    folder
});

const LINKED_QUESTION: &[u8] = b"protocol=https\nhost=gitlab.example\npath=sub/group/web.git\n\n";

fn asked(folder: &Path, operation: &str, mut input: &[u8]) -> String {
    let outside = || {
        let store: Arc<dyn SecretStore> = Arc::new(Keyring::new("dev.carrick.fuzz", std::time::Duration::ZERO));
        let send = Box::new(|_, _| None);
        Some(Outside { data_dir: folder.to_owned(), store, clock: Arc::new(SystemClock), send })
    };
    let (mut output, mut words) = (Vec::new(), Vec::new());
    answer(outside, operation, &mut input, &mut output, &mut words);
    String::from_utf8(output).expect("the protocol is text")
}

fuzz_target!(|bytes: &[u8]| {
    let folder = FOLDER.path();
    for operation in ["get", "erase", "store", "approve"] {
        let output = asked(folder, operation, bytes);
        if output.is_empty() {
            continue;
        }
        assert!(operation == "get" && output.lines().all(|line| line == "quit=1"), "said: {output:?}");
        let text = String::from_utf8_lossy(bytes).to_ascii_lowercase();
        assert!(text.contains("gitlab.example") || text.contains('%'), "about another host: {text:?}");
        assert!(text.contains("sub") || text.contains('%'), "outside of the instance: {text:?}");
        assert!(text.contains("https"), "not over https: {text:?}");
    }
});
