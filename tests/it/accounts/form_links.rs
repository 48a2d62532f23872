//! Editing and removing an integration on which links stand.

use carrick::messages::{ErrorCode, SaveOutcome};
use carrick_store::model::VaultState;

use crate::support::{FIRST, Installation, commands, form};

#[tokio::test]
async fn a_new_secret_keeps_the_links() {
    let (installation, application) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    let renewed = installation.gitlab.renew_secret(&application.id).unwrap();
    let form = form(Some(FIRST), &installation.gitlab.url(), &application.id, &renewed);
    let outcome = installation.save(form).await.unwrap();
    assert!(matches!(outcome, SaveOutcome::Saved { .. }), "nothing has to be agreed to: {outcome:?}");
    assert_eq!(installation.links().await, std::slice::from_ref(&link), "the link is as it was");
    installation.relink(link.id, "alice").await;
    assert_eq!(installation.gitlab.live_pairs().len(), 1, "and the new Secret ends the old pair");
    installation.finish().await;
}

#[tokio::test]
async fn a_new_application_says_how_many_links_it_leaves_behind() {
    let (installation, _) = Installation::set_up(true).await;
    for name in ["alice", "bob"] {
        installation.link(name).await;
    }
    let second = installation.register(true);
    let rows = installation.dump();
    installation.gitlab.clear_requests();
    let outcome = installation.save(installation.form_of(Some(FIRST), &second)).await.unwrap();
    assert_eq!(outcome, SaveOutcome::RelinkNeeded { count: 2 }, "the person decides, knowing the number");
    assert_eq!(installation.dump(), rows, "nothing was kept yet");
    let outcome = installation.save_although(installation.form_of(Some(FIRST), &second), false, true).await.unwrap();
    assert!(matches!(outcome, SaveOutcome::Saved { .. }), "agreed to, it is kept: {outcome:?}");
    assert!(installation.links().await.iter().all(|link| link.needs_relink), "every link says that it must be renewed");
    installation.finish().await;
}

#[tokio::test]
async fn a_link_from_the_application_before_is_renewed_by_relinking() {
    for confidential in [true, false] {
        let (installation, _) = Installation::set_up(confidential).await;
        let link = installation.link("alice").await;
        let second = installation.register(true);
        installation.save_although(installation.form_of(Some(FIRST), &second), false, true).await.unwrap();
        installation.relink(link.id, "alice").await;
        let after = installation.links().await;
        assert_eq!((after.len(), after[0].id), (1, link.id), "it is the same link");
        assert!(!after[0].needs_relink, "on the application that is set now");
        let live = installation.gitlab.live_pairs();
        assert_eq!(live.len(), 1, "the pair of the application before is ended, with that one's Secret");
        assert_eq!(live[0].application_id, second.id, "and the new one lives");
        installation.finish().await;
    }
}

#[tokio::test]
async fn a_new_instance_is_refused_while_links_stand_on_the_old_one() {
    let (installation, application) = Installation::set_up(true).await;
    installation.link("alice").await;
    let rows = installation.dump();
    let other = local_gitlab::LocalGitlab::start(local_gitlab::Options::default()).unwrap();
    let moved = || form(Some(FIRST), &other.url(), &application.id, "");
    for (refused, relink) in [(false, false), (true, true)] {
        let error = installation.save_although(moved(), refused, relink).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::InstanceHasLinks, "another GitLab is another integration");
        assert_eq!(error.facts["count"], "1", "it says how many links stand in the way");
    }
    assert!(other.requests().is_empty(), "nothing is sent to the other one");
    assert_eq!(installation.dump(), rows, "nothing has changed");
    installation.finish().await;
}

#[tokio::test]
async fn removing_an_integration_unlinks_its_accounts() {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    commands::remove_integration(&installation.accounts, FIRST).await.unwrap();
    assert!(installation.gitlab.live_pairs().is_empty(), "no token outlives what it was for");
    assert!(installation.overview().await.integrations.is_empty(), "and the integration with it");
    assert!(installation.keyring.entries("").is_empty(), "nothing of it is left in the keyring");
    installation.finish().await;
}

#[tokio::test]
async fn an_integration_whose_account_cannot_be_unlinked_stays() {
    let (installation, _) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    installation.keyring.become_state(VaultState::Locked);
    let refused = commands::remove_integration(&installation.accounts, FIRST).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::VaultLocked, "its tokens could not be read to end them");
    installation.keyring.become_state(VaultState::Ready);
    assert_eq!(installation.links().await, [link], "nothing is lost");
    installation.finish().await;
}

#[tokio::test]
async fn removing_is_announced_only_once_the_keyring_has_proven_not_to_stop_it() {
    for has_link in [true, false] {
        let (installation, application) = Installation::set_up(true).await;
        if has_link {
            installation.link("alice").await;
        }
        let (rows, before) = (installation.dump(), installation.shown_revision());
        installation.keyring.become_state(VaultState::Locked);
        let refused = commands::remove_integration(&installation.accounts, FIRST).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::VaultLocked, "that stands in the way (with a link: {has_link})");
        assert_eq!(installation.dump(), rows, "what is told as failed has not happened");
        assert_eq!(installation.shown_revision(), before, "and nothing of it was announced");
        installation.keyring.become_state(VaultState::Ready);
        let secret = installation.keyring.entries("secret/").into_values().next().unwrap();
        assert!(secret.contains(&application.secret), "the Secret is where it was");
        commands::remove_integration(&installation.accounts, FIRST).await.expect("then it can be removed");
        assert!(installation.keyring.entries("").is_empty(), "and leaves nothing");
        installation.finish().await;
    }
}

#[tokio::test]
async fn a_secret_is_still_there_when_its_removal_cannot_be_written() {
    for removes in [true, false] {
        let (installation, application) = Installation::set_up(true).await;
        let on = if removes { "DELETE" } else { "UPDATE" };
        let other = installation.second_connection();
        let full = format!("CREATE TRIGGER full BEFORE {on} ON integrations BEGIN SELECT RAISE(ABORT, 'full'); END");
        other.execute_batch(&full).unwrap();
        let rows = installation.dump();
        let refused = if removes {
            commands::remove_integration(&installation.accounts, FIRST).await.unwrap_err()
        } else {
            commands::remove_secret(&installation.accounts, FIRST).await.unwrap_err()
        };
        assert_eq!(refused.code, ErrorCode::DatabaseFailed, "the disk takes nothing");
        assert_eq!(installation.dump(), rows, "the row promises a Secret");
        let secret = installation.keyring.entries("secret/").into_values().next();
        assert!(secret.is_some_and(|entry| entry.contains(&application.secret)), "so it must be there");
        other.execute_batch("DROP TRIGGER full").unwrap();
        drop(other);
        installation.finish().await;
    }
}

#[tokio::test]
async fn a_secret_that_the_keyring_does_not_let_go_is_still_set_and_nothing_is_said() {
    let (installation, _) = Installation::set_up(true).await;
    let before = installation.shown_revision();
    installation.keyring.become_state(VaultState::Locked);
    let refused = commands::remove_secret(&installation.accounts, FIRST).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::VaultLocked, "that stands in the way");
    assert_eq!(installation.shown_revision(), before, "nothing is announced");
    installation.keyring.become_state(VaultState::Ready);
    assert!(installation.integration(FIRST).await.secret_set_at.is_some(), "it is set as before");
    installation.finish().await;
}

#[tokio::test]
async fn an_integration_without_links_is_removed_with_everything_that_hung_on_it() {
    let (installation, application) = Installation::set_up(true).await;
    installation.begin().await;
    commands::remove_integration(&installation.accounts, FIRST).await.unwrap();
    assert!(installation.overview().await.integrations.is_empty(), "it is gone");
    assert!(installation.keyring.entries("").is_empty(), "with its Secret and its sign-in's verifier");
    let refused = commands::remove_integration(&installation.accounts, FIRST).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotFound, "it cannot be removed twice");
    let saved = installation.save(installation.form_of(None, &application)).await.unwrap();
    let SaveOutcome::Saved { id, .. } = saved else { panic!("it can be added again: {saved:?}") };
    assert_ne!(id, FIRST, "a number is never used again, since vault entries are named by it");
    installation.finish().await;
}

#[tokio::test]
async fn an_integration_without_a_secret_needs_no_keyring_to_be_changed_or_removed() {
    let (installation, application) = Installation::set_up(false).await;
    installation.keyring.become_state(VaultState::Absent);
    let mut form = installation.form_of(Some(FIRST), &application);
    form.scopes = vec!["api".to_owned(), "read_user".to_owned()];
    installation.save(form).await.expect("there is no Secret to keep or to forget");
    assert_eq!(installation.integration(FIRST).await.scopes.len(), 2, "it is changed");
    commands::remove_integration(&installation.accounts, FIRST).await.expect("nor when it goes");
    assert!(installation.overview().await.integrations.is_empty(), "it is gone");
    installation.finish().await;
}

#[tokio::test]
async fn a_pair_on_its_way_out_is_ended_although_its_integration_is_gone() {
    let (mut installation, _) = Installation::set_up(true).await;
    let callback = crate::support::approve("alice", &installation.begin().await).await;
    let faults = [("/api/v4/user", local_gitlab::FaultKind::Html), ("/oauth/revoke", local_gitlab::FaultKind::Reset)];
    for (path, kind) in faults {
        installation.gitlab.fault(local_gitlab::Fault::always(path, kind));
    }
    installation.receive(&callback).await;
    commands::remove_integration(&installation.accounts, FIRST).await.expect("no link stands on it");
    assert_eq!(installation.gitlab.live_pairs().len(), 1, "it could not be ended yet");
    installation.gitlab.clear_faults();
    installation.restart().await;
    assert!(installation.gitlab.live_pairs().is_empty(), "it is ended as soon as GitLab can be reached");
    installation.finish().await;
}

#[tokio::test]
async fn changing_what_is_asked_for_keeps_the_sign_in_honest() {
    let (installation, application) = Installation::set_up(true).await;
    let callback = crate::support::approve("alice", &installation.begin().await).await;
    let second = installation.register(true);
    installation.keep_application(FIRST, &second).await;
    installation.receive(&callback).await;
    assert!(installation.links().await.is_empty(), "a sign-in for another application is given up");
    assert!(
        installation.gitlab.requests().iter().all(|r| r.form_param("client_id") != Some(&application.id)
            || r.form_param("client_secret") != Some(&second.secret)),
        "and no Secret travels between applications"
    );
    installation.finish().await;
}
