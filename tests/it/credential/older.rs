//! A database that an earlier Carrick made: the helper changes nothing itself, and has it brought up to date once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use carrick_store::clock::SystemClock;
use carrick_store::db::Db;
use credential::{Errand, Outside};

use crate::support::KeyringDouble;

const BEFORE: &str = include_str!("../store/databases/version-4.sql");

#[test]
fn of_many_that_meet_an_older_database_one_has_it_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("carrick.db");
    let earlier = rusqlite::Connection::open(&path).unwrap();
    earlier.pragma_update(None, "foreign_keys", false).unwrap();
    earlier.execute_batch(BEFORE).unwrap();
    drop(earlier);
    let asked = Arc::new(AtomicUsize::new(0));
    std::thread::scope(|threads| {
        for _ in 0..20 {
            threads.spawn(|| {
                let (path, asked) = (path.clone(), Arc::clone(&asked));
                let outside = Outside {
                    acts_as: None,
                    data_dir: folder.path().to_owned(),
                    store: Arc::new(KeyringDouble::over(folder.path().join("keyring"))),
                    clock: Arc::new(SystemClock),
                    send: Box::new(move |errand, _| {
                        assert_eq!(errand, Errand::Prepare, "nothing else is known of it yet");
                        asked.fetch_add(1, Ordering::SeqCst);
                        drop(Db::open(&path).unwrap());
                        Some(0)
                    }),
                };
                let (mut output, mut words) = (Vec::new(), Vec::new());
                let lines = "protocol=https\nhost=github.com\n";
                credential::answer(|| Some(outside), "get", &mut lines.as_bytes(), &mut output, &mut words);
                assert!(output.is_empty() && words.is_empty(), "another host is none of ours, older or not");
            });
        }
    });
    assert_eq!(asked.load(Ordering::SeqCst), 1, "once is enough for all");
}
