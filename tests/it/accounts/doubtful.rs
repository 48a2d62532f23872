//! Answers that look like GitLab's and prove nothing: of a gateway, a firewall, a replica, or of GitLab itself where
//! it does not say why. Only its own reason words ask something of the person.

use carrick::accounts::health;
use carrick::messages::{Cause, ErrorCode, Health, TestReport};
use local_gitlab::{Fault, FaultKind, JsonEdit};
use serde_json::json;

use super::account_faults::{USER, status};
use crate::support::{Installation, approve};

/// Turned away, and not in GitLab's own reason words.
const UNREASONED: [&str; 5] = [
    r#"{"message":"Forbidden"}"#,
    r#"{"message":"403 Forbidden"}"#,
    r#"{"message":"403 Forbidden - Request blocked"}"#,
    r#"{"error":"forbidden","message":{"reason":"blocked"}}"#,
    r#"{"message":"Access blocked: pending approval, Terms of Service apply"}"#,
];

const MINUTE: i64 = 60_000;

/// Looks after everything for ten minutes.
async fn ten_minutes(installation: &Installation) {
    for _ in 0..60 {
        installation.clock.advance(MINUTE / 6);
        health::look_after_links(&installation.accounts).await;
    }
}

#[tokio::test]
async fn being_turned_away_without_a_reason_asks_nothing_of_the_person() {
    for body in UNREASONED {
        let (installation, link) = Installation::linked().await;
        let before = installation.standing().await;
        installation.gitlab.fault(Fault::once(USER, status(403, body)));
        let report = installation.test(link.id).await;
        let error = installation.in_the_way(body).await;
        assert_eq!(error.code, ErrorCode::Forbidden, "{body} is told as what it is");
        assert_eq!(report, TestReport::Unreachable { error }, "{body}: the report and the line are one");
        assert_eq!(installation.standing().await.but_fine(), before, "{body} changes nothing");
        installation.clock.advance(MINUTE);
        health::look_after_links(&installation.accounts).await;
        assert_eq!(installation.the_link().await.health, Health::Fine, "{body}: it is well again by itself");
        installation.finish().await;
    }
}

#[tokio::test]
async fn a_gateway_that_turns_everybody_away_is_asked_less_and_less_often() {
    let (installation, link) = Installation::linked().await;
    installation.gitlab.fault(Fault::always(USER, status(403, UNREASONED[0])));
    installation.test(link.id).await;
    installation.gitlab.clear_requests();
    ten_minutes(&installation).await;
    assert_eq!(installation.asked(USER), 5, "after 10, 20, 40, 80, 160 seconds, and not again in ten minutes");
    installation.gitlab.clear_faults();
    installation.clock.advance(5 * MINUTE);
    health::look_after_links(&installation.accounts).await;
    assert_eq!(installation.the_link().await.health, Health::Fine, "that it is over is noticed");
    installation.finish().await;
}

#[tokio::test]
async fn a_gateway_that_says_401_for_ten_minutes_costs_one_rotation() {
    for body in [r#"{"message":"Unauthorized"}"#, r#"{"message":"401 Unauthorized"}"#, r#"{"error":"invalid_token"}"#] {
        let (installation, link) = Installation::linked().await;
        let before = installation.standing().await;
        installation.gitlab.fault(Fault::always(USER, status(401, body)));
        let report = installation.test(link.id).await;
        assert!(matches!(report, TestReport::Unreachable { .. }), "{body} asks nothing of the person: {report:?}");
        ten_minutes(&installation).await;
        let report = installation.test(link.id).await;
        assert!(matches!(report, TestReport::Unreachable { .. }), "{body}: nor after ten minutes: {report:?}");
        assert_eq!(installation.in_the_way(body).await.code, ErrorCode::TokenRefused, "{body} is told");
        assert_eq!(installation.renewals(), 1, "{body}: a token that was just given is not renewed for it again");
        installation.gitlab.clear_faults();
        installation.clock.advance(MINUTE);
        health::look_after_links(&installation.accounts).await;
        let after = installation.standing().await;
        assert_eq!(after.link.health, Health::Fine, "{body}: it is well again by itself");
        assert_eq!(after.issued, before.issued + 2, "{body}: for one rotation in all");
        installation.gitlab.expire_access_tokens();
        assert_eq!(installation.test(link.id).await, TestReport::Working, "the next refusal is another one");
        assert_eq!(installation.renewals(), 2, "which is worth a renewal of its own");
        installation.finish().await;
    }
}

#[tokio::test]
async fn a_gateway_that_also_says_something_else_costs_no_more() {
    let (installation, link) = Installation::linked().await;
    let refusal = status(401, r#"{"message":"Unauthorized"}"#);
    for _ in 0..20 {
        for kind in [refusal.clone(), status(502, "<html>")] {
            installation.gitlab.fault(Fault::once(USER, kind));
        }
    }
    installation.test(link.id).await;
    ten_minutes(&installation).await;
    assert_eq!(installation.renewals(), 1, "what it says in between proves no token");
    installation.gitlab.clear_faults();
    assert_eq!(installation.test(link.id).await, TestReport::Working, "once it has passed, the link works");
    installation.finish().await;
}

#[tokio::test]
async fn a_token_that_is_finer_than_its_scopes_is_told_as_a_scope_too_small() {
    let (installation, link) = Installation::linked().await;
    let body = r#"{"error":"insufficient_granular_scope","error_description":"Access denied: Your token lacks the required permissions: [Read User]."}"#;
    installation.gitlab.fault(Fault::once(USER, status(403, body)));
    let report = installation.test(link.id).await;
    assert_eq!(report, TestReport::NeedsYou { cause: Cause::ScopeTooSmall }, "it may not read the account");
    assert_eq!(installation.test(link.id).await, TestReport::Working, "until it may");
    installation.finish().await;
}

#[tokio::test]
async fn a_good_pair_is_not_thrown_away_for_one_broken_answer() {
    let set = |field: &str, value| FaultKind::ReplaceJson(JsonEdit::Set(field.to_owned(), value));
    let mut broken = vec![
        FaultKind::Html,
        FaultKind::Gigantic,
        FaultKind::Truncate,
        FaultKind::Garble,
        FaultKind::Reset,
        FaultKind::PlainText429,
        FaultKind::Redirect("https://portal.example/".to_owned()),
        FaultKind::Garbage("\"alice\"".to_owned()),
        set("id", json!("7")),
        status(401, r#"{"message":"401 Unauthorized"}"#),
        status(403, "<html>"),
        status(404, "{}"),
        status(500, "{}"),
        status(502, "<html>"),
    ];
    broken.extend(UNREASONED.map(|body| status(403, body)));
    for kind in broken {
        let (installation, _) = Installation::set_up(true).await;
        let callback = approve("alice", &installation.begin().await).await;
        installation.gitlab.clear_requests();
        installation.gitlab.fault(Fault::once(USER, kind.clone()));
        installation.receive(&callback).await;
        assert_eq!(installation.links().await.len(), 1, "{kind:?} once is no reason to give the pair back");
        assert_eq!(installation.asked(USER), 2, "{kind:?}: the account is read once more");
        installation.finish().await;
    }
}

#[tokio::test]
async fn what_gitlab_says_in_its_own_words_is_not_asked_about_twice() {
    let proven = [
        (r#"{"message":"403 Forbidden - Your account has been blocked."}"#, ErrorCode::AccountBlocked),
        (r#"{"error":"insufficient_scope","scope":"api read_user"}"#, ErrorCode::ScopeTooSmall),
    ];
    for (body, code) in proven {
        let (installation, _) = Installation::set_up(true).await;
        let callback = approve("alice", &installation.begin().await).await;
        installation.gitlab.clear_requests();
        installation.gitlab.fault(Fault::once(USER, status(403, body)));
        installation.receive(&callback).await;
        assert_eq!(installation.failure().await.code, code, "{body} is proof");
        assert_eq!(installation.asked(USER), 1, "{body} is believed");
        installation.finish().await;
    }
}
