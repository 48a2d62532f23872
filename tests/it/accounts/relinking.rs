//! Relinking: the same account on a new pair, and nobody else.

use carrick::messages::{BeginLink, ErrorCode, Health, Notice, TestReport, Way};
use local_gitlab::{Fault, FaultKind};

use crate::support::{FIRST, Installation, approve, commands};

#[tokio::test]
async fn relinking_keeps_the_link_and_ends_its_old_pair() {
    for confidential in [true, false] {
        let (installation, _) = Installation::set_up(confidential).await;
        let before = installation.link("alice").await;
        let old = installation.gitlab.live_pairs();
        installation.relink(before.id, "alice").await;
        let after = installation.links().await;
        assert_eq!(after.len(), 1, "what hangs on a link must not be doubled");
        assert_eq!(after[0].id, before.id, "the link keeps its number");
        let told = Some(Notice::LinkedAgain { link_id: before.id, username: "alice".to_owned() });
        assert_eq!(installation.notice().await, told, "\"That was alice again, already linked.\"");
        let now = installation.gitlab.live_pairs();
        assert_eq!(now.len(), 1, "one link lives on one pair");
        assert_ne!(now, old, "and that pair is the new one");
        installation.finish().await;
    }
}

#[tokio::test]
async fn relinking_twice_works_like_relinking_once() {
    let (installation, _) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    for _ in 0..2 {
        installation.relink(link.id, "alice").await;
    }
    assert_eq!(installation.links().await.len(), 1, "GitLab skips its consent page then, which changes nothing");
    installation.finish().await;
}

#[tokio::test]
async fn relinking_as_somebody_else_is_refused_and_their_pair_is_given_back() {
    let (installation, _) = Installation::set_up(true).await;
    let alice = installation.link("alice").await;
    let hers = installation.gitlab.live_pairs();
    installation.relink(alice.id, "bob").await;
    let refused = installation.failure().await;
    assert_eq!(refused.code, ErrorCode::IdentityMismatch, "bob is not alice");
    assert_eq!(refused.facts["expected"], "alice", "the person learns whom Carrick expected");
    assert_eq!(refused.facts["actual"], "bob", "and who answered");
    assert_eq!(installation.links().await, [alice], "alice's link is as it was");
    assert_eq!(installation.gitlab.live_pairs(), hers, "bob's pair must not be left alive");
    installation.finish().await;
}

#[tokio::test]
async fn relinking_as_somebody_who_is_linked_too_touches_neither() {
    let (installation, _) = Installation::set_up(true).await;
    let alice = installation.link("alice").await;
    let bob = installation.link("bob").await;
    let pairs = installation.gitlab.live_pairs();
    installation.relink(alice.id, "bob").await;
    assert_eq!(installation.failure().await.code, ErrorCode::IdentityMismatch, "the wrong account answered");
    assert_eq!(installation.links().await, [alice, bob], "both links are as they were");
    assert_eq!(installation.gitlab.live_pairs(), pairs, "on the pairs they had");
    installation.finish().await;
}

#[tokio::test]
async fn an_account_that_was_renamed_is_still_the_same() {
    let (installation, _) = Installation::set_up(true).await;
    let before = installation.link("alice").await;
    installation.gitlab.edit_user("alice", |user| {
        user.username = "alice.moreau".to_owned();
        user.name = "Alice M.".to_owned();
    });
    installation.relink(before.id, "alice.moreau").await;
    let after = installation.links().await;
    assert_eq!(after[0].id, before.id, "an account is its number, not its name");
    assert_eq!(
        (after[0].username.as_str(), after[0].name.as_str()),
        ("alice.moreau", "Alice M."),
        "shown as it is now"
    );
    installation.finish().await;
}

#[tokio::test]
async fn a_username_taken_over_by_somebody_else_is_not_the_same_account() {
    let (installation, _) = Installation::set_up(true).await;
    let alice = installation.link("alice").await;
    installation.gitlab.edit_user("alice", |user| user.username = "old-alice".to_owned());
    installation.gitlab.edit_user("bob", |user| user.username = "alice".to_owned());
    installation.relink(alice.id, "alice").await;
    assert_eq!(installation.failure().await.code, ErrorCode::IdentityMismatch, "names can change hands");
    installation.finish().await;
}

#[tokio::test]
async fn an_account_that_was_made_again_is_another_account_of_the_same_name() {
    let (installation, _) = Installation::set_up(true).await;
    let alice = installation.link("alice").await;
    installation.gitlab.make_again("alice").expect("there is one");
    installation.relink(alice.id, "alice").await;
    let refused = installation.failure().await;
    assert_eq!(refused.code, ErrorCode::IdentityMismatch, "an account is its number");
    assert_eq!(
        (&*refused.facts["expected"], &*refused.facts["actual"]),
        ("alice", "alice"),
        "which the texts tell apart"
    );
    assert!(installation.gitlab.live_pairs().is_empty(), "the new one's pair is given back");
    // As the sentence says.
    commands::unlink(&installation.accounts, alice.id).await.unwrap();
    let callback = approve("alice", &installation.begin().await).await;
    installation.receive(&callback).await;
    let link_id = installation.links().await[0].id;
    let told = Some(Notice::Linked { link_id, username: "alice".to_owned(), has_namesake: false });
    assert_eq!(installation.notice().await, told, "then it is linked like any other");
    installation.finish().await;
}

#[tokio::test]
async fn an_account_that_is_linked_beside_one_of_its_name_is_told_apart_from_it() {
    for is_made_again in [true, false] {
        let (installation, _) = Installation::set_up(true).await;
        let before = installation.link("alice").await;
        if is_made_again {
            installation.gitlab.make_again("alice").expect("there is one");
        } else {
            installation.gitlab.rename_user("alice", "old-alice");
            installation.gitlab.rename_user("bob", "alice");
        }
        let callback = approve("alice", &installation.begin().await).await;
        installation.receive(&callback).await;
        let links = installation.links().await;
        assert_eq!(links.len(), 2, "they are two accounts");
        let link_id = links.iter().find(|link| link.id != before.id).expect("the new one").id;
        let told = Some(Notice::Linked { link_id, username: "alice".to_owned(), has_namesake: true });
        assert_eq!(installation.notice().await, told, "it is not the one that was linked, and that is said");
        let old = links.iter().find(|link| link.id == before.id).expect("it stays until it is unlinked");
        if is_made_again {
            assert!(matches!(old.health, Health::NeedsYou { .. }), "GitLab was asked about the old one, which is gone");
            commands::unlink(&installation.accounts, before.id).await.unwrap();
        } else {
            assert_eq!(old.username, "old-alice", "GitLab was asked about the old one, which is called so now");
        }
        installation.finish().await;
    }
}

#[tokio::test]
async fn of_two_accounts_of_one_name_the_one_that_was_relinked_is_told() {
    let (installation, _) = Installation::set_up(true).await;
    let old = installation.link("alice").await;
    installation.gitlab.make_again("alice").expect("there is one");
    installation.link("alice").await;
    let new = installation.links().await.into_iter().find(|link| link.id != old.id).expect("another account");
    installation.relink(new.id, "alice").await;
    let told = Some(Notice::LinkedAgain { link_id: new.id, username: "alice".to_owned() });
    assert_eq!(installation.notice().await, told, "the name alone could be the other's, which is gone at GitLab");
    commands::unlink(&installation.accounts, old.id).await.unwrap();
    installation.finish().await;
}

#[tokio::test]
async fn a_link_that_is_not_there_cannot_be_relinked() {
    let (installation, _) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    let second = installation.register(true);
    let other = installation.save(installation.form_of(None, &second)).await.unwrap();
    let carrick::messages::SaveOutcome::Saved { id: other, .. } = other else { panic!("a second integration is kept") };
    let opened = installation.browser.opened().len();
    for (id, link) in [(FIRST, 999), (other, link.id)] {
        let request = BeginLink { id, relink: Some(link), way: Way::DeepLink };
        let refused = commands::begin_link(&installation.accounts, request).await;
        assert_eq!(refused.unwrap_err().code, ErrorCode::NotFound, "link {link} is none of integration {id}");
    }
    assert_eq!(installation.browser.opened().len(), opened, "no browser is opened for nothing");
    installation.finish().await;
}

#[tokio::test]
async fn an_old_pair_that_cannot_be_ended_now_is_ended_later() {
    let (mut installation, _) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    let reset = local_gitlab::FaultKind::Reset;
    installation.gitlab.fault(local_gitlab::Fault::always("/oauth/revoke", reset));
    installation.relink(link.id, "alice").await;
    assert_eq!(installation.links().await.len(), 1, "the link works on although the old pair could not be ended");
    assert_eq!(installation.gitlab.live_pairs().len(), 2, "which is still alive for now");
    installation.gitlab.clear_faults();
    installation.restart().await;
    assert_eq!(installation.gitlab.live_pairs().len(), 1, "it was queued across the restart");
    installation.finish().await;
}

#[tokio::test]
async fn the_window_knows_which_link_is_being_renewed() {
    let (installation, _) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    let address = installation.begin_with(FIRST, Some(link.id), Way::DeepLink).await;
    let sign_in = installation.integration(FIRST).await.sign_in.unwrap();
    assert_eq!(sign_in.relinks, Some(link.id), "the texts differ between linking and relinking");
    installation.receive(&approve("alice", &address).await).await;
    installation.finish().await;
}

#[tokio::test]
async fn relinking_ends_what_stood_in_the_way_before() {
    for fault in [FaultKind::PlainText429, FaultKind::Status { code: 503, retry_after: None, body: "{}".to_owned() }] {
        let (installation, _) = Installation::set_up(true).await;
        let link = installation.link("alice").await;
        installation.gitlab.fault(Fault::once("/api/v4/user", fault.clone()));
        let report = commands::test_link(&installation.accounts, link.id).await.unwrap();
        assert!(matches!(report, TestReport::Unreachable { .. }), "{fault:?} is in the way: {report:?}");
        installation.relink(link.id, "alice").await;
        let shown = installation.links().await.remove(0).health;
        assert_eq!(shown, Health::Fine, "GitLab has answered since {fault:?}");
        installation.finish().await;
    }
}
