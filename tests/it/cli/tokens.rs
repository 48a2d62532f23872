//! `carrick token`: the only verb that shows a secret.

use carrick::messages::TestReport;
use carrick_store::model::VaultState;
use local_gitlab::{Fault, FaultKind};

use crate::support::Installation;
use crate::support::command_line::On;

impl Installation {
    /// Whether a command's answer is an access token that GitLab takes now.
    fn is_living(&self, token: &str) -> bool {
        self.gitlab.live_pairs().iter().any(|pair| pair.access_token == token)
    }
}

#[tokio::test]
async fn a_script_gets_one_token_and_nothing_else() {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    let said = installation.command(&["token"]).await;
    assert_eq!((said.exit, said.err.as_str()), (0, ""), "no word about it: {:?}", said.err);
    assert!(installation.is_living(said.out.trim_end_matches('\n')), "the token and a line end");
    assert_eq!(installation.renewals(), 0, "it was good");
    let json = installation.command(&["token", "alice", "--json"]).await.json();
    assert!(installation.is_living(json["token"].as_str().unwrap()), "the same in JSON");
    assert_eq!(json["expires_at"], "2026-03-03T16:02:00Z", "with its end");
    installation.finish().await;
}

#[tokio::test]
async fn a_token_that_ends_soon_is_renewed_first() {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    installation.let_expire();
    let said = installation.command(&["token"]).await;
    assert_eq!((said.exit, installation.renewals()), (0, 1), "one rotation: {:?}", said.err);
    assert!(installation.is_living(said.out.trim_end()), "the new one");
    assert!(installation.accounts.db.was_changed_elsewhere().await.unwrap(), "the window can tell that it changed");
    installation.finish().await;
}

#[tokio::test]
async fn what_a_script_was_given_is_not_pulled_from_under_it() {
    let (installation, _) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    installation.clock.advance(link.renews_at - installation.accounts.clock.now() - 1000);
    let given = installation.command(&["token"]).await.out;
    installation.clock.advance(2000);
    assert_eq!(installation.test(link.id).await, TestReport::Working, "the window asks though it is due");
    assert_eq!(installation.command(&["token"]).await.out, given, "the next line of the script gets the same");
    assert_eq!((installation.renewals(), installation.is_living(given.trim_end())), (0, true), "since it is in use");
    installation.clock.advance(60_000);
    let later = installation.command(&["token"]).await.out;
    assert_ne!(later, given, "a minute later another gets one that lasts");
    installation.finish().await;
}

#[tokio::test]
async fn a_terminal_sees_a_token_only_where_that_is_asked_for() {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    let refused = installation.start_command(&["token"], On::Terminal).said().await;
    assert_eq!((refused.exit, refused.out.as_str()), (2, ""), "somebody may read along");
    assert!(refused.err.contains("--print"), "the way is named: {refused:?}");
    let shown = installation.start_command(&["token", "--print"], On::Terminal).said().await;
    assert!(installation.is_living(shown.out.trim_end()), "asked for");
    assert!(shown.err.contains("can act as you"), "and warned: {:?}", shown.err);
    installation.finish().await;
}

#[tokio::test]
async fn where_several_could_be_meant_none_is_taken() {
    let (installation, _) = Installation::set_up(true).await;
    assert_eq!(installation.command(&["token"]).await.exit, 4, "none is linked");
    installation.link("alice").await;
    installation.link("bob").await;
    let said = installation.command(&["token", "--json"]).await;
    assert_eq!(said.exit, 2, "which?");
    let error = &said.json()["error"];
    assert_eq!(
        (error["code"].as_str(), error["choices"].as_array().map(Vec::len)),
        (Some("account_ambiguous"), Some(2))
    );
    installation.finish().await;
}

#[tokio::test]
async fn without_a_good_token_there_is_none() {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    installation.let_expire();
    installation.gitlab.fault(Fault::always("/oauth/token", FaultKind::Reset));
    let away = installation.command(&["token"]).await;
    assert_eq!((away.exit, away.out.as_str()), (6, ""), "GitLab is away");
    installation.gitlab.clear_faults();
    installation.keyring.become_state(VaultState::Locked);
    assert_eq!(installation.command(&["token"]).await.exit, 5, "the keyring is locked");
    installation.keyring.become_state(VaultState::Ready);
    installation.gitlab.revoke_all("alice");
    let refused = installation.command(&["token"]).await;
    assert_eq!((refused.exit, refused.out.as_str()), (4, ""), "GitLab refuses: {refused:?}");
    let known = installation.command(&["token"]).await;
    assert_eq!(known.exit, 4, "and that is known from then on");
    installation.command(&["unlink", "alice", "--yes"]).await;
    installation.finish().await;
}
