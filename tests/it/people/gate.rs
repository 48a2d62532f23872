//! Nobody acts who is not signed in, by whatever door.

use carrick::accounts::setup::Setup;
use carrick::accounts::{expiry, integrations, sign_in, signing_out};
use carrick::messages::ErrorCode;
use carrick::people::{acting, joining, roles};
use carrick_store::Code;
use carrick_store::db::acting as table;
use carrick_store::instance::Instance;
use carrick_store::model::Way;
use carrick_store::people::{Admission, SignOutAfter, WhoMayJoin, WhySignedOut};

use crate::support::{FIRST, Installation, approve};

const DAY: i64 = 24 * 60 * 60 * 1000;

#[tokio::test]
async fn on_a_computer_of_ones_own_nobody_is_asked_and_nothing_is_written() {
    let (installation, _) = Installation::set_up(true).await;
    assert!(installation.may_act().await, "the first profile acts");
    let people = installation.people().await;
    assert!(!people.is_shared && people.signed_out.is_none(), "and nothing of people is seen");
    let rows: i64 = installation
        .second_connection()
        .query_row("SELECT (SELECT count(*) FROM acting) + (SELECT count(*) FROM admission)", [], |row| row.get(0))
        .unwrap();
    assert_eq!(rows, 0, "what nobody has set is not written");
    installation.finish().await;
}

#[tokio::test]
async fn who_signs_out_acts_no_more_after_a_restart_either() {
    let (mut installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    installation.ask_people(WhoMayJoin::Listed).await;
    assert!(installation.may_act().await, "whoever has people asked stays signed in");
    signing_out::sign_out(&installation.accounts, WhySignedOut::Asked).await.unwrap();
    assert!(!installation.may_act().await, "nobody acts");
    assert!(installation.people().await.people.is_empty(), "and nobody is told who is here");
    installation.restart().await;
    assert!(!installation.may_act().await, "a restart comes back signed out");
    installation.sign_in("alice").await;
    assert!(installation.may_act().await, "whoever signs in acts again");
    installation.finish().await;
}

#[tokio::test]
async fn another_program_that_signs_out_shuts_this_one_too() {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    installation.ask_people(WhoMayJoin::Listed).await;
    let other = installation.start_another().await;
    signing_out::sign_out(&other, WhySignedOut::Asked).await.unwrap();
    assert!(!installation.may_act().await, "there is one gate for all programs");
    acting::unlock(&other, false).await.expect("the owner of the login can always unlock");
    assert!(installation.may_act().await, "and it opens for all");
    assert!(!installation.people().await.admission.asks_to_sign_in, "nobody is asked any more");
    installation.finish().await;
}

#[tokio::test]
async fn programs_that_sign_in_and_out_at_once_leave_one_answer_for_all() {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    installation.ask_people(WhoMayJoin::Listed).await;
    let other = installation.start_another().await;
    for _ in 0..20 {
        let (out, open) =
            tokio::join!(acting::sign_out(&other, WhySignedOut::Asked), acting::keep(&installation.accounts));
        out.and(open).expect("each is done or finds nothing to do");
        let (here, there) = (acting::acting(&installation.accounts).await, acting::acting(&other).await);
        let (here, there) = (here.unwrap(), there.unwrap());
        assert_eq!(here.signed_out.is_some(), there.signed_out.is_some(), "both see the same");
        assert!(here.signed_out.is_some(), "a sign of life opens nothing that was shut");
        let id = installation.carrick.parts.profile_id;
        installation.carrick.parts.db.write(move |db| table::sign_in(db, id, 0, None)).await.unwrap();
    }
    installation.finish().await;
}

#[tokio::test]
async fn what_was_written_down_and_cannot_be_read_is_signed_out() {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    installation.ask_people(WhoMayJoin::Listed).await;
    let damage = |statement: &str| {
        installation.second_connection().execute(statement, []).unwrap();
    };
    for statement in [
        "UPDATE acting SET state = 'something'",
        "UPDATE acting SET state = ''",
        "UPDATE acting SET profile_id = 4711",
        "UPDATE acting SET computer = 'another one'",
        "DELETE FROM acting",
    ] {
        damage(statement);
        assert!(!installation.may_act().await, "{statement}");
        let id = installation.carrick.parts.profile_id;
        installation.carrick.parts.db.write(move |db| table::sign_in(db, id, 0, None)).await.unwrap();
        assert!(installation.may_act().await, "and it is good again once it is written anew");
    }
    installation.finish().await;
}

#[tokio::test]
async fn a_sign_in_ends_when_nothing_gave_a_sign_of_life() {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    installation.ask_people(WhoMayJoin::Listed).await;
    let asked = Admission { asks: true, sign_out_after: SignOutAfter::Minutes15, ..Admission::default() };
    joining::set_admission(&installation.accounts, asked, Vec::new()).await.unwrap();
    installation.clock.advance(14 * 60_000);
    assert!(installation.may_act().await, "not yet");
    acting::keep(&installation.accounts).await.unwrap();
    installation.clock.advance(14 * 60_000);
    assert!(installation.may_act().await, "a sign of life makes it hold again");
    installation.clock.advance(2 * 60_000);
    assert!(!installation.may_act().await, "without one it is over");
    acting::keep(&installation.accounts).await.unwrap();
    assert!(!installation.may_act().await, "and a late one changes nothing");
    installation.finish().await;
}

#[tokio::test]
async fn whoever_is_named_acts_only_where_nobody_is_asked() {
    let (mut installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    let bob = installation.add_person("bob").await;
    acting::go_on_as(&installation.accounts, bob).await.expect("nobody is asked");
    assert!(!installation.may_act().await, "the first one acts no more");
    installation.turn().await;
    assert!(installation.may_act().await, "and bob does");
    let first = installation.people().await.people[0].id;
    acting::go_on_as(&installation.accounts, first).await.unwrap();
    installation.turn().await;
    installation.ask_people(WhoMayJoin::Listed).await;
    let refused = acting::go_on_as(&installation.accounts, bob).await.map_err(|error| error.code);
    assert_eq!(refused, Err(Code::SignInRequired), "nobody is chosen from a list where people sign in");
    installation.finish().await;
}

#[tokio::test]
async fn nobody_changes_anything_who_is_signed_out() {
    let (installation, application) = Installation::set_up(true).await;
    installation.link("alice").await;
    installation.ask_people(WhoMayJoin::Listed).await;
    signing_out::sign_out(&installation.accounts, WhySignedOut::Asked).await.unwrap();
    let accounts = &installation.accounts;
    let saved = integrations::remove_integration(accounts, FIRST).await.map_err(|error| error.code);
    assert_eq!(saved.err(), Some(Code::SignedOut), "not an integration");
    let named = roles::set_own_name(accounts, "Mallory").await.map_err(|error| error.code);
    assert_eq!(named, Err(Code::SignedOut), "not a name");
    let added = joining::find_person(accounts, FIRST, "bob").await.map_err(|error| error.code);
    assert_eq!(added.err(), Some(Code::SignedOut), "not people");
    let asked = joining::set_admission(accounts, Admission::default(), Vec::new()).await.map_err(|error| error.code);
    assert_eq!(asked, Err(Code::SignedOut), "not what is asked of them");
    drop(application);
    installation.finish().await;
}

#[tokio::test]
async fn an_approval_for_a_link_brings_nothing_once_its_person_is_signed_out() {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    installation.ask_people(WhoMayJoin::Listed).await;
    let address = installation.begin().await;
    let callback = approve("bob", &address).await;
    signing_out::sign_out(&installation.accounts, WhySignedOut::Asked).await.unwrap();
    let pairs = installation.gitlab.live_pairs().len();
    installation.receive(&callback).await;
    assert_eq!(installation.gitlab.live_pairs().len(), pairs, "its code is not exchanged");
    let goes_on = sign_in::use_another_way(&installation.accounts, FIRST).await.map_err(|error| error.code);
    assert_eq!(goes_on, Err(Code::NoSignIn), "nor is it gone on with");
    installation.finish().await;
}

#[tokio::test]
async fn a_sign_in_for_a_link_that_a_restart_brings_back_is_gone_on_with_by_nobody() {
    let (mut installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    installation.ask_people(WhoMayJoin::Listed).await;
    let address = installation.begin_with(FIRST, None, Way::DeepLink.into()).await;
    // Another program signs out: this one has not heard of it yet when it is closed.
    let other = installation.start_another().await;
    acting::sign_out(&other, WhySignedOut::Asked).await.unwrap();
    installation.restart().await;
    let goes_on = sign_in::copy_link(&installation.accounts, FIRST).await.map_err(|error| error.code);
    assert_eq!(goes_on.err(), Some(Code::SignedOut), "its address is handed to nobody");
    let pairs = installation.gitlab.live_pairs().len();
    installation.receive(&approve("bob", &address).await).await;
    assert_eq!(installation.gitlab.live_pairs().len(), pairs, "and what comes back is not exchanged");
    installation.finish().await;
}

#[tokio::test]
async fn a_set_up_that_comes_while_nobody_is_signed_in_waits_for_whoever_signs_in() {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    installation.ask_people(WhoMayJoin::Listed).await;
    signing_out::sign_out(&installation.accounts, WhySignedOut::Asked).await.unwrap();
    let setup = Setup {
        instance: Instance::parse("https://gitlab.corp.example").unwrap(),
        application_id: "1a2b".to_owned(),
        scopes: vec!["api".to_owned()],
        from: None,
    };
    installation.receive(&setup.link()).await;
    installation.sign_in("alice").await;
    let shown = installation.overview().await.proposal.expect("it is shown now");
    assert_eq!(shown.offer.map(|offer| offer.host), Some("gitlab.corp.example".to_owned()), "with what it says");
    installation.finish().await;
}

#[tokio::test]
async fn a_program_that_knows_no_people_refuses_the_database_once_there_are_several() {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    let oldest = || {
        let read = "SELECT max(oldest_reader) FROM compatibility";
        installation.second_connection().query_row(read, [], |row| row.get::<_, i64>(0)).unwrap()
    };
    assert!(oldest() < 15, "on a computer of one's own an earlier program does no harm");
    installation.add_person("bob").await;
    assert_eq!(oldest(), 15, "it would act for the first one, whoever is signed in");
    installation.finish().await;
}

#[tokio::test]
async fn a_late_approval_hands_the_screen_to_nobody_else() {
    let installation = Installation::signed_out().await;
    installation.sign_in("alice").await;
    installation.add_person("bob").await;
    signing_out::sign_out(&installation.accounts, WhySignedOut::Asked).await.unwrap();
    let late = installation.begin_sign_in(false).await;
    let callback = approve("bob", &late).await;
    // Meanwhile alice comes in by another program.
    let other = installation.start_another().await;
    acting::unlock(&other, false).await.unwrap();
    installation.receive(&callback).await;
    assert!(installation.may_act().await, "the screen is still hers");
    // As the window's jobs do, as soon as they hear of it.
    expiry::expire_sign_ins(&installation.accounts).await.unwrap();
    let door = installation.door().await;
    assert!(door.sign_in.is_none() && door.notice.is_none(), "nothing of it is shown: {door:?}");
    let told = installation.stray().await;
    assert_eq!(told, Some(ErrorCode::CallbackLate), "it was over already, and has not taken ten minutes");
    installation.finish().await;
}

#[tokio::test]
async fn an_approval_that_somebody_else_has_ended_stays_late_wherever_the_clock_is_set() {
    for (before, after) in [(-DAY, 0), (DAY, 0), (0, -DAY), (0, DAY)] {
        let installation = Installation::signed_out().await;
        installation.sign_in("alice").await;
        installation.add_person("bob").await;
        signing_out::sign_out(&installation.accounts, WhySignedOut::Asked).await.unwrap();
        let callback = approve("bob", &installation.begin_sign_in(false).await).await;
        let other = installation.start_another().await;
        installation.clock.set_on(before);
        acting::unlock(&other, false).await.unwrap();
        installation.clock.set_on(after);
        let due = expiry::next_expiry(&installation.accounts).await.unwrap();
        assert_eq!(due, Some(i64::MIN), "set on by {before} and {after} ms: what is over is over now");
        installation.receive(&callback).await;
        let told = installation.stray().await;
        assert_eq!(told, Some(ErrorCode::CallbackLate), "set on by {before} and {after} ms: alice is in");
        installation.finish().await;
    }
}

#[tokio::test]
async fn a_sign_in_for_a_link_ends_when_somebody_else_comes() {
    let (mut installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    let bob = installation.add_person("bob").await;
    let address = installation.begin().await;
    acting::go_on_as(&installation.accounts, bob).await.unwrap();
    installation.turn().await;
    assert_eq!(installation.integration(FIRST).await.sign_in, None, "bob sees nothing of it");
    let pairs = installation.gitlab.live_pairs().len();
    installation.receive(&approve("bob", &address).await).await;
    assert_eq!(installation.gitlab.live_pairs().len(), pairs, "and what comes back of it links nothing");
    installation.finish().await;
}
