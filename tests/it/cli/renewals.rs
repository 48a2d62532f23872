//! `carrick renew` and `carrick recheck`: what the credential helper starts.

use carrick_store::model::VaultState;
use credential::Errand;
use local_gitlab::{Fault, FaultKind};

use crate::support::Installation;
use crate::support::command_line::{On, Said};

const A_MINUTE: i64 = 60_000;

impl Installation {
    /// The link's number and its pair's.
    pub(super) fn generation(&self) -> (i64, i64) {
        let row = self
            .second_connection()
            .query_row("SELECT id, pair_id FROM links", [], |row| Ok((row.get(0)?, row.get(1)?)));
        row.expect("one link")
    }

    async fn ask_about(&self, verb: &str, (link, pair): (i64, i64)) -> Said {
        self.command(&[verb, "--link", &link.to_string(), "--pair", &pair.to_string()]).await
    }

    /// How often GitLab was asked whether it takes a token.
    fn questions(&self) -> usize {
        self.gitlab.requests().iter().filter(|seen| seen.path == "/oauth/token/info").count()
    }
}

#[tokio::test]
async fn a_pair_is_renewed_once_and_without_a_word() {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    let first = installation.generation();
    let said = installation.ask_about("renew", first).await;
    assert_eq!((said.exit, said.out.as_str(), said.err.as_str()), (0, "", ""), "nothing is said");
    assert_eq!(installation.renewals(), 1, "it is renewed, though it does not end soon: that was asked for");
    assert_ne!(installation.generation(), first, "it lives on another pair");
    let again = installation.ask_about("renew", first).await;
    assert_eq!((again.exit, installation.renewals()), (0, 1), "the earlier pair has been renewed already");
    installation.finish().await;
}

#[tokio::test]
async fn many_who_ask_at_once_cost_one_rotation() {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    let (link, pair) = installation.generation();
    let words = ["renew", "--link", &link.to_string(), "--pair", &pair.to_string()];
    let running: Vec<_> = (0..40).map(|_| installation.start_command(&words, On::Script)).collect();
    for running in running {
        let said = running.said().await;
        assert_eq!((said.exit, said.out.as_str()), (0, ""), "each is told that it is renewed: {said:?}");
    }
    assert_eq!(installation.renewals(), 1, "GitLab rotated once");
    installation.finish().await;
}

#[tokio::test]
async fn why_it_could_not_be_renewed_is_the_exit_code() {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    let pair = installation.generation();
    installation.keyring.become_state(VaultState::Locked);
    assert_eq!(installation.ask_about("renew", pair).await.exit, 5, "locked");
    installation.keyring.become_state(VaultState::Ready);
    installation.gitlab.fault(Fault::always("/oauth/token", FaultKind::Reset));
    assert_eq!(installation.ask_about("renew", pair).await.exit, 6, "away");
    installation.gitlab.clear_faults();
    installation.gitlab.revoke_all("alice");
    assert_eq!(installation.ask_about("renew", pair).await.exit, 4, "refused");
    let unknown = installation.ask_about("renew", (99, 1)).await;
    assert_eq!((unknown.exit, unknown.err.as_str()), (1, ""), "no such link, and no word: the helper has its own");
    installation.command(&["unlink", "alice", "--yes"]).await;
    installation.finish().await;
}

#[tokio::test]
async fn the_helper_asks_in_words_that_are_understood() {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    let (link_id, pair_id) = installation.generation();
    for errand in [Errand::Prepare, Errand::Recheck { link_id, pair_id }, Errand::Renew { link_id, pair_id }] {
        let words = errand.words();
        let said = installation.command(&words.iter().map(String::as_str).collect::<Vec<_>>()).await;
        assert_eq!((said.exit, said.out.as_str(), said.err.as_str()), (0, "", ""), "{words:?} is done in silence");
    }
    assert_eq!((installation.questions(), installation.renewals()), (1, 1), "each did its own");
    installation.finish().await;
}

#[tokio::test]
async fn a_living_token_is_not_renewed_for_a_refusal_and_a_dead_one_is() {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    let pair = installation.generation();
    let living = installation.ask_about("recheck", pair).await;
    assert_eq!((living.exit, living.out.as_str(), living.err.as_str()), (0, "", ""), "GitLab takes it");
    assert_eq!((installation.questions(), installation.renewals()), (1, 0), "it was asked, and nothing is spent");
    installation.gitlab.expire_access_tokens();
    assert_eq!(installation.ask_about("recheck", pair).await.exit, 0, "asked about just before");
    assert_eq!((installation.questions(), installation.renewals()), (1, 0), "so GitLab is left in peace for a minute");
    installation.clock.advance(A_MINUTE);
    assert_eq!(installation.ask_about("recheck", pair).await.exit, 0, "dead before its time");
    assert_eq!(installation.renewals(), 1, "so it is renewed");
    let questions = installation.questions();
    installation.clock.advance(A_MINUTE);
    assert_eq!(installation.ask_about("recheck", pair).await.exit, 0, "the earlier pair again");
    assert_eq!((installation.questions(), installation.renewals()), (questions, 1), "nothing is asked about it");
    installation.gitlab.fault(Fault::always("/oauth/token/info", FaultKind::Html));
    assert_eq!(installation.ask_about("recheck", installation.generation()).await.exit, 6, "no answer is no proof");
    assert_eq!(installation.renewals(), 1, "so nothing is spent");
    installation.gitlab.clear_faults();
    installation.finish().await;
}

#[tokio::test]
async fn renewed_tokens_that_the_keyring_does_not_take_are_kept_by_the_process_until_it_does() {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    let (link, pair) = installation.generation();
    installation.gitlab.fault(Fault::once("/oauth/token", FaultKind::HoldAnswer));
    let words = ["renew", "--link", &link.to_string(), "--pair", &pair.to_string()];
    let running = installation.start_command(&words, On::Script);
    crate::support::until("GitLab has acted", || installation.gitlab.held_answers() == 1).await;
    installation.keyring.become_state(VaultState::Locked);
    installation.gitlab.let_answer();
    running.until_it_says("does not take the new tokens of @alice").await;
    installation.keyring.become_state(VaultState::Ready);
    let said = running.said().await;
    assert_eq!(said.exit, 5, "the keyring was in the way: {said:?}");
    assert_ne!(installation.generation().1, pair, "and the link lives on the new pair all the same");
    installation.finish().await;
}
