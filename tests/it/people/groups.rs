//! Members of groups may join, as long as they are members.

use carrick::accounts::signing_out;
use carrick::people::joining;
use carrick_store::Code;
use carrick_store::people::{Admission, WhoMayJoin, WhySignedOut};
use local_gitlab::AccessLevel;

use crate::support::{FIRST, Installation};

const DEVELOPER: u8 = 30;

/// Members of acme/tools may join from Developer on.
async fn with_group() -> Installation {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    installation.gitlab.set_group_member("acme/tools", "alice", Some(AccessLevel::Owner));
    let own = installation.links().await[0].id;
    joining::sign_in_with_link(&installation.accounts, own).await.unwrap();
    let asked = Admission { asks: true, who: WhoMayJoin::Groups, ..Admission::default() };
    let group = (FIRST, "acme/tools".to_owned(), DEVELOPER);
    joining::set_admission(&installation.accounts, asked, vec![group]).await.expect("GitLab knows the group");
    signing_out::sign_out(&installation.accounts, WhySignedOut::Asked).await.unwrap();
    installation
}

#[tokio::test]
async fn a_member_of_the_least_role_joins_and_a_lesser_one_does_not() {
    let mut installation = with_group().await;
    installation.gitlab.set_group_member("acme/tools", "bob", Some(AccessLevel::Reporter));
    installation.sign_in("bob").await;
    assert_eq!(installation.refusal().await.as_deref(), Some("NotAdmitted"), "a reporter is less than a developer");
    installation.gitlab.set_group_member("acme", "bob", Some(AccessLevel::Developer));
    installation.sign_in("bob").await;
    installation.turn().await;
    assert!(installation.may_act().await, "who is one in the group above is one here too");
    installation.finish().await;
}

#[tokio::test]
async fn who_left_the_group_comes_in_no_more_and_who_was_named_does() {
    let mut installation = with_group().await;
    installation.gitlab.set_group_member("acme/tools", "bob", Some(AccessLevel::Developer));
    installation.sign_in("bob").await;
    installation.turn().await;
    signing_out::sign_out(&installation.accounts, WhySignedOut::Asked).await.unwrap();
    installation.gitlab.set_group_member("acme/tools", "bob", None);
    installation.sign_in("bob").await;
    assert!(!installation.may_act().await, "it is asked anew at each sign-in");
    installation.sign_in("alice").await;
    installation.turn().await;
    assert!(installation.may_act().await, "alice was named, and needs no group");
    installation.finish().await;
}

#[tokio::test]
async fn the_group_counts_by_its_number_when_its_path_is_anothers() {
    let mut installation = with_group().await;
    installation.gitlab.move_group("acme/tools", "acme/old-tools");
    installation.gitlab.set_group_member("acme/tools", "bob", Some(AccessLevel::Owner));
    installation.sign_in("bob").await;
    assert_eq!(installation.refusal().await.as_deref(), Some("NotAdmitted"), "another group has that path by now");
    installation.gitlab.set_group_member("acme/old-tools", "bob", Some(AccessLevel::Developer));
    installation.sign_in("bob").await;
    installation.turn().await;
    assert!(installation.may_act().await, "the group itself is known under its new path");
    installation.finish().await;
}

#[tokio::test]
async fn a_group_that_nobody_can_be_asked_about_lets_nobody_in() {
    let installation = with_group().await;
    installation.gitlab.set_group_member("acme/tools", "bob", Some(AccessLevel::Developer));
    installation.gitlab.revoke_all("alice");
    installation.sign_in("bob").await;
    assert!(!installation.may_act().await, "what cannot be known is not taken for granted");
    installation.finish_without_books();
}

#[tokio::test]
async fn a_group_that_gitlab_does_not_know_is_not_set() {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    let asked = Admission { who: WhoMayJoin::Groups, ..Admission::default() };
    for path in ["no/such/group", "../admin", "", "alice"] {
        let group = (FIRST, path.to_owned(), DEVELOPER);
        let refused = joining::set_admission(&installation.accounts, asked.clone(), vec![group]).await;
        assert_eq!(refused.map_err(|error| error.code), Err(Code::GroupUnknown), "{path:?}");
    }
    installation.finish().await;
}
