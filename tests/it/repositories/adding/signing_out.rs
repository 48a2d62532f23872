//! Somebody signs out, or somebody else comes, while a repository is being added.

use carrick::accounts::signing_out;
use carrick::messages::{AdditionState, Additions};
use carrick::people::{acting, joining};
use carrick_store::db::profiles;
use carrick_store::model::Role;
use carrick_store::people::{Admission, WhySignedOut};

use super::desk::{Desk, with_git};

fn is_running(shown: &Additions) -> bool {
    shown.items.iter().any(|it| matches!(it.state, AdditionState::Running { .. }))
}

/// One that runs, and whose it is.
async fn adding(test: &str) -> (Desk, u64, i64) {
    let mut desk = Desk::new(test).await;
    let slow = desk.slow_project("group/a");
    desk.read().await;
    desk.work();
    desk.add("group/a").await;
    desk.until("it runs", is_running).await;
    let own = desk.installation.carrick.parts.profile_id;
    (desk, slow, own)
}

/// Whoever has it among what they added.
fn owners(desk: &Desk) -> Vec<i64> {
    let db = desk.installation.second_connection();
    let mut read = db.prepare("SELECT profile_id FROM kept_projects WHERE added_at IS NOT NULL").unwrap();
    let rows = read.query_map([], |row| row.get(0)).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

/// Has people asked, and the computer locked.
async fn lock(desk: &Desk) {
    let accounts = &desk.installation.accounts;
    joining::sign_in_with_link(accounts, desk.link_id).await.expect("she can come back");
    let asked = Admission { asks: true, ..Admission::default() };
    joining::set_admission(accounts, asked, Vec::new()).await.expect("people are asked");
    signing_out::sign_out(accounts, WhySignedOut::ComputerLocked).await.expect("the computer locks");
}

async fn arrives(desk: &Desk, slow: u64, own: i64) {
    desk.hurry(slow);
    let noise = desk.folder("group/a").join("noise");
    desk.until("what was begun has ended", |_| noise.is_file() && owners(desk) == [own]).await;
}

#[test]
fn a_clone_that_is_under_way_when_its_person_signs_out_ends_and_is_theirs() {
    with_git(async || {
        let test =
            "repositories::adding::signing_out::a_clone_that_is_under_way_when_its_person_signs_out_ends_and_is_theirs";
        let (desk, slow, own) = adding(test).await;
        desk.until("git has its token", |_| desk.fetched("group/a") > 0).await;
        lock(&desk).await;
        assert!(!desk.folder("group/a").join("noise").exists(), "it is still under way");
        arrives(&desk, slow, own).await;
        let signed_out = acting::acting(&desk.installation.accounts).await.unwrap().signed_out;
        assert!(signed_out.is_some(), "and lets nobody in");
        desk.finish().await;
    });
}

#[test]
fn a_clone_that_is_under_way_when_somebody_else_comes_is_none_of_theirs() {
    with_git(async || {
        let test =
            "repositories::adding::signing_out::a_clone_that_is_under_way_when_somebody_else_comes_is_none_of_theirs";
        let (desk, slow, own) = adding(test).await;
        let db = &desk.installation.carrick.parts.db;
        let bob = db.write(|db| profiles::add(db, "Bob", Role::Member, 0)).await.unwrap();
        acting::go_on_as(&desk.installation.accounts, bob).await.expect("nobody is asked to sign in");
        arrives(&desk, slow, own).await;
        desk.finish().await;
    });
}
