//! Who may join.

use carrick::accounts::signing_out;
use carrick::people::admission::{Comer, admit};
use carrick::people::joining;
use carrick::topics::Topic;
use carrick_store::Code;
use carrick_store::db::sign_in_accounts;
use carrick_store::instance::Instance;
use carrick_store::model::{Identity, Role};
use carrick_store::people::{Admission, WhoMayJoin, WhySignedOut};

use crate::support::{FIRST, Installation, commands};

#[tokio::test]
async fn anyone_of_the_instance_joins_as_a_member_where_that_is_set() {
    let (mut installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    installation.ask_people(WhoMayJoin::Anyone).await;
    signing_out::sign_out(&installation.accounts, WhySignedOut::Asked).await.unwrap();
    installation.sign_in("bob").await;
    installation.turn().await;
    assert!(installation.may_act().await, "bob is in");
    let everybody = installation.everybody().await;
    assert_eq!(everybody.len(), 2, "with a profile of his own");
    assert_eq!(everybody[1].1, Role::Member, "as a member");
    assert!(installation.links().await.is_empty(), "who sees nothing of alice's links");
    installation.finish().await;
}

#[tokio::test]
async fn the_list_of_people_is_told_anew_when_somebody_links_or_unlinks() {
    let (installation, _) = Installation::set_up(true).await;
    let told = || installation.carrick.parts.topics.revision(Topic::People);
    let before = told();
    let link = installation.link("alice").await;
    assert!(told() > before, "the window has to read it again");
    assert_eq!(installation.people().await.people[0].linked.len(), 1, "for there stands what she has linked");
    let before = told();
    commands::unlink(&installation.accounts, link.id).await.expect("it is unlinked");
    assert!(told() > before, "and again");
    assert!(installation.people().await.people[0].linked.is_empty(), "for it stands there no more");
    installation.finish().await;
}

#[tokio::test]
async fn adding_shows_whom_gitlab_knows_and_asks_again() {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    let accounts = &installation.accounts;
    let found = joining::find_person(accounts, FIRST, " @BOB ").await.expect("GitLab knows bob");
    assert_eq!(found.identity.username, "bob", "as GitLab writes it");
    assert_eq!(found.is_known, None, "nobody has that account here");
    let nobody = joining::find_person(accounts, FIRST, "nobody-at-all").await.map_err(|error| error.code);
    assert_eq!(nobody.err(), Some(Code::PersonUnknown));
    let other = joining::add_person(accounts, FIRST, "bob", found.identity.user_id + 1).await;
    assert_eq!(other.map_err(|error| error.code), Err(Code::PersonUnknown), "a name that changed owners adds nobody");
    joining::add_person(accounts, FIRST, "bob", found.identity.user_id).await.expect("bob is added");
    let again = joining::add_person(accounts, FIRST, "bob", found.identity.user_id).await;
    assert_eq!(again.map_err(|error| error.code), Err(Code::PersonExists), "once");
    assert_eq!(installation.everybody().await.len(), 2, "and there are two people");
    installation.finish().await;
}

#[tokio::test]
async fn nobody_is_asked_while_whoever_asks_could_not_come_back() {
    let (installation, _) = Installation::set_up(true).await;
    let asked = Admission { asks: true, ..Admission::default() };
    let refused = joining::set_admission(&installation.accounts, asked, Vec::new()).await.map_err(|error| error.code);
    assert_eq!(refused, Err(Code::NoSignInAccount), "they would shut themselves out");
    installation.link("alice").await;
    installation.ask_people(WhoMayJoin::Listed).await;
    let account = installation.people().await.people[0].sign_in_accounts[0].id;
    let refused = joining::remove_sign_in_account(&installation.accounts, account).await.map_err(|error| error.code);
    assert_eq!(refused, Err(Code::NoSignInAccount), "nor may the last one be taken away");
    installation.finish().await;
}

#[tokio::test]
async fn the_same_number_at_another_gitlab_is_somebody_else() {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    installation.ask_people(WhoMayJoin::Listed).await;
    let db = &installation.carrick.parts.db;
    let alice = db.read(sign_in_accounts::all).await.unwrap().remove(0);
    let identity = Identity {
        user_id: alice.user_id,
        username: alice.username,
        name: alice.name,
        avatar_url: None,
        commit_email: None,
    };
    let comer = |instance| Comer { instance, identity: identity.clone(), is_member: false };
    let (here, there) = (comer(alice.instance), comer(Instance::parse("https://gitlab.other.example").unwrap()));
    let own = db.write(move |db| admit(db, &here, 0)).await.unwrap();
    assert_eq!(own.map_err(|error| error.code), Ok(alice.profile_id), "at her own GitLab it is alice");
    let other = db.write(move |db| admit(db, &there, 0)).await.unwrap();
    assert_eq!(other.map_err(|error| error.code), Err(Code::NotAdmitted), "elsewhere the number is another's");
    installation.finish().await;
}
