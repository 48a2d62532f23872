//! What GitLab may say of the account behind a link when a test asks: nothing of it costs the link its tokens.

use carrick::accounts::health;
use carrick::messages::{Cause, ErrorCode, Health, TestReport};
use local_gitlab::{Fault, FaultKind, JsonEdit, UserState};

use super::account_faults::{HELD_BACK, USER, status};
use crate::support::Installation;

#[tokio::test]
async fn an_account_that_is_held_back_is_told_by_a_test_and_noticed_when_it_is_let_go() {
    for (state, word) in HELD_BACK {
        let (installation, link) = Installation::linked().await;
        let before = installation.standing().await;
        installation.gitlab.edit_user("alice", |user| user.state = state);
        let cause = Cause::Account { state: word.to_owned() };
        let expected = TestReport::NeedsYou { cause: cause.clone() };
        assert_eq!(installation.test(link.id).await, expected, "{word}: something is to be done at GitLab first");
        let since = installation.accounts.clock.now();
        let shown = installation.the_link().await.health;
        assert_eq!(shown, Health::NeedsYou { since, cause }, "{word}: and that is shown");
        assert_eq!(installation.standing().await.but_fine(), before, "{word}: the token is good, so it is kept");
        installation.gitlab.edit_user("alice", |user| user.state = UserState::Active);
        installation.clock.advance(60 * 60 * 1000);
        health::look_after_links(&installation.accounts).await;
        assert_eq!(installation.the_link().await.health, Health::Fine, "{word}: that it is over is noticed");
        assert_eq!(installation.test(link.id).await, TestReport::Working, "{word}: and it works");
        assert_eq!(installation.renewals(), 0, "{word} is no reason to renew");
        installation.finish().await;
    }
}

#[tokio::test]
async fn a_scope_that_is_too_small_is_told_by_a_test_without_a_renewal() {
    let (installation, link) = Installation::linked().await;
    let before = installation.standing().await;
    let refusal = "{\"error\":\"insufficient_scope\",\"scope\":\"api read_api read_user\"}";
    installation.gitlab.fault(Fault::once(USER, status(403, refusal)));
    let expected = TestReport::NeedsYou { cause: Cause::ScopeTooSmall };
    assert_eq!(installation.test(link.id).await, expected, "another token of the same scopes would do no better");
    assert_eq!(installation.standing().await.but_fine(), before, "so it is not asked for");
    assert_eq!(installation.test(link.id).await, TestReport::Working, "once GitLab thinks otherwise, it is fine");
    assert_eq!(installation.the_link().await.health, Health::Fine, "and shown so");
    installation.finish().await;
}

#[tokio::test]
async fn somebody_elses_account_in_the_answer_to_a_test_changes_nothing() {
    let (installation, link) = Installation::linked().await;
    let before = installation.standing().await;
    let bob = serde_json::json!({ "id": 8, "username": "bob", "name": "Bob Lindqvist", "avatar_url": null });
    for edit in [JsonEdit::Set("id".to_owned(), 8.into()), JsonEdit::Whole(bob)] {
        let what = format!("{edit:?}");
        installation.gitlab.fault(Fault::once(USER, FaultKind::ReplaceJson(edit)));
        match installation.test(link.id).await {
            TestReport::Unreachable { error } => {
                assert_eq!(error.code, ErrorCode::AnswerMalformed, "{what}: a token never changes its owner");
            }
            other => panic!("{what} is not GitLab's word on the account: {other:?}"),
        }
        assert_eq!(installation.standing().await.but_fine(), before, "{what}: alice stays alice");
    }
    assert_eq!(installation.test(link.id).await, TestReport::Working, "and works");
    assert_eq!(installation.renewals(), 0, "nothing was renewed for that");
    installation.finish().await;
}
