//! Signing in with GitLab: it shows who somebody is, and leaves nothing behind.

use carrick::accounts::{sign_in, signing_out, unlink};
use carrick_store::people::WhySignedOut;
use local_gitlab::UserState;

use crate::support::{FIRST, Installation, approve, deny};

#[tokio::test]
async fn signing_in_leaves_no_pair_and_no_link() {
    let installation = Installation::signed_out().await;
    let pairs = installation.gitlab.live_pairs().len();
    installation.sign_in("alice").await;
    assert!(installation.may_act().await, "alice is in");
    assert_eq!(installation.gitlab.live_pairs().len(), pairs, "the pair that showed it is revoked");
    assert_eq!(installation.links().await.len(), 1, "and nothing is linked by it");
    assert_eq!(installation.refusal().await, None, "nothing is told over it");
    installation.finish().await;
}

#[tokio::test]
async fn who_is_blocked_at_gitlab_stays_until_they_sign_out_and_comes_in_no_more() {
    let installation = Installation::signed_out().await;
    installation.sign_in("alice").await;
    let block = |state| installation.gitlab.edit_user("alice", |user| user.state = state);
    block(UserState::Blocked);
    assert!(installation.may_act().await, "GitLab is not asked all the time who is still somebody there");
    signing_out::sign_out(&installation.accounts, WhySignedOut::Asked).await.unwrap();
    block(UserState::Active);
    let address = installation.begin_sign_in(false).await;
    let answer = approve("alice", &address).await;
    block(UserState::Blocked);
    installation.receive(&answer).await;
    assert!(!installation.may_act().await, "she was blocked between her approval and the look at her account");
    assert_eq!(installation.refusal().await.as_deref(), Some("AccountBlocked"), "and is told so");
    block(UserState::Active);
    installation.sign_in("alice").await;
    assert!(installation.may_act().await, "and once she is not, she comes in");
    installation.finish().await;
}

#[tokio::test]
async fn the_address_asks_for_no_more_than_who_it_is() {
    let installation = Installation::signed_out().await;
    let address = installation.begin_sign_in(false).await;
    assert!(address.contains("gl_auth_type=login"), "an application with api alone narrows it: {address}");
    let links = installation.begin_sign_in(true).await;
    assert!(!links.contains("gl_auth_type"), "who links too asks for what a link needs: {links}");
    installation.finish().await;
}

#[tokio::test]
async fn the_window_is_told_whether_anything_is_kept_of_a_sign_in() {
    let installation = Installation::signed_out().await;
    for links in [false, true] {
        installation.begin_sign_in(links).await;
        let sign_in = installation.door().await.sign_in.expect("it is under way");
        assert_eq!(sign_in.links, links, "who only signs in leaves no tokens in the keyring");
    }
    installation.finish().await;
}

#[tokio::test]
async fn one_approval_signs_in_and_links_where_that_is_ticked() {
    let mut installation = Installation::signed_out().await;
    let bob = {
        installation.sign_in("alice").await;
        installation.add_person("bob").await
    };
    signing_out::sign_out(&installation.accounts, WhySignedOut::Asked).await.unwrap();
    let address = installation.begin_sign_in(true).await;
    installation.receive(&approve("bob", &address).await).await;
    installation.turn().await;
    assert_eq!(installation.carrick.parts.profile_id, bob, "bob acts");
    let links = installation.links().await;
    assert_eq!(links.iter().map(|link| link.username.as_str()).collect::<Vec<_>>(), ["bob"], "with his own link alone");
    installation.finish().await;
}

#[tokio::test]
async fn nobody_comes_in_who_is_not_listed() {
    let installation = Installation::signed_out().await;
    let pairs = installation.gitlab.live_pairs().len();
    installation.sign_in("bob").await;
    assert!(!installation.may_act().await, "bob is not in");
    assert_eq!(installation.refusal().await.as_deref(), Some("NotAdmitted"), "and is told so");
    assert_eq!(installation.gitlab.live_pairs().len(), pairs, "what GitLab gave is given back");
    installation.finish().await;
}

#[tokio::test]
async fn who_denies_or_cancels_is_where_they_were() {
    let installation = Installation::signed_out().await;
    let address = installation.begin_sign_in(false).await;
    installation.receive(&deny("alice", &address).await).await;
    assert_eq!(installation.refusal().await.as_deref(), Some("SignInDenied"), "it is said as for links");
    let address = installation.begin_sign_in(false).await;
    sign_in::cancel_sign_in(&installation.accounts, FIRST).await.unwrap();
    installation.receive(&approve("alice", &address).await).await;
    assert!(!installation.may_act().await, "an approval of a cancelled sign-in opens nothing");
    installation.finish().await;
}

#[tokio::test]
async fn a_sign_in_that_was_cut_off_lets_nobody_in_later() {
    let mut installation = Installation::signed_out().await;
    let address = installation.begin_sign_in(false).await;
    let callback = approve("alice", &address).await;
    installation.restart().await;
    installation.receive(&callback).await;
    assert!(installation.may_act().await, "a callback that starts Carrick finishes a sign-in, as for links");
    installation.finish().await;
}

#[tokio::test]
async fn a_renamed_account_is_the_same_person_and_a_namesake_is_not() {
    let installation = Installation::signed_out().await;
    installation.gitlab.rename_user("alice", "alice-moreau");
    installation.sign_in("alice-moreau").await;
    assert!(installation.may_act().await, "the number counts, not the name");
    let accounts = &installation.people().await.people[0].sign_in_accounts;
    assert_eq!(accounts[0].username, "alice-moreau", "and the name is told anew");
    signing_out::sign_out(&installation.accounts, WhySignedOut::Asked).await.unwrap();
    installation.gitlab.rename_user("bob", "alice");
    installation.sign_in("alice").await;
    assert!(!installation.may_act().await, "another account of the old name is somebody else");
    assert_eq!(installation.refusal().await.as_deref(), Some("NotAdmitted"));
    installation.finish().await;
}

#[tokio::test]
async fn somebody_whose_account_was_made_again_is_told_that_it_is_another() {
    let installation = Installation::signed_out().await;
    installation.sign_in("bob").await;
    assert!(!installation.is_refused_as_namesake().await, "nobody else is called bob here");
    installation.gitlab.make_again("alice").expect("there is one");
    installation.sign_in("alice").await;
    assert_eq!(installation.refusal().await.as_deref(), Some("NotAdmitted"), "an account is its number");
    assert!(
        installation.is_refused_as_namesake().await,
        "an administrator would look for alice in the list, and find her"
    );
    let dead = installation.links().await.remove(0);
    unlink::unlink(&installation.accounts, dead.id).await.expect("what the old one had is over");
    installation.finish().await;
}

#[tokio::test]
async fn a_code_for_a_link_signs_nobody_in_and_the_reverse() {
    let installation = Installation::signed_out().await;
    installation.sign_in("alice").await;
    // Approved as a link, handed back as if it belonged to the sign-in: the state decides.
    let link = installation.begin().await;
    let for_link = approve("bob", &link).await;
    let sign_in_address = installation.begin_sign_in(false).await;
    let for_sign_in = approve("alice", &sign_in_address).await;
    let code =
        |callback: &str| callback.split("code=").nth(1).and_then(|rest| rest.split('&').next()).unwrap().to_owned();
    let swapped = for_sign_in.replace(&code(&for_sign_in), &code(&for_link));
    signing_out::sign_out(&installation.accounts, WhySignedOut::Asked).await.unwrap();
    installation.receive(&swapped).await;
    assert!(!installation.may_act().await, "GitLab refuses a code whose verifier is another's");
    installation.receive(&for_link).await;
    assert!(!installation.may_act().await, "and a link's approval opens nothing");
    let links: Vec<_> = installation.links().await.into_iter().map(|link| link.username).collect();
    assert_eq!(links, ["alice"], "nor does it link any more");
    installation.finish().await;
}

#[tokio::test]
async fn an_address_that_was_widened_on_its_way_lets_nobody_in() {
    let installation = Installation::signed_out().await;
    let pairs = installation.gitlab.live_pairs().len();
    let address = installation.begin_sign_in(false).await.replace("gl_auth_type=login", "gl_auth_type=");
    installation.receive(&approve("alice", &address).await).await;
    assert!(!installation.may_act().await, "a token that may do more was not asked for");
    assert_eq!(installation.refusal().await.as_deref(), Some("IdentityUnproven"), "and it is said");
    assert_eq!(installation.gitlab.live_pairs().len(), pairs, "whatever came is revoked");
    installation.finish().await;
}
