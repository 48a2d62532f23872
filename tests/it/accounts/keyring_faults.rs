//! A keyring that is absent, locked, restarted or failing: told apart, nothing lost, nothing written elsewhere.

use carrick::accounts::recovery;
use carrick::messages::{BeginLink, ErrorCode, Notice, SaveOutcome, Way};
use carrick_store::model::VaultState;
use local_gitlab::{Fault, FaultKind};

use crate::support::{FIRST, Installation, Op, approve, commands};

const TROUBLES: [(VaultState, ErrorCode); 7] = [
    (VaultState::Locked, ErrorCode::VaultLocked),
    (VaultState::Absent, ErrorCode::VaultAbsent),
    (VaultState::NoCollection, ErrorCode::VaultNoCollection),
    (VaultState::Refused, ErrorCode::VaultRefused),
    (VaultState::Silent, ErrorCode::VaultSilent),
    (VaultState::AsksEach, ErrorCode::VaultAsksEach),
    (VaultState::Elsewhere, ErrorCode::VaultElsewhere),
];

#[tokio::test]
async fn each_state_is_shown_before_anything_is_typed() {
    let installation = Installation::new().await;
    for (state, _) in TROUBLES {
        installation.keyring.become_state(state);
        let vault = installation.surroundings().await.vault;
        assert_eq!(vault.state, state.into(), "the person is told at the start, not after typing");
    }
    installation.keyring.become_state(VaultState::Ready);
    assert_eq!(installation.surroundings().await.vault.name, "Login", "and where secrets are kept");
    installation.finish().await;
}

#[tokio::test]
async fn a_secret_is_not_kept_without_a_keyring() {
    for (state, code) in TROUBLES {
        let installation = Installation::new().await;
        let application = installation.register(true);
        let rows = installation.dump();
        installation.keyring.become_state(state);
        let refused = installation.save(installation.form_of(Some(FIRST), &application)).await.unwrap_err();
        assert_eq!(refused.code, code, "{state:?} has its own sentence");
        assert_eq!(installation.dump(), rows, "the database promises nothing");
        installation.keyring.become_state(VaultState::Ready);
        installation.keep_application(FIRST, &application).await;
        installation.finish().await;
    }
}

#[tokio::test]
async fn a_public_application_can_be_saved_without_a_keyring_but_not_linked() {
    let installation = Installation::new().await;
    let application = installation.register(false);
    installation.keyring.become_state(VaultState::Absent);
    let outcome = installation.save(installation.form_of(Some(FIRST), &application)).await.unwrap();
    assert!(matches!(outcome, SaveOutcome::Saved { .. }), "it has no Secret to keep: {outcome:?}");
    let request = BeginLink { id: FIRST, relink: None, way: Way::DeepLink };
    let refused = commands::begin_link(&installation.accounts, request).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::VaultAbsent, "but its tokens would have no place");
    installation.finish().await;
}

#[tokio::test]
async fn no_sign_in_starts_that_could_not_be_finished() {
    for (state, code) in TROUBLES {
        let (installation, _) = Installation::set_up(true).await;
        installation.keyring.become_state(state);
        let request = BeginLink { id: FIRST, relink: None, way: Way::DeepLink };
        let refused = commands::begin_link(&installation.accounts, request).await.unwrap_err();
        assert_eq!(refused.code, code, "{state:?} is said before the person goes through the browser");
        assert!(installation.browser.opened().is_empty(), "no browser is opened for nothing");
        assert!(installation.integration(FIRST).await.sign_in.is_none(), "nothing is waited for");
        installation.keyring.become_state(VaultState::Ready);
        installation.link("alice").await;
        installation.finish().await;
    }
}

#[tokio::test]
async fn a_verifier_that_cannot_be_kept_starts_no_sign_in() {
    let (mut installation, _) = Installation::set_up(true).await;
    installation.keyring.fail_next(Op::Write, "verifier/");
    let request = BeginLink { id: FIRST, relink: None, way: Way::DeepLink };
    let refused = commands::begin_link(&installation.accounts, request).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::VaultFailed, "without it the answer could never be used");
    assert!(installation.browser.opened().is_empty(), "so no browser is opened");
    installation.restart().await;
    assert!(installation.integration(FIRST).await.sign_in.is_none(), "and none is taken up later");
    installation.link("alice").await;
    installation.finish().await;
}

#[tokio::test]
async fn a_keyring_gone_while_the_person_approves_is_told_and_waited_for() {
    for (state, code) in TROUBLES {
        let (installation, _) = Installation::set_up(true).await;
        let callback = approve("alice", &installation.begin().await).await;
        installation.keyring.become_state(state);
        installation.gitlab.clear_requests();
        installation.receive(&callback).await;
        assert_eq!(installation.failure().await.code, code, "{state:?} has its own sentence");
        assert!(installation.integration(FIRST).await.sign_in.is_some(), "{state:?}: the sign-in is not over");
        assert!(installation.gitlab.requests().is_empty(), "no pair is asked for that could not be kept");
        recovery::finish_what_waited(&installation.accounts).await.unwrap();
        assert!(installation.links().await.is_empty(), "{state:?}: it still stands in the way");
        installation.keyring.become_state(VaultState::Ready);
        recovery::finish_what_waited(&installation.accounts).await.unwrap();
        assert_eq!(installation.links().await.len(), 1, "after {state:?} it goes on by itself: nothing was used up");
        installation.finish().await;
    }
}

#[tokio::test]
async fn an_answer_that_finds_the_keyring_locked_waits_for_it() {
    for confidential in [true, false] {
        let (installation, _) = Installation::set_up(confidential).await;
        let callback = approve("alice", &installation.begin().await).await;
        installation.keyring.restart();
        installation.gitlab.clear_requests();
        installation.receive(&callback).await;
        assert_eq!(installation.failure().await.code, ErrorCode::VaultLocked, "the person is told what to do");
        assert!(installation.integration(FIRST).await.sign_in.is_some(), "the sign-in is not over");
        assert!(installation.gitlab.requests().is_empty(), "no pair is asked for that could not be kept");
        commands::unlock_vault(&installation.accounts).await.expect("the person unlocks it");
        assert_eq!(installation.links().await.len(), 1, "nothing was lost: it goes on by itself");
        assert!(installation.integration(FIRST).await.sign_in.is_none(), "and to its end");
        installation.finish().await;
    }
}

#[tokio::test]
async fn an_answer_that_waited_goes_on_when_the_keyring_is_unlocked_elsewhere() {
    let (installation, _) = Installation::set_up(true).await;
    let callback = approve("alice", &installation.begin().await).await;
    installation.keyring.restart();
    installation.receive(&callback).await;
    recovery::finish_what_waited(&installation.accounts).await.unwrap();
    assert!(installation.links().await.is_empty(), "it is still locked");
    installation.keyring.become_state(VaultState::Ready);
    recovery::finish_what_waited(&installation.accounts).await.unwrap();
    assert_eq!(installation.links().await.len(), 1, "the round that runs every few seconds notices it");
    installation.finish().await;
}

#[tokio::test]
async fn an_answer_that_waits_for_the_keyring_can_be_cancelled() {
    let (mut installation, _) = Installation::set_up(true).await;
    let callback = approve("alice", &installation.begin().await).await;
    installation.keyring.restart();
    installation.receive(&callback).await;
    commands::cancel_sign_in(&installation.accounts, FIRST).await.unwrap();
    assert_eq!(installation.notice().await, Some(Notice::Cancelled), "Cancel always works");
    commands::unlock_vault(&installation.accounts).await.expect("the person unlocks it");
    assert!(installation.links().await.is_empty(), "what was cancelled stays cancelled");
    installation.restart().await;
    assert_eq!(installation.notice().await, None, "and nothing is said about it at the next start");
    installation.finish().await;
}

#[tokio::test]
async fn an_answer_that_waited_for_the_keyring_when_carrick_was_closed_is_told() {
    let (mut installation, _) = Installation::set_up(true).await;
    let callback = approve("alice", &installation.begin().await).await;
    installation.keyring.restart();
    installation.receive(&callback).await;
    installation.restart().await;
    assert_eq!(installation.failure().await.code, ErrorCode::SignInInterrupted, "its code was in memory alone");
    commands::unlock_vault(&installation.accounts).await.expect("the person unlocks it");
    installation.link("alice").await;
    installation.finish().await;
}

#[tokio::test]
async fn a_failure_at_any_step_of_the_exchange_leaves_no_pair_alive() {
    let table = [
        (Op::Read, "secret/", "reading the Secret"),
        (Op::Read, "verifier/", "reading the verifier"),
        (Op::Write, "pair/", "writing the pair"),
        (Op::Read, "pair/", "reading the pair back"),
    ];
    for (op, prefix, step) in table {
        let (installation, _) = Installation::set_up(true).await;
        let callback = approve("alice", &installation.begin().await).await;
        installation.keyring.fail_next(op, prefix);
        installation.receive(&callback).await;
        assert_eq!(installation.failure().await.code, ErrorCode::VaultFailed, "{step} failed, and that is said");
        assert!(installation.links().await.is_empty(), "{step}: nothing is linked");
        assert!(installation.gitlab.live_pairs().is_empty(), "{step}: the pair is ended at GitLab instead");
        let asked = installation.gitlab.requests().iter().filter(|request| request.path == "/api/v4/user").count();
        assert_eq!(asked, 0, "{step}: a pair is not used before it is safe");
        installation.link("alice").await;
        installation.finish().await;
    }
}

#[tokio::test]
async fn a_pair_the_keyring_refuses_while_gitlab_is_away_is_ended_later() {
    let (installation, _) = Installation::set_up(true).await;
    let callback = approve("alice", &installation.begin().await).await;
    installation.keyring.fail_next(Op::Write, "pair/");
    installation.gitlab.fault(Fault::always("/oauth/revoke", FaultKind::Reset));
    installation.receive(&callback).await;
    assert_eq!(installation.gitlab.live_pairs().len(), 1, "it is in memory alone now");
    installation.gitlab.clear_faults();
    installation.clock.advance(60_000);
    carrick::accounts::revocation::revoke_due(&installation.accounts).await;
    assert!(installation.gitlab.live_pairs().is_empty(), "and is ended soon after GitLab can be reached");
    installation.finish().await;
}

#[tokio::test]
async fn a_pair_is_read_back_before_it_is_used() {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    assert_eq!(installation.keyring.count(Op::Write, "pair/"), 1, "it is written once");
    assert!(installation.keyring.count(Op::Read, "pair/") >= 1, "and proven to be there");
    installation.finish().await;
}

#[tokio::test]
async fn a_relink_that_cannot_be_kept_leaves_the_link_as_it_was() {
    let (installation, _) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    let pairs = installation.gitlab.live_pairs();
    installation.keyring.fail_next(Op::Write, "pair/");
    installation.relink(link.id, "alice").await;
    assert_eq!(installation.failure().await.code, ErrorCode::VaultFailed, "the person is told");
    assert_eq!(installation.links().await, [link], "the old link lives on");
    assert_eq!(installation.gitlab.live_pairs(), pairs, "on its old pair");
    installation.finish().await;
}

#[tokio::test]
async fn an_old_pair_the_keyring_will_not_forget_is_forgotten_later() {
    let (mut installation, _) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    installation.keyring.fail_next(Op::Delete, "pair/");
    installation.relink(link.id, "alice").await;
    assert_eq!(installation.gitlab.live_pairs().len(), 1, "the old pair is dead at GitLab");
    installation.restart().await;
    assert_eq!(installation.keyring.entries("pair/").len(), 1, "and its remains are cleared away at the next start");
    installation.finish().await;
}

#[tokio::test]
async fn a_keyring_that_restarts_keeps_the_links() {
    let (installation, _) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    installation.keyring.restart();
    let overview = installation.overview().await;
    assert_eq!(installation.surroundings().await.vault.state, VaultState::Locked.into(), "it must be unlocked again");
    assert_eq!(
        overview.integrations[0].links,
        std::slice::from_ref(&link),
        "nothing is lost, and nothing asked of the person"
    );
    commands::unlock_vault(&installation.accounts).await.expect("the person unlocks it");
    assert_eq!(installation.surroundings().await.vault.state, VaultState::Ready.into(), "the window is told");
    installation.relink(link.id, "alice").await;
    installation.finish().await;
}

#[tokio::test]
async fn a_dismissed_prompt_is_told_as_such() {
    let installation = Installation::new().await;
    installation.keyring.restart();
    installation.keyring.dismiss_prompts();
    let dismissed = commands::unlock_vault(&installation.accounts).await.unwrap_err();
    assert_eq!(dismissed.code, ErrorCode::VaultDismissed, "the person changed their mind");
    for (state, code) in &TROUBLES[1..] {
        let installation = Installation::new().await;
        installation.keyring.become_state(*state);
        assert_eq!(
            commands::unlock_vault(&installation.accounts).await.unwrap_err().code,
            *code,
            "{state:?} cannot be unlocked"
        );
        installation.finish().await;
    }
    installation.finish().await;
}

#[tokio::test]
async fn nothing_but_unlocking_ever_prompts() {
    let (mut installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    installation.keyring.restart();
    installation.keyring.dismiss_prompts();
    installation.restart().await;
    installation.receive("dev.carrick.desktop://oauth/gitlab/x?code=c&state=s").await;
    carrick::accounts::revocation::revoke_due(&installation.accounts).await;
    assert_eq!(
        installation.surroundings().await.vault.state,
        VaultState::Locked.into(),
        "it stays locked without a prompt"
    );
    installation.finish().await;
}

#[tokio::test]
async fn a_keyring_that_keeps_something_else_is_noticed_before_the_pair_is_used() {
    let (installation, _) = Installation::set_up(true).await;
    for field in ["access_token", "refresh_token", "secret"] {
        let callback = approve("alice", &installation.begin().await).await;
        installation.keyring.garble_next("pair/", field);
        installation.receive(&callback).await;
        assert_eq!(installation.failure().await.code, ErrorCode::VaultFailed, "another {field} is read back");
        let asked = installation.gitlab.requests().iter().filter(|request| request.path == "/api/v4/user").count();
        assert_eq!(asked, 0, "the pair was not used ({field})");
        assert!(installation.gitlab.live_pairs().is_empty(), "and is ended at GitLab ({field})");
    }
    installation.link("alice").await;
    installation.finish().await;
}

#[tokio::test]
async fn an_entry_that_cannot_be_deleted_keeps_nothing_else_busy() {
    let (installation, _) = Installation::set_up(true).await;
    installation.keyring.fail_next(Op::Delete, "secret/");
    installation.keep_application(FIRST, &installation.register(true)).await;
    let accounts = &installation.accounts;
    assert!(recovery::is_vault_untidy(accounts), "the Secret before could not be deleted");
    let before = (installation.shown_revision(), installation.keyring.uses());
    recovery::finish_what_waited(accounts).await.unwrap();
    let after = (installation.shown_revision(), installation.keyring.uses());
    assert_eq!(before, after, "nobody waits for that, so nothing else is gone through");
    for tried in 1..=2 {
        installation.keyring.fail_next(Op::Delete, "secret/");
        recovery::tidy_vault(accounts).await;
        assert_eq!(recovery::vain_tidyings(accounts), tried, "it is tried again, and rests longer each time");
    }
    installation.keyring.become_state(VaultState::Locked);
    recovery::tidy_vault(accounts).await;
    assert_eq!(recovery::vain_tidyings(accounts), 2, "what cannot be tried is not in vain");
    installation.keyring.become_state(VaultState::Ready);
    recovery::tidy_vault(accounts).await;
    assert_eq!(recovery::vain_tidyings(accounts), 0, "that is over once it is done");
    assert!(!recovery::is_vault_untidy(accounts), "nothing is left to delete");
    assert_eq!(installation.keyring.entries("secret/").len(), 1, "only the one that counts is kept");
    installation.finish().await;
}
