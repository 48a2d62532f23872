//! `carrick test`.

use carrick_store::model::VaultState;
use local_gitlab::{Fault, FaultKind};

use crate::support::Installation;

#[tokio::test]
async fn a_test_asks_about_all_accounts_or_about_one() {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    installation.link("bob").await;
    let all = installation.command(&["test"]).await;
    assert_eq!((all.exit, all.out.matches(": Working.").count()), (0, 2), "both: {all:?}");
    let one = installation.command(&["test", "@Bob", "--json"]).await.json();
    assert_eq!(one.as_array().map(Vec::len), Some(1), "an array of one");
    assert_eq!((&one[0]["outcome"], &one[0]["account"]["username"]), (&"working".into(), &"bob".into()), "bob");
    installation.finish().await;
}

#[tokio::test]
async fn the_worst_outcome_is_the_exit_code() {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    installation.link("bob").await;
    installation.gitlab.revoke_all("bob");
    let said = installation.command(&["test", "--json"]).await;
    assert_eq!(said.exit, 4, "bob needs his person: {said:?}");
    let outcomes: Vec<_> = said.json().as_array().unwrap().iter().map(|it| it["outcome"].clone()).collect();
    assert_eq!(outcomes, ["working", "needs_you"], "alice does not");
    let words = installation.command(&["test", "bob"]).await;
    assert!(words.out.contains("carrick link --relink bob@"), "with the next step: {words:?}");
    installation.command(&["unlink", "bob", "--yes"]).await;
    installation.finish().await;
}

#[tokio::test]
async fn what_stands_in_the_way_is_told_apart() {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    installation.gitlab.fault(Fault::always("/api/v4/user", FaultKind::Html));
    let away = installation.command(&["test", "--json"]).await;
    assert_eq!(
        (away.exit, away.json()[0]["outcome"].as_str()),
        (6, Some("unreachable")),
        "a page is no GitLab: {away:?}"
    );
    assert!(away.json()[0]["error"]["code"].is_string(), "with its code");
    installation.gitlab.clear_faults();
    installation.keyring.become_state(VaultState::Locked);
    let locked = installation.command(&["test", "--json"]).await;
    assert_eq!((locked.exit, locked.json()[0]["outcome"].as_str()), (5, Some("not_asked")), "locked: {locked:?}");
    installation.keyring.become_state(VaultState::Ready);
    installation.finish().await;
}
