//! Administrators set up, members do not, and one administrator always stays.

use carrick::accounts::{avatar, handing_over, health, integrations, revocation};
use carrick::messages::Role as Shown;
use carrick::people::{acting, joining, removing, roles};
use carrick_store::Code;
use carrick_store::model::Role;
use carrick_store::people::Admission;

use local_gitlab::{Fault, FaultKind};

use crate::support::{FIRST, Installation};

/// Bob acts, who is a member.
async fn as_member() -> (Installation, i64) {
    let (mut installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    let bob = installation.add_person("bob").await;
    acting::go_on_as(&installation.accounts, bob).await.unwrap();
    installation.turn().await;
    (installation, bob)
}

#[tokio::test]
async fn a_member_changes_nothing_that_is_everybodys() {
    let (installation, bob) = as_member().await;
    let accounts = &installation.accounts;
    let code = |error: carrick_store::Error| error.code;
    let only = Some(Code::AdministratorsOnly);
    assert_eq!(integrations::remove_integration(accounts, FIRST).await.map_err(code).err(), only, "not an integration");
    assert_eq!(integrations::remove_secret(accounts, FIRST).await.map_err(code).err(), only, "not its Secret");
    assert_eq!(handing_over::setup_of(accounts, FIRST).await.map_err(code).err(), only, "nor hand it on");
    assert_eq!(roles::set_role(accounts, bob, Role::Admin).await.map_err(code).err(), only, "not their own role");
    assert_eq!(joining::find_person(accounts, FIRST, "carol").await.map_err(code).err(), only, "not who is here");
    assert_eq!(removing::remove_person(accounts, 1).await.map_err(code).err(), only, "nor who is not");
    let asked = joining::set_admission(accounts, Admission::default(), Vec::new()).await;
    assert_eq!(asked.map_err(code).err(), only, "not what is asked of people");
    roles::set_own_name(accounts, "Robert").await.expect("but their own name they may");
    assert_eq!(installation.everybody().await[1].0, "Robert");
    installation.finish().await;
}

#[tokio::test]
async fn a_member_links_for_themselves_and_sees_nothing_of_others() {
    let (installation, _) = as_member().await;
    assert!(installation.links().await.is_empty(), "nothing of alice's is shown");
    let link = installation.link("bob").await;
    let first = installation.carrick.for_another(1);
    let theirs = carrick::accounts::show::accounts(&first.accounts).await.unwrap();
    let theirs: Vec<_> = theirs.integrations[0].links.iter().map(|link| link.username.clone()).collect();
    assert_eq!(theirs, ["alice"], "and the first sees nothing of bob's");
    let unlinked = carrick::accounts::unlink::unlink(&first.accounts, link.id).await.map_err(|error| error.code);
    assert_eq!(unlinked.err(), Some(Code::NotFound), "nor can end it");
    let tested = health::test_link(&first.accounts, link.id).await.map_err(|error| error.code);
    assert_eq!(tested.err(), Some(Code::NotFound), "nor have it asked about");
    let opened = carrick::accounts::link::open_instance(&first.accounts, link.id).await.map_err(|error| error.code);
    assert_eq!(opened.err(), Some(Code::NotFound), "nor opened");
    assert_eq!(avatar::avatar(&first.accounts, link.id).await, Ok(None), "nor see its picture");
    installation.finish().await;
}

#[tokio::test]
async fn the_last_administrator_is_neither_demoted_nor_removed() {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    let bob = installation.add_person("bob").await;
    let accounts = &installation.accounts;
    let refused = |done: Result<(), carrick_store::Error>| done.map_err(|error| error.code).err();
    assert_eq!(refused(roles::set_role(accounts, 1, Role::Member).await), Some(Code::LastAdministrator), "demoted");
    let removed = removing::remove_person(accounts, 1).await.map(drop);
    assert_eq!(refused(removed), Some(Code::LastAdministrator), "removed");
    roles::set_role(accounts, bob, Role::Admin).await.expect("there may be two");
    roles::set_role(accounts, 1, Role::Member).await.expect("then the first may go");
    assert_eq!(refused(roles::set_role(accounts, bob, Role::Member).await), Some(Code::AdministratorsOnly));
    assert_eq!(installation.people().await.profile.role, Shown::Member, "and is shown as what they are");
    installation.finish().await;
}

#[tokio::test]
async fn removing_somebody_ends_their_links_with_receipts_and_leaves_nothing_of_theirs() {
    let (mut installation, bob) = as_member().await;
    installation.link("bob").await;
    acting::go_on_as(&installation.accounts, 1).await.unwrap();
    installation.turn().await;
    let goes = removing::dependents(&installation.accounts, bob).await.unwrap();
    assert_eq!(goes.links.len(), 1, "what goes is said before");
    let receipts = removing::remove_person(&installation.accounts, bob).await.expect("bob is removed");
    assert_eq!(receipts.iter().map(|it| it.username.as_str()).collect::<Vec<_>>(), ["bob"], "each with a receipt");
    assert_eq!(installation.everybody().await.len(), 1, "nobody else is left");
    let live: Vec<_> = installation.gitlab.live_pairs().into_iter().map(|pair| pair.username).collect();
    assert!(live.iter().all(|username| username != "bob"), "and no token of his: {live:?}");
    let left = installation.dump().into_iter().filter(|line| line.contains("bob")).collect::<Vec<_>>();
    assert_eq!(left, Vec::<String>::new(), "nor a row");
    installation.finish().await;
}

#[tokio::test]
async fn whoever_acts_cannot_remove_themselves() {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    let bob = installation.add_person("bob").await;
    roles::set_role(&installation.accounts, bob, Role::Admin).await.unwrap();
    let removed = removing::remove_person(&installation.accounts, 1).await.map_err(|error| error.code);
    assert_eq!(removed.err(), Some(Code::LastAdministrator), "somebody has to act");
    installation.finish().await;
}

#[tokio::test]
async fn names_are_one_line_that_can_be_shown() {
    let (installation, _) = Installation::set_up(true).await;
    for name in ["", "   ", "a\nb", "a\u{202e}b", &"x".repeat(101)] {
        let named = roles::set_own_name(&installation.accounts, name).await.map_err(|error| error.code);
        assert_eq!(named, Err(Code::NameMalformed), "{name:?}");
    }
    roles::set_own_name(&installation.accounts, "  Søren “Sam” Ångström ").await.unwrap();
    assert_eq!(installation.people().await.profile.name, "Søren “Sam” Ångström", "trimmed, and as it was typed");
    installation.finish().await;
}

#[tokio::test]
async fn a_demoted_administrator_keeps_no_right_of_before() {
    let (mut installation, bob) = as_member().await;
    acting::go_on_as(&installation.accounts, 1).await.unwrap();
    installation.turn().await;
    roles::set_role(&installation.accounts, bob, Role::Admin).await.unwrap();
    let his = installation.carrick.for_another(bob);
    acting::go_on_as(&installation.accounts, bob).await.unwrap();
    integrations::remove_secret(&his.accounts, FIRST).await.expect("an administrator may");
    his.parts.db.write(move |db| carrick_store::db::profiles::set_role(db, bob, Role::Member)).await.unwrap();
    let refused = integrations::remove_secret(&his.accounts, FIRST).await.map_err(|error| error.code);
    assert_eq!(refused, Err(Code::AdministratorsOnly), "the role is looked at each time");
    installation.turn().await;
    installation.finish().await;
}

#[tokio::test]
async fn what_gitlab_has_still_to_end_is_told_to_whose_it_was_or_to_whoever_removed_them() {
    let (mut installation, bob) = as_member().await;
    let link = installation.link("bob").await;
    installation.gitlab.fault(Fault::always("/oauth/revoke", FaultKind::Reset));
    carrick::accounts::unlink::unlink(&installation.accounts, link.id).await.expect("it is queued");
    let told = installation.overview().await.revocations;
    assert_eq!(told.len(), 1, "bob is told");
    acting::go_on_as(&installation.accounts, 1).await.unwrap();
    installation.turn().await;
    assert_eq!(installation.overview().await.revocations, [], "the administrator is not");
    let dismissed = revocation::dismiss_revocation(&installation.accounts, told[0].id).await;
    assert_eq!(dismissed.map_err(|error| error.code), Err(Code::NotFound), "nor may take it away");
    removing::remove_person(&installation.accounts, bob).await.expect("bob is removed");
    assert_eq!(installation.overview().await.revocations.len(), 1, "somebody has to hear of it then");
    installation.finish_without_books();
}
