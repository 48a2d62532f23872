//! Answers that GitLab does not send and the RFCs allow: what is plain is read, and nothing is lost.

use carrick::accounts::{health, revocation};
use carrick::messages::{Cause, ErrorCode, Health, Receipt, TestReport};
use local_gitlab::{Fault, FaultKind, JsonEdit, Setting};
use serde_json::{Value, json};

use super::account_faults::{USER, status};
use crate::support::{Installation, Op, approve, commands};

const TOKEN: &str = "/oauth/token";
const REVOKE: &str = "/oauth/revoke";

fn set(field: &str, value: Value) -> FaultKind {
    FaultKind::ReplaceJson(JsonEdit::Set(field.to_owned(), value))
}

#[tokio::test]
async fn a_revocation_may_be_answered_with_nothing() {
    for answer in [FaultKind::Bare(200), FaultKind::Bare(204), FaultKind::ByteOrderMark] {
        let (installation, link) = Installation::linked().await;
        installation.gitlab.fault(Fault::once(REVOKE, answer.clone()));
        let receipt = commands::unlink(&installation.accounts, link.id).await.unwrap();
        assert_eq!(receipt, Receipt::Confirmed, "{answer:?} is a yes (RFC 7009, 2.2)");
        assert!(installation.overview().await.revocations.is_empty(), "{answer:?}: nothing waits");
        installation.finish().await;
    }
}

#[tokio::test]
async fn a_page_is_no_answer_to_a_revocation() {
    for answer in [FaultKind::Html, FaultKind::Garbage("ok".to_owned()), status(202, "")] {
        let (installation, link) = Installation::linked().await;
        installation.gitlab.fault(Fault::once(REVOKE, answer.clone()));
        let receipt = commands::unlink(&installation.accounts, link.id).await.unwrap();
        assert_eq!(receipt, Receipt::Queued, "{answer:?} says nothing about the tokens");
        revocation::revoke_due(&installation.accounts).await;
        assert!(installation.gitlab.live_pairs().is_empty(), "{answer:?}: it is asked for again");
        installation.finish().await;
    }
}

/// What is told in an answer of the token endpoint, and that the scopes are known all the same.
fn plain_variations() -> Vec<(FaultKind, &'static str)> {
    vec![
        (set("scope", json!(["api"])), "a list for the scopes"),
        (set("scope", json!("")), "no scopes, in words"),
        (set("scope", json!([])), "no scopes, in a list"),
        (set("scope", json!(null)), "null for the scopes"),
        (set("scope", json!("api  api\tapi")), "a scope three times"),
        (set("scope", json!(["api", "api", 7])), "a scope twice, and a number"),
        (set("scope", json!(7)), "a number for the scopes"),
        (set("expires_in", json!("soon")), "a word for the lifetime"),
        (set("expires_in", json!(-1)), "a negative lifetime"),
        (set("expires_in", json!(null)), "null for the lifetime"),
        (set("token_type", json!("BEARER")), "another spelling of Bearer"),
        (FaultKind::ByteOrderMark, "a byte order mark"),
    ]
}

#[tokio::test]
async fn an_exchange_reads_what_is_plain() {
    for (kind, what) in plain_variations() {
        let (installation, _) = Installation::set_up(true).await;
        let callback = approve("alice", &installation.begin().await).await;
        installation.gitlab.fault(Fault::once(TOKEN, kind));
        installation.receive(&callback).await;
        let links = installation.links().await;
        assert_eq!(links.len(), 1, "{what} is no reason to refuse: {:?}", installation.notice().await);
        assert_eq!(links[0].scopes, ["api"], "{what}: what was granted is known");
        installation.finish().await;
    }
}

#[tokio::test]
async fn a_renewal_reads_what_is_plain() {
    for (kind, what) in plain_variations() {
        let (installation, link) = Installation::linked().await;
        installation.let_it_come_due(&link);
        installation.gitlab.fault(Fault::once(TOKEN, kind));
        health::look_after_links(&installation.accounts).await;
        let renewed = installation.the_link().await;
        assert_eq!(renewed.health, Health::Fine, "{what} is no reason to lose a link");
        assert_eq!(renewed.scopes, ["api"], "{what}: what was granted is known");
        assert!(renewed.renews_at > link.renews_at, "{what}: it is renewed");
        assert_eq!(installation.test(link.id).await, TestReport::Working, "{what}: the new pair works");
        installation.finish().await;
    }
}

#[tokio::test]
async fn an_account_may_come_behind_a_byte_order_mark() {
    let (installation, link) = Installation::linked().await;
    installation.gitlab.fault(Fault::once(USER, FaultKind::ByteOrderMark));
    assert_eq!(installation.test(link.id).await, TestReport::Working, "it is the same account");
    installation.finish().await;
}

#[tokio::test]
async fn a_client_may_be_refused_with_400() {
    let refusal = status(400, r#"{"error":"invalid_client"}"#);
    let (installation, link) = Installation::linked().await;
    installation.let_it_come_due(&link);
    installation.gitlab.fault(Fault::once(TOKEN, refusal.clone()));
    let report = installation.test(link.id).await;
    assert_eq!(report, TestReport::NeedsYou { cause: Cause::SecretRenewed }, "RFC 6749, 5.2 lets it choose");
    assert_eq!(installation.test(link.id).await, TestReport::Working, "the tokens are kept");
    let callback = approve("alice", &installation.begin().await).await;
    installation.gitlab.fault(Fault::once(TOKEN, refusal));
    installation.receive(&callback).await;
    assert_eq!(installation.failure().await.code, ErrorCode::ClientRefused, "and the same for a code");
    installation.finish().await;
}

#[tokio::test]
async fn a_refresh_token_that_is_not_replaced_goes_on() {
    for of_a_family in [false, true] {
        let (installation, _) = Installation::set_up(true).await;
        installation.gitlab.set_setting(Setting::PrefixedTokens(of_a_family));
        let mut link = installation.link("alice").await;
        installation.gitlab.set_setting(Setting::KeepsRefreshTokens(true));
        for round in 1..=3 {
            installation.let_it_come_due(&link);
            health::look_after_links(&installation.accounts).await;
            let renewed = installation.the_link().await;
            assert_eq!(renewed.health, Health::Fine, "round {round}: the old one goes on (RFC 6749, 6)");
            assert!(renewed.renews_at > link.renews_at, "round {round}: the access token is a new one");
            assert_eq!(installation.renewals(), round, "round {round}: for one request");
            link = renewed;
        }
        revocation::revoke_due(&installation.accounts).await;
        assert_eq!(installation.test(link.id).await, TestReport::Working, "nothing of it was ended");
        let receipt = commands::unlink(&installation.accounts, link.id).await.unwrap();
        assert_eq!(receipt, Receipt::Confirmed, "until it is unlinked");
        installation.finish().await;
    }
}

#[tokio::test]
async fn a_refresh_token_that_goes_on_is_not_ended_with_what_it_had_before() {
    let (mut installation, link) = Installation::linked().await;
    installation.gitlab.set_setting(Setting::KeepsRefreshTokens(true));
    installation.let_it_come_due(&link);
    installation.keyring.fail_next(Op::Delete, "pair/");
    health::look_after_links(&installation.accounts).await;
    revocation::revoke_due(&installation.accounts).await;
    assert_eq!(installation.gitlab.live_pairs().len(), 1, "the entry that was left holds the token that goes on");
    installation.restart().await;
    assert_eq!(installation.test(link.id).await, TestReport::Working, "so the link works");
    revocation::revoke_due(&installation.accounts).await;
    assert_eq!(installation.test(link.id).await, TestReport::Working, "and goes on working");
    assert_eq!(installation.renewals(), 1, "on the pair that came of the one renewal");
    installation.finish().await;
}
