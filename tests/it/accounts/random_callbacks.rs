//! Five thousand callbacks that nobody sent: no panic, and nothing changes.

use std::cell::RefCell;

use carrick::accounts::arrival;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::support::{FIRST, Installation, approve};

const CASES: u32 = 5000;

/// Pieces of real callbacks in wrong places, and plain noise.
fn callbacks(path: String, state: String) -> impl Strategy<Value = String> {
    let elsewhere = format!("{path}x");
    let wrong_paths = prop::sample::select(vec![elsewhere, "dev.carrick.desktop://oauth".to_owned(), String::new()]);
    let states = prop::sample::select(vec![state.clone(), state.to_lowercase() + "x", String::new()]);
    let names = prop::sample::select(vec!["code", "state", "error", "iss", "x", ""]);
    let query = prop::collection::vec((names, "[ -~]{0,40}"), 0..8).prop_map(|pairs| {
        pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
    });
    prop_oneof![
        any::<String>(),
        "\\PC{0,400}",
        "[a-z0-9.:/?&=%#\\\\-]{0,200}",
        query.clone().prop_map(move |query| format!("{path}?{query}")),
        (wrong_paths, states, query).prop_map(|(path, state, query)| format!("{path}?code=c&state={state}&{query}")),
    ]
}

#[test]
fn five_thousand_random_callbacks_change_nothing() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (installation, good) = runtime.block_on(async {
        let (installation, _) = Installation::set_up(true).await;
        let good = approve("alice", &installation.begin().await).await;
        (installation, good)
    });
    let path = good.split('?').next().unwrap().to_owned();
    let state = good.split("state=").nth(1).unwrap().to_owned();
    let (rows, uses) = (installation.dump(), installation.keyring.uses());
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    let count = RefCell::new(0);
    TestRunner::new(config)
        .run(&callbacks(path, state), |callback| {
            runtime.block_on(arrival::receive(&installation.accounts, &callback));
            *count.borrow_mut() += 1;
            prop_assert_eq!(installation.keyring.uses(), uses, "the vault was opened");
            prop_assert_eq!(installation.window.raised(), 0, "the window was raised");
            Ok(())
        })
        .expect("no callback made up at random is believed");
    assert_eq!(*count.borrow(), CASES, "every one of them was handed over");
    assert_eq!(installation.dump(), rows, "the database is as it was");
    runtime.block_on(async {
        installation.receive(&good).await;
        assert_eq!(installation.integration(FIRST).await.links.len(), 1, "the right one still works afterwards");
        installation.finish().await;
    });
}
