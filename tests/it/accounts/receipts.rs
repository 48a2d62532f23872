//! Tokens whose client GitLab refuses: what is known of them is told, and nothing is given up before they are ended or
//! the person has seen that they are not.

use carrick::accounts::revocation;
use carrick::messages::{Accounts, CheckReport, Receipt, Revocation, SaveOutcome, Way};
use local_gitlab::{Application, Fault, FaultKind, Setting};

use crate::support::{FIRST, Installation, Op, approve, commands, form};

const INFO: &str = "/oauth/token/info";
const HOUR: i64 = 60 * 60 * 1000;

/// Unlinked while the Secret that Carrick holds is an outdated one; returns the one that GitLab would take.
async fn refused() -> (Installation, Application, String) {
    let (installation, application) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    let secret = installation.gitlab.renew_secret(&application.id).unwrap();
    let receipt = commands::unlink(&installation.accounts, link.id).await.unwrap();
    assert_eq!(receipt, Receipt::ByHand, "GitLab does not take the Secret");
    installation.gitlab.clear_requests();
    (installation, application, secret)
}

/// The one revocation that is told of.
async fn told(installation: &Installation) -> Revocation {
    let mut revocations = installation.overview().await.revocations;
    assert_eq!(revocations.len(), 1, "one pair waits");
    revocations.remove(0)
}

fn is_done(told: &Accounts) -> bool {
    told.revocations.is_empty()
}

async fn save(installation: &Installation, id: Option<i64>, application: &Application, secret: &str) -> i64 {
    let form = form(id, &installation.gitlab.url(), &application.id, secret);
    match installation.save_although(form, true, true).await.unwrap() {
        SaveOutcome::Saved { id, .. } => id,
        other => panic!("it is kept: {other:?}"),
    }
}

#[tokio::test]
async fn tokens_that_went_with_their_application_are_told_to_work_no_longer() {
    for confidential in [true, false] {
        for hours in [0, 1, 3] {
            let (installation, application) = Installation::set_up(confidential).await;
            let link = installation.link("alice").await;
            installation.clock.advance(hours * HOUR);
            installation.gitlab.delete_application(&application.id);
            let receipt = commands::unlink(&installation.accounts, link.id).await.unwrap();
            assert_eq!(receipt, Receipt::Confirmed, "after {hours} hours: GitLab refuses, and knows them as dead");
            assert!(is_done(&installation.overview().await), "so there is nothing to do by hand");
            assert!(installation.keyring.entries("revocation/").is_empty(), "nor to keep");
            installation.finish().await;
        }
    }
}

#[tokio::test]
async fn a_gitlab_that_says_yes_to_anybody_about_tokens_it_does_not_know_is_believed() {
    let (installation, application) = Installation::set_up(true).await;
    installation.gitlab.set_setting(Setting::RopcWithoutClientCredentials(true));
    let link = installation.link("alice").await;
    installation.gitlab.delete_application(&application.id);
    let receipt = commands::unlink(&installation.accounts, link.id).await.unwrap();
    assert_eq!(receipt, Receipt::Accepted, "it took the revocation");
    installation.finish().await;
}

#[tokio::test]
async fn tokens_that_live_are_never_told_as_dead_although_their_access_token_has_ended() {
    for hours in [0, 3] {
        let (installation, application) = Installation::set_up(true).await;
        let link = installation.link("alice").await;
        installation.clock.advance(hours * HOUR);
        // With a clock that was set back, this computer does not know of it.
        installation.gitlab.expire_access_tokens();
        installation.gitlab.renew_secret(&application.id);
        let issued = installation.gitlab.issued().len();
        let receipt = commands::unlink(&installation.accounts, link.id).await.unwrap();
        assert_eq!(receipt, Receipt::ByHand, "the refresh token lives, and whoever has it can go on");
        assert_eq!(installation.gitlab.live_pairs().len(), 1, "as GitLab knows");
        assert_eq!(installation.gitlab.issued().len(), issued, "and finding that out has spent nothing");
        let line = told(&installation).await;
        commands::dismiss_revocation(&installation.accounts, line.id).await.unwrap();
        installation.finish_with_lost(1).await;
    }
}

#[tokio::test]
async fn whether_they_are_dead_stays_open_when_gitlab_does_not_say() {
    let (installation, application) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    installation.gitlab.delete_application(&application.id);
    installation.gitlab.fault(Fault::always("/oauth/token", FaultKind::Html));
    let receipt = commands::unlink(&installation.accounts, link.id).await.unwrap();
    assert_eq!(receipt, Receipt::ByHand, "a page proves nothing");
    installation.gitlab.clear_faults();
    revocation::revoke_due(&installation.accounts).await;
    let line = told(&installation).await;
    assert!(line.by_hand, "the person is told");
    commands::dismiss_revocation(&installation.accounts, line.id).await.unwrap();
    installation.finish().await;
}

#[tokio::test]
async fn a_token_that_a_replica_does_not_know_yet_is_asked_about_again() {
    let (installation, application) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    installation.gitlab.renew_secret(&application.id);
    let unknown = FaultKind::Status { code: 400, retry_after: None, body: r#"{"error":"invalid_grant"}"#.to_owned() };
    installation.gitlab.fault(Fault::once("/oauth/token", unknown));
    let receipt = commands::unlink(&installation.accounts, link.id).await.unwrap();
    assert_eq!(receipt, Receipt::ByHand, "the second answer counts");
    let line = told(&installation).await;
    commands::dismiss_revocation(&installation.accounts, line.id).await.unwrap();
    installation.finish_with_lost(1).await;
}

#[tokio::test]
async fn a_refused_revocation_is_made_when_the_right_secret_is_saved() {
    let (installation, application, secret) = refused().await;
    save(&installation, Some(FIRST), &application, &secret).await;
    installation.window.wait("its tokens are revoked", is_done).await;
    let revoked = installation.gitlab.requests().into_iter().filter(|seen| seen.path == "/oauth/revoke");
    let sent: Vec<_> = revoked.map(|seen| seen.form_param("client_secret").map(str::to_owned)).collect();
    assert_eq!(sent, [Some(secret)], "with the new Secret, once");
    assert!(installation.gitlab.live_pairs().is_empty(), "and they are dead");
    assert!(installation.keyring.entries("revocation/").is_empty(), "and forgotten");
    installation.finish().await;
}

#[tokio::test]
async fn it_is_made_too_when_the_integration_was_removed_and_set_up_anew() {
    let (installation, application, secret) = refused().await;
    commands::remove_integration(&installation.accounts, FIRST).await.unwrap();
    assert!(told(&installation).await.by_hand, "that it is gone ends nothing");
    let id = save(&installation, None, &application, &secret).await;
    assert_ne!(id, FIRST, "it is another one, of the same application");
    installation.window.wait("its tokens are revoked", is_done).await;
    installation.finish().await;
}

#[tokio::test]
async fn it_is_made_too_when_the_application_needs_no_secret_any_more() {
    let (installation, application, _) = refused().await;
    installation.gitlab.edit_application(&application.id, |application| application.confidential = false);
    commands::remove_secret(&installation.accounts, FIRST).await.unwrap();
    save(&installation, Some(FIRST), &application, "").await;
    installation.window.wait("its tokens are revoked", is_done).await;
    installation.finish().await;
}

#[tokio::test]
async fn a_secret_that_is_wrong_or_another_applications_leaves_it_as_it_was() {
    let (installation, application, secret) = refused().await;
    let line = told(&installation).await;
    let second = installation.register(true);
    save(&installation, None, &second, &second.secret).await;
    save(&installation, Some(FIRST), &application, "gloas-wrong-but-plausible").await;
    let tried = |seen: &local_gitlab::SeenRequest| {
        seen.path == "/oauth/revoke" && seen.form_param("client_secret") == Some(&application.secret)
    };
    crate::support::until("it was tried with both", || installation.gitlab.requests().iter().any(tried)).await;
    let foreign = |seen: &local_gitlab::SeenRequest| {
        seen.path == "/oauth/revoke" && seen.form_param("client_secret") == Some(&second.secret)
    };
    assert!(!installation.gitlab.requests().iter().any(foreign), "no Secret goes where it was not issued for");
    assert_eq!(told(&installation).await, line, "it stands where it stood");
    save(&installation, Some(FIRST), &application, &secret).await;
    installation.window.wait("its tokens are revoked", is_done).await;
    installation.finish().await;
}

#[tokio::test]
async fn offline_when_the_secret_is_saved_it_waits_for_gitlab() {
    let (installation, application, secret) = refused().await;
    installation.gitlab.go_offline();
    let form = form(Some(FIRST), &installation.gitlab.url(), &application.id, &secret);
    let saved = installation.save(form).await.unwrap();
    assert!(matches!(saved, SaveOutcome::Saved { check: CheckReport::Unknown { .. }, .. }), "it is kept: {saved:?}");
    let waits = |told: &Accounts| told.revocations.iter().any(|one| !one.by_hand);
    installation.window.wait("it is tried as soon as GitLab is back", waits).await;
    installation.gitlab.go_online().unwrap();
    revocation::revoke_due(&installation.accounts).await;
    assert!(is_done(&installation.overview().await), "then it is made");
    installation.finish().await;
}

#[tokio::test]
async fn it_is_kept_over_restarts_until_it_was_done_by_hand() {
    let (mut installation, _, _) = refused().await;
    let line = told(&installation).await;
    installation.clock.advance(24 * HOUR);
    installation.restart().await;
    assert_eq!(told(&installation).await, line, "nothing has changed");
    installation.gitlab.go_offline();
    installation.restart().await;
    assert_eq!(told(&installation).await, line, "and nothing is promised while GitLab cannot be asked");
    installation.gitlab.go_online().unwrap();
    installation.gitlab.revoke_all("alice");
    installation.restart().await;
    assert!(is_done(&installation.overview().await), "what the person did at GitLab is noticed");
    installation.finish().await;
}

#[tokio::test]
async fn a_wrong_secret_that_is_set_does_not_stand_in_the_way_of_the_one_the_tokens_came_with() {
    let (installation, application) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    save(&installation, Some(FIRST), &application, "gloas-wrong-but-plausible").await;
    let receipt = commands::unlink(&installation.accounts, link.id).await.unwrap();
    assert_eq!(receipt, Receipt::Confirmed, "one that GitLab takes is at hand");
    installation.finish().await;
}

#[tokio::test]
async fn tokens_that_are_not_in_the_keyring_now_are_not_forgotten() {
    let (mut installation, link) = Installation::linked().await;
    installation.gitlab.go_offline();
    assert_eq!(commands::unlink(&installation.accounts, link.id).await.unwrap(), Receipt::Queued, "for later");
    let elsewhere = installation.keyring.entries("revocation/");
    for name in elsewhere.keys() {
        installation.keyring.tamper(name, None);
    }
    installation.gitlab.go_online().unwrap();
    installation.restart().await;
    assert!(told(&installation).await.by_hand, "they live, and there is nothing here to end them with");
    for (name, entry) in &elsewhere {
        installation.keyring.tamper(name, Some(entry));
    }
    installation.restart().await;
    assert!(is_done(&installation.overview().await), "once they are there again they are ended");
    installation.finish().await;
}

#[tokio::test]
async fn a_pair_that_a_relink_replaced_and_gitlab_will_not_revoke_is_told() {
    let (installation, application) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    let secret = installation.gitlab.renew_secret(&application.id).unwrap();
    let second = installation.register(true);
    save(&installation, Some(FIRST), &second, &second.secret).await;
    installation.relink(link.id, "alice").await;
    assert_eq!(installation.gitlab.live_pairs().len(), 2, "the old pair lives");
    let line = told(&installation).await;
    assert_eq!((line.username, line.by_hand), (None, true), "so it is told, though no account was unlinked");
    save(&installation, None, &application, &secret).await;
    installation.window.wait("the right Secret ends it", is_done).await;
    installation.finish().await;
}

#[tokio::test]
async fn a_pair_that_a_relink_replaced_after_its_application_was_deleted_bothers_nobody() {
    let (installation, application) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    installation.gitlab.delete_application(&application.id);
    let second = installation.register(true);
    save(&installation, Some(FIRST), &second, &second.secret).await;
    let address = installation.begin_with(FIRST, Some(link.id), Way::DeepLink).await;
    installation.receive(&approve("alice", &address).await).await;
    assert!(is_done(&installation.overview().await), "it is dead, as GitLab has proven");
    installation.finish().await;
}

#[tokio::test]
async fn a_newer_secret_than_the_tokens_came_with_outlives_the_integration() {
    let (installation, application) = Installation::set_up(true).await;
    installation.link("alice").await;
    let secret = installation.gitlab.renew_secret(&application.id).unwrap();
    save(&installation, Some(FIRST), &application, &secret).await;
    installation.gitlab.go_offline();
    commands::remove_integration(&installation.accounts, FIRST).await.unwrap();
    assert!(!told(&installation).await.by_hand, "it waits for GitLab");
    installation.gitlab.go_online().unwrap();
    installation.clock.advance(10_000);
    revocation::revoke_due(&installation.accounts).await;
    assert!(is_done(&installation.overview().await), "and is made with the Secret that was set last");
    assert!(installation.keyring.entries("").is_empty(), "of which nothing is left then");
    installation.finish().await;
}

#[tokio::test]
async fn tokens_that_were_never_kept_and_that_gitlab_will_not_revoke_are_told() {
    let (installation, _) = Installation::set_up(true).await;
    let callback = approve("alice", &installation.begin().await).await;
    installation.keyring.fail_next(Op::Write, "pair/");
    let refusal = r#"{"error":"unauthorized_client"}"#.to_owned();
    let refused = FaultKind::Status { code: 403, retry_after: None, body: refusal };
    installation.gitlab.fault(Fault::always("/oauth/revoke", refused));
    installation.receive(&callback).await;
    assert_eq!(installation.gitlab.live_pairs().len(), 1, "they live");
    let line = told(&installation).await;
    assert_eq!((line.username, line.by_hand), (None, true), "so the person is told, once");
    revocation::revoke_due(&installation.accounts).await;
    assert_eq!(told(&installation).await.id, line.id, "it stands until it was read");
    commands::dismiss_revocation(&installation.accounts, line.id).await.unwrap();
    assert!(is_done(&installation.overview().await), "then it goes");
    installation.finish_with_lost(1).await;
}

#[tokio::test]
async fn tokens_that_were_never_kept_are_ended_with_the_secret_that_is_set_by_then() {
    let (installation, application) = Installation::set_up(true).await;
    let callback = approve("alice", &installation.begin().await).await;
    installation.keyring.fail_next(Op::Write, "pair/");
    installation.gitlab.fault(Fault::always("/oauth/revoke", FaultKind::Reset));
    installation.receive(&callback).await;
    let secret = installation.gitlab.renew_secret(&application.id).unwrap();
    save(&installation, Some(FIRST), &application, &secret).await;
    installation.gitlab.clear_faults();
    installation.clock.advance(60_000);
    revocation::revoke_due(&installation.accounts).await;
    assert!(installation.gitlab.live_pairs().is_empty(), "the one they came with is no good any more");
    assert!(is_done(&installation.overview().await), "and there is nothing to tell");
    installation.finish().await;
}

#[tokio::test]
async fn a_refusal_that_is_not_gitlabs_confirms_nothing() {
    let table = [
        (400, r#"{"error":"invalid_request"}"#, Receipt::Confirmed),
        (401, r#"{"error":"invalid_token"}"#, Receipt::Confirmed),
        (401, r#"{"message":"401 Unauthorized"}"#, Receipt::Confirmed),
        (401, r#"{"message":"Unauthorized"}"#, Receipt::Accepted),
        (401, r#"{"error":"login_required"}"#, Receipt::Accepted),
        (400, "{}", Receipt::Accepted),
    ];
    for (code, body, expected) in table {
        let (installation, link) = Installation::linked().await;
        installation.gitlab.fault(Fault::once(INFO, FaultKind::Delay(std::time::Duration::ZERO)));
        let refusal = FaultKind::Status { code, retry_after: None, body: body.to_owned() };
        installation.gitlab.fault(Fault::once(INFO, refusal));
        let receipt = commands::unlink(&installation.accounts, link.id).await.unwrap();
        assert_eq!(receipt, expected, "{code} {body}");
        installation.finish().await;
    }
}
