//! Renewing a link's tokens: in time, once, and without losing a pair.

use carrick::accounts::health;
use carrick::messages::{Cause, ErrorCode, Health, Link, TestReport, UiError};
use carrick_store::model::VaultState;
use local_gitlab::{Fault, FaultKind, JsonEdit};
use tokio::task::JoinHandle;

use crate::support::{Installation, Op, commands, until};

const HOUR: i64 = 60 * 60 * 1000;

/// A test of a link under way.
pub(crate) type Testing = JoinHandle<Result<TestReport, UiError>>;

impl Installation {
    /// Lets the access token end, by our clock and by GitLab's.
    pub(crate) fn let_expire(&self) {
        self.clock.advance(2 * HOUR);
        self.gitlab.expire_access_tokens();
    }

    /// How often GitLab was asked for a renewal.
    pub(crate) fn renewals(&self) -> usize {
        let is_renewal = |form: Option<&str>| form == Some("refresh_token");
        self.gitlab.requests().iter().filter(|seen| is_renewal(seen.form_param("grant_type"))).count()
    }

    /// Has a link renewed by a test of it: GitLab has acted, and answers when it is told to.
    pub(crate) async fn renew_slowly(&self, link: i64) -> Testing {
        self.let_expire();
        self.gitlab.fault(Fault::once("/oauth/token", FaultKind::HoldAnswer));
        let accounts = self.accounts.clone();
        let testing = tokio::spawn(async move { commands::test_link(&accounts, link).await });
        until("GitLab has acted", || self.gitlab.held_answers() == 1).await;
        testing
    }
}

pub(super) fn cause(link: &Link) -> Option<Cause> {
    match &link.health {
        Health::NeedsYou { cause, .. } => Some(cause.clone()),
        _ => None,
    }
}

#[tokio::test]
async fn a_link_is_renewed_five_minutes_before_its_token_ends_and_not_earlier() {
    let (installation, _) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    installation.clock.advance(link.renews_at - installation.accounts.clock.now() - 1);
    health::look_after_links(&installation.accounts).await;
    assert_eq!(installation.renewals(), 0, "a millisecond too early");
    installation.clock.advance(1);
    health::look_after_links(&installation.accounts).await;
    assert_eq!(installation.renewals(), 1, "five minutes ahead");
    health::look_after_links(&installation.accounts).await;
    assert_eq!(installation.renewals(), 1, "and not again");
    assert!(installation.the_link().await.renews_at > link.renews_at, "the next one is known");
    installation.finish().await;
}

#[tokio::test]
async fn a_token_that_gitlab_refuses_is_renewed_once_by_a_test() {
    let (installation, _) = Installation::set_up(false).await;
    let link = installation.link("alice").await;
    installation.gitlab.expire_access_tokens();
    let report = commands::test_link(&installation.accounts, link.id).await.unwrap();
    assert_eq!(report, TestReport::Working, "the clock was wrong, the link is not");
    assert_eq!(installation.renewals(), 1, "one renewal");
    installation.finish().await;
}

#[tokio::test]
async fn two_who_renew_at_once_cost_one_rotation() {
    let (installation, _) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    let other = installation.start_another().await;
    installation.let_expire();
    let (one, two) =
        tokio::join!(commands::test_link(&installation.accounts, link.id), commands::test_link(&other, link.id));
    assert_eq!((one.unwrap(), two.unwrap()), (TestReport::Working, TestReport::Working), "both go on");
    assert_eq!(installation.renewals(), 1, "GitLab rotated once");
    installation.finish().await;
}

#[tokio::test]
async fn what_gitlab_never_heard_of_changes_nothing() {
    let faults = [
        FaultKind::Reset,
        FaultKind::PlainText429,
        FaultKind::Html,
        FaultKind::Garbage("{".to_owned()),
        FaultKind::Gigantic,
        FaultKind::Redirect("https://elsewhere.example/".to_owned()),
        FaultKind::Status { code: 407, retry_after: None, body: String::new() },
        FaultKind::Status { code: 429, retry_after: Some(7), body: "{}".to_owned() },
        FaultKind::Status { code: 500, retry_after: None, body: "{}".to_owned() },
        FaultKind::Status { code: 502, retry_after: None, body: "<html>".to_owned() },
        FaultKind::Status { code: 400, retry_after: None, body: "{\"error\":\"invalid_request\"}".to_owned() },
        FaultKind::Status { code: 403, retry_after: None, body: "{\"error\":\"invalid_grant\"}".to_owned() },
    ];
    let (installation, _) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    for fault in faults {
        installation.let_expire();
        installation.gitlab.fault(Fault::once("/oauth/token", fault.clone()));
        let report = commands::test_link(&installation.accounts, link.id).await.unwrap();
        assert!(matches!(report, TestReport::Unreachable { .. }), "{fault:?} asks nothing of the person: {report:?}");
        let shown = installation.the_link().await.health;
        assert!(matches!(shown, Health::Unreachable { .. }), "and it is shown: {shown:?}");
        let again = commands::test_link(&installation.accounts, link.id).await.unwrap();
        assert_eq!(again, TestReport::Working, "after {fault:?} the same pair is good");
    }
    installation.finish().await;
}

#[tokio::test]
async fn an_answer_lost_after_gitlab_acted_is_told_as_that() {
    for fault in [FaultKind::AnswerLost, FaultKind::Truncate] {
        let (installation, _) = Installation::set_up(true).await;
        let link = installation.link("alice").await;
        installation.let_expire();
        installation.gitlab.fault(Fault::once("/oauth/token", fault.clone()));
        let report = commands::test_link(&installation.accounts, link.id).await.unwrap();
        assert!(matches!(report, TestReport::Unreachable { .. }), "nothing is proven yet: {report:?}");
        let report = commands::test_link(&installation.accounts, link.id).await.unwrap();
        assert_eq!(report, TestReport::NeedsYou { cause: Cause::AnswerLost }, "{fault:?}: now it is");
        installation.relink(link.id, "alice").await;
        assert_eq!(installation.the_link().await.health, Health::Fine, "relinking makes it whole");
        installation.finish_with_lost(1).await;
    }
}

#[tokio::test]
async fn a_revoked_link_needs_its_person_only_after_second_thoughts() {
    let (installation, _) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    installation.gitlab.revoke_all("alice");
    installation.gitlab.clear_requests();
    let report = commands::test_link(&installation.accounts, link.id).await.unwrap();
    assert_eq!(report, TestReport::NeedsYou { cause: Cause::Refused }, "GitLab said invalid_grant");
    assert_eq!(installation.renewals(), 4, "once, and three times more in case a replica lags");
    installation.relink(link.id, "alice").await;
    assert_eq!(cause(&installation.the_link().await), None, "relinking ends it");
    installation.finish().await;
}

#[tokio::test]
async fn whoever_waits_for_a_renewal_that_is_refused_does_not_ask_again() {
    let (installation, _) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    installation.gitlab.revoke_all("alice");
    installation.gitlab.clear_requests();
    let test = || commands::test_link(&installation.accounts, link.id);
    let (one, other) = tokio::join!(test(), test());
    for report in [one, other] {
        assert_eq!(report.unwrap(), TestReport::NeedsYou { cause: Cause::Refused }, "GitLab said invalid_grant");
    }
    assert_eq!(installation.renewals(), 4, "the lock is free for the person who relinks as soon as that is known");
    installation.relink(link.id, "alice").await;
    installation.finish().await;
}

#[tokio::test]
async fn a_replica_that_lags_for_a_minute_costs_nobody_a_relink() {
    let (installation, _) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    installation.let_expire();
    let refusal = FaultKind::Status { code: 400, retry_after: None, body: "{\"error\":\"invalid_grant\"}".to_owned() };
    // Three for the renewal of a pair that is no longer young, one for the question about the application.
    installation.gitlab.fault(Fault::times("/oauth/token", 4, refusal));
    let report = commands::test_link(&installation.accounts, link.id).await.unwrap();
    assert_eq!(report, TestReport::NeedsYou { cause: Cause::Refused }, "all that GitLab said");
    installation.clock.advance(60_000);
    health::look_after_links(&installation.accounts).await;
    assert_eq!(installation.the_link().await.health, Health::Fine, "it is asked again, and well again by itself");
    installation.finish().await;
}

#[tokio::test]
async fn doubts_begin_with_the_refusal_and_not_with_an_outage_before_it() {
    let (installation, _) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    installation.gitlab.go_offline();
    installation.let_expire();
    let began = installation.accounts.clock.now();
    let report = commands::test_link(&installation.accounts, link.id).await.unwrap();
    assert!(matches!(report, TestReport::Unreachable { .. }), "GitLab is away: {report:?}");
    installation.clock.advance(11 * 60_000);
    installation.gitlab.go_online().unwrap();
    let refusal = FaultKind::Status { code: 400, retry_after: None, body: "{\"error\":\"invalid_grant\"}".to_owned() };
    // Three for the renewal of a pair that is no longer young, one for the question about the application.
    installation.gitlab.fault(Fault::times("/oauth/token", 4, refusal));
    commands::test_link(&installation.accounts, link.id).await.unwrap();
    let expected = Health::NeedsYou { since: began, cause: Cause::Refused };
    assert_eq!(installation.the_link().await.health, expected, "it has not worked since the outage");
    installation.clock.advance(60_000);
    health::look_after_links(&installation.accounts).await;
    assert_eq!(installation.the_link().await.health, Health::Fine, "but the refusal was a minute old");
    installation.finish().await;
}

#[tokio::test]
async fn a_keyring_that_is_locked_takes_nothing_back_of_what_was_told() {
    let (installation, _) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    installation.gitlab.go_offline();
    commands::test_link(&installation.accounts, link.id).await.unwrap();
    let told = installation.the_link().await.health;
    assert!(matches!(told, Health::Unreachable { .. }), "GitLab is away: {told:?}");
    installation.keyring.become_state(VaultState::Locked);
    let refused = commands::test_link(&installation.accounts, link.id).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::VaultLocked, "nothing new is known of the link");
    installation.keyring.become_state(VaultState::Ready);
    assert_eq!(installation.the_link().await.health, told, "so what was known stands");
    installation.gitlab.go_online().unwrap();
    installation.clock.advance(60_000);
    health::look_after_links(&installation.accounts).await;
    assert_eq!(installation.the_link().await.health, Health::Fine, "and it is asked about again by itself");
    installation.finish().await;
}

#[tokio::test]
async fn what_gitlab_says_after_a_renewal_is_noted_for_the_renewed_link() {
    let (installation, _) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    installation.gitlab.expire_access_tokens();
    installation.gitlab.edit_user("alice", |user| user.state = local_gitlab::UserState::TermsNotAccepted);
    let refusal = "{\"error\":\"invalid_token\"}".to_owned();
    let expired = FaultKind::Status { code: 401, retry_after: None, body: refusal };
    installation.gitlab.fault(Fault::once("/api/v4/user", expired));
    commands::test_link(&installation.accounts, link.id).await.unwrap();
    let expected = Cause::Account { state: "terms".to_owned() };
    assert_eq!(cause(&installation.the_link().await), Some(expected), "the link shown says what the test said");
    installation.finish().await;
}

#[tokio::test]
async fn a_deleted_application_is_told_apart() {
    let (installation, application) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    installation.gitlab.delete_application(&application.id);
    let report = commands::test_link(&installation.accounts, link.id).await.unwrap();
    assert_eq!(report, TestReport::NeedsYou { cause: Cause::ApplicationRefused }, "its tokens went with it");
    commands::unlink(&installation.accounts, link.id).await.unwrap();
    for left in installation.overview().await.revocations {
        commands::dismiss_revocation(&installation.accounts, left.id).await.unwrap();
    }
    installation.finish().await;
}

#[tokio::test]
async fn a_vault_that_takes_no_writes_spends_nothing() {
    let (installation, _) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    installation.let_expire();
    installation.keyring.fail_next(Op::Write, "pair/");
    let refused = commands::test_link(&installation.accounts, link.id).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::VaultFailed, "the keyring is what stands in the way");
    assert_eq!(installation.renewals(), 0, "GitLab was not asked");
    assert_eq!(
        commands::test_link(&installation.accounts, link.id).await.unwrap(),
        TestReport::Working,
        "and later it is"
    );
    installation.finish().await;
}

#[tokio::test]
async fn a_place_for_a_pair_that_a_slow_keyring_makes_too_late_is_cleared_away() {
    let (mut installation, link) = Installation::linked().await;
    installation.let_expire();
    let journalled = |installation: &Installation| {
        let sql = "SELECT name, state FROM entries WHERE kind = 'pair' ORDER BY state";
        let db = installation.second_connection();
        let mut statement = db.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.map(Result::unwrap).collect::<Vec<(String, String)>>()
    };
    installation.keyring.fail_next(Op::Write, "pair/");
    commands::test_link(&installation.accounts, link.id).await.unwrap_err();
    let left = journalled(&installation);
    let states: Vec<&str> = left.iter().map(|(_, state)| state.as_str()).collect();
    assert_eq!(states, ["current", "leaving"], "only the link's pair belongs to something");
    installation.keyring.tamper(&left[1].0, Some("{}"));
    installation.restart().await;
    assert_eq!(installation.keyring.entries("pair/").len(), 1, "what the keyring laid in later is deleted");
    assert_eq!(journalled(&installation).len(), 1, "and forgotten");
    installation.finish().await;
}

#[tokio::test]
async fn a_pair_the_vault_will_not_take_is_kept_in_memory_and_tried_again() {
    let (installation, _) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    installation.let_expire();
    installation
        .gitlab
        .fault(Fault::once("/oauth/token", FaultKind::SlowAnswer(std::time::Duration::from_millis(300))));
    let accounts = installation.accounts.clone();
    let testing = tokio::spawn(async move { commands::test_link(&accounts, link.id).await });
    until("GitLab was asked", || installation.renewals() == 1).await;
    installation.keyring.become_state(VaultState::Locked);
    let refused = testing.await.unwrap().unwrap_err();
    assert_eq!(refused.code, ErrorCode::VaultLocked, "the new pair has no place yet");
    installation.keyring.become_state(VaultState::Ready);
    let report = commands::test_link(&installation.accounts, link.id).await.unwrap();
    assert_eq!(report, TestReport::Working, "it was kept as soon as that could be");
    assert_eq!(installation.renewals(), 1, "without another rotation");
    installation.finish().await;
}

#[tokio::test]
async fn tokens_that_are_gone_from_the_keyring_are_told() {
    let (installation, _) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    let (name, _) = installation.keyring.entries("pair/").pop_first().unwrap();
    installation.keyring.tamper(&name, None);
    let report = commands::test_link(&installation.accounts, link.id).await.unwrap();
    assert_eq!(report, TestReport::NeedsYou { cause: Cause::TokensMissing }, "only relinking helps");
    installation.relink(link.id, "alice").await;
    assert_eq!(installation.the_link().await.health, Health::Fine, "and it does");
    installation.finish_with_lost(1).await;
}

#[tokio::test]
async fn a_gitlab_whose_clock_is_an_hour_off_is_asked_no_earlier_and_no_later() {
    for hours in [-1, 1] {
        let (installation, _) = Installation::set_up(true).await;
        let now = (installation.accounts.clock.now() + hours * HOUR) / 1000;
        let edit = JsonEdit::Set("created_at".to_owned(), now.into());
        installation.gitlab.fault(Fault::always("/oauth/token", FaultKind::ReplaceJson(edit)));
        let link = installation.link("alice").await;
        let life = link.renews_at - installation.accounts.clock.now();
        assert_eq!(life, 2 * HOUR - 5 * 60 * 1000, "what counts is how long it lives, not when GitLab says it is");
        installation.let_expire();
        health::look_after_links(&installation.accounts).await;
        assert_eq!(installation.the_link().await.renews_at, link.renews_at + 2 * HOUR, "the next one too");
        installation.finish().await;
    }
}
