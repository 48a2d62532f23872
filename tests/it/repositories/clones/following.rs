//! Known clones follow what is chosen for the place of their project.

use carrick::accounts::unlink;
use carrick::git::identities::Identity;
use carrick::git_setup::choices::{self, Choosing};
use carrick::repositories::clones::{self, Acting};
use carrick::topics::Topic;
use carrick_store::model::GitUse;

use super::room::Room;
use crate::support::until;

fn choosing(link_id: i64, prefix: &str, email: Option<&str>) -> Choosing {
    let (commit_name, signing_key) = Default::default();
    Choosing { link_id, prefix: prefix.to_owned(), commit_name, commit_email: email.map(str::to_owned), signing_key }
}

/// The user name and the address in the clone's own file.
fn written(room: &Room, name: &str) -> (String, String) {
    let key = format!("credential.{}.username", room.installation.gitlab.url());
    let own = |key: &str| room.says(name, &["config", "--local", key]);
    (own(&key), own("user.email"))
}

async fn until_written(room: &Room, name: &str, username: &str, email: &str) {
    let expected = (username.to_owned(), email.to_owned());
    until(&format!("{name} follows: {expected:?}"), || written(room, name) == expected).await;
}

/// Both members of two projects, of which clones are known.
async fn with_clones() -> Room {
    let room = Room::with(&["alice", "bob"], "").await;
    for (name, path) in [("web", "work/web"), ("other", "group/other"), ("own", "work/own"), ("gone", "work/gone")] {
        room.project(path, &["alice", "bob"]).await;
        let folder = room.clone_of(name, &room.address(path));
        if name == "own" {
            room.git.does(name, &["config", "user.email", "mine@home.example"]);
        }
        room.adopted(&folder).await;
    }
    room
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_chosen_for_a_group_is_written_into_its_clones_and_taken_out_with_the_choice() {
    let room = with_clones().await;
    let parts = &room.installation.carrick.parts;
    let other = room.config(&room.git.folder("other"));
    std::fs::remove_dir_all(room.git.folder("gone")).unwrap();
    choices::choose(parts, choosing(room.links[1], "Work", Some("bob@work.example"))).await.unwrap();
    until_written(&room, "web", "bob", "bob@work.example").await;
    until_written(&room, "own", "bob", "mine@home.example").await;
    assert_eq!(room.config(&room.git.folder("other")), other, "it lies in another group");
    assert!(!room.git.folder("gone").exists(), "and what is gone is not made again");
    let kept = || room.kept(&room.git.folder("web").canonicalize().unwrap()).unwrap().link_id;
    until("the list knows", || kept() == Some(room.links[1])).await;
    choices::take_back(parts, room.installation.gitlab.url(), "work".to_owned()).await.unwrap();
    until_written(&room, "web", "alice", "").await;
    until_written(&room, "own", "alice", "mine@home.example").await;
    choices::set_git_use(parts, room.links[1], GitUse::Default).await.unwrap();
    until_written(&room, "web", "bob", "").await;
    room.installation.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_set_for_a_clone_alone_stays() {
    let room = with_clones().await;
    let id = room.kept(&room.git.folder("web").canonicalize().unwrap()).unwrap().id;
    let identity = Identity { email: Some("me@example.com".to_owned()), ..Identity::default() };
    let acting = Acting { link_id: Some(room.links[1]), identity };
    clones::set_identity(room.repositories(), id, acting).await.unwrap();
    let choice = choosing(room.links[0], "work", Some("alice@work.example"));
    let parts = &room.installation.carrick.parts;
    let told = parts.topics.revision(Topic::Clones);
    choices::choose(parts, choice).await.unwrap();
    until("all of them were gone through", || parts.topics.revision(Topic::Clones) > told).await;
    assert_eq!(written(&room, "gone"), ("alice".to_owned(), "alice@work.example".to_owned()), "another one follows");
    assert_eq!(written(&room, "web"), ("bob".to_owned(), "me@example.com".to_owned()), "it was set for this one");
    room.installation.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_cannot_be_written_holds_up_no_other() {
    let room = with_clones().await;
    // The one that was used last comes first.
    std::fs::write(room.git.folder("gone/.git/config.lock"), "").unwrap();
    let before = room.config(&room.git.folder("gone"));
    choices::choose(&room.installation.carrick.parts, choosing(room.links[1], "work", None)).await.unwrap();
    until_written(&room, "web", "bob", "").await;
    assert_eq!(room.config(&room.git.folder("gone")), before, "another program is at it");
    room.installation.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_accounts_own_name_gives_way_to_what_is_chosen_and_comes_back() {
    let room = with_clones().await;
    let connection = room.installation.second_connection();
    connection.execute("UPDATE links SET name = username, commit_email = username || '@gitlab.example'", []).unwrap();
    let id = room.kept(&room.git.folder("web").canonicalize().unwrap()).unwrap().id;
    let some = |text: &str| Some(text.to_owned());
    let identity = Identity { name: some("alice"), email: some("alice@gitlab.example"), signing_key: None };
    let acting = Acting { link_id: Some(room.links[0]), identity };
    clones::set_identity(room.repositories(), id, acting).await.unwrap();
    let parts = &room.installation.carrick.parts;
    let name = || room.says("web", &["config", "--local", "user.name"]);
    choices::choose(parts, choosing(room.links[1], "work", Some("bob@work.example"))).await.unwrap();
    until_written(&room, "web", "bob", "bob@work.example").await;
    assert_eq!(name(), "bob", "what was not chosen is his own");
    choices::take_back(parts, room.installation.gitlab.url(), "work".to_owned()).await.unwrap();
    until_written(&room, "web", "alice", "alice@gitlab.example").await;
    assert_eq!(name(), "alice", "a clone that had a commit name is not left without one");
    room.installation.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clone_names_no_account_that_is_gone_or_has_another_name() {
    let room = with_clones().await;
    let installation = &room.installation;
    let parts = &installation.carrick.parts;
    choices::choose(parts, choosing(room.links[1], "work", Some("bob@work.example"))).await.unwrap();
    until_written(&room, "web", "bob", "bob@work.example").await;
    let other = room.config(&room.git.folder("other"));
    installation.carrick.git_watch.look(parts).await.unwrap();
    installation.gitlab.edit_user("bob", |user| user.username = "robert".to_owned());
    installation.test(room.links[1]).await;
    installation.carrick.git_watch.look(parts).await.unwrap();
    assert_eq!(written(&room, "web"), ("robert".to_owned(), "bob@work.example".to_owned()), "under his new name");
    unlink::unlink(&installation.accounts, room.links[1]).await.unwrap();
    installation.carrick.git_watch.look(parts).await.unwrap();
    assert_eq!(written(&room, "web").0, "", "git would ask for a password of an account that nobody knows any more");
    assert_eq!(room.config(&room.git.folder("other")), other, "and a clone that names another stays as it is");
    room.installation.finish().await;
}
