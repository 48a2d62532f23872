//! Refresh tokens of GitLab's coming service, which may end a whole family when one is used twice.

use carrick::accounts::health;
use carrick::accounts::step::Step;
use carrick::messages::{Cause, Health, TestReport};
use local_gitlab::{Fault, FaultKind, Setting, UserState};

use crate::support::{Installation, Stop, Work, commands, is_child};

const LOST: TestReport = TestReport::NeedsYou { cause: Cause::AnswerLost };

fn status(code: u16, body: &str) -> FaultKind {
    FaultKind::Status { code, retry_after: None, body: body.to_owned() }
}

/// A link on such tokens; the access token has ended.
async fn expired() -> (Installation, i64) {
    let (installation, _) = Installation::set_up(true).await;
    installation.gitlab.set_setting(Setting::PrefixedTokens(true));
    let link = installation.link("alice").await;
    installation.let_expire();
    (installation, link.id)
}

/// Looks after everything for a quarter of an hour.
async fn a_quarter_of_an_hour(installation: &Installation) {
    for _ in 0..15 {
        installation.clock.advance(60_000);
        health::look_after_links(&installation.accounts).await;
    }
}

#[tokio::test]
async fn no_reply_is_followed_by_one_more_try() {
    let (installation, link) = expired().await;
    installation.gitlab.fault(Fault::once("/oauth/token", FaultKind::Reset));
    let report = commands::test_link(&installation.accounts, link).await.unwrap();
    assert!(matches!(report, TestReport::Unreachable { .. }), "nothing is asked of the person yet: {report:?}");
    health::look_after_links(&installation.accounts).await;
    assert_eq!(installation.renewals(), 1, "not at once");
    installation.clock.advance(60_000);
    health::look_after_links(&installation.accounts).await;
    assert_eq!(installation.the_link().await.health, Health::Fine, "the token was good still");
    assert_eq!(installation.renewals(), 2, "one more try was enough");
    installation.finish().await;
}

#[tokio::test]
async fn without_a_reply_to_either_try_the_token_is_not_sent_again() {
    let (mut installation, link) = expired().await;
    installation.gitlab.fault(Fault::times("/oauth/token", 2, FaultKind::Reset));
    commands::test_link(&installation.accounts, link).await.unwrap();
    let report = commands::test_link(&installation.accounts, link).await.unwrap();
    assert_eq!(report, LOST, "a third time could end the whole family");
    a_quarter_of_an_hour(&installation).await;
    installation.restart().await;
    let report = commands::test_link(&installation.accounts, link).await.unwrap();
    assert_eq!(report, LOST, "the next start knows it too");
    assert_eq!(installation.renewals(), 2, "so that is how often it was sent");
    installation.relink(link, "alice").await;
    assert_eq!(installation.the_link().await.health, Health::Fine, "relinking makes it whole");
    installation.let_expire();
    let report = commands::test_link(&installation.accounts, link).await.unwrap();
    assert_eq!(report, TestReport::Working, "on tokens that nothing is held against");
    installation.finish().await;
}

#[tokio::test]
async fn a_reply_after_which_it_may_be_used_up_is_not_followed_by_another_try() {
    let answers = [
        status(500, "{}"),
        status(502, "<html>"),
        status(504, ""),
        FaultKind::Garbage("{\"access_token\":".to_owned()),
        FaultKind::Gigantic,
    ];
    for answer in answers {
        let (installation, link) = expired().await;
        installation.gitlab.fault(Fault::once("/oauth/token", answer.clone()));
        let report = commands::test_link(&installation.accounts, link).await.unwrap();
        assert_eq!(report, LOST, "GitLab may have acted before {answer:?}");
        a_quarter_of_an_hour(&installation).await;
        assert_eq!(installation.renewals(), 1, "after {answer:?} it is not sent again");
        installation.relink(link, "alice").await;
        assert_eq!(installation.the_link().await.health, Health::Fine, "relinking makes it whole");
        installation.finish().await;
    }
}

#[tokio::test]
async fn where_gitlab_has_not_acted_it_is_tried_for_as_long_as_it_takes() {
    let answers = [
        FaultKind::PlainText429,
        FaultKind::Html,
        FaultKind::Redirect("https://portal.example/".to_owned()),
        status(407, ""),
        status(403, "<html>"),
        status(503, "<html>"),
        status(400, "{\"error\":\"invalid_request\"}"),
    ];
    let (installation, link) = expired().await;
    for answer in answers {
        installation.let_expire();
        installation.gitlab.fault(Fault::times("/oauth/token", 3, answer.clone()));
        for _ in 0..3 {
            let report = commands::test_link(&installation.accounts, link).await.unwrap();
            assert!(
                matches!(report, TestReport::Unreachable { .. }),
                "{answer:?} asks nothing of the person: {report:?}"
            );
        }
        let report = commands::test_link(&installation.accounts, link).await.unwrap();
        assert_eq!(report, TestReport::Working, "after {answer:?} the same pair is good");
    }
    installation.let_expire();
    installation.gitlab.go_offline();
    for _ in 0..3 {
        let report = commands::test_link(&installation.accounts, link).await.unwrap();
        assert!(matches!(report, TestReport::Unreachable { .. }), "nor does a refused connection: {report:?}");
    }
    installation.gitlab.go_online().unwrap();
    assert_eq!(
        commands::test_link(&installation.accounts, link).await.unwrap(),
        TestReport::Working,
        "it is good still"
    );
    installation.finish().await;
}

#[tokio::test]
async fn a_refused_one_is_not_thought_about_twice() {
    let (installation, link) = expired().await;
    installation.gitlab.revoke_all("alice");
    let report = commands::test_link(&installation.accounts, link).await.unwrap();
    assert_eq!(report, TestReport::NeedsYou { cause: Cause::Refused }, "GitLab said invalid_grant");
    a_quarter_of_an_hour(&installation).await;
    assert_eq!(installation.renewals(), 1, "and was not asked again");
    installation.relink(link, "alice").await;
    installation.finish().await;
}

#[tokio::test]
async fn an_access_token_that_still_works_proves_nothing_about_it() {
    let (installation, _) = Installation::set_up(true).await;
    installation.gitlab.set_setting(Setting::PrefixedTokens(true));
    let link = installation.link("alice").await;
    installation.gitlab.fault(Fault::once("/api/v4/user", status(401, "{\"error\":\"invalid_token\"}")));
    installation.gitlab.fault(Fault::once("/oauth/token", status(502, "<html>")));
    let report = commands::test_link(&installation.accounts, link.id).await.unwrap();
    assert_eq!(report, LOST, "GitLab may have acted");
    let told = installation.the_link().await.health;
    installation.gitlab.edit_user("alice", |user| user.state = UserState::TermsNotAccepted);
    let report = commands::test_link(&installation.accounts, link.id).await.unwrap();
    assert!(matches!(report, TestReport::NeedsYou { cause: Cause::Account { .. } }), "that comes first: {report:?}");
    installation.gitlab.edit_user("alice", |user| user.state = UserState::Active);
    let report = commands::test_link(&installation.accounts, link.id).await.unwrap();
    assert_eq!(report, TestReport::Working, "for as long as it lasts");
    assert_eq!(installation.the_link().await.health, told, "but it cannot renew itself");
    for _ in 0..2 {
        a_quarter_of_an_hour(&installation).await;
        assert_eq!(installation.the_link().await.health, told, "so its person is asked all the same");
        installation.let_expire();
    }
    assert_eq!(installation.renewals(), 1, "and does not try to");
    installation.relink(link.id, "alice").await;
    installation.finish().await;
}

#[test]
fn a_process_that_dies_over_it_counts_as_no_reply() {
    if is_child() {
        return;
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let (mut installation, link) = expired().await;
        for _ in 0..2 {
            installation.accounts.close();
            let this = "accounts::families::a_process_that_dies_over_it_counts_as_no_reply";
            installation
                .start_process(this, Work::Test(link), Some(Stop::at(Step::RenewalExpected)))
                .kill_at_its_step();
            installation.restart().await;
        }
        let report = commands::test_link(&installation.accounts, link).await.unwrap();
        assert_eq!(report, LOST, "it may have been sent twice");
        assert_eq!(installation.renewals(), 0, "so it is not sent again");
        installation.relink(link, "alice").await;
        installation.finish().await;
    });
}
